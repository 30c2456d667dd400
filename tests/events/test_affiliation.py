"""The line below a name: the function as printed, and each body and country said once."""

import datetime

import pytest
from django.utils import translation

from events.affiliation import Affiliation, affiliation
from tests.factories import make_appearance, make_country, make_organisation

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 6, 14)


def line(function: str, *bodies: str, country: str = "", on: datetime.date = DAY) -> Affiliation:
    appearance = make_appearance(
        function_fr=function, function_en="", country=make_country(country) if country else None
    )
    for name in bodies:
        acronym = name if name.isupper() else ""
        appearance.organisations.add(
            make_organisation(name_fr=f"Organisme {name}" if acronym else name, acronym_fr=acronym)
        )
    with translation.override("fr"):
        return affiliation(appearance, on)


def test_a_body_named_by_the_function_is_linked_and_not_repeated() -> None:
    said = line(
        "Directeur, Ministère des Affaires étrangères de Colombie", "Ministère des Affaires étrangères de Colombie"
    )
    assert said.words == "Ministère des Affaires étrangères de Colombie"
    assert said.unsaid == []


def test_a_body_the_function_leaves_out_follows_it() -> None:
    assert [str(body.name_fr) for body in line("Architecte", "Institut royal").unsaid] == ["Institut royal"]


def test_of_two_bodies_in_one_line_neither_is_repeated() -> None:
    said = line("Conseiller principal, ONU/PNUD, Bruxelles", "ONU", "PNUD")
    assert said.unsaid == []


def test_an_acronym_is_not_found_inside_a_word() -> None:
    assert line("Coordonnatrice de l'OIMX", "OIM").linked is None


def test_a_country_that_the_function_names_is_not_repeated() -> None:
    assert line("Directeur, Pays-Bas", country="NL").country == ""


def test_a_country_that_nothing_names_is_added() -> None:
    assert line("Directeur, Bruxelles", country="BE").country == "Belgique"


def test_a_country_has_its_name_of_that_day() -> None:
    assert line("Président", country="CV", on=datetime.date(2008, 7, 8)).country == "Cap-Vert"
    assert line("Président", country="CV").country == "Cabo Verde"
