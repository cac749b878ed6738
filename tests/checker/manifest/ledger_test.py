"""Every record of the facts is accounted for: the names of all 278 of them are known by their digest,
and where the facts themselves are at hand, there are per article as many records as the facts have.

Usage: ledger_test.py MANIFESTS FACTS. Without the facts the second half is skipped, visibly.
"""
import collections
import hashlib
import json
import pathlib
import re
import sys

manifests, facts = map(pathlib.Path, sys.argv[1:])
# Of the names, sorted, one a line: the facts are not part of this house, their number is.
COLLECTIONS = {"migration-facts": ("facts", 249), "explicit-ranges": ("rules", 29)}
NAMES = "cbeb81aca67c3f166f749a3ddc006a56d1001056abed5e0669c607d8e3732851"

names = []
accounted = collections.Counter()
for file in manifests.rglob("*.json"):
    document = json.loads(file.read_text())
    if document.get("schema") != "sidestep-manifest/1":
        continue
    for record in document.get("records", []):
        collection, kb = re.match(r"([a-z-]+):(Q[0-9]+)", record["record"]).groups()
        if collection in COLLECTIONS:
            accounted[collection, kb] += 1
            names.append(record["record"])

for collection, (_, number) in COLLECTIONS.items():
    found = sum(count for (of, _), count in accounted.items() if of == collection)
    assert found == number, f"{collection}: {found} records, not {number}"
assert hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest() == NAMES, "other records than those of the facts"
print(f"{len(names)} records are accounted for")

if not facts.is_dir():
    print(f"SKIPPED: no {facts} here")
    sys.exit(0)

given = collections.Counter()
for collection, (part, _) in COLLECTIONS.items():
    for record in json.loads((facts / f"{collection}.json").read_text())[part]:
        given[collection, record["kb"]] += 1
for place in sorted(given.keys() | accounted.keys()):
    assert given[place] == accounted[place], f"{place}: {given[place]} given, {accounted[place]} accounted for"
