"""The program under test: its sources, its command lines, and what has to come of them."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

import dovecot
import mail

LIMIT = 60  # seconds for one command
DELIVERED = (0, 1)
BROKEN_OFF, DIFFERENT, REFUSED = 2, 2, 3
CONTROL = """Mode,CCMAIL
Function,FULL
File,C:\\MIG
Postoffice,M:\\CCDATA
POName,HARBOR
Public,{public}
Mailbox,FALSE
DefFldPerms,{permissions}
"""


class Ran:
    """How a command ended."""

    def __init__(self, command, code, out, err):
        self.command, self.code, self.out, self.err = command, code, out, err

    def json(self):
        """What it printed; {} when that is no JSON."""
        try:
            return json.loads(self.out)
        except ValueError:
            return {}

    def __str__(self):
        out, err = (" ".join(text.split()) for text in (self.out, self.err))
        return f"exit code {self.code}: {out[-300:]} {err[-400:]}"


class Source:
    """An export set, or a set of migration files; `expected`: what a Maildir run makes of it."""

    def __init__(self, program, work, name, path, people, permissions="Author"):
        self.program, self.path, self.people = program, path, people
        self.first = list(people.values())[0]
        self.control = work / f"{name}.job.txt"
        self.control.write_text(CONTROL.format(public="TRUE", permissions=permissions))
        out = work / f"{name}.maildir"
        done = run([*self.words(), "--to", f"maildir:{out}"])
        if done.code not in DELIVERED:
            raise RuntimeError(f"{name}: the Maildir run failed: {done}")
        self.maildir, self.expected = out, mail.of_destination(out)
        self.messages = sum(sum(there.values()) for there in self.expected.values())

    def words(self):
        """The command that migrates it, without a destination."""
        if self.path.suffix == ".PKL":
            return [self.program, "import", "--files", self.path]
        return [self.program, "run", "--control", self.control, "--source", self.path]

    def with_permissions(self, permissions):
        """The control file, with other rights on boards."""
        self.control.write_text(CONTROL.format(public="TRUE", permissions=permissions))


def run(words, environment=None, limit=LIMIT):
    """Runs one to its end."""
    process = start(words, environment)
    return finish(process, limit)


def start(words, environment=None):
    """Begins one."""
    process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env={**os.environ, **(environment or {})})
    return process


def finish(process, limit=LIMIT):
    """Waits for its end."""
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate(timeout=5)
        err += f"\nkilled: it took more than {limit} s".encode()
    return Ran(process.args, process.returncode, out.decode("utf-8", "replace"),
               err.decode("utf-8", "replace"))


class Job:
    """A migration of a source to a server: `port` is the server's, or that of a proxy before it. `login`
    are options of every command, `options` those of a run alone."""

    number = 0

    def __init__(self, bench, source, url=None, port=None, login=(), options=(), csv=None):
        Job.number += 1
        self.bench, self.source = bench, source
        self.folder = bench.work / f"job-{Job.number}"
        self.folder.mkdir()
        self.state = self.folder / "state"
        self.url = url or f"imap://{dovecot.HOST}:{port or bench.server.port}"
        self.environment = {}
        self.accounts = self.folder / "users.csv"
        self.write_accounts(csv)
        self.login, self.options = list(login), list(options)

    def write_accounts(self, rows=None):
        """By turns with secrets in the environment and in files."""
        lines = ["mailbox,login,secret_env,secret_file"]
        for index, (name, login) in enumerate(self.source.people.items()):
            name = '"' + name.replace('"', '""') + '"'
            if index % 2:
                secret = self.folder / f"{login}.secret"
                secret.write_text(self.bench.server.secrets[login] + "\n")
                secret.chmod(0o600)
                lines.append(f"{name},{login},,{secret.name}")
            else:
                self.environment[f"SECRET_{index}"] = self.bench.server.secrets[login]
                lines.append(f"{name},{login},SECRET_{index},")
        self.accounts.write_text("\r\n".join(rows if rows is not None else lines) + "\r\n")

    def logins(self):
        """The options that say who logs in, and where."""
        return ["--to", self.url, "--state", self.state, "--accounts", self.accounts, *self.login]

    def words(self, *more):
        """The whole command."""
        return [*self.source.words(), *self.logins(), *self.options, *more]

    def run(self, *more, limit=LIMIT):
        """Runs it to its end."""
        return self.checked(run(self.words(*more), self.environment, limit))

    def start(self, *more):
        """Begins it; what it says is looked through by finish()."""
        return start(self.words(*more), self.environment)

    def finish(self, process, limit=LIMIT):
        """The end of one that was begun."""
        return self.checked(finish(process, limit))

    def audit(self, *more):
        """Compares source and server."""
        words = [self.source.program, "audit", "--source", self.source.path, *self.logins(), *more]
        return self.checked(run(words, self.environment))

    def checked(self, ran):
        """No secret may stand in what it said, nor in what it left."""
        self.bench.look_for_secrets(ran, self.folder)
        return ran

    def end(self):
        """Its folder has no use any more."""
        shutil.rmtree(self.folder)
        self.bench.server.wipe()


class Bench:
    """A folder to work in, a server, sources, and what was found wrong."""

    def __init__(self, program, fixtures, work, options):
        self.program, self.fixtures, self.work, self.options = program, fixtures, work, options
        self.sources = {}
        self.server = None
        self.wrong = 0
        self.test = ""

    def serve(self, name="dovecot", **options):
        """A server of its own folder; it is the one that jobs go to."""
        folder = self.work / name
        folder.mkdir()
        self.server = dovecot.Dovecot(folder, ["nora", "tom", "ines", "small"], **options)
        return self.server

    def fault(self, text):
        """Something that is wrong; it is told at once."""
        self.wrong += 1
        print(f"  WRONG {self.test}: {text}", flush=True)

    def expect(self, good, text):
        """True, or it is told."""
        if not good:
            self.fault(text)
        return bool(good)

    def check(self, job, complete=True, expected=None):
        """The invariant: what is on the server is what the Maildir run made, neither more nor less."""
        expected = job.source.expected if expected is None else expected
        found = mail.of_server(self.server, job.source.people)
        faults = mail.differences(expected, found, complete)
        for fault in faults[:5]:
            self.fault(fault)
        if len(faults) > 5:
            self.fault(f"and {len(faults) - 5} more")
        return not faults

    def check_empty(self, job):
        """Nothing was written."""
        self.expect(self.server.is_empty(), f"{job.url} {job.login}: there is mail on the server")

    def look_for_secrets(self, ran, folder):
        """In what a program said, and in every file that it can have written."""
        marks = self.server.traces_of_secrets()
        texts = [("standard output", ran.out.encode()), ("standard error", ran.err.encode()),
                 ("the command line", " ".join(map(str, ran.command)).encode())]
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".secret":
                texts.append((str(path.relative_to(folder)), path.read_bytes()))
        for where, text in texts:
            if any(mark in text for mark in marks):
                self.fault(f"a secret stands in {where}")

    def source(self, name):
        """One of those below, made when it is first wanted."""
        if name not in self.sources:
            self.sources[name] = MAKERS[name](self)
        return self.sources[name]


HARBOR_PEOPLE = {"Quill, Nora": "nora", "Reed, Tom": "tom", "Vaz, Ines": "ines"}


def demo(bench):
    """The whole demo set, in two steps: boards and personal lists together are not for one."""
    folder = bench.work / "demo-set"
    done = run([bench.program, "extract", "--source", bench.fixtures / "harbor", "--files", folder])
    if done.code not in DELIVERED:
        raise RuntimeError(f"the demo cannot be extracted: {done}")
    return Source(bench.program, bench.work, "demo", folder / "HARBOR.PKL", HARBOR_PEOPLE)


def plain(bench):
    """The demo's mail and boards without personal lists, in one step."""
    folder = bench.work / "plain"
    shutil.copytree(bench.fixtures / "harbor", folder, ignore=shutil.ignore_patterns("__pycache__"))
    about = json.loads((folder / "set.json").read_text())
    about.pop("private_lists")
    for box in about["mailboxes"]:
        box.pop("private_directory", None)
    (folder / "set.json").write_text(json.dumps(about))
    return Source(bench.program, bench.work, "plain", folder, HARBOR_PEOPLE)


