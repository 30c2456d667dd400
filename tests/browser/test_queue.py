"""The registrations desk in a real browser: decide with an edited mail, decide on many, type in a call; accessible."""

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from events.models import Event
from registrations.models import Registration
from registrations.models.states import State
from tests.browser.signing_in import officer, sign_in
from tests.conftest import NewPage
from tests.factories import (
    make_category,
    make_country,
    make_event,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)

AssertAccessible = Callable[[Page], None]
QUEUE = "/admin/registrations/registration/"


@pytest.fixture
def event(transactional_db: None) -> Event:
    """A workshop with two places left of three."""
    event = make_event(code="IDM-2027", title_en="Cities on the Move", title_fr="Villes en mouvement")
    make_settings(event, capacity=3)
    category = make_category(event, code="cities", label_en="Cities", quota=3)
    make_question(event, label_en="Which strand?")
    make_registration(event, category=category, state=State.APPROVED, family_name="Seated")
    for name, language in (("Traoré", "fr"), ("Álvarez", "en"), ("Okello", "en")):
        make_registration(event, category=category, given_name="Awa", family_name=name, language=language)
    return event


def test_staff_approve_one_with_an_edited_mail(page: Page, event: Event) -> None:
    sign_in(page, officer())
    page.goto(f"{QUEUE}?event={event.pk}&state=to-decide")
    page.get_by_role("link", name="Awa Traoré").click()
    page.get_by_role("link", name="Approve").click()
    preview = page.frame_locator("iframe")
    expect(preview.get_by_text("Villes en mouvement").first).to_be_visible()
    page.get_by_label("Subject").fill("Bienvenue à Genève")
    page.get_by_label("Text", exact=True).fill("Prenez le **train**.\n\n[Votre page]({link})")
    expect(preview.locator("strong")).to_have_text("train")  # follows what is typed
    page.get_by_role("button", name="Approve and send").click()
    expect(page.locator(".messagelist")).to_contain_text("Awa Traoré: now “approved”")
    person = Registration.objects.get(family_name="Traoré")
    mail = person.messages.get(kind="approved")
    assert (person.state, mail.subject) == (State.APPROVED, "Bienvenue à Genève")
    assert "Prenez le train." in mail.text


def test_many_are_approved_but_the_one_that_no_longer_fits(page: Page, event: Event) -> None:
    sign_in(page, officer())
    page.goto(f"{QUEUE}?event={event.pk}&state=to-decide")
    page.get_by_label("Select all on this page").check()
    page.get_by_label("Action").select_option(label="Approve")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("2 places are left.")).to_be_visible()
    expect(page.get_by_role("heading", name="The mail in French, to 1 person")).to_be_visible()
    page.get_by_role("button", name="Approve and send").click()
    expect(page.get_by_role("heading", name="2 persons done")).to_be_visible()
    expect(page.get_by_role("heading", name="1 person left as before")).to_be_visible()
    page.get_by_role("link", name="Put those who no longer fit on the waiting list").click()
    page.get_by_role("button", name="Put on the waiting list and send").click()
    expect(page.locator(".messagelist")).to_contain_text("waiting list")
    states = sorted(Registration.objects.exclude(family_name="Seated").values_list("state", flat=True))
    assert states == [State.APPROVED, State.APPROVED, State.WAITING]


def test_a_call_is_typed_in_from_the_keyboard(page: Page, event: Event) -> None:
    sign_in(page, officer())
    page.goto(f"{QUEUE}add/?event={event.pk}")
    keys = page.keyboard
    keys.type("Koffi")
    keys.press("Tab")
    keys.type("N’Guessan")
    keys.press("Tab")
    keys.type("Mayor")
    page.get_by_label("Organisation, as told").fill("City of Bouaké")
    page.get_by_role("combobox", name="Country").fill("cote d'iv")
    page.get_by_role("option", name="Côte d’Ivoire").click()
    page.get_by_label("Category").select_option(label="Cities")
    page.get_by_label("E-mail").fill("koffi@example.org")
    page.get_by_label("Approve at once").check()
    page.get_by_label("Approve at once").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Koffi N’Guessan is registered")
    person = Registration.objects.get(family_name="N’Guessan")
    assert (person.state, person.country, person.source) == (State.APPROVED, make_country("CI"), "phone")


def test_the_desk_is_accessible(new_page: NewPage, event: Event, assert_accessible: AssertAccessible) -> None:
    """Each page once, on a phone or on a desk; and on none is it wider than the screen."""
    page = new_page(locale="en")
    widths = itertools.cycle([360, 1280])
    sign_in(page, make_staff(is_superuser=True))
    people = Registration.objects.filter(state=State.PENDING)
    twin = make_registration(event, given_name="Traore", family_name="Awa", country=make_country("CV"))
    ids = "&".join(f"id={person.pk}" for person in people)
    message = twin.messages.get()
    paths = [
        f"{QUEUE}?event={event.pk}",
        f"{QUEUE}{twin.pk}/change/",
        f"{QUEUE}decide/approve/?id={twin.pk}",
        f"{QUEUE}decide/decline/?{ids}",
        f"{QUEUE}add/?event={event.pk}",
        f"{QUEUE}export/",
        f"{QUEUE}import/",
        f"/admin/outbox/message/{message.pk}/change/",
        f"/admin/outbox/messagetemplate/add/?event={event.pk}&kind=declined",
    ]
    for path, width in zip(paths, widths, strict=False):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(path)
        assert_accessible(page)
        for screen in (360, 768, 1280):
            page.set_viewport_size({"width": screen, "height": 800})
            # one pixel may come of rounding
            too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert too_wide <= 1, f"{path} is wider than a screen of {screen} pixels"
