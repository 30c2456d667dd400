"""Every single fact of seed-events.yaml, and where it must be found. A fact that no rule knows is a failure too."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from events.models import DocumentFile, Session
from tests.demo.pages import Site, Subject
from tests.demo.words import CATEGORIES, COUNTRIES, FLAGS, KINDS, LANGUAGES, ORIGINS, PARTICIPANTS, ROLES

Record = dict[str, Any]

# Keys whose null or empty list says that the source is silent: there is nothing to be found.
SILENT = {
    "theme", "series", "country", "name", "city", "timezone", "languages", "files", "documents", "start", "end",
    "ends_on", "id",
}  # fmt: skip


@dataclass(frozen=True)
class Leaf:
    """A fact: its path without numbers, the record it stands in, the pages on which it is looked for."""

    path: str
    value: Any
    record: Record
    subject: Subject
    seed: Record
    site: Site
    day: str = ""

    @property
    def key(self) -> str:
        return self.path.rpartition("/")[2]

    def named(self, section: str, identity: str) -> Record:
        """Another record of the file."""
        return next(record for record in self.seed[section] if record["id"] == identity)


Check = Callable[[Leaf], bool]


def own_language(leaf: Leaf) -> bool:
    """A text for readers, on a public page in its own language."""
    return leaf.subject.shows(leaf.value, leaf.path[-2:])


def anybody(leaf: Leaf) -> bool:
    """A text for readers, on a public page in English and in French."""
    return leaf.subject.shows(str(leaf.value), "en") and leaf.subject.shows(str(leaf.value), "fr")


def staff(leaf: Leaf) -> bool:
    """A text for staff."""
    return leaf.subject.tells_staff(str(leaf.value))


def field(*names: str, words: dict[str, str] | None = None) -> Check:
    """A value of a field of the admin."""

    def check(leaf: Leaf) -> bool:
        value = words[leaf.value] if words else str(leaf.value)
        return any(leaf.subject.has_field(name, value) for name in names or (leaf.key,))

    return check


def english(words: dict[str, str]) -> Check:
    """A code that readers see as a word."""
    return lambda leaf: leaf.subject.shows(words[leaf.value], "en")


def told(words: dict[str, str]) -> Check:
    """A code that staff see as a word."""
    return lambda leaf: leaf.subject.tells_staff(words[leaf.value])


def flag(leaf: Leaf) -> bool:
    """A mark of provenance: a sentence for staff."""
    return leaf.value is True and leaf.subject.tells_staff(FLAGS[leaf.key])


def origin(leaf: Leaf) -> bool:
    """Whose words a text is; in a list of the event, beside the text it is about."""
    if leaf.value not in ORIGINS:
        return staff(leaf)
    own_row = re.search(r"related_processes|launches|frameworks", leaf.path)
    before = f"{leaf.record['en']}: The English" if own_row else ""
    return leaf.subject.tells_staff(before) and leaf.subject.tells_staff(ORIGINS[leaf.value])


def country(leaf: Leaf) -> bool:
    """A country by its name in both languages, or chosen in the admin."""
    names = COUNTRIES[leaf.value]
    both = leaf.subject.shows(names[0], "en") and leaf.subject.shows(names[1], "fr")
    return both or leaf.subject.has_field("country", leaf.value)


def body(leaf: Leaf) -> bool:
    """A body by its name, or its acronym, in both languages."""
    record = leaf.named("organisations", leaf.value)
    return any(
        all(leaf.subject.shows(text[code], code) for code in ("fr", "en") if code in text)
        for text in (record["name"], record.get("acronym"))
        if text
    )


def series(leaf: Leaf) -> bool:
    """A series by its title in both languages, or its acronym."""
    record = leaf.named("series", leaf.value)
    by_acronym = "acronym" in record and all(
        leaf.subject.shows(record["acronym"][code], code)
        for code in ("fr", "en")
        if isinstance(record["acronym"], dict)
    )
    return by_acronym or all(leaf.subject.shows(record["title"][code], code) for code in ("fr", "en"))


def venue(leaf: Leaf) -> bool:
    """A venue by name and city, as far as it has them."""
    record = leaf.named("venues", leaf.value)
    texts = [text for text in (record["name"], record["city"]) if text]
    return all(leaf.subject.shows(text[code], code) for text in texts for code in ("fr", "en"))


def day(leaf: Leaf) -> bool:
    """A day, as an instant of a page or in words."""
    on = datetime.date.fromisoformat(str(leaf.value))
    return leaf.subject.has_instant(on.isoformat()) or leaf.subject.shows(f"{on.day} {on:%B %Y}", "en")


def clock(leaf: Leaf) -> bool:
    """A time by the clock of the event, as an instant and as text."""
    return leaf.subject.has_instant(f"{leaf.day}T{leaf.value}") and anybody(leaf)


def number_of_days(leaf: Leaf) -> bool:
    """From the first day to the last, both of which have rules of their own."""
    first, last = (datetime.date.fromisoformat(leaf.record[key]) for key in ("starts_on", "ends_on"))
    return (last - first).days + 1 == leaf.value


def person(leaf: Leaf) -> bool:
    """A speaker by name."""
    return leaf.subject.shows(leaf.named("persons", leaf.value)["name"], "fr")


def affiliation(leaf: Leaf) -> bool:
    """The body's public page names the person."""
    return leaf.site.organisation(leaf.value).shows(leaf.record["name"], "en")


