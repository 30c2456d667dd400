"""Rules that the set of everyday requests taught: bodies and offices in prose, wishes, what stands beside a name."""

import pytest

from mailreader import bodies
from mailreader.categories import category_of
from tests.mailreader.mails import mail, understood

ASKS = "I would like to register for the workshop on 14 and 15 June in Geneva."
IDA = "Ida Roll <i.roll@norr.example.org>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Head of Programmes at the Lakeside Trust", ("Head of Programmes", "Lakeside Trust")),
        ("Responsable de projets à la Lettonne Fondation", ("Responsable de projets", "Lettonne Fondation")),
        ("Head of Community Relations", ("Head of Community Relations", "")),
        ("Head of the Community Development Trust", ("Head", "Community Development Trust")),
    ],
)
def test_where_an_office_ends_and_a_body_begins(text: str, expected: tuple[str, str]) -> None:
    assert bodies.split_function(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Office of the President", True),
        ("Bureau du Premier Ministre", True),
        ("Oficina del Alcalde", True),
        ("Office Manager", False),
        ("Lakes Network Coordinator", False),
    ],
)
def test_the_body_of_an_office(text: str, expected: bool) -> None:
    assert bodies.starts_as_body(text) is expected


def test_a_role_that_is_an_office() -> None:
    card = "Name: Ida Roll\nRole: {}\nOrganisation: Norr Relief\nE-mail: i.roll@norr.example.org\n"
    at_work = understood(mail(f"{ASKS}\n\n{card.format('Advocacy Manager')}", sender=IDA)).proposals[0]
    in_delegation = understood(mail(f"{ASKS}\n\n{card.format('Head of delegation')}", sender=IDA)).proposals[0]
    assert (at_work.function, at_work.role) == ("Advocacy Manager", "")
    assert (in_delegation.function, in_delegation.role) == ("", "head_of_delegation")


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I would prefer to receive your messages in French.", "fr"),
        ("Merci de m'écrire en espagnol.", "es"),
        ("I cannot write in French.", ""),
        ("I studied in French schools.", ""),
    ],
)
def test_the_language_somebody_wants_to_be_written_to_in(text: str, expected: str) -> None:
    found = understood(mail(f"{ASKS} {text}\n\nIda Roll\nAdviser\n", sender=IDA))
    assert [one.preferred_language for one in found.proposals] == [expected]


@pytest.mark.parametrize(
    "said", ["à l'association Solidarité Sud", "à Solidarité Sud, ONG belge", "à Solidarité Sud (ONG)"]
)
def test_what_a_body_is_stands_beside_its_name(said: str) -> None:
    text = (
        f"Je souhaite participer à l'atelier des 14 et 15 juin.\n\nOrganisme : Solidarité Sud\n\nJe travaille {said}.\n"
    )
    found = understood(mail(text, sender="Ida Roll <i.roll@x.example.org>"))
    assert [one.category for one in found.proposals] == ["ngo"]


def test_a_region_is_a_local_authority() -> None:
    assert category_of("Région Val-de-Brume") == "local_authority"
    assert category_of("Network of the Sahel Region") == "ngo"


@pytest.mark.parametrize(
    "introduction",
    [
        "Merci d'inscrire à l'atelier de juin, pour la Ville de Norr :",
        "Merci d'inscrire les personnes suivantes de la Ville de Norr à l'atelier de juin :",
    ],
)
def test_persons_of_the_body_that_the_request_names(introduction: str) -> None:
    listed = "1. Mme Ida Roll, adjointe, i.roll@norr.example.org\n2. M. Ben Ash, juriste, b.ash@x.example.org\n"
    text = f"{introduction}\n\n{listed}"
    found = understood(mail(text, sender=IDA))
    assert [one.organisation for one in found.proposals] == ["Ville de Norr", "Ville de Norr"]


def test_the_contact_is_named_without_title() -> None:
    text = (
        "Please register for the June workshop:\n\n1. Ms Awa Fall, Analyst, a.fall@norr.example.org\n"
        "2. Mr Ben Ash, Clerk, b.ash@norr.example.org\n\nI shall not attend myself.\n"
    )
    found = understood(mail(text, sender="Dr Ida Roll <i.roll@norr.example.org>"))
    assert found.focal_point is not None
    assert (found.focal_point.name, found.focal_point.attends) == ("Ida Roll", False)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Consent to be listed: Yes", True),
        ("Consentement à la publication de mon nom : non", False),
        ("Autorización para publicar mi nombre: sí", True),
        ("Consent to be listed: please explain", None),
    ],
)
def test_a_labelled_consent(line: str, expected: bool | None) -> None:
    found = understood(mail(f"{ASKS}\n\nName: Ida Roll\nPosition: Adviser\n{line}\n", sender=IDA))
    assert [one.publish_consent for one in found.proposals] == [expected]


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
