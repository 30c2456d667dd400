"""What the first page of the secretariat shows of the outbox."""

from django import template

from outbox.models import Message
from outbox.models.messages import NOT_DELIVERED

register = template.Library()


@register.simple_tag
def failed_message_count() -> int:
    """Messages that could not be delivered, of all events."""
    return Message.objects.filter(state__in=NOT_DELIVERED).count()
