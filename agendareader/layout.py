"""What a text does throughout: where it writes rooms and people, how it writes titles, what stands below what."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agendareader import clock
from agendareader.people import BRACKETED, ROLES, People, pieces_of, role_at, without_number
from agendareader.source import Line
from agendareader.titles import is_break, is_kind_alone, kind_of, numbered, room_in
from lexicon.matcher import words_of

# The end of a sentence, and not of an initial or of "Dr."
POINT = re.compile(r"(?<=[^\W_]{4})\.\s")
_SET_OFF = re.compile(r"\s{0,2}(?:$|[.,:;–—-])")
_LABEL = re.compile(
    r"\(?(?:\d{1,2}[A-Za-z]?|[A-Za-z]\d{0,2}|[IVX]{1,4}|[ivx]{2,5})\s?[:.)](?=\s)|(?:\d{1,2}[A-Z]|[A-Z]\d{1,2})\s[–—-]\s"
)
_END = re.compile(r"\s[-–—]\s|[(\[]")
_WORD = re.compile(r"[^\W\d_]{1,30}")
_BEHIND = {"(", "-", "–", "—"}
_MOST_WORDS = 5
_LONGEST_PERSON = 200
# So many lines below an item are asked what they are.
MOST_BELOW = 100


class Habits(NamedTuple):
    """What stands in brackets for a room, and whether what is written as a name is one, whatever follows.

    That is told apart for lines of their own, for the end of titles behind a dash or in brackets, and behind a point.
    """

    rooms: frozenset[str]
    has_names_below: bool
    has_names_behind: bool
    has_names_at_points: bool


def habits_of(lines: Sequence[Line], people: People) -> Habits:
    """Those of a text: where titles write all words big, names are sure only if most of what is like one is known."""
    titles = list(_titles(lines, people))
    is_title_case = _are_big(titles)
    named = [line.text for line in lines if not line.hint and begins_with_name(line.text, people)]
    are_known = sum(map(people.says_person, named)) * 3 >= len(named) > 0
    has_rooms = any(line.hint == "room" for line in lines)
    free = list(_titles([line for line in lines if not line.hint], people)) if has_rooms else titles
    rooms = _rooms(free, people)
    names = {text for title in titles for text in _behind(title) if people.read(text)} - rooms
    has_names_below = not is_title_case or are_known
    are_many = len(names) > max(1, len(titles) / 4)
    has_names_behind = not is_title_case and are_many and not _are_elsewhere(lines, people, names)
    return Habits(rooms, has_names_below, has_names_behind, _tells_at_points(lines, people))


def brackets(title: str) -> list[re.Match[str]]:
    """Those at the end of a title, or before the people behind it."""
    return [found for found in BRACKETED.finditer(title) if _SET_OFF.match(title, found.end())]


def is_below(line: Line, above: Line) -> bool:
    """Its indent or its bullet says that a line is part of the one above."""
    if line.indent < above.indent:
        return False
    return line.indent > above.indent or line.depth > above.depth or line.bullet != above.bullet


def label_of(text: str) -> str:
    """ "2A" of "2A: Leeks", "B" of "B) Leeks"; "" where a line has none."""
    found = _LABEL.match(text)
    return found[0].strip(" (:.)–—-") if found else numbered(text)[0]


def beside(lines: Sequence[Line], place: int, people: People) -> list[int]:
    """The lines below one that ends with a colon, if they are numbered: items side by side at its hours."""
    if not lines[place].text.rstrip().endswith((":", "\uff1a")):
        return []
    below: list[int] = []
    for number in range(place + 1, min(len(lines), place + MOST_BELOW)):
        if not is_below(lines[number], lines[place]) or clock.leading(lines[number].text):
            break
        if not below or not is_below(lines[number], lines[below[0]]):
            below.append(number)
    are_people = sum(begins_with_name(lines[number].text, people) for number in below) * 2 >= len(below)
    are_numbered = all(label_of(lines[number].text) for number in below)
    return below if len(below) > 1 and are_numbered and not are_people else []


def begins_with_name(text: str, people: People) -> bool:
    """Two words at least, written as those of a name, and then a sign or nothing."""
    pieces = pieces_of(without_number(text))
    return bool(pieces) and people.is_name(pieces[0].text)


def _titles(lines: Sequence[Line], people: People) -> Iterator[str]:
    for line in lines:
        title = _title(line, people)
        if title and (brackets(title) or not is_break(title)):
            yield title


def _title(line: Line, people: People) -> str:
    """What stands beside hours, or behind a number."""
    if hours := clock.leading(line.text):
        return line.text[hours.behind :]
    if found := clock.trailing(line.text):
        return found[0]
    is_label = not line.hint and label_of(line.text) and not begins_with_name(line.text, people)
    return line.text if line.hint == "title" or is_label else ""


def _behind(title: str) -> list[str]:
    """What stands behind a dash or in brackets."""
    return [piece.text for piece in pieces_of(title)[1:] if piece.sign[-1:] in _BEHIND]


def _are_elsewhere(lines: Sequence[Line], people: People, names: set[str]) -> bool:
    """Most items with one of these in the title have people below it, or in a column of their own.

    A text writes who speaks in one place: then these are what the items are about, "Water for all – Safe Cities".
    """
    have: list[bool] = []
    is_asked = False
    for line in lines:
        if title := _title(line, people):
            is_asked = not names.isdisjoint(_behind(title))
            have += [False] * is_asked
        elif is_asked and (line.hint in ROLES or role_at(line.text) or people.says_person(line.text)):
            have[-1] = True
    return sum(have) * 2 > len(have)


def _are_big(titles: Sequence[str]) -> bool:
    """Most titles write all their longer words with a capital."""
    words = [found for title in titles if (found := _words_within(_END.split(title)[0]) or _words_within(title))]
    return sum(all(word[0].isupper() for word in each) for each in words) * 2 > len(words)


def _tells_at_points(lines: Sequence[Line], people: People) -> bool:
    """Of somebody behind a point more than a name is told: "The wells. Ana Ruiz, warden"."""
    return any(
        people.says_person(line.text[point.end() : point.end() + _LONGEST_PERSON])
        for line in lines
        for point in POINT.finditer(line.text)
    )


def _words_within(title: str) -> list[str]:
    """The longer words behind the first one; those in capitals say nothing."""
    return [word for word in _WORD.findall(title)[1:] if len(word) > 3 and not word.isupper()]


def _rooms(titles: Sequence[str], people: People) -> frozenset[str]:
    """What most titles have in brackets, or several the same; not, if these are names of people."""
    all_brackets = [bracket for title in titles for bracket in brackets(title)]
    found = [bracket[1] for bracket in all_brackets]
    known = {one[1] for one in all_brackets if room_in(f"x ({one[1]})")[1] or _is_between(one, people)}
    count = Counter(text for text in found if text in known or (_may_be_room(text, people) and not _is_said(text)))
    names = {text for text in count if text not in known and people.is_name(text)}
    once = sum(count[text] == 1 for text in names) + sum(begins_with_name(text, people) for text in {*found} - {*count})
    if sum(count.values()) - len(names) <= once:
        return frozenset(known)
    are_most = sum(count.values()) * 2 >= len(titles)
    return frozenset(text for text, many in count.items() if many > 1 or are_most) | known


def _may_be_room(text: str, people: People) -> bool:
    """Short and written big, and neither a country nor an acronym, a function or a number."""
    is_short = 0 < len(words_of(text).words) <= _MOST_WORDS and not {",", ";", ":", "/"} & set(text)
    is_acronym = len(text) > 2 and text.isupper() and text.isalpha()
    if not is_short or not text[0].isupper() or is_acronym or people.country(text) or numbered(text)[0]:
        return False
    return not people.is_other(text) or people.is_body(text) or is_kind_alone(text)


def _is_between(bracket: re.Match[str], people: People) -> bool:
    """A room between a title and a name: "Closing (Long Room) – Ana Ruiz"."""
    behind = bracket.string[bracket.end() :].strip(" .,:;–—-")
    return begins_with_name(behind, people) and _may_be_room(bracket[1], people)


def _is_said(text: str) -> bool:
    """What an item is: "(Panel)"."""
    return is_kind_alone(text) or bool(kind_of(text))