def part_of(leaf: Leaf) -> bool:
    """The parent's public page names the part."""
    of_body = leaf.path.startswith("organisations")
    parent = leaf.site.organisation(leaf.value) if of_body else leaf.site.series(leaf.value)
    return parent.shows(leaf.record["name" if of_body else "title"]["en"], "en")


def heading_of_page(leaf: Leaf) -> bool:
    """Where the event has it in both languages, for readers; else for staff."""
    return own_language(leaf) if "page_title_en" in leaf.record else staff(leaf)


def how_to_register(leaf: Leaf) -> bool:
    """The way where there is one; that it is not known, for staff."""
    if leaf.value == "not stated":
        return leaf.subject.tells_staff("Registration: not stated.")
    return leaf.subject.shows(leaf.value, "en")


def attendance(leaf: Leaf) -> bool:
    """The number as printed; of one known from elsewhere staff are told so."""
    is_external = leaf.key == "attendance_external"
    known = not is_external or leaf.subject.tells_staff("The attendance comes from another public page.")
    return known and leaf.subject.shows(leaf.value, "en")


def exists(leaf: Leaf) -> bool:
    """The key is the address of the thing, whose pages all answer."""
    return leaf.subject.has_field("slug", leaf.value) and all(
        page.text for code in ("fr", "en") for page in leaf.subject.public(code)
    )


def series_names(leaf: Leaf) -> bool:
    """The series' public page names the event."""
    return leaf.subject.shows(leaf.named("events", leaf.value)["title"]["fr"], "fr")


def offspring(leaf: Leaf) -> bool:
    """The series names what grew out of it, or the other way round in the admin."""
    own = str(leaf.subject.rows[0].pk)
    return series(leaf) or leaf.site.series(leaf.value).has_field("grew_from", own)


def of_the_event(leaf: Leaf) -> bool:
    """A document of the event stands on the event's page."""
    return leaf.value == "event" and leaf.subject.shows(leaf.record["title_en"], "en")


# The first rule whose pattern matches the whole path of a fact says where it must be.
RULES: list[tuple[str, Check]] = [
    (r"format", lambda leaf: leaf.value == 1),  # of the file itself, not of a meeting
    (r"language_of_seeds", told(LANGUAGES)),
    (r"sources/(language|page_languages)", told(LANGUAGES)),
    (r".*/(en|fr)_origin", origin),
    (r"sources/.*|.*/seed_oddities|.*/page_sections_in_seed|.*note|.*/as_of|.*/other_\w+_in_seed|.*/subkind", staff),
    (r"events/(date|languages)_as_in_seed|.*/heading_as_in_seed|events/weekdays_in_seed/fr|.*/contacts/phone", staff),
    (r".*/heading_language", told(LANGUAGES)),
    (r".*/email_kind", staff),
    (r"(series|organisations|events|persons|venues)/id", exists),
    (r"series/(editions/)?events/id", series_names),
    (r"series/(editions/year|editions/events/year|events/year)", field("year")),
    (r"series/(editions/)?events/ordinal", lambda leaf: leaf.subject.shows(f"no. {leaf.value}", "en")),
    (r"series/(editions/)?events/dates", day),
    (r"series/(owner|run_by|funded_by)", body),
    (r"series/parent|organisations/parent", part_of),
    (r"series/kind", english({"programme": "programme"})),
    (r"series/phase", lambda leaf: leaf.subject.shows(f"Phase {leaf.value}", "en")),
    (r"series/gave_rise_to", offspring),
    (r"series/(since|acronym|website)|organisations/(place|facts/\w+)|persons/(name|given|family)", anybody),
    (r"series/periodicity|venues/access", lambda leaf: leaf.subject.shows(leaf.value, "en")),
    (r"organisations/category", english(CATEGORIES)),
    (r"(organisations|persons|venues)/country", country),
    (r"persons/affiliations", affiliation),
    (r"venues/timezone|events/timezone", field("timezone")),
    (r"events/source", lambda leaf: leaf.subject.tells_staff(f"[{leaf.value}]")),
    (r"events/(kind|level)", english(KINDS)),
    (r"events/status", english({"past": "Past"})),
    (r"events/edition", field("year")),
    (r"events/(series|also_in_series|launches_series)", series),
    (r"events/venue|events/phases/venue", venue),
    (r"events/languages", lambda leaf: leaf.subject.shows(LANGUAGES[leaf.value], "en")),
    (r"events/(starts_on|ends_on)|events/phases/(starts_on|ends_on)|.*/days/date", day),
    (r"events/days", number_of_days),
    (r"events/phases/(id|kind)", field("kind", words={
        "face-to-face": "face-to-face", "online": "online", "online-follow-up": "online",
    })),
    (r"events/organisers/organisation|events/contacts/organisation|events/material/made_by", body),
    (r"events/organisers/role", english(ROLES)),
    (r"events/material/with", series),
    (r"events/participant_types", told(PARTICIPANTS)),
    (r"events/countries_named", lambda leaf: all(
        leaf.subject.shows(name, code) for name, code in zip(COUNTRIES[leaf.value], ("en", "fr"), strict=True)
    )),
    (r"events/attendance(_external)?", attendance),
    (r"events/registration/how", how_to_register),
    (r"events/registration/(email|phone_as_in_seed)|events/(code|room|website|regions)", anybody),
    (r"events/(contacts|quoted)/name|events/contacts/email|events/related_processes/year", anybody),
    (r"events/page_title_(fr|en)", heading_of_page),
    (r"events/documents/scope", of_the_event),
    (r"events/documents/files/language", lambda leaf: leaf.subject.shows(LANGUAGES[leaf.value], "en")),
    (r"events/documents/files/url", lambda leaf: DocumentFile.objects.filter(url=leaf.value).exists()),
    (r"events/modules/number", field("number")),
    (r"events/agenda/status", english({"final": "Final agenda"})),
    (r".*/items/id", lambda leaf: leaf.subject.tells_staff(f"Key in the source file: {leaf.value}")),
    (r".*/items(/followed_by)?/kind", field("kind")),
    (r".*/items/number", field("number")),
    (r".*/items/(start|end)", clock),
    (r".*/person", person),
    (r".*/(moderators|speakers)(/people)?/documents", anybody),
    (r".*/joint", lambda leaf: leaf.value is True and leaf.subject.shows("Joint presentation", "en")),
    (r".*[/_](fr|en|es)", own_language),
]  # fmt: skip


