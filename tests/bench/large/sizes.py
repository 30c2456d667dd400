"""How large a large house is."""

from typing import NamedTuple


class Sizes(NamedTuple):
    """Numbers of rows. A quarter of the registrations is for one event, `waiting` of them wait for another.

    Each has a message in the outbox, the first `reminders` of them two.
    """

    events: int = 1_000
    sessions: int = 30_000
    speakers: int = 30_000
    registrations: int = 220_000
    waiting: int = 7_000
    reminders: int = 80_000
