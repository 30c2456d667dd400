"""One's own agenda in the browser: stars, what is found as one types, the calendar, now and next."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from events.models import Event
from tests.conftest import NewPage
from tests.factories import make_appearance, make_event, make_session, make_speaker, make_venue, publish_agenda

AssertAccessible = Callable[[Page], None]
ADDRESS = "/en/events/return/agenda/"


@pytest.fixture
def event(transactional_db: None) -> Event:
    """Three items on a day, one with a part, and one on the next day."""
    venue = make_venue()
    event = make_event(slug="return", venue=venue, starts_on="2090-06-14", ends_on="2090-06-15")
    opening = make_session(event, "10:00", "11:00", title_en="Opening")
    make_appearance(opening, speaker=make_speaker(given_name="José", family_name="Núñez"))
    make_session(event, "", title_en="General discussion", parent=opening, kind="discussion", day=event.starts_on)
    make_session(event, "11:00", "11:30", title_en="Coffee", kind="break")
    room = venue.rooms.create(name_en="Jura Room")
    funds = make_session(event, "11:30", "12:30", title_en="Funds for towns", room=room)
    make_appearance(funds, speaker=make_speaker(given_name="Kouassi", family_name="N’Goran"))
    later = datetime.datetime(2090, 6, 15, 9, tzinfo=event.zone)
    make_session(event, "", title_en="Wrap-up", starts_at=later)
    publish_agenda(event)
    return event


def shown(page: Page) -> list[str]:
    """Titles of the items in view."""
    titles = page.locator(".day > ol > .item > .item-body > h3").all()
    return [title.inner_text().strip() for title in titles if title.is_visible()]


def test_stars_and_words_choose_what_is_shown_printed_and_exported(
    page: Page, event: Event, assert_accessible: AssertAccessible, tmp_path: Path
) -> None:
    page.goto(ADDRESS)
    box = page.get_by_role("searchbox", name="Find in this agenda")
    for words, found in (("nunez", ["Opening"]), ("JURA room", ["Funds for towns"]), ("discussion", ["Opening"]),
        ("ngoran", ["Funds for towns"]), ("“N'Goran”", ["Funds for towns"])):  # fmt: skip
        box.fill(words)
        assert shown(page) == found
    expect(page.locator("[data-found]")).to_have_text("1 of 4 items")
    box.fill("zebra")
    expect(page.locator("[data-found]")).to_have_text("Nothing in this agenda has these words.")
    assert not page.locator(".day:visible").count(), "a part hidden with its item keeps no heading of a day"
    box.fill("")
    assert len(shown(page)) == 4

    mine = page.get_by_role("checkbox", name=re.compile("Only my agenda"))
    mine.check()
    expect(page.locator("[data-found]")).to_contain_text("You have no starred item yet")
    mine.uncheck()
    assert page.locator("[data-calendar]").is_hidden()
    page.get_by_role("button", name="In my agenda: Funds for towns").click()
    page.get_by_role("button", name="In my agenda: General discussion").click()
    page.reload()
    star = page.get_by_role("button", name="In my agenda: Funds for towns")
    expect(star).to_have_attribute("aria-pressed", "true")
    mine.check()
    assert shown(page) == ["Opening", "Funds for towns"]
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="My agenda for the calendar").click()
    download.value.save_as(tmp_path / "mine.ics")
    entries = Calendar.from_ical((tmp_path / "mine.ics").read_bytes()).walk("VEVENT")
    titles = [str(entry["SUMMARY"]) for entry in entries]
    assert titles == ["Opening", "Funds for towns"], "a part without hours is told in what it stands within"
    page.route("**/agenda.ics", lambda route: route.abort())
    page.get_by_role("button", name="My agenda for the calendar").click()
    expect(page.locator("[data-found]")).to_contain_text("could not be fetched")
    page.unroute("**/agenda.ics")
    box.fill("")
    box.dispatch_event("input")
    page.emulate_media(media="print")
    assert shown(page) == ["Opening", "Funds for towns"]
    assert page.get_by_text("2 of 4 items").is_visible(), "paper says that it is a selection"
    page.emulate_media(media="screen")
    star.click()
    assert shown(page) == ["Opening"]
    expect(mine).to_be_focused()
    assert page.context.cookies() == []


def test_what_is_on_and_what_comes_next_is_said_with_both_times(new_page: NewPage, event: Event) -> None:
    page = new_page(timezone_id="Pacific/Auckland")
    page.clock.set_fixed_time("2090-06-14T08:30:00Z")
    page.goto(ADDRESS)
    expect(page.locator("[data-on=now]")).to_have_text(re.compile(r"Now:\s+Opening"))
    expect(page.locator("[data-on=next]")).to_have_text(re.compile(r"Next:\s+Coffee \(11:00\)"))
    page.locator("[data-own-time]").click()
    rows = page.locator(".item-time")
    assert rows.nth(0).inner_text().split("\n") == ["10:00–11:00", "20:00–21:00"]
    assert rows.nth(3).inner_text().split("\n") == ["09:00", "19:00"]
    expect(page.locator("[data-zone]")).to_contain_text("in small, yours: Pacific/Auckland")
    page.emulate_media(media="print")
    for row in page.locator(".day > ol > .item:has(> .item-time)").all():
        item, time = row.bounding_box() or {}, row.locator("> .item-time").bounding_box() or {}
        assert time["y"] + time["height"] <= item["y"] + item["height"], "an item has room for both"
    page.emulate_media(media="screen")
    page.locator("[data-own-time]").click()
    assert rows.nth(0).inner_text() == "10:00–11:00"
    page.clock.set_fixed_time("2090-06-20T08:30:00Z")
    page.reload()
    assert page.locator("[data-now-next]").is_hidden()


def test_what_has_no_day_is_said_to_be_in_no_calendar(page: Page, event: Event) -> None:
    make_session(event, "", title_en="Visit to be fixed")
    publish_agenda(event)
    page.goto(ADDRESS)
    page.get_by_role("button", name="In my agenda: Coffee").click()
    page.get_by_role("button", name="In my agenda: Visit to be fixed").click()
    with page.expect_download():
        page.get_by_role("button", name="My agenda for the calendar").click()
    expect(page.locator("[data-found]")).to_have_text("Not in the file, since they have no day yet: Visit to be fixed")


def test_all_that_runs_beside_each_other_is_named_but_not_what_is_called_off(page: Page, event: Event) -> None:
    make_session(event, "10:15", "11:00", title_en="Side event")
    make_session(event, "10:00", "11:00", title_en="Withdrawn", is_cancelled=True)
    make_session(event, "11:00", "11:30", title_en="Visit")
    publish_agenda(event)
    page.clock.set_fixed_time("2090-06-14T08:30:00Z")
    page.goto(ADDRESS)
    expect(page.locator("[data-on=now]")).to_have_text(re.compile(r"Now:\s+Opening · Side event$"))
    expect(page.locator("[data-on=next]")).to_have_text(re.compile(r"Next:\s+Coffee · Visit \(11:00\)$"))
    hashes = [link.get_attribute("href") for link in page.locator("[data-now-next] a").all()]
    assert len(set(hashes)) == 4
    assert page.locator(".item-now").count() == 2


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_nothing_runs_at_a_meeting_that_is_called_off(page: Page, event: Event, status: str) -> None:
    event.status = status
    event.save()
    page.clock.set_fixed_time("2090-06-14T08:30:00Z")
    page.goto(ADDRESS)
    expect(page.get_by_role("button", name="In my agenda: Coffee")).to_be_visible()
    assert page.locator("[data-now-next]").is_hidden()
    assert page.locator(".item-now").count() == 0


def test_a_browser_that_keeps_nothing_still_filters(new_page: NewPage, event: Event) -> None:
    page = new_page()
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})")
    page.goto(ADDRESS)
    page.get_by_role("button", name="In my agenda: Coffee").click()
    page.get_by_role("checkbox", name=re.compile("Only my agenda")).check()
    assert shown(page) == ["Coffee"]
