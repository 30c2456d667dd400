"""The screen of an event in the back office: saving, copying, moving, history, rights."""

import datetime
import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from access.roles import AGENDA_EDITORS, EVENT_MANAGERS, READERS, ROLES
from events.models import Event, Series, SeriesEntry, Session
from registrations.models import Category, Registration, RegistrationSettings
from tests.changeform import form_of
from tests.factories import (
    make_appearance,
    make_category,
    make_document,
    make_event,
    make_organisation,
    make_registration,
    make_session,
    make_settings,
    make_speaker,
    make_staff,
    make_venue,
    publish_agendas,
)

pytestmark = pytest.mark.django_db


def save(client: Client, event: Event, **changes: Any) -> Any:
    address = f"/admin/events/event/{event.pk}/change/"
    answer = client.post(address, {**form_of(client, address), **changes})
    assert answer.status_code == 302, re.findall(r"errorlist.*?</ul>", answer.content.decode())
    event.refresh_from_db()
    return answer


def test_an_event_needs_a_title_in_one_language_whichever(superuser: Client) -> None:
    data = form_of(superuser, "/admin/events/event/add/")
    data |= {"code": "NEW", "title_es": "Taller", "starts_on": "2027-06-14"}
    answer = superuser.post("/admin/events/event/add/", {**data, "title_es": ""})
    assert b"Give this text in at least one language." in answer.content
    answer = superuser.post("/admin/events/event/add/", data)
    event = Event.objects.get()
    assert answer.url == f"/admin/events/event/{event.pk}/change/"
    assert (event.title_es, event.status) == ("Taller", "draft")


def test_another_time_zone_keeps_the_hours_on_the_clock(superuser: Client) -> None:
    event = make_event(timezone="Europe/Zurich")
    session = make_session(event, "10:00", "11:30")
    save(superuser, event, timezone="Africa/Dakar")
    session = Session.objects.get(pk=session.pk)
    assert f"{session.local_start:%Y-%m-%d %H:%M %Z}–{session.local_end:%H:%M}" == "2027-06-14 10:00 GMT–11:30"


def test_the_agenda_moves_with_the_first_day_if_asked(superuser: Client) -> None:
    event = make_event()
    session = make_session(event, "10:00", "11:00")
    save(superuser, event, starts_on="2027-06-21", ends_on="2027-06-22")
    session.refresh_from_db()
    assert session.day == datetime.date(2027, 6, 14)
    save(superuser, event, starts_on="2027-06-28", ends_on="2027-06-29", move_agenda="on")
    session = Session.objects.get(pk=session.pk)
    assert f"{session.local_start:%Y-%m-%d %H:%M}" == "2027-06-28 10:00"


def test_the_agenda_moves_too_if_that_is_asked_afterwards(superuser: Client) -> None:
    event = make_event()
    session = make_session(event, "10:00", "11:00")
    save(superuser, event, starts_on="2027-06-21", ends_on="2027-06-22")
    page = superuser.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert page.count("The first day has moved by +7 days") == 2  # said, and beside the box to tick
    save(superuser, event, move_agenda="on")
    session = Session.objects.get(pk=session.pk)
    assert f"{session.local_start:%Y-%m-%d %H:%M}" == "2027-06-21 10:00"
    save(superuser, event, move_agenda="on")
    session = Session.objects.get(pk=session.pk)
    assert f"{session.local_start:%Y-%m-%d %H:%M}" == "2027-06-21 10:00"
    assert "The first day has not moved" in superuser.get(f"/admin/events/event/{event.pk}/change/").content.decode()


def test_the_head_offers_a_preview_in_every_language(superuser: Client) -> None:
    event = make_event(slug="retreat", status="draft")
    page = superuser.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    for code in ("en", "fr", "es"):
        assert f'href="/{code}/events/retreat/"' in page
    assert "Preview" in page


