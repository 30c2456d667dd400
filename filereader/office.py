"""Text and tables of .docx, and XML in archives: read as it is unpacked, and no further than the limits say."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from filereader.facts import Table
from filereader.limits import Budget
from filereader.texts import squeeze

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the standard library raises over an archive that is damaged or none.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, LookupError, ValueError, ArithmeticError,
)  # fmt: skip
_STEP = 64_000


class Unreadable(Exception):
    """The file is not what its name says, or goes past the limits."""


def open_archive(content: bytes, budget: Budget) -> zipfile.ZipFile:
    """The archive, if it can be one; its list of members alone is never larger than the file."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = archive.namelist()
    except _BROKEN as error:
        raise Unreadable("not-an-archive") from error
    if len(names) > budget.limits.archive_members:
        raise Unreadable("too-many-members")
    return archive


def unpacked(archive: zipfile.ZipFile, name: str, budget: Budget) -> Iterator[bytes]:
    """The member in steps, counted as it comes out: what the archive says of its size is not believed."""
    try:
        with archive.open(name) as member:
            while step := member.read(_STEP):
                budget.unpacked += len(step)
                if budget.unpacked > budget.limits.unpacked or budget.is_late:
                    budget.note("document-cut")
                    raise Unreadable("document-cut")
                yield step
    except _BROKEN as error:
        raise Unreadable("not-an-archive") from error


Start = Callable[[str, dict[str, str]], None]


def parse_xml(steps: Iterator[bytes], start: Start, end: Callable[[str], None], data: Callable[[str], None]) -> bool:
    """Feed XML to three callbacks, names without their namespaces; True when it came to its end."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def refuse(*_args: object) -> None:
        raise Unreadable("has-entities")  # office files never declare any

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    local = _LocalNames()
    parser.StartElementHandler = lambda name, attributes: start(
        local[name], {local[each]: attributes[each] for each in attributes}
    )
    parser.EndElementHandler = lambda name: end(local[name])
    parser.CharacterDataHandler = data
    try:
        for step in steps:
            parser.Parse(step, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, Unreadable, ValueError, LookupError):
        return False
    return True


class _LocalNames(dict[str, str]):
    """Names without their namespaces, each taken apart once: a large sheet has few of them, millions of times."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition("}")[2]
        return self[name]


class _Document:
    """A text with tables, while it is read. Tables in tables become text of the outer cell."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.above: list[str] = []
        self.paragraph: list[str] = []
        self.cell: list[str] | None = None
        self.depth = 0
        self.is_text = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "t":
            self.is_text = True
        elif name in ("tab", "br", "cr"):
            self.paragraph.append("\t" if name == "tab" else "\n")
        elif name == "tbl":
            self.depth += 1
            if self.depth == 1:
                self.tables.append([])
                self.above.append(next((line.strip() for line in reversed(self.lines[-3:]) if line.strip()), ""))
        elif name == "tr" and self.depth == 1:
            self.tables[-1].append([])
        elif name == "tc" and self.depth == 1:
            self.cell = []

    def end(self, name: str) -> None:
        if name == "t":
            self.is_text = False
        elif name == "p":
            text = "".join(self.paragraph)
            self.paragraph = []
            (self.lines if self.cell is None else self.cell).append(text)
        elif name == "tc" and self.depth == 1 and self.cell is not None and self.tables[-1]:
            self.tables[-1][-1].append(squeeze(" ".join(self.cell)))
            self.cell = None
        elif name == "tbl":
            self.depth = max(0, self.depth - 1)
            if self.depth == 0 and self.tables:
                self.lines += [" | ".join(row) for row in self.tables[-1]]

    def data(self, text: str) -> None:
        if self.is_text:
            self.paragraph.append(text)


def read_docx(content: bytes, budget: Budget, name: str) -> tuple[str, tuple[Table, ...]]:
    """Paragraphs and tables of a .docx; a part that is damaged ends where the damage begins."""
    archive = open_archive(content, budget)
    document = _Document()
    whole = parse_xml(unpacked(archive, "word/document.xml", budget), document.start, document.end, document.data)
    if not whole and not document.lines and not document.tables:
        raise Unreadable("damaged-document")
    limits = budget.limits
    tables = [
        Table(bounded_rows(rows, budget), f"{name}, table {number}", document.above[number - 1][: limits.cell])
        for number, rows in enumerate(document.tables, 1)
        if rows
    ]
    return "\n".join(document.lines)[: limits.text], tuple(tables[:20])


def bounded_rows(rows: list[list[str]], budget: Budget) -> tuple[tuple[str, ...], ...]:
    """The rows in which something stands, as many and as wide as the limits let through."""
    limits = budget.limits
    kept = [row[: limits.table_columns] for row in rows if any(cell.strip() for cell in row)]
    if len(kept) > limits.table_rows:
        budget.note("table-cut")
    return tuple(tuple(cell[: limits.cell] for cell in row) for row in kept[: limits.table_rows])
