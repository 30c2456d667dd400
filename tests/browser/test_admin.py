"""The secretariat in a real browser: an event from nothing to the public page, by people who are no developers."""

import itertools
import re

import pytest
from playwright.sync_api import Page, Route, expect

from events.models import Event, Room, Session
from mailings.actions import mailings
from speakers.models import Speaker
from tests.accessibility import assert_accessible
from tests.browser.signing_in import sign_in
from tests.conftest import NewPage
from tests.factories import (
    make_appearance,
    make_category,
    make_document,
    make_event,
    make_mailing,
    make_organisation,
    make_question,
    make_registration,
    make_session,
    make_settings,
    make_speaker,
    make_staff,
    make_venue,
    publish_agenda,
)

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page: Page) -> Page:
    sign_in(page, make_staff(is_superuser=True))
    return page


@pytest.fixture
def desk(new_page: NewPage) -> Page:
    return log_in(new_page(locale="en", viewport={"width": 1280, "height": 900}))


@pytest.fixture
def event() -> Event:
    """An event with everything that its screen can show."""
    event = make_event(venue=make_venue(), title_es="", working_languages=["es"])
    Room.objects.create(venue=event.venue, name_en="Room XVII")
    make_settings(event)
    event.roles.create(organisation=make_organisation())
    first = make_session(event, "10:00", "11:00")
    make_appearance(first, speaker=make_speaker(given_name="Awa", family_name="Traoré"))
    make_session(event, "", day=event.starts_on, parent=first, kind="discussion")
    make_session(event, "11:00", "12:00")
    make_document(event=event)
    make_session(event, "15:00", "16:00").delete()
    make_registration(event, state="approved")
    make_mailing(event)
    mailings.release(released := make_mailing(event), make_staff(), released.updated_at)
    publish_agenda(event)
    return event


def choose(page: Page, box: str, words: str) -> None:
    """Look something up by the keyboard alone."""
    page.locator(box).last.click()
    page.locator(box).last.press_sequentially(words)
    expect(page.get_by_role("option", name=words)).to_be_visible()
    page.keyboard.press("Enter")


def test_an_event_is_made_from_nothing_and_published(desk: Page) -> None:
    make_speaker(given_name="José", family_name="Álvarez", slug="jose-alvarez")
    make_venue(name_en="Palais", city_en="Geneva")
    desk.goto("/admin/")
    desk.get_by_role("link", name="New event").click()
    desk.fill("#id_title_en", "Return and reintegration")
    desk.fill("#id_title_fr", "Retour et réintégration")
    desk.fill("#id_code", "RR-2027")
    desk.fill("#id_starts_on", "2027-06-14")
    assert desk.input_value("#id_ends_on") == "2027-06-14"
    assert desk.is_checked("input[name=working_languages][value=fr]")
    desk.fill("#id_ends_on", "2027-06-15")
    desk.evaluate("opened = []; open = (address) => opened.push(address) && { focus() {}, closed: false }; null")
    desk.locator("#add_id_venue").click()
    assert len(desk.evaluate("opened")) == 1  # one window for a new venue, and no other
    choose(desk, "#id_venue-input", "Palais")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".event-head h1")).to_have_text("Return and reintegration")

    desk.locator(".sections").get_by_role("link", name="Agenda").click()
    expect(desk.locator(".days a[aria-current]")).to_contain_text("14")
    first = desk.locator("tbody.item").last
    first.get_by_role("link", name="Line-up and details").click()
    expect(first.get_by_label("Description – English")).to_be_visible()
    first.get_by_label("Start").fill("930")
    first.get_by_label("End").fill("10:30")
    first.get_by_label("Title – English").fill("Opening")
    first.get_by_label("Title – French").fill("Ouverture")
    desk.get_by_role("button", name="Add an item").click()
    second = desk.locator("tbody.item").last
    assert second.get_by_label("Start").input_value() == "10:30"
    second.get_by_label("End").fill("11h30")
    second.get_by_label("Title – English").fill("First session")
    expect(second.get_by_role("link", name="Line-up and details")).to_have_attribute("aria-expanded", "false")
    second.get_by_role("link", name="Line-up and details").click()
    expect(second.get_by_role("link", name="Line-up and details")).to_have_attribute("aria-expanded", "true")
    choose(desk, ".person-name input", "Álvarez")
    second.get_by_label("Function as printed – English").fill("Director of Labour")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist")).to_contain_text("2 items have been saved")
    expect(desk.locator("tbody.item").nth(1)).to_contain_text("José Álvarez")

    desk.locator(".sections").get_by_role("link", name="Basics").click()
    desk.select_option("#id_status", "published")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".event-facts .tag").first).to_have_text("Published")
    desk.goto("/fr/events/return-and-reintegration/agenda/")
    expect(desk.locator("main")).to_contain_text("Ouverture")
    expect(desk.locator("main")).to_contain_text("09:30")
    expect(desk.locator("main")).to_contain_text("José Álvarez")
    assert Session.objects.get(title_en="First session").appearances.get().function_en == "Director of Labour"


