"""An agenda, line by line: what begins a day, an item, a role, a person, and what goes on from the line above."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile

from agendareader import clock
from agendareader.bilingual import in_one_language
from agendareader.facts import Agenda, Item, OtherWeekday, Person, Unread, Wanted
from agendareader.grids import lines_of
from agendareader.layout import MOST_BELOW, POINT, beside, brackets, habits_of, is_below, label_of
from agendareader.people import (
    ROLES,
    Names,
    People,
    Piece,
    is_document,
    is_talk,
    pieces_of,
    role_at,
    without_documents,
    without_number,
)
from agendareader.source import Line, blocks_of
from agendareader.titles import is_break, is_kind_alone, is_label, kind_of, numbered, room_in
from lexicon import phrases
from lexicon.languages import language_of
from lexicon.matcher import words_of
from lexicon.titles import strip_titles

_NO_TITLE = " \t.:;,-–—|*•"
_FOOT = re.compile(r"©|(?:copyright|\(c\))\s", re.IGNORECASE)
_SENTENCE = 110
_MOST_ITEMS = 600
_LONGEST_JOINED = 600
# What begins in the morning and ends "at 1:00" lasts no longer than so many minutes.
_LONGEST_NOON = 360
_QUOTES = '"“”«»‘’\u00a0 '
_MARKS = frozenset('"“”«»')
# Roles that several people have: whoever stands below the first has the same.
_MANY = {"speaker", "panellist", "trainer"}
# Kinds within which others stand that have hours of their own.
_HOLDERS = {"session", "panel", "module", "side-event", "group-work", "setting-the-scene", "visit"}


@dataclass(slots=True)
class _Open:
    """An item while it is read."""

    title: str = ""
    kind: str = ""
    number: str = ""
    day: datetime.date | None = None
    day_number: int = 0
    start: int | None = None
    end: int | None = None
    is_end_assumed: bool = False
    room: str = ""
    description: list[str] = field(default_factory=list)
    is_to_be_confirmed: bool = False
    within: int = -1
    people: list[Person] = field(default_factory=list)
    line: int = 0


def read(content: bytes, countries: Names, wanted: Wanted | None = None, name: str = "") -> Agenda:
    """What a file or a pasted text says. Raises Refused for what is no text."""
    wanted = wanted or Wanted()
    blocks, is_cut = blocks_of(content, name)
    others = in_one_language(blocks, wanted.language)
    lines = lines_of(blocks, People(countries))
    language = wanted.language or language_of("\n".join(line.text for line in lines)[:6000])[0]
    reader = _Reader(lines, People(countries, language), wanted)
    reader.read()
    items = tuple(_closed(item) for item in reader.items)
    unread = tuple(sorted([*others, *reader.unread], key=lambda one: one.line))
    other_weekdays = tuple(dict.fromkeys(reader.other_weekdays))
    return Agenda(language, items, unread, other_weekdays, is_cut or len(reader.items) >= _MOST_ITEMS)


class _Reader:
    """Goes through the lines once; what a line is depends on those before it, and now and then on the next."""

    def __init__(self, lines: Sequence[Line], people: People, wanted: Wanted) -> None:
        self.lines = list(_divided(_joined(_unbroken(lines, people)), people))
        self.people, self.wanted = people, wanted
        self.items: list[_Open] = []
        self.unread: list[Unread] = []
        self.other_weekdays: list[OtherWeekday] = []
        self.day: datetime.date | None = None
        self.day_number = 0
        self.item: _Open | None = None
        self.role = ""
        self.role_line = 0
        # A role said in a line of its own holds for the lines below it, that of a column for its cell.
        self.is_person_open = False
        self.held: Line | None = None
        self.is_title_first = _titles_first(self.lines, people)
        self.habits = habits_of(self.lines, people)
        self.place = 0
        # The line that begins the item; items that are to begin below it, and their hours.
        self.above = Line("")
        self.begin = 0
        self.is_apart = False
        # Whether the lines below the item name people, by their indent and bullet.
        self.depths: dict[tuple[int, str], bool] = {}
        self.beside: list[int] = []
        self.hours: clock.Hours | None = None

    def read(self) -> None:
        """All of it."""
        for place, line in enumerate(self.lines):
            self.place = place
            if len(self.items) >= _MOST_ITEMS:
                break
            text = line.text.strip(_NO_TITLE)
            self.is_apart = self.is_apart or line.is_behind_gap
            if text and (line.hint or not text.isdigit()):  # a number alone is that of a page
                self._line(line)
        self._release()
        _assume_days(self.items, self.wanted)
        _afternoons(self.items)
        self.items = _merged_rows(self.items)
        _nest(self.items)
        _assume_ends(self.items)

    # One line ---------------------------------------------------------------------------------------------------------

    def _line(self, line: Line) -> None:
        if line.hint in ("", "day", "time") and (both := clock.day_and_hours(line.text, self.wanted.first)):
            self._day(replace(line, text=both[0], hint=""))
            line = replace(line, text=both[1], hint="" if line.hint == "day" else line.hint)
        if line.hint:
            self._hinted(line)
        elif not (self._day(line) or self._timed(line)):
            self._untimed(line)

    def _hinted(self, line: Line) -> None:
        """What a column of a table says it is."""
        if line.hint in ROLES:
            self._people_cell(line)
        elif line.hint == "time":
            self._hours_cell(line)
        elif line.hint == "day":
            if not self._day(replace(line, hint="", is_strong=True)):
                self._untimed(replace(line, hint=""))
        elif line.hint == "title":
            self._title_cell(line)
        elif line.hint in ("column", "before", "behind"):
            self.unread.append(Unread(line.number, line.text, line.hint))
        else:
            self._about(line)

    def _people_cell(self, line: Line) -> None:
        # "Panellists:" in a line of its own holds for the rest of the cell.
        if self.role_line != line.number:
            self.role = ""
        if not self._discussion(line):
            self._in_role(line, self.role or line.hint)

    def _hours_cell(self, line: Line) -> None:
        self._release()
        hours = clock.leading(line.text)
        if hours is None:
            self._untimed(replace(line, hint=""))
            return
        self._begin(line, "", hours)
        if rest := line.text[hours.behind :].strip(_NO_TITLE):
            self._untimed(replace(line, text=rest, hint=""))

    def _title_cell(self, line: Line) -> None:
        item = self.item
        if item is not None and not item.title and (places := beside(self.lines, self.place, self.people)):
            hours = None if item.start is None else clock.Hours(item.start, item.end, 0)
            self.items.pop()
            self.beside, self.hours, self.item = places, hours, None
            return
        if item is None or item.title or item.people:
            if self._day(line) or self._timed(line):
                return
            self._begin(line, "", None, within=self._holder(line.text))
        self._give_title(line)

    def _about(self, line: Line) -> None:
        """A number, a kind, a room, a description from a column of its own."""
        item, text = self.item, line.text
        if item is None or (item.title and line.hint in ("number", "kind") and item.line != line.number):
            item = self._begin(line, "", None, within=-1)
        if line.hint == "number":
            item.number = text[:12]
        elif line.hint == "kind":
            item.kind = kind_of(text) or item.kind
        elif line.hint == "room":
            item.room = text
        elif line.hint != "description":
            self._untimed(replace(line, hint=""))
        elif not (self._role(line) or self._discussion(line) or self._person(line)):
            self._describe(line)

    def _day(self, line: Line) -> bool:
        heading = clock.day_heading(line.text, self.wanted.first, is_strong=line.is_strong)
        if heading is None or (line.depth and heading.theme):
            return False
        if self.item is not None and not self.item.title and heading.date is None:
            return False  # "Recap of day 1" below its hours
        self._release()
        self.item, self.role, self.is_person_open = None, "", False
        if (heading.date, heading.number) != (self.day, self.day_number) or not heading.date:
            self.day_number = heading.number or self.day_number + (heading.date != self.day or not heading.date)
        self.day = self._of_event(heading.date) or self._day_by_number()
        if self.day is not None and heading.weekday not in (None, self.day.weekday()):
            self.other_weekdays.append(OtherWeekday(line.number, line.text, self.day))
        hours = clock.trailing(line.text)
        if hours and heading.theme and len(words_of(heading.theme).words) > 4:
            self._begin(line, "", hours[1])
        return True

    def _of_event(self, date: datetime.date | None) -> datetime.date | None:
        """A date whose month stands first, where only so it is a day of the event."""
        first, last = self.wanted.first, self.wanted.last
        if date is None or first is None or last is None or first <= date <= last or date.day > 12:
            return date
        other = date.replace(month=date.day, day=date.month)
        return other if first <= other <= last else date

    def _day_by_number(self) -> datetime.date | None:
        """ "Day 2" of an event whose days are known."""
        if self.wanted.first is None or not self.day_number:
            return None
        day = self.wanted.first + datetime.timedelta(days=self.day_number - 1)
        return day if self.wanted.last is None or day <= self.wanted.last else None

    def _timed(self, line: Line) -> bool:
        """A line with hours begins an item; hours alone give those of the title above, where titles come first."""
        hours = clock.leading(line.text)
        if hours is not None:
            rest = line.text[hours.behind :].strip(" \t,;:|–—-*•")
        elif found := clock.trailing(line.text) or clock.in_brackets(line.text):
            rest, hours = found
        else:
            return False
        if not rest and self._takes_hours(hours):
            return True
        if places := beside(self.lines, self.place, self.people):
            self.beside, self.hours, self.item = places, hours, None
            return True
        self._release()
        if clock.is_half_day(rest):
            return True  # "Morning session, 9:00–12:30": a heading above items with hours of their own
        self._begin(line, "", hours)
        if rest:
            self._give_title(replace(line, text=rest))
        return True

    def _takes_hours(self, hours: clock.Hours) -> bool:
        """Hours below a title: of the line that was held back, or of an item that has none yet."""
        if self.held is not None and self.is_title_first:
            held, self.held = self.held, None
            self._begin(held, "", hours)
            self._give_title(held)
            return True
        item = self.item
        if item and item.title and item.start is None and not item.people and not self._is_title_next():
            item.start, item.end, item.within = hours.start, hours.end, -1
            return True
        return False

    def _is_title_next(self) -> bool:
        return not self.is_title_first and bool(self.item and self.item.within >= 0)

    # Items ------------------------------------------------------------------------------------------------------------

    def _begin(self, line: Line, title: str, hours: clock.Hours | None, within: int = -1) -> _Open:
        self.item = _Open(title, day=self.day, day_number=self.day_number, within=within, line=line.number)
        if hours is not None:
            self.item.start, self.item.end = hours.start, hours.end
        self.items.append(self.item)
        self.above, self.begin, self.is_apart, self.depths = line, self.place, False, {}
        self.role, self.is_person_open = "", False
        return self.item

    def _give_title(self, line: Line) -> None:
        """The title, and what else stands in its line: a room, people, "to be confirmed"."""
        item = self.item
        assert item is not None  # noqa: S101  whoever calls has begun one
        text, _topic = without_documents(line.text)
        text, room, behind = self._at_room(text)
        item.room = item.room or room
        text, is_open = _without_open(text)
        item.is_to_be_confirmed = item.is_to_be_confirmed or is_open
        title, people = self._people_in_title(text, has_names=self.habits.has_names_behind)
        more, others = self._people_in_title(behind, 0, has_names=True)
        item.title = f"{title} {more}".strip(_NO_TITLE)[:300]
        number, kind = numbered(item.title)
        item.number = number or item.number
        item.kind = item.kind or kind or kind_of(item.title) or "session"
        item.people += [*people, *others]
        self.is_person_open = bool(item.people)

    def _at_room(self, text: str) -> tuple[str, str, str]:
        """ "Closing (Long Room) – Ana Ruiz": what stands before the room, the room, what stands behind it."""
        for found in brackets(text):
            if found[1] in self.habits.rooms or room_in(found[0])[1]:
                return text[: found.start()].rstrip(), found[1], text[found.end() :].strip(_NO_TITLE)
        return *room_in(text), ""

    def _people_in_title(self, text: str, begin: int = 1, *, has_names: bool = False) -> tuple[str, list[Person]]:
        """ "Opening remarks – Ms Ana Ruiz, Minister": the title, and who follows it.

        `begin` is 0 where they may stand first; `has_names`: what is written as a name is one, whatever follows.
        """
        pieces = pieces_of(text)
        for place, piece in enumerate(pieces[begin:], begin):
            before, behind = text[: piece.start].rstrip(" (–—-,:;|["), text[piece.start :]
            if found := role_at(behind):
                return before, self.people.read(behind[found[1] :], found[0], self._number)
            is_set_off = place < 2 or piece.sign not in (",", "")
            is_known = is_set_off and self.people.is_name(piece.text) and self.people.says_person(behind)
            is_sure = has_names and (piece.sign not in (",", ":") or before[-1:] in _QUOTES)
            if is_known or ((is_sure or self._is_clear(pieces, place)) and self._is_name(piece.text)):
                return before, self.people.read(behind, self._role_for(before), self._number, is_text=True)
        return self._people_by(text)

    def _people_by(self, text: str) -> tuple[str, list[Person]]:
        """ "Opening by Ana Ruiz", "Opening. Ana Ruiz": the title, and who stands behind it."""
        is_sure = self.habits.has_names_below
        ends = [
            (hit.start, hit.end, is_sure and not phrases.has(text[hit.start : hit.end], "agenda.from"))
            for hit in phrases.hits(text, "agenda.by")
        ]
        is_sure = is_sure and self.habits.has_names_at_points
        ends += [(point.start(), point.end(), is_sure) for point in POINT.finditer(text)]
        for start, end, is_enough in ends:
            before, behind = text[:start].rstrip(" ,:–—-"), text[end:].lstrip()
            first = next((piece.text for piece in pieces_of(behind)), "")
            if before and self._is_name(first) and (is_enough or self.people.says_person(behind)):
                return before, self.people.read(behind, self._role_for(text), self._number)
        return text, []

    def _is_clear(self, pieces: Sequence[Piece], place: int) -> bool:
        """Several names in one piece, or one between commas before a small word: "Opening, Ana Ruiz, warden"."""
        if not self.habits.has_names_below:
            return False
        follows = next((piece.text for piece in pieces[place + 1 : place + 2]), "")
        if pieces[place].sign == "," and follows[:1].islower():
            links = phrases.words("person.small") | phrases.words("agenda.by")
            return words_of(follows).words[0] not in links
        return len(pieces[place].text.split()) > 4 and len(self.people.read(pieces[place].text)) > 1

    def _is_name(self, text: str) -> bool:
        """Written as names are, and neither a room nor a kind of item."""
        return text not in self.habits.rooms and not kind_of(text) and bool(self.people.read(text))

    def _role_for(self, title: str) -> str:
        return "keynote" if kind_of(title) == "keynote" else "speaker"

    @property
    def _number(self) -> int:
        return self.lines[self.place].number

    def _holder(self, text: str) -> int:
        """The item within which one without hours stands: the one with hours above it, unless that is a break."""
        place = len(self.items) - 1
        while place >= 0 and self.items[place].within >= 0:
            place = self.items[place].within
        if place < 0 or self.items[place].start is None or self.items[place].day != self.day:
            return -1
        return place if kind_of(self.items[place].title) != "break" else -1

    # Lines without hours ----------------------------------------------------------------------------------------------

    def _untimed(self, line: Line) -> None:
        text = line.text
        if clock.is_half_day(text) or is_document(text):
            return
        if self.item is None and self.place not in self.beside and self._before(line):
            return
        if _ends_all(text):
            self._release()
            self.item, self.role = None, ""
            self.unread.append(Unread(line.number, text, "behind"))
            return
        if self.place in self.beside:
            self._begin(line, "", self.hours).number = label_of(text)
            self._give_title(line)
            return
        item = self.item
        if item is not None and self._completes_title(line):
            return
        if item is not None and not item.title and not self._role_in(text):
            self._give_title(line)
        elif not (self._role(line) or self._discussion(line) or self._pause(line) or self._heading(line)):
            self._inside(line)

    def _completes_title(self, line: Line) -> bool:
        """ "Session I", and what it is about in the next line."""
        item = self.item
        if item is None or item.people or item.description or line.depth or len(line.text) > 200:
            return False
        is_bare = bool(item.number) and len(words_of(item.title).words) <= 3 and item.title.endswith(item.number)
        # "Plenary", and in the next cell of the row what it is about.
        is_bare = is_bare or (line.number == item.line and item.kind in _HOLDERS and is_kind_alone(item.title))
        if not is_bare or self._role_in(line.text) or numbered(line.text)[0]:
            return False
        if self.people.says_person(line.text) or self._people_below(line):
            return False
        item.title = f"{item.title}: {line.text.strip(_NO_TITLE + '“”«»')}"[:300]
        return True

    def _before(self, line: Line) -> bool:
        """What stands above the first item, or behind the end of all: nothing of it is one, but for a heading."""
        if self._heading(line):
            return True
        self._hold(line)
        return True

    def _hold(self, line: Line) -> None:
        """A line that may be the title of hours below it."""
        self._release()
        self.held = line

    def _release(self) -> None:
        """A line that was held back is none."""
        if self.held is not None:
            held, self.held = self.held, None
            if self.item is None:
                reason = "before" if not self.items else "behind"
                self.unread.append(Unread(held.number, held.text, reason))
            else:
                self._describe(held)

    def _role_in(self, text: str) -> tuple[str, str] | None:
        """The role that a line says, and whom it names; "Keynote: The last ferry" is a title."""
        found = role_at(text)
        if found is None:
            return None
        role, rest = found[0], text[found[1] :].strip()
        is_label = text[: found[1]].rstrip().endswith((":", "\uff1a")) and not kind_of(text[: found[1]])
        if not rest or is_label or _is_open_name(rest) or self.people.read(rest, role):
            return role, rest
        return None

    def _role(self, line: Line) -> bool:
        """ "Moderator: …", or "Speakers" above the lines that name them."""
        found = self._role_in(line.text)
        if found is None or self.item is None:
            return False
        role, rest = found
        if not rest and line.is_strong and numbered(line.text)[1]:
            return False
        self._release()
        self.role, self.is_person_open = role, False
        if rest:
            self._in_role(replace(line, text=rest), role)
            # One moderator in the line: who stands below speaks.
            self.role = role if role in _MANY else ""
        return True

    def _in_role(self, line: Line, role: str) -> None:
        """A line of people, or of a person to be named."""
        item = self.item
        if item is None:
            self.unread.append(Unread(line.number, line.text, "no-item"))
            return
        text = line.text
        if found := role_at(text):
            role, text = found[0], text[found[1] :].strip()
            if not text:
                self.role, self.role_line, self.is_person_open = role, line.number, False
                return
        if line.is_single and self.is_person_open and self._goes_on(line):
            return
        people = self.people.read(text, role, line.number, is_single=line.is_single, is_text=not line.hint)
        if people := people or _speaking(*self._people_by(text), role):
            item.people += people
            self.is_person_open = True
        elif self.is_person_open and self._goes_on(line):
            return
        elif not is_document(text) and text.strip(_NO_TITLE):
            self.unread.append(Unread(line.number, line.text, "no-person"))

    def _discussion(self, line: Line) -> bool:
        """A discussion without hours of its own stands within the item above it."""
        item = self.item
        text = line.text.strip(_NO_TITLE)
        if item is None or kind_of(text) != "discussion" or len(words_of(text).words) > 6:
            return False
        self._release()
        place = self._holder(text)
        if place < 0:
            place = len(self.items) - 1 if item.within < 0 else item.within
        self._begin(line, text, None, within=place)
        self.items[-1].kind = "discussion"
        return True

    def _pause(self, line: Line) -> bool:
        """ "Lunch" without hours, and nothing else in its line."""
        if not phrases.is_all(line.text, "agenda_kind.break") or self._has_hours_next():
            return False
        self._release()
        self._begin(line, "", None)
        self._give_title(line)
        return True

    def _heading(self, line: Line) -> bool:
        """ "Session 2: …" without hours, or with them in the next line."""
        text = line.text
        number, kind = numbered(text)
        if line.depth and not line.is_strong and not (number and is_label(text)):
            return False
        if not number and not (line.is_strong and kind and self.item is not None):
            return False
        if len(text) > 220 or (number and text.rstrip().endswith(("?", ";")) and not line.is_strong):
            return False
        self._release()
        within = -1 if self._has_hours_next() else self._holder(text)
        self._begin(line, "", None, within=within)
        self._give_title(line)
        return True

    def _has_hours_next(self) -> bool:
        following = self.lines[self.place + 1 : self.place + 2]
        return any(_is_hours_alone(line.text) for line in following)

    def _inside(self, line: Line) -> None:
        """Below an item: somebody, what goes on about somebody, the room, or a description."""
        item = self.item
        if item is None:
            self._hold(line)
            return
        text = line.text
        bare, room = room_in(text)
        if room and not bare:
            item.room = item.room or room
        elif self._person(line) or (self.is_person_open and not line.bullet and self._goes_on(line)):
            return
        elif self.role and self._may_be_somebody(line):
            self._in_role(line, self.role)
        elif self.is_title_first and not line.depth and len(text) < 200:
            self._hold(line)
        else:
            self._release()
            self._describe(line)

    def _may_be_somebody(self, line: Line) -> bool:
        """A short line below "Speakers:" that names no item."""
        is_listed = bool(line.depth) or _is_open_name(line.text)
        return is_listed and len(line.text) < _SENTENCE and not kind_of(line.text)

    def _person(self, line: Line) -> bool:
        item = self.item
        if item is None or (len(line.text) > 400 and not self.role):
            return False
        is_read = self.people.says_person(line.text)
        if not is_read and (people := self._people_below(line)):
            self._release()
            item.people += people
            self.is_person_open = True
            return True
        if not is_read and self.role:
            is_read = len(line.text) < 250 and bool(self.people.read(line.text, self.role)) and not _is_talk(line.text)
        if is_read:
            self._release()
            self._in_role(line, self.role or self._role_for(item.title))
        return is_read

    def _people_below(self, line: Line) -> list[Person]:
        """Who begins a line below that of the item, or stands behind a topic: "Okra in a cold town – Ana Ruiz"."""
        depth = line.indent, line.bullet
        if depth not in self.depths:
            self.depths[depth] = self._are_people(depth)
        return self._named_below(line) if self.depths[depth] else []

    def _are_people(self, depth: tuple[int, str]) -> bool:
        """Of the lines of that depth half name somebody, and one surely; else they are what the item is about.

        Names do not prove each other: "Lake Victoria" and "Mount Kenya" are written as they are.
        """
        below = self.lines[self.begin + 1 : self.begin + MOST_BELOW]
        lines = takewhile(lambda one: not clock.leading(one.text), below)
        alike = [one for one in lines if (one.indent, one.bullet, one.hint) == (*depth, "") and not role_at(one.text)]
        named = [one for one in alike if self.people.says_person(one.text) or self._named_below(one)]
        if len(named) * 2 < len(alike):
            return False
        above = {one.written for item in self.items for one in item.people}
        return any(self._is_sure(one, above) for one in named)

    def _is_sure(self, line: Line, above: set[str]) -> bool:
        """Something tells that a person is named: a title, a function, a body behind a comma or in brackets, a talk in
        quotation marks, a room before the name; or somebody `above` is called so.
        """
        people = self._named_below(line)
        if self.people.says_person(line.text) or any(one.function or one.written in above for one in people):
            return True
        behind = line.text.partition(people[0].written)[2].lstrip()
        has_body = bool(people[0].organisations) and behind.startswith((",", ";", "("))
        has_talk = bool(people[0].topic) and not _MARKS.isdisjoint(line.text)
        return has_body or has_talk or bool(self._at_room(line.text)[2])

    def _named_below(self, line: Line) -> list[Person]:
        is_near = not (self.is_apart or self.is_title_first or line.indent < self.above.indent)
        if line.hint or self.item is None or not (is_near or is_below(line, self.above)):
            return []
        text, _room, behind = self._at_room(without_number(line.text))
        follows = next(iter(pieces_of(text)[1:]), Piece("", 0, ""))
        is_set = follows.text[:1].islower() or follows.text.startswith(('"', "“", "«"))
        if follows.sign == ":" and follows.text[:1].islower():
            return []  # "Lake Victoria: how it is fished"
        topic, people = self._people_in_title(text, 0, has_names=self.habits.has_names_below or is_set)
        more, others = self._people_in_title(behind, 0, has_names=True)
        return _speaking(f"{topic} {more}".strip(), [*people, *others], self.role or self._role_for(self.item.title))

    def _goes_on(self, line: Line) -> bool:
        """The function of the person above stands in a line of its own."""
        item = self.item
        if item is None or not item.people or line.is_strong or len(line.text) > 200:
            return False
        last = item.people[-1]
        pieces = [piece.text for piece in pieces_of(line.text)]
        if last.topic or not pieces:
            return False
        if is_talk(line.text) or (line.text[:1] in '“«"' and len(line.text) < 200):
            item.people[-1] = replace(last, topic=line.text.strip(' “”«»"'))
            return True
        if not self.people.is_affiliation(pieces[0]) or len(last.line) > 300:
            return False
        whole = self.people.read(f"{last.written}, {', '.join(filter(None, (last.line, line.text)))}", last.role)
        if len(whole) != 1:
            return False
        kept = {"honorific": last.honorific, "title": last.title, "number": last.number, "is_joint": last.is_joint}
        item.people[-1] = replace(whole[0], written=last.written, **kept)  # type: ignore[arg-type]
        return True

    def _describe(self, line: Line) -> None:
        item = self.item
        if item is None:
            self.unread.append(Unread(line.number, line.text, "behind" if self.items else "before"))
            return
        if not item.description and not item.people:
            text, is_open = _without_open(line.text)
            if is_open and not text:
                item.is_to_be_confirmed = True
                return
        if len(line.text) > _SENTENCE or not line.depth:
            self.role = ""
        self.is_person_open = False
        item.description.append(f"- {line.text}" if line.depth else line.text)


# The lines before they are read ---------------------------------------------------------------------------------------


def _unbroken(lines: Sequence[Line], people: People) -> list[Line]:
    """The lines of a text that a PDF or a mail has broken at a width: where the next word had no room left."""
    lengths = sorted(line.width for line in lines if not line.hint)
    width = lengths[-1] if lengths else 0
    if not 50 < width < 125 or sum(length > width - 12 for length in lengths) < 4:
        return list(lines)
    found: list[Line] = []
    last = 0
    for line in lines:
        first = line.text.partition(" ")[0]
        is_full = bool(found) and last + 1 + len(first) > width and not line.hint
        if is_full and (_is_name_cut(found[-1].text, line.text) or not _begins_anew(line, people)):
            found[-1] = replace(found[-1], text=f"{found[-1].text} {line.text}")
        else:
            found.append(line)
        last = line.width
    return found


def _is_name_cut(before: str, text: str) -> bool:
    """ "…; Ms." or "…; Ms. Ana", whose name goes on in the next line, which has no title of its own."""
    second, last = ["", *before.split()][-2:]
    is_cut = _is_short_title(last) or (_is_short_title(second) and last.isalpha())
    return is_cut and not any(strip_titles(text)[:2])


def _is_short_title(word: str) -> bool:
    return len(word) < 5 and word[:1].isupper() and strip_titles(f"{word} Name")[2] == "Name"


def _begins_anew(line: Line, people: People) -> bool:
    """A line that is something of its own, however long the one above."""
    text = line.text
    if line.depth or line.is_behind_gap or clock.leading(text) or role_at(text) or numbered(text)[0]:
        return True
    is_short = len(words_of(text).words) <= 4 and bool(kind_of(text))
    return is_short or people.says_person(text) or clock.day_heading(text, None) is not None


def _joined(lines: Sequence[Line]) -> list[Line]:
    """A line that goes on from the one above is part of it."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before is not None and _continues(before, line):
            before.text = f"{before.text} {line.text}"
        else:
            found.append(replace(line))
    return found


