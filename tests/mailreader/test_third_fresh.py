"""Kinds of faults that the third forty fresh mails showed, each in other words than theirs."""

import pytest

from tests.mailreader.mails import mail, understood, xlsx

STRANGER = "Renate Okonjo <r.okonjo@elsewhere.example.org>"


def _names(content: bytes) -> list[tuple[str, str]]:
    return [(one.given_name, one.family_name) for one in understood(content).proposals]


def _page(rows: list[list[str]]) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<p>Please register these colleagues:</p><table>{cells}</table><p>Thank you</p>"


# Tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [["online", "in person", "online"], ["speaker", "delegate", "observer"]])
def test_values_that_are_words_of_labels_do_not_turn_a_table(mode: list[str]) -> None:
    rows = [
        ["Family name", "Varga", "Klim", "Adeyemi"],
        ["Given name", "Ines", "Ivo", "Paul"],
        ["Position", "Planner", "Analyst", "Counsel"],
        ["Attendance", *mode],
    ]
    assert _names(mail(html=_page(rows), sender=STRANGER)) == [("Ines", "Varga"), ("Ivo", "Klim"), ("Paul", "Adeyemi")]


@pytest.mark.parametrize("head", ["Surname, first name", "Family name / Given name", "NOM, prénom"])
def test_one_column_may_ask_for_both_parts_of_a_name(head: str) -> None:
    rows = [[head, "E-mail"], ["VARGA-LUND, Ines Maria", "iv@x.example.org"], ["Klim, Ivo", "ik@x.example.org"]]
    wanted = [("Ines Maria", "Varga-Lund"), ("Ivo", "Klim")]
    assert (
        _names(mail("Please register them.", sender=STRANGER, files=[("list of delegates.xlsx", xlsx(rows))])) == wanted
    )


@pytest.mark.parametrize(
    ("says", "head"),
    [("has cancelled", "Remarks"), ("no", "In person or online"), ("ne pourra pas venir", "Remarques")],
)
def test_a_row_that_says_that_somebody_does_not_come_proposes_nobody(says: str, head: str) -> None:
    rows = [["Name", "E-mail", head], ["Ines Varga", "iv@x.example.org", ""], ["Ivo Klim", "ik@x.example.org", says]]
    assert _names(mail("Please register them.", sender=STRANGER, files=[("delegates.xlsx", xlsx(rows))])) == [
        ("Ines", "Varga")
    ]


def test_who_made_a_list_stands_below_its_rows_and_is_none_of_them() -> None:
    rows = [["No", "Name", "Position"], ["1", "Ines Varga", "Planner"], ["", "Checked by: Olga Reyes"]]
    assert _names(mail("Please register them.", sender=STRANGER, files=[("delegates.xlsx", xlsx(rows))])) == [
        ("Ines", "Varga")
    ]


@pytest.mark.parametrize("leader", [" ......... ", "__________ ", "        "])
def test_dots_or_spaces_lead_from_a_label_to_its_value(leader: str) -> None:
    card = "\n".join(
        f"{label}{leader}{value}"
        for label, value in [
            ("Surname", "Varga-Lund"),
            ("First name", "Ines"),
            ("Position", "Planner"),
            ("E-mail", "iv@x.example.org"),
        ]
    )
    assert _names(mail(f"Please register our colleague:\n\n{card}\n\nThank you\n", sender=STRANGER)) == [
        ("Ines", "Varga-Lund")
    ]


# Whose words, and who signs ------------------------------------------------------------------------------------------

TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"
OFFICE = "Office ICN <office@icn.example.org>"


def test_the_card_that_ends_a_letter_signs_it_whatever_stands_below() -> None:
    text = (
        "Dear all,\n\nplease register Ms Ines Varga (iv@x.example.org), Planner, for the workshop of June.\n\nMay it"
        " go well,\n\nOlga Reyes\nHead of Training\nIsland Coast Network\n+32 2 555 01 47\n\noffice@icn.example.org"
    )
    found = understood(mail(text, sender=OFFICE))
    assert [one.full_name for one in found.proposals] == ["Ines Varga"]
    assert found.organisation == "Island Coast Network"


