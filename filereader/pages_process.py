"""The process that looks into a PDF or a fax: bytes in; out comes a page as JPEG, or the number of pages and the text.

Knows nothing of Atelier.
"""

import io
import logging
import math
import os
import resource
import signal
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MEMORY = 600_000_000
# Pixels of the longer side, whatever the page says it measures; dots for each of its points (160 an inch).
LONGEST = 2000
DOTS = 160 / 72
# A fax of A4 in fine resolution has 4 million; a whole sheet scanned at 600 dots an inch has 35 million.
MOST_PIXELS = 50_000_000
LONGEST_TEXT = 400_000
TIFF = (b"II*\x00", b"MM\x00*")
# What it ends with, beside 0 and whatever a crash gives.
LOCKED, NO_PAGE = 3, 4


def confine(seconds: float) -> None:
    """Nothing can be written, started, or taken without end from here on."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    bounds = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, math.ceil(seconds) + 1), (resource.RLIMIT_FSIZE, 0))
    for kind, most in (*bounds, (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_NOFILE, 64)):
        resource.setrlimit(kind, (most, most))
    os.nice(5)


def of_pdf(content: bytes, number: int, texts: int) -> "str | Image":
    """A page, counted from 1; for 0 how many there are and, below, the text of so many."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        sys.exit(LOCKED if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD else 1)
    document.init_forms()  # before pages are counted; what was typed into a form is drawn
    if not number:
        pages = [document[each].get_textpage().get_text_range() for each in range(min(texts, len(document)))]
        # PDFium's own sign for the hyphen of a word that goes on in the next line.
        text = "\n".join(pages)[:LONGEST_TEXT].replace("\r\n", "\n").replace("\ufffe", "-")
        return f"{len(document)}\n{text}"
    if number > len(document):
        sys.exit(NO_PAGE)
    page = document[number - 1]
    # One that says it measures nothing, or no number, raises.
    scale = min(DOTS, LONGEST / max(page.get_size()))
    return page.render(scale=scale).to_pil()


def of_tiff(content: bytes, number: int) -> "str | Image":
    """The same of a fax or a scan as TIFF. Faxes have dots that are higher than wide: the longer measure counts."""
    from PIL.Image import Resampling
    from PIL.TiffImagePlugin import TiffImageFile

    picture = TiffImageFile(io.BytesIO(content))
    if not number:
        return str(picture.n_frames)
    if number > picture.n_frames:
        sys.exit(NO_PAGE)
    picture.seek(number - 1)
    if picture.width * picture.height > MOST_PIXELS:
        sys.exit(1)
    across, down = (float(dots) or 1.0 for dots in picture.info.get("dpi", (1, 1)))
    width, height = picture.width * max(1.0, down / across), picture.height * max(1.0, across / down)
    scale = min(1.0, LONGEST / max(width, height))
    # Grey first: black and white alone would lose every thin line when it is made smaller.
    drawn = picture.convert("L" if picture.mode in ("1", "L") else "RGB")
    return drawn.resize((max(1, round(width * scale)), max(1, round(height * scale))), Resampling.BOX)


def main(seconds: float, number: int, texts: int) -> None:
    """Write the page, or for 0 the number of pages and the text; SIGPROF ends it after so much computing."""
    confine(seconds)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    content = sys.stdin.buffer.read()
    found = of_tiff(content, number) if content.startswith(TIFF) else of_pdf(content, number, texts)
    if isinstance(found, str):
        written = found.encode("utf-8", "replace")
    else:
        file = io.BytesIO()
        found.convert("L" if found.mode == "L" else "RGB").save(file, "JPEG", quality=75)
        written = file.getvalue()
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()
    # What a hostile file left behind in memory is not tidied up.
    os._exit(0)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
