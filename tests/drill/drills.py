"""What is tried: something dies or is away while people register and mail goes out. Nobody is lost or told twice."""

import collections
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import psycopg2
from django.conf import settings
from django.db import connections
from django.urls import reverse

from events.models import Event
from outbox.models import Message
from registrations.models import Registration
from scripts import processes
from tests.bench.site import Site
from tests.drill.people import Crowd, Watch, again_and_again
from tests.factories import make_category, make_event, make_registration, make_settings
from tests.smtp import SmtpServer

State = Message.State
UNFINISHED = (State.QUEUED, State.SENDING)


class Row(NamedTuple):
    """A line of the table: how many were answered "received" or given to the outbox, and what became of them."""

    drill: str
    tried: str
    lost: int
    doubled: int
    longest: float
    note: str = ""
    must: float = float("inf")
    is_good: bool = True

    @property
    def has_held(self) -> bool:
        """Whether it is as it must be."""
        return not self.lost and not self.doubled and self.longest <= self.must and self.is_good


@dataclass
class World:
    """What a drill has: the running site, a mail server, a folder, a size."""

    site: Site
    server: SmtpServer
    database: str
    is_short: bool

    def people(self, event: Event) -> Crowd:
        """Who registers for an event."""
        with closing(connections["default"]):
            return Crowd(self.site, reverse("registrations:register", args=[event.slug]))

    @contextmanager
    def workers(self, number: int) -> Iterator[list[subprocess.Popen[bytes]]]:
        """So many workers, until the block ends; whoever kills one puts another into the list."""
        running = [start_worker() for _ in range(number)]
        try:
            yield running
        finally:
            for worker in running:
                processes.stop(worker)

    def told(self, rows: list[tuple[str, str]]) -> tuple[int, int]:
        """Of messages (Message-ID, state): how many are said to be sent and are not, and how many arrived twice."""
        count = collections.Counter(received.message["Message-ID"] for received in self.server.received)
        lost = sum(state == State.FAILED or (state == State.SENT and not count[name]) for name, state in rows)
        return lost, sum(count[name] > 1 for name, _state in rows)


def start_worker() -> subprocess.Popen[bytes]:
    return processes.start([sys.executable, "manage.py", "worker", "--interval", "0.1"])


def wait_until(is_so: Callable[[], object], seconds: float = 240) -> float:
    """The seconds it took; what is not so by then shows in the figures."""
    began_at = time.monotonic()
    while not is_so() and time.monotonic() - began_at < seconds:
        time.sleep(0.1)
    return time.monotonic() - began_at


def unfinished() -> int:
    return Message.objects.filter(state__in=UNFINISHED).count()


def messages_of(event: Event) -> list[tuple[str, str]]:
    return list(Message.objects.filter(event=event).values_list("message_id", "state"))


def states_of(rows: list[tuple[str, str]]) -> str:
    count = collections.Counter(state for _name, state in rows)
    return ", ".join(f"{number} {state}" for state, number in sorted(count.items()))


def stored(crowd: Crowd, event: Event) -> tuple[int, int]:
    """Of those who were told "received": how many are not stored, and how many are stored twice."""
    rows = collections.Counter(Registration.objects.filter(event=event).values_list("email", flat=True))
    return sum(not rows[email] for email in crowd.received), sum(number > 1 for number in rows.values())


def new_event() -> Event:
    return make_settings(make_event()).event


def killed_workers(world: World) -> Row:
    """Two workers are killed again and again while the mail server takes its time."""
    event, chance = new_event(), random.Random(7)  # noqa: S311
    for _number in range(60):
        make_registration(event)
    world.server.slowness, world.server.keeps_at_once = 0.1, True
    began_at, kills = time.monotonic(), 4 if world.is_short else 20
    with world.workers(2) as workers:
        for _kill in range(kills):
            world.server.wait_for(chance.choice(["MAIL", "RCPT", "DATA"]), anew=True)
            time.sleep(chance.uniform(0, 0.05))
            for number, worker in enumerate(workers):
                processes.stop(worker, signal.SIGKILL)
                workers[number] = start_worker()
        world.server.slowness = 0
        wait_until(lambda: not unfinished())
    world.server.keeps_at_once = False
    rows = messages_of(event)
    lost, doubled = world.told(rows)
    took = time.monotonic() - began_at
    return Row("worker killed while sending", f"{len(rows)} mails, {kills} kills", lost, doubled, took, states_of(rows))


