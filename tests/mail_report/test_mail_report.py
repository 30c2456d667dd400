"""The report on sets of mails sees what is wrong, stops at what it does not know, and leaves nothing behind."""

import json
from pathlib import Path
from typing import Any

import pytest

from inbox.models import Conversation, IncomingMessage
from inbox.receiving import intake
from registrations.actions.register import register
from registrations.models import Registration
from tests.mail_report import report
from tests.mail_report.report import BadSet, Judged, Report, Verdict, run
from tests.mail_report.vocabulary import CLASS, KEYS, SAFETY, SHOULD
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


def made(folder: Path, must: dict[str, Any], should: dict[str, Any] | None = None, **more: Any) -> Path:
    """A set of one mail."""
    (folder / "one.eml").write_bytes(mail(REQUEST))
    row = {"file": "one.eml", "must": must, "should": should or {}}
    (folder / "expected.json").write_text(json.dumps({"emails": [row], "context": CONTEXT, **more}))
    return folder


def failed(folder: Path) -> list[str]:
    """The lines that say what is wrong."""
    return [line for line in run([folder]).lines() if "FAILED" in line]


def test_what_is_as_expected_is_met_and_nothing_is_left_behind(tmp_path: Path) -> None:
    assert failed(made(tmp_path, GOOD, GOOD)) == []
    assert not any(model.objects.exists() for model in (IncomingMessage, Conversation, Registration))


def test_what_is_not_as_expected_fails_under_its_kind(tmp_path: Path) -> None:
    lines = [line.strip() for line in failed(made(tmp_path, BAD, BAD))]
    wanted = [f"FAILED  {kind}: {key}" for key in BAD for kind in (KEYS[key].kind, SHOULD)]
    assert [start for start in wanted if not any(line.startswith(start) for line in lines)] == []


DEEDS = {
    "register": "nothing_done", "end": "may_end", "leak": "restricted_apart", "repeat": "nobody_twice",
    "invent": "nothing_invented", "garble": "readable", "script": "harmless", "lose": "kept",
}  # fmt: skip


@pytest.mark.parametrize(("deed", "key"), DEEDS.items())
def test_what_no_mail_may_do_is_seen_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str, key: str
) -> None:
    propose = intake._propose

    def hasty(message: IncomingMessage, found: Any) -> None:
        propose(message, found)
        row = message.proposals.get()
        bo = Registration.objects.get(reference="ALPHA-1-0001")
        if deed == "register":
            register(bo.event, source="mail", language="en", given_name="Ana", family_name="Ruiz")
        elif deed == "end":
            message.proposals.create(position=9, action="cancel", target=bo)
        elif deed == "repeat":
            message.proposals.create(position=9, action="register", data=row.data)
        elif deed == "leak":
            message.proposals.update(data={**row.data, "function": "vegan"})
        elif deed == "invent":
            message.proposals.update(data={**row.data, "given_name": "Zoraida"})
        elif deed == "lose":
            message.raw.content = b"else"
            message.raw.save()
        else:
            text = {"garble": {"text": "RenÃ©"}, "script": {"html": "<script>1</script>"}}[deed]
            IncomingMessage.objects.filter(pk=message.pk).update(**text)

    monkeypatch.setattr(intake, "_propose", hasty)
    assert [line for line in failed(made(tmp_path, {})) if f": {key}: " in line]


@pytest.mark.parametrize(
    ("must", "more", "said"),
    [
        ({"colour": "blue"}, {}, "one.eml: must: the key “colour” is not known"),
        ({"must_not": ["sing"]}, {}, "the key “must_not” is not known"),
        ({"thread": {"by": ["magic"]}}, {}, "one.eml: must: thread: by: 'magic' is not known"),
        ({"classification": ["poem"]}, {}, "'poem' is not known"),
        ({"event": "beta-2"}, {}, "'beta-2' is not known"),
        ({"participants": [{"hat": "red"}]}, {}, "the key “hat” is not known"),
        ({"automatic": "yes"}, {}, "'yes' is not known"),
        ({}, {"context": {**CONTEXT, "weather": "fine"}}, "weather"),
        ({}, {"context": {**CONTEXT, "registrations": [{**GONE, "status": "asleep"}]}}, "asleep"),
        ({}, {"emails": [{"file": "two.eml"}]}, "two.eml: is in the list or in the folder, not in both"),
        ({}, {"mood": "good"}, "the key “mood” is not known"),
        ({}, {"emails": 5}, "expected.json"),
    ],
)
def test_what_is_not_known_stops_the_report(
    tmp_path: Path, must: dict[str, Any], more: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadSet, match=said):
        run([made(tmp_path, must, **more)])


@pytest.mark.parametrize(
    ("count", "kind", "wrong", "is_below"),
    [
        (40, SAFETY, 1, True), (39, SAFETY, 39, False), (40, CLASS, 2, False), (40, CLASS, 3, True),
        (40, SHOULD, 4, False), (40, SHOULD, 5, True),
    ],
)  # fmt: skip
def test_from_forty_mails_on_the_totals_decide(count: int, kind: str, wrong: int, is_below: bool) -> None:
    verdicts = [Verdict(kind, "event", "another" if number < wrong else "") for number in range(count)]
    found = Report([Judged("set/one.eml", "question", [one]) for one in verdicts])
    assert found.below == [kind] * is_below
    assert [line[:20].strip() for line in list(found.lines())[-5:]] == list(report.TOTALS)


def test_a_share_is_rounded_down() -> None:
    verdicts = [Verdict(SHOULD, "event", "another" if number == 0 else "") for number in range(3000)]
    assert list(Report([Judged("set/one.eml", "question", verdicts)]).lines())[-1].split()[:5] == (
        ["should", "2999", "of", "3000", "99.9"]
    )


def test_the_documentation_names_each_key() -> None:
    page = (Path(__file__).parents[2] / "docs" / "mailbox.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in page] == []
