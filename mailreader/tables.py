"""Persons in tables: the row that names the columns is found by its words, or the columns by what stands in them."""

from itertools import zip_longest

from mailreader import affiliation, lexicon, lines
from mailreader.entries import parse_entry, without_mark
from mailreader.facts import Table
from mailreader.fields import Fact, Filler, can_be_name
from mailreader.findings import Proposal, Reason
from mailreader.labels import field_of, is_nothing
from mailreader.names import is_in_address, looks_like_name
from mailreader.restricted import restricted_in
from mailreader.titles import strip_titles
from mailreader.wants import affirmed

Row = tuple[str, ...]
_NAMING = {"family_name", "given_name", "full_name", "nom", "email"}
# What a column says besides who somebody is.
_ON_COMING = {"mode", "remarks", "role", "ignored", "number"}
_HEAD_WITHIN = 12
_MOST_ROWS, _MOST_COLUMNS = 200, 20
_MOST_WORDS_OF_NAME = 9


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
    return _by_columns(rows, table.where, filler) or _by_rows(rows, table.where, filler)


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
    is_no = fact.field == "mode" and lexicon.is_all(fact.value, "person.no")
    return is_no or bool(lexicon.begins(fact.value, "person.away") or affirmed(fact.value, "want.cancel"))


def _facts(fields: list[str], labels: Row, row: Row, number: int) -> list[Fact]:
    cells = zip(fields, labels, row, strict=False)
    return [Fact(field, label, cell, Reason("column", f"{label} · {number}")) for field, label, cell in cells if field]


def _is_person(person: Proposal) -> bool:
    """A name, or an address and something about its owner, or a place kept for somebody still to be named."""
    name = person.full_name
    if ":" in name:  # below the rows stands who made the list
        return False
    if sum(sign.isdigit() for sign in name) > 2 or len(name.split()) > _MOST_WORDS_OF_NAME:
        return False
    return bool(name) or (bool(person.email or person.is_placeholder) and bool(person.function or person.organisation))


def _beside(rows: list[Row], table: Table, filler: Filler) -> list[Proposal]:
    """Labels in the first column, a person in each of the others: labelled lines, read down each column."""
    width = min(max(len(row) for row in rows), _MOST_COLUMNS)
    if sum(bool(field_of(row[2])) for row in rows if len(row) > 3) * 2 > len(rows):
        return []  # pairs side by side: most of that column are labels, too, and not just a value that is a word of one
    found: list[Proposal] = []
    for column in range(1, width):
        cells = [(row[0], row[column] if len(row) > column else "", any(row[1:])) for row in rows]
        source = Reason("column", f"{column + 1} · {table.where}")
        found += lines.people_of_column(table.above, cells, source, filler)
    # Address and body alone, without a name, are those of an office.
    return [person for person in found if _is_person(person) and (person.full_name or person.function)]


def _by_columns(rows: list[Row], where: str, filler: Filler) -> list[Proposal]:
    """No words name the columns: most cells of one show what it is, and in doubt its place does."""
    columns = [list(column) for column in zip_longest(*(row[:_MOST_COLUMNS] for row in rows), fillvalue="")]
    fields = _fields_of(columns, filler)
    if "full_name" not in fields:
        return []
    found: list[Proposal] = []
    for number, row in enumerate(rows, 1):
        facts = [fact for fact in _facts(fields, row, row, number) if not is_nothing(fact.value)]
        person = filler.person(_one_name(facts), Reason("row", f"{number} · {where}"))
        is_told = bool(person.email or person.function or person.organisation)
        is_marked = bool(person.full_name and (person.email or person.title or person.honorific))
        if is_told and (is_marked or (found and person.is_placeholder)):
            found.append(person)
    return found


def _one_name(facts: list[Fact]) -> list[Fact]:
    """A name in two columns is one."""
    names = [fact for fact in facts if fact.field == "full_name"]
    whole = [names[0]._replace(value=" ".join(fact.value for fact in names))] if names else []
    return [*whole, *(fact for fact in facts if fact.field != "full_name")]


def _by_rows(rows: list[Row], where: str, filler: Filler) -> list[Proposal]:
    """Cells that hold several things each: a row with an address is an entry."""
    texts = [", ".join(cell for cell in row if cell.strip()) for row in rows]
    told = [(number, text) for number, text in enumerate(texts, 1) if "@" in text]
    people = [parse_entry(text, filler, Reason("row", f"{number} · {where}"), []) for number, text in told]
    return [person for person in people if person is not None]


def _fields_of(columns: list[list[str]], filler: Filler) -> list[str]:
    """The field of each column; of those that nothing shows the first is the function, the second the body."""
    addresses = [cell for column in columns for cell in column if "@" in cell]
    alone = [_field_of_cells(column, addresses, filler) for column in columns]
    fields = [_in_place(alone, columns, place) for place in range(len(columns))]
    for wanted in ("function", "organisation"):
        if wanted not in fields and "unknown" in fields:
            fields[fields.index("unknown")] = wanted
    return ["" if field == "unknown" else field for field in fields]


def _in_place(fields: list[str], columns: list[list[str]], place: int) -> str:
    """A question above a column is answered in it; single words are a part of the name beside them."""
    field = fields[place]
    if field not in ("unknown", "word"):
        return field
    # Family names in capitals, or names of one word, stand beside the other part of the name.
    cells = columns[place]
    beside = [columns[one] for one in (place - 1, place + 1) if 0 <= one < len(fields) and fields[one] == "full_name"]
    are_loud = sum(cell.isupper() for cell in cells) * 2 > len(cells)
    if field == "word" and any(are_loud or sum(" " not in one for one in names) * 2 > len(cells) for names in beside):
        return "full_name"
    return "" if "?" in columns[place][0] else "unknown"


def _field_of_cells(column: list[str], addresses: list[str], filler: Filler) -> str:
    """What most cells of a column are; "unknown" where each is filled and none is known, "" where few are."""
    cells = [cell for cell in column if not is_nothing(cell)]
    kinds = [_kind_of(cell, addresses, filler) for cell in cells]
    if "full_name" in kinds:  # of one it is sure: those that only look like names are, too
        kinds = ["full_name" if kind == "name-like" else kind for kind in kinds]
    best = max(sorted(set(kinds) - {"unknown", "name-like"}), key=kinds.count, default="")
    if best and kinds.count(best) * 2 >= len(cells):
        return best
    return "unknown" if len(cells) > 1 else ""


def _kind_of(cell: str, addresses: list[str], filler: Filler) -> str:
    honorific, title, rest = strip_titles(cell)
    if cell.strip(". ").isdigit():
        return "number"
    if restricted_in(cell):
        return "remarks"
    if kind := filler.kind_of(cell):
        return kind
    is_titled = bool(honorific or title)
    if not (is_titled and can_be_name(cell)) and (affiliation.is_function(cell) or affiliation.starts_as_body(cell)):
        return "function" if affiliation.is_function(cell) else "organisation"
    if not looks_like_name(rest, is_titled=True):
        return "unknown"
    if is_titled or any(is_in_address(rest, one) for one in addresses):
        return "full_name"
    return "name-like" if len(rest.split()) > 1 else "word"
