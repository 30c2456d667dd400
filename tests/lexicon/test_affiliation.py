"""Functions and bodies: where the one ends and the other begins."""

import pytest

from lexicon import affiliation


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
    assert affiliation.split_function(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Office of the President", True),
        ("Bureau du Premier Ministre", True),
        ("Oficina del Alcalde", True),
        ("Office Manager", False),
        ("Secretaría de Educación Pública", True),
        ("Secretaria de Actas", False),
        ("Lakes Network Coordinator", False),
    ],
)
def test_the_body_of_an_office(text: str, expected: bool) -> None:
    assert affiliation.starts_as_body(text) is expected


@pytest.mark.parametrize(
    ("text", "is_body"),
    [
        ("Secretaria de Recursos Naturales", False),
        ("Secretaria ejecutiva", False),
    ],
)
def test_a_secretariat_is_no_secretary(text: str, is_body: bool) -> None:
    assert (affiliation.starts_as_body(text), affiliation.is_function(text)) == (is_body, not is_body)


@pytest.mark.parametrize(
    ("text", "function", "body"),
    [
        ("Jefe del Departamento de Ríos", "Jefe del Departamento de Ríos", ""),
        ("Jefa de la Unidad de Datos del Instituto del Agua", "Jefa de la Unidad de Datos", "Instituto del Agua"),
        ("Chef du Service des digues de l'Agence du littoral", "Chef du Service des digues", "Agence du littoral"),
        ("Head of the Division of Rivers at the Harbour Board", "Head of the Division of Rivers", "Harbour Board"),
        ("Directora de la Agencia de Ríos", "Directora", "Agencia de Ríos"),
    ],
)
def test_the_unit_that_somebody_heads_is_part_of_the_office(text: str, function: str, body: str) -> None:
    assert affiliation.split_function(text) == (function, body)
