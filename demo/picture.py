"""A picture for the forum: a lake between mountains in the evening, drawn by arithmetic, so that nobody owns it."""

import io
import math

from PIL import Image, ImageDraw

_WIDTH, _HEIGHT, _SHORE = 1280, 854, 560
_SKY, _GLOW = (52, 104, 116), (246, 214, 170)
# From the farthest to the nearest: height above the shore, roughness, where its waves begin, colour.
_RIDGES = (
    (210, 46, 0.4, (116, 150, 150)),
    (150, 60, 2.3, (70, 116, 116)),
    (84, 44, 4.1, (34, 80, 78)),
)
_BOAT = [(868, 640), (948, 640), (930, 656), (886, 656)]
_SAIL = [(908, 560), (908, 632), (948, 632)]
_INK = (13, 44, 40)

Colour = tuple[int, int, int]


def lake() -> bytes:
    """A JPEG."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT))
    pen = ImageDraw.Draw(picture)
    for row in range(_SHORE):
        pen.line([(0, row), (_WIDTH, row)], fill=_between(_SKY, _GLOW, row / _SHORE))
    pen.ellipse((820, 300, 940, 420), fill=(253, 236, 204))
    for ridge in _RIDGES:
        pen.polygon([(0, _SHORE), *_outline(*ridge[:3]), (_WIDTH, _SHORE)], fill=ridge[3])
    mirrored = picture.crop((0, 2 * _SHORE - _HEIGHT, _WIDTH, _SHORE)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    deep = Image.new("RGB", mirrored.size, (22, 70, 74))
    picture.paste(Image.blend(mirrored, deep, 0.45), (0, _SHORE))
    for number in range(14):  # ripples
        across, row = 880 + 70 * math.sin(number * 2.4), _SHORE + 14 + number * 20
        pen.line([(across - 60 - 5 * number, row), (across + 60 + 5 * number, row)], fill=(196, 196, 172), width=2)
    pen.polygon(_BOAT, fill=_INK)
    pen.polygon(_SAIL, fill=(250, 246, 236))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=82, optimize=True, progressive=True)
    return file.getvalue()


def _outline(height: int, roughness: int, start: float) -> list[tuple[float, float]]:
    """The upper edge of a ridge, from left to right."""
    waves = ((0.0042, 1.0), (0.0113, 0.5), (0.031, 0.16), (0.077, 0.06))
    return [
        (across, _SHORE - height - roughness * sum(share * math.sin(across * pace + start) for pace, share in waves))
        for across in range(0, _WIDTH + 8, 8)
    ]


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
