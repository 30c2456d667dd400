"""Bytes of a text, a .docx, a workbook or a saved page as lines and rows of tables, with what their form says."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import takewhile

import nh3

from agendareader.clock import day_heading, leading
from filereader.charsets import decode
from filereader.html import SHOWN, SPANS
from filereader.limits import Budget, Limits
from filereader.office import Unreadable, open_archive, parse_xml, unpacked
from filereader.sheets import rows_of
from filereader.strict_tables import Cell, Refused, Sheet, read_sheets
from filereader.texts import squeeze
from lexicon import phrases
from lexicon.printed_heads import find_block
from lexicon.signatures import is_closing, split_signature

MOST_LINES = 4000
_LONGEST_LINE = 1500
_LONGEST_TEXT = 300_000
_OLD = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
# Markup that is around a page, not in it.
_AROUND = {
    "script",
    "style",
    "title",
    "head",
    "noscript",
    "template",
    "svg",
    "nav",
    "footer",
    "form",
    "select",
    "aside",
}
# Signs that office programs put before a tab, where a letter stands for a sign of another font ("§", "Ø", "ü").
_TABBED = r"[^\w\s#|]|[a-zà-ÿØ]"
_BULLET = re.compile(rf"(?:[•·▪◦‣●○■►▸→➢✓–—*>›\-]|\+(?=\s)|\uf0b7|o(?=\s)|->|=>|(?:{_TABBED})(?=\t))\s{{0,8}}(?=\S)")
# Such a sign or the number of a list, and the only tab of the line behind it.
_LISTED = re.compile(rf"\s*(?:{_TABBED}|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,5}})[.)])\t[^\t]+$")
_MARKDOWN_HEAD = re.compile(r"#{1,6}\s")
_QUOTED = re.compile(r"^(?:> ?)+", re.MULTILINE)
_MOST_ABOVE, _LONG_GREETING = 60, 80
_RULE = re.compile(r"[\s|+:=_*-]+")
_HTML = re.compile(rb"<(?:!doctype html|html|body|table|div|p|h[1-6]|ul)\b(?!:)", re.IGNORECASE)
# Kinds of files that may be letters throughout, by how they begin; a PDF may have something before its sign.
_OTHER, _PDF = (b"{\\rtf", b"<?xml", b"<svg"), b"%PDF-"
# A web archive (.mht) or a mail, in which the text stands in a code of its own.
_ENCODED = re.compile(rb"^content-transfer-encoding:\s?(?:quoted-printable|base64)", re.IGNORECASE | re.MULTILINE)
# Texts have few other control characters: Word marks cells by the first.
_BREAKS = frozenset("\a\t\n\v\f\r\x85")


@dataclass(slots=True)
class Line:
    """A line of text: how deep its bullet stands (0 for none), and whether it is set off as headings are.

    Of a plain text `indent` are the columns before it, and `bullet` is the sign.
    """

    text: str
    number: int = 0
    depth: int = 0
    indent: int = 0
    bullet: str = ""
    is_strong: bool = False
    is_behind_gap: bool = False
    # What the column of a table says that it is; "" for text.
    hint: str = ""
    # One person, whatever stands between commas.
    is_single: bool = False
    # How far it reached where it was written, with what stands before it and between its columns.
    width: int = 0


@dataclass(slots=True)
class Row:
    """A row of a table: the lines of each cell.

    `wide` are the places of cells that reach over several columns, `down` of those that reach down from
    the row above and are repeated.
    """

    cells: list[list[Line]] = field(default_factory=list)
    table: int = 0
    wide: set[int] = field(default_factory=set)
    down: set[int] = field(default_factory=set)


Block = Line | Row


def blocks_of(content: bytes, name: str = "") -> tuple[list[Block], bool]:
    """The lines and rows of a file, numbered, and whether something was left out. Raises Refused.

    What the file is its bytes say; its name tells a table or a page from another text.
    """
    if content.startswith(_OLD):
        raise Refused("old")
    if content.startswith(_ZIP):
        return _of_archive(content)
    head = content[:4000]
    is_page = bool(_HTML.search(head))
    text = decode(content)[0]
    is_other = _PDF in head[:1024] or (content.lstrip().startswith(_OTHER) and not is_page)
    if is_other or _ENCODED.search(head) or not _is_text(text):
        raise Refused("damaged")
    if is_page or name.lower().endswith((".html", ".htm")):
        return _numbered(_of_html(text))
    if name.lower().endswith((".csv", ".tsv")):
        return _numbered(_of_rows(rows_of(text, Limits(table_rows=MOST_LINES, cell=4000), str.strip)))
    return _numbered(_of_text(text))


def _is_text(text: str) -> bool:
    """Of bytes that are no letters every tenth is a control character."""
    head = text[:20_000]
    odd = sum(unicodedata.category(sign) == "Cc" and sign not in _BREAKS for sign in head)
    return odd < 4 or odd * 40 < len(head)


def _numbered(blocks: Iterable[Block]) -> tuple[list[Block], bool]:
    found: list[Block] = []
    length = 0
    for number, block in enumerate(blocks, 1):
        lines = [block] if isinstance(block, Line) else [line for cell in block.cells for line in cell]
        for line in lines:
            line.number = number
            line.text = squeeze(line.text)[:_LONGEST_LINE]
            length += len(line.text)
        if number > MOST_LINES or length > _LONGEST_TEXT:
            return found, True
        found.append(block)
    return found, False


# Text -----------------------------------------------------------------------------------------------------------------


def line_of(text: str, *, is_strong: bool = False, depth: int = 0) -> Line:
    """A line without its bullet and the signs of Markdown."""
    indent = len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip(" \u00a0"))
    sign = ""
    bare = text.strip(" \t\u00a0\r")
    if head := _MARKDOWN_HEAD.match(bare):
        bare, is_strong = bare[head.end() :], True
    if (bullet := _BULLET.match(bare)) and not bare.startswith("**"):
        depth, sign, bare = depth or 1 + min(indent, 40) // 2, bullet[0].strip(), bare[bullet.end() :]
    bold = bare.strip()
    if len(bold) > 4 and bold.startswith("**") and bold.endswith("**") and "**" not in bold[2:-2]:
        is_strong = True
    bare = bare.replace("**", "").replace("__", "")
    width = len(text.rstrip())
    return Line(bare, depth=depth, indent=indent, bullet=sign, is_strong=is_strong, width=width)


def _of_text(text: str) -> Iterator[Block]:
    lines = _QUOTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    around = _mail_around(lines)
    is_gap = False
    for place, raw in enumerate(lines):
        if not raw.strip(" \t\u00a0"):
            is_gap = True
        elif place in around:
            yield Line(raw, hint=around[place])
            is_gap = True
        elif cells := _cells(raw):
            yield Row([_lines(cell) for cell in cells], table=1)
            is_gap = False
        elif not _RULE.fullmatch(raw):
            line = line_of(raw)
            line.is_behind_gap = is_gap
            yield line
            is_gap = False


def _mail_around(lines: list[str]) -> dict[int, str]:
    """The places of what belongs to the mail that brought an agenda, not to it.

    Its head and its greeting stand "before" the first hours, its signature "behind" the last ones.
    """
    top = range(min(len(lines), _MOST_ABOVE))
    above = list(takewhile(lambda place: not leading(line_of(lines[place]).text), top))
    heads = (find_block(lines, place, is_marked=False) for place in above)
    head = next((block for block in heads if block), None)
    before = [*range(head.start, head.end)] if head else []
    before += [place for place in above if _greets(lines[place])]
    return dict.fromkeys(before, "before") | dict.fromkeys(range(_signature_at(lines), len(lines)), "behind")


def _greets(line: str) -> bool:
    return bool(phrases.begins(line[:_LONG_GREETING], "quote.greeting")) and line.rstrip().endswith((",", ":"))


def _signature_at(lines: list[str]) -> int:
    """Where a formula or dashes stand that something sets apart, with neither hours nor a day below; else the end."""
    written = split_signature("\n".join(lines), ())[0].split("\n")
    while written and (not written[-1].strip() or is_closing(written[-1])):
        written.pop()
    signature = lines[len(written) :]
    is_apart = bool(written and signature) and (not signature[0].strip() or bool(_RULE.fullmatch(written[-1])))
    below = [line_of(line).text for line in signature]
    is_agenda = any(leading(text) or day_heading(text, None) for text in below)
    return len(written) if is_apart and not is_agenda else len(lines)


def _cells(raw: str) -> list[str]:
    """What stands between tabs or bars of a line that is a row; nothing of another line."""
    bare = raw.strip(" ")
    if _RULE.fullmatch(raw):
        return []
    if bare.count("|") > 1 or (bare.startswith("|") and bare.endswith("|")):
        return (bare if bare.startswith("|") else raw).rstrip(" |").strip("|").split("|")
    return raw.split("\t") if _has_columns(raw) else []


def _has_columns(raw: str) -> bool:
    """Tabs stand between columns; a single one behind a bullet or number does not."""
    return "\t" in raw.strip() and not _LISTED.match(raw.rstrip())


def _lines(cell: str) -> list[Line]:
    pieces = re.split(r"\n|<br ?/?>", cell)
    return [line_of(piece) for piece in pieces if piece.strip()]


def _of_rows(rows: Sequence[Sequence[str]], table: int = 1) -> Iterator[Row]:
    for row in rows:
        yield Row([_lines(cell) for cell in row], table=table)


# Files of office programs ---------------------------------------------------------------------------------------------


def _of_archive(content: bytes) -> tuple[list[Block], bool]:
    budget = Budget(Limits(unpacked=40_000_000, seconds=600.0, archive_members=2000))
    try:
        archive = open_archive(content, budget)
    except Unreadable as error:
        raise Refused("damaged") from error
    if "word/document.xml" in archive.namelist():
        document = _Document()
        steps = unpacked(archive, "word/document.xml", budget)
        is_whole = parse_xml(steps, document.start, document.end, document.data)
        if not is_whole and not document.blocks:
            raise Refused("damaged")
        blocks, is_cut = _numbered(document.blocks)
        return blocks, is_cut or not is_whole
    return _numbered(_of_sheets(read_sheets(content)))


def _of_sheets(sheets: Sequence[Sheet]) -> Iterator[Block]:
    for number, sheet in enumerate(sheets, 1):
        if len(sheets) > 1:
            yield line_of(sheet.name, is_strong=True)  # "Day 1"
        rows = list(_of_rows([[_shown(cell) for cell in row] for row in sheet.rows], table=number))
        for place, column in sheet.wide:
            rows[place].wide.add(column)
        for place, column in sheet.down:
            rows[place].down.add(column)
        yield from rows


def _shown(cell: Cell) -> str:
    """A moment of a spreadsheet as a day, an hour or both."""
    if isinstance(cell, str):
        return cell
    _kind, text = cell
    day, _t, hour = text.partition("T")
    if not hour:
        return text[:5] if ":" in text else text
    if day < "1901":  # an hour with the day on which a spreadsheet begins to count
        return hour[:5]
    return day if hour.startswith("00:00") else f"{day} {hour[:5]}"


class _Document:
    """The text of a .docx while it is read. Tables within tables become lines of the outer cell."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.row = Row()
        self.cell: list[Line] = []
        self.depth = self.tables = self.level = self.left_out = 0
        self.is_text = self.is_bullet = self.is_heading = False
        # Of the run that is read, and the letters of the paragraph that are bold and that are not.
        self.is_bold = False
        self.letters = [0, 0]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("Fallback", "rPrChange", "pPrChange"):
            self.left_out += 1
        elif self.left_out:
            return
        elif name == "p":
            self.text, self.letters, self.level = [], [0, 0], 0
            self.is_bullet = self.is_heading = self.is_bold = False
        elif name == "r":
            self.is_bold = False
        elif name in ("t", "tab", "br", "cr"):
            self.is_text = name == "t"
            self.text.append({"t": "", "tab": "\t"}.get(name, "\n"))
        else:
            self._form(name, attributes)

    def _form(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "b":
            self.is_bold = value not in ("0", "false", "off")
        elif name == "pStyle":
            self.is_heading = bool(re.match(r"(?:Heading|Titre|Ttulo|Title|Subtitle)", value))
            self.is_bullet = self.is_bullet or value.startswith(("List", "Liste", "Prrafodelista"))
        elif name == "numPr":
            self.is_bullet = True
        elif name == "ilvl":
            self.level = _small(value)
        else:
            self._table(name, value)

    def _table(self, name: str, value: str) -> None:
        if name == "tbl":
            self.depth += 1
            self.tables += self.depth == 1
        elif name == "tr" and self.depth == 1:
            self.row = Row(table=self.tables)
        elif name == "tc" and self.depth == 1:
            self.cell = []
            self.row.cells.append(self.cell)
        elif name == "gridSpan" and self.depth == 1:
            self.row.wide |= {len(self.row.cells) - 1} if _small(value) > 1 else set()
            self.row.cells += [[] for _more in range(min(_small(value), 40) - 1)]
        elif name == "vMerge" and self.depth == 1 and value != "restart":
            self._reach_down()

    def _reach_down(self) -> None:
        """The cell is part of the one above it."""
        above = self.blocks[-1] if self.blocks else None
        place = next((number for number, cell in enumerate(self.row.cells) if cell is self.cell), -1)
        if isinstance(above, Row) and above.table == self.row.table and 0 <= place < len(above.cells):
            self.cell.extend(replace(line) for line in above.cells[place])
            self.row.down.add(place)

    def end(self, name: str) -> None:
        if name in ("Fallback", "rPrChange", "pPrChange"):
            self.left_out -= 1
        elif self.left_out:
            return
        elif name == "t":
            self.is_text = False
        elif name == "p":
            self._paragraph()
        elif name == "tr" and self.depth == 1:
            self.blocks.append(self.row)
        elif name == "tbl":
            self.depth = max(0, self.depth - 1)

    def _paragraph(self) -> None:
        is_strong = self.is_heading or (self.letters[1] > 0 and not self.letters[0])
        depth = 1 + min(self.level, 8) if self.is_bullet else 0
        whole = "".join(self.text)
        if not self.depth and _has_columns(whole):
            cells = [_lines(cell) for cell in whole.split("\t") if cell.strip()]
            self.blocks.append(Row(cells, table=0))
            return
        lines = [line_of(text, is_strong=is_strong, depth=depth) for text in whole.split("\n") if text.strip()]
        (self.cell if self.depth and self.row.cells else self.blocks).extend(lines)

    def data(self, text: str) -> None:
        if self.is_text and not self.left_out:
            self.text.append(text)
            self.letters[self.is_bold] += sum(map(str.isalpha, text))


def _small(text: str | None) -> int:
    """A number of one or two figures, else 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 3 else 0


# Pages ----------------------------------------------------------------------------------------------------------------


def _of_html(text: str) -> list[Block]:
    clean = nh3.clean(
        text[: 15 * _LONGEST_TEXT],
        tags=SHOWN - {"span", "i", "em", "u", "sup", "sub"},
        attributes={"td": SPANS, "th": SPANS},
        clean_content_tags=_AROUND,
    )
    page = _Page()
    page.feed(clean)
    page.close()
    page.end_line()
    return page.blocks


@dataclass(slots=True)
class _Grid:
    """A table of a page: its rows, and the cells that reach down into the next."""

    blocks: list[Block]
    number: int
    rows: list[Row] = field(default_factory=list)
    is_layout: bool = False
    span: int = 1
    reach: int = 1
    # By its column what reaches down: into how many rows more, and the lines.
    down: dict[int, tuple[int, list[Line]]] = field(default_factory=dict)

    def take_from_above(self) -> None:
        """Put what reaches down from above before the next cell."""
        cells = self.rows[-1].cells
        while (place := len(cells)) in self.down:
            left, lines = self.down.pop(place)
            if left > 1:
                self.down[place] = (left - 1, lines)
            cells.append([replace(line) for line in lines])
            self.rows[-1].down.add(place)


class _Page(HTMLParser):
    """Reads what nh3 wrote, which is well formed."""

    _HEADS = {"h1", "h2", "h3", "h4", "h5", "h6"}
    _ENDS = _HEADS | {"p", "div", "li", "ul", "ol", "br", "hr", "pre", "blockquote", "tr"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.grids: list[_Grid] = []
        self.text: list[str] = []
        self.letters = [0, 0]
        self.lists = self.bold = self.heads = self.tables = 0
        self.is_item = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._ENDS | {"table", "td", "th"}:
            self.end_line()
        if tag in ("b", "strong"):
            self.bold += 1
        elif tag in self._HEADS:
            self.heads += 1
        elif tag in ("ul", "ol"):
            self.lists += 1
        elif tag == "li":
            self.is_item = True
        elif tag == "table":
            for grid in self.grids:
                grid.is_layout = True
            self.tables += 1
            self.grids.append(_Grid(self.blocks, self.tables))
            self.blocks = []
        elif self.grids:
            self._open(tag, dict(attrs))

    def _open(self, tag: str, attributes: dict[str, str | None]) -> None:
        grid = self.grids[-1]
        if tag == "tr":
            grid.rows.append(Row(table=grid.number))
        elif tag in ("td", "th"):
            grid.span = max(1, min(_small(attributes.get("colspan")), 40))
            grid.reach = _small(attributes.get("rowspan"))
            self.blocks = []

    def handle_endtag(self, tag: str) -> None:
        if tag in self._ENDS | {"table", "td", "th"}:
            self.end_line()
            self.is_item = self.is_item and tag != "li"
        if tag in ("b", "strong"):
            self.bold = max(0, self.bold - 1)
        elif tag in self._HEADS:
            self.heads = max(0, self.heads - 1)
        elif tag in ("ul", "ol"):
            self.lists = max(0, self.lists - 1)
        elif tag in ("td", "th") and self.grids:
            self._close_cell(self.grids[-1])
        elif tag == "tr" and self.grids and self.grids[-1].rows:
            self.grids[-1].take_from_above()
        elif tag == "table" and self.grids:
            grid = self.grids.pop()
            self.blocks = [*grid.blocks, *(_flat_lines(grid.rows) if grid.is_layout else grid.rows)]

    def _close_cell(self, grid: _Grid) -> None:
        if not grid.rows:
            grid.rows.append(Row(table=grid.number))
        grid.take_from_above()
        row, lines = grid.rows[-1], _flat_lines(self.blocks)
        if grid.reach > 1:
            grid.down |= {len(row.cells) + more: (grid.reach - 1, [] if more else lines) for more in range(grid.span)}
        if grid.span > 1:
            row.wide.add(len(row.cells))
        row.cells += [lines, *([] for _more in range(grid.span - 1))]
        self.blocks = []

    def handle_data(self, data: str) -> None:
        self.text.append(re.sub(r"[ \t\r\n\f]+", " ", data))
        self.letters[bool(self.bold)] += sum(map(str.isalpha, data))

    def end_line(self) -> None:
        """The line that was read, if there is one."""
        text = "".join(self.text).strip(" \u00a0")
        if text:
            is_strong = bool(self.heads) or (self.letters[1] > 0 and not self.letters[0])
            self.blocks.append(line_of(text, is_strong=is_strong, depth=max(1, self.lists) if self.is_item else 0))
            self.is_item = False  # of a paragraph within an item of a list the item's
        self.text, self.letters = [], [0, 0]


def _flat_lines(blocks: Iterable[Block]) -> list[Line]:
    """The lines of a cell, those of tables in it, too."""
    found: list[Line] = []
    for block in blocks:
        found += [block] if isinstance(block, Line) else [line for cell in block.cells for line in cell]
    return found