def _continues(before: Line, line: Line) -> bool:
    if (
        len(before.text) > _LONGEST_JOINED
        or line.depth
        or line.hint != before.hint
        or (line.hint and line.number != before.number)
        or line.is_behind_gap
        or line.is_strong
        or clock.leading(line.text)
    ):
        return False
    if role_at(line.text) or label_of(line.text):
        return False
    is_small = line.text[:1].islower()
    is_open = before.text.rstrip().endswith((",", " –", " -", "—"))
    return (is_small or is_open) and not _is_hours_alone(before.text) and before.text[-1:] not in ".?!:"


def _divided(lines: Sequence[Line], people: People) -> list[Line]:
    """ "Panel 1. Moderator: A B. Speakers: C D": roles in the middle of a line begin one of their own."""
    found: list[Line] = []
    for line in lines:
        if line.hint and line.hint not in ("title", "description", *ROLES):
            found.append(line)
            continue
        begin = 0
        for place in _roles_within(line.text, people):
            head = line.text[begin:place].strip(" ;|–—-")
            if head:
                found.append(replace(line, text=head))
            line, begin = replace(line, hint=line.hint if line.hint in ROLES else "", depth=0), place
        found.append(replace(line, text=line.text[begin:]))
    return found


def _roles_within(text: str, people: People) -> list[int]:
    """Where a role with its colon and a name begins behind the end of a sentence, a bar or a bracket."""
    found = []
    for role in ROLES:
        for hit in phrases.hits(text, f"agenda_role.{role}"):
            before = text[: hit.start].rstrip()
            is_begin = before.endswith((".", ";", "|", "–", "—", ")", " -", "?")) or text[hit.start].isupper()
            colon = re.match(r"\s?[:\uff1a]", text[hit.end : hit.end + 2])
            # "10:00 Panel: …" is a title.
            is_title = _is_hours_alone(before) and bool(kind_of(text[hit.start : hit.end]))
            if before and is_begin and colon and not is_title and people.read(text[hit.end + colon.end() :]):
                found.append(hit.start)
    places = sorted(set(found))
    return [place for number, place in enumerate(places) if not number or place - places[number - 1] > 12]


