"""Loads the six meetings: the events, their organisations, phases, agendas and documents."""

import datetime
import zoneinfo

from demo import notes, prose
from demo.directory import country
from demo.files import Record, day, spread
from events.actions.publish import publish
from events.models import (
    AgendaVersion,
    Appearance,
    Document,
    DocumentFile,
    Event,
    EventOrganisation,
    Phase,
    Room,
    Session,
    Venue,
)
from events.models.series import Role
from speakers.models import Country, Organisation, Speaker

_KINDS: dict[str, str] = {"high-level": Event.Kind.HIGH_LEVEL}
_ROLES = {"publisher of the page": Role.PUBLISHER, "programme partner": Role.PARTNER}
_DETAILS = {
    "programme partner": {"en": "programme partner", "fr": "partenaire du programme"},
}
_ATTENDANCE = {
    "more than 30": {"en": "more than 30", "fr": "plus de 30"},
    "more than 60": {"en": "more than 60", "fr": "plus de 60"},
    "more than 40, of 16 nationalities": {
        "en": "more than 40, of 16 nationalities",
        "fr": "plus de 40, de 16 nationalités",
    },
}
_DOCUMENT_KINDS: dict[str, str] = {
    "Bio": Document.Kind.BIO,
    "Presentation": Document.Kind.PRESENTATION,
    "Joint Presentation": Document.Kind.JOINT_PRESENTATION,
    "Speech": Document.Kind.SPEECH,
}


def moment(on: str, clock: str | None, zone: zoneinfo.ZoneInfo) -> datetime.datetime | None:
    """An instant from a day and a clock of the event, None without a time."""
    return datetime.datetime.fromisoformat(f"{on}T{clock}").replace(tzinfo=zone) if clock else None


def _room(record: Record, venue: Venue) -> Room | None:
    if "room" not in record:
        return None
    room, _is_new = Room.objects.get_or_create(venue=venue, name_en=record["room"])
    return room


def _event(record: Record, seed: Record) -> Event:
    venue = Venue.objects.get(slug=record["venue"])
    registration, contacts = record.get("registration", {}), record.get("contacts", [])
    attendance = record.get("attendance") or record.get("attendance_external")
    return Event.objects.create(
        slug=record["id"],
        code=record["code"],
        kind=str(_KINDS.get(record.get("level", ""), record["kind"])),
        **spread("title", record["title"]),
        **spread("subtitle", {"fr": record["page_title_fr"], "en": record["page_title_en"]})
        if "page_title_en" in record
        else {},
        **spread("summary", record["summary"]),
        **spread("description", prose.description(record, seed)),
        **spread("audience", record.get("participants_note")),
        **spread("practical_information", prose.practical_information(record)),
        **spread("contact", prose.contact(record, seed)),
        contact_email=registration.get("email") or (contacts[0]["email"] if contacts else ""),
        contact_phone=registration.get("phone_as_in_seed", ""),
        website=record.get("website", ""),
        starts_on=day(record["starts_on"]),
        ends_on=day(record["ends_on"]),
        timezone=record["timezone"],
        venue=venue,
        room=_room(record, venue),
        working_languages=record.get("languages", []),
        status=Event.Status.PUBLISHED,
        **spread("attendance", _ATTENDANCE[attendance] if attendance else None),
        note=notes.of_event(record, seed["sources"]),
    )


def _organisations(event: Event, record: Record) -> None:
    for position, one in enumerate(record.get("organisers", [])):
        EventOrganisation.objects.create(
            event=event,
            organisation=Organisation.objects.get(slug=one["organisation"]),
            role=_ROLES.get(one["role"], one["role"]),
            # Organisers are of equal rank; so are the others of one role.
            position=0 if one["role"] == "organiser" else position,
            **spread("detail", _DETAILS.get(one["role"])),
        )


def _phases(event: Event, record: Record) -> None:
    for position, phase in enumerate(record.get("phases", [])):
        Phase.objects.create(
            event=event,
            kind=phase["kind"],
            **spread("title", phase["title"]),
            **spread("rule", phase.get("rule")),
            starts_on=day(phase["starts_on"]),
            ends_on=day(phase["ends_on"]),
            venue=Venue.objects.get(slug=phase["venue"]),
            position=position,
            note=notes.plain(phase),
        )


