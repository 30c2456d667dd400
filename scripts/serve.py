"""`make run`: prepare the database, then run web server and worker together until Ctrl-C or until one of them dies.

HOST, PORT and WEB_PROCESSES say where and how wide; everything else is the application's own settings.
"""

import contextlib
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from scripts import processes


def commands(host: str, port: int, web_processes: int) -> dict[str, list[str]]:
    """What runs, by the name we call it."""
    # Two threads for each process: while one waits for the database the other computes. More would take turns at
    # computing, also when one of them holds a lock for which all who register wait.
    web = [
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        str(web_processes),
        "--blocking-threads",
        str(settings.WEB_THREADS),
    ]
    web += ["--host", host, "--port", str(port), "--log-level", "warning", "config.wsgi:application"]
    return {"web server": [sys.executable, "-m", *web], "worker": [sys.executable, "manage.py", "worker"]}


def local_address(host: str, port: int) -> str:
    """Where a browser on this machine finds a server that listens on `host`."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  listens nowhere by itself
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def answers(address: str) -> bool:
    """True when the site answers, be it with a refusal."""
    try:
        urllib.request.urlopen(f"{address}/healthz", timeout=5).close()  # noqa: S310  our own http address
    except OSError as error:
        return isinstance(error, urllib.error.HTTPError)
    return True


def prepare() -> None:
    """A database with the newest tables and the demo in it, and static files."""
    django.setup()
    if is_from_before():
        raise ImproperlyConfigured(
            f"The database {settings.DATABASES['default']['NAME']} was made by an older Atelier, from before its first "
            "release, and cannot be brought up to date: delete it, or name another in DATABASE_URL, and start again."
        )
    call_command("migrate", verbosity=0)
    if settings.DEBUG:  # the demo has a login that everybody can read in the documentation
        call_command("seed_demo")
    call_command("collectstatic", interactive=False, verbosity=0)
    connection.close()


def is_from_before() -> bool:
    """The database holds migrations of ours that are no more: until the first release they are made anew."""
    own = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}
    known = MigrationLoader(connection).disk_migrations
    applied = MigrationRecorder(connection).applied_migrations()
    gone = [key for key in applied if key[0] in own and key not in known]
    # Tables that moved to another app since: that app has nothing applied while others have.
    missing = own & {label for label, _name in known} - {label for label, _name in applied}
    return bool(gone) or (bool(missing) and any(label in own for label, _name in applied))


def welcome(address: str) -> None:
    """Tell the person who started it where everything is."""
    print(f"Atelier runs at {address}/")
    if settings.DEBUG:
        print(f"Staff: {address}/admin/, user secretariat, password atelier-demo")
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        print(f"Outgoing mail is kept in {os.path.relpath(getattr(settings, 'EMAIL_FILE_PATH', ''))}/")
    else:
        print("Outgoing mail goes to the server of EMAIL_URL.")
    print("Ctrl-C stops it.", flush=True)


def supervise(programs: dict[str, list[str]], address: str) -> str:
    """Start all, and stop all once one has ended or somebody stops us; what to say of an end that nobody asked for."""
    running = {}
    is_welcomed = False
    try:
        for name, command in programs.items():
            running[name] = processes.start(command)
        while True:
            for name, process in running.items():
                if process.poll() is not None:
                    return f"The {name} ended by itself (exit code {process.returncode}), so everything stops."
            if not is_welcomed and answers(address):
                welcome(address)
                is_welcomed = True
            time.sleep(0.2)
    except SystemExit:
        print("\nStopping.", flush=True)
        return ""
    finally:
        for process in running.values():
            process.terminate()  # all at once, then wait for each
        for process in running.values():
            processes.stop(process)


if __name__ == "__main__":
    os.environ.setdefault("DEBUG", "on")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    host, port = os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or 8000)
    os.environ["PORT"] = str(port)
    with contextlib.suppress(OSError), socket.create_connection((host, port), 1):
        sys.exit(f"Another program listens on port {port} already: choose another with PORT=8001.")
    processes.exit_when_stopped()
    try:
        prepare()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(f"The database of DATABASE_URL does not answer: {error}")
    programs = commands(host, port, int(os.environ.get("WEB_PROCESSES") or 2))
    sys.exit(supervise(programs, local_address(host, port)) or 0)
