"""What the columns of a table hold: their headings say it where the words are known, else what stands in them does."""

import re
from collections.abc import Callable, Sequence
from statistics import mean

from agendareader.clock import Hours, day_and_hours, day_heading, leading
from agendareader.people import ROLES, People, pieces_of, role_of
from agendareader.source import Line, Row
from agendareader.titles import is_kind_alone, kind_of, room_in
from filereader.texts import squeeze
from lexicon import phrases
from lexicon.affiliation import is_function, starts_as_body
from lexicon.matcher import words_of

# What is said of a person, in the order in which it is read behind the name.
ABOUT = ("function", "organisation", "country", "topic")
PERSON = (*ABOUT, "role", "honorific", "given")
HOURS = ("time", "start", "end")
_MOST_HEADINGS = 6
# Rows of titles that may stand above the headings of a timetable.
_MOST_ABOVE = 12
_LONG = 25
# So many rows tell what a column holds.
ENOUGH = 150
_DURATION = re.compile(r"(?:(\d{1,2}) ?(?::|h[a-z]{0,5}\.?) ?)?(\d{1,3})?(?: ?(?:m[a-z]{0,7}\.?|'))?$")
_PART_OF_DAY = re.compile(r"0[.,]\d{2,17}")


def text_of(cell: Sequence[Line]) -> str:
    """A cell in one line."""
    return squeeze(" ".join(line.text for line in cell))


def column(rows: Sequence[Row], place: int) -> list[str]:
    """The cells of a column that are not empty."""
    return [text for row in rows if place < len(row.cells) and (text := text_of(row.cells[place]))]


def filled_in(row: Row) -> list[int]:
    """The places of the cells that are not empty."""
    return [place for place, cell in enumerate(row.cells) if text_of(cell)]


def hours_of(text: str) -> Hours | None:
    """The hours of a cell, however a spreadsheet writes them: "9h30", "0.3958", and those behind a day."""
    if _PART_OF_DAY.fullmatch(text):
        return Hours(round(float(text.replace(",", ".")) * 1440), None, len(text))
    # "320" is how many fit into a hall.
    return None if text.isdigit() and len(text) < 4 else leading(day_before(text)[1])


def minutes_of(text: str) -> int:
    """How many minutes a duration says: "45", "45 min", "1 h 30", "0:45"; 0 for none."""
    found = _DURATION.match(text.lower())
    if found is None or not (found[1] or found[2]):
        return 0
    minutes = int(found[1] or 0) * 60 + int(found[2] or 0)
    return minutes if minutes <= 720 else 0


def day_before(text: str) -> tuple[str, str]:
    """What says the day before the hours of a cell, "" for nothing, and the rest."""
    return (day_and_hours(text, None) or ("", text)) if len(text) < 80 else ("", text)


def is_hours(text: str) -> bool:
    """Hours and nothing else to speak of."""
    hours = hours_of(text)
    return hours is not None and len(day_before(text)[1]) - hours.behind < 12


def _is_day(text: str) -> bool:
    return day_heading(text, None, is_strong=True) is not None


# Headings -------------------------------------------------------------------------------------------------------------


def headings_at(rows: Sequence[Row]) -> tuple[int, int]:
    """From which row to which the headings of a table reach; (0, 0) where it has none."""
    for place, row in enumerate(rows[:_MOST_ABOVE]):
        if headings(row) or _is_unknown_head(rows, place):
            more = rows[place + 1 : place + 2]
            is_double = bool(more) and _may_be_head(more[0]) and len(filled_in(more[0])) > 1 and any(named_in(more[0]))
            return place, place + 1 + is_double
        if any(is_hours(text_of(cell)) for cell in row.cells):
            break
    return 0, 0


def headings(row: Row) -> list[str]:
    """What the columns hold, if the row is their headings: two cells at least say so, and no cell says an hour."""
    filled = len(filled_in(row))
    if filled < 2 or not _may_be_head(row):
        return []
    named = named_in(row)
    known = sum(map(bool, named))
    return named if known >= 2 and known * 2 >= filled else []


