"""A letter as a scanner makes it of paper: pictures in a PDF and not a word, so that the demo has one to type from."""

import io
import textwrap

from PIL import Image, ImageDraw, ImageFont

_WIDTH, _HEIGHT, _MARGIN = 1060, 1500, 130  # A4 at 128 dots an inch
_COLUMNS = 66
_PAPER, _INK, _STAMP = (247, 245, 239), (44, 44, 52), (62, 78, 150)


def scanned(heading: str, pages: list[str]) -> bytes:
    """The bytes of a PDF with a picture a page. Paragraphs are separated by empty lines; the letters are ASCII."""
    pictures = [_sheet(heading if number == 1 else "", text, number) for number, text in enumerate(pages, 1)]
    _stamp(pictures[-1])
    # A sheet never lies straight.
    crooked = [
        picture.rotate((0.7, -0.4)[number % 2], Image.Resampling.BICUBIC, fillcolor=_PAPER)
        for number, picture in enumerate(pictures)
    ]
    file = io.BytesIO()
    crooked[0].save(file, "PDF", resolution=128, save_all=True, append_images=crooked[1:], quality=70)
    return file.getvalue()


def _sheet(heading: str, text: str, number: int) -> Image.Image:
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    pen = ImageDraw.Draw(picture)
    large, plain = ImageFont.load_default(30), ImageFont.load_default(24)
    place = 110
    if heading:
        pen.text((_WIDTH / 2, place), heading, _INK, large, anchor="ma", align="center")
        place += 60 + 36 * heading.count("\n")
    for paragraph in text.strip().split("\n\n"):
        lines = [line for part in paragraph.split("\n") for line in textwrap.wrap(part, _COLUMNS)]
        pen.multiline_text((_MARGIN, place + 30), "\n".join(lines), _INK, plain, spacing=12)
        place += 36 * len(lines) + 34
    pen.text((_WIDTH / 2, _HEIGHT - 90), str(number), _INK, plain, anchor="ma")
    return picture


def _stamp(picture: Image.Image) -> None:
    """The seal and the initials below the text, so that it looks like a note verbale."""
    pen = ImageDraw.Draw(picture)
    across, down = _WIDTH - 330, _HEIGHT - 420
    for shrink in (0, 12, 62):
        pen.ellipse(
            (across + shrink, down + shrink, across + 220 - shrink, down + 220 - shrink), outline=_STAMP, width=4
        )
    pen.text((across + 110, down + 110), "SEAL", _STAMP, ImageFont.load_default(26), anchor="mm")
    points = [(across - 120 + 14 * step, down + 110 + (-1) ** step * (40 - 3 * step)) for step in range(11)]
    pen.line(points, fill=_STAMP, width=4, joint="curve")
