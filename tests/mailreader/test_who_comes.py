"""Who is named in a mail and what is known of each: places without a name, parts of forms, columns, those in copy."""

from collections.abc import Iterable

import pytest

from lexicon.reasons import Reason
from mailreader import focal
from mailreader.fields import Filler
from mailreader.findings import Proposal
from mailreader.lines import is_of_others
from mailreader.wants import wants_of
from tests.mailreader.mails import docx, mail, pdf, understood, xlsx

REED = "Tom Reed <t.reed@harbour.example.org>"


def people(text: str = "", **more: object) -> list[Proposal]:
    sender = str(more.pop("sender", REED))
    return understood(mail(text, sender=sender, **more)).proposals  # type: ignore[arg-type]  # files and headers


def names(found: Iterable[Proposal]) -> list[str]:
    return [person.full_name for person in found]


# One column for all needs.


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("access_needs", "Menu halal", "diet"),
        ("access_needs", "Wheelchair user", "access_needs"),
        ("access_needs", "Une marche à éviter", "access_needs"),
        ("diet", "silla de ruedas", "access_needs"),
        ("diet", "Vegetarian", "diet"),
    ],
)
def test_needs_are_told_by_what_they_are(field: str, value: str, kind: str) -> None:
    person = Proposal()
    Filler({}, "en").fill(person, field, value, Reason("column"))
    assert person.restricted == {kind: value}


# Places for which nobody is named yet.


def test_an_address_to_come_leaves_the_person_named() -> None:
    text = "The delegation:\n\n1. Ms. Ida Roll, Deputy Secretary, e-mail to be confirmed\n2. Mr Ben Ash, Adviser\n"
    assert [(one.full_name, one.is_placeholder) for one in people(text)] == [("Ida Roll", False), ("Ben Ash", False)]


def test_other_things_to_come_are_no_places() -> None:
    text = (
        "Please register Ms Ida Roll, Deputy Secretary, i.roll@x.example.org. Still open:\n\n"
        "- Hotel booking: to be confirmed\n- Arrival: to be announced\n"
    )
    assert names(people(text)) == ["Ida Roll"]


def test_a_row_without_a_name_yet() -> None:
    rows = [
        ("Name", "Position", "Organisation", "E-mail"),
        ("Ms Ida Roll", "Deputy Secretary", "Harbour Board", "i.roll@x.example.org"),
        ("To be designated", "Legal adviser", "Harbour Board", ""),
    ]
    named, place = people("Please find attached our nominations.", files=[("nominations.xlsx", xlsx(rows))])
    assert (named.full_name, place.is_placeholder, place.function) == ("Ida Roll", True, "Legal adviser")


def test_labelled_lines_without_a_name_yet_are_not_the_writer() -> None:
    text = (
        "Please register:\n\nName: Ida Roll\nPosition: Deputy Secretary\n\nName: to be nominated\nPosition: Adviser\n"
    )
    assert [(one.full_name, one.is_placeholder, one.is_sender) for one in people(text)] == [
        ("Ida Roll", False, False),
        ("", True, False),
    ]


# Brackets behind an office.


def test_a_comma_in_brackets_cuts_nothing() -> None:
    text = "The delegation:\n\n1. Mr. Ben Ash, Head (Africa, Asia), Harbour Board, b.ash@x.example.org\n"
    (one,) = people(text)
    assert (one.function, one.organisation) == ("Head (Africa, Asia)", "Harbour Board")


@pytest.mark.parametrize("note", ["the undersigned", "la soussignée", "el suscrito", "moi-même"])
def test_the_writer_in_a_list(note: str) -> None:
    item = f"2. Mr. Tom REED ({note}), Desk Officer,\n   t.reed@harbour.example.org"
    text = f"The delegation:\n\n1. Ms. Ida Roll, Adviser\n{item}\n"
    found = people(text)
    assert [(one.full_name, one.function, one.is_sender) for one in found] == [
        ("Ida Roll", "Adviser", False),
        ("Tom Reed", "Desk Officer", True),
    ]


