"""What the first page of the secretariat shows of registrations."""

from collections import Counter, defaultdict
from typing import NamedTuple

from django import template
from django.db.models import Count
from django.template import Context

from backoffice.rights import rows_for
from events.models import Event
from registrations.models import Registration
from registrations.models.states import SEATED, TO_DECIDE, State

register = template.Library()


class EventCounts(NamedTuple):
    """An event with registrations that somebody should look at."""

    event: Event
    to_decide: int
    waiting: int
    seated: int


@register.simple_tag(takes_context=True)
def events_with_registrations(context: Context) -> list[EventCounts]:
    """Events of the reader that are not over and have registrations, those with most to decide first; two queries."""
    coming = Event.objects.coming().exclude(registration_settings=None).for_list()
    events = {event.pk: event for event in rows_for(context["user"], coming, "registrations.view_registration")}
    rows = Registration.objects.filter(event__in=events).order_by().values_list("event", "state")
    numbers: dict[int, Counter[str]] = defaultdict(Counter)
    for event, state, number in rows.annotate(number=Count("*")):
        numbers[event][state] = number
    groups = (TO_DECIDE, (State.WAITING,), SEATED)
    found = [
        EventCounts(events[event], *(sum(map(of_event.__getitem__, states)) for states in groups))
        for event, of_event in numbers.items()
    ]
    return sorted(found, key=lambda each: (-each.to_decide, each.event.pk))
