"""What a process of the herd can do: the verbs, with the lock or without it."""

import contextlib
import secrets
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.synchronize import Barrier
from typing import Any
from unittest import mock

from django.contrib.auth.models import User
from django.db import connection, transaction

from events.actions.publish import publish as publish_agenda
from events.models import AgendaVersion, Event
from inbox.actions import accept as accepting
from inbox.actions import change, handle
from inbox.actions import locking as inbox_locking
from inbox.actions.accept import Wanted
from inbox.errors import DeskError
from inbox.models import Conversation
from mailings.actions.tell_of_agenda import write_due
from registrations import capacity
from registrations.actions import decide, locking
from registrations.actions.correct import correct
from registrations.actions.merge import merge as merge_registrations
from registrations.actions.register import register as register_person
from registrations.actions.remind import remind as remind_person
from registrations.actions.remind import send_due_reminders
from registrations.errors import NotReminded, RegistrationError
from registrations.models import Category, Registration, RegistrationSettings
from speakers.models import Country
from storage.models import DAY, RateCount

SECONDS = 60


@contextlib.contextmanager
def without_the_lock(barrier: Barrier) -> Iterator[None]:
    """Take the lock away, and hold everybody between counting and writing until all have counted."""
    count = capacity.count_taken

    def count_and_wait(*args: Any) -> Any:
        counted = count(*args)
        barrier.wait(SECONDS)
        return counted

    def read(event_id: int) -> RegistrationSettings:
        return RegistrationSettings.objects.select_related("event").get(event=event_id)

    def next_number(event: Event) -> RegistrationSettings:
        """Numbers that differ all the same: counting them up locks the row, and equal ones would hide the capacity."""
        settings = read(event.pk)
        settings.last_number = secrets.randbelow(10**9)
        return settings

    with (
        mock.patch.object(locking, "locked_settings", read),
        mock.patch.object(capacity, "count_taken", count_and_wait),
        mock.patch("registrations.actions.register.next_number", next_number),
    ):
        yield


@contextlib.contextmanager
def without_the_lock_of_the_desk(barrier: Barrier) -> Iterator[None]:
    """Nobody waits for anybody at a conversation: all look at it before one does anything."""

    @contextlib.contextmanager
    def held(conversation: Conversation, by: User, seen: str, kind: str = "") -> Iterator[None]:
        with transaction.atomic():
            assert conversation.seen_mark() == seen
            barrier.wait(SECONDS)
            yield

    with mock.patch.object(inbox_locking, "held", held):
        yield


def register(job: dict[str, Any]) -> str:
    registration = register_person(
        Event.objects.get(pk=job["event"]),
        source=Registration.Source.WEB,
        language="fr",
        submission_key=job.get("key"),
        category=Category.objects.get(pk=job["category"]) if job.get("category") else None,
        given_name="Awa",
        family_name=job["name"],
        email=f"{job['name']}@example.org",
        function="Head of unit",
        organisation_name=job.get("organisation", "Ministry of Labour"),
        country=Country.objects.get(pk="CV"),
        mode=job.get("mode", "in-person"),
    )
    return str(registration.state)


def approve(job: dict[str, Any]) -> str:
    registration = Registration.objects.get(pk=job["registration"])
    decide.approve(registration, User.objects.get(pk=job["by"]))
    return str(registration.state)


def cancel(job: dict[str, Any]) -> str:
    registration = Registration.objects.get(pk=job["registration"])
    decide.cancel(registration)
    return str(registration.state)


def recategorise(job: dict[str, Any]) -> str:
    registration = Registration.objects.get(pk=job["registration"])
    correct(registration, by=User.objects.get(pk=job["by"]), category=Category.objects.get(pk=job["category"]))
    return "corrected"


def remind(job: dict[str, Any]) -> str:
    try:
        remind_person(Registration.objects.get(pk=job["registration"]))
    except NotReminded as refusal:
        return refusal.reason
    return "written"


def send_reminders(job: dict[str, Any]) -> str:
    return str(send_due_reminders())


def count(job: dict[str, Any]) -> str:
    return str(RateCount.objects.hit("form", job["who"], DAY))


def accept(job: dict[str, Any]) -> str:
    """The person of a proposal, at the desk."""
    conversation = Conversation.objects.get(pk=job["conversation"])
    wanted = Wanted(job["proposal"], {"given_name": "Awa", "family_name": "Diop"}, "en")
    accepting.accept(conversation, User.objects.get(pk=job["by"]), job["seen"], [wanted])
    return "accepted"


def junk(job: dict[str, Any]) -> str:
    handle.junk(Conversation.objects.get(pk=job["conversation"]), User.objects.get(pk=job["by"]), job["seen"])
    return "junk"


def attach(job: dict[str, Any]) -> str:
    """The person of a proposal is registered already; what the mail has apart goes along."""
    conversation = Conversation.objects.get(pk=job["conversation"])
    target = Registration.objects.get(pk=job["registration"])
    change.attach(conversation, User.objects.get(pk=job["by"]), job["seen"], target, job["proposal"])
    return "attached"


def merge(job: dict[str, Any]) -> str:
    """Two registrations of one person."""
    one, other = (Registration.objects.get(pk=job[name]) for name in ("registration", "other"))
    merge_registrations(one, other, by=User.objects.get(pk=job["by"]), chosen={})
    return "merged"


def publish(job: dict[str, Any]) -> str:
    """The draft of an agenda, with a mail to its speakers."""
    event = Event.objects.get(pk=job["event"])
    return str(publish_agenda(event, status="provisional", audience=AgendaVersion.Audience.SPEAKERS).number)


def tell_of_agenda(job: dict[str, Any]) -> str:
    return str(write_due())


_OF_PEOPLE = (register, approve, cancel, recategorise, remind, send_reminders, count)
_OF_OTHERS = (accept, junk, attach, merge, publish, tell_of_agenda)
VERBS: dict[str, Callable[[dict[str, Any]], str]] = {verb.__name__: verb for verb in (*_OF_PEOPLE, *_OF_OTHERS)}


def outcome(job: dict[str, Any], barrier: Barrier) -> str:
    """What came of one job; a refusal by its name, anything else as the error it was."""
    lock = contextlib.nullcontext() if job.get("lock", True) else without_the_lock(barrier)
    lock = lock if job.get("is_held", True) else without_the_lock_of_the_desk(barrier)
    connection.ensure_connection()
    barrier.wait(SECONDS)
    try:
        with lock:
            return VERBS[job["do"]](job)
    except (RegistrationError, DeskError) as refusal:
        return type(refusal).__name__
    except Exception:  # noqa: BLE001  reported to the test, which fails on it
        return traceback.format_exc()