def _may_be_head(row: Row) -> bool:
    """Short cells, and neither hours nor days."""
    texts = [text_of(cell) for cell in row.cells]
    return all(len(text) <= 80 and hours_of(text) is None and day_heading(text, None) is None for text in texts if text)


def _is_unknown_head(rows: Sequence[Row], place: int) -> bool:
    """In words of its own: all its columns have one in the row above the first one with hours."""
    row = rows[place]
    below = [one for one in rows[place + 1 : place + 4] if len(filled_in(one)) > 1]  # a day may stand between them
    filled = filled_in(row)
    if len(filled) < 3 or not below or not _may_be_head(row) or max(len(text_of(row.cells[at])) for at in filled) > 40:
        return False
    has_hours = any(is_hours(text_of(cell)) for cell in below[0].cells)
    width = max(len(one.cells) for one in rows)
    return has_hours and len(filled) * 4 >= 3 * width and not row.wide


def named_in(row: Row) -> list[str]:
    """The name of each column, "" where its heading is not known."""
    return [_column_named(text_of(cell)) for cell in row.cells]


def named_twice(over: Row, under: Row) -> list[str]:
    """Two rows of headings: the lower one counts; "Name" below "Moderator" is the moderator's."""
    upper, lower = named_in(over), named_in(under)
    found: list[str] = []
    group = ""
    for place in range(max(len(upper), len(lower))):
        if place < len(over.cells) and text_of(over.cells[place]):
            group = upper[place]
        own = lower[place] if place < len(lower) else ""
        is_empty = place >= len(under.cells) or not text_of(under.cells[place])
        if own == "speaker" and group in ROLES:
            own = group
        elif own == "title" and group in ROLES:
            own = "function"
        found.append(own or (group if is_empty and place < len(upper) and upper[place] else ""))
    return found


def _column_named(text: str) -> str:
    """What a heading says: "Speakers", "Hora / Time", "Speaker 2", "Speaker affiliation", "Speakers (name, body)"."""
    bare = re.sub(r"\([^)]*\)?", " ", text).rstrip("0123456789 :*") or text
    if not words_of(bare).words or len(text) > 80:
        return "number" if text.strip() == "#" else ""
    exact = _first_of(lambda topic: phrases.is_all(bare, topic))
    name = exact or _first_of(lambda topic: bool(phrases.begins(bare, topic)))
    if name == "time":
        return _time_named(text)
    if exact in ROLES:
        return role_of(bare) or exact
    return exact or _roughly_named(bare, name)


def _roughly_named(text: str, begun: str) -> str:
    """A heading that only begins as one, or says a person and what is told of him."""
    length = len(words_of(text).words)
    about = next((name for name in ABOUT if phrases.hits(text, f"agenda_column.{name}")), "")
    if length > _MOST_HEADINGS:
        return ""
    is_of_person = length == 2 and not set(text) & set("&/+,")
    if begun in ("given", "family"):
        return "speaker"  # "Nom et prénom"
    return about if about and is_of_person else role_of(text) or begun


def _first_of(test: Callable[[str], bool]) -> str:
    """The first kind of column whose words fit."""
    return next((name for name in phrases.under("agenda_column") if test(f"agenda_column.{name}")), "")


def _time_named(text: str) -> str:
    """ "Time (start)", "Hour (from – to)"."""
    ends = [name for name in ("start", "end") if phrases.hits(text, f"agenda_column.{name}")]
    return ends[0] if len(ends) == 1 else "time"


# What stands in the columns -------------------------------------------------------------------------------------------


