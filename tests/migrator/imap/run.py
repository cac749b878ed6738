#!/usr/bin/env python3
"""The migrator against a real Dovecot, which is started here: mail arrives, and whatever breaks in between,
nothing is lost and nothing comes twice.

usage: run.py [--program MIGRATOR] [--fixtures FOLDER] [--seed N] [--jobs N] [--campaign [--step N]]
              [PART ...]

PARTs are the names of the tests below, or `ordinary`: as somebody who is not root, when root asks. Without
any, all of them, some side by side: most of their time is waiting. A sample, unless --campaign or
SIDESTEP_CAMPAIGN=1 asks for all; --step N then cuts after every Nth byte of a batch. Ends with 1 when
something is wrong, with 77 where there is no Dovecot; what could not be tried is a line SKIPPED with the
reason."""
import argparse
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
os.environ["TZ"] = "UTC"
time.tzset()
import breaking
import delivering
import dovecot
import filling
import job
import logging_in

ROOT = pathlib.Path(__file__).resolve().parents[3]
SKIPPED = 77
TESTS = {test.__name__: test for test in (
    delivering.whole, delivering.pulled_back, delivering.odd, delivering.ledger_lost,
    delivering.permissions, delivering.without_anyone,
    logging_in.tls, logging_in.in_the_clear, logging_in.secrets, logging_in.master, logging_in.nobody_there,
    breaking.cut, breaking.cut_twins, breaking.cut_anywhere, breaking.answers_lost, breaking.bugs,
    breaking.server_killed, breaking.server_away, breaking.client_killed,
    breaking.client_stopped_at_each_change, breaking.slowly,
    filling.quota, filling.server_disk, filling.state_disk, filling.events)}
ONLY_IN_CAMPAIGN = {test.__name__: test for test in (delivering.other_stores,)}
AS_ORDINARY_USER = ["whole", "tls"]
ORDINARY_USER = "nobody"
GROUPS = (  # side by side, each with a server of its own
    ("cut", "in_the_clear", "nobody_there"),
    ("cut_anywhere", "whole"),
    ("ordinary",),
    ("quota", "secrets", "events", "ledger_lost"),
    ("server_away", "cut_twins"),
    ("answers_lost", "bugs", "slowly"),
    ("server_killed", "client_killed", "tls"),
    ("permissions", "without_anyone", "master", "odd", "pulled_back", "server_disk", "state_disk",
     "client_stopped_at_each_change", "other_stores"))


class Bench(job.Bench):
    """With what the command line asks for."""

    def __init__(self, work, options):
        super().__init__(options.program.resolve(), options.fixtures.resolve(), work, options)
        self.mounts = options.inside
        self.dice = None

    def skip(self, why):
        """Says it."""
        print(f"SKIPPED: {self.test}: {why}", flush=True)

    def try_one(self, name, test):
        """One test, timed; an error of the harness is a fault, too."""
        self.test, self.dice = name, random.Random(f"{name} {self.options.seed}")
        begin, before = time.monotonic(), self.wrong
        try:
            test(self)
        except Exception as error:  # pylint: disable=broad-except
            self.fault(f"{type(error).__name__}: {error}")
            self.start_anew()
        print(f"{name}: {time.monotonic() - begin:.1f} s, {self.wrong - before} wrong", flush=True)

    def start_anew(self):
        """After an error nobody knows what the server has."""
        if self.server.process:
            self.server.kill()
        self.server.wipe()
        self.server.start()


def arguments():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "build/release/bin/sidestep-migrator", type=pathlib.Path)
    parser.add_argument("--fixtures", default=ROOT / "fixtures", type=pathlib.Path)
    parser.add_argument("--seed", type=int, help="[1; in a campaign another each time]")
    parser.add_argument("--campaign", action="store_true", default=bool(os.environ.get("SIDESTEP_CAMPAIGN")))
    parser.add_argument("--step", type=int, default=37)
    parser.add_argument("--jobs", type=int, default=len(GROUPS))
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("parts", nargs="*", metavar="PART",
                        choices=[*TESTS, *ONLY_IN_CAMPAIGN, "ordinary", []])
    asked = parser.parse_args()
    if asked.seed is None:
        asked.seed = int(time.time()) if asked.campaign else 1
    return asked


