"""Persons in tables: the row that names the columns is found by its words, or the columns by what stands in them."""

from mailreader import bodies, lexicon
from mailreader.facts import Table
from mailreader.fields import Filler
from mailreader.findings import Proposal, Reason
from mailreader.labels import field_of, is_nothing
from mailreader.names import looks_like_name
from mailreader.titles import strip_titles

Row = tuple[str, ...]
_NAMING = {"family_name", "given_name", "full_name", "nom", "email"}
_HEAD_WITHIN = 12
_LONGEST_HEADING = 80


def people_in(table: Table, filler: Filler) -> list[Proposal]:
    """The persons of a table, a row or a column each; none if it is about something else."""
    rows = list(table.rows[:200])
    head = next((number for number, row in enumerate(rows[:_HEAD_WITHIN]) if _is_head(row)), None)
    if head is not None:
        return _below(rows, head, table.where, filler)
    if _has_labels_at_left(rows):
        found = [_beside(part, table.where, filler) for heading, part in _parts(table) if not is_of_others(heading)]
        return [person for persons in found for person in persons]
    return _by_content(rows, table.where, filler)


def is_of_others(heading: str) -> bool:
    """A part of a form tells of somebody who does not come by being named there: "A. Nominating authority"."""
    others, those = lexicon.hits(heading, "person.others"), lexicon.hits(heading, "person.those")
    return len(heading) < _LONGEST_HEADING and bool(others) and not any(one.first <= others[0].last for one in those)


def is_of_those(heading: str) -> bool:
    """The part tells of one who comes: "B. Candidate no. 1"."""
    those = lexicon.hits(heading, "person.those")
    return len(heading) < _LONGEST_HEADING and bool(those) and those[0].first < 3 and not is_of_others(heading)


def _parts(table: Table) -> list[tuple[str, list[Row]]]:
    """A form cut at its inner headings, and where a second person begins; each part with its heading."""
    parts: list[tuple[str, list[Row]]] = [(table.above, [])]
    named: set[str] = set()
    for row in table.rows[:200]:
        filled = [cell for cell in row if cell.strip()]
        field = field_of(row[0])
        is_heading = len(filled) == 1 and (is_of_others(filled[0]) or is_of_those(filled[0]))
        if is_heading or (len(filled) > 1 and field in _NAMING - {"email"} and field in named):
            parts.append((filled[0] if is_heading else "", []))
            named = set()
        if not is_heading:
            parts[-1][1].append(row)
            named |= {field} if len(filled) > 1 else set()
    return [part for part in parts if part[1]]


def _is_head(row: Row) -> bool:
    known = [field for cell in row if (field := field_of(cell))]
    named = set(known) - {"ignored", "number", "remarks"}
    is_most = len(known) * 2 >= sum(bool(cell.strip()) for cell in row)
    return len(named) > 1 and bool(named & _NAMING) and is_most and not any("@" in cell for cell in row)


def settle(fields: list[str], labels: list[str]) -> list[str]:
    """What "nom" and "name" mean beside each other."""
    settled = []
    for field, label in zip(fields, labels, strict=True):
        if field in ("nom", "full_name") and "given_name" in fields and "family_name" not in fields:
            field = "family_name"
        elif field in ("nom", "full_name") and "family_name" in fields and "given_name" not in fields:
            field = "given_name"
        elif field == "nom" and "given_name" in fields:
            field = "family_name" if label.lower().startswith("nom") and "mbre" not in label.lower() else "given_name"
        settled.append(field)
    return settled


def _below(rows: list[Row], head: int, where: str, filler: Filler) -> list[Proposal]:
    """A row each below the head; a second head begins anew."""
    found: list[Proposal] = []
    labels: Row = ()
    fields: list[str] = []
    for number, row in enumerate(rows[head:], head):
        if number == head or _is_head(row):
            labels, fields = row, settle([field_of(cell) for cell in row], list(row))
            continue
        person = Proposal(source=Reason("row", f"{number} · {where}"))
        pairs = [pair for pair in zip(fields, labels, row, strict=False) if pair[0]]
        for field, label, value in sorted(pairs, key=lambda pair: pair[0] != "email"):
            filler.fill(person, field, value, Reason("column", f"{label} · {number}"))
        if _is_person(person):
            found.append(person)
    return found


def _is_person(person: Proposal) -> bool:
    """A name, or an address and something about its owner, or a place kept for somebody still to be named."""
    name = person.full_name
    if sum(sign.isdigit() for sign in name) > 2 or len(name.split()) > 9:
        return False
    person.is_placeholder = person.is_placeholder and not name
    return bool(name) or (bool(person.email or person.is_placeholder) and bool(person.function or person.organisation))


def _has_labels_at_left(rows: list[Row]) -> bool:
    known = {field_of(row[0]) for row in rows if row} - {"", "ignored", "number"}
    return len(known) > 1 and bool(known & _NAMING)


def _beside(rows: list[Row], where: str, filler: Filler) -> list[Proposal]:
    """Labels in the first column, a person in each of the others."""
    width = max(len(row) for row in rows)
    if width > 2 and any(field_of(row[2]) for row in rows if len(row) > 3):
        return []  # pairs side by side
    labels = [row[0] if row else "" for row in rows]
    fields = settle([field_of(label) for label in labels], labels)
    found = []
    for column in range(1, min(width, 20)):
        person = Proposal(source=Reason("column", f"{column + 1} · {where}"))
        pairs = [(field, row) for field, row in zip(fields, rows, strict=True) if field and len(row) > column]
        for field, row in sorted(pairs, key=lambda pair: pair[0] != "email"):
            filler.fill(person, field, row[column], Reason("line", row[0]))
        # Address and body alone, without a name, are those of an office.
        if _is_person(person) and (person.full_name or person.function):
            found.append(person)
    return found


def _by_content(rows: list[Row], where: str, filler: Filler) -> list[Proposal]:
    """No words name the columns: addresses, titles, capitals and functions show what a cell is."""
    found = []
    for number, row in enumerate(rows, 1):
        reason = Reason("row", f"{number} · {where}")
        person, names = Proposal(source=reason), list[str]()
        for cell in sorted(row, key=lambda cell: "@" not in cell):
            _cell(person, cell, names, reason, filler)
        has_mark = bool(person.email or person.title or person.honorific)
        if names and has_mark and (person.email or person.function or person.organisation):
            filler.name(person, " ".join(names[:2]), reason)
            found.append(person)
    return found


def _cell(person: Proposal, cell: str, names: list[str], reason: Reason, filler: Filler) -> None:
    honorific, title, rest = strip_titles(cell)
    if is_nothing(cell) or cell.strip(". ").isdigit():
        return
    if kind := filler.kind_of(cell):
        filler.fill(person, kind, cell, reason)
    elif bodies.is_function(cell):
        filler.fill(person, "function", cell, reason)
    elif bodies.starts_as_body(cell):
        filler.fill(person, "organisation", cell, reason)
    elif looks_like_name(rest, is_titled=True) and len(names) < 2:
        person.put("honorific", honorific, reason)
        person.put("title", title, reason)
        names.append(rest)
    elif looks_like_name(rest, is_titled=True) and not (honorific or title):
        filler.fill(person, "function", cell, reason)
