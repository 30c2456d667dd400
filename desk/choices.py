"""What the forms of a conversation's page choose from, fetched once."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import prefetch_related_objects

from backoffice.rights import rows_for
from events.models import Event
from inbox.models import Conversation
from multilingual.search import fold
from multilingual.texts import LANGUAGES
from registrations.models import Category
from speakers.models import Country

# Countries have a thousand names, which each card of the page looks through.
_folded = lru_cache(maxsize=2000)(fold)


class Known(NamedTuple):
    """What the forms of one page choose from, fetched once."""

    event: Event | None
    categories: list[Category]
    countries: dict[str, Country]
    language: str

    @property
    def by_name(self) -> dict[str, Country]:
        """Countries by code and by their folded names in every language."""
        found: dict[str, Country] = {}
        for code, country in self.countries.items():
            names = [getattr(country, f"name_{language}") for language, _label in settings.LANGUAGES]
            found |= {_folded(name): country for name in (code, *names) if name}
        return found


def known_for(conversation: Conversation) -> Known:
    """What the forms of a conversation choose from, and what the event's form asks; four queries."""
    event = conversation.event
    if event is not None:
        prefetch_related_objects([event], "categories", "questions__categories")
    categories = list(event.categories.all()) if event is not None else []
    countries = {row.pk: row for row in Country.objects.defer("search_text")}
    return Known(event, categories, countries, conversation.language)


def events_to_choose(user: Any) -> list[Event]:
    """Events that take registrations and whose mail somebody works at, the latest first, with code and title alone."""
    rows = Event.objects.filter(registration_settings__isnull=False).order_by("-starts_on", "-pk")
    return list(rows_for(user, rows, "inbox.work_mailbox").only("code", *(f"title_{code}" for code in LANGUAGES)))
