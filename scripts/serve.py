"""Run Atelier: web server and worker together, until Ctrl-C or until one of them dies.

HOST, PORT and WEB_PROCESSES say where and how wide; everything else is the application's own settings.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from scripts import processes

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
# Of the demo, which is loaded only while DEBUG is on.
DEMO_LOGIN = ("secretariat", "atelier-demo")


def commands(host: str, port: int, web_processes: int) -> dict[str, list[str]]:
    """What runs, by the name we call it."""
    # Two threads for each process: while one waits for the database the other computes. More would take turns at
    # computing, also when one of them holds a lock for which all who register wait.
    web = ["granian", "--interface", "wsgi", "--workers", str(web_processes), "--blocking-threads", "2"]
    web += ["--host", host, "--port", str(port), "--log-level", "warning", "config.wsgi:application"]
    return {
        "web server": [sys.executable, "-m", *web],
        "worker": [sys.executable, "manage.py", "worker"],
    }


def local_address(host: str, port: int) -> str:
    """Where a browser on this machine finds a server that listens on `host`."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104  listens nowhere by itself
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def is_taken(host: str, port: int) -> bool:
    """True when another program listens there already."""
    with (
        contextlib.suppress(OSError),
        socket.create_connection((urlsplit(local_address(host, port)).hostname, port), 1),
    ):
        return True
    return False


def answers(address: str) -> bool:
    """True when the site answers, be it with a refusal."""
    try:
        urllib.request.urlopen(f"{address}/healthz", timeout=5).close()  # noqa: S310  our own http address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def welcome(address: str) -> str:
    """What to tell the person who started it."""
    lines = [f"Atelier runs at {address}/"]
    if settings.DEBUG:
        lines.append(f"Staff: {address}/admin/, user {DEMO_LOGIN[0]}, password {DEMO_LOGIN[1]}")
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        folder = str(getattr(settings, "EMAIL_FILE_PATH", ""))
        lines.append(f"Outgoing mail is kept in {os.path.relpath(folder, ROOT)}/")
    else:
        lines.append("Outgoing mail goes to the server of EMAIL_URL.")
    return "\n".join([*lines, "Ctrl-C stops it."])


def first_dead(running: Mapping[str, subprocess.Popen[bytes]]) -> tuple[str, int] | None:
    """The name and exit code of a program that has ended."""
    return next(((name, code) for name, process in running.items() if (code := process.poll()) is not None), None)


def watch(running: Mapping[str, subprocess.Popen[bytes]], address: str) -> int:
    """Say where the site is once it answers, then wait for the first program to end; its exit code, never 0."""
    deadline = time.monotonic() + START_SECONDS
    is_welcomed = False
    while (dead := first_dead(running)) is None:
        if not is_welcomed and (answers(address) or time.monotonic() > deadline):
            print(welcome(address), flush=True)
            is_welcomed = True
        time.sleep(0.2)
    name, code = dead
    print(f"The {name} ended by itself (exit code {code}), so everything stops.", file=sys.stderr)
    return code if code > 0 else 1


def serve(host: str, port: int, web_processes: int) -> int:
    """Start both programs, wait, stop both; the exit code."""
    environment = {**os.environ, "PORT": str(port)}
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        with processes.stop_signals_raise():
            for name, command in commands(host, port, web_processes).items():
                running[name] = processes.start(command, environment=environment)
            return watch(running, local_address(host, port))
    except processes.Stopped:
        print("\nStopping.", flush=True)
        return 0
    finally:
        for process in running.values():
            process.terminate()  # all at once, then wait for each
        for process in running.values():
            processes.stop(process)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.chdir(ROOT)
    host = os.environ.get("HOST") or "127.0.0.1"
    port = int(os.environ.get("PORT") or 8000)
    try:
        settings.DEBUG  # noqa: B018  reads the settings, so that what is missing is said before anything starts
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return 1
    if is_taken(host, port):
        print(f"Another program listens on port {port} already: choose another with PORT=8001.", file=sys.stderr)
        return 1
    return serve(host, port, int(os.environ.get("WEB_PROCESSES") or 2))


if __name__ == "__main__":
    sys.exit(main())
