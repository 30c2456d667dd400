"""A page of plain text as a PDF, so that the demo has documents with a type and a size."""

import re
import textwrap

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 56  # A4 in points
_COLUMNS = 86
_LINES = 46


def _text(line: str) -> bytes:
    """A line as a string of PDF, in the encoding of Western European texts."""
    plain = line.encode("cp1252", "replace")
    return b"(" + re.sub(rb"([\\()])", rb"\\\1", plain) + b") Tj T*\n"


def _drawing(heading: str, paragraphs: list[str]) -> bytes:
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [*textwrap.wrap(" ".join(paragraph.split()), _COLUMNS), ""]
    start = b"BT /F1 20 Tf 24 TL %d %d Td\n" % (_MARGIN, _HEIGHT - _MARGIN - 20)
    body = b"".join(_text(line) for line in lines[:_LINES])
    return start + _text(heading) + b"/F2 11 Tf 15 TL T*\n" + body + b"ET"


def one_page(heading: str, paragraphs: list[str]) -> bytes:
    """The bytes of a PDF 1.4 (ISO 32000) of one page; what does not fit on it is left out."""
    drawing = _drawing(heading, paragraphs)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R" % (_WIDTH, _HEIGHT)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page + b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        font % b"Helvetica-Bold",
        font % b"Helvetica",
    ]
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    file += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return file + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, file.index(b"xref\n0 "))
