"""Child processes that end with their parent: started apart from the terminal, stopped in order, never left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def start(command: Sequence[str | Path], how: signal.Signals = signal.SIGTERM, **more: Any) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own: Ctrl-C reaches only us, and we stop it when it is due."""

    def end_with_us() -> None:
        if sys.platform == "linux":  # when we are killed and can stop nothing, the kernel sends it `how`
            ctypes.CDLL(None).prctl(1, how)  # PR_SET_PDEATHSIG

    more |= {"stdin": subprocess.DEVNULL, "start_new_session": True, "preexec_fn": end_with_us}
    return subprocess.Popen(command, **more)


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, patience: float = 10) -> None:
    """Ask the program to end; after `patience` seconds end its whole group."""
    process.send_signal(how)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def exit_when_stopped() -> None:
    """Let Ctrl-C, `kill` or a closed terminal raise SystemExit; more of them are ignored while that cleans up."""

    def on_signal(number: int, frame: FrameType | None) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    for each in STOP_SIGNALS:
        signal.signal(each, on_signal)


def run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run a program that shares our terminal, and wait while it ends by itself; its exit code."""
    with subprocess.Popen(command, env=environment) as child:
        signal.signal(signal.SIGINT, lambda *_: None)  # of Ctrl-C the terminal tells the child
        for each in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, lambda number, _frame: child.send_signal(number))
        return child.wait()
