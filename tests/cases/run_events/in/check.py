"""Reads events, holds each against the schema, and prints what of them does not depend on the time."""
import collections
import json
import pathlib
import sys

import jsonschema

schema = json.loads(pathlib.Path("fixtures/../docs/schema/event.schema.json").read_text())
judge = jsonschema.Draft202012Validator(schema)
seen = collections.Counter()
for line in sys.stdin:
    if not line.startswith("{"):
        continue
    event = json.loads(line)
    for error in judge.iter_errors(event):
        print("UNFIT:", line.strip(), error.message)
    seen[event["event"], event.get("reason", ""), event.get("id", "")] += 1
    if event["event"] in ("begin", "control", "extracted", "imported", "errors", "end"):
        print(json.dumps(event))
print(*(f"{count} {' '.join(map(str, key))}".rstrip() for key, count in sorted(seen.items(), key=str)), sep="\n")
