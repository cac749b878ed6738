"""Who may log in where: certificates, STARTTLS, secrets, a master user. What is refused is refused before
anything is written anywhere, and says why; a secret goes only to a server that has proved who it is."""
import contextlib
import socket
import threading

import dovecot
import job

POOR = b"IMAP4rev1 AUTH=PLAIN SASL-IR LITERAL+"  # what a server can that knows no STARTTLS


def refused(bench, one, *words, codes=(job.REFUSED,)):
    """It ends so; says all of these words; nothing is anywhere."""
    done = one.run()
    bench.expect(done.code in codes, f"{one.url} {one.login}: not refused: {done}")
    for word in words:
        bench.expect(word.lower() in done.err.lower(),
                     f"{one.url}: the error does not say {word!r}: {done.err}")
    bench.expect(not list(one.state.rglob("ledger.sqlite")), f"{one.url}: refused, and there is a ledger")
    bench.check_empty(one)
    return done


def arrives(bench, **options):
    """A run that is to go well."""
    one = job.Job(bench, bench.source("plain"), **options)
    done = one.run()
    bench.expect(done.code in job.DELIVERED, f"{one.url} {one.login}: {done}")
    bench.check(one)
    again = one.audit()
    bench.expect(again.code == 0, f"{one.url} {one.login}: audit: {again}")
    one.end()


def tls(bench):
    """imaps:// and STARTTLS with a certificate that holds, and with some that do not."""
    server, source = bench.server, bench.source("plain")
    right, wrong = server.folder / "ca.crt", server.folder / "other-ca.crt"
    for host in (dovecot.HOST, "localhost"):
        arrives(bench, url=f"imaps://{host}:{server.tls_port}", login=["--ca", right])
    arrives(bench, login=["--starttls", "--ca", right])
    own = f"imaps://{dovecot.HOST}:{server.tls_port}"
    for url, more, words in (
            (own, ["--ca", wrong], ["certificate"]),
            (own, [], ["certificate", "--ca"]),
            (own, ["--ca", server.folder / "dovecot.conf"], ["--ca", "certificate"]),
            (own, ["--ca", server.folder / "missing.crt"], ["missing.crt"]),
            (f"imaps://{dovecot.OTHER_HOST}:{server.tls_port}", ["--ca", right], ["certificate"]),
            (f"imap://{dovecot.HOST}:{server.port}", ["--starttls", "--ca", wrong], ["certificate"])):
        one = job.Job(bench, source, url=url, login=more)
        refused(bench, one, *words)
        one.end()


class Poor:
    """A server that greets, and knows no STARTTLS; it keeps what it is told."""

    def __init__(self, host):
        self.listener = socket.create_server((host, 0))
        self.port = self.listener.getsockname()[1]
        self.told = b""
        self.thread = threading.Thread(target=self.work, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)

    def work(self):
        """Until the listener is closed."""
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                with client:
                    self.talk(client)

    def talk(self, client):
        """What a server says that wants the secret in the clear."""
        client.settimeout(5)
        client.sendall(b"* OK [CAPABILITY " + POOR + b"] Give me your secret.\r\n")
        with contextlib.suppress(OSError):
            for line in client.makefile("rb"):
                self.told += line
                tag, _, rest = line.partition(b" ")
                if rest.upper().startswith(b"CAPABILITY"):
                    client.sendall(b"* CAPABILITY " + POOR + b"\r\n" + tag + b" OK\r\n")
                elif rest.upper().startswith(b"LOGOUT"):
                    client.sendall(b"* BYE\r\n" + tag + b" OK\r\n")
                    return
                else:
                    client.sendall(tag + b" BAD no\r\n")


def own_address():
    """An address of this machine that is not loopback; None without. Nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            found = probe.getsockname()[0]
        except OSError:
            return None
    return None if found.startswith("127.") else found


def in_the_clear(bench):
    """Without encryption no secret leaves this machine, nor where it was asked for."""
    places = [(dovecot.HOST, ["--starttls"])]
    address = own_address()
    if address:
        places.append((address, []))
    else:
        bench.skip("this machine has no address but loopback")
    for host, more in places:
        with Poor(host) as poor:
            one = job.Job(bench, bench.source("plain"), url=f"imap://{host}:{poor.port}", login=more)
            refused(bench, one, "STARTTLS")
            told = poor.told.upper()
            bench.expect(b"LOGIN" not in told and b"AUTHENTICATE" not in told,
                         f"{host}: somebody wanted to log in: {poor.told[:100]}")
            one.end()


def secrets(bench):
    """A wrong secret is named by mailbox and login, before anything is written for anybody."""
    source, server = bench.source("plain"), bench.server
    one = job.Job(bench, source)
    right = one.environment["SECRET_1" if "SECRET_1" in one.environment else "SECRET_2"]
    one.environment["SECRET_2"] = right + "x"
    refused(bench, one, "ines", "Vaz, Ines")
    one.end()
    rows = [f'"{name}",{login},S,' for name, login in source.people.items()]
    head = "mailbox,login,secret_env,secret_file"
    for lines, words in (
            ([head, *rows[:2]], ["Vaz, Ines"]),                          # nobody logs in for her
            ([head, *rows[:2], '"Vaz, Ines",ines,,'], ["users.csv:4"]),  # no secret
            ([head, *rows[:2], '"Vaz, Ines",ines,S,s'], ["users.csv:4"]),
            ([head, *rows[:2], '"Vaz, Ines",ines,UNSET,'], ["UNSET"]),
            ([head, *rows[:2], '"Vaz, Ines",ines,,not-there'], ["not-there"]),
            ([head, *rows, rows[0]], ["users.csv:5", "Quill, Nora"]),
            ([head + ",password", *[f"{row},x" for row in rows]], ["password"]),
            ([head, *rows[:2], "Vaz, Ines,ines,S,"], ["users.csv:4"]),  # without its quotes
            ([], ["users.csv"])):
        one = job.Job(bench, source, csv=lines)
        one.environment["S"] = server.secrets["nora"]
        refused(bench, one, *words)
        one.end()


def master(bench):
    """One master user logs in for everybody."""
    server, source = bench.server, bench.source("plain")
    secret = bench.work / "master.secret"
    rows = ["mailbox,login", *(f'"{name}",{login}' for name, login in source.people.items())]
    more = ["--master", dovecot.MASTER, "--master-secret-file", secret]
    secret.write_text(server.secrets[dovecot.MASTER] + "\n")
    arrives(bench, login=more, csv=rows)
    secret.write_text(server.secrets[dovecot.MASTER] + "x\n")
    one = job.Job(bench, source, login=more, csv=rows)
    refused(bench, one, dovecot.MASTER)
    one.end()
    secret.unlink()
    one = job.Job(bench, source, login=more, csv=rows)
    refused(bench, one, "master.secret")
    one.end()


def nobody_there(bench):
    """No server at all."""
    one = job.Job(bench, bench.source("plain"), port=dovecot.free_port())
    refused(bench, one, "cannot be reached", codes=(job.REFUSED, job.BROKEN_OFF))
    one.end()
