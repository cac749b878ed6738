"""Reads what deliver_sample delivered with programs that are not ours.

Python's mailbox and email read the Maildirs, the mbox files and the .eml files,
vobject reads the vCards. Each delivery is made twice, in another time zone and
language: same bytes.
"""
import datetime
import email.policy
import hashlib
import json
import mailbox
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import vobject  # Debian: python3-vobject

FAULTS = []


def check(good, what):
    if not good:
        FAULTS.append(what)


def equal(found, expected, what):
    check(found == expected, f"{what}: {found!r} is not {expected!r}")


def deliver(tool, form, root, **environment):
    done = subprocess.run([tool, form, root], check=True, stdout=subprocess.PIPE,
                          env={**os.environ, **environment})
    return json.loads(done.stdout)


def tree(root):
    return {str(path.relative_to(root)): path.read_bytes() if path.is_file() else None
            for path in sorted(root.rglob("*"))}


def record_of(root, expected):
    """The message of a record of an mbox file, by the ledger's words for where it is."""
    first, length = map(int, expected["id"].split("+"))
    record = (root / expected["path"]).read_bytes()[first:first + length]
    check(record.startswith(b"From ") and record.endswith(b"\n\n"), "a record of an mbox file")
    return re.sub(rb"(?m)^>(>*From )", rb"\1", record[record.index(b"\n") + 1:-1])


def read_message(form, root, expected):
    raw = record_of(root, expected) if form == "mbox" else (root / expected["path"]).read_bytes()
    name = expected["subject"][:20] or "(no subject)"
    equal(max(map(len, raw.splitlines())) <= 998, True, f"{name}: line length")
    ends = raw.count(b"\r\n") if form == "eml" else raw.count(b"\n") - raw.count(b"\r")
    equal(ends, raw.count(b"\n"), f"{name}: line ends")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    equal([str(d) for part in message.walk() for d in part.defects], [], f"{name}: defects")
    equal(message["Message-ID"], f"<{expected['message_id']}>", f"{name}: Message-ID")
    equal(str(message["Subject"] or ""), expected["subject"], f"{name}: subject")
    date = datetime.datetime.fromisoformat(expected["date"])
    equal(message["Date"].datetime, date, f"{name}: moment")
    equal(message["Date"].datetime.utcoffset(), date.utcoffset(), f"{name}: offset")
    if form != "mbox":
        equal((root / expected["path"]).stat().st_mtime, date.timestamp(), f"{name}: time of file")
    if form != "maildir":
        equal(message["Status"], "O" if expected["unread"] else "RO", f"{name}: read state")
    senders = [address.display_name for address in message["From"].addresses]
    equal(senders, [expected["from"]] if expected["from"] else [], f"{name}: sender")
    body = message.get_body(("plain",))
    content = body.get_content() if body else ""
    equal(content.replace("\r\n", "\n"), expected["body"], f"{name}: body")
    files = [{"name": part.get_filename(),
              "sha256": hashlib.sha256(part.get_payload(decode=True)).hexdigest()}
             for part in message.walk() if part.get_content_disposition() == "attachment"]
    equal(files, expected["files"], f"{name}: files")


def boxes(form, root, account):
    """What stands at an account and at its folders, as Python's mailbox or a list of files."""
    places = [root / entry["path"] for entry in [account] + account.get("folders", [])]
    if form == "eml":
        return [list(place.glob("*.eml")) for place in places]
    make = mailbox.mbox if form == "mbox" else mailbox.Maildir
    return [make(place, create=False) for place in places]


def read_index(form, root, messages):
    index = json.loads((root / "index.json").read_text(encoding="utf-8"))
    equal([box["name"] for box in index["mailboxes"]],
          ["Quill, Nora", "Müller, Jörg", "Empty, Emil"], "mailboxes")
    equal([board["name"] for board in index["boards"]], ["Garden & Tools"], "boards")
    accounts = index["mailboxes"] + index["boards"]
    opened = {account["name"]: boxes(form, root, account) for account in accounts}
    equal(sum(len(box) for each in opened.values() for box in each), messages, "messages")
    equal([entry["name"] for entry in index["mailboxes"][0]["folders"]], ["Suppliers\\Rope"],
          "folders")
    equal(len(opened["Empty, Emil"][0]), 0, "messages of a mailbox without any")
    if form == "eml":
        return index
    nora, jorg = opened["Quill, Nora"][0], opened["Müller, Jörg"][0]
    flags = {message["Subject"]: message.get_flags() for message in nora}
    equal(flags["Rope order"], "S" if form == "maildir" else "RO", "flags of one that was read")
    equal([message.get_flags() for message in jorg], ["" if form == "maildir" else "O"],
          "flags of an unread message")
    if form == "maildir":
        equal(nora.list_folders(), ["Suppliers.Rope"], "folders of a Maildir++")
    return index


def read_cards(path):
    raw = path.read_bytes()
    check(max(map(len, raw.split(b"\r\n"))) <= 75, f"{path.name}: line length")
    check(b"\n" not in raw.replace(b"\r\n", b""), f"{path.name}: line ends")
    return list(vobject.readComponents(raw.decode("utf-8")))


def read_person(card):
    equal(card.email.value, "ivaz@rope.example", "address of a person")
    equal((card.n.value.family, card.n.value.given), ("Vaz", "Inés"), "name of a person")
    equal([tel.value for tel in card.contents["tel"]], ["555-0142", "555-0143"], "telephones")
    equal(card.org.value, ["Vaz; Rope, Ltd."], "company")
    equal(card.adr.value.city, "Cork", "city")
    equal(card.note.value, "a\nb", "note of a person")
    equal(card.contents["x-pab-office"][0].value, "7, left", "office")


def read_lists(root, index):
    directory = read_cards(root / index["directory"])
    equal([card.fn.value for card in directory], ["Quill, Nora", "Müller, Jörg"], "directory")
    equal(directory[0].n.value.family, "Quill", "surname")
    equal(directory[0].note.value, 'Room 7, left; "corner"\nUpstairs', "note")
    for box in index["mailboxes"]:
        cards = read_cards(root / box["lists"])
        by_uid = {card.uid.value: card.fn.value for card in cards}
        equal(len(by_uid), len(cards), "UIDs are unique")
        groups = [card for card in cards if "kind" in card.contents]
        equal([card.fn.value for card in groups],
              ["Crew, all hands", "Personal Address Book"], "lists")
        members = [by_uid.get(member.value) for member in groups[0].contents["member"]]
        equal(members, ["Müller, Jörg", "Smith", "ivaz@rope.example"], "members")
        people = [by_uid.get(member.value) for member in groups[1].contents["member"]]
        equal(people, ["Vaz, Ines", "Unknown One", "Quill, Nora", "Vaz, Ines"], "people")
        read_person({card.uid.value: card for card in cards}[groups[1].member.value])


def main():
    tool = sys.argv[1]
    read = 0
    for form in ("maildir", "mbox", "eml"):
        with tempfile.TemporaryDirectory() as folder:
            first, second = pathlib.Path(folder, "first"), pathlib.Path(folder, "second")
            expected = deliver(tool, form, first, TZ="UTC", LC_ALL="C")
            equal(deliver(tool, form, second, TZ="Asia/Tokyo", LC_ALL="C.UTF-8",
                          LANG="de_DE.UTF-8"), expected, "the same delivery elsewhere")
            equal(tree(second) == tree(first), True, "the same bytes elsewhere")
            for message in expected:
                read_message(form, first, message)
            read_lists(first, read_index(form, first, len(expected)))
            read += len(expected)
    for fault in FAULTS:
        print(fault)
    print(f"{read} messages read, {len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
