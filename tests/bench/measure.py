"""The measurements: each returns rows of the table."""

import http.client
import multiprocessing
import statistics
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mailings.actions import mailings
from mailings.models import Mailing
from outbox.delivery import deliver_next
from outbox.models import Message
from registrations.actions.register import register
from registrations.models import Registration, RegistrationSettings
from registrations.models.states import SEATED, State
from tests.bench import data, load, numbers, reader
from tests.bench.numbers import Target, least, most
from tests.bench.site import Site, database_server, family_seconds, memory


class Row(NamedTuple):
    """A line of the table. Without a target it only informs."""

    what: str
    value: float
    unit: str
    target: Target | None = None
    peer: str = ""
    detail: str = ""

    @property
    def verdict(self) -> str:
        """What the line says of the target."""
        return "" if self.target is None else ("pass" if self.target.is_met(self.value) else "**fail**")


def queries_of(path: str) -> tuple[int, float]:
    """Queries of a page that nobody has asked for yet, and milliseconds to compute it: the median of some times."""
    Client().get(path)  # what a process loads once is loaded
    count, spent = 0, []
    for _time in range(7):
        fresh = Client()  # with a page cache of its own
        fresh.handler.load_middleware()
        with CaptureQueriesContext(connection) as captured:
            started = time.process_time()
            response = fresh.get(path)
            spent.append((time.process_time() - started) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}")
        count = len(captured)
    return count, statistics.median(spent)


def ask_each_process(site: Site, path: str) -> None:
    """Ask for a page by connections of their own, so often that each web process has answered."""
    for _time in range(20):
        client = http.client.HTTPConnection(site.host, site.port, timeout=30)
        reader.fetch(client, path)
        client.close()


def public_pages(site: Site, seconds: float) -> Iterator[Row]:
    """Event, agenda, speakers: the rate of all readers together, and what one page is."""
    event = f"/en/events/{numbers.PROGRAMME}/"
    rate = least(20 * 74, "/s")  # twenty times pretalx's empty shell
    for name, path in (("event", event), ("agenda", f"{event}agenda/"), ("speakers", f"{event}speakers/")):
        client = http.client.HTTPConnection(site.host, site.port, timeout=30)
        _status, plain, _headers = reader.fetch(client, path)
        _status, packed, _headers = reader.fetch(client, path, {"Accept-Encoding": "gzip"})
        client.close()
        ask_each_process(site, path)
        runs = [load.pages(site.host, site.port, path, seconds) for _round in range(3)]
        middle = sorted(runs)[1]
        count, cold = queries_of(path)
        errors = sum(run.errors for run in runs)
        size = f"{len(plain) / 1000:.0f} kB, compressed {len(packed) / 1000:.0f} kB"
        detail = f"p50 {middle.p50:.1f} ms, p99 {middle.p99:.1f} ms; {size}"
        yield Row(f"{name} page", middle.rate, "/s", rate, name, detail + (f"; {errors} errors" if errors else ""))
        target = most(numbers.SPEAKERS_ANEW, "ms computed") if name == "speakers" else None
        yield Row(f"{name} page made anew", cold, "ms computed", target, "", f"{count} queries")


def first_visit(site: Site) -> Iterator[Row]:
    """The agenda for somebody who was never here."""
    requests, total, nodes = reader.first_visit(site.host, site.port, f"/en/events/{numbers.PROGRAMME}/agenda/")
    yield Row("agenda, first visit", total / 1000, "kB compressed", most(60, "kB"), "first visit", f"{nodes} nodes")
    yield Row("agenda, first visit: requests", requests, "requests", most(6), "first visit")


def calendar(site: Site) -> Iterator[Row]:
    """The agenda as a calendar."""
    count, spent = queries_of(f"/en/events/{numbers.PROGRAMME}/agenda.ics")
    target = most(numbers.CALENDAR_ANEW, "ms computed")
    yield Row("agenda.ics made anew", spent, "ms computed", target, "calendar", f"{count} queries")


class Register:
    """One registration: the form is fetched, filled in and sent."""

    def __init__(self) -> None:
        self.path = reverse("registrations:register", args=[numbers.DOOR])
        self.page: reader.Page | None = None

    def __call__(self, client: http.client.HTTPConnection, number: int) -> bool:
        """True when the site says that it received it."""
        status, body, _headers = reader.fetch(client, self.path)
        if status != 200:
            return False
        html = body.decode()
        if self.page is None:
            self.page = reader.Page(html)
        # A browser reads a page in its own time, not in that of the measured machine: only what changes is read again.
        sent = reader.filled_in(self.page, number, reader.hidden_values(html))
        client.request("POST", self.path, sent, {"Content-Type": "application/x-www-form-urlencoded"})
        response = client.getresponse()
        response.read()
        return response.status in (302, 303)