def test_what_is_set_in_is_the_writers_own_in_a_mail_that_answers_nothing() -> None:
    page = (
        "<p>Please register for the workshop of June:</p><blockquote>Ms Ines Varga<br>Planner<br>iv@x.example.org"
        "</blockquote><p>Thank you<br>Renate Okonjo</p>"
    )
    assert _names(mail(html=page, sender=STRANGER, subject="One more")) == [("Ines", "Varga")]
    answer = mail(html=page, sender=STRANGER, subject="Re: One more", In_Reply_To="<a@x.example.org>")
    assert ("Ines", "Varga") not in _names(answer)


@pytest.mark.parametrize(
    ("says", "ends"),
    [
        ("Mr Courvoisier has left us. He is replaced by Ms Ines Varga, iv@x.example.org", "Best regards"),
        ("M. Courvoisier nous a quittés. Il est remplacé par Mme Ines Varga, iv@x.example.org", "Bien à vous"),
        ("El Sr. Courvoisier se fue. Lo reemplaza la Sra. Ines Varga, iv@x.example.org", "Saludos cordiales"),
    ],
)
def test_who_signs_above_and_answers_between_the_lines_is_read_there(says: str, ends: str) -> None:
    text = f"See below.\n\n{ends},\nOlga\n\n> 1. M. Bastien COURVOISIER (DLG27-2-0388)\n\n{says}\n\n> Thank you.\n"
    found = understood(mail(text, sender="Olga Reyes <o.reyes@ville-montfalcon.example.org>", subject="Re: Your names"))
    assert found.classification == "substitution"
    assert [(one.full_name, one.replaces) for one in found.proposals] == [("Ines Varga", "DLG27-2-0388")]


# Who comes -----------------------------------------------------------------------------------------------------------


def test_where_persons_are_listed_a_sentence_names_no_more_of_them() -> None:
    text = (
        "Dear all,\n\nby order of our Director, Mr Ivo Klim, I have the honour to register for the workshop:\n\n"
        "- Ms Ines Varga, Planner (iv@x.example.org)\n- Mr Nam So An, Analyst (nda@x.example.org)\n"
    )
    assert _names(mail(text, sender=OFFICE)) == [("Ines", "Varga"), ("Nam So", "An")]


@pytest.mark.parametrize(
    "text",
    [
        "I would like to attend the workshop of June online, for the mayor, Ms Ines Varga, signs no more travel.",
        "Je souhaite participer à l'atelier de juin en ligne : la directrice, Mme Ines Varga, ne signe rien.",
        "Me gustaría participar en el taller de junio en línea: la consejera, doña Ines Varga, no firma más.",
    ],
)
def test_whom_the_writer_speaks_of_is_not_asked_for_with_him(text: str) -> None:
    assert _names(mail(f"Good day,\n\n{text}\n", sender=STRANGER)) == [("Renate", "Okonjo")]


@pytest.mark.parametrize(
    "text",
    [
        "Dr Ines Varga, whom I assist, follows the workshop on 14 June only. Please register her.",
        "La Pr Ines Varga, que j'assiste, suit l'atelier du 14 juin. Merci de l'inscrire.",
        "La Dra. Ines Varga, a quien asisto, sigue el taller del 14 de junio. Ruego inscribirla.",
    ],
)
def test_who_is_asked_for_by_a_pronoun_is_named_before(text: str) -> None:
    assert _names(mail(f"Good day,\n\n{text}\n\nOlga", sender=OFFICE)) == [("Ines", "Varga")]


