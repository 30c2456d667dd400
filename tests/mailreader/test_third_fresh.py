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


@pytest.mark.parametrize(
    "head", ["Surname, first name", "Family name / Given name", "Apellidos, nombre", "NOM, prénom"]
)
def test_one_column_may_ask_for_both_parts_of_a_name(head: str) -> None:
    rows = [[head, "E-mail"], ["VARGA-LUND, Ines Maria", "iv@x.example.org"], ["Klim, Ivo", "ik@x.example.org"]]
    wanted = [("Ines Maria", "Varga-Lund"), ("Ivo", "Klim")]
    assert (
        _names(mail("Please register them.", sender=STRANGER, files=[("list of delegates.xlsx", xlsx(rows))])) == wanted
    )


def test_a_family_name_in_two_columns_is_one() -> None:
    rows = [["Primer apellido", "Segundo apellido", "Nombres"], ["Paz", "de la Vega", "Rut"], ["Sosa", "", "Noé"]]
    wanted = [("Rut", "Paz de la Vega"), ("Noé", "Sosa")]
    assert (
        _names(mail("Ruego inscribirlos.", sender=STRANGER, files=[("lista de delegados.xlsx", xlsx(rows))])) == wanted
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
