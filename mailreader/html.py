"""HTML of strangers: made safe to show, and turned into text in which tables stay rows."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from mailreader.facts import Table
from mailreader.flat import squeeze
from mailreader.limits import Budget, Limits

SHOWN = {
    "p", "br", "b", "strong", "i", "em", "u", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
    "div", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "span", "sup", "sub",
}  # fmt: skip
_VOID = {
    "br", "img", "hr", "meta", "link", "input", "col", "p", "li", "td", "tr", "th", "wbr", "area",
}  # fmt: skip
SPANS = {"colspan", "rowspan"}
_HIDDEN = {"script", "style", "title", "head", "noscript", "template", "svg", "math", "object", "iframe", "select"}
# Where a table stood in the text: a number between two signs that no mail holds.
MARK = re.compile("\ue000(\\d{1,4})\ue001\n?")
_BLOCKS = {"p", "div", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "li"}
_APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "blockquote", "hr"}


def _bounded(source: str, budget: Budget) -> str:
    """What a parser can take: not too long, and not a tower of tags, which costs its square."""
    limits = budget.limits
    if len(source) > limits.html:
        budget.note("html-cut")
        source = source[: limits.html]
    if source.count("<") > limits.html_nesting and _is_tower(source, limits.html_nesting):
        budget.note("html-too-deep")
        return re.sub(r"<[^>]{0,2000}>?", " ", source)
    return source


def _is_tower(source: str, limit: int) -> bool:
    """More tags open at once than a mail has; void ones and those that close each other do not count."""
    depth = 0
    opened: Counter[str] = Counter()
    for found in re.finditer(r"<(/?)([a-zA-Z][\w:]{0,20})", source):
        name = found[2].lower()
        if name in _VOID:
            continue
        # One that closes what is not open closes nothing: `<b></i>` goes on opening.
        step = -bool(opened[name]) if found[1] else 1
        opened[name] += step
        depth += step
        if depth > limit:
            return True
    return False


def safe(source: str, budget: Budget) -> str:
    """What staff are shown: no script, style, image, form or link, nothing fetched from anywhere."""
    return nh3.clean(
        _bounded(source, budget), tags=SHOWN, attributes={"td": SPANS, "th": SPANS}, clean_content_tags=_HIDDEN
    )


def to_text(source: str, budget: Budget) -> tuple[str, list[Table]]:
    """Text with marks where data tables stood (see MARK), and those tables."""
    clean = nh3.clean(
        _bounded(source, budget),
        tags=SHOWN | {"a"},
        attributes={"td": SPANS, "th": SPANS, "a": {"href"}},
        clean_content_tags=_HIDDEN,
        url_schemes={"mailto"},
        link_rel=None,
    )
    reader = _Reader(budget.limits)
    reader.feed(clean.replace("\ue000", "").replace("\ue001", ""))
    reader.close()
    return reader.result(), reader.tables


@dataclass(slots=True)
class _Grid:
    """A table while it is read."""

    outer: list[str]
    rows: list[list[str]] = field(default_factory=list)
    carried: dict[int, tuple[int, str]] = field(default_factory=dict)
    span: tuple[int, int] = (1, 1)
    is_in_cell: bool = False
    is_layout: bool = False


class _Reader(HTMLParser):
    """Reads what nh3 wrote, which is always well formed."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.tables: list[Table] = []
        self.grids: list[_Grid] = []
        self.out: list[str] = []
        self.quotes: list[list[str]] = []
        self.link = ""
        self.pre = 0

    def result(self) -> str:
        """The text read so far, no more than one empty line at a time."""
        text = "".join(self.out).replace("\xa0", " ")
        text = "\n".join(line.strip(" \t") for line in text.split("\n"))
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.out.append("\n")
        elif tag == "table":
            self._open_table()
        elif tag in ("td", "th", "tr"):
            self._open_cell(tag, dict(attrs))
        elif tag == "blockquote":
            self._line(2)
            self.quotes.append(self.out)
            self.out = []
        elif tag == "a":
            self.link = dict(attrs).get("href") or ""
        elif tag in _BLOCKS:
            self._line(1)
            self.pre += tag == "pre"
            self.out.append("- " if tag == "li" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.grids:
            self._close_table()
        elif tag in ("td", "th") and self.grids:
            self._close_cell()
        elif tag == "blockquote" and self.quotes:
            inside = self.result()
            self.out = self.quotes.pop()
            self.out.append("".join(f"> {line}".rstrip() + "\n" for line in inside.split("\n")) + "\n")
        elif tag == "a":
            self._close_link()
        elif tag in _BLOCKS:
            self.pre = max(0, self.pre - (tag == "pre"))
            self._line(2 if tag in _APART else 1)

    def handle_data(self, data: str) -> None:
        self.out.append(data if self.pre else re.sub(r"[ \t\r\n\f]+", " ", data))

    def _line(self, count: int) -> None:
        """End the line; two line ends make a paragraph. The many empty ones are taken out in `result`."""
        self.out.append("\n" * count)

    def _close_link(self) -> None:
        address = self.link.removeprefix("mailto:").partition("?")[0]
        if self.link.startswith("mailto:") and "@" in address and address not in "".join(self.out[-4:]):
            self.out.append(f" <{address}>")
        self.link = ""

    def _open_table(self) -> None:
        for grid in self.grids:
            grid.is_layout = True
        self._line(1)
        self.grids.append(_Grid(self.out))
        self.out = []

    def _open_cell(self, tag: str, attributes: dict[str, str | None]) -> None:
        if not self.grids:
            return
        grid = self.grids[-1]
        if tag == "tr":
            grid.rows.append([])
            return
        if not grid.rows:
            grid.rows.append([])
        self._carry(grid)
        grid.span = (_number(attributes.get("colspan")), _number(attributes.get("rowspan")))
        grid.is_in_cell, self.out = True, []

    def _close_cell(self) -> None:
        grid = self.grids[-1]
        if not grid.is_in_cell or not grid.rows:
            return
        text, row = self.result(), grid.rows[-1]
        if len(row) < self.limits.table_columns:
            if grid.span[1] > 1:
                grid.carried[len(row)] = (grid.span[1] - 1, text)
            row.append(text)
            row.extend([""] * min(grid.span[0] - 1, self.limits.table_columns - len(row)))
        grid.is_in_cell, self.out = False, []
        self._carry(grid)

    def _carry(self, grid: _Grid) -> None:
        """Cells that reach down from a row above."""
        row = grid.rows[-1]
        while len(row) in grid.carried and len(grid.rows) > 1 and not grid.is_in_cell:
            left, text = grid.carried[len(row)]
            if left < 1:
                del grid.carried[len(row)]
                break
            grid.carried[len(row)] = (left - 1, text)
            row.append(text)

    def _close_table(self) -> None:
        grid = self.grids.pop()
        self.out = grid.outer
        rows = [row for row in grid.rows if any(cell.strip() for cell in row)]
        if not grid.is_layout and is_data(rows):
            kept = rows[: self.limits.table_rows]
            cells = tuple(tuple(squeeze(cell)[: self.limits.cell] for cell in row) for row in kept)
            self.out.append(f"\ue000{len(self.tables)}\ue001\n")
            self.tables.append(Table(cells))
            self.out.append("".join(" | ".join(row) + "\n" for row in cells) + "\n")
        else:
            self.out.append("".join("\n".join(cell for cell in row if cell.strip()) + "\n" for row in rows))


def is_data(rows: list[list[str]]) -> bool:
    """A table of facts rather than of layout: two rows and columns at least, short cells."""
    wide = [row for row in rows if len(row) > 1]
    cells = [cell for row in rows for cell in row]
    return len(wide) > 1 and sum(len(cell) for cell in cells) < 120 * len(cells)


def _number(text: str | None) -> int:
    return min(int(text), 40) if text and text.isascii() and text.isdigit() and len(text) < 4 else 1
