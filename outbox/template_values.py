"""What the placeholders of mails stand for: of an event, of a person, of neither."""

from typing import TYPE_CHECKING

from django.conf import settings

from multilingual.texts import translated
from outbox import kinds, salutations
from outbox.placeholders import Trust, Value, disarm, escape
from speakers.honorifics import Named

if TYPE_CHECKING:
    from events.models import Event


def nothing() -> dict[str, Value]:
    """Of every placeholder, nothing: a line of placeholders alone of which a mail knows nothing is left out."""
    return dict.fromkeys(kinds.all_placeholders(), Value("", Trust.STAFF))


def event_values(event: "Event", language: str) -> dict[str, Value]:
    """What is said of the event in every mail about it."""
    return {
        "event": Value(translated(event, "title", language).value or event.code, Trust.STAFF),
        "dates": Value(salutations.event_dates(event, language), Trust.STAFF),
        "place": Value(salutations.place_of(event, language), Trust.STAFF),
        "event_page": Value(f"{settings.SITE_URL}/{language}/events/{event.slug}/", Trust.ADDRESS),
        "mailbox": Value(mailbox(event), Trust.ADDRESS),
        "notice": Value(_notice(event, language), Trust.MARKUP),
    }


def person_values(person: Named, language: str) -> dict[str, Value]:
    """Name and formulas of somebody who is written to."""
    greeting = salutations.salutation(person, language).replace("{name}", escape(disarm(person.name)))
    return {
        "name": Value(person.name, Trust.PERSON),
        "salutation": Value(greeting, Trust.MARKUP),
        "closing": Value(salutations.closing(person, language), Trust.MARKUP),
    }


def mailbox(event: "Event") -> str:
    """The shared address that answers go to: of the registration, of the event, of the house."""
    registration_settings = getattr(event, "registration_settings", None)
    own = (registration_settings.mailbox if registration_settings else "") or event.contact_email
    return str(own or settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> "))


def _notice(event: "Event", language: str) -> str:
    """The data-protection notice below a rule, with its version: a mail to somebody registered by others carries it."""
    registration_settings = getattr(event, "registration_settings", None)
    if registration_settings is None:
        return ""
    notice = translated(registration_settings, "notice", language).value
    if not notice:
        return ""
    heading = salutations.formulas(language)["notice"].format(version=registration_settings.notice_version)
    return f"---\n\n**{escape(heading)}**\n\n{notice.strip()}"
