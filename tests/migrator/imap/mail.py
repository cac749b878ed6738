"""What mail there is, in a Maildir destination and on the server: for each place how often each message
stands there. A place is ("mailbox" or "board", its name, folder); a message is its Message-ID, flags,
time of arrival and content."""
import base64
import collections
import email
import hashlib
import imaplib
import json
import re
import time
import urllib.parse

import dovecot

Message = collections.namedtuple("Message", "id flags arrived content")


def message(raw, flags, arrived):
    """Line ends are the carrier's own."""
    raw = raw.replace(b"\r\n", b"\n")
    one = email.message_from_bytes(raw)
    return Message(one["Message-ID"], "".join(sorted(flags)), arrived, hashlib.sha256(raw).hexdigest())


def of_maildir(folder):
    """Of one Maildir; flags as S and D."""
    out = collections.Counter()
    for name in ("cur", "new"):
        for path in (folder / name).iterdir():
            flags = path.name.partition(":2,")[2]
            out[message(path.read_bytes(), flags, int(path.stat().st_mtime))] += 1
    return out


def of_destination(out):
    """Of what the program has written to maildir:OUT, by its index."""
    index = json.loads((out / "index.json").read_text())
    found = {}
    for kind, entries in (("mailbox", index.get("mailboxes", [])), ("board", index.get("boards", []))):
        for entry in entries:
            found[kind, entry["name"], ""] = of_maildir(out / entry["path"])
            for folder in entry.get("folders", []):
                found[kind, entry["name"], folder["name"]] = of_maildir(out / folder["path"])
    return without_empty(found)


def without_empty(found):
    """Without places where nothing is: nobody promises that these exist."""
    return {place: messages for place, messages in found.items() if messages}


def folders_of(client):
    """Every mailbox that one can see, but those that are only names for others."""
    out = []
    for line in client.list()[1]:
        if not line:
            continue  # what imaplib leaves of a literal
        if isinstance(line, tuple):  # a name that was sent as a literal
            line = re.sub(rb"{\d+}$", b"", line[0]) + line[1]
        flags, name = re.fullmatch(rb'\(([^)]*)\) "." (.*)', line).groups()
        if b"\\Noselect" not in flags and b"\\NonExistent" not in flags:
            out.append(name.decode().strip('"'))
    return out


def of_folder(client, name):
    """Of one mailbox that is on the server."""
    out = collections.Counter()
    status, count = client.select(f'"{name}"', readonly=True)
    if status != "OK":
        raise imaplib.IMAP4.error(f"{name}: {count}")
    if count == [b"0"]:
        return out
    for part in client.fetch("1:*", "(FLAGS INTERNALDATE BODY.PEEK[])")[1]:
        if not isinstance(part, tuple):
            continue
        flags = "".join(letter for letter, flag in (("S", b"\\Seen"), ("D", b"\\Draft"))
                        if flag in part[0])
        arrived = int(time.mktime(imaplib.Internaldate2tuple(part[0])))
        out[message(part[1], flags, arrived)] += 1
    return out


def unfolded(path):
    """The names in a path as the source has them: modified UTF-7 (RFC 3501), then what is percent-encoded."""
    def run(found):
        digits = found[1].replace(",", "/")
        return base64.b64decode(digits + "=" * (-len(digits) % 4)).decode("utf-16-be") if digits else "&"
    path = re.sub("&([^-]*)-", run, path)
    return "\\".join(urllib.parse.unquote(level) for level in path.split(dovecot.SEPARATOR))


def place_of(name, path):
    """Of a mailbox on the server: the way there is known, whatever the program says of it."""
    if path.startswith(dovecot.PUBLIC):
        board, _, folder = path[len(dovecot.PUBLIC):].partition(dovecot.SEPARATOR)
        return "board", unfolded(board), unfolded(folder) if folder else ""
    return "mailbox", name, "" if path == "INBOX" else unfolded(path)


def of_server(server, people):
    """Of everybody in `people` (name → login), and of the boards, as the first of them sees these."""
    found = {}
    for index, (name, login) in enumerate(people.items()):
        client = server.connect(login)
        for path in folders_of(client):
            if path.startswith(dovecot.PUBLIC) and index:
                continue
            found[place_of(name, path)] = of_folder(client, path)
        client.logout()
    return without_empty(found)


def uids_of(server, people):
    """UIDVALIDITY and UIDs: what changes when a message is put anew."""
    found = {}
    for login in people.values():
        client = server.connect(login)
        for path in folders_of(client):
            client.select(f'"{path}"', readonly=True)
            found[login, path] = (client.response("UIDVALIDITY")[1],
                                  client.uid("SEARCH", "ALL")[1])
        client.logout()
    return found


def differences(expected, found, complete=True):
    """What is wrong: lost, twice, strange, changed. Not `complete`: what is missing is still to come."""
    out = []
    for place in sorted({*expected, *found}):
        wanted, there = expected.get(place, collections.Counter()), found.get(place, collections.Counter())
        ids_wanted, ids_there = counted_ids(wanted), counted_ids(there)
        where = " / ".join(filter(None, place))
        for one in sorted({*ids_wanted, *ids_there}, key=str):
            if ids_there[one] > ids_wanted[one]:
                out.append(f"{where}: {one} stands there {ids_there[one]} times, not {ids_wanted[one]}")
            elif complete and ids_there[one] < ids_wanted[one]:
                out.append(f"{where}: {one} is lost: {ids_there[one]} of {ids_wanted[one]}")
        out += [f"{where}: {one.id} is other than it should be: {one}; wanted {same_id(wanted, one.id)}"
                for one in there - wanted if ids_there[one.id] <= ids_wanted[one.id]]
    return out


def same_id(messages, one):
    """Those with this Message-ID."""
    return [message for message in messages if message.id == one]


def counted_ids(messages):
    """How often each Message-ID stands there."""
    out = collections.Counter()
    for one, count in messages.items():
        out[one.id] += count
    return out