def registrations(site: Site, seconds: float) -> Iterator[Row]:
    """Through the real form, eight people at once; what was received is there."""
    database = database_server()
    connections.close_all()
    before, theirs_before = site.computed(), family_seconds(database)
    result = load.by_ourselves(site.host, site.port, Register(), seconds)
    stored = Registration.objects.filter(event__slug=numbers.DOOR).count()
    messages = Registration.objects.filter(event__slug=numbers.DOOR, message_links__message__kind="approved").count()
    expected = round(result.rate * seconds)
    lost = "" if stored == messages == expected else f"; {expected} answered, {stored} stored, {messages} told"
    theirs = (family_seconds(database) - theirs_before) * 1000 / max(stored, 1)
    computed = (site.computed() - before) * 1000 / max(stored, 1) + theirs
    detail = f"p50 of form and sending {result.p50:.0f} ms, {result.errors} errors, {stored} stored{lost}"
    yield Row("registrations, 8 at once", result.rate, "/s", least(100, "/s"), "registrations", detail)
    yield Row("registration p99 (form and sending)", result.p99, "ms", most(250, "ms"), "registrations")
    target = most(numbers.REGISTRATION_COMPUTED, "ms computed")
    yield Row(
        "the same: computed for each", computed, "ms computed", target, "", f"{theirs:.1f} ms of them by PostgreSQL"
    )


def signed_in() -> tuple[Client, dict[str, str]]:
    """A superuser's client here, and the header by which the site knows the same person."""
    user, _is_new = User.objects.get_or_create(username="bench", defaults={"is_staff": True, "is_superuser": True})
    client = Client()
    client.force_login(user)
    return client, {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}


class Visits(NamedTuple):
    """Of ten visits by staff: median of milliseconds, milliseconds computed by the web process, queries, bytes."""

    spent: float
    computed: float
    queries: int
    size: int


def staff_page(site: Site, path: str, client: Client, headers: dict[str, str]) -> Visits:
    """Visit a page of the back office again and again."""
    link = http.client.HTTPConnection(site.host, site.port, timeout=60)
    times, size, before = [], 0, 0.0
    for visit in range(12):
        if visit == 2:  # each of the two processes has loaded what it needs
            before = site.computed()
        started = time.perf_counter()
        status, body, _headers = reader.fetch(link, path, headers)
        times.append((time.perf_counter() - started) * 1000)
        size = len(body)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
    link.close()
    computed = (site.computed() - before) * 100
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return Visits(statistics.median(times[2:]), computed, len(captured), size)


def back_office(site: Site) -> Iterator[Row]:
    """The lists of staff."""
    client, headers = signed_in()
    queue = reverse("admin:registrations_registration_changelist")
    event = data.Event.objects.get(slug=numbers.PROGRAMME)
    sessions = reverse("admin:events_session_changelist") + f"?event__id__exact={event.pk}&all="
    for name, path, target, peer in (
        ("staff list of 20,000 registrations", queue, 80, "queue"),
        ("the same, searched", f"{queue}?q=traore+person-19", 150, "search"),
        ("session list, 200 rows", sessions, 150, "sessions"),
    ):
        visits = staff_page(site, path, client, headers)
        detail = f"{visits.queries} queries, {visits.size / 1000:.0f} kB; {visits.computed:.0f} ms computed"
        yield Row(name, visits.spent, "ms", most(target, "ms"), peer, detail)
        if peer == "queue":
            yield Row("staff list: queries", visits.queries, "queries", most(10))
    visits = staff_page(site, reverse("admin:search") + "?q=traore+person-19", client, headers)
    detail = f"{visits.queries} queries, {visits.size / 1000:.0f} kB; {visits.spent:.0f} ms from the click"
    yield Row("search over the whole back office", visits.computed, "ms computed", most(60, "ms computed"), "", detail)


def mail_to_many() -> Iterator[Row]:
    """A mail to 1,000 participants: released and written, then put together and handed over, in processor time."""
    user, _is_new = User.objects.get_or_create(username="bench", defaults={"is_staff": True, "is_superuser": True})
    event = data.Event.objects.get(slug=numbers.MAILING)
    words = {**data.languages("subject", "News"), **data.languages("body", "{salutation}\n\n{link}\n\n{closing}")}
    while deliver_next():
        pass  # what other measurements left behind
    mailing = Mailing.objects.create(event=event, filters={"state": State.APPROVED.value}, **words)
    began_at = time.process_time()
    mailings.release(mailing, user, mailing.updated_at)
    mailings.write_due()
    written = time.process_time() - began_at
    while deliver_next():
        pass
    spent = time.process_time() - began_at - written
    sent = mailing.messages.filter(state=Message.State.SENT).count()
    yield Row("mail to 1,000 participants: written", written, "s computed", None, "", f"{sent:,} of them sent")
    yield Row("the same: handed over", spent, "s computed", None, "", f"{spent * 1000 / max(sent, 1):.0f} ms for each")


