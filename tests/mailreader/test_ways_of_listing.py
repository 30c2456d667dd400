"""Ways in which people name those who come: one below the other, in brackets, behind a possessive, in one value."""

import pytest

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
        "Je souhaite inscrire Mme Ida Roll (i.roll@x.example.org) ainsi que moi-même, Ana Soler, coordinatrice.",
        "I wish to register Ms Ida Roll (i.roll@x.example.org) as well as myself, Ana Soler, coordinator.",
    ],
)
def test_another_and_the_writer(sentence: str) -> None:
    assert {family for family, _function in people(sentence, sender="Ana Soler <a.soler@x.example.org>")} == {
        "Roll",
        "Soler",
    }


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
