"""An agenda that is pasted or uploaded: shown as what it would change, taken over as a whole, taken back as a whole."""

import datetime
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agendareader.reader import read
from events.models import Appearance, Event, Room, Session
from events.pasting import takeover
from events.pasting.rooms import add_rooms
from events.pasting.takeover import take_back, takeovers
from sandbox import child
from speakers.models import Speaker
from tests.factories import (
    make_appearance,
    make_country,
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
from tests.waiting import while_uncommitted, without_waiting

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent.parent / "agendareader" / "agendas"
ENGLISH = """Monday 14 June 2027
09:00 - 09:30 Opening
09:30 - 11:00 Session 1: Who owns the tap?
Moderator: Ms Grace Achieng, Director, Ministry of Water
Speakers:
- John Otieno, Engineer, Harbour Trust
General discussion
"""
FRENCH = """Lundi 14 juin 2027
09:00 - 09:30 Ouverture
09:30 - 11:00 Séance 1 : À qui appartient le robinet ?
Modératrice : Mme Grace Achieng, Directrice, Ministère de l'Eau
Orateurs :
- John Otieno, Ingénieur, Harbour Trust
Débat général
"""

# To edit agendas, and nothing that several events share.
RIGHTS = (
    "events.view_event",
    "events.change_event",
    *(f"events.{verb}_{row}" for verb in ("add", "change", "delete", "view") for row in ("session", "appearance")),
)


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading itself has tests of its own; here no process is started for it."""
    monkeypatch.setattr(child, "read_agenda", read)


@pytest.fixture
def event() -> Event:
    return make_event(venue=make_venue(), timezone="Africa/Dakar", starts_on=datetime.date(2027, 6, 14))


def address(event: Event) -> str:
    return f"/admin/events/event/{event.pk}/agenda/paste/"


def paste(client: Client, event: Event, text: str, **more: Any) -> Any:
    return client.post(address(event), {"text": text, **more})


def shown(answer: Any) -> dict[str, Any]:
    """What a browser would send of the page as it stands."""
    assert answer.status_code == 200, answer
    assert "plan" in answer.context, answer.context["form"].errors
    data = {"reading": answer.context["reading"], "language": answer.context["plan"].language, "take": "1"}
    for row in answer.context["rows"]:
        plan = row["plan"]
        data[f"seen-{plan.place}"] = row["seen"]
        if plan.is_ticked:
            data[f"take-{plan.place}"] = "on"
        data |= {f"person-{one['plan'].key}": one["plan"].chosen for one in row["people"] if one["choices"]}
    return data


def take(client: Client, event: Event, text: str, **changes: Any) -> Any:
    return client.post(address(event), {**shown(paste(client, event, text)), **changes})


def states(answer: Any) -> list[str]:
    return [row.state for row in answer.context["plan"].items]


def test_a_pasted_agenda_becomes_sessions(superuser: Client, event: Event) -> None:
    assert take(superuser, event, ENGLISH).status_code == 302
    opening, session, discussion = event.sessions.in_agenda_order()
    assert (opening.title_en, opening.kind) == ("Opening", "opening")
    assert (session.title_en, session.number, session.kind) == ("Session 1: Who owns the tap?", "1", "session")
    assert f"{session.local_start:%Y-%m-%d %H:%M}–{session.local_end:%H:%M}" == "2027-06-14 09:30–11:00"
    assert (discussion.parent, discussion.kind, discussion.starts_at) == (session, "discussion", None)
    people = [(row.speaker.name, row.role, row.function_en) for row in session.appearances.order_by("position")]
    assert people == [
        ("Grace Achieng", "moderator", "Director, Ministry of Water"),
        ("John Otieno", "speaker", "Engineer, Harbour Trust"),
    ]


def test_nothing_is_saved_before_it_is_taken_over(superuser: Client, event: Event) -> None:
    assert states(paste(superuser, event, ENGLISH)) == ["new", "new", "new"]
    assert not event.sessions.exists()


def test_what_is_not_ticked_is_left_out(superuser: Client, event: Event) -> None:
    data = shown(paste(superuser, event, ENGLISH))
    del data["take-0"]
    superuser.post(address(event), data)
    assert not event.sessions.filter(title_en="Opening").exists()


def test_pasted_again_it_is_the_same(superuser: Client, event: Event) -> None:
    take(superuser, event, ENGLISH)
    assert states(paste(superuser, event, ENGLISH)) == ["same", "same", "same"]


def test_french_after_english_fills_the_same_items(superuser: Client, event: Event) -> None:
    take(superuser, event, ENGLISH)
    before = set(event.sessions.values_list("pk", flat=True))
    answer = paste(superuser, event, FRENCH)
    assert states(answer) == ["changed", "changed", "changed"]
    assert superuser.post(address(event), shown(answer)).status_code == 302
    assert set(event.sessions.values_list("pk", flat=True)) == before
    session = event.sessions.get(number="1")
    assert (session.title_en, session.title_fr) == (
        "Session 1: Who owns the tap?",
        "Séance 1 : À qui appartient le robinet ?",
    )
    moderator = session.appearances.get(role="moderator")
    assert (moderator.function_en, moderator.function_fr) == (
        "Director, Ministry of Water",
        "Directrice, Ministère de l'Eau",
    )
    assert Speaker.objects.count() == 2


def test_what_changed_is_shown_from_what_to_what(superuser: Client, event: Event) -> None:
    take(superuser, event, ENGLISH)
    answer = paste(superuser, event, ENGLISH.replace("09:30 - 11:00", "09:45 - 11:15"))
    session = answer.context["plan"].items[1]
    assert [(change.column, change.before[-5:], change.after[-5:]) for change in session.changes] == [
        ("starts_at", "09:30", "09:45"),
        ("ends_at", "11:00", "11:15"),
    ]


def test_other_apostrophes_quotes_and_spaces_are_no_change(superuser: Client, event: Event) -> None:
    title, line = "Session I – Today’s “cities”", "Chair, Prime Minister’s Office"
    take(superuser, event, f"14 June 2027\n\n09:00 - 10:00 {title}\n• John Otieno, {line}\n")
    assert event.sessions.get().title_en.endswith("Today’s “cities”")
    typed = f"14 June 2027\n\n09:00 - 10:00 {title}\n• John Otieno, {line}\n".translate(
        {8217: "'", 8220: '"', 8221: '"'}
    )
    assert paste(superuser, event, typed).context["counts"] == {"new": 0, "changed": 0, "same": 1}
    said = paste(superuser, event, typed.replace("cities", "Cities")).context["counts"]
    assert said == {"new": 0, "changed": 1, "same": 0}


def test_french_quotes_with_their_spaces_are_no_change(superuser: Client, event: Event) -> None:
    text = "14 June 2027\n\n09:00 - 10:00 Session I: %s\n"
    take(superuser, event, text % "“cities”")
    for quoted in ("« cities »", "«\u202fcities\u00a0»", "«cities»"):
        assert paste(superuser, event, text % quoted).context["counts"] == {"new": 0, "changed": 0, "same": 1}, quoted


def test_what_the_text_lacks_is_named_and_stays(superuser: Client, event: Event) -> None:
    lunch = make_session(event, "13:00", "14:00", title_en="Lunch")
    answer = paste(superuser, event, ENGLISH)
    assert answer.context["plan"].missing == [lunch]
    superuser.post(address(event), shown(answer))
    assert Session.objects.filter(pk=lunch.pk).exists()


def test_an_item_at_another_hour_is_known_by_its_title(superuser: Client, event: Event) -> None:
    session = make_session(event, "15:00", "16:00", title_en="Opening", title_fr="Ouverture")
    assert paste(superuser, event, ENGLISH).context["plan"].items[0].session == session


@pytest.mark.parametrize(("title", "number", "is_ticked"), [("Session 1: Rivers", "1", True), ("Lunch", "", False)])
def test_what_has_nothing_but_the_hour_in_common_is_for_staff_to_tick(
    superuser: Client, event: Event, title: str, number: str, is_ticked: bool
) -> None:
    session = make_session(event, "09:30", "11:00", title_en=title, number=number)
    item = paste(superuser, event, ENGLISH).context["plan"].items[1]
    assert (item.session, item.is_ticked) == (session, is_ticked)
    assert any("same item" in note for note in item.notes) != is_ticked


def test_somebody_of_the_directory_is_found_whatever_the_order_of_the_name(superuser: Client, event: Event) -> None:
    known = make_speaker(given_name="Grace", family_name="ACHIENG")
    take(superuser, event, ENGLISH.replace("Ms Grace Achieng", "ACHIENG Grace"))
    assert Appearance.objects.get(role="moderator").speaker == known


def test_who_of_two_of_one_name_is_meant_must_be_chosen(superuser: Client, event: Event) -> None:
    make_speaker(given_name="John", family_name="Otieno", function_en="Judge")
    meant = make_speaker(given_name="John", family_name="Otieno", function_en="Engineer")
    answer = take(superuser, event, ENGLISH)
    assert "Choose who John Otieno is" in answer.content.decode()
    assert not event.sessions.exists()
    assert take(superuser, event, ENGLISH, **{"person-1-1": str(meant.pk)}).status_code == 302
    assert Appearance.objects.get(role="speaker").speaker == meant


def test_somebody_may_be_left_out_or_be_another_of_the_name(superuser: Client, event: Event) -> None:
    known = make_speaker(given_name="John", family_name="Otieno")
    take(superuser, event, ENGLISH, **{"person-1-0": "out", "person-1-1": "new"})
    row = Appearance.objects.get()
    assert row.speaker != known
    assert row.speaker.name == "John Otieno"


def test_who_presented_jointly_with_somebody_left_out_stands_alone(superuser: Client, event: Event) -> None:
    joint = "- Ms Ana Ruiz, Judge, and Mr Ben Carter, Analyst (Joint Presentation)"
    text = ENGLISH.replace("- John Otieno, Engineer, Harbour Trust", f"- John Otieno, Engineer, Harbour Trust\n{joint}")
    take(superuser, event, text, **{"person-1-2": "out"})
    assert Appearance.objects.get(speaker__family_name="Carter").joint_with is None


def test_nobody_new_without_the_right_to_the_directory(client: Client, event: Event) -> None:
    client.force_login(make_staff(*RIGHTS))
    answer = take(client, event, ENGLISH, **{"person-1-0": "new"})
    assert "You may not put new people into the directory" in answer.content.decode()
    assert not Speaker.objects.exists()


def test_a_known_body_is_linked_by_name_and_by_acronym(superuser: Client, event: Event) -> None:
    trust = make_organisation(name_en="Harbour Trust", acronym_en="")
    water = make_organisation(name_en="Ministry of Water and Rivers", acronym_en="MOW")
    take(superuser, event, ENGLISH.replace("Ministry of Water", "MOW"))
    assert list(Appearance.objects.get(role="speaker").organisations.all()) == [trust]
    assert list(Appearance.objects.get(role="moderator").organisations.all()) == [water]


def test_the_room_is_one_of_the_venue(superuser: Client, event: Event) -> None:
    room = Room.objects.create(venue=event.venue, name_en="Room XVIII")
    take(superuser, event, ENGLISH.replace("Opening", "Opening (Room XVIII)"))
    assert event.sessions.get(title_en="Opening").room == room


@pytest.mark.parametrize(
    ("names", "written", "found"),
    [
        (["Baobab", "Fromager"], "Room Baobab", "Baobab"),
        (["Salle Baobab"], "Room Baobab", "Salle Baobab"),
        (["Room 1", "Hall 1"], "Salle 1", None),
        (["Room 1", "Hall 1"], "Hall 1", "Hall 1"),
        (["Baobab"], "Room Acacia", None),
    ],
)
def test_the_word_for_a_room_may_be_there_or_not(
    superuser: Client, event: Event, names: list[str], written: str, found: str | None
) -> None:
    for name in names:
        Room.objects.create(venue=event.venue, name_en=name)
    take(superuser, event, ENGLISH.replace("Opening", f"Opening ({written})"))
    room = event.sessions.get(title_en="Opening").room
    assert (room and room.name_en) == found


ROOMS = """Monday 14 June 2027
09:00 - 10:00 Opening (Room Baobab)
10:00 - 11:00 Session 1: Water (Room Acacia)
11:00 - 12:00 Closing (room baobab)
"""


def test_rooms_that_the_venue_lacks_are_added_when_they_are_ticked(superuser: Client, event: Event) -> None:
    answer = paste(superuser, event, ROOMS)
    assert answer.context["plan"].rooms == ["Room Baobab", "Room Acacia"]
    data = shown(answer)
    del data["take"]
    again = superuser.post(address(event), {**data, "add_rooms": "1", "room": ["Room Baobab", "Elsewhere"]})
    assert [room.name_en for room in Room.objects.filter(venue=event.venue)] == ["Room Baobab"]
    assert again.context["plan"].rooms == ["Room Acacia"]
    superuser.post(address(event), shown(again))
    rooms = {session.title_en: session.room and session.room.name_en for session in event.sessions.all()}
    assert rooms == {"Opening": "Room Baobab", "Session 1: Water": None, "Closing": "Room Baobab"}


def test_a_room_that_is_there_by_now_is_not_added_again(superuser: Client, event: Event) -> None:
    data = shown(paste(superuser, event, ROOMS))
    Room.objects.create(venue=event.venue, name_fr="Salle Baobab", position=4)
    superuser.post(address(event), {**data, "add_rooms": "1", "room": ["Room Baobab", "Room Acacia"]})
    rooms = [(room.name_fr, room.name_en, room.position) for room in Room.objects.filter(venue=event.venue)]
    assert rooms == [("Salle Baobab", None, 4), (None, "Room Acacia", 5)]


def test_the_rooms_of_the_venue_are_read_once_however_many_are_added(event: Event) -> None:
    assert event.venue_id
    with CaptureQueriesContext(connection) as queries:
        add_rooms(event.venue_id, ["Room Baobab", "Room Acacia", "Hall Baobab", "Room Neem"], "en")
    read = [query["sql"] for query in queries if query["sql"].startswith("SELECT") and "LIMIT 1" not in query["sql"]]
    assert sum('FROM "events_room"' in sql for sql in read) == 1
    assert event.venue is not None
    assert event.venue.rooms.count() == 3


def test_what_was_chosen_stays_when_rooms_are_added(superuser: Client, event: Event) -> None:
    take(superuser, event, ENGLISH)
    Session.objects.filter(kind="opening").delete()
    for _number in range(2):
        make_speaker(given_name="Ana", family_name="Ruiz")
    text = ENGLISH.replace("Opening", "Opening (Room Baobab)").replace("tap?", "tap? (Room Acacia)")
    answer = paste(superuser, event, text + "11:00-12:00 Panel\n- Ms Ana Ruiz, Judge\n")
    assert states(answer) == ["new", "same", "same", "new"]
    data = shown(answer) | {"person-3-0": str(Speaker.objects.filter(family_name="Ruiz").latest("pk").pk)}
    del data["take"], data["take-0"]
    again = superuser.post(address(event), {**data, "add_rooms": "1", "room": ["Room Baobab", "Room Acacia"]})
    # The second has a room now: it was as it is, with no box that could be ticked.
    assert states(again) == ["new", "changed", "same", "new"]
    assert [row.is_ticked for row in again.context["plan"].items] == [False, True, False, True]
    assert shown(again)["person-3-0"] == data["person-3-0"]


def test_a_room_in_two_spellings_is_added_once(superuser: Client, event: Event) -> None:
    data = shown(paste(superuser, event, ROOMS.replace("room baobab", "Hall Baobab")))
    superuser.post(address(event), {**data, "add_rooms": "1", "room": ["Room Baobab", "Hall Baobab"]})
    assert [room.name_en for room in Room.objects.filter(venue=event.venue)] == ["Room Baobab"]


@pytest.mark.parametrize("may_add", [True, False])
def test_without_a_venue_or_the_right_no_room_is_added_and_items_have_none(
    client: Client, event: Event, may_add: bool
) -> None:
    client.force_login(make_staff(*RIGHTS, *(["events.add_room"] if may_add else [])))
    if may_add:
        Event.objects.filter(pk=event.pk).update(venue=None)
    answer = paste(client, event, ROOMS)
    assert "the item is taken over without it" in answer.content.decode()
    assert "add_rooms" not in answer.content.decode()
    again = client.post(address(event), {**shown(answer), "add_rooms": "1", "room": ["Room Baobab"]})
    assert again.context["plan"].rooms == ["Room Baobab", "Room Acacia"]
    assert not Room.objects.exists()


def test_parallel_items_are_known_by_their_rooms_in_another_language(superuser: Client, event: Event) -> None:
    for name in ("Room A", "Room B"):
        Room.objects.create(venue=event.venue, name_en=name)
    take(superuser, event, "14 June 2027\n09:00-10:00 Bees and towns (Room A)\n09:00-10:00 Rivers (Room B)")
    text = "14 juin 2027\n09:00-10:00 Les rivières (Room B)\n09:00-10:00 Abeilles (Room A)"
    superuser.post(address(event), shown(paste(superuser, event, text)))
    assert dict(event.sessions.values_list("title_en", "title_fr")) == {
        "Bees and towns": "Abeilles",
        "Rivers": "Les rivières",
    }


def test_a_speaker_to_be_confirmed_is_invited(superuser: Client, event: Event) -> None:
    take(superuser, event, ENGLISH.replace("Harbour Trust", "Harbour Trust (tbc)"))
    row = Appearance.objects.get(role="speaker")
    assert (row.status, row.function_en) == ("invited", "Engineer, Harbour Trust")


def test_an_end_before_the_start_is_said(superuser: Client, event: Event) -> None:
    plan = paste(superuser, event, ENGLISH.replace("09:30 - 11:00", "09:30 - 08:00")).context["plan"]
    assert "The end must be after the start." in plan.items[1].notes


def test_the_country_of_a_speaker_is_kept(superuser: Client, event: Event) -> None:
    make_country("KE")
    take(superuser, event, ENGLISH.replace("Harbour Trust", "Harbour Trust, Kenya"))
    assert Appearance.objects.get(role="speaker").country_id == "KE"


def test_an_item_changed_by_somebody_else_meanwhile_is_not_overwritten(superuser: Client, event: Event) -> None:
    take(superuser, event, ENGLISH)
    data = shown(paste(superuser, event, FRENCH))
    opening = event.sessions.get(title_en="Opening")
    opening.title_fr = "Autre titre"
    opening.save()
    answer = superuser.post(address(event), data)
    assert "Somebody else has changed this item meanwhile" in answer.content.decode()
    assert not event.sessions.exclude(pk=opening.pk).exclude(title_fr=None).exclude(title_fr="").exists()


def test_one_wrong_item_leaves_all_as_it_was(superuser: Client, event: Event) -> None:
    make_speaker(given_name="John", family_name="Otieno")
    make_speaker(given_name="John", family_name="Otieno")
    take(superuser, event, ENGLISH)
    assert not event.sessions.exists()
    assert not Speaker.objects.filter(family_name="Achieng").exists()


def test_after_a_wrong_item_the_same_page_can_be_corrected_and_sent_again(superuser: Client, event: Event) -> None:
    take(superuser, event, ENGLISH)
    for _number in range(2):
        make_speaker(given_name="Ana", family_name="Ruiz")
    answer = take(superuser, event, f"{FRENCH}11:00-12:00 Panel\n- Mme Ana Ruiz, Juge\n")
    assert answer.context["has_errors"]
    assert [bool(row.problems) for row in answer.context["plan"].items] == [False, False, False, True]
    chosen = {"person-3-0": str(Speaker.objects.filter(family_name="Ruiz").latest("pk").pk)}
    assert superuser.post(address(event), {**shown(answer), **chosen}).status_code == 302
    assert event.sessions.get(number="1").title_fr


def undo(client: Client, event: Event) -> str:
    entry = LogEntry.objects.filter(additional_data__has_key="taken_over").latest("pk")
    answer = client.post(f"/admin/events/event/{event.pk}/agenda/paste/{entry.pk}/undo/", follow=True)
    return str(answer.content.decode())


def test_what_was_taken_over_is_taken_back_as_a_whole(superuser: Client, event: Event) -> None:
    body = make_organisation(name_en="Harbour Trust")
    take(superuser, event, ENGLISH)
    take(superuser, event, FRENCH)
    assert "The agenda is as it was before." in undo(superuser, event)
    session = event.sessions.get(number="1")
    assert (session.title_en, session.title_fr or "") == ("Session 1: Who owns the tap?", "")
    speaker = session.appearances.get(role="speaker")
    assert (speaker.function_fr or "", list(speaker.organisations.all())) == ("", [body])
    assert "The agenda is as it was before." in undo(superuser, event)
    assert not event.sessions.exists()
    assert not Speaker.objects.exists()


def test_the_page_that_follows_offers_the_way_back(superuser: Client, event: Event) -> None:
    page = superuser.get(take(superuser, event, ENGLISH)["Location"]).content.decode()
    assert "/undo/" in page


@pytest.mark.parametrize("what", ["changed", "removed", "added"])
def test_nothing_is_taken_back_once_something_of_it_has_changed(superuser: Client, event: Event, what: str) -> None:
    take(superuser, event, ENGLISH)
    session = event.sessions.get(number="1")
    if what == "changed":
        session.save()
    elif what == "removed":
        session.appearances.first().delete()
    else:
        make_appearance(session)
    assert "It cannot be taken back as a whole" in undo(superuser, event)
    assert event.sessions.count() == 3


def test_somebody_new_who_speaks_elsewhere_by_now_stays(superuser: Client, event: Event) -> None:
    take(superuser, event, ENGLISH)
    speaker = Speaker.objects.get(family_name="Otieno")
    make_appearance(make_session(), speaker=speaker)
    undo(superuser, event)
    assert Speaker.objects.get() == speaker


def test_somebody_whom_a_published_version_names_stays(superuser: Client, event: Event) -> None:
    take(superuser, event, ENGLISH)
    publish_agenda(event)
    undo(superuser, event)
    assert not event.sessions.exists()
    assert Speaker.objects.count() == 2


def test_a_file_is_read(superuser: Client, event: Event) -> None:
    file = SimpleUploadedFile("agenda.txt", ENGLISH.encode("utf-16"))
    assert states(superuser.post(address(event), {"text": "", "file": file})) == ["new", "new", "new"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": ""}, "Paste the agenda, or choose a file."),
        ({"text": "Good morning, this is no agenda at all."}, "No item was found"),
    ],
)
def test_what_is_no_agenda_is_refused_in_words(
    superuser: Client, event: Event, sent: dict[str, str], words: str
) -> None:
    assert words in superuser.post(address(event), sent).content.decode()


def test_a_file_that_cannot_be_read_is_refused_in_words(superuser: Client, event: Event) -> None:
    book = openpyxl.Workbook()
    book.active.cell(1, 300, "far away")
    far = io.BytesIO()
    book.save(far)
    for content, words in (
        (b"PK\x03\x04broken", "cannot be read"),
        (b"%PDF-1.4\n09:00 Opening", "cannot be read"),
        (b"\xd0\xcf\x11\xe0old", "of the old kind"),
        (far.getvalue(), "beyond column 200"),
    ):
        file = SimpleUploadedFile("agenda.docx", content)
        assert words in superuser.post(address(event), {"text": "", "file": file}).content.decode()


def test_what_was_read_is_good_for_one_person_event_and_day(superuser: Client, event: Event) -> None:
    data = shown(paste(superuser, event, ENGLISH))
    other = make_event()
    assert superuser.post(address(other), data).status_code == 302
    assert superuser.post(address(event), {**data, "reading": data["reading"][:-3] + "abc"}).status_code == 302
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25), tick=False):
        superuser.post(address(event), data)
    assert not Session.objects.exists()


def test_only_who_may_edit_the_agenda_pastes(client: Client, event: Event) -> None:
    client.force_login(make_staff("events.view_event", "events.view_session"))
    assert client.get(address(event)).status_code == 403
    assert paste(client, event, ENGLISH).status_code == 403


def test_lines_that_were_not_understood_are_shown_with_the_reason(superuser: Client, event: Event) -> None:
    page = paste(superuser, event, f"Forum on water\n{ENGLISH}").content.decode()
    assert "Forum on water" in page
    assert "stands above the first item" in page


def test_a_day_without_a_year_needs_the_dates_of_the_event(superuser: Client, event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(starts_on=None, ends_on=None)
    item = paste(superuser, event, ENGLISH.replace(" 2027", "")).context["plan"].items[0]
    assert (item.starts_at, item.is_ticked) == (None, False)
    assert "give the event its dates" in item.problems[0]


def test_a_heading_with_another_day_of_the_week_is_warned_of(superuser: Client, event: Event) -> None:
    answer = paste(superuser, event, ENGLISH.replace("Monday", "Wednesday"))
    assert "“Wednesday 14 June 2027” (line 1): 14 June 2027 is a Monday." in answer.content.decode()
    again = superuser.post(address(event), {**shown(answer), "again": "1"})
    assert "is a Monday." in again.content.decode()
    assert "is a Monday." not in paste(superuser, event, ENGLISH).content.decode()


def test_the_language_can_be_chosen_after_reading(superuser: Client, event: Event) -> None:
    data = shown(paste(superuser, event, ENGLISH))
    del data["take"]
    answer = superuser.post(address(event), {**data, "language": "es", "again": "1"})
    assert answer.context["plan"].language == "es"
    superuser.post(address(event), shown(answer))
    assert event.sessions.filter(title_es="Opening").exists()


def test_the_agenda_of_2008_stands_there_in_two_languages(superuser: Client) -> None:
    event = make_event(timezone="Europe/Zurich", starts_on=datetime.date(2008, 7, 7), ends_on=datetime.date(2008, 7, 8))
    for language in ("en", "fr"):
        assert (
            take(superuser, event, (FOLDER / f"idm-2008-{language}.txt").read_text(encoding="utf-8")).status_code == 302
        )
    expected = json.loads((FOLDER / "idm-2008-fr.json").read_text(encoding="utf-8"))["items"]
    assert event.sessions.count() == len(expected)
    assert list(event.sessions.exclude(title_fr=None).order_by("pk").values_list("title_fr", flat=True)) == [
        item["title"] for item in expected
    ]
    assert Speaker.objects.count() == 21
    joint = Appearance.objects.get(speaker__family_name__endswith="Cretu")
    assert joint.joint_with is not None
    assert joint.joint_with.speaker.family_name == "Sainciuc"


def test_the_number_of_queries_does_not_grow_with_the_agenda(
    superuser: Client, event: Event, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def text(count: int) -> str:
        items = [
            f"09:{n:02d} - 09:{n + 1:02d} Item {n}\n- John Otieno{n}, Engineer, Harbour Trust\n" for n in range(count)
        ]
        return "14 June 2027\n" + "".join(items)

    for count in (1, 30):
        take(superuser, event, text(count))
        with django_assert_num_queries(14):
            paste(superuser, event, text(count))


def test_what_is_not_in_the_text_is_shown_by_the_clock_of_the_event(superuser: Client, event: Event) -> None:
    make_session(event, "07:10", "07:20", title_en="Registration desk opens")
    page = paste(superuser, event, ENGLISH).content.decode()
    line = page.partition("Registration desk opens")[0].rpartition("<li>")[2]
    assert ">07:10<" in line


# At one moment --------------------------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_registers_does_not_wait_for_an_agenda_to_be_taken_over(superuser: Client, event: Event) -> None:
    make_settings(event)
    data = shown(paste(superuser, event, ENGLISH))
    registration = without_waiting(
        lambda: superuser.post(address(event), data), lambda: make_registration(Event.objects.get(pk=event.pk))
    )
    assert registration.number == 1
    assert event.sessions.count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_over_at_once_the_second_is_told(superuser: Client, event: Event) -> None:
    data = shown(paste(superuser, event, ENGLISH))
    other = Client()
    other.cookies = superuser.cookies
    answer = while_uncommitted(lambda: superuser.post(address(event), data), lambda: other.post(address(event), data))
    assert "Somebody else has changed this item meanwhile" in answer.content.decode()
    assert event.sessions.count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_adds_an_item_waits_until_an_agenda_is_taken_back(
    superuser: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(superuser, event, ENGLISH)
    session, entry = event.sessions.get(number="1"), takeovers(event.pk).get()
    monkeypatch.setattr(takeover, "_remove", lambda row: None)  # between the look for what was added and the removal
    while_uncommitted(lambda: take_back(entry), lambda: make_session(event, parent=session))
