"""Persons in tables: the row that names the columns is found by its words, or the columns by what stands in them."""

from collections.abc import Callable

from mailreader import bodies
from mailreader.facts import Table
from mailreader.fill import Filler, mode_of, phone_in, role_of
from mailreader.findings import Proposal, Reason
from mailreader.headers import EMAIL
from mailreader.labels import field_of, is_nothing
from mailreader.names import looks_like_name
from mailreader.parts import is_of_others, is_of_those
from mailreader.titles import strip_titles

_NAMING = {"family_name", "given_name", "full_name", "nom", "email"}
_HEAD_WITHIN = 12


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


def _parts(table: Table) -> list[tuple[str, list[tuple[str, ...]]]]:
    """A form cut at its inner headings, and where a second person begins; each part with its heading."""
    parts: list[tuple[str, list[tuple[str, ...]]]] = [(table.above, [])]
    named: set[str] = set()
    for row in table.rows[:200]:
        filled = [cell for cell in row if cell.strip()]
        field = field_of(row[0].rstrip(" :*"))
        is_heading = len(filled) == 1 and (is_of_others(filled[0]) or is_of_those(filled[0]))
        is_next = len(filled) > 1 and field in _NAMING - {"email"} and field in named
        if is_heading or is_next:
            parts.append((filled[0] if is_heading else "", []))
            named = set()
        if not is_heading:
            parts[-1][1].append(row)
            named |= {field} if len(filled) > 1 else set()
    return [part for part in parts if part[1]]


def label_lines(table: Table) -> list[str]:
    """A form in a table as lines "label: value", two or more pairs in a row too; [] if it is none."""
    if any(_is_head(row) for row in table.rows[:_HEAD_WITHIN]) or is_of_others(table.above):
        return []
    lines = []
    for row in table.rows:
        cells = [cell for cell in row if cell.strip()]
        if len(cells) == 1 and field_of(cells[0].rstrip(" :")) and ":" not in cells[0].strip()[:-1]:
            continue
        pairs = zip(row[::2], row[1::2], strict=False)
        lines += [f"{label.rstrip(' :')}: {value}" for label, value in pairs if field_of(label.rstrip(" :"))]
    return lines if len(lines) > 1 and max((len(row) for row in table.rows), default=0) % 2 == 0 else []


def _is_head(row: tuple[str, ...]) -> bool:
    fields = [field_of(cell.rstrip(" :*")) for cell in row]
    known = [field for field in fields if field]
    is_filled = sum(bool(cell.strip()) for cell in row)
    named = set(known) - {"ignored", "number", "remarks"}
    return (
        len(named) > 1
        and bool(named & _NAMING)
        and len(known) * 2 >= is_filled
        and not any("@" in cell for cell in row)
    )


def _with_row_above(rows: list[tuple[str, ...]], head: int) -> tuple[str, ...]:
    """The head's labels; where one says nothing by itself, with the merged cell above: "Passport" over "Number"."""
    row, above = rows[head], rows[head - 1] if head else ()
    if len(above) != len(row) or "@" in "".join(above):
        return row
    labels, over = [], ""
    for upper, label in zip(above, row, strict=True):
        over = upper.strip() or over
        is_clear = field_of(label.rstrip(" :*")) not in ("", "number", "ignored", "passport_dates", "remarks")
        labels.append(label if is_clear or field_of(over) in ("", "number") else f"{over} {label}".strip())
    return tuple(labels)


def _fields(row: tuple[str, ...]) -> list[str]:
    """The field of each column, settled by those beside it."""
    return settle([field_of(cell.rstrip(" :*")) for cell in row], list(row))


def settle(fields: list[str], labels: list[str]) -> list[str]:
    """What "nom" and "name" mean beside each other."""
    settled = []
    for field, label in zip(fields, labels, strict=True):
        if field in ("nom", "full_name") and "given_name" in fields and "family_name" not in fields:
            field = "family_name"
        elif field in ("nom", "full_name") and "family_name" in fields and "given_name" not in fields:
            field = "given_name"
        elif field == "nom" and "given_name" in fields:
            field = "family_name" if label.lower().startswith("nom") and "nombre" not in label.lower() else "given_name"
        settled.append(field)
    return settled


def _below(rows: list[tuple[str, ...]], head: int, where: str, filler: Filler) -> list[Proposal]:
    """A row each below the head; a second head begins anew."""
    found: list[Proposal] = []
    labels = _with_row_above(rows, head)
    fields = _guessed(_fields(labels), rows[head + 1 :])
    for number, row in enumerate(rows[head + 1 :], head + 1):
        if _is_head(row):
            labels = _with_row_above(rows, number)
            fields = _guessed(_fields(labels), rows[number + 1 :])
            continue
        proposal = Proposal(source=Reason("row", f"{number} · {where}"))
        pairs = [pair for pair in zip(fields, labels, row, strict=False) if pair[0]]
        for field, label, value in sorted(pairs, key=lambda pair: pair[0] != "email"):
            filler.fill(proposal, field, value, Reason("column", f"{label} · {number}"))
        if _is_person(proposal):
            found.append(proposal)
    return found


