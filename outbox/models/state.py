"""How the outbox as a whole is doing: when a worker last gave a sign, and what is the matter with the mail server.

Whatever is wrong with the server is one thing, not one for each message: there is one pause, which grows while the
trouble lasts, and when it is over all messages leave at once. A server that refuses one message after the other, or
breaks off at each, is given a pause too, so that staff hear of it before every message has been tried in vain.
"""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from storage.clock import database_now

# The server cannot be reached, or takes no login.
AWAY = "away"
# It said nothing, or hung up, in the middle of a message: its fault, or that of this message.
SILENT = "silent"
# After so many answers of one kind to as many messages it is taken for a fault of the server, not of the messages.
BRAKE_AFTER = 5
# Pauses, in seconds, of a server that refuses for good whatever it is given; the last one repeats.
BRAKE_PAUSES = (60, 120, 300, 600)
# No worker that lives is silent for longer, be it busy with a server that hangs at each step.
SILENCE = datetime.timedelta(minutes=5)


class OutboxStateQuerySet(models.QuerySet["OutboxState"]):
    """The one row."""

    def current(self) -> "OutboxState":
        """The row, which the first worker stores."""
        return self.filter(pk=1).first() or OutboxState(pk=1)

    def beat(self) -> None:
        """A worker is at work."""
        self.update_or_create(pk=1, defaults={"worker_seen_at": database_now()})

    def note_waiting(self) -> None:
        """The server lets nobody sign on, and nothing is tried: what waits is not forgotten mail."""
        self.update_or_create(pk=1, defaults={"away_at": database_now()})

    def note_success(self) -> bool:
        """The server took a message; whether it was given a pause until now."""
        troubled = self.filter(pk=1).exclude(trouble="").first()
        if troubled is not None:
            self.filter(pk=1).update(trouble="", times=0, said="", troubled_at=None, next_try_at=None)
        return troubled is not None and troubled.is_of_the_server

    @transaction.atomic
    def note_trouble(self, trouble: str, said: str, message: int) -> "OutboxState":
        """The server did not take this message: count it, and say until when nothing more is tried."""
        self.get_or_create(pk=1)
        state, now = self.select_for_update().get(pk=1), database_now()
        if state.trouble != trouble:
            state.trouble, state.times, state.troubled_at, state.last_message = trouble, 0, now, None
        # The same message again says no more than it did before.
        state.times += state.last_message != message or state.is_of_the_server
        state.said, state.last_message = said, message
        if trouble == AWAY:
            state.away_at = now
        pause = state.pause()
        state.next_try_at = now + datetime.timedelta(seconds=pause) if pause else None
        state.save()
        return state


class OutboxState(models.Model):
    """What workers and staff know of the outbox as a whole, in one row."""

    worker_seen_at = models.DateTimeField(_("last sign of a worker"), null=True, blank=True)
    # AWAY, SILENT, or what the answers have in common, such as "550 5.7.1"; for how many messages in a row; since when.
    trouble = models.CharField(_("trouble"), max_length=30, blank=True)
    times = models.PositiveIntegerField(_("times"), default=0)
    last_message = models.BigIntegerField(_("last message"), null=True, blank=True)
    troubled_at = models.DateTimeField(_("trouble since"), null=True, blank=True)
    said = models.TextField(_("what the server said"), blank=True)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    # When it could not be reached last: what waited for it is not forgotten mail (`Message.objects.overdue`).
    away_at = models.DateTimeField(_("last time away"), null=True, blank=True)

    objects = OutboxStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("state of the outbox")
        verbose_name_plural = _("state of the outbox")

    def __str__(self) -> str:
        return str(_("state of the outbox"))

    @property
    def is_of_the_server(self) -> bool:
        """Whether it is no more than one message that the server does not like."""
        return self.trouble == AWAY or self.times >= BRAKE_AFTER

    @property
    def is_braked(self) -> bool:
        """Whether the server had been found to refuse everything before its last answer."""
        return self.trouble != AWAY and self.times > BRAKE_AFTER

    def is_paused(self, now: datetime.datetime) -> bool:
        """Whether nothing is to be tried yet."""
        return self.next_try_at is not None and self.next_try_at > now

    def has_worker(self, now: datetime.datetime) -> bool:
        """Whether a worker gave a sign of late."""
        return self.worker_seen_at is not None and self.worker_seen_at > now - SILENCE

    def pause(self) -> float:
        """Seconds until the next try of any message; 0 where the trouble is that of single messages."""
        if self.trouble == AWAY:
            return nth(settings.OUTBOX_SERVER_PAUSES, self.times)
        is_passing = self.trouble == SILENT or self.trouble.startswith("4")
        pauses = settings.OUTBOX_SERVER_PAUSES if is_passing else BRAKE_PAUSES
        return nth(pauses, self.times - BRAKE_AFTER + 1) if self.is_of_the_server else 0


def nth(pauses: tuple[float, ...], number: int) -> float:
    """The pause after so many tries, of which the last one repeats."""
    return pauses[max(min(number, len(pauses)), 1) - 1]
