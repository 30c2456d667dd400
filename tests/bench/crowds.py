"""Many readers of one page: behind nginx, and while somebody saves. Each against the same without, in turns."""

import contextlib
import itertools
import statistics
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from django.db import connections
from django.db.models import Model

from events.models import Document, Event, Session
from scripts.postgres import free_port
from tests import nginx
from tests.bench import load, numbers
from tests.bench.measure import Row
from tests.bench.numbers import least
from tests.bench.site import Site, family_seconds

ROUNDS = 5
PATH = f"/en/events/{numbers.PROGRAMME}/agenda/"


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
        for _round in range(ROUNDS):
            alone = load.pages(site.host, site.port, PATH, seconds)
            with _changing(row, field):
                beside = load.pages(site.host, site.port, PATH, seconds)
            shares.append(beside.rate / alone.rate)
        detail = ", ".join(f"{share:.2f}" for share in sorted(shares))
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
