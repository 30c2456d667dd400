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
    OVERLAP = "overlap", gettext_lazy("hours that overlap, without a room for each")
    SPEAKER = "speaker", gettext_lazy("one speaker in two places at once")
    DATES = "dates", gettext_lazy("outside the dates of the event")
    TITLE = "title", gettext_lazy("no title in a working language")


# Registration goes on beside everything else, and so does what is called a side event.
_BESIDE_OTHERS = {Session.Kind.REGISTRATION, Session.Kind.SIDE_EVENT}


@dataclass(frozen=True)
class Conflict:
    """One thing to look at, and the items it concerns. The kind says what it is, the message where."""

    kind: Kind
    message: str
    sessions: tuple[Session, ...]

    @property
    def day(self) -> datetime.date | None:
        """The day on which the first of them stands."""
        return self.sessions[0].day


def conflicts_of(event: Event) -> list[Conflict]:
    """Everything to look at in the agenda of an event, in three queries whatever its size."""
    rows = event.sessions.filter(is_cancelled=False).select_related("room", "parent")
    sessions = list(rows.defer("description", "note", "parent__description", "parent__note").in_agenda_order())
    for session in sessions:
        session.event = event
        if session.parent:
            session.parent.event = event
    return [
        *_rooms(sessions),
        *_overlaps(sessions),
        *_speakers(event, sessions),
        *_dates(event, sessions),
        *_titles(event, sessions),
    ]


def by_kind(conflicts: Iterable[Conflict]) -> dict[Kind, list[Conflict]]:
    """The same, those of a kind together, as the kinds are ordered."""
    found: dict[Kind, list[Conflict]] = {kind: [] for kind in Kind}
    for conflict in conflicts:
        found[conflict.kind].append(conflict)
    return {kind: rows for kind, rows in found.items() if rows}


def _hours(session: Session) -> str:
    start, end = session.local_start, session.local_end
    return f"{start:%H:%M}–{end:%H:%M}" if start and end else f"{start:%H:%M}" if start else ""


def _name(session: Session) -> str:
    """Its hours and title; what has no hours of its own, such as a discussion, is told by what it stands within."""
    name = f"{_hours(session)} {session}".strip()
    if session.starts_at or not session.parent:
        return name
    return f"{_hours(session.parent)} {session.parent} › {name}".strip()


def _overlapping(sessions: Iterable[Session], parents: dict[int, int | None]) -> Iterator[tuple[Session, Session]]:
    """Pairs that run at one time. An item and what stands within it do so by nature.

    First the one that begins first; of those that begin together the longer one.
    """
    timed = [
        (row.starts_at, row.starts_at - (row.ends_at or row.starts_at), row.pk, row)
        for row in sessions
        if row.starts_at
    ]
    running: list[Session] = []
    for start, _minus_length, _pk, session in sorted(timed):
        running = [row for row in running if (row.ends_at and row.ends_at > start) or row.starts_at == start]
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


def _overlaps(sessions: list[Session]) -> Iterator[Conflict]:
    """Items that run at one time and are not told apart by their rooms: each with all that go on beside it.

    Those that begin and end together are meant to run side by side: two visits, three groups.
    """
    beside: dict[Session, list[Session]] = defaultdict(list)
    rows = [session for session in sessions if session.kind not in _BESIDE_OTHERS]
    for first, second in _overlapping(rows, _parents(sessions)):
        ends = {first.ends_at, second.ends_at}
        is_side_by_side = first.starts_at == second.starts_at and (None in ends or len(ends) == 1)
        if not is_side_by_side and not (first.room_id and second.room_id):
            beside[first].append(second)
    for first, others in beside.items():
        named = _name(others[0]) if len(others) == 1 else _("%d other items") % len(others)
        words = {"first": _name(first), "second": named}
        yield Conflict(Kind.OVERLAP, _("%(first)s and %(second)s") % words, (first, *others))


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
    outside = event.days_outside({session.day for session in sessions if session.day})
    for session in sessions:
        if session.day in outside:
            yield Conflict(Kind.DATES, _name(session), (session,))


def _titles(event: Event, sessions: list[Session]) -> Iterator[Conflict]:
    codes = [code for code in event.working_languages if code in LANGUAGES]
    for session in sessions:
        if missing := [language_name(code) for code in codes if not getattr(session, f"title_{code}")]:
            yield Conflict(Kind.TITLE, f"{_name(session)} ({', '.join(missing)})", (session,))
