"""What the first page of the secretariat and the queue say of events that some do not know of."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from backoffice.rights import rows_for
from events.models import Event
from mailings.admin.untold import line
from mailings.untold import may_matter, untold

register = template.Library()


@register.simple_tag(takes_context=True)
def events_untold(context: Context, event: Event | None = None) -> list[tuple[Event, SafeString]]:
    """Of one event, else of all of the reader's that matter: those that some do not know of; four queries."""
    if event is not None:
        events = [event]
    else:
        rows = Event.objects.filter(may_matter()).exclude(registration_settings=None).order_by("starts_on", "pk")
        events = list(rows_for(context["user"], rows.for_list(), "registrations.view_registration"))
    return [(each, line(context["user"], each, number)) for each, number in untold(events).items() if number]
