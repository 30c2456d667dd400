"""An event copied as the model for the next."""

import datetime

import pytest

from events.models import Appearance, Document, DocumentFile, Event, Phase, Series, SeriesEntry, Session
from events.models.copying import copy_event, next_name
from tests.factories import (
    make_appearance,
    make_country,
    make_document,
    make_event,
    make_organisation,
    make_session,
    make_speaker,
    make_venue,
)

pytestmark = pytest.mark.django_db


def make_original() -> Event:
    event = make_event(
        code="IDM-2027", slug="idm-2027", starts_on=datetime.date(2027, 3, 25), ends_on=datetime.date(2027, 3, 26),
        title_en="Dialogue", title_fr="Dialogue (fr)", title_es="Diálogo", venue=make_venue(),
    )  # fmt: skip
    event.countries.add(make_country("SN"))
    event.roles.create(organisation=make_organisation(), detail_fr="partenaire")
    Phase.objects.create(event=event, title_en="Online", starts_on=datetime.date(2027, 4, 9))
    SeriesEntry.objects.create(
        event=event, series=Series.objects.create(slug="idm", title_en="IDM"), ordinal=12, year=2027, theme_en="Theme"
    )
    make_document(event=event, label_fr="Note de cadrage")
    return event


def copy_to(event: Event, day: str = "2028-03-23", **options: bool) -> Event:
    return copy_event(event, code="IDM-2028", slug="idm-2028", starts_on=datetime.date.fromisoformat(day), **options)


def test_the_copy_is_a_draft_with_everything_but_what_people_did() -> None:
    original = make_original()
    copy = Event.objects.get(pk=copy_to(original).pk)
    assert (copy.code, copy.slug, copy.status) == ("IDM-2028", "idm-2028", "draft")
    assert (copy.title_en, copy.title_fr, copy.title_es) == ("Dialogue", "Dialogue (fr)", "Diálogo")
    assert (copy.starts_on, copy.ends_on) == (datetime.date(2028, 3, 23), datetime.date(2028, 3, 24))
    assert copy.uid != original.uid
    assert copy.venue == original.venue
    assert [country.code for country in copy.countries.all()] == ["SN"]
    assert copy.roles.get().detail_fr == "partenaire"
    assert copy.phases.get().starts_on == datetime.date(2028, 4, 7)
    entry = copy.series_entries.get()
    assert (entry.ordinal, entry.year, entry.theme_en) == (None, 2028, "Theme")
    assert copy.documents.get().label_fr == "Note de cadrage"
    assert not copy.agenda_versions.exists()
    assert copy.search_text
    assert "idm-2028" in copy.search_text


def test_the_original_stays_as_it_is() -> None:
    original = make_original()
    make_appearance(make_session(original))
    copy_to(original)
    original.refresh_from_db()
    assert original.code == "IDM-2027"
    assert original.sessions.count() == 1
    assert original.roles.count() == 1


def test_sessions_move_along_and_keep_their_hours_over_summer_time() -> None:
    original = make_original()  # 25 March is before, 30 March after the change of the clocks
    session = make_session(original, "10:00", "11:30")
    part = make_session(original, "", day=original.starts_on, parent=session, kind="discussion")
    copy = copy_to(original, "2027-03-30")
    new = copy.sessions.get(parent=None)
    assert f"{new.local_start:%Y-%m-%d %H:%M}–{new.local_end:%H:%M}" == "2027-03-30 10:00–11:30"
    assert new.uid != session.uid
    discussion = copy.sessions.get(kind="discussion")
    assert discussion.parent == new
    assert discussion.day == datetime.date(2027, 3, 30)
    assert discussion.pk != part.pk


def test_speakers_come_along_as_invited_and_jointly() -> None:
    original = make_original()
    first = make_appearance(make_session(original), speaker=make_speaker(slug="first"), function_es="Directora")
    first.organisations.add(make_organisation(slug="iom"))
    make_appearance(first.session, speaker=make_speaker(slug="second"), joint_with=first)
    copy = copy_to(original)
    rows = {row.speaker.slug: row for row in Appearance.objects.filter(session__event=copy)}
    assert rows["second"].joint_with == rows["first"] != first
    assert rows["first"].status == "invited"
    assert rows["first"].function_es == "Directora"
    assert [body.slug for body in rows["first"].organisations.all()] == ["iom"]


def test_speakers_stay_if_one_says_so() -> None:
    original = make_original()
    make_document(appearance=make_appearance(make_session(original)), event=None)
    copy = copy_to(original, with_people=False)
    assert copy.sessions.count() == 1
    assert not Appearance.objects.filter(session__event=copy).exists()


def test_files_stay_with_the_meeting_they_were_written_for() -> None:
    original = make_original()
    document = make_document(session=make_session(original), event=None)
    DocumentFile.objects.create(document=document, language="en", url="https://example.org/x.pdf")
    copy = copy_to(original)
    assert Document.objects.get(session__event=copy).files.count() == 0
    assert DocumentFile.objects.count() == 1


def test_an_undated_event_can_be_copied() -> None:
    original = make_event(starts_on=None, ends_on=None)
    make_session(original, "")
    copy = copy_event(original, code="NEW", slug="new", starts_on=None)
    assert copy.starts_on is None
    assert Session.objects.filter(event=copy).count() == 1


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("IDM-2015", set(), "IDM-2016"),
        ("IDM-2015", {"IDM-2016"}, "IDM-2015-2"),
        ("retreat", {"retreat", "retreat-2"}, "retreat-3"),
        ("WS-20150", set(), "WS-20150-2"),
    ],
)
def test_a_free_name_is_proposed(name: str, taken: set[str], expected: str) -> None:
    assert next_name(name, taken) == expected
