"""Disks in files: made, mounted, and copied while they are mounted, which is what a power cut leaves:
what the file system had handed to its disk, and nothing that was only in memory."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys

EXT4 = ["mkfs.ext4", "-q", "-m", "0"]  # no room that only root may take
# Name: how it is made, how it is mounted, its size in MiB, and what mends it before it can be mounted.
KINDS = {
    "ext4": ([*EXT4], "commit=600", 16, None),
    "ext4 writeback": ([*EXT4], "commit=600,data=writeback", 16, None),
    "ext4 without journal": ([*EXT4, "-O", "^has_journal"], "", 16, ["e2fsck", "-fy"]),
    "xfs": (["mkfs.xfs", "-q"], "", 300, None),
    "btrfs": (["mkfs.btrfs", "-q"], "commit=600", 120, None),
}
INSIDE = "SIDESTEP_INSIDE"


class NoDisk(Exception):
    """Why there can be no such disk here."""


def call(command):
    """Runs a tool; its error message is the exception's."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode:
        words = done.stdout.decode("utf-8", "replace").strip()
        raise NoDisk(f"{' '.join(map(str, command[:2]))}: {words[-160:]}")


def enter_own_mounts():
    """Starts this program again where its mounts are its own, and end with it. None, or why not."""
    if os.environ.get(INSIDE):
        return None
    if os.geteuid() != 0:
        return "mounts need root"
    probe = subprocess.run(["unshare", "--mount", "true"], capture_output=True, text=True)
    if probe.returncode:
        return "no mount namespace: " + probe.stderr.strip()
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])


class Disk:
    """One kind of file system, in files of `folder`."""

    def __init__(self, kind, folder):
        self.kind = kind
        self.make, self.options, self.size, self.mend = KINDS[kind]
        self.folder = pathlib.Path(folder) / kind.replace(" ", "-")
        self.folder.mkdir()
        self.place = self.folder / "mounted"
        self.place.mkdir()
        self.fresh, self.work, self.cut = (self.folder / name for name in ("fresh", "work", "cut"))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        subprocess.run(["umount", "-q", str(self.place)], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def prepare(self, fill):
        """Makes the file system, and lets fill(folder) put on it what each case begins with."""
        if not shutil.which(self.make[0]):
            raise NoDisk(f"there is no {self.make[0]}")
        with open(self.fresh, "wb") as file:
            file.truncate(self.size << 20)
        call([*self.make, str(self.fresh)])
        with self.mounted(self.fresh):
            fill(self.place)

    @contextlib.contextmanager
    def mounted(self, image):
        """The image, mounted at `place`."""
        call(["mount", "-o", ",".join(filter(None, ("loop", self.options))), str(image), str(self.place)])
        try:
            yield self.place
        except BaseException:  # somebody may still be at work there, and that error counts
            subprocess.run(["umount", "-l", str(self.place)], check=False)
            raise
        call(["umount", str(self.place)])

    def begin(self):
        """A new copy of the prepared disk, to be mounted."""
        copy(self.fresh, self.work)
        return self.mounted(self.work)

    def cut_power(self):
        """Keeps the disk as a power cut would leave it, while it is mounted."""
        copy(self.work, self.cut)

    def after_cut(self):
        """The disk that cut_power() kept, to be mounted when the other is not any more."""
        if not self.mend:
            return self.mounted(self.cut)
        # 1: mended. Anything else is found by the mount.
        subprocess.run([*self.mend, str(self.cut)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=False)
        with self.mounted(self.cut) as place:  # what was found without a name has no use
            for found in (place / "lost+found").iterdir():
                shutil.rmtree(found) if found.is_dir() else found.unlink()
        return self.mounted(self.cut)


def copy(source, target):
    """Copies a file with holes, as a file with holes."""
    subprocess.run(["cp", "--sparse=always", "--", str(source), str(target)], check=True)
