"""The cache of public pages: shared bytes, never stale, never somebody's own."""

import gzip
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from events.models import Event
from speakers.models import Organisation
from tests.factories import make_event, make_organisation, make_settings, make_speaker
from website.page_cache import PublicPageCache
from website.public_pages import OneOff, share_but
from website.revision import Kept, public_models, revision, watch

pytestmark = pytest.mark.django_db

Ask = Callable[..., HttpResponse]


class Site:
    """A view behind the cache, which counts how often it was reached."""

    def __init__(self) -> None:
        self.reached = 0
        self.is_public = True
        self.body = "page " * 300

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.reached += 1
        response = HttpResponse(f"{self.body}{self.reached}", headers={"Content-Security-Policy": "default-src 'none'"})
        response.public_page = self.is_public  # type: ignore[attr-defined]
        return response


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def ask(site: Site, settings: Settings) -> Ask:
    """Asks the cached site: `ask("/fr/", accept_encoding="gzip", cookie=…)`."""
    settings.PUBLIC_PAGE_CACHE = True
    settings.PUBLIC_PAGE_CHECK_SECONDS = 0
    cache = PublicPageCache(site)

    def ask(path: str = "/fr/", cookie: str = "", method: str = "GET", **headers: str) -> HttpResponse:
        request = RequestFactory().generic(method, path, headers=headers)
        if cookie:
            request.COOKIES["sessionid"] = cookie
        return cache(request)

    return ask


def test_a_second_reader_gets_the_kept_page(ask: Ask, site: Site) -> None:
    assert ask().content == ask().content
    assert site.reached == 1


def test_a_kept_page_keeps_its_headers(ask: Ask) -> None:
    ask()
    assert ask().headers["Content-Security-Policy"] == "default-src 'none'"


def test_a_kept_page_costs_one_query_and_none_within_the_check_time(
    ask: Ask, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask()
    with django_assert_num_queries(1):
        ask()
    settings.PUBLIC_PAGE_CHECK_SECONDS = 60
    with django_assert_num_queries(0):
        ask()


def test_another_address_or_query_is_another_page(ask: Ask, site: Site) -> None:
    ask("/fr/")
    ask("/en/")
    ask("/fr/?year=2008")
    assert site.reached == 3


def test_a_change_of_anything_public_shows_at_once(ask: Ask, site: Site) -> None:
    event = make_event()
    ask()
    event.title_fr = "Autre titre"
    event.save()
    ask()
    assert site.reached == 2


def test_what_is_added_or_deleted_shows_at_once(ask: Ask, site: Site) -> None:
    ask()
    organisation = make_organisation()
    ask()
    organisation.delete()
    ask()
    assert site.reached == 3


def test_a_changed_list_of_organisations_shows_at_once(ask: Ask, site: Site) -> None:
    speaker, organisation = make_speaker(), make_organisation()
    ask()
    speaker.organisations.add(organisation)
    ask()
    speaker.organisations.clear()
    ask()
    assert site.reached == 3


def test_writing_one_column_shows_at_once(ask: Ask, site: Site) -> None:
    event = make_event()
    ask()
    event.status = Event.Status.CANCELLED
    event.save(update_fields=["status"])
    ask()
    assert site.reached == 2


def test_opening_the_registration_shows_at_once(ask: Ask, site: Site) -> None:
    event = make_event()
    ask()
    make_settings(event)
    ask()
    assert site.reached == 2


def test_a_session_always_reaches_the_site(ask: Ask, site: Site) -> None:
    ask()
    ask(cookie="staff")
    ask(cookie="staff")
    assert site.reached == 3


def test_what_is_not_marked_as_public_is_never_kept(ask: Ask, site: Site) -> None:
    site.is_public = False
    ask()
    ask()
    assert site.reached == 2


def test_a_post_is_never_answered_from_memory(ask: Ask, site: Site) -> None:
    ask()
    ask(method="POST")
    assert site.reached == 2


def test_a_reader_who_has_the_page_gets_no_bytes(ask: Ask) -> None:
    first = ask()
    second = ask(if_none_match=first.headers["ETag"])
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]


