"""Ways of comparing what was expected with what is there; each gives pairs: what was looked at, and what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from inbox.models import MailProposal
from multilingual.search import fold

Pairs = Iterator[tuple[str, str]]  # "" where nothing is wrong
# Fields that are not compared as they stand.
_FIELDS: dict[str, Callable[[Any, Any], bool]] = {
    "phone": lambda wanted, got: re.sub(r"\D", "", wanted or "") == re.sub(r"\D", "", got or ""),
    "email": lambda wanted, got: (wanted or "").lower() == (got or "").lower(),
    "by": lambda wanted, got: set(wanted) <= set(got),
    "min_bytes": lambda wanted, got: wanted <= got,
    "contains": lambda wanted, got: fold(wanted) in fold(got),
    "restricted": lambda wanted, got: all(_folded(wanted[kind]) == _folded(got.get(kind)) for kind in wanted),
}


def plain(value: Any) -> Any:
    """One kind of apostrophe, space and hyphen, no dot or comma at the ends; nothing, "" and false are one."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).replace("’", "'").replace("_", "-")
        return " ".join(text.split()).strip(" .,;") or None
    return sorted(map(plain, value)) or None if isinstance(value, list | tuple | set) else value or None


def _folded(text: str | None) -> str:
    return fold(plain(text) or "")


def differs(wanted: Any, got: Any, field: str = "") -> str:
    """What is there instead."""
    is_same = _FIELDS[field](wanted, got) if field in _FIELDS else plain(wanted) == plain(got)
    return "" if is_same else f"expected {wanted!r}, got {got!r}"


def fits(wanted: Any, got: Any) -> bool:
    """A row with these fields, or the same value."""
    if isinstance(wanted, dict):
        return not any(differs(value, got.get(field), field) for field, value in wanted.items())
    return not differs(wanted, got)


def same(wanted: Any, got: Any) -> Pairs:
    """Field by field where it has fields."""
    if isinstance(wanted, dict) and got is not None:
        yield from ((field, differs(value, got.get(field), field)) for field, value in wanted.items())
    else:
        yield "", differs(wanted, got)


def nothing(wanted: bool, wrong: Iterable[Any]) -> Pairs:
    """Nothing is wrong."""
    yield "", ", ".join(map(str, wrong)) if wanted else ""


def among(wanted: list[Any], got: Any) -> Pairs:
    """It is one of these."""
    yield "", "" if any(fits(one, got) for one in wanted) else f"expected one of {wanted}, got {got!r}"


def everywhere(wanted: str, got: list[str]) -> Pairs:
    """There is one at least, and all are this one."""
    yield "", "" if {one.lower() for one in got if one} == {wanted.lower()} else f"expected {wanted}, got {got}"


def within(wanted: dict[str, int], got: int) -> Pairs:
    """A number from `min` to `max`."""
    yield "", "" if wanted["min"] <= got <= wanted["max"] else f"expected {wanted}, got {got}"


def only(wanted: list[str], got: list[str]) -> Pairs:
    """None but these; not each of them has to be there."""
    yield "", ", ".join(sorted(set(got) - set(wanted)))


def has(wanted: list[Any], got: Any) -> Pairs:
    """Each of these is in the list, or in the text."""
    for one in wanted:
        is_there = plain(one) in (plain(got) or "") if isinstance(got, str) else any(fits(one, other) for other in got)
        yield str(one), "" if is_there else f"got {str(got)[:300]}"


def lacks(unwanted: list[Any], got: list[Any]) -> Pairs:
    """None of these is in the list."""
    for one in unwanted:
        yield str(one), ", ".join(str(other) for other in got if fits(one, other))


def nobody(unwanted: list[str], rows: list[MailProposal]) -> Pairs:
    """No proposal is of one of them: by the address, or as the words of one name are all in the other."""
    for who in unwanted:
        wanted, found = set(re.findall(r"\w+", fold(who))), []
        for row in rows:
            words = set(re.findall(r"\w+", fold(row.name)))
            is_named = bool(words) and (words <= wanted or wanted <= words)
            found += [str(row)] if is_named or fold(row.value("email")) == fold(who) else []
        yield who, ", ".join(found)


def persons(wanted: list[dict[str, Any]], rows: list[MailProposal]) -> Pairs:
    """Field by field; each person goes to the proposal most like it, and one proposal too many is a fault."""
    left = [row for row in rows if row.is_person] or [row for row in rows if row.action == "update"]
    for number, person in enumerate(wanted, 1):
        row = max(left, key=lambda one: _likeness(person, one), default=None)
        for field, value in person.items():
            yield f"{number}.{field}", differs(value, _of(row, field), field) if row else "nobody"
        left = [one for one in left if one is not row]
    yield "nobody else", ", ".join(map(str, left))


def _likeness(person: dict[str, Any], row: MailProposal) -> int:
    weights = {"email": 4, "family_name": 3, "given_name": 2, "function": 1, "is_placeholder": 1}
    return sum(n for name, n in weights.items() if person.get(name) and plain(person[name]) == plain(row.value(name)))


def _of(row: MailProposal, field: str) -> Any:
    """A field; what a change leaves out stays as it is in the registration."""
    if field in ("missing", "restricted"):
        return getattr(row, field)
    if field == "replaces":
        return row.target.reference if row.target else None
    target = row.target if row.action == MailProposal.Action.UPDATE else None
    name = {"organisation": "organisation_name", "country": "country_id"}.get(field, field)
    return row.data.get(field) or getattr(target, name, None)
