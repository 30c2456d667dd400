"""The agenda as an official document."""

import datetime
import io
import re
import threading
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from events.agenda import build_days, sessions_of
from events.exports import processes
from events.exports.agenda_document import agenda_document
from events.models import Appearance, Event
from identity.models import Identity
from multilingual.blocks import blocks
from tests.factories import (
    make_appearance,
    make_event,
    make_organisation,
    make_session,
    make_speaker,
    make_venue,
    publish_agenda,
    publish_agendas,
)

pytestmark = pytest.mark.django_db


def words(body: bytes) -> str:
    """The text of all pages in one line: a line may end anywhere."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages))


def in_order(text: str, wanted: list[str]) -> list[str]:
    """What of `wanted` is not there, each behind the one before."""
    missing, place = [], 0
    for each in wanted:
        found = text.find(each, place)
        place = found + len(each) if found >= 0 else place
        missing += [each] if found < 0 else []
    return missing


@pytest.fixture
def event() -> Event:
    """An event of one page."""
    event = make_event(title_en="Dialogue", title_fr="Dialogue (fr)", venue=make_venue(), kind="workshop")
    body = make_organisation(name_en="Observatory", name_fr="Observatoire")
    opening = make_session(event, "10:00", "11:00", title_en="Opening", title_fr="", description_en="- *Why* now?")
    row = make_appearance(opening, speaker=make_speaker(given_name="Awa", family_name="Traoré"), role="moderator")
    row.organisations.add(body)
    make_appearance(opening, speaker=make_speaker(given_name="José", family_name="Núñez"), status="invited")
    make_appearance(opening, speaker=make_speaker(family_name="Absent"), status=Appearance.Status.DECLINED)
    make_session(event, "", title_en="General discussion", parent=opening, day=event.starts_on)
    make_session(event, "11:00", "11:30", title_en="Coffee", kind="break")
    later = datetime.datetime(2027, 6, 15, 9, tzinfo=event.zone)
    make_session(event, "", title_en="Called off", starts_at=later, is_cancelled=True)
    publish_agendas()
    return event


def test_it_has_everything_in_its_order_and_is_tagged_for_readers_by_ear(client: Client, event: Event) -> None:
    response = client.get(f"/en/events/{event.slug}/agenda.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    assert f"{event.slug}-agenda-en.pdf" in response.headers["Content-Disposition"]
    reader = PdfReader(io.BytesIO(response.content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Provisional agenda – Dialogue"
    wanted = [
        "PROVISIONAL AGENDA", "WORKSHOP", "Dialogue", "14–15 June 2027", "Palais des Nations, Geneva, Switzerland",
        "Provisional agenda", "Day 1 – Monday 14 June 2027", "10:00–11:00", "Opening", "Why now?", "Moderator",
        "Awa Traoré, Director, Ministry of Labour, Observatory", "Speaker", "José Núñez", "(to be confirmed)",
        "General discussion", "11:00–11:30", "Coffee", "Day 2 – Tuesday 15 June 2027", "Cancelled", "Called off",
        "version 1 of", "Page 1 of",
    ]  # fmt: skip
    text = words(response.content)
    assert in_order(text, wanted) == []
    assert "Absent" not in text


def test_it_says_whose_it_is(client: Client, event: Event, identity_is_read: None) -> None:
    Identity.objects.create(name_en="Secretariat of Rivers & Lakes", accent="#7a1f5c")
    body = client.get(f"/en/events/{event.slug}/agenda.pdf").content
    assert "Secretariat of Rivers & Lakes · WORKSHOP" in words(body)
    metadata = PdfReader(io.BytesIO(body)).metadata
    assert metadata is not None
    assert metadata.author == "Secretariat of Rivers & Lakes"


def test_a_text_that_falls_back_says_its_language(event: Event) -> None:
    with translation.override("fr"):
        made = agenda_document(event, build_days(sessions_of(event)), datetime.date(2027, 6, 1))
    opening = made["days"][0]["items"][0]
    assert made["language"] == "fr"
    assert opening["title"] == {"value": "Opening", "language": "en"}
    assert opening["description"][0]["runs"][0]["language"] == "en"
    assert opening["groups"][0]["lines"][0]["people"][0]["function"][0]["language"] == "fr"


def test_a_final_agenda_is_provisional_nowhere(client: Client, event: Event) -> None:
    publish_agenda(event, status="final")
    assert "rovisional" not in words(client.get(f"/en/events/{event.slug}/agenda.pdf").content)


@pytest.mark.parametrize(("status", "said"), [("cancelled", "meeting cancelled"), ("postponed", "meeting postponed")])
def test_of_a_meeting_that_is_called_off_every_page_says_so(
    client: Client, event: Event, status: str, said: str
) -> None:
    Event.objects.filter(pk=event.pk).update(status=status)
    publish_agenda(event, status="final")
    response = client.get(f"/en/events/{event.slug}/agenda.pdf")
    reader = PdfReader(io.BytesIO(response.content))
    assert reader.metadata is not None
    assert reader.metadata.title == f"Agenda – {said} – Dialogue"
    assert f"Agenda – {said}" in words(response.content)
    assert all(f"AGENDA – {said.upper()}" in page.extract_text() for page in reader.pages)


def test_of_a_final_agenda_whose_days_the_meeting_has_left_every_page_says_so(client: Client, event: Event) -> None:
    publish_agenda(event, status="final")
    event.starts_on, event.ends_on = datetime.date(2027, 9, 6), datetime.date(2027, 9, 7)
    event.save()
    said = "Agenda – meeting changed since, days outside its dates"
    body = client.get(f"/en/events/{event.slug}/agenda.pdf").content
    assert said in words(body)
    assert all(said.upper() in page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    publish_agenda(Event.objects.get(pk=event.pk), status="final")
    assert "changed since" not in words(client.get(f"/en/events/{event.slug}/agenda.pdf").content)


def test_a_long_agenda_has_its_status_and_number_on_every_page_and_parts_nobody_from_a_line_up(client: Client) -> None:
    event = make_event(title_en="Long")
    for hour in range(8, 20):
        session = make_session(event, f"{hour:02}:00", f"{hour:02}:50", title_en=f"Begin{hour}")
        for place in range(3):
            name = f"End{hour}" if place == 2 else f"Person{hour}{place}"
            make_appearance(session, speaker=make_speaker(given_name="A.", family_name=name), position=place)
    publish_agendas()
    pages = [
        page.extract_text()
        for page in PdfReader(io.BytesIO(client.get(f"/en/events/{event.slug}/agenda.pdf").content)).pages
    ]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "PROVISIONAL AGENDA" in page
        assert f"Page {number} of {len(pages)}" in page
    for hour in range(8, 20):
        [where] = [number for number, page in enumerate(pages) if f"Begin{hour}" in page]
        assert f"End{hour}" in pages[where]


def test_a_letter_that_is_in_no_font_is_told_and_the_document_made(
    client: Client, event: Event, caplog: pytest.LogCaptureFixture
) -> None:
    event.sessions.filter(title_en="Coffee").update(title_en="Coffee \U00012000")  # cuneiform
    publish_agendas()
    text = words(client.get(f"/en/events/{event.slug}/agenda.pdf").content)
    assert "Some letters of this document are in no font of this site and are missing." in text
    assert "General discussion" in text
    assert "PDF/UA-1" in caplog.text


def test_arabic_and_cyrillic_are_in_our_own_fonts(
    client: Client, event: Event, caplog: pytest.LogCaptureFixture
) -> None:
    event.sessions.filter(title_en="Coffee").update(title_en="استراحة Перерыв")
    publish_agendas()
    assert "Перерыв" in words(client.get(f"/en/events/{event.slug}/agenda.pdf").content)
    assert not caplog.records


def test_who_asks_while_another_document_is_made_is_told_to_come_again(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "WAIT_SECONDS", 0)
    monkeypatch.setattr(processes, "_one", taken := threading.Lock())
    with taken:
        response = client.get(f"/en/events/{event.slug}/agenda.pdf")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert client.get(f"/en/events/{event.slug}/agenda.pdf").status_code == 200


def test_what_fails_in_the_program_is_told_and_leaves_the_way_free(
    client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "FOLDER", processes.FOLDER / "none")
    assert client.get(f"/en/events/{event.slug}/agenda.pdf").status_code == 503
    monkeypatch.undo()
    assert client.get(f"/en/events/{event.slug}/agenda.pdf").status_code == 200


def test_marks_of_typst_in_a_text_stay_letters(client: Client, event: Event) -> None:
    event.sessions.filter(title_en="Coffee").update(title_en='#read("fonts/OFL.txt") $x$ @here *no*')
    publish_agendas()
    assert '#read("fonts/OFL.txt") $x$ @here *no*' in words(client.get(f"/en/events/{event.slug}/agenda.pdf").content)


def test_of_a_draft_and_without_an_agenda(client: Client) -> None:
    assert client.get(f"/en/events/{make_event(status='draft').slug}/agenda.pdf").status_code == 404
    text = words(client.get(f"/en/events/{make_event().slug}/agenda.pdf").content)
    assert "The agenda is not published yet." in text


def test_blocks_of_markdown() -> None:
    found = blocks("# Head\n\nOne **two** *three*\nfour\n\n3. a\n4. [b](https://example.org)\n\n- c\n  - [d](ftp:x)\n")
    assert [(block.kind, block.number, "".join(run.text for run in block.runs)) for block in found] == [
        ("heading", 0, "Head"), ("paragraph", 0, "One two three four"), ("number", 3, "a"), ("number", 4, "b"),
        ("bullet", 0, "c"), ("bullet", 0, "d"),
    ]  # fmt: skip
    assert [(run.strong, run.emphasis) for run in found[1].runs[:4]] == [
        (False, False),
        (True, False),
        (False, False),
        (False, True),
    ]
    assert [run.href for block in found for run in block.runs if run.href] == ["https://example.org"]


def test_the_number_of_queries_does_not_grow(client: Client, django_assert_max_num_queries: Iterator[None]) -> None:
    event = make_event()
    for hour in range(8, 20):
        make_appearance(make_session(event, f"{hour:02}:00", f"{hour:02}:50"))
    publish_agendas()
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client.get(f"/en/events/{event.slug}/agenda.pdf")


def test_who_presents_jointly_stands_apart_from_who_follows(client: Client) -> None:
    event = make_event()
    session = make_session(event)
    first, *_others = (
        make_appearance(session, speaker=make_speaker(family_name=name), position=place)
        for place, name in enumerate(("First", "Second", "Third"))
    )
    Appearance.objects.filter(speaker__family_name="Second").update(joint_with=first)
    publish_agenda(event)
    places: dict[str, float] = {}

    def note(text: str, matrix: list[float], *_rest: object) -> None:
        places.update({name: matrix[4] for name in ("First", "Second", "Third") if name in text})

    page = PdfReader(io.BytesIO(client.get(f"/en/events/{event.slug}/agenda.pdf").content)).pages[0]
    page.extract_text(visitor_text=note)
    assert places["First"] == places["Second"] > places["Third"]
