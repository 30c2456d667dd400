"""A drawing (SVG) with nothing in it but a drawing: no script, no address, no entity.

What is not on the lists is left out with all it holds. A browser shows the result as an image, which runs nothing;
the lists are for whoever opens its address, and for programs that are less careful.
"""

import re
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

MOST_ELEMENTS = 5000
SVG = "http://www.w3.org/2000/svg"
ELEMENTS = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc",
    "defs", "style", "linearGradient", "radialGradient", "stop", "clipPath", "mask",
}  # fmt: skip
WITH_TEXT = {"text", "tspan", "title", "desc", "style"}
ATTRIBUTES = {
    "id", "class", "style", "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry",
    "fx", "fy", "d", "points", "transform", "preserveAspectRatio", "fill", "fill-opacity", "fill-rule", "clip-rule",
    "clip-path", "mask", "mask-type", "maskUnits", "clipPathUnits", "gradientUnits", "gradientTransform",
    "spreadMethod", "offset", "stop-color", "stop-opacity", "color", "opacity", "stroke", "stroke-width",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-dasharray",
    "stroke-dashoffset", "font-family", "font-size", "font-weight", "font-style", "letter-spacing", "text-anchor",
    "dominant-baseline", "dx", "dy", "display", "visibility", "paint-order", "vector-effect",
}  # fmt: skip
# An address that is not a place in the drawing itself; a rule that fetches; signs that could hide one of these.
_UNSAFE = re.compile(r"url\(\s*(?!['\"]?#)|@|\\|javascript|expression|/\*", re.IGNORECASE)


class NotADrawing(Exception):
    """The file is no SVG, or one that we do not take."""


class _Cleaner:
    """Writes again what a parser reads, but for what is not on the lists."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.open: list[str] = []
        self.skipped = 0  # how deep within something that is left out
        self.count = 0
        self.has_size = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise NotADrawing
        space, _sep, tag = name.rpartition("}")
        if not self.open and not self.skipped and (tag != "svg" or space != SVG):
            raise NotADrawing
        if self.skipped or tag not in ELEMENTS or space != SVG:
            self.skipped += 1
            return
        kept = {key: value for key, value in attributes.items() if key in ATTRIBUTES and not _UNSAFE.search(value)}
        if not self.open:
            self.has_size = "viewBox" in kept or {"width", "height"} <= set(kept)
        head = f' xmlns="{SVG}"' if not self.open else ""
        self.parts.append(f"<{tag}{head}{''.join(f' {key}={quoteattr(value)}' for key, value in kept.items())}>")
        self.open.append(tag)

    def end(self, _name: str) -> None:
        """An element ends."""
        if self.skipped:
            self.skipped -= 1
        else:
            self.parts.append(f"</{self.open.pop()}>")

    def text(self, text: str) -> None:
        """Words, or the rules of a style sheet, one rule after the other."""
        if self.skipped or not self.open or self.open[-1] not in WITH_TEXT:
            return
        if self.open[-1] == "style":
            text = "".join(rule for rule in re.findall(r"[^}]*}", text) if not _UNSAFE.search(rule))
        self.parts.append(escape(text))


def clean(content: bytes) -> bytes:
    """The drawing as we keep it. Raises NotADrawing."""
    cleaner = _Cleaner()
    parser = expat.ParserCreate("utf-8", namespace_separator="}")
    parser.buffer_text = True
    parser.buffer_size = len(content) + 1  # a style sheet comes in one piece
    parser.StartElementHandler, parser.EndElementHandler = cleaner.start, cleaner.end
    parser.CharacterDataHandler = cleaner.text
    parser.EntityDeclHandler = _refuse  # texts that grow, or that stand elsewhere
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise NotADrawing from error
    if not cleaner.has_size:
        raise NotADrawing
    return "".join(cleaner.parts).encode()


def _refuse(*_arguments: object) -> None:
    raise NotADrawing
