"""The frame of an event's screen: its head, and its parts in the order of the work."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin
from backoffice.extensions import Panels
from events.admin.versions import PUBLISH, AgendaState
from events.completeness import measure
from events.models import Document, Event, Session
from speakers.models import Speaker

SECTIONS = {
    "basics": _("Basics"),
    "texts": _("Texts"),
    "people": _("People and bodies"),
    "agenda": _("Agenda"),
    "documents": _("Documents"),
    "registration": _("Registration"),
}


# Where the guides speak of a part besides that of the event itself.
GUIDES = {
    "texts": ("programme", "texts-in-three-languages"),
    "documents": ("programme", "documents"),
    "registration": ("registration", "before-the-form-opens"),
}


@dataclass
class Part:
    """One part of the screen."""

    code: str
    title: Any
    fieldsets: list[Any] = field(default_factory=list)
    inlines: list[Any] = field(default_factory=list)
    panels: str = ""

    @property
    def guide(self) -> tuple[str, str] | None:
        """The guide and the heading in it."""
        return GUIDES.get(self.code)

    @property
    def error_count(self) -> int:
        """How many fields of this part are wrong."""
        boxes = (box for fieldset in self.fieldsets for line in fieldset for box in line)
        wrong = sum(bool(box.errors()) for box in boxes if not box.is_readonly)
        return wrong + sum(_errors_in(inline.formset) for inline in self.inlines)

    @property
    def is_empty(self) -> bool:
        """Nothing to fill in here."""
        return not self.fieldsets and not self.inlines and not self.panels


def _errors_in(formset: Any) -> int:
    """How many errors stand in the rows below a form, beside their boxes or above them."""
    return sum(len(errors) for errors in formset.errors) + len(formset.non_form_errors())


def sections_of(context: dict[str, Any], event: Event | None, panels: Panels) -> list[Part]:
    """The parts of the form; a new event has no agenda and no documents yet."""
    parts = {code: Part(code, title, panels=panels[code]) for code, title in SECTIONS.items()}
    for fieldset in context["adminform"]:
        code = next((name[8:] for name in fieldset.classes.split() if name.startswith("section-")), "basics")
        parts[code].fieldsets.append(fieldset)
    for inline in context["inline_admin_formsets"]:
        parts[inline.opts.section].inlines.append(inline)
    is_saved = event is not None and bool(event.pk)
    return [part for part in parts.values() if not part.is_empty or (is_saved and part.code in ("agenda", "documents"))]


def head_context(model_admin: BackOfficeAdmin, request: HttpRequest, event: Event) -> dict[str, Any]:
    """What the head of every page of an event shows, and the lists of its parts."""
    # What other rooms alone fill in is there for whoever sees something of it.
    inlines = model_admin.get_inline_instances(request, event)
    shown = {*SECTIONS} - {"registration"} | {getattr(inline, "section", "") for inline in inlines}
    shown |= {code for code in SECTIONS if Panels(request, event).at(code)}
    return {
        "event": event,
        "shares": measure([event])[event.pk],
        "section_names": {code: title for code, title in SECTIONS.items() if code in shown},
        "can_copy": model_admin.has_add_permission(request),
        "can_add_documents": request.user.has_perm("events.add_document", event),
        "days": days_of(event),
        "people": people_of(event),
        "event_key": str(event.pk),
        "all_documents": documents_of(event),
        "agenda_state": AgendaState(event),
        "publish_url": reverse("admin:events_event_publish", args=[event.pk])
        if request.user.has_perm(PUBLISH, event)
        else "",
        "agenda_url": reverse("admin:events_event_agenda", args=[event.pk]),
        "change_url": reverse("admin:events_event_change", args=[event.pk]),
    }


@dataclass
class Day:
    """A day of the agenda and how many items stand on it; without a date what has no day yet."""

    date: datetime.date | None
    count: int = 0

    @property
    def key(self) -> str:
        """How an address names it."""
        return self.date.isoformat() if self.date else "none"


def agenda_address(session: Session) -> str:
    """Where an item is edited: the agenda of its event, on its day, opened."""
    day = session.day.isoformat() if session.day else "none"
    return f"{reverse('admin:events_event_agenda', args=[session.event_id])}?day={day}&open={session.pk}#r{session.pk}"


# An online course may last for months: of such only the days that hold something, the first and the last are shown.
LONGEST_RUN = 14


def days_of(event: Event) -> list[Day]:
    """The days of the event and those on which something stands, in one query."""
    days: dict[datetime.date | None, Day] = {}
    if event.starts_on and event.last_day:
        length = (event.last_day - event.starts_on).days
        steps = range(length + 1) if length < LONGEST_RUN else (0, length)
        for step in steps:
            date = event.starts_on + datetime.timedelta(days=step)
            days[date] = Day(date)
    for date, count in event.sessions.order_by().values_list("day").annotate(Count("pk")):
        days.setdefault(date, Day(date)).count = count
    dated = sorted((day for day in days.values() if day.date), key=lambda day: day.date or datetime.date.min)
    return [*dated, *(day for day in days.values() if day.date is None)]


def people_of(event: Event) -> list[Speaker]:
    """The speakers of the event, each with the number of appearances."""
    here = Q(appearances__session__event=event)
    return list(Speaker.objects.filter(here).annotate(here=Count("appearances", filter=here)).defer(*_long()).by_name())


def _long() -> list[str]:
    return ["note", "search_text"]


def documents_of(event: Event) -> list[Document]:
    """All documents of an event: its own, those of its items, those of its speakers."""
    return list(
        Document.objects.of_event(event)
        .select_related("session", "appearance__speaker", "appearance__session")
        .prefetch_related("files")
        .order_by("session__day", "session__starts_at", "position", "pk")
    )
