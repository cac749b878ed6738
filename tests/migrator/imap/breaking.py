"""Connections are cut, answers thrown away, server and client killed: after the same command was given again
every message stands there once."""
import shutil
import threading
import time

import job
import mail
from proxy import DOWN, UP, Proxy

MOST_RESUMES = 3  # a run that was broken off once needs no more


def resume(bench, one, what):
    """Gives the same command again until it has done all; each time nothing may stand there twice."""
    for _ in range(MOST_RESUMES):
        done = one.run()
        if done.code in job.DELIVERED:
            return bench.check(one)
        bench.check(one, complete=False)
    bench.fault(f"{what}: given again it ends with {done}")
    return False


def bytes_of(bench, source, more):
    """How much an undisturbed run sends and gets."""
    with Proxy(bench.server.port) as proxy:
        one = job.Job(bench, source, port=proxy.port, options=more)
        bench.expect(one.run().code in job.DELIVERED, "through a proxy that does nothing it does not arrive")
        bench.check(one)
        one.end()
        return dict(proxy.passed)


def places(total, step, most, dice):
    """After which bytes it is cut: each `step`th, or `most` of them."""
    if step:
        return range(dice.randrange(1, step + 1), total, step)
    return sorted(dice.sample(range(1, total), most))


class Ends:
    """What happens after byte n, besides the end of the connections."""

    def __init__(self, bench):
        self.bench, self.client, self.killed = bench, None, threading.Event()

    def kill_client(self):
        """The client is gone before it notices."""
        if self.client:
            self.client.kill()
            self.client.wait(5)

    def kill_server(self):
        """All of Dovecot is gone."""
        self.bench.server.kill()
        self.killed.set()

    def watch(self):
        """Until the client has ended; a server that was killed is started again."""
        end = time.monotonic() + job.LIMIT
        while self.client.poll() is None and time.monotonic() < end:
            if self.killed.wait(0.01):
                break
        if self.killed.is_set():  # not in the thread that killed it: Dovecot would end with that thread
            self.bench.server.start()

    def kill_sessions(self):
        """Only those processes of it that store mail."""
        self.bench.server.kill_sessions()


def broken(bench, source, dice, kinds, counts, step=None, more=("-j", "1")):
    """Breaks runs of this source in these ways, so often each: the number that was really broken."""
    totals = bytes_of(bench, source, more)
    hit = 0
    for kind in kinds:
        way = DOWN if kind == "answer cut" else UP
        for place in places(totals[way], step, counts, dice):
            hit += broken_at(bench, source, kind, way, place, more)
    return hit


def broken_at(bench, source, kind, way, place, more):
    """One of them."""
    ends = Ends(bench)
    then = {"client killed": ends.kill_client, "server killed": ends.kill_server,
            "session killed": ends.kill_sessions}.get(kind)
    with Proxy(bench.server.port, cut=(way, place), reset=kind != "ended in order", then=then) as proxy:
        one = job.Job(bench, source, port=proxy.port, options=more)
        ends.client = one.start()
        ends.watch()
        done = one.finish(ends.client)
        what = f"{kind} after byte {place} {way}"
        if proxy.fired and done.code not in (*job.DELIVERED, job.BROKEN_OFF, job.REFUSED, -9):
            bench.fault(f"{what}: ended with {done}")
        if done.code in job.DELIVERED:  # it has helped itself
            bench.check(one)
        else:
            bench.expect(kind == "client killed" or "127.0.0.1" in done.err,
                         f"{what}: the error names no server: {done}")
            resume(bench, one, what)
        one.end()
        return bool(proxy.fired)


KINDS = ("reset", "ended in order", "answer cut", "client killed")


def cut(bench):
    """The connection, after byte n of one batch."""
    step = bench.options.step if bench.options.campaign else None
    kinds = (*KINDS, "session killed") if step else KINDS
    hit = broken(bench, bench.source("one batch"), bench.dice, kinds, 2, step)
    bench.expect(hit >= len(kinds), f"only {hit} were cut")


