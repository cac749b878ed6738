"""No room: a quota, the server's disk, the disk of the state. A clear error, nothing lost, nothing twice;
with room the same command goes on."""
import contextlib
import os
import subprocess

import job
from breaking import resume


def quota(bench):
    """Of one user, in the middle of a run; then raised."""
    server = bench.server
    limits = ("100K", "300K")
    for limit in limits if bench.options.campaign else (bench.dice.choice(limits),):
        server.limit("small", limit)
        one = job.Job(bench, bench.source("for small"))
        done = one.run()
        bench.expect(done.code == job.BROKEN_OFF, f"quota of {limit}: {done}")
        bench.expect("quota" in done.err.lower() + done.out.lower(), f"the quota is not named: {done}")
        bench.expect("small" in done.err + done.out, f"the login is not named: {done}")
        bench.check(one, complete=False)
        done = one.run()
        bench.expect(done.code == job.BROKEN_OFF, f"the quota is reached still: {done}")
        bench.check(one, complete=False)
        server.limit("small", None)
        done = one.run()
        bench.expect(done.code in job.DELIVERED, f"the quota was raised: {done}")
        bench.check(one)
        one.end()


@contextlib.contextmanager
def small_disk(place, size):
    """A tmpfs of so many KiB; own(size) makes it another."""
    place.mkdir(exist_ok=True)
    def mount(*options):
        subprocess.run(["mount", *options, str(place)], check=True, timeout=job.LIMIT,
                       stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    mount("-t", "tmpfs", "-o", f"size={size}k,mode=755", "none")
    try:
        yield lambda larger: mount("-o", f"remount,size={larger}k")
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False, timeout=job.LIMIT)


def server_disk(bench):
    """The disk with everybody's mail."""
    if not bench.mounts:
        bench.skip("no disks can be mounted here")
        return
    server = bench.server
    source = bench.source("two megabytes")
    for size in (256, 512, 1024, 1600) if bench.options.campaign else (900,):
        server.wipe()
        with small_disk(server.folder / "home", size) as grow:
            os.chown(server.folder / "home", server.mail_user.pw_uid, server.mail_user.pw_gid)
            one = job.Job(bench, source)
            done = one.run()
            bench.expect(done.code == job.BROKEN_OFF, f"a server with {size} KiB: {done}")
            bench.expect("disk" in done.err and "/INBOX" in done.err, f"the error is not clear: {done}")
            grow(64 << 10)  # a server without any room lets nobody look
            bench.check(one, complete=False)
            resume(bench, one, f"the server had {size} KiB")
            one.end()


def state_disk(bench):
    """The disk with the state."""
    if not bench.mounts:
        bench.skip("no disks can be mounted here")
        return
    source = bench.source("three hundred")
    for size in (32, 64, 96, 128, 192, 256) if bench.options.campaign else (64, 128):
        place = bench.work / "small-state"
        with small_disk(place, size) as grow:
            one = job.Job(bench, source)
            one.state = place / "state"
            done = one.run("--no-space-check")
            bench.expect(done.code in (job.BROKEN_OFF, job.REFUSED), f"{size} KiB for the state: {done}")
            bench.expect("space" in done.err or "full" in done.err, f"the full disk is not named: {done}")
            bench.check(one, complete=False)
            grow(64 << 10)
            resume(bench, one, f"the state had {size} KiB")
            bench.look_for_secrets(done, place)
            one.end()
        place.rmdir()


def events(bench):
    """No secret in events, whether a run goes well, is refused or breaks off."""
    one = job.Job(bench, bench.source("plain"))
    done = one.run("--events", "ndjson")
    bench.expect(done.code in job.DELIVERED and done.err.count("\n") > 3, f"there are no events: {done}")
    bench.check(one)
    one.end()
    bench.server.limit("small", "100K")
    one = job.Job(bench, bench.source("for small"))
    bench.expect(one.run("--events", "ndjson").code == job.BROKEN_OFF, "the quota is not reached")
    bench.server.limit("small", None)
    one.end()
    one = job.Job(bench, bench.source("plain"))
    one.environment["SECRET_0"] += "x"
    done = one.run("--events", "ndjson", "--format", "json")
    bench.expect(done.code == job.REFUSED, f"a wrong secret: {done}")
    one.end()
