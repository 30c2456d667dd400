"""The words of a mail: which template is taken, and what its placeholders stand for."""

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import F, Q
from django.utils import translation

from registrations.mail import calendar, formulas
from registrations.mail.placeholders import Trust, Value, disarm, escape
from registrations.models.messages import MessageTemplate
from registrations.models.questions import Question
from speakers.public import Kept
from speakers.texts import fallbacks, translated

if TYPE_CHECKING:
    from events.models import Event
    from registrations.models import Registration


class Words(NamedTuple):
    """Subject and text with placeholders, and the language they are in."""

    subject: str
    body: str
    language: str


_templates: Kept[list[MessageTemplate]] = Kept()


def words_for(event: "Event", kind: str, language: str, *, is_in_rush: bool = False) -> Words:
    """The event's own words, else the house's own, else the built-in ones.

    Each level is asked in the reader's language and then in its fallbacks: what staff wrote for an event is worth more
    to a reader in another language than a text that knows nothing of the event. In a rush (nobody of staff looks at
    this mail before it goes) what this process keeps is read.
    """

    def read() -> list[MessageTemplate]:
        own_or_house = MessageTemplate.objects.filter(Q(event=event) | Q(event__isnull=True), kind=kind)
        return list(own_or_house.order_by(F("event").asc(nulls_last=True)))

    for row in _templates.get((event.pk, kind), read) if is_in_rush else read():
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
            **_person(registration, language),
            "event": Value(translated(event, "title", language).value or event.code, Trust.STAFF),
            "dates": Value(formulas.event_dates(event, language), Trust.STAFF),
            "place": Value(formulas.place(registration, language), Trust.STAFF),
            "reference": Value(registration.reference, Trust.STAFF),
            "reason": Value(reason.strip(), Trust.MARKUP if is_staff_reason else Trust.PERSON),
            "missing": Value(_missing(registration, kind, language), Trust.MARKUP),
            "confirmation": Value(_confirmation(registration, language), Trust.MARKUP),
            "calendar": Value(_calendar(registration, kind, language), Trust.MARKUP),
            "link": Value("{link}", Trust.ADDRESS),
            "event_page": Value(f"{settings.SITE_URL}/{language}/events/{event.slug}/", Trust.ADDRESS),
            "mailbox": Value(mailbox(event), Trust.ADDRESS),
            "notice": Value(_notice(event, language), Trust.MARKUP),
        }


def mailbox(event: "Event") -> str:
    """The shared address that answers go to: of the registration, of the event, of the house."""
    registration_settings = getattr(event, "registration_settings", None)
    own = (registration_settings.mailbox if registration_settings else "") or event.contact_email
    return str(own or settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> "))


def _person(registration: "Registration", language: str) -> dict[str, Value]:
    country, category = registration.country, registration.category
    texts = {
        "name": registration.name,
        "function": registration.function,
        "organisation": registration.body,
        "country": translated(country, "name", language).value if country else "",
    }
    values = {key: Value(text, Trust.PERSON) for key, text in texts.items()}
    values["category"] = Value(translated(category, "label", language).value if category else "", Trust.STAFF)
    greeting = formulas.salutation(registration, language).replace("{name}", escape(disarm(registration.name)))
    values["salutation"] = Value(greeting, Trust.MARKUP)
    values["closing"] = Value(formulas.closing(registration, language), Trust.MARKUP)
    return values


def _missing(registration: "Registration", kind: str, language: str) -> str:
    """What is missing, as a list of Markdown."""
    if kind != "details-asked" or not hasattr(registration, "missing"):
        return ""
    codes = list(registration.missing())
    fields = formulas.formulas(language)["missing"]
    unknown = [code for code in codes if code not in fields]
    questions = {row.code: row for row in Question.objects.filter(event=registration.event, code__in=unknown)}
    labels = [
        fields.get(code) or (translated(questions[code], "label", language).value if code in questions else code)
        for code in codes
    ]
    return "\n".join(f"- {escape(label)}" for label in labels)


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
