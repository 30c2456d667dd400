"""Sizes of what is measured, and the figures to beat."""

from typing import NamedTuple

SESSIONS, ROOMS, DAYS, SPEAKERS = 200, 6, 5, 300
REGISTRATIONS = 20_000
CLIENTS = 8
WEB_PROCESSES = 2
MAILS = 10_000
PLACES_LEFT, PROCESSES, ROUNDS = 10, 50, 5

RECIPIENTS = 1_000

# Milliseconds of the processor for a page that nobody has asked for since something changed.
SPEAKERS_ANEW, CALENDAR_ANEW = 65, 50
# And for a registration, of the web processes and of PostgreSQL together.
REGISTRATION_COMPUTED = 14
# Of the rate of readers, what is left while somebody saves once a second.
WHILE_SAVING = 0.8

PROGRAMME, QUEUE, DOOR, LAST_PLACES, MAILING, LARGE = (
    "bench-programme",
    "bench-queue",
    "bench-door",
    "bench-places",
    "bench-mailing",
    "large",
)


class Target(NamedTuple):
    """A figure to reach: `limit` is the least (is_least) or the most that passes; 0 queries etc. are plain numbers."""

    limit: float
    is_least: bool
    unit: str

    def is_met(self, value: float) -> bool:
        """Whether a measured value passes."""
        if self.unit == "exactly":
            return value == self.limit
        return value >= self.limit if self.is_least else value <= self.limit

    def __str__(self) -> str:
        if self.unit == "exactly":
            return f"exactly {self.limit:,.0f}"
        return f"{'≥' if self.is_least else '≤'} {self.limit:,g} {self.unit}".strip()


def least(limit: float, unit: str = "") -> Target:
    """At least this."""
    return Target(limit, True, unit)


def most(limit: float, unit: str = "") -> Target:
    """At most this."""
    return Target(limit, False, unit)


# What Indico 3.3.14, pretalx 2026.2.1 and pretix 2026.8.0 did, installed from their published packages, November 2026,
# on one machine of the same kind (2 cores), PostgreSQL 15, two web processes, with the same event.
PEERS = {
    "event": "pretalx 105/s; Indico 12.3/s (104 kB, 17 queries); pretix 37/s (9 queries)",
    "agenda": "pretalx 74/s for an empty shell, 6.1/s without JavaScript; Indico 6.9/s drawn by script, 1.9/s as HTML",
    "speakers": "pretalx 6.4/s (249 kB); Indico 12.4/s (425 kB)",
    "first visit": "pretalx 523 kB, 26 requests; Indico 3.05 MB, 39 requests",
    "calendar": "pretalx schedule.xml 409 queries, 1.7/s",
    "registrations": "Indico 10.4/s, p50 343 ms; pretix 2.4/s, p99 4.6 s",
    "places": "Indico let 11 in with two processes, 17 with eight; pretix 10",
    "queue": "Indico 35 s, 60 MB of HTML; pretix 149 ms, 23 queries (25 rows)",
    "search": "pretix 353 ms",
    "csv": "Indico 40 s, 1.2 GB; pretix 138 s, 276 MiB, 5 queries a row",
    "xlsx": "Indico 39 s, 1.2 GB; pretix 210 s, 422 MiB",
    "sessions": "pretalx 1.2 s, 24 queries",
    "memory": "pretalx 191–213 MiB; Indico 288 MiB; pretix 996 MiB for web and workers together",
    "start": "pretalx 37–49 s; pretix migrations alone 102 s",
}
