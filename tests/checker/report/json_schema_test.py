"""Every report in JSON validates against the published schema; a changed key or word in it does not."""
import copy
import json
import subprocess
import tempfile

import jsonschema

import checks

SCHEMA = json.loads((checks.ROOT / "docs/schema/check.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(SCHEMA)
VALID = jsonschema.Draft202012Validator(SCHEMA)
# By its branch, an error is named where it is.
REPORT = jsonschema.Draft202012Validator({**SCHEMA["$defs"]["check"], "$defs": SCHEMA["$defs"]})
# What is below these keys is named by manifests: facts.
FREE = {"operation", "forbid"}


def objects(node, key=None):
    if isinstance(node, dict):
        if key not in FREE:
            yield node
        for name, value in node.items():
            yield from objects(value, name)
    elif isinstance(node, list):
        for value in node[:3]:
            yield from objects(value, key)


def shortened(report):
    """Few findings, but one of each verdict, so that breaking one place after another takes no time."""
    small = copy.deepcopy(report)
    kept = {}
    for finding in report["findings"]:
        kept.setdefault((finding["verdict"], finding["severity"]), finding)
    small["findings"] = list(kept.values())
    return small


def closed_words(report):
    finding, plan = report["findings"][0], report["plan"]
    yield from ((finding, key) for key in ("verdict", "reason", "kind", "severity", "basis", "under_plan"))
    yield plan, "status"
    yield plan, "schema"
    yield plan, "digest"
    yield report["report"], "schema"
    yield report["report"], "made"
    yield report["components"][0], "state"
    yield report["levels"][0], "state"
    yield report["levels"][0], "relation"
    yield report["plan"]["passes"][0], "steps"


validated = refused = 0
for name, arguments in checks.checks():
    code, report = checks.report(arguments)
    for error in REPORT.iter_errors(report):
        raise SystemExit(f"{name}: {error.json_path}: {error.message}")
    assert VALID.is_valid(report), name
    assert code == ["clear", "safe", "blocked", "unknown"].index(report["plan"]["status"]), name
    assert len(report["findings"]) == len({f["rule"] for f in report["findings"]}) > 200, name
    assert report["report"]["facts_as_of"] >= "2002-01-01" and report["headline"], name
    validated += 1
assert validated >= 15

_, report = checks.report(dict(checks.checks())["web3"])
assert list(report)[0] == "report"
small = shortened(report)
assert VALID.is_valid(small)
for node in list(objects(small)):
    node["rulez"] = 1
    assert not VALID.is_valid(small), f"the schema takes any key in {node}"
    del node["rulez"]
    refused += 1
for node, key in closed_words(small):
    kept, node[key] = node[key], "perhaps"
    assert not VALID.is_valid(small), f"the schema takes any word for {key}"
    node[key] = kept
    refused += 1
for key in small:
    assert not VALID.is_valid({k: v for k, v in small.items() if k != key}), f"the schema does not ask for {key}"
assert VALID.is_valid(small) and refused > 40

code, out, error = checks.run([checks.FIXTURES / "nowhere"], "--format", "json")
assert code == 3 and b"nowhere" in error
assert VALID.is_valid(json.loads(out)), out

# What migrate writes: after a run, with the migrator's account.
with tempfile.TemporaryDirectory() as folder:
    for more, has_run in ((["--dry-run"], False), ([], True)):
        done = subprocess.run([checks.PROGRAM, "migrate", checks.FIXTURES / "components/web3", "--control", checks.CONTROL,
                               "--source", checks.FIXTURES / "harbor", "--to", f"maildir:{folder}/mail", "--format",
                               "json", *more], capture_output=True, timeout=120)
        report = json.loads(done.stdout)
        for error in REPORT.iter_errors(report):
            raise SystemExit(f"migrate {more}: {error.json_path}: {error.message}")
        assert ("run" in report) == has_run
print(f"{validated} reports validate; {refused} changed keys and words were refused")