def double_click(page: Page, button: str, then: str) -> None:
    """Twice before the answer to the first is there: it is held back, for else the second may meet the next page."""
    posts: list[Route] = []
    is_held = True

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            posts.append(route)
        if route.request.method != "POST" or not is_held:
            route.continue_()

    page.route("**/admin/**", hold)
    page.get_by_role("button", name=button).dblclick(no_wait_after=True)
    while not posts:
        page.wait_for_timeout(20)
    is_held = False
    posts[0].continue_()
    expect(page.locator(then)).to_be_visible()
    assert len(posts) == 1


def test_a_double_click_makes_nothing_twice(desk: Page, event: Event) -> None:
    desk.goto("/admin/events/event/add/")
    desk.fill("#id_title_en", "Return and reintegration")
    desk.fill("#id_code", "RR-2027")
    double_click(desk, "Save", ".event-head h1")
    expect(desk.locator(".event-head h1")).to_have_text("Return and reintegration")
    desk.goto(f"/admin/events/event/{event.pk}/agenda/")
    before = desk.locator("tbody.item").count()
    desk.get_by_role("button", name="Add an item").click()
    desk.locator("tbody.item").last.get_by_label("Title – English").fill("Only once")
    double_click(desk, "Save", ".messagelist")
    expect(desk.locator(".messagelist")).to_contain_text("1 item has been saved")
    expect(desk.locator("tbody.item")).to_have_count(before + 1)  # a script takes the empty one away
    assert Session.objects.filter(title_en="Only once").count() == 1


def test_the_agenda_is_edited_by_the_keyboard(desk: Page, event: Event) -> None:
    desk.goto(f"/admin/events/event/{event.pk}/agenda/")
    titles = list(event.sessions.in_agenda_order().values_list("title_en", flat=True))
    last = desk.locator("tbody.item").last
    last.get_by_label("Start").fill("11 a.m.")
    last.get_by_label("End").fill("1230")
    last.get_by_label("Title – English").press("Alt+ArrowUp")
    hours = [
        [row.get_by_label(name).input_value() for name in ("Start", "End")] for row in desk.locator("tbody.item").all()
    ]
    assert hours == [["10:00", "11:30"], ["11:30", "12:30"], ["", ""]], (
        "they exchange their hours, each as long as it was"
    )
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist")).to_contain_text("2 items have been saved")
    assert list(event.sessions.in_agenda_order().values_list("title_en", flat=True)) == [
        titles[1],
        titles[0],
        titles[2],
    ]
    within = desk.locator("tbody.item").last
    expect(within.get_by_role("button", name="Move down")).to_be_hidden()
    over_the_border = within.get_by_role("button", name="Move up")
    expect(over_the_border).to_be_visible()
    within.get_by_label("Start").fill("1145")
    within.get_by_label("Title – English").press("Alt+ArrowUp")
    expect(over_the_border).to_be_hidden()
    assert desk.locator("tbody.item").last.get_by_label("Start").input_value() == "1145", (
        "with its hour it stays within"
    )
    within.get_by_label("Start").fill("")
    desk.get_by_role("button", name="Add an item").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.type("13:00")
    desk.keyboard.press("Tab")
    desk.keyboard.type("14:00")
    new = desk.locator("tbody.item").last
    assert (new.get_by_label("Start").input_value(), new.get_by_label("End").input_value()) == ("13:00", "14:00")


def test_a_new_row_that_nobody_touched_is_no_item_and_its_start_is_proposed(desk: Page, event: Event) -> None:
    desk.goto(f"/admin/events/event/{event.pk}/agenda/")
    last = desk.locator("tbody.item").last
    last.get_by_label("Start").fill("18:00")
    last.get_by_label("End").fill("19:30")
    add = desk.get_by_role("button", name="Add an item")
    add.click()
    new = desk.locator("tbody.item").last
    expect(new.get_by_label("Start")).to_have_value("19:30")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist")).to_contain_text("1 item has been saved")
    assert event.sessions.count() == 3
    add.click()
    new.get_by_label("Title – English").fill("Reception")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist")).to_contain_text("1 item has been saved")
    assert f"{event.sessions.get(title_en='Reception').local_start:%H:%M}" == "19:30"