def _appearance(session: Session, person: Record, position: int, **more: object) -> Appearance:
    appearance = Appearance.objects.create(
        session=session,
        speaker=Speaker.objects.get(slug=person["id"]),
        **spread("function", {"fr": person["function_fr"], "en": person["function_en"]}),
        country=country(person["country"]),
        position=position,
        note=notes.paragraph([*notes.origins(person, "function"), *notes.flags(person)]),
        **more,
    )
    appearance.organisations.set(Organisation.objects.filter(slug__in=person["affiliations"]))
    return appearance


def _documents(appearance: Appearance, labels: list[str]) -> None:
    """Documents that the source names without giving the files; their labels are English on the French page too."""
    for position, label in enumerate(labels, appearance.documents.count()):
        Document.objects.create(
            appearance=appearance,
            label_en=label,
            kind=_DOCUMENT_KINDS.get(label, Document.Kind.OTHER),
            position=position,
        )


def _line_up(session: Session, item: Record, persons: dict[str, Record]) -> None:
    """Moderators first, then speakers; those who present jointly stand together and share one document."""
    position = 0
    for role, key in ((Appearance.Role.MODERATOR, "moderators"), (Appearance.Role.SPEAKER, "speakers")):
        for entry in item.get(key, []):
            first: Appearance | None = None
            for one in entry.get("people", [entry]):
                appearance = _appearance(session, persons[one["person"]], position, role=role, joint_with=first)
                _documents(appearance, one["documents"])
                first = first or appearance
                position += 1
            if entry.get("joint") and first:
                _documents(first, entry["documents"])


def _agenda(event: Event, record: Record, persons: dict[str, Record]) -> None:
    position = 0
    for on in record.get("agenda", {}).get("days", []):
        for item in on["items"]:
            session = Session.objects.create(
                event=event,
                kind=item["kind"],
                number=item.get("number", ""),
                **spread("title", item["title"]),
                day=day(on["date"]),
                starts_at=moment(on["date"], item["start"], event.zone),
                ends_at=moment(on["date"], item["end"], event.zone),
                position=(position := position + 1),
                note=notes.paragraph([*notes.flags(item), f"Key in the source file: {item['id']}"]),
            )
            _line_up(session, item, persons)
            for after in item.get("followed_by", []):
                Session.objects.create(
                    event=event,
                    parent=session,
                    kind=after["kind"],
                    **spread("title", after["title"]),
                    day=session.day,
                    position=(position := position + 1),
                )


def _modules(event: Event, record: Record) -> None:
    for module in record.get("modules", []):
        Session.objects.create(
            event=event,
            kind=Session.Kind.MODULE,
            number=str(module["number"]),
            **spread("title", module),
            position=module["number"],
            note=notes.paragraph(notes.origins(module, "title")),
        )


def _event_documents(event: Event, record: Record) -> None:
    for position, document in enumerate(record.get("documents", [])):
        made = Document.objects.create(
            event=event,
            **spread("label", {"fr": document["title_fr"], "en": document["title_en"]}),
            position=position,
            note=notes.plain(document),
        )
        for file in document["files"]:
            DocumentFile.objects.create(document=made, **file)
    if material := record.get("material"):
        Document.objects.create(
            event=event,
            **spread("label", material),
            kind=Document.Kind.MATERIAL,
            note=notes.paragraph(notes.origins(material, "title")),
        )


def load(seed: Record) -> None:
    """The six meetings; one that is there already is left alone, with all that belongs to it."""
    persons = {person["id"]: person for person in seed["persons"]}
    for record in seed["events"]:
        if Event.objects.filter(slug=record["id"]).exists():
            continue
        event = _event(record, seed)
        event.countries.set(Country.objects.filter(code__in=record.get("countries_named", [])))
        _organisations(event, record)
        _phases(event, record)
        _agenda(event, record, persons)
        _modules(event, record)
        _event_documents(event, record)
        if "agenda" in record or "modules" in record:
            publish(event, status=AgendaVersion.Status.FINAL)
