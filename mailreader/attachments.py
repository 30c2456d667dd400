"""Files that came along: what they are by their content, and what stands in them."""

import hashlib
import re

from filereader import html
from filereader.charsets import MARKS, decode, unmarked_utf16
from filereader.facts import Table
from filereader.limits import Budget
from filereader.office import DOCX, XLSX, Unreadable, open_archive, read_docx
from filereader.pages import DRAWN, NotDrawn, look_into
from filereader.pdf import read_pdf
from filereader.sheets import read_csv, tables_in
from filereader.strict_tables import read_xlsx
from mailreader import headers
from mailreader.facts import Attachment
from mailreader.mime import Part

PDF, TIFF = "application/pdf", "image/tiff"
_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
)
# What telephones make; browsers show none of it.
_PHONE_PICTURES = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_TYPES = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "msg": "application/vnd.ms-outlook"}

# Tables and lists by the names of their files; other programs than a spreadsheet write text under its name, too.
_TEXTS = {"csv": "text/csv", "tsv": "text/csv", "xls": "text/csv", "txt": "text/plain"}


def attach(part: Part, budget: Budget, number: int) -> Attachment:
    """An attachment with what could be read of it; what could not stands in its problems."""
    content = part.decoded()
    declared = part.content_type
    kind = content_type(content, declared, part.raw_filename, budget)
    name = headers.filename(part.raw_filename) or f"attachment-{number}"
    text = ""
    tables: tuple[Table, ...] = ()
    problems: tuple[str, ...] = ()
    pages = 0
    try:
        text, tables, pages = _read(kind, content, name, part, budget)
    except Unreadable as error:
        problems = (str(error),)
    if kind in DRAWN and not pages and "locked-document" not in problems:
        pages, problems = _count(content, budget, problems)
    return Attachment(
        filename=name,
        content_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        is_inline=part.disposition != "attachment" and bool(part.first("content-id")),
        text=text,
        tables=tables,
        problems=problems,
        pages=pages,
    )


def content_type(content: bytes, declared: str, name: str, budget: Budget) -> str:
    """By the first bytes; the label only where they say nothing."""
    head = content[:1024].lstrip()
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    end = name.rpartition(".")[2].lower()
    if head.startswith(b"PK\x03\x04"):
        return _archive_type(content, end, budget)
    if head.startswith(_OLE):
        return _OLE_TYPES.get(end, "application/x-ole-storage")
    if re.match(rb"<!doctype html|<html|<script", head, re.IGNORECASE):
        return "text/html"
    if end in _TEXTS and _is_text(content[:4000]):
        return _TEXTS[end]
    brand = content[4:12]
    if brand.startswith(b"ftyp") and brand[4:] in _PHONE_PICTURES:
        return "image/heic"
    return declared if declared not in (DOCX, XLSX, PDF, TIFF) else "application/octet-stream"


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head or bool(unmarked_utf16(head)) or any(head.startswith(mark) for mark, _codec in MARKS)


def _archive_type(content: bytes, end: str, budget: Budget) -> str:
    try:
        names = set(open_archive(content, budget).namelist())
    except Unreadable:
        # A damaged document stays one, so that reading it says what is wrong.
        return {"docx": DOCX, "xlsx": XLSX}.get(end, "application/zip")
    for member, kind in (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX)):
        if member in names:
            return kind
    return "application/zip"


def _count(content: bytes, budget: Budget, problems: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """The pages of what has no text for us: they can be looked at. What is locked is said."""
    if not budget.takes("counted", budget.limits.counted):
        return 0, problems
    try:
        return look_into(content, budget.limits.counting_seconds)[0], problems
    except NotDrawn as error:
        return 0, ("locked-document",) if str(error) == "locked" else problems


def _read(kind: str, content: bytes, name: str, part: Part, budget: Budget) -> tuple[str, tuple[Table, ...], int]:
    """Text, tables, and of some kinds the number of pages."""
    if kind not in (DOCX, XLSX, PDF, "text/csv", "text/plain", "text/html"):
        return "", (), 0
    if not budget.takes("documents", budget.limits.documents) or budget.is_late:
        budget.note("too-many-documents")
        raise Unreadable("not-read")
    limits, charset = budget.limits, part.type_parameters.get("charset", "")
    if kind == DOCX:
        return *read_docx(content, budget, name), 0
    if kind == XLSX:
        return *read_xlsx(content, budget, name), 0
    if kind == PDF:
        pages, text = read_pdf(content, budget)
        return text, tuple(tables_in(text, name, limits)), pages
    if kind == "text/html":
        text, tables = html.to_text(decode(content[: limits.html], charset)[0], budget)
        return html.MARK.sub("", text), tuple(Table(table.rows, name) for table in tables), 0
    if kind == "text/plain":
        text = decode(content[: limits.text], charset)[0]
        return text, tuple(tables_in(text, name, limits)), 0
    return *read_csv(content[: limits.text], limits, name, charset), 0
