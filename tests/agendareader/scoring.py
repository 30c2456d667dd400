"""How many fields of an agenda are read rightly: `python -m tests.agendareader.scoring [-v] FILE…`.

Beside each file stands a .json of the same name. See `EXPECTED` for what it holds; what it leaves out does not count.

`fresh_agendas/` has sixteen, written by people who had not seen the reader, and read once before anybody
looked at them. At first sight: workshop.docx 97.4 %, training.txt 93.2 %, forum.xlsx 55.2 %; then columns were taught
to be known by their content, and of three others congress.xlsx 77.9 %, seminar.xlsx 97.7 %, consulta.docx 98.4 %; of
three more colloque.docx 98.3 %, summit.xlsx 96.9 %, jornadas.txt 80.5 %, whose talks stand before who gives them; of
three more atelier_piv.docx 96.7 %, pastoreo.xlsx 99.6 %, gathering.txt 68.8 %, whose speakers hold no office that is
known: from then on the place of a line says it. The last four: domicile.txt 96.1 %, winter.txt 97.3 %, sombra.html
97.7 %, symposium.docx 98.1 %. What they have said since is worth nothing: whoever works on the reader needs others.
"""

import csv
import datetime
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any

from agendareader.facts import Agenda, Item, Person, Wanted
from agendareader.reader import read
from lexicon.flat import key

EXPECTED = {
    "event": {"starts_on": "2008-07-07", "ends_on": "2008-07-08"},
    "items": [
        {
            "day": "2008-07-07",
            "start": "11:00",
            "end": "13:00",
            "title": "Session I: …",
            "kind": "session",
            "number": "I",
            "room": "Room A",
            "people": [
                {
                    "name": "…",
                    "role": "moderator",
                    "function": "…",
                    "organisations": ["…"],
                    "country": "SL",
                    "topic": "…",
                }
            ],
        },
        {"title": "General discussion", "kind": "discussion", "within": "Session I: …"},
    ],
}
FIELDS = ("day", "start", "end", "title", "kind", "number", "room", "within")
PERSON_FIELDS = ("name", "role", "function", "country", "topic")


@dataclass
class Score:
    """Fields that were expected, by name, those read rightly, and what is wrong in words."""

    wanted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def count(self, name: str, where: str, wanted: Any, found: Any, *, is_right: bool) -> None:
        """One field."""
        self.wanted[name] += 1
        self.right[name] += is_right
        if not is_right:
            self.wrong.append(f"{where}: {name}: {found!r} instead of {wanted!r}")

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return sum(self.right.values()) / max(1, sum(self.wanted.values()))


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[str, ...]]:
    """Names of each country in three languages."""
    path = Path(__file__).parents[2] / "speakers" / "data" / "countries.csv"
    with path.open(encoding="utf-8") as file:
        return {row["code"]: (row["name_en"], row["name_fr"], row["name_es"]) for row in csv.DictReader(file)}


def agenda_of(path: Path, expected: dict[str, Any]) -> Agenda:
    """What is read in a file, given the days of its event."""
    days = expected.get("event", {})
    first, last = (
        datetime.date.fromisoformat(days[name]) if name in days else None for name in ("starts_on", "ends_on")
    )
    return read(path.read_bytes(), countries(), Wanted(first, last), path.name)


def score(agenda: Agenda, expected: dict[str, Any]) -> Score:
    """Compare, item by item; what was read and is not expected counts as a field that is wrong."""
    result = Score()
    left = list(range(len(agenda.items)))
    for wanted in expected["items"]:
        place = _place_of(wanted, agenda, left)
        where = str(wanted.get("title", ""))[:40]
        if place is None:
            for name in FIELDS:
                if name in wanted:
                    result.count(name, where, wanted[name], None, is_right=False)
            _people(result, where, wanted.get("people", []), ())
            continue
        left.remove(place)
        item = agenda.items[place]
        for name in FIELDS:
            if name in wanted:
                found = _found(agenda, item, name)
                result.count(name, where, wanted[name], found, is_right=_is_same(name, wanted[name], found))
        _people(result, where, wanted.get("people", []), item.people)
    for place in left:
        result.count("extra item", agenda.items[place].title[:60], None, agenda.items[place].start, is_right=False)
    return result


