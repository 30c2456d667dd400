"""Measures pages of a large house: what the web process and its connection to PostgreSQL compute for one of them."""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from registrations import capacity
from registrations.models import RegistrationSettings
from tests.bench.data import vacuum
from tests.bench.large.data import fill
from tests.bench.large.sizes import Sizes
from tests.bench.measure import Row, register_one, signed_in
from tests.bench.numbers import LARGE, most

VISITS = 5

Visit = Callable[[], object]


def rows() -> Iterator[Row]:
    """Fill the database, then measure; nothing that is measured before would be the same after."""
    fill(Sizes())
    vacuum()
    yield from measured()


def measured() -> Iterator[Row]:
    """Pages of staff and of readers, the parts of the sitemap, and what stands behind the lock of an event."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # all is computed where it is looked at
    staff, _headers = signed_in()
    for what, path, limit in pages():
        yield _row(what, limit, partial(_visit, staff if path.startswith("/admin/") else None, path))
    for path in sitemaps():
        yield _row(path.removeprefix("/"), 100, partial(_visit, None, path))
    full, waited = (RegistrationSettings.objects.get(event__slug=f"{LARGE}-{number}") for number in (0, 1))
    yield _row("seats counted of 55,000", 5, lambda: partial(capacity.count_taken, full))
    yield _row("a registration where 7,000 wait", 10, lambda: partial(_register, waited))


def pages() -> Iterator[tuple[str, str, float]]:
    """What each is called, its address, and the most milliseconds for it."""
    event = RegistrationSettings.objects.get(event__slug=f"{LARGE}-0").event
    change = reverse("admin:events_event_change", args=[event.pk])
    messages, queue = _list("outbox_message"), _list("registrations_registration")
    appearances, sessions, speakers = _list("events_appearance"), _list("events_session"), _list("speakers_speaker")
    yield "list of messages", messages, 80
    yield "the same, searched", f"{messages}?q=traore+person-19", 150
    yield "queue of registrations", queue, 80
    yield "the same, searched", f"{queue}?q=traore+person-19", 150
    yield "list of speakers", speakers, 100
    yield "the same, searched", f"{speakers}?q=traore", 100
    yield "list of sessions", sessions, 100
    yield "the same, searched", f"{sessions}?q=water+large-77", 100
    yield "list of appearances", appearances, 100
    yield "the same, searched", f"{appearances}?q=traore+large-77", 100
    yield "home of the back office", reverse("admin:index"), 100
    yield "event in the back office", change, 360
    yield "its agenda in the editor", reverse("admin:events_event_agenda", args=[event.pk]), 253
    yield "registration form", reverse("registrations:register", args=[event.slug]), 100
    yield "search of the public", f"{reverse('events:home')}?q=traore+water", 100


def _list(name: str) -> str:
    return reverse(f"admin:{name}_changelist")


def sitemaps() -> list[str]:
    """The index, and the first part of each section; the others are as long."""
    index = Client().get("/sitemap.xml").content.decode()
    return ["/sitemap.xml", *re.findall(r"/sitemap-[a-z-]+-0\.xml", index)]


def _visit(staff: Client | None, path: str) -> Visit:
    """Get ready for a visit: by staff, or by a reader for whom no page is kept."""
    client = staff or Client()
    if staff is None:
        client.handler.load_middleware()

    def visit() -> None:
        response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}")

    return visit


def _register(settings: RegistrationSettings) -> None:
    """Somebody registers where a place is free and others wait for it; undone afterwards."""
    with transaction.atomic():
        register_one(settings.event, 0)
        transaction.set_rollback(True)


def _row(what: str, limit: float, get_ready: Callable[[], Visit]) -> Row:
    """The median of some visits after the first two."""
    spent = [_computed(get_ready()) for _time in range(VISITS + 2)][2:]
    detail = f"{statistics.median(theirs for _ours, theirs in spent):.0f} ms of them by PostgreSQL"
    middle = statistics.median(map(sum, spent))
    return Row(f"large: {what}", middle, "ms computed", most(limit, "ms computed"), "", detail)


def _computed(visit: Visit) -> tuple[float, float]:
    """Milliseconds of this process, and of its backend of PostgreSQL on the same machine."""
    theirs, ours = _backend(), time.process_time()
    visit()
    return (time.process_time() - ours) * 1000, _backend() - theirs


def _backend() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        key = cursor.fetchone()[0]
    return int(Path(f"/proc/{key}/schedstat").read_text().split()[0]) / 1e6
