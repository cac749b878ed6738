"""A small product, a package for it, and what has to be true of it after anything: all old or all new,
byte for byte, with modes, owners, times and attributes."""
import hashlib
import json
import os
import pathlib
import shutil
import stat
import subprocess

STATE = ".sidestep"
BIN, TOOLS = "Exchsrvr/Bin", "Exchsrvr/Tools"
# Folders whose own times change with what is put into them.
BUSY = {"", "Exchsrvr", BIN, TOOLS}
# Where a file goes: the fixture of the old one (None: there is none yet), and of the new one.
LISTED = {
    f"{BIN}/Mailmig.exe": ("sp2/Mailmig.exe", "web3-hotfix/Mailmig.exe"),
    f"{BIN}/Mlmig32.dll": ("sp2/Mlmig32.dll", "web3-hotfix/Mlmig32.dll"),
    f"{BIN}/Lsntshc.dll": ("sp2/Mailmig.exe", "sp3/Mailmig.exe"),
    f"{TOOLS}/Mlmignts.dll": (None, "sp3/Mlmig32.dll"),
}
REPLACED = [path for path, (before, _) in LISTED.items() if before]
ADDED = [path for path, (before, _) in LISTED.items() if not before]
MANY = 70  # more files than are synced one by one
UNLISTED = {
    f"{BIN}/mailmig.ini": b"the user's own",
    f"{BIN}/de/strings.txt": b"Guten Tag",
    f"{TOOLS}/readme.txt": b"tools",
    "Notes/readme.txt": b"notes",
}
MODES = {f"{BIN}/Mailmig.exe": 0o755, f"{BIN}/Mlmig32.dll": 0o640, f"{BIN}/mailmig.ini": 0o600}
OWNERS = {f"{BIN}/Mlmig32.dll": (1234, 2345)}  # only root can give files away
ATTRIBUTES = {f"{BIN}/Mailmig.exe": ("user.note", b"from the CD")}  # where the disk has them
TIME = 919_857_600_123_456_789  # 24 February 1999, and some nanoseconds


def listed_files(many):
    """LISTED, and `many` files more."""
    more = {f"{BIN}/Many{number:03}.dll": ("sp2/Mlmig32.dll", "web3-hotfix/Mlmig32.dll")
            for number in range(many)}
    return {**LISTED, **more}


def install(root, fixtures, listed):
    """Puts the old product into `root`."""
    components = pathlib.Path(fixtures) / "components"
    contents = dict(UNLISTED)
    contents.update({path: (components / before).read_bytes()
                     for path, (before, _) in listed.items() if before})
    for number, (path, content) in enumerate(sorted(contents.items())):
        file = pathlib.Path(root) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.chmod(MODES.get(path, 0o644))
        if path in OWNERS and os.geteuid() == 0:
            os.chown(file, *OWNERS[path])
        if path in ATTRIBUTES:
            give(file, *ATTRIBUTES[path])
        os.utime(file, ns=(TIME, TIME + number))
    for folder, _, _ in os.walk(root, topdown=False):
        os.utime(folder, ns=(TIME, TIME))


def give(file, name, value):
    """Sets an extended attribute, where the disk has such."""
    try:
        os.setxattr(file, name, value)
    except OSError:
        pass


def make_knowledge(folder, listed):
    """A manifest that says of the files that LISTED has not that they need no setup. Gives its folder."""
    names = [path.rsplit("/", 1)[1] for path in listed if path not in LISTED]
    product = {"id": "many", "name": "Many files", "branch": "5.5", "components": names,
               "levels": [{"id": "RTM", "source": "none: made for a test", "files": {}}],
               "file_only": [{"name": "Many files", "files": names, "source": "none: made for a test"}]}
    shelf = pathlib.Path(folder) / "knowledge"
    shelf.mkdir()
    (shelf / "levels.json").write_text(json.dumps(
        {"schema": "sidestep-manifest/1", "id": "many.levels", "version": "1.0.0", "products": [product]}))
    return shelf


def make_package(folder, fixtures, listed):
    """The new files, and beside them the manifest that says where they go. Gives the package."""
    package = pathlib.Path(folder) / "package"
    package.mkdir()
    files = []
    versions = {"web3-hotfix/Mailmig.exe": "5.5.2521.0", "web3-hotfix/Mlmig32.dll": "5.5.2543.1",
                "sp3/Mailmig.exe": "5.5.2650.12", "sp3/Mlmig32.dll": "5.5.2650.12"}
    for path, (before, after) in listed.items():
        name = path.rsplit("/", 1)[1]
        content = (pathlib.Path(fixtures) / "components" / after).read_bytes()
        (package / name).write_bytes(content)
        files.append({"member": name, "component": name, "folder": path.rsplit("/", 1)[0],
                      "size": len(content), "sha256": hashlib.sha256(content).hexdigest(),
                      "version": versions[after], "language": "0409", "create": before is None})
    manifest = {"schema": "sidestep-package/1", "id": "test", "family": "test", "sequence": 1,
                "files": files}
    pathlib.Path(f"{package}.sidestep.json").write_text(json.dumps(manifest))
    return package


def describe(path, relative):
    """What counts of a file or folder, by name."""
    status = os.lstat(path)
    out = {"kind": stat.S_IFMT(status.st_mode), "mode": oct(stat.S_IMODE(status.st_mode)),
           "owner": (status.st_uid, status.st_gid), "time": status.st_mtime_ns}
    if stat.S_ISREG(status.st_mode):
        out["names"] = status.st_nlink
        out["content"] = pathlib.Path(path).read_bytes()
        out["attributes"] = attributes(path)
    elif relative in BUSY:
        del out["time"]
    return out