def test_it_is_compressed_for_who_understands_it(ask: Ask) -> None:
    plain, packed = ask(), ask(accept_encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(("header", "is_packed"), [("gzip;q=0", False), ("br, gzip;q=0.5", True), ("identity", False)])
def test_it_is_not_compressed_for_who_refuses_it(ask: Ask, header: str, is_packed: bool) -> None:
    assert ("Content-Encoding" in ask(accept_encoding=header).headers) == is_packed


def test_memory_is_bounded(ask: Ask, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("website.page_cache.LARGEST_BYTES", 20_000)
    for number in range(40):
        ask(f"/fr/?page={number}")
    ask("/fr/?page=0")  # the first has long gone
    ask("/fr/?page=0")  # and is kept again
    assert site.reached == 41


def test_a_change_while_a_page_is_rendered_is_not_hidden(settings: Settings) -> None:
    settings.PUBLIC_PAGE_CACHE = True
    settings.PUBLIC_PAGE_CHECK_SECONDS = 0
    event = make_event(title_en="Old")
    is_slow = True

    def view(request: HttpRequest) -> HttpResponse:
        title = Event.objects.get(pk=event.pk).title_en
        if is_slow:
            Event.objects.get(pk=event.pk).save()  # a change that lands after the page was read
            cache(RequestFactory().get("/other/"))  # another request notices it first
        response = HttpResponse(title)
        response.public_page = True  # type: ignore[attr-defined]
        return response

    cache = PublicPageCache(lambda request: view(request) if request.path == "/" else HttpResponse("other"))
    cache(RequestFactory().get("/"))
    is_slow = False
    Event.objects.filter(pk=event.pk).update(title_en="New")  # seen only if the slow page was not kept
    assert cache(RequestFactory().get("/")).content == b"New"


def test_one_request_renders_and_the_others_get_the_page_before(settings: Settings) -> None:
    settings.PUBLIC_PAGE_CACHE = True
    settings.PUBLIC_PAGE_CHECK_SECONDS = 0
    answers: list[bytes] = []
    titles = iter(["old", "new", "never"])

    def view(request: HttpRequest) -> HttpResponse:
        title = next(titles)
        if title == "new":  # while it is rendered, another reader comes
            answers.append(cache(RequestFactory().get("/")).content)
        response = HttpResponse(title)
        response.public_page = True  # type: ignore[attr-defined]
        return response

    cache = PublicPageCache(view)
    cache(RequestFactory().get("/"))
    make_organisation()
    assert cache(RequestFactory().get("/")).content == b"new"
    assert answers == [b"old"]
    assert cache(RequestFactory().get("/")).content == b"new"


@pytest.mark.parametrize(("is_public", "renderings"), [(True, 1), (False, 2)])
def test_who_comes_while_a_page_is_made_for_the_first_time_waits_for_it(
    settings: Settings, is_public: bool, renderings: int
) -> None:
    settings.PUBLIC_PAGE_CACHE = True
    settings.PUBLIC_PAGE_CHECK_SECONDS = 3600
    watch.look()  # so that the threads ask the database nothing
    begun, may_end = threading.Event(), threading.Event()
    reached: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        reached.append(request.path)
        begun.set()
        assert may_end.wait(10)
        response = HttpResponse(f"page {len(reached)}")
        response.public_page = is_public  # type: ignore[attr-defined]
        return response

    cache = PublicPageCache(view)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache, RequestFactory().get("/"))
        assert begun.wait(10)
        second = pool.submit(cache, RequestFactory().get("/"))
        time.sleep(0.2)
        assert reached == ["/"]
        may_end.set()
        assert first.result(10).status_code == second.result(10).status_code == 200
    assert len(reached) == renderings
    assert cache.rendering == {}


def test_a_page_that_is_withdrawn_is_gone(ask: Ask, site: Site) -> None:
    ask()
    make_organisation()
    site.is_public = False
    ask()
    site.is_public = True
    assert ask().content.endswith(b"3")


def test_a_kept_page_outlives_the_database(ask: Ask, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ask().content

    def away() -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr("website.revision.revision", away)
    assert ask().content == page
    assert site.reached == 1


def test_every_table_that_a_public_page_shows_counts() -> None:
    names = {model.__name__ for model in public_models()}
    assert {"Event", "Session", "Appearance", "Speaker", "Organisation", "Country", "Document", "Phase"} <= names
    assert {"RegistrationSettings", "Category", "Question", "MessageTemplate"} <= names
    assert not {"Registration", "Message"} & names


def test_the_revision_is_the_same_while_nothing_changes() -> None:
    make_organisation()
    assert revision() == revision()
    before = revision()
    Organisation.objects.get().save()
    assert revision() != before


# A page that is shared but for one part --------------------------------------------------------------------------


@pytest.fixture
def tokens(settings: Settings) -> Ask:
    """Asks for a page with a token, which the cache keeps."""
    settings.PUBLIC_PAGE_CACHE = True
    settings.PUBLIC_PAGE_CHECK_SECONDS = 0
    made = itertools.count(1)

    def view(request: HttpRequest) -> HttpResponse:
        token = f"token-{next(made):05}"
        response = HttpResponse(f"{'page ' * 300}{token}{request.GET.get('again', '').replace('1', token)}")
        share_but(response, OneOff(token, lambda: f"token-{next(made):05}"))
        return response

    cache = PublicPageCache(view)
    return lambda path="/", **headers: cache(RequestFactory().get(path, headers=headers))


def test_no_two_readers_get_the_same_token(tokens: Ask) -> None:
    answers = [tokens().content for _reader in range(5)]
    assert len(set(answers)) == 5
    assert len({answer[:1500] for answer in answers}) == 1


def test_a_page_with_a_token_is_compressed_for_each_reader_and_has_no_etag(tokens: Ask) -> None:
    tokens()
    packed = tokens(accept_encoding="gzip")
    assert gzip.decompress(packed.content).startswith(b"page page")
    assert gzip.decompress(packed.content) != gzip.decompress(tokens(accept_encoding="gzip").content)
    assert "ETag" not in packed.headers


def test_a_page_that_holds_its_token_twice_is_not_kept(tokens: Ask) -> None:
    first, second = tokens("/?again=1").content, tokens("/?again=1").content
    assert first[-11:] == first[-22:-11]
    assert second[-11:] == second[-22:-11] != first[-11:]


# What is kept of the tables ---------------------------------------------------------------------------------------


def test_what_was_read_is_kept_until_something_public_changes(settings: Settings) -> None:
    settings.PUBLIC_PAGE_CACHE = True
    settings.PUBLIC_PAGE_CHECK_SECONDS = 0
    kept: Kept[int] = Kept()
    read = itertools.count(1)
    assert [kept.get("a", lambda: next(read)), kept.get("a", lambda: next(read))] == [1, 1]
    make_organisation()
    assert kept.get("a", lambda: next(read)) == 2


def test_nothing_is_kept_where_the_cache_is_off() -> None:
    kept: Kept[int] = Kept()
    read = itertools.count(1)
    assert [kept.get("a", lambda: next(read)), kept.get("a", lambda: next(read))] == [1, 2]
