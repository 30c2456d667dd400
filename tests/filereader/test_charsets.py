"""Bytes to text, whatever a label says of them."""

import pytest

from filereader.charsets import decode


@pytest.mark.parametrize("label", ["", "utf-8", "us-ascii"])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_that_does_not_say_so_is_known_by_its_zeros(codec: str, label: str) -> None:
    text = "Veuillez inscrire à l’atelier Mme Żak, chargée d’affaires."
    assert decode(text.encode(codec), label) == (text, "")
    assert decode(b"A text with a naught at its end\0", label)[0] == "A text with a naught at its end"


@pytest.mark.parametrize(
    ("label", "content", "text"),
    [
        ("utf-8", "Prière".encode() + b"\xff", "Prière\ufffd"),
        ("ISO-2022-JP", b"\x1b$B-!\x1b(B abc \x1b$BGR7<\x1b(B", "\ufffd abc 拝啓"),
        ("gb2312", "登记".encode("gb18030") + b"\xff ok", "登记\ufffd ok"),
    ],
)
def test_what_is_damaged_costs_itself_alone(label: str, content: bytes, text: str) -> None:
    assert decode(content, label)[0] == text


@pytest.mark.parametrize("text", ["we hope\xa0you can come", "yes…but", "text«foo»", "list•of", "Zoom™s"])
@pytest.mark.parametrize("label", ["", "utf-8", "x-unknown"])
def test_signs_of_print_between_letters_are_those_of_windows(label: str, text: str) -> None:
    assert decode(text.encode("cp1252"), label)[0] == text


@pytest.mark.parametrize("label", ["", "utf-8", "us-ascii", "x-unknown"])
@pytest.mark.parametrize("codec", ["mac-roman", "cp850"])
def test_letters_of_older_machines_are_known_whatever_the_label_says(codec: str, label: str) -> None:
    assert decode("Zoé Müller, Ministère".encode(codec), label)[0] == "Zoé Müller, Ministère"


def test_a_set_of_letters_that_is_never_switched_to_is_not_the_one_of_the_label() -> None:
    assert decode("café".encode("cp1252"), "ISO-2022-JP")[0] == "café"
