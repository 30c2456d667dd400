"""The agenda: sessions, and the appearances of speakers in them."""

import datetime
import uuid
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event
from events.models.fields import LanguageListField
from events.models.places import Room
from multilingual.search import Searchable, SearchableQuerySet
from multilingual.texts import translated
from speakers.models import Country, Organisation, Speaker
from storage.dated import Dated
from website.models import PublicBelow, PublicBelowRows, tell


class SessionQuerySet(PublicBelowRows, SearchableQuerySet["Session"]):
    """Items of agendas."""

    def in_agenda_order(self) -> Self:
        """By day and time; an item without a time stands by its position among those of its day or parent."""
        return self.order_by(F("day").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "position", "pk")


class Session(Searchable, PublicBelow, Dated):
    """An item of the agenda: with a start and an end, a start alone, a day alone, or no time of its own.

    The last is a general discussion within another item; it stands below its parent. The rows are the draft that staff
    work on; what the public reads of them are objects made from a published version (versions.py).
    """

    event_paths = shown_by = ("event",)
    may_take_off = True

    class Kind(models.TextChoices):
        REGISTRATION = "registration", _("registration")
        OPENING = "opening", _("opening")
        SETTING_THE_SCENE = "setting-the-scene", _("setting the scene")
        KEYNOTE = "keynote", _("keynote")
        SESSION = "session", _("session")
        PANEL = "panel", _("panel")
        TESTIMONY = "testimony", _("testimony")
        DISCUSSION = "discussion", _("general discussion")
        BREAK = "break", _("break")
        SIDE_EVENT = "side-event", _("side event")
        LAUNCH = "launch", _("launch")
        GROUP_WORK = "group-work", _("group work")
        MODULE = "module", _("module")
        VISIT = "visit", _("visit")
        WRAP_UP = "wrap-up", _("wrap-up")
        CLOSING = "closing", _("closing")
        RECEPTION = "reception", _("reception")
        END = "end", _("end")

    search_fields = ("title", "number")
    # Set by whoever removes it: see removal.py.
    kept: list[Any] | None = None
    # SEQUENCE of RFC 5545: in how many published versions it changed.
    sequence = 0

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions", verbose_name=_("event"))
    uid = models.UUIDField(_("calendar identity"), default=uuid.uuid4, editable=False, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.SESSION)
    number = models.CharField(_("number"), max_length=12, blank=True, help_text=_("I, II, 3a: as printed."))
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True, help_text=_("Guiding questions. Markdown."))
    day = models.DateField(_("day"), null=True, blank=True)
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("room")
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="parts", verbose_name=_("within")
    )
    languages = LanguageListField(
        _("languages"), help_text=_("Only where they are not the working languages of the event.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_to_be_confirmed = models.BooleanField(_("to be confirmed"), default=False)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    note = models.TextField(_("note"), blank=True, help_text=_("For staff only."))

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = [F("day").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "position", "pk"]
        indexes = [
            models.Index(fields=["event", "day", "starts_at"], name="session_agenda"),
            # In which lists of all agendas stand; an index has what is empty last by itself.
            models.Index(fields=["day", "starts_at", "position", "id"], name="session_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="session_end_after_start",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="session_not_within_itself",
                violation_error_message=_("An item cannot stand within itself."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "title").value

    def clean(self) -> None:
        """Refuse a parent of another event, and one that stands within this item itself."""
        above = self.parent
        if above and above.event_id != self.event_id:
            raise ValidationError({"parent": _("This item belongs to another event.")})
        passed: set[int] = set()  # others may stand within each other already
        while above is not None and above.pk not in passed:
            if self.pk and above.pk == self.pk:
                raise ValidationError({"parent": _("An item cannot stand within itself.")})
            passed.add(above.pk)
            above = above.parent

    def save(self, *args: object, **kwargs: object) -> None:
        """Save; the day of an item with a time is the day of its start where the event is held."""
        if self.starts_at is not None:
            self.day = self.starts_at.astimezone(self.event.zone).date()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "day"}  # type: ignore[misc]
        super().save(*args, **kwargs)

    def get_additional_data(self) -> dict[str, Any]:
        """For the history: the event in whose history a change is read; of a removed item what brings it back."""
        return {"event": self.event_id} | ({"rows": self.kept} if self.kept else {})

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("events:session", args=[self.event.slug, self.pk])

    @property
    def kind_label(self) -> str:
        """The kind in words. Django's get_kind_display() makes the table of all choices anew for each row."""
        return str(self.Kind(self.kind).label)

    @property
    def clock(self) -> str:
        """The zone by whose clock staff type its hours: the event's."""
        return self.event.timezone

    @property
    def local_start(self) -> datetime.datetime | None:
        """The start by the clock of the event."""
        return self.starts_at.astimezone(self.event.zone) if self.starts_at else None

    @property
    def local_end(self) -> datetime.datetime | None:
        """The end by the clock of the event."""
        return self.ends_at.astimezone(self.event.zone) if self.ends_at else None

    @cached_property
    def lineup(self) -> "list[Appearance]":
        """Who speaks in it; read together for many by a Prefetch to this name."""
        return list(self.appearances.shown().select_related("speaker").order_by("position", "pk"))

    @cached_property
    def public_documents(self) -> list[Any]:
        """Its documents that anybody may see; read together for many by a Prefetch to this name."""
        return list(self.documents.public())


class AppearanceQuerySet(PublicBelowRows, models.QuerySet["Appearance"]):
    """Appearances of speakers."""

    def shown(self) -> Self:
        """All but those of people who declined, or who are hidden everywhere."""
        return self.exclude(status=Appearance.Status.DECLINED).filter(speaker__is_hidden=False)


class Appearance(PublicBelow, Dated):
    """A speaker in a session, with function and organisations as printed at this meeting.

    Speakers who present jointly stand on one line: the later ones point to the first by `joint_with`, and the one
    document of all of them belongs to the first.
    """

    event_paths = shown_by = ("session__event",)
    may_take_off = True

    class Role(models.TextChoices):
        MODERATOR = "moderator", _("moderator")
        CHAIR = "chair", _("chair")
        KEYNOTE = "keynote", _("keynote speaker")
        SPEAKER = "speaker", _("speaker")
        PANELLIST = "panellist", _("panellist")
        DISCUSSANT = "discussant", _("discussant")
        RAPPORTEUR = "rapporteur", _("rapporteur")
        TRAINER = "trainer", _("trainer")

    class Status(models.TextChoices):
        INVITED = "invited", _("invited")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", pgettext_lazy("speaker", "declined")

    session = models.ForeignKey(Session, models.CASCADE, related_name="appearances", verbose_name=_("session"))
    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="appearances", verbose_name=_("speaker"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.SPEAKER)
    function = models.CharField(
        _("function as printed"), max_length=300, blank=True, help_text=_("The line below the name, at this meeting.")
    )
    topic = models.CharField(
        _("topic"), max_length=200, blank=True, help_text=_("“Opening remarks”, title of the talk.")
    )
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="appearances", verbose_name=_("organisations")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="appearances", verbose_name=_("country")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    joint_with = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="joined_by", verbose_name=_("jointly with")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    note = models.TextField(_("note"), blank=True, help_text=_("For staff only."))

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("role in a session")
        verbose_name_plural = _("roles in sessions")
        ordering = ["session", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "speaker", "role"],
                name="appearance_once",
                violation_error_message=_("This speaker already has this role in this session."),
            ),
            models.CheckConstraint(
                condition=Q(joint_with__isnull=True) | ~Q(joint_with=F("id")),
                name="appearance_not_with_itself",
                violation_error_message=_("A speaker cannot present jointly with himself or herself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker} – {self.session}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Its documents are public while they belong to who speaks in the published item."""
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if self.documents.exists():
                tell(self.shown_in())

    @cached_property
    def organisation_list(self) -> list[Organisation]:
        """For whom the speaker speaks; read together for many by a Prefetch to this name."""
        return list(self.organisations.all())

    @cached_property
    def public_documents(self) -> list[Any]:
        """The documents of this speaker here that anybody may see; as those of a session."""
        return list(self.documents.public())

    @property
    def role_label(self) -> str:
        """The role in words; see Session.kind_label."""
        return str(self.Role(self.role).label)

    def get_additional_data(self) -> dict[str, int]:
        """For the history: the event in whose history a change is read."""
        return {"event": self.session.event_id}

    def clean(self) -> None:
        """Refuse to present jointly with somebody of another session, or with one who joined a third."""
        first = self.joint_with
        if first and (first.session_id != self.session_id or first.joint_with_id):
            raise ValidationError({"joint_with": _("Choose the first of those who present jointly in this session.")})
