"""A JUnit reader that is not ours reads the report, and its counts agree with the JSON."""
import collections

import junitparser

import checks


def expected(finding):
    """What docs/reports.md says of a finding."""
    advice = finding["severity"] == "advice"
    if finding["verdict"] == "applies":
        return None if advice else junitparser.Failure
    if finding["verdict"] == "unknown":
        return junitparser.Skipped if advice else junitparser.Error
    return junitparser.Skipped if finding["reason"] in ("not-applicable", "outside") else None


seen = collections.Counter()
for name, arguments in checks.checks():
    code, report = checks.report(arguments)
    junit_code, text = checks.written(arguments, "junit")
    assert code == junit_code, name
    suites = junitparser.JUnitXml.fromstring(text.encode())
    assert len(list(suites)) == 1, name
    suite = next(iter(suites))
    cases = list(suite)
    assert len(cases) == len(report["findings"]), name
    counts = collections.Counter()
    for case, finding in zip(cases, report["findings"]):
        assert case.name.startswith(finding["rule"] + " "), f"{name}: {case.name}"
        assert case.classname == "sidestep." + finding["severity"]
        results = [r for r in case.result if isinstance(r, (junitparser.Failure, junitparser.Error, junitparser.Skipped))]
        wanted = expected(finding)
        assert [type(r) for r in results] == ([wanted] if wanted else []), f"{name}: {case.name}: {results}"
        counts[wanted] += 1
        if wanted is junitparser.Failure:
            assert all(line in results[0].text for line in finding["because"] if line.isprintable()), case.name
        if wanted is junitparser.Skipped:
            assert finding["reason"] in results[0].message
        if finding["verdict"] == "applies" and wanted is None:
            assert "applies" in case.system_out
    for holder in (suites, suite):
        assert (holder.tests, holder.failures, holder.errors, holder.skipped) == (
            len(cases), counts[junitparser.Failure], counts[junitparser.Error], counts[junitparser.Skipped]), name
    properties = {p.name: p.value for p in suite.properties()}
    assert properties["plan.digest"] == report["plan"]["digest"], name
    assert properties["plan.status"] == report["plan"]["status"], name
    assert properties["headline"] == report["headline"], name
    assert properties["sidestep.version"] == report["report"]["version"], name
    assert properties["facts_as_of"] == report["report"]["facts_as_of"], name
    manifests = [p.value for p in suite.properties() if p.name == "manifest"]
    assert manifests == [f"{m['id']} {m['version']}" for m in report["plan"]["manifests"]], name
    assert text.count("\nwarning: ") + text.count("<system-err>warning: ") == len(report["warnings"]), name
    if name == "hostile names":
        assert "\\x1b[31m{0}[f](g:h)%41" in text and "[U+FFFF]" in text and "\x1b" not in text
    seen.update(counts)
assert all(seen[kind] > 0 for kind in (None, junitparser.Failure, junitparser.Error, junitparser.Skipped)), seen
print(f"{sum(seen.values())} test cases read")
