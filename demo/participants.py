"""Loads the registrations of the forum by actions, so that history and mails are as in real life; dates them back."""

import datetime
import random
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import slugify

from demo import staff
from demo.directory import country
from demo.files import read_csv
from events.models import Event
from outbox.models import DeliveryTry, Message
from registrations.actions.decide import (
    approve,
    ask_details,
    cancel,
    confirm,
    decline,
    put_on_waiting_list,
    revoke,
    withdraw,
)
from registrations.actions.locking import locked
from registrations.actions.register import register
from registrations.actions.transitions import Actor, move
from registrations.models import Category, Consent, Registration
from registrations.models.states import State
from speakers.models import Organisation

_HOURS_APART = 9
_STILL_QUEUED = 3
_STRANDS = ("before", "arriving", "work", "law")
_CONSENTS = (Consent.Kind.LIST, Consent.Kind.PUBLIC_LIST, Consent.Kind.PHOTOS, Consent.Kind.NEWS)
_EXPECTATIONS = {
    "en": "Open a welcome desk without waiting for the ministry.",
    "fr": "Ouvrir un guichet d’accueil sans attendre le ministère.",
    "es": "Abrir una ventanilla de acogida sin esperar al ministerio.",
}
_DIETS = {"en": "vegetarian", "fr": "sans gluten", "es": "vegetariana"}
_ACCESS = {"en": "induction loop", "fr": "place pour un fauteuil roulant", "es": "acceso en silla de ruedas"}

Row = dict[str, str]


def _answers(row: Row, chance: random.Random) -> dict[str, Any]:
    """What a person answered; who asks for a letter gives the number of a travel document."""
    answers: dict[str, Any] = {
        "sessions": sorted(chance.sample(_STRANDS, chance.randint(1, 2)), key=_STRANDS.index),
        "interpretation": row["language"],
        "visit": chance.random() < 0.5,
    }
    if row["category"] == "local":
        answers["inhabitants"] = chance.randrange(12, 900) * 1000
        answers["expectation"] = _EXPECTATIONS[row["language"]]
    if chance.random() < 0.2:
        answers |= {"visa-letter": True, "passport": f"X{chance.randrange(10**7, 10**8)}"}
    return answers


def _restricted(row: Row, chance: random.Random) -> dict[str, str]:
    language = row["language"]
    needs = {"diet": _DIETS[language]} if chance.random() < 0.2 else {}
    return needs | ({"access_needs": _ACCESS[language]} if chance.random() < 0.08 else {})


def _address(row: Row) -> str:
    family = row["family"].split()[0].split("-")[0]
    return row["email"] or f"{slugify(row['given'])}.{slugify(family)}@example.org"


def _register(event: Event, row: Row, by: User, chance: random.Random) -> Registration:
    is_web = row["source"] == Registration.Source.WEB
    begins = row["fate"] if row["fate"] in (State.DRAFT, State.SUBMITTED) else None
    kinds = [kind for kind in _CONSENTS if chance.random() < 0.6]
    return register(
        event,
        source=row["source"],
        language=row["language"],
        by=None if is_web else by,
        state=begins,
        answers=_answers(row, chance) if is_web else {},
        restricted=_restricted(row, chance) if is_web else {},
        consents=[Consent.Kind.NOTICE, *kinds] if is_web else [],
        consents_language=row["language"],
        given_name=row["given"],
        family_name=row["family"],
        title=row["title"],
        email=_address(row),
        function=row["function"],
        organisation=Organisation.objects.filter(name_en=row["organisation"]).first() if row["organisation"] else None,
        organisation_name=row["organisation"],
        country=country(row["country"]),
        category=Category.objects.get(event=event, code=row["category"]),
        mode=row["mode"],
    )


def _move(registration: Registration, *states: State, by: User) -> None:
    """States whose actions come with check-in and replacement; no message tells of them."""
    for state in states:
        with locked(registration):
            move(registration, state, Actor.STAFF, kind=None, by=by)


