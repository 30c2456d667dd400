"""The plain text reads well alone, the HTML is calm and safe."""

import pytest

from multilingual.texts import no_break
from outbox.rendering import WIDTH, render_html, render_text


def test_text_is_wrapped_and_addresses_are_not_cut() -> None:
    address = "https://events.example.org/" + "x" * 100
    text = render_text(f"{'word ' * 40}\n\n{address}\n")
    lines = text.splitlines()
    assert max(len(line) for line in lines if "://" not in line) <= WIDTH
    assert address in lines


def test_text_has_no_sign_of_markup() -> None:
    source = "## Title\n\n**Bold**, *soft* and `code` with l’été & <co>\n\n- one\n- two\n\n1. first\n2. second"
    assert render_text(f"{source}\n\n> said\n\n---\n\nend") == (
        "Title\n\nBold, soft and code with l’été & <co>\n\n- one\n- two\n\n1. first\n2. second\n\n> said\n\n"
        "--------------------\n\nend\n"
    )


def test_items_of_a_list_are_indented() -> None:
    first, second = render_text(f"- {'word ' * 20}").splitlines()
    assert first.startswith("- word")
    assert second.startswith("  word")


def test_a_link_alone_has_its_address_on_a_line_of_its_own() -> None:
    assert render_text("[Your registration]({link})") == "Your registration\n{link}\n"


def test_a_link_in_a_sentence_has_its_address_behind_it() -> None:
    assert render_text("See [the policy](https://example.org/p).") == "See the policy <https://example.org/p>.\n"


def test_an_address_is_said_once() -> None:
    assert render_text("<https://example.org/p> <a@example.org>") == "https://example.org/p a@example.org\n"


def test_a_break_of_staff_stays_a_break() -> None:
    assert render_text("The secretariat\nRoom 12") == "The secretariat\nRoom 12\n"
    assert "<br" in render_html("The secretariat\nRoom 12", language="en")


def test_a_space_that_does_not_break_keeps_a_french_colon_on_its_line() -> None:
    text = render_text(f"{'x' * (WIDTH - 4)} mot\u00a0: suite")
    assert "mot\u00a0:" in text


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_html_says_its_language(language: str) -> None:
    assert f'<html lang="{language}" dir="ltr">' in render_html("x", language=language)


def test_html_of_a_language_from_right_to_left_says_so() -> None:
    assert '<html lang="ar" dir="rtl">' in render_html("x", language="ar")


def test_the_personal_link_alone_is_a_button_and_in_a_sentence_a_link() -> None:
    html = render_html("[Your registration]({link})\n\nOr [here]({link}).", language="en")
    assert html.count('class="button"') == 1
    assert html.count('href="{link}"') == 2


@pytest.mark.parametrize(
    "source",
    ["<script>x</script>", "<img src=x>", "![x](https://example.org/x.png)", "[x](javascript:alert)", "<b onclick=x>"],
)
def test_html_lets_no_markup_through(source: str) -> None:
    body = render_html(source, language="en").split("<body", 1)[1]
    assert not [tag for tag in ("<script", "<img", "<b ", 'href="javascript') if tag in body]


def test_html_loads_nothing_from_elsewhere() -> None:
    html = render_html("Dear reader,", language="en", heading="Workshop")
    assert "src=" not in html
    assert "url(" not in html
    assert "@import" not in html


def test_in_french_plain_spaces_before_high_signs_do_not_break_but_for_code_and_addresses() -> None:
    source = (
        "Salle : 9:30 ! « Oui » ? `a : b` ; voir https://example.org/a:b;c?d\n\n[Lien : ici](https://example.org/x:y)"
    )
    french = render_text(source, "fr").replace("\u00a0", "~")
    assert french.startswith("Salle~: 9:30~! «~Oui~»~? a : b~; voir https://example.org/a:b;c?d\n\nLien~: ici\n")
    assert "\u00a0" not in render_text(source, "en")
    assert "Salle\u00a0: 9:30" in render_html(source, language="fr")


def test_a_table_in_markdown_keeps_its_marks() -> None:
    table = "| a | b |\n| :--- | ---: |\n| x : y | z |"
    assert no_break(table, "fr") == table.replace("x :", "x\u00a0:")
