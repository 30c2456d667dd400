"""Ways of comparing what is expected with what is there; each gives pairs: what was looked at, and what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from inbox.models import MailProposal
from multilingual.search import fold
from registrations.models.registration import person_key

Pairs = Iterator[tuple[str, str]]  # "" where nothing is wrong
Compare = Callable[[Any, Any], Pairs]
# Fields that are not compared as they stand.
FIELDS: dict[str, Callable[[Any, Any], bool]] = {
    "phone": lambda wanted, got: re.sub(r"\D", "", wanted or "") == re.sub(r"\D", "", got or ""),
    "email": lambda wanted, got: (wanted or "").lower() == (got or "").lower(),
    "by": lambda wanted, got: set(wanted) <= set(got),
    "min_bytes": lambda wanted, got: wanted <= got,
    "contains": lambda wanted, got: fold(wanted) in fold(got),
    "restricted": lambda wanted, got: all(fold(wanted[kind]) == fold(got.get(kind, "")) for kind in wanted),
}


def plain(value: Any) -> Any:
    """One kind of apostrophe, space and hyphen, no dot or comma at the ends; nothing, "" and false are one."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).replace("’", "'").replace("_", "-")
        return " ".join(text.split()).strip(" .,;") or None
    return sorted(map(plain, value)) or None if isinstance(value, list | set) else value or None


def fits(wanted: Any, got: Any, field: str = "") -> bool:
    """The same value, or a row with these fields."""
    if field in FIELDS:
        return FIELDS[field](wanted, got)
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(fits(value, got.get(name), name) for name, value in wanted.items())
    return bool(plain(wanted) == plain(got))


def same(wanted: Any, got: Any, field: str = "") -> Pairs:
    """Field by field where it has fields."""
    if isinstance(wanted, dict) and isinstance(got, dict) and field not in FIELDS:
        yield from (pair for name, value in wanted.items() for pair in same(value, got.get(name), name))
    else:
        yield field, "" if fits(wanted, got, field) else f"expected {wanted!r}, got {got!r}"


def at_once(holds: Callable[[Any, Any], bool]) -> Compare:
    """Of all that is expected together."""
    return lambda wanted, got: iter([("", "" if holds(wanted, got) else f"expected {wanted}, got {got}")])


def each(holds: Callable[[Any, Any], bool]) -> Compare:
    """Of each thing in a list."""
    return lambda wanted, got: ((str(one), "" if holds(one, got) else f"got {got}"[:300]) for one in wanted)


def is_there(wanted: Any, got: Any) -> bool:
    """In the list, or in the text."""
    return plain(wanted) in (plain(got) or "") if isinstance(got, str) else any(fits(wanted, one) for one in got)


def is_named(who: str, rows: list[MailProposal]) -> bool:
    """A proposal is of this one: by the address, or as the words of one name are all in the other."""
    name, names = set(person_key(who, "").split()), [set(person_key(row.name, "").split()) for row in rows]
    by_name = any(own and (own <= name or name <= own) for own in names)
    return by_name or any(fold(row.value("email")) == fold(who) for row in rows)


def persons(wanted: list[dict[str, Any]], rows: list[dict[str, Any]]) -> Pairs:
    """Field by field; each goes to the row most like it, and one row too many is a fault."""
    left = list(rows)
    for number, person in enumerate(wanted, 1):
        row = max(left, key=lambda one: _likeness(person, one), default=None)
        left = [one for one in left if one is not row]
        pairs = same(person, row) if row else ((field, "nobody") for field in person)
        yield from ((f"{number}.{field}", wrong) for field, wrong in pairs)
    yield "nobody else", ", ".join(str(row.get("family_name") or row.get("email") or row) for row in left)


def _likeness(person: dict[str, Any], row: dict[str, Any]) -> int:
    weights = {"email": 4, "family_name": 3, "given_name": 2, "function": 1, "is_placeholder": 1}
    return sum(n for name, n in weights.items() if person.get(name) and fits(person[name], row.get(name)))
