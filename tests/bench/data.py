"""Fills a database in bulk, always with the same rows."""

import datetime
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models
from django.utils import timezone

from events.actions.publish import publish
from events.models import AgendaVersion, Appearance, Document, Event, Room, Session, Venue
from multilingual.search import Searchable, fold
from registrations.models import Category, Question, QuestionChoice, Registration, RegistrationSettings, StateChange
from registrations.models.states import State
from speakers.models import Country, Organisation, Speaker
from tests.bench import numbers

GIVEN = ("Awa", "Björn", "Camila", "Đorđe", "Émilie", "Fatou", "Görkem", "Hana", "Inés", "João", "Kofi", "Łucja")
FAMILY = ("Traoré", "Lindqvist", "Álvarez", "Popović", "N’Guessan", "van der Berg", "Yılmaz", "Nováková", "El Ftouh")
WORDS = ("migration", "cities", "water", "heat", "housing", "work", "return", "care", "law", "maps", "roofs", "schools")
STATES = (
    State.PENDING,
    State.APPROVED,
    State.APPROVED,
    State.CONFIRMED,
    State.WAITING,
    State.DECLINED,
    State.CANCELLED,
)


def in_bulk(model: type[models.Model], rows: Iterable[Any]) -> list[Any]:
    """Insert rows with what save() would have added."""
    return [row for batch in batches(model, rows) for row in batch]


def batches(model: type[models.Model], rows: Iterable[Any]) -> Iterator[list[Any]]:
    """The same, a thousand after the other."""
    iterator = iter(rows)
    while batch := list(islice(iterator, 1000)):
        for row in batch:
            if isinstance(row, Searchable):
                row.search_text = row.make_search_text()
        yield model._base_manager.bulk_create(batch)


def title(chance: random.Random, count: int = 6) -> str:
    """A few words."""
    return " ".join(chance.sample(WORDS, count)).capitalize()


def languages(field: str, text: str) -> dict[str, str]:
    """A text in the three languages."""
    return {f"{field}_{code}": f"{text} ({code})" for code in ("en", "fr", "es")}


def make_event(slug: str, **more: Any) -> Event:
    """A published conference of five days to come, in Geneva."""
    starts_on = timezone.localdate() + datetime.timedelta(days=60)
    return Event.objects.create(
        slug=slug,
        code=slug.upper(),
        kind=Event.Kind.CONFERENCE,
        status=Event.Status.PUBLISHED,
        starts_on=starts_on,
        ends_on=starts_on + datetime.timedelta(days=numbers.DAYS - 1),
        **languages("title", f"Conference {slug}"),
        **languages("summary", "What towns and ministries can do together. " * 8),
        **languages("description", "## Why\n\n" + "- A reason to meet, with *figures*.\n" * 12),
        **more,
    )


def make_directory(chance: random.Random) -> tuple[list[Organisation], list[Speaker], list[Country]]:
    """Bodies and speakers of all countries."""
    countries = list(Country.objects.all())
    bodies = in_bulk(
        Organisation,
        (
            Organisation(
                slug=f"bench-body-{number}",
                **languages("name", f"Ministry {title(chance, 3)}"),
                country=chance.choice(countries),
            )
            for number in range(150)
        ),
    )
    speakers = []
    for number in range(numbers.SPEAKERS):
        given, family = chance.choice(GIVEN), f"{chance.choice(FAMILY)}-{chance.choice(FAMILY)}"
        speaker = Speaker(
            slug=f"bench-speaker-{number}", given_name=given, family_name=family, country=chance.choice(countries)
        )
        speaker.sort_key = fold(f"{family} {given}")
        speakers.append(speaker)
    return bodies, in_bulk(Speaker, speakers), countries


