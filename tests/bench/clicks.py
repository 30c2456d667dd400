"""How much work an event is: a new user makes that of the guide from nothing, in a browser, and everything is counted.

A click is each press of a link, a button, a tick or an entry on offer. A box is each field that is typed or chosen in;
of a box of several lines each line counts as one. `make clicks` runs it; the facts stay the same whatever the way.
The first count, with these facts: 51 clicks, 91 boxes; with what was made easier since: 24 and 47.
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
    hand.click(hand.page.get_by_role("button", name="Save and publish"))
    expect(hand.page.locator(".event-facts .tag").first).to_have_text("Published")


def basics(hand: Hand) -> None:
    page = hand.page
    hand.fill(page.locator("#id_title_en"), "Return and reintegration")
    hand.fill(page.locator("#id_title_fr"), "Retour et réintégration")
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
        hand.fill(popup.locator(f"#id_rooms-{number}-name_en"), english)
        hand.fill(popup.locator(f"#id_rooms-{number}-name_fr"), french)
    hand.click(popup.get_by_role("button", name="Save"))
    expect(page.locator("#id_venue-input")).to_have_value("Palais Wilson, Geneva")
    assert set(page.context.pages) <= {page, popup}, "There was no window but that of the venue."


def organisers(hand: Hand) -> None:
    page = hand.page
    hand.click(page.locator(".sections").get_by_role("link", name="People and bodies"))
    for number, name in enumerate(("International Organization", "Ministry of Labour")):
        hand.look_up(page.locator(f"#id_roles-{number}-organisation-input"), name)


def items(hand: Hand, room: str, *lines: str) -> None:
    """Type the items of a day."""
    hand.fill(hand.page.get_by_label("Items, one a line"), "\n".join(lines))
    hand.pick(hand.page.locator(".lines select"), room)
    hand.click(hand.page.get_by_role("button", name="Add these items"))
    expect(hand.page.locator(".messagelist")).to_contain_text(f"{len(lines)} items have been saved")


def line_up(hand: Hand, number: int) -> Locator:
    """Open an item of the day."""
    row = hand.page.locator("tbody.item").nth(number)
    hand.click(row.get_by_role("link", name="Line-up and details"))
    expect(row.locator(".person")).to_have_count(1)
    return row


def save_agenda(hand: Hand) -> None:
    hand.click(hand.page.get_by_role("button", name="Save"))
    expect(hand.page.locator(".messagelist")).to_contain_text("1 item has been saved")


def known_speaker(hand: Hand, person: Locator, name: str, role: str, function: str) -> None:
    hand.look_up(person.locator(".person-name input"), name)
    if role:
        hand.pick(person.locator("select[name$=role]"), role)
    expect(person.get_by_label("Function as printed – English")).to_have_value(function)
    expect(person.locator(".chips")).to_contain_text("Ministry of Labour")


def new_speaker(hand: Hand, person: Locator, name: str, role: str, function: tuple[str, str], body: str) -> None:
    given, family = name.split()
    hand.click(person.get_by_text("Not in the directory yet"))
    hand.fill(person.get_by_label("Given name"), given)
    hand.fill(person.get_by_label("Family name"), family)
    if role:
        hand.pick(person.locator("select[name$=role]"), role)
    hand.fill(person.get_by_label("Function as printed – English"), function[0])
    hand.fill(person.get_by_label("Function as printed – French"), function[1])
    if body == "Ministry of Labour":
        hand.look_up(person.locator("label", has_text="Bodies").locator("input[role=combobox]"), body)
    else:
        hand.fill(person.get_by_label("or a new body"), body)


def first_day(hand: Hand) -> None:
    items(hand, "Room I", "9:30-10:00 Opening | Ouverture", "10:00-11:30 Coming home | Rentrer chez soi")
    row = line_up(hand, 1)
    known_speaker(hand, row.locator(".person").first, "Traoré", "moderator", "Director of Labour")
    hand.click(row.get_by_role("button", name="Add a speaker"))
    known_speaker(hand, row.locator(".person").last, "Álvarez", "", "Head of Returns")
    save_agenda(hand)


def second_day(hand: Hand) -> None:
    hand.click(hand.page.locator(".days a", has_text="15"))
    items(hand, "Room II", "9:30-11:00 The part of cities | La part des villes", "11:00-12:00 Closing | Clôture")
    row = line_up(hand, 0)
    mayor, adviser = ("Mayor of Enugu", "Maire d’Enugu"), ("Adviser", "Conseiller")
    new_speaker(hand, row.locator(".person").first, "Lena Okafor", "moderator", mayor, "City of Enugu")
    hand.click(row.get_by_role("button", name="Add a speaker"))
    new_speaker(hand, row.locator(".person").last, "Omar Haddad", "", adviser, "Ministry of Labour")
    save_agenda(hand)


def document(hand: Hand, paper: Path) -> None:
    page = hand.page
    with page.context.expect_page() as opened:
        hand.click(page.locator("#part-documents").get_by_role("link", name="Add a document"))
    popup = opened.value
    hand.pick(popup.locator("#id_kind"), "concept note")
    hand.attach(popup.locator("#id_files-0-file"), paper)
    hand.click(popup.get_by_role("button", name="Save", exact=True))
    expect(page.locator("#part-documents")).to_contain_text("“Concept note” has been saved.")


def registration(hand: Hand) -> None:
    page = hand.page
    hand.fill(page.locator("#id_registration_settings-0-capacity"), "60")
    hand.fill(page.locator("#id_registration_settings-0-notice_en"), NOTICE[0])
    hand.fill(page.locator("#id_registration_settings-0-notice_fr"), NOTICE[1])
    for name in ("Member State", "Civil society"):
        hand.tick(page.locator("#registration_settings-0").get_by_label(name, exact=True))
    hand.fill(page.locator("#id_questions-0-label_en"), "Which working group?")
    hand.fill(page.locator("#id_questions-0-label_fr"), "Quel groupe de travail ?")
    hand.fill(page.locator("#id_questions-0-choices_en"), "\n".join(english for english, _french in CHOICES))
    hand.fill(page.locator("#id_questions-0-choices_fr"), "\n".join(french for _english, french in CHOICES))


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
