"""An event that moves: to other days, or to another clock. Its agenda goes along."""

import datetime
import zoneinfo

from django.db import transaction

from events.models.event import Event


def shifted(
    instant: datetime.datetime | None, days: int, old_zone: zoneinfo.ZoneInfo, new_zone: zoneinfo.ZoneInfo
) -> datetime.datetime | None:
    """The same hour on the clock, so many days later: 10:00 stays 10:00 over a change of summer time or of zone."""
    if instant is None:
        return None
    wall = instant.astimezone(old_zone).replace(tzinfo=None) + datetime.timedelta(days=days)
    return wall.replace(tzinfo=new_zone)


def exists_on_clock(local: datetime.datetime) -> bool:
    """Whether the clock of its zone ever shows this hour: some are leapt over when clocks go forward."""
    return local.astimezone(datetime.UTC).astimezone(local.tzinfo).time() == local.time()


def skipped(event: Event, *, days: int = 0, zone: zoneinfo.ZoneInfo | None = None) -> list[str]:
    """The items whose hours a clock leaps over, were the agenda moved by days or to another zone: "02:30 Opening"."""
    new_zone = zone or event.zone
    found = []
    for session in event.sessions.in_agenda_order():
        for instant in (session.starts_at, session.ends_at):
            meant = shifted(instant, days, event.zone, new_zone)
            if meant is not None and not exists_on_clock(meant):
                found.append(f"{meant:%H:%M} {session}")
    return found


@transaction.atomic
def move_agenda(event: Event, *, days: int = 0, old_timezone: str = "") -> int:
    """Move sessions and phases by days, keeping the hours on the clock; gives the number of sessions.

    `old_timezone` is the zone by which the stored times were meant, where the event has just been given another.
    Row by row, since each change is kept in the history.
    """
    old_zone = zoneinfo.ZoneInfo(old_timezone) if old_timezone else event.zone
    delta = datetime.timedelta(days=days)
    sessions = list(event.sessions.select_for_update())
    for session in sessions:
        session.event = event
        if session.day is not None:
            session.day += delta
        session.starts_at = shifted(session.starts_at, days, old_zone, event.zone)
        session.ends_at = shifted(session.ends_at, days, old_zone, event.zone)
        session.save(update_fields=["day", "starts_at", "ends_at", "updated_at"])
    if days:
        for phase in event.phases.all():
            phase.starts_on = phase.starts_on + delta if phase.starts_on else None
            phase.ends_on = phase.ends_on + delta if phase.ends_on else None
            phase.save()
    return len(sessions)
