#!/usr/bin/env python3
"""disk_full.py MIGRATOR FIXTURES: a destination that runs full is a clear error, and with more room the
same command completes what it began: the mail of a run that nothing disturbed.

The small disk is a tmpfs in a mount namespace of our own; where the system does not give us one, the
test is skipped (exit code 77)."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
FORMATS = ("maildir", "mbox", "eml")
SIZES = (64, 160, 320, 640, 1280, 1900)  # KiB; the mail of the set needs about two MiB
MESSAGES, TEXT = "400", "3000"

faults = []


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def inside():
    """Starts this script again in its own mount namespace."""
    who = ["--map-root-user"] if os.geteuid() != 0 else []
    probe = run("unshare", *who, "--mount", "mount", "-t", "tmpfs", "none", "/mnt")
    if probe.returncode != 0:
        print(f"SKIPPED: no mount namespace here: {probe.stderr.strip()}")
        sys.exit(SKIPPED)
    os.execvp("unshare", ["unshare", *who, "--mount", sys.executable, __file__, *sys.argv[1:],
                          "--inside"])


def tree(root):
    """Relative path → digest of every file and folder but our own state."""
    out = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if name.parts[0] == ".sidestep":
            continue
        out[str(name)] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "/"
    return out


class Post:
    def __init__(self, migrator, fixtures, work):
        self.migrator, self.work = migrator, work
        self.source = work / "source"
        made = run(sys.executable, str(fixtures / "harbor/big.py"), MESSAGES, TEXT,
                   str(self.source), "--accounts", "3")
        assert made.returncode == 0, made.stderr
        self.control = work / "job.txt"
        self.control.write_text("Mode,CCMAIL\nFunction,FULL\nFile,C:\\MIG\nPostoffice,M:\\CCDATA\n"
                                "POName,HARBOR\nPublic,FALSE\nMailbox,FALSE\n")

    def deliver(self, form, out, *more):
        return run(self.migrator, "run", "--control", str(self.control), "--source",
                   str(self.source), "--to", f"{form}:{out}", "--format", "json", *more)


def check(post, form, size, expected, totals):
    disk = post.work / "disk"
    disk.mkdir(exist_ok=True)
    mounted = run("mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(disk))
    assert mounted.returncode == 0, mounted.stderr
    where = f"{form}, {size} KiB"
    try:
        full = post.deliver(form, disk / "out", "--no-space-check")
        if full.returncode not in (2, 3):
            faults.append(f"{where}: exit code {full.returncode}")
        if "No space left" not in full.stderr and "disk is full" not in full.stderr:
            faults.append(f"{where}: the error does not say why: {full.stderr!r}")
        again = post.deliver(form, disk / "out", "--no-space-check")
        if again.returncode not in (2, 3):
            faults.append(f"{where}: still full, and exit code {again.returncode}")
        run("mount", "-o", "remount,size=64m", str(disk))
        done = post.deliver(form, disk / "out")
        if json.loads(done.stdout).get("total") != totals:
            faults.append(f"{where}: counts differ: {done.stdout[:300]} {done.stderr}")
        if tree(disk / "out") != expected:
            faults.append(f"{where}: other mail than without the full disk")
    finally:
        run("umount", str(disk))


def check_estimate(post, form):
    """Without being told to try, a run that cannot fit does not begin."""
    disk = post.work / "disk"
    run("mount", "-t", "tmpfs", "-o", "size=640k", "none", str(disk))
    try:
        refused = post.deliver(form, disk / "out")
        if refused.returncode != 3 or "--no-space-check" not in refused.stderr:
            faults.append(f"{form}: not refused: {refused.returncode} {refused.stderr}")
        if any((disk / "out").glob("*")):
            faults.append(f"{form}: refused, and wrote something")
    finally:
        run("umount", str(disk))


def main():
    migrator, fixtures = sys.argv[1], pathlib.Path(sys.argv[2])
    if "--inside" not in sys.argv:
        inside()
    with tempfile.TemporaryDirectory(prefix="sidestep-full-") as folder:
        work = pathlib.Path(folder)
        post, full = Post(migrator, fixtures, work), 0
        for form in FORMATS:
            calm = post.deliver(form, work / form)
            assert calm.returncode in (0, 1), calm.stderr
            expected, totals = tree(work / form), json.loads(calm.stdout)["total"]
            for size in SIZES:
                check(post, form, size, expected, totals)
                full += 1
            check_estimate(post, form)
    print(f"a full disk {full} times")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults or full < 18 else 0)


if __name__ == "__main__":
    main()
