"""The program under test, and what is promised of a target after one of its recoveries."""
import json
import pathlib
import shutil
import subprocess
import tempfile

import calls
import model

COMMITTED = (0, 1)  # 1: committed, and a rule that was to be clear is not
REFUSED, RECOVERY_NEEDED = 2, 3
SWAPS = ("file", "dir")


class Sidestep:
    """Command lines of the program, and running them."""

    def __init__(self, program, product):
        self.program, self.package = str(program), str(product.package)
        self.knowledge = ["--manifests", str(product.knowledge)] if product.knowledge else []

    def apply(self, target, swap):
        """The command that puts the new files in place."""
        return [self.program, "patch", "apply", str(target), "--from", self.package, f"--swap={swap}",
                *self.knowledge]

    def undo(self, target, one):
        """The command that takes a patch back."""
        return [self.program, "patch", "undo", str(target), one]

    def recover(self, target):
        """The command that finishes what was broken off."""
        return [self.program, "patch", "recover", str(target), "--format", "json"]

    def list(self, target):
        """The command that shows what is in place."""
        return [self.program, "patch", "list", str(target), "--format", "json"]


def run(command):
    """Runs one; errors and output together."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=calls.LIMIT)
    return calls.Done(done.returncode, done.stdout.decode("utf-8", "replace"))


def parsed(done):
    """The JSON that a command printed; {} when it is none."""
    try:
        return json.loads(done.out)
    except ValueError:
        return {}


class Bench:
    """A folder to work in, with the product, its package and a target."""

    def __init__(self, program, fixtures, many=0):
        self.program, self.fixtures = program, fixtures
        self.above = pathlib.Path(tempfile.mkdtemp(prefix="sidestep-program-", dir=fast_place()))
        self.product = model.Product(self.above, fixtures, many)
        self.sidestep = Sidestep(program, self.product)
        self.target = self.above / "target"
        self.patched = {}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        shutil.rmtree(self.above, ignore_errors=True)

    def with_many_files(self):
        """Another one, whose product has many files."""
        return Bench(self.program, self.fixtures, model.MANY)

    def restore(self, source=None):
        """Makes the target the old product, or a copy of another folder."""
        model.copy_to(source or self.product.old_folder, self.target)

    def keep(self, name):
        """A copy of the target as it is now."""
        kept = self.above / name
        model.copy_to(self.target, kept)
        return kept

    def patched_folder(self, swap):
        """A folder in which the patch is in place, and the patch's id."""
        if swap not in self.patched:
            self.restore()
            done = run(self.sidestep.apply(self.target, swap))
            assert done.code in COMMITTED, done.out
            self.patched[swap] = (self.keep(f"patched-{swap}"), model.journal(self.target)[-1][1])
        return self.patched[swap]

    def faults(self, target=None):
        """The state, after it was recovered, and what is wrong with it."""
        target = target or self.target
        state = self.product.state_of(target)
        if state not in ("old", "new"):
            return state, [state]
        out = model.kept_faults(target, state == "new", self.product.listed)
        listed = run(self.sidestep.list(target))
        patches = parsed(listed).get("applied", [])
        if listed.code != 0 or len(patches) != (state == "new"):
            out.append(f"it is {state}, and list says {listed.out.strip()!r:.200}")
        if any(not file["as_written"] for patch in patches for file in patch["files"]):
            out.append("list says that a file was changed since")
        return state, out

    def recovered(self, target=None):
        """Recovers twice. The state then, and what is wrong with it."""
        target = target or self.target
        first = run(self.sidestep.recover(target))
        if first.code != 0:
            return "not recovered", [f"recover ends with {first.code}: {first.out.strip()!r:.300}"]
        state, out = self.faults(target)
        for one in parsed(first).get("recovered", []):
            if state in ("old", "new") and one["now"] != state:
                out.append(f"recover says {one['now']}, and it is {state}")
        before = model.everything(target)
        second = run(self.sidestep.recover(target))
        if second.code != 0 or parsed(second) != {"recovered": []}:
            out.append(f"a second recover ends with {second.code}: {second.out.strip()!r:.200}")
        if model.everything(target) != before:
            out.append("a second recover changed something")
        return state, out


def fast_place():
    """Where nothing is slowed down by a disk: what is tested here is synced thousands of times."""
    return "/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None