def _speaking(topic: str, people: list[Person], role: str) -> list[Person]:
    """Those who speak of a topic, in their own roles or in this one."""
    people = [replace(one, topic=topic.strip(_QUOTES) or one.topic) for one in people]
    return [replace(one, role=role) if one.role == "speaker" else one for one in people]


def _is_hours_alone(text: str) -> bool:
    hours = clock.leading(text)
    return hours is not None and not text[hours.behind :].strip(_NO_TITLE)


def _titles_first(lines: Sequence[Line], people: People) -> bool:
    """Whether hours that stand alone belong to the title above them, or to the one below: what most of them do."""
    around = [None, *lines, None]
    hours = [number for number, line in enumerate(lines, 1) if not line.hint and _is_hours_alone(line.text)]
    pairs = [(_may_be_title(around[number - 1], people), _may_be_title(around[number + 1], people)) for number in hours]
    above = sum(before and not behind for before, behind in pairs)
    below = sum(behind and not before for before, behind in pairs)
    if above == below:
        return above > 0 and not any(lines[number - 1].is_behind_gap for number in hours)
    return above > below


def _may_be_title(line: Line | None, people: People) -> bool:
    if line is None or line.hint or line.depth or len(line.text) > 200 or clock.leading(line.text):
        return False
    if role_at(line.text) is not None or people.says_person(line.text):
        return False
    return clock.day_heading(line.text, None, is_strong=line.is_strong) is None


