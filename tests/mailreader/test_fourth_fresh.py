"""Kinds of faults that the third and the fourth forty fresh mails have in common, each in other words than theirs."""

import pytest

from mailreader.findings import RegistrationFacts
from tests.mailreader.mails import context, mail, understood, xlsx

STRANGER = "Renate Okonjo <r.okonjo@elsewhere.example.org>"
TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"


def _names(content: bytes) -> list[str]:
    return [one.full_name for one in understood(content).proposals]


def _listed(rows: list[list[str]], text: str = "Please register them.") -> list[str]:
    return _names(mail(text, sender=STRANGER, files=[("list of delegates.xlsx", xlsx(rows))]))


# Tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("head", ["Status", "Attendance", "Remarks", "Observations", "Asiste", "Statut"])
@pytest.mark.parametrize("says", ["WITHDRAWN on 3 May", "Apologies – on mission", "excusée", "se excusa", "retiré"])
def test_a_row_that_says_who_is_away_proposes_nobody(head: str, says: str) -> None:
    rows = [["Name", head, "E-mail"], ["Ines Varga", "", "iv@x.example.org"], ["Ivo Klim", says, "ik@x.example.org"]]
    assert _listed(rows) == ["Ines Varga"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Our list is attached. Only the first tab counts.", 1),
        ("Ci-joint la liste ; seule la première feuille compte.", 1),
        ("Adjunto la lista: solo la primera pestaña, por favor.", 1),
        ("Our list is attached.", 2),
    ],
)
def test_of_a_workbook_the_first_sheet_counts_alone_where_the_mail_says_so(text: str, count: int) -> None:
    from io import BytesIO

    from openpyxl import Workbook

    book, file = Workbook(), BytesIO()
    for sheet, name in ((book.active, "Ines Varga"), (book.create_sheet(), "Ivo Klim")):
        assert sheet is not None
        sheet.append(["Name", "E-mail"])
        sheet.append([name, f"{name[:2].lower()}@x.example.org"])
    book.save(file)
    found = _names(mail(text, sender=STRANGER, files=[("participants.xlsx", file.getvalue())]))
    assert found == ["Ines Varga", "Ivo Klim"][:count]


def test_columns_set_out_by_wide_gaps_are_a_table() -> None:
    text = (
        "Please register the following:\n\nName              Position       E-mail\n"
        "Ines Varga        Planner        iv@x.example.org\nIvo Klim          Analyst        ik@x.example.org\n"
    )
    found = understood(mail(text, sender=STRANGER)).proposals
    assert [(one.full_name, one.function) for one in found] == [("Ines Varga", "Planner"), ("Ivo Klim", "Analyst")]


def test_a_number_is_no_office() -> None:
    rows = [["Item", "Name", "Post", "E-mail"], ["1", "Ines Varga", "7", "iv@x.example.org"]]
    content = mail("Please register them.", sender=STRANGER, files=[("list of delegates.xlsx", xlsx(rows))])
    assert [one.function for one in understood(content).proposals] == [""]


# Who comes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Having heard of the workshop from a colleague, Mr Ivo Klim, I would like to attend.",
        "C'est par une collègue, Mme Rut Sosa, que j'ai appris la tenue de l'atelier, et j'aimerais y participer.",
        "Fue un colega, el Sr. Ivo Klim, quien me habló del taller, y me gustaría participar.",
        "I would like to attend. My husband, Mr Ivo Klim, will travel with me but will not take part.",
        "Je souhaite participer. Mon mari, M. Ivo Klim, m'accompagnera, mais ne prendra pas part aux travaux.",
        "Deseo participar. Mi chófer, el Sr. Ivo Klim, me llevará; no hace falta inscribirlo.",
    ],
)
def test_who_is_only_spoken_of_is_not_proposed(text: str) -> None:
    assert _names(mail(text, sender=STRANGER)) == ["Renate Okonjo"]


@pytest.mark.parametrize(
    "text",
    [
        "My director, Mr Ivo Klim, and I would like to attend.",
        "Mon directeur, M. Ivo Klim, et moi-même souhaitons participer.",
        "I would like to attend together with my colleague Mr Ivo Klim.",
    ],
)
def test_who_comes_with_the_writer_is_proposed(text: str) -> None:
    assert sorted(_names(mail(text, sender=STRANGER))) == ["Ivo Klim", "Renate Okonjo"]


@pytest.mark.parametrize("says", [" (withdrawn)", " – excusé", ", causa baja", ", apologies", " (se excusa)"])
@pytest.mark.parametrize("mark", ["1. ", "– ", ""])
def test_who_is_away_in_a_list_is_not_proposed(says: str, mark: str) -> None:
    people = ["Ms Ines Varga, Planner, iv@x.example.org", f"Mr Ivo Klim, Analyst, ik@x.example.org{says}"]
    text = "Our delegates:\n\n" + "\n".join(mark + person for person in people)
    assert _names(mail(text, sender=STRANGER)) == ["Ines Varga"]


