"""Mails passed on, inline in the ways of many programs, and as whole messages."""

import pytest

from tests.mailreader.mails import mail, raw, understood

REQUEST = (
    "Dear Madam,\n\nI would like to attend the June workshop in person.\n\nKind "
    "regards,\nOlga Petrova\nAnalyst, Steppe Institute\n"
)
COLLEAGUE = "Lucie Bernasconi <l.bernasconi@events.example.org>"
HEADERS = {
    "gmail": "---------- Forwarded message ---------\nFrom: Olga Petrova "
    "<o.petrova@steppe.example.org>\nDate: Mon, May 10, 2027 at 4:42 PM\n"
    "Subject: Workshop\nTo: Lucie Bernasconi <l.bernasconi@events.example.org>\n\n\n",
    "gmail-es": "---------- Forwarded message ---------\nDe: *Olga Petrova* "
    "<o.petrova@steppe.example.org>\nDate: lun, 10 may 2027 a las 16:42\n"
    "Subject: Workshop\nTo: Lucie <l.bernasconi@events.example.org>\n\n",
    "apple": "Début du message réexpédié :\n\n> De: Olga Petrova "
    "<o.petrova@steppe.example.org>\n> Objet: Workshop\n> Date: 10 mai 2027 à "
    "16:42:00 "
    "UTC+2\n> À: l.bernasconi@events.example.org\n> \n",
    "thunderbird": "-------- Message transféré --------\nSujet : \tWorkshop\nDate : \tMon, 10 May "
    "2027 16:42:00 +0200\nDe : \tOlga Petrova "
    "<o.petrova@steppe.example.org>\nPour : \tl.bernasconi@events.example.org\n\n",
    "outlook-es": "________________________________\nDe: Olga Petrova "
    "<o.petrova@steppe.example.org>\nEnviado: lunes, 10 de mayo de 2027 16:42\n"
    "Para: Lucie Bernasconi <l.bernasconi@events.example.org>\nAsunto: Workshop\n\n",
    "lotus": "----- Forwarded by Lucie Bernasconi/GVA/EVENTS on 11/05/2027 09:19 "
    "-----\n\nFrom:   Olga Petrova <o.petrova@steppe.example.org>\n"
    "To:     l.bernasconi@events.example.org\nDate:   10/05/2027 16:42\nSubject:        Workshop\n\n",
    "outlook-en": "From: Olga Petrova [mailto:o.petrova@steppe.example.org]\nSent: Monday, 10 May "
    "2027 16:42\nTo: Lucie Bernasconi\n"
    "Cc: someone@steppe.example.org;\n another@steppe.example.org\nSubject: Workshop\n\n",
}


@pytest.mark.parametrize("style", HEADERS)
def test_the_writer_of_a_mail_passed_on_by_a_colleague_asks(style: str) -> None:
    body = REQUEST if style != "apple" else "".join(f"> {line}\n" for line in REQUEST.split("\n"))
    found = understood(
        mail(f"Pour suite à donner.\n\nLucie\n\n{HEADERS[style]}{body}", sender=COLLEAGUE, subject="Fwd: Workshop")
    )
    assert found.is_forwarded
    assert found.forwarded_by == "l.bernasconi@events.example.org"
    assert found.reply_to == "o.petrova@steppe.example.org"
    assert "original_sender_to_accept" in found.flags
    [person] = found.proposals
    assert (person.full_name, person.email, person.mode) == (
        "Olga Petrova",
        "o.petrova@steppe.example.org",
        "in_person",
    )
    assert (person.function, person.organisation) == ("Analyst", "Steppe Institute")
    assert found.language == "en"


def test_a_whole_mail_passed_on_as_an_attachment() -> None:
    inner = (
        b"From: Olga Petrova <o.petrova@steppe.example.org>\r\nReply-To: "
        b"olga@private.example.org\r\nSubject: Workshop\r\n"
        b"Content-Type: text/plain\r\n\r\n" + REQUEST.replace("\n", "\r\n").encode()
    )
    body = (
        b"--b1\r\nContent-Type: text/plain\r\n\r\nVoir ci-joint.\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--b1--\r\n"
    )
    found = understood(
        raw(
            f"From: {COLLEAGUE}\nSubject: TR: Workshop\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1",
            body,
        )
    )
    assert found.is_forwarded
    assert found.reply_to == "olga@private.example.org"
    assert [person.full_name for person in found.proposals] == ["Olga Petrova"]


def test_a_mail_passed_on_by_somebody_outside_is_answered_to_whoever_sent_it() -> None:
    found = understood(
        mail(
            f"Please see below the request of my director.\n\n{HEADERS['gmail']}{REQUEST}",
            sender="Ivan Orlov <i.orlov@steppe.example.org>",
            subject="Fwd: Workshop",
        )
    )
    assert found.is_forwarded
    assert found.reply_to == "i.orlov@steppe.example.org"
    assert "forwarded_by_stranger" in found.flags


def test_a_colleague_without_the_original_address_is_answered_himself() -> None:
    found = understood(
        mail(
            "FYI\n\nDe : Olga Petrova\nEnvoyé : lundi 10 mai 2027 16:42\nÀ : Lucie\nObjet : Workshop\n\n" + REQUEST,
            sender=COLLEAGUE,
            subject="TR: Workshop",
        )
    )
    assert found.reply_to == "l.bernasconi@events.example.org"
    assert "original_sender_without_address" in found.flags
    assert [(person.full_name, person.email) for person in found.proposals] == [("Olga Petrova", "")]


def test_our_own_mail_in_an_answer_is_a_quote_and_no_forward() -> None:
    found = understood(
        mail(
            "Thank you.\n\nFrom: Dialogue <dialogue@events.example.org>\nSent: Monday\nTo: Olga\nSubject: "
            "Hello\n\nPlease register.",
            sender="Olga Petrova <o.petrova@steppe.example.org>",
            subject="RE: Hello",
        )
    )
    assert not found.is_forwarded
    assert found.proposals == []