def attributes(path):
    """The user's extended attributes."""
    try:
        return {name: os.getxattr(path, name) for name in os.listxattr(path)
                if name.startswith("user.")}
    except OSError:
        return {}


def tree(root):
    """Everything below `root` but the state folder, by relative path."""
    out = {}
    for folder, folders, files in os.walk(root):
        relative = os.path.relpath(folder, root)
        relative = "" if relative == "." else relative
        if not relative and STATE in folders:
            folders.remove(STATE)
        if not relative:
            folders[:] = [name for name in folders if name != "lost+found"]
        out[relative] = describe(folder, relative)
        for name in files + [one for one in folders if os.path.islink(f"{folder}/{one}")]:
            out[os.path.join(relative, name)] = describe(f"{folder}/{name}", os.path.join(relative, name))
    return out


def new_tree(old, fixtures, listed):
    """What the old tree becomes: the bytes are new, and so are their times; nothing else."""
    out = {path: dict(one) for path, one in old.items()}
    for path, (_, after) in listed.items():
        like = out.get(path) or {"kind": stat.S_IFREG, "mode": oct(0o644), "names": 1, "attributes": {},
                                 "owner": (os.geteuid(), os.getegid())}
        content = (pathlib.Path(fixtures) / "components" / after).read_bytes()
        out[path] = {**like, "content": content}
        out[path].pop("time", None)  # any
    return out


def differences(found, wanted):
    """Where two trees differ, in words. What `wanted` does not name of a file may be anything."""
    out = [f"{path}: is gone" for path in sorted(wanted.keys() - found.keys())]
    out += [f"{path}: should not be there" for path in sorted(found.keys() - wanted.keys())]
    for path in sorted(wanted.keys() & found.keys()):
        out += [f"{path}: {what} is {found[path].get(what)!r:.60}, not {value!r:.60}"
                for what, value in wanted[path].items() if found[path].get(what) != value]
    return out


def everything(root):
    """All there is, the state folder too, with inodes and times: equal when nothing was written. What is
    told of a command that was refused is no change."""
    out = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            if folder.endswith(STATE) and name.startswith("patch.log"):
                continue
            status = os.lstat(f"{folder}/{name}")
            content = pathlib.Path(folder, name).read_bytes() if stat.S_ISREG(status.st_mode) else None
            out[os.path.relpath(f"{folder}/{name}", root)] = (
                status.st_ino, status.st_mode, status.st_mtime_ns, status.st_ctime_ns, content)
    return out


def journal(root):
    """The entries of the journal: pairs of stage and id."""
    path = pathlib.Path(root) / STATE / "patch/journal"
    if not path.exists():
        return []
    lines = path.read_bytes().rstrip(b"\0").decode("ascii", "replace").splitlines()
    return [tuple(line.split()[2:4]) for line in lines if len(line.split()) >= 4]


def kept_faults(root, is_new, listed):
    """What the state folder holds and should not, after a recovery, and what it lacks."""
    state = pathlib.Path(root) / STATE / "patch"
    if not state.exists():
        return ["there is no state folder"] if is_new else []
    entries = journal(root)
    last = entries[-1] if entries else None
    wanted = {"DONE"} if is_new else {"ABORTED", "ROLLEDBACK", "UNDONE"}
    out = []
    if (last is None and is_new) or (last is not None and last[0] not in wanted):
        out.append(f"the journal ends with {last}")
    found = {os.path.relpath(os.path.join(folder, name), state)
             for folder, _, files in os.walk(state) for name in files}
    # A draft of the journal is waste that the next patch writes over.
    found -= {"lock", "journal", "journal.new"}
    needed = set()
    if is_new and last:
        needed = {f"applied/{last[1]}.json", f"{last[1]}/plan.json"}
        needed |= {f"{last[1]}/old/{number + 1:04}" for number, path in enumerate(sorted(listed))
                   if listed[path][0]}
        found = {one for one in found if not one.startswith(f"{last[1]}/copy/")}
    out += [f"{state}/{one}: is left over" for one in sorted(found - needed)]
    out += [f"{state}/{one}: is missing" for one in sorted(needed - found)]
    folders = {one.name for one in state.iterdir() if one.is_dir()} - {"applied"}
    if is_new and last:
        folders.discard(last[1])
        folders |= {one for one in ("new",) if (state / last[1] / one).exists()}
    out += [f"the folder {one} is left over in {state}" for one in sorted(folders)]
    return out


class Product:
    """The product in its two states, and the package that leads from one to the other."""

    def __init__(self, folder, fixtures, many=0):
        self.listed = listed_files(many)
        self.package = make_package(folder, fixtures, self.listed)
        self.knowledge = make_knowledge(folder, self.listed) if many else None
        self.old_folder = pathlib.Path(folder) / "old"
        self.old_folder.mkdir()
        install(self.old_folder, fixtures, self.listed)
        self.old = tree(self.old_folder)
        self.new = new_tree(self.old, fixtures, self.listed)

    def state_of(self, root):
        """"old", "new", or "a mix" with where it differs from both."""
        found = tree(root)
        from_old, from_new = differences(found, self.old), differences(found, self.new)
        if not from_old:
            return "old"
        if not from_new:
            return "new"
        return "a mix: not old, " + "; ".join(from_old[:3]) + "; and not new, " + "; ".join(from_new[:3])


def copy_to(source, target):
    """Makes `target` what `source` is: modes, owners, times, attributes and second names."""
    if os.path.lexists(target):
        shutil.rmtree(target)
    subprocess.run(["cp", "-a", "--", str(source), str(target)], check=True)
