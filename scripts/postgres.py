"""A throw-away PostgreSQL: `python -m scripts.postgres COMMAND…` runs a command with DATABASE_URL set to it.

Without a command it prints the address and lasts until Ctrl-C. Works as root too, which PostgreSQL itself refuses.
"""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2

from scripts import processes

PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/local/pgsql/bin",
    "usr/local/lib/postgresql/*/bin",
    "opt/postgresql*/bin",
)
INITDB = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=atelier"]
OPTIONS = ["--max_connections=200", "--timezone=UTC", "--listen_addresses=127.0.0.1"]
# Nothing here outlives the run: safety against power cuts is given up for speed, unless `is_durable`: to measure it.
HASTY = ["--fsync=off", "--synchronous_commit=off", "--full_page_writes=off"]


def find_binaries() -> Path | None:
    """The folder of `initdb` and `postgres`: that of PATH, else the newest version's, or None."""
    places = [os.environ.get("PATH", "")]
    for place in PLACES:
        found = map(str, Path("/").glob(place))
        places += sorted(found, key=lambda path: [int(n) for n in re.findall(r"\d+", path)], reverse=True)
    initdb = shutil.which("initdb", path=os.pathsep.join(places))
    return Path(initdb).resolve().parent if initdb else None


def unprivileged() -> pwd.struct_passwd | None:
    """As root, the account that shall run a server which does not run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    sys.exit("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody.")


def free_port() -> int:
    """One that no program of this machine listens at."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def is_ready(server: subprocess.Popen[bytes], url: str) -> bool:
    """Wait: True when the server takes connections, False when it ended, as when another program took the port."""
    while server.poll() is None:
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(url, connect_timeout=2).close()
            return True
        time.sleep(0.02)
    return False


@contextlib.contextmanager
def throw_away_cluster(binaries: Path, *, is_durable: bool = False) -> Iterator[str]:
    """A running PostgreSQL on loopback, as DATABASE_URL; stopped and removed afterwards, whatever happens inside."""
    owner = unprivileged()
    account: dict[str, Any] = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    password = secrets.token_hex(16)  # it keeps other people of this machine out
    # The owner reaches /tmp, whatever TMPDIR says.
    with tempfile.TemporaryDirectory(prefix="atelier-postgres-", dir="/tmp" if owner else None) as name:  # noqa: S108
        folder = Path(name)
        (folder / "password").write_text(password)
        for path in (folder, folder / "password"):
            os.chown(path, account.get("user", -1), account.get("group", -1))
        command: list[str | Path] = [binaries / "initdb", f"--pgdata={name}/data", f"--pwfile={name}/password", *INITDB]
        with (folder / "log").open("wb") as log:
            subprocess.run(command, stdout=log, stderr=log, cwd=name, check=False, **account)
            for _attempt in range(3):
                port = free_port()
                command = [binaries / "postgres", "-D", f"{name}/data", "-k", name, "-p", str(port), *OPTIONS]
                command += [] if is_durable else HASTY
                server = processes.start(command, signal.SIGINT, stdout=log, stderr=log, **account)
                url = f"postgres://atelier:{password}@127.0.0.1:{port}/postgres"
                try:
                    if is_ready(server, url):
                        yield url
                        return
                finally:
                    processes.stop(server, signal.SIGINT)  # PostgreSQL's "fast": do not wait for clients
        sys.exit(f"PostgreSQL did not start:\n{(folder / 'log').read_text(errors='replace')}")


if __name__ == "__main__":
    here = find_binaries() or sys.exit(
        "There is no PostgreSQL server here (Debian and Ubuntu: `apt install postgresql`)."
    )
    processes.exit_when_stopped()
    with throw_away_cluster(here) as address:
        if sys.argv[1:]:
            sys.exit(processes.run(sys.argv[1:], {**os.environ, "DATABASE_URL": address}))
        print(f"DATABASE_URL={address}\nA throw-away PostgreSQL: Ctrl-C stops and removes it.", flush=True)
        signal.pause()
