"""Persons proposed, field by field, beside those expected; each goes to the one most like it."""

import re
from collections.abc import Iterator
from typing import Any

from inbox.models import MailProposal
from tests.mail_report.outcome import Outcome
from tests.mail_report.verdicts import Verdict, verdict
from tests.mail_report.words import fold, plain

_FLAGS = {
    "visa_letter": "wants_visa_letter",
    "possible_speaker": "is_possible_speaker",
    "sponsorship_requested": "wants_sponsorship",
    "placeholder": "is_placeholder",
}
_INHERITED = "inherited from the person replaced"


def judge(outcome: Outcome, name: str, wanted: list[dict[str, Any]]) -> Iterator[Verdict]:
    """A verdict a field; a person who is not there fails in all."""
    rows = list(outcome.people) or [row for row in outcome.proposals if row.action == "update"]
    for number, person in enumerate(wanted, 1):
        row = max(rows, key=lambda one: _likeness(person, one), default=None)
        label = f"{name}[{number}]"
        if row is None:
            yield from (verdict(f"{label}.{key}", value, "nobody", is_met=False) for key, value in person.items())
            continue
        rows.remove(row)
        yield from _fields(outcome, label, person, row)
    if rows:
        yield verdict(f"{name}: nobody else", [], [row.name or row.value("email") for row in rows], is_met=False)


def _likeness(person: dict[str, Any], row: MailProposal) -> int:
    """How much of name and address is the same; in doubt the first."""
    same = 0
    for key, weight in (("email", 4), ("family_name", 3), ("given_name", 2), ("function", 1)):
        value = person.get(key)
        same += weight * bool(value and fold(value) == fold(row.value(key)))
    return same + bool(person.get("placeholder")) * bool(row.value("is_placeholder"))


def _fields(outcome: Outcome, label: str, person: dict[str, Any], row: MailProposal) -> Iterator[Verdict]:
    for key, value in person.items():
        if key == "restricted":
            for kind, words in value.items():
                got = row.restricted.get(kind)
                yield verdict(f"{label}.restricted.{kind}", words, got, is_met=fold(words) == fold(got or ""))
        elif key == "missing":
            yield verdict(f"{label}.missing", sorted(value), sorted(row.missing))
        elif key == "replaces":
            got = row.target.reference if row.target else None
            yield verdict(f"{label}.replaces", value, got)
        elif value == _INHERITED:
            reason = (row.reasons.get(key) or [""])[0]
            yield verdict(f"{label}.{key}", value, reason, is_met=reason == "inherited")
        else:
            got = row.data.get(_FLAGS.get(key, key)) or (False if key in _FLAGS else _as_registered(row, key))
            yield verdict(f"{label}.{key}", value, got, is_met=same(key, value, got))


def _as_registered(row: MailProposal, key: str) -> Any:
    """A change is of somebody who is there: what it leaves out stays as it is in the registration."""
    target = row.target if row.action == MailProposal.Action.UPDATE else None
    if target is None:
        return None
    if key == "country":
        return target.country.code if target.country else None
    return getattr(target, {"organisation": "organisation_name"}.get(key, key), None) or None


def same(key: str, wanted: Any, got: Any) -> bool:
    if key == "phone" and wanted and got:
        return re.sub(r"\D", "", wanted) == re.sub(r"\D", "", got)
    if key in ("mode", "category", "role") and isinstance(wanted, str):
        return wanted.replace("-", "_") == str(got).replace("-", "_")
    if key in ("email", "country") and wanted and got:
        return bool(str(wanted).lower() == str(got).lower())
    return bool((plain(wanted) or None) == (plain(got) or None))
