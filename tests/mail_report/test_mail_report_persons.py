"""What the report asks of persons, of events that are over and of mails that wait: each check can fail."""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from tests.mail_report.running import run
from tests.mail_report.test_mail_report import CONTEXT, EVENT, REQUEST, made, states
from tests.mailreader.mails import mail

pytestmark = pytest.mark.django_db

OFFICE = "Red Norte Office <office@red-norte.example.org>"
PAIR = (
    "Please register for ALPHA-1:\n\n1. Ms Ida Roll, Adviser, office@red-norte.example.org\n"
    "2. Mr Bo Lund, Analyst, b.lund@red-norte.example.org\n"
)
HIDDEN = "Please register Mr Bo Lund for ALPHA-1, the intended recipient of this confidential line.\n"


def asked(sentence: str, folder: Path, text: str, sender: str = "", **more: Any) -> list[str]:
    raw = mail(text, sender=sender) if sender else mail(text)
    return states(run(made(folder, {"must_not": [sentence]}, raw=raw, **more)))


@pytest.mark.parametrize(
    ("sentence", "text", "sender", "state"),
    [
        ("create a participant for the office that writes", REQUEST, OFFICE, "met"),
        ("create a participant for the association", REQUEST, "Red Norte <a@red-norte.example.org>", "met"),
        ("create a participant for the sending office", REQUEST, "Ana Ruiz Soler <a@x.example.org>", "failed"),
        ("count the persons of the second sheet again", REQUEST, OFFICE, "met"),
        ("register them in person", REQUEST, OFFICE, "failed"),
        ("register them online", REQUEST, OFFICE, "met"),
        ("flag a visa letter", REQUEST, OFFICE, "met"),
        ("flag a visa letter", REQUEST.replace("Country:", "Visa letter: yes\nCountry:"), OFFICE, "failed"),
        ("take the legal notice for a person", REQUEST, OFFICE, "met"),
        ("register both under the sender's address", PAIR, OFFICE, "met"),
        ("register both under the sender's address", PAIR.replace("b.lund@", "office@"), OFFICE, "failed"),
        ("give Bo Lund the address of Ida Roll as his own", PAIR, OFFICE, "met"),
        ("give Bo Lund the address of Ida Roll as his own", PAIR.replace("b.lund@", "office@"), OFFICE, "failed"),
        ("take the legal notice for a person", HIDDEN, OFFICE, "failed"),
        ("read the line about the mobile application as a function", REQUEST, OFFICE, "met"),
        (
            "read the line about the mobile application as a function",
            REQUEST.replace("Function: Director", "Function: Director, Sent from Outlook for Android"),
            OFFICE,
            "failed",
        ),
    ],
)
def test_sentences_about_persons(tmp_path: Path, sentence: str, text: str, sender: str, state: str) -> None:
    assert asked(sentence, tmp_path, text, sender) == [state]


@pytest.mark.parametrize(("year", "state"), [("2026", "met"), ("2027", "failed")])
def test_an_event_that_is_over(tmp_path: Path, year: str, state: str) -> None:
    event = {**EVENT, "starts_on": f"{year}-06-14", "ends_on": f"{year}-06-15"}
    actions = ["tell staff that the event is over", "answer in English that the event is over"]
    found = run(made(tmp_path, {}, {"actions": actions}, context={**CONTEXT, "events": [event]}))
    assert states(found) == [state, state]


def test_who_writes_for_an_event_that_is_over_is_promised_nothing(tmp_path: Path) -> None:
    event = {**EVENT, "starts_on": "2026-06-14", "ends_on": "2026-06-15"}
    must = {"must_not": ["tell the sender that the registration was accepted", "send two acknowledgements"]}
    found = run(made(tmp_path, must, context={**CONTEXT, "events": [event]}))
    assert states(found) == ["met", "met"]


@pytest.mark.parametrize(
    ("now", "state"), [("2027-05-25T15:00:00+02:00", "met"), ("2027-09-25T15:00:00+02:00", "failed")]
)
def test_a_mail_comes_in_when_it_was_sent_unless_that_is_long_ago(tmp_path: Path, now: str, state: str) -> None:
    event = {**EVENT, "starts_on": "2027-12-14", "ends_on": "2027-12-15"}
    context = {**CONTEXT, "now": now, "events": [event]}
    assert states(run(made(tmp_path, {}, {"actions": ["acknowledge in English"]}, context=context))) == [state]


