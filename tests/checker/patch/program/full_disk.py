"""T7 of the test plan (reference/patching.md §2.6): a disk that is full before, fills up during, or after a
crash. Going back needs no room; what is committed may wait for room, and says so."""
import contextlib
import os
import shutil
import subprocess

import calls
import images
import model
import program
from tally import Tally, floor_of, sample

ROOM = 2 << 20  # bytes left on a disk for a case, before it is filled
# Not btrfs: what is written over has no place of its own there, so that even the journal needs new room.
KINDS = ("tmpfs", "ext4", "xfs")


class Small:
    """A small disk, mounted, that can be filled to a number of bytes and emptied again."""

    def __init__(self, kind, place):
        self.kind, self.place = kind, place
        self.filler = place / "filler"
        self.target = place / "target"

    def fill(self, leave=0):
        """Takes all room but `leave` bytes."""
        self.filler.mkdir(exist_ok=True)
        disk = os.statvfs(self.place)
        self.take(max(0, disk.f_bavail * disk.f_frsize - leave), exactly=leave == 0)

    def take(self, size, exactly):
        """Takes this many bytes; with `exactly` whatever can be had."""
        step, number = size, len(os.listdir(self.filler))
        with open(self.filler / str(number), "wb") as file:
            at = 0
            while step >= 4096 and (exactly or at < size):
                try:
                    os.posix_fallocate(file.fileno(), at, step)
                    at += step
                except OSError:
                    step //= 2

    def empty(self):
        """Gives the room back."""
        shutil.rmtree(self.filler, ignore_errors=True)


@contextlib.contextmanager
def small_disk(kind, folder):
    """Mounts one; what is above ROOM is taken once and for all."""
    if kind == "tmpfs":
        place = folder / "small"
        place.mkdir()
        images.call(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)])
        try:
            yield Small(kind, place)
        finally:
            images.call(["umount", str(place)])
            place.rmdir()
        return
    with images.Disk(kind, folder) as disk:
        disk.prepare(lambda place: None)
        with disk.begin() as place:
            small = Small(kind, place)
            small.fill(leave=ROOM)
            os.rename(small.filler, place / "ballast")
            yield small


def begin(bench, small, source=None):
    """The target as it is before a case, and room."""
    small.empty()
    model.copy_to(source or bench.product.old_folder, small.target)
    subprocess.run(["sync", "-f", str(small.place)], check=False)


def needed(bench, small):
    """Bytes without which nothing is begun, as the program itself says."""
    begin(bench, small)
    small.fill()
    done = program.run(bench.sidestep.apply(small.target, "file"))
    words = done.out.replace(",", " ").split()
    numbers = [int(word) for word in words if word.isdigit() and int(word) > 65536]
    return numbers[0] if numbers else 300 << 10


def end(bench, small, code, before, after):
    """What is wrong with an end on a full disk. The state afterwards, with room again."""
    faults = []
    now = bench.product.state_of(small.target)
    if code in program.COMMITTED and now != after or code == program.REFUSED and now != before:
        faults.append(f"ended with {code}, and it is {now[:200]}")
    if code not in (*program.COMMITTED, program.REFUSED, program.RECOVERY_NEEDED):
        faults.append(f"ended with {code}")
    recovered_full(bench, small, faults)
    small.empty()
    state, more = bench.recovered(small.target)
    if code in program.COMMITTED and state != after or code == program.REFUSED and state != before:
        more.append(f"ended with {code}, and after a recovery it is {state}")
    return state, faults + more


def recovered_full(bench, small, faults):
    """A recovery on the full disk: it goes back without room, and may wait for room only forward."""
    stage = (model.journal(small.target) or [("nothing", "")])[-1][0]
    done = program.run(bench.sidestep.recover(small.target))
    now = bench.product.state_of(small.target)
    if done.code == 0 and now not in ("old", "new"):
        faults.append(f"recovered on the full disk, and it is {now[:200]}")
    waits = stage in ("COMMIT", "DONE") and now == "new"
    if done.code and not waits:
        faults.append(f"no recovery on the full disk after {stage}: {done.out.strip()[-200:]}")


def full_before(bench, small, most, dice):
    """Room from none to more than enough: refused with nothing written, or done."""
    top = needed(bench, small) + (64 << 10)
    tally = Tally(f"T7 little room, apply on {small.kind}")
    rooms = sample(range(0, top, 16 << 10), most, dice)
    for room in [*rooms, top + (256 << 10)]:
        begin(bench, small)
        small.fill(leave=room)
        done = program.run(bench.sidestep.apply(small.target, "file"))
        state, faults = end(bench, small, done.code, "old", "new")
        tally.add(f"{room} bytes free, ended with {done.code}", done.code == program.REFUSED, state, faults)
    if "new" not in tally.states:
        tally.fail("even with room it was not done")
    return tally.close(max(1, len(rooms) // 2))


def full_during(bench, small, swap, most, dice):
    """The disk fills up behind a call, and the program goes on."""
    command = bench.sidestep.apply(small.target, swap)
    begin(bench, small)
    _, planned = calls.count(command, small.target)
    planned = sample(planned, most, dice)
    tally = Tally(f"T7 full during apply --swap={swap} on {small.kind}")
    for call in planned:
        begin(bench, small)
        stopped = calls.Stopped(command, call)
        small.fill()
        done = stopped.go_on()
        state, faults = end(bench, small, done.code, "old", "new")
        tally.add(f"full at {call}, ended with {done.code}", done.hit, state, faults)
    return tally.close(floor_of(len(planned)))


def full_after(bench, small, what, swap, most, dice):
    """The disk fills up after a crash; then the recovery."""
    source, one = bench.patched_folder(swap) if what == "undo" else (None, "")
    command = bench.sidestep.undo(small.target, one) if one else bench.sidestep.apply(small.target, swap)
    begin(bench, small, source)
    _, planned = calls.count(command, small.target)
    planned = sample(planned, most, dice)
    tally = Tally(f"T7 full after a crash, {what} --swap={swap} on {small.kind}")
    for call in planned:
        begin(bench, small, source)
        done = calls.kill(command, call)
        small.fill()
        state, faults = end(bench, small, program.RECOVERY_NEEDED, "", "")
        tally.add(f"killed at {call}", done.hit, state, faults)
    return tally.close(floor_of(len(planned)))


def run(bench, every, dice):
    """All of it, or a sample. Gives the number of faults."""
    faults = 0
    for kind in KINDS if every else ("tmpfs",):
        try:
            with small_disk(kind, bench.above) as small:
                faults += full_before(bench, small, None if every else 2, dice)
                for swap in program.SWAPS if every else [dice.choice(program.SWAPS)]:
                    faults += full_during(bench, small, swap, None if every else 2, dice)
                    for what in ("apply", "undo"):
                        faults += full_after(bench, small, what, swap, None if every else 1, dice)
        except images.NoDisk as error:
            print(f"SKIPPED: {kind}: {error}")
    return faults
