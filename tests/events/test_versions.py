"""Versions of an agenda: what is published, what changed since, who is named in it, and what stays with staff."""

import copy
import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from events.actions.publish import AgendaChanged, NothingToPublish, correct, draft_contents, publish, withdraw
from events.agenda import build_items, sessions_of
from events.changes import carried_over, changes
from events.exports.changes import in_words
from events.models import AgendaVersion, Appearance, DocumentFile, Event, PublishedItem, Session
from speakers.models import Speaker
from tests.factories import (
    make_appearance,
    make_country,
    make_document,
    make_event,
    make_organisation,
    make_registration,
    make_session,
    make_settings,
    make_speaker,
    make_staff,
    make_venue,
    publish_agenda,
)
from tests.reading import read_sitemap
from tests.waiting import without_waiting

pytestmark = pytest.mark.django_db


def page_of(client: Client, event: Event, page: str = "agenda/") -> str:
    response = client.get(f"/en/events/{event.slug}/{page}")
    assert response.status_code == 200
    return response.content.decode()


def again(event: Event) -> Event:
    """The event as the next request has it."""
    return Event.objects.get(pk=event.pk)


def entries(client: Client, event: Event) -> dict[str, Any]:
    """The entries of its calendar by title."""
    calendar = icalendar.Calendar.from_ical(client.get(f"/en/events/{event.slug}/agenda.ics").content)
    return {str(entry["SUMMARY"]): entry for entry in calendar.walk("VEVENT")}


# What is published ----------------------------------------------------------------------------------------------------


def test_the_public_reads_what_was_published_and_not_the_draft(client: Client) -> None:
    event = make_event()
    session = make_session(event, title_en="Opening")
    assert "The agenda is not published yet." in page_of(client, event)
    publish_agenda(event)
    session.title_en = "Grand opening"
    session.save()
    assert "Opening" in page_of(client, event)
    assert "Grand opening" not in page_of(client, event)
    publish_agenda(event)
    assert "Grand opening" in page_of(client, event)


@pytest.mark.parametrize("page", ["agenda/", "agenda/by-room/", "agenda/embedded/"])
def test_an_agenda_whose_days_the_meeting_has_left_says_so_until_it_is_published_again(
    client: Client, page: str
) -> None:
    event = make_event(venue=make_venue())
    for name in ("Large", "Small"):
        make_session(event, room=event.venue.rooms.create(name_en=name))
    make_session(event, "", day=event.starts_on - datetime.timedelta(days=1))  # on purpose
    publish_agenda(event)
    warning = "The meeting was changed after this agenda was published."
    assert warning not in page_of(client, event, page)
    event.starts_on, event.ends_on = datetime.date(2027, 9, 6), datetime.date(2027, 9, 7)
    event.save()
    html = page_of(client, event, page)
    assert warning in html
    assert "6</time>–" in html
    publish_agenda(again(event))
    assert warning not in page_of(client, event, page)


def test_what_was_published_comes_back_as_it_was() -> None:
    event = make_event(venue=make_venue())
    room = event.venue.rooms.create(name_en="XVIII")
    session = make_session(event, room=room, number="II", description_en="Why?", is_to_be_confirmed=True)
    first = make_appearance(session, country=make_country("CV"), topic_en="Remarks", role="moderator")
    first.organisations.add(make_organisation(), make_organisation())
    make_appearance(session, joint_with=first, status=Appearance.Status.INVITED, position=1)
    make_session(event, "", parent=session, day=event.starts_on)
    drafted = sessions_of(_as_draft(event))
    publish_agenda(event)
    published = sessions_of(event)
    assert [_facts(row) for row in published] == [_facts(row) for row in drafted]


def _as_draft(event: Event) -> Event:
    """As if it were a draft, of which staff read the rows."""
    event = copy.copy(event)
    event.status = Event.Status.DRAFT
    return event


