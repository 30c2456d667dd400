"""Appearances as a table: by the item (uid, or a title of the event), the speaker and the role."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.spreadsheets import (
    Choice,
    Column,
    KeyColumn,
    KeysColumn,
    Number,
    Plain,
    as_text,
    column,
    plain_columns,
    text_columns,
)
from backoffice.tables import TableResource
from events.models import Appearance, Event, Session
from events.resources.columns import Agenda
from speakers.models import Organisation, Speaker
from speakers.resources import CountryColumn


class SessionColumn(Column):
    """The item, by uid or title."""

    def __init__(self, agenda: Agenda) -> None:
        super().__init__(attribute="session_id", column_name="session", widget=Plain())
        self.agenda = agenda

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """The named item of the event."""
        text = self.clean(row, **kwargs)
        if text:
            instance.session = self.agenda.find(self.agenda_event(row), text)

    def agenda_event(self, row: Any) -> int | None:
        """The event whose items are meant."""
        return self.events.get(as_text(row.get("event")))

    def use_events(self, events: dict[str, int]) -> None:
        """Know the events of the file."""
        self.events = events

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The uid."""
        return str(instance.session.uid) if instance.session_id else ""

    def heading(self, model: type[Model]) -> str:
        """For people it is the identity: the title stands beside."""
        return capfirst(str(Session._meta.get_field("uid").verbose_name))


class EventColumn(Column):
    """The event of the item, for whoever reads the file."""

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """The item says its event."""

    def is_same(self, instance: Any, original: Any) -> bool:
        """Nothing of its own."""
        return True

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The code."""
        return str(instance.session.event.code) if instance.session_id else ""

    def heading(self, model: type[Model]) -> str:
        """The event."""
        return capfirst(str(Event._meta.verbose_name))


class TitleColumn(EventColumn):
    """The title of the item, for whoever reads the file; what is typed here changes nothing."""

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The title in the reader's language."""
        return str(self.widget.render(str(instance.session))) if instance.session_id else ""

    def heading(self, model: type[Model]) -> str:
        """The item."""
        return capfirst(str(Session._meta.verbose_name))


class JointColumn(Column):
    """The speaker with whom he or she presents jointly: slug/role."""

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Checked and written by the resource, once all lines are saved: the other may stand further down."""

    def get_value(self, instance: Any) -> str:
        """Slug and role of the other."""
        wanted = instance.__dict__.get("wanted_joint")
        if wanted is not None:
            return str(wanted)
        other = instance.joint_with if instance.joint_with_id else None
        return f"{other.speaker.slug}/{other.role}" if other else ""

    def export(self, instance: Any, **kwargs: Any) -> str:
        """Slug and role of the other."""
        return self.get_value(instance)


class AppearanceResource(TableResource):
    """Appearances of speakers."""

    model = Appearance
    needed_columns = ("event", "session", "speaker", "role")

    def __init__(self, **kwargs: Any) -> None:
        self.agenda = Agenda()
        super().__init__(**kwargs)

    def columns(self) -> dict[str, Column]:
        """The key first."""
        return {
            "event": EventColumn(attribute="session", column_name="event", widget=Plain()),
            "session": SessionColumn(self.agenda),
            "session_title": TitleColumn(attribute="session", column_name="session_title", widget=Plain()),
            "speaker": KeyColumn("speaker_id", Speaker.objects.all(), "slug"),
            "role": column("role", Choice(Appearance.Role)),
            **text_columns("function", "topic"),
            "organisations": KeysColumn("organisations", Organisation.objects.all(), "slug"),
            "country": CountryColumn(),
            "status": column("status", Choice(Appearance.Status)),
            "joint_with": JointColumn(attribute="joint_with_id", column_name="joint_with", widget=Plain()),
            "position": column("position", Number()),
            **plain_columns("note"),
        }

    def get_queryset(self) -> QuerySet[Appearance]:
        """With what the columns name."""
        return (
            Appearance.objects.select_related("session__event", "speaker", "country", "joint_with__speaker")
            .prefetch_related("organisations")
            .order_by(
                "session__event__code", "session__day", "session__starts_at", "session__position", "position", "pk"
            )
        )

    def load_existing(self, dataset: Any) -> None:
        """The items and appearances of the events that the file names."""
        codes = {as_text(code) for code in dataset["event"]}
        self.fields["session"].use_events(dict(Event.objects.filter(code__in=codes).values_list("code", "pk")))
        self.agenda.load(Session.objects.filter(event__code__in=codes))
        rows = self.get_queryset().filter(session__event__code__in=codes)
        self.existing = {self.key_of(row): row for row in rows}
        self.joint: list[tuple[Appearance, str]] = []

    def key_of(self, instance: Appearance) -> Any:
        """Item, speaker, role."""
        return (str(instance.session.uid), instance.speaker.slug, instance.role)

    def key_in(self, row: Any) -> Any:
        """Item, speaker, role as a line names them."""
        column = self.fields["session"]
        try:
            session = self.agenda.find(column.agenda_event(row), as_text(row.get("session")))
        except ValueError:
            return None
        return (str(session.uid), as_text(row.get("speaker")), as_text(row.get("role")))

    def import_instance(self, instance: Appearance, row: Any, **kwargs: Any) -> None:
        """The line, and with whom."""
        super().import_instance(instance, row, **kwargs)
        if "joint_with" in row:
            instance.__dict__["wanted_joint"] = as_text(row["joint_with"])

    def after_save_instance(self, instance: Appearance, row: Any, **kwargs: Any) -> None:
        """Later lines may present jointly with this one."""
        super().after_save_instance(instance, row, **kwargs)
        if "wanted_joint" in instance.__dict__:
            self.joint.append((instance, instance.__dict__["wanted_joint"]))

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Join those who present together."""
        super().after_import(dataset, result, **kwargs)
        for appearance, wanted in self.joint:
            other = self.partner(appearance, wanted)
            if appearance.joint_with_id != (other.pk if other else None):
                appearance.joint_with = other
                appearance.save(update_fields=["joint_with"])

    def partner(self, appearance: Appearance, wanted: str) -> Appearance | None:
        """The appearance in the same item that a cell means by slug/role, or by the slug alone."""
        slug, role = (*wanted.split("/", 1), "")[:2]
        if not slug:
            return None
        uid = str(appearance.session.uid)
        for (session, speaker, its_role), row in self.existing.items():
            if session == uid and speaker == slug and role in ("", its_role):
                return row
        raise ValueError(
            _("joint_with: there is no “%(name)s” in “%(item)s”.") % {"name": wanted, "item": appearance.session}
        )