def cut_twins(bench):
    """The connection, when each message of the source comes three times."""
    kinds = ("reset", "answer cut", "client killed")
    hit = broken(bench, bench.source("twins"), bench.dice, kinds, 80 if bench.options.campaign else 2)
    bench.expect(hit >= len(kinds), f"only {hit} were cut")


def cut_anywhere(bench):
    """The connection, after byte n of a run over many folders."""
    kinds = (*KINDS, "session killed") if bench.options.campaign else KINDS
    hit = broken(bench, bench.source("plain"), bench.dice, kinds, 80 if bench.options.campaign else 2)
    bench.expect(hit >= len(kinds), f"only {hit} were cut")


def answers_lost(bench):
    """The server has stored a batch, and nobody hears of it."""
    both = (True, False)
    for source, times in (("one batch", 1), ("plain", 2), ("twins", 2), ("three hundred", 3)):
        for reset in both if bench.options.campaign else (bench.dice.choice(both),):
            with Proxy(bench.server.port, swallow=b"APPENDUID", times=times, reset=reset) as proxy:
                one = job.Job(bench, bench.source(source), port=proxy.port)
                done = one.run()
                bench.expect(proxy.fired == times, f"{source}: {proxy.fired} answers were lost, not {times}")
                if bench.expect(done.code in job.DELIVERED, f"{source}, {times} answers lost: {done}"):
                    bench.check(one)
                one.end()
    # The client is killed at that moment: the next run has to find out by itself.
    for source, spare in (("one batch", 0), ("twins", 1), ("plain", 3), ("three hundred", 4)):
        ends = Ends(bench)
        with Proxy(bench.server.port, swallow=b"APPENDUID", spare=spare, then=ends.kill_client) as proxy:
            one = job.Job(bench, bench.source(source), port=proxy.port)
            ends.client = one.start()
            one.finish(ends.client)
            bench.expect(proxy.fired == 1, f"{source}: no answer was lost")
            bench.check(one, complete=False)
            resume(bench, one, f"{source}: killed before the answer")
            one.end()


def bugs(bench):
    """What these tests are for is found: a run that forgets what it was about to send delivers twice, and so
    on. Otherwise they would prove nothing."""
    source = bench.source("three hundred")

    def found():
        """What the checker says."""
        return mail.differences(source.expected, mail.of_server(bench.server, source.people))
    ends = Ends(bench)
    bench.server.limit("ines", "50K")  # a run without anything in its ledger would look at all there is
    with Proxy(bench.server.port, then=ends.kill_client) as proxy:
        one = job.Job(bench, source, port=proxy.port, options=["-j", "1"])
        one.run()
        bench.server.limit("ines", None)
        proxy.swallow = b"APPENDUID"
        ends.client = one.start()
        one.finish(ends.client)
        intents = one.state / "imap.intents"
        if bench.expect(intents.exists(), "a run that was killed in the middle has left no intents"):
            intents.unlink()
        one.run()
        bench.expect(any("2 times" in fault for fault in found()), "mail that came twice is not noticed")
        one.end()
    one = job.Job(bench, source)
    one.run()
    bench.expect(not found(), "there is something wrong before anything was done")
    client = bench.server.connect(source.first)
    for what, spoil in (("a flag", lambda: client.store("1", "-FLAGS", "\\Seen")),
                        ("a date", lambda: moved(client, None)),
                        ("a text", lambda: moved(client, b"Message 1 of")),
                        ("a loss", lambda: (client.store("1", "+FLAGS", "\\Deleted"), client.expunge()))):
        client.select("INBOX")
        spoil()
        bench.expect(found(), f"{what} that was changed is not noticed")
        client.store("1:*", "+FLAGS", "\\Deleted")
        client.expunge()
        client.close()
        one.run()
        shutil.rmtree(one.state)
        one.run()
        bench.expect(not found(), f"{what}: a run into the empty mailbox does not bring all of it")
    client.logout()
    one.end()


