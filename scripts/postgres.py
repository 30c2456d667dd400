"""A throw-away PostgreSQL: `python -m scripts.postgres -- COMMAND…` runs a command with DATABASE_URL set to it.

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

from scripts import processes

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/local/pgsql/bin",
    "/usr/local/lib/postgresql/*/bin",
    "/opt/postgresql*/bin",
)
# Nothing here outlives the run: safety against power cuts is given up for speed, unless that speed is measured.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
OPTIONS = {
    "max_connections": "200",
    "timezone": "UTC",
    "listen_addresses": "127.0.0.1",
}
START_SECONDS = 60


class PostgresFailed(Exception):
    """PostgreSQL is here but would not start; the text is what it said."""


def find_binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, newest version first, or None."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    for pattern in PLACES:
        folders = Path("/").glob(pattern.lstrip("/"))
        found += sorted(folders, key=lambda folder: [int(n) for n in re.findall(r"\d+", str(folder))], reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def unprivileged() -> pwd.struct_passwd | None:
    """As root, the account that shall own the cluster: PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresFailed("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_cluster(binaries: Path, folder: Path, password: str, owner: pwd.struct_passwd | None) -> None:
    """Write the files of a new cluster. The password keeps other people of this machine out."""
    password_file = folder / "password"
    password_file.write_text(password)
    if owner:
        for path in (folder, password_file):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=atelier"]
    done = subprocess.run(
        [binaries / "initdb", "--pgdata", folder / "data", "--pwfile", password_file, *options],
        capture_output=True,
        text=True,
        cwd=folder,
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=[] if owner else None,
    )
    if done.returncode:
        raise PostgresFailed(f"initdb failed:\n{done.stdout}{done.stderr}")


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> bool:
    """True when the server takes connections, False when it ended, as when another program took the port."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            # The last line of this file is the server's own word on its state.
            if (folder / "data" / "postmaster.pid").read_text().rstrip().endswith("ready"):
                return True
        time.sleep(0.02)
    return False


@contextlib.contextmanager
def throw_away_cluster(binaries: Path, *, is_durable: bool = False) -> Iterator[str]:
    """A running PostgreSQL on loopback, as DATABASE_URL; stopped and removed afterwards, whatever happens inside.

    `is_durable`: what it commits is on the disk, as in production.
    """
    owner = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="atelier-postgres-", dir="/tmp" if owner else None))  # noqa: S108  reachable for the owner
    password = secrets.token_hex(16)
    try:
        make_cluster(binaries, folder, password, owner)
        for _attempt in range(3):
            port = free_port()
            options = {
                **OPTIONS,
                **({} if is_durable else HASTY),
                "port": str(port),
                "unix_socket_directories": str(folder),
            }
            flags = [f"--{name}={value}" for name, value in options.items()]
            with (folder / "log").open("wb") as log:
                server = processes.start(
                    [binaries / "postgres", "-D", folder / "data", *flags],
                    user=owner.pw_uid if owner else None,
                    group=owner.pw_gid if owner else None,
                    output=log,
                    stop_signal=signal.SIGINT,
                )
            try:
                if wait_until_ready(server, folder):
                    yield f"postgres://atelier:{password}@127.0.0.1:{port}/postgres"
                    return
            finally:
                processes.stop(server, signal.SIGINT)  # PostgreSQL's "fast": do not wait for clients
        raise PostgresFailed(f"PostgreSQL did not start:\n{(folder / 'log').read_text(errors='replace')}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str]) -> int:
    """Run the command with DATABASE_URL set, or wait for Ctrl-C when there is none; the command's exit code."""
    binaries = find_binaries()
    if binaries is None:
        print("There is no PostgreSQL server here (Debian and Ubuntu: `apt install postgresql`).", file=sys.stderr)
        return 1
    with processes.stop_signals_raise(), throw_away_cluster(binaries) as url:
        if not command:
            print(f"DATABASE_URL={url}\nA throw-away PostgreSQL: Ctrl-C stops and removes it.", flush=True)
            signal.pause()
        return processes.run(command, {**os.environ, "DATABASE_URL": url})


def main() -> int:
    arguments = sys.argv[1:]
    try:
        return run(arguments[1:] if arguments[:1] == ["--"] else arguments)
    except PostgresFailed as error:
        print(error, file=sys.stderr)
        return 1
    except processes.Stopped as stopped:
        return 128 + stopped.number


if __name__ == "__main__":
    sys.exit(main())
