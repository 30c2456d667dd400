"""The house's colours: what can be read, and what is made of them."""

import itertools

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from identity import colours

# What text stands on what ground on our pages, by the names of tokens.css; ours beside the tokens that we make.
PAIRS = [
    ("accent", "paper"), ("accent", "sunk"), ("accent", "accent-wash"), ("accent-strong", "accent-wash"),
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("band-ink", "band"), ("band-ink-2", "band"),
    ("band", "band-ink-2"), ("ink", "accent-wash"), ("ink-3", "accent-wash"), ("good", "band"), ("warn", "band"),
    ("bad", "band"),
]  # fmt: skip
LIGHT = {"paper": colours.LIGHT_PAPER, "sunk": colours.LIGHT_SUNK, "ink": "#15201e", "ink-3": "#5c6966"}
DARK = {"paper": colours.DARK_PAPER, "sunk": colours.DARK_SUNK, "ink": "#e8eeec", "ink-3": "#98a6a2"}
ON_BAND = {"good": "#9be3cf", "warn": "#f3cf8e", "bad": "#ffb9b4"}


def test_the_ratio_is_that_of_the_guidelines() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_whatever_colour_is_let_in_all_text_can_be_read() -> None:
    steps = ("00", "44", "77", "aa", "ff")
    every = ("#" + "".join(parts) for parts in itertools.product(steps, repeat=3))
    let_in = [each for each in every if colours.contrast(each, colours.LIGHT_SUNK) >= colours.READABLE]
    assert len(let_in) > 30
    for accent in let_in:
        made = colours.tokens(accent, colours.dark_accent(accent))
        for own, theirs in zip((LIGHT, DARK), made, strict=True):
            known = own | theirs | ON_BAND
            wrong = [pair for pair in PAIRS if colours.contrast(known[pair[0]], known[pair[1]]) < colours.READABLE]
            assert wrong == [], accent


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "On a light page this colour has a contrast of 4.4:1; text needs 4.5:1."),
        ("fr", "Sur une page claire, le contraste de cette couleur est de 4,4:1\u202f; il faut 4,5:1 pour du texte."),
        ("es", "En una página clara, el contraste de este color es de 4,4:1; el texto necesita 4,5:1."),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_with_its_ratio(language: str, sentence: str) -> None:
    with translation.override(language), pytest.raises(ValidationError) as refused:
        colours.reads_on_light("#717171")
    with translation.override(language):
        assert refused.value.messages[0].startswith(sentence)


def test_on_dark_pages_a_dark_colour_is_refused_and_a_light_one_taken() -> None:
    colours.reads_on_dark("#80b4da")
    with pytest.raises(ValidationError, match=r"has a contrast of 1\.5:1.*lighter"):
        colours.reads_on_dark("#003f6c")


@pytest.mark.parametrize("value", ["red", "#12345", "#1234567", "#12345g", "0069b4", "#0069b4;}*{color:red"])
def test_what_is_no_colour_is_refused(value: str) -> None:
    with pytest.raises(ValidationError, match="Write the colour as #"):
        colours.reads_on_light(value)
