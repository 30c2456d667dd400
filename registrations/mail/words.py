"""The words of a mail: which template is taken, and what its placeholders stand for."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import F, Q
from django.utils import translation

from multilingual.texts import fallbacks, translated
from registrations.mail import calendar, formulas
from registrations.mail.placeholders import PLACEHOLDERS, Trust, Value, disarm, escape
from registrations.models.messages import MessageTemplate
from registrations.models.questions import Question
from registrations.models.states import ENDED, SEATED, State
from website.revision import Kept

if TYPE_CHECKING:
    from events.models import Event
    from registrations.models import Registration


class Words(NamedTuple):
    """Subject and text with placeholders, and the language they are in."""

    subject: str
    body: str
    language: str


# What a mail knows nothing of: a line of such placeholders alone is left out.
NOTHING = dict.fromkeys(PLACEHOLDERS, Value("", Trust.STAFF))
# Kinds that say what is missing.
ASKING = ("details-asked", "reminder")
_templates: Kept[list[MessageTemplate]] = Kept()


def words_for(event: "Event | None", kind: str, language: str, *, is_in_rush: bool = False) -> Words:
    """The event's own words, else the house's own, else the built-in ones.

    Each level is asked in the reader's language and then in its fallbacks: what staff wrote for an event is worth more
    to a reader in another language than a text that knows nothing of the event. In a rush (nobody of staff looks at
    this mail before it goes) what this process keeps is read.
    """

    def read() -> list[MessageTemplate]:
        return _templates_of(event, [kind])

    return _chosen(_templates.get((event.pk if event else None, kind), read) if is_in_rush else read(), kind, language)


def words_of_kinds(event: "Event | None", kinds: Sequence[str]) -> Callable[[str, str], Words]:
    """The same for several kinds and languages, read at once: gives the words of a kind in a language."""
    rows = _templates_of(event, kinds)
    return lambda kind, language: _chosen([row for row in rows if row.kind == kind], kind, language)


def _templates_of(event: "Event | None", kinds: Sequence[str]) -> list[MessageTemplate]:
    """Those of the event, then those of the house."""
    own = Q(event=event) if event is not None else Q()
    own_or_house = MessageTemplate.objects.filter(own | Q(event__isnull=True), kind__in=kinds)
    own_or_house = own_or_house if event is not None else own_or_house.filter(event__isnull=True)
    return list(own_or_house.order_by(F("event").asc(nulls_last=True)))


def _chosen(rows: Sequence[MessageTemplate], kind: str, language: str) -> Words:
    for row in rows:
        for code in fallbacks(language):
            subject, body = getattr(row, f"subject_{code}"), getattr(row, f"body_{code}")
            if subject and body:
                return Words(subject, body, code)
    return built_in(kind, language)


def built_in(kind: str, language: str) -> Words:
    """The words that come with Atelier: a file whose first line is the subject."""
    for code in fallbacks(language):
        if source := formulas.source_of(f"{kind}.{code}.txt"):
            first, _sep, body = source.partition("\n")
            return Words(first.removeprefix("Subject:").strip(), body.strip(), code)
    raise LookupError(f"There are no words for {kind}.")


def values_for(
    registration: "Registration", kind: str, language: str, *, reason: str = "", is_staff_reason: bool = True
) -> dict[str, Value]:
    """What each placeholder stands for, in the language of the words."""
    event = registration.event
    with translation.override(language):
        return {
            **NOTHING,
            **person_values(registration, language),
            **event_values(event, language),
            "place": Value(formulas.place(registration, language), Trust.STAFF),
            "function": Value(registration.function, Trust.PERSON),
            "organisation": Value(registration.body, Trust.PERSON),
            **_labels(registration, language),
            **_substitution(registration, kind),
            "standing": Value(standing(registration.state, language), Trust.MARKUP),
            "reference": Value(registration.reference, Trust.STAFF),
            "reason": Value(reason.strip(), Trust.MARKUP if is_staff_reason else Trust.PERSON),
            "missing": Value(_missing(registration, kind, language), Trust.MARKUP),
            "confirmation": Value(_confirmation(registration, language), Trust.MARKUP),
            "calendar": Value(_calendar(registration, kind, language), Trust.MARKUP),
            "link": Value("{link}", Trust.ADDRESS),
        }


def event_values(event: "Event", language: str) -> dict[str, Value]:
    """What is said of the event in every mail about it."""
    return {
        "event": Value(translated(event, "title", language).value or event.code, Trust.STAFF),
        "dates": Value(formulas.event_dates(event, language), Trust.STAFF),
        "place": Value(formulas.place_of(event, language), Trust.STAFF),
        "event_page": Value(f"{settings.SITE_URL}/{language}/events/{event.slug}/", Trust.ADDRESS),
        "mailbox": Value(mailbox(event), Trust.ADDRESS),
        "notice": Value(_notice(event, language), Trust.MARKUP),
    }


def person_values(person: formulas.Addressed, language: str) -> dict[str, Value]:
    """Name and formulas of somebody who is written to."""
    greeting = formulas.salutation(person, language).replace("{name}", escape(disarm(person.name)))
    return {
        "name": Value(person.name, Trust.PERSON),
        "salutation": Value(greeting, Trust.MARKUP),
        "closing": Value(formulas.closing(person, language), Trust.MARKUP),
    }


def standing(state: str, language: str) -> str:
    """Where a registration stands, as a sentence; nothing of one that has ended."""
    if state in ENDED:
        return ""
    part = "seated" if state in SEATED else "waiting" if state == State.WAITING else "undecided"
    return str(formulas.formulas(language)["standing"][part])


def mailbox(event: "Event") -> str:
    """The shared address that answers go to: of the registration, of the event, of the house."""
    registration_settings = getattr(event, "registration_settings", None)
    own = (registration_settings.mailbox if registration_settings else "") or event.contact_email
    return str(own or settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> "))


def _labels(registration: "Registration", language: str) -> dict[str, Value]:
    country, category = registration.country, registration.category
    return {
        "country": Value(translated(country, "name", language).value if country else "", Trust.PERSON),
        "category": Value(translated(category, "label", language).value if category else "", Trust.STAFF),
    }


def _substitution(registration: "Registration", kind: str) -> dict[str, Value]:
    """The other one of a substitution, in the two mails that tell of it."""
    if kind == "substituted":
        before = registration.replaces.order_by("-pk").first() if registration.pk else None
        return {"replaced": Value(before.name if before else "", Trust.PERSON)}
    after = registration.replaced_by if kind == "replaced" else None
    return {"replacement": Value(after.name if after else "", Trust.PERSON)}


def _missing(registration: "Registration", kind: str, language: str) -> str:
    """What is missing, as a list of Markdown."""
    if kind not in ASKING or not hasattr(registration, "missing"):
        return ""
    return "\n".join(f"- {escape(label)}" for label in missing_labels(registration, language))


def missing_labels(registration: "Registration", language: str) -> list[str]:
    """What is missing, in words of a mail: the names of fields, the labels of questions."""
    codes = list(registration.missing())
    fields = formulas.formulas(language)["missing"]
    unknown = [code for code in codes if code not in fields]
    questions = {row.code: row for row in Question.objects.filter(event=registration.event, code__in=unknown)}
    return [
        str(fields.get(code) or (translated(questions[code], "label", language).value if code in questions else code))
        for code in codes
    ]


def _confirmation(registration: "Registration", language: str) -> str:
    registration_settings = getattr(registration.event, "registration_settings", None)
    if registration_settings is None or not registration_settings.asks_confirmation:
        return ""
    return str(formulas.formulas(language)["confirmation"])


def _calendar(registration: "Registration", kind: str, language: str) -> str:
    """That a calendar part comes along, where one does."""
    if not calendar.method_for(registration, kind):
        return ""
    return str(formulas.formulas(language)["calendar"][kind])


def _notice(event: "Event", language: str) -> str:
    """The data-protection notice below a rule, with its version: a mail to somebody registered by others carries it."""
    registration_settings = getattr(event, "registration_settings", None)
    if registration_settings is None:
        return ""
    notice = translated(registration_settings, "notice", language).value
    if not notice:
        return ""
    heading = formulas.formulas(language)["notice"].format(version=registration_settings.notice_version)
    return f"---\n\n**{escape(heading)}**\n\n{notice.strip()}"
