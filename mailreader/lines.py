"""Persons on labelled lines: "Nom : …", "Last name: …", "Cargo: …"."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from mailreader.entries import parse_entry
from mailreader.fill import Filler
from mailreader.findings import Proposal, Reason
from mailreader.headers import EMAIL
from mailreader.labels import LABELLED, field_of, stands_for_nobody
from mailreader.names import looks_like_name
from mailreader.parts import is_of_others, is_of_those
from mailreader.rows import settle
from mailreader.titles import strip_titles

_NAMES = {"nom", "full_name", "given_name", "family_name"}
_BEGIN = {"nom", "full_name", "family_name"}
_HEADING = re.compile(
    r"^\W*(?:participante?|delegate|delegue|candidate?|nominee|person(?:ne|a)?|member|"
    r"membre)\s*(?:n\s*[°o.]*\s*)?\d{1,2}\W*$",
    re.IGNORECASE,
)
_INNER = re.compile(r"(?:[;|\t]|,(?=\s*[^\W\d_][^:,;]{1,40}:)| {3,})")


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
    def is_person(self) -> bool:
        """A name and another fact; or what somebody does, without a name: then the writer left it to the header."""
        told = {line.field for line in self.lines if line.value} & self.fields
        return bool(told & {"function", "organisation"}) or (len(told) > 1 and bool(told & _NAMES))


def people_in(text: str, filler: Filler) -> tuple[list[Proposal], set[int]]:
    """The persons, and the numbers of the lines they were read from. A person without a name is the writer."""
    groups = _groups(labelled(text.split("\n")))
    used: set[int] = set()
    found = []
    for group in groups[:150]:
        if group.is_of_others:
            used |= {line.number for line in group.lines}
            continue
        if not group.is_person:
            found += _in_one_value(group, filler, used)
            continue
        used |= {line.number for line in group.lines}
        found.append(_proposal(group, filler))
    return found, used


def _in_one_value(group: Group, filler: Filler, used: set[int]) -> list[Proposal]:
    """ "Name: Ana Ruiz / Adviser / a.ruiz@…": all about the person behind one label."""
    found: list[Proposal] = []
    for line in group.lines:
        if line.field not in ("full_name", "nom") or not EMAIL.search(line.value):
            continue
        if one := parse_entry(line.value, filler, Reason("line", line.label), found, is_announced=True):
            found.append(one)
            used.add(line.number)
    return found


def labelled(lines: list[str]) -> list[Line]:
    """Every labelled line; a label alone on its line takes the next line as its value."""
    found: list[Line] = []
    waiting = False
    for number, line in enumerate(lines):
        if _HEADING.match(line) or _heads_lines(lines, number):
            found.append(Line(number, "heading", line.strip(), ""))
            waiting = False
            continue
        pieces = _pieces(line)
        if pieces:
            found += [Line(number, name, label, value) for name, label, value in pieces]
            waiting = not pieces[-1][2] and pieces[-1][0] != "ignored"
        elif waiting and line.strip():
            last = found[-1]
            found[-1] = Line(last.number, last.field, last.label, line.strip())
            found.append(Line(number, "ignored", "", ""))
            waiting = False
        elif found and found[-1].number == number - 1 and line[:2].isspace() and line.strip() and found[-1].value:
            last = found[-1]
            found[-1] = Line(number, last.field, last.label, f"{last.value} {line.strip()}")
    return found


def _heads_lines(lines: list[str], number: int) -> bool:
    """A heading of a part of a form: below it stands a labelled line."""
    line = lines[number]
    if not (is_of_others(line) or is_of_those(line)) or any(value for _field, _label, value in _pieces(line)):
        return False
    following = next((line for line in lines[number + 1 : number + 4] if line.strip()), "")
    return any(value for _field, _label, value in _pieces(following))


def _pieces(line: str) -> list[tuple[str, str, str]]:
    """Label and value, or several of them on one line between semicolons, bars or wide spaces."""
    parts = [part for part in _INNER.split(line) if part and part.strip()]
    if len(parts) > 1:
        several = [piece for part in parts if (piece := _piece(part))]
        if len(several) > 1:
            return several
    one = _piece(line)
    return [one] if one else []


def _piece(text: str) -> tuple[str, str, str] | None:
    found = LABELLED.match(text.strip())
    if not found:
        return None
    name = field_of(found[1])
    is_sure = ":" in text or "=" in text or "\t" in text
    if not name or (not is_sure and name in ("ignored", "number", "nom", "country", "city", "mode", "role")):
        return None
    return name, f"{found[1].strip()} :", found[2].strip()


def _groups(lines: list[Line]) -> list[Group]:
    groups = [Group()]
    for line in lines:
        current = groups[-1]
        if line.field == "heading" or _begins_anew(line, current):
            groups.append(Group(is_of_others=line.field == "heading" and is_of_others(line.label)))
        if line.field != "heading":
            groups[-1].lines.append(line)
    return groups


def _begins_anew(line: Line, group: Group) -> bool:
    """The same field again: another person, if it is one that everybody has but once."""
    if not line.value or line.field not in _NAMES | {"email", "title"}:
        return False
    before = [other for other in group.lines if other.field == line.field and other.value]
    if line.field == "title" and group.fields & _NAMES:
        return bool(before)
    if line.field == "email":
        return bool(before) and not group.fields & _NAMES
    return bool(before) or (line.field in _BEGIN and line.field in group.fields)


def _proposal(group: Group, filler: Filler) -> Proposal:
    lines = [line for line in group.lines if line.field not in ("ignored", "number")]
    fields = settle([line.field for line in lines], [line.label for line in lines])
    proposal = Proposal(source=Reason("lines", f"{lines[0].label}"))
    pairs = sorted(zip(fields, lines, strict=True), key=lambda pair: pair[0] != "email")
    for name, line in pairs:
        if name in ("full_name", "nom") and not (_can_be_name(line.value) or stands_for_nobody(line.value)):
            continue
        filler.fill(proposal, name, line.value, Reason("line", line.label))
    proposal.is_placeholder = proposal.is_placeholder and not proposal.full_name
    return proposal


def _can_be_name(value: str) -> bool:
    head = re.split(r"[,(;<]| [-–—] ", value)[0]
    rest = strip_titles(head)[2]
    return looks_like_name(rest, is_titled=True)
