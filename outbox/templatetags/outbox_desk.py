"""What the first page of the secretariat shows of the outbox."""

import datetime
from typing import NamedTuple

from django import template
from django.conf import settings

from outbox.models import Message, SignOn
from outbox.models.messages import NOT_DELIVERED
from outbox.secret_end import coming_end

register = template.Library()


@register.simple_tag
def failed_message_count() -> int:
    """Messages that could not be delivered, of all events."""
    return Message.objects.filter(state__in=NOT_DELIVERED).count()


class MailSignOn(NamedTuple):
    """What is to be said of signing on to the mail server by tokens."""

    failed: list[SignOn]
    ends_on: datetime.date | None


@register.simple_tag
def mail_sign_on() -> MailSignOn:
    """The accounts by which no mail leaves, and the end of the client secret where it is near."""
    failed = SignOn.objects.filter(failed_at__isnull=False) if settings.MAIL_OAUTH else ()
    return MailSignOn(list(failed), coming_end())
