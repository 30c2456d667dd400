"""Many readers of one page: while nothing changes, while somebody saves, and behind nginx.

The last two against the same without, in turns.
"""

import contextlib
import itertools
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.db import connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.test import Client

from events.models import Document, Event, Session
from scripts.postgres import free_port
from tests import nginx
from tests.bench import load, numbers
from tests.bench.measure import Row, ask_each_process
from tests.bench.numbers import Target, least
from tests.bench.site import Site, family_seconds
from website.models import tell
from website.page_cache import Key, PublicPageCache, answer
from website.revision import QUARTER_SECONDS, watch

ROUNDS = 5
PATH = f"/en/events/{numbers.PROGRAMME}/agenda/"


def unchanged(site: Site) -> Iterator[Row]:
    """Readers of the agenda for a minute in which nothing changes."""
    seconds = 60
    if (left := QUARTER_SECONDS - time.time() % QUARTER_SECONDS) < seconds + 5:
        time.sleep(left + 1)  # no kept page outlives a quarter of an hour
    tell([Event.objects.get(slug=numbers.PROGRAMME).pk])  # nor ten minutes: it is made anew now
    time.sleep(2 * settings.PUBLIC_PAGE_CHECK_SECONDS)
    ask_each_process(site, PATH)
    with _rendered() as rendered:
        run = load.pages(site.host, site.port, PATH, seconds)
    detail = f"p50 {run.p50:.1f} ms, p99 {run.p99:.1f} ms, {run.rate:,.0f}/s, {run.errors} errors"
    none = Target(0, is_least=False, unit="exactly")
    yield Row(f"agenda for {seconds} s in which nothing changes", rendered.call_count, "renderings", none, "", detail)


@contextlib.contextmanager
def _rendered() -> Iterator[mock.Mock]:
    """Counts how often a process has to render the agenda: this one, which asks itself ten times a second meanwhile.

    It renders once alone, and calls that page the new one after that: who counts must not compute as much as a web
    process does.
    """
    client, is_over = Client(), threading.Event()
    client.get(PATH)
    render = PublicPageCache.render

    def keep_again(cache: PublicPageCache, key: Key, request: HttpRequest) -> HttpResponse:
        mark, page = watch.mark(), cache.find(key)
        if page is None:
            return render(cache, key, request)
        cache.keep(key, replace(page, mark=mark, known_at=mark.made))
        return answer(page, request)

    def ask() -> None:
        while not is_over.wait(0.1):
            client.get(PATH)
        connections.close_all()

    with mock.patch.object(PublicPageCache, "render", autospec=True, side_effect=keep_again) as rendered:
        thread = threading.Thread(target=ask)
        thread.start()
        try:
            yield rendered
        finally:
            is_over.set()
            thread.join()


def behind_nginx(site: Site, seconds: float) -> Iterator[Row]:
    """The agenda through nginx as it is shipped, against the web processes themselves."""
    port = free_port()
    rates, spent, last = [], [], 0.0
    with tempfile.TemporaryDirectory() as folder, nginx.in_front(Path(folder), port, site.port) as server:
        for _round in range(ROUNDS):
            began = site.computed()
            direct = load.pages(site.host, site.port, PATH, seconds)
            between, theirs = site.computed(), family_seconds(server)
            proxied = load.through_tls(port, PATH, seconds)
            computed = site.computed() - between + family_seconds(server) - theirs
            if proxied.errors or direct.errors:
                raise RuntimeError(f"{direct.errors} and {proxied.errors} errors")
            rates.append(proxied.rate / direct.rate)
            spent.append((between - began) / direct.rate / (computed / proxied.rate))
            last = proxied.rate
    ratio = statistics.median(spent)
    detail = (
        f"{last:,.0f}/s, {statistics.median(rates):.1f} times the rate by the clock, with who asks on the same machine"
    )
    yield Row(
        "agenda behind nginx, by TLS", ratio, "times", least(4, "times"), "", f"for a second of the processor; {detail}"
    )


def while_saving(site: Site, seconds: float) -> Iterator[Row]:
    """Readers of the agenda while somebody changes something once a second, against readers alone."""
    event = Event.objects.get(slug=numbers.PROGRAMME)
    for what, row, field in (
        ("an item of its draft", Session.objects.filter(event=event).first(), "title_en"),
        ("a document of another event", Document.objects.exclude(event=event).first(), "label_en"),
        ("another event", Event.objects.exclude(pk=event.pk).filter(status=Event.Status.PUBLISHED).first(), "title_en"),
        ("the event itself", event, "title_en"),
    ):
        if row is None:
            raise RuntimeError(f"There is not {what}.")
        shares = []
        with _rendered() as rendered:
            for _round in range(ROUNDS):
                alone = load.pages(site.host, site.port, PATH, seconds)
                with _changing(row, field):
                    beside = load.pages(site.host, site.port, PATH, seconds)
                shares.append(beside.rate / alone.rate)
        detail = ", ".join(f"{share:.2f}" for share in sorted(shares)) + f"; {rendered.call_count} renderings"
        target = least(numbers.WHILE_SAVING, "of the rate")
        yield Row(f"agenda while {what} changes", statistics.median(shares), "of the rate", target, "", detail)


@contextlib.contextmanager
def _changing(row: Model, field: str) -> Iterator[None]:
    """Until the block ends the row is changed once a second."""
    before, is_over = getattr(row, field), threading.Event()

    def change() -> None:
        for number in itertools.count(1):
            setattr(row, field, f"{before} {number}")
            row.save()
            if is_over.wait(1):
                break
        connections.close_all()

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
        setattr(row, field, before)
        row.save()
