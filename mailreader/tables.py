"""Persons in tables: the row that names the columns is found by its words, or the columns by what stands in them."""

from filereader.facts import Table
from lexicon import phrases
from lexicon.labels import field_of, is_nothing
from lexicon.reasons import Reason
from mailreader import lines
from mailreader.entries import is_away, parse_entry, without_mark
from mailreader.fields import Fact, Filler
from mailreader.findings import Proposal

Row = tuple[str, ...]
_NAMING = {"family_name", "given_name", "full_name", "nom", "email"}
# What a column says besides who somebody is.
_ON_COMING = {"mode", "remarks", "role", "ignored", "number"}
_HEAD_WITHIN = 12
_MOST_ROWS, _MOST_COLUMNS = 200, 20


def people_in(table: Table, filler: Filler) -> list[Proposal]:
    """The persons of a table, a row or a column each; none if it is about something else."""
    rows = [(without_mark(row[0]), *row[1:]) for row in table.rows[:_MOST_ROWS] if row]
    head = next((number for number, row in enumerate(rows[:_HEAD_WITHIN]) if _is_head(row)), None)
    known = [field for row in rows if (field := field_of(row[0])) not in ("", "ignored", "number")]
    labels = len(known) if len(set(known)) > 1 and set(known) & _NAMING else 0
    if labels and (head is None or labels * 2 > len(rows)):
        return _beside(rows, table, filler)
    if head is not None:
        return _below(rows, head, table.where, filler)
    return _by_rows(rows, table.where, filler)


def _is_head(row: Row) -> bool:
    known = [field for cell in row if (field := field_of(cell))]
    named = set(known) - {"ignored", "number", "remarks"}
    is_most = len(known) * 2 >= sum(bool(cell.strip()) for cell in row)
    return len(named) > 1 and bool(named & _NAMING) and is_most and not any("@" in cell for cell in row)


def _below(rows: list[Row], head: int, where: str, filler: Filler) -> list[Proposal]:
    """A row each below the head; a second head begins anew."""
    found: list[Proposal] = []
    labels: Row = ()
    for number, row in enumerate(rows[head:], head):
        if number == head or _is_head(row):
            labels = row
            continue
        facts = _facts([field_of(label) for label in labels], labels, row, number)
        person = filler.person(facts, Reason("row", f"{number} · {where}"))
        if _is_person(person) and not any(map(_stays_away, facts)):
            found.append(person)
    return found


def _stays_away(fact: Fact) -> bool:
    """The row itself says that this person does not come: "withdrawn", or "no" where it is asked whether he comes."""
    if fact.field not in _ON_COMING:
        return False
    return is_away(fact.value) or (fact.field == "mode" and phrases.is_all(fact.value, "person.no"))


def _facts(fields: list[str], labels: Row, row: Row, number: int) -> list[Fact]:
    cells = zip(fields, labels, row, strict=False)
    return [Fact(field, label, cell, Reason("column", f"{label} · {number}")) for field, label, cell in cells if field]


def _is_person(person: Proposal) -> bool:
    """A name, or an address and something about its owner, or a place kept for somebody still to be named."""
    if ":" in person.full_name:  # below the rows stands who made the list
        return False
    is_told = bool(person.function or person.organisation)
    return bool(person.full_name) or (is_told and bool(person.email or person.is_placeholder))


def _beside(rows: list[Row], table: Table, filler: Filler) -> list[Proposal]:
    """Labels in the first column, a person in each of the others: labelled lines, read down each column."""
    width = min(max(len(row) for row in rows), _MOST_COLUMNS)
    found: list[Proposal] = []
    for column in range(1, width):
        cells = [(row[0], row[column] if len(row) > column else "", any(row[1:])) for row in rows]
        source = Reason("column", f"{column + 1} · {table.where}")
        found += lines.people_of_column(table.above, cells, source, filler)
    # Address and body alone, without a name, are those of an office.
    return [person for person in found if _is_person(person) and (person.full_name or person.function)]


def _by_rows(rows: list[Row], where: str, filler: Filler) -> list[Proposal]:
    """No words name the columns: a row is an entry, of a person with an address, or with a title and an office."""
    found: list[Proposal] = []
    for number, row in enumerate(rows, 1):
        text = ", ".join(cell for cell in row if not is_nothing(cell))
        person = parse_entry(text, filler, Reason("row", f"{number} · {where}"), found)
        if person is not None and (person.email or (person.title and person.function)):
            found.append(person)
    return found
