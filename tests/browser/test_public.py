"""The public pages in a real browser: accessible, light, whole without scripts, in every language and colour scheme."""

import datetime
import gzip
import io
import itertools
import re
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, Response, expect
from pypdf import PdfReader

from events.models import (
    Appearance,
    Document,
    DocumentFile,
    Event,
    EventOrganisation,
    Phase,
    Series,
    SeriesEntry,
    Session,
)
from identity.models import Identity
from speakers.models import Organisation, Speaker
from tests.conftest import NewPage
from tests.factories import (
    make_appearance,
    make_country,
    make_document,
    make_event,
    make_organisation,
    make_session,
    make_settings,
    make_speaker,
    make_venue,
    publish_agenda,
)

AssertAccessible = Callable[[Page], None]

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><path d="M0 0h90v60H0"/></svg>'
PHONE = {"width": 360, "height": 740}
PAGES = [
    "", "?q=retour", "?q=zzz", "events/", "events/?kind=workshop", "events/return/", "events/return/agenda/",
    "events/return/agenda/versions/", "events/return/agenda/versions/1/", "events/return/agenda/by-room/",
    "events/return/speakers/", "events/return/documents/", "events/off/", "series/idm/", "speakers/spoken/",
    "organisations/body/", "speakers/", "organisations/", "privacy/", "r/", "r/sent/", "no/such/page/",
]  # fmt: skip


@pytest.fixture
def programme(house: Identity) -> Session:
    """An event with everything that a page can show, one that is called off, a series; of a house with a logo."""
    house.accent = ""  # tests/identity/test_colours.py reckons what follows from another
    house.logo.save("logo.svg", ContentFile(DRAWING))
    venue = make_venue(access_en="By the gate")
    event = make_event(
        slug="return", title_en="Return", title_fr="Retour", summary_en="Two days", description_en="*Much*",
        venue=venue, working_languages=["en", "fr"], contact_email="team@example.org", website="www.example.org",
        mode="hybrid", starts_on="2090-06-14", ends_on="2090-06-15",
    )  # fmt: skip
    event.image_alt_en, event.map_url = "The lake", "https://map.example.org/"
    event.image.save("lake.svg", ContentFile(DRAWING))
    event.refresh_from_db()
    make_settings(event)
    make_event(slug="off", status=Event.Status.CANCELLED)
    body = make_organisation(slug="body", name_en="Ministry of Labour", acronym_en="MoL")
    EventOrganisation.objects.create(event=event, organisation=body)
    series = Series.objects.create(slug="idm", title_en="Dialogue", since=2001)
    SeriesEntry.objects.create(series=series, event=event, ordinal=1, year=2027, theme_en="Return")
    Phase.objects.create(event=event, title_en="Online", rule_en="two weeks later")
    session = make_session(event, number="I", room=venue.rooms.create(name_en="XVIII"), description_en="Which? Why?")
    make_session(event, start="", parent=session, kind=Session.Kind.DISCUSSION)
    publish_agenda(event)
    make_session(event, "11:00", "11:30", kind=Session.Kind.BREAK)
    make_session(event, "12:00", "13:00", is_cancelled=True)
    make_session(event, "14:00", "15:00", is_to_be_confirmed=True)
    make_session(event, "14:30", "15:00", room=venue.rooms.create(name_en="XIX"))
    make_session(event, start="", day="2090-06-15")
    speaker = make_speaker(slug="spoken", bio_en="Born in 1970")
    moderator = make_appearance(session, speaker=speaker, role="moderator", country=make_country())
    moderator.organisations.add(body)
    first = make_appearance(session, status="invited", topic_en="Remarks")
    make_appearance(session, joint_with=first)
    document = make_document(appearance=first, kind="joint-presentation")
    DocumentFile(document=document, language="fr").file.save("joint.pdf", ContentFile(b"x" * 2000))
    make_document(event=event, label_en="Agenda")
    make_document(session=session, label_en="Recording")
    publish_agenda(event, note={"en": "Two items are new."})
    return session


def test_every_page_is_accessible(new_page: NewPage, assert_accessible: AssertAccessible, programme: Session) -> None:
    """Each once, in one of the languages."""
    page = new_page()
    addresses, languages = [*PAGES, f"events/return/sessions/{programme.pk}/"], itertools.cycle(["fr", "en", "es"])
    for address, language in zip(addresses, languages, strict=False):
        response = page.goto(f"/{language}/{address}")
        assert response is not None
        assert response.status == (404 if address in ("r/sent/", "no/such/page/") else 200), address
        assert_accessible(page)


def assert_nothing_scrolls_sideways(page: Page, programme: Session, widths: list[int]) -> None:
    """On no public page, in French, at none of these widths."""
    for address in [*PAGES, f"events/return/sessions/{programme.pk}/"]:
        page.set_viewport_size({"width": widths[0], "height": 740})
        page.goto(f"/fr/{address}")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