def _place_of(wanted: dict[str, Any], agenda: Agenda, left: list[int]) -> int | None:
    """The item that is meant: the one most like it by hours, day, title and what it stands within."""

    def likeness(place: int) -> float:
        item = agenda.items[place]
        title = SequenceMatcher(None, key(wanted.get("title", "")), key(item.title)).ratio()
        is_start = bool(wanted.get("start")) and wanted["start"] == item.start
        is_day = str(item.day) == wanted.get("day")
        is_within = bool(wanted.get("within")) and key(wanted["within"]) == key(_found(agenda, item, "within") or "")
        return title + is_start + 0.5 * is_day + 0.8 * is_within

    best = max(left, key=likeness, default=None)
    return best if best is not None and likeness(best) >= 1.2 else None


def _found(agenda: Agenda, item: Item, name: str) -> Any:
    if name == "within":
        return agenda.items[item.within].title if item.within >= 0 else ""
    return str(item.day) if name == "day" else getattr(item, name)


def _is_same(name: str, wanted: Any, found: Any) -> bool:
    if name == "number":
        return key(str(wanted)) == key(str(found))
    if name in ("title", "room", "within"):
        return (
            bool(found == wanted)
            or key(str(wanted)) == key(str(found))
            or (name == "title" and _bare(str(wanted)) == _bare(str(found)))
        )
    return bool((wanted or "") == (found or ""))


def _bare(title: str) -> str:
    """A title without "Session I:" before it: either is right."""
    head, colon, tail = title.partition(":")
    return key(tail) if colon and len(head.split()) < 4 else key(title)


def _people(result: Score, where: str, wanted: list[dict[str, Any]], found: tuple[Person, ...]) -> None:
    left = list(found)
    for one in wanted:
        person = max(left, key=lambda each: _likeness(one["name"], each), default=None)
        if person is not None and _likeness(one["name"], person) < 0.75:
            person = None
        if person is not None:
            left.remove(person)
        label = f"{where} / {one['name']}"
        for name in PERSON_FIELDS:
            if name in one:
                said = _said(person, name)
                result.count(name, label, one[name], said, is_right=_is_said(name, one[name], person))
        for body in one.get("organisations", []):
            bodies = person.organisations if person else ()
            result.count("organisation", label, body, bodies, is_right=any(_is_body(body, each) for each in bodies))
    for person in left:
        result.count("extra person", where, None, person.written, is_right=False)


def _likeness(name: str, person: Person) -> float:
    return SequenceMatcher(None, sorted(key(name).split()), sorted(key(person.written).split())).ratio()


def _said(person: Person | None, name: str) -> Any:
    return None if person is None else getattr(person, "written" if name == "name" else name)


def _is_said(name: str, wanted: Any, person: Person | None) -> bool:
    """A function is right as the whole line or without the body behind it."""
    if person is None:
        return False
    if name == "function":
        return key(wanted) in (key(person.function), key(person.line))
    if name in ("name", "topic"):
        return key(str(wanted)) == key(_said(person, name))
    return bool((wanted or "") == (_said(person, name) or ""))


def _is_body(wanted: str, found: str) -> bool:
    return key(wanted) == key(found)


def main(arguments: list[str]) -> None:
    """Print the share of each file, and with -v what is wrong."""
    for name in (one for one in arguments if one != "-v"):
        path = Path(name)
        expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        agenda = agenda_of(path, expected)
        result = score(agenda, expected)
        total = sum(result.wanted.values())
        print(f"{path.name}: {100 * result.share:.1f} % of {total} fields")
        if "-v" in arguments:
            print(*(f"  {line}" for line in result.wrong), sep="\n")
            print(*(f"  not understood, line {one.line}: {one.text} ({one.reason})" for one in agenda.unread), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
