"""What an editor should look at in an agenda. Warnings, never refusals: the editor may know better."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models.event import Event
from events.models.fields import language_name
from events.models.placement import is_within
from events.models.sessions import Appearance, Session
from multilingual.texts import LANGUAGES


class Kind(models.TextChoices):
    """What may be wrong."""

    ROOM = "room", gettext_lazy("one room, two items at once")
    SPEAKER = "speaker", gettext_lazy("one speaker in two places at once")
    DATES = "dates", gettext_lazy("outside the dates of the event")
    TITLE = "title", gettext_lazy("no title in a working language")


@dataclass(frozen=True)
class Conflict:
    """One thing to look at, and the items it concerns."""

    kind: Kind
    message: str
    sessions: tuple[Session, ...]

    @property
    def day(self) -> datetime.date | None:
        """The day on which the first of them stands."""
        return self.sessions[0].day


def conflicts_of(event: Event) -> list[Conflict]:
    """Everything to look at in the agenda of an event, in three queries whatever its size."""
    sessions = list(
        event.sessions.filter(is_cancelled=False).select_related("room").defer("description", "note").in_agenda_order()
    )
    for session in sessions:
        session.event = event
    return [*_rooms(sessions), *_speakers(event, sessions), *_dates(event, sessions), *_titles(event, sessions)]


def _hours(session: Session) -> str:
    start, end = session.local_start, session.local_end
    return f"{start:%H:%M}–{end:%H:%M}" if start and end else f"{start:%H:%M}" if start else ""


def _name(session: Session) -> str:
    return f"{_hours(session)} {session}".strip()


def _overlapping(sessions: Iterable[Session], parents: dict[int, int | None]) -> Iterator[tuple[Session, Session]]:
    """Pairs that run at one time. An item and what stands within it do so by nature."""
    timed = sorted((row for row in sessions if row.starts_at), key=lambda row: (row.starts_at, row.pk))
    running: list[Session] = []
    for session in timed:
        start = session.starts_at
        running = [row for row in running if (row.ends_at and start and row.ends_at > start) or row.starts_at == start]
        for other in running:
            if not is_within(session.pk, other.pk, parents) and not is_within(other.pk, session.pk, parents):
                yield other, session
        running.append(session)


def _parents(sessions: Iterable[Session]) -> dict[int, int | None]:
    return {session.pk: session.parent_id for session in sessions}


def _rooms(sessions: list[Session]) -> Iterator[Conflict]:
    by_room: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        if session.room_id:
            by_room[session.room_id].append(session)
    for rows in by_room.values():
        for first, second in _overlapping(rows, _parents(sessions)):
            words = {"room": first.room, "first": _name(first), "second": _name(second)}
            yield Conflict(
                Kind.ROOM, _("%(room)s holds two items at once: %(first)s and %(second)s") % words, (first, second)
            )


def _speakers(event: Event, sessions: list[Session]) -> Iterator[Conflict]:
    by_pk = {session.pk: session for session in sessions}
    by_speaker: dict[int, set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    rows = (
        Appearance.objects.exclude(status=Appearance.Status.DECLINED)
        .filter(session__event=event)
        .select_related("speaker")
        .only("session", "speaker__given_name", "speaker__family_name")
    )
    for row in rows:
        if row.session_id in by_pk:
            by_speaker[row.speaker_id].add(row.session_id)
            names[row.speaker_id] = row.speaker.name
    for speaker, keys in by_speaker.items():
        for first, second in _overlapping((by_pk[key] for key in keys), _parents(sessions)):
            words = {"speaker": names[speaker], "first": _name(first), "second": _name(second)}
            message = _("%(speaker)s is in two places at once: %(first)s and %(second)s") % words
            yield Conflict(Kind.SPEAKER, message, (first, second))


def _dates(event: Event, sessions: list[Session]) -> Iterator[Conflict]:
    spans = [(event.starts_on, event.last_day)]
    spans += [(phase.starts_on, phase.ends_on or phase.starts_on) for phase in event.phases.all()]
    known = [(first, last) for first, last in spans if first and last]
    if not known:
        return
    for session in sessions:
        if session.day and not any(first <= session.day <= last for first, last in known):
            words = {"title": _name(session), "day": session.day.isoformat()}
            message = _("%(title)s stands on %(day)s, outside the dates of the event") % words
            yield Conflict(Kind.DATES, message, (session,))


def _titles(event: Event, sessions: list[Session]) -> Iterator[Conflict]:
    for code in event.working_languages:
        if code not in LANGUAGES:
            continue
        for session in sessions:
            if not getattr(session, f"title_{code}"):
                words = {"title": _name(session), "language": language_name(code)}
                message = _("%(title)s has no title in a working language: %(language)s") % words
                yield Conflict(Kind.TITLE, message, (session,))
