"""What an agenda says: its items in their order, and the lines that were not understood."""

import datetime
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the event: its days, and its language where staff have chosen it."""

    first: datetime.date | None = None
    last: datetime.date | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in an item. `line` is all that is printed behind the name; the parts found in it stand beside it.

    `written` is the name as printed; `country` is a code; `number` is the line of the source.
    """

    written: str
    given_name: str = ""
    family_name: str = ""
    honorific: str = ""
    title: str = ""
    role: str = "speaker"
    line: str = ""
    function: str = ""
    organisations: tuple[str, ...] = ()
    country: str = ""
    topic: str = ""
    is_joint: bool = False
    is_to_be_confirmed: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """An item. Hours are "HH:MM" or ""; `within` is the place of the item above it in the list, -1 for none.

    `day_number` counts the days of a text that names no date ("Day 2"); 0 where it says nothing.
    """

    title: str
    kind: str = "session"
    number: str = ""
    day: datetime.date | None = None
    day_number: int = 0
    start: str = ""
    end: str = ""
    is_end_assumed: bool = False
    room: str = ""
    description: str = ""
    is_to_be_confirmed: bool = False
    within: int = -1
    people: tuple[Person, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """A line of which nothing was taken, and why.

    "before", "behind", "no-day", "no-person", "no-item", "column", or "language": of a column in another one.
    """

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class OtherWeekday:
    """A heading that names another day of the week than that of its date, which is taken for the day."""

    line: int
    text: str
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Agenda:
    """All of it. `is_cut` says that the text was longer than is read."""

    language: str = ""
    items: tuple[Item, ...] = field(default=())
    unread: tuple[Unread, ...] = field(default=())
    other_weekdays: tuple[OtherWeekday, ...] = field(default=())
    is_cut: bool = False
