"""An event takes over the time zone of its venue; its agenda keeps the hours on the clock."""

import zoneinfo

from django.db import transaction

from events.models import Event
from events.models.reschedule import move_agenda, skipped


class HoursSkipped(Exception):
    """There are hours of the agenda that a clock there leaps over; `items` names them."""

    def __init__(self, items: list[str]) -> None:
        super().__init__(", ".join(items))
        self.items = items


@transaction.atomic
def take_zone_of_venue(event: Event) -> bool:
    """Whether there was something to take. Raises HoursSkipped."""
    event = Event.objects.select_for_update(of=("self",)).select_related("venue").get(pk=event.pk)
    zone, before = event.zone_of_venue, event.timezone
    if not zone:
        return False
    if items := skipped(event, zone=zoneinfo.ZoneInfo(zone)):
        raise HoursSkipped(items)
    event.timezone = zone
    event.save(update_fields=["timezone", "updated_at"])
    move_agenda(event, old_timezone=before)
    return True
