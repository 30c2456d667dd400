"""Each mail of the sets of MAILS, else of some of ours, is judged; and the report sees whatever is wrong with one."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from time_machine import TimeMachineFixture

from registrations.models import Registration
from tests import proofs
from tests.inbox.receiving.world import fed
from tests.mail_report.report import CLASS, EVERY_MUST, SAFETY, SHOULD, Verdict, became, judge, lines, parts
from tests.mailreader.mails import SAMPLES, expected

pytestmark = pytest.mark.django_db
# Any three of ours have the forty mails from which on the totals decide.
OURS = sorted(SAMPLES.parent.glob("[a-z]*/"))
SETS = [Path(name) for name in os.environ.get("MAILS", "").split()] or proofs.some(OURS, 3)
found: list[Verdict] = []


def mails(folder: Path) -> list[Any]:
    """Those in the list or in the folder: what is not in both breaks here, or its test."""
    data = json.loads((folder / "expected.json").read_bytes())
    rows = {row["file"]: row for row in data["emails"]}
    names = sorted(rows.keys() | {path.name for path in folder.glob("*.eml")})
    return [pytest.param(folder / name, data["context"], rows[name], id=f"{folder}/{name}") for name in names]


@pytest.mark.parametrize(("file", "context", "row"), [mail for folder in SETS for mail in mails(folder)])
def test_a_mail(file: Path, context: Any, row: Any, settings: Settings, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(context["now"])
    settings.STAFF_MAIL_DOMAINS = [context["staff_domain"].lower()]
    settings.DEFAULT_FROM_EMAIL = context["mailbox"]
    found.extend(judge(str(file), context, row, fed(file.read_bytes(), context)))


def test_as_much_is_met_as_must_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert found
    report = "\n".join(lines(found))
    if "LESS THAN" in report:
        pytest.fail(report, pytrace=False)
    with capsys.disabled():
        print(f"\n{report}" if "MAILS" in os.environ else "")


def test_whatever_is_wrong_or_not_known_is_seen(settings: Settings) -> None:
    mail = fed(next(SAMPLES.glob("10-*.eml")).read_bytes())
    mail.changed.add("DLG27-2-0388")
    mail.message.facts["problems"] = ["not-understood: KeyError"]
    mail.proposals[0].action, mail.proposals[0].target = "substitute", Registration.objects.earliest("pk")
    wrong = {
        "nothing_done": True, "kept": True, "may_end": [], "nothing_promised": True, "participants": [],
        "proposed_participants": {"min": 2, "max": 3}, "not_proposed": ["Zoé Lefrançois"],
        "no_person_has": [{"country": "FR"}], "not_flagged": ["restricted_data"],
        "not_written_to": ["zoe.lefrancois@brevigny.example.org"],
    }  # fmt: skip
    for key, got in [pair for found in became(mail).values() for pair in found.items()]:
        other = not got if isinstance(got, bool) else ["else"] if isinstance(got, list) else "else"
        assert [is_met for _one, _got, is_met in parts(key, wrong.get(key, other), got)] == [False]
        assert f"`{key}`" in (settings.BASE_DIR / "docs" / "mailbox.md").read_text(encoding="utf-8")
    _wanted, _got, is_met = next(parts("participants", [{"family_name": "Else"}], [{"family_name": "Lima"}]))
    assert not is_met
    verdicts = judge("", expected()["context"], {"should": {"event": "tur27"}}, mail)
    assert [kind for _name, kind, _what, wrong in verdicts if wrong] == [SAFETY, SAFETY, SAFETY, SHOULD, EVERY_MUST]
    for row in {"colour": 1}, {"must": {"event": "beta-2"}}, {"should": {"participants": [{"hat": 1}]}}:
        with pytest.raises(AssertionError, match="is not known"):
            judge("", expected()["context"], row, mail)


@pytest.mark.parametrize(("right", "wrong", "is_less"), [(38, 2, False), (37, 3, True), (36, 3, False)])
def test_from_forty_mails_on_the_totals_decide(right: int, wrong: int, *, is_less: bool) -> None:
    verdicts = [("", CLASS, "", "else")] * wrong + [("", CLASS, "", "")] * right
    report = list(lines(verdicts + [("", EVERY_MUST, "", "")] * len(verdicts)))
    assert ["LESS THAN 95 %" in line for line in report[-5:]] == [False, is_less, False, False, False]
