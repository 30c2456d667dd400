"""What the first page of the secretariat shows of the programme."""

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import override as language_override

from backoffice.rights import rows_for
from events.completeness import measure
from events.models import Event
from events.templatetags.dates import plain_days

register = template.Library()

COMING = 12


@register.simple_tag(takes_context=True)
def coming_events(context: Context) -> list[Event]:
    """The next events of the reader that are not over, drafts too, each with how complete its languages are."""
    rows = rows_for(context["user"], Event.objects.coming(), "events.view_event")
    events = list(rows.select_related("venue__country")[:COMING])
    shares = measure(events)
    for event in events:
        event.completeness_rows = shares[event.pk]  # type: ignore[attr-defined]  # read by the template
    return events


@register.simple_tag
def event_days_plain(event: Event) -> str:
    """The days of an event in words."""
    return plain_days(event)


@register.simple_tag
def page_in(event: Event, code: str, page: str = "events:event") -> str:
    """The address of a public page of an event in one language."""
    with language_override(code or get_language()):
        return reverse(page, args=[event.slug])
