"""Package manifests validate against the published schema; with a key misspelt or taken away, they do not.

Usage: schema_test.py SCHEMA FOLDER, the folder holding manifests.
"""
import copy
import json
import pathlib
import sys

import jsonschema

SCHEMA = json.loads(pathlib.Path(sys.argv[1]).read_text())
jsonschema.Draft202012Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def objects(node):
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        yield from objects(child)


checked = broken = 0
for file in sorted(pathlib.Path(sys.argv[2]).glob("*.json")):
    document = json.loads(file.read_text())
    VALIDATOR.validate(document)
    checked += 1
    for i, node in enumerate(objects(document)):
        for key in node:
            wrong = copy.deepcopy(document)
            place = list(objects(wrong))[i]
            place[key + "x"] = place.pop(key)
            assert not VALIDATOR.is_valid(wrong), f"{file}: {key}x passes"
            broken += 1
assert checked and broken > 20
print(checked, "manifests,", broken, "misspellings")
