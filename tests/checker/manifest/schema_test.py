"""Every shipped manifest, its cases, its tables of fixes and every profile validate against the published schema; a misspelt key does not.

Usage: schema_test.py MANIFESTS [FOLDER...], the schemas being in MANIFESTS/schema.
"""
import json
import pathlib
import sys

import jsonschema

# What is below these keys is named by the author: facts, components, rules.
FREE = {"forbid", "files", "operation", "expect", "under_plan"}
KEPT = 3  # of a long list, when one of its items is broken: the others are checked as a whole


def validator(name):
    schema = json.loads((pathlib.Path(sys.argv[1]) / "schema" / name).read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


MANIFEST = validator("manifest.schema.json")
CASES = validator("cases.schema.json")
FIXES = validator("fixes.schema.json")
PROFILE = validator("profile.schema.json")


def objects(node, key=None):
    """All objects whose keys the schema knows."""
    if isinstance(node, dict):
        if key not in FREE:
            yield node
        for name, value in node.items():
            yield from objects(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from objects(value)


def small_documents(document):
    """The document, item by item: to break one place, the others are not needed."""
    head = {key: value for key, value in document.items() if not isinstance(value, list)}
    lists = {key: value for key, value in document.items() if isinstance(value, list)}
    yield {**head, **{key: [] for key in lists}}
    for key, items in lists.items():
        for item in items:
            item = {name: value[:KEPT] if name in ("levels", "files") and isinstance(value, list) else value
                    for name, value in item.items()}
            yield {**head, key: [item]}


checked = misspelt = 0
for folder in map(pathlib.Path, sys.argv[1:]):
    for file in sorted(folder.rglob("*.json")):
        if file.name.endswith(".schema.json"):
            continue
        schema = CASES if file.name.endswith(".cases.json") else \
            FIXES if file.name.endswith(".fixes.json") else \
            PROFILE if file.parent.name == "profiles" else MANIFEST
        document = json.loads(file.read_text())
        for error in schema.iter_errors(document):
            sys.exit(f"{file}: {error.json_path}: {error.message}")
        for small in small_documents(document):
            for node in objects(small):
                node["rulez"] = []
                assert not schema.is_valid(small), f"{file}: the schema takes any key in {node}"
                del node["rulez"]
                misspelt += 1
        checked += 1
assert checked >= 3, f"only {checked} manifests found"
assert misspelt > 50
print(f"{checked} manifests, cases and tables validate; {misspelt} misspelt keys were refused")
