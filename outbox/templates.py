"""Which words a message gets: the event's own, the house's, or those that come with Atelier."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F, Q

from multilingual.texts import fallbacks
from outbox import kinds, salutations
from outbox.models.templates import MessageTemplate
from website.revision import DIRECTORY, Kept

if TYPE_CHECKING:
    from events.models import Event


class Words(NamedTuple):
    """Subject and text with placeholders, and the language they are in."""

    subject: str
    body: str
    language: str


_templates: Kept[list[MessageTemplate]] = Kept()


def words_for(event: "Event | None", kind: str, language: str, *, is_in_rush: bool = False) -> Words:
    """The event's own words, else the house's own, else the built-in ones.

    Each level is asked in the reader's language and then in its fallbacks: what staff wrote for an event is worth more
    to a reader in another language than a text that knows nothing of the event. In a rush (nobody of staff looks at
    this mail before it goes) what this process keeps is read.
    """

    def read() -> list[MessageTemplate]:
        return _templates_of(event, [kind])

    if not is_in_rush:
        return _chosen(read(), kind, language)
    key = event.pk if event is not None else DIRECTORY
    return _chosen(_templates.get((key, kind), read, event=key), kind, language)


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
    found = (words_of(row, language) for row in rows)
    return next((words for words in found if words is not None), None) or built_in(kind, language)


def words_of(row: Any, language: str) -> Words | None:
    """What a row with `subject` and `body` in each language says to a reader, in a fallback if need be."""
    for code in fallbacks(language):
        subject, body = getattr(row, f"subject_{code}"), getattr(row, f"body_{code}")
        if subject and body:
            return Words(subject, body, code)
    return None


def built_in(kind: str, language: str) -> Words:
    """The words that come with Atelier: a file whose first line is the subject."""
    for code in fallbacks(language):
        if source := salutations.source_of(kinds.get(kind).app, f"{kind}.{code}.txt"):
            first, _sep, body = source.partition("\n")
            return Words(first.removeprefix("Subject:").strip(), body.strip(), code)
    raise LookupError(f"There are no words for {kind}.")
