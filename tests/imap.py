"""A real mail server for reading mail: Dovecot on loopback, in a folder of its own, as an ordinary user."""

import contextlib
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scripts import postgres, processes
from tests.programs import find_dovecot

USER, PASSWORD = "dialogue@events.example.org", 'se/cr@t "ünd" 100%'
START_SECONDS = 20

_CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
mail_location = maildir:{folder}/mail
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
mailbox_idle_check_interval = 1 secs
mail_max_userip_connections = 100
auth_failure_delay = 0
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u {folder}/passwords
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
namespace inbox {{
  inbox = yes
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


_OAUTH2 = """
introspection_url = http://127.0.0.1:{port}/introspect
introspection_mode = post
username_attribute = user
active_attribute = active
active_value = true
"""


def owner() -> pwd.struct_passwd:
    """Who the server runs as: ourselves, but never root."""
    return postgres.unprivileged() or pwd.getpwuid(os.geteuid())


def make_certificates(folder: Path, name: str = "authority") -> None:
    """A certificate authority of our own, and a certificate of it for localhost."""
    ours = ["-newkey", "rsa:2048", "-nodes", "-days", "2"]
    extensions = folder / "extensions"
    extensions.write_text("subjectAltName = DNS:localhost\n")

    def openssl(*arguments: str | Path) -> None:
        subprocess.run([shutil.which("openssl") or "openssl", *map(str, arguments)], check=True, capture_output=True)

    authority, key = folder / f"{name}.pem", folder / f"{name}.key"
    openssl("req", "-x509", *ours, "-subj", f"/CN=Test {name}", "-keyout", key, "-out", authority)
    openssl("req", *ours, "-subj", "/CN=localhost", "-keyout", folder / "server.key", "-out", folder / "server.csr")
    signing: list[str | Path] = [
        "-CA",
        authority,
        "-CAkey",
        key,
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        extensions,
    ]
    openssl("x509", "-req", "-in", folder / "server.csr", *signing, "-out", folder / "server.pem")


class ImapServer:
    """One mailbox on a real server.

    server.add(b"Subject: …"); server.folders(); server.stop(); server.start(); server.forget_numbers()
    """

    def __init__(self) -> None:
        self.user = owner()
        self.folder = Path(tempfile.mkdtemp(prefix="atelier-dovecot-", dir="/tmp"))
        self.port, self.tls_port = postgres.free_port(), postgres.free_port()
        # Where it asks whether an access token is good: tests/token_server.py.
        self.token_port = postgres.free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._count = 0
        group = self.user.pw_gid
        for name in ("run", "state", "home"):
            (self.folder / name).mkdir()
        self._make_mailbox()
        make_certificates(self.folder)
        (self.folder / "passwords").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n")
        names = {"user": self.user.pw_name, "group": self._group_name(group), "folder": self.folder}
        configuration = _CONFIGURATION.format(**names, port=self.port, tls_port=self.tls_port)
        (self.folder / "dovecot.conf").write_text(configuration)
        (self.folder / "oauth2.conf").write_text(_OAUTH2.format(port=self.token_port))
        self.own()

    def _make_mailbox(self) -> None:
        for name in ("cur", "new", "tmp"):
            (self.folder / "mail" / name).mkdir(parents=True)

    def empty(self) -> None:
        """As new: no mail, no folder, running."""
        self.stop()
        shutil.rmtree(self.folder / "mail")
        self._make_mailbox()
        self.own()
        self.start()

    @staticmethod
    def _group_name(number: int) -> str:
        import grp

        return grp.getgrgid(number).gr_name

    def own(self) -> None:
        """Everything belongs to whom the server runs as."""
        if os.geteuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def url(self, scheme: str = "imap", password: str = PASSWORD, folder: str = "INBOX", **options: Any) -> str:
        """The mailbox as it stands in IMAP_URLS."""
        port = options.pop("port", self.tls_port if scheme == "imap+ssl" else self.port)
        query = "&".join(f"{name}={quote(str(value), safe='/@')}" for name, value in options.items())
        login = f"{quote(USER, safe='')}:{quote(password, safe='')}".removesuffix(":")
        return f"{scheme}://{login}@localhost:{port}/{quote(folder)}" + (f"?{query}" if query else "")

    @property
    def authority(self) -> Path:
        """The certificate of who signed the server's."""
        return self.folder / "authority.pem"

    def start(self) -> None:
        """Listen, on the same ports as before."""
        program = find_dovecot()
        assert program
        account: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        self._process = processes.start([program, "-F", "-c", self.folder / "dovecot.conf"], **account)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        log = self.folder / "log"
        raise RuntimeError(f"Dovecot did not start: {log.read_text() if log.exists() else 'no word'}")

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Go away with all connections, in the middle of whatever they are at."""
        if self._process is not None:
            processes.stop(self._process, how)
            self._process = None
            for leftover in (self.folder / "run").glob("master.pid"):
                leftover.unlink()

    def remove(self) -> None:
        """Stop, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, *mails: bytes) -> None:
        """Mails arrive, as from a delivery agent."""
        for mail in mails:
            self._count += 1
            name = f"{time.time_ns()}.{self._count}.test"
            path = self.folder / "mail" / "tmp" / name
            path.write_bytes(mail)
            os.utime(path, (time.time(), time.time()))  # its INTERNALDATE: by the clock of the test
            if os.geteuid() == 0:
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
            path.rename(self.folder / "mail" / "new" / name)

    @contextlib.contextmanager
    def client(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """A connection of somebody else, with this folder open."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.authenticate("PLAIN", lambda _challenge: f"\0{USER}\0{PASSWORD}".encode())
        client.select(folder)
        try:
            yield client
        finally:
            client.logout()

    def flags(self, folder: str = "INBOX") -> list[set[str]]:
        """The flags of each message of a folder, in order; without \\Recent, which says nothing of us."""
        with self.client(folder) as client:
            if client.state != "SELECTED" or client.select(folder)[1] == [b"0"]:
                return []
            rows = client.fetch("1:*", "(FLAGS)")[1]
            found = [row.decode().partition("FLAGS (")[2].partition(")")[0] for row in rows if isinstance(row, bytes)]
            return [set(flags.split()) - {"\\Recent"} for flags in found]

    def forget_numbers(self) -> None:
        """The next start counts all messages anew, under another UIDVALIDITY."""
        for path in (self.folder / "mail").glob("dovecot*"):
            if path.is_file() and path.name != "dovecot-keywords":
                path.unlink()
        # A UIDVALIDITY is the second in which it was given.
        time.sleep(1.1)