def test_a_copy_is_made_with_what_an_event_registers(superuser: Client) -> None:
    event = make_event(code="IDM-2027", slug="idm-2027")
    make_settings(event, capacity=40)
    make_category(event, code="state")
    make_session(event)
    Registration.objects.create(
        event=event,
        number=1,
        reference="IDM-2027-0001",
        family_name="X",
        email="x@example.org",
        state_changed_at=timezone.now(),
    )
    form = superuser.get(f"/admin/events/event/{event.pk}/copy/").context["form"]
    assert (form["code"].value(), form["slug"].value()) == ("IDM-2028", "idm-2028")
    assert form["starts_on"].value() == datetime.date(2028, 6, 12)  # a Monday again
    data = {"code": "IDM-2028", "slug": "idm-2028", "starts_on": "2028-06-12", "with_people": "on"}
    answer = superuser.post(f"/admin/events/event/{event.pk}/copy/", data)
    copy = Event.objects.get(code="IDM-2028")
    assert answer.url == f"/admin/events/event/{copy.pk}/change/"
    assert copy.sessions.count() == 1
    assert copy.registration_settings.capacity == 40
    assert Category.objects.get(event=copy).code == "state"
    assert not copy.registrations.exists()


def test_a_copy_needs_a_code_and_an_address_of_its_own(superuser: Client) -> None:
    event = make_event(code="IDM-2027", slug="idm-2027")
    answer = superuser.post(f"/admin/events/event/{event.pk}/copy/", {"code": "idm-2027", "slug": "idm-2027"})
    assert set(answer.context["form"].errors) == {"code", "slug"}
    assert Event.objects.count() == 1


# History -------------------------------------------------------------------------------------------------------------


def test_the_history_of_an_event_tells_what_was_done_to_its_agenda(client: Client) -> None:
    user = make_staff(is_superuser=True)
    user.first_name, user.last_name = "Inès", "Diallo"
    user.save()
    client.force_login(user)
    event = make_event(title_en="Old title")
    appearance = make_appearance(make_session(event, title_en="Opening"), speaker=make_speaker(family_name="Traoré"))
    document = make_document(event=event, label_en="Concept note")
    make_session(make_event(), title_en="Of another event")
    save(client, event, title_en="New title", status="postponed")
    appearance.session.delete()
    document.delete()
    page = client.get(f"/admin/events/event/{event.pk}/history/").content.decode()
    words = re.sub(r"<[^>]+>|\s+", " ", page)
    assert "Inès Diallo" in words
    assert re.search(r"Title – English\s+Old title\s+New title", words)
    assert re.search(r"Status\s+published\s+postponed", words)
    assert "Opening" in words
    assert "Traoré" in words
    assert "Concept note" in words
    assert words.count("removed") >= 3
    assert "Of another event" not in words


def test_references_are_named_in_the_history(superuser: Client) -> None:
    body = make_organisation(name_en="Part")
    body.parent = make_organisation(name_en="Whole")
    body.save()
    page = superuser.get(f"/admin/speakers/organisation/{body.pk}/history/").content.decode()
    assert "<ins>Whole</ins>" in page


def test_the_history_has_pages_and_constant_queries(superuser: Client, django_assert_num_queries) -> None:
    event = make_event()
    make_appearance(make_session(event))
    address = f"/admin/events/event/{event.pk}/history/"
    superuser.get(address)
    with django_assert_num_queries(11):
        superuser.get(address)
    for _number in range(30):
        make_appearance(make_session(event))
    with django_assert_num_queries(10):  # the event's own entry is on the second page: one model fewer is named
        page = superuser.get(address)
    assert len(page.context["entries"]) == 50
    assert len(superuser.get(f"{address}?p=2").context["entries"]) == 13


# Files ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"), [("x.png", b"no picture"), ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")]
)
def test_a_photo_must_be_a_picture(superuser: Client, name: str, content: bytes) -> None:
    data = {"slug": "awa", "family_name": "Traoré", "photo": SimpleUploadedFile(name, content)}
    assert "photo" in superuser.post("/admin/speakers/speaker/add/", data).context["adminform"].form.errors


