"""Drives strace: counts the system calls by which a command changes the disk, then runs it again and
stops it, or lets a call fail, at one of them. Only the main process is traced: the package readers,
its children, change nothing."""
import dataclasses
import os
import re
import signal
import subprocess
import tempfile
import time

CHANGING = ("mkdir mkdirat openat open creat write pwrite64 writev pwritev fsync fdatasync syncfs "
            "sync_file_range copy_file_range rename renameat renameat2 link linkat symlink symlinkat "
            "unlink unlinkat rmdir chmod fchmod fchmodat chown fchown lchown fchownat utimensat "
            "fallocate ftruncate truncate setxattr fsetxattr").split()
SYNCS = {"fsync", "fdatasync", "syncfs", "sync_file_range"}
LIMIT = 60  # seconds for one command


@dataclasses.dataclass(frozen=True)
class Call:
    """One call of a counted run: the `number`th of its name, from 1."""
    name: str
    number: int
    text: str

    def __str__(self):
        return f"{self.name} {self.number}"

    def puts_in_place(self, target):
        """Whether it gives a file of the target its name."""
        names = re.findall(r'"([^"]*)"', self.text)
        return (self.name.startswith(("rename", "link")) and len(names) >= 2
                and any(is_outside_state(name, target) for name in names))


def is_outside_state(name, target):
    """Whether the path is in the target, and not in its state folder."""
    return name.startswith(f"{target}/") and not name.startswith(f"{target}/.sidestep")


@dataclasses.dataclass
class Done:
    """How a command ended. `hit`: whether what was to be injected was."""
    code: int
    out: str
    hit: bool = False


def traced(command, options, environment=None):
    """Runs a command under strace. Gives its end, and strace's lines."""
    with tempfile.NamedTemporaryFile(mode="r", prefix="sidestep-trace-", errors="replace") as log:
        added = [word for name, value in (environment or {}).items() for word in ("-E", f"{name}={value}")]
        done = subprocess.run(
            ["strace", "-o", log.name, "-e", "signal=none", *options, *added, "--", *command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT)
        lines = log.read().splitlines()
    return Done(done.returncode, done.stdout.decode("utf-8", "replace")), lines


def allowed():
    """None, or why nothing can be traced here."""
    try:
        done, _ = traced(["true"], ["-e", "trace=openat", "-e", "inject=openat:signal=KILL:when=1"])
    except FileNotFoundError:
        return "there is no strace"
    if done.code != -9:
        return "strace may not trace: " + done.out.strip()[-120:]
    return None


def count(command, target, environment=None):
    """The calls by which the command changes what lies in `target`, and how it ended."""
    names = ",".join("?" + one for one in CHANGING)  # "?": where this machine has such a call
    done, lines = traced(command, ["-y", "-s", "300", "-e", f"trace={names}"], environment)
    numbers, out = {}, []
    for line in lines:
        name = line.split("(", 1)[0]
        if name not in CHANGING:
            continue
        numbers[name] = numbers.get(name, 0) + 1
        reads = name in ("openat", "open") and "O_CREAT" not in line and "O_TRUNC" not in line
        if str(target) in line and not reads:
            out.append(Call(name, numbers[name], line))
    return done, out


def inject(command, call, what, environment=None, onward=False):
    """Runs the command with `what`, as strace has it, at this call; `onward`: at all later ones of its
    name, too."""
    when = f"{call.number}+" if onward else str(call.number)
    options = ["-e", f"trace={call.name}", "-e", f"inject={call.name}:{what}:when={when}"]
    done, lines = traced(command, options, environment)
    done.hit = any("(INJECTED)" in line for line in lines)
    return done


def kill(command, call, environment=None):
    """Ends the command at this call, which is not carried out any more."""
    done = inject(command, call, "signal=KILL", environment)
    done.hit = done.code == -9
    return done


class Stopped:
    """A command that stands still behind a call, when that is done, until it is let go."""

    def __init__(self, command, call):
        self.log = tempfile.NamedTemporaryFile(mode="r", prefix="sidestep-trace-", errors="replace")
        self.process = subprocess.Popen(
            ["strace", "-o", self.log.name, "-e", f"trace={call.name}",
             "-e", f"inject={call.name}:signal=STOP:when={call.number}", "--", *command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.stopped = self.wait()

    def wait(self):
        """The number of the process that stands still; None when it ended instead."""
        for _ in range(LIMIT * 100):
            with open(self.log.name, errors="replace") as lines:
                if "stopped by SIGSTOP" in lines.read():
                    return self.child()
            if self.process.poll() is not None:
                return None
            time.sleep(0.01)
        return None

    def child(self):
        """The traced process: strace's only child."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as children:
            return int(children.read().split()[0])

    def go_on(self):
        """Lets it run to its end."""
        if self.stopped:
            os.kill(self.stopped, signal.SIGCONT)
        out, _ = self.process.communicate(timeout=LIMIT)
        self.log.close()
        return Done(self.process.returncode, out.decode("utf-8", "replace"), bool(self.stopped))
