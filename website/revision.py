"""Whether anything public changed: what is kept of public tables is kept until then."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

from django.conf import settings
from django.db import Error

from website.models import PublicChange

# Nothing is kept for longer, whatever was told: a bulk update in plain SQL, a transaction longer than the next.
KEPT_AT_MOST_SECONDS = 600
# Transactions commit in another order than their lines were appended: so far back is looked for late ones.
LATE_SECONDS = 30
# Midnights of all time zones ("today", "over") fall on quarters of an hour.
QUARTER_SECONDS = 900
# What was looked up so lately counts as known by who may not ask: somebody waits for what he or she holds.
KNOWN_SECONDS = 5
# In place of an event: what is shown everywhere, such as the countries, and no event of its own.
DIRECTORY = 0

Thing = TypeVar("Thing")


class Mark(NamedTuple):
    """Of what is kept: what was known when it began to be made, and when that was."""

    turn: int
    made: float  # seconds of time.monotonic()
    quarter: float


class Watch:
    """What this process knows of changes: the database is asked once in PUBLIC_PAGE_CHECK_SECONDS at most."""

    def __init__(self) -> None:
        self.turn = 0  # counts the looks that saw something new
        self.turns: dict[int | None, int] = {}  # of each event, and of all (None), the turn that saw its last change
        self.seen: set[tuple[int, int | None]] = set()
        self.asked = self.checked = float("-inf")  # when it was asked last, and when it answered
        self.is_known = True
        self.lock = threading.Lock()

    def look(self) -> bool:
        """See what changed; False when the database does not answer, and nobody knows."""
        if time.monotonic() - self.asked < settings.PUBLIC_PAGE_CHECK_SECONDS:
            return self.is_known
        if not self.lock.acquire(blocking=False):
            return self.is_known  # another thread is asking; its answer serves the next reader
        try:
            self._ask()
            self.is_known = True
        except Error:
            self.is_known = False
        finally:
            self.asked = time.monotonic()
            self.lock.release()
        return self.is_known

    def _ask(self) -> None:
        now = time.monotonic()
        # What was told before is older than all that is kept.
        seconds = min(now - self.checked, KEPT_AT_MOST_SECONDS) + LATE_SECONDS
        found = set(PublicChange.objects.since(seconds).order_by().values_list("pk", "event"))
        if new := found - self.seen:
            self.turns |= {event: self.turn + 1 for _line, event in new}
            self.turn += 1
        self.seen = found
        self.checked = now

    def mark(self) -> Mark:
        """To be taken before something is made: what changes meanwhile makes it old from the start."""
        return Mark(self.turn, time.monotonic(), time.time() // QUARTER_SECONDS)

    def has_changed(self, mark: Mark, event: int | None) -> bool:
        """Something was told since that pages of this event show (None: any page)."""
        last = self.turn if event is None else max(self.turns.get(event, 0), self.turns.get(None, 0))
        return mark.turn < last

    def holds(self, mark: Mark, event: int | None, seconds: float = KEPT_AT_MOST_SECONDS) -> bool:
        """Nothing changed, and it is not too old."""
        is_old = time.monotonic() - mark.made >= seconds or time.time() // QUARTER_SECONDS != mark.quarter
        return not is_old and not self.has_changed(mark, event)


watch = Watch()


class Kept(Generic[Thing]):
    """What was read from public tables, kept in this process until it changes. Nobody may change it.

    For what a form shows and how it reads what was typed. What decides is read again behind the lock of the action,
    but the names of organisations (`registrations.organisations`): no lock of an event's holds the directory still.
    Asks the database nothing by itself, since that lock may be held: each request, and each turn of a worker, has
    looked (`watch.look`) when it began.
    """

    MOST = 100

    def __init__(self) -> None:
        self.things: dict[Hashable, tuple[Thing, Mark]] = {}

    def get(self, key: Hashable, read: Callable[[], Thing], event: int | None = DIRECTORY) -> Thing:
        """The thing of a key, read anew if need be. `event`: whose changes it shows too; None: those of any."""
        if not settings.PUBLIC_PAGE_CACHE or time.monotonic() - watch.checked > KNOWN_SECONDS:
            return read()
        mark = watch.mark()
        if known := self.things.get(key):
            thing, made = known
            if watch.holds(made, event):
                return thing
        thing = read()
        if len(self.things) >= self.MOST:
            self.things.clear()
        self.things[key] = thing, mark
        return thing