def make_programme(chance: random.Random) -> Event:
    """The event of the comparison: 200 sessions in six rooms over five days, 300 speakers, documents."""
    bodies, speakers, countries = make_directory(chance)
    place = {**languages("name", "Palais"), **languages("city", "Geneva")}
    venue = Venue.objects.create(slug="bench-venue", **place, country_id="CH")
    event = make_event(numbers.PROGRAMME, venue=venue, working_languages=["en", "fr", "es"])
    rooms = [
        Room.objects.create(venue=venue, **languages("name", f"Room {n}"), position=n) for n in range(numbers.ROOMS)
    ]
    assert event.starts_on is not None
    sessions = []
    for number in range(numbers.SESSIONS):
        day, slot = divmod(number // numbers.ROOMS, -(-numbers.SESSIONS // numbers.ROOMS // numbers.DAYS))
        on = event.starts_on + datetime.timedelta(days=min(day, numbers.DAYS - 1))
        start = datetime.datetime.combine(on, datetime.time(8)).replace(tzinfo=event.zone)
        start += datetime.timedelta(minutes=75 * slot)
        sessions.append(
            Session(
                event=event,
                number=str(number + 1),
                **languages("title", title(chance)),
                **languages("description", "What is to be asked, and who answers. " * 4),
                day=on,
                starts_at=start,
                ends_at=start + datetime.timedelta(minutes=60),
                room=rooms[number % numbers.ROOMS],
                position=number,
            )
        )
    make_line_up(chance, in_bulk(Session, sessions), speakers, bodies, countries)
    publish(event, status=AgendaVersion.Status.PROVISIONAL)
    return event


def make_line_up(
    chance: random.Random,
    sessions: list[Session],
    speakers: list[Speaker],
    bodies: list[Organisation],
    countries: list[Country],
) -> None:
    """A moderator and two speakers in each session, each speaker about twice."""
    pool = speakers * 2
    made = in_bulk(
        Appearance,
        (
            Appearance(
                session=session,
                speaker=pool[(number * 3 + place) % len(pool)],
                role=Appearance.Role.MODERATOR if place == 0 else Appearance.Role.SPEAKER,
                **languages("function", "Director of planning and housing, Ministry of Towns"),
                country=chance.choice(countries),
                position=place,
            )
            for number, session in enumerate(sessions)
            for place in range(3)
        ),
    )
    link = Appearance.organisations.through
    link.objects.bulk_create([link(appearance_id=row.pk, organisation_id=chance.choice(bodies).pk) for row in made])
    in_bulk(
        Document,
        (
            Document(appearance=row, **languages("label", "Presentation"), kind=Document.Kind.PRESENTATION)
            for row in made
            if row.position
        ),
    )


def make_form(event: Event, **more: Any) -> RegistrationSettings:
    """How an event registers: open, with a category, questions and a notice."""
    Category.objects.create(event=event, code="all", **languages("label", "Participant"))
    for number, kind in enumerate((Question.Type.TEXT, Question.Type.CHOICE)):
        question = Question.objects.create(
            event=event, code=f"question-{number}", type=kind, position=number, **languages("label", "Which of these?")
        )
        if question.has_choices:
            for choice in range(4):
                QuestionChoice.objects.create(
                    question=question, code=f"c{choice}", **languages("label", f"Choice {choice}")
                )
    how = {
        "how": RegistrationSettings.How.OPEN,
        "asked_consents": ["list", "photos"],
        "has_lists_by_hand": True,
        **more,
    }
    return RegistrationSettings.objects.create(
        event=event, **languages("notice", "What happens with your data. " * 20), **how
    )


def make_queue(
    chance: random.Random,
    slug: str = numbers.QUEUE,
    count: int = numbers.REGISTRATIONS,
    states: Sequence[State] = STATES,
) -> Event:
    """An event with 20,000 registrations, or as many as are asked for."""
    event = make_event(slug)
    settings = make_form(event, capacity=50_000, how=RegistrationSettings.How.APPROVAL)
    category = event.categories.get()
    countries = list(Country.objects.all())
    bodies = list(Organisation.objects.all()[:150])
    now = timezone.now()

    def rows() -> Iterable[Registration]:
        for number in range(1, count + 1):
            given, family = chance.choice(GIVEN), f"{chance.choice(FAMILY)} {chance.choice(FAMILY)}"
            state = chance.choice(states)
            row = Registration(
                event=event,
                number=number,
                reference=f"{event.code}-{number:04}",
                state=state,
                state_changed_at=now,
                category=category,
                given_name=given,
                family_name=family,
                email=f"person-{number}@example.org",
                function="Director of planning",
                organisation=chance.choice(bodies) if number % 3 else None,
                organisation_name="" if number % 3 else "Association of towns",
                country=chance.choice(countries),
                language=chance.choice(("en", "fr", "es")),
            )
            row.new_nonce()
            row.make_keys()
            yield row

    made = in_bulk(Registration, rows())
    changes = (StateChange(registration=row, to_state=row.state, at=now, actor="participant") for row in made)
    in_bulk(StateChange, changes)
    settings.last_number = count
    settings.save(update_fields=["last_number"])
    return event


def fill() -> None:
    """Everything that is measured."""
    chance = random.Random(2026)  # noqa: S311  the same rows every time
    make_programme(chance)
    make_queue(chance)
    make_queue(chance, numbers.MAILING, numbers.RECIPIENTS, [State.APPROVED])
    make_form(make_event(numbers.DOOR), capacity=100_000)
    vacuum()


def vacuum() -> None:
    """As PostgreSQL does by itself with rows that have been there for a while."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
