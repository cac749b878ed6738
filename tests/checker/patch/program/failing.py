"""T4 of the test plan (reference/patching.md §2.6): calls that fail. What the exit code says has to be so:
committed is all new, refused is all old, and after "recovery needed" a recovery gives one of the two."""
import calls
import model
import program
from tally import Tally, floor_of, sample

ERRORS = ("EIO", "ENOSPC")


def promise(bench, code, before, after):
    """What is wrong with an exit code, beside the state it leaves."""
    now = bench.product.state_of(bench.target)
    if code in program.COMMITTED and now != after:
        return [f"ended with {code}, and it is {now}"]
    if code == program.REFUSED and now != before:
        return [f"ended with 2, and it is {now}"]
    if code not in (*program.COMMITTED, program.REFUSED, program.RECOVERY_NEEDED):
        return [f"ended with {code}"]
    return []


def kept_promise(code, state, before, after):
    """The same after the recovery."""
    wanted = after if code in program.COMMITTED else before if code == program.REFUSED else None
    return [f"ended with {code}, and after a recovery it is {state}"] if wanted not in (None, state) else []


def fail_each(bench, act, most, dice):
    """Lets each call of an act fail, once, and from then on."""
    name, source, command, before, after = act
    bench.restore(source)
    _, planned = calls.count(command, bench.target)
    planned += output_calls(bench, source, command)
    cases = [(call, error, onward) for call in planned for error in ERRORS for onward in (False, True)
             if not onward or error == "ENOSPC" or call.name in calls.SYNCS]
    cases = sample(cases, most, dice)
    tally = Tally(f"T4 fails, {name}")
    codes = {}
    for call, error, onward in cases:
        bench.restore(source)
        done = calls.inject(command, call, f"error={error}", onward=onward)
        codes[done.code] = codes.get(done.code, 0) + 1
        faults = promise(bench, done.code, before, after)
        state, more = bench.recovered()
        faults += more + kept_promise(done.code, state, before, after)
        tally.add(f"{error} at {call}{' and onward' if onward else ''}, exit code {done.code}: "
                  f"{done.out.strip()[-160:]!r}", done.hit, state, faults)
    print(f"  exit codes: {codes}")
    return tally.close(floor_of(len(cases)))


def output_calls(bench, source, command):
    """Where the program prints what it has done: nobody may be told wrongly by a full pipe."""
    bench.restore(source)
    _, lines = calls.traced(command, ["-e", "trace=write"])
    return [calls.Call("write", number + 1, line)
            for number, line in enumerate([one for one in lines if one.startswith("write(")])
            if line.startswith("write(1,")]


def broken(bench, swap):
    """A target whose apply was killed when the first file was in place."""
    command = bench.sidestep.apply(bench.target, swap)
    bench.restore()
    _, planned = calls.count(command, bench.target)
    last = [call for call in planned if call.puts_in_place(bench.target)][-1]
    bench.restore()
    assert calls.kill(command, last).hit
    return bench.keep(f"half-{swap}")


def acts(bench, swap):
    """Name, the folder to begin in, the command, the states before and after."""
    folder, one = bench.patched_folder(swap)
    half = broken(bench, swap)
    return [(f"apply --swap={swap}", None, bench.sidestep.apply(bench.target, swap), "old", "new"),
            (f"undo after --swap={swap}", folder, bench.sidestep.undo(bench.target, one), "new", "old"),
            (f"recover after --swap={swap}", half, bench.sidestep.recover(bench.target), "a mix", "old")]


def run(bench, every, dice):
    """All of it, or a sample. Gives the number of faults."""
    faults = 0
    for swap in program.SWAPS if every else [dice.choice(program.SWAPS)]:
        for act, most in zip(acts(bench, swap), (6, 2, 2)):
            faults += fail_each(bench, act, None if every else most, dice)
    return faults
