"""How names are written: two persons of one name, double names, short ones; boxes beside them."""

from lexicon.reasons import Reason
from mailreader.fields import Filler
from mailreader.findings import Proposal
from tests.mailreader.mails import mail, understood


def test_two_of_one_name_have_two_addresses() -> None:
    text = (
        "Please register my colleagues for DLG27-2:\n\n"
        "Name: Jo Park\nPosition: Adviser\nEmail: jo.park@imr.example.org\n\n"
        "Name: Jo Park\nPosition: Analyst\nEmail: jo.park2@imr.example.org\n"
    )
    found = understood(mail(text))
    assert [one.email for one in found.proposals] == ["jo.park@imr.example.org", "jo.park2@imr.example.org"]


def test_who_has_a_name_with_a_stroke_is_listed_with_the_others() -> None:
    text = "Please register:\n\n1. Ramatou SAWADOGO/ZONGO, Adviser\n2. Ida ROLL, Analyst\n"
    assert [one.family_name for one in understood(mail(text)).proposals] == ["Sawadogo/Zongo", "Roll"]


def test_a_short_name_is_known_behind_a_title() -> None:
    text = (
        "Please register Mr Bo Li (b.li@imr.example.org) and Ms Jo Park (j.park@imr.example.org) for DLG27-2. "
        "Mr Li is vegetarian."
    )
    found = understood(mail(text, sender="Amina Yusuf <a.yusuf@imr.example.org>"))
    assert [(one.family_name, "diet" in one.restricted) for one in found.proposals] == [("Li", True), ("Park", False)]


def test_a_box_with_nothing_behind_it_says_nothing() -> None:
    person = Proposal(source=Reason("lines"))
    Filler({}, "en").fill(person, "diet", "☒☒ vegan", Reason("lines"))
    assert person.restricted == {"diet": "vegan"}
