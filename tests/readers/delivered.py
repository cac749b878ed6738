"""Reads what was delivered, in any of the three formats, with Python's mailbox and email."""
import email
import email.policy
import mailbox
import re

from pack_export import sha256, text_digest


def files_of(root):
    return [path for path in sorted(root.rglob("*"))
            if path.is_file() and ".sidestep" not in path.relative_to(root).parts]


def raw_messages(root, kind):
    """Every message below `root`, as bytes."""
    if kind == "maildir":
        for box in sorted(path.parent for path in root.rglob("cur") if path.is_dir()):
            folder = mailbox.Maildir(box, create=False)
            for key in folder.keys():
                yield folder.get_bytes(key)
    elif kind == "mbox":
        for path in files_of(root):
            if path.read_bytes()[:5] != b"From ":
                continue
            box = mailbox.mbox(path, create=False)
            for key in box.keys():
                # mboxrd: one '>' is the writer's.
                yield re.sub(rb"(?m)^>(>*From )", rb"\1", box.get_bytes(key))
    else:
        for path in files_of(root):
            if path.suffix == ".eml":
                yield path.read_bytes()


def messages(root, kind):
    for raw in raw_messages(root, kind):
        yield email.message_from_bytes(raw, policy=email.policy.default)


def leaves(message):
    """(digests of texts, [name, digest] of attachments), in order."""
    texts, files = [], []
    for part in message.walk():
        kind, where = part.get_content_type(), part.get_content_disposition()
        if part.is_multipart() and kind != "message/rfc822":
            continue
        if kind == "text/plain" and where != "attachment":
            texts.append(text_digest(part.get_content()))
        elif where == "attachment" or not part.is_multipart():
            files.append([part.get_filename(), sha256(part.get_payload(decode=True) or b"")])
    return texts, files
