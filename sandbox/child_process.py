"""The process that reads for another one, by forks of itself, which it bounds.

Its input is a socket: each message on it is the end of a conversation (`frames.py`), which a fork holds with whoever
asked. Itself it never sees a byte of a mail. It knows no settings, no database and nothing of who began it.
"""

import contextlib
import functools
import gc
import logging
import math
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from agendareader.facts import Wanted
from agendareader.reader import read
from filereader.strict_tables import Refused, read_strictly
from mailreader.condense import file_of, head_of, reading_of
from mailreader.reading import Desk, Reading
from sandbox.child import AGENDA, FILE, HEAD, MOST_FACTS, MOST_RAW, PATIENCE, QUESTIONS, READY, TABLE
from sandbox.frames import Channel, as_json
from sandbox.plain import from_plain, to_plain

# So long nothing is to be read until the process ends by itself; whoever needs it again starts another.
IDLE = 600.0
# For the processes that read documents, which have limits of their own (`pages_process.py`).
_MEMORY_OF_DOCUMENTS = 1_000_000_000
# How many mails a fork reads, how many seconds it waits for the next one, and with how many kilobytes it takes no more.
_MOST_MAILS = 50
_PAUSE = 10.0
_LARGE = 200_000
# Of the processor, whatever else is said.
_LAST_SECONDS = 600

Answer = Callable[[dict[str, Any], Channel], None]


class AskingContext:
    """What the desk knows: plain values that came with the mail, and answers to questions, each asked once."""

    def __init__(self, desk: Desk, countries: dict[str, tuple[str, ...]], channel: Channel) -> None:
        self._desk, self._channel = desk, channel
        self.countries = countries
        self._answers: dict[tuple[str, ...], Any] = {}

    def __getattr__(self, name: str) -> Any:
        """What is known, or a question of the context as a function."""
        return functools.partial(self._ask, name) if name in QUESTIONS else getattr(self._desk, name)

    def _ask(self, *question: str) -> Any:
        if question not in self._answers:
            self._channel.say({"ask": question})
            answer = self._channel.hear(MOST_FACTS)
            self._answers[question] = from_plain(QUESTIONS[question[0]][0], answer)
        return self._answers[question]


def confine(seconds: float, memory: int) -> None:
    """Nothing can be written, or taken without end, from here on. It still starts the processes that read documents."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    computed = math.ceil(time.process_time() + seconds) + 1
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, computed, _LAST_SECONDS),
        (resource.RLIMIT_AS, memory, _MEMORY_OF_DOCUMENTS),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, 64, 64),
    ):
        resource.setrlimit(kind, (soft, hard))


def rest() -> None:
    """Between two mails no time is counted."""
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)


def answer(request: dict[str, Any], channel: Channel) -> None:
    """The bytes come in, what was wanted goes out."""
    raw = channel.receive(MOST_RAW)
    content = None
    try:
        if request["want"] == TABLE:
            found: Any = read_strictly(raw)
        elif request["want"] == AGENDA:
            wanted = from_plain(Wanted, request["wanted"])
            found = to_plain(read(raw, request["countries"], wanted, request["name"]))
        elif request["want"] == FILE:
            cut, content = file_of(raw, request["number"], with_text=request["with_text"]) or (None, b"")
            found = to_plain(cut)
        else:
            found = to_plain(_reading(request, raw, channel))
    except Refused as error:
        found = error.reason
    channel.send(as_json({"found": found}), *([] if content is None else [content]))


def _reading(request: dict[str, Any], raw: bytes, channel: Channel) -> Reading:
    if request["want"] == HEAD:
        reading = head_of(raw, request["marks"])
    else:
        asking: Any = AskingContext(from_plain(Desk, request["desk"]), request["countries"], channel)
        reading = reading_of(raw, asking, request["marks"])
    # The reader raises nothing and says what went wrong; what it left out for want of memory nobody knows.
    if any("MemoryError" in problem for problem in reading.found.problems):
        raise MemoryError
    return reading


def hold(channel: Channel, answer: Answer) -> None:
    """The whole life of a fork: so many mails, unless one of them leaves it large, or nobody has more."""
    countries: dict[str, tuple[str, ...]] = {}
    try:
        for _mail in range(_MOST_MAILS):
            channel.allow(_PAUSE)
            request = channel.hear(MOST_FACTS)
            if said := request.get("countries"):
                countries = {code: tuple(names) for code, names in said.items()}
            request["countries"] = countries
            confine(request["seconds"], request["memory"])
            channel.allow(PATIENCE)
            channel.send(READY)
            answer(request, channel)
            rest()
            if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _LARGE:
                break
    finally:
        # What a hostile mail left behind in memory is not tidied up, and nothing is printed of it.
        os._exit(0)


def main(answer: Answer = answer) -> None:
    """Fork for each conversation, until nobody is there any more or nothing was wanted for long."""
    # Whoever is told to stop lets the mail in hand come to its end: we end with it, when the socket closes.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, lambda *_arguments: _reap())
    logging.disable(logging.CRITICAL)
    control = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    os.close(sys.stdin.fileno())
    os.open(os.devnull, os.O_RDONLY)
    control.settimeout(IDLE)
    gc.collect()
    gc.freeze()  # a fork that collects would copy all that is here
    while True:
        try:
            message, ends, _flags, _address = socket.recv_fds(control, 1, 1)
        except OSError:  # a TimeoutError among them
            return
        if not message:
            return
        for end in ends:
            if not os.fork():
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                control.close()
                hold(Channel(socket.socket(fileno=end), _PAUSE), answer)
            os.close(end)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main()
