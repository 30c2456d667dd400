"""Sets of mails: the world of each once, then each mail in it, alone; what was not as expected, and the totals."""

import contextlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import time_machine
from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings

from access.roles import sync_roles
from tests.mail_report.outcome import Outcome, fed
from tests.mail_report.vocabulary import CLASS, KEYS, MAIL, PERSONS, SAFETY, SHOULD, unknown
from tests.mail_report.world import World, load

EVERY_MUST = "every must"
TOTALS = (SAFETY, CLASS, PERSONS, EVERY_MUST, SHOULD)
# In per cent, from so many mails on: of fewer the totals say little.
LEAST = {SAFETY: 100, CLASS: 95, SHOULD: 90}
ENOUGH = 40


class BadSet(Exception):
    """The folder or its expected.json is not what the report reads; the text says why."""


class Verdict(NamedTuple):
    """One thing that was expected: `wrong` says what is so instead, "" where it is as expected."""

    kind: str
    name: str
    wrong: str


class Judged(NamedTuple):
    """One mail, with the class that it was given."""

    name: str
    given: str
    verdicts: list[Verdict]

    def failed(self, kind: str) -> list[str]:
        """A line each."""
        return [f"{self.name}: {one.name}: {one.wrong}" for one in self.verdicts if one.wrong and one.kind == kind]


@dataclass
class Report:
    """All sets together."""

    mails: list[Judged] = field(default_factory=list)

    def total(self, kind: str) -> tuple[int, int]:
        """Met, and of how many: of mails for `every must`, else of expectations."""
        if kind == EVERY_MUST:
            wrong = [any(one.wrong for one in mail.verdicts if one.kind != SHOULD) for mail in self.mails]
            return wrong.count(False), len(wrong)
        found = [one.wrong for mail in self.mails for one in mail.verdicts if one.kind == kind]
        return found.count(""), len(found)

    @property
    def below(self) -> list[str]:
        """Kinds of which less is met than there must be."""
        found = [kind for kind in LEAST if 100 * self.total(kind)[0] < LEAST[kind] * self.total(kind)[1]]
        return found if len(self.mails) >= ENOUGH else []

    def lines(self, *, is_verbose: bool = False) -> Iterator[str]:
        """What failed of each mail (verbose: what was met, too); the totals last."""
        for mail in self.mails:
            yield f"{mail.name}  {mail.given}"
            shown = [one for one in mail.verdicts if is_verbose or one.wrong]
            yield from (f"    {'FAILED' if one.wrong else 'met'}  {one.kind}: {one.name}: {one.wrong}" for one in shown)
        for kind in TOTALS:
            met, of = self.total(kind)
            least = f"  (at least {LEAST[kind]} %, from {ENOUGH} mails on)" if kind in LEAST else ""
            # Rounded down, so that 100 is said only of all.
            yield f"{kind:<20} {met:>5} of {of:>5}  {1000 * met // of / 10 if of else 100:5.1f} %{least}"


def run(folders: list[Path], only: str = "") -> Report:
    """Judge every mail, or those with this in their name; the database is as empty afterwards as it was before."""
    report = Report()
    logging.disable(logging.WARNING)
    try:
        for folder in folders:
            with _loaded(folder) as (world, rows):
                for number, row in enumerate(rows):
                    own = row.get("message_id", row["file"])
                    before = [one["file"] for one in rows[:number] if one.get("message_id") == own]
                    raw, *earlier = [(folder / name).read_bytes() for name in (row["file"], *before)]
                    if only in row["file"]:
                        with fed(world, raw, row, earlier) as outcome:
                            report.mails.append(judge(outcome, f"{folder.name}/{row['file']}"))
    finally:
        logging.disable(logging.NOTSET)
    return report


def judge(outcome: Outcome, name: str) -> Judged:
    """All that is expected: of every mail, under `must`, and under `should`."""
    always = {key: row.default for key, row in KEYS.items() if row.default is not None}
    must = [(key, value, KEYS[key].kind) for key, value in {**always, **outcome.row.get("must", {})}.items()]
    should = [(key, value, SHOULD) for key, value in outcome.row.get("should", {}).items()]
    verdicts = [
        Verdict(kind, f"{key} {what}".strip(), wrong)
        for key, value, kind in [*must, *should]
        for what, wrong in KEYS[key].compare(value, KEYS[key].value(outcome))
    ]
    return Judged(name, outcome.message.kind, verdicts)


@contextlib.contextmanager
def _loaded(folder: Path) -> Iterator[tuple[World, list[dict[str, Any]]]]:
    """The world of a set and its mails, when all that the set says is known; the house is that of its context."""
    try:
        data = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        context, rows, files = data["context"], data["emails"], {row["file"] for row in data["emails"]}
        clock, house = time_machine.travel(context["now"], tick=True), _house(context)
    except (OSError, TypeError, ValueError, LookupError) as error:
        raise BadSet(f"{folder}/expected.json: {type(error).__name__}: {error}.") from error
    with house, clock, transaction.atomic():
        try:
            world = load(context)
        except (TypeError, ValueError, LookupError) as error:
            said = str(error).rpartition("() ")[2]
            raise BadSet(f"{folder}/expected.json: context: {said}.") from error
        wrong = [sentence for row in rows for sentence in unknown(MAIL, row, row["file"], world.names)]
        wrong += [f"the key “{key}” is not known" for key in data if key not in ("about", "context", "emails")]
        found = {path.name for path in folder.glob("*.eml")}
        wrong += [f"{name}: is in the list or in the folder, not in both" for name in sorted(files ^ found)]
        if wrong:
            raise BadSet("\n".join(f"{folder}/expected.json: {sentence}." for sentence in wrong))
        yield world, rows
        transaction.set_rollback(True)


@contextlib.contextmanager
def _house(context: dict[str, Any]) -> Iterator[None]:
    """The settings of the house whose mail it is; files in a folder that goes away, no mail out of the process."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with (
        TemporaryDirectory(prefix="mail-report-") as folder,
        override_settings(
            STAFF_MAIL_DOMAINS=[context["staff_domain"].lower()] if context.get("staff_domain") else [],
            DEFAULT_FROM_EMAIL=context["mailbox"],
            MEDIA_ROOT=Path(folder) / "media",
            PRIVATE_ROOT=Path(folder) / "private",
            EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
            ALLOWED_HOSTS=["*"],
            STORAGES={**settings.STORAGES, "staticfiles": plain},
        ),
    ):
        sync_roles()
        yield
