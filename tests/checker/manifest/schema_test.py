"""Every shipped manifest validates against the published schema; a misspelt key does not."""
import copy
import json
import pathlib
import sys

import jsonschema

manifests = pathlib.Path(sys.argv[1])
schema = json.loads((manifests / "schema/manifest.schema.json").read_text())
validator = jsonschema.Draft7Validator(schema)

checked = 0
for file in sorted(manifests.rglob("*.json")):
    if "schema" in file.parts:
        continue
    document = json.loads(file.read_text())
    for error in validator.iter_errors(document):
        sys.exit(f"{file}: {error.json_path}: {error.message}")
    broken = copy.deepcopy(document)
    broken["rulez"] = []
    assert not validator.is_valid(broken), "the schema takes any key"
    checked += 1
assert checked >= 3, f"only {checked} manifests found below {manifests}"
print(f"{checked} manifests validate")
