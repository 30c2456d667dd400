"""The pages of one event."""

import datetime
import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries, Settings

from events.models import Document, DocumentFile, Event, EventOrganisation, Phase, Series, SeriesEntry, Session
from tests.factories import (
    make_appearance,
    make_country,
    make_document,
    make_event,
    make_organisation,
    make_session,
    make_settings,
    make_speaker,
    make_staff,
    make_venue,
    publish_agenda,
    publish_agendas,
)

pytestmark = pytest.mark.django_db
PAGES = ["", "agenda/", "speakers/", "documents/", "agenda.ics", "event.ics"]


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def words(html: str) -> str:
    """What a reader reads, in order, in one line."""
    body = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace(" ,", ",")


# Who sees it ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_is_not_there_for_others(client: Client, page: str) -> None:
    event = make_event(status=Event.Status.DRAFT)
    assert client.get(f"/en/events/{event.slug}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "agenda/", "speakers/", "documents/"])
def test_a_draft_is_shown_to_staff_with_a_banner_and_kept_by_nobody(client: Client, page: str) -> None:
    event = make_event(status=Event.Status.DRAFT)
    make_appearance(make_session(event))
    client.force_login(make_staff("events.view_event"))
    publish_agendas()
    response = client.get(f"/en/events/{event.slug}/{page}")
    assert "Only staff see this page" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert not getattr(response, "public_page", False)


def test_a_session_of_a_draft_is_not_there_for_others(client: Client) -> None:
    session = make_session(make_event(status=Event.Status.DRAFT))
    publish_agendas()
    assert client.get(f"/en/events/{session.event.slug}/sessions/{session.pk}/").status_code == 404


def test_staff_without_the_right_to_see_events_see_no_draft(client: Client) -> None:
    event = make_event(status=Event.Status.DRAFT)
    client.force_login(make_staff())
    assert client.get(f"/en/events/{event.slug}/").status_code == 404


def test_a_session_is_not_found_under_another_event(client: Client) -> None:
    session = make_session()
    publish_agendas()
    assert client.get(f"/en/events/{make_event().slug}/sessions/{session.pk}/").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_public_page_sets_no_cookie_and_may_be_shared(client: Client, page: str) -> None:
    event = make_event()
    make_appearance(make_session(event))
    publish_agendas()
    response = client.get(f"/fr/events/{event.slug}/{page}")
    assert not response.cookies
    assert getattr(response, "public_page", False)
    assert response["Cache-Control"] == "public, max-age=0"


def test_a_public_page_takes_nothing_but_readers(client: Client) -> None:
    assert client.post(f"/fr/events/{make_event().slug}/").status_code == 405


# What it says ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"starts_on": datetime.date(2030, 1, 7), "ends_on": None}, "To come"),
        ({"starts_on": datetime.date(2008, 7, 7), "ends_on": datetime.date(2008, 7, 8)}, "Past"),
        ({"starts_on": datetime.date(2008, 7, 7), "ends_on": datetime.date(2100, 1, 1)}, "Under way"),
        ({"starts_on": None, "ends_on": None}, "Date to be announced"),
        ({"status": Event.Status.CANCELLED}, "Cancelled"),
        ({"status": Event.Status.POSTPONED}, "Postponed"),
    ],
)
def test_the_status_comes_from_the_dates(client: Client, fields: dict, label: str) -> None:
    event = make_event(**fields)
    assert label in words(read(client, f"/en/events/{event.slug}/"))


def test_an_event_that_can_be_registered_for_says_so(client: Client) -> None:
    event = make_event(starts_on=datetime.date(2090, 1, 7), ends_on=None)
    make_settings(event)
    assert "Open for registration" in words(read(client, f"/en/events/{event.slug}/"))


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(Event.Status.CANCELLED, "This meeting is cancelled."), (Event.Status.POSTPONED, "This meeting is postponed.")],
)
def test_what_is_called_off_says_so_on_every_page(client: Client, status: Event.Status, sentence: str) -> None:
    event = make_event(status=status)
    make_appearance(make_session(event))
    publish_agendas()
    for page in ("", "agenda/", "agenda/embedded/", "speakers/", "documents/"):
        assert sentence in read(client, f"/en/events/{event.slug}/{page}")


def test_a_text_that_is_missing_falls_back_and_says_its_language(client: Client) -> None:
    event = make_event(title_en="Return", title_fr="Retour", summary_en="Two days", summary_fr="")
    page = read(client, f"/fr/events/{event.slug}/")
    assert "Retour" in page
    assert '<span lang="en">Two days</span>' in page


