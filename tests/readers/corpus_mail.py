#!/usr/bin/env python3
"""corpus_mail.py MIGRATOR CORPUS: packs the real mail below CORPUS into cc:Mail export sets,
migrates them to each format, in one step and in two, and compares what Python reads there with what
was packed. Exit code 77 (skipped) without a corpus."""
import collections
import email
import email.policy
import mailbox
import pathlib
import subprocess
import sys
import tempfile

import delivered
import pack_export

CONTROL = ("Mode,CCMAIL\r\nFunction,FULL\r\nFile,C:\\M\\\r\nPostoffice,M:\\C\\\r\nPOName,HARBOR\r\n"
           "Mailbox,TRUE\r\nEmail,TRUE\r\nPublic,FALSE\r\nHome-Server,ATLAS\r\n")
SKIPPED = collections.Counter()
FAULTS = []


def load(path):
    """The messages of one file."""
    raw = path.read_bytes()
    if raw.startswith(b"From "):
        box = mailbox.mbox(path, create=False)
        return [email.message_from_bytes(box.get_bytes(key)) for key in box.keys()]
    message = email.message_from_bytes(raw)
    known = any(message.get(name) for name in ("From", "To", "Subject", "Date", "Content-Type"))
    return [message] if known else []


def corpus(root):
    accounts = {}
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            found = [] if path.suffix in (".json", ".gitattributes") else load(path)
            if not found:
                SKIPPED[path.suffix or path.name] += 1
            for number, message in enumerate(found, 1):
                identity = f"{path.relative_to(root)}#{number}"
                accounts.setdefault(folder.name, []).append((identity, message))
    return accounts


def compare(expected, message):
    def check(what, found, wanted):
        if found != wanted:
            FAULTS.append(f"{expected['id']}: {what}: {str(found)[:300]!r}, "
                          f"expected {str(wanted)[:300]!r}")
    field = lambda name: pack_export.one_line(str(message.get(name, "")))
    addresses = lambda name: [one.addr_spec for value in message.get_all(name, [])
                              for one in value.addresses]
    check("subject", field("Subject"), expected["subject"])
    check("from", addresses("From"), [expected["from"]] if expected["from"] else [])
    check("to", addresses("To"), expected["to"])
    check("cc", addresses("Cc"), expected["cc"])
    date = message["Date"].datetime if message["Date"] else None
    check("date", date and date.replace(tzinfo=None).isoformat(), expected["date"])
    texts, files = delivered.leaves(message)
    empty = pack_export.text_digest("")
    check("texts", [t for t in texts if t != empty], [t for t in expected["texts"] if t != empty])
    check("attachments", files, expected["attachments"])
    kept = collections.Counter((name.lower(), pack_export.one_line(str(value)))
                               for name, value in message.items())
    for name, value in expected["extra"]:
        if not kept[f"x-ccmail-{name}".lower(), value]:
            FAULTS.append(f"{expected['id']}: {name}: {value[:200]!r} is missing")
        kept[f"x-ccmail-{name}".lower(), value] -= 1


def migrate(tool, source, dest, kind, steps):
    place = dest.parent
    to = ["--to", f"{kind}:{dest}", "--domain", "harbor.invalid"]
    (place / "job.txt").write_text(CONTROL)
    one = [["run", "--control", place / "job.txt", "--source", source, *to]]
    two = [["extract", "--source", source, "--files", place / "files", "--state", place / "state"],
           ["import", "--files", place / "files/HARBOR.PKL", *to]]
    for words in one if steps == "one" else two:
        done = subprocess.run([tool, *words], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        if done.returncode not in (0, 1):
            FAULTS.append(f"{kind} of {source.name}: exit {done.returncode}: {done.stderr[-500:]}")
            return False
    return True


def read_back(source, dest, kind, wanted):
    found = {}
    for message in delivered.messages(dest, kind):
        identity = pack_export.one_line(str(message.get("X-ccMail-Corpus-Id", "")))
        if identity in found:
            FAULTS.append(f"{identity}: delivered twice")
        found[identity] = message
    for expected in wanted:
        if expected["id"] in found:
            compare(expected, found.pop(expected["id"]))
        else:
            FAULTS.append(f"{kind} of {source.name}: {expected['id']} is missing")
    FAULTS.extend(f"{kind} of {source.name}: {identity} is nobody's" for identity in found)


def main():
    tool, root = sys.argv[1], pathlib.Path(sys.argv[2])
    kinds = sys.argv[3].split(",") if len(sys.argv) > 3 else ["maildir", "mbox", "eml"]
    if not root.is_dir():
        print(f"skipped: no corpus at {root}")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        manifest = pack_export.pack(corpus(root), folder / "sets")
        for page, wanted in manifest.items():
            for kind in kinds:
                for steps in ("one", "two"):
                    dest = folder / f"{page}-{kind}-{steps}" / "mail"
                    dest.parent.mkdir()
                    if not migrate(tool, folder / "sets" / str(page), dest, kind, steps):
                        continue
                    read_back(folder / "sets" / str(page), dest, kind, wanted)
        messages = sum(map(len, manifest.values()))
        files = sum(len(one["attachments"]) for wanted in manifest.values() for one in wanted)
        pages = ", ".join(f"{len(wanted)} in {page}" for page, wanted in manifest.items())
    for fault in FAULTS[:200]:
        print(fault)
    print(f"{messages} messages ({pages}) with {files} attachments, to {', '.join(kinds)}; files "
          f"that are no mail: {dict(SKIPPED)}; {len(FAULTS)} differences")
    return 1 if FAULTS or messages < 200 else 0


if __name__ == "__main__":
    sys.exit(main())