def columns_of(rows: Sequence[Row], named: Sequence[str], people: People, *, has_heads: bool) -> list[str]:
    """What each column holds: "" is text to be read line by line, "ignored" is not read."""
    width = max((len(row.cells) for row in rows), default=0)
    names = [*named, *[""] * (width - len(named))]
    body = ([row for row in rows if len(filled_in(row)) > 1] or list(rows))[:ENOUGH]
    texts = [column(body, place) for place in range(len(names))]
    names = [_agreed(name, texts[place]) for place, name in enumerate(names)]
    if "title" not in names and "topic" in names:
        names[names.index("topic")] = "title"
    _join_names(names)
    unknown = [place for place, name in enumerate(names) if not name]
    for place in unknown:
        names[place] = _by_content(texts[place], people, is_wide=width > 2)
    _divide_hours(names, texts)
    _tell_people_apart(names, texts, unknown)
    _tell_titles_apart(names, texts)
    if width > 2:
        _find_title(names, texts, unknown)
        _find_room(names, texts, body)
        _leave_out(names, texts, people, has_heads=has_heads)
    return ["" if name == "text" else name for name in names]


def _agreed(name: str, texts: Sequence[str]) -> str:
    """A heading counts unless what stands below it is something else."""
    if name in HOURS and texts and not any(map(is_hours, texts)):
        return "ignored"
    if name in ("title", "number", "description", "speaker") and _share(texts, is_hours) > 0.6:
        return ""
    if name == "title" and _share(texts, _is_day) > 0.8:
        return ""
    if name == "day" and _share(texts, is_hours) > 0.6:
        return "time"  # "Day / Time"
    if name in ROLES and _share(texts, _is_body) > 0.6:
        return "organisation"
    return name


def _share(texts: Sequence[str], test: Callable[[str], object]) -> float:
    return mean(bool(test(text)) for text in texts) if texts else 0.0


def _by_content(texts: Sequence[str], people: People, *, is_wide: bool) -> str:
    """What all cells of a column look like."""
    if _share(texts, is_hours) >= 0.5:
        return "time"
    if not is_wide or not texts:
        return ""
    if _share(texts, _is_day) >= 0.66:
        return "day"
    if _share(texts, _is_kind) >= 0.7 and len(texts) > 2 and len(set(texts)) < len(texts):
        return "kind"
    # "ES" is a language as well.
    if _share(texts, lambda text: len(text) > 3 and people.country(text)) >= 0.6:
        return "country"
    if _share(texts, lambda text: _is_person(text, people)) >= 0.5:
        return "speaker"
    if _share(texts, is_function) >= 0.5 and mean(map(len, texts)) < 60:
        return "function"
    return "organisation" if _share(texts, _is_body) >= 0.5 else ""


def _is_body(text: str) -> bool:
    """ "Ministry of Lands", and not who speaks for it."""
    return starts_as_body(next((piece.text for piece in pieces_of(text)), "")) and not kind_of(text)


def _is_kind(text: str) -> bool:
    """ "Parallel session" and no more."""
    return len(words_of(text).words) < 4 and bool(kind_of(text)) and not any(map(str.isdigit, text))


def _is_person(text: str, people: People) -> bool:
    """A name with what is said of it, or a name that can be nothing else."""
    pieces = pieces_of(text)
    is_named = bool(pieces) and people.is_name(pieces[0].text) and not kind_of(text)
    if _names_room(text):
        return False
    return people.says_person(text) or is_named or phrases.is_all(text, "agenda.confirmed")


def _join_names(names: list[str]) -> None:
    """Given and family name in two columns: the family name stands for the person."""
    if "family" not in names:
        return
    if "given" not in names and "speaker" in names:
        names[names.index("speaker")] = "given"
    names[names.index("family")] = "speaker"
    names[:] = ["ignored" if name == "family" else name for name in names]


def _tell_people_apart(names: list[str], texts: Sequence[Sequence[str]], unknown: Sequence[int]) -> None:
    """Of two columns of people that nobody has named, the one with a bare name a row is that of moderators."""
    people = [place for place, name in enumerate(names) if name == "speaker"]
    lengths = {place: mean(map(len, texts[place])) for place in people if texts[place]}
    for place in set(unknown) & set(lengths):
        others = [lengths[other] for other in lengths if other != place]
        is_bare = all(len(pieces_of(text)) < 3 and ";" not in text for text in texts[place])
        if is_bare and "moderator" not in names and others and max(others) > 1.5 * lengths[place]:
            names[place] = "moderator"