REGISTERED = {
    "reference": "ALPHA-1-0001", "event": "alpha-1", "status": "confirmed", "given_name": "Ana",
    "family_name": "Ruiz Soler", "email": "a.ruiz@red-norte.example.org", "language": "en",
}  # fmt: skip


@pytest.mark.parametrize(("function", "state"), [("Dean", "met"), ("Clerk", "failed")])
def test_what_a_registered_person_changes_is_compared_too(tmp_path: Path, function: str, state: str) -> None:
    text = (
        "I am registered already (ALPHA-1-0001), but my function has changed. My new details:\n\n"
        "Surname: Ruiz Soler\nFirst name: Ana\nFunction: Dean\n\nKind regards\nAna Ruiz Soler\n"
    )
    should = {
        "participants": [{"family_name": "Ruiz Soler", "function": function}],
        "actions": ["show that ALPHA-1-0001 exists already"],
    }
    context = {**CONTEXT, "registrations": [REGISTERED]}
    found = run(made(tmp_path, {}, should, raw=mail(text), context=context))
    assert states(found) == ["met", state, "met"]


@pytest.mark.parametrize(("size", "state"), [(900, "met"), (60_000, "failed")])
def test_a_logo_in_the_signature_is_no_nomination_document(tmp_path: Path, size: int, state: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = OFFICE, "box@events.example.org", "ALPHA-1"
    message["Message-ID"] = "<logo-1@mail.example.org>"
    message.set_content(f"<p>{REQUEST}</p><img src='cid:logo'>", subtype="html")
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * size
    message.add_related(picture, "image", "png", cid="<logo>", filename="logo.png", disposition="inline")
    must = {"must_not": ["take the logo for the nomination document"]}
    assert states(run(made(tmp_path, must, raw=message.as_bytes(policy=SMTP)))) == [state]


@pytest.mark.parametrize(
    ("sentence", "text", "state"),
    [
        ("check the person in", REQUEST, "met"),
        ("attach to one of our events as a request", REQUEST, "failed"),
        ("attach to one of our events as a request", "Have a nice day.\n", "met"),
    ],
)
def test_sentences_about_what_a_mail_leads_to(tmp_path: Path, sentence: str, text: str, state: str) -> None:
    assert asked(sentence, tmp_path, text) == [state]


@pytest.mark.parametrize(("text", "state"), [(PAIR, "met"), ("Have a nice day.\n", "failed")])
def test_what_waits_for_staff(tmp_path: Path, text: str, state: str) -> None:
    actions = ["send the programme to both once staff have accepted"]
    assert states(run(made(tmp_path, {}, {"actions": actions}, raw=mail(text)))) == [state]


@pytest.mark.parametrize("said", ["", ", one of them without a name"])
def test_how_many_a_delegation_has(tmp_path: Path, said: str) -> None:
    found = run(made(tmp_path, {}, {"actions": [f"propose one delegation of two{said}"]}, raw=mail(PAIR)))
    assert states(found) == ["met"]


@pytest.mark.parametrize(
    ("should", "state"),
    [
        ({"changes": {"function": "Dean"}}, "met"),
        ({"changes": {"function": "Clerk"}}, "failed"),
        ({"changes": {"mode": "online"}}, "failed"),
        ({"participants": [{"given_name": "Ana", "email": "a.ruiz@red-norte.example.org"}]}, "met"),
        ({"participants": [{"given_name": "Eva"}]}, "failed"),
    ],
)
def test_what_a_change_leaves_out_stays_as_it_is(tmp_path: Path, should: dict[str, Any], state: str) -> None:
    text = "Please update my details (ALPHA-1-0001): my new function is Dean.\n\nKind regards\nAna Ruiz Soler\n"
    context = {**CONTEXT, "registrations": [REGISTERED]}
    assert set(states(run(made(tmp_path, {}, should, raw=mail(text), context=context)))) == {state}


@pytest.mark.parametrize(("reference", "state"), [("ALPHA-1-0001", "met"), ("ALPHA-1-0002", "failed")])
def test_of_whom_a_request_is_a_double(tmp_path: Path, reference: str, state: str) -> None:
    context = {**CONTEXT, "registrations": [REGISTERED]}
    found = run(made(tmp_path, {}, {"duplicate_of": reference}, raw=mail(REQUEST, sender=OFFICE), context=context))
    assert states(found) == [state]


@pytest.mark.parametrize(("sentence", "state"), [("do nothing else", "failed"), ("propose a participant", "met")])
def test_where_nothing_is_to_be_done(tmp_path: Path, sentence: str, state: str) -> None:
    assert states(run(made(tmp_path, {}, {"actions": [sentence]}))) == [state]
