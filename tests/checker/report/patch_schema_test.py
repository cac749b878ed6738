"""All that `sidestep patch` prints in JSON validates against the published schema; a changed key or word in it does not."""
import copy
import json
import pathlib
import shutil
import subprocess
import tempfile

import jsonschema

import checks

SCHEMA = json.loads((checks.ROOT / "docs/schema/patch.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(SCHEMA)
VALID = jsonschema.Draft202012Validator(SCHEMA)
HOTFIX = checks.FIXTURES / "patch/q214836.exe"
FREE = {"records", "error"}  # what is below is described elsewhere


def patch(expected, *arguments):
    """The document that a command prints, which must be a valid one."""
    done = subprocess.run([checks.PROGRAM, "patch", *map(str, arguments), "--format", "json"], capture_output=True, timeout=120)
    assert done.returncode == expected, (arguments, done)
    document = json.loads(done.stdout)
    VALID.validate(document)
    return document


def documents(folder):
    target = folder / "bin"
    shutil.copytree(checks.FIXTURES / "components/web3", target)
    yield patch(0, "plan", target, "--from", HOTFIX)
    yield patch(0, "plan", checks.FIXTURES / "components/sp3", "--from", HOTFIX)
    yield patch(0, "plan", target, "--from", HOTFIX, "--from", checks.FIXTURES / "image")
    yield patch(2, "apply", target, "--from", HOTFIX)
    yield patch(0, "stage", target, "--from", HOTFIX, "--yes", "--to", folder / "kit")
    committed = patch(0, "apply", target, "--from", HOTFIX, "--yes")
    assert committed["status"] == "committed" and committed["files"][0]["as_written"], committed
    yield committed
    yield patch(0, "apply", target, "--from", HOTFIX, "--yes")
    yield patch(0, "list", target)
    yield patch(0, "recover", target)
    yield patch(3, "undo", target, "nothing")
    yield patch(0, "undo", target, committed["id"])
    log = patch(0, "log", target)
    assert [r["stage"] for r in log["records"]] == ["begin", "end"] * 2, log
    yield log


def places(node, path=()):
    """Each object in a document, by its path."""
    if path and path[-1] in FREE:
        return
    if isinstance(node, dict):
        yield path
        for key, value in node.items():
            yield from places(value, (*path, key))
    elif isinstance(node, list):
        for i, value in enumerate(node[:2]):
            yield from places(value, (*path, i))


def broken(document):
    """The document with one more key at each place, and without one."""
    for path in places(document):
        for change in ("more", "less"):
            out = copy.deepcopy(document)
            at = out
            for step in path:
                at = at[step]
            if change == "more":
                at["no such key"] = 1
            else:
                at.pop(next(iter(at)))
            yield out


with tempfile.TemporaryDirectory(prefix="sidestep-patch-schema-") as folder:
    seen = list(documents(pathlib.Path(folder)))
changed = 0
for document in seen:
    for wrong in broken(document):
        assert not VALID.is_valid(wrong), wrong
        changed += 1
assert changed > 30, changed
print(f"{len(seen)} documents valid, {changed} changed ones not")
