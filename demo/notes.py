"""The notes for staff: where a fact comes from, what is inferred, what was odd. Readable, in English."""

from collections.abc import Iterable

from demo.files import Record

_ORIGINS = {
    "official": "The English {noun} is official.",
    "seed": "The English {noun} is the source’s own.",
    "ours": "The French {noun} is ours.",
}
_LANGUAGES = {"fr": "French", "en": "English"}
_PARTICIPANTS = {
    "government": "governments",
    "international-organization": "international organizations",
    "civil-society": "civil society",
    "private-sector": "private sector",
    "expert": "experts",
    "ngo": "non-governmental organizations",
    "migrant-organization": "migrants' organizations",
    "minister": "ministers",
    "mayor": "mayors",
    "senior-government-official": "senior government officials",
    "local-authority": "local authorities",
    "un-body": "United Nations bodies",
    "researcher": "researchers",
    "academia": "academia",
    "ministry": "ministries",
    "regional-agency": "regional agencies",
    "development-partner": "development partners",
}
_FLAGS = {
    "timezone_inferred": "The time zone is inferred.",
    "venue_external": "The place comes from another public page.",
    "room_external": "The room comes from another public page.",
    "year_external": "The year comes from another public page.",
    "start_inferred": "The start is inferred.",
    "starts_on_inferred": "The first day is inferred.",
    "ordinal_external": "The number comes from another public page.",
    "category_inferred": "The kind is inferred.",
    "country_inferred": "The country is inferred.",
    "name_external": "The name comes from another public page.",
    "external": "Known from another public page only.",
    "inferred": "Inferred.",
}


def paragraph(lines: Iterable[str]) -> str:
    """Lines that say something."""
    return "\n".join(line for line in lines if line)


def block(heading: str, lines: Iterable[str]) -> str:
    """A list under a heading; nothing where there is nothing to list."""
    items = [f"- {line}" for line in lines if line]
    return "\n".join([heading, *items]) if items else ""


def origins(record: Record, noun: str) -> list[str]:
    """Whose words a name or title is."""
    said = []
    for key in ("en_origin", "fr_origin"):
        if origin := record.get(key):
            default = f"The French {noun}: {origin}." if key == "fr_origin" else ""
            said.append(_ORIGINS.get(origin, default).format(noun=noun))
    return said


def flags(record: Record) -> list[str]:
    """What is inferred or known from elsewhere."""
    return [sentence for key, sentence in _FLAGS.items() if record.get(key) is True]


def plain(record: Record, *nouns: str) -> str:
    """The note of a small record: origins of its texts, flags, its own note."""
    said = [line for noun in nouns if isinstance(record.get(noun), dict) for line in origins(record[noun], noun)]
    return paragraph([*said, *flags(record), record.get("note", "")])


def _language(code: str) -> str:
    return _LANGUAGES.get(code, code)


def _source(source: Record) -> list[str]:
    """How one public page that was read is named."""
    words = [source["kind"]]
    if publisher := source.get("publisher"):
        words.append(publisher)
    if language := source.get("language"):
        words.append(f"in {_language(language)}")
    if languages := source.get("page_languages"):
        words.append(f"the page exists in {' and '.join(_language(code) for code in languages)}")
    name = ", ".join(words)
    if url := source.get("url"):
        name += f": {url}" + (" (address found elsewhere)" if source.get("url_external") else "")
    if use := source.get("used_for"):
        name += f" – used for: {use}"
    own = f"[{source['id']}]" + (f" file {source['file']}" if source.get("file") else "")
    return [f"{name} {own}", source.get("note", "")]


def sources(event: Record, all_sources: list[Record]) -> str:
    """The page that the facts of an event come from, and the others that were used."""
    own = event["source"]
    family = own.removeprefix("seed-")
    named = [source for source in all_sources if source["id"] == own]
    others = [source for source in all_sources if source["id"].startswith(f"ext-{family}-")]
    return paragraph(
        [
            block("Source of the facts", [line for source in named for line in _source(source)]),
            block("Other public pages used", [line for source in others for line in _source(source)]),
        ]
    )


def _as_in_source(event: Record) -> list[str]:
    """What the source printed, as it printed it."""
    days = event.get("agenda", {}).get("days", [])
    lines = [
        f"Date: {event['date_as_in_seed']}" if "date_as_in_seed" in event else "",
        f"Weekdays: {event['weekdays_in_seed']['fr']}" if "weekdays_in_seed" in event else "",
        f"Languages: {event['languages_as_in_seed']}" if "languages_as_in_seed" in event else "",
        f"Heading of the page: {event['page_title_fr']}" if "page_title_fr" in event else "",
        f"Kind of meeting: {event['subkind']}" if "subkind" in event else "",
    ]
    lines += [f"Heading of {d['date']}: {d['heading_as_in_seed']} ({_language(d['heading_language'])})" for d in days]
    lines += [f"Section of the page: {section}" for section in event.get("page_sections_in_seed", [])]
    return lines


def _doubts(event: Record) -> list[str]:
    """What is inferred, unknown or from elsewhere."""
    agenda, registration = event.get("agenda", {}), event.get("registration", {})
    lines = [*origins(event["title"], "title"), *flags(event)]
    lines += ["That the agenda is final is inferred."] if agenda.get("status_inferred") else []
    lines += ["The attendance comes from another public page."] if "attendance_external" in event else []
    lines += [event.get(key, "") for key in ("venue_note", "languages_note", "year_note")]
    lines += [f"Registration: {registration['how']}." if registration.get("how") == "not stated" else ""]
    lines += [registration.get("note", ""), registration.get("phone_note", "")]
    lines += [f"The address for registration is a {registration['email_kind']}." if "email" in registration else ""]
    lines += [
        f"That {one['organisation']} is {one['role']} is inferred."
        for one in event.get("organisers", [])
        if one.get("inferred")
    ]
    for field, noun in (("related_processes", "name"), ("launches", "title"), ("frameworks", "name")):
        for item in event.get(field, []):
            lines += [f"{item['en']}: {line}" for line in origins(item, noun)]
    return lines


def _contacts(event: Record) -> list[str]:
    """Telephones of persons stay here; their own addresses are not kept at all."""
    lines = []
    for contact in event.get("contacts", []):
        if contact.get("personal_contact"):
            lines.append(f"The source prints the own address of {contact['name']}: a role address stands in its place.")
        if phone := contact.get("phone"):
            lines.append(f"Telephone of {contact['name']}: {phone}")
    return lines


def of_event(event: Record, all_sources: list[Record]) -> str:
    """The whole note of an event."""
    kinds = ", ".join(_PARTICIPANTS[kind] for kind in event.get("participant_types", []))
    blocks = [
        sources(event, all_sources),
        block("Inferred, unknown or from elsewhere", _doubts(event)),
        block("As in the source", _as_in_source(event)),
        block("Kinds of participants", [kinds]),
        block("Contacts", _contacts(event)),
        block("Oddities of the source", event.get("seed_oddities", [])),
    ]
    return "\n\n".join(part for part in blocks if part)
