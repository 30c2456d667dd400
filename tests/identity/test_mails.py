"""Mails say whose they are."""

import datetime
import io
from email.message import Message as Part
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from identity.models import Identity
from outbox.mime import OutgoingMail
from outbox.previews import framed
from outbox.queue import sender
from tests.factories import make_event, make_registration

pytestmark = pytest.mark.django_db


def mail_of(**person: Any) -> Part:
    return OutgoingMail(make_registration(**person).messages.get()).message()


def part_of(mail: Part, kind: str) -> Part:
    return next(part for part in mail.walk() if part.get_content_type() == kind)


def words(mail: Part, kind: str) -> str:
    return part_of(mail, kind).get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_where_nothing_is_set_there_is_no_foot() -> None:
    mail = mail_of()
    assert "\n-- \n" not in words(mail, "text/plain")
    assert 'class="over foot"' not in words(mail, "text/html")
    assert "border-top:3px solid #0a5f50" in words(mail, "text/html")
    assert "Atelier" not in words(mail, "text/plain") + words(mail, "text/html")


@pytest.mark.parametrize(
    ("language", "name", "notice"),
    [
        ("en", "Lakes Organization", "Privacy notice"),
        ("fr", "Organisation des lacs", "Protection des données"),
        ("es", "Organización de los Lagos", "Protección de datos"),
    ],
)
def test_the_foot_is_in_the_readers_language(house: Identity, language: str, name: str, notice: str) -> None:
    mail = mail_of(language=language)
    space = "\N{NO-BREAK SPACE}" if language == "fr" else ""
    foot = words(mail, "text/plain").partition("\n-- \n")[2]
    assert foot.splitlines() == [
        name,
        "7 quai du Lac",
        "1201 Geneva",
        "info@lakes.example.org",
        "https://lakes.example.org/",
        f"{notice}{space}: http://127.0.0.1:8000/{language}/privacy/",
    ]
    html = words(mail, "text/html")
    assert f"<strong>{name}</strong>" in html
    assert f'/{language}/privacy/" style="color:#0069b4">{notice}</a>' in html


def test_mails_have_the_houses_colours(house: Identity) -> None:
    html = words(mail_of(), "text/html")
    assert "border-top:3px solid #0069b4" in html
    assert "#0a5f50" not in html
    assert "#7fd4bd" not in html


def test_the_logo_comes_with_the_mail_and_from_nowhere_else(house: Identity) -> None:
    content = io.BytesIO()
    Image.new("RGB", (20, 10)).save(content, "PNG")
    house.logo.save("logo.png", ContentFile(content.getvalue()))
    mail = mail_of(event=make_event(starts_on=datetime.date(2090, 6, 14), ends_on=None))
    related = part_of(mail, "multipart/related")
    page, picture = related.get_payload()  # type: ignore[misc]
    assert [page.get_content_type(), picture.get_content_type()] == ["text/html", "image/png"]
    assert picture["Content-ID"] == "<logo@house>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_payload(decode=True) == content.getvalue()
    html = page.get_payload(decode=True).decode()
    assert 'src="cid:logo@house" alt="LO"' in html
    assert html.count("src=") == 1


def test_a_logo_that_is_gone_from_the_disk_stops_no_mail(house: Identity) -> None:
    house.logo = "identity/gone.png"
    house.save()
    assert "cid:" not in words(mail_of(), "text/html")


def test_a_mail_about_no_event_comes_under_the_name_of_the_house(house: Identity) -> None:
    assert sender(None, "fr") == "OL <secretariat@example.org>"
    house.short_name_fr = 'A "b" <c@d.example>'
    house.save()
    assert sender(None, "fr") == "A ”b” ‹c@d.example› <secretariat@example.org>"


def test_who_looks_at_a_mail_sees_the_logo_and_the_frame_lets_it_in(house: Identity) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 20)).save(picture, "PNG")
    house.mail_logo.save("logo.png", ContentFile(picture.getvalue()))
    html = make_registration().messages.get().html
    assert '<img class="logo" src="data:image/png;base64,' in html
    assert "img-src data:" in framed(html).headers["Content-Security-Policy"]