def _without_open(text: str) -> tuple[str, bool]:
    """A text without "(to be confirmed)", and whether it said so."""
    for hit in phrases.hits(text, "agenda.confirmed"):
        head, tail = text[: hit.start], text[hit.end :]
        if not tail.strip(" )].") and (not head.strip() or head.rstrip()[-1:] in "([,-–—:" or tail[:1] == ")"):
            return head.rstrip(" ([,-–—:"), True
    return text, False


def _is_open_name(text: str) -> bool:
    return phrases.has(text, "agenda.confirmed")


def _ends_all(text: str) -> bool:
    """What stands below an agenda: its papers, the end of a mail, the foot of a web page."""
    return bool(_FOOT.match(text)) or phrases.is_all(text, "agenda.end_of_agenda")


def _is_talk(text: str) -> bool:
    return kind_of(text) == "discussion" or is_break(text)


# The items when all lines are read ------------------------------------------------------------------------------------


def _assume_days(items: list[_Open], wanted: Wanted) -> None:
    """Of an event of one day, or of an agenda without headings of days, all items stand on the first day."""
    if wanted.first is not None and not any(item.day or item.day_number for item in items):
        number = 0
        before = -1
        for item in items:
            if item.start is not None:
                number += before > item.start + 240 and (before > 900) and number < _days_of(wanted) - 1
                before = item.start
            item.day = wanted.first + datetime.timedelta(days=number)


