"""A verdict: one thing that was expected, and whether it is so."""

from typing import Any, NamedTuple

MET, FAILED, UNCHECKED = "met", "failed", "not checked"
# Met by a code or flag noted with the mail, which says what staff may do; no row shows that anything was done.
BY_CODE = "by a code"


class Verdict(NamedTuple):
    """`name` says where it stands in expected.json; of what is met, `got` is not shown."""

    name: str
    state: str
    wanted: Any = None
    got: Any = None


def verdict(name: str, wanted: Any, got: Any, *, is_met: bool | None = None) -> Verdict:
    """Met where both are the same, or where the caller says so."""
    met = wanted == got if is_met is None else is_met
    return Verdict(name, MET if met else FAILED, wanted, got)