def test_no_page_scrolls_sideways(page: Page, programme: Session) -> None:
    assert_nothing_scrolls_sideways(page, programme, [320, 360, 768, 1280])


def test_a_grid_of_many_rooms_scrolls_by_itself(page: Page, transactional_db: None) -> None:
    event = make_event(slug="rooms", venue=make_venue())
    for number in range(12):
        make_session(event, title_en=f"Panel {number}", room=event.venue.rooms.create(name_en=f"Room {number}"))
    publish_agenda(event)
    page.goto("/en/events/rooms/agenda/by-room/")
    for width in (768, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.locator(".grid").evaluate("grid => grid.scrollWidth > grid.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_wide_logo_leaves_the_head_in_one_line(new_page: NewPage, house: Identity) -> None:
    house.logo.save("wide.svg", ContentFile(DRAWING.replace(b"0 0 90 60", b"0 0 900 60")))
    page = new_page(viewport=PHONE)
    page.goto("/fr/")
    middles = [page.locator(part).bounding_box() for part in (".site-head .brand", ".site-head .languages")]
    top, bottom = (box["y"] + box["height"] / 2 for box in middles if box is not None)
    assert abs(top - bottom) < 8


def test_one_long_word_widens_no_page(page: Page, programme: Session) -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel" * 2
    website = f"https://example.org/{'y' * 90}"
    event, body = programme.event, Organisation.objects.get(slug="body")
    for text in ("title", "subtitle", "summary", "audience", "contact"):
        setattr(event, f"{text}_fr", word)
    event.description_fr = f"## {word}\n\n- {website}\n\n```\n{word}\n```"
    event.website, body.website, body.name_fr = website[:190], website[:190], word
    event.save()
    body.save()
    programme.title_fr = programme.description_fr = word
    programme.save()
    Appearance.objects.update(function_fr=word)
    publish_agenda(event)
    Document.objects.update(label_fr=word)
    Speaker.objects.filter(slug="spoken").update(family_name=word[:100], bio_fr=word)
    assert_nothing_scrolls_sideways(page, programme, [360, 768])


def test_hours_past_midnight_and_items_without_hours_stand_in_their_columns(page: Page, programme: Session) -> None:
    programme.starts_at = datetime.datetime(2090, 9, 27, 22, tzinfo=programme.event.zone)
    programme.ends_at = programme.starts_at + datetime.timedelta(hours=4)
    programme.save()
    publish_agenda(programme.event)
    page.goto("/en/events/return/agenda/")
    for width, medium in ((360, "screen"), (768, "screen"), (1280, "screen"), (794, "print")):
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(media=medium)
        places = [
            page.locator(found).bounding_box() or {}
            for found in (
                f"#s{programme.pk} > .item-time .to",
                f"#s{programme.pk} > .item-body",
                ".day > ol > .item:not(:has(> .item-time)) > .item-body",
            )
        ]
        night, body, without = places
        assert night["x"] + night["width"] <= body["x"] or night["y"] + night["height"] <= body["y"]
        assert without["x"] == body["x"]


def test_the_agenda_is_whole_without_scripts(new_page: NewPage, programme: Session) -> None:
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto("/fr/events/return/agenda/")
    assert page.get_by_role("heading", level=2).count() == 2
    assert page.locator(".item").count() == 7
    assert not page.get_by_role("button").count()


def test_a_search_works_by_keyboard_and_without_scripts(new_page: NewPage, programme: Session) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/fr/")
    page.get_by_role("searchbox").fill("retour")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=3).get_by_role("link", name="Retour")).to_be_visible()


