"""An event's picture and map."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image

from events.models import Event
from events.models.copying import copy_event
from tests.changeform import form_of
from tests.factories import make_event, make_staff

pytestmark = pytest.mark.django_db


def jpeg(width: int = 30, height: int = 20, **more: Any) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height), "#0069b4").save(content, "JPEG", **more)
    return content.getvalue()


@pytest.fixture
def pictured() -> Event:
    """An event with a picture that French alone describes."""
    event = make_event(
        image_alt_fr="Le lac le soir", image_credit_fr="Photo\u00a0: A. Exemple", map_url="https://map.example/"
    )
    event.image.save("lake.jpg", ContentFile(jpeg()))
    return event


def upload(client: Client, event: Event, content: bytes, **values: str) -> Any:
    address = f"/admin/events/event/{event.pk}/change/"
    picture = SimpleUploadedFile("DSC_001.JPG", content, "image/jpeg")
    return client.post(address, form_of(client, address) | values | {"image": picture})


@pytest.mark.parametrize(("language", "marked"), [("fr", ""), ("en", ' lang="fr"'), ("es", ' lang="fr"')])
def test_the_page_shows_picture_credit_and_map(client: Client, pictured: Event, language: str, marked: str) -> None:
    page = client.get(f"/{language}/events/{pictured.slug}/").content.decode().replace(" >", ">")
    address = f"/{language}/events/{pictured.slug}/image/lake.jpg"
    assert f'<img src="{address}" alt="Le lac le soir"{marked}>' in page
    credit = f"<span{marked}>Photo\u00a0: A. Exemple</span>" if marked else "Photo\u00a0: A. Exemple"
    assert f"<figcaption>{credit}</figcaption>" in page
    assert 'href="https://map.example/"' in page
    assert f'<meta property="og:image" content="http://127.0.0.1:8000{address}">' in page
    others = [f'<meta property="og:locale:alternate" content="{code}">' for code in ("en", "fr", "es")]
    assert [code in page for code in others] == [language not in code[-4:] for code in others]


def test_without_a_picture_the_page_is_calm(client: Client) -> None:
    page = client.get(f"/en/events/{make_event().slug}/").content.decode()
    assert "<figure" not in page
    assert "og:image" not in page


def test_the_picture_is_for_whoever_sees_the_event(client: Client, pictured: Event) -> None:
    address = f"/en/events/{pictured.slug}/image/lake.jpg"
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")  # type: ignore[attr-defined]
    assert client.get(address.replace("lake", "other")).status_code == 404
    Event.objects.update(status=Event.Status.DRAFT)
    assert client.get(address).status_code == 404
    client.force_login(make_staff("events.view_event"))
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "private, no-store"
    answer.close()


@pytest.fixture
def manager(client: Client) -> User:
    """Somebody who may do everything, signed in."""
    user = make_staff(is_superuser=True)
    client.force_login(user)
    return user


def test_a_picture_is_drawn_anew_upright_without_where_it_was_taken(client: Client, manager: User) -> None:
    event, exif = make_event(), Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # lies on its side
    exif[ExifTags.Base.Make] = "SECRET"
    taken = jpeg(3000, 2000, exif=exif)
    assert upload(client, event, taken, image_alt_fr="Le lac").status_code == 302
    event.refresh_from_db()
    with event.image.open() as kept, Image.open(kept) as image:
        assert image.size == (853, 1280)
        assert not image.getexif()
    with event.image.open() as kept:
        assert b"SECRET" in taken
        assert b"SECRET" not in kept.read()
    assert "DSC_001" not in event.image.name


@pytest.mark.parametrize(
    ("content", "alt", "field", "words"),
    [
        (jpeg(), "", "image_alt_en", "Say what the picture shows"),
        (b"%PDF-1.7", "The lake", "image", "The content of this file is not what its name says"),
        (jpeg()[:200], "The lake", "image", "Send a picture: JPEG, PNG, WebP."),
    ],
)
def test_what_is_no_picture_or_says_nothing_to_the_blind_is_refused(
    client: Client, manager: User, content: bytes, alt: str, field: str, words: str
) -> None:
    event = make_event()
    form = upload(client, event, content, image_alt_en=alt).context["adminform"].form
    assert words in str(form.errors[field])
    event.refresh_from_db()
    assert not event.image


def test_a_copy_of_an_event_has_no_picture(pictured: Event) -> None:
    copy = copy_event(pictured, code="NEXT-1", slug="next", starts_on=None)
    assert (copy.image.name, copy.image_alt_fr, copy.map_url) == ("", None, "https://map.example/")
