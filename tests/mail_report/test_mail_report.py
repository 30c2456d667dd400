"""The report on a set of mails sees what is wrong, says what it could not check, and leaves nothing behind."""

import json
from pathlib import Path
from typing import Any

import pytest

from inbox.models import Conversation, IncomingMessage
from inbox.receiving import intake
from registrations.actions.register import register
from registrations.models import Registration
from tests.mail_report import faults, printing, words
from tests.mail_report.running import BadSet, Found, run
from tests.mailreader.mails import mail

pytestmark = pytest.mark.django_db

REQUEST = (
    "Dear colleagues,\n\nPlease register me for ALPHA-1.\n\nName: Ana Ruiz Soler\nFunction: Director\n"
    "Organisation: Red Norte\nCountry: Peru\nEmail: a.ruiz@red-norte.example.org\n\nKind regards\nAna Ruiz Soler\n"
)
EVENT = {"key": "alpha-1", "code": "ALPHA-1", "starts_on": "2027-06-14", "ends_on": "2027-06-15", "title": {"en": "A"}}
CONTEXT: dict[str, Any] = {"now": "2027-05-12T15:00:00+02:00", "mailbox": "box@example.org", "events": [EVENT]}


def made(folder: Path, must: dict[str, Any], should: dict[str, Any] | None = None, **more: Any) -> Path:
    """A set of one mail."""
    (folder / "one.eml").write_bytes(more.pop("raw", mail(REQUEST)))
    row = {"file": "one.eml", "must": must, "should": should or {}, **more.pop("row", {})}
    (folder / "expected.json").write_text(json.dumps({"emails": [row], "context": CONTEXT, **more}))
    return folder


def states(found: Found) -> list[str]:
    return [one.state for each in found.mails for one in (*each.must, *each.should)]


def test_what_is_as_expected_is_met_and_nothing_is_left_behind(tmp_path: Path) -> None:
    must = {
        "classification_any_of": ["registration_request"],
        "thread": None,
        "proposed_participants": {"min": 1, "max": 1},
        "must_not": ["create a participant for Bruno Quispe", "approve without staff", "take a label for a person"],
    }
    should = {"event": "alpha-1", "participants": [{"family_name": "Ruiz Soler", "country": "PE"}]}
    found = run(made(tmp_path, must, should))
    assert set(states(found)) == {"met"}, found
    assert (found.holds, found.must, found.share, found.unchecked) == (True, (6, 6), 100.0, 0)
    for model in (IncomingMessage, Conversation, Registration):
        assert not model.objects.exists()


@pytest.mark.parametrize(
    "must",
    [
        {"classification_any_of": ["spam"]},
        {"automatic": True},
        {"thread": {"registration": "ALPHA-1-0001"}},
        {"reply_to": "else@example.org"},
        {"proposed_participants": {"min": 2, "max": 2}},
        {"auto_reply": "forbidden"},
        {"text_contains": ["Red Norte", "Red Sur"]},
        {"forwarded": True},
        {"bounce": {"status": "5.1.1"}},
        {"attachments": [{"filename": "letter.pdf"}]},
        {"subject": "another"},
        {"must_not": ["propose Ana Ruiz Soler as a participant"]},
        {"must_not": ["file under event alpha-1"]},
        {"must_not": ["treat it as a registration request"]},
        {"must_not": ["reply to a.ruiz@"]},
        {"must_not": ["serve the attachment inline"]},
        {"must_not": ["count the confirmation as delivered"]},
    ],
)
def test_what_is_not_as_expected_fails(tmp_path: Path, must: dict[str, Any]) -> None:
    found = run(made(tmp_path, must))
    assert states(found) == ["failed"]
    assert not found.holds


def test_a_registration_made_by_a_machine_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    propose = intake._propose

    def hasty(message: Any, found: Any) -> None:
        propose(message, found)
        event = message.conversation.event
        register(event, source="mail", language="en", given_name="Ana", family_name="Ruiz")

    monkeypatch.setattr(intake, "_propose", hasty)
    found = run(made(tmp_path, {"must_not": ["create a registration without staff", "invent a given name"]}))
    assert states(found) == ["failed", "met"]


def test_what_nobody_knows_how_to_check_is_said_and_fails_no_must(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made(
        tmp_path,
        {"must_not": ["sing aloud"], "colour": "blue", "automatic": False},
        {"actions": ["dance"], "language": "en"},
        row={"mood": "good"},
        context={**CONTEXT, "weather": "fine"},
    )
    found = run(folder)
    printing.show(found)
    said = capsys.readouterr().out
    assert sorted(states(found)) == ["met", "met", "not checked", "not checked", "not checked"]
    assert found.holds
    assert said.splitlines()[-1] == "must 1/1, should 50 %"
    assert "Not checked, because nothing here knows how: 3." in said
    assert "context.weather is not known" in said
    assert "“mood” is not known" in said


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        ("propose a participant", "failed"),
        ("propose one participant", "failed"),
        ("propose three participants", "met"),
        ("propose the same person twice", "met"),
        ("create two conversations", "met"),
        ("send two acknowledgements", "met"),
        ("send an acknowledgement", "failed"),
        ("answer in the wrong language", "met"),
        ("acknowledge in English", "failed"),
        ("hide the mail from staff", "met"),
        ("grant the sponsorship", "met"),
        ("tell her that she is registered", "failed"),
        ("attach to ALPHA-1-0001", "met"),
        ("cancel the others", "met"),
        ("load remote images", "met"),
        ("show broken accents", "met"),
        ("drop the mail", "met"),
        ("invent a given name", "met"),
        ("read the disclaimer as the request", "not checked"),
        ("answer nobody@example.org", "met"),
        ("swap given and family name", "not checked"),
    ],
)
def test_sentences_are_asked_of_what_was_stored(tmp_path: Path, sentence: str, state: str) -> None:
    assert states(run(made(tmp_path, {"must_not": [sentence]}))) == [state]