def test_an_error_in_the_agenda_keeps_what_was_typed(desk: Page, event: Event) -> None:
    desk.goto(f"/admin/events/event/{event.pk}/agenda/")
    row = desk.locator("tbody.item").first
    row.get_by_role("link", name="Line-up and details").click()
    row.get_by_label("Function as printed – French").last.fill("Directrice")
    row.get_by_label("End").fill("07:00")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_role("alert")).to_be_focused()
    row = desk.locator("tbody.item").first
    expect(row).to_contain_text("The end must be after the start.")
    assert row.get_by_label("Function as printed – French").nth(1).input_value() == "Directrice"
    assert row.get_by_label("End").input_value() == "07:00"


def test_the_agenda_works_without_a_script(new_page: NewPage, event: Event) -> None:
    page = log_in(new_page(java_script_enabled=False, viewport={"width": 1280, "height": 900}))
    page.goto(f"/admin/events/event/{event.pk}/agenda/")
    row = page.locator("tbody.item").last
    row.get_by_label("Start").fill("15:00")
    row.get_by_label("Title – English").fill("Typed without a script")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("1 item has been saved")
    page.get_by_role("link", name="Line-up and details").first.click()
    page.get_by_label("Function as printed – Spanish").first.fill("Directora")
    page.get_by_role("button", name="Save", exact=True).click()
    assert event.sessions.get(title_en="Typed without a script").local_start.hour == 15
    assert Speaker.objects.get().appearances.get().function_es == "Directora"


def test_a_language_can_be_hidden_and_missing_texts_are_marked(desk: Page, event: Event) -> None:
    desk.goto(f"/admin/events/event/{event.pk}/change/")
    box = desk.locator(".texts").first.locator("[data-language=es]")
    expect(box.locator(".text-missing")).to_be_visible()
    desk.fill("#id_title_es", "Taller")
    expect(box.locator(".text-missing")).to_be_hidden()
    desk.locator("[data-language-filter] input[value=es]").uncheck()
    expect(box).to_be_hidden()


def test_a_file_is_looked_at_before_it_is_imported(desk: Page) -> None:
    make_organisation(slug="un", name_en="UN")
    desk.goto("/admin/speakers/organisation/import/")
    content = b"slug;name_en\nun;United Nations\niom;IOM\n"
    desk.set_input_files("#id_import_file", {"name": "bodies.csv", "mimeType": "text/csv", "buffer": content})
    desk.get_by_role("button", name="Look at the changes").click()
    expect(desk.locator("ins").first).to_have_text("United Nations")
    desk.get_by_role("button", name="Import all of it").click()
    expect(desk.locator(".messagelist")).to_contain_text("1 new, 1 changed, 0 as they were")


def pages_of(event: Event) -> list[str]:
    session = event.sessions.first()
    return [
        "", "events/event/", "events/session/", "speakers/organisation/", f"events/event/{event.pk}/change/",
        f"events/event/{event.pk}/change/#texts", f"events/event/{event.pk}/change/#people",
        f"events/event/{event.pk}/change/#documents",
        f"events/event/{event.pk}/agenda/publish/",
        f"events/event/{event.pk}/agenda/?open={session.pk if session else 0}",
        f"events/event/{event.pk}/agenda/paste/",
        f"events/event/{event.pk}/history/", f"events/event/{event.pk}/copy/", "events/document/add/",
        f"events/venue/{event.venue_id}/change/", "password_change/", "speakers/speaker/add/",
        "speakers/organisation/import/", "speakers/organisation/export/", "identity/identity/add/",
        "search/?q=awa", "search/?q=zzz", "guide/programme/", "mailings/mailing/",
        f"mailings/mailing/add/?event={event.pk}", "events/session/removed/",
        *(f"mailings/mailing/{row.pk}/{page}/" for row in event.mailings.all() for page in ("change", "page")),
    ]  # fmt: skip


def test_every_page_is_accessible(new_page: NewPage, event: Event) -> None:
    """Each once, in one of the languages."""
    page = new_page(viewport={"width": 1280, "height": 900})
    languages = itertools.cycle(["fr", "en", "es"])
    page.goto("/admin/login/")
    assert_accessible(page)
    log_in(page)
    for path, language in zip(pages_of(event), languages, strict=False):
        page.set_extra_http_headers({"Accept-Language": language})
        page.goto(f"/admin/{path}")
        if "#" in path:  # of the page that is there already
            page.reload()
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert_accessible(page, is_known_in_dark="#" in path)


