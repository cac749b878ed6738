"""T5 and T6 of the test plan (reference/patching.md §2.6): the power is cut at every call that changes the
disk, on real file systems in image files; and bugs that were put there on purpose are found that way."""
import os
import pathlib
import subprocess

import calls
import images
import model
import program
from tally import Tally, floor_of, sample

# What is left out. Each has to show on one kind of disk at least; that of a folder can only where a rename
# is not part of what the next sync of another file writes.
BUGS = ("staged", "backups", "journal", "plan", "folders", "target folders", "commit early")
SHOWN_BY = {"folders": {"btrfs", "ext4 without journal"},
            "target folders": {"btrfs", "ext4 without journal"}}

# What a sample cuts, and where.
SAMPLED = {("apply", "file"): ["ext4"], ("apply", "dir"): ["btrfs"], ("undo", "file"): ["xfs"]}

MOST_CUTS = 120  # for one bug on one disk


class Act:
    """A command on a disk, and what it leads from and to."""

    def __init__(self, bench, disk, what, swap):
        self.bench, self.disk, self.what, self.swap = bench, disk, what, swap
        self.after = "new" if what == "apply" else "old"
        self.target = disk.place / "target"
        self.source = bench.product.old_folder
        if what == "undo":
            self.source, one = bench.patched_folder(swap)
            self.command = bench.sidestep.undo(self.target, one)
        else:
            self.command = bench.sidestep.apply(self.target, swap)
        disk.prepare(lambda place: model.copy_to(self.source, place / "target"))

    def planned(self, environment=None):
        """The calls, and that undisturbed it succeeds."""
        with self.disk.begin():
            done, planned = calls.count(self.command, self.target, environment)
        assert done.code in program.COMMITTED, done.out
        return planned

    def cut(self, call, environment=None):
        """Cuts the power at this call; None: right after the end. How it ended, the state after a
        recovery, and what is wrong."""
        with self.disk.begin():
            if call is None:
                done, _ = calls.traced(self.command, ["-e", "trace=none"], environment)
            else:
                done = calls.kill(self.command, call, environment)
            self.disk.cut_power()
        try:
            with self.disk.after_cut():
                state, faults = self.bench.recovered(self.target)
        except images.NoDisk as error:
            return done, "no disk", [str(error)]
        if done.code in program.COMMITTED and state != self.after:
            faults.append(f"ended with {done.code}, and after the power cut it is {state}")
        return done, state, faults


def cut_each(bench, disk, what, swap, most, dice, library=None):
    """T5 on one disk. With the library all is written out at the moment before files are put in place."""
    act = Act(bench, disk, what, swap)
    environment = None
    if library:
        moment = "PREPARED" if what == "apply" else "UNDO"
        environment = {"LD_PRELOAD": str(library), "SEEDED_WRITE_OUT": moment}
    kind = disk.kind + (", many files" if act.bench.product.knowledge else "")
    kind += ", written out once" if library else ""
    tally = Tally(f"T5 power cut, {what} --swap={swap} on {kind}")
    planned = sample(act.planned(environment), most, dice)
    for call in [*planned, None]:
        done, state, faults = act.cut(call, environment)
        hit = done.hit if call else done.code in program.COMMITTED
        tally.add(f"cut at {call or 'the end'}", hit, state, faults)
    return tally.close(floor_of(len(planned) + 1))


def on_disks(bench, kinds, each):
    """Calls each(disk) for every kind of disk that there can be here. The sum, and the kinds."""
    faults, had = 0, []
    for kind in kinds:
        try:
            with images.Disk(kind, bench.above) as disk:
                faults += each(disk)
            had.append(kind)
        except images.NoDisk as error:
            print(f"SKIPPED: {kind}: {error}")
    return faults, had


def run(bench, every, dice):
    """T5, all of it or a sample. Gives the number of faults."""
    faults = 0
    for what in ("apply", "undo"):
        for swap in program.SWAPS:
            kinds = list(images.KINDS) if every else SAMPLED.get((what, swap), [])
            found, _ = on_disks(bench, kinds,
                                lambda disk: cut_each(bench, disk, what, swap, None if every else 1, dice))
            faults += found
    return faults + (more_cuts(bench, dice) if every else 0)


def more_cuts(bench, dice):
    """T5 when the disk writes all out at a bad moment; and with many files, which are synced together."""
    faults = 0
    library = built(bench)
    for what in ("apply", "undo") if library else ():
        for swap in program.SWAPS:
            found, _ = on_disks(bench, ["ext4 without journal", "xfs", "btrfs"],
                                lambda disk: cut_each(bench, disk, what, swap, None, dice, library))
            faults += found
    with bench.with_many_files() as many:
        for swap in program.SWAPS:
            found, _ = on_disks(many, ["ext4", "xfs", "btrfs"],
                                lambda disk: cut_each(many, disk, "apply", swap, 30, dice))
            faults += found
    return faults


