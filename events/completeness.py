"""How complete each language of an event is: its texts, the titles of its agenda, the functions of speakers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.models import Appearance, Event, Session
from multilingual.texts import LANGUAGES, completeness


@dataclass
class Share:
    """One language of an event: how many texts it has of those that some language has."""

    code: str
    done: int
    total: int
    event: int = 0

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all."""
        return 100 * self.done // self.total if self.total else 100

    @property
    def missing(self) -> int:
        """How many texts it lacks."""
        return self.total - self.done


def _filled(field: str, code: str) -> Q:
    column = f"{field}_{code}"
    return Q(**{f"{column}__isnull": False}) & ~Q(**{column: ""})


def _count(rows: QuerySet, event: str, field: str, events: list[int]) -> dict[int, dict[str, int]]:
    """For each event: how many rows have a text in any language ("total"), and in each."""
    anywhere = Q()
    for code in LANGUAGES:
        anywhere |= _filled(field, code)
    counts = {code: Count("pk", filter=_filled(field, code)) for code in LANGUAGES}
    grouped = (
        rows.filter(**{f"{event}__in": events})
        .order_by()
        .values(event)
        .annotate(total=Count("pk", filter=anywhere), **counts)
    )
    return {row[event]: row for row in grouped}


def measure(events: Iterable[Event]) -> dict[int, list[Share]]:
    """For each event its languages, in two queries for all of them."""
    events = list(events)
    keys = [event.pk for event in events]
    sessions = _count(Session.objects.all(), "event", "title", keys)
    functions = _count(Appearance.objects.all(), "session__event", "function", keys)
    result = {}
    for event in events:
        own = completeness(event, Event.text_fields)
        parts = [counts[event.pk] for counts in (sessions, functions) if event.pk in counts]
        result[event.pk] = [
            Share(
                code,
                own[code][0] + sum(part[code] for part in parts),
                own[code][1] + sum(part["total"] for part in parts),
                event.pk,
            )
            for code in LANGUAGES
        ]
    return result


def as_list(shares: list[Share]) -> SafeString:
    """The languages with their percentages, as words and as bars."""
    return format_html("{}", render_to_string("admin/events/event/_completeness.html", {"rows": shares}))
