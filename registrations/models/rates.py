"""How often something was done in a span of time, counted exactly by any number of processes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RateCount(models.Model):
    """A counter of one key in one window of time."""

    key = models.CharField(_("key"), max_length=120)
    window_at = models.DateTimeField(_("window"))
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("rate counter")
        verbose_name_plural = _("rate counters")
        ordering = ["key", "window_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "window_at"],
                name="ratecount_once",
                violation_error_message=_("This counter already exists."),
            ),
        ]

    def __str__(self) -> str:
        return self.key