def test_a_pasted_agenda_is_taken_over_on_a_telephone_without_a_script(new_page: NewPage, event: Event) -> None:
    page = log_in(new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False))
    page.goto(f"/admin/events/event/{event.pk}/agenda/paste/")
    function = "Director of the Department of Water, Forests and Everything Else, Ministry of the Interior"
    make_speaker(given_name="Ana", family_name="Ruiz", function_en=function)
    text = f"Forum\n09:00-10:00 Session 1: Water\nModerator: Ms Ana Ruiz, {function}\nGeneral discussion"
    page.locator("#id_text").fill(text)
    page.get_by_role("button", name="Look at what was read").click()
    expect(page.locator("tr.change-new")).to_have_count(2)
    page.set_viewport_size({"width": 360, "height": 740})
    width = page.locator("form .pasted").bounding_box()
    assert width is not None
    assert width["x"] + width["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for row in page.locator(".pasted tbody tr").all():
        time, item = row.locator(".cell-time").bounding_box(), row.locator("td").last.bounding_box()
        assert time["x"] + time["width"] <= item["x"] or time["y"] + time["height"] <= item["y"]
    page.get_by_role("button", name="Take over what is ticked").click()
    expect(page.locator(".messagelist")).to_contain_text("2 items have been taken over.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messagelist")).to_contain_text("The agenda is as it was before.")


def test_back_from_the_agenda_leads_to_the_page_on_which_it_was_pasted(desk: Page, event: Event) -> None:
    address = f"/admin/events/event/{event.pk}/agenda/paste/"
    desk.goto(address)
    desk.locator("#id_text").fill("Forum\n09:00-10:00 Session 1: Water")
    desk.get_by_role("button", name="Look at what was read").click()
    desk.get_by_role("button", name="Take over what is ticked").click()
    expect(desk.locator(".messagelist")).to_contain_text("1 item has been taken over.")
    desk.go_back()
    expect(desk).to_have_url(re.compile(f"{address}$"))
    expect(desk.locator("#id_text")).to_be_visible()


def test_the_page_of_a_pasted_agenda_is_accessible(desk: Page, event: Event) -> None:
    make_speaker(given_name="Ana", family_name="Ruiz")
    desk.goto(f"/admin/events/event/{event.pk}/agenda/paste/")
    desk.locator("#id_text").fill("Forum\n09:00-10:00 Session 1: Water\nModerator: Ms Ana Ruiz, WHO")
    desk.get_by_role("button", name="Look at what was read").click()
    expect(desk.locator("tr.change-new")).to_have_count(1)
    assert_accessible(desk)


FIELDS_BEYOND_THEIR_FORM = """() => [...document.querySelectorAll(
    "#content form :is(.form-row > div, .language-box, .flex-container > select)")]
    .filter((box) => box.getBoundingClientRect().right > box.closest("form").getBoundingClientRect().right + 1)
    .map((box) => box.className)"""


def test_the_events_to_come_are_read_on_a_telephone_without_pushing_sideways(new_page: NewPage, event: Event) -> None:
    page = log_in(new_page(viewport={"width": 360, "height": 800}))
    page.goto("/admin/")
    name, agenda = page.locator(".table-stacked th a"), page.locator(".table-stacked td a", has_text="Agenda")
    assert name.bounding_box()["y"] < agenda.bounding_box()["y"]
    assert page.locator(".scroll:has(.table-stacked)").evaluate("box => box.scrollWidth <= box.clientWidth")


def test_no_field_is_wider_than_its_form(new_page: NewPage, event: Event) -> None:
    page = log_in(new_page())
    speaker = Speaker.objects.get()
    make_question(event, label_en="What will your town be able to do after the meeting that it cannot do today?")
    for path in (
        f"events/event/{event.pk}/change/", f"speakers/speaker/{speaker.pk}/change/", "events/series/add/",
        f"mailings/mailing/add/?event={event.pk}",
    ):  # fmt: skip
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(f"/admin/{path}")
        for width in (360, 700):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(FIELDS_BEYOND_THEIR_FORM) == [], (path, width)


CELLS_AND_HEADINGS = """() => [...document.querySelectorAll(".tabular tbody tr.has_original")].map((row) => [
    [...row.cells].filter((cell) => cell.getClientRects().length).length,
    [...row.closest("table").tHead.rows[0].cells].length])"""
HEADINGS_ON_A_GROUND = """() => [...document.querySelectorAll("#content :is(h2, h3)")]
    .filter((heading) => getComputedStyle(heading).backgroundColor !== "rgba(0, 0, 0, 0)")
    .map((heading) => heading.textContent.trim())"""