def leaves(leaf: Leaf) -> Iterator[Leaf]:
    """All facts below a point; a null and an empty list are facts too."""
    value = leaf.value
    if isinstance(value, dict) and value:
        for key, below in value.items():
            on = value["date"] if "items" in value else leaf.day
            yield from leaves(narrowed(replace(leaf, path=f"{leaf.path}/{key}", value=below, record=value, day=on)))
    elif isinstance(value, list) and value:
        for below in value:
            record = below if isinstance(below, dict) else leaf.record
            yield from leaves(narrowed(replace(leaf, value=below, record=record)))
    else:
        yield leaf


def narrowed(leaf: Leaf) -> Leaf:
    """A fact of an item of the agenda is looked for on the item's own pages."""
    if not isinstance(leaf.value, dict) or not leaf.path.endswith(("/items", "/followed_by")):
        return leaf
    sessions = Session.objects.filter(event__slug="idm-2008-return-development", day=leaf.day)
    if leaf.path.endswith("/items"):
        session = sessions.get(title_fr=leaf.value["title"]["fr"], parent=None)
    else:
        session = sessions.get(parent=leaf.subject.rows[0], title_fr=leaf.value["title"]["fr"])
    return replace(leaf, subject=leaf.site.session(session))


def subject_of(site: Site, seed: Record, section: str, record: Record) -> Subject:
    """The pages about one record."""
    if section == "sources":
        family = record["id"].removeprefix("ext-").removeprefix("seed-")
        slugs = [event["id"] for event in seed["events"] if family.startswith(event["source"].removeprefix("seed-"))]
        return site.event(slugs[0])
    makers: dict[str, Callable[[str], Subject]] = {
        "series": site.series,
        "organisations": site.organisation,
        "venues": site.venue,
        "events": site.event,
        "persons": site.speaker,
    }
    return makers[section](record["id"])


def all_leaves(site: Site, seed: Record) -> Iterator[Leaf]:
    """Every fact of the file."""
    for section, content in seed.items():
        if not isinstance(content, list):
            any_event = site.event(seed["events"][0]["id"])
            yield Leaf(section, content, seed, any_event, seed, site)
            continue
        for record in content:
            subject = subject_of(site, seed, section, record)
            yield from leaves(Leaf(section, record, record, subject, seed, site))


def has_home(leaf: Leaf) -> bool:
    """Whether a fact is where its rule says; False also where no rule knows it."""
    if leaf.value is None or leaf.value == []:
        return leaf.key in SILENT
    if leaf.key in FLAGS and leaf.value is True:
        return flag(leaf)
    check = next((check for pattern, check in RULES if re.fullmatch(pattern, leaf.path)), None)
    try:
        return check is not None and check(leaf)
    except (KeyError, StopIteration, ObjectDoesNotExist):
        return False


def homeless(facts: Iterable[Leaf]) -> list[str]:
    """Those that are nowhere, as lines to read."""
    return [f"{leaf.path}: {leaf.value!r} ({leaf.record.get('id', '')})" for leaf in facts if not has_home(leaf)]
