"""A set of mails: the world once, then each mail in it, alone; what it did is undone before the next one."""

import datetime
import json
import logging
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import time_machine
from django.db import transaction

from mailreader import read
from tests.mail_report import keys
from tests.mail_report.outcome import fed
from tests.mail_report.scratch import scratch_house
from tests.mail_report.verdicts import BY_CODE, FAILED, MET, UNCHECKED, Verdict
from tests.mail_report.world import BOX, World, clock, load

# A mail that says it is older was lost on its way, or its clock is wrong.
_LONGEST = datetime.timedelta(days=30)


class BadSet(Exception):
    """The folder or its expected.json is not what the report reads; the text says why."""


@dataclass
class Judged:
    """One mail."""

    file: str
    kind: str = ""
    must: list[Verdict] = field(default_factory=list)
    should: list[Verdict] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class Found:
    """The whole set."""

    mails: list[Judged] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, part: str) -> Counter[str]:
        """How many verdicts of `must` or `should` are of each kind."""
        return Counter(one.state for mail in self.mails for one in getattr(mail, part))

    @property
    def must(self) -> tuple[int, int]:
        """Met, of those that were checked."""
        count = self.count("must")
        return count[MET], count[MET] + count[FAILED]

    @property
    def unchecked(self) -> int:
        """What nobody knows how to check, in either part."""
        return self.count("must")[UNCHECKED] + self.count("should")[UNCHECKED]

    @property
    def by_code(self) -> int:
        """Met by what the mail was read as, not by rows."""
        return sum(one.state == MET and one.got == BY_CODE for mail in self.mails for one in [*mail.must, *mail.should])

    @property
    def share(self) -> float:
        """Of `should`, in per cent; what was not checked is not met."""
        count = self.count("should")
        return 100 * count[MET] / count.total() if count else 100.0

    @property
    def holds(self) -> bool:
        """Every must that was checked is met, and there was something to check."""
        met, of = self.must
        return met == of and bool(self.mails)


def expectations(folder: Path) -> dict[str, Any]:
    """The expected.json of a folder."""
    try:
        data = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSet(f"{folder}/expected.json cannot be read: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("emails"), list):
        raise BadSet(f"{folder}/expected.json has no list of “emails”.")
    return data


def run(folder: Path, only: str = "") -> Found:
    """Judge every mail; the database is as empty afterwards as it was before."""
    data = expectations(folder)
    context = data.get("context") or {}
    found = Found()
    now = clock(context)
    logging.disable(logging.WARNING)
    try:
        with (
            scratch_house(context.get("staff_domain", ""), context.get("mailbox", BOX)),
            time_machine.travel(now, tick=True),
            transaction.atomic(),
        ):
            world = load(context)
            found.notes += world.notes
            for row in data["emails"]:
                if only in row.get("file", ""):
                    found.mails.append(_judged(folder, row, world, found, _earlier(folder, row, data["emails"])))
            transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)
    listed = {row.get("file") for row in data["emails"]}
    found.notes += [
        f"{path.name}: not in expected.json" for path in sorted(folder.glob("*.eml")) if path.name not in listed
    ]
    return found


def arrival(raw: bytes, now: datetime.datetime) -> datetime.datetime:
    """When a mail of a set came: soon after it was sent, for a mailbox is read all the time; at last by the clock."""
    sent_at = read(raw).sent_at
    if sent_at is None or not datetime.timedelta() < now - sent_at < _LONGEST:
        return now
    return min(now, sent_at + datetime.timedelta(minutes=5))


def _earlier(folder: Path, row: dict[str, Any], rows: list[dict[str, Any]]) -> list[bytes]:
    """The deliveries of the same mail (by its Message-ID) that stand before it in the set."""
    own = row.get("message_id")
    before = rows[: rows.index(row)] if own else []
    paths = [folder / one.get("file", "?") for one in before if one.get("message_id") == own]
    return [path.read_bytes() for path in paths if path.is_file()]


def _judged(folder: Path, row: dict[str, Any], world: World, found: Found, earlier: list[bytes]) -> Judged:
    judged = Judged(row.get("file", "?"))
    known = {"file", "message_id", "summary", "must", "should", "note", "notes"}
    found.notes += [f"{judged.file}: “{name}” is not known and was left out" for name in row if name not in known]
    path = folder / judged.file
    if not path.is_file():
        judged.must.append(Verdict("file", FAILED, judged.file, "no such file"))
        return judged
    # What is expected speaks of references as the set writes them.
    row = json.loads(world.mapped(json.dumps(row, ensure_ascii=False).encode()))
    raw = path.read_bytes()
    with fed(world, raw, row, earlier, arrival(raw, world.now)) as outcome:
        judged.kind, judged.seconds = outcome.message.kind, outcome.seconds
        judged.must = keys.judge(outcome, "must")
        judged.should = keys.judge(outcome, "should")
    return judged
