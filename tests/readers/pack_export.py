"""Packs Internet messages into cc:Mail export sets (docs/formats/ccmail-export.md).

A set has one code page, so messages are dealt to the first page of PAGES that holds all their
letters. What cc:Mail has no place for is packed another way, never dropped, and the manifest says
what has to come out: per message its addresses, date, subject, texts, attachments and the header
lines that cc:Mail keeps as it finds them.
"""
import email.header
import email.policy
import email.utils
import hashlib
import json
import re

PAGES = (850, 1252, 1250, 1251, 1253, 1254, 1255, 1256, 874, 932, 936, 949, 950, 437)
# Words of the standard profile: an Internet field of such a name means something else.
KEYWORDS = {"from", "date", "to", "cc", "bcc", "subject", "importance", "rrt", "folder", "priority",
            "receipt", "status", "unread", "contents", "message", "return-receipt", "line"}
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
                     r"@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
# A text with these, or one that looks like RTF or like colours, is something else to cc:Mail.
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]|\A\{\\rtf|\^b(1e|1f|70)")
CRLF = b"\r\n"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def text_digest(text):
    """Of a text whatever its line ends, and whether or not its last line has one."""
    return sha256(re.sub("\r\n?", "\n", text).rstrip("\n").encode("utf-8", "surrogatepass"))


def one_line(text):
    """A header value as cc:Mail can hold it: one line, single blanks, no controls."""
    text = "".join(" " if ord(c) < 32 or ord(c) == 127 else c for c in text)
    return " ".join(text.encode("utf-8", "replace").decode().split())


def decoded(value):
    try:
        return one_line(str(email.header.make_header(email.header.decode_header(str(value)))))
    except (LookupError, UnicodeError, ValueError, email.errors.HeaderParseError):
        return one_line(str(value))


def fits(text, page):
    try:
        return text.encode(f"cp{page}").decode(f"cp{page}") == text
    except UnicodeError:
        return False


def size_line(count):
    return str(count).ljust(10).encode() + CRLF


def item(keyword, data):
    return keyword + CRLF + size_line(len(data)) + data + CRLF


class Packed:
    """One message on its way: what is written, and what is expected."""

    def __init__(self, identity, message):
        self.headers, self.texts, self.files = [], [], []
        self.expected = {"id": identity, "from": None, "to": [], "cc": [], "date": None,
                         "subject": decoded(message.get("Subject", "")), "extra": []}
        self.take_headers(message)
        self.take_parts(message)

    def take_addresses(self, message, field, keyword):
        found = []
        values = [decoded(value) for value in message.get_all(field, [])]
        for name, address in email.utils.getaddresses(values):
            name, address = one_line(name), one_line(address)
            if not ADDRESS.fullmatch(address) or len(address) > 250:
                self.extra("X-Odd-" + keyword, " ".join(filter(None, (name, address))))
                continue
            plain = name and not re.search(r'[<>"@\\]| at ', name, re.I) and len(name) < 120
            self.headers.append((keyword, f"{name} <{address}>" if plain else address))
            found.append(address)
        return found

    def extra(self, name, value):
        value = one_line(value)
        if value:
            self.headers.append((name, value))
            self.expected["extra"].append([name, value])

    def take_headers(self, message):
        senders = self.take_addresses(message, "From", "From")
        self.expected["from"] = senders[0] if senders else None
        # A second sender is one more line to cc:Mail, and kept as it stands.
        lines = [pair for pair in self.headers if pair[0] == "From"][1:]
        self.expected["extra"] += [list(pair) for pair in lines]
        try:
            when = email.utils.parsedate_to_datetime(str(message.get("Date")))
            when = when.astimezone(email.utils.datetime.timezone.utc)
        except (TypeError, ValueError, IndexError, OverflowError):
            when = None
        if when and 1970 <= when.year <= 2069:
            self.headers.append(("Date", f"{when.month}/{when.day}/{when.year} {when:%H:%M:%S}"))
            self.expected["date"] = when.replace(tzinfo=None).isoformat()
        elif message.get("Date"):
            self.extra("X-Odd-Date", decoded(message["Date"]))
        self.expected["to"] = self.take_addresses(message, "To", "To")
        self.expected["cc"] = self.take_addresses(message, "Cc", "cc")
        if self.expected["subject"]:
            self.headers.append(("Subject", self.expected["subject"]))
        for name, value in message.items():
            if name.lower() in ("from", "to", "cc", "date", "subject"):
                continue
            if name.lower() in KEYWORDS or not re.fullmatch("[A-Za-z][A-Za-z0-9-]{0,60}", name):
                name = "X-Odd-" + re.sub("[^A-Za-z0-9-]", "-", name)[:50]
            self.extra(name, decoded(value))
        self.extra("Corpus-Id", self.expected["id"])

    def take_parts(self, message):
        for part in leaves(message):
            kind = part.get_content_type()
            if kind == "message/rfc822":
                inner = part.get_payload()
                data = inner[0].as_bytes() if isinstance(inner, list) and inner else b""
                self.file(part, data, "message.eml")
                continue
            data = part.get_payload(decode=True) or b""
            if kind == "text/plain" and part.get_content_disposition() != "attachment":
                text = part_text(part, data)
                if text is not None and not NO_TEXT.search(text):
                    self.texts.append(text)
                    continue
            self.file(part, data, "part." + re.sub("[^a-z0-9]", "", kind.split("/")[-1])[:8])

    def file(self, part, data, otherwise):
        try:
            name = one_line(part.get_filename() or "")
        except (LookupError, UnicodeError, ValueError, TypeError):
            name = ""
        # EXPORT's line has no room for folders, nor for what is no name at all.
        name = re.sub(r'[/\\:*?"<>|]', "_", name).strip(". ")[:60].strip(". ")
        self.files.append((name or f"{len(self.files) + 1}-{otherwise}", data))

    def letters(self):
        return "\n".join([*(value for _, value in self.headers), *self.texts,
                          *(name for name, _ in self.files)])

    def settle(self):
        """For the page that holds most: what does not fit becomes a file, or is spelled out."""
        page = max(PAGES, key=lambda p: sum(fits(text, p) for text in self.texts)
                   + sum(fits(value, p) for _, value in self.headers))
        keep = [text for text in self.texts if fits(text, page)]
        strays = [text for text in self.texts if not fits(text, page)]
        self.texts = keep
        self.files += [(f"text-{n}.txt", text.encode("utf-8", "replace"))
                       for n, text in enumerate(strays, 1)]
        spell = lambda text: text if fits(text, page) else text.encode(
            "ascii", "backslashreplace").decode()
        self.headers = [(name, spell(value)) for name, value in self.headers]
        self.expected["extra"] = [[name, spell(value)] for name, value in self.expected["extra"]]
        self.expected["subject"] = spell(self.expected["subject"])
        self.files = [(spell(name).replace("\\", "_"), data) for name, data in self.files]
        self.expected["spelled_out"] = True
        return page

    def bytes(self, page):
        encode = lambda text: text.encode(f"cp{page}")
        crlf = lambda text: re.sub("\r\n?|\n", "\r\n", text)
        items = [item(b"Text item:", encode(crlf(text))) for text in self.texts]
        items += [item(encode(f"File item: {name} 5/6/97 3:10PM"), data)
                  for name, data in self.files]
        contents = b"".join(items)
        head = b"".join(encode(f"{name}: {value}") + CRLF for name, value in self.headers)
        body = head + b"Contents:" + CRLF + size_line(len(contents)) + contents + CRLF
        self.expected["texts"] = [text_digest(text) for text in self.texts]
        self.expected["attachments"] = [[name, sha256(data)] for name, data in self.files]
        return b"Message:" + CRLF + size_line(len(body)) + body


def leaves(message):
    """The parts that hold something, message/rfc822 as one; what a multipart says about itself
    before its first part and after its last is for programs that know no MIME."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        yield from leaves(part)


def part_text(part, data):
    for charset in (part.get_content_charset() or "us-ascii", "utf-8", "latin-1"):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return None


def pack(accounts, folder):
    """accounts: {name: [(identity, email.message.Message)]}. Writes folder/<page>/set.json and its
    files; returns {page: [expected]}."""
    dealt = {}
    for name, messages in accounts.items():
        for identity, message in messages:
            packed = Packed(identity, message)
            letters = packed.letters()
            page = next((p for p in PAGES if fits(letters, p)), None) or packed.settle()
            dealt.setdefault(page, {}).setdefault(name, []).append(packed)
    manifest = {}
    for page, boxes in sorted(dealt.items()):
        root = folder / str(page)
        root.mkdir(parents=True)
        document = {"system": "cc:mail", "post_office": "HARBOR", "database": "DB8",
                    "export_version": "8.30", "code_page": page, "mailboxes": []}
        for number, (name, packed) in enumerate(sorted(boxes.items())):
            (root / f"{number}.exp").write_bytes(b"".join(one.bytes(page) for one in packed))
            document["mailboxes"].append({"name": name, "messages": [f"{number}.exp"]})
            manifest.setdefault(page, []).extend(one.expected for one in packed)
        (root / "set.json").write_text(json.dumps(document))
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False))
    return manifest