# Forms with a part about somebody else.


@pytest.mark.parametrize(
    "heading",
    [
        "A. Nominating authority",
        "Autorité de désignation",
        "Entidad que propone",
        "Superior jerárquico:",
        "Emergency contact",
        "Signature",
    ],
)
def test_headings_of_parts_about_others(heading: str) -> None:
    assert is_of_others(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "B. Candidate no. 1",
        "Candidat désigné par le ministère",
        "Officials nominated by the Ministry",
        "NOMINATION FORM",
        "Le Ministère propose les personnes suivantes :",
        "Datos de la persona designada",
        "",
    ],
)
def test_headings_of_parts_about_those_who_come(heading: str) -> None:
    assert not is_of_others(heading)


FORM = (
    ("Nominating authority", ""),
    ("Institution", "Harbour Board"),
    ("Name", "Mr. Tom REED"),
    ("Position", "Head of Staff"),
    ("E-mail", "t.reed@harbour.example.org"),
    ("Nominee 1", ""),
    ("Name", "Ms. Ida ROLL"),
    ("Position", "Adviser"),
    ("E-mail", "i.roll@harbour.example.org"),
    ("Nominee 2", ""),
    ("Name", "Mr. Ben ASH"),
    ("Position", "Analyst"),
    ("E-mail", "b.ash@harbour.example.org"),
)


def test_a_form_in_one_table_with_parts() -> None:
    found = people("Please find the nomination form attached.", files=[("Nomination form.docx", docx(rows=FORM))])
    assert [(one.full_name, one.function) for one in found] == [("Ida Roll", "Adviser"), ("Ben Ash", "Analyst")]


def test_an_office_with_its_address_is_no_person() -> None:
    table = (("Institution", "Harbour Board"), ("Country", "Ghana"), ("E-mail", "office@harbour.example.org"))
    assert people("Please find the form attached.", files=[("Nomination form.docx", docx(rows=table))]) == []


# Letters in files.


@pytest.mark.parametrize(
    "lines",
    [
        ["Ms. Ida ROLL", "Director of Rivers, head of delegation", "E-mail: i.roll@harbour.example.org"],
        ["Mme Ida ROLL", "Directrice des fleuves, cheffe de délégation", "Courriel : i.roll@harbour.example.org"],
        ["Sra. Ida ROLL", "Directora de Ríos, jefa de la delegación", "Correo: i.roll@harbour.example.org"],
    ],
)
def test_a_name_and_its_facts_below_in_a_letter_without_empty_lines(lines: list[str]) -> None:
    letter = [
        "NOTE VERBALE 12/2027",
        "The Ministry of Rivers has the honour to nominate, as head of its delegation to the workshop:",
        *lines,
        "The list of the experts who will come along is in the form that is sent together with this note.",
        "The Ministry avails itself of this opportunity to renew the assurances of its highest consideration.",
    ]
    (one,) = people("Please find attached a note verbale.", files=[("Note verbale 12.pdf", pdf(letter))])
    assert (one.full_name, one.email, one.role) == ("Ida Roll", "i.roll@harbour.example.org", "head_of_delegation")
    assert one.function in ("Director of Rivers", "Directrice des fleuves", "Directora de Ríos")


def test_a_table_says_more_than_the_letter_beside_it() -> None:
    letter = [
        "NOTE VERBALE",
        "The Mission has the honour to announce the members of its delegation:",
        "1. Ms. Ida ROLL, Secretary, Permanent Mission of Ghana, Geneva",
        "2. Mr. Ben ASH, Minister, Ministry of Rivers",
    ]
    rows = [
        ("Surname", "First name", "Office", "E-mail"),
        ("ASH", "Ben", "Ministry of Rivers and Lakes", "b.ash@x.example.org"),
        ("ROLL", "Ida", "Permanent Mission of Ghana, Geneva", "i.roll@x.example.org"),
    ]
    body = (
        "The Mission presents its compliments and transmits its note verbale and the list of its delegation.\n\n"
        "With the renewed assurances of our highest consideration,\n\nIda Roll\nSecretary\nPermanent Mission of Ghana\n"
    )
    files = [("Note verbale.pdf", pdf(letter)), ("List of the delegation.xlsx", xlsx(rows))]
    found = understood(mail(body, sender="Mission of Ghana <mission@x.example.org>", files=files))
    assert [(one.full_name, one.organisation) for one in found.proposals] == [
        ("Ben Ash", "Ministry of Rivers and Lakes"),
        ("Ida Roll", "Permanent Mission of Ghana, Geneva"),
    ]
    assert found.classification == "nomination_attached"


