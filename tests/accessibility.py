"""axe-core on a page in the browser: WCAG 2.2, levels A and AA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page, preload: bool = True) -> list[str]:
    """One readable paragraph for each rule the page breaks: rule, what it says, where.

    Without `preload` axe leaves style sheets alone. Where one imports another it would put copies of them into the
    page, against the page's security policy.
    """
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "preload": preload})
    paragraphs = []
    for violation in result.response["violations"]:
        places = [f"    {' '.join(map(str, node['target']))}\n      {node['html']}" for node in violation["nodes"][:5]]
        more = len(violation["nodes"]) - len(places)
        paragraphs.append(
            f"  {violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(places)
            + (f"\n    and {more} more places" if more else "")
        )
    return paragraphs


def assert_accessible(page: Page, preload: bool = True) -> None:
    """Fail with every rule the page breaks, and where."""
    found = violations(page, preload)
    assert not found, f"{page.url} breaks {len(found)} accessibility rules:\n" + "\n".join(found)
