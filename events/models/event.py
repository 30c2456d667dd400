"""Events, the organisations that hold them, their phases."""

import datetime
import uuid
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.models.fields import LanguageListField, TimezoneField
from events.models.places import Room, Venue
from events.models.series import Role
from multilingual.keys import Keyed, slug
from multilingual.search import Searchable, SearchableQuerySet
from multilingual.texts import as_typed, translated
from speakers.models import Country, Organisation
from storage.dated import Dated
from storage.private_files import KeptFile, KeptFileField, private_storage
from website.models import WITHDRAWN, OnPublicPages, PublicQuerySet, PublicRows, tell

# Years that a meeting can be in: what lies outside is a slip of the hand, and calendars end somewhere.
EARLIEST, LATEST = 1900, 2200
# Words of a title that give its code no initial: of, and, the.
SHORT_WORD = 3


# What invitations and mails say of an event; they name no room.
WHEN_AND_WHERE = ("starts_on", "ends_on", "timezone", "venue_id", "mode")


def ended_before(day: datetime.date, event: str = "") -> Q:
    """The last day was before a day; `event` leads to the event, such as "event__".

    Lists of many events ask this of the day of the house; what is shown of one event asks `Event.is_over`.
    """
    is_past = {f"{event}ends_on__lt": day}
    is_past_in_one_day = {f"{event}ends_on__isnull": True, f"{event}starts_on__lt": day}
    return Q(**is_past) | Q(**is_past_in_one_day)


@contextmanager
def withdrawals_told(events: "EventQuerySet") -> Iterator[None]:
    """Around what is done with events: if one is public before and not after, no page from before is given any more."""
    with transaction.atomic(savepoint=False):
        before = set(events.public().values_list("pk", flat=True))
        yield
        if before and Event.objects.public().filter(pk__in=before).count() < len(before):
            tell({WITHDRAWN})


