"""Every fact of the six meetings can be found; nobody's own address can."""

import copy
import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from demo.files import DATA, read_yaml
from tests import proofs
from tests.demo import walk
from tests.demo.pages import Reading, Site

pytestmark = pytest.mark.django_db

OWN_MAILBOX = "idmworkshop@iom.int"  # shared by a team, and printed for everybody


@pytest.fixture(scope="module")
def pages() -> dict[str, Reading]:
    """Pages that were read; no test of this module changes anything, so each is read once."""
    return {}


@pytest.fixture
def site(demo: None, pages: dict[str, Reading]) -> Site:
    """The site as anybody and as the chief of the secretariat see it."""
    staff = Client(headers={"accept-language": "en"})
    staff.force_login(User.objects.get(username="secretariat"))
    return Site(Client(), staff, pages)


def test_every_fact_of_the_source_is_on_a_public_page_or_in_the_admin(site: Site) -> None:
    facts = proofs.some(list(walk.all_leaves(site, read_yaml("seed-events.yaml"))), 300)
    missing = walk.homeless(facts)
    assert missing == [], "These facts are nowhere:\n" + "\n".join(missing)


def listed(sitemap: str) -> list[str]:
    """The pages that a sitemap names, or the sitemaps that it names."""
    page = Client().get(sitemap).content.decode()
    found = [urlsplit(address) for address in re.findall(r"<loc>([^<]*)</loc>", page)]
    if "<sitemapindex" not in page:
        return [address.path for address in found]
    return [page for address in found for page in listed(address._replace(scheme="", netloc="").geturl())]


def test_no_public_page_shows_how_to_reach_a_person_privately(site: Site) -> None:
    addresses = [address for address in listed("/sitemap.xml") if address.startswith("/en/")]
    assert len(addresses) > 100
    public = {address: site.read(address).text for address in proofs.some(addresses, 50)}
    found = {mail for text in public.values() for mail in re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text)}
    assert {mail for mail in found if not mail.endswith("example.org")} <= {OWN_MAILBOX}
    assert [address for address, text in public.items() if re.search(r"717\s?92\s?05", text)] == []


def test_a_fact_that_is_nowhere_is_named(site: Site) -> None:
    seed = copy.deepcopy(read_yaml("seed-events.yaml"))
    seed = {**seed, "series": [], "sources": [], "venues": [], "organisations": [], "persons": seed["persons"][:1]}
    seed["events"] = [event for event in seed["events"] if event["id"] == "rome-2014-diaspora"]
    seed["events"][0] = {"id": "rome-2014-diaspora", "source": "seed-rome-2014", "status": "past"}
    assert walk.homeless(walk.all_leaves(site, seed)) == []
    seed["events"][0] |= {
        "summary": {"fr": "Ce résumé ne figure nulle part."},
        "starts_on": "2014-10-09",
        "colour": "blue",
    }
    seed["persons"][0]["function_en"] = "Director of something else"
    assert [line.split(":")[0] for line in walk.homeless(walk.all_leaves(site, seed))] == [
        "events/summary/fr", "events/starts_on", "events/colour", "persons/function_en",
    ]  # fmt: skip


def test_the_copy_of_the_source_holds_no_address_of_a_person() -> None:
    text = (DATA / "seed-events.yaml").read_text(encoding="utf-8")
    found = set(re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text))
    assert {address for address in found if not address.endswith("example.org")} == {OWN_MAILBOX}


def other(value: object) -> object:
    """A value of the same kind that is not the source's."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 17
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return f"1971{value[4:]}"
    return f"{value}¶"


def test_no_rule_finds_a_fact_that_was_changed(site: Site) -> None:
    facts = [leaf for leaf in walk.all_leaves(site, read_yaml("seed-events.yaml")) if leaf.value not in (None, [])]
    assert len(facts) > 900
    changed = [replace(leaf, value=other(leaf.value)) for leaf in facts]
    assert [f"{leaf.path}: {leaf.value!r}" for leaf in changed if walk.has_home(leaf)] == []
