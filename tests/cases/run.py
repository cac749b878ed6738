"""Runs the command-line cases: every folder here with a file `cmd`.

    cmd     one or more shell lines; `fixtures` is the fixtures folder, `sidestep` is on the PATH
    in/     copied into an empty folder that the lines run in (optional)
    out     the standard output expected, errors as well when cmd says 2>&1
    status  the exit code expected

The temporary folder is written $HERE in `out`, the fixtures folder $FIXTURES; digests, times, free space and the names of patches are masked. UPDATE_GOLDEN=1 rewrites out and status and fails, so that somebody reads the diff.
"""
import argparse
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--fixtures", required=True)
parser.add_argument("only", nargs="*")
args = parser.parse_args()
args.bin, args.fixtures = (str(pathlib.Path(p).resolve()) for p in (args.bin, args.fixtures))
update = os.environ.get("UPDATE_GOLDEN") == "1"
here = pathlib.Path(__file__).parent


# Where a case filters what a program prints and shows its errors beside it, they come first: else the
# two would race.
IN_ORDER = """
in_order() {
  if [ ! -p /dev/stdout ] || [ /dev/stdout -ef /dev/stderr ]; then command "$@"; return; fi
  local said code
  said=$(mktemp -d)
  command "$@" >"$said/out" 2>"$said/err"
  code=$?
  cat "$said/err" >&2
  cat "$said/out"
  rm -r "$said"
  return $code
}
sidestep() { in_order sidestep "$@"; }
sidestep-migrator() { in_order sidestep-migrator "$@"; }
"""


def masked(text, folder):
    for slash in ("\\", "\\\\"):  # as Windows has it, and that in JSON
        text = text.replace(folder.replace("/", slash), "$HERE")
    text = text.replace(folder, "$HERE").replace(args.fixtures, "$FIXTURES")
    text = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", text)
    text = re.sub(r"\b\d{8}T\d{6}\.\d{3}Z", "<id>", text)
    text = re.sub(r"\b\d+ free$", "<n> free", text, flags=re.M)
    text = re.sub(r"recovery-import/[0-9a-f]{12}\b", "recovery-import/<digest>", text)
    return re.sub(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<time>", text)


def run(case):
    """None when the case is as expected, else what differs."""
    with tempfile.TemporaryDirectory(prefix="sidestep-case-") as folder:
        if (case / "in").is_dir():
            shutil.copytree(case / "in", folder, dirs_exist_ok=True)
        os.symlink(args.fixtures, pathlib.Path(folder) / "fixtures")
        env = dict(os.environ, PATH=f"{args.bin}:{os.environ['PATH']}",
                   LC_ALL="C.UTF-8", TMPDIR=folder)
        done = subprocess.run(["bash", "-c", IN_ORDER + (case / "cmd").read_text()], cwd=folder, env=env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=120)
        out = masked(done.stdout.decode("utf-8", "backslashreplace"), folder)
    status = f"{done.returncode}\n"
    wanted = {name: (case / name).read_text() if (case / name).exists() else ""
              for name in ("out", "status")}
    if {"out": out, "status": status} == wanted:
        return None
    if update:
        (case / "out").write_text(out)
        (case / "status").write_text(status)
        return "rewritten: read the diff, then run again without UPDATE_GOLDEN"
    diff = difflib.unified_diff(wanted["out"].splitlines(), out.splitlines(), "expected", "got", lineterm="")
    return "\n".join([f"status {status.strip()}, expected {wanted['status'].strip()}", *diff])


cases = sorted(p.parent for p in here.glob("*/cmd") if not args.only or p.parent.name in args.only)
failed = 0
for case in cases:
    trouble = run(case)
    if trouble:
        failed += 1
        print(f"{case.name}: {trouble}")
print(f"{len(cases) - failed} passed, {failed} failed")
sys.exit(1 if failed or not cases else 0)