def big(bench, name, count, size, accounts, login=None):
    """One of fixtures/harbor/big.py."""
    folder = bench.work / name
    subprocess.run([sys.executable, "-B", bench.fixtures / "harbor/big.py", str(count), str(size), folder,
                    "--accounts", str(accounts)], check=True, timeout=LIMIT)
    logins = [login] if login else ["nora", "tom", "ines"]
    people = {f"User {index + 1:04}": logins[index] for index in range(accounts)}
    return Source(bench.program, bench.work, name, folder, people)


ODD_FOLDERS = ("", "Größe & Co", "a.b", "~tilde", "50% off*", 'so "quoted"', "Two  blanks", "Years\\1998",
               "Years\\1998\\May", "Sent Items", "Drafts", "INBOX2", "&AOQ-", "-")


def letters(path, number, folders, times=1):
    """A file of messages in these folders by turns; every third is unread, and each comes `times` times."""
    import export_text  # pylint: disable=import-error,import-outside-toplevel
    with open(path, "wb") as out:
        for index in range(number):
            headers = [("From", "Reed, Tom at HARBOR"), ("Date", f"6/{index % 28 + 1}/98 10:{index % 60:02}"),
                       ("To", "Quill, Nora at HARBOR"), ("Subject", f"Letter {index}")]
            folder = folders[index % len(folders)]
            headers += [("Folder", folder)] if folder else []
            headers += [] if index % 3 else [("Unread", "yes")]
            text = export_text.text(f"This is letter {index}.\n" * (index + 1))
            out.write(export_text.message(headers, [export_text.item("Text item:", text)]) * times)


