"""The shared mailbox in a real browser: from a mail to five registrations, by mouse and by keys; accessible."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from inbox.models import Conversation, IncomingMessage
from inbox.receiving.intake import receive
from registrations.models import Registration
from tests.accessibility import assert_accessible
from tests.browser.signing_in import officer, sign_in
from tests.conftest import NewPage
from tests.factories import make_registration
from tests.inbox.receiving.world import make_world, now

pytestmark = pytest.mark.django_db(transaction=True)
DESK = "/admin/inbox/conversation/"
SAMPLES = Path(__file__).parents[1] / "mails" / "samples"
MOST_CLICKS = 10


def sample(start: str) -> IncomingMessage:
    """One of the samples, as it would have come in."""
    path = next(SAMPLES.glob(f"{start}-*.eml"))
    return receive(path.read_bytes(), source="imap", now=now()).message


@pytest.fixture(autouse=True)
def _leave(page: Page) -> Iterator[None]:
    """No heartbeat of an open page may be under way when the tables are emptied."""
    yield from leave(page)


def leave(page: Page) -> Iterator[None]:
    """After a test, every page of its browser is left."""
    yield
    browser = page.context.browser
    for context in browser.contexts if browser is not None else ():
        for one in context.pages:
            one.goto("about:blank")
    time.sleep(0.5)


@pytest.fixture
def delegation() -> Conversation:
    """The mail of the delegation of five."""
    make_world()
    return sample("01").conversation


def test_back_from_what_was_done_leads_to_the_conversation_though_an_answer_was_refused_before(
    page: Page, delegation: Conversation
) -> None:
    sign_in(page, officer())
    page.goto(f"{DESK}{delegation.pk}/answer/")
    page.locator("#id_body").fill("")
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("#id_body").fill("Gate 3.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("The answer is on its way")
    page.go_back()
    expect(page).to_have_url(re.compile(f"{DESK}{delegation.pk}/$"))


def test_a_delegation_of_five_in_less_than_ten_clicks(page: Page, delegation: Conversation) -> None:
    sign_in(page, officer())
    page.goto("/admin/")
    clicks = 0

    def click(name: str, role: str = "link") -> None:
        nonlocal clicks
        clicks += 1
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]  # a role by its name

    click("1 conversation waits")
    click("Assi-Yapo")
    expect(page.get_by_role("heading", name="5 persons proposed")).to_be_visible()
    click("Accept, then done", "button")
    expect(page.locator(".messagelist")).to_contain_text("5 persons are registered")
    assert clicks < MOST_CLICKS
    assert clicks == 3
    found = Registration.objects.filter(source="mail").order_by("number")
    assert [row.family_name for row in found] == [
        "Adjoumani-Brou", "Traoré-Lohoré", "N'Guessan-Abé", "Ouédraogo-Konaté", "Aka-Ehui",
    ]  # fmt: skip
    assert [row.mode for row in found] == ["in-person"] * 4 + ["online"]
    assert {(row.country_id, row.language) for row in found} == {("CI", "fr")}
    delegation.refresh_from_db()
    assert delegation.state == "done"


def test_the_mails_that_go_are_seen_as_they_will_be_read(page: Page, delegation: Conversation) -> None:
    sign_in(page, officer())
    page.goto(f"{DESK}{delegation.pk}/")
    page.locator(".mails-fold > summary").click()
    page.get_by_label("A sentence of your own").fill("Bring a passport.")
    fold = page.locator("[data-mail-fold]", has_text="Persons registered from a mail")
    fold.locator("summary").click()
    mail = page.frame_locator("iframe[name='preview-persons-registered-fr']").locator("body")
    expect(mail).to_contain_text("Bring a passport.")
    expect(mail).to_contain_text("Mariam Ouédraogo-Konaté")
    fold.get_by_label("Text").fill("Voici : {registered} {without_address}")
    expect(mail).to_contain_text("Voici")
    approved = page.locator("[data-mail-fold]", has_text="if approved at once").first
    expect(approved).to_be_hidden()
    page.get_by_label("Approve at once").check()
    expect(approved).to_be_visible()
    expect(mail).to_contain_text("une place est réservée")
    page.get_by_role("button", name="Accept the chosen").click()
    expect(page.locator(".messagelist")).to_contain_text("5 persons are registered")
    assert delegation.outgoing.get(kind="persons-registered").text.startswith("Voici")


def test_every_preview_follows_what_is_typed(page: Page) -> None:
    make_world()
    conversation = sample("08").conversation
    sign_in(page, officer())
    page.goto(f"{DESK}{conversation.pk}/")
    page.get_by_role("button", name="in the place of").click()
    page.get_by_label("A sentence of your own").fill("Badges at the door.")
    for kind in ("substituted", "replaced"):
        mail = page.frame_locator(f"iframe[name^='preview-{kind}']").locator("body")
        expect(mail).to_contain_text("Badges at the door.")


def ready(page: Page) -> None:
    """The keys are known: the module shows the button that lists them."""
    expect(page.locator("[data-help]").first).to_be_visible()


def test_the_same_by_keys_alone_and_undone(page: Page, delegation: Conversation) -> None:
    user = sign_in(page, officer())
    page.goto(DESK)
    ready(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("[data-open]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="5 persons proposed")).to_be_visible()
    ready(page)
    page.keyboard.press("t")
    expect(page.get_by_text("handled by you")).to_be_visible()
    ready(page)
    page.keyboard.press("a")
    expect(page.locator(".messagelist")).to_contain_text("5 persons are registered")
    ready(page)
    page.keyboard.press("u")
    expect(page.locator(".messagelist")).to_contain_text("Undone: accepted as registration")
    ready(page)
    assert set(Registration.objects.filter(source="mail").values_list("state", flat=True)) == {"cancelled"}
    page.keyboard.press("e")
    expect(page.locator(".messagelist")).to_contain_text("Done:")
    delegation.refresh_from_db()
    assert (delegation.state, delegation.owner) == ("done", user)


def test_keys_are_letters_while_one_types(page: Page, delegation: Conversation) -> None:
    sign_in(page, officer())
    page.goto(f"{DESK}{delegation.pk}/")
    page.get_by_label("A note for colleagues").fill("")
    page.get_by_label("A note for colleagues").press_sequentially("take e! a?")
    expect(page.get_by_label("A note for colleagues")).to_have_value("take e! a?")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".timeline")).to_contain_text("take e! a?")
    delegation.refresh_from_db()
    assert (delegation.state, delegation.owner) == ("open", None)


def test_two_of_staff_see_who_handles_it(new_page: NewPage, delegation: Conversation) -> None:
    first, second = new_page(locale="en"), new_page(locale="en")
    name = sign_in(first, officer()).username
    sign_in(second, officer())
    first.goto(f"{DESK}{delegation.pk}/")
    second.goto(f"{DESK}{delegation.pk}/")
    first.get_by_role("button", name="Assign to me").click()
    expect(first.get_by_text("handled by you")).to_be_visible()
    second.get_by_role("button", name="Junk").click()
    expect(second.locator(".messagelist")).to_contain_text(f"Meanwhile {name} was here: “took it”")
    expect(second.get_by_text(f"handled by {name}")).to_be_visible()
    delegation.refresh_from_db()
    assert delegation.state == "open"


def test_everything_works_without_a_script(new_page: NewPage, delegation: Conversation) -> None:
    page = new_page(java_script_enabled=False, locale="en")
    sign_in(page, officer())
    page.goto(f"{DESK}{delegation.pk}/")
    page.get_by_role("button", name="Assign to me").click()
    expect(page.get_by_text("handled by you")).to_be_visible()
    page.locator(".card").nth(2).locator("summary").first.click()
    page.locator(".card").nth(2).get_by_label("E-mail").fill("serge@example.org")
    page.get_by_role("button", name="Accept the chosen").click()
    expect(page.locator(".messagelist")).to_contain_text("5 persons are registered")
    assert Registration.objects.filter(email="serge@example.org").exists()
    page.get_by_role("link", name="Reply").click()
    page.get_by_label("Text", exact=True).fill("Merci.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("The answer is on its way")


def test_the_frame_of_a_mail_runs_nothing(page: Page) -> None:
    make_world()
    mail = sample("02")
    html = '<p id="said">Said</p><script>document.title="run"</script>'
    IncomingMessage.objects.filter(pk=mail.pk).update(html=html)  # as if the sanitiser had let it through
    sign_in(page, officer())
    page.goto(f"{DESK}{mail.conversation_id}/")
    page.get_by_text("as formatted by its sender").click()
    frame = page.frame_locator("iframe[title='the mail as formatted by its sender']")
    expect(frame.locator("#said")).to_have_text("Said")
    assert frame.locator("html").evaluate("() => document.title") != "run"


def test_the_desk_is_accessible(new_page: NewPage) -> None:
    make_world()
    mails = [sample(number) for number in ("01", "02", "05", "07", "08", "09")]
    make_registration(mails[0].conversation.event, email="awa.traore-lohore@mie.example.org")
    page = new_page(locale="en", viewport={"width": 1280, "height": 900})
    sign_in(page, officer())
    paths = ["", "?show=all", "?q=nobody+here", "add/", f"{mails[0].conversation_id}/answer/"]
    paths += [f"{mail.conversation_id}/" for mail in mails]
    for path in paths:
        page.goto(DESK + path)
        page.evaluate(
            "document.querySelectorAll('details').forEach((each) => { each.open = !each.closest('#header'); })"
        )
        # A conversation in dark colours is looked at twice: the others are made of the same parts.
        assert_accessible(page, is_known_in_dark=path in paths[7:])
        for width in (360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 1, f"{path} is wider than a screen of {width} pixels"
