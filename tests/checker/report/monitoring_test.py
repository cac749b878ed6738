"""The status line is one that monitoring plugins may print, the metrics are read by Prometheus's own parser, and both agree with the JSON and the exit code."""
import calendar
import re
import time

from prometheus_client.parser import text_string_to_metric_families

import checks

WORDS = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
# 'label'=value;warn;crit;min: the Monitoring Plugins Development Guidelines.
PERFORMANCE = re.compile(r"'([a-z_]+)'=(\d+);(\d*);(\d*);(\d+)")


def count(findings, verdict, severity, under_plan=None):
    key = "under_plan" if under_plan else "verdict"
    return sum(f[key] == (under_plan or verdict) and f["severity"] == severity for f in findings)


def check_line(name, code, line):
    assert line.endswith("\n") and line.count("\n") == 1, f"{name}: not one line: {line!r}"
    assert line.startswith(f"SIDESTEP {WORDS[code]} - "), f"{name}: exit code {code}: {line}"
    text, _, performance = line.rstrip("\n").partition(" | ")
    assert "|" not in text + performance, f"{name}: {line}"
    assert not any(c < " " or c == "\x7f" for c in line[:-1]), f"{name}: {line!r}"
    assert len(text.encode()) <= 340, f"{name}: {len(text)} characters"
    return text, performance


def nagios(name, arguments, report):
    code, line = checks.written(arguments, "nagios")
    text, performance = check_line(name, code, line)
    values = {}
    for item in performance.split(" "):
        found = PERFORMANCE.fullmatch(item)
        assert found, f"{name}: {item!r} is no performance data"
        label, value, warn, critical, _ = found.groups()
        values[label] = int(value)
        # Whatever a graph draws as bad is what the exit code says.
        if warn and int(value) > int(warn):
            assert code >= 1, f"{name}: {item} with exit code {code}"
        if critical and int(value) > int(critical):
            assert code == 2, f"{name}: {item} with exit code {code}"
    findings = report["findings"]
    assert values["blocking"] == count(findings, "applies", "block"), name
    assert values["unknown_blocking"] == count(findings, "unknown", "block"), name
    assert values["blocking_under_plan"] == count(findings, None, "block", "applies"), name
    assert values["unknown_blocking_under_plan"] == count(findings, None, "block", "unknown"), name
    assert values["degrading"] == count(findings, "applies", "degrade"), name
    assert values["may_degrade"] == count(findings, "unknown", "degrade"), name
    assert values["questions"] == len(report["questions"]), name
    mixed = sum(p["state"] == "mixed" for p in report["levels"])
    assert values["mixed_products"] == mixed and ("; mixed levels: " in text) == (mixed > 0), f"{name}: {text}"
    for finding in findings:
        if finding["verdict"] == "applies" and finding["severity"] == "block":
            assert finding["rule"] in text, f"{name}: {text}"
    return code


def prometheus(name, arguments, report):
    code, text = checks.written(arguments, "prometheus")
    families = {f.name: f for f in text_string_to_metric_families(text)}
    assert text.endswith("\n")
    for family in families.values():
        assert family.type == "gauge" and family.documentation and family.name.startswith("sidestep_"), family
        series = [(s.name, tuple(sorted(s.labels.items()))) for s in family.samples]
        assert len(series) == len(set(series)), f"{name}: a series stands twice in {family.name}"

    def single(metric):
        (sample,) = families[metric].samples
        return sample.value

    assert single("sidestep_check_status") == code, name
    assert abs(single("sidestep_check_timestamp_seconds") - time.time()) < 600, name
    facts = time.strptime(report["report"]["facts_as_of"], "%Y-%m-%d")
    assert single("sidestep_facts_timestamp_seconds") == calendar.timegm(facts), name
    assert single("sidestep_check_questions") == len(report["questions"]), name
    assert single("sidestep_check_warnings") == len(report["warnings"]), name
    assert single("sidestep_check_mixed_products") == sum(p["state"] == "mixed" for p in report["levels"]), name
    assert families["sidestep_build_info"].samples[0].labels == {"version": report["report"]["version"]}
    assert {(s.labels["id"], s.labels["version"]) for s in families["sidestep_manifest_info"].samples} == {
        (m["id"], m["version"]) for m in report["plan"]["manifests"]}, name
    findings = families["sidestep_check_findings"].samples
    assert len(findings) == 36, name
    for sample in findings:
        assert sample.value == sum(all(f[k] == v for k, v in sample.labels.items()) for f in report["findings"]), sample
    assert sum(s.value for s in findings) == len(report["findings"]), name
    rules = {(s.labels["rule"], s.labels["verdict"], s.labels["under_plan"])
             for s in families["sidestep_check_blocking_rule"].samples}
    assert rules == {(f["rule"], f["verdict"], f["under_plan"]) for f in report["findings"]
                     if f["severity"] == "block" and f["verdict"] != "clear"}, name


codes = set()
for name, arguments in checks.checks():
    code, report = checks.report(arguments)
    assert nagios(name, arguments, report) == code, name
    prometheus(name, arguments, report)
    codes.add(code)
assert codes >= {1, 2, 3}, codes

# What goes wrong is one line as well, whatever it is about.
web3 = checks.FIXTURES / "components/web3"
for name, arguments in (("missing", [b"no|where\n\x1b"]), ("no path", []), ("unknown option", [web3, "--frobnicate"]),
                        ("unknown fact", [web3, "--set", "migration.stpes=one"]),
                        ("output", [web3, "-o", "/nowhere/at/all"]), ("plan", [web3, "--plan", "/nowhere/at/all"]),
                        ("long", ["x" * 250 + "/" + "y" * 250])):
    for form in (["--format", "nagios"], ["--format=nagios"]):
        code, out, error = checks.run(arguments, *form)
        assert code == 3 and error, f"{name}: {code}"
        text, performance = check_line(name, code, out.decode())
        assert not performance, name
print(f"{len(codes)} exit codes: status lines and metrics agree with the reports")
