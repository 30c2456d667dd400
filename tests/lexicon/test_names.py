"""Names and titles, however they are written."""

import pytest

from lexicon.names import looks_like_name, name_at, parse_name, recase, split_name
from lexicon.titles import strip_titles


@pytest.mark.parametrize(
    ("written", "rest"),
    [
        ("Madame la Ministre Awa FALL", "Awa FALL"),
        ("Monsieur l’Échevin Jan MAES", "Jan MAES"),
        ("M. le Secrétaire général Luc ROY", "Luc ROY"),
        ("Mr Dean Smith", "Dean Smith"),
        ("Madame la Ministre", "la Ministre"),
    ],
)
def test_an_office_between_title_and_name_is_none_of_the_name(written: str, rest: str) -> None:
    assert strip_titles(written)[2] == rest


@pytest.mark.parametrize(
    ("name", "email", "language", "family"),
    [
        ("Zeferino dos Reis", "z.reis@x.org", "pt", "dos Reis"),
        ("María del Carmen Ruiz", "m.ruiz@x.org", "es", "Ruiz"),
        ("Ana Inés Brandão", "a.brandao@x.org", "pt", "Brandão"),
        ("Abd al-Rahman bin Yusuf Harithi", "a.harithi@x.org", "en", "Harithi"),
    ],
)
def test_the_address_shows_where_the_family_name_begins(name: str, email: str, language: str, family: str) -> None:
    assert split_name(name, email=email, language=language)[1] == family


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("MOREL-D'AUBIGNY", "Morel-d'Aubigny"),
        ("GISCARD D’ARTOIS", "Giscard d’Artois"),
        ("D'ANGELO", "D'Angelo"),
        ("N'GUESSAN-O'BRIEN", "N'Guessan-O'Brien"),
    ],
)
def test_a_particle_within_a_name_in_capitals(written: str, name: str) -> None:
    assert recase(written) == name


def test_the_name_by_birth_behind_a_stroke_is_part_of_the_name() -> None:
    assert looks_like_name("Ramatou SAWADOGO/ZONGO")
    assert name_at("Ramatou SAWADOGO/ZONGO comes", 0)[0] == "Ramatou SAWADOGO/ZONGO"
    assert not looks_like_name("Name/Nom")


@pytest.mark.parametrize(
    ("written", "given", "family"),
    [
        ("McKOY Ana", "Ana", "McKoy"),
        ("Ana MacINTYRE", "Ana", "MacIntyre"),
        ("Ana O'BRIEN", "Ana", "O'Brien"),
    ],
)
def test_a_name_behind_mac_is_in_capitals(written: str, given: str, family: str) -> None:
    name = parse_name(written)
    assert (name.given, name.family, name.is_split) == (given, family, True)
    assert recase(recase(family)) == family


@pytest.mark.parametrize("title", ["D.ª", "Dª", "Dª.", "Doña"])
def test_dona_in_short_is_a_title(title: str) -> None:
    assert strip_titles(f"{title} Ana Ruiz")[::2] == (strip_titles("Doña Ana Ruiz")[0], "Ana Ruiz")


def test_da_is_part_of_a_name() -> None:
    assert strip_titles("Da Silva Ana") == ("", "", "Da Silva Ana")
    assert strip_titles("Da Silva") == ("", "", "Da Silva")
