"""Ways in which people name those who come: one below the other, in brackets, behind a possessive, in one value."""

import pytest

from mailreader.restricted import restricted_in
from tests.mailreader.mails import mail, understood


def people(text: str, sender: str = "Tom Reed <t.reed@x.example.org>") -> list[tuple[str, str]]:
    return [(person.family_name, person.function) for person in understood(mail(text, sender=sender)).proposals]


@pytest.mark.parametrize(
    "lines",
    [
        "Ms. Ida Roll, Deputy Secretary\nMr Ben Ash - Desk Officer",
        "Sra. Ida Roll, Deputy Secretary\nSr. Ben Ash, Desk Officer",
        "Mme Ida Roll\nDeputy Secretary\nM. Ben Ash\nDesk Officer",
    ],
)
def test_persons_one_below_the_other_without_addresses(lines: str) -> None:
    text = f"Our delegation to the workshop will be:\n\n{lines}\n\nKind regards\n"
    assert people(text) == [("Roll", "Deputy Secretary"), ("Ash", "Desk Officer")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Please register Dr. Ida Roll (Head, Data Unit, i.roll@x.example.org) for the workshop.",
        "Veuillez inscrire Mme Ida Roll (Head, Data Unit, i.roll@x.example.org) à l'atelier.",
    ],
)
def test_facts_in_brackets_behind_a_name(sentence: str) -> None:
    (one,) = understood(mail(sentence)).proposals
    assert (one.family_name, one.function, one.email) == ("Roll", "Head, Data Unit", "i.roll@x.example.org")


@pytest.mark.parametrize(
    ("sentence", "function"),
    [
        ("C'est pour inscrire ma directrice Ida Roll, elle viendra sur place.", "Directrice"),
        ("Please register my colleague Ida Roll, she will come in person.", ""),
    ],
)
def test_somebody_called_mine(sentence: str, function: str) -> None:
    assert people(sentence) == [("Roll", function)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Je souhaite inscrire Mme Ida Roll (i.roll@x.example.org) ainsi que moi-même, Ana Soler, coordinatrice.",
        "I wish to register Ms Ida Roll (i.roll@x.example.org) as well as myself, Ana Soler, coordinator.",
    ],
)
def test_another_and_the_writer(sentence: str) -> None:
    assert {family for family, _function in people(sentence, sender="Ana Soler <a.soler@x.example.org>")} == {
        "Roll",
        "Soler",
    }


@pytest.mark.parametrize("label", ["Name", "Nombre"])
def test_all_behind_one_label(label: str) -> None:
    text = (
        f"The following colleagues will come:\n\n{label}: Ida Fell / Adviser / i.fell@x.example.org\n"
        f"{label}: Odd Bakk / Analyst / o.bakk@x.example.org\n"
    )
    assert people(text, sender="Kari Moe <kari@x.example.org>") == [("Fell", "Adviser"), ("Bakk", "Analyst")]


@pytest.mark.parametrize(
    ("sentence", "body"),
    [
        ("The Forum of Lake Cities (Kampala, Uganda) would like to send:", "Forum of Lake Cities"),
        ("El Consejo de Puertos ha designado a:", "Consejo de Puertos"),
        ("La Fédération des Lacs souhaite inscrire :", "Fédération des Lacs"),
    ],
)
def test_the_body_that_asks(sentence: str, body: str) -> None:
    found = understood(
        mail(f"{sentence}\n\n- Ms Ida Roll, Planner, i.r@x.example.org\n- Mr Ben Ash, b.a@x.example.org\n")
    )
    assert found.organisation == body


@pytest.mark.parametrize("sentence", ["My passport number is ZN004455.", "Mon passeport porte le numéro ZN004455."])
def test_the_number_of_a_passport_alone_is_kept(sentence: str) -> None:
    assert restricted_in(sentence)["passport"] == "ZN004455"


@pytest.mark.parametrize(
    ("label", "value", "wants"),
    [
        ("Observaciones", "requiere carta de invitación para visado", True),
        ("Remarks", "needs a visa", True),
        ("Remarks", "no visa needed", False),
    ],
)
def test_a_visa_among_the_remarks(label: str, value: str, wants: bool) -> None:
    (one,) = understood(mail(f"Name: Ms Ida Roll\nPosition: Planner\n{label}: {value}\n")).proposals
    assert one.wants_visa_letter is wants


@pytest.mark.parametrize(
    "sentence",
    ["Ms Roll will be head of delegation and is vegan.", "La señora Roll será la jefa de delegación y es vegana."],
)
def test_a_sentence_calls_somebody_by_another_title(sentence: str) -> None:
    text = f"Our delegation:\n\n- Licda. Ida ROLL QUIR, Planner\n- Mr Ben ASH, Clerk\n\n{sentence}\n"
    first = understood(mail(text)).proposals[0]
    assert first.role == "head_of_delegation"
    assert "diet" in first.restricted