# Names in capitals, cities, and the focal point.


@pytest.mark.parametrize("line", ["Panamá, República de Panamá", "Nairobi, Kenya", "Lilongwe, Malawi"])
def test_a_city_with_its_country_is_no_body(line: str) -> None:
    text = f"I would like to take part in the workshop.\n\nKind regards\n\nTom Reed\nExecutive Secretary\n{line}\n"
    (one,) = people(text)
    assert one.organisation == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "I only handle the papers and will not be making the trip.",
        "Je ne serai pas du voyage, mais je reste à votre disposition.",
        "Quedo como punto focal; yo no viajaré.",
    ],
)
def test_the_focal_point_stays_at_home(sentence: str) -> None:
    pair = [Proposal(given_name="Ida", family_name="Roll"), Proposal(given_name="Ben", family_name="Ash")]
    found = focal.focal_point_of(
        understood(mail("x", sender=REED)).requester, "Tom Reed", pair, wants_of(sentence), is_nominating=False
    )
    assert found is not None
    assert found.attends is False


def test_the_focal_point_may_come_where_nothing_is_said() -> None:
    text = "Please register:\n\n1. Ms. Ida Roll, Adviser\n2. Mr. Ben Ash, Analyst\n"
    found = understood(mail(text, sender=REED)).focal_point
    assert found is not None
    assert found.attends is None


# The writer among them, and bodies that are told beside.


@pytest.mark.parametrize(
    ("sentence", "function", "body"),
    [
        ("I am Head of Nursing at Harbour Hospital and would like to attend.", "Head of Nursing", "Harbour Hospital"),
        (
            "My name is Ana Ruiz, I am Head of Nursing at Harbour Hospital, and would like to attend.",
            "Head of Nursing",
            "Harbour Hospital",
        ),
        (
            "Me llamo Ana Ruiz, soy jefa de enfermería del Hospital del Lago, y quisiera inscribirme.",
            "jefa de enfermería",
            "Hospital del Lago",
        ),
        (
            "Je m'appelle Ana Ruiz, je suis cheffe du service de l'Hôpital du Lac, et je souhaite participer.",
            "cheffe du service",
            "Hôpital du Lac",
        ),
    ],
)
def test_what_somebody_says_to_be_is_the_function_and_no_illness(sentence: str, function: str, body: str) -> None:
    [person] = understood(mail(sentence, sender="Ana <ana@lake.example.org>")).proposals
    assert (person.function, person.organisation, person.restricted) == (function, body, {})


def test_an_office_with_a_word_of_health_is_one() -> None:
    text = "Please register:\n- Ms Ana Ruiz, Surgical Director, Harbour Hospital\n- Mr Ali Sen, Nurse, Harbour Hospital"
    person = understood(mail(text)).proposals[0]
    assert (person.function, person.organisation) == ("Surgical Director", "Harbour Hospital")


def test_an_office_begins_behind_the_words_that_lead_to_it() -> None:
    text = "Me llamo Ana Ruiz Soler, soy jefa de enfermería del Hospital del Lago, en el norte, y quisiera inscribirme."
    [person] = understood(mail(text, sender="Ana Ruiz <ana.ruiz.soler@lake.example.org>")).proposals
    assert (person.function, person.organisation) == ("jefa de enfermería", "Hospital del Lago")
