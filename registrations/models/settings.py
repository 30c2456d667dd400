"""How an event registers its participants."""

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.models.fields import ChoiceListField
from multilingual.texts import translated
from registrations.models.consents import Consent
from storage.dated import Dated
from website.models import OnPublicPages, PublicQuerySet


class ConsentListField(ChoiceListField):
    """Which consents a form asks for; the notice is always asked."""

    options = {value: label for value, label in Consent.Kind.choices if value != Consent.Kind.NOTICE}


class RegistrationSettings(OnPublicPages, Dated):
    """When, how and by how many people an event may be registered for. An event without them takes no registrations."""

    event_paths = shown_by = ("event",)

    class How(models.TextChoices):
        OPEN = "open", _("open: whoever registers is in while there are places")
        APPROVAL = "approval", _("the secretariat approves")
        NOMINATION = "nomination", _("nomination by a body, then the secretariat approves")
        INVITATION = "invitation", _("by invitation, with the code of the letter")
        MAIL = "mail", _("by writing to the mailbox only")

    class Window(models.TextChoices):
        """Whether the form can be filled in now. Comes from the dates alone."""

        NOT_YET = "not-yet", _("not yet open")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    event = models.OneToOneField(Event, models.CASCADE, related_name="registration_settings", verbose_name=_("event"))
    how = models.CharField(_("how"), max_length=12, choices=How.choices, default=How.APPROVAL)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True, help_text=_("Empty: open at once."))
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Empty: on the last day of the event.")
    )
    # Of a hybrid event the places in the room; those online stand beside. See registrations.capacity.limits.
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("In the room, if the event is hybrid. Empty: no limit.")
    )
    capacity_online = models.PositiveIntegerField(
        _("places online"), null=True, blank=True, help_text=_("Of a hybrid event. Empty: no limit.")
    )
    has_waiting_list = models.BooleanField(_("waiting list when full"), default=True)
    invitation_code = models.CharField(
        _("code of the invitation"),
        max_length=40,
        blank=True,
        help_text=_("Stands in the letter; asked before the form."),
    )
    mailbox = models.EmailField(
        _("mailbox"), blank=True, help_text=_("Answers of participants go to this shared address.")
    )
    asks_phone = models.BooleanField(_("ask for the telephone"), default=False)
    asks_diet = models.BooleanField(_("ask for diet"), default=True)
    asks_access = models.BooleanField(_("ask for access needs"), default=True)
    asks_confirmation = models.BooleanField(_("ask the approved to confirm"), default=False)
    reminder_days = models.PositiveSmallIntegerField(
        _("remind after days"),
        default=7,
        help_text=_("Who has not given what is missing for so long is reminded, once. 0: nobody is."),
    )
    has_lists_by_hand = models.BooleanField(
        _("lists are made by hand"),
        default=False,
        help_text=_(
            "Nothing here makes lists or keeps photographs yet. On: you do, and the form asks for these consents too."
        ),
    )
    asked_consents = ConsentListField(_("consents asked for"))
    notice = models.TextField(_("data-protection notice"), blank=True, help_text=_("Markdown."))
    notice_version = models.CharField(_("version of the notice"), max_length=20, default="1")
    # The last number given out. Counted up under the lock of this row, so that no two registrations get one number.
    last_number = models.PositiveIntegerField(default=0, editable=False)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration settings")
        verbose_name_plural = _("registration settings")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(opens_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="settings_close_after_open",
                violation_error_message=_("Registration cannot close before it opens."),
            ),
            models.CheckConstraint(
                condition=~Q(how="invitation") | ~Q(invitation_code=""),
                name="settings_invitation_has_code",
                violation_error_message=_("Registration by invitation needs a code."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save all but the counter: a form that was opened before others registered must not wind it back."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            columns = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = columns - {"last_number"}
        super().save(*args, **kwargs)

    def moments(self) -> tuple[datetime.datetime | None, ...]:
        """When the form opens and closes; that the day of the event is over, the pages know by themselves."""
        return self.opens_at, self.closes_at

    @property
    def closing_instant(self) -> datetime.datetime | None:
        """When the form closes: as set, else at the end of the event's last day there; None without a date."""
        if self.closes_at is not None or self.event.last_day is None:
            return self.closes_at
        midnight = datetime.datetime.combine(self.event.last_day + datetime.timedelta(days=1), datetime.time.min)
        return midnight.replace(tzinfo=self.event.zone)

    def window(self, now: datetime.datetime | None = None) -> "RegistrationSettings.Window":
        """Whether the form can be filled in at an instant (now by default)."""
        now = now or timezone.now()
        if self.event.status != Event.Status.PUBLISHED or (self.closing_instant and now >= self.closing_instant):
            return self.Window.CLOSED
        return self.Window.NOT_YET if self.opens_at and now < self.opens_at else self.Window.OPEN

    @property
    def has_form_to_come(self) -> bool:
        """Somebody can fill in a form, now or later, once the event is public."""
        closes = self.closing_instant
        return self.how != self.How.MAIL and (closes is None or closes > timezone.now())

    @property
    def consents_in_use(self) -> list[str]:
        """What the form asks for: no consent to what nobody does."""
        return [kind for kind in self.asked_consents if self.has_lists_by_hand or kind == Consent.Kind.NEWS]

    @property
    def has_notice(self) -> bool:
        """There is a data-protection notice in some language."""
        return bool(translated(self, "notice").value)
