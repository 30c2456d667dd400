"""Loads organisations, venues and speakers. What is there already stays as it is."""

from demo import notes
from demo.files import Record, spread
from events.models import Room, Venue
from speakers.models import Country, Organisation, Speaker

_KINDS: dict[str, str] = {"private-or-professional": Organisation.Kind.PRIVATE}
_FACTS = {
    "en": "Founded in {founded}. {member_states} Member States, present in {present_in_countries} countries.",
    "fr": "Fondée en {founded}. {member_states} États membres, présente dans {present_in_countries} pays.",
}
_FACTS_NOTE = "The figures of the summary are as of: {as_of}."


def country(code: str | None) -> Country | None:
    """The country of a code."""
    return Country.objects.get(code=code) if code else None


def load_organisation(record: Record) -> Organisation:
    """An organisation; its parent comes before it."""
    facts = record.get("facts")
    others = [record[key] for key in ("other_acronym_in_seed", "other_name_in_seed") if key in record]
    note = [notes.plain(record, "name"), _FACTS_NOTE.format(**facts) if facts else ""]
    if others:
        note.append("The other names stand in the source too.")
    parent = record.get("parent")
    organisation, _is_new = Organisation.objects.get_or_create(
        slug=record["id"],
        defaults={
            **spread("name", record["name"]),
            **spread("acronym", record.get("acronym")),
            **(spread("summary", {code: text.format(**facts) for code, text in _FACTS.items()}) if facts else {}),
            **spread("summary", record.get("summary")),
            "other_names": "\n".join(others),
            "kind": str(_KINDS.get(record["category"], record["category"])),
            "country": country(record.get("country")),
            "place": record.get("place", ""),
            "parent": Organisation.objects.get(slug=parent) if parent else None,
            "website": record.get("website", ""),
            "note": notes.paragraph(note),
        },
    )
    return organisation


def load_venue(record: Record) -> Venue:
    """A venue with its rooms."""
    venue, is_new = Venue.objects.get_or_create(
        slug=record["id"],
        defaults={
            **spread("name", record["name"]),
            **spread("city", record["city"]),
            **spread("address", record.get("address")),
            **spread("access", record.get("access"), ("en",)),
            "country": country(record["country"]),
            "timezone": record["timezone"] or "",
            "is_online": record["city"] is None and record["country"] is None,
            "note": notes.plain(record),
        },
    )
    if is_new:
        for position, room in enumerate(record.get("rooms", [])):
            Room.objects.create(venue=venue, position=position, seats=room.get("seats"), **spread("name", room["name"]))
    return venue


def load_speaker(record: Record) -> Speaker:
    """A speaker; functions of one meeting stand in the appearances."""
    speaker, _is_new = Speaker.objects.get_or_create(
        slug=record["id"],
        defaults={
            "honorific": record.get("honorific", ""),
            "title": record.get("title", ""),
            "given_name": record["given"],
            "family_name": record["family"],
            **spread("function", record.get("function")),
            **spread("bio", record.get("bio")),
            "country": country(record.get("country")),
            "note": notes.paragraph(
                [notes.plain(record), *(f"{line} (2008)" for line in notes.origins(record, "function"))]
            ),
        },
    )
    return speaker


def load(seed: Record) -> None:
    """The directory of the six meetings."""
    for record in seed["organisations"]:
        load_organisation(record)
    for record in seed["venues"]:
        load_venue(record)
    for record in seed["persons"]:
        load_speaker(record)
