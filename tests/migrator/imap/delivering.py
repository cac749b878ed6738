"""Mail arrives as it is: compared with a Maildir run of the same source, and read by programs that are not
ours (Python's imaplib, mbsync)."""
import collections
import json
import re
import shutil
import subprocess

import dovecot
import job
import mail

# RFC 4314 letters of each word of DefFldPerms (docs/imap.md). Dovecot has p without a meaning of its own.
SERVERS_OWN = {"Sent Items": "Sent"}  # special-use (RFC 6154)
OLD_RIGHTS = {ord("c"): None, ord("d"): None}  # said beside the new ones (RFC 4314 §2.1.1)
RIGHTS = {"None": "", "Author": "lrsip", "PubEditor": "lrswipkte"}


def whole(bench):
    """The demo arrives; its second run does nothing; the audit agrees."""
    one = job.Job(bench, bench.source("demo"), options=["--board-permissions", "Author"])
    done = one.run()
    bench.expect(done.code in job.DELIVERED, f"the demo: {done}")
    bench.check(one)
    index_is_right(bench, one)
    again(bench, one)
    bench.expect(subscribed(bench, "nora") >= {"Buoys", "Minutes"}, "folders are not subscribed to")
    audited(bench, one)
    one.end()


def odd(bench):
    """Folders with names that servers do not like, mail that is unread, and letters that came twice."""
    one = job.Job(bench, bench.source("odd"))
    done = one.run()
    bench.expect(done.code in job.DELIVERED, f"odd names: {done}")
    expected = {("mailbox", place[1], SERVERS_OWN.get(place[2], place[2])): there
                for place, there in one.source.expected.items()}
    flags = {message.flags for there in expected.values() for message in there}
    bench.expect(flags == {"", "S"}, f"the source has mail with the flags {flags}, not read and unread")
    bench.check(one, expected=expected)
    done = one.audit()
    bench.expect(done.code == 0, f"odd names: audit: {done}")
    again(bench, one, expected)
    one.end()


def ledger_lost(bench):
    """Somebody deletes the state, and starts again: no message comes a second time."""
    one = job.Job(bench, bench.source("plain"))
    bench.expect(one.run().code in job.DELIVERED, "it did not arrive")
    before = mail.uids_of(bench.server, one.source.people)
    shutil.rmtree(one.state)
    done = one.run()
    bench.expect(done.code in job.DELIVERED, f"without its ledger: {done}")
    bench.check(one)
    bench.expect(mail.uids_of(bench.server, one.source.people) == before, "the messages were put anew")
    done = one.audit()
    bench.expect(done.code == 0, f"without its ledger: audit: {done}")
    one.end()


def subscribed(bench, login):
    """Names that a mail program shows."""
    client = bench.server.connect(login)
    lines = client.lsub()[1]
    client.logout()
    return {line.decode().rpartition('" ')[2].strip('"') for line in lines if line}


def index_is_right(bench, one):
    """Where everything is, as the program says it."""
    index = json.loads((one.state / "index.json").read_text())
    listed = {}
    for entry in index["mailboxes"]:
        bench.expect(entry["login"] == one.source.people.get(entry["name"]),
                     f"index.json: {entry['name']} has the login {entry['login']}")
        for folder in [{"name": "", "path": entry.get("path", "INBOX")}, *entry.get("folders", [])]:
            listed["mailbox", entry["name"], folder["name"]] = folder["path"]
    for entry in index["boards"]:
        listed["board", entry["name"], ""] = entry["path"]
    for place in one.source.expected:
        if not bench.expect(place in listed, f"index.json does not say where {place} is"):
            continue
        found = mail.place_of(place[1], listed[place])
        bench.expect(found == place, f"index.json: {place} is at {listed[place]}")


def again(bench, one, expected=None):
    """A run that has ended changes nothing when it is given again."""
    before = mail.uids_of(bench.server, one.source.people)
    done = one.run("--format", "json")
    bench.expect(done.code in job.DELIVERED and done.json().get("nothing_new") is True,
                 f"given again: {done}")
    bench.expect(mail.uids_of(bench.server, one.source.people) == before, "given again it changed the server")
    bench.check(one, expected=expected)


def audited(bench, one):
    """Equal; and not equal after a message was deleted, altered, or lost its folder."""
    def expect(code, what):
        done = one.audit("--format", "json")
        return bench.expect(done.code == code, f"audit, {what}: {done}") and done
    expect(0, "when all is well")
    client = bench.server.connect("nora")
    client.select("INBOX")
    raw = client.fetch("1", "(BODY.PEEK[])")[1][0][1]
    client.store("1", "+FLAGS", "\\Deleted")
    client.expunge()
    expect(job.DIFFERENT, "a message deleted")
    altered = raw.replace(b"noon", b"dawn")
    bench.expect(altered != raw, "the message that was to be altered has no noon")
    client.append("INBOX", "(\\Seen)", None, altered)
    done = expect(job.DIFFERENT, "a message altered")
    bench.expect(done and done.json().get("difference_count", 0) >= 1, "audit counts no difference")
    client.select("Buoys")
    client.store("1:*", "+FLAGS", "\\Deleted")
    client.close()
    client.delete("Buoys")
    expect(job.DIFFERENT, "a folder deleted")
    client.logout()


