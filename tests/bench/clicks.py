"""How much work an event is: a new user makes that of the guide from nothing, in a browser, and everything is counted.

A click is each press of a link, a button, a tick or an entry on offer. A box is each field that is typed or chosen in;
of a box of several lines each line counts as one. `make clicks` runs it; the facts stay the same whatever the way.
The first count, with these facts: 51 clicks, 91 boxes.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from speakers.models import Country
from tests.browser.signing_in import sign_in
from tests.conftest import NewPage
from tests.factories import make_organisation, make_speaker, make_staff

pytestmark = pytest.mark.django_db(transaction=True)

MOST_CLICKS, MOST_BOXES = 45, 50
CHOICES = [("Return", "Retour"), ("Work", "Travail"), ("Health", "Santé")]
NOTICE = ("We keep your data for this meeting.", "Nous gardons vos données pour cette réunion.")


@dataclass
class Hand:
    """What a user does with mouse and keyboard, counted."""

    page: Page
    clicks: int = 0
    boxes: int = 0

    def click(self, what: Locator) -> None:
        """Press it."""
        self.clicks += 1
        what.click()

    def tick(self, what: Locator) -> None:
        """Tick it: a click."""
        self.clicks += 1
        what.check()

    def fill(self, what: Locator, words: str) -> None:
        """Type into a box; each line counts."""
        self.boxes += words.count("\n") + 1
        what.fill(words)

    def pick(self, what: Locator, label: str) -> None:
        """Choose from a list."""
        self.boxes += 1
        what.select_option(label=label)

    def look_up(self, what: Locator, words: str) -> None:
        """Type some letters, take the first that is found by the keyboard."""
        self.boxes += 1
        what.click()
        what.press_sequentially(words)
        offered = what.page.locator("[role=listbox]:not([hidden]) [role=option]")
        expect(offered.first).to_contain_text(words)
        what.press("Enter")

    def attach(self, what: Locator, path: Path) -> None:
        """Choose a file."""
        self.boxes += 1
        what.set_input_files(path)


def make_directory() -> None:
    """Who and what is known already."""
    ministry = make_organisation(name_en="Ministry of Labour", name_fr="Ministère du travail")
    make_organisation(name_en="International Organization for Migration", name_fr="OIM", acronym_en="IOM")
    known = {"function_en": "Director of Labour", "function_fr": "Directrice du travail"}
    awa = make_speaker(given_name="Awa", family_name="Traoré", slug="awa-traore", **known)
    known = {"function_en": "Head of Returns", "function_fr": "Chef des retours"}
    jose = make_speaker(given_name="José", family_name="Álvarez", slug="jose-alvarez", **known)
    for speaker in (awa, jose):
        speaker.organisations.add(ministry)


def test_an_event_is_little_work(new_page: NewPage, tmp_path: Path) -> None:
    make_directory()
    paper = tmp_path / "note.pdf"
    paper.write_bytes(b"%PDF-1.4 concept")
    page = new_page(locale="en", viewport={"width": 1280, "height": 900})
    sign_in(page, make_staff(is_superuser=True))
    page.goto("/admin/")
    hand = Hand(page)
    make_the_event(hand, paper)
    see_it_in_public(page)
    print(f"\nAn event from nothing: {hand.clicks} clicks, {hand.boxes} boxes")
    assert hand.clicks <= MOST_CLICKS, hand
    assert hand.boxes <= MOST_BOXES, hand


def make_the_event(hand: Hand, paper: Path) -> None:
    """All of it, from the first page of the back office to the published event."""
    add_new_people(hand)
    hand.page.goto("/admin/")
    hand.click(hand.page.get_by_role("link", name="New event"))
    basics(hand)
    organisers(hand)
    hand.click(hand.page.get_by_role("button", name="Save"))
    hand.click(hand.page.locator(".sections").get_by_role("link", name="Agenda"))
    first_day(hand)
    second_day(hand)
    hand.click(hand.page.locator(".sections").get_by_role("link", name="Documents"))
    document(hand, paper)
    hand.click(hand.page.locator(".sections").get_by_role("link", name="Registration"))
    registration(hand)
    publish(hand)


def add_new_people(hand: Hand) -> None:
    page = hand.page
    for given, family, english, french, body in (
        ("Lena", "Okafor", "Mayor of Enugu", "Maire d’Enugu", "City of Enugu"),
        ("Omar", "Haddad", "Adviser", "Conseiller", "Ministry of Labour"),
    ):
        hand.click(page.locator(".menus summary", has_text="Directory"))
        hand.click(page.locator(".menus").get_by_role("link", name="Speakers"))
        hand.click(page.locator(".object-tools .addlink"))
        hand.fill(page.locator("#id_given_name"), given)
        hand.fill(page.locator("#id_family_name"), family)
        hand.fill(page.locator("#id_function_en"), english)
        hand.fill(page.locator("#id_function_fr"), french)
        if body == "City of Enugu":
            with page.context.expect_page() as opened:
                hand.click(page.locator("#add_id_organisations"))
            popup = opened.value
            hand.fill(popup.locator("#id_name_en"), body)
            hand.click(popup.get_by_role("button", name="Save"))
            expect(page.locator(".chips")).to_contain_text(body)
        else:
            hand.look_up(page.locator("#id_organisations-input"), body)
        hand.click(page.get_by_role("button", name="Save", exact=True))


def basics(hand: Hand) -> None:
    page = hand.page
    hand.fill(page.locator("#id_title_en"), "Return and reintegration")
    hand.fill(page.locator("#id_title_fr"), "Retour et réintégration")
    hand.fill(page.locator("#id_code"), "RR-2027")
    hand.fill(page.locator("#id_starts_on"), "2027-06-14")
    hand.fill(page.locator("#id_ends_on"), "2027-06-15")
    with page.context.expect_page() as opened:
        hand.click(page.locator("#add_id_venue"))
    popup = opened.value
    hand.fill(popup.locator("#id_name_en"), "Palais Wilson")
    hand.fill(popup.locator("#id_city_en"), "Geneva")
    hand.fill(popup.locator("#id_city_fr"), "Genève")
    hand.look_up(popup.locator("#id_country-input"), str(Country.objects.get(code="CH")))
    for number, (english, french) in enumerate((("Room I", "Salle I"), ("Room II", "Salle II"))):
        hand.click(popup.get_by_role("button", name="Add another Room"))
        hand.fill(popup.locator(f"#id_rooms-{number}-name_en"), english)
        hand.fill(popup.locator(f"#id_rooms-{number}-name_fr"), french)
    hand.click(popup.get_by_role("button", name="Save"))
    expect(page.locator("#id_venue-input")).to_have_value("Palais Wilson, Geneva")
    for code in ("en", "fr"):
        hand.tick(page.locator(f"input[name=working_languages][value={code}]"))


def organisers(hand: Hand) -> None:
    page = hand.page
    hand.click(page.locator(".sections").get_by_role("link", name="People and bodies"))
    for number, name in enumerate(("International Organization", "Ministry of Labour")):
        hand.click(page.get_by_role("button", name="Add another Organisation of an event"))
        hand.look_up(page.locator(f"#id_roles-{number}-organisation-input"), name)


def item(hand: Hand, words: tuple[str, str, str, str], kind: str = "", room: str = "") -> Locator:
    start, end, english, french = words
    row = hand.page.locator("tbody.item").last
    if row.get_by_label("Start").input_value() != start:
        hand.fill(row.get_by_label("Start"), start)
    hand.fill(row.get_by_label("End"), end)
    if kind:
        hand.pick(row.locator(".cell-kind select").first, kind)
    hand.fill(row.get_by_label("Title – English"), english)
    hand.fill(row.get_by_label("Title – French"), french)
    hand.pick(row.locator(".cell-room select"), room)
    return row


def speaker(hand: Hand, row: Locator, name: str, role: str, function: tuple[str, str], body: str) -> None:
    hand.click(row.get_by_role("button", name="Add a speaker"))
    person = row.locator(".person").last
    hand.look_up(person.locator(".person-name input"), name)
    if role:
        hand.pick(person.locator("select[name$=role]"), role)
    hand.fill(person.get_by_label("Function as printed – English"), function[0])
    hand.fill(person.get_by_label("Function as printed – French"), function[1])
    hand.look_up(person.locator("label", has_text="Bodies").locator("input[role=combobox]"), body)


def save_agenda(hand: Hand, count: int) -> None:
    hand.click(hand.page.get_by_role("button", name="Save"))
    expect(hand.page.locator(".messagelist")).to_contain_text(f"{count} items have been saved")


def first_day(hand: Hand) -> None:
    page = hand.page
    item(hand, ("09:30", "10:00", "Opening", "Ouverture"), "opening", "Room I")
    hand.click(page.get_by_role("button", name="Add an item"))
    row = item(hand, ("10:00", "11:30", "Coming home", "Rentrer chez soi"), "", "Room I")
    hand.click(row.get_by_role("link", name="Line-up and details"))
    speaker(hand, row, "Traoré", "moderator", ("Director of Labour", "Directrice du travail"), "Ministry of Labour")
    speaker(hand, row, "Álvarez", "", ("Head of Returns", "Chef des retours"), "Ministry of Labour")
    save_agenda(hand, 2)


def second_day(hand: Hand) -> None:
    page = hand.page
    hand.click(page.locator(".days a", has_text="15"))
    row = item(hand, ("09:30", "11:00", "The part of cities", "La part des villes"), "", "Room II")
    hand.click(row.get_by_role("link", name="Line-up and details"))
    speaker(hand, row, "Okafor", "moderator", ("Mayor of Enugu", "Maire d’Enugu"), "City of Enugu")
    speaker(hand, row, "Haddad", "", ("Adviser", "Conseiller"), "Ministry of Labour")
    hand.click(page.get_by_role("button", name="Add an item"))
    item(hand, ("11:00", "12:00", "Closing", "Clôture"), "closing", "Room II")
    save_agenda(hand, 2)


def document(hand: Hand, paper: Path) -> None:
    popup = page = hand.page
    hand.clicks += 1
    page.goto(page.locator("#part-documents").get_by_role("link", name="Add a document").get_attribute("href") or "")
    hand.fill(popup.locator("#id_label_en"), "Concept note")
    hand.fill(popup.locator("#id_label_fr"), "Note de cadrage")
    hand.pick(popup.locator("#id_kind"), "concept note")
    hand.pick(popup.locator("#id_files-0-language"), "English")
    hand.attach(popup.locator("#id_files-0-file"), paper)
    hand.click(popup.get_by_role("button", name="Save", exact=True))
    expect(page.locator("#part-documents table")).to_contain_text("Concept note")


def registration(hand: Hand) -> None:
    page = hand.page
    hand.click(page.get_by_role("button", name="Add another Registration settings"))
    hand.fill(page.locator("#id_registration_settings-0-capacity"), "60")
    hand.fill(page.locator("#id_registration_settings-0-notice_en"), NOTICE[0])
    hand.fill(page.locator("#id_registration_settings-0-notice_fr"), NOTICE[1])
    for number, (code, english, french) in enumerate(
        (("state", "Member State", "État membre"), ("society", "Civil society", "Société civile"))
    ):
        hand.click(page.get_by_role("button", name="Add another Category"))
        hand.fill(page.locator(f"#id_categories-{number}-label_en"), english)
        hand.fill(page.locator(f"#id_categories-{number}-label_fr"), french)
        hand.fill(page.locator(f"#id_categories-{number}-code"), code)
    hand.click(page.get_by_role("button", name="Add another Question"))
    hand.fill(page.locator("#id_questions-0-label_en"), "Which working group?")
    hand.fill(page.locator("#id_questions-0-label_fr"), "Quel groupe de travail ?")
    hand.fill(page.locator("#id_questions-0-code"), "group")
    hand.pick(page.locator("#id_questions-0-type"), "one of a list")
    hand.click(page.get_by_role("button", name="Save"))
    hand.click(page.get_by_role("link", name="Choices and help"))
    for number, (english, french) in enumerate(CHOICES):
        hand.click(page.get_by_role("button", name="Add another Choice"))
        hand.fill(page.locator(f"#id_choices-{number}-label_en"), english)
        hand.fill(page.locator(f"#id_choices-{number}-label_fr"), french)
        hand.fill(page.locator(f"#id_choices-{number}-code"), english.lower())
    hand.click(page.get_by_role("button", name="Save", exact=True))
    hand.click(page.locator(".menus summary").first)
    hand.click(page.locator(".menus").get_by_role("link", name="Events"))
    hand.click(page.get_by_role("link", name="Return and reintegration"))


def publish(hand: Hand) -> None:
    page = hand.page
    hand.pick(page.locator("#id_status"), "published")
    hand.click(page.get_by_role("button", name="Save"))
    expect(page.locator(".event-facts .tag").first).to_have_text("Published")


def see_it_in_public(page: Page) -> None:
    """What was typed stands on the public pages, in both languages."""
    place = "/en/events/return-and-reintegration/"
    shown = {
        place: [
            "Return and reintegration",
            "14",
            "15 June 2027",
            "Palais Wilson",
            "Geneva",
            "English",
            "French",
            "IOM",
        ],
        f"{place}agenda/": [
            "09:30",
            "Opening",
            "Coming home",
            "Room I",
            "Moderator",
            "Awa Traoré",
            "Director of Labour",
        ],
        f"{place}speakers/": ["José Álvarez", "Lena Okafor", "Omar Haddad", "Adviser", "City of Enugu"],
        f"{place}documents/": ["Concept note", "PDF"],
        f"{place}register/": [NOTICE[0], "Member State", "Civil society", "Which working group?", "Health"],
    }
    french = {
        place: ["Retour et réintégration", "Genève"],
        f"{place}agenda/": ["Ouverture", "Rentrer chez soi", "La part des villes", "11:00", "Clôture", "Salle II"],
        f"{place}speakers/": ["Maire d’Enugu", "Chef des retours"],
        f"{place}documents/": ["Note de cadrage"],
        f"{place}register/": [NOTICE[1], "État membre", "Société civile", "Quel groupe de travail ?", "Travail"],
    }
    for language, pages in (("en", shown), ("fr", french)):
        for address, words in pages.items():
            page.goto(address.replace("/en/", f"/{language}/"))
            for each in words:
                expect(page.locator("body")).to_contain_text(each, ignore_case=True)
