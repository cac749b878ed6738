"""The CSV is read back by Python's csv: one row a finding, the same as in the JSON, and no cell is a formula."""
import csv
import io

import checks

SAME = ("rule", "verdict", "reason", "kind", "severity", "basis", "under_plan")

rows = 0
for name, arguments in checks.checks():
    code, report = checks.report(arguments)
    csv_code, text = checks.written(arguments, "csv")
    assert code == csv_code, name
    read = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert text.count("\n") == len(read) + 1, f"{name}: a row is not one line"
    assert [[r[k] for k in SAME] for r in read] == [[f[k] for k in SAME] for f in report["findings"]], name
    for row, finding in zip(read, report["findings"]):
        assert None not in row and None not in row.values(), f"{name}: {row['rule']} has other columns than the head"
        assert all(value[:1] not in tuple("=+-@\t\r") or value == "" for value in row.values()), f"{name}: {row}"
        assert row["events"].split("; ") == [str(e) for e in finding["events"]] or not finding["events"], name
        assert row["plan_digest"] == report["plan"]["digest"] and row["plan_status"] == report["plan"]["status"]
        assert row["tool"] == "sidestep " + report["report"]["version"] and row["note"] == report["report"]["note"]
        assert (row["mixed_levels"] != "") == any(p["state"] == "mixed" for p in report["levels"]), name
        assert row["facts_as_of"] == report["report"]["facts_as_of"]
        assert row["manifests"] == "; ".join(f"{m['id']} {m['version']}" for m in report["plan"]["manifests"])
        assert not any(c < " " or c == "\x7f" for value in row.values() for c in value), f"{name}: {row}"
    rows += len(read)
    by_rule = {row["rule"]: row for row in read}
    if name == "web3":
        assert by_rule["Q214836"]["files"].endswith("Mlmig32.dll 5.5.2521.0; " + str(
            checks.FIXTURES / "components/web3/Mailmig.exe") + " 5.5.2521.0"), by_rule["Q214836"]["files"]
    if name == "hostile names":
        assert "\\x1b[31m{0}[f](g:h)%41" in by_rule["Q214836"]["files"], by_rule["Q214836"]["files"]
assert rows > 3000
print(f"{rows} rows read")
