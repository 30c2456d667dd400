"""Values of the readers as plain data for JSON, and back: by the types that their fields declare, and no others."""

import dataclasses
import datetime
import types
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

_LISTS = {list: list, set: set, tuple: tuple, Collection: tuple, Sequence: tuple}


def to_plain(value: Any) -> Any:
    """Dataclasses become dictionaries, tuples and sets lists, days and times text."""
    if value is None or isinstance(value, str | int | float):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: to_plain(getattr(value, name)) for name in _fields(value.__class__)}
    if isinstance(value, Mapping):
        return {str(name): to_plain(one) for name, one in value.items()}
    if isinstance(value, datetime.date):
        return value.isoformat()
    return [to_plain(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]


def from_plain(kind: Any, value: Any) -> Any:
    """A value of this type. Raises TypeError, ValueError or KeyError where the data are of another."""
    origin = get_origin(kind)
    if kind is Any:
        return value
    if origin in (Union, types.UnionType):
        wanted = next(one for one in get_args(kind) if one is not type(None))
        return None if value is None else from_plain(wanted, value)
    if origin is not None:
        return _collection(origin, get_args(kind), value)
    if fields := _fields(kind):
        return _record(kind, fields, value)
    return kind.fromisoformat(_checked(str, value)) if issubclass(kind, datetime.date) else _checked(kind, value)


def _collection(origin: Any, kinds: tuple[Any, ...], value: Any) -> Any:
    if origin in _LISTS:
        return _LISTS[origin](from_plain(kinds[0], one) for one in _checked(list, value))
    return {name: from_plain(kinds[1], one) for name, one in _checked(dict, value).items()}


def _record(kind: Any, fields: dict[str, Any], value: Any) -> Any:
    """A dataclass from its fields by name; a NamedTuple from its values in their order."""
    if isinstance(value, list):
        return kind(*(from_plain(one, each) for one, each in zip(fields.values(), value, strict=True)))
    return kind(**{name: from_plain(one, _checked(dict, value)[name]) for name, one in fields.items()})


def _checked(kind: type, value: Any) -> Any:
    if type(value) is not kind and not (kind is float and type(value) is int):
        raise TypeError(f"{type(value).__name__} instead of {kind.__name__}")
    return value


@lru_cache
def _fields(kind: type) -> dict[str, Any]:
    """The declared types by name of a dataclass or a NamedTuple; nothing of other types."""
    names = getattr(kind, "_fields", ()) or getattr(kind, "__dataclass_fields__", ())
    hints = get_type_hints(kind) if names else {}
    return {name: hints[name] for name in names}
