#!/usr/bin/env python3
"""directories.py WRITE_BOOK: the vCards and LDIF files of write_book, read by vobject and by a
stock OpenLDAP server's slapadd: every file passes by itself, all of them can be loaded one after
the other, every member of a list resolves, and both kinds of file say the same."""
import base64
import pathlib
import re
import subprocess
import sys
import tempfile

import vobject  # Debian: python3-vobject

SLAPADD, SLAPCAT = "/usr/sbin/slapadd", "/usr/sbin/slapcat"  # Debian: slapd
FAULTS = []


def check(good, what):
    if not good:
        FAULTS.append(what)


def equal(found, expected, what):
    check(found == expected, f"{what}: {found!r} is not {expected!r}")


class Server:
    """An OpenLDAP database in a folder of its own; no daemon."""

    def __init__(self, folder, suffix="dc=harbor,dc=invalid"):
        (folder / "db").mkdir()
        self.conf = folder / "slapd.conf"
        schemas = "".join(f"include /etc/ldap/schema/{name}.schema\n"
                          for name in ("core", "cosine", "inetorgperson"))
        self.conf.write_text(f"{schemas}modulepath /usr/lib/ldap\nmoduleload back_mdb\n"
                             f"database mdb\nsuffix \"{suffix}\"\nmaxsize 1073741824\n"
                             f"directory {folder}/db\n")

    def run(self, program, *arguments):
        return subprocess.run([program, "-f", self.conf, *arguments], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def add(self, file, *options):
        done = self.run(SLAPADD, *options, "-l", file)
        equal(done.returncode, 0, f"slapadd {' '.join(options)} {file}: {done.stderr}")

    def records(self):
        return read_ldif(self.run(SLAPCAT).stdout)


def read_ldif(text):
    """[{attribute: [values]}] by RFC 2849."""
    records = []
    for block in text.replace("\n ", "").split("\n\n"):
        record = {}
        for line in block.split("\n"):
            if line.startswith(("version:", "#")) or not line:
                continue
            name, value = line.split(":", 1)
            value = base64.b64decode(value[1:]).decode() if value.startswith(":") else value[1:]
            record.setdefault(name, []).append(value)
        if "dn" in record:
            records.append(record)
    return records


def escaped(dn):
    """One of the forms that RFC 4514 allows, for all of them; the server writes another."""
    one = lambda found: "\\" + (found[1] if len(found[1]) == 2 else f"{ord(found[1]):02X}")
    dn = re.sub(r"\\([0-9A-Fa-f]{2}|.)", one, dn)
    return dn.replace("\\3D", "=")


def read_cards(path):
    cards = {}
    for card in vobject.readComponents(path.read_bytes().decode()):
        check(card.uid.value not in cards, f"{path}: {card.uid.value} twice")
        cards[card.uid.value] = card
    for card in cards.values():
        for member in card.contents.get("member", []):
            check(member.value in cards, f"{path}: {card.fn.value}: {member.value} is nobody")
    return cards


def plain(name):
    return " ".join(name.split())


def compare(cards, records, where):
    """Every record with a uid is a card, and the groups have the same members."""
    by_dn = {record["dn"][0]: record for record in records}
    for record in records:
        uid = record.get("uid", [None])[0]
        card = cards.get(f"urn:uuid:{uid}")
        if card is None:
            check(uid is None or "Lists" in record["dn"][0], f"{where}: {record['dn']} has no card")
            continue
        if "inetOrgPerson" in record["objectClass"]:
            mail = card.contents.get("email", [])
            equal(record.get("mail", []), [one.value for one in mail], f"{where}: mail")
        if "groupOfNames" in record["objectClass"]:
            members = [by_dn[dn]["uid"][0] for dn in record["member"] if dn]
            theirs = dict.fromkeys(one.value[9:] for one in card.contents.get("member", []))
            equal(members, list(theirs), f"{where}: members of {record['cn']}")
            equal(record["member"] == [""], not theirs, f"{where}: the empty member")
        name = card.contents["org" if "organizationalUnit" in record["objectClass"] else "fn"][0]
        name = name.value if isinstance(name.value, str) else name.value[0]
        shown = (record.get("cn") or record.get("ou"))[0]
        check(shown == plain(name) or not plain(name), f"{where}: {shown!r} is called {name!r}")


def loaded(root, files):
    with tempfile.TemporaryDirectory() as folder:
        server = Server(pathlib.Path(folder))
        for file in files:
            server.add(file, "-u")
        for file in files:
            server.add(file)
        records = server.records()
    written = [record for file in files for record in read_ldif(file.read_text())]
    equal(len(records), len(written), f"{root.name}: records in the server")
    check(len({record["dn"][0].lower() for record in records}) == len(records), "DNs are unique")
    # The server read every value as we meant it.
    key = lambda record: record["dn"][0]
    for record in (*written, *records):
        record["dn"] = [escaped(record["dn"][0])]
    ours = ("dn", "cn", "ou", "sn", "givenName", "mail", "uid", "member", "description",
            "businessCategory", "physicalDeliveryOfficeName", "telephoneNumber", "o", "title")
    for mine, theirs in zip(sorted(written, key=key), sorted(records, key=key)):
        for name in ours:
            equal(theirs.get(name), mine.get(name), f"{root.name}: {name} of {mine['dn']}")
    return records


def read(root, persons):
    directory = root / "directory.ldif"
    lists = sorted((root / "mailboxes").glob("*.ldif"))
    equal(len(lists), 4, f"{root.name}: files of lists")
    records = loaded(root, [directory, *lists])
    found = sum("inetOrgPerson" in one["objectClass"] for one in read_ldif(directory.read_text()))
    equal(found, persons, f"{root.name}: people in the directory")
    for file in sorted((root / "mailboxes").glob("*.vcf")):
        cards = read_cards(file)
        beside = file.with_suffix(".ldif")
        mine = read_ldif(beside.read_text()) if beside.exists() else []
        compare(cards, [*read_ldif(directory.read_text()), *mine], f"{root.name}/{file.name}")
    return records


def tree(root):
    return {path.relative_to(root): path.read_bytes()
            for path in sorted(root.rglob("*")) if path.is_file()}


def main():
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder)
        run = lambda *more: subprocess.run([sys.argv[1], out, *more], check=True)
        run()
        records = read(out / "whole", 24)
        read(out / "listed", 0)
        equal(tree(out / "merged") == tree(out / "whole"), True, "adding to nothing is the same")
        run("more")
        read(out / "merged", 48)
        once = tree(out / "merged")
        run("more")
        equal(tree(out / "merged") == once, True, "adding the same again changes nothing")
    for fault in FAULTS[:50]:
        print(fault[:1000])
    print(f"{len(records)} records read, {len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
