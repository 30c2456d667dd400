"""An event that is set back to draft, or deleted, is shown to nobody any more: on no page, from no memory."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from events.models import Event, EventOrganisation, Room, Series, SeriesEntry
from registrations.models import RegistrationSettings
from tests.factories import (
    make_appearance,
    make_document,
    make_event,
    make_organisation,
    make_session,
    make_settings,
    make_speaker,
    make_venue,
    publish_agenda,
)
from website.models import WITHDRAWN, PublicChange
from website.page_cache import PublicPageCache
from website.revision import Watch, watch

pytestmark = pytest.mark.django_db

WORD = "Zebrafish"
OWN = [
    "/en/events/shown/",
    "/en/events/shown/agenda/",
    "/en/events/shown/agenda/by-room/",
    "/en/events/shown/agenda/embedded/",
    "/en/events/shown/agenda.pdf",
    "/en/events/shown/agenda.docx",
    "/en/events/shown/agenda/versions/",
    "/en/events/shown/agenda/versions/1/",
    "/en/events/shown/agenda.atom",
    "/en/events/shown/speakers/",
    "/en/events/shown/documents/",
    "/en/events/shown/documents.atom",
    "/en/events/shown/event.ics",
    "/en/events/shown/agenda.ics",
    "/en/events/shown/schedule.xml",
    "/en/events/shown/schedule.json",
    "/en/events/shown/register/",
]
OTHERS = [
    "/en/",
    "/en/events/",
    f"/en/events/?q={WORD}",
    "/en/events.ics",
    "/en/events.atom",
    "/en/documents.atom",
    "/en/series/row/",
    "/en/series/row/series.ics",
    "/en/organisations/",
    "/en/organisations/body/",
    "/en/speakers/",
    "/en/speakers/ada/",
    "/en/speakers/ada/speaker.ics",
    "/sitemap-events-0.xml",
]


def withdrawn_by_save(event: Event) -> None:
    event.status = Event.Status.DRAFT
    event.save()


def withdrawn_by_update(event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(status=Event.Status.DRAFT)


def withdrawn_by_bulk_update(event: Event) -> None:
    event.status = Event.Status.DRAFT
    Event.objects.bulk_update([event], ["status"])


def deleted(event: Event) -> None:
    event.delete()


def deleted_with_others(event: Event) -> None:
    Event.objects.filter(pk=event.pk).delete()


WAYS: list[Callable[[Event], None]] = [
    withdrawn_by_save,
    withdrawn_by_update,
    withdrawn_by_bulk_update,
    deleted,
    deleted_with_others,
]


class Readers:
    """The whole site behind a cache of pages; while it answers one reader, another may ask for the same."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.cache = PublicPageCache(self.site)
        self.second: list[HttpResponse] = []
        self.has_second = False

    def site(self, request: HttpRequest) -> HttpResponse:
        """The answer of the site itself."""
        if self.has_second:
            self.has_second = False
            self.second.append(self.ask(request.get_full_path()))
        found: Any = self.client.get(request.get_full_path())
        request.public_event = getattr(found.wsgi_request, "public_event", None)  # type: ignore[attr-defined]
        return found

    def ask(self, address: str) -> HttpResponse:
        """What a reader gets."""
        return self.cache(RequestFactory().get(address))

    def two(self, address: str) -> list[HttpResponse]:
        """What the first reader after a change gets, and one who comes while the page is made."""
        self.second, self.has_second = [], True
        return [self.ask(address), *self.second]


