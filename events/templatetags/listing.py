"""An agenda as its pages write it: plain values in the reader's language, each name, hour and address worked out once.

An agenda has a thousand rows. What a template asks for by tags and methods it asks for each of them again.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django import template
from django.db.models import Model
from django.template import engines
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.affiliation import affiliation
from events.agenda import Day, Group, Item, Line, Person
from events.grid import Cell, Grid
from events.models import Appearance, Document, Event, Room, Session
from events.models.fields import language_name, languages_in_words
from events.templatetags.dates import hours
from multilingual.sizes import file_size
from multilingual.templatetags.texts import colon, in_language, markdown, said
from multilingual.texts import Text, translated
from speakers.models import Organisation, Speaker

Values = dict[str, Any]
# In an address in place of the key or slug of a row.
STAND_IN = "424242424242"

register = template.Library()


class Listing:
    """What the pages of an event write of its items, its people and their documents. All texts are safe HTML."""

    def __init__(self, event: Event | None, *, has_links: bool = True) -> None:
        self.event, self.has_links = event, has_links
        self.language = (get_language() or "").split("-")[0]
        self.known: dict[Hashable, str] = {}

    def once(self, key: Hashable, make: Callable[[], str]) -> str:
        """What was made for this key before, else what is made now."""
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    def address(self, name: str, *args: object) -> str:
        """Of a page; those that differ in their last argument alone are worked out once for all."""
        *first, last = args
        pattern = self.once((name, *first), lambda: escape(reverse(name, args=[*first, STAND_IN])))
        before, _between, after = pattern.rpartition(STAND_IN)
        return mark_safe(f"{before}{last}{after}")  # noqa: S308  a key or a slug, and what is escaped

    def text(self, row: Model, field: str) -> str:
        """A translated text, with its language where it fell back."""
        value, language = translated(row, field, self.language)
        return escape(value) if language == self.language else said(Text(value, language))

    def with_rows(self, days: list[Day]) -> list[Day]:
        """Days with what is written of their items."""
        for day in days:
            day.rows = self.items(day.items)
        return days

    def items(self, items: Iterable[Item]) -> list[Values]:
        """Items with those within them."""
        return [self.item(item) for item in items]

    def item(self, item: Item) -> Values:
        """An item of the agenda."""
        return {
            **self.brief(item),
            "style": self.quiet(item) + (" item-void" if item.session.is_cancelled else ""),
            "description": markdown(item.session, "description"),
            "documents": self.documents(item.documents),
            "groups": self.groups(item.groups),
            "parts": self.items(item.parts),
        }

    def brief(self, item: Item) -> Values:
        """What every page writes of an item."""
        session = item.session
        kind = f"{session.kind_label} {item.number}".strip() if item.says_kind else ""
        return {
            "key": str(session.pk),
            "hours": self.once(("hours", session.starts_at, session.ends_at), lambda: hours(session)),
            "kind": escape(kind),
            "room": self.room(session.room) if session.room else "",
            "languages": escape(languages_in_words(session.languages)) if session.languages else "",
            "notice": self.notice(session),
            "href": self.session(session) if self.has_links else "",
            "title": self.text(session, "title"),
        }

    def quiet(self, item: Item) -> str:
        """The class of what speaks more softly."""
        return " item-quiet" if item.is_quiet else ""

    def room(self, room: Room) -> str:
        """Its name."""
        return self.once(("room", room.pk), lambda: self.text(room, "name"))

    def notice(self, session: Session) -> tuple[str, str] | None:
        """That it does not take place, or perhaps not, and the class of this word."""
        if session.is_cancelled:
            return _("Cancelled"), "tag-bad"
        return (_("To be confirmed"), "tag-warn") if session.is_to_be_confirmed else None

    def with_cells(self, grids: list[Grid]) -> list[Grid]:
        """Grids with what is written in their cells."""
        for grid in grids:
            grid.rows = [self.cell(cell) for cell in grid.cells]
        return grids

    def cell(self, cell: Cell) -> Values:
        """An item in the grid."""
        return {
            **self.brief(cell.item),
            "style": f"c{cell.column} a{cell.first} b{cell.last}{self.quiet(cell.item)}",
            "within": self.text(cell.within.session, "title") if cell.within else "",
            "names": [
                [self.speaker(person.appearance.speaker)["name"] for line in group.lines for person in line.people]
                for group in cell.item.groups
            ],
        }

    def groups(self, groups: Iterable[Group]) -> list[Values]:
        """A line-up, role by role."""
        return [{"heading": group.heading, "lines": [self.line(line) for line in group.lines]} for group in groups]

    def line(self, line: Line) -> Values:
        """A line of it: a person, or several together."""
        return {
            "joint": _("Joint presentation") if line.is_joint else "",
            "people": [self.person(person) for person in line.people],
            "documents": self.documents(line.shared_documents),
        }

    def person(self, person: Person) -> Values:
        """Somebody on a line."""
        row = person.appearance
        return {
            **self.speaker(row.speaker),
            "invited": _("to be confirmed") if row.status == Appearance.Status.INVITED else "",
            "function": self.function(row),
            "topic": self.text(row, "topic"),
            "documents": self.documents(person.documents),
        }

    def speaker(self, speaker: Speaker) -> Values:
        """Name and page; whoever is hidden has no page and no honorific."""
        if speaker.is_hidden:
            return {"name": escape(speaker.name), "href": ""}
        name = self.once(("speaker", speaker.pk), lambda: escape(speaker.formal_name))
        return {"name": name, "href": self.address("speakers:speaker", speaker.slug)}

    def roll(self, people: Iterable[list[Appearance]]) -> list[Values]:
        """Speakers with all that they do, under the function that each has first."""
        return [
            {
                **self.speaker(rows[0].speaker),
                "function": self.function(rows[0]),
                "parts": [self.part(row) for row in rows],
            }
            for rows in people
        ]

    def part(self, row: Appearance) -> Values:
        """What somebody does in an item."""
        return {
            "role": self.once(("role", row.role), lambda: escape(f"{capfirst(row.role_label)}{colon()}".rstrip())),
            "href": self.session(row.session),
            "title": self.text(row.session, "title"),
        }

    def session(self, session: Session) -> str:
        """The address of an item."""
        return self.address("events:session", session.event.slug, session.pk)

    def function(self, row: Appearance) -> SafeString:
        """Function as printed, then the organisations and the country it leaves unsaid; one that is named is a link."""
        said_of = affiliation(row, self.event.starts_on if self.event else None)
        value, language = said_of.function
        line = escape(value)
        if said_of.linked is not None:
            before, words, after = value.partition(said_of.words)
            address = self.address("speakers:organisation", said_of.linked.slug)
            line = format_html('{}<a href="{}">{}</a>{}', before, address, words, after)
        if value and language != self.language:
            line = format_html("<span {}>{}</span>", in_language(language), line)
        parts = [line, *(self.organisation(body) for body in said_of.unsaid), escape(said_of.country)]
        return mark_safe(", ".join(filter(None, parts)))  # noqa: S308  each is escaped

    def organisation(self, body: Organisation) -> str:
        """A link to its page."""
        address = self.address("speakers:organisation", body.slug)
        return self.once(
            ("body", body.pk), lambda: format_html('<a href="{}">{}</a>', address, self.text(body, "name"))
        )

    @cached_property
    def missing(self) -> str:
        """What is said of a document without a file; of an event that is over its pages say it once for all."""
        is_over = self.event is not None and self.event.is_over()
        return "" if is_over else _("announced, its file comes later")

    def documents(self, rows: list[Document]) -> list[Values]:
        """Documents with the language, type and size of each file, the reader's own language first."""
        return [
            {"label": self.text(row, "label"), "files": self.files(row), "missing": self.missing}
            for row in rows
            if row.is_visible_to_public()
        ]

    def files(self, document: Document) -> list[Values]:
        """The files of a document: the first under its label, the others under the names of their languages."""
        found: list[Values] = []
        for row in sorted(document.versions, key=lambda row: row.language != self.language):
            name, size = language_name(row.language), row.size
            words, spec = (name, []) if found else (self.text(document, "label"), [name])
            spec += filter(None, (row.type_name, file_size(size) if size else ""))
            address = escape(row.get_absolute_url())
            found.append({"href": address, "language": row.language, "words": words, "spec": escape(" · ".join(spec))})
        return found


@register.simple_tag
def listed(name: str, *values: object) -> str:
    """What a macro of events/listing.jinja writes of values that a Listing made."""
    page: Any = engines["jinja2"].get_template("events/listing.jinja")
    written: str = getattr(page.template.module, name)(*values)
    return written
