"""Fills an empty database with what a house has after many years; always the same rows. The persons are made up."""

import datetime
import itertools
import random
import time
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import (
    AutoField,
    Case,
    CharField,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from events.actions.publish import publish
from events.models import AgendaVersion, Event, EventOrganisation, Room, Series, SeriesEntry, Session, Venue
from multilingual.search import fold
from outbox.models import DeliveryTry, Message
from registrations.kinds import Kind
from registrations.models import Category, Registration, RegistrationSettings, StateChange
from registrations.models.messages import RegistrationMessage
from registrations.models.states import State
from speakers.models import Country, Organisation, Speaker
from tests.bench import numbers
from tests.bench.data import FAMILY, GIVEN, STATES, batches, in_bulk, languages, make_line_up, title
from tests.bench.large.sizes import Sizes

SYLLABLES = ("ba", "do", "ke", "li", "mu", "na", "ro", "sa", "te", "vi", "wo", "zu")
SERIES, DAYS, MINUTES = 20, 3, 45


def fill(sizes: Sizes) -> None:
    """Everything, in bulk; each step says how long it took."""
    house = House(sizes)
    steps = (house.directory, house.events_with_series, house.agendas, house.people, house.history_and_mails)
    for step in steps:
        began = time.monotonic()
        step()
        print(f"{step.__name__.replace('_', ' ')}: {time.monotonic() - began:.0f} s", flush=True)


class House:
    """What is made, step by step; each step uses the rows of those before."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes, self.chance = sizes, random.Random(2027)  # noqa: S311  the same rows every time
        self.families = [*FAMILY * 40, *("".join(parts).title() for parts in itertools.permutations(SYLLABLES, 3))]

    def _name(self) -> tuple[str, str]:
        return self.chance.choice(GIVEN), self.chance.choice(self.families)

    def directory(self) -> None:
        """Organisations and speakers."""
        self.countries = list(Country.objects.all())
        self.bodies = in_bulk(Organisation, map(self._body, range(max(1, self.sizes.speakers // 10))))
        self.speakers = in_bulk(Speaker, map(self._speaker, range(self.sizes.speakers)))

    def _body(self, number: int) -> Organisation:
        name = languages("name", f"Ministry {title(self.chance, 3)} {number}")
        return Organisation(slug=f"large-body-{number}", **name, country=self.chance.choice(self.countries))

    def _speaker(self, number: int) -> Speaker:
        given, family = self._name()
        return Speaker(
            slug=f"large-speaker-{number}",
            given_name=given,
            family_name=family,
            sort_key=fold(f"{family} {given}"),
            **languages("bio", "Has worked for towns and ministries. " * 8),
            country=self.chance.choice(self.countries),
        )

    def events_with_series(self) -> None:
        """One event a week, each in a series and with an organiser; all take registrations."""
        self.venue = Venue.objects.create(slug="large-venue", **languages("name", "Palais"), country_id="CH")
        self.events = in_bulk(Event, map(self._event, range(self.sizes.events)))
        names = (languages("title", f"Series {number}") for number in range(SERIES))
        series = in_bulk(Series, (Series(slug=f"large-series-{number}", **name) for number, name in enumerate(names)))
        in_bulk(SeriesEntry, (SeriesEntry(series=self.chance.choice(series), event=event) for event in self.events))
        choose = self.chance.choice
        in_bulk(
            EventOrganisation, (EventOrganisation(event=each, organisation=choose(self.bodies)) for each in self.events)
        )
        in_bulk(RegistrationSettings, map(self._settings, self.events))
        label = languages("label", "Participant")
        rows = in_bulk(Category, (Category(event=event, code="all", **label) for event in self.events))
        self.categories = {category.event_id: category for category in rows}

    def _event(self, number: int) -> Event:
        starts_on = timezone.localdate() + datetime.timedelta(days=60 - 7 * number)
        return Event(
            slug=f"{numbers.LARGE}-{number}",
            code=f"LARGE-{number}",
            kind=Event.Kind.CONFERENCE,
            status=Event.Status.PUBLISHED,
            starts_on=starts_on,
            ends_on=starts_on + datetime.timedelta(days=DAYS - 1),
            venue=self.venue,
            **languages("title", f"Conference on {title(self.chance, 3)} {number}"),
            **languages("summary", "What towns and ministries can do together. " * 8),
            **languages("description", "A reason to meet, with *figures*.\n" * 12),
        )

    def _settings(self, event: Event) -> RegistrationSettings:
        count = self.sizes.registrations
        return RegistrationSettings(event=event, how=RegistrationSettings.How.OPEN, capacity=count, last_number=count)

    def agendas(self) -> None:
        """As many sessions in each event, with who speaks in them; all agendas are published."""
        self.room = Room.objects.create(venue=self.venue, **languages("name", "Room 1"))
        sessions = in_bulk(Session, map(self._session, range(self.sizes.sessions)))
        make_line_up(self.chance, sessions, self.speakers, self.bodies, self.countries)
        for event in self.events:
            publish(event, status=AgendaVersion.Status.FINAL)

    def _session(self, number: int) -> Session:
        place, which = divmod(number, len(self.events))
        event = self.events[which]
        assert event.starts_on is not None
        slot, day = divmod(place, DAYS)
        on = event.starts_on + datetime.timedelta(days=day)
        start = datetime.datetime.combine(on, datetime.time(8), event.zone) + slot * datetime.timedelta(minutes=MINUTES)
        return Session(
            event=event,
            number=str(place + 1),
            **languages("title", title(self.chance)),
            **languages("description", "What is to be asked, and who answers. " * 4),
            day=on,
            starts_at=start,
            ends_at=start + datetime.timedelta(minutes=MINUTES),
            room=self.room,
            position=place,
        )

    def people(self) -> None:
        """A quarter of all for the first event, those who wait for the second, the rest for the others."""
        for _batch in batches(Registration, self._people()):
            pass  # none is kept: all of them would fill the memory

    def _people(self) -> Iterator[Registration]:
        first, second, *others = self.events
        quarter, waiting = self.sizes.registrations // 4, self.sizes.waiting
        for number in range(1, self.sizes.registrations + 1):
            if number <= quarter:
                yield self._person(number, first, State.APPROVED if number % 3 else State.CONFIRMED)
            elif number <= quarter + waiting:
                yield self._person(number, second, State.WAITING)
            else:
                yield self._person(number, others[number % len(others)], self.chance.choice(STATES))

    def _person(self, number: int, event: Event, state: str) -> Registration:
        given, family = self._name()
        is_known = bool(number % 3)
        row = Registration(
            event=event,
            number=number,
            reference=f"{event.code}-{number:04}",
            state=state,
            state_changed_at=timezone.now(),
            category=self.categories[event.pk],
            given_name=given,
            family_name=family,
            email=f"person-{number}@example.org",
            function="Director of planning",
            organisation=self.chance.choice(self.bodies) if is_known else None,
            organisation_name="" if is_known else "Association of towns",
            country=self.chance.choice(self.countries),
            language=self.chance.choice(("en", "fr", "es")),
        )
        row.new_nonce()
        row.make_keys()
        return row

    def history_and_mails(self) -> None:
        """What the database can make of the registrations by itself: one change of state and one mail or two each."""
        people = Registration.objects.filter(event__in=self.events)
        insert_from(
            StateChange,
            people,
            registration_id=F("pk"),
            to_state=F("state"),
            at=F("state_changed_at"),
            actor=Value(StateChange.Actor.PARTICIPANT),
        )
        self._mails(people, Kind.APPROVED)
        self._mails(people.filter(number__lte=self.sizes.reminders), Kind.REMINDER)
        sent = Case(
            When(state=Message.State.SENT, then=Value(DeliveryTry.Outcome.ACCEPTED)),
            default=Value(DeliveryTry.Outcome.REFUSED),
        )
        insert_from(
            DeliveryTry,
            Message.objects.all(),
            message_id=F("pk"),
            started_at=F("queued_at"),
            outcome=sent,
            detail=Value(""),
        )

    def _mails(self, people: QuerySet[Registration], kind: Kind) -> None:
        """A mail to each; one in some hundreds could not be delivered."""
        key = Concat(Value(f"{kind}:"), Cast("pk", CharField()))
        is_lost = Q(number__endswith="77")
        insert_from(
            Message,
            people,
            event_id=F("event_id"),
            about=F("reference"),
            kind=Value(kind.value),
            language=F("language"),
            from_email=Value("Conference <events@example.org>"),
            to_email=F("email"),
            to_name=Concat("given_name", Value(" "), "family_name"),
            subject=Concat(Value("Your place at "), "reference"),
            body=Value("Dear colleague,\n\n" + "your place is kept; what you need stands below. " * 20),
            calendar=Value("BEGIN:VCALENDAR\r\n" * 20),
            message_id=Concat(Value("<"), key, Value("@example.org>")),
            purpose=key,
            state=Case(When(is_lost, then=Value(Message.State.FAILED)), default=Value(Message.State.SENT)),
            sent_at=Case(When(is_lost, then=None), default=F("state_changed_at")),
        )
        written = Message.objects.filter(about=OuterRef("reference"), kind=kind).values("pk")
        insert_from(RegistrationMessage, people, message_id=Subquery(written), registration_id=F("pk"))


def insert_from(model: type[Model], rows: QuerySet[Any], **columns: Any) -> None:
    """Insert a row for each of these, without fetching any; what is not named is as a new row has it."""
    now = timezone.now()
    dated = {"created_at": Value(now), "updated_at": Value(now)}
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    standard = {each.attname: Value(each.get_default(), output_field=each) for each in fields}
    values = standard | dated | columns
    new = {f"new_{name}": values[name] for name in standard}
    chosen = rows.order_by().annotate(**new).values_list(*new)
    statement, parameters = chosen.query.sql_with_params()
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) {statement}", parameters)
