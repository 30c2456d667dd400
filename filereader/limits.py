"""How much of files is read: a hostile one costs a bounded time and memory, and what was left out is said."""

from collections import Counter
from dataclasses import dataclass, field
from time import thread_time


@dataclass(frozen=True, slots=True)
class Limits:
    """Of texts and files that are read together, as those of a mail are. Sizes in bytes or characters.

    Times are seconds of computing, not of the clock: on a busy machine as much is read as on an idle one.
    """

    text: int = 400_000
    html: int = 600_000
    html_nesting: int = 400
    table_rows: int = 300
    table_columns: int = 40
    cell: int = 600
    archive_members: int = 400
    unpacked: int = 6_000_000
    pdf: int = 8_000_000
    pdf_pages: int = 10
    pdf_seconds: float = 1.2
    documents: int = 12
    # Files whose pages are counted, so that they can be looked at, though they were not read; each has time of its own.
    counted: int = 3
    counting_seconds: float = 2.0
    seconds: float = 1.5


@dataclass(slots=True)
class Budget:
    """What is left of the limits while files are read together, and the problems met, as codes."""

    limits: Limits
    taken: Counter[str] = field(default_factory=Counter)
    unpacked: int = 0
    problems: list[str] = field(default_factory=list)
    began_at: float = field(default_factory=thread_time)
    spent_elsewhere: float = 0.0

    def note(self, problem: str) -> None:
        """Say once what went wrong or was left out."""
        if problem not in self.problems:
            self.problems.append(problem)

    @property
    def is_late(self) -> bool:
        """The time for documents is over; headers and texts are read all the same."""
        if self.seconds_left:
            return False
        self.note("out-of-time")
        return True

    @property
    def seconds_left(self) -> float:
        """Time left for documents, in the thread that began and in the processes that read for it."""
        return max(0.0, self.limits.seconds - (thread_time() - self.began_at) - self.spent_elsewhere)

    def takes(self, kind: str, most: int) -> bool:
        """Room for one more of this kind, of which so many are read."""
        self.taken[kind] += 1
        return self.taken[kind] <= most