def test_a_block_that_falls_back_says_its_language_in_words(client: Client) -> None:
    event = make_event(slug="retreat", title_es="", description_en="To meet.", description_es="Para reunirse.")
    make_session(event, title_en="Opening", title_fr="Ouverture", title_es="")
    publish_agenda(event)
    page = words(read(client, "/es/events/retreat/"))
    assert page.count("texto en inglés") == 1, "the title alone"
    assert "Lo que aún no está traducido figura en inglés." in words(read(client, "/es/events/retreat/agenda/"))
    assert "text in" not in words(read(client, "/en/events/retreat/"))
    assert "not translated yet" not in words(read(client, "/en/events/retreat/agenda/"))


def test_a_page_names_itself_in_every_language(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://events.example.org"
    event = make_event(slug="return")
    page = read(client, f"/fr/events/{event.slug}/")
    site = "https://events.example.org"
    assert f'<link rel="canonical" href="{site}/fr/events/return/">' in page
    for code in ("en", "fr", "es"):
        assert f'<link rel="alternate" hreflang="{code}" href="{site}/{code}/events/return/">' in page
    assert f'<link rel="alternate" hreflang="x-default" href="{site}/en/events/return/">' in page
    assert '<a href="/es/events/return/" hreflang="es" lang="es">' in page


def test_the_event_page_holds_every_fact_of_the_event(client: Client) -> None:
    series = Series.objects.create(slug="idm", title_en="International Dialogue on Migration")
    event = make_event(
        venue=make_venue(access_en="By the Pregny gate", address_en="14 avenue de la Paix"),
        working_languages=["en", "es", "fr"],
        interpretation_languages=["ar"],
        contact_en="Workshop team",
        contact_email="team@example.org",
        contact_phone="+41 22 000 00 00 / 535",
        website="www.example.org/return",
        attendance_en="more than 30",
        mode=Event.Mode.HYBRID,
        subtitle_en="A subtitle",
        description_en="A *description*",
        audience_en="Mayors",
        practical_information_en="Bring a badge",
    )
    event.countries.add(make_country("KE"))
    body = make_organisation(name_en="Host Ministry")
    EventOrganisation.objects.create(event=event, organisation=body, role="host", detail_en="of the page")
    SeriesEntry.objects.create(series=series, event=event, ordinal=2, year=2027, theme_en="Return Migration")
    Phase.objects.create(event=event, kind="online", title_en="Online phase", rule_en="two weeks later")
    make_document(event=event, label_en="Concept note")
    text = words(read(client, f"/en/events/{event.slug}/"))
    for fact in (
        "Palais des Nations, Geneva, Switzerland", "By the Pregny gate", "14 avenue de la Paix",
        "English, Spanish and French", "Arabic", "Workshop team", "team@example.org", "+41 22 000 00 00 / 535",
        "www.example.org/return", "more than 30", "Hybrid", "A subtitle", "description", "Mayors", "Bring a badge",
        "Kenya", "Host Ministry", "of the page", "International Dialogue on Migration", "no. 2", "2027",
        "Return Migration", "Online phase", "two weeks later", "Concept note", event.code,
    ):  # fmt: skip
        assert fact in text, fact


def test_the_room_stands_before_the_house_and_a_deadline_names_its_zone(client: Client) -> None:
    venue = make_venue()
    event = make_event(venue=venue, room=venue.rooms.create(name_en="Léman Hall"))
    make_settings(event, closes_at=datetime.datetime(2027, 6, 1, 16, tzinfo=datetime.UTC))
    text = words(read(client, f"/en/events/{event.slug}/"))
    assert "Léman Hall, Palais des Nations, Geneva, Switzerland" in text
    assert re.search(r"until 1 June 2027, 18:00 \(Europe/Zurich, UTC\+2\)", text)


def test_the_facts_for_search_engines_cannot_break_out_of_their_script(client: Client) -> None:
    event = make_event(title_en="</script><b>Return", venue=make_venue(), mode=Event.Mode.HYBRID)
    page = read(client, f"/en/events/{event.slug}/")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert block is not None
    facts = json.loads(block[1])
    assert facts["name"] == "</script><b>Return"
    assert [place["@type"] for place in facts["location"]] == ["Place", "VirtualLocation"]
    assert facts["eventStatus"] == "https://schema.org/EventScheduled"


# Agenda ---------------------------------------------------------------------------------------------------------------


def test_the_agenda_names_time_kind_room_people_function_and_body(client: Client) -> None:
    venue = make_venue()
    event = make_event(venue=venue, title_en="Return")
    room = venue.rooms.create(name_en="Room XVIII")
    session = make_session(event, title_en="Tools", room=room, kind=Session.Kind.PANEL, number="2")
    moderator = make_appearance(session, role="moderator", function_en="Regional Adviser")
    moderator.organisations.add(make_organisation(name_en="Ministry of Labour"))
    make_appearance(session, function_en="Director", country=make_country("MU"), topic_en="Opening remarks")
    publish_agendas()
    text = words(read(client, f"/en/events/{event.slug}/agenda/")).partition("Times are those")[2]
    order = [
        "Europe/Zurich, UTC+2", "Monday 14 June 2027", "10:00", "11:00", "panel 2", "Room XVIII", "Tools", "Moderator",
        "Regional Adviser, Ministry of Labour", "Speaker", "Director, Mauritius", "Opening remarks",
    ]  # fmt: skip
    places = [text.find(fact) for fact in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_the_agenda_reads_as_headings_and_lists(client: Client) -> None:
    event = make_event()
    session = make_session(event, title_en="Tools")
    make_session(event, start="", parent=session, title_en="General discussion")
    publish_agendas()
    page = read(client, f"/en/events/{event.slug}/agenda/")
    headings = re.findall(r"<(h\d)>(.*?)</h\d>", page, re.DOTALL)
    levels = [(level, re.sub(r"<[^>]+>", "", text).strip()) for level, text in headings]
    assert levels == [("h1", "Agenda"), ("h2", "Monday 14 June 2027"), ("h3", "Tools"), ("h4", "General discussion")]
    assert "<table" not in page


@pytest.mark.parametrize(("status", "words_shown"), [("provisional", "Provisional agenda"), ("final", "Final agenda")])
def test_the_agenda_says_whether_it_is_final(client: Client, status: str, words_shown: str) -> None:
    event = make_event()
    make_session(event)
    publish_agenda(event, status=status)
    assert words_shown in read(client, f"/en/events/{event.slug}/agenda/")


def test_an_agenda_without_days_offers_no_calendar_and_no_stars(client: Client) -> None:
    event = make_event()
    make_appearance(make_session(event, "", title_en="Some day"), speaker=make_speaker(slug="spoken"))
    publish_agenda(event)
    address = f"/en/events/{event.slug}/agenda/"
    for without in (read(client, address), read(client, "/en/speakers/spoken/")):
        assert ".ics" not in without
        assert "data-own=" not in without
    make_session(event, "", title_en="That day", day=event.starts_on)
    publish_agenda(event)
    assert "data-own=" in read(client, address)
    assert read(client, address).count("agenda.ics") == 3


@pytest.mark.parametrize("page", ["agenda/", "agenda/embedded/", "agenda/versions/", "speakers/", "documents/"])
def test_what_will_not_come_any_more_is_not_said_to_come(client: Client, page: str) -> None:
    for fields, is_yet in (
        ({}, True),
        ({"starts_on": "2020-06-14", "ends_on": None}, False),
        ({"status": "cancelled"}, False),
    ):
        event = make_event(**fields)
        text = words(read(client, f"/en/events/{event.slug}/{page}"))
        assert (" yet." in text) == is_yet
        assert ("for this meeting." in text) != is_yet


def test_an_item_without_a_day_beside_others_says_that_its_day_is_open(client: Client) -> None:
    event = make_event()
    make_session(event, start="", day=None)
    address = f"/en/events/{event.slug}/agenda/"
    publish_agendas()
    assert "Programme" in words(read(client, address)).partition("Times are those")[2]
    make_session(event)
    publish_agendas()
    assert words(read(client, address)).count("Day to be announced") == 2


def test_a_cancelled_item_stays_in_the_agenda_and_says_so_in_words(client: Client) -> None:
    session = make_session(title_en="Site visit", is_cancelled=True)
    publish_agendas()
    text = words(read(client, f"/en/events/{session.event.slug}/agenda/"))
    assert "Site visit" in text
    assert "Cancelled" in text


def test_what_is_open_is_to_be_confirmed_in_words(client: Client) -> None:
    session = make_session(is_to_be_confirmed=True)
    make_appearance(session, status="invited")
    publish_agendas()
    text = words(read(client, f"/en/events/{session.event.slug}/agenda/"))
    assert "To be confirmed" in text
    assert "to be confirmed" in text


def test_a_document_tells_language_type_and_size_and_one_without_file_its_label(client: Client) -> None:
    session = make_session()
    document = make_document(session=session, label_en="Presentation")
    row = DocumentFile(document=document, language="fr")
    row.file.save("tools.pdf", ContentFile(b"x" * 2048))
    make_document(session=session, label_en="Programme Structure")
    publish_agendas()
    text = words(read(client, f"/en/events/{session.event.slug}/agenda/"))
    assert re.search(r"Presentation French · PDF · 2.kB", text)
    assert "Programme Structure" in text


@pytest.mark.parametrize("page", ["", "agenda/", "documents/"])
def test_only_public_documents_are_shown(client: Client, page: str) -> None:
    event = make_event()
    session = make_session(event)
    appearance = make_appearance(session)
    later = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)
    for place in ({"event": event}, {"session": session}, {"appearance": appearance}):
        make_document(**place, label_en="For staff", audience=Document.Audience.STAFF)
        make_document(**place, label_en="For participants", audience=Document.Audience.PARTICIPANTS)
        make_document(**place, label_en="For later", published_from=later)
    publish_agendas()
    text = words(read(client, f"/en/events/{event.slug}/{page}"))
    assert not [label for label in ("For staff", "For participants", "For later") if label in text]


def test_the_documents_page_gathers_all_of_the_event(client: Client) -> None:
    event = make_event()
    session = make_session(event, title_en="Tools")
    make_document(event=event, label_en="Concept note")
    make_document(session=session, label_en="Recording")
    first = make_appearance(session)
    make_document(appearance=first, label_en="Bio")
    make_appearance(session, joint_with=first)
    make_document(appearance=first, label_en="Joint talk", kind=Document.Kind.JOINT_PRESENTATION)
    publish_agendas()
    text = words(read(client, f"/en/events/{event.slug}/documents/"))
    for label in ("Concept note", "Tools", "Recording", "Bio", "Joint talk"):
        assert label in text


def test_a_session_page_leads_to_its_neighbours_and_its_parent(client: Client) -> None:
    event = make_event()
    before = make_session(event, "09:00", "10:00", title_en="Before")
    session = make_session(event, "10:00", "11:00", title_en="Middle")
    part = make_session(event, start="", parent=session, title_en="Discussion")
    publish_agendas()
    page = read(client, session.get_absolute_url())
    assert f'rel="prev" href="{before.get_absolute_url()}"' in page
    assert f'rel="next" href="{part.get_absolute_url()}"' in page
    assert f'<a href="{session.get_absolute_url()}">Middle</a>' in read(client, part.get_absolute_url())


def test_speakers_stand_once_by_family_name_with_all_their_items(client: Client) -> None:
    event = make_event()
    first = make_appearance(make_session(event, title_en="One"), role="moderator")
    make_appearance(make_session(event, title_en="Two"), speaker=first.speaker)
    publish_agendas()
    page = read(client, f"/en/events/{event.slug}/speakers/")
    assert page.count('<h2 class="name">') == 1
    text = words(page)
    assert "Moderator: One" in text
    assert "Speaker: Two" in text
    french = read(client, f"/fr/events/{event.slug}/speakers/")
    assert "Modérateur/trice\u00a0:" in french


def test_who_declined_is_not_among_the_speakers(client: Client) -> None:
    appearance = make_appearance(status="declined")
    publish_agendas()
    assert str(appearance.speaker) not in read(client, f"/en/events/{appearance.session.event.slug}/speakers/")


# Cost -----------------------------------------------------------------------------------------------------------------


def fill(event: Event, rows: int) -> Session:
    """Sessions with everything that hangs on them."""
    for number in range(rows):
        session = make_session(event, room=event.venue.rooms.create(name_en="XVIII"))
        appearance = make_appearance(session, country=make_country("CV"))
        appearance.organisations.add(make_organisation(), make_organisation())
        make_appearance(session, joint_with=appearance)
        for place in ({"session": session}, {"appearance": appearance}, {"event": event}):
            document = make_document(**place)
            DocumentFile.objects.create(document=document, language="fr", url="https://example.org/note.pdf")
        make_session(event, start="", parent=session)
        EventOrganisation.objects.create(event=event, organisation=make_organisation(), role="partner")
        series = Series.objects.create(slug=f"series-{number}", title_en="Series")
        SeriesEntry.objects.create(series=series, event=event)
        Phase.objects.create(event=event, title_en="Phase", venue=event.venue)
        event.countries.add(make_country(("KE", "MU", "NL")[number % 3]))
    return session


QUERIES = {"": 7, "agenda/": 9, "speakers/": 7, "documents/": 11, "agenda.ics": 5, "event.ics": 1}


@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_costs_as_many_queries_for_many_rows_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    event = make_event(venue=make_venue())
    make_settings(event)
    session = fill(event, rows)
    publish_agendas()
    for page, queries in QUERIES.items():
        with django_assert_num_queries(queries, info=page):
            read(client, f"/fr/events/{event.slug}/{page}")
    with django_assert_num_queries(10, info="a session"):
        read(client, session.get_absolute_url())


def test_the_style_sheets_weigh_little(settings: Settings) -> None:
    folder = Path(settings.BASE_DIR) / "static" / "css"
    sheets = [folder / name for name in ("tokens.css", "pages.css")]  # grid.css is one page's alone
    assert sum(sheet.stat().st_size for sheet in sheets) < 33_000


def test_a_text_that_falls_back_to_a_language_of_another_direction_says_so(client: Client, settings: Settings) -> None:
    settings.LANGUAGES_BIDI = ["fr"]  # as if French were written from right to left
    event = make_event(title_en="", title_fr="Retour", description_fr="Le **détail**", description_en="", slug="x")
    page = client.get("/en/events/x/").content.decode()
    assert '<span lang="fr" dir="rtl">Retour</span>' in page
    assert '<div class="prose" lang="fr" dir="rtl">' in page
    event.title_en, event.title_fr = "Return", ""
    event.save()
    assert '<span lang="en" dir="ltr">Return</span>' in client.get("/fr/events/x/").content.decode()


def test_an_acronym_that_stands_in_the_name_is_not_said_again(client: Client) -> None:
    event = make_event(slug="x")
    fields = {"acronym_fr": "DDC", "acronym_en": "SDC", "name_en": "Swiss Agency"}
    body = make_organisation(name_fr="Direction suisse (DDC)", **fields)
    EventOrganisation.objects.create(event=event, organisation=body, role="funder")
    assert not re.search(r"\(DDC\)</a>\s*\(DDC\)", client.get("/fr/events/x/").content.decode())
    assert "(SDC)" in client.get("/en/events/x/").content.decode()


def test_the_hours_of_a_day_lead_to_what_begins_then(client: Client) -> None:
    event = make_event()
    first, twin, last = (make_session(event, start, "") for start in ("09:00", "09:00", "11:30"))
    make_session(event, "10:00", "")
    publish_agendas()
    page = client.get(f"/en/events/{event.slug}/agenda/").content.decode()
    hours = page.partition('class="hours"')[2].partition("</nav>")[0]
    assert hours.count("<li>") == 3
    assert f'href="#s{first.pk}"' in hours
    assert f'href="#s{twin.pk}"' not in hours
    assert hours.index("10:00") < hours.index(f'href="#s{last.pk}"')


def test_in_french_no_line_ends_before_a_high_sign_and_what_is_stored_keeps_its_spaces(client: Client) -> None:
    event = make_event(title_fr="Villes : quel climat ?", title_en="Cities : what?", description_fr="« Oui » ; `a : b`")
    page = client.get(event.get_absolute_url().replace("/en/", "/fr/")).content.decode()
    assert "Villes\u00a0: quel climat\u00a0?" in page
    assert "Villes :" not in page
    assert "«\u00a0Oui\u00a0»\u00a0; <code>a : b</code>" in unescape(page)
    event.refresh_from_db()
    assert event.title_fr == "Villes : quel climat ?"
    with override("en"):
        assert str(event) == "Cities : what?"


def test_what_staff_type_is_no_markup_in_the_lists_of_a_page(client: Client) -> None:
    typed, shown = "<b>\"x\" & 'y'</b>", "&lt;b&gt;&quot;x&quot; &amp; &#x27;y&#x27;&lt;/b&gt;"
    event = make_event(venue=make_venue())
    room = event.venue.rooms.create(name_en=typed)
    first = make_session(event, room=room, title_en=typed, number="<b>", kind="panel")
    make_session(event, room=event.venue.rooms.create(name_fr=typed), title_en="", title_fr=typed)
    speaker = make_speaker(given_name="Awa", family_name=typed, title="<b>")
    row = make_appearance(first, speaker=speaker, function_en=typed, topic_en=typed)
    row.organisations.add(make_organisation(name_en=f"{typed}{typed}"))
    document = make_document(session=first, label_en=typed)
    DocumentFile.objects.create(document=document, language="fr", url="https://example.org/?a=1&b=2")
    publish_agenda(event)
    addresses = [f"/en/events/{event.slug}/{page}" for page in ("agenda/", "agenda/by-room/", "speakers/")]
    for address in (*addresses, first.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "<b>" not in page, address
        assert shown in page, address