def _decide(registration: Registration, row: Row, by: User) -> None:
    """What became of it."""
    fate, reason = row["fate"], row["reason"]
    later: dict[str, list[State]] = {
        State.CHECKED_IN: [State.CHECKED_IN],
        State.ATTENDED: [State.CHECKED_IN, State.ATTENDED],
        State.NO_SHOW: [State.NO_SHOW],
        State.REPLACED: [State.REPLACED],
    }
    match fate:
        case State.PENDING | State.DRAFT | State.SUBMITTED:
            return
        case State.WAITING:
            put_on_waiting_list(registration, by)
        case State.DECLINED:
            decline(registration, by, reason)
        case State.INCOMPLETE:
            ask_details(registration, by, reason)
        case _:
            approve(registration, by)
    match fate:
        case State.CONFIRMED:
            confirm(registration)
        case State.CANCELLED:
            cancel(registration)
        case State.WITHDRAWN:
            withdraw(registration, by, reason)
        case State.REVOKED:
            revoke(registration, by, reason)
        case _:
            _move(registration, *later.get(fate, []), by=by)


def _date_back(registration: Registration, past: datetime.timedelta) -> None:
    """As if it had come earlier; each later change a day after the one before."""
    earlier = {name: F(name) - past for name in ("created_at", "state_changed_at", "updated_at")}
    Registration.objects.filter(pk=registration.pk).update(**earlier)
    registration.consents.update(given_at=F("given_at") - past)
    for number, change in enumerate(registration.history.order_by("at", "pk")):
        at = min(change.at - past + datetime.timedelta(hours=20 * number), timezone.now())
        registration.history.filter(pk=change.pk).update(at=at)
        Message.objects.filter(pk__in=[change.message_id]).update(created_at=at, updated_at=at, sent_at=at)
        Registration.objects.filter(pk=registration.pk).update(state_changed_at=at, updated_at=at)


def count_as_sent(messages: QuerySet[Message]) -> list[int]:
    """Messages of the demo's past went when they were written; their keys."""
    done = list(messages.values_list("pk", flat=True))
    for message in Message.objects.filter(pk__in=done):
        at = message.created_at
        message.tries.create(started_at=at, ended_at=at, outcome=DeliveryTry.Outcome.ACCEPTED)
    Message.objects.filter(pk__in=done).update(
        state=Message.State.SENT, sent_at=Coalesce("sent_at", "created_at"), claimed_at=None, next_try_at=None
    )
    return done


def _deliver_in_thought(event: Event) -> None:
    """The messages of the past were sent; one was refused, the newest still wait for the worker."""
    messages = Message.objects.filter(event=event, state=Message.State.QUEUED)
    newest = list(messages.order_by("-created_at", "-pk").values_list("pk", flat=True)[:_STILL_QUEUED])
    messages.filter(pk__in=newest).update(sent_at=None)
    done = count_as_sent(messages.exclude(pk__in=newest))
    if refused := Message.objects.filter(pk__in=done, language="en").order_by("pk").first():
        Message.objects.filter(pk=refused.pk).update(state=Message.State.FAILED, sent_at=None)
        refused.tries.update(
            outcome=DeliveryTry.Outcome.REFUSED, detail=f"550 5.1.1 <{refused.to_email}>: no such mailbox here"
        )


def load(event: Event) -> None:
    """Sixty registrations in every state."""
    chance = random.Random(2027)  # noqa: S311  the same demo every time, nothing secret
    by = staff.officer()
    rows = read_csv("coming-participants.csv")
    chance.shuffle(rows)
    made = []
    for row in rows:
        registration = _register(event, row, by, chance)
        _decide(registration, row, by)
        made.append(registration)
    successor = event.registrations.get(family_name="Petersen-Voss")
    event.registrations.filter(state=State.REPLACED).update(replaced_by=successor)
    for number, registration in enumerate(made):
        _date_back(registration, datetime.timedelta(hours=_HOURS_APART * (len(made) - number)))
    _deliver_in_thought(event)
