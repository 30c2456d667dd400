"""The house's identity in the back office."""

import io
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from access import roles
from access.models import Assignment
from identity.models import Identity
from tests.changeform import form_of
from tests.factories import make_event, make_identity, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("identity_is_read")]
LIST, ADD, CHANGE = (f"/admin/identity/identity/{rest}" for rest in ("", "add/", "1/change/"))
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script><path d="M0 0h9"/></svg>'


@pytest.fixture
def editor(client: Client) -> Client:
    """Somebody with the right, and no other."""
    client.force_login(make_staff("identity.view_identity", "identity.change_identity"))
    return client


def png(width: int, height: int, **more: Any) -> bytes:
    content = io.BytesIO()
    Image.new("RGBA", (width, height), "#0069b4").save(content, "PNG", **more)
    return content.getvalue()


def send(client: Client, address: str, **values: Any) -> Any:
    return client.post(address, form_of(client, address) | values)


def test_it_is_made_once_and_then_changed(editor: Client) -> None:
    assert editor.get(LIST).url == ADD  # type: ignore[attr-defined]
    assert send(editor, ADD, name_en="Lakes Organization", accent="#0069B4").url == CHANGE
    row = Identity.objects.get()
    assert (row.name_en, row.accent) == ("Lakes Organization", "#0069b4")
    assert editor.get(LIST).url == CHANGE  # type: ignore[attr-defined]
    assert editor.post(ADD, {}).url == CHANGE
    assert editor.post("/admin/identity/identity/1/delete/", {"post": "yes"}).status_code == 403
    assert "Lakes Organization" in editor.get("/en/").content.decode()
    assert ADD not in editor.get("/admin/").content.decode()


def test_the_head_shows_what_was_saved_just_now(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_identity(name_en="Lakes Organization", short_name_en="LO")
    for place in ("identity.context.current", "config.admin.current"):  # what other pages hold for a second more
        monkeypatch.setattr(place, lambda: Identity(name_en="Former Name", short_name_en="FN"))
    page = editor.get(CHANGE).content.decode()
    head = page.partition("<main")[0]
    assert ">FN<" not in head
    assert "Former Name" not in head


def test_it_can_be_emptied(editor: Client) -> None:
    make_identity()
    assert send(editor, CHANGE, **{f"name_{code}": "" for code in ("en", "fr", "es")}).status_code == 302
    assert Identity.objects.get().name_en in ("", None)


def test_without_the_right_nobody_sees_or_changes_it(client: Client) -> None:
    make_identity()
    client.force_login(make_staff("events.change_event"))
    assert [client.get(address).status_code for address in (LIST, ADD, CHANGE)] == [403, 403, 403]
    assert client.post(CHANGE, {"name_en": "Mine"}).status_code == 403


def test_a_role_for_one_event_does_not_give_it(client: Client) -> None:
    roles.sync_roles()
    make_identity()
    user = make_staff()
    Assignment.objects.create(user=user, role=Group.objects.get(name=roles.IDENTITY_EDITORS), event=make_event())
    client.force_login(user)
    assert client.get(CHANGE).status_code == 403
    user.groups.add(Group.objects.get(name=roles.IDENTITY_EDITORS))
    assert client.get(CHANGE).status_code == 200


def test_a_colour_that_cannot_be_read_is_not_kept(editor: Client) -> None:
    answer = send(editor, ADD, accent="#ffcc00", accent_dark="#003f6c")
    errors = answer.context["adminform"].form.errors
    assert "contrast of 1.3:1" in str(errors["accent"])
    assert "contrast of 1.5:1" in str(errors["accent_dark"])
    assert not Identity.objects.exists()


def test_a_drawing_is_kept_clean(editor: Client) -> None:
    send(editor, ADD, logo=SimpleUploadedFile("LOGO.SVG", DRAWING, "image/svg+xml"))
    row = Identity.objects.get()
    with row.logo.open() as kept:
        assert (
            kept.read() == b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"></path></svg>'
        )
    assert row.letter_logo == b""  # mail programs show none


def test_a_picture_is_drawn_anew_within_the_size_of_a_head(editor: Client) -> None:
    taken = png(2000, 400, pnginfo=_secret())
    send(editor, ADD, logo=SimpleUploadedFile("logo.png", taken), mail_logo=SimpleUploadedFile("m.png", taken))
    row = Identity.objects.get()
    with Image.open(io.BytesIO(row.letter_logo)) as in_mails, row.logo.open() as kept, Image.open(kept) as on_pages:
        assert (on_pages.size, in_mails.size) == ((720, 144), (480, 96))
    assert b"SECRET" in taken
    assert b"SECRET" not in row.letter_logo


def _secret() -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", "SECRET")
    return info


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.svg", b"<html/>", "This is no drawing"),
        ("logo.svg", b"<svg>" + b" " * 200_000, "This file is larger than 100 kB."),
        ("logo.png", b"GIF89a", "Send a picture: PNG."),
        ("logo.png", png(9, 9)[:40], "Send a picture: PNG."),
        ("logo.svg.png", DRAWING, "Send a picture: PNG."),
    ],
)
def test_what_is_no_logo_is_refused(editor: Client, name: str, content: bytes, words: str) -> None:
    form = send(editor, ADD, logo=SimpleUploadedFile(name, content)).context["adminform"].form
    assert words in str(form.errors["logo"]).replace("\xa0", " ")


def test_a_picture_of_too_many_points_is_refused_before_it_is_drawn(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backoffice.uploads.PICTURE_POINTS", 80)
    form = send(editor, ADD, logo=SimpleUploadedFile("logo.png", png(9, 9))).context["adminform"].form
    assert "too large" in str(form.errors["logo"])


def test_who_changed_it_is_kept(editor: Client) -> None:
    make_identity()
    send(editor, CHANGE, short_name_en="LKO")
    entry = LogEntry.objects.get_for_model(Identity).latest("pk")
    assert entry.changes["short_name_en"] == ["LO", "LKO"]
    assert entry.actor is not None
