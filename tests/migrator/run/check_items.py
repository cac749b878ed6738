"""Checks the two forms of the report of items: SCHEMA ITEMS.ndjson ITEMS.csv."""
import csv
import json
import sys

import jsonschema

schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
lines = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
rows = list(csv.DictReader(open(sys.argv[3], encoding="utf-8", newline=""), strict=True))
assert lines, "no items"
for line in lines:
    validator.validate(line)
    assert list(line) == list(schema["required"]), list(line)


def plain(text):
    return text[1:] if text.startswith("'") else text


assert len(rows) == len(lines), (len(rows), len(lines))
for row, line in zip(rows, lines):
    assert {name: plain(text) for name, text in row.items()} == {
        name: str(value) for name, value in line.items()
    }, (row, line)
print(len(lines), "items")