def lettered(bench, name, number, folders, times):
    """A set of them, of one mailbox."""
    sys.path.insert(0, str(bench.fixtures / "harbor"))
    folder = bench.work / name
    (folder / "mail").mkdir(parents=True)
    letters(folder / "mail/quill.exp", number, folders, times)
    (folder / "set.json").write_text(json.dumps({
        "system": "cc:mail", "post_office": "HARBOR", "database": "DB8", "code_page": 850,
        "mailboxes": [{"name": "Quill, Nora", "messages": ["mail/quill.exp"]}]}))
    return Source(bench.program, bench.work, name, folder, {"Quill, Nora": "nora"})


MAKERS = {"demo": demo, "plain": plain,
          "odd": lambda bench: lettered(bench, "odd", 3 * len(ODD_FOLDERS), ODD_FOLDERS, 1),
          "twins": lambda bench: lettered(bench, "twins", 8, ("", "Post"), 3),
          "three hundred": lambda bench: big(bench, "three-hundred", 300, 3000, 3),
          "one batch": lambda bench: big(bench, "one-batch", 9, 600, 1),
          "for small": lambda bench: big(bench, "for-small", 120, 4000, 1, "small"),
          "two megabytes": lambda bench: big(bench, "two-megabytes", 240, 6000, 2)}


def kill_after(process, seconds):
    """Kills it -9 so long after now; whether it was still running."""
    try:
        process.wait(max(0.0, seconds))
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        return True


def seconds_of(job):
    """How long an undisturbed run takes."""
    begin = time.monotonic()
    done = job.run()
    if done.code not in DELIVERED:
        job.bench.fault(f"undisturbed it ends with {done}")
    return time.monotonic() - begin


def temporary_place():
    """Where nothing is slowed down by a disk."""
    return "/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None