def test_what_is_met_by_codes_alone_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = mail("Please register me for ALPHA-1.\n\nName: Ana Ruiz Soler\n")
    found = run(made(tmp_path, {}, {"actions": ["propose one participant", "remind once, then close"]}, raw=raw))
    printing.show(found, is_verbose=True)
    said = capsys.readouterr().out
    assert states(found) == ["met", "met"]
    assert "Met by codes of what staff may do next, not by rows: 1." in said
    assert "remind once, then close (by a code)\n" in said
    assert "propose one participant\n" in said


def test_a_file_that_is_not_there_fails(tmp_path: Path) -> None:
    folder = made(tmp_path, {})
    (folder / "one.eml").rename(folder / "two.eml")
    found = run(folder)
    assert not found.holds
    assert "two.eml: not in expected.json" in found.notes


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"emails": 5}'])
def test_a_set_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "expected.json").write_text(text)
    with pytest.raises(BadSet, match=r"expected\.json"):
        run(tmp_path)


@pytest.mark.parametrize("context", [None, {}, {"registrations": [{"reference": "X-1", "event": "none"}]}])
def test_a_context_may_lack_everything(tmp_path: Path, context: Any) -> None:
    found = run(made(tmp_path, {"automatic": False}, context=context))
    assert found.holds


def test_references_of_another_form_are_mapped(tmp_path: Path) -> None:
    registration = {"reference": "REG/77", "event": "alpha-1", "status": "confirmed", "given_name": "Ana"}
    context = {**CONTEXT, "registrations": [{**registration, "email": "a.ruiz@red-norte.example.org"}]}
    raw = mail("Dear all,\n\nI must cancel my participation.\n\nAna", subject="Re: [REG/77] Confirmation")
    must = {"thread": {"registration": "REG/77", "by": ["subject_token"]}, "classification_any_of": ["cancellation"]}
    should = {"actions": ["propose to cancel REG/77"]}
    found = run(made(tmp_path, must, should, raw=raw, context=context))
    assert set(states(found)) == {"met"}, found


def test_names_numbers_and_languages_are_read_out_of_a_sentence() -> None:
    assert words.names_in("propose Solène Vauthier as a participant") == ["Solène Vauthier"]
    assert words.names_in("create a participant for Mr Jonas de la Cruz") == ["Jonas de la Cruz"]
    assert words.number_in("propose one delegation of five") == 5
    assert words.number_in("propose 12 participants") == 12
    assert words.languages_in("acknowledge in French") == ["fr"]
    assert words.same_person("Vauthier Solène", "solene VAUTHIER")
    assert not words.same_person("Ana Ruiz", "Ana Soler")


def test_the_samples_sentences_are_all_known() -> None:
    from tests.mail_report import fault_checks, fault_texts  # noqa: F401  they fill the register
    from tests.mailreader.mails import expected

    for row in expected()["emails"]:
        for sentence in faults.sentences(row):
            assert [pattern for pattern, _check in faults.REGISTER if pattern.search(sentence)], sentence


def test_a_second_delivery_is_judged_after_the_first(tmp_path: Path) -> None:
    raw = mail(REQUEST, Received="from a.example.org by b.example.org")
    (tmp_path / "two.eml").write_bytes(raw.replace(b"from a.example.org", b"from c.example.org"))
    should = {"actions": ["take it for the mail already received"]}
    rows = [
        {"file": name, "message_id": "<test-1@mail.example.org>", "must": {"must_not": ["acknowledge a second time"]}}
        for name in ("one.eml", "two.eml")
    ]
    found = run(made(tmp_path, {}, raw=raw, emails=[{**row, "should": should} for row in rows]))
    assert [[one.state for one in (*each.must, *each.should)] for each in found.mails] == [
        ["met", "failed"],
        ["met", "met"],
    ]


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        ("warn staff that the sender is neither the person nor the focal point", "failed"),
        ("note on ALPHA-1-0001 that she confirms attendance", "failed"),
        ("show to staff; nothing to register", "met"),
        ("keep it away from the queue", "failed"),
        ("answer her in English", "met"),
        ("answer her in French", "failed"),
        ("keep the slides for the agenda", "failed"),
        ("show to staff that our mail is held until a person answers", "failed"),
        ("check whether the speaker is registered", "failed"),
    ],
)
def test_what_should_follow_is_asked_of_what_was_stored(tmp_path: Path, sentence: str, state: str) -> None:
    assert states(run(made(tmp_path, {}, {"actions": [sentence]}))) == [state]


@pytest.mark.parametrize(("sentence", "state"), [("open the link", "met"), ("take it for a confirmation", "met")])
def test_links_are_not_opened_and_nothing_is_taken_for_a_confirmation(
    tmp_path: Path, sentence: str, state: str
) -> None:
    assert states(run(made(tmp_path, {"must_not": [sentence]}))) == [state]
