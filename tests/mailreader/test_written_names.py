"""How names are written: two persons of one name, double names, McKOY, D.ª, short ones; boxes and hours beside them."""

import datetime

import pytest

from mailreader.dates import dates_in
from mailreader.fields import Filler
from mailreader.findings import Proposal, Reason
from mailreader.names import looks_like_name, name_at, parse_name, recase
from mailreader.titles import strip_titles
from tests.mailreader.mails import mail, understood

TODAY = datetime.date(2027, 5, 12)


def test_two_of_one_name_have_two_addresses() -> None:
    text = (
        "Please register my colleagues for DLG27-2:\n\n"
        "Name: Jo Park\nPosition: Adviser\nEmail: jo.park@imr.example.org\n\n"
        "Name: Jo Park\nPosition: Analyst\nEmail: jo.park2@imr.example.org\n"
    )
    found = understood(mail(text))
    assert [one.email for one in found.proposals] == ["jo.park@imr.example.org", "jo.park2@imr.example.org"]


def test_the_name_by_birth_behind_a_stroke_is_part_of_the_name() -> None:
    assert looks_like_name("Ramatou SAWADOGO/ZONGO")
    assert name_at("Ramatou SAWADOGO/ZONGO comes", 0)[0] == "Ramatou SAWADOGO/ZONGO"
    assert not looks_like_name("Name/Nom")


def test_who_has_a_name_with_a_stroke_is_listed_with_the_others() -> None:
    text = "Please register:\n\n1. Ramatou SAWADOGO/ZONGO, Adviser\n2. Ida ROLL, Analyst\n"
    assert [one.family_name for one in understood(mail(text)).proposals] == ["Sawadogo/Zongo", "Roll"]


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


def test_a_short_name_is_known_behind_a_title() -> None:
    text = (
        "Please register Mr Bo Li (b.li@imr.example.org) and Ms Jo Park (j.park@imr.example.org) for DLG27-2. "
        "Mr Li is vegetarian."
    )
    found = understood(mail(text, sender="Amina Yusuf <a.yusuf@imr.example.org>"))
    assert [(one.family_name, "diet" in one.restricted) for one in found.proposals] == [("Li", True), ("Park", False)]


@pytest.mark.parametrize("text", ["We start on May 10:30 sharp.", "on May 10.30", "le mai 10h30"])
def test_an_hour_behind_a_month_is_no_day(text: str) -> None:
    assert dates_in(text, TODAY) == []


def test_days_behind_a_month() -> None:
    [span] = dates_in("May 25-27", TODAY)
    assert (span.first, span.last) == (datetime.date(2027, 5, 25), datetime.date(2027, 5, 27))


def test_a_box_with_nothing_behind_it_says_nothing() -> None:
    person = Proposal(source=Reason("lines"))
    Filler({}, "en").fill(person, "diet", "☒☒ vegan", Reason("lines"))
    assert person.restricted == {"diet": "vegan"}