def killed_web(world: World) -> Row:
    """A web process is killed now and then while people register; were it sooner, granian would give up."""
    event, kills = new_event(), 2 if world.is_short else 6
    crowd = world.people(event)
    with crowd.pressing(8):
        for _kill in range(kills):
            time.sleep(10)
            os.kill(random.choice(world.site.workers()), signal.SIGKILL)  # noqa: S311
        time.sleep(10)
    lost, doubled = stored(crowd, event)
    errors = len(crowd.answers) - len(crowd.received)
    tried = f"{len(crowd.received)} registered, {kills} kills"
    return Row("web process killed", tried, lost, doubled, crowd.longest, f"{errors} to be sent again", must=10)


def cut_connections(world: World) -> Row:
    """All connections to the database are cut, again and again, while people register and mail goes out."""
    event, cuts = new_event(), 20 if world.is_short else 200
    crowd = world.people(event)
    with world.workers(2), closing(psycopg2.connect(world.database)) as knife:
        knife.autocommit = True
        connections.close_all()
        with crowd.pressing(4), knife.cursor() as cursor:
            for _cut in range(cuts):
                time.sleep(0.25)
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        wait_until(lambda: not unfinished())
    rows = messages_of(event)
    missing, doubled = stored(crowd, event)
    lost, twice = world.told(rows)
    tried = f"{len(crowd.received)} registered, {cuts} cuts"
    return Row(
        "database connections cut", tried, missing + lost, doubled + twice, crowd.longest, states_of(rows), must=30
    )


def away_mail_server(world: World) -> Row:
    """The mail server is away for a while; when it is back, all leaves soon."""
    event, seconds = new_event(), 15 if world.is_short else 180
    world.server.stop()
    for _number in range(30):
        make_registration(event)
    with world.workers(2):
        time.sleep(seconds)
        world.server.start()
        took = wait_until(lambda: not unfinished())
    rows = messages_of(event)
    lost, doubled = world.told(rows)
    tried = f"{len(rows)} mails, {seconds} s away"
    return Row(
        "mail server away",
        tried,
        lost + unfinished(),
        doubled,
        took,
        f"{states_of(rows)}; wait since it is back",
        must=125,
    )


def held_row(world: World) -> Row:
    """Somebody holds the row that all who register need; 20 send, others read kept pages."""
    event, seconds = new_event(), 6 if world.is_short else 20
    crowd = world.people(event)
    page = Watch(world.site, f"/en/events/{event.slug}/")
    health = Watch(world.site, "/healthz")
    page()  # now it is kept by one process, and soon by the other
    page()
    page.longest = 0
    with closing(psycopg2.connect(world.database)) as other, other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM registrations_registrationsettings WHERE event_id = %s FOR UPDATE", [event.pk])
        with again_and_again([page, health]), crowd.pressing(20):
            time.sleep(seconds)
            other.rollback()
    lost, doubled = stored(crowd, event)
    refused = sum(answer.status == 503 for answer in crowd.answers)
    note = (
        f"{refused} told to send again; of {page.count + health.count} pages read {page.errors + health.errors} failed"
    )
    tried = f"{len(crowd.received)} registered of {len(crowd.answers)}, held {seconds} s"
    longest = max(page.longest, health.longest)
    is_good = not page.errors + health.errors
    return Row("a row held; wait of readers", tried, lost, doubled, longest, note, must=1, is_good=is_good)


def rush(world: World) -> Row:
    """Three hundred register in ten seconds: nobody is refused."""
    event = new_event()
    crowd = world.people(event)
    crowd.rush(60 if world.is_short else 300, 2 if world.is_short else 10)
    lost, doubled = stored(crowd, event)
    refused = len(crowd.answers) - len(crowd.received)
    tried = f"{len(crowd.answers)} in a rush"
    return Row("a rush", tried, lost + refused, doubled, crowd.longest, f"{refused} refused", must=30)


def full_disk(world: World) -> Row:
    """There is no room for what people send in."""
    event = make_settings(make_event()).event
    make_category(event, needs_nomination=True)
    folder = Path(settings.PRIVATE_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    mount, umount = shutil.which("mount"), shutil.which("umount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]
    if not mount or not umount or subprocess.run(command, capture_output=True, check=False).returncode:
        return Row("disk full", "not tried: a small file system can be mounted by root alone", 0, 0, 0)
    try:
        crowd = world.people(event)
        for _number in range(5):
            crowd.register(b"%PDF-1.7 " + bytes(200_000))
        left = sum(path.is_file() for path in folder.rglob("*"))
    finally:
        subprocess.run([umount, folder], check=True)
    half = Registration.objects.filter(event=event).count() + left
    told = sum(answer.status == 503 for answer in crowd.answers)
    tried = f"{len(crowd.answers)} documents"
    return Row("disk full", tried, half, 0, crowd.longest, f"{told} told so, {half} half stored", is_good=told == 5)


DRILLS = {
    "worker": killed_workers,
    "web": killed_web,
    "cuts": cut_connections,
    "mail": away_mail_server,
    "row": held_row,
    "rush": rush,
    "disk": full_disk,
}
