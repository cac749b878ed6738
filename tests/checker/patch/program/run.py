#!/usr/bin/env python3
"""The program is killed, starved and cut off at every call that changes the disk; after `recover` the
target is all old or all new (reference/patching.md §2.6).

usage: run.py [--program SIDESTEP] [--fixtures FOLDER] [--seed N] [--all] [PART ...]

PARTs: kill fail power bugs full together; without any, all of them. A sample, unless --all or
SIDESTEP_CAMPAIGN=1 asks for everything. Ends with 1 when something is wrong, with 77 when nothing
could be tried here; what could not is a line SKIPPED with the reason."""
import argparse
import os
import pathlib
import random
import signal
import sys
import time

sys.dont_write_bytecode = True
import calls
import failing
import full_disk
import images
import killing
import power
import program
import together

ROOT = pathlib.Path(__file__).resolve().parents[4]
SKIPPED = 77
PARTS = {"kill": killing.run, "fail": failing.run, "power": power.run, "bugs": power.bugs,
         "full": full_disk.run, "together": together.run}
ON_DISKS = {"power", "bugs", "full"}  # parts that mount


def arguments():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "build/release/bin/sidestep", type=pathlib.Path)
    parser.add_argument("--fixtures", default=ROOT / "fixtures", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", default=bool(os.environ.get("SIDESTEP_CAMPAIGN")))
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*PARTS, []])
    return parser.parse_args()


def main():
    """Runs the parts; the exit code."""
    asked = arguments()
    why = calls.allowed()
    if why:
        print(f"SKIPPED: {why}")
        return SKIPPED
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing stays mounted, or behind
    faults = tried = 0
    parts = asked.parts or list(PARTS)
    why = images.enter_own_mounts() if ON_DISKS & set(parts) else None
    for part in parts:
        if why and part in ON_DISKS:
            print(f"SKIPPED: {part}: {why}")
            continue
        tried += 1
        start = time.monotonic()
        with program.Bench(asked.program.resolve(), asked.fixtures.resolve()) as bench:
            found = PARTS[part](bench, asked.all, random.Random(f"{part} {asked.seed}"))
        print(f"{part}: {time.monotonic() - start:.1f} s, {found} wrong, seed {asked.seed}", flush=True)
        faults += found
    return 1 if faults else 0 if tried else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