def _divide_hours(names: list[str], texts: Sequence[Sequence[str]]) -> None:
    """Two columns of single hours, one beside the other, are start and end."""
    times = [place for place, name in enumerate(names) if name == "time"]
    if len(times) < 2 or times[1] != times[0] + 1:
        return
    hours = [hours_of(text) for place in times[:2] for text in texts[place]]
    if all(one is None or one.end is None for one in hours):
        names[times[0]], names[times[1]] = "start", "end"


def _tell_titles_apart(names: list[str], texts: Sequence[Sequence[str]]) -> None:
    """Of several titles a column of kinds or numbers is that, and one behind names is that of a person or his topic."""
    for place in _titles(names)[:-1]:
        if _share(texts[place], _is_kind) >= 0.8:
            names[place] = "kind"
        elif _share(texts[place], lambda text: len(text) < 5) >= 0.8:
            names[place] = "number"
    first, *others = _titles(names) or [0]
    for place in others:
        is_of_person = bool(set(names[first:place]) & set(ROLES))
        name = "function" if _share(texts[place], is_function) >= 0.3 else "topic"
        names[place] = name if is_of_person else "text"


def _titles(names: Sequence[str]) -> list[int]:
    return [place for place, name in enumerate(names) if name == "title"]


def _find_title(names: list[str], texts: Sequence[Sequence[str]], unknown: Sequence[int]) -> None:
    """Where none is headed so: the long and various texts; what looks like names, if there are rooms alone beside."""
    free = [place for place in unknown if not names[place] and _share(texts[place], _names_room) < 0.6]
    free = [place for place in free or unknown if texts[place] and names[place] in ("", "speaker")]
    if "title" in names or not free:
        return
    best = max(free, key=lambda place: len(set(texts[place])) * min(mean(map(len, texts[place])), 2 * _LONG))
    names[best] = "title"


def _find_room(names: list[str], texts: Sequence[Sequence[str]], rows: Sequence[Row]) -> None:
    """Few names that come again, of which none stands twice at the same hour; best if one is said to be a room."""
    times = [place for place, name in enumerate(names) if name in ("time", "start")]
    if "room" in names or not times:
        return
    free = [place for place, name in enumerate(names) if not name and texts[place] and _are_places(texts[place])]
    weights = {place: _weight_of_room(rows, place, times[0]) for place in free}
    best = max(weights, key=weights.__getitem__, default=-1)
    if best >= 0 and weights[best] > 0.25:
        names[best] = "room"


def _weight_of_room(rows: Sequence[Row], place: int, time: int) -> float:
    """The more, the more a column looks like that of rooms."""
    texts = column(rows, place)
    cells = [row.cells for row in rows if len(row.cells) > max(place, time)]
    pairs = [(text_of(cell[time]), text) for cell in cells if (text := text_of(cell[place])) and cell[time]]
    clashes = (len(pairs) - len(set(pairs))) / max(1, len(pairs))
    is_beside = not clashes and len({hour for hour, _name in pairs}) < len(pairs)
    again = 1 - len(set(texts)) / len(texts)
    return 2 * _share(texts, _names_room) + again + is_beside / 4 - 2 * clashes


def _are_places(texts: Sequence[str]) -> bool:
    """Short names, which are no figures, no "yes" and "no", no "EN-FR"."""
    is_named = _share(texts, lambda text: (len(text) > 3 and any(map(str.islower, text))) or _names_room(text))
    return max(map(len, texts)) < 60 and is_named >= 0.6 and _share(texts, is_kind_alone) < 0.5


def _names_room(text: str) -> bool:
    return bool(room_in(text)[1]) or phrases.has(text, "agenda.room")


def _leave_out(names: list[str], texts: Sequence[Sequence[str]], people: People, *, has_heads: bool) -> None:
    """Short texts that come again in columns of which nothing is known are not read; long ones are the item's."""
    for place, name in enumerate(names):
        if name or not texts[place]:
            continue
        is_text = mean(map(len, texts[place])) >= _LONG or _share(texts[place], people.says_person) > 0.2
        if not is_text and (has_heads or len(set(texts[place])) * 2 <= len(texts[place])):
            names[place] = "ignored"