def moved(client, word):
    """The first message is put anew, with another date, or another text."""
    raw = client.fetch("1", "(BODY.PEEK[])")[1][0][1]
    date = client.fetch("1", "(INTERNALDATE)")[1][0].decode().partition("INTERNALDATE ")[2].rstrip(")")
    if word:
        assert word in raw, "another message than was expected"
        raw = raw.replace(word, b"Missive")
    else:
        date = '"01-Feb-1999 10:00:00 +0000"'
    client.append("INBOX", "(\\Seen)", date, raw)
    client.store("1", "+FLAGS", "\\Deleted")
    client.expunge()


def server_killed(bench):
    """All of it, in mid-run, and started again on the same ports."""
    source = bench.source("three hundred")
    total = bytes_of(bench, source, ())[UP]
    rounds = 25 if bench.options.campaign else 2
    for place in places(total, None, rounds, bench.dice):
        broken_at(bench, source, "server killed", UP, place, ())


def server_away(bench):
    """It does not come again while the run waits: an error that says so, and a resume."""
    source = bench.source("three hundred")
    with Proxy(bench.server.port, cut=(UP, 200_000), refuse=True) as proxy:
        one = job.Job(bench, source, port=proxy.port)
        begin = time.monotonic()
        done = one.run()
        bench.expect(done.code == job.BROKEN_OFF, f"the server is gone: {done}")
        bench.expect(time.monotonic() - begin < 30, "it waited for more than 30 s")
        bench.expect("127.0.0.1" in done.err, f"the error names no server: {done.err}")
        bench.check(one, complete=False)
        proxy.refuse = False
        resume(bench, one, "the server was gone")
        one.end()


def client_killed(bench):
    """Several times in one migration, at any moment."""
    source = bench.source("three hundred")
    one = job.Job(bench, source)
    seconds = job.seconds_of(one)
    bench.check(one)
    one.end()
    kills = 0
    rounds, each = (40, 6) if bench.options.campaign else (3, 4)
    for _ in range(rounds):
        one = job.Job(bench, source, options=["-j", bench.dice.choice("123")])
        for _ in range(each):
            process = one.start()
            kills += job.kill_after(process, bench.dice.uniform(0, seconds * 0.7))
            done = one.finish(process)
            if done.code in job.DELIVERED:
                break
            bench.expect(done.code == -9, f"it was to be killed, and ended with {done}")
        bench.check(one, complete=False)
        resume(bench, one, "killed")
        one.end()
    bench.expect(kills >= rounds // 2, f"only {kills} were killed in time")


def client_stopped_at_each_change(bench):
    """Ends the program after each of its changes to the disk (SIDESTEP_FAILPOINT)."""
    source = bench.source("one batch")
    stop, every = 1, 1 if bench.options.campaign else 7
    if not bench.options.campaign:
        stop = bench.dice.randrange(1, every + 1)
    stopped = 0
    while True:
        one = job.Job(bench, source)
        one.environment["SIDESTEP_FAILPOINT"] = str(stop)
        done = one.run()
        one.environment.pop("SIDESTEP_FAILPOINT")
        if done.code in job.DELIVERED:
            bench.check(one)
            one.end()
            break
        stopped += 1
        bench.check(one, complete=False)
        resume(bench, one, f"ended after {stop} changes to the disk")
        one.end()
        stop += every
    bench.expect(stopped >= 3, f"only {stopped} were ended")


def slowly(bench):
    """A server that is slow, and a limit of our own."""
    source = bench.source("plain")
    with Proxy(bench.server.port, delay=0.005) as proxy:
        one = job.Job(bench, source, port=proxy.port)
        done = one.run()
        bench.expect(done.code in job.DELIVERED, f"slowly: {done}")
        bench.check(one)
        one.end()
    one = job.Job(bench, bench.source("one batch"), options=["--rate-limit", "8000"])
    begin = time.monotonic()
    done = one.run()
    took = time.monotonic() - begin
    bench.expect(done.code in job.DELIVERED and 0.3 < took < 10,
                 f"8 KB in {took:.1f} s at 8 KB a second: {done}")
    bench.check(one)
    one.end()
