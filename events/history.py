"""The versions of an agenda that are out, each with what is new in it."""

from dataclasses import dataclass, field

from events.changes import Change, changes
from events.models import AgendaVersion, Event


@dataclass
class Step:
    """A version, the one before it, and what changed between the two."""

    version: AgendaVersion
    before: AgendaVersion | None = None
    changes: list[Change] = field(default_factory=list)


def steps_of(event: Event, last: int | None = None) -> list[Step]:
    """The versions, the newest first, in two queries; the last ones alone where so many are wanted."""
    versions = list(event.agenda_versions.out().with_items().order_by("-number")[: last and last + 1])
    steps = [Step(version) for version in versions[:last]]
    for step, before in zip(steps, versions[1:], strict=False):
        step.version.event, step.before = event, before
        step.changes = changes(before.contents(), step.version.contents())
    return steps


def step_of(version: AgendaVersion) -> Step:
    """One version, which may have been superseded by now, and what was new in it."""
    known = version.event.agenda_versions.out().filter(number__lt=version.number)
    before = known.order_by("-number").first()
    return Step(version, before, changes(before.contents() if before else {}, version.contents()))