def _days_of(wanted: Wanted) -> int:
    if wanted.first is None or wanted.last is None:
        return 1
    return (wanted.last - wanted.first).days + 1


def _afternoons(items: list[_Open]) -> None:
    """Hours of a clock of twelve: what stands behind noon is in the afternoon, where no hour is above twelve."""
    timed = [item for item in items if item.start is not None]
    if any((item.start or 0) >= 780 for item in timed):
        return
    for before, item in pairwise(timed):
        earliest, start = before.start or 0, item.start or 0
        if _is_same_day(before, item) and start < earliest <= start + 720 and start < 480:
            item.start = start + 720
    for item in timed:
        if (
            item.end is not None
            and 0 < item.end + 720 - (item.start or 0) <= _LONGEST_NOON
            and item.end < (item.start or 0)
        ):
            item.end += 720


def _is_same_day(one: _Open, other: _Open) -> bool:
    return (one.day, one.day_number) == (other.day, other.day_number)


def _merged_rows(items: list[_Open]) -> list[_Open]:
    """A table with a row a person says hours and title with each: one item."""
    found: list[_Open] = []
    places: list[int] = []
    for item in items:
        before = found[-1] if found else None
        if before is not None and item.start is not None and _is_repeated(before, item):
            before.people += item.people
            before.description += [line for line in item.description if line not in before.description]
        else:
            item.within = places[item.within] if item.within >= 0 else -1
            found.append(item)
        places.append(len(found) - 1)
    return found


