"""What changed of an agenda, in words of the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from events.changes import Change, Kind, seen_lineup
from events.models import Event, Session
from events.models.snapshot import Plain, session_of
from events.templatetags.dates import day, plain_hours
from multilingual.texts import Text, semicolon, translated
from speakers.models import Speaker


class Line(NamedTuple):
    """One change: of which item, and what."""

    kind: Kind
    key: int
    title: Text
    words: str

    @property
    def is_there(self) -> bool:
        """The item has a place in the agenda to lead to."""
        return self.kind != Kind.REMOVED


def in_words(event: Event, changes: Iterable[Change]) -> list[Line]:
    """The lines in the active language, with one query for all names in them."""
    changes = list(changes)
    names = _names(changes)
    return [_line(event, change, names) for change in changes]


def _names(changes: list[Change]) -> dict[int, str]:
    """Of those who may be named: whoever was erased or hidden is not among them."""
    contents = [content for each in changes if each.kind == Kind.LINEUP for content in (each.old, each.new) if content]
    keys = {person["speaker_id"] for content in contents for person in content["people"]}
    rows = Speaker.objects.filter(pk__in=keys, is_hidden=False) if keys else ()
    return {row.pk: row.name for row in rows}


def _line(event: Event, change: Change, names: Mapping[int, str]) -> Line:
    kind, key, old, new = change
    shown = session_of(key, new or old or {}, event)
    return Line(kind, key, translated(shown, "title"), _words(event, change, names))


def _words(event: Event, change: Change, names: Mapping[int, str]) -> str:
    kind, key, old, new = change
    before, after = (session_of(key, content, event) if content else None for content in (old, new))
    if old is not None and new is not None and before is not None and after is not None:
        if kind == Kind.LINEUP:
            return _lineup(old, new, names)
        if kind == Kind.MOVED:
            return _("moved from %(old)s to %(new)s") % {"old": when(before), "new": when(after)}
        if kind == Kind.ROOM:
            return _room(before, after)
        if kind == Kind.TITLE:
            return _title(before, after)
    return _plain(kind, after)


def _title(before: Session, after: Session) -> str:
    was, now = (f"{session.number} {session}".strip() for session in (before, after))
    return _("before: “%(title)s”") % {"title": was} if was != now else _("the title in another language")


def _plain(kind: Kind, after: Session | None) -> str:
    if kind == Kind.ADDED and after is not None:
        return _("new: %(when)s") % {"when": when(after)}
    words = {
        Kind.REMOVED: _("no longer on the agenda"),
        Kind.CANCELLED: _("is cancelled"),
        Kind.REINSTATED: _("takes place after all"),
        Kind.DETAILS: _("the description or another detail has changed"),
    }
    return words[kind]


def when(session: Session) -> str:
    """“Mon 14 June, 10:00–11:00”; of what has no day yet a word."""
    parts = [day(session.day, "short"), plain_hours(session)]
    return ", ".join(part for part in parts if part) or _("a day to be announced")


def _room(before: Session, after: Session) -> str:
    names = {"old": str(before.room or ""), "new": str(after.room or "")}
    if not names["new"]:
        return _("no longer in %(old)s") % names
    return _("in %(new)s, no longer in %(old)s") % names if names["old"] else _("in %(new)s") % names


def _lineup(old: Plain, new: Plain, names: Mapping[int, str]) -> str:
    """Who came, who left, whose role or function is another."""
    before, after = _by_speaker(old), _by_speaker(new)
    groups: list[tuple[str, Iterable[int]]] = [
        (_("with %(names)s"), [key for key in after if key not in before]),
        (_("without %(names)s"), [key for key in before if key not in after]),
        (_("another role or function: %(names)s"), [key for key in after if before.get(key, after[key]) != after[key]]),
    ]
    parts = [words % {"names": _named(keys, names)} for words, keys in groups if keys]
    return semicolon().join(parts)


def _by_speaker(content: Plain) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in seen_lineup(content):
        found.setdefault(row["speaker_id"], []).append(row)
    return found


def _named(keys: Iterable[int], names: Mapping[int, str]) -> str:
    return ", ".join(names.get(key) or _("name withdrawn") for key in keys)