def _guessed(fields: list[str], rows: list[tuple[str, ...]]) -> list[str]:
    """A column whose label nobody knows, by what stands in it: titles, bodies, functions, who comes online."""
    guessed = list(fields)
    if "role" in fields and "function" not in fields:
        roles = [role_of(row[fields.index("role")]) for row in rows if len(row) == len(fields) and not _is_head(row)]
        # "Role: Adviser, Driver, Analyst" are offices; "Head of delegation, Adviser" are places in a delegation.
        if "" in roles and not {"head_of_delegation", "alternate", "delegate", "observer"} & set(roles):
            guessed[fields.index("role")] = "function"
    for column, field in enumerate(fields):
        cells = [row[column].strip() for row in rows if len(row) == len(fields) and not _is_head(row)]
        cells = [cell for cell in cells if not is_nothing(cell)]
        if field or not cells:
            continue
        for name, is_kind in _KINDS:
            if name not in guessed and sum(map(is_kind, cells)) * 3 > len(cells) * 2:
                guessed[column] = name
                break
    return guessed


def _is_title(cell: str) -> bool:
    honorific, title, rest = strip_titles(cell)
    return bool(honorific or title) and not rest


_KINDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("title", _is_title),
    ("mode", lambda cell: bool(mode_of(cell)) and len(cell) < 40),
    ("organisation", bodies.starts_as_body),
    ("function", bodies.begins_as_function),
)


def _is_person(proposal: Proposal) -> bool:
    """A name, or an address and something about its owner, or a place kept for somebody still to be named."""
    name = proposal.full_name
    if sum(sign.isdigit() for sign in name) > 2 or len(name.split()) > 9:
        return False
    proposal.is_placeholder = proposal.is_placeholder and not name
    return bool(name) or (
        bool(proposal.email or proposal.is_placeholder) and bool(proposal.function or proposal.organisation)
    )


def _has_labels_at_left(rows: list[tuple[str, ...]]) -> bool:
    known = {field_of(row[0].rstrip(" :*")) for row in rows if row} - {"", "ignored", "number"}
    return len(known) > 1 and bool(known & _NAMING)


def _beside(rows: list[tuple[str, ...]], where: str, filler: Filler) -> list[Proposal]:
    """Labels in the first column, a person in each of the others."""
    width = max(len(row) for row in rows)
    if width > 2 and any(field_of(row[2].rstrip(" :*")) for row in rows if len(row) > 3):
        return []  # pairs side by side: see label_lines
    fields = settle(
        [field_of(row[0].rstrip(" :*")) if row else "" for row in rows], [row[0] if row else "" for row in rows]
    )
    found = []
    for column in range(1, min(width, 20)):
        proposal = Proposal(source=Reason("column", f"{column + 1} · {where}"))
        pairs = [(field, row) for field, row in zip(fields, rows, strict=True) if field and len(row) > column]
        for field, row in sorted(pairs, key=lambda pair: pair[0] != "email"):
            filler.fill(proposal, field, row[column], Reason("line", row[0]))
        # Address and body alone, without a name, are those of an office.
        if _is_person(proposal) and (proposal.full_name or proposal.function):
            found.append(proposal)
    return found


def _by_content(rows: list[tuple[str, ...]], where: str, filler: Filler) -> list[Proposal]:
    """No words name the columns: addresses, titles, capitals and functions show what a cell is."""
    found = []
    for number, row in enumerate(rows, 1):
        proposal = Proposal(source=Reason("row", f"{number} · {where}"))
        reason = Reason("row", f"{number} · {where}")
        names: list[str] = []
        for cell in sorted(row, key=lambda cell: "@" not in cell):
            _cell(proposal, cell, names, reason, filler)
        has_mark = bool(proposal.email or proposal.title or proposal.honorific)
        if names and has_mark and (proposal.email or proposal.function or proposal.organisation):
            filler.name(proposal, " ".join(names[:2]), reason)
            found.append(proposal)
    return found


def _cell(proposal: Proposal, cell: str, names: list[str], reason: Reason, filler: Filler) -> None:
    if is_nothing(cell) or cell.strip(". ").isdigit():
        return
    honorific, title, rest = strip_titles(cell)
    if EMAIL.search(cell) and len(cell) < 120:
        filler.fill(proposal, "email", cell, reason)
    elif (honorific or title) and not rest:
        filler.fill(proposal, "title", cell, reason)
    elif bodies.country_of(cell, filler.countries):
        filler.fill(proposal, "country", cell, reason)
    elif phone_in(cell) and len(cell) < 40:
        filler.fill(proposal, "phone", cell, reason)
    elif mode_of(cell) and len(cell) < 30:
        filler.fill(proposal, "mode", cell, reason)
    elif bodies.is_function(cell):
        filler.fill(proposal, "function", cell, reason)
    elif bodies.starts_as_body(cell):
        filler.fill(proposal, "organisation", cell, reason)
    elif looks_like_name(rest, is_titled=True):
        _name_cell(proposal, cell, names, reason, filler)


def _name_cell(proposal: Proposal, cell: str, names: list[str], reason: Reason, filler: Filler) -> None:
    """A name, or half of one; behind two of them what somebody does, if no word of it is known."""
    honorific, title, rest = strip_titles(cell)
    if len(names) < 2:
        proposal.put("honorific", honorific, reason)
        proposal.put("title", title, reason)
        names.append(rest)
    elif not (honorific or title):
        filler.fill(proposal, "function", cell, reason)
