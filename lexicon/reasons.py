"""What goes with each thing that is read by words: why."""

from typing import NamedTuple


class Reason(NamedTuple):
    """Why something is believed: a code for programs, and what it was read from."""

    code: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code
