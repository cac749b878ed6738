#!/usr/bin/env python3
"""clients.py MIGRATOR HARBOR: the post office of fixtures/harbor, delivered and opened by mutt and
indexed by mu, where they are installed: every folder has its messages, subjects and marks. Exit
code 77 (skipped) when neither is."""
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile

FAULTS = []
INBOX = ["Soup at noon?", "Price list", "How the old gateway wrote mail", "Please confirm the berth"]
FOLDERS = {"Buoys": ["Größe der Bojen für den Süden"], "Minutes": ["Minutes in four parts", ""]}


def equal(found, expected, what):
    if found != expected:
        FAULTS.append(f"{what}: {found!r} is not {expected!r}")


def deliver(tool, harbor, folder, kind):
    files = folder / "files"
    if not files.exists():
        subprocess.run([tool, "extract", "--source", harbor, "--files", files, "--state",
                        folder / "state"], stdout=subprocess.DEVNULL)
    dest = folder / kind
    subprocess.run([tool, "import", "--files", files / "HARBOR.PKL", "--to", f"{kind}:{dest}"],
                   stdout=subprocess.DEVNULL)
    return dest


def in_terminal(command, environment):
    """Runs a program that wants a terminal, and waits for its end."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, {**os.environ, **environment})
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        pass  # the end of a terminal
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def mutt_reads(box, folder):
    """The messages as mutt shows them when it pipes them, tagged all together."""
    out, rc = folder / "piped", folder / "muttrc"
    out.unlink(missing_ok=True)
    (folder / "Mail").mkdir(exist_ok=True)  # mutt would ask for it
    rc.write_text('set header_cache=""\nset pipe_split=no\nset pipe_decode=yes\nset wait_key=no\n'
                  "set charset=utf-8\nset quit=yes\nset mark_old=no\nset read_inc=0\n"
                  "ignore *\nunignore subject from date to\nset weed=yes\n")
    in_terminal(["mutt", "-R", "-n", "-F", str(rc), "-f", str(box), "-e",
                 f'push "<tag-pattern>.<enter><tag-prefix><pipe-message>cat > {out}<enter><quit>"'],
                {"TERM": "xterm", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": str(folder)})
    return out.read_text() if out.exists() else ""


def check_mutt(dest, folder, kind):
    index = json.loads((dest / "index.json").read_text())
    nora = index["mailboxes"][0]
    boxes = {"": dest / nora["path"]} | {f["name"]: dest / f["path"] for f in nora["folders"]}
    if kind == "mbox" and boxes[""].is_dir():
        boxes[""] = next(boxes[""].glob("[Ii][Nn][Bb][Oo][Xx]*"), boxes[""])
    for name, subjects in {"": INBOX, **FOLDERS}.items():
        text = mutt_reads(boxes[name], folder)
        found = re.findall(r"(?m)^Subject: (.*)$", text)
        equal(sorted(found), sorted(s for s in subjects if s), f"mutt, {kind}, {name or 'Inbox'}")
        equal(len(re.findall("(?m)^From: ", text)), len(subjects), f"mutt, {kind}: messages of {name}")
    text = mutt_reads(boxes["Buoys"], folder)
    equal("Zwölf Bojen, jede 3½ m groß." in text, True, f"mutt, {kind}: letters of a text")


def check_mu(dest, folder):
    run = lambda *words: subprocess.run(["mu", words[0], f"--muhome={folder / 'mu'}", *words[1:]],
                                        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    run("init", f"--maildir={dest}")
    run("index")
    rows = run("find", "", "--fields", "m\ts\tg\ta").stdout.splitlines()
    equal(len(rows), 20, "mu: messages")
    subjects = [row.split("\t")[1] for row in rows if row.startswith("/mailboxes/Quill, Nora\t")]
    equal(sorted(subjects), sorted(INBOX), "mu: subjects of the Inbox")
    found = run("find", "subject:größe", "--fields", "m").stdout.strip()
    equal(found, "/mailboxes/Quill, Nora/.Buoys", "mu: found by a word of another case")
    found = run("find", "flag:attach", "file:chart.png", "--fields", "s").stdout.strip()
    equal(found, "Crane chart", "mu: found by the name of its attachment")
    equal(run("find", "flag:unread").stdout, "", "mu: unread messages")


def main():
    tool, harbor = sys.argv[1:3]
    have = [name for name in ("mutt", "mu") if shutil.which(name)]
    if not have:
        print("skipped: neither mutt nor mu is installed")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        maildir, mbox = (deliver(tool, harbor, folder, kind) for kind in ("maildir", "mbox"))
        if "mutt" in have:
            check_mutt(maildir, folder, "maildir")
            check_mutt(mbox, folder, "mbox")
        if "mu" in have:
            check_mu(maildir, folder)
    for fault in FAULTS:
        print(fault[:1000])
    print(f"{' and '.join(have)} opened what was delivered, {len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
