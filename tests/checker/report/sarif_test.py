"""The SARIF validates against the OASIS schema, says the same as the JSON, and its paths come back; a changed key does not validate."""
import json
import os
import urllib.parse

import jsonschema

import checks

SCHEMA = json.loads((checks.FIXTURES / "schema/sarif-2.1.0-rtm.5.json").read_text())
VALID = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.draft4_format_checker)
LEVELS = {"block": "error", "degrade": "warning"}


def kind(finding):
    if finding["verdict"] == "applies":
        return "informational" if finding["severity"] == "advice" else "fail"
    if finding["verdict"] == "unknown":
        return "open"
    return "notApplicable" if finding["reason"] in ("not-applicable", "outside") else "pass"


def path_of(uri):
    split = urllib.parse.urlsplit(uri)
    assert split.scheme in ("", "file") and not split.netloc and not split.query and not split.fragment, uri
    return urllib.parse.unquote_to_bytes(split.path)


def texts(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "text":
                yield value
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


results = 0
for name, arguments in checks.checks():
    code, report = checks.report(arguments)
    sarif_code, text = checks.written(arguments, "sarif")
    assert code == sarif_code, name
    sarif = json.loads(text)
    for error in VALID.iter_errors(sarif):
        raise SystemExit(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message}")
    run = sarif["runs"][0]
    driver = run["tool"]["driver"]
    assert driver["version"] == report["report"]["version"], name
    assert run["invocations"][0]["exitCode"] == code, name
    assert run["properties"]["plan_digest"] == report["plan"]["digest"], name
    assert [(e["name"], e["version"]) for e in run["tool"]["extensions"]] == [
        (m["id"], m["version"]) for m in report["plan"]["manifests"]], name
    assert len(run["results"]) == len(report["findings"]), name
    for result, finding in zip(run["results"], report["findings"]):
        assert result["ruleId"] == finding["rule"] == driver["rules"][result["ruleIndex"]]["id"], name
        assert result["kind"] == kind(finding), f"{name}: {finding['rule']}"
        assert result["level"] == (LEVELS[finding["severity"]] if result["kind"] == "fail" else "none"), name
        assert result["properties"]["under_plan"] == finding["under_plan"], name
        for location in result.get("locations", []):
            artifact = location["physicalLocation"]["artifactLocation"]
            assert run["artifacts"][artifact["index"]]["location"]["uri"] == artifact["uri"], name
    paths = [path_of(a["location"]["uri"]) for a in run["artifacts"]]
    assert len(paths) == sum(c["path"] is not None for c in report["components"]), name
    for said in texts(sarif):
        assert not any(c < " " and c != "\n" for c in said), f"{name}: {said!r}"
        assert "{" not in said.replace("{{", ""), f"{name}: a placeholder in {said!r}"
    if name == "hostile names":
        assert all(os.path.isfile(p) and checks.HOSTILE in p for p in paths) and len(paths) == 2, paths
    if name == "web3":
        struck = run["results"][[f["rule"] for f in report["findings"]].index("Q214836")]
        assert struck["level"] == "error" and len(struck["locations"]) == 2
    if name == "web3.zip":
        assert any(p.endswith(b"web3.zip!/Bin/Mlmig32.dll") for p in paths), paths
    results += len(run["results"])
assert results > 3000

broken = 0
sarif = json.loads(checks.written(dict(checks.checks())["web3"], "sarif")[1])
run = sarif["runs"][0]
driver = run["tool"]["driver"]
for place, key, value in ((sarif, "version", "2.0.0"), (run, "rulez", []), (run["results"][0], "kind", "perhaps"),
                          (run["results"][0], "level", "fatal"), (run["results"][0]["message"], "text", 1),
                          (run["artifacts"][0]["location"], "uri", None), (driver["rules"][0], "shortDescription", "x")):
    had, kept = key in place, place.get(key)
    place[key] = value
    assert not VALID.is_valid(sarif), f"{key} {value} is taken"
    place[key] = kept
    if not had:
        del place[key]
    broken += 1
assert VALID.is_valid(sarif)
print(f"{results} results in valid SARIF; {broken} changes were refused")
