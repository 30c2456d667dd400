"""What the first page of the secretariat shows of registrations."""

from collections import Counter, defaultdict
from typing import NamedTuple

from django import template
from django.db.models import Count
from django.template import Context
from django.utils.safestring import SafeString

from backoffice.rights import rows_for
from events.models import Event
from registrations.admin.untold import line
from registrations.models import Registration
from registrations.models.states import SEATED, TO_DECIDE, State
from registrations.untold import may_matter, untold

register = template.Library()


class Desk(NamedTuple):
    """An event with registrations that somebody should look at."""

    event: Event
    to_decide: int
    waiting: int
    seated: int


@register.simple_tag(takes_context=True)
def registration_desks(context: Context) -> list[Desk]:
    """Events of the reader that are not over and have registrations, those with most to decide first; two queries."""
    coming = Event.objects.coming().exclude(registration_settings=None).for_list()
    events = {event.pk: event for event in rows_for(context["user"], coming, "registrations.view_registration")}
    rows = Registration.objects.filter(event__in=events).order_by().values_list("event", "state")
    numbers: dict[int, Counter[str]] = defaultdict(Counter)
    for event, state, number in rows.annotate(number=Count("*")):
        numbers[event][state] = number
    groups = (TO_DECIDE, (State.WAITING,), SEATED)
    desks = [
        Desk(events[event], *(sum(map(of_event.__getitem__, states)) for states in groups))
        for event, of_event in numbers.items()
    ]
    return sorted(desks, key=lambda desk: (-desk.to_decide, desk.event.pk))


@register.simple_tag(takes_context=True)
def events_untold(context: Context, event: Event | None = None) -> list[tuple[Event, SafeString]]:
    """Of one event, else of all of the reader's that matter: those that some do not know of; three queries."""
    if event is not None:
        events = [event]
    else:
        rows = Event.objects.filter(may_matter()).exclude(registration_settings=None).order_by("starts_on", "pk")
        events = list(rows_for(context["user"], rows.for_list(), "registrations.view_registration"))
    return [(each, line(context["user"], each, number)) for each, number in untold(events).items() if number]
