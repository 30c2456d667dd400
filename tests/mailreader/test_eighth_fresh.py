"""What an eighth forty of unseen mails showed, in other words."""

import pytest

from mailreader.fields import phone_in
from tests.mailreader.mails import mail, understood


@pytest.mark.parametrize(
    "text",
    [
        "Passport no. 304418827",
        "Passeport n° 304 418 827, valable jusqu’au 12/04/2031",
        "pasaporte: 304418827 (vence el 12-04-2031)",
        "DNI 30.441.882",
        "née le 12/04/1971",
    ],
)
def test_the_number_of_a_passport_and_a_day_are_no_telephone(text: str) -> None:
    assert phone_in(text) == ""
    assert phone_in(f"{text}; tel. 022 555 01 38") == "022 555 01 38"


@pytest.mark.parametrize(
    ("told", "kind", "value"),
    [
        ("Passport no. 304418827, valid until 12/04/2031", "passport", "304418827"),
        ("Passeport : 304418827 délivré le 12/04/2021", "passport", "304418827 délivré le 12/04/2021"),
        ("Pasaporte 304418827, vence el 12 de abril de 2031", "passport", "304418827"),
        ("Nacida el 12.04.1971", "birth", "Nacida el 12.04.1971"),
    ],
)
@pytest.mark.parametrize("shape", ["{name}\nResearcher\n{email}\n{told}", "- {name}, Researcher, {email}, {told}"])
def test_what_is_told_of_a_passport_or_a_birth_stands_apart(shape: str, told: str, kind: str, value: str) -> None:
    card = shape.format(name="Ms Rosa Quiroz", email="r.quiroz@puertos.example.org", told=told)
    person = understood(
        mail(f"Dear all,\n\nplease register for the workshop:\n\n{card}\n\nBest regards,\nIda Roll\n")
    ).proposals[0]
    assert (person.phone, person.function, person.organisation) == ("", "Researcher", "")
    assert person.restricted[kind] == value


@pytest.mark.parametrize(
    "line",
    [
        "Apellidos y nombres: Quiroz Ibarra, Rosa Elena",
        "Apellido y nombre: QUIROZ IBARRA Rosa Elena",
        "Surname and first name: QUIROZ IBARRA, Rosa Elena",
        "Nom de famille et prénom : Quiroz Ibarra, Rosa Elena",
        "Family name: Quiroz Ibarra, Rosa Elena",
    ],
)
def test_what_stands_before_a_comma_in_a_name_is_the_family_name(line: str) -> None:
    form = f"{line}\nE-mail: r.quiroz@puertos.example.org\nCargo: Ingeniera\n"
    person = understood(mail(f"Please register for the workshop:\n\n{form}")).proposals[0]
    assert (person.given_name, person.family_name) == ("Rosa Elena", "Quiroz Ibarra")


def test_a_family_name_beside_a_given_one_keeps_its_comma() -> None:
    form = "Family name: Roll, the younger\nGiven name: Ida\nE-mail: i.roll@ports.example.org\nPosition: Pilot\n"
    person = understood(mail(f"Please register for the workshop:\n\n{form}")).proposals[0]
    assert (person.given_name, person.family_name) == ("Ida", "Roll, the younger")


@pytest.mark.parametrize(
    ("house", "told"),
    [
        ("National Sky Agency", "I write for the National Sky Agency of Nigeria."),
        ("Agence nationale du ciel", "L'Agence nationale du ciel / National Sky Agency (Lagos, Nigéria) vous salue."),
        ("Agencia Nacional del Cielo", "Saludos de la Agencia Nacional del Cielo, Nigeria."),
    ],
)
def test_the_country_right_behind_the_house_is_that_of_its_people(house: str, told: str) -> None:
    text = f"{told} Please register Ms Rosa Quiroz (r.quiroz@sky.example.org).\n\nRegards,\nIda Roll\n{house}\n"
    person = understood(mail(text, sender="Ida Roll <ida.roll@sky.example.org>")).proposals[0]
    assert (person.organisation, person.country) == (house, "NG")


@pytest.mark.parametrize(
    "told",
    [
        "The National Sky Agency will take part in the second session (Lagos, Nigeria).",
        "La National Sky Agency prendra part à la deuxième session (Lagos, Nigéria).",
        "La National Sky Agency participará en la segunda reunión (Lagos, Nigeria).",
    ],
)
def test_the_place_of_a_meeting_in_brackets_is_no_country_of_the_house(told: str) -> None:
    text = f"{told} Please register Ms Rosa Quiroz.\n\nRegards,\nIda Roll\nNational Sky Agency\n"
    person = understood(mail(text, sender="Ida Roll <ida.roll@sky.example.org>")).proposals[0]
    assert (person.organisation, person.country) == ("National Sky Agency", "")


def test_a_place_that_is_only_spoken_of_is_no_country_of_the_house() -> None:
    text = "The National Sky Agency heard of your workshop in Nigeria. Please register Ms Rosa Quiroz.\n\nIda Roll\n"
    found = understood(mail(f"{text}National Sky Agency\n", sender="Ida Roll <ida.roll@sky.example.org>"))
    assert found.proposals[0].country == ""


@pytest.mark.parametrize("part", ["HQ", "Monkey Point", "division Photométrie"])
def test_a_part_of_the_house_is_not_the_organisation(part: str) -> None:
    text = (
        "Please register:\n\n- Ms Rosa Quiroz, Pilot, {}, r.quiroz@{}.example.org\n\nRegards,\nIda Roll\nSky Agency\n"
    )
    sender = "Ida Roll <ida.roll@sky.example.org>"
    assert understood(mail(text.format(part, "sky"), sender=sender)).proposals[0].organisation == "Sky Agency"
    assert understood(mail(text.format(part, "other"), sender=sender)).proposals[0].organisation == part


def test_a_meeting_is_no_island() -> None:
    text = "Ruego inscriban a la Sra. Rosa Quiroz, ingeniera.\n\nIda Roll\nAgencia del Cielo\n"
    assert understood(mail(text, subject="Reunión de mayo")).country == ""


@pytest.mark.parametrize(
    ("called", "text"),
    [
        ("Alex ☀", "I am Alexandra Roll Quiroz, harbour pilot, and I would like to attend the workshop."),
        ("Guille", "Je m'appelle Guillemette Roll Quiroz et je souhaite participer à l'atelier."),
        ("Fede 🐟", "Soy Federica Roll Quiroz, ingeniera. Me gustaría inscribirme en el taller."),
    ],
)
def test_a_writer_called_by_the_beginning_of_the_name_has_the_name_of_the_text(called: str, text: str) -> None:
    person = understood(mail(f"{text}\n", sender=f"{called} <pez88@ports.example.org>")).proposals[0]
    assert person.full_name.endswith("Roll Quiroz")


def test_somebody_else_in_the_text_is_not_the_writer() -> None:
    text = "I am Rosa Quiroz's assistant. I would like to attend the workshop.\n"
    assert understood(mail(text, sender="Alex <pez88@ports.example.org>")).proposals[0].full_name != "Rosa Quiroz"
