#!/usr/bin/env python3
"""code_pages.py MIGRATOR: for every code page, all letters that it has and files with such names go
from an export set through migration files into a Maildir, and are read there by Python's email.
What a byte means is told by Python's own tables."""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unicodedata

import delivered
import pack_export

PAGES = (437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 874, 932,
         936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 10000, 20127, 28591)
NAMES = {10000: "mac_roman", 20127: "ascii", 28591: "latin-1"}
# Bytes of which the vendors' tables say two things: Python has one, glibc the other.
DISPUTED = {
    864: {0x25}, 852: {0xAA}, 869: {0x88, 0xEF}, 10000: {0xC6, 0xDB, 0xF0}, 857: {0xD5, 0xE7, 0xF2},
}
FAULTS = []


def codec(page):
    return NAMES.get(page, f"cp{page}")


def letters(page):
    """[(letter, bytes)] of everything in the page that can be seen."""
    found = []
    lead = set()
    for byte in range(0x20, 0x100):
        if byte in DISPUTED.get(page, ()):
            continue
        try:
            found.append((bytes([byte]).decode(codec(page)), bytes([byte])))
        except UnicodeError:
            lead.add(byte)
    if page in (932, 936, 949, 950):
        for pair in (bytes([a, b]) for a in sorted(lead) for b in range(0x40, 0xFF)):
            try:
                letter = pair.decode(codec(page))
            except UnicodeError:
                continue
            if page == 950 and b"\xc6\xa1" <= pair <= b"\xc8\xfe":
                continue  # for private use by Microsoft's table; Python has ETEN's letters there
            if len(letter) == 1 and letter.encode(codec(page), "ignore") == pair:
                found.append((letter, pair))
    return [(letter, raw) for letter, raw in found
            if letter.isprintable() and unicodedata.category(letter) not in ("Zs", "Cf", "Co")]


def names(page, seen):
    """File names in the letters of the page, without what no file name has."""
    foreign = [pair for pair in seen if pair[0].isalpha() and not pair[0].isascii()] or seen
    picked = foreign[:6] + foreign[len(foreign) // 2:][:6] + foreign[-6:]
    for part in (picked[:6], picked[6:12], picked[12:]):
        if part:
            yield "".join(l for l, _ in part) + ".dat", b"".join(raw for _, raw in part) + b".dat"


def build(page, folder):
    seen = letters(page)
    lines = [seen[at:at + 40] for at in range(0, len(seen), 40)]
    # A line that begins with a blank cannot be a keyword.
    text = "\n".join("| " + "".join(letter for letter, _ in line) for line in lines)
    raw = b"\r\n".join(b"| " + b"".join(raw for _, raw in line) for line in lines)
    files = [(name, stored, name.encode() * 3 + bytes(range(256)))
             for name, stored in names(page, seen)]
    subject = "".join(letter for letter, _ in seen[-30:])
    items = [pack_export.item(b"Text item:", raw)]
    items += [pack_export.item(b"File item: " + stored + b" 5/6/97 3:10PM", data)
              for _, stored, data in files]
    contents = b"".join(items)
    body = (b"From: Reed, Tom at HARBOR\r\nDate: 6/2/98 8:39\r\nTo: Quill, Nora at HARBOR\r\n"
            b"Subject: " + b"".join(raw for _, raw in seen[-30:]) + b"\r\nContents:\r\n"
            + pack_export.size_line(len(contents)) + contents + b"\r\n")
    folder.mkdir()
    (folder / "m.exp").write_bytes(b"Message:\r\n" + pack_export.size_line(len(body)) + body)
    (folder / "set.json").write_text(json.dumps({
        "system": "cc:mail", "post_office": "HARBOR", "code_page": page,
        "mailboxes": [{"name": "Quill, Nora", "messages": ["m.exp"]}]}))
    return len(seen), subject, text, [[name, pack_export.sha256(data)] for name, _, data in files]


def run(*command):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1):
        FAULTS.append(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr}")


def same(page, what, found, expected):
    # Vietnamese accents stand apart in the page, and some tables join them.
    plain = lambda text: unicodedata.normalize("NFC", text) if isinstance(text, str) else text
    if plain(found) != plain(expected):
        FAULTS.append(f"{page}: {what}: {found!r} is not {expected!r}"[:2000])


def first_difference(found, expected):
    pair = next(((a, b) for a, b in zip(found, expected) if a != b), None)
    return "" if pair is None else f" (first: {pair[0]!r} for {pair[1]!r})"


def check(page, tool, folder):
    count, subject, text, files = build(page, folder / "set")
    run(tool, "extract", "--source", folder / "set", "--files", folder / "files",
        "--state", folder / "state")
    dest = folder / "mail"
    run(tool, "import", "--files", folder / "files/HARBOR.PKL", "--to", f"maildir:{dest}")
    got = list(delivered.messages(dest, "maildir"))
    if len(got) != 1:
        FAULTS.append(f"{page}: {len(got)} messages")
        return count
    same(page, "subject", str(got[0]["Subject"]), subject.strip())
    found = got[0].get_body(("plain",)).get_content().rstrip("\n")
    digest = lambda t: hashlib.sha256(unicodedata.normalize("NFC", t).encode()).hexdigest()
    if digest(found) != digest(text):
        FAULTS.append(f"{page}: the text differs{first_difference(found, text)}")
    nfc = lambda pairs: [[unicodedata.normalize("NFC", n or ""), d] for n, d in pairs]
    same(page, "files", nfc(delivered.leaves(got[0])[1]), nfc(files))
    return count


def main():
    total = 0
    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            total += check(page, sys.argv[1], pathlib.Path(folder))
    for fault in FAULTS:
        print(fault[:2000])
    print(f"{len(PAGES)} code pages with {total} letters, {len(FAULTS)} faults")
    return 1 if FAULTS or total < 40000 else 0


if __name__ == "__main__":
    sys.exit(main())
