"""How often something was done in a span of time, counted exactly by any number of processes."""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from storage.clock import database_now
from storage.sql import ask

MINUTES_10 = datetime.timedelta(minutes=10)
DAY = datetime.timedelta(days=1)


def _counter(
    what: str, who: str, window: datetime.timedelta, now: datetime.datetime | None = None
) -> tuple[str, datetime.datetime]:
    """Key and beginning of the counter of the present window."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"rate {what} {who}".encode(), hashlib.sha256).hexdigest()[:40]
    seconds = int(window.total_seconds())
    begun = int((now or database_now()).timestamp()) // seconds * seconds
    return f"{what}:{digest}", datetime.datetime.fromtimestamp(begun, tz=datetime.UTC)


class RateCountQuerySet(models.QuerySet["RateCount"]):
    """Counters."""

    def hit(self, what: str, who: str, window: datetime.timedelta, now: datetime.datetime | None = None) -> int:
        """Count one more time that `who` did `what` in the present window; returns the count so far.

        `now`: by the database's clock, where the caller has just asked it.

        One statement, so that two processes never read the same number. `who` is a network or mail address: only its
        keyed hash is stored.
        """
        key, window_at = _counter(what, who, window, now)
        [(count,)] = ask(
            "INSERT INTO storage_ratecount AS counter (key, window_at, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (key, window_at) DO UPDATE SET count = counter.count + 1 RETURNING count",
            [key, connection.ops.adapt_datetimefield_value(window_at)],
        )
        return int(count)

    def count_of(self, what: str, who: str, window: datetime.timedelta) -> int:
        """How often `who` did `what` so far in the present window; counts nothing."""
        key, window_at = _counter(what, who, window)
        return sum(self.filter(key=key, window_at=window_at).values_list("count", flat=True))

    def forget(self, what: str, who: str, window: datetime.timedelta) -> None:
        """Count anew from nothing."""
        self.filter(key=_counter(what, who, window)[0]).delete()

    def forget_old(self) -> int:
        """Delete counters whose longest window is over; returns how many."""
        return self.filter(window_at__lt=database_now() - 2 * DAY).delete()[0]


class RateCount(models.Model):
    """A counter of one key in one window of time."""

    key = models.CharField(_("key"), max_length=120)
    window_at = models.DateTimeField(_("window"))
    count = models.PositiveIntegerField(_("count"), default=0)

    objects = RateCountQuerySet.as_manager()

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


def forget_old_counts() -> int:
    """What the worker does once an hour."""
    return RateCount.objects.forget_old()