def test_the_first_tab_skips_to_the_content(page: Page, programme: Session) -> None:
    page.goto("/en/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_language_switch_stays_on_the_page(page: Page, programme: Session) -> None:
    page.goto("/fr/events/return/agenda/")
    page.get_by_role("link", name="ES", exact=True).click()
    expect(page).to_have_url(re.compile(r"/es/events/return/agenda/$"))
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_no_public_page_sets_a_cookie(page: Page, programme: Session) -> None:
    for address in PAGES:
        page.goto(f"/fr/{address}")
    assert page.context.cookies() == []


def test_nothing_is_offered_to_who_lives_by_the_events_clock(new_page: NewPage, programme: Session) -> None:
    page = new_page(timezone_id="Europe/Paris")
    page.goto("/en/events/return/agenda/")
    assert page.locator("[data-own-time]").is_hidden()


def test_what_is_on_now_is_marked_in_words(new_page: NewPage, programme: Session) -> None:
    page = new_page(timezone_id="Europe/Zurich")
    page.clock.set_fixed_time("2090-06-14T08:30:00Z")
    page.goto("/en/events/return/agenda/")
    assert page.locator(".item-now").count() == 1
    assert page.locator(".item-now > .item-time").get_attribute("data-now") == "now"


def test_on_paper_the_agenda_stands_alone(page: Page, programme: Session) -> None:
    page.goto("/en/events/return/agenda/")
    lines = "links => links.map(link => getComputedStyle(link).textDecorationLine)"
    assert "none" not in page.locator(".item h3 a").evaluate_all(lines), "on the screen titles look like links"
    assert page.locator("[data-print]").is_visible(), "a button prints it"
    page.set_viewport_size(PHONE)
    assert page.locator(".hours").first.evaluate("hours => getComputedStyle(hours).position") == "sticky"
    edges = "links => links.map(link => link.getBoundingClientRect().right)"
    assert max(page.locator(".tabs a").evaluate_all(edges)) <= PHONE["width"], "all tabs are in view"
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("[data-printed-on]").is_visible()
    breaks = "items => items.map(item => getComputedStyle(item).breakInside)"
    assert set(page.locator(".day > ol > .item").evaluate_all(breaks)) == {"avoid"}
    assert page.get_by_role("heading", name="Agenda", exact=True).is_visible()
    for furniture in (".site-nav", ".languages", ".tabs", ".days", ".site-foot", ".button"):
        assert page.locator(furniture).first.is_hidden(), furniture


def test_on_a_phone_what_has_the_focus_is_not_below_the_strips(new_page: NewPage, transactional_db: None) -> None:
    event = make_event(slug="strips", starts_on="2090-06-14", ends_on="2090-06-15")
    for day, hour in itertools.product((14, 15), range(8, 18)):
        start = datetime.datetime(2090, 6, day, hour, tzinfo=event.zone)
        make_appearance(make_session(event, "", title_en=f"Panel {day}/{hour}", starts_at=start))
    publish_agenda(event)
    page = new_page(viewport=PHONE)
    page.goto("/en/events/strips/agenda/")
    page.get_by_role("link", name="Panel 14/17").focus()
    strips = page.locator(".hours").first.evaluate("hours => hours.getBoundingClientRect().bottom")
    kept = page.evaluate("parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockStart)")
    assert 0 < strips <= kept, "where a browser scrolls to, nothing lies over it"


def test_on_paper_no_page_ends_between_the_head_of_an_item_and_its_people(page: Page, transactional_db: None) -> None:
    event = make_event(slug="paper", starts_on="2090-06-14", ends_on="2090-06-15")
    for number, (day, hour) in enumerate(itertools.product((14, 15), range(8, 18))):
        start = datetime.datetime(2090, 6, day, hour, tzinfo=event.zone)
        end = start + datetime.timedelta(minutes=50)
        panel = make_session(event, "", title_en=f"Begin{number}", kind="panel", starts_at=start, ends_at=end)
        for place in range(2 + number % 5):
            make_appearance(panel, speaker=make_speaker(family_name=f"Person{number}x{place}"), position=place)
        make_session(event, "", title_en="Discussion", parent=panel, kind="discussion", day=start.date())
        make_session(event, "", title_en="Coffee", kind="break", starts_at=end)
    publish_agenda(event)
    page.goto("/en/events/paper/agenda/")
    pages = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    assert len(pages) > 3
    numbers = [re.findall(rf"(\d+) / {len(pages)}\b", sheet)[-1:] for sheet in pages]
    assert numbers == [[str(number)] for number in range(1, len(pages) + 1)]
    for number in range(20):
        [where] = [sheet for sheet in pages if re.search(rf"Begin{number}\b", sheet)]
        for place in range(2 + number % 5):
            assert f"Person{number}x{place}" in where
    for sheet in pages:
        assert not re.search(r"June 2090\s*$", sheet), "a heading of a day has something below it"


def test_a_long_agenda_arrives_in_few_requests_and_few_bytes(page: Page) -> None:
    event = make_event(slug="long")
    hour, text = datetime.datetime(2027, 6, 14, 8, tzinfo=datetime.UTC), "what does return bring, and to whom?"
    sessions = Session.objects.bulk_create(
        Session(event=event, title_en=f"Session {number}", starts_at=hour, description_en=f"Question {number}: {text}")
        for number in range(200)
    )
    speakers = Speaker.objects.bulk_create(
        Speaker(slug=f"speaker-{number}", given_name="Awa", family_name=f"Traoré-Lohoré {number}")
        for number in range(400)
    )
    Appearance.objects.bulk_create(
        Appearance(
            session=sessions[number // 2],
            speaker=speaker,
            function_en=f"Director {number // 2}, Ministry of Labour and Social Affairs",
        )
        for number, speaker in enumerate(speakers)
    )
    publish_agenda(event)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/en/events/long/agenda/")
    page.wait_for_load_state("networkidle")
    assert page.locator(".item").count() == 200
    assert len(answers) <= 6
    assert sum(len(gzip.compress(answer.body())) for answer in answers) < 60_000