def built(bench):
    """The library with the bugs; None where there is no compiler."""
    library = bench.above / "seeded_bugs.so"
    source = pathlib.Path(__file__).with_name("seeded_bugs.c")
    try:
        subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"],
                       check=True)
    except FileNotFoundError:
        return None
    return library


def environment_of(bench, bug, library):
    """What switches the bug on, and the file that counts how often it struck."""
    struck = bench.above / "struck"
    struck.unlink(missing_ok=True)
    out = {"LD_PRELOAD": str(library), "SEEDED_BUG": bug, "SEEDED_COUNT": str(struck)}
    if bug in SHOWN_BY:
        out["SEEDED_WRITE_OUT"] = "PREPARED"
    return out, struck


def find_on(bench, disk, bug, library, swap):
    """Cuts the power, from the end towards the beginning, until the bug shows. The call, or None; how
    many cuts it took; how often the bug struck."""
    environment, struck = environment_of(bench, bug, library)
    act = Act(bench, disk, "apply", swap)
    planned = act.planned(environment)
    if not struck.exists():
        return None, 0, 0
    cuts = 0
    found = None
    for call in [None, *reversed(planned[-MOST_CUTS:])]:
        cuts += 1
        _, state, faults = act.cut(call, environment)
        if faults or state not in ("old", "new"):
            found = f"at {call or 'the end'}: {(faults or [state])[0]:.140}"
            break
    return found, cuts, os.path.getsize(struck)


def killed_early(bench, library):
    """The bug that no power cut is needed for: a kill is enough."""
    environment, struck = environment_of(bench, "commit early", library)
    command = bench.sidestep.apply(bench.target, "file")
    bench.restore()
    _, planned = calls.count(command, bench.target, environment)
    tally = Tally("T6 seeded bug, commit early, killed")
    caught = 0
    for call in planned:
        if not call.puts_in_place(bench.target):
            continue
        bench.restore()
        done = calls.kill(command, call, environment)
        state, faults = bench.recovered()
        caught += bool(faults)
        tally.add(str(call), done.hit, state, [])
    if not caught:
        tally.fail("nothing showed it")
    print(f"  caught at {caught} of {tally.cases} kills; it struck {os.path.getsize(struck)} times")
    return tally.close(1)


def seek(bench, bug, kinds, library):
    """Looks for one bug on these disks. On how many it struck, where it showed, and whether it had to."""
    struck_on, shown, all_cuts = 0, [], 0

    def look(disk):
        nonlocal struck_on, all_cuts
        found, cuts, struck = find_on(bench, disk, bug, library, "file")
        struck_on += struck > 0
        all_cuts += cuts
        shown.extend([disk.kind] if found else [])
        print(f"  {bug} on {disk.kind}: {'found ' + found if found else 'not found'}, after {cuts} cuts; "
              f"it struck {struck} times", flush=True)
        return 0

    _, had = on_disks(bench, kinds, look)
    print(f"T6 seeded bug, {bug}: {all_cuts} cases, shown by {', '.join(shown) or 'none'} of "
          f"{', '.join(had) or 'none'}", flush=True)
    if not had:
        print(f"SKIPPED: {bug}: no disk here could show it")
    return struck_on, shown, bool(had)


def bugs(bench, every, dice):
    """T6. Every bug has to show on one disk at least; a sample looks for some."""
    library = built(bench)
    if library is None:
        print("SKIPPED: seeded bugs: there is no gcc")
        return 0
    faults = killed_early(bench, library)
    for bug in BUGS if every else ("staged", "folders"):  # these show at once
        kinds = sorted(SHOWN_BY.get(bug, images.KINDS)) if every else ["btrfs" if bug in SHOWN_BY else "ext4"]
        struck_on, shown, could = seek(bench, bug, kinds, library)
        if could and not shown:
            faults += 1
            why = "nothing showed it" if struck_on else "the program makes no such call"
            print(f"  WRONG T6 {bug}: {why}")
    return faults + (together_lost(bench, library) if every else 0)


def together_lost(bench, library):
    """The one sync that many files have in common is left out, where there is such a sync."""
    with bench.with_many_files() as many:
        struck_on, shown, could = seek(many, "all at once", ["ext4", "xfs", "btrfs"], library)
    if could and not struck_on:
        print("SKIPPED: all at once: the program syncs each file by itself")
    elif could and not shown:
        print("  WRONG T6 all at once: nothing showed it")
        return 1
    return 0
