"""The report on sets of mails sees what is wrong with a mail of the samples, and stops at what it does not know."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inbox.models import IncomingMessage, MailProposal, RawMail
from inbox.receiving import intake
from registrations.actions.register import register
from registrations.models import Registration
from tests.mail_report.outcome import CLASS, SAFETY, Mail, fed
from tests.mail_report.report import SHOULD, TOTALS, Verdict, below, judge, lines, read
from tests.mail_report.vocabulary import KEYS
from tests.mailreader.mails import SAMPLES, expected

pytestmark = pytest.mark.django_db

CONTEXT = expected()["context"]
[REQUEST] = [mail for mail in read(SAMPLES) if "10-latin1-fr" in mail.name]
# What its outcome does not meet.
BAD: dict[str, Any] = {
    "classification": ["spam", "bulk"], "automatic": True, "auto_reply": "forbidden", "reply_to": "else@example.org",
    "not_written_to": ["zoe.lefrancois@brevigny.example.org"], "nothing_promised": True, "subject": "Else",
    "thread": {"registration": "DLG27-2-0388"}, "forwarded": True, "text_contains": ["vegetarian"],
    "attachments": [{"filename": "letter.pdf"}], "bounce": {"status": "5.1.1"}, "returned": True,
    "undeliverable": ["else@example.org"], "kept_apart": ["vegetarian"], "proposed_participants": {"min": 2, "max": 3},
    "participants": [{"family_name": "Lefrançois"}], "not_proposed": ["Zoé Lefrançois"], "missing": ["function"],
    "no_person_has": [{"country": "FR", "mode": "in_person"}], "event": "tur27", "reply_language": "es",
    "category": "ngo", "proposes": [{"action": "cancel", "registration": "DLG27-2-0388"}], "flags": ["event_is_over"],
    "not_flagged": ["restricted_data"], "state": "done", "written": [{"what": "in-hand"}], "shown_beside_form": True,
    "known_mail": True, "delivery_noted": True,
}  # fmt: skip


def failed(mail: Mail) -> set[tuple[str, str]]:
    """Kind and key of what is wrong."""
    return {(one.kind, one.name.split()[0]) for one in judge(fed(mail)) if one.wrong}


def test_what_is_as_expected_is_met() -> None:
    assert failed(REQUEST) == set()


def test_what_is_not_as_expected_fails_under_its_kind() -> None:
    wanted = {(kind, key) for key in BAD for kind in (KEYS[key].kind, SHOULD)}
    assert failed(REQUEST._replace(must=BAD, should=BAD)) == wanted


@pytest.mark.parametrize(
    ("key", "deed"),
    [
        ("nothing_done", lambda row, other: register(other.event, source="mail", language="en", family_name="Ruiz")),
        ("may_end", lambda row, other: row.message.proposals.create(position=9, action="cancel", target=other)),
        ("nobody_twice", lambda row, other: row.message.proposals.create(position=9, data=row.data, action=row.action)),
        ("restricted_apart", lambda row, other: put(row, function="Végétarien")),
        ("nothing_invented", lambda row, other: put(row, given_name="Zoraida")),
        ("kept", lambda row, other: RawMail.objects.update(content=b"else")),
        ("kept", lambda row, other: IncomingMessage.objects.update(facts={"problems": ["not-understood: KeyError"]})),
        ("readable", lambda row, other: IncomingMessage.objects.update(text="RenÃ©")),
        ("harmless", lambda row, other: IncomingMessage.objects.update(html="<script>1</script>")),
    ],
)
def test_what_no_mail_may_do_is_seen_without_being_asked(
    monkeypatch: pytest.MonkeyPatch, key: str, deed: Callable[[MailProposal, Registration], object]
) -> None:
    propose = intake._propose

    def hasty(message: IncomingMessage, understood: Any) -> None:
        propose(message, understood)
        deed(message.proposals.get(), Registration.objects.earliest("pk"))

    monkeypatch.setattr(intake, "_propose", hasty)
    assert key in {name for _kind, name in failed(REQUEST._replace(must={}, should={}))}


def put(row: MailProposal, **data: str) -> None:
    """Others in place of what was found."""
    MailProposal.objects.filter(pk=row.pk).update(data={**row.data, **data})


@pytest.mark.parametrize(
    ("must", "more", "said"),
    [
        ({"colour": "blue"}, {}, "one.eml: must: the key “colour” is not known"),
        ({"participants": [{"hat": "red"}]}, {}, "participants: the key “hat” is not known"),
        ({"thread": {"by": ["magic"]}}, {}, "must: thread: by: 'magic' is not known"),
        ({"classification": ["poem"]}, {}, "'poem' is not known"),
        ({"event": "beta-2"}, {}, "'beta-2' is not known"),
        ({"not_proposed": "Bo Lund"}, {}, "'Bo Lund' is not known"),
        ({}, {"context": {**CONTEXT, "weather": "fine"}}, "context: the key “weather” is not known"),
        (
            {},
            {"context": {**CONTEXT, "registrations": [{"reference": "X", "hat": "red"}]}},
            "the key “hat” is not known",
        ),
        ({}, {"context": {**CONTEXT, "outbound": [{"kind": "sonnet"}]}}, "'sonnet' is not known"),
        ({}, {"emails": [{"file": "two.eml"}]}, "two.eml: is in the list or in the folder, not in both"),
        ({}, {"mood": "good"}, "the key “mood” is not known"),
    ],
)
def test_what_is_not_known_stops_the_report(
    tmp_path: Path, must: dict[str, Any], more: dict[str, Any], said: str
) -> None:
    (tmp_path / "one.eml").touch()
    data = {"context": CONTEXT, "emails": [{"file": "one.eml", "must": must}], **more}
    (tmp_path / "expected.json").write_text(json.dumps(data))
    with pytest.raises(pytest.Collector.CollectError, match=said):
        read(tmp_path)


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