def test_one_place_goes_to_whom_we_are_told_how_to_reach() -> None:
    text = (
        "I shall not make it. My director, Ivo Klim, is happy for Ms Ines Varga to go in my place.\n\n"
        "Her address is ines.varga@imr.example.org."
    )
    found = understood(mail(f"Dear all,\n\n{text}\n", sender=TOBIAS))
    assert [(one.full_name, one.action) for one in found.proposals] == [("Ines Varga", "substitute")]


def test_of_what_somebody_does_in_a_sentence_no_office_is_made() -> None:
    text = "Our delegates:\n\n- Ines Varga (iv@x.example.org): she comes\n- Ivo Klim (ik@x.example.org), Analyst\n"
    found = understood(mail(f"Dear all,\n\n{text}", sender=OFFICE)).proposals
    assert [(one.full_name, one.function) for one in found] == [("Ines Varga", ""), ("Ivo Klim", "Analyst")]


# The class -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "I am having to step out of it: I cannot travel. A colleague would have liked to come instead. Why not?",
        "Je dois annuler ma venue. Une collègue aurait voulu me remplacer, mais elle n'a pas de visa.",
        "Debo cancelar mi asistencia. Una colega habría querido reemplazarme, pero no tiene visado.",
    ],
)
def test_what_would_have_been_is_not_asked_for(text: str) -> None:
    found = understood(mail(f"Hello,\n\n{text}\n\nTobias", sender=TOBIAS, subject="Re: Dialogue 2027"))
    assert (found.classification, found.is_automatic, found.proposals) == ("cancellation", False, [])


@pytest.mark.parametrize(
    "text",
    [
        "Our minister cannot be with you. Please register the two colleagues whose names follow next week.",
        "Before we close our list (it will not be there before March): are there interpreters?",
        "Avant d'arrêter notre liste (ce ne sera pas avant mars) : y a-t-il des interprètes ?",
    ],
)
def test_where_nobody_whom_we_know_leaves_and_something_is_asked_nothing_is_cancelled(text: str) -> None:
    assert understood(mail(f"Good day,\n\n{text}\n", sender=STRANGER)).classification != "cancellation"


@pytest.mark.parametrize(
    ("off", "on"),
    [
        ("please take her off, she has left us", "stays as is"),
        ("merci d'annuler son inscription", "inchangé"),
        ("rogamos anular su inscripción", "sigue igual"),
    ],
)
def test_an_item_with_a_reference_is_about_that_registration(off: str, on: str) -> None:
    text = f"Of ours:\n\n- Ms Etcheverría Quiroga (DLG27-2-0395): {off}.\n- Mr Courvoisier (DLG27-2-0388): {on}.\n"
    found = understood(mail(text, sender="Olga Reyes <o.reyes@red-retorno.example.org>"))
    assert (found.classification, found.targets) == ("cancellation", ("DLG27-2-0395",))
    assert found.proposals == []


# Values --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("box", "is_public"), [("☒ yes ☐ no", True), ("☐ yes ☒ no", False), ("[ ] yes [x] no", False)])
def test_of_boxes_the_ticked_one_counts(box: str, is_public: bool) -> None:
    form = f"Name: Ines Varga\nPosition: Planner\nConsent to publication of my name: {box}\n"
    found = understood(mail(f"Please register:\n\n{form}", sender=STRANGER)).proposals
    assert [(one.full_name, one.publish_consent) for one in found] == [("Ines Varga", is_public)]


def test_who_is_listed_in_a_file_is_not_joined_by_who_is_named_in_the_mail() -> None:
    rows = [["Family name", "Given name"], ["von Varga Lund", "Ines"], ["Klim", "Ivo"]]
    text = "By order of our Director, Mr Paul Adeyemi, I send our list. Please register them for the workshop of June."
    assert _names(mail(text, sender=OFFICE, files=[("delegates.xlsx", xlsx(rows))])) == [
        ("Ines", "von Varga Lund"),
        ("Ivo", "Klim"),
    ]
