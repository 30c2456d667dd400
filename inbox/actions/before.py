"""What an action keeps of what was before, so that undoing it can put that back: a dataclass a kind, stored as JSON."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from inbox.models import Conversation, DeskAction

# Columns of a conversation by their names.
Columns = dict[str, str | int | datetime.datetime | None]
# What undoing may write back, and no other column.
COLUMNS = (
    "kind", "state", "closed_at", "owner_id", "owned_at", "event_id", "registration_id", "language", "name", "is_body",
    "email", "last_received_at",
)  # fmt: skip


def columns_of(conversation: Conversation, names: Mapping[str, Any]) -> Columns:
    """These columns as they are now."""
    return {name: getattr(conversation, name) for name in names}


def _columns(kept: Mapping[str, Any]) -> Columns:
    """From JSON; what is no column that may be written back is left out."""
    meta = Conversation._meta
    return {name: meta.get_field(name).to_python(kept[name]) for name in COLUMNS if name in kept}  # type: ignore[union-attr]  # a column


@dataclass(frozen=True, kw_only=True)
class Before:
    """Of every action that changes columns of the conversation: these columns as they were."""

    columns: Columns = field(default_factory=dict, metadata={"read": _columns})

    def as_json(self) -> dict[str, Any]:
        """To be stored; what is empty is left out."""
        return {name: _as_json(value) for name, value in asdict(self).items() if value not in ({}, [], None)}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """As it was stored."""
        read = {each.name: each.metadata.get("read", lambda value: value) for each in fields(cls)}
        return cls(**{name: read[name](value) for name, value in kept.items() if name in read})


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.isoformat()  # to the microsecond, as it is put back
    if isinstance(value, dict):
        return {name: _as_json(each) for name, each in value.items()}
    return value


@dataclass(frozen=True, kw_only=True)
class SortedBefore(Before):
    """Another class, event or language; or one more person: the proposal, and in whose place he or she came before."""

    one_more: int | None = None
    replaced: int | None = None


@dataclass(frozen=True, kw_only=True)
class AcceptedBefore(Before):
    """Proposals that were open, registrations that were not there, messages that notified who wrote of them."""

    proposals: list[int] = field(default_factory=list)
    registrations: list[int] = field(default_factory=list)
    notifications: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ProposedBefore(Before):
    """Proposals that were not there."""

    proposals: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class DismissedBefore(Before):
    """Proposals that were open, or a message that waited for staff."""

    proposals: list[int] = field(default_factory=list)
    message: int | None = None


@dataclass(frozen=True)
class FieldsBefore:
    """Columns of a registration before and after; another last line of its history means that it changed since."""

    registration: int
    before: dict[str, Any]
    after: dict[str, Any]
    history: int


@dataclass(frozen=True, kw_only=True)
class ChangedBefore(Before):
    """A registration that was changed, or attached: proposals that were open, keys of restricted data, columns."""

    proposals: list[int] = field(default_factory=list)
    restricted: list[str] = field(default_factory=list)
    registration_fields: FieldsBefore | None = field(default=None, metadata={"read": lambda kept: FieldsBefore(**kept)})

    @property
    def has_changed_registration(self) -> bool:
        """Undoing it changes the registration again."""
        return self.registration_fields is not None or bool(self.restricted)


@dataclass(frozen=True, kw_only=True)
class JoinedBefore(Before):
    """Another conversation whose mails, in both directions, came here; its columns, and its line of the history.

    Without any: the mails went away from here.
    """

    source: int | None = None
    incoming: list[int] = field(default_factory=list)
    outgoing: list[int] = field(default_factory=list)
    source_columns: Columns = field(default_factory=dict, metadata={"read": _columns})
    source_action: int | None = None


_Kind = DeskAction.Kind
# Of every other kind: columns, or nothing.
_CLASSES: dict[str, type[Before]] = {
    _Kind.SORTED: SortedBefore,
    _Kind.ACCEPTED: AcceptedBefore,
    _Kind.PROPOSED: ProposedBefore,
    _Kind.DISMISSED: DismissedBefore,
    _Kind.ATTACHED: ChangedBefore,
    _Kind.UPDATED: ChangedBefore,
    _Kind.JOINED: JoinedBefore,
}


def before_of(action: DeskAction) -> Before:
    """What an action kept, of the class of its kind."""
    return _CLASSES.get(action.kind, Before).read(action.before)