def pulled_back(bench):
    """mbsync gets from the server what the Maildir run wrote."""
    if not shutil.which("mbsync"):
        bench.skip("there is no mbsync")
        return
    one = job.Job(bench, bench.source("demo"))
    bench.expect(one.run().code in job.DELIVERED, "the demo did not arrive")
    found = {}
    for name, login in one.source.people.items():
        out = pull(bench, login)
        for path in (inner.parent for inner in out.rglob("cur")):
            place = mail.place_of(name, "INBOX" if path == out / "INBOX" else str(path.relative_to(out)))
            if place[0] == "mailbox" or login == one.source.first:
                found[place] = without_carrier(path)
        shutil.rmtree(out)
    expected = {place: without_flags(there) for place, there in one.source.expected.items()}
    found = {place: without_flags(there) for place, there in mail.without_empty(found).items()}
    for fault in mail.differences(expected, found):
        bench.fault(f"mbsync: {fault}")
    one.end()


def without_flags(messages):
    """A Maildir says neither when a message arrived nor, of ours, that it is new: content is compared."""
    out = collections.Counter()
    for one, count in messages.items():
        out[one._replace(flags="", arrived=0)] += count
    return out


def without_carrier(folder):
    """A Maildir of mbsync's, without the line that it adds."""
    out = collections.Counter()
    for name in ("cur", "new"):
        for path in (folder / name).iterdir():
            raw = path.read_bytes()
            head, gap, body = raw.partition(b"\n\n" if b"\r\n\r\n" not in raw else b"\r\n\r\n")
            head = re.sub(rb"(?m)^X-TUID: .*\n", b"", head + b"\n")[:-1]
            out[mail.message(head + gap + body, "", 0)] += 1
    return out


def pull(bench, login):
    """The Maildirs that mbsync makes of all that a login sees."""
    out = bench.work / f"pulled-{login}"
    out.mkdir()
    secret = bench.work / f"{login}.mbsync"
    secret.write_text(bench.server.secrets[login] + "\n")
    rc = bench.work / f"{login}.mbsyncrc"
    rc.write_text(f"""IMAPAccount a
Host {dovecot.HOST}
Port {bench.server.port}
User {login}
PassCmd "cat {secret}"
SSLType None
AuthMechs PLAIN LOGIN

IMAPStore far
Account a

MaildirStore near
Path {out}/
Inbox {out}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Near
Sync Pull
SyncState {out}/.state/
CopyArrivalDate yes
""")
    (out / ".state").mkdir()
    done = subprocess.run(["mbsync", "-c", rc, "-q", "-a"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=job.LIMIT, check=False)
    bench.expect(done.returncode == 0, f"mbsync ends with {done.returncode}: {done.stdout[-300:]}")
    for path in (secret, rc):
        path.unlink()
    shutil.rmtree(out / ".state")
    return out


def permissions(bench):
    """Boards have the rights that DefFldPerms gives to everybody."""
    source = bench.source("plain")
    for word, letters in RIGHTS.items():
        source.with_permissions(word)
        one = job.Job(bench, source)
        done = one.run()
        bench.expect(done.code in job.DELIVERED, f"{word}: {done}")
        bench.check(one)
        rights_are(bench, word, letters)
        one.end()
    source.with_permissions("Author")


def rights_are(bench, word, letters):
    """As GETACL says, and as another user meets them."""
    owner = bench.server.connect("nora")
    for board in ("Garden", "Lost and found"):
        answer = owner.getacl(f'"{dovecot.PUBLIC}{board}"')[1][0].decode()
        words = answer.rpartition(f'{board}"' if " " in board else board)[2].split()
        lists = {who: rights.strip('"').translate(OLD_RIGHTS)
                 for who, rights in zip(words[::2], words[1::2])}
        if bench.server.anyone:
            bench.expect(set(lists.get("anyone", "")) == set(letters),
                         f"{word}: anyone has {lists.get('anyone')!r} at {board}, not {letters!r}: {answer}")
        else:
            for login in ("tom", "ines"):
                bench.expect(set(lists.get(login, "")) == set(letters),
                             f"{word}: {login} has {lists.get(login)!r} at {board}: {answer}")
        bench.expect(set(lists.get("nora", "")) >= set("lraei"),
                     f"{word}: the owner has lost rights: {answer}")
    owner.logout()
    reader = bench.server.connect("tom")
    sees = f"{dovecot.PUBLIC}Garden" in mail.folders_of(reader)
    bench.expect(sees == bool(letters), f"{word}: another user sees the board: {sees}")
    if letters:
        bench.expect(len(mail.of_folder(reader, f"{dovecot.PUBLIC}Garden")) == 3,
                     f"{word}: another user cannot read the board")
        status, _ = reader.append(f'"{dovecot.PUBLIC}Garden"', None, None, b"Subject: mine\r\n\r\nGood.\r\n")
        bench.expect(status == "OK", f"{word}: another user cannot post")
    else:
        status, _ = reader.select(f'"{dovecot.PUBLIC}Garden"')
        bench.expect(status == "NO", f"{word}: another user can open the board")
    reader.logout()


def without_anyone(bench):
    """A server that does not let "anyone" be set: each login gets the rights."""
    server = bench.server
    server.stop()
    try:
        with bench.serve("without-anyone", anyone=False):
            permissions(bench)
    finally:
        bench.server = server
        server.start()


def other_stores(bench):
    """The same with the other ways in which Dovecot keeps mail."""
    server = bench.server
    server.stop()
    try:
        for driver in ("sdbox", "mdbox"):
            with bench.serve(driver, driver=driver, reuse=False):
                one = job.Job(bench, bench.source("demo"))
                bench.expect(one.run().code in job.DELIVERED, f"{driver}: the demo did not arrive")
                bench.check(one)
                again(bench, one)
                one.end()
    finally:
        bench.server = server
        server.start()
