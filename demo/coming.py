"""Loads the fictional forum to come: texts in three languages, agenda, line-up, documents, registration form."""

import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from demo import answers, directory, form, versions
from demo.files import Record, read_yaml, spread
from demo.pdf import one_page
from demo.picture import lake
from demo.programme import moment
from events.models import Appearance, Document, DocumentFile, Event, EventOrganisation, Room, Session, Venue
from multilingual.texts import LANGUAGES
from speakers.models import Organisation, Speaker

WEEKS_AHEAD = 6
_PLAIN = ("contact_email", "contact_phone", "working_languages", "interpretation_languages")
_ROLES = (
    ("chair", Appearance.Role.CHAIR),
    ("moderators", Appearance.Role.MODERATOR),
    ("keynote", Appearance.Role.KEYNOTE),
    ("speakers", Appearance.Role.SPEAKER),
    ("panellists", Appearance.Role.PANELLIST),
    ("trainers", Appearance.Role.TRAINER),
    ("rapporteurs", Appearance.Role.RAPPORTEUR),
)
_LABELS = {
    Document.Kind.BIO: {"en": "Biography", "fr": "Biographie", "es": "Biografía"},
    Document.Kind.PRESENTATION: {"en": "Presentation", "fr": "Présentation", "es": "Presentación"},
    Document.Kind.JOINT_PRESENTATION: {
        "en": "Joint presentation",
        "fr": "Présentation commune",
        "es": "Presentación conjunta",
    },
}
_DISCUSSION = {"en": "General discussion", "fr": "Débat général", "es": "Debate general"}


def first_day(today: datetime.date) -> datetime.date:
    """A Tuesday about six weeks ahead."""
    then = today + datetime.timedelta(weeks=WEEKS_AHEAD)
    return then + datetime.timedelta(days=1 - then.weekday())


def _event(record: Record, venue: Venue, starts_on: datetime.date) -> Event:
    fields = (*Event.text_fields, "image_alt", "image_credit")
    texts = {column: text for field in fields for column, text in spread(field, record[field]).items()}
    event = Event.objects.create(
        slug=record["slug"],
        code=f"{record['code']}-{starts_on.year}",
        kind=Event.Kind.FORUM,
        **texts,
        **{field: record[field] for field in _PLAIN},
        starts_on=starts_on,
        ends_on=starts_on + datetime.timedelta(days=2),
        timezone=venue.timezone,
        mode=Event.Mode.HYBRID,
        venue=venue,
        room=venue.rooms.first(),
        status=Event.Status.PUBLISHED,
        note="Fictional. The days were set when the demo was loaded.",
    )
    event.image.save("lake.jpg", ContentFile(lake()))
    for position, one in enumerate(record["roles"]):
        organisation = Organisation.objects.get(slug=one["organisation"])
        place = 0 if one["role"] == "organiser" else position
        EventOrganisation.objects.create(event=event, organisation=organisation, role=one["role"], position=place)
    return event


def _people(people: Record) -> dict[str, Record]:
    """Speakers, and their records by key."""
    for record in people["organisations"]:
        directory.load_organisation(record)
    for record in people["speakers"]:
        speaker = directory.load_speaker(record)
        speaker.organisations.set(Organisation.objects.filter(slug__in=record["organisations"]))
    return {record["id"]: record for record in people["speakers"]}


def _line_up(session: Session, item: Record, people: dict[str, Record]) -> None:
    position = 0
    previous: Appearance | None = None
    for key, role in _ROLES:
        for entry in item.get(key, []):
            one = entry if isinstance(entry, dict) else {"id": entry}
            person = people[one["id"]]
            appearance = Appearance.objects.create(
                session=session,
                speaker=Speaker.objects.get(slug=person["id"]),
                role=role,
                **spread("function", person["function"]),
                **spread("topic", one.get("topic")),
                country=directory.country(person["country"]),
                status=one.get("status", Appearance.Status.CONFIRMED),
                joint_with=previous if one.get("joint") else None,
                position=(position := position + 1),
            )
            appearance.organisations.set(Organisation.objects.filter(slug__in=person["organisations"]))
            for kind in item.get("documents", {}).get(one["id"], []):
                Document.objects.create(appearance=appearance, kind=kind, **spread("label", _LABELS[kind]))
            previous = appearance


def _agenda(
    event: Event, starts_on: datetime.date, items: list[Record], rooms: dict[str, Room], people: dict[str, Record]
) -> None:
    for position, item in enumerate(items):
        on = starts_on + datetime.timedelta(days=item["day"] - 1)
        session = Session.objects.create(
            event=event,
            kind=item["kind"],
            number=item.get("number", ""),
            **spread("title", item["title"]),
            **spread("description", item.get("description")),
            starts_at=moment(on.isoformat(), item["start"], event.zone),
            ends_at=moment(on.isoformat(), item.get("end"), event.zone),
            room=rooms.get(item.get("room", "")),
            is_cancelled=item.get("cancelled", False),
            is_to_be_confirmed=item.get("to_be_confirmed", False),
            position=position,
        )
        _line_up(session, item, people)
        if item.get("discussion"):
            title = spread("title", _DISCUSSION)
            kind = Session.Kind.DISCUSSION
            Session.objects.create(event=event, parent=session, kind=kind, day=on, position=position, **title)


def _documents(event: Event, records: list[Record]) -> None:
    """Documents of the event, each a page in every language."""
    for position, record in enumerate(records):
        document = Document.objects.create(
            event=event, kind=record["kind"], position=position, **spread("label", record["label"])
        )
        for code in LANGUAGES:
            body = [getattr(event, f"{field}_{code}") for field in ("title", "summary", "practical_information")]
            page = ContentFile(one_page(record["label"][code], body), name=f"{record['kind']}-{code}.pdf")
            DocumentFile.objects.create(document=document, language=code, file=page)


def slug() -> str:
    """The address of the forum."""
    return str(read_yaml("coming-forum.yaml")["event"]["slug"])


def load() -> Event | None:
    """The forum, about six weeks ahead; None if it is there already, on the days it then got."""
    forum = read_yaml("coming-forum.yaml")
    if Event.objects.filter(slug=forum["event"]["slug"]).exists():
        return None
    venue = directory.load_venue(forum["venue"])
    people = _people(read_yaml("coming-people.yaml"))
    starts_on = first_day(timezone.localdate())
    event = _event(forum["event"], venue, starts_on)
    rooms = dict(zip([room["id"] for room in forum["venue"]["rooms"]], venue.rooms.all(), strict=True))
    _agenda(event, starts_on, read_yaml("coming-agenda.yaml")["sessions"], rooms, people)
    versions.load(event)
    _documents(event, forum["event"]["documents"])
    form.load(event, forum["registration"])
    answers.load(event)
    return event
