"""T10 of the test plan (reference/patching.md §2.6): two at once, and others who write into the target
meanwhile."""
import os

import calls
import model
import program
from tally import Tally, floor_of, sample

OTHERS = b"somebody else's"


def locked(bench, command):
    """What is wrong with a command that ran while another was at work."""
    before = model.everything(bench.target)
    done = program.run(command)
    faults = []
    if done.code not in (program.REFUSED, program.RECOVERY_NEEDED) or "at work" not in done.out:
        faults.append(f"ended with {done.code} beside another: {done.out.strip()[-200:]!r}")
    if model.everything(bench.target) != before:
        faults.append("wrote beside another")
    return faults


def under_lock(planned):
    """The calls between the opening of the lock and the last entry of the journal, which ends it all."""
    first = [index for index, call in enumerate(planned) if call.name == "openat" and "/lock\"" in call.text]
    last = [index for index, call in enumerate(planned) if call.name == "pwrite64"]
    return planned[first[0] + 1:last[-1]]


def two_at_once(bench, swap, most, dice):
    """While one apply stands still, another one, an undo and a recover."""
    command = bench.sidestep.apply(bench.target, swap)
    bench.restore()
    _, planned = calls.count(command, bench.target)
    planned = sample(under_lock(planned), most, dice)
    tally = Tally(f"T10 beside an apply --swap={swap}")
    for call in planned:
        bench.restore()
        stopped = calls.Stopped(command, call)
        faults = []
        if stopped.stopped:
            faults += locked(bench, command)
            faults += locked(bench, bench.sidestep.undo(bench.target, "anything"))
            faults += quiet_recover(bench)
            if program.run(bench.sidestep.list(bench.target)).code:
                faults.append("list fails beside another")
        done = stopped.go_on()
        state, more = bench.faults()
        if done.code not in program.COMMITTED or state != "new":
            more.append(f"the first ended with {done.code}: {done.out.strip()[-200:]!r}")
        tally.add(f"stopped at {call}", done.hit, state, faults + more)
    return tally.close(floor_of(len(planned)))


def quiet_recover(bench):
    """A recover beside an apply: it finds the lock, or nothing to do."""
    before = model.everything(bench.target)
    done = program.run(bench.sidestep.recover(bench.target))
    faults = []
    if not ("at work" in done.out and done.code == program.RECOVERY_NEEDED
            or program.parsed(done) == {"recovered": []} and done.code == 0):
        faults.append(f"recover ended with {done.code} beside another: {done.out.strip()[-200:]!r}")
    if model.everything(bench.target) != before:
        faults.append("recover wrote beside another")
    return faults


def during_recover(bench, swap, most, dice):
    """An apply while a recovery stands still."""
    bench.restore()
    command = bench.sidestep.apply(bench.target, swap)
    _, planned = calls.count(command, bench.target)
    calls_in = [call for call in planned if call.puts_in_place(bench.target)]
    bench.restore()
    assert calls.kill(command, calls_in[-1]).hit
    half = bench.keep("half")
    recover = bench.sidestep.recover(bench.target)
    _, planned = calls.count(recover, bench.target)
    planned = sample(under_lock(planned), most, dice)
    tally = Tally(f"T10 beside a recover after --swap={swap}")
    for call in planned:
        bench.restore(half)
        stopped = calls.Stopped(recover, call)
        faults = locked(bench, command) if stopped.stopped else []
        done = stopped.go_on()
        state, more = bench.recovered()
        if done.code:
            more.append(f"recover ended with {done.code}: {done.out.strip()[-200:]!r}")
        tally.add(f"stopped at {call}", done.hit, state, faults + more)
    return tally.close(floor_of(len(planned)))


def write_as_other(target, path, how):
    """Somebody else's file at `path`: written over what is there, or put in its place."""
    file = target / path
    if how == "over" and file.exists():
        with open(file, "r+b") as there:
            there.truncate()
            there.write(OTHERS)
        return
    draft = target.parent / "draft"
    draft.write_bytes(OTHERS)
    os.replace(draft, file)


def others_faults(bench, path, done):
    """What is wrong after somebody else changed `path` and the program went on. Whether it went back, and
    the state without that file."""
    faults, found = [], model.tree(bench.target)
    kept = found.pop(path, {}).get("content") == OTHERS
    old = {name: one for name, one in bench.product.old.items() if name != path}
    new = {name: one for name, one in bench.product.new.items() if name != path}
    is_old, is_new = not model.differences(found, old), not model.differences(found, new)
    if not kept:
        faults.append("the other's file is lost")
    if not (is_old or is_new):
        faults.append("the rest is a mix: " + "; ".join(model.differences(found, old)[:2]))
    if done.code in program.COMMITTED and not is_new or done.code == program.REFUSED and not is_old:
        faults.append(f"ended with {done.code}, and the rest is {'old' if is_old else 'new'}")
    if done.code not in program.COMMITTED and path not in done.out:
        faults.append(f"ended with {done.code} and does not name it: {done.out.strip()[-200:]!r}")
    return ("old" if is_old else "new" if is_new else "a mix"), faults


def settled(bench, path, code):
    """Where a recovery was needed, it names the file, and does as it says once that is out of the way."""
    if code != program.RECOVERY_NEEDED:
        return []
    done = program.run(bench.sidestep.recover(bench.target))
    faults = []
    if done.code and path not in done.out:
        faults.append(f"recover does not name it: {done.out.strip()[-200:]!r}")
    if not done.code:
        return faults
    os.unlink(bench.target / path)
    state, more = bench.recovered()
    return faults + more + ([] if state == "old" else [f"and then it is {state}"])


def others_write(bench, swap, most, dice):
    """Somebody else changes a file while an apply stands still behind a call. (Between the last look at a
    file and its rename there is no call to stop at: that moment is not guarded, and not tried.)"""
    command = bench.sidestep.apply(bench.target, swap)
    bench.restore()
    _, planned = calls.count(command, bench.target)
    commit = [index for index, call in enumerate(planned) if " COMMIT " in call.text][0]
    cases = [(call, path, how) for call in planned[:commit]
             for path, how in [(one, "over") for one in model.REPLACED]
             + [(one, "instead") for one in model.REPLACED[:1] + model.ADDED]]
    cases = sample(cases, most, dice)
    tally = Tally(f"T10 others write during apply --swap={swap}")
    codes = {}
    for call, path, how in cases:
        bench.restore()
        stopped = calls.Stopped(command, call)
        if stopped.stopped:
            write_as_other(bench.target, path, how)
        done = stopped.go_on()
        codes[done.code] = codes.get(done.code, 0) + 1
        state, faults = others_faults(bench, path, done)
        faults += settled(bench, path, done.code)
        tally.add(f"{path} written ({how}) at {call}, ended with {done.code}", done.hit, state, faults)
    print(f"  exit codes: {codes}")
    return tally.close(floor_of(len(cases)))


def run(bench, every, dice):
    """All of it, or a sample. Gives the number of faults."""
    faults = 0
    for swap in program.SWAPS if every else [dice.choice(program.SWAPS)]:
        faults += two_at_once(bench, swap, None if every else 1, dice)
        faults += during_recover(bench, swap, None if every else 1, dice)
        faults += others_write(bench, swap, None if every else 4, dice)
    return faults
