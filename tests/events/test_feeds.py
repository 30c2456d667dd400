"""Feeds, calendars to subscribe to, and schedules for the field's programs."""

import datetime
import json
import re
import uuid
from html import unescape
from xml.etree import ElementTree

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from events.models import Appearance, Document, Event, Room, Series, SeriesEntry
from identity.models import Identity
from tests.factories import (
    make_appearance,
    make_document,
    make_event,
    make_session,
    make_speaker,
    make_venue,
    publish_agendas,
)

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(xml: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(xml)  # noqa: S314  our own


def entries(client: Client, path: str) -> list[ElementTree.Element]:
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return read(response.content).findall(f"{ATOM}entry")


def titles(found: list[ElementTree.Element]) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in found]


def summaries(client: Client, path: str) -> list[str]:
    calendar = icalendar.Calendar.from_ical(client.get(path).content)
    assert not [error for entry in calendar.walk() for error in entry.errors]
    return [str(entry["SUMMARY"]) for entry in calendar.walk("VEVENT")]


def make_file(document: Document) -> Document:
    document.files.create(language="en", url="https://example.org/note.pdf")
    return document


# Meetings ------------------------------------------------------------------------------------------------------------


def test_the_calendar_of_all_meetings_has_those_to_come_and_of_the_last_year_and_no_draft(client: Client) -> None:
    today = timezone.localdate()
    for title, days in (("Soon", 30), ("Lately", -200), ("Long ago", -800)):
        make_event(title_en=title, starts_on=today + datetime.timedelta(days), ends_on=None)
    make_event(title_en="Draft", starts_on=today, status=Event.Status.DRAFT)
    make_event(title_en="Undated", starts_on=None, ends_on=None)
    assert summaries(client, "/en/events.ics") == ["Lately", "Soon"]


def test_the_feed_of_meetings_says_its_language_and_that_of_what_falls_back(client: Client) -> None:
    event = make_event(title_en="Only in English", title_fr="", summary_en="A day.\x0b")
    make_event(status=Event.Status.DRAFT)
    response = client.get("/fr/events.atom")
    feed = read(response.content)
    assert feed.get(LANG) == "fr"
    [entry] = feed.findall(f"{ATOM}entry")
    assert (entry.get(LANG), entry.findtext(f"{ATOM}title")) == ("en", "Only in English")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{event.uid}"
    assert entry.find(f"{ATOM}link").get("href").endswith(f"/fr/events/{event.slug}/")  # type: ignore[union-attr]
    assert entry.findtext(f"{ATOM}summary") == "A day."  # what XML cannot hold is gone


def test_a_feed_without_entries_is_a_feed(client: Client) -> None:
    assert entries(client, "/es/events.atom") == []
    feed = read(client.get("/es/events.atom").content)
    assert feed.findtext(f"{ATOM}updated") == "2000-01-01T00:00:00+00:00"
    assert summaries(client, "/es/events.ics") == []


def test_a_series_has_a_calendar_of_its_meetings(client: Client) -> None:
    series = Series.objects.create(slug="dialogue", title_en="Dialogue")
    for title, status in (("First", Event.Status.PUBLISHED), ("Second", Event.Status.DRAFT)):
        SeriesEntry.objects.create(series=series, event=make_event(title_en=title, status=status))
    make_event(title_en="Of none")
    assert summaries(client, "/en/series/dialogue/series.ics") == ["First"]
    assert client.get("/en/series/none/series.ics").status_code == 404


def test_an_item_has_a_calendar_with_what_stands_within_it(client: Client) -> None:
    event = make_event()
    session = make_session(event, "10:00", "12:00", title_en="Panels")
    make_session(event, "10:30", "11:00", title_en="First panel", parent=session)
    make_session(event, "14:00", "15:00", title_en="Other")
    publish_agendas()
    assert summaries(client, f"/en/events/{event.slug}/sessions/{session.pk}/session.ics") == ["Panels", "First panel"]
    other = make_session().pk
    publish_agendas()
    assert client.get(f"/en/events/{event.slug}/sessions/{other}/session.ics").status_code == 404


