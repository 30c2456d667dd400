"""HTML of strangers: made safe to show, and turned into text in which tables stay rows."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

import nh3

from filereader.facts import Table
from filereader.limits import Budget, Limits
from filereader.texts import squeeze

SHOWN = {
    "p", "br", "b", "strong", "i", "em", "u", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
    "div", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "span", "sup", "sub",
}  # fmt: skip
_VOID = {
    "br", "img", "hr", "meta", "link", "input", "col", "p", "li", "td", "tr", "th", "wbr", "area",
}  # fmt: skip
SPANS = {"colspan", "rowspan"}
_HIDDEN = {"script", "style", "title", "head", "noscript", "template", "svg", "math", "object", "iframe", "select"}
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ue000\ue001\ufffe\uffff]")
# Where a table stood in the text: a number between two signs that no mail holds.
MARK = re.compile("\ue000(\\d{1,4})\ue001\n?")
# Blocks begin a line, and so many line ends stand behind them.
_APART = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "hr")
_END = dict.fromkeys(("div", "li"), "\n") | dict.fromkeys(_APART, "\n\n")
_BEGIN = dict.fromkeys([*_END, "br"], "\n") | {"li": "\n- "}


def _bounded(source: str, budget: Budget) -> str:
    """What a parser can take: not too long, and not a tower of tags, which costs its square."""
    limits = budget.limits
    if len(source) > limits.html:
        budget.note("html-cut")
        source = source[: limits.html]
    if source.count("<") > limits.html_nesting and _is_tower(source, limits.html_nesting):
        budget.note("html-too-deep")
        return _without_tags(source)
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
    # What is clean is XML but for this.
    clean = _NO_XML.sub(" ", clean).replace("&nbsp;", "\xa0").replace("<br>", "<br/>").replace("<hr>", "<hr/>")
    reader = _Reader(budget.limits)
    try:
        return reader.text_in(fromstring(f"<div>{clean}</div>")), reader.tables  # noqa: S314  nh3 leaves no declarations
    except RecursionError:  # tables in tables in tables
        budget.note("html-too-deep")
    except ParseError:
        budget.note("bad-html")
    return _tidy([_without_tags(clean)]), []


def _without_tags(source: str) -> str:
    return re.sub(r"<[^>]{0,2000}>?", " ", source)


class _Reader:
    """Reads the tree of what nh3 wrote."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.tables: list[Table] = []

    def text_in(self, element: Element) -> str:
        """The text in an element."""
        out: list[str] = []
        self._read(element, out, is_pre=False)
        return _tidy(out)

    def _read(self, element: Element, out: list[str], *, is_pre: bool) -> None:
        """All that stands in an element; the many empty lines that blocks leave are taken out by `_tidy`."""
        out.append(_spaced(element.text, is_pre=is_pre))
        for inner in element:
            tag = inner.tag
            if tag == "table":
                out.append(f"\n{self._table(inner)}")
            elif tag == "blockquote":
                quoted: list[str] = []
                self._read(inner, quoted, is_pre=is_pre)
                out += ["\n\n", *(f"> {line}".rstrip() + "\n" for line in _tidy(quoted).split("\n")), "\n"]
            else:
                out.append(_BEGIN.get(tag, ""))
                self._read(inner, out, is_pre=is_pre or tag == "pre")
                out.append(_address_of(inner, out) + _END.get(tag, ""))
            out.append(_spaced(inner.tail, is_pre=is_pre))

    def _table(self, table: Element) -> str:
        """Its rows as lines, behind a mark if it is one of data; of a table of layout what stands in it."""
        parts = [[part] if part.tag == "tr" else part for part in table]
        rows = [row for row in self._rows([row for part in parts for row in part]) if any(map(str.strip, row))]
        if table.find(".//table") is not None or not is_data(rows):
            return "".join("\n".join(cell for cell in row if cell.strip()) + "\n" for row in rows)
        kept = rows[: self.limits.table_rows]
        cells = tuple(tuple(squeeze(cell)[: self.limits.cell] for cell in row) for row in kept)
        self.tables.append(Table(cells))
        return f"\ue000{len(self.tables) - 1}\ue001\n" + "".join(" | ".join(row) + "\n" for row in cells) + "\n"

    def _rows(self, rows: list[Element]) -> Iterator[list[str]]:
        """The texts of the cells, each as often as it reaches down and at its column."""
        reaching: dict[int, tuple[int, str]] = {}
        for element in rows:
            row: list[str] = []
            for cell in element:
                _reach_down(row, reaching)
                text, left = self.text_in(cell), self.limits.table_columns - len(row)
                if left > 0:
                    if (down := _number(cell.get("rowspan"))) > 1:
                        reaching[len(row)] = (down - 1, text)
                    row += [text, *[""] * min(_number(cell.get("colspan")) - 1, left - 1)]
            _reach_down(row, reaching)
            yield row


def _reach_down(row: list[str], reaching: dict[int, tuple[int, str]]) -> None:
    """Add the cells that come next and began in a row above."""
    while (place := len(row)) in reaching:
        left, text = reaching.pop(place)
        if left > 1:
            reaching[place] = (left - 1, text)
        row.append(text)


def _spaced(text: str | None, *, is_pre: bool) -> str:
    return (text or "") if is_pre else re.sub(r"[ \t\r\n\f]+", " ", text or "")


def _tidy(pieces: list[str]) -> str:
    """One text, no more than one empty line at a time."""
    text = "".join(pieces).replace("\xa0", " ")
    text = "\n".join(line.strip(" \t") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _address_of(link: Element, out: list[str]) -> str:
    """The address of a link to write to, unless it was just read."""
    scheme, _colon, rest = link.get("href", "").partition(":")
    address = rest.partition("?")[0]
    return f" <{address}>" if scheme == "mailto" and "@" in address and address not in "".join(out[-4:]) else ""


def is_data(rows: list[list[str]]) -> bool:
    """A table of facts rather than of layout: two rows and columns at least, short cells."""
    wide = [row for row in rows if len(row) > 1]
    cells = [cell for row in rows for cell in row]
    return len(wide) > 1 and sum(len(cell) for cell in cells) < 120 * len(cells)


def _number(text: str | None) -> int:
    return min(int(text), 40) if text and text.isascii() and text.isdigit() and len(text) < 4 else 1
