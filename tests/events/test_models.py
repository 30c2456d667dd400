"""What must always be true of the programme, and what an editor is told when it is not."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from events.models import Document, DocumentFile, Event, Series, SeriesEntry, Session
from registrations.models import Registration
from tests.factories import (
    make_appearance,
    make_document,
    make_event,
    make_organisation,
    make_registration,
    make_session,
    make_settings,
    make_speaker,
    make_venue,
)

pytestmark = pytest.mark.django_db


def test_an_event_cannot_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError, match="event_end_after_start"), transaction.atomic():
        make_event(starts_on=datetime.date(2027, 6, 15), ends_on=datetime.date(2027, 6, 14))


def test_the_refusal_speaks_the_language_of_the_editor() -> None:
    event = make_event()
    event.ends_on = datetime.date(2020, 1, 1)
    with translation.override("fr"), pytest.raises(ValidationError) as error:
        event.full_clean()
    assert error.value.messages == ["Le dernier jour ne peut précéder le premier."]


def test_an_event_may_have_no_date_at_all() -> None:
    assert make_event(starts_on=None, ends_on=None, date_text_fr="automne 2027").timing() == Event.Timing.UNDATED


@pytest.mark.parametrize("code", ["idm-2015", "IDM--2015", "IDM 2015", "-IDM", "ÉTÉ-27"])
def test_a_code_is_what_a_reference_can_begin_with(code: str) -> None:
    with pytest.raises(IntegrityError, match="event_code_pattern"), transaction.atomic():
        make_event(code=code)


def test_the_code_stays_once_references_were_given_out() -> None:
    settings = make_settings()
    make_registration(settings.event)
    settings.event.code = "OTHER-1"
    with pytest.raises(ValidationError, match="References"):
        settings.event.full_clean()
    assert Registration.objects.get().reference.startswith(Event.objects.get(pk=settings.event.pk).code)


def test_the_address_of_a_published_event_stays_and_that_of_a_draft_may_change() -> None:
    event, draft = make_event(), make_event(status=Event.Status.DRAFT)
    event.slug = draft.slug = "elsewhere"
    draft.full_clean()
    with pytest.raises(ValidationError, match="address is published"):
        event.full_clean()


def test_the_room_of_an_event_is_at_its_venue() -> None:
    room = make_venue().rooms.create(name_en="Room XVIII")
    event = make_event(venue=make_venue(), room=room)
    with pytest.raises(ValidationError, match="not at the venue"):
        event.full_clean()


@pytest.mark.parametrize(
    ("now", "timing"),
    [
        ("2027-06-13T23:59+02:00", "to-come"),
        ("2027-06-14T00:00+02:00", "under-way"),
        ("2027-06-15T23:59+02:00", "under-way"),
        ("2027-06-16T00:00+02:00", "past"),
    ],
)
def test_timing_turns_at_midnight_of_the_event(now: str, timing: str) -> None:
    event, instant = make_event(timezone="Europe/Zurich"), datetime.datetime.fromisoformat(now)
    assert event.timing(instant) == timing
    assert event.is_over(instant) is (timing == "past")


def test_a_session_ends_after_it_starts() -> None:
    with pytest.raises(IntegrityError, match="session_end_after_start"), transaction.atomic():
        make_session(start="10:00", end="10:00")


def test_a_session_may_start_without_an_end_and_not_end_without_a_start() -> None:
    assert make_session(start="18:00", end="").ends_at is None
    with pytest.raises(IntegrityError, match="session_end_after_start"), transaction.atomic():
        make_session(start="", ends_at=datetime.datetime(2027, 6, 14, 18, tzinfo=datetime.UTC))


def test_the_day_of_a_session_is_the_day_where_the_event_is() -> None:
    event = make_event(timezone="Pacific/Auckland")
    start = datetime.datetime(2027, 6, 14, 20, 0, tzinfo=datetime.UTC)  # the next morning there
    assert make_session(event, starts_at=start, ends_at=None).day == datetime.date(2027, 6, 15)


def test_items_cannot_stand_within_each_other() -> None:
    outer = make_session()
    inner = make_session(outer.event, parent=outer)
    outer.parent = inner
    with pytest.raises(ValidationError, match="within itself"):
        outer.full_clean()


def test_an_item_may_be_looked_at_below_others_that_stand_within_each_other() -> None:
    outer = make_session()
    inner = make_session(outer.event, parent=outer)
    type(outer).objects.filter(pk=outer.pk).update(parent=inner)
    make_session(outer.event, parent=type(outer).objects.get(pk=inner.pk)).full_clean()


def test_an_item_stands_within_one_of_its_own_event() -> None:
    session = make_session()
    session.parent = make_session()
    with pytest.raises(ValidationError, match="another event"):
        session.full_clean()


def test_the_agenda_runs_by_time_and_untimed_items_keep_their_position() -> None:
    event = make_event()
    late = make_session(event, "15:00", "16:00")
    early = make_session(event, "09:00", "10:00")
    undated = make_session(event, "", "")
    assert list(Session.objects.in_agenda_order()) == [early, late, undated]


def test_a_speaker_appears_once_in_a_role() -> None:
    appearance = make_appearance()
    with pytest.raises(IntegrityError, match="appearance"), transaction.atomic():
        make_appearance(appearance.session, speaker=appearance.speaker)
    make_appearance(appearance.session, speaker=appearance.speaker, role="moderator")


def test_joint_speakers_point_to_the_first_of_their_session() -> None:
    first = make_appearance()
    second = make_appearance(first.session, joint_with=first)
    second.full_clean()
    third = make_appearance(first.session, joint_with=second)
    with pytest.raises(ValidationError, match="Choose the first"):
        third.full_clean()


def test_a_document_belongs_to_exactly_one_place() -> None:
    session = make_session()
    with pytest.raises(IntegrityError, match="document_one_place"), transaction.atomic():
        Document.objects.create(label_en="Note")
    with pytest.raises(IntegrityError, match="document_one_place"), transaction.atomic():
        make_document(event=session.event, session=session)


def test_a_document_knows_its_event_wherever_it_stands() -> None:
    appearance = make_appearance()
    event = appearance.session.event
    places = make_document(event=event), make_document(session=appearance.session), make_document(appearance=appearance)
    assert {document.owner for document in places} == {event}


def test_a_document_has_one_file_or_address_a_language() -> None:
    document = make_document()
    DocumentFile.objects.create(document=document, language="fr", url="https://example.org/note.pdf")
    with pytest.raises(IntegrityError, match="documentfile"), transaction.atomic():
        DocumentFile.objects.create(document=document, language="fr", url="https://example.org/other.pdf")
    for wrong in ({}, {"url": "https://example.org/note.pdf", "file": "documents/x/note.pdf"}):
        with pytest.raises(IntegrityError, match="documentfile_file_or_url"), transaction.atomic():
            DocumentFile.objects.create(document=document, language="en", **wrong)


def test_an_entry_of_a_series_names_an_event_or_a_meeting() -> None:
    series = Series.objects.create(slug="idm", title_en="International Dialogue on Migration")
    with pytest.raises(ValidationError, match="Choose an event"):
        SeriesEntry(series=series).full_clean()
    SeriesEntry(series=series, title_en="Managing Return Migration").full_clean()


def test_series_and_organisations_cannot_be_parts_of_each_other() -> None:
    series = Series.objects.create(slug="outer", title_en="Outer")
    series.parent = Series.objects.create(slug="inner", title_en="Inner", parent=series)
    body = make_organisation()
    body.parent = make_organisation(parent=body)
    for row in (series, body):
        with pytest.raises(ValidationError, match="part of itself"):
            row.full_clean()


def test_events_and_people_are_found_without_accents_in_every_language() -> None:
    event = make_event(title_fr="Côte d’Ivoire : réinsertion", title_en="Reintegration")
    speaker = make_speaker(given_name="Álvaro", family_name="N'Guessan")
    assert event in Event.objects.matching("cote d'ivoire REINSERTION")
    assert event in Event.objects.matching("reintegration")
    assert event not in Event.objects.matching("cote reinsertion missing")
    assert speaker in type(speaker).objects.matching("alvaro n’guessan")


@pytest.mark.parametrize("year", [1, 9999])
def test_a_year_of_no_calendar_is_a_slip_of_the_hand(year: int) -> None:
    event = make_event()
    event.starts_on = event.ends_on = datetime.date(year, 12, 31)
    with pytest.raises(ValidationError, match="Check the year"):
        event.full_clean()


def test_a_search_for_nothing_printable_finds_and_breaks_nothing() -> None:
    make_event(title_en="Dialogue")
    assert Event.objects.matching("dia\0logue").count() == 1