NAMES_FAR_ABOVE_THEIR_BOX = """() => [...document.querySelectorAll(".language-name")]
    .filter((name) => name.getBoundingClientRect().height > 40).map((name) => name.textContent.trim())"""
LETTERS_ALONE = """() => [...document.querySelectorAll(".desk-sections .addlink")]
    .filter((link) => link.getClientRects().length && link.getBoundingClientRect().height > 30)
    .map((link) => link.textContent.trim())"""


def test_one_key_leads_to_the_search_from_anywhere_but_a_box(desk: Page, event: Event) -> None:
    desk.goto(f"/admin/events/event/{event.pk}/change/")
    desk.locator("#id_code").focus()
    desk.keyboard.press("/")
    expect(desk.locator("#id_code")).to_have_value(f"/{event.code}")
    desk.goto("/admin/")
    desk.keyboard.press("/")
    box = desk.locator(".search-all input")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    desk.keyboard.type("traore")
    desk.keyboard.press("Enter")
    expect(desk.locator(".found")).to_contain_text("Awa Traoré")


def test_the_way_to_a_category_stands_below_its_heading(desk: Page, event: Event) -> None:
    make_category(event)
    desk.goto(f"/admin/events/event/{event.pk}/change/#registration")
    counts = desk.evaluate(CELLS_AND_HEADINGS)
    assert counts
    assert all(cells == headings for cells, headings in counts), counts
    desk.get_by_role("link", name="Rules").click()
    expect(desk.locator("#id_needs_place")).to_be_visible()


def test_headings_of_a_form_look_alike(desk: Page, event: Event) -> None:
    for path in (f"events/event/{event.pk}/change/#texts", "speakers/speaker/add/", "registrations/question/add/"):
        desk.goto(f"/admin/{path}")
        assert desk.evaluate(HEADINGS_ON_A_GROUND) == [], path


def test_no_word_is_parted_where_there_is_little_room(new_page: NewPage, event: Event) -> None:
    page = log_in(new_page(locale="es"))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/admin/")
    assert page.evaluate(LETTERS_ALONE) == []
    page.set_viewport_size({"width": 768, "height": 900})
    page.goto("/admin/events/event/")
    actions, filters = page.locator(".actions").first.bounding_box(), page.locator("#changelist-filter").bounding_box()
    assert actions["height"] < 90
    assert filters["y"] > actions["y"] + actions["height"], "below the list"
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/admin/events/event/{event.pk}/change/#registration")
    expect(page.locator("#id_registration_settings-0-notice_fr")).to_be_visible()
    assert page.evaluate(NAMES_FAR_ABOVE_THEIR_BOX) == []


def test_the_history_is_read_on_a_phone(new_page: NewPage, event: Event) -> None:
    event.website = "www.example.org/a-meeting"
    event.save()
    page = log_in(new_page(viewport={"width": 360, "height": 800}))
    page.goto(f"/admin/events/event/{event.pk}/history/")
    after = page.locator(".history td:has(> ins):visible").first.bounding_box()
    assert after is not None
    assert after["width"] > 120


def test_no_page_is_wider_than_the_screen(new_page: NewPage, event: Event) -> None:
    page = log_in(new_page())
    for path in pages_of(event):
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(f"/admin/{path}")
        for width in (360, 768):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_places_online_are_asked_of_a_hybrid_event_only(desk: Page, event: Event) -> None:
    desk.goto(f"/admin/events/event/{event.pk}/change/#registration")
    online = desk.locator("#id_registration_settings-0-capacity_online")
    expect(online).to_be_hidden()
    desk.goto(f"/admin/events/event/{event.pk}/change/#basics")
    desk.select_option("#id_mode", "hybrid")
    desk.locator('[data-section="registration"]').click()
    expect(online).to_be_visible()


def test_who_switches_the_language_with_something_typed_is_asked_first(desk: Page, event: Event) -> None:
    asked: list[str] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.goto(f"/admin/events/event/{event.pk}/change/")
    desk.get_by_role("button", name="Français").click()
    expect(desk.locator("html")).to_have_attribute("lang", "fr")
    desk.wait_for_load_state()  # the script that notes what is typed has run by then
    desk.fill("#id_title_fr", "Un titre qui n’est pas encore enregistré")
    with desk.expect_event("dialog"):
        desk.get_by_role("button", name="English").click()
    expect(desk.locator("#id_title_fr")).to_have_value("Un titre qui n’est pas encore enregistré")
    assert asked == ["beforeunload"]
    desk.get_by_role("button", name="Enregistrer").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert asked == ["beforeunload"]
    event.refresh_from_db()
    assert event.title_fr == "Un titre qui n’est pas encore enregistré"
