"""Where rooms above join in: each appends to these lists in `ready()`. There is no third list."""

from collections.abc import Callable
from typing import Protocol

from django.db.models import Exists, Q

from registrations.models import Registration


class MergeHook(Protocol):
    """What hangs on a registration elsewhere, and goes along when it is merged into another."""

    def lock(self, other: Registration) -> None:
        """Lock the rows that `take_over` will change: called in the transaction, before any other lock."""

    def take_over(self, kept: Registration, other: Registration) -> None:
        """What hung on the other one hangs on the one that is kept; its event is locked."""


merging: list[MergeHook] = []
# Each gives an expression on registrations: whom it is true of is not reminded of what is missing.
not_to_remind: list[Callable[[], Q | Exists]] = []
