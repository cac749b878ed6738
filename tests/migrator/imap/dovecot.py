"""A private Dovecot 2.3 on loopback, out of one folder: with TLS, several users, a master user, quota, and
a public namespace whose access lists can be set. It ends with the process that started it.

As root it drops to dovenull, dovecot and nobody, as packages have it; otherwise it is all of one user."""
import base64
import grp
import imaplib
import os
import pathlib
import pwd
import random
import secrets
import shutil
import signal
import socket
import subprocess
import time

LIMIT = 10  # seconds in which it has to answer
HOST = "127.0.0.1"
OTHER_HOST = "127.0.0.2"  # listened on as well; stands in no certificate
SEPARATOR = "/"
PUBLIC = "Public/"
MASTER = "warden"
OWNER_RIGHTS = "lrwstipekxa"

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
instance_name = sidestep-{folder_name}
listen = {host}
protocols = imap
shutdown_clients = yes
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {login_user}
default_process_limit = 64
default_vsz_limit = 1G
first_valid_uid = 1
first_valid_gid = 1
mail_uid = {mail_uid}
mail_gid = {mail_gid}
ssl = yes
ssl_cert = <{folder}/server.crt
ssl_key = <{folder}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_master_user_separator = *
auth_failure_delay = 0
mail_location = {driver}:~/mail
mail_fsync = {fsync}
mail_plugins = acl quota
namespace inbox {{
  inbox = yes
  type = private
  separator = /
  mailbox Drafts {{
    special_use = \\Drafts
    auto = subscribe
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
}}
namespace public {{
  type = public
  separator = /
  prefix = Public/
  location = {driver}:{folder}/public:INDEXPVT=~/public
  subscriptions = no
  list = children
}}
passdb {{
  driver = passwd-file
  args = {folder}/masters
  master = yes
  result_success = continue
}}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = passwd-file
  args = {folder}/users
}}
protocol imap {{
  mail_plugins = acl imap_acl quota imap_quota
  mail_max_userip_connections = 64
}}
plugin {{
  acl = vfile
  acl_user = %u
  {acl_anyone}
  quota = count:User quota
  quota_vsizes = yes
  quota_grace = 0
}}
service imap-login {{
  service_count = 0
  client_limit = 256
  chroot =
  inet_listener imap {{
    address = {host}
    port = {port}
  }}
  inet_listener imaps {{
    address = {host} {other_host}
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
verbose_proctitle = yes
service imap {{
  process_limit = 64
  service_count = {service_count}
}}
"""


def program():
    """Where Dovecot is; None without."""
    return shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def free_port(taken=()):
    """A port below those that the system gives to connections, so that it is still free after a restart."""
    while True:
        port = random.SystemRandom().randrange(10000, 32000)
        if port in taken:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("", port))
                return port
            except OSError:
                pass


def make_certificates(folder):
    """ca.crt signed server.crt; other-ca.crt did not."""
    def openssl(*words):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", *words], cwd=folder,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       timeout=LIMIT, check=True)
    for name in ("ca", "other-ca"):
        openssl("-subj", f"/CN=Sidestep {name}", "-keyout", f"{name}.key", "-out", f"{name}.crt")
    openssl("-subj", "/CN=localhost", "-addext", f"subjectAltName=DNS:localhost,IP:{HOST}",
            "-addext", "basicConstraints=critical,CA:FALSE", "-CA", "ca.crt", "-CAkey", "ca.key",
            "-keyout", "server.key", "-out", "server.crt")


def children_of(pid):
    """Numbers and titles of its child processes."""
    out = {}
    try:
        numbers = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return out  # it has ended
    for number in numbers:
        try:
            out[int(number)] = pathlib.Path(f"/proc/{number}/cmdline").read_text(errors="replace")
        except OSError:
            pass
    return out


class Dovecot:
    """The server. `folder` has to be searchable by everybody, when root starts it."""

    def __init__(self, folder, users, driver="maildir", fsync="never", anyone=True, reuse=True):
        # With `reuse` a process serves one login after the other, for a fifth of the work.
        self.folder, self.users = pathlib.Path(folder), list(users)
        # As hard as a secret may be: blanks, quotes, a backslash, letters that are not ASCII.
        self.marks = {user: secrets.token_hex(8) for user in [*users, MASTER]}
        self.secrets = {user: f'"{mark}\\ {{9}} é' for user, mark in self.marks.items()}
        self.quota, self.anyone, self.reuse = {}, anyone, reuse
        self.process = None
        self.root = os.geteuid() == 0
        self.mail_user = pwd.getpwnam("nobody") if self.root else pwd.getpwuid(os.geteuid())
        for name in ("run", "state", "home", "public"):
            (self.folder / name).mkdir(parents=True)
        self.folder.chmod(0o711)
        make_certificates(self.folder)
        self.port = free_port()
        self.tls_port = free_port([self.port])
        (self.folder / "dovecot.conf").write_text(self.configuration(driver, fsync))
        self.write_users()
        self.wipe()

    def configuration(self, driver, fsync):
        """The text of dovecot.conf."""
        own_group = grp.getgrgid(self.mail_user.pw_gid).gr_name
        internal, login = ("dovecot", "dovenull") if self.root else [self.mail_user.pw_name] * 2
        return CONFIGURATION.format(
            folder=self.folder, folder_name=self.folder.parent.name, host=HOST, other_host=OTHER_HOST,
            internal_user=internal, internal_group="dovecot" if self.root else own_group, login_user=login,
            mail_uid=self.mail_user.pw_uid, mail_gid=self.mail_user.pw_gid, driver=driver, fsync=fsync,
            service_count=1000 if self.reuse else 1,
            acl_anyone="acl_anyone = allow" if self.anyone else "", port=self.port, tls_port=self.tls_port)

    def write_users(self):
        """Who may log in. Dovecot reads it again when it has changed."""
        def put(name, lines):
            new = self.folder / f"{name}.new"
            new.write_text("".join(f"{line}\n" for line in lines))
            if self.root:
                os.chown(new, -1, grp.getgrnam("dovecot").gr_gid)
            new.chmod(0o640)
            new.rename(self.folder / name)
        rule = "userdb_quota_rule=*:storage={}"
        put("users", [f"{user}:{{PLAIN}}{self.secrets[user]}:{self.mail_user.pw_uid}:"
                      f"{self.mail_user.pw_gid}::{self.folder}/home/{user}::"
                      + (rule.format(self.quota[user]) if user in self.quota else "")
                      for user in self.users])
        put("masters", [f"{MASTER}:{{PLAIN}}{self.secrets[MASTER]}::::::"])

    def limit(self, user, quota):
        """Gives a user a quota such as "200K"; None takes it away."""
        self.quota.pop(user, None)
        if quota:
            self.quota[user] = quota
        self.write_users()
        self.wait_until(lambda: self.has_quota(user) == bool(quota), "the quota is not noticed")

    def has_quota(self, user):
        """As the server sees it."""
        client = self.connect(user)
        _, (_, roots) = client.getquotaroot("INBOX")
        client.logout()
        return any(b"STORAGE" in root for root in roots if root)

    def wipe(self):
        """Makes it a server without any mail. Nobody may be logged in."""
        self.wait_until(lambda: not self.sessions(), "somebody is still logged in")
        for name in ("home", "public"):
            for path in (self.folder / name).iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        rights = [f"user={self.users[0]} {OWNER_RIGHTS}"]
        if self.anyone:  # a new folder gets a copy of this list: whoever makes it has to set its own
            rights.append("anyone lrs")
        (self.folder / "public/dovecot-acl").write_text("".join(f"{line}\n" for line in rights))
        if self.root:
            for path in (self.folder / "home", self.folder / "public", self.folder / "public/dovecot-acl"):
                os.chown(path, self.mail_user.pw_uid, self.mail_user.pw_gid)

    def is_empty(self):
        """Whether it keeps no message; for Maildirs, and looked for on the disk."""
        return not any(path.is_file() and path.parent.name in ("cur", "new")
                       for name in ("home", "public") for path in (self.folder / name).rglob("*"))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()

    def start(self):
        """Starts it, and waits for its greeting."""
        with open(self.folder / "start.log", "wb") as log:
            # Ends with us, however we end. Nothing of ours stays open in it.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", program(), "-F", "-c", self.folder / "dovecot.conf"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True)
        self.wait_until(self.answers, "Dovecot does not answer")

    def answers(self):
        """Whether it greets."""
        if self.process.poll() is not None:
            start = (self.folder / "start.log").read_text()
            raise RuntimeError(f"Dovecot has ended: {start}{self.log()}")
        try:
            with socket.create_connection((HOST, self.port), LIMIT) as probe:
                return probe.recv(4) == b"* OK"
        except OSError:
            return False

    def log(self):
        """The end of its log."""
        path = self.folder / "dovecot.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-20:]) if path.exists() else ""

    def wait_until(self, condition, otherwise):
        """Bounded."""
        end = time.monotonic() + LIMIT
        while not condition():
            if time.monotonic() > end:
                raise RuntimeError(f"{otherwise}\n{self.log()}")
            time.sleep(0.005)

    def sessions(self):
        """The processes of those who are logged in."""
        if not self.process:
            return []
        return [pid for pid, title in children_of(self.process.pid).items()
                if title.startswith("dovecot/imap ") and HOST in title]

    def stop(self):
        """In good order; after five seconds in any."""
        if not self.process:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self):
        """All its processes at once, as a crash of the machine would."""
        self.process.send_signal(signal.SIGSTOP)  # so that it starts none anew
        children = children_of(self.process.pid)
        for pid in [*children, self.process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait(LIMIT)
        self.wait_until(lambda: not any(alive(pid) for pid in children), "it cannot be killed")
        self.process = None

    def kill_sessions(self):
        """Only the processes of those who are logged in."""
        for pid in self.sessions():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def connect(self, user):
        """A client of Python's that is logged in."""
        client = imaplib.IMAP4(HOST, self.port, timeout=LIMIT)
        secret = self.secrets[user].encode()
        client.authenticate("PLAIN", lambda _: b"\0" + user.encode() + b"\0" + secret)
        return client

    def traces_of_secrets(self):
        """What must stand nowhere: the secrets, and the forms in which they go to the server."""
        out = {mark.encode() for mark in self.marks.values()}
        for user in self.users:
            for who, secret in ((user, self.secrets[user]), (MASTER, self.secrets[MASTER])):
                for first in ("", user):
                    out.add(base64.b64encode(f"{first}\0{who}\0{secret}".encode()))
        return out


def alive(pid):
    """Whether a process runs; one that nobody has waited for yet does not."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except OSError:
        return False
