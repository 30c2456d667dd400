"""Structure proposes, phrases only rank; who stays never goes; every mail that is passed on is read."""

from email import message_from_bytes
from email.message import EmailMessage

import pytest

from mailreader.findings import RegistrationFacts
from tests.mailreader.mails import BOX, context, mail, understood

COLLEAGUE = "Lea Bern <l.bernasconi@events.example.org>"
CARD = "Ms Ida Roll\nHead of Research\nLake Institute\ni.roll@lake.example.org"


def passed_on(*mails: bytes) -> bytes:
    """A colleague's mail with others as attachments."""
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = COLLEAGUE, BOX, "Fwd: two requests"
    outer["Message-ID"] = "<outer@events.example.org>"
    outer.set_content("For you.")
    for one in mails:
        outer.add_attachment(message_from_bytes(one))
    return outer.as_bytes()


@pytest.mark.parametrize(
    "sentence",
    ["here's Ms Roll's card", "Voilà qui on envoie cette fois", "Va la ficha de quien irá por nuestra casa", "FYI"],
)
def test_a_card_is_proposed_whatever_the_sentence_says(sentence: str) -> None:
    found = understood(mail(f"Hello,\n\n{sentence}\n\n{CARD}\n\nBest regards,\nTom", sender="Tom <t@lake.example.org>"))
    assert [(one.family_name, one.email) for one in found.proposals] == [("Roll", "i.roll@lake.example.org")]


def test_both_of_two_mails_passed_on_as_attachments_are_read() -> None:
    first = mail("Please register Ms Ida Roll (i.roll@lake.example.org).", sender="Tom Reed <t.reed@lake.example.org>")
    second = mail("Please register Mr Ben Ash (b.ash@sea.example.org).", sender="Eva Poe <e.poe@sea.example.org>")
    found = understood(passed_on(first, second), staff={"l.bernasconi@events.example.org"})
    assert [one.family_name for one in found.proposals] == ["Roll", "Ash"]


@pytest.mark.parametrize(
    "text",
    [
        "Mr Ben Ash cannot attend. Nothing changes for Ms Ida Roll and Mr Tom Reed.",
        "M. Ben Ash ne pourra pas venir ; rien ne change pour Mme Ida Roll et M. Tom Reed.",
        "El Sr. Ben Ash no podrá asistir; nada cambia para la Sra. Ida Roll y el Sr. Tom Reed.",
    ],
)
def test_only_who_leaves_is_ended(text: str) -> None:
    rows = [
        RegistrationFacts(f"DLG27-2-090{number}", "dlg27-2", given, family, f"{family.lower()}@lake.example.org")
        for number, (given, family) in enumerate([("Ben", "Ash"), ("Ida", "Roll"), ("Tom", "Reed")])
    ]
    found = understood(mail(text), registrations=[*context().registrations, *rows])
    assert (found.classification, found.targets) == ("cancellation", ("DLG27-2-0900",))


def test_days_that_fit_no_event_leave_it_unknown() -> None:
    found = understood(mail("Please register me for the workshop of 3 and 4 March 2027."))
    assert (found.event, found.event_reason.code) == ("", "unlisted")
