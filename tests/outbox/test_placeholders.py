"""Placeholders are checked when a template is saved, and let nobody write more than text."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from outbox import kinds
from outbox.models import MessageTemplate
from outbox.placeholders import Trust, Value, disarm, fill, fill_plain
from outbox.rendering import render_html, render_text
from registrations.kinds import Kind
from tests.factories import make_event


def person(text: str) -> dict[str, Value]:
    return {"name": Value(text, Trust.PERSON), "link": Value("{link}", Trust.ADDRESS)}


def test_a_placeholder_is_filled_in() -> None:
    assert fill("Dear {name},", person("Awa Traoré")) == "Dear Awa Traoré,"


def test_a_line_without_anything_to_say_is_left_out() -> None:
    assert fill("One\n\nReason: {name}\n\nTwo {link}", person("")) == "One\n\nTwo {link}"


@pytest.mark.parametrize(
    "name",
    ["O’Neill-Müller", "J. P. Martínez (retd.)", "Anne & Co", "50% d'Or", "Ñandú, Jr."],
)
def test_ordinary_names_look_as_typed_to_staff(name: str) -> None:
    assert fill("{name}", person(name)) == name


@pytest.mark.parametrize(
    "name",
    [
        "https://evil.example/x",
        "http://evil.example",
        "www.evil.example",
        "evil.example",
        "win@evil.example",
        "[click](https://evil.example)",
        "<https://evil.example>",
        "<a href='https://evil.example'>x</a>",
        "![x](https://evil.example/x.png)",
        "[x]: https://evil.example",
        "javascript://evil.example",
    ],
)
def test_what_a_participant_typed_becomes_no_link(name: str) -> None:
    html = render_html(fill("Dear {name},\n\n{name}", person(name)), language="en")
    assert "<a " not in html
    assert "<img" not in html
    assert "evil.example" not in html, "mail programs make a link of a bare address too"
    assert "://" not in html
    assert "evil.example" not in render_text(fill("Dear {name},", person(name)))


@pytest.mark.parametrize(
    "name",
    ["**x**", "_x_", "`x`", "<b>x</b>", "# x", "- x", "1. x", "> x", "&lt;b&gt;", "\\*x", "x\n===", "~~~", "---"],
)
def test_what_a_participant_typed_becomes_no_markup(name: str) -> None:
    html = render_html(fill("{name}\n\nDear {name},", person(name)), language="en")
    body = html[html.index('<div class="sheet"') :]
    for tag in ("<b>", "<strong", "<em", "<code", "<h1", "<h2", "<ul", "<ol", "<blockquote", "<pre", "<hr"):
        assert tag not in body
    assert render_text(fill("{name}", person(name))).strip() == " ".join(name.split())


@given(st.text(max_size=60) | st.text(alphabet="*_[]()<>!`~#-+=.|\\&;:/{}ax0 \n", max_size=60))
def test_no_text_at_all_becomes_markup(name: str) -> None:
    html = render_html(fill("Dear {name},", person("x" + name)), language="en")
    assert html.count("<") == render_html("Dear x,", language="en").count("<")


def test_there_is_no_second_round() -> None:
    filled = fill("Dear {name},", person("{link}"))
    assert "{link}" not in filled
    assert fill(filled, person("x")) == filled
    assert "{link}" not in fill_plain("{name}", person("{link}"))


@pytest.mark.parametrize("name", ["a\r\nBcc: x@y.org", "a\nb", "a\x00b", "a\u2028b", "a\x0bb"])
def test_a_name_is_one_line(name: str) -> None:
    assert len(disarm(name).splitlines()) == 1


def test_staff_may_put_an_address_where_they_want_it() -> None:
    values = {"link": Value("{link}", Trust.ADDRESS), "mailbox": Value("a@example.org", Trust.ADDRESS)}
    html = render_html(fill("[Here]({link}) or [us](mailto:{mailbox}) or {mailbox}", values), language="en")
    assert 'href="{link}"' in html
    assert html.count('href="mailto:a@example.org"') == 2


def template(**overrides: str) -> MessageTemplate:
    fields = {"kind": Kind.LINK, "subject_en": "Your link", "body_en": "{salutation} {link}", **overrides}
    return MessageTemplate(event=make_event(), **fields)


def problems_of(row: MessageTemplate) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        row.clean()
    return caught.value.message_dict


@pytest.mark.django_db
def test_a_right_template_is_taken() -> None:
    row = template(body_fr="{salutation} {link}", subject_fr="Votre lien : {event}")
    row.clean()
    assert (row.body_fr, row.subject_fr) == ("{salutation} {link}", "Votre lien : {event}")


@pytest.mark.django_db
def test_every_placeholder_is_known() -> None:
    """In some kind of mail, and in each kind as many as it has values for."""
    assert {"salutation", "function", "mark", "persons", "without_address", "text"} <= set(kinds.all_placeholders())
    for kind in kinds.every():
        template(kind=kind.code, body_en=" ".join(f"{{{name}}}" for name in kind.known)).clean()


@pytest.mark.django_db
def test_a_placeholder_of_other_mails_is_refused() -> None:
    with pytest.raises(ValidationError, match="means nothing in this mail"):
        template(kind="mail-received", body_en="{mark} {reference}").clean()
    with pytest.raises(ValidationError, match="means nothing in this mail"):
        template(body_en="{link} {persons}").clean()


@pytest.mark.django_db
def test_a_misspelt_placeholder_is_named_with_the_right_one() -> None:
    problems = problems_of(template(body_fr="{nmae} {link}", subject_fr="Lien"))
    assert list(problems) == ["body_fr"]
    assert problems["body_fr"] == ["French: There is no placeholder {nmae}. Did you mean {name}?"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", ["{Name} {link}", "{ name } {link}", "{{name}} {link}", "{} {link}", "{name {link}", "name} {link}"]
)
def test_what_looks_like_a_placeholder_and_is_none_is_refused(body: str) -> None:
    assert problems_of(template(body_en=body))["body_en"]


@pytest.mark.django_db
def test_a_placeholder_that_the_mail_needs_is_missed_in_each_language() -> None:
    problems = problems_of(template(body_es="Hola", subject_es="Enlace", body_fr="Bonjour", subject_fr="Lien"))
    assert problems == {
        "body_fr": ["French: {link} is missing: this mail needs it."],
        "body_es": ["Spanish: {link} is missing: this mail needs it."],
    }


@pytest.mark.django_db
def test_the_link_cannot_stand_in_a_subject() -> None:
    assert list(problems_of(template(subject_en="{link}"))) == ["subject_en"]


@pytest.mark.django_db
def test_a_text_without_a_subject_is_refused() -> None:
    assert list(problems_of(template(body_fr="{link}"))) == ["subject_fr"]
