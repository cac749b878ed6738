"""T1 to T3 of the test plan (reference/patching.md §2.6): the program is killed at every call that changes
the disk, in apply, in recovery and in undo; after a recovery it is all old or all new."""
import calls
import model
import program
from tally import Tally, floor_of, sample


def kill_each(bench, name, source, command, most, dice, then_apply=False):
    """Kills `command`, begun in a copy of the folder `source`, at each of its calls, and recovers. With
    `then_apply` some recoveries are left to the next apply."""
    bench.restore(source)
    done, planned = calls.count(command, bench.target)
    tally = Tally(name)
    # Every listed file is at least written, synced, and given two names.
    if done.code not in program.COMMITTED or len(planned) < 4 * len(model.LISTED):
        tally.fail(f"undisturbed it ends with {done.code}, after {len(planned)} calls: {done.out[-300:]}")
    planned = sample(planned, most, dice)
    for index, call in enumerate(planned):
        bench.restore(source)
        done = calls.kill(command, call)
        if then_apply and index % 5 == 4:
            state, faults = applied_next(bench)
        else:
            state, faults = bench.recovered()
        if done.code in program.COMMITTED:
            faults.append(f"was not killed, and ended with {done.code}")
        tally.add(f"killed at {call}", done.hit, state, faults)
    return tally.close(floor_of(len(planned)))


def applied_next(bench):
    """The next command recovers by itself: an apply brings the new files in any case."""
    done = program.run(bench.sidestep.apply(bench.target, "file"))
    state, faults = bench.faults()
    if done.code not in program.COMMITTED or state != "new":
        faults.append(f"the next apply ends with {done.code}, and it is {state}: {done.out[-200:]}")
    return state, faults


def apply(bench, swap, most, dice):
    """T1."""
    return kill_each(bench, f"T1 kill, apply --swap={swap}", None, bench.sidestep.apply(bench.target, swap),
                     most, dice, then_apply=True)


def undo(bench, swap, most, dice):
    """T3."""
    folder, one = bench.patched_folder(swap)
    return kill_each(bench, f"T3 kill, undo after --swap={swap}", folder,
                     bench.sidestep.undo(bench.target, one), most, dice)


def broken_states(bench, source, command, dice, most):
    """Copies of the target, each broken off where a file gets or has got its name, or the journal grows."""
    bench.restore(source)
    _, planned = calls.count(command, bench.target)
    chosen = [call for call in planned
              if call.puts_in_place(bench.target) or call.name in ("pwrite64", "rmdir", "unlink")]
    for number, call in enumerate(sample(chosen, most, dice)):
        bench.restore(source)
        if calls.kill(command, call).hit:
            yield call, bench.keep(f"broken-{number}")


def recovery(bench, swap, most_states, most, dice):
    """T2, from what apply and undo left."""
    faults = 0
    folder, one = bench.patched_folder(swap)
    starts = (("apply", None, bench.sidestep.apply(bench.target, swap)),
              ("undo", folder, bench.sidestep.undo(bench.target, one)))
    for what, source, command in starts:
        tally = Tally(f"T2 kill, recovery after {what} --swap={swap}")
        planned_in_all = 0
        for broken_at, broken in broken_states(bench, source, command, dice, most_states):
            bench.restore(broken)
            command = bench.sidestep.recover(bench.target)
            _, planned = calls.count(command, bench.target)
            planned = sample(planned, most, dice)
            planned_in_all += len(planned)
            for call in planned:
                bench.restore(broken)
                done = calls.kill(command, call)
                state, wrong = bench.recovered()
                tally.add(f"{what} at {broken_at}, recover at {call}", done.hit, state, wrong)
        faults += tally.close(floor_of(planned_in_all))
    return faults


def run(bench, every, dice):
    """All of it, or a sample. Gives the number of faults."""
    faults = 0
    for swap in program.SWAPS:
        faults += apply(bench, swap, None if every else 4, dice)
    for swap in program.SWAPS if every else [dice.choice(program.SWAPS)]:
        faults += recovery(bench, swap, None if every else 1, None if every else 2, dice)
        faults += undo(bench, swap, None if every else 2, dice)
    return faults + (many_files(bench, dice) if every else 0)


def many_files(bench, dice):
    """T1 with so many files that they are not synced one by one; there are too many calls for all."""
    faults = 0
    with bench.with_many_files() as many:
        for swap in program.SWAPS:
            command = many.sidestep.apply(many.target, swap)
            faults += kill_each(many, f"T1 kill, apply of many files --swap={swap}", None, command, 40, dice)
    return faults
