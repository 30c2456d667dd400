"""While some wait for a row that is held, who reads is answered, and who writes is told at once to come again."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, nullcontext

import psycopg2
import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from registrations.models import RegistrationSettings
from tests.factories import make_settings
from website import writers
from website.database_away import try_again
from website.writers import Writers

ask = RequestFactory()


def store(request: HttpRequest) -> HttpResponse:
    """A view that takes the lock of the event, if it is sent something."""
    try:
        with transaction.atomic():
            if request.method == "POST":
                RegistrationSettings.objects.select_for_update().get()
        return HttpResponse("stored")
    except OperationalError:
        return try_again(request)
    finally:
        connection.close()


@pytest.fixture
def held(database_url: str) -> Iterator[threading.Event]:
    """The row of the settings is held until the event is set, or the test ends."""
    make_settings()
    let_go = threading.Event()
    with closing(psycopg2.connect(database_url)) as other, other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM registrations_registrationsettings FOR UPDATE")
        releasing = threading.Thread(target=lambda: (let_go.wait(60), other.rollback()))
        releasing.start()
        yield let_go
        let_go.set()
        releasing.join()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_held_row_holds_half_of_the_threads_and_no_more(
    held: threading.Event, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "STUCK_SECONDS", 0.2)
    settings.WEB_THREADS = 2
    site = Writers(store)
    answers: dict[str, int] = {}

    def send(name: str) -> None:
        answers[name] = site(ask.post("/", {"name": name})).status_code
        connection.close()

    first, second = (threading.Thread(target=send, args=[name]) for name in ("first", "second"))
    first.start()
    while not site.inside:
        time.sleep(0.005)
    second.start()
    second.join()
    assert answers == {"second": 503}, "who came beyond the half waits no longer than a moment"
    time.sleep(0.2)
    third = site(ask.post("/", {"name": "Ana <b>"}))
    assert third.status_code == 503
    assert 'value="Ana &lt;b&gt;"' in third.content.decode()
    assert site(ask.get("/")).status_code == 200
    held.set()
    first.join()
    assert answers["first"] == 200
    assert site(ask.post("/")).status_code == 200


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_patience_is_as_it_was_afterwards(settings: Settings) -> None:
    settings.WEB_THREADS = 2

    def patience(_request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return HttpResponse(cursor.fetchone()[0])

    site = Writers(patience)
    before = patience(ask.get("/")).content
    site.inside[object()] = time.monotonic() - 60
    assert site(ask.post("/")).status_code == 503
    site.inside = {object(): time.monotonic() - 0.55}
    assert site(ask.post("/")).content == b"100ms"
    assert patience(ask.get("/")).content == before


def test_a_rush_is_refused_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEB_THREADS = 2
    monkeypatch.setattr(writers, "short_patience", lambda _seconds: nullcontext())
    site = Writers(lambda _request: HttpResponse("stored"))
    codes: list[int] = []
    threads = [
        threading.Thread(target=lambda: codes.extend(site(ask.post("/")).status_code for _ in range(50)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 300
    assert not site.inside


def test_who_computes_for_long_holds_up_nobody(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An export of minutes, between two of its statements."""
    settings.WEB_THREADS = 2
    monkeypatch.setattr(writers, "short_patience", lambda _seconds: nullcontext())
    site = Writers(lambda _request: HttpResponse("stored"))
    site.inside[object()] = None
    assert site(ask.post("/")).status_code == 200


def test_with_many_threads_as_many_may_be_stuck_as_are_left_for_others(settings: Settings) -> None:
    settings.WEB_THREADS = 8
    site = Writers(lambda _request: HttpResponse("stored"))
    long_ago = time.monotonic() - 5
    site.inside |= {object(): long_ago for _ in range(3)}
    assert site(ask.post("/")).status_code == 200
    site.inside[object()] = long_ago
    assert site(ask.post("/")).status_code == 503
