"""Roles that are given for one event or one series."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Event, Series
from storage.dated import Dated


class Assignment(Dated):
    """A role that somebody has for one event, or for all events of one series, those of its parts too.

    Whoever is in the group itself has the role for the whole house.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments", verbose_name=_("who"),
        limit_choices_to={"is_staff": True},
    )  # fmt: skip
    role = models.ForeignKey(Group, models.CASCADE, related_name="assignments", verbose_name=_("role"))
    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="assignments", verbose_name=_("event")
    )
    series = models.ForeignKey(
        Series, models.CASCADE, null=True, blank=True, related_name="assignments", verbose_name=_("series")
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("given by"),
    )  # fmt: skip

    event_paths = ("event",)

    class Meta:
        verbose_name = _("role for an event or a series")
        verbose_name_plural = _("roles for events and series")
        ordering = ["user", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=False, series__isnull=True) | Q(event__isnull=True, series__isnull=False),
                name="assignment_for_one",
                violation_error_message=_("Choose an event or a series, one of the two."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", "role", place],
                    condition=Q(**{f"{place}__isnull": False}),
                    name=f"assignment_once_by_{place}",
                    violation_error_message=_("This person has this role here already."),
                )
                for place in ("event", "series")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} – {self.event or self.series}"
