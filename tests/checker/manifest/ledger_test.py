"""Every record of the facts is accounted for: per article as many records as the facts have.

Usage: ledger_test.py MANIFESTS FACTS. Without the facts themselves the test is skipped, visibly.
"""
import collections
import json
import pathlib
import re
import sys

manifests, facts = map(pathlib.Path, sys.argv[1:])
if not facts.is_dir():
    print(f"SKIPPED: no {facts} here")
    sys.exit(0)

given = collections.Counter()
for collection, part in (("migration-facts", "facts"), ("explicit-ranges", "rules")):
    for record in json.loads((facts / f"{collection}.json").read_text())[part]:
        given[collection, record["kb"]] += 1

accounted = collections.Counter()
for file in manifests.rglob("*.json"):
    document = json.loads(file.read_text())
    if document.get("schema") != "sidestep-manifest/1":
        continue
    for record in document.get("records", []):
        collection, kb = re.match(r"([a-z-]+):(Q[0-9]+)", record["record"]).groups()
        if collection in ("migration-facts", "explicit-ranges"):
            accounted[collection, kb] += 1

for place in sorted(given.keys() | accounted.keys()):
    assert given[place] == accounted[place], f"{place}: {given[place]} given, {accounted[place]} accounted for"
print(f"{sum(accounted.values())} records are accounted for")