def _facts(session: Session) -> list[Any]:
    left_out = {"note", "created_at", "updated_at", "search_text", "session", "event"}

    def of_row(row: Any) -> dict[str, Any]:
        names = [field.attname for field in row._meta.concrete_fields if field.name not in left_out]
        return {name: getattr(row, name) or "" for name in names if name not in ("title", "description", "function")}

    people = [(of_row(row), row.speaker, row.country, row.organisation_list) for row in session.lineup]
    return [of_row(session), str(session.room), people]


@pytest.mark.parametrize("rows", [1, 12])
def test_publishing_costs_as_many_statements_for_many_items(
    django_assert_max_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    event = make_event()
    for _each in range(rows):
        make_appearance(make_session(event)).organisations.add(make_organisation())
    publish_agenda(event)
    Session.objects.filter(event=event).update(number="I")
    with django_assert_max_num_queries(22):
        publish_agenda(event)


@pytest.mark.parametrize("versions", [1, 50])
def test_a_page_costs_as_many_queries_after_fifty_versions(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, versions: int
) -> None:
    event = make_event()
    session = make_session(event)
    make_appearance(session, country=make_country("CV")).organisations.add(make_organisation())
    for number in range(versions + 1):
        Session.objects.filter(pk=session.pk).update(number=str(number))
        publish_agenda(event)
    for page, queries in {"agenda/": 8, "agenda.ics": 5, "agenda/versions/": 3, "agenda/versions/1/": 8}.items():
        with django_assert_num_queries(queries, info=page):
            page_of(client, event, page)


def test_an_agenda_without_an_item_is_not_published() -> None:
    with pytest.raises(NothingToPublish):
        publish_agenda(make_event())


def test_what_staff_saw_is_what_they_publish() -> None:
    event = make_event()
    make_session(event)
    with pytest.raises(AgendaChanged):
        publish(event, status="final", seen="another draft")
    assert not event.agenda_versions.exists()


def test_what_stands_in_the_draft_alone_is_found_nowhere(client: Client) -> None:
    event, body = make_event(slug="meeting"), make_organisation(name_en="Secret body", slug="secret-body")
    speaker = make_speaker(family_name="Secret", slug="secret")
    kept = make_appearance(make_session(event, title_en="Opening"))
    publish_agenda(event)
    session = make_session(event, title_en="Secret item")
    row = make_appearance(session, speaker=speaker)
    row.organisations.add(body)
    Appearance.objects.filter(pk=kept.pk).update(function_en="Secret function")
    Session.objects.filter(pk=kept.session_id).update(title_en="Secret title")
    files = [
        DocumentFile.objects.create(
            document=make_document(label_en="Secret paper", **place), language="en", url="https://example.org/x.pdf"
        )
        for place in ({"session": session}, {"appearance": row})
    ]
    own = "/en/events/meeting/"
    pages = (
        "", "agenda/", "agenda/embedded/", "agenda.ics", "schedule.json", "schedule.xml", "speakers/", "documents/",
        "documents.atom", "agenda.atom", f"sessions/{kept.session_id}/", "agenda/versions/", "agenda/versions/1/",
    )  # fmt: skip
    theirs = f"/en/speakers/{kept.speaker.slug}/"
    elsewhere = (
        "/en/?q=secret", "/en/events/?q=secret", "/en/speakers/", "/en/organisations/", "/en/documents.atom",
        *read_sitemap(client), theirs, f"{theirs}speaker.ics",
    )  # fmt: skip
    for page in [*(own + name for name in pages), *elsewhere]:
        response = client.get(page)
        assert response.status_code == 200, page
        text = response.content.decode().replace("q=secret", "").replace('value="secret"', "").replace("“secret”", "")
        assert "ecret" not in text, page
    gone = [f"{own}sessions/{session.pk}/", f"{own}sessions/{session.pk}/session.ics", "/en/speakers/secret/",
            "/en/speakers/secret/speaker.ics", "/en/organisations/secret-body/", f"{own}agenda/versions/2/",
            *(f"{own}documents/{file.pk}/" for file in files)]  # fmt: skip
    assert [client.get(page).status_code for page in gone] == [404] * len(gone)


def test_staff_see_what_the_draft_would_look_like_and_nobody_else_does(client: Client) -> None:
    event = make_event()
    session = make_session(event, title_en="Opening")
    publish_agenda(event)
    Session.objects.filter(pk=session.pk).update(title_en="Welcome")
    address = f"/en/events/{event.slug}/agenda/draft/"
    assert client.get(address).status_code == 404
    client.force_login(make_staff("events.view_session"))
    response = client.get(address)
    page = response.content.decode()
    assert "Welcome" in page
    assert "What is new in the draft" in page
    assert "everybody else reads what was published" in page
    assert 'agenda.pdf">' not in page, "the documents are of what was published"
    assert response["Cache-Control"] == "private, no-store"
    assert "Welcome" not in page_of(client, event)


# Withdrawn, and not yet public ----------------------------------------------------------------------------------------


def test_the_one_before_stands_again_when_a_version_is_withdrawn(client: Client) -> None:
    event = make_event()
    session = make_session(event, title_en="Opening")
    publish_agenda(event)
    first = entries(client, event)["Opening"]["sequence"]
    Session.objects.filter(pk=session.pk).update(title_en="Welcome")
    make_session(event, "12:00", "13:00", title_en="Lunch")
    second = publish_agenda(event)
    changed = entries(client, event)["Welcome"]["sequence"]
    withdraw(event, second)
    found = entries(client, event)
    assert set(found) == {"Opening", "Cancelled"}, "what was withdrawn is struck out and not told"
    assert found["Cancelled"]["status"] == "CANCELLED"
    assert first < changed < found["Opening"]["sequence"]
    assert "Lunch" not in page_of(client, event)
    assert withdraw(event) is None
    assert "The agenda is not published yet." in page_of(client, event)
    Session.objects.exclude(pk=session.pk).delete()
    Session.objects.filter(pk=session.pk).update(title_en="Greeting")
    publish_agenda(event)
    assert set(entries(client, event)) == {"Greeting", "Cancelled"}, "nor once another is published"


def test_a_version_is_public_from_its_moment_by_the_clock_of_the_database(client: Client) -> None:
    event = make_event()
    session = make_session(event, title_en="Opening")
    publish_agenda(event)
    Session.objects.filter(pk=session.pk).update(title_en="Later")
    version = publish_agenda(event, at=timezone.now() + datetime.timedelta(hours=1))
    assert "Later" not in page_of(client, event)
    AgendaVersion.objects.filter(pk=version.pk).update(published_from=timezone.now() - datetime.timedelta(seconds=2))
    assert "Later" in page_of(client, event)


def test_one_that_would_come_true_behind_a_newer_one_is_withdrawn() -> None:
    event = make_event()
    make_session(event)
    waiting = publish_agenda(event, at=timezone.now() + datetime.timedelta(hours=1))
    publish_agenda(event)
    waiting.refresh_from_db()
    assert waiting.withdrawn_at
    assert again(event).agenda_version.number == 2


def test_a_correction_goes_out_alone_while_a_version_waits_and_that_one_has_it_too(client: Client) -> None:
    event = make_event(venue=make_venue())
    opening, panel, lunch = (
        make_session(event, f"{hour}:00", f"{hour}:30", title_en=title)
        for hour, title in ((10, "Opening"), (11, "Panel"), (12, "Lunch"))
    )
    publish_agenda(event)
    make_session(event, "09:00", "09:30", title_en="Secret item")
    Session.objects.filter(pk=opening.pk).update(title_en="Secret title")
    make_appearance(panel, speaker=make_speaker(family_name="Secret"))
    later = panel.starts_at + datetime.timedelta(hours=3)
    Session.objects.filter(pk=panel.pk).update(starts_at=later, ends_at=later + datetime.timedelta(hours=1))
    gone, lunch_key = lunch.uid, lunch.pk
    lunch.delete()
    moment = timezone.now() + datetime.timedelta(hours=1)
    waiting = publish_agenda(event, at=moment, audience="everybody", note={"en": "Secret note"}, status="final")
    room = event.venue.rooms.create(name_en="Room XVIII")
    Session.objects.filter(pk__in=[opening.pk, panel.pk]).update(room=room)
    make_session(event, "15:00", "15:30", title_en="Walk")

    version = correct(event, status="provisional", note={"en": "Rooms."})
    page = page_of(client, event)
    assert "ecret" not in page
    assert page.count("Room XVIII") >= 2
    assert not PublishedItem.objects.public().matching("secret").exists(), "found by no word that waits"
    titles = [content["title_en"] for content in version.contents().values()]
    assert titles == ["Opening", "Panel", "Lunch", "Walk"]
    hours = {key: content["starts_at"] for key, content in version.contents().items()}
    assert hours[panel.pk] == panel.starts_at.astimezone(datetime.UTC).isoformat()
    assert version.items.get(session_key=lunch_key).uid == gone
    waiting.refresh_from_db()
    assert waiting.withdrawn_at
    still = event.agenda_versions.waiting().get()
    assert (still.number, still.status, still.audience, still.note_en) == (4, "final", "everybody", "Secret note")
    assert still.published_from == waiting.published_from
    assert still.contents() == draft_contents(event)


def test_a_correction_of_hours_takes_both_and_one_without_a_version_that_waits_is_none() -> None:
    event = make_event()
    session = make_session(event)
    publish_agenda(event)
    with pytest.raises(NothingToPublish):
        correct(event, status="final")
    embargoed = session.starts_at + datetime.timedelta(hours=3)
    Session.objects.filter(pk=session.pk).update(starts_at=embargoed, ends_at=embargoed + datetime.timedelta(hours=1))
    publish_agenda(event, at=timezone.now() + datetime.timedelta(hours=1))
    Session.objects.filter(pk=session.pk).update(ends_at=embargoed + datetime.timedelta(hours=2))
    [content] = correct(event, status="final").contents().values()
    assert content["starts_at"] == embargoed.astimezone(datetime.UTC).isoformat()
    assert content["ends_at"] > content["starts_at"]


def test_a_correction_of_a_line_up_names_nobody_who_waits() -> None:
    event = make_event()
    session = make_session(event)
    known, gone = (make_appearance(session, function_en=name, position=place) for place, name in enumerate("ab"))
    publish_agenda(event)
    make_appearance(session, function_en="waits", position=2)
    gone.delete()
    publish_agenda(event, at=timezone.now() + datetime.timedelta(hours=1))
    Appearance.objects.filter(pk=known.pk).update(function_en="corrected")
    make_appearance(session, function_en="new", position=3)
    [content] = correct(event, status="provisional").contents().values()
    assert [person["function_en"] for person in content["people"]] == ["corrected", "b", "new"]
    [content] = event.agenda_versions.waiting().get().contents().values()
    assert [person["function_en"] for person in content["people"]] == ["corrected", "waits", "new"]


def test_a_correction_stands_in_each_of_two_versions_that_wait() -> None:
    event = make_event()
    session, other = make_session(event, title_en="Opening"), make_session(event, "12:00", "13:00", title_en="Lunch")
    publish_agenda(event)
    brief = make_session(event, "14:00", "15:00", title_en="In the second alone")
    publish_agenda(event, at=timezone.now() + datetime.timedelta(hours=1))
    brief.delete()
    Session.objects.filter(pk=other.pk).update(title_en="Dinner")
    publish_agenda(event, at=timezone.now() + datetime.timedelta(hours=2))
    Session.objects.filter(pk=session.pk).update(title_en="Welcome")
    correct(event, status="provisional")
    rows = event.agenda_versions.filter(withdrawn_at=None).order_by("number")
    titles = [[content["title_en"] for content in row.contents().values()] for row in rows]
    assert titles[1:] == [["Welcome", "Lunch"], ["Welcome", "Lunch", "In the second alone"], ["Welcome", "Dinner"]]


def waiting_version(event: Event, hours: int = 1) -> AgendaVersion:
    """The draft as a version that waits."""
    return publish_agenda(event, at=timezone.now() + datetime.timedelta(hours=hours))


def test_a_correction_goes_out_when_a_speaker_of_the_old_version_was_erased_meanwhile() -> None:
    event = make_event()
    session = make_session(event)
    erased, stays = (make_appearance(session, position=place) for place in range(2))
    publish_agenda(event)
    erased.delete()
    waiting_version(event)
    erased.speaker.delete()
    Session.objects.filter(pk=session.pk).update(number="II")
    version = correct(event, status="provisional")
    assert [row.speaker for row in version.items.get().people.all()] == [stays.speaker]


def test_a_correction_goes_out_when_a_body_of_the_old_version_was_removed_meanwhile() -> None:
    event = make_event()
    session = make_session(event)
    person = make_appearance(session)
    old = make_organisation(name_en="Old body")
    person.organisations.set([old])
    publish_agenda(event)
    person.organisations.set([make_organisation(name_en="New body")])
    waiting_version(event)
    old.delete()
    Session.objects.filter(pk=session.pk).update(number="II")
    [found] = correct(event, status="provisional").items.get().people.all()
    assert (found.speaker, found.organisation) == (person.speaker, None), "still found by the name"


def test_a_part_that_was_added_to_an_item_that_waits_waits_with_it() -> None:
    event = make_event()
    make_session(event, title_en="Opening")
    publish_agenda(event)
    panel = make_session(event, "12:00", "14:00", title_en="Panel")
    waiting_version(event)
    part = make_session(event, "12:00", "13:00", title_en="Part", parent=panel)
    make_session(event, "12:00", "12:30", title_en="Part of the part", parent=part)
    make_session(event, "15:00", "15:30", title_en="Walk")
    version = correct(event, status="provisional")
    assert [content["title_en"] for content in version.contents().values()] == ["Opening", "Walk"]
    assert event.agenda_versions.waiting().get().contents() == draft_contents(event)


def test_an_item_that_moved_into_one_that_waits_stays_where_and_when_it_was_until_then(client: Client) -> None:
    venue = make_venue()
    event = make_event(venue=venue)
    old, secret = (venue.rooms.create(name_en=name) for name in ("Old room", "Secret room"))
    session = make_session(event, "10:00", "11:00", title_en="Session", room=old)
    timed = make_session(event, "10:30", "11:00", title_en="Timed part", parent=session, room=old)
    untimed = make_session(event, "", title_en="Discussion", parent=session, day=session.day)
    before = publish_agenda(event).contents()
    panel = make_session(event, "14:00", "16:00", title_en="Panel", room=secret)
    waiting_version(event)
    later = datetime.timedelta(hours=4)
    Session.objects.filter(pk=untimed.pk).update(parent=panel, position=2)
    Session.objects.filter(pk=timed.pk).update(
        parent=panel,
        starts_at=timed.starts_at + later,
        ends_at=timed.ends_at + later,
        room=secret,
        title_en="New title",
    )
    after = correct(event, status="provisional").contents()
    assert after == {**before, timed.pk: {**before[timed.pk], "title_en": "New title"}}
    assert [line.kind for line in changes(before, after)] == ["title"]
    assert "ecret" not in page_of(client, event)
    [root] = build_items(sessions_of(again(event)))
    assert [str(item.session) for item in root.walk()] == ["Session", "New title", "Discussion"]
    assert entries(client, event)["New title"]["DTSTART"].dt == timed.starts_at
    assert event.agenda_versions.waiting().get().contents() == draft_contents(event)


def test_an_item_that_moved_into_one_that_waits_stands_on_its_own_where_the_one_around_it_is_gone() -> None:
    event = make_event()
    session = make_session(event, "10:00", "11:00", title_en="Session")
    part = make_session(event, "10:30", "11:00", title_en="Part", parent=session)
    publish_agenda(event)
    panel = make_session(event, "14:00", "16:00", title_en="Panel")
    waiting_version(event)
    Session.objects.filter(pk=part.pk).update(parent=panel)
    session.delete()
    [content] = correct(event, status="provisional").contents().values()
    assert (content["title_en"], content["parent_id"]) == ("Part", None)


def test_an_item_that_moved_into_what_stands_within_it_until_then_is_not_lost(client: Client) -> None:
    event = make_event()
    session = make_session(event, "10:00", "11:00", title_en="Session")
    part = make_session(event, "10:30", "11:00", title_en="Part", parent=session)
    publish_agenda(event)
    Session.objects.filter(pk=part.pk).update(parent=None)
    waiting_version(event)
    Session.objects.filter(pk=session.pk).update(parent=part)
    correct(event, status="provisional")
    [root] = build_items(sessions_of(again(event)))
    assert [str(item.session) for item in root.walk()] == ["Session", "Part"]
    assert "Part" in page_of(client, event)
    assert event.agenda_versions.waiting().get().contents() == draft_contents(event)


def test_each_of_many_items_that_moved_is_looked_at_a_few_times() -> None:
    reads = 0

    class Counted(dict[str, Any]):
        def __getitem__(self, name: str) -> Any:
            nonlocal reads
            reads += 1
            return super().__getitem__(name)

    place = {"day": None, "starts_at": None, "position": 0}
    old, new = (
        {key: Counted(place, parent_id=parent if key > 2 else None) for key in range(1, 101)} for parent in (1, 2)
    )
    assert carried_over(old, {}, new) == new
    assert reads < 20 * len(new)


@pytest.mark.parametrize("has_room", [True, False])
def test_a_room_that_waits_is_not_told_when_it_is_renamed(has_room: bool) -> None:
    venue = make_venue()
    event = make_event(venue=venue)
    old, secret = (venue.rooms.create(name_en=name) for name in ("Old room", "Secret room"))
    session = make_session(event, room=old if has_room else None)
    publish_agenda(event)
    Session.objects.filter(pk=session.pk).update(room=secret)
    waiting_version(event)
    secret.name_en = "Secret hall"
    secret.save()
    Session.objects.filter(pk=session.pk).update(number="II")
    [content] = correct(event, status="provisional").contents().values()
    assert (content["number"], content["room"] and content["room"]["name_en"]) == (
        "II",
        "Old room" if has_room else None,
    )


def test_the_new_name_of_a_room_goes_out_while_a_version_waits() -> None:
    venue = make_venue()
    event = make_event(venue=venue)
    room = venue.rooms.create(name_en="Old name")
    make_session(event, room=room)
    publish_agenda(event)
    waiting_version(event)
    room.name_en = "New name"
    room.save()
    [content] = correct(event, status="provisional").contents().values()
    assert content["room"]["name_en"] == "New name"


def test_a_correction_that_would_leave_a_version_without_an_item_is_none() -> None:
    event = make_event()
    old = make_session(event, title_en="Opening")
    publish_agenda(event)
    old.delete()
    first = make_session(event, title_en="In both that wait")
    waiting_version(event)
    second = make_session(event, "12:00", "13:00", title_en="In the second alone")
    waiting_version(event, hours=2)
    first.delete()
    with pytest.raises(NothingToPublish):
        correct(event, status="provisional")
    second.delete()
    with pytest.raises(NothingToPublish):
        correct(event, status="provisional")
    assert event.agenda_versions.count() == 3


def test_an_item_that_nobody_could_read_is_not_told_as_removed(client: Client) -> None:
    event = make_event()
    make_session(event, title_en="Opening")
    publish_agenda(event)
    secret = make_session(event, "12:00", "13:00", title_en="Secret")
    waiting = publish_agenda(event, at=timezone.now() + datetime.timedelta(hours=1))
    secret.delete()
    publish_agenda(event, at=timezone.now() + datetime.timedelta(hours=2))
    withdraw(event, waiting)
    AgendaVersion.objects.filter(withdrawn_at=None).update(published_from=timezone.now() - datetime.timedelta(days=1))
    assert set(entries(client, event)) == {"Opening"}


# Who is named ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["hidden", "erased"])
def test_who_is_hidden_or_erased_has_no_name_in_any_version(client: Client, way: str) -> None:
    event, speaker = make_event(slug="meeting"), make_speaker(family_name="Hideaway", slug="hideaway")
    row = make_appearance(
        make_session(event, title_en="Opening"), speaker=speaker, function_en="Known function", topic_en="Known topic"
    )
    row.organisations.add(make_organisation(name_en="Known body"))
    publish_agenda(event)
    row.delete()
    publish_agenda(event)
    assert "Hideaway" in page_of(client, event, "agenda/versions/1/")
    if way == "hidden":
        speaker.is_hidden = True
        speaker.save()
    else:
        speaker.delete()
    for page in ("agenda/versions/1/", "agenda/versions/", "agenda.atom", "agenda/", "agenda.ics"):
        text = page_of(client, event, page)
        assert not [
            secret for secret in ("Hideaway", "Known function", "Known topic", "Known body") if secret in text
        ], page
    assert "name withdrawn" in page_of(client, event, "agenda/versions/1/")
    assert "nom retiré" in client.get("/fr/events/meeting/agenda/versions/1/").content.decode()
    assert "nombre retirado" in client.get("/es/events/meeting/agenda/versions/1/").content.decode()


def test_what_is_said_of_somebody_goes_with_the_row_of_the_directory(client: Client) -> None:
    event, speaker = make_event(), make_speaker(family_name="Erased")
    row = make_appearance(make_session(event), speaker=speaker, function_en="Known function", topic_en="Known topic")
    other = make_appearance(row.session, function_en="Other function")
    publish_agenda(event)
    row.delete()
    client.force_login(make_staff(is_superuser=True))
    client.post(f"/admin/speakers/speaker/{speaker.pk}/delete/", {"post": "yes"})
    assert not Speaker.objects.filter(pk=speaker.pk).exists()
    [content] = event.agenda_versions.get().contents().values()
    assert "Known" not in str(content)
    assert [person["function_en"] for person in content["people"]] == ["", "Other function"]
    assert str(other.speaker) in page_of(client, event)


# What changed ---------------------------------------------------------------------------------------------------------


def planted(event: Event) -> dict[str, Callable[[], object]]:
    """Six changes of one agenda, each of one item, by the words that a line has for it."""
    names = ("Opening", "Panel", "Lunch", "Tools", "Closing")
    opening, panel, lunch, tools, closing = (
        make_session(event, f"{hour:02}:00", f"{hour:02}:30", title_en=name) for hour, name in enumerate(names, 9)
    )
    room = event.venue.rooms.create(name_en="Room XVIII")
    row = make_appearance(panel, speaker=make_speaker(given_name="Awa", family_name="Traoré"))

    def changed(session: Session, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(session, name, value)
        session.save()

    later = datetime.datetime(2027, 6, 15, 9, tzinfo=event.zone)
    return {
        "moved from Mon 14 June, 09:00–09:30 to Tue 15 June, 09:00–09:30": lambda: changed(
            opening, starts_at=later, ends_at=later + datetime.timedelta(minutes=30)
        ),
        "without Awa Traoré": row.delete,
        "in Room XVIII": lambda: changed(lunch, room=room),
        "before: “Tools”": lambda: changed(tools, title_en="Instruments"),
        "is cancelled": lambda: changed(closing, is_cancelled=True),
        "new: Mon 14 June, 18:00–19:00": lambda: make_session(event, "18:00", "19:00", title_en="Reception"),
    }


def lines_of(event: Event, language: str = "en") -> list[str]:
    """What changed since the version that stands, in this language."""
    with translation.override(language):
        version = again(event).agenda_version
        return [line.words for line in in_words(event, changes(version.contents(), draft_contents(event)))]


def test_a_title_that_changed_in_another_language_is_not_told_as_what_it_was() -> None:
    event = make_event()
    session = make_session(event, title_en="Opening", title_fr="Ouvertüre")
    publish_agenda(event)
    Session.objects.filter(pk=session.pk).update(title_fr="Ouverture")
    assert lines_of(event) == ["the title in another language"]


def test_six_planted_changes_give_exactly_six_lines(client: Client) -> None:
    event = make_event(venue=make_venue())
    plants = planted(event)
    publish_agenda(event)
    for change in plants.values():
        change()
    assert sorted(lines_of(event)) == sorted(plants)
    publish_agenda(event)
    page = page_of(client, event)
    assert all(words in page for words in plants)
    assert lines_of(event) == []


@pytest.mark.parametrize("number", range(6))
def test_each_change_alone_gives_its_line(number: int) -> None:
    event = make_event(venue=make_venue())
    words, change = list(planted(event).items())[number]
    publish_agenda(event)
    change()
    assert lines_of(event) == [words]


def test_what_no_reader_sees_is_no_change() -> None:
    event = make_event()
    session = make_session(event, note="Ask again")
    part = make_session(event, "", parent=session, position=1)
    row = make_appearance(session, status=Appearance.Status.INVITED)
    publish_agenda(event)
    Session.objects.filter(pk=part.pk).update(position=7)
    Session.objects.filter(pk=session.pk).update(note="Asked")
    Appearance.objects.filter(pk=row.pk).update(status=Appearance.Status.CONFIRMED, position=3, note="Called")
    assert lines_of(event) == []


def test_a_line_up_says_who_came_who_left_and_who_does_something_else() -> None:
    event = make_event()
    session = make_session(event)
    people = [make_speaker(given_name="", family_name=name) for name in ("Left", "Stays", "Came")]
    left, stays = (make_appearance(session, speaker=person) for person in people[:2])
    publish_agenda(event)
    left.delete()
    Appearance.objects.filter(pk=stays.pk).update(role="moderator")
    make_appearance(session, speaker=people[2])
    assert lines_of(event) == ["with Came; without Left; another role or function: Stays"]
    assert lines_of(event, "fr")[0].startswith("avec Came\u202f; sans Left\u202f; autre rôle")


def test_what_was_removed_and_what_came_back_are_told(client: Client) -> None:
    event = make_event()
    session, other = make_session(event, title_en="Opening", is_cancelled=True), make_session(event, title_en="Gone")
    make_appearance(other, speaker=make_speaker(family_name="Somebody"))
    publish_agenda(event)
    Session.objects.filter(pk=session.pk).update(is_cancelled=False, description_en="Why?")
    key, uid = other.pk, str(other.uid)
    other.delete()
    assert lines_of(event) == [
        "takes place after all", "the description or another detail has changed", "no longer on the agenda",
    ]  # fmt: skip
    publish_agenda(event)
    entry = entries(client, event)["Gone"]
    assert (entry["status"], entry["uid"], int(entry["sequence"]) > 0) == ("CANCELLED", uid, True)
    assert "Somebody" not in str(entry.get("description"))
    assert client.get(f"/en/events/{event.slug}/sessions/{key}/").status_code == 404


def test_the_sequence_of_an_item_counts_the_versions_in_which_it_changed(client: Client) -> None:
    event = make_event()
    session = make_session(event, title_en="Opening")
    make_session(event, "12:00", "13:00", title_en="Lunch")
    base = again(event).sequence
    for number in range(3):
        Session.objects.filter(pk=session.pk).update(number=str(number))
        publish_agenda(event)
    found = entries(client, event)
    assert [int(found[title]["sequence"]) - base for title in ("Opening", "Lunch")] == [2, 0]


# At one moment --------------------------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", [publish_agenda, partial(correct, status="final"), withdraw])
def test_whoever_registers_does_not_wait_for_who_publishes(verb: Callable[[Event], object]) -> None:
    event = make_settings().event
    session = make_session(event, title_en="Opening")
    publish_agenda(event)
    publish_agenda(event, at=timezone.now() + datetime.timedelta(days=1))
    Session.objects.filter(pk=session.pk).update(title_en="Welcome")
    registration = without_waiting(lambda: verb(again(event)), lambda: make_registration(again(event)))
    assert registration.number == 1