def enter_own_mounts():
    """As root: this script again, where what it mounts is seen by nobody else and ends with it."""
    if os.geteuid() != 0:
        return
    probe = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], check=False,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if probe.returncode == 0:
        os.execvp("unshare", ["unshare", "--mount", sys.executable, __file__, *sys.argv[1:], "--inside"])


def as_ordinary_user(options, work):
    """This script again, by somebody else, from a copy that he can read: its exit code."""
    copy = work / "ordinary"
    for source, name in ((pathlib.Path(__file__).parent, "tests"),
                         (options.fixtures / "harbor", "fixtures/harbor")):
        shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(options.program, copy / "sidestep-migrator")
    (copy / "tmp").mkdir()
    shutil.chown(copy / "tmp", ORDINARY_USER)
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    done = subprocess.run(
        ["setpriv", f"--reuid={ORDINARY_USER}", "--regid=nogroup", "--clear-groups", "--pdeathsig=TERM",
         sys.executable, copy / "tests/run.py", "--program", copy / "sidestep-migrator", "--fixtures",
         copy / "fixtures", "--seed", str(options.seed), *AS_ORDINARY_USER],
        env={**os.environ, "HOME": str(copy / "tmp"), "TMPDIR": str(copy / "tmp"), "SIDESTEP_CAMPAIGN": ""},
        stdin=subprocess.DEVNULL, check=False, timeout=600)
    shutil.rmtree(copy)
    return done.returncode


def side_by_side(options):
    """All tests, in groups: the exit code."""
    waiting = list(GROUPS)
    running, code = [], 0
    words = [sys.executable, __file__, "--program", options.program, "--fixtures", options.fixtures,
             "--seed", str(options.seed), "--step", str(options.step),
             *(["--inside"] if options.inside else []), *(["--campaign"] if options.campaign else [])]
    try:
        while waiting or running:
            while waiting and len(running) < options.jobs:
                out = tempfile.TemporaryFile()
                running.append((out, subprocess.Popen([*words, *waiting.pop(0)], stdin=subprocess.DEVNULL,
                                                      stdout=out, stderr=subprocess.STDOUT)))
            time.sleep(0.02)
            for out, process in [one for one in running if one[1].poll() is not None]:
                running.remove((out, process))
                out.seek(0)
                print(out.read().decode("utf-8", "replace"), end="", flush=True)
                out.close()
                code = max(code, int(process.returncode not in (0, SKIPPED)))
    finally:
        for _, process in running:
            process.terminate()
        for _, process in running:  # each stops its server and clears its folder
            process.wait(30)
    return code


def in_folder(options, work):
    """The parts that were asked for: the number of faults."""
    bench = Bench(work, options)
    tests = {name: test for name, test in {**TESTS, **ONLY_IN_CAMPAIGN}.items() if name in options.parts}
    if tests:
        with bench.serve():
            for name, test in tests.items():
                if name in TESTS or options.campaign:
                    bench.try_one(name, test)
    if "ordinary" in options.parts and os.geteuid() == 0:
        begin = time.monotonic()
        code = as_ordinary_user(options, work)
        print(f"ordinary: {time.monotonic() - begin:.1f} s, exit code {code}")
        bench.wrong += code not in (0, SKIPPED)
    return bench.wrong


def main():
    """The exit code."""
    options = arguments()
    if not dovecot.program():
        print("SKIPPED: there is no Dovecot here (Debian: dovecot-imapd)")
        return SKIPPED
    if not options.inside:
        enter_own_mounts()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing goes on, or stays behind
    if not options.parts:
        return side_by_side(options)
    place = os.environ.get("TMPDIR") or job.temporary_place()
    with tempfile.TemporaryDirectory(prefix="sidestep-imap-", dir=place) as folder:
        work = pathlib.Path(folder)
        work.chmod(0o711)
        wrong = in_folder(options, work)
    who = "root" if os.geteuid() == 0 else "an ordinary user"
    print(f"as {who}, seed {options.seed}: {wrong} wrong in {', '.join(options.parts)}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
