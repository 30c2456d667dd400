"""A note verbale that is a scan, in a real browser: its pages stand beside the form, with and without a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from inbox.models import IncomingMessage
from tests import proofs
from tests.accessibility import assert_accessible
from tests.browser.signing_in import officer, sign_in
from tests.browser.test_desk import DESK, leave
from tests.conftest import NewPage
from tests.desk.test_pages import NAME, taken_in
from tests.mails import papers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _leave(page: Page) -> Iterator[None]:
    """Nothing that an open page asks for may be under way when the tables are emptied."""
    yield from leave(page)


@pytest.fixture
def mail() -> IncomingMessage:
    return taken_in(papers.scan(*["red", "green", "blue"] * 2))


def is_drawn(picture: Locator) -> bool:
    return bool(picture.evaluate("(each) => each.complete && each.naturalWidth > 500"))


def first_drawn(page: Page) -> Locator:
    """The first page of the file, once it is there."""
    picture = page.get_by_alt_text(f"Page 1 of 6 of {NAME}")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    picture.evaluate("(each) => each.decode()")
    assert is_drawn(picture)
    return picture


@pytest.mark.parametrize(
    ("width", "with_script"), proofs.some([(360, True), (360, False), (1280, True), (1280, False)], 1)
)
def test_pages_of_a_scan_stand_beside_the_form(
    new_page: NewPage, mail: IncomingMessage, width: int, with_script: bool
) -> None:
    page = new_page(locale="en", viewport={"width": width, "height": 800}, java_script_enabled=with_script)
    sign_in(page, officer())
    page.goto(f"{DESK}{mail.conversation_id}/")
    place, form = first_drawn(page).bounding_box(), page.get_by_label("Family name").first.bounding_box()
    assert place is not None
    assert form is not None
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= width
    is_beside = form["x"] >= place["x"] + place["width"]
    assert is_beside == (width == 1280)
    # What is out of sight need not be fetched: when, the browser says, by how far away it is and how busy the machine.
    expect(page.get_by_alt_text(f"Page 6 of 6 of {NAME}")).to_have_attribute("loading", "lazy")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=f"Page 1 of 6 of {NAME}").click()
    expect(opened.value.locator("img")).to_be_visible()
    expect(page.get_by_label("Family name").first).to_be_visible()
    opened.value.close()


def test_a_page_that_cannot_be_drawn_says_so(page: Page) -> None:
    mail = taken_in(papers.scan("red", "green"))
    mail.attachments[0]["pages"] = 3
    IncomingMessage.objects.filter(pk=mail.pk).update(attachments=mail.attachments)
    sign_in(page, officer())
    page.goto(f"{DESK}{mail.conversation_id}/")
    words = page.get_by_text("This page cannot be shown. Download the file to look at it.")
    page.get_by_text("Page 3 of 3").scroll_into_view_if_needed()
    expect(words.nth(2)).to_be_visible()
    expect(words.nth(0)).to_be_hidden()
    expect(page.get_by_role("link", name=NAME, exact=True)).to_be_visible()


def test_the_pages_are_accessible(new_page: NewPage, mail: IncomingMessage) -> None:
    page = new_page(locale="en", viewport={"width": 1280, "height": 900})
    sign_in(page, officer())
    page.goto(f"{DESK}{mail.conversation_id}/")
    first_drawn(page)
    assert_accessible(page)
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1
