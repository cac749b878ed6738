"""The documents show what the program does: excerpts are what it writes, and the snippets run."""
import configparser
import pathlib
import re
import shlex
import subprocess
import tempfile

from prometheus_client.parser import text_string_to_metric_families

import checks

REPORTS = (checks.ROOT / "docs/reports.md").read_text()
MONITORING = (checks.ROOT / "docs/monitoring.md").read_text()
WEB3 = checks.FIXTURES / "components/web3"
_, SHOWN = checks.run([WEB3, "--control", checks.CONTROL], "--format", "prometheus")[:2]
METRICS = {f.name for f in text_string_to_metric_families(SHOWN.decode())}


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def here(command):
    """A command of the documents, on the fixtures."""
    for there, path in (("/usr/local/bin/sidestep", checks.PROGRAM), ("/srv/exchange/Bin", str(WEB3)),
                        ("/etc/sidestep/job.txt", str(checks.CONTROL)), ("/var/lib/prometheus/node-exporter/", "")):
        command = command.replace(there, path)
    return re.sub(r"^sidestep ", checks.PROGRAM + " ", command, flags=re.M)


def ran(command, folder, shell=False):
    done = subprocess.run(here(command) if shell else shlex.split(here(command)), shell=shell, cwd=folder, timeout=120,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.returncode, done.stdout


excerpts = 0
for text in (REPORTS, MONITORING):
    for form, block in re.findall(r"<!-- of: (\w+) -->\n```\w+\n(.*?)^```$", text, re.M | re.S):
        code, written = checks.written([WEB3, "--control", checks.CONTROL], form)
        lines = written.split("\n")
        for line in block.rstrip("\n").split("\n"):
            assert line in lines or (line.endswith("…") and any(w.startswith(line[:-1]) for w in lines)), \
                f"{form} does not write {line!r}"
            excerpts += 1
assert excerpts >= 12, excerpts

# Every format is in the table, and nothing else.
code, _, error = checks.run([WEB3], "--format", "?")
named = re.search(r"not in \{(.*?)\}", error.decode())[1].split(",")
assert re.findall(r"^\| `(\w+)` \|", REPORTS.split("`-o FILE`")[0], re.M) == sorted(
    named, key=["text", "html", "json", "csv", "junit", "sarif", "nagios", "prometheus"].index)

with tempfile.TemporaryDirectory() as folder:
    prom = pathlib.Path(folder) / "sidestep.prom"
    (nagios,) = blocks(MONITORING, "nagios")
    arguments = re.search(r"check_command\s+check_sidestep!(.*)", nagios)[1].split("!")
    command = re.search(r"command_line\s+(.*)", nagios)[1]
    for i, argument in enumerate(arguments, 1):
        command = command.replace(f"$ARG{i}$", argument)
    (nrpe,) = blocks(MONITORING, "nrpe")
    for line in (command, nrpe.split("=", 1)[1]):
        code, out = ran(line, folder)
        assert code == 1 and out.startswith("SIDESTEP WARNING - "), out

    (cron,) = blocks(MONITORING, "cron")
    cron = cron.split(None, 6)
    assert len(cron) == 7 and cron[5] == "root" and "%" not in cron[6], cron
    assert ran(cron[6], folder)[0] == 1 and prom.stat().st_size > 1000
    prom.unlink()
    service, timer = blocks(MONITORING, "systemd")
    units = [configparser.ConfigParser(interpolation=None) for _ in (service, timer)]
    for unit, text in zip(units, (service, timer)):
        unit.optionxform = str
        unit.read_string(text)
    assert units[0]["Service"]["SuccessExitStatus"] == "1 2" and units[1]["Timer"]["OnCalendar"] == "daily"
    assert ran(units[0]["Service"]["ExecStart"], folder)[0] == 1 and prom.stat().st_size > 1000

    (labelled,) = blocks(MONITORING, "sh")
    assert ran(labelled, folder, shell=True)[0] == 0
    families = list(text_string_to_metric_families((pathlib.Path(folder) / "harbor.prom").read_text()))
    assert {f.name for f in families} == METRICS
    assert all(s.labels["check"] == "harbor" for f in families for s in f.samples)

(alerts,) = blocks(MONITORING, "yaml")
expressions = re.findall(r"expr: (.*)", alerts)
assert len(expressions) == 5
for expression in expressions:
    assert set(re.findall(r"sidestep_\w+", expression)) <= METRICS, expression
assert set(re.findall(r"^\| `(sidestep_\w+)`", MONITORING, re.M)) == METRICS
performance = checks.run([WEB3], "--format", "nagios")[1].decode().split(" | ")[1]
assert re.findall(r"'(\w+)'=", performance) == re.findall(r"^\| `(?!sidestep_)(\w+)` \|", MONITORING, re.M)
print(f"{excerpts} lines of excerpts stand in reports; the snippets run")
