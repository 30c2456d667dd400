"""Rules that the set of everyday requests taught: bodies and offices in prose, wishes, what stands beside a name."""

import pytest

from tests.mailreader.mails import mail, understood

ASKS = "I would like to register for the workshop on 14 and 15 June in Geneva."
IDA = "Ida Roll <i.roll@norr.example.org>"


def test_the_subject_of_an_answer_tells_the_event_where_the_text_does_not() -> None:
    text = "Thank you. Please register me:\n\nName: Ida Roll\nPosition: Adviser\n"
    assert understood(mail(text, sender=IDA, subject="RE: The June workshop")).event == "dlg27-2"
    assert understood(mail(text, sender=IDA, subject="RE: Your invitation")).event == ""
    other = text.replace("register me", "register me for the course TUR27")
    assert understood(mail(other, sender=IDA, subject="RE: The June workshop")).event == "tur27"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("¿Es posible recibir ayuda para el pasaje?", True),
        ("Pourrais-je recevoir une aide pour le billet ?", True),
        ("Could you offer some support towards my travel costs?", True),
        ("I need help with the form.", False),
    ],
)
def test_help_with_the_journey(text: str, expected: bool) -> None:
    found = understood(mail(f"{ASKS} {text}\n\nIda Roll\nAdviser\n", sender=IDA))
    assert [one.wants_sponsorship for one in found.proposals] == [expected]


def test_the_contact_is_named_without_title() -> None:
    text = (
        "Please register for the June workshop:\n\n1. Ms Awa Fall, Analyst, a.fall@norr.example.org\n"
        "2. Mr Ben Ash, Clerk, b.ash@norr.example.org\n\nI shall not attend myself.\n"
    )
    found = understood(mail(text, sender="Dr Ida Roll <i.roll@norr.example.org>"))
    assert found.focal_point is not None
    assert (found.focal_point.name, found.focal_point.attends) == ("Ida Roll", False)


def test_lines_with_office_and_more_are_persons_without_an_address() -> None:
    text = (
        "Could you register three people for the June workshop?\n\nIda Roll - Director - i.roll@norr.example.org\n"
        "Ben Ash - Clerk - b.ash@norr.example.org\nSunniva Lee - Intern - e-mail to follow - online\n\n"
        "Thank you,\nIda\n"
    )
    found = understood(mail(text, sender=IDA))
    assert [(one.family_name, one.function, one.email) for one in found.proposals] == [
        ("Roll", "Director", "i.roll@norr.example.org"),
        ("Ash", "Clerk", "b.ash@norr.example.org"),
        ("Lee", "Intern", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I confirm my interest in attending the second workshop in Geneva.",
        "Je vous fais part de mon intérêt à participer au deuxième atelier de Genève.",
        "Les manifiesto mi interés en participar en el segundo taller.",
    ],
)
def test_an_interest_in_coming_is_a_request(text: str) -> None:
    found = understood(mail(f"{text}\n\nIda Roll\nAdviser\n", sender=IDA))
    assert found.classification == "registration_request"
    assert [one.family_name for one in found.proposals] == ["Roll"]


def test_who_will_take_the_floor_is_a_speaker() -> None:
    text = "Merci d'inscrire Mme Awa Fall, juriste (a.fall@x.example.org). Mme Fall prendra la parole en session I.\n"
    assert [one.is_possible_speaker for one in understood(mail(text, sender=IDA)).proposals] == [True]
