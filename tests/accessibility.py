"""axe-core on a page in the browser: WCAG 2.2, levels A and AA, in both colour schemes."""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.proofs import is_drawn

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What depends on the colour scheme: the document is the same in both.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
AXE = Axe().axe_script
RUN = "async (options) => (await axe.run(options)).violations"
# What sticks to an edge covers part of a box until somebody scrolls, and axe takes what is left for the whole target.
UNSTICK = """() => document.querySelectorAll("*").forEach((each) => {
    if (getComputedStyle(each).position === "sticky") each.style.position = "relative", each.style.inset = "auto";
})"""
IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"


def violations(page: Page, *, is_known_in_dark: bool = False) -> list[str]:
    """One readable paragraph for each rule the page breaks: rule, what it says, where; leaves the scheme as it was.

    `is_known_in_dark`: made of the same parts as another page that was looked at in both schemes.
    """
    found = broken(page, {"type": "tag", "values": TAGS})
    if is_known_in_dark:
        return found
    schemes = ("dark", "light") if page.evaluate(IS_DARK) else ("light", "dark")
    page.emulate_media(color_scheme=schemes[1])  # type: ignore[arg-type]
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")  # colours that pass over
    other = broken(page, {"type": "rule", "values": COLOUR_RULES})
    page.emulate_media(color_scheme=schemes[0])  # type: ignore[arg-type]
    return [*found, *(f"{paragraph}\n    in the {schemes[1]} scheme" for paragraph in other)]


def broken(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe finds by these rules.

    It is put into a page once, and tells of nothing but what is broken: the rest is many times as long. It leaves style
    sheets and media alone, whose copies it would put into the page against the page's security policy; none of these
    rules reads a style sheet, and no page has sound or film.
    """
    page.evaluate(UNSTICK)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": rules, "preload": False, "resultTypes": ["violations"]}
    assert not page.locator("audio, video").count()
    paragraphs = []
    for violation in page.evaluate(RUN, options):
        places = [f"    {' '.join(map(str, node['target']))}\n      {node['html']}" for node in violation["nodes"][:5]]
        more = len(violation["nodes"]) - len(places)
        paragraphs.append(
            f"  {violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(places)
            + (f"\n    and {more} more places" if more else "")
        )
    return paragraphs


def assert_accessible(page: Page, *, is_known_in_dark: bool = False) -> None:
    """Fail with every rule the page breaks, and where. It takes a second a page: `make test` looks at a third."""
    if not is_drawn(urlsplit(page.url).path):
        return
    found = violations(page, is_known_in_dark=is_known_in_dark)
    assert not found, f"{page.url} breaks {len(found)} accessibility rules:\n" + "\n".join(found)
