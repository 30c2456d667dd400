"""Paper as it comes in mails: scans that are pictures in a PDF, faxes as TIFF, and what strangers make of a PDF."""

import io
import zlib
from collections.abc import Callable

from PIL import Image, ImageDraw
from pypdf import PdfWriter

Maker = Callable[..., bytes]
A4 = (620, 877)
COLOURS = {"red": (200, 30, 30), "green": (20, 140, 60), "blue": (30, 60, 190)}


def sheet(colour: str) -> Image.Image:
    """A page of one colour with a few words drawn on it."""
    picture = Image.new("RGB", A4, COLOURS[colour])
    ImageDraw.Draw(picture).text((80, 80), f"NOTE VERBALE {colour}", fill="white")
    return picture


def scan(*colours: str) -> bytes:
    """A PDF that is nothing but pictures, a page a colour."""
    return _saved("PDF", [sheet(colour) for colour in colours], resolution=75)


def fax(*colours: str) -> bytes:
    """A TIFF as fax machines send it: dots twice as high as they are wide."""
    pages = [sheet(colour).resize((1728, 1100)) for colour in colours]
    return _saved("TIFF", pages, dpi=(204, 98), compression="tiff_lzw")


def _saved(kind: str, pages: list[Image.Image], **options: object) -> bytes:
    file = io.BytesIO()
    pages[0].save(file, kind, save_all=True, append_images=pages[1:], **options)
    return file.getvalue()


def locked(content: bytes) -> bytes:
    """The same, to be opened with a password."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt("secret", algorithm="AES-256")
    return _written(writer)


def blank(width: float, height: float) -> bytes:
    """A page that says it measures this."""
    writer = PdfWriter()
    writer.add_blank_page(width, height)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def drawn_by(stream: bytes, *more: bytes) -> bytes:
    """A PDF whose one page is drawn by these operators, packed; further objects begin with number 5."""
    packed = zlib.compress(stream, 9)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page + b" /Resources << /XObject << /I 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        *more,
    ]
    content, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, count = len(content), len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def endless() -> bytes:
    """Small as a file, and work for minutes."""
    return drawn_by(b"9 w 10 10 m 900 20 10 800 500 830 c 5 900 700 3 9 9 c S\n" * 1_000_000)


def enormous_picture(side: int = 30_000) -> bytes:
    """A picture of some kilobytes that would be gigabytes of dots."""
    packer = zlib.compressobj(9)
    # Packed once and said again: each stretch stands for itself.
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    rows = packer.compress(bytes(side * 3 * 100)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = start + rows * (side // 100)
    head = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8" % (
        side,
        side,
    )
    picture = head + b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    return drawn_by(b"595 0 0 842 0 0 cm /I Do\n", picture)
