"""What comes from strangers is read by a process of its own: it costs a bounded amount, and harms nobody.

A helper is started when first needed (`child_process.py`), with no environment, thus no secrets, and without the
database. It forks, which costs a few milliseconds where starting a Python would cost half a second. A fork has little
time and memory for a mail; it reads some in a row, since a fresh one has all to look up anew, and the first that is too
much for it ends it. Whoever asks may have threads and open connections: it forks nothing itself.
"""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from agendareader.facts import Agenda, Wanted
from filereader.strict_tables import Cell, Refused
from mailreader.context import Context
from mailreader.findings import OurMessage, RegistrationFacts
from mailreader.reading import Cut, Desk, Reading
from sandbox.frames import Broken, Channel, as_json
from sandbox.plain import from_plain, to_plain

READY = b"ready"
HEAD, FILE, MAIL, TABLE, AGENDA = "head", "file", "mail", "table", "agenda"
# By the clock, for a machine that is busy; processor time is what ends a mail.
PATIENCE = 60.0
# Of a mail so many bytes go to the process, more than it reads; of one that could not be read so many of its head.
MOST_RAW = 48_000_000
MOST_HEAD = 128_000
MOST_FACTS = 16_000_000
# What may be asked while a mail is read: what the answer is, and how many words the question has.
QUESTIONS: dict[str, tuple[Any, int]] = {
    "is_staff": (bool, 1),
    "our_message": (OurMessage | None, 1),
    "registration": (RegistrationFacts | None, 1),
    "registrations_of": (Sequence[RegistrationFacts], 1),
    "registrations_named": (Sequence[RegistrationFacts], 3),
    "was_received": (bool, 1),
}
MOST_QUESTIONS = 3000
_LONGEST_QUESTION = 1000
_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one mail may cost: seconds of processor time, more for each million bytes that must be decoded, and bytes of
    address space. A helper at rest has 35 million of these, the largest mail that is read needs 300 million.
    """

    seconds: float = 2.0
    seconds_a_million: float = 0.1
    memory: int = 512_000_000

    def seconds_for(self, raw: bytes) -> float:
        """For this mail."""
        return self.seconds + self.seconds_a_million * len(raw) / 1_000_000


class NotRead(Exception):
    """The process took too much or died: this mail cannot be read, now or later."""


class Away(Exception):
    """No process could be started: nothing is known of the mail, which is to be read later."""


BOUNDS = Bounds()
# Seconds of processor time for a table that staff upload: more than twice what the largest needs.
SECONDS_OF_A_TABLE = 10.0
# For an agenda that staff paste: the longest that is read takes half of it.
SECONDS_OF_AN_AGENDA = 10.0


class Helper:
    """The process that forks, and our end of its socket."""

    def __init__(self, module: str = "sandbox.child_process") -> None:
        self._module = module
        self._lock = threading.Lock()
        # No more at once than a machine has room for.
        self._turns = threading.BoundedSemaphore(4)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        # Forks that have read a mail for us and can read another.
        self._idle: list[Channel] = []

    @property
    def pid(self) -> int:
        """Of the process; 0 where none is running."""
        return self._process.pid if self._process is not None and self._process.poll() is None else 0

    @contextlib.contextmanager
    def conversation(self, request: dict[str, Any], raw: bytes) -> Iterator[Channel]:
        """A channel to a fork that has taken up the request about a mail. Raises Away."""
        with self._turns:
            channel = self._begin(request, raw)
            try:
                yield channel
            except BaseException:
                channel.close()
                raise
            with self._lock:
                self._idle.append(channel)

    def _begin(self, request: dict[str, Any], raw: bytes) -> Channel:
        """A fork has its end, and so has the helper, for want of work or otherwise: then there is another."""
        while True:
            with self._lock:
                channel = self._idle.pop() if self._idle else None
            if channel is None:
                break
            if _takes(channel, request, raw):
                return channel
        for _attempt in range(2):
            control, channel = self._fork()
            if _takes(channel, request, raw):
                return channel
            self.stop(control)
        raise Away

    def _fork(self) -> tuple[socket.socket, Channel]:
        ours, theirs = socket.socketpair()
        channel = Channel(ours, PATIENCE)
        with self._lock, theirs:
            try:
                control = self._running()
            except OSError as error:
                channel.close()
                raise Away from error
            with contextlib.suppress(OSError):  # it has ended
                socket.send_fds(control, [b"m"], [theirs.fileno()])
        return control, channel

    def _running(self) -> socket.socket:
        if self._control is None:
            control, theirs = socket.socketpair()
            command = [sys.executable, "-E", "-s", "-W", "ignore", "-m", self._module]
            no_secrets: dict[str, str] = {}
            with contextlib.ExitStack() as undo, theirs:
                undo.callback(control.close)
                self._process = subprocess.Popen(
                    command,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    env=no_secrets,
                    cwd=_ROOT,
                    start_new_session=True,
                )
                undo.pop_all()
            self._control = control
        return self._control

    def stop(self, control: socket.socket | None = None) -> None:
        """End the helper, or just the one behind this socket. Forks come to their own end."""
        with self._lock:
            if self._process is None or self._control is None or control not in (None, self._control):
                return
            self._close()
            self._process.kill()
            self._process.wait()
            self._process = None

    def _close(self) -> None:
        for end in (*self._idle, self._control):
            if end is not None:
                end.close()
        self._idle, self._control = [], None

    def forget(self) -> None:
        """In a fork of the process that asks: the helper is not its own."""
        self._close()
        if self._process is not None:
            self._process.returncode = 0  # nobody waits for it here
        self.__init__(self._module)  # type: ignore[misc]  # another thread may have held the lock


def _takes(channel: Channel, request: dict[str, Any], raw: bytes) -> bool:
    """Whether there is somebody at the other end. What goes wrong later is the mail's fault.

    The names of countries are much, and a fork remembers them: they are said when they are others than before.
    """
    channel.allow(PATIENCE)
    said = {"seconds": BOUNDS.seconds_for(raw), "memory": BOUNDS.memory, **request}
    if (countries := request.get("countries")) is not None:
        said["countries"] = None if countries == channel.countries else countries
        channel.countries = countries
    with contextlib.suppress(Broken):  # it may have taken it up, and died of it
        channel.send(as_json(said), raw[:MOST_RAW])
    try:
        if channel.receive(len(READY)) == READY:
            return True
    except Broken:
        pass
    channel.close()
    return False


helper = Helper()
atexit.register(lambda: helper.stop())
os.register_at_fork(after_in_child=lambda: helper.forget())


def read_mail(raw: bytes, context: Context, marks: str) -> Reading:
    """What a mail says and seems to want; `marks` is the pattern of those that we put into subjects.

    Raises NotRead or Away, and whatever the context raises.
    """
    desk = {known.name: to_plain(getattr(context, known.name)) for known in fields(Desk)}
    countries = {code: list(names) for code, names in context.countries.items()}
    request = {"want": MAIL, "marks": marks, "desk": desk, "countries": countries}
    with helper.conversation(request, raw) as channel:
        return _made(Reading, _found(channel, context))


def read_head(raw: bytes, marks: str) -> Reading:
    """Who wrote what about, of a mail that was not read. Raises NotRead or Away."""
    with helper.conversation({"want": HEAD, "marks": marks}, raw[:MOST_HEAD]) as channel:
        return _made(Reading, _found(channel))


def cut_file(raw: bytes, number: int, *, with_text: bool = False) -> tuple[Cut, bytes] | None:
    """An attachment of a mail and its bytes; None where there is none. Raises NotRead or Away."""
    request = {"want": FILE, "number": number, "with_text": with_text}
    with helper.conversation(request, raw) as channel:
        found = _found(channel)
        try:
            content = channel.receive(MOST_RAW)
        except Broken as error:
            raise NotRead from error
        return (_made(Cut, found), content) if found is not None else None


def read_table(raw: bytes) -> list[list[Cell]]:
    """The rows of a table that staff upload (`filereader/strict_tables.py`). Raises Refused, NotRead or Away."""
    with helper.conversation({"want": TABLE, "seconds": SECONDS_OF_A_TABLE}, raw) as channel:
        try:
            return [[_cell(cell) for cell in row] for row in _unless_refused(_found(channel, most=MOST_RAW))]
        except (TypeError, ValueError) as error:
            raise NotRead from error


def read_agenda(raw: bytes, countries: Mapping[str, Collection[str]], wanted: Wanted, name: str = "") -> Agenda:
    """What an agenda says that staff paste or upload (`agendareader/reader.py`). Raises Refused, NotRead or Away."""
    request = {
        "want": AGENDA,
        "seconds": SECONDS_OF_AN_AGENDA,
        "wanted": to_plain(wanted),
        "name": name,
        "countries": {code: list(names) for code, names in countries.items()},
    }
    with helper.conversation(request, raw) as channel:
        return _made(Agenda, _unless_refused(_found(channel)))


def _cell(said: Any) -> Cell:
    """A text, or two of them."""
    if isinstance(said, str):
        return said
    kind, moment = said
    return str(kind), str(moment)


def _found(channel: Channel, context: Context | None = None, most: int = MOST_FACTS) -> Any:
    """What the fork says in the end. It may ask before: its questions are few, short, and answered from the context."""
    for _question in range(MOST_QUESTIONS):
        try:
            said = channel.hear(most)
            if "found" in said:
                return said["found"]
            name, *words = said["ask"]
            words = [str(word)[:_LONGEST_QUESTION].replace("\x00", "") for word in words]
            ask, (_kind, count) = getattr(context, name), QUESTIONS[name]
            if len(words) != count:
                raise ValueError(name)
        except (Broken, TypeError, ValueError, KeyError, AttributeError) as error:
            raise NotRead from error
        with contextlib.suppress(Broken):  # then it says nothing any more either
            channel.say(to_plain(ask(*words)))
    raise NotRead


def _unless_refused(found: Any) -> Any:
    """A text in the place of what was wanted is why the file is not taken."""
    if isinstance(found, str):
        raise Refused(found)
    return found


def _made(kind: type[Any], found: Any) -> Any:
    """The value of this type. What reads may have been taken over by a mail: its plain data are checked, where pickled
    objects would run what it likes in our process.
    """
    try:
        return from_plain(kind, found)
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise NotRead from error