class EventQuerySet(PublicRows, SearchableQuerySet["Event"]):
    """Events. A public page, a feed and the sitemap say the same words."""

    def update(self, **values: Any) -> int:
        """Update."""
        with withdrawals_told(self):
            return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete, with what hangs on them."""
        with withdrawals_told(self):
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def public(self) -> Self:
        """Those that anybody may see: all but drafts."""
        return self.exclude(status=Event.Status.DRAFT)

    def coming(self) -> Self:
        """Those that are not over, the nearest first; an event without a date is not among them."""
        rows = self.filter(~ended_before(timezone.localdate()), starts_on__isnull=False)
        return rows.order_by("starts_on", "pk")

    def past(self) -> Self:
        """Those that are over, and those whose date is not known, the latest first."""
        over = ended_before(timezone.localdate()) | Q(starts_on__isnull=True)
        return self.filter(over).order_by(F("starts_on").desc(nulls_last=True), "-pk")

    def for_list(self) -> Self:
        """What a line of a list shows, in one query; the long texts stay in the database."""
        return self.select_related("venue__country", "registration_settings").defer(
            "description", "audience", "practical_information", "contact", "note"
        )


class Event(Keyed, Searchable, OnPublicPages, Dated):
    """A conference, workshop, training or other meeting."""

    # See backoffice/rights.py and website/models.py: how a row leads to its event. Its pages name no other one.
    event_paths = shown_by = ("pk",)

    class Kind(models.TextChoices):
        DIALOGUE = "dialogue", _("policy dialogue")
        HIGH_LEVEL = "high-level", _("high-level conference")
        CONFERENCE = "conference", _("conference")
        WORKSHOP = "workshop", _("workshop")
        TRAINING = "training", _("training")
        FORUM = "forum", _("forum")
        GOVERNING_BODY = "governing-body", _("session of a governing body")
        MEETING = "meeting", _("meeting")
        WEBINAR = "webinar", _("webinar")

    class Mode(models.TextChoices):
        IN_PERSON = "in-person", _("in person")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("hybrid")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    class Timing(models.TextChoices):
        """Where an event stands today. Comes from its dates alone."""

        UNDATED = "undated", _("date not known")
        TO_COME = "to-come", _("to come")
        UNDER_WAY = "under-way", _("under way")
        PAST = "past", _("past")

    # The texts by which the list of events tells how complete each language is.
    text_fields = ("title", "subtitle", "summary", "description", "audience", "practical_information", "contact")
    key_texts = ("title",)
    # Set by the back office when a draft becomes public, for whoever has something to say of it.
    is_newly_public = False

    search_fields = ("code", "slug", "title", "subtitle", "summary", "venue.name", "venue.city", "venue.country.name")

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        help_text=_("Stands in references and mails: IDM-2015 gives IDM-2015-0042."),
    )
    slug = models.SlugField(_("address on the site"), max_length=80, unique=True)
    uid = models.UUIDField(_("calendar identity"), default=uuid.uuid4, editable=False, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.WORKSHOP)
    title = models.CharField(_("title"), max_length=300)
    subtitle = models.CharField(_("line above or below the title"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), blank=True, help_text=_("One paragraph; stands in lists too."))
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown."))
    audience = models.TextField(_("who takes part"), blank=True, help_text=_("Markdown."))
    practical_information = models.TextField(_("practical information"), blank=True, help_text=_("Markdown."))

    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    date_text = models.CharField(
        _("date in words"), max_length=120, blank=True, help_text=_("Only where the days are not known: “autumn 2027”.")
    )
    timezone = TimezoneField(_("time zone"), default="Europe/Zurich")
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("venue")
    )
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("main room")
    )
    working_languages = LanguageListField(_("working languages"))
    interpretation_languages = LanguageListField(_("interpretation"))

    contact = models.TextField(
        _("contact"), blank=True, help_text=_("Names, functions, telephone, as they are to be printed.")
    )
    contact_email = models.EmailField(
        _("role address"), blank=True, help_text=_("A shared mailbox, not a person's own.")
    )
    contact_phone = models.CharField(_("telephone as printed"), max_length=80, blank=True)
    website = models.CharField(
        _("website"), max_length=200, blank=True, help_text=_("As printed; it becomes a link where it can.")
    )

    map_url = models.URLField(
        _("map"), max_length=500, blank=True, help_text=_("Address of a map that shows the way to the place.")
    )
    image = KeptFileField(
        _("picture"),
        upload_to="events/",
        storage=private_storage,
        max_length=100,
        blank=True,
        help_text=_("JPEG, PNG or WebP, at most 5 MB."),
    )
    image_alt = models.CharField(
        _("what the picture shows"), max_length=250, blank=True, help_text=_("For those who do not see it.")
    )
    image_credit = models.CharField(_("credit"), max_length=150, blank=True, help_text=_("Who took it; whose it is."))

    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, db_index=True)
    # Tells one cancellation from the next: participants are notified once of each.
    status_changed_at = models.DateTimeField(_("status changed"), null=True, editable=False)
    # When its days or place changed last while anybody could have registered.
    moved_at = models.DateTimeField(_("moved"), null=True, editable=False)
    # From then on its address stands in links and on paper, even where it is a draft again.
    published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    attendance = models.CharField(_("attendance"), max_length=120, blank=True, help_text=_("“more than 30”."))
    countries = models.ManyToManyField(
        Country, blank=True, related_name="events_named", verbose_name=_("countries named")
    )
    organisations = models.ManyToManyField(
        Organisation, through="EventOrganisation", related_name="events", verbose_name=_("organisations")
    )
    note = models.TextField(
        _("note"), blank=True, help_text=_("Where facts come from, what is inferred. For staff only.")
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = [F("starts_on").desc(nulls_last=True), "-pk"]
        permissions = [("publish_event", _("Can publish events")), ("publish_agenda", _("Can publish agendas"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="event_end_after_start",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]+(-[A-Z0-9]+)*$"),
                name="event_code_pattern",
                violation_error_message=_("Write the code in capitals, figures and single hyphens: IDM-2015."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "title").value or self.code

    def clean(self) -> None:
        """Refuse days of no calendar, a room elsewhere, and to change what stands in mails and on paper already."""
        for name in ("starts_on", "ends_on"):
            if (day := getattr(self, name)) and not EARLIEST <= day.year <= LATEST:
                raise ValidationError({name: _("Check the year.")})
        if self.room and self.room.venue != self.venue:
            raise ValidationError({"room": _("This room is not at the venue of the event.")})
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if before and before.slug != self.slug and before.published_at:
            raise ValidationError({"slug": _("The address is published: links to it would break.")})
        if before and before.code != self.code and before.registrations.exists():
            raise ValidationError({"code": _("References that begin with this code were already given out.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the times at which the status changed, at which anybody could see it first, and it moved last."""
        self.code = self.code or self.free_code()
        fields = kwargs.get("update_fields")
        watched = {"status", *WHEN_AND_WHERE, *(name.removesuffix("_id") for name in WHEN_AND_WHERE)}
        before: dict[str, Any] = {}
        if fields is None or watched & set(fields):
            if not self._state.adding:
                stored = type(self)._base_manager.filter(pk=self.pk)
                before = stored.values("status", *WHEN_AND_WHERE).first() or {}
            self._note_times(before)
            if fields is not None:
                kwargs["update_fields"] = {*fields, "status_changed_at", "published_at", "moved_at"}
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if not self.is_public and before.get("status", self.status) != self.status:
                tell({WITHDRAWN})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, with what hangs on it."""
        with withdrawals_told(Event.objects.filter(pk=self.pk)):
            return super().delete(*args, **kwargs)

    def _note_times(self, before: dict[str, Any]) -> None:
        """`before`: what is stored; empty where nothing is."""
        now = timezone.now()
        if before.get("status") != self.status:
            self.status_changed_at = now
            if self.is_public and self.published_at is None:
                self.published_at = now
        is_elsewhere = any(before[name] != getattr(self, name) for name in WHEN_AND_WHERE if name in before)
        if is_elsewhere and self.published_at is not None:
            self.moved_at = now

    @property
    def may_have_moved(self) -> bool:
        """Since it was public its days or place changed, or whether it is held at all."""
        changed_at, published_at = self.status_changed_at, self.published_at
        return self.moved_at is not None or (
            changed_at is not None and published_at is not None and changed_at > published_at
        )

    def free_code(self) -> str:
        """A code that no event has: the initials of the title's longer words, and the year."""
        words = [word for word in slug(as_typed(self, "title").value).split("-") if word]
        initials = "".join(word[0] for word in words if len(word) > SHORT_WORD)[:6]
        start = initials if len(initials) > 1 else "".join(words)[:6] or self.kind
        code = "-".join(filter(None, (start.upper(), str(self.starts_on.year) if self.starts_on else "")))
        taken = set(type(self)._default_manager.filter(code__startswith=code).values_list("code", flat=True))
        return next(name for name in (code, *(f"{code}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)

    def days_outside(self, days: set[datetime.date]) -> set[datetime.date]:
        """Those that are neither of the event nor of one of its phases; none where no date is known."""
        spans = [(self.starts_on, self.last_day)]
        spans += [(phase.starts_on, phase.ends_on or phase.starts_on) for phase in self.phases.all()]
        known = [(first, last) for first, last in spans if first and last]
        return {day for day in days if known and not any(first <= day <= last for first, last in known)}

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("events:event", args=[self.slug])

    def address_of(self, file: KeptFile) -> str:
        """Where the picture is fetched."""
        return reverse("events:image", args=[self.slug, PurePosixPath(file.name or "").name])

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone as an object."""
        return zoneinfo.ZoneInfo(self.timezone)

    @property
    def zone_of_venue(self) -> str:
        """The time zone of its venue, where that is another one; an event online may have any."""
        if self.venue is None or self.venue.is_online or self.mode == self.Mode.ONLINE:
            return ""
        return self.venue.timezone if self.venue.timezone != self.timezone else ""

    @property
    def last_day(self) -> datetime.date | None:
        """The last day: of an event of one day the first."""
        return self.ends_on or self.starts_on

    @property
    def is_public(self) -> bool:
        """Anybody may see it."""
        return self.status != self.Status.DRAFT

    @property
    def is_called_off(self) -> bool:
        """It is cancelled, or put off to days that are not known."""
        return self.status in (self.Status.CANCELLED, self.Status.POSTPONED)

    @cached_property
    def agenda_version(self) -> Any:
        """The version of its agenda that everybody reads; None where none is out."""
        return self.agenda_versions.standing().first()

    @property
    def sequence(self) -> int:
        """SEQUENCE of RFC 5545: grows with every change."""
        return int((self.updated_at - self.created_at).total_seconds())

    def timing(self, now: datetime.datetime | None = None) -> "Event.Timing":
        """Where it stands at an instant, by the days of its own time zone."""
        if self.starts_on is None:
            return self.Timing.UNDATED
        today = (now or timezone.now()).astimezone(self.zone).date()
        if today < self.starts_on:
            return self.Timing.TO_COME
        return self.Timing.PAST if today > (self.ends_on or self.starts_on) else self.Timing.UNDER_WAY

    def is_over(self, now: datetime.datetime | None = None) -> bool:
        """Its last day was over at an instant, where it is held."""
        return self.timing(now) == self.Timing.PAST


class EventOrganisation(OnPublicPages, Dated):
    """An organisation in a role at an event. Those of one role and position are of equal rank."""

    event_paths = shown_by = ("event",)

    event = models.ForeignKey(Event, models.CASCADE, related_name="roles", verbose_name=_("event"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="event_roles", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.ORGANISER)
    detail = models.CharField(
        _("detail"), max_length=120, blank=True, help_text=_("“programme partner”, “publisher of the page”.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation of an event")
        verbose_name_plural = _("organisations of an event")
        ordering = ["event", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organisation", "role"],
                name="eventorganisation_once",
                violation_error_message=_("This organisation already has this role here."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"

    def get_additional_data(self) -> dict[str, int]:
        """For the history: the event in whose history a change is read."""
        return {"event": self.event_id}


class Phase(OnPublicPages, Dated):
    """A part of an event with dates of its own: face-to-face weeks, an online follow-up."""

    event_paths = shown_by = ("event",)

    class Kind(models.TextChoices):
        FACE_TO_FACE = "face-to-face", _("face to face")
        ONLINE = "online", _("online")

    event = models.ForeignKey(Event, models.CASCADE, related_name="phases", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.FACE_TO_FACE)
    title = models.CharField(_("title"), max_length=200)
    rule = models.CharField(_("when, in words"), max_length=200, blank=True, help_text=_("“opens two weeks later”."))
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    timezone = TimezoneField(_("time zone"), blank=True)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="phases", verbose_name=_("venue")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    note = models.TextField(_("note"), blank=True, help_text=_("For staff only."))

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["event", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="phase_end_after_start",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "title").value

    def get_additional_data(self) -> dict[str, int]:
        """For the history: the event in whose history a change is read."""
        return {"event": self.event_id}
