"""Consents: each by itself, dated, with the version of the text shown, taken back at will."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Consent(models.Model):
    """One consent of one participant. A consent taken back and given again is a second row."""

    event_paths = ("registration__event",)

    class Kind(models.TextChoices):
        NOTICE = "notice", _("has read the data-protection notice")
        LIST = "list", _("name in the list given to participants")
        PUBLIC_LIST = "public-list", _("name in a public list")
        PHOTOS = "photos", _("photographs and recordings")
        NEWS = "news", _("mails about later events")

    registration = models.ForeignKey(
        "registrations.Registration", models.CASCADE, related_name="consents", verbose_name=_("registration")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    version = models.CharField(_("version of the text"), max_length=20, blank=True)
    text_shown = models.TextField(_("text shown"))
    language = models.CharField(_("language"), max_length=5)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["registration", "kind", "given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_one_in_force",
                violation_error_message=_("This consent is already given."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


# What a person says by ticking the box. A change of meaning here is a new version of the notice.
SENTENCES = {
    Consent.Kind.NOTICE: _("I have read how my data are used."),
    Consent.Kind.LIST: _("My name, function and organisation may stand in the list given to participants."),
    Consent.Kind.PUBLIC_LIST: _("My name, function and organisation may stand in a public list on this site."),
    Consent.Kind.PHOTOS: _("I may be seen in photographs and recordings of the meeting."),
    Consent.Kind.NEWS: _("You may write to me about later meetings."),
}