def export_body(site: Site, headers: dict[str, str], path: str, wanted: str) -> tuple[str, dict[str, str]]:
    """What the export page sends with all columns and the wanted format chosen, and its headers."""
    link = http.client.HTTPConnection(site.host, site.port, timeout=60)
    _status, body, answered = reader.fetch(link, path, headers)
    link.close()
    html = body.decode()
    chosen = []
    for field in reader.Page(html).fields:
        if field.get("type") == "checkbox":
            chosen.append((field["name"], field.get("value", "on")))
        elif field["name"] == "format":
            chosen.append((field["name"], reader.option_value(html, field["name"], wanted)))
        elif field.get("value"):
            chosen.append((field["name"], field["value"]))
    cookies = f"{headers['Cookie']}; {answered['set-cookie'].split(';')[0]}"
    sent = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "Referer": site.address + path}
    return reader.urlencode(chosen), sent


def exports(site: Site) -> Iterator[Row]:
    """All 20,000 as CSV and as a workbook, and what that takes of the web process."""
    _client, headers = signed_in()
    event = data.Event.objects.get(slug=numbers.QUEUE)
    path = reverse("admin:registrations_registration_export") + f"?event={event.pk}"
    for wanted, seconds in (("csv", 10), ("xlsx", 20)):
        body, sent = export_body(site, headers, path, wanted)
        link = http.client.HTTPConnection(site.host, site.port, timeout=300)
        started = time.perf_counter()
        link.request("POST", path, body, sent)
        response = link.getresponse()
        size = len(response.read())
        spent = time.perf_counter() - started
        link.close()
        peak = max(memory(pid)["VmHWM"] for pid in site.workers())
        if response.status != 200 or size < 100_000:
            raise RuntimeError(f"The export answered {response.status} with {size} bytes.")
        detail = f"{size / 1e6:.1f} MB, web process at most {peak:.0f} MiB"
        yield Row(f"export of 20,000 as {wanted.upper()}", spent, "s", most(seconds, "s"), wanted, detail)


def web_memory(site: Site) -> Iterator[Row]:
    """What a web process holds after the load, before exports."""
    held = [memory(pid) for pid in site.workers()]
    most_held = max(values["Rss"] for values in held)
    detail = "; ".join(f"RSS {values['Rss']:.0f}, PSS {values['Pss']:.0f} MiB" for values in held)
    yield Row("memory of a web process after load", most_held, "MiB", most(150, "MiB"), "memory", detail)


def register_one(event: data.Event, number: int, **more: Any) -> Registration:
    """Somebody registers, without the form."""
    return register(
        event,
        source="web",
        language="en",
        given_name="Person",
        family_name=str(number),
        function="Head of unit",
        email=f"place-{number}@example.org",
        organisation_name=f"Body {number}",
        country_id="CH",
        **more,
    )


def _register_at_once(event_pk: int, number: int, start: Any, results: Any) -> None:
    start.wait()
    try:
        results.put(register_one(data.Event.objects.get(pk=event_pk), number).state)
    except Exception as error:  # noqa: BLE001  counted and shown, whatever it is
        results.put(repr(error))
    finally:
        connections.close_all()


def last_places() -> Iterator[Row]:
    """Fifty processes, ten places, several times over."""
    worst, spent, strange = numbers.PLACES_LEFT, 0.0, []
    context = multiprocessing.get_context("fork")
    for turn in range(numbers.ROUNDS):
        with transaction.atomic():
            event = data.make_event(f"{numbers.LAST_PLACES}-{turn}")
            RegistrationSettings.objects.create(event=event, how="open", capacity=numbers.PLACES_LEFT)
        connections.close_all()
        start, results = context.Barrier(numbers.PROCESSES + 1), context.Queue()
        people = [
            context.Process(target=_register_at_once, args=(event.pk, number, start, results))
            for number in range(numbers.PROCESSES)
        ]
        for person in people:
            person.start()
        start.wait()
        begun = time.perf_counter()
        states = [results.get(timeout=60) for _person in people]
        spent = max(spent, time.perf_counter() - begun)
        for person in people:
            person.join()
        seated = Registration.objects.filter(event=event, state__in=SEATED).count()
        worst = max(worst, seated, key=lambda count: abs(count - numbers.PLACES_LEFT))
        strange += [state for state in states if state not in (State.APPROVED, State.WAITING)]
    detail = f"{numbers.ROUNDS} times over, {len(strange)} errors, at most {spent:.1f} s for all fifty"
    exactly = Target(numbers.PLACES_LEFT, is_least=False, unit="exactly")
    value = worst if not strange else -1
    yield Row(
        "50 processes for the last 10 places", value, "got in", exactly, "places", ": ".join([detail, *strange[:1]])
    )
