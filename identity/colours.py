"""The house's colour: whether it can be read (WCAG 2.2, 1.4.3), and the other colours of the pages made of it."""

import math
import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

# As static/css/tokens.css has them: the ground of text, and the one that leaves it the least contrast.
LIGHT_PAPER, LIGHT_SUNK = "#fcfdfc", "#f2f5f3"
DARK_PAPER, DARK_SUNK = "#0f1514", "#171f1d"
WHITE, BLACK = "#ffffff", "#000000"
# What pages and mails have where the house has set nothing.
OWN_LIGHT, OWN_DARK, OWN_ON_DARK, OWN_BAND = "#0a5f50", "#7fd4bd", "#06231d", "#0d3a33"
READABLE = 4.5
STEPS = 20


def luminance(colour: str) -> float:
    """The relative luminance of "#rrggbb", 0 to 1."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share (0 to 1) of another."""
    parts = ((int(colour[start : start + 2], 16), int(other[start : start + 2], 16)) for start in (1, 3, 5))
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


def first_mix(colour: str, other: str, grounds: Iterable[str], ratio: float) -> str:
    """The colour with as little of another as gives it this contrast to all grounds."""
    mixes = (mixed(colour, other, step / STEPS) for step in range(STEPS + 1))
    grounds = list(grounds)
    return next((mix for mix in mixes if min(contrast(mix, ground) for ground in grounds) >= ratio), other)


def is_colour(value: str) -> None:
    """Refuse what is no colour as style sheets write it."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValidationError(_("Write the colour as # and six figures or letters: #0a5f50."), code="colour")


def reads_on_light(value: str) -> None:
    """Refuse a colour in which text cannot be read on a light page."""
    sentence = _("On a light page this colour has a contrast of %(ratio)s:1; text needs 4.5:1. Choose a darker one.")
    _demand_contrast(value, LIGHT_SUNK, sentence)


def reads_on_dark(value: str) -> None:
    """Refuse a colour in which text cannot be read on a dark page."""
    sentence = _("On a dark page this colour has a contrast of %(ratio)s:1; text needs 4.5:1. Choose a lighter one.")
    _demand_contrast(value, DARK_SUNK, sentence)


def _demand_contrast(value: str, ground: str, sentence: object) -> None:
    is_colour(value)
    ratio = contrast(value, ground)
    if ratio < READABLE:  # cut, not rounded: 4.49 is none of 4.5
        params = {"ratio": number_format(math.floor(ratio * 10) / 10, 1)}
        raise ValidationError(sentence, code="contrast", params=params)  # type: ignore[arg-type]  # a lazy text


def dark_accent(accent: str) -> str:
    """Of a colour for light pages the one for dark pages."""
    return first_mix(accent, WHITE, [DARK_SUNK, DARK_PAPER], 7)


def on_dark(accent: str) -> str:
    """The colour of text on a button of this light colour."""
    return mixed(accent, BLACK, 0.88)


def _wash(paper: str, accent: str) -> str:
    """The paper with a breath of the colour: as much as leaves all text readable on it."""
    mixes = (mixed(paper, accent, share / 100) for share in range(14, 0, -1))
    return next((mix for mix in mixes if contrast(mix, paper) <= 1.18 and contrast(mix, accent) >= READABLE), paper)


def tokens(accent: str, dark: str) -> tuple[dict[str, str], dict[str, str]]:
    """The colours of light and of dark pages that depend on the house's, by the names of tokens.css."""
    band = first_mix(accent, BLACK, [WHITE], 10.5)
    light = {
        "accent": accent,
        "accent-strong": mixed(accent, BLACK, 0.3),
        "accent-wash": _wash(LIGHT_PAPER, accent),
        "on-accent": WHITE,
        **_band(band),
        "focus": accent,
    }
    at_night = {
        "accent": dark,
        "accent-strong": mixed(dark, WHITE, 0.35),
        "accent-wash": _wash(DARK_PAPER, dark),
        "on-accent": on_dark(dark),
        **_band(mixed(band, BLACK, 0.3)),
        "focus": dark,
    }
    return light, at_night


def _band(ground: str) -> dict[str, str]:
    return {
        "band": ground,
        "band-ink": mixed(WHITE, ground, 0.04),
        "band-ink-2": mixed(WHITE, ground, 0.26),
        "band-rule": mixed(ground, WHITE, 0.18),
    }


def style_sheet(accent: str, dark: str) -> str:
    """A style sheet that puts these colours in the place of our own."""
    light, at_night = tokens(accent, dark)
    return (
        f"@layer tokens{{:root{{{_lines(light)}}}@media (prefers-color-scheme:dark){{:root{{{_lines(at_night)}}}}}}}\n"
    )


def _lines(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())
