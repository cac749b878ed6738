"""Every shipped manifest validates against the published schema; a misspelt key does not."""
import copy
import json
import pathlib
import sys

import jsonschema

manifests = pathlib.Path(sys.argv[1])
schema = json.loads((manifests / "schema/manifest.schema.json").read_text())
validator = jsonschema.Draft7Validator(schema)



def objects(node, path=()):
    """The places of all objects whose keys the schema knows (facts under `forbid` are free)."""
    if isinstance(node, dict):
        if not path or path[-1] not in ("forbid", "files"):
            yield path
        for key, value in node.items():
            yield from objects(value, (*path, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from objects(value, (*path, i))


checked = misspelt = 0
for file in sorted(manifests.rglob("*.json")):
    if "schema" in file.parts:
        continue
    document = json.loads(file.read_text())
    for error in validator.iter_errors(document):
        sys.exit(f"{file}: {error.json_path}: {error.message}")
    for path in objects(document):
        broken = copy.deepcopy(document)
        place = broken
        for step in path:
            place = place[step]
        place["rulez"] = []
        assert not validator.is_valid(broken), f"{file}: the schema takes any key at {path}"
        misspelt += 1
    checked += 1
assert checked >= 3, f"only {checked} manifests found below {manifests}"
assert misspelt > 50
print(f"{checked} manifests validate; {misspelt} misspelt keys were refused")