def _is_repeated(before: _Open, item: _Open) -> bool:
    is_same = (before.title, before.start, before.end, before.number) == (item.title, item.start, item.end, item.number)
    return is_same and _is_same_day(before, item)


def _nest(items: list[_Open]) -> None:
    """What has its hours within those of a longer item stands within it, as panels do in a session."""
    holder = -1
    for place, item in enumerate(items):
        above = items[holder] if holder >= 0 else None
        if item.start is None:
            continue
        if above is not None and _is_inside(item, above) and item.within < 0:
            item.within = holder
        elif item.kind in _HOLDERS and item.end is not None:
            holder = place
        elif item.within < 0:
            holder = -1


def _is_inside(item: _Open, above: _Open) -> bool:
    if item.start is None or above.start is None or above.end is None or item.day != above.day:
        return False
    end = item.end if item.end is not None else item.start
    is_same = (item.start, end) == (above.start, above.end)
    return above.start <= item.start and end <= above.end and item.start < above.end and not is_same


def _assume_ends(items: list[_Open]) -> None:
    """An item with a start alone lasts until the next one of its day."""
    timed = [item for item in items if item.start is not None]
    for place, item in enumerate(timed):
        start = item.start or 0
        later = (one.start or 0 for one in timed[place + 1 :] if _is_same_day(item, one) and one.start != start)
        after = 0 if item.end is not None or item.kind == "end" else next(later, 0)
        if after > start:
            item.end, item.is_end_assumed = after, True


def _closed(item: _Open) -> Item:
    return Item(
        title=item.title,
        kind=item.kind or "session",
        number=item.number,
        day=item.day,
        day_number=item.day_number,
        start=clock.clock(item.start) if item.start is not None else "",
        end=clock.clock(item.end) if item.end is not None else "",
        is_end_assumed=item.is_end_assumed,
        room=item.room[:120],
        description="\n".join(item.description)[:5000],
        is_to_be_confirmed=item.is_to_be_confirmed,
        within=item.within,
        people=tuple(_merged(item.people)),
        line=item.line,
    )


def _merged(people: list[Person]) -> list[Person]:
    """Nobody twice in one role."""
    found: dict[tuple[str, str], Person] = {}
    for person in people:
        found.setdefault((person.written, person.role), person)
    return list(found.values())
