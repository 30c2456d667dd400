"""A running site as in production: DEBUG off, two web processes, PostgreSQL."""

import contextlib
import os
import secrets
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from scripts import processes
from scripts.postgres import free_port
from scripts.serve import commands
from tests.bench import numbers

START_SECONDS = 30


def set_environment(folder: Path, database_url: str) -> int:
    """Settings of the measured site, for this process and its children; the port it will listen on."""
    port = free_port()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "off",
        "SECRET_KEY": secrets.token_hex(32),
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database_url,
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",  # three slashes, then an absolute path
        "FORM_MINIMUM_SECONDS": "0",
        "REGISTRATION_RATE_LIMIT": "100000000",
        "LOG_LEVEL": "WARNING",
        "SECOND_FACTOR_REQUIRED": "off",
    }
    return port


class Site:
    """The address of the running site and its processes."""

    def __init__(self, port: int, parent: int) -> None:
        self.host, self.port, self.parent = "127.0.0.1", port, parent

    @property
    def address(self) -> str:
        """Without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()  # noqa: S310  our own address
                return
            time.sleep(0.1)
        raise RuntimeError(f"The site does not answer at {self.address}.")

    def computed(self) -> float:
        """Seconds that the web processes have computed so far, all together."""
        return sum(cpu_seconds(pid) for pid in self.workers())

    def workers(self) -> list[int]:
        """The web processes: children of the server that hold a Python with Django in it."""
        children = [int(pid) for pid in Path(f"/proc/{self.parent}/task/{self.parent}/children").read_text().split()]
        return sorted(children, key=lambda pid: -memory(pid)["Rss"])[: numbers.WEB_PROCESSES]


def cpu_seconds(pid: int) -> float:
    """The time a process has computed so far, which does not grow while others have the machine."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def database_server() -> int:
    """The process of PostgreSQL's server, on this machine, whose children work for its connections."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/status").read_text()
    return int(status.split("PPid:")[1].split()[0])


def family_seconds(pid: int) -> float:
    """The time that a process's children have computed so far, those that have ended too."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ended = (int(after_name[13]) + int(after_name[14])) / os.sysconf("SC_CLK_TCK")
    return ended + sum(map(cpu_seconds, map(int, children)))


def memory(pid: int) -> dict[str, float]:
    """Of one process, in MiB: Rss and Pss now, and the most it ever had (VmHWM)."""
    values = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, amount = line.split(":")
        if name in ("Rss", "Pss"):
            values[name] = int(amount.split()[0]) / 1024
    status = Path(f"/proc/{pid}/status").read_text()
    values["VmHWM"] = int(status.split("VmHWM:")[1].split()[0]) / 1024
    return values


@contextlib.contextmanager
def running(port: int, *options: str) -> Iterator[Site]:
    """The site, until the block ends; `options` go to the web server."""
    server = processes.start([*commands("127.0.0.1", port, numbers.WEB_PROCESSES)["web server"], *options])
    try:
        site = Site(port, server.pid)
        site.wait()
        yield site
    finally:
        processes.stop(server)
