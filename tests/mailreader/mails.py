"""Mails and a context for tests: plain functions, all persons fictional and under example.org."""

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Iterable
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from mailreader.facts import Mail
from mailreader.findings import Understanding
from mailreader.reader import read
from mailreader.understanding import understand
from tests.mailreader.plain_context import PlainContext

SAMPLES = Path(__file__).parent.parent / "mails" / "samples"
BOX = "dialogue@events.example.org"


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[str, ...]]:
    """Names of each country in three languages."""
    path = Path(settings.BASE_DIR) / "speakers" / "data" / "countries.csv"
    with path.open(encoding="utf-8") as file:
        return {row["code"]: (row["name_en"], row["name_fr"], row["name_es"]) for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def expected() -> dict[str, Any]:
    """The samples and what is to be made of them."""
    found: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
    return found


def context(**changes: Any) -> PlainContext:
    """The context of the samples."""
    plain = PlainContext.load(expected()["context"], countries())
    for name, value in changes.items():
        setattr(plain, name, value)
    return plain


def mail(
    text: str = "",
    *,
    sender: str = "Ana Ruiz Soler <a.ruiz@red-norte.example.org>",
    subject: str = "",
    to: str = BOX,
    html: str = "",
    charset: str = "utf-8",
    files: Iterable[tuple[str, bytes]] = (),
    **headers: str,
) -> bytes:
    """A mail as it comes from a server; `headers` by their names with _ for -."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = "Wed, 12 May 2027 10:00:00 +0200"
    message["Message-ID"] = "<test-1@mail.example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text or not html:
        message.set_content(text, charset=charset)
        if html:
            message.add_alternative(html, subtype="html")
    else:
        message.set_content(html, subtype="html", charset=charset)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def raw(head: str, body: bytes) -> bytes:
    """A mail of which every byte is given."""
    lines = [f"To: {BOX}", "Message-ID: <test-1@mail.example.org>", *head.strip().split("\n")]
    return "\r\n".join(line if line[:1] in " \t" else line.strip() for line in lines).encode() + b"\r\n\r\n" + body


def understood(content: bytes, **changes: Any) -> Understanding:
    """What the mail means in the context of the samples; a fault inside fails the test."""
    result = understand(read(content), context(**changes))
    assert not [problem for problem in result.problems if problem.startswith(("un", "not"))], result.problems
    return result


def facts(content: bytes) -> Mail:
    """The facts of the mail."""
    return read(content)


def docx(paragraphs: Iterable[str] = (), rows: Iterable[Iterable[str]] = ()) -> bytes:
    """A small .docx."""

    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"

    cells = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    table = f"<w:tbl>{cells}</w:tbl>" if cells else ""
    body = "".join(paragraph(text) for text in paragraphs) + table
    xml = (
        "<?xml version='1.0' encoding='UTF-8'?><w:document "
        "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        f"<w:body>{body}</w:body></w:document>"
    )
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": xml})


def archive(members: dict[str, str | bytes]) -> bytes:
    """A zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file.getvalue()


def xlsx(rows: Iterable[Iterable[Any]]) -> bytes:
    """A small workbook, as a spreadsheet program writes it."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def pdf(lines: Iterable[str]) -> bytes:
    """A PDF of one page with text."""
    text = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in lines)
    stream = f"BT /F1 11 Tf 14 TL 50 780 Td {text} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
            b"<< /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    content = b"%PDF-1.4\n"
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    return (
        content
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    )


def today() -> datetime.date:
    """The day of the context."""
    return context().now.date()
