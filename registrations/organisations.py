"""Known organisations: which a form offers, and which one a person means by what he or she typed."""

from events.models import Event, EventOrganisation, PublishedSpeaker
from multilingual.search import fold
from multilingual.texts import LANGUAGES, translated
from speakers.models import Organisation
from website.revision import Kept

MOST_OFFERED = 80
_COLUMNS = [f"{field}_{code}" for field in ("name", "acronym") for code in LANGUAGES]
_known: Kept[dict[str, int | None]] = Kept()


def offered(event: Event) -> list[str]:
    """Names to choose from while typing: the organisations that the event's own public pages name, and no others."""
    roles = EventOrganisation.objects.filter(event=event).order_by().values("organisation")
    spoken_for = PublishedSpeaker.objects.public().filter(item__version__event=event).order_by().values("organisation")
    named = Organisation.objects.filter(pk__in=roles.union(spoken_for)).order_by("pk")
    rows = named.only(*_COLUMNS)[:MOST_OFFERED]
    return sorted({translated(row, "name").value for row in rows} - {""}, key=fold)


def key_of_name(text: str) -> str:
    """A name as it is compared: folded, without the signs that people leave out or add at will."""
    folded = fold(text)
    bare = "".join(char if char.isalnum() else " " for char in folded.replace(".", "").replace("'", ""))
    return " ".join(bare.split()) or folded


def named(typed: str) -> Organisation | None:
    """The organisation of just this name, acronym or other name, in any language and accent; None if two have it."""
    wanted = key_of_name(typed)
    if not wanted:
        return None
    found = [row for row in Organisation.objects.matching(wanted) if wanted in _names(row)]
    return found[0] if len(found) == 1 else None


def known() -> dict[str, int | None]:
    """The names of all organisations, as they are compared, with their keys; None where two have a name.

    Kept, although quotas count by it: all of them would be read while others wait for the lock, and a name that staff
    change at this moment is changed before or after the count either way.
    """
    return _known.get("names", _read_known)


def _read_known() -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for row in Organisation.objects.order_by("pk").only("other_names", *_COLUMNS):
        for name in _names(row) - {""}:
            found[name] = None if name in found else row.pk
    return found


def _names(row: Organisation) -> set[str]:
    names = [getattr(row, column) or "" for column in _COLUMNS]
    return {key_of_name(name) for name in [*names, *row.other_names.splitlines()]}