@pytest.fixture
def readers(client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Readers:
    """Nobody waits in a test of one thread."""
    settings.PUBLIC_PAGE_CACHE, settings.PUBLIC_PAGE_CHECK_SECONDS = True, 0
    monkeypatch.setattr("website.page_cache.WAIT_SECONDS", 0)
    readers = Readers(client)
    settings.PUBLIC_PAGE_CACHE = False  # the cache of these readers alone
    return readers


@pytest.fixture
def event() -> Event:
    """A public event with all that has pages."""
    event = make_event(slug="shown", title_en=WORD)
    SeriesEntry.objects.create(series=Series.objects.create(slug="row", title_en="Row"), event=event)
    EventOrganisation.objects.create(event=event, organisation=make_organisation(slug="body"))
    venue = make_venue()
    rooms = [Room.objects.create(venue=venue, name_en=name) for name in ("A", "B")]
    sessions = [make_session(event, room=room) for room in rooms]
    make_appearance(sessions[0], speaker=make_speaker(slug="ada"))
    make_document(event=event)
    publish_agenda(event)
    make_settings(event)
    return event


def test_what_was_withdrawn_is_given_to_nobody_while_its_pages_are_made(readers: Readers, event: Event) -> None:
    for address in OWN + OTHERS:
        assert readers.ask(address).status_code == 200, address
    withdrawn_by_save(event)
    for address in OWN:
        first, second = readers.two(address)
        assert (first.status_code, second.status_code) == (404, 503), address
        assert readers.ask(address).status_code == 404, address
    for address in OTHERS:
        first, second = readers.two(address)
        assert second.status_code == 503, address
        for answer in (first, readers.ask(address)):  # 404 where nothing else is public
            assert answer.status_code in (200, 404), address
            assert b"/events/shown/" not in answer.content, address


@pytest.mark.parametrize("way", WAYS)
def test_whichever_way_it_is_withdrawn(readers: Readers, way: Callable[[Event], None]) -> None:
    event = make_event(slug="shown", title_en=WORD)
    readers.ask("/en/events/shown/")
    way(event)
    assert [answer.status_code for answer in readers.two("/en/events/shown/")] == [404, 503]


def test_a_page_of_another_event_stays_kept(readers: Readers, event: Event) -> None:
    make_event(slug="other")
    page = readers.ask("/en/events/other/").content
    withdrawn_by_save(event)
    readers.has_second = True
    assert readers.ask("/en/events/other/").content == page
    assert readers.second == []


def test_what_was_withdrawn_is_not_shown_while_the_database_is_away(
    readers: Readers, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_event(slug="other")
    for slug in ("shown", "other"):
        readers.ask(f"/en/events/{slug}/")
    withdrawn_by_save(event)
    watch.look()
    for page in (*readers.cache.once.pages.values(), *readers.cache.again.pages.values()):
        page.seconds = 0  # of both another would be made, if it could

    def away(*_any: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(Watch, "_ask", away)
    readers.cache.get_response = lambda _request: HttpResponse(status=503)
    assert [readers.ask(f"/en/events/{slug}/").status_code for slug in ("shown", "other")] == [503, 200]


def test_who_comes_after_a_withdrawal_gets_no_page_that_was_begun_before(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUBLIC_PAGE_CACHE, settings.PUBLIC_PAGE_CHECK_SECONDS = True, 3600
    monkeypatch.setattr("website.page_cache.WAIT_SECONDS", 60)
    watch.look()  # so that the threads ask the database nothing
    begun, may_end = threading.Event(), threading.Event()
    answers = iter([("as it was", 200), ("", 404)])

    def view(_request: HttpRequest) -> HttpResponse:
        text, status = next(answers)
        if status == 200:
            begun.set()
            assert may_end.wait(10)
        response = HttpResponse(text, status=status)
        response.public_page = status == 200  # type: ignore[attr-defined]
        return response

    cache = PublicPageCache(view)
    with ThreadPoolExecutor(2) as pool:
        before = pool.submit(cache, RequestFactory().get("/en/"))
        assert begun.wait(10)
        watch.turn += 1
        watch.turns |= {7: watch.turn, WITHDRAWN: watch.turn}
        after = pool.submit(cache, RequestFactory().get("/en/"))
        may_end.set()
        assert (before.result(10).status_code, after.result(10).status_code) == (200, 404)


@pytest.mark.parametrize("way", WAYS)
def test_it_is_told_of_what_is_withdrawn_alone(way: Callable[[Event], None]) -> None:
    event = make_event()
    event.save()
    for status in (Event.Status.CANCELLED, Event.Status.PUBLISHED):
        Event.objects.filter(pk=event.pk).update(status=status)
    draft = make_event(status=Event.Status.DRAFT)
    draft.save()
    draft.delete()
    RegistrationSettings.objects.update(capacity=1)
    assert not PublicChange.objects.filter(event=WITHDRAWN).exists()
    way(event)
    assert PublicChange.objects.filter(event=WITHDRAWN).count() == 1


def test_a_save_asks_nothing_more_for_it(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    event = make_event()
    with django_assert_num_queries(4):  # the row for its times and for the history, the row, that pages changed
        event.save()