def test_a_photo_has_a_limit(superuser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backoffice.uploads.PICTURE_BYTES", 10)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    data = {"slug": "awa", "family_name": "Traoré", "photo": SimpleUploadedFile("x.png", picture.getvalue())}
    errors = superuser.post("/admin/speakers/speaker/add/", data).context["adminform"].form.errors
    assert "larger than" in str(errors["photo"])


@pytest.mark.parametrize(
    ("name", "content", "is_taken"),
    [
        ("programme.pdf", b"%PDF-1.7 words", True),
        ("Programme.DOCX", b"PK\x03\x04 and more", True),
        ("list.csv", b"a;b", True),
        ("talk.html", b"<script>alert(1)</script>", False),
        ("talk.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", False),
        ("talk.exe", b"MZ", False),
        ("talk.pdf", b"MZ a program under another name", False),
        ("talk.pptx", b"<script>alert(1)</script>", False),
        ("talk", b"%PDF-1.7 words", False),
    ],
)
def test_a_document_is_of_a_kind_that_readers_expect(
    superuser: Client, name: str, content: bytes, is_taken: bool
) -> None:
    data = {
        "event": make_event().pk,
        "label_en": "Talk",
        "kind": "other",
        "audience": "public",
        "position": 0,
        "files-TOTAL_FORMS": 1,
        "files-INITIAL_FORMS": 0,
        "files-0-language": "en",
        "files-0-file": SimpleUploadedFile(name, content),
    }
    answer = superuser.post("/admin/events/document/add/", data)
    if is_taken:
        assert answer.status_code == 302
    else:
        [rows] = [each.formset for each in answer.context["inline_admin_formsets"]]
        assert "file" in rows.errors[0]


# Rights --------------------------------------------------------------------------------------------------------------

PAGES = ["change/", "agenda/", "history/", "documents/", "copy/"]


def person(*roles: str) -> User:
    names = set().union(*(ROLES[role] for role in roles)) if roles else set()
    return make_staff(*sorted(names))


@pytest.mark.parametrize(
    ("roles", "codes"),
    [
        ((), [403, 403, 403, 403, 403]),
        ((READERS,), [200, 200, 200, 200, 403]),
        ((AGENDA_EDITORS,), [200, 200, 200, 200, 403]),
    ],
)
def test_who_sees_which_page_of_an_event(client: Client, roles: tuple[str, ...], codes: list[int]) -> None:
    event = make_event()
    client.force_login(person(*roles))
    assert [client.get(f"/admin/events/event/{event.pk}/{page}").status_code for page in PAGES] == codes


def test_a_reader_cannot_save_an_agenda_nor_import_one(client: Client) -> None:
    event = make_event()
    session = make_session(event, title_en="Before")
    client.force_login(person(READERS))
    data = {"row": str(session.pk), f"r{session.pk}-title_en": "After", f"r{session.pk}-kind": "session"}
    assert client.post(f"/admin/events/event/{event.pk}/agenda/?day=2027-06-14", data).status_code == 403
    assert client.post(f"/admin/events/event/{event.pk}/agenda/", {"move_days": "3"}).status_code == 403
    assert client.get("/admin/events/session/import/").status_code == 403
    assert client.get("/admin/events/session/export/").status_code == 200
    session.refresh_from_db()
    assert session.title_en == "Before"


def test_strangers_are_sent_to_the_door(client: Client) -> None:
    event = make_event()
    for page in PAGES:
        assert client.get(f"/admin/events/event/{event.pk}/{page}").url.startswith("/admin/login/")


def test_the_history_names_things_in_the_readers_language_and_no_rows_behind_them(client: Client) -> None:
    client.force_login(make_staff(is_superuser=True))
    event = make_event()
    document = make_document(event=event, label_en="Concept note", label_fr="Note de cadrage")
    address = f"/admin/events/document/{document.pk}/change/"
    client.post(address, {**form_of(client, address), "position": "3"})
    client.cookies["django_language"] = "fr"
    page = client.get(f"/admin/events/event/{event.pk}/history/").content.decode()
    assert "Note de cadrage" in page
    assert "Concept note</p>" not in page
    assert "events.DocumentFile" not in page


def test_what_is_gone_keeps_the_name_it_had(superuser: Client) -> None:
    event = make_event()
    document = make_document(event=event, label_en="Old note")
    superuser.post(f"/admin/events/document/{document.pk}/delete/", {"post": "yes"})
    assert "Old note" in superuser.get(f"/admin/events/event/{event.pk}/history/").content.decode()


# By whose clock -----------------------------------------------------------------------------------------------------


def test_opening_and_closing_are_shown_and_read_by_the_clock_of_the_event(superuser: Client) -> None:
    event = make_event(timezone="America/Lima")
    opens = datetime.datetime(2027, 5, 1, 15, tzinfo=datetime.UTC)
    make_settings(event, opens_at=opens)
    page = superuser.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert 'value="2027-05-01T10:00"' in page
    assert "By the clock of America/Lima." in page
    save(superuser, event, **{"registration_settings-0-closes_at": "2027-05-02T10:00"})
    settings = RegistrationSettings.objects.get()
    assert settings.opens_at == opens
    assert settings.closes_at == opens + datetime.timedelta(days=1)


def test_a_document_is_published_by_the_clock_of_its_event(superuser: Client) -> None:
    document = make_document(event=make_event(timezone="Asia/Kathmandu"))
    address = f"/admin/events/document/{document.pk}/change/"
    assert "By the clock of Asia/Kathmandu." in superuser.get(address).content.decode()
    superuser.post(address, {**form_of(superuser, address), "published_from": "2027-05-01T10:00"})
    document.refresh_from_db()
    assert document.published_from == datetime.datetime(2027, 5, 1, 4, 15, tzinfo=datetime.UTC)


def test_the_address_and_the_code_of_a_new_event_come_from_a_title_in_any_language(superuser: Client) -> None:
    make_event(slug="jornadas-sobre-migracion", code="JM-2027")
    data = form_of(superuser, "/admin/events/event/add/")
    assert "slug" not in data
    superuser.post(
        "/admin/events/event/add/", {**data, "title_es": "Jornadas sobre migración", "starts_on": "2027-06-14"}
    )
    event = Event.objects.get(title_es="Jornadas sobre migración")
    assert (event.slug, event.code) == ("jornadas-sobre-migracion-2", "JSM-2027")


# What was removed ---------------------------------------------------------------------------------------------------


def test_what_was_removed_is_told_beside_the_list_and_nowhere_else(superuser: Client) -> None:
    body = make_organisation(name_en="Gone Body")
    superuser.post(f"/admin/speakers/organisation/{body.pk}/delete/", {"post": "yes"})
    listed = superuser.get("/admin/speakers/organisation/").content.decode()
    assert "/admin/speakers/organisation/removed/" in listed
    page = superuser.get("/admin/speakers/organisation/removed/").content.decode()
    assert "Gone Body" in page
    assert "removed" in page
    assert "Gone Body" not in superuser.get("/admin/speakers/speaker/removed/").content.decode()
    assert superuser.get("/admin/auditlog/logentry/").status_code == 404


def test_what_was_removed_is_for_those_who_see_the_list(client: Client) -> None:
    client.force_login(make_staff("events.view_event"))
    assert client.get("/admin/speakers/organisation/removed/").status_code == 403
    assert client.get("/admin/events/event/removed/").status_code == 200
    assert client.get("/admin/auth/user/").status_code == 403


def test_whoever_cancels_is_told_that_nobody_of_the_participants_knows(client: Client) -> None:
    event = make_event()
    make_settings(event)
    make_registration(event, state="approved")
    client.force_login(make_staff(*(ROLES[EVENT_MANAGERS] - {"registrations.decide_registration"})))
    save(client, event, status="postponed")
    html = client.get("/admin/events/event/").content.decode()
    assert "1 registered person does not know yet that the event is postponed." in html
    assert "/notice/" not in html
    client.force_login(make_staff(*ROLES[EVENT_MANAGERS], "registrations.decide_registration"))
    save(client, event, status="cancelled")
    html = client.get("/admin/events/event/").content.decode()
    assert "1 registered person does not know yet that the event is cancelled." in html
    assert f'<a href="/admin/events/event/{event.pk}/notice/">' in html


def test_whoever_publishes_is_told_what_is_public_now_and_what_to_look_at(superuser: Client) -> None:
    event = make_event(status="draft", slug="retreat", title_fr="Retraite", title_es="", working_languages=["en"])
    session = make_session(event, "10:00", "11:00", room=None)
    make_appearance(session, status="invited")
    make_session(event, "", day=datetime.date(2027, 8, 1))
    answer = save(superuser, event, status="published")
    page = superuser.get(answer.url).content.decode()
    assert "Everybody can see now: the page of the event, its agenda (2 items), its speakers (1)." in page
    assert 'href="/en/events/retreat/"' in page.partition("Everybody can see now")[2][:300]
    assert "1 speaker has not confirmed yet." in page
    assert "In the agenda: outside the dates of the event (1)." in page
    assert "Texts are missing: <a" in page
    assert ">Spanish (" in page
    page = superuser.get(save(superuser, event, title_en="Other").url).content.decode()
    assert "Everybody can see now" not in page, "it was public before"


def test_an_address_stays_once_it_was_published_even_of_a_draft(superuser: Client) -> None:
    event = make_event(slug="retreat")
    save(superuser, event, status="draft")
    address = f"/admin/events/event/{event.pk}/change/"
    answer = superuser.post(address, {**form_of(superuser, address), "slug": "other"})
    assert "The address is published: links to it would break." in answer.content.decode()
    new = make_event(slug="new", status="draft")
    save(superuser, new, slug="newer")
    assert Event.objects.get(pk=new.pk).slug == "newer"


def test_a_zone_or_days_that_lack_an_hour_of_the_agenda_are_refused(superuser: Client) -> None:
    day = datetime.date(2027, 3, 28)
    event = make_event(timezone="Africa/Dakar", starts_on=day, ends_on=day)
    make_session(event, "02:30", "03:30", title_en="Night watch")
    address = f"/admin/events/event/{event.pk}/change/"
    page = superuser.post(address, {**form_of(superuser, address), "timezone": "Europe/Zurich"}).content.decode()
    assert "These hours do not exist there, the clocks go forward: 02:30 Night watch" in page
    event.refresh_from_db()
    assert event.timezone == "Africa/Dakar"
    save(superuser, event, timezone="Europe/Lisbon")
    summer = make_event(timezone="Europe/Zurich", starts_on=datetime.date(2027, 3, 21), ends_on=None)
    make_session(summer, "02:30", "03:30")
    page = superuser.post(f"/admin/events/event/{summer.pk}/agenda/", {"move_days": "7"}, follow=True).content.decode()
    assert "These hours do not exist there" in page


def test_addresses_of_people_bodies_and_series_stay_once_a_public_event_names_them(superuser: Client) -> None:
    event = make_event(status="draft")
    person, body = make_speaker(slug="ana"), make_organisation(slug="body")
    make_appearance(make_session(event), speaker=person).organisations.add(body)
    series = Series.objects.create(slug="dialogue", title_en="Dialogue")
    SeriesEntry.objects.create(series=series, event=event, year=2027)
    pages = [f"speakers/speaker/{person.pk}", f"speakers/organisation/{body.pk}", f"events/series/{series.pk}"]
    for page in pages:
        address = f"/admin/{page}/change/"
        assert superuser.post(address, {**form_of(superuser, address), "slug": f"new-{person.pk}"}).status_code == 302
    event.status = "published"
    event.save()
    publish_agendas()
    for page in pages:
        address = f"/admin/{page}/change/"
        answer = superuser.post(address, {**form_of(superuser, address), "slug": "other"})
        assert "The address is published: links to it would break." in answer.content.decode()


def test_the_history_tells_hours_by_the_clock_of_the_event(client: Client) -> None:
    session = make_session(make_event(timezone="Africa/Dakar", starts_on=datetime.date(2027, 6, 14)), "09:00", "")
    session.starts_at += datetime.timedelta(minutes=35)
    session.save()
    client.force_login(make_staff(is_superuser=True))
    for address in (f"event/{session.event_id}", f"session/{session.pk}"):
        page = client.get(f"/admin/events/{address}/history/").content.decode()
        assert "9:35 a.m." in page or "09:35" in page


@pytest.mark.parametrize("zones", [["Asia/Kathmandu"], ["Asia/Kathmandu", "America/Lima", "Africa/Dakar"]])
def test_what_was_removed_is_told_by_the_clock_of_its_event(
    superuser: Client, django_assert_num_queries: DjangoAssertNumQueries, zones: list[str]
) -> None:
    for zone in zones:
        session = make_session(make_event(timezone=zone), "09:35")
        at = datetime.datetime(2027, 5, 1, 7, 25, tzinfo=session.event.zone)
        make_document(session=session, published_from=at).delete()
        session.delete()
    with django_assert_num_queries(7):
        page = superuser.get("/admin/events/session/removed/").content.decode()
    assert len(re.findall("0?9:35", page)) == len(zones)
    assert len(re.findall("0?7:25", superuser.get("/admin/events/document/removed/").content.decode())) == len(zones)


def in_lisbon(**overrides: Any) -> Event:
    """An event by the clock of Zurich at a venue in Lisbon, with an item at 09:00."""
    event = make_event(starts_on=datetime.date(2027, 6, 14), **overrides)
    make_session(event, "09:00", "10:00")
    event.venue = make_venue(timezone="Europe/Lisbon")
    event.save()
    return event


def test_a_zone_that_is_not_that_of_the_venue_is_said_and_that_one_taken(superuser: Client) -> None:
    event = in_lisbon()
    words = "The time zone is Europe/Zurich, and that of the venue Europe/Lisbon."
    for page in ("change/", "agenda/", "agenda/publish/"):
        assert words in superuser.get(f"/admin/events/event/{event.pk}/{page}").content.decode()
    page = superuser.post(f"/admin/events/event/{event.pk}/take-zone/", follow=True).content.decode()
    assert words not in page
    event.refresh_from_db()
    assert event.timezone == "Europe/Lisbon"
    assert f"{event.sessions.get().local_start:%H:%M}" == "09:00"


def test_it_is_said_when_the_event_is_published(superuser: Client) -> None:
    event = in_lisbon(status=Event.Status.DRAFT)
    save(superuser, event, _publish="1")
    page = superuser.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert page.count("and that of the venue Europe/Lisbon") == 2  # among what there is to look at, and on the event


def test_online_any_zone_is_right(superuser: Client) -> None:
    event = in_lisbon(mode=Event.Mode.ONLINE)
    assert "that of the venue" not in superuser.get(f"/admin/events/event/{event.pk}/change/").content.decode()


def test_a_zone_is_taken_by_who_may_change_the_event_alone(client: Client) -> None:
    event = in_lisbon()
    client.force_login(make_staff(*sorted(ROLES[READERS])))
    assert client.post(f"/admin/events/event/{event.pk}/take-zone/").status_code == 403
    assert "Take that of the venue" not in client.get(f"/admin/events/event/{event.pk}/change/").content.decode()


def test_a_zone_whose_clocks_leap_over_an_hour_of_the_agenda_is_not_taken(superuser: Client) -> None:
    event = make_event(timezone="Africa/Dakar", starts_on=datetime.date(2027, 3, 28))
    make_session(event, "01:30", "")
    event.venue = make_venue(timezone="Europe/Lisbon")
    event.save()
    page = superuser.post(f"/admin/events/event/{event.pk}/take-zone/", follow=True).content.decode()
    assert "These hours do not exist there" in page
    event.refresh_from_db()
    assert event.timezone == "Africa/Dakar"


def test_missing_texts_are_listed_each_with_the_way_to_its_box(superuser: Client) -> None:
    event = make_event(summary_en="About", summary_fr="", title_fr="Retraite", title_es="Retiro")
    session = make_session(event, title_en="Opening", title_fr="")
    make_appearance(session, function_en="Mayor", function_fr="")
    settings = make_settings(event, notice_en="Notice", notice_fr="")
    category = make_category(event, label_en="Member State", label_fr="")
    assert settings.pk
    change, page = f"/admin/events/event/{event.pk}/change/", f"/admin/events/event/{event.pk}/missing/"
    html = superuser.get(page).content.decode()
    for address in (
        f"{change}#id_summary_fr",
        f"open={session.pk}#r{session.pk}",
        f"{change}#id_registration_settings-0-notice_fr",
        f"/admin/registrations/category/{category.pk}/change/#id_label_fr",
    ):
        assert address.replace("&", "&amp;") in html
    assert "(Opening)" in html
    for place in ("/admin/events/event/", change):
        assert f'{page}#fr"' in superuser.get(place).content.decode()


def test_a_form_that_nobody_will_fill_in_lacks_nothing(superuser: Client) -> None:
    event = make_event()
    make_settings(event, how="mail", notice_en="Notice", notice_fr="")
    assert "#id_registration_settings" not in superuser.get(f"/admin/events/event/{event.pk}/missing/").content.decode()


def test_whoever_publishes_is_told_what_the_form_lacks(superuser: Client) -> None:
    event = make_event(status=Event.Status.DRAFT)
    make_settings(event, notice_en="Notice", notice_fr="")
    save(superuser, event, _publish="1")
    page = superuser.get("/admin/events/event/").content.decode()
    assert "Texts of the registration form are missing: French" in page