def test_who_is_joined_to_somebody_who_comes_comes_too() -> None:
    text = "Would it be possible to register two interns, Ivo Klim and Rut Sosa, for one day?"
    assert _names(mail(text, sender=STRANGER)) == ["Ivo Klim", "Rut Sosa"]


def test_the_writer_may_be_on_a_card() -> None:
    text = (
        "Please register:\n\nIvo Klim\nDirector\nik@x.example.org\n\n"
        "Renate Okonjo\nPlanner\nr.okonjo@elsewhere.example.org\n\nThank you"
    )
    assert _names(mail(text, sender=STRANGER)) == ["Ivo Klim", "Renate Okonjo"]


@pytest.mark.parametrize(
    "text",
    [
        "It will be Ms Ines Varga (iv@x.example.org), and not Mr Ivo Klim, who comes.",
        "Ce sera Mme Ines Varga (iv@x.example.org), et non M. Ivo Klim, qui viendra.",
        "Vendrá la Sra. Ines Varga (iv@x.example.org) y no el Sr. Ivo Klim.",
    ],
)
def test_who_does_not_come_in_the_end_is_not_proposed(text: str) -> None:
    assert _names(mail(text, sender=STRANGER)) == ["Ines Varga"]


@pytest.mark.parametrize("text", ["I cannot attend the dinner.", "Je ne pourrai pas venir au cocktail."])
def test_who_stays_away_from_the_dinner_still_comes(text: str) -> None:
    assert understood(mail(text, sender=TOBIAS, subject="Re: [DLG27-2-0402] Dinner")).targets == ()


def test_an_office_right_before_a_title_is_no_name() -> None:
    text = (
        "Please register:\n\n- Professor Mr Ivo Klim (ik@x.example.org)\n- Director Ms Ines Varga (iv@x.example.org)\n"
    )
    assert _names(mail(text, sender=STRANGER)) == ["Ivo Klim", "Ines Varga"]


# Which event, which registration -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "event"),
    [("in Porto", ""), ("à Porto", ""), ("en Oporto", ""), ("in Geneva", "dlg27-2"), ("en Ginebra", "dlg27-2")],
)
def test_days_that_fit_at_another_place_are_another_houses(place: str, event: str) -> None:
    found = understood(mail(f"Please register me for the workshop {place}, 14 June 2027.", sender=STRANGER))
    assert found.event == event
    assert ("speaks_of_another_event" in found.flags) is not event or not event


@pytest.mark.parametrize(
    "text",
    [
        "I am registered twice (DLG27-2-0402 and DLG27-2-0700). The first one is right. Please cancel the second one.",
        "Tobias a quitté notre équipe, merci de le retirer de la liste. Lui ne viendra donc pas.",
        "Ines has left us and will not be coming, so please take her off the list.",
    ],
)
def test_no_registration_is_chosen_where_several_fit_or_somebody_else_is_meant(text: str) -> None:
    desk = context()
    first = next(row for row in desk.registrations if row.reference == "DLG27-2-0402")
    again = RegistrationFacts("DLG27-2-0700", first.event, first.given_name, first.family_name, "home@x.example.org")
    found = understood(mail(text, sender=TOBIAS), registrations=[*desk.registrations, again])
    assert found.targets == ()


@pytest.mark.parametrize(
    "text",
    [
        "I had the pleasure of attending your workshop in March. Could you tell me whom to ask for a certificate?",
        "J'ai eu le plaisir de participer à votre atelier en mars. Pourriez-vous me dire qui délivre une attestation ?",
    ],
)
def test_who_tells_of_what_was_or_may_be_asks_for_no_place(text: str) -> None:
    assert understood(mail(text, sender=TOBIAS)).classification == "question"


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("Please register Ms Ines Varga. She is vegan.", "vegan"),
        ("Merci d'inscrire Mme Ines Varga. Elle est végétarienne.", "végétarienne"),
        ("Ruego inscribir a la Sra. Ines Varga. Ella es vegetariana.", "vegetariana"),
    ],
)
def test_a_need_is_told_in_its_own_words(text: str, need: str) -> None:
    assert [one.restricted for one in understood(mail(text, sender=STRANGER)).proposals] == [{"diet": need}]


def test_a_need_told_in_an_answer_is_a_change() -> None:
    found = understood(mail("I forgot to say that I am coeliac.", sender=TOBIAS, subject="Re: [DLG27-2-0402] Welcome"))
    assert (found.classification, found.proposals) == ("update", [])
    assert "restricted_data" in found.flags
