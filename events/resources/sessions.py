"""Sessions as a table: by event and uid, or, in a file typed by hand, by event, day, start and title."""

import uuid
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from backoffice.spreadsheets import (
    Choice,
    Column,
    KeyColumn,
    Number,
    Plain,
    YesNo,
    as_text,
    column,
    guard,
    plain_columns,
    text_columns,
)
from backoffice.tables import TableResource
from events.models import Event, Session
from events.resources.columns import Agenda, ClockColumn, Day, Languages, RoomColumn, titles_of
from multilingual.search import fold
from multilingual.texts import LANGUAGES


class UidColumn(Column):
    """The calendar identity; a new item without one gets its own."""

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Take over what the file says of a new item."""
        text = self.clean(row, **kwargs)
        if text and instance._state.adding:
            try:
                instance.uid = uuid.UUID(text)
            except ValueError:
                raise ValueError(
                    _("“%(value)s” is no calendar identity: leave the cell empty.") % {"value": text}
                ) from None


class ParentColumn(Column):
    """The item within which it stands, by uid or title."""

    def __init__(self, agenda: Agenda) -> None:
        super().__init__(attribute="parent_id", column_name="parent", widget=Plain())
        self.agenda = agenda

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """The named item."""
        text = self.clean(row, **kwargs)
        if text and instance.parent_id and fold(text) in titles_of(instance.parent):
            return  # of several items of this title it is the one that it was
        instance.parent = self.agenda.find(instance.event_id, text) if text else None

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The uid."""
        return str(instance.parent.uid) if instance.parent_id else ""

    def words(self, instance: Any) -> Any:
        """Its title."""
        return guard(str(instance.parent or ""))


class SessionResource(TableResource):
    """Items of agendas. Times are by the clock of the event."""

    model = Session
    needed_columns = ("event",)

    def __init__(self, **kwargs: Any) -> None:
        self.agenda = Agenda()
        self.events: dict[str, Event] = {}
        super().__init__(**kwargs)

    def columns(self) -> dict[str, Column]:
        """Event and day first: hours and rooms are read by them."""
        return {
            "event": KeyColumn("event_id", Event.objects.all(), "code"),
            "uid": UidColumn(attribute="uid", column_name="uid", widget=Plain()),
            "day": column("day", Day()),
            "start": ClockColumn("starts_at", "start"),
            "end": ClockColumn("ends_at", "end"),
            "kind": column("kind", Choice(Session.Kind)),
            **plain_columns("number"),
            **text_columns("title"),
            "room": RoomColumn(),
            "parent": ParentColumn(self.agenda),
            "position": column("position", Number()),
            "languages": column("languages", Languages()),
            "is_to_be_confirmed": column("is_to_be_confirmed", YesNo()),
            "is_cancelled": column("is_cancelled", YesNo()),
            **text_columns("description"),
            **plain_columns("note"),
        }

    def get_queryset(self) -> QuerySet[Session]:
        """With what the columns name; what stands within another item comes after it."""
        return Session.objects.select_related("event__venue", "room__venue", "parent").order_by(
            "event__code",
            F("parent__parent").asc(nulls_first=True),
            F("parent").asc(nulls_first=True),
            "day",
            "starts_at",
            "position",
            "pk",
        )

    def load_existing(self, dataset: Any) -> None:
        """The items of the events that the file names, by uid and by day, start and title."""
        codes = {as_text(code) for code in dataset["event"]}
        self.events = {event.code: event for event in Event.objects.select_related("venue").filter(code__in=codes)}
        for session in self.get_queryset().filter(event__code__in=codes):
            self._know(session)

    def _know(self, session: Session) -> None:
        session.event = self.events.get(session.event.code, session.event)
        self.existing[str(session.uid)] = session
        for code in LANGUAGES:
            if title := getattr(session, f"title_{code}"):
                start = session.local_start
                key = (session.event.code, str(session.day or ""), f"{start:%H:%M}" if start else "", fold(title))
                self.existing.setdefault(key, session)
        self.agenda.add(session)

    def get_instance(self, instance_loader: Any, row: Any) -> Session | None:
        """By the uid; without one by event, day, start and any of the titles."""
        if uid := as_text(row.get("uid")):
            try:
                return self.existing.get(str(uuid.UUID(uid)))
            except ValueError:
                return None
        columns = self.fields
        try:
            day = Day().clean(row.get("day"))
            probe = Session(event=self.events.get(as_text(row.get("event")), Event(timezone="UTC")), day=day)
            start = columns["start"]._instant(probe, row.get("start"))
        except ValueError:
            return None
        clock = f"{start.astimezone(probe.event.zone):%H:%M}" if start else ""
        for code in LANGUAGES:
            if title := as_text(row.get(f"title_{code}")):
                key = (as_text(row.get("event")), str(day or ""), clock, fold(title))
                if key in self.existing:
                    return self.existing[key]
        return None

    def after_init_instance(self, instance: Session, new: bool, row: Any, **kwargs: Any) -> None:
        """The event as an object: its zone is asked for in every line."""
        event = self.events.get(as_text(row.get("event")))
        if event is not None:
            instance.event = event

    def after_save_instance(self, instance: Session, row: Any, **kwargs: Any) -> None:
        """Later lines may stand within this item."""
        self._know(instance)
