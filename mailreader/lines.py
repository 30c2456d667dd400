"""Persons on labelled lines and on forms: "Nom : …", "Last name: …", "Cargo: …"."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lexicon import phrases
from lexicon.labels import field_of, labelled
from lexicon.reasons import Reason
from mailreader.entries import pieces_of, without_mark
from mailreader.fields import Fact, Filler, can_be_name
from mailreader.findings import Proposal

_NAMES = {"nom", "full_name", "given_name", "family_name"}
_BEGIN = {"nom", "full_name", "family_name"}
_INNER = re.compile(r"[;|\t]|,(?=\s?[^\W\d_][^:,;]{1,40}:)| {3,40}")
_MOST, _LONGEST_HEADING = 150, 80


class Line(NamedTuple):
    """A labelled line."""

    number: int
    field: str
    label: str
    value: str


@dataclass(slots=True)
class Group:
    """Lines about one person."""

    lines: list[Line] = field(default_factory=list)
    is_of_others: bool = False

    @property
    def fields(self) -> set[str]:
        """What is named."""
        return {line.field for line in self.lines} - {"ignored", "number"}

    @property
    def first(self) -> str:
        """What is named first."""
        return next((line.field for line in self.lines if line.field not in ("ignored", "number")), "")

    @property
    def is_person(self) -> bool:
        """A name and another fact; or what somebody does, without a name: then the writer left it to the header."""
        told = {line.field for line in self.lines if line.value} & self.fields
        return bool(told & {"function", "organisation"}) or (len(told) > 1 and bool(told & _NAMES))


def people_in(text: str, filler: Filler) -> tuple[list[Proposal], set[int]]:
    """The persons, and the numbers of the lines they were read from. A person without a name is the writer."""
    used: set[int] = set()
    found = []
    for group in _groups(lines_of(text.split("\n")))[:_MOST]:
        if group.is_of_others:
            used |= {line.number for line in group.lines}
        elif group.is_person:
            used |= {line.number for line in group.lines}
            found.append(_person(group, filler, None))
    return found, used


def is_of_others(heading: str) -> bool:
    """A part of a form tells of somebody who does not come by being named there: "A. Nominating authority"."""
    others, those = phrases.hits(heading, "person.others"), phrases.hits(heading, "person.those")
    return len(heading) < _LONGEST_HEADING and bool(others) and not any(one.first <= others[0].last for one in those)


def is_of_those(heading: str) -> bool:
    """The part tells of one who comes: "B. Candidate no. 1"."""
    those = phrases.hits(heading, "person.those")
    return len(heading) < _LONGEST_HEADING and bool(those) and those[0].first < 3 and not is_of_others(heading)


def people_of_column(above: str, cells: list[tuple[str, str, bool]], source: Reason, filler: Filler) -> list[Proposal]:
    """The same of a form in a table: of each row its label, a cell, and whether any cell of it is filled."""
    lines = [Line(0, "heading", above, "")]
    for number, (label, value, is_filled) in enumerate(cells):
        is_heading = not is_filled and (is_of_others(label) or is_of_those(label))
        lines.append(Line(number, "heading" if is_heading else field_of(label) or "ignored", label, value))
    return [_person(group, filler, source) for group in _groups(lines) if group.fields and not group.is_of_others]


def lines_of(lines: list[str]) -> list[Line]:
    """Every labelled line; a label alone on its line takes the next line as its value."""
    found: list[Line] = []
    is_waiting = False
    for number, line in enumerate(lines):
        if _is_heading(lines, number):
            found.append(Line(number, "heading", line.strip(), ""))
            is_waiting = False
        elif pieces := _pieces(line):
            found += [Line(number, name, label, value) for name, label, value in pieces]
            is_waiting = not pieces[-1][2] and pieces[-1][0] != "ignored"
        elif is_waiting and line.strip():
            found[-1] = found[-1]._replace(value=line.strip())
            found.append(Line(number, "ignored", "", ""))
            is_waiting = False
        elif _tells("".join(lines[number + 1 : number + 2])) and _is_bare_name(name := without_mark(line).strip()):
            found.append(Line(number, "full_name", "", name))  # right above the lines that tell of its owner
    return found


def _is_bare_name(text: str) -> bool:
    return can_be_name(text) and len(pieces_of(text)) == 1


def _is_heading(lines: list[str], number: int) -> bool:
    """The heading of a part of a form: below it stands a labelled line."""
    line, *below = [line.strip() for line in lines[number : number + 4]]
    following = next(filter(None, below), "")
    return (is_of_others(line) or is_of_those(line)) and not _tells(line) and _tells(following)


def _tells(line: str) -> bool:
    """The line has a label and a value."""
    return any(value for _field, _label, value in _pieces(line))


def _pieces(line: str) -> list[tuple[str, str, str]]:
    """Field, label and value; several of them where the line has semicolons, bars or wide spaces."""
    parts = [part for part in _INNER.split(line) if part and part.strip()]
    several = [piece for part in parts if (piece := _piece(part))] if len(parts) > 1 else []
    if len(several) > 1:
        return several
    one = _piece(line)
    return [one] if one else []


def _piece(text: str) -> tuple[str, str, str] | None:
    found = labelled(text)
    name = field_of(found[0]) if found else ""
    if found is None or not name:
        return None
    return name, f"{found[0]} :", found[1]


def _groups(lines: list[Line]) -> list[Group]:
    groups = [Group()]
    for line in lines:
        if line.field == "heading":
            groups.append(Group(is_of_others=is_of_others(line.label)))
            continue
        if _begins_anew(line, groups[-1]):
            groups.append(Group())
        groups[-1].lines.append(line)
    return groups


def _begins_anew(line: Line, group: Group) -> bool:
    """The same field again: another person, if it is one that everybody has but once, or that stands first."""
    if not line.value:
        return False
    if group.fields & _NAMES and line.field == group.first:
        return True
    if line.field not in _NAMES | {"email", "title"}:
        return False
    before = [other for other in group.lines if other.field == line.field and other.value]
    return bool(before) or (line.field in _BEGIN and line.field in group.fields)


def _person(group: Group, filler: Filler, source: Reason | None) -> Proposal:
    lines = [line for line in group.lines if line.field not in ("ignored", "number")]
    facts = [Fact(line.field, line.label, line.value, Reason("line", line.label)) for line in lines]
    return filler.person(facts, source or Reason("lines", lines[0].label))
