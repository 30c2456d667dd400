"""Known organisations: which a form offers, and which one a person means by what he or she typed."""

from django.db.models import Q

from events.models import Event
from speakers.models import Organisation
from speakers.texts import LANGUAGES, fold, translated

MOST_OFFERED = 80


def offered(event: Event) -> list[str]:
    """Names to choose from while typing: the bodies that the event's own public pages name, and no others."""
    named = Q(event_roles__event=event) | Q(appearances__session__event=event)
    rows = Organisation.objects.filter(named).distinct().order_by("pk")[:MOST_OFFERED]
    return sorted({translated(row, "name").value for row in rows} - {""}, key=fold)


def named(typed: str) -> Organisation | None:
    """The organisation of just this name, acronym or other name, in any language and accent; None if two have it."""
    wanted = fold(typed)
    if not wanted:
        return None
    found = [row for row in Organisation.objects.filter(search_text__contains=wanted) if wanted in _names(row)]
    return found[0] if len(found) == 1 else None


def _names(row: Organisation) -> set[str]:
    columns = [f"{field}_{code}" for field in ("name", "acronym") for code in LANGUAGES]
    return {fold(name) for name in [*(getattr(row, column) or "" for column in columns), *row.other_names.splitlines()]}
