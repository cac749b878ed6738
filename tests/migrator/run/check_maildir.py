#!/usr/bin/env python3
"""check_maildir.py DEST EXPECTED: reads a delivered Maildir with Python's mailbox and email and
compares it with what the source holds: subjects, dates, senders, recipients, folders, bodies and
the digests of attachments. Exit code 0: equal, 1: not, with a line for every difference."""
import email
import email.policy
import hashlib
import json
import mailbox
import pathlib
import sys
from email.utils import getaddresses

faults = []


def check(where, what, got, expected):
    if got != expected:
        faults.append(f"{where}: {what}: {got!r}, expected {expected!r}")


def names(message, field):
    """The display names of an address field; without one, the address. Blind copies stand in a
    field that no mail program sends on."""
    field = "x-ccmail-bcc" if field == "bcc" else field
    values = [str(value) for value in message.get_all(field, [])]
    return [name or address for name, address in getaddresses(values)]


def sources_name(text):
    """'Reed, Tom at HARBOR' is shown as 'Reed, Tom'; an address without a name by its office."""
    name = text.rsplit(" at ", 1)[0] if not text.startswith("at ") else ""
    return name


def leaves(message):
    """(texts, attachments) in order; attachments are (name, bytes)."""
    texts, files = [], []
    for part in message.walk():
        if part.is_multipart():
            continue
        kind, where = part.get_content_type(), part.get_content_disposition()
        if kind == "application/applefile":
            continue  # the resource fork; the data fork is the part beside it
        if kind == "text/plain" and where != "attachment":
            texts.append(part.get_content().replace("\r\n", "\n"))
        else:
            files.append((part.get_filename(), part.get_payload(decode=True)))
    return texts, files


def check_message(where, message, expected):
    check(where, "subject", str(message["subject"] or ""), expected["subject"])
    date = message["date"].datetime if message["date"] else None
    check(where, "date", date and date.replace(tzinfo=None).isoformat(), expected["date"])
    check(where, "defects", [repr(d) for d in message.defects], [])
    if expected["sender"] is not None:
        check(where, "sender", names(message, "from"), [sources_name(expected["sender"])])
    for field in ("to", "cc", "bcc"):
        wanted = [sources_name(text) for text in expected[field]]
        got = names(message, field)
        check(where, f"number of {field}", len(got), len(wanted))
        for one, name in zip(got, wanted):
            if name:
                check(where, field, one, name)
    texts, files = leaves(message)
    wanted_texts = [expected["text"], *expected["more_texts"]]
    # The last newline of a text is the writer's; a body that is empty may have no part at all.
    strip = lambda items: [t.rstrip("\n") for t in items if t.strip()]
    check(where, "texts", strip(texts), strip(wanted_texts))
    check(where, "attachment names", [name for name, _ in files],
          [file["name"] for file in expected["attachments"]])
    check(where, "attachment digests", [hashlib.sha256(data).hexdigest() for _, data in files],
          [file["sha256"] for file in expected["attachments"]])
    if expected["receipt_requested"]:
        check(where, "receipt", "disposition-notification-to" in message, True)
    importance = str(message["importance"] or "normal").lower()
    check(where, "priority", {"high": "urgent"}.get(importance, importance), expected["priority"])


def folders(dest, entry):
    yield "", dest / entry["path"]
    for folder in entry.get("folders", []):
        yield folder["name"], dest / folder["path"]


def read(dest, entry):
    """All messages of an account, by folder, in the order of their sequence in the file name."""
    found = {}
    for name, path in folders(dest, entry):
        box = mailbox.Maildir(path, create=False)
        # Keys are file names without flags: "<time>.S<sequence>P<digest>.sidestep".
        keys = sorted(box.keys(), key=lambda key: key.split(".")[1])
        found[name] = [email.message_from_bytes(box.get_bytes(key), policy=email.policy.default)
                       for key in keys]
    return found


def main():
    dest, expected = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text())
    index = json.loads((dest / "index.json").read_text())
    count = attachments = 0
    for account in expected["accounts"]:
        entries = index["boards" if account["kind"] == "board" else "mailboxes"]
        entry = next((e for e in entries if e["name"] == account["name"]), None)
        if entry is None:
            faults.append(f"{account['name']}: not in index.json")
            continue
        found = read(dest, entry)
        wanted = {}
        for message in account["messages"]:
            wanted.setdefault(message["folder"], []).append(message)
        got = {name: len(messages) for name, messages in found.items() if messages}
        check(account["name"], "messages by folder", got, {k: len(v) for k, v in wanted.items()})
        for folder, messages in wanted.items():
            for number, (message, one) in enumerate(zip(found.get(folder, []), messages), 1):
                check_message(f"{account['name']}/{folder}/{number}", message, one)
                count += 1
                attachments += len(one["attachments"])
    for fault in faults:
        print(fault)
    print(f"{count} messages and {attachments} attachments compared, {len(faults)} differences")
    return 1 if faults or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
