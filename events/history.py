"""The versions of an agenda that are out, each with what is new in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from events.changes import Change, changes
from events.models import AgendaVersion, Event, PublishedItem
from events.models.snapshot import Plain


@dataclass
class Step:
    """A version, the one before it, and what changed between the two."""

    version: AgendaVersion
    before: AgendaVersion | None = None
    changes: list[Change] = field(default_factory=list)


def steps_of(event: Event, last: int | None = None) -> list[Step]:
    """The versions, the newest first, in two queries; the last ones alone where so many are wanted."""
    versions = list(event.agenda_versions.out().order_by("-number")[: last and last + 1])
    contents = _contents(versions)
    steps = [Step(version) for version in versions[:last]]
    for step, before in zip(steps, versions[1:], strict=False):
        step.version.event, step.before = event, before
        step.changes = changes(contents[before.pk], contents[step.version.pk])
    return steps


def step_of(version: AgendaVersion) -> Step:
    """One version, which may have been superseded by now, and what was new in it."""
    known = version.event.agenda_versions.out().filter(number__lt=version.number)
    before = known.order_by("-number").first()
    contents = _contents([version, before] if before else [version])
    old = contents[before.pk] if before else {}
    return Step(version, before, changes(old, contents[version.pk]))


def _contents(versions: Iterable[AgendaVersion]) -> dict[int, dict[int, Plain]]:
    found: dict[int, dict[int, Plain]] = {version.pk: {} for version in versions}
    rows = PublishedItem.objects.filter(version__in=found, is_removed=False).order_by("place")
    for version, key, content in rows.values_list("version", "session_key", "content"):
        found[version][key] = content
    return found
