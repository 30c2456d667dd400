"""Sets of mails: what of each is as expected, and the totals."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.mail_report.outcome import CLASS, PERSONS, SAFETY, Mail, Outcome, of_every_mail
from tests.mail_report.vocabulary import KEYS, MAIL, SET, unknown

EVERY_MUST, SHOULD = "every must", "should"
TOTALS = (SAFETY, CLASS, PERSONS, EVERY_MUST, SHOULD)
# In per cent, from so many mails on: of fewer the totals say little.
LEAST = {SAFETY: 100, CLASS: 95, SHOULD: 90}
ENOUGH = 40


class Verdict(NamedTuple):
    """One thing that was expected: `wrong` says what is so instead, "" where it is as expected."""

    mail: str
    kind: str
    name: str
    wrong: str


# Of all mails of this run.
found: list[Verdict] = []


def read(folder: Path) -> list[Mail]:
    """The mails of a set; CollectError with a sentence for each thing that is not known."""
    data = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    context, rows = data["context"], data["emails"]
    names = {row["key"] for row in context["events"]} | {row["reference"] for row in context["registrations"]}
    wrong = unknown(SET, data, f"{folder}/expected.json", names)
    wrong += [sentence for row in rows for sentence in unknown(MAIL, row, f"{folder}/{row['file']}", names)]
    unmatched = {row["file"] for row in rows} ^ {path.name for path in folder.glob("*.eml")}
    wrong += [f"{folder}/{name}: is in the list or in the folder, not in both" for name in sorted(unmatched)]
    if wrong:
        raise pytest.Collector.CollectError("\n".join(wrong))
    mails: list[Mail] = []
    deliveries: dict[str, list[bytes]] = {}
    for row in rows:
        same = deliveries.setdefault(row.get("message_id", row["file"]), [])
        same.append((folder / row["file"]).read_bytes())
        name = f"{folder}/{row['file']}"
        mails.append(Mail(name, context, row.get("must", {}), row.get("should", {}), list(same)))
    return mails


def judge(outcome: Outcome) -> list[Verdict]:
    """All that is expected: of every mail, under `must`, and under `should`."""
    name, must, should = outcome.mail.name, {"may_end": [], **outcome.mail.must}, outcome.mail.should
    always = [Verdict(name, kind, key, ", ".join(map(str, wrong))) for kind, key, wrong in of_every_mail(outcome)]
    asked = [(key, value, KEYS[key].kind) for key, value in must.items()]
    asked += [(key, value, SHOULD) for key, value in should.items()]
    return always + [
        Verdict(name, kind, f"{key} {what}".strip(), wrong)
        for key, value, kind in asked
        for what, wrong in KEYS[key].compare(value, KEYS[key].value(outcome))
    ]


def total(verdicts: list[Verdict], kind: str) -> tuple[int, int]:
    """Met, and of how many: of mails for `every must`, else of expectations."""
    if kind == EVERY_MUST:
        mails = {one.mail for one in verdicts}
        return len(mails - {one.mail for one in verdicts if one.wrong and one.kind != SHOULD}), len(mails)
    found = [one.wrong for one in verdicts if one.kind == kind]
    return found.count(""), len(found)


def below(verdicts: list[Verdict]) -> list[str]:
    """Kinds of which less is met than there must be."""
    totals = {kind: total(verdicts, kind) for kind in TOTALS}
    is_enough = totals[EVERY_MUST][1] >= ENOUGH
    return [kind for kind, least in LEAST.items() if is_enough and 100 * totals[kind][0] < least * totals[kind][1]]


def lines(verdicts: list[Verdict], *, is_verbose: bool = False) -> Iterator[str]:
    """What failed of each mail (verbose: what was met, too); the totals last."""
    for one in verdicts:
        if one.wrong or is_verbose:
            yield f"{one.mail}  {'FAILED' if one.wrong else 'met'}  {one.kind}: {one.name}: {one.wrong}"
    for kind in TOTALS:
        met, of = total(verdicts, kind)
        least = f"  (at least {LEAST[kind]} %, from {ENOUGH} mails on)" if kind in LEAST else ""
        # Rounded down, so that 100 is said only of all.
        yield f"{kind:<20} {met:>5} of {of:>5}  {1000 * met // of / 10 if of else 100:5.1f} %{least}"
