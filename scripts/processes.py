"""Child processes that end with their parent: started apart from the terminal, stopped in order, never left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


def die_with_parent(how: signal.Signals) -> Callable[[], None]:
    """What a child does before it becomes its program: on Linux, ask to be signalled should the parent be killed."""

    def prepare() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)

    return prepare


def start(
    command: Sequence[str | Path],
    *,
    user: int | None = None,
    group: int | None = None,
    output: IO[bytes] | None = None,
    environment: dict[str, str] | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own, so that Ctrl-C reaches only us and we stop it when it is due."""
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env=environment,
        start_new_session=True,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
        preexec_fn=die_with_parent(stop_signal),
    )


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, patience: float = 10) -> None:
    """Ask the program to end; after `patience` seconds end its whole group."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, `kill`, or the terminal was closed."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(signal.Signals(number).name)


@contextlib.contextmanager
def stop_signals_raise() -> Iterator[None]:
    """Turn the first stop signal into `Stopped`, and ignore more of them, so that cleaning up is not cut short."""

    def on_signal(number: int, frame: FrameType | None) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    before = {each: signal.signal(each, on_signal) for each in STOP_SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def run(command: Sequence[str | Path], environment: dict[str, str]) -> int:
    """Run a program that shares our terminal and wait for it; asked to stop, see it stop first. Its exit code."""
    child = subprocess.Popen([str(part) for part in command], env=environment)
    try:
        return child.wait()
    except Stopped as stopped:
        # After Ctrl-C the terminal has told the child already, and a second time would cut its own cleaning up short.
        if stopped.number != signal.SIGINT:
            child.send_signal(stopped.number)
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise
