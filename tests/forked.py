"""Commands as real processes that need not load everything again: each is forked from one that has.

`start("worker", …)` becomes `manage.py worker …`: its own settings, read anew from the environment it is given, its own
connections, signals and exit code. What tests of the start itself are about (an interpreter that begins with nothing)
they start themselves.
"""

import contextlib
import functools
import importlib
import multiprocessing
import os
import runpy
import signal
import sys
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.process import BaseProcess
from pathlib import Path


class Program:
    """A started command, with what subprocess.Popen has to it."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit code, a negative signal, or None while it runs."""
        return self._process.exitcode

    poll = returncode.fget

    def wait(self, seconds: float | None = None) -> int:
        """The exit code."""
        self._process.join(seconds)
        code = self._process.exitcode
        assert code is not None, "it did not end"
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Such as SIGTERM."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """The hard way: SIGKILL."""
        self._process.kill()


@functools.cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.loaded"])
    return context


def start(
    *arguments: str,
    environment: dict[str, str],
    said: Path,
    errors: Path | None = None,
    given: Path | None = None,
    program: str = "manage",
) -> Program:
    """`manage.py` with these arguments and nothing but this environment; what it says is added to the files."""
    process: ForkServerProcess = _server().Process(
        target=_become,
        args=([program, *arguments], environment, said, errors or said, given or Path(os.devnull)),
        daemon=True,
    )
    process.start()
    return Program(process)


def _become(command: list[str], environment: dict[str, str], said: Path, errors: Path, given: Path) -> None:
    for path, flags, number in (
        (given, os.O_RDONLY, 0),
        (said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 1),
        (errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 2),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  multiprocessing has given it another
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environment)
    _forget_settings()
    sys.argv = command
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


def _forget_settings() -> None:
    """Let them be read again, from the environment as it is now."""
    import auditlog.conf
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    for name in ("config.settings", "tests.settings"):
        sys.modules.pop(name, None)
    settings._wrapped = empty
    for known in connections.all(initialized_only=True):
        del connections[known.alias]
    connections.__dict__.pop("settings", None)
    connections._settings = None  # type: ignore[attr-defined]
    # This library writes its defaults into the settings. Where these are wrong, the program says so itself.
    with contextlib.suppress(Exception):
        importlib.reload(auditlog.conf)
