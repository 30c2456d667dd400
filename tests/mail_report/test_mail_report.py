"""The report on sets of mails sees what is wrong, and stops at what it does not know."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inbox.models import IncomingMessage, MailProposal, RawMail
from inbox.receiving import intake
from registrations.actions.register import register
from registrations.models import Registration
from tests.mail_report.outcome import CLASS, SAFETY, fed
from tests.mail_report.report import SHOULD, TOTALS, Verdict, below, judge, lines, read
from tests.mail_report.vocabulary import KEYS
from tests.mailreader.mails import mail

pytestmark = pytest.mark.django_db

WRITER = "a.ruiz@red-norte.example.org"
REQUEST = (
    "Dear colleagues,\n\nPlease register me for ALPHA-1.\n\nName: Ana Ruiz Soler\nFunction: Director\n"
    f"Organisation: Red Norte\nCountry: Peru\nDiet: vegan\nEmail: {WRITER}\n\nKind regards\nAna Ruiz Soler\n"
)
EVENT = {"key": "alpha-1", "code": "ALPHA-1", "starts_on": "2027-06-14", "ends_on": "2027-06-15", "title": {"en": "A"}}
GONE = {
    "reference": "ALPHA-1-0001", "event": "alpha-1", "status": "confirmed", "given_name": "Bo", "family_name": "Lund",
}  # fmt: skip
CONTEXT = {
    "now": "2027-05-12T15:00:00+02:00", "mailbox": "box@example.org", "events": [EVENT], "registrations": [GONE],
}  # fmt: skip
GOOD: dict[str, Any] = {
    "classification": ["registration_request"], "thread": None, "reply_to": WRITER, "not_proposed": ["Bo Lund"],
    "proposed_participants": {"min": 1, "max": 1},
    "participants": [{"family_name": "Ruiz Soler", "email": WRITER, "country": "PE", "restricted": {"diet": "vegan"}}],
    "written": [{"what": "acknowledgement", "to": WRITER, "language": "en"}],
}  # fmt: skip
# What the outcome of that mail does not meet.
BAD: dict[str, Any] = {
    "classification": ["spam", "bulk"], "automatic": True, "auto_reply": "forbidden",
    "thread": {"registration": "ALPHA-1-0001"}, "reply_to": "else@example.org", "not_written_to": [WRITER],
    "nothing_promised": True, "text_contains": ["Red Sur"], "attachments": [{"filename": "letter.pdf"}],
    "bounce": {"status": "5.1.1"}, "returned": True, "kept_apart": ["vegetarian"],
    "proposed_participants": {"min": 2, "max": 3}, "participants": [{"family_name": "Ruiz"}],
    "not_proposed": ["Ana Ruiz"], "no_person_has": [{"country": "PE", "function": "Director"}],
    "proposes": [{"action": "cancel", "registration": "ALPHA-1-0001"}], "flags": ["event_is_over"], "state": "done",
    "shown_beside_form": True, "known_mail": True,
}  # fmt: skip


def made(folder: Path, must: dict[str, Any], **more: Any) -> Path:
    """A set of one mail, of which all that it must it should, too."""
    (folder / "one.eml").write_bytes(mail(REQUEST))
    row = {"file": "one.eml", "must": must, "should": must}
    (folder / "expected.json").write_text(json.dumps({"emails": [row], "context": CONTEXT, **more}))
    return folder


def failed(folder: Path) -> set[tuple[str, str]]:
    """Kind and key of what is wrong with the mail of a set."""
    [one] = read(folder)
    return {(verdict.kind, verdict.name.split()[0]) for verdict in judge(fed(one)) if verdict.wrong}


def test_what_is_as_expected_is_met(tmp_path: Path) -> None:
    assert failed(made(tmp_path, GOOD)) == set()


def test_what_is_not_as_expected_fails_under_its_kind(tmp_path: Path) -> None:
    assert failed(made(tmp_path, BAD)) == {(kind, key) for key in BAD for kind in (KEYS[key].kind, SHOULD)}


@pytest.mark.parametrize(
    ("deed", "key"),
    [
        (lambda row, bo: register(bo.event, source="mail", language="en", family_name="Ruiz"), "nothing_done"),
        (lambda row, bo: row.message.proposals.create(position=9, action="cancel", target=bo), "may_end"),
        (lambda row, bo: row.message.proposals.create(position=9, action="register", data=row.data), "nobody_twice"),
        (lambda row, bo: row.message.proposals.update(data={**row.data, "function": "vegan"}), "restricted_apart"),
        (lambda row, bo: row.message.proposals.update(data={**row.data, "given_name": "Zoë"}), "nothing_invented"),
        (lambda row, bo: RawMail.objects.update(content=b"else"), "kept"),
        (lambda row, bo: IncomingMessage.objects.update(text="RenÃ©"), "readable"),
        (lambda row, bo: IncomingMessage.objects.update(html="<script>1</script>"), "harmless"),
    ],
)
def test_what_no_mail_may_do_is_seen_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: Callable[[MailProposal, Registration], object], key: str
) -> None:
    propose = intake._propose

    def hasty(message: IncomingMessage, understood: Any) -> None:
        propose(message, understood)
        deed(message.proposals.get(), Registration.objects.get())

    monkeypatch.setattr(intake, "_propose", hasty)
    assert key in {name for _kind, name in failed(made(tmp_path, {}))}


@pytest.mark.parametrize(
    ("must", "more", "said"),
    [
        ({"colour": "blue"}, {}, "must: the key “colour” is not known"),
        ({"participants": [{"hat": "red"}]}, {}, "participants: the key “hat” is not known"),
        ({"thread": {"by": ["magic"]}}, {}, "must: thread: by: 'magic' is not known"),
        ({"classification": ["poem"]}, {}, "'poem' is not known"),
        ({"event": "beta-2"}, {}, "'beta-2' is not known"),
        ({"not_proposed": "Bo Lund"}, {}, "'Bo Lund' is not known"),
        ({}, {"context": {**CONTEXT, "weather": "fine"}}, "context: the key “weather” is not known"),
        ({}, {"context": {**CONTEXT, "registrations": [{**GONE, "status": "asleep"}]}}, "'asleep' is not known"),
        ({}, {"emails": [{"file": "two.eml"}]}, "two.eml: is in the list or in the folder, not in both"),
        ({}, {"mood": "good"}, "the key “mood” is not known"),
    ],
)
def test_what_is_not_known_stops_the_report(
    tmp_path: Path, must: dict[str, Any], more: dict[str, Any], said: str
) -> None:
    with pytest.raises(pytest.Collector.CollectError, match=said):
        read(made(tmp_path, must, **more))


@pytest.mark.parametrize(
    ("count", "kind", "wrong", "is_below"),
    [
        (40, SAFETY, 1, True), (39, SAFETY, 39, False), (40, CLASS, 2, False), (40, CLASS, 3, True),
        (40, SHOULD, 4, False), (40, SHOULD, 5, True),
    ],
)  # fmt: skip
def test_from_forty_mails_on_the_totals_decide(count: int, kind: str, wrong: int, is_below: bool) -> None:
    verdicts = [Verdict(f"{number}.eml", kind, "event", "another" * (number < wrong)) for number in range(count)]
    assert below(verdicts) == [kind] * is_below
    assert [line[:20].strip() for line in lines(verdicts)][-5:] == list(TOTALS)


def test_the_documentation_names_each_key() -> None:
    page = (Path(__file__).parents[2] / "docs" / "mailbox.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in page] == []