def test_a_speaker_has_a_calendar_over_meetings_in_several_zones(client: Client) -> None:
    speaker = make_speaker()
    for zone, status in (("Europe/Zurich", "published"), ("America/Bogota", "published"), ("UTC", "draft")):
        session = make_session(make_event(timezone=zone, status=status), title_en=zone)
        make_appearance(session, speaker=speaker)
    declined = make_appearance(make_session(title_en="No"), speaker=speaker, status=Appearance.Status.DECLINED)
    path = f"/en/speakers/{speaker.slug}/speaker.ics"
    publish_agendas()
    assert summaries(client, path) == ["Europe/Zurich", "America/Bogota"]
    calendar = icalendar.Calendar.from_ical(client.get(path).content)
    assert {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")} == {"Europe/Zurich", "America/Bogota"}
    assert (
        client.get(
            f"/en/speakers/{make_appearance(declined.session, status='declined').speaker.slug}/speaker.ics"
        ).status_code
        == 404
    )
    speaker.is_hidden = True
    speaker.save()
    publish_agendas()
    assert client.get(path).status_code == 404


# Documents -----------------------------------------------------------------------------------------------------------


def test_the_feeds_of_documents_have_what_is_public_and_has_a_file_the_newest_first(client: Client) -> None:
    event = make_event()
    session = make_session(event, title_en="Opening")
    hidden = make_appearance(session, speaker=make_speaker(is_hidden=True))
    make_file(make_document(event=event, label_en="Note"))
    make_file(make_document(session=session, label_en="Film"))
    make_file(make_document(appearance=hidden, label_en="Of a hidden one"))
    make_file(make_document(event=event, label_en="For staff", audience="staff"))
    make_file(make_document(event=event, label_en="Later", published_from=timezone.now() + datetime.timedelta(1)))
    make_document(event=event, label_en="Announced")
    make_file(make_document(label_en="Of another"))
    make_file(make_document(event=make_event(status="draft"), label_en="Of a draft"))
    publish_agendas()
    own = entries(client, f"/en/events/{event.slug}/documents.atom")
    assert titles(own) == ["Film", "Note"]
    assert own[0].findtext(f"{ATOM}summary") == "Opening"
    assert titles(entries(client, "/en/documents.atom")) == ["Of another", "Film", "Note"]
    assert len({entry.findtext(f"{ATOM}id") for entry in own}) == 2


def test_an_entry_of_a_document_leads_to_the_file_in_the_readers_language(client: Client) -> None:
    document = make_file(make_document(event=make_event(), label_en="Note"))
    document.files.create(language="fr", url="https://example.org/note-fr.pdf")
    for language, address in (("fr", "note-fr.pdf"), ("en", "note.pdf"), ("es", "note.pdf")):
        [entry] = entries(client, f"/{language}/documents.atom")
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href") == f"https://example.org/{address}"


def test_feeds_and_calendars_of_all_meetings_name_the_house(client: Client, identity_is_read: None) -> None:
    Identity.objects.create(name_en="Secretariat of Rivers")
    for name in ("events.atom", "documents.atom"):
        assert (read(client.get(f"/en/{name}").content).findtext(f"{ATOM}title") or "").endswith(
            " – Secretariat of Rivers"
        )
    calendar = icalendar.Calendar.from_ical(client.get("/en/events.ics").content)
    assert str(calendar["NAME"]) == "Meetings – Secretariat of Rivers"


def test_a_new_file_brings_a_document_to_the_top(client: Client) -> None:
    event = make_event()
    first = make_file(make_document(event=event, label_en="First"))
    make_file(make_document(event=event, label_en="Second"))
    first.files.create(language="fr", url="https://example.org/note-fr.pdf")
    assert titles(entries(client, f"/en/events/{event.slug}/documents.atom")) == ["First", "Second"]


# Schedules -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def event() -> Event:
    """An event with what the readers of schedules stumble over."""
    venue = make_venue()
    event = make_event(code="DLG27-2", title_en="Dialogue", venue=venue)
    room = Room.objects.create(venue=venue, name_en="Room <XX>")
    panels = make_session(event, "10:00", "12:00", title_en="Panels & more", room=room, description_en="Why?")
    make_appearance(panels, role=Appearance.Role.MODERATOR)
    make_session(event, "10:30", "11:00", title_en="First panel", parent=panels, room=room)
    make_session(event, "", title_en="Discussion", parent=panels, day=event.starts_on)
    make_session(event, "18:00", "", title_en="End", kind="end")
    make_session(event, "23:30", title_en="Night", ends_at=datetime.datetime(2027, 6, 15, 1, tzinfo=event.zone))
    make_session(event, "", title_en="Next", starts_at=datetime.datetime(2027, 6, 15, 9, tzinfo=event.zone))
    make_session(event, "15:00", "16:00", title_en="Called off", is_cancelled=True)
    make_file(make_document(session=panels, label_en="Film"))
    publish_agendas()
    return event


def test_the_schedule_is_what_the_schema_of_json_asks_for(client: Client, event: Event) -> None:
    response = client.get(f"/en/events/{event.slug}/schedule.json")
    assert response.headers["Content-Type"] == "application/json"
    made = json.loads(response.content)["schedule"]
    conference = made["conference"]
    assert re.fullmatch(r"[a-z0-9_-][a-z0-9_]{3,}", conference["acronym"])
    assert (conference["start"], conference["end"], conference["daysCount"]) == ("2027-06-14", "2027-06-15", 2)
    assert [day["date"] for day in conference["days"]] == ["2027-06-14", "2027-06-15"]
    rows = [row for day in conference["days"] for rows in day["rooms"].values() for row in rows]
    assert len(rows) == 6  # all but the one without an hour
    for row in rows:
        asked = {"id", "guid", "date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type"}
        assert set(row) == asked | {"language", "abstract", "description", "persons", "links"}
        assert uuid.UUID(row["guid"])
        assert datetime.datetime.fromisoformat(row["date"]).utcoffset() == datetime.timedelta(hours=2)
        assert row["date"][11:16] == row["start"]
        assert re.fullmatch(r"[0-2][0-9]:[0-5][0-9]", row["duration"])
        assert re.fullmatch(r"[a-z0-9_-]+[a-z0-9]", row["slug"])
        assert row["room"]
        assert row["url"].startswith("http")
    assert len({row["slug"] for row in rows}) == len({row["guid"] for row in rows}) == 6
    by_title = {row["title"]: row for row in rows}
    panels = by_title["Panels & more"]
    assert panels["room"] == "Room <XX>"
    assert "Moderator:" in panels["description"]
    assert panels["description"].endswith("Why?\n+ Discussion")
    assert set(panels["persons"][0]) == {"id", "public_name"}
    assert panels["links"] == [{"title": "Film", "url": "https://example.org/note.pdf"}]
    assert by_title["First panel"]["track"] == "Panels & more"
    assert by_title["End"]["duration"] == "00:05"
    assert by_title["Night"]["duration"] == "01:30"
    assert "Cancelled: Called off" in by_title


def test_the_schedule_in_xml_holds_the_same_in_the_order_of_its_schema(client: Client, event: Event) -> None:
    path = f"/en/events/{event.slug}/schedule"
    made = json.loads(client.get(f"{path}.json").content)["schedule"]["conference"]
    root = read(client.get(f"{path}.xml").content)
    assert [node.tag for node in root] == ["version", "conference", "day", "day"]
    assert {"title", "acronym"} <= {node.tag for node in root.find("conference") or []}
    children = ["room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track"]
    for day, plain in zip(root.findall("day"), made["days"], strict=True):
        assert day.attrib == {
            "index": str(plain["index"]), "date": plain["date"], "start": plain["day_start"], "end": plain["day_end"],
        }  # fmt: skip
        for room in day:
            rows = plain["rooms"][room.get("name")]
            assert [node.findtext("title") for node in room] == [row["title"] for row in rows]
            for node, row in zip(room, rows, strict=True):
                assert node.attrib == {"id": str(row["id"]), "guid": row["guid"]}
                assert [child.tag for child in node][: len(children)] == children
                assert all(node.findtext(name) == (row[name] or "") for name in children)
    [link] = root.iter("link")
    assert (link.get("href"), link.text) == ("https://example.org/note.pdf", "Film")


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_programs_are_told_of_a_meeting_that_is_called_off_by_its_title(
    client: Client, event: Event, status: str
) -> None:
    Event.objects.filter(pk=event.pk).update(status=status)
    word = status.capitalize()
    assert titles(entries(client, "/en/events.atom")) == [f"{word}: Dialogue"]
    path = f"/en/events/{event.slug}/schedule"
    conference = json.loads(client.get(f"{path}.json").content)["schedule"]["conference"]
    assert conference["title"] == f"{word}: Dialogue"
    assert conference["days"][1]["rooms"]["Palais des Nations"][0]["title"] == f"{word}: Next"
    assert read(client.get(f"{path}.xml").content).findtext("conference/title") == f"{word}: Dialogue"


def test_an_event_without_an_agenda_has_an_empty_schedule(client: Client) -> None:
    event = make_event(code="X")
    made = json.loads(client.get(f"/fr/events/{event.slug}/schedule.json").content)["schedule"]["conference"]
    assert (made["days"], made["acronym"]) == ([], "x___")
    assert len(read(client.get(f"/fr/events/{event.slug}/schedule.xml").content).findall("day")) == 1


@pytest.mark.parametrize("name", ["schedule.json", "schedule.xml", "documents.atom"])
def test_of_a_draft_nobody_sees_anything(client: Client, name: str) -> None:
    event = make_event(status=Event.Status.DRAFT)
    assert client.get(f"/en/events/{event.slug}/{name}").status_code == 404


# In a frame ----------------------------------------------------------------------------------------------------------


def test_the_agenda_gives_the_line_that_shows_it_on_another_site(client: Client) -> None:
    event = make_event(title_en='The "best" <meeting>')
    make_session(event)
    publish_agendas()
    page = client.get(f"/en/events/{event.slug}/agenda/").content.decode()
    assert 'href=""' not in page
    line = unescape(page.partition("<code>")[2].partition("</code>")[0])
    assert f'/en/events/{event.slug}/agenda/embedded/"' in line
    assert line.endswith('title="The &quot;best&quot; &lt;meeting&gt;" width="100%" height="800"></iframe>')


def test_others_may_frame_the_agenda_made_for_it_and_no_other_page(client: Client) -> None:
    event = make_event(title_en="Dialogue")
    make_session(event, title_en="Opening")
    address = f"/en/events/{event.slug}/agenda/"
    publish_agendas()
    framed, plain = client.get(f"{address}embedded/"), client.get(address)
    assert "frame-ancestors *;" in f"{framed.headers['Content-Security-Policy']};"
    assert "X-Frame-Options" not in framed.headers
    assert "frame-ancestors 'none'" in plain.headers["Content-Security-Policy"]
    assert plain.headers["X-Frame-Options"] == "DENY"
    html = framed.content.decode()
    assert "Opening" in html
    assert '<base target="_blank">' in html  # where a link leads may not be framed
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{address}">' in html
    assert "<form" not in html
    assert "<script" not in html
    assert client.get(f"/en/events/{make_event(status='draft').slug}/agenda/embedded/").status_code == 404
