"""Agendas that are tables: what their columns hold, with headings and without."""

import datetime
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from agendareader.facts import Agenda, Wanted
from agendareader.reader import read
from tests.agendareader.scoring import countries

FIRST = datetime.date(2026, 5, 12)
SECOND = datetime.date(2026, 5, 13)
Rows = Sequence[Sequence[Any]]


def workbook(sheets: dict[str, Rows], merged: Sequence[str] = ()) -> Agenda:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for place in merged:
            sheet.merge_cells(place)
    file = io.BytesIO()
    book.save(file)
    return read(file.getvalue(), countries(), Wanted(FIRST, SECOND))


def table(*rows: Sequence[Any], merged: Sequence[str] = ()) -> Agenda:
    return workbook({"Sheet1": rows}, merged)


def page(rows: str, language: str = "") -> Agenda:
    wanted = Wanted(FIRST, SECOND, language)
    return read(f"<!doctype html><body><table>{rows}</table>".encode(), countries(), wanted, "a.html")


def hours(agenda: Agenda) -> list[tuple[str, str, str, str]]:
    return [(item.start, item.end, item.room, item.title) for item in agenda.items]


def people(agenda: Agenda) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(one.role, one.written, one.function, one.organisations) for item in agenda.items for one in item.people]


def test_columns_without_headings_are_known_by_what_stands_in_them() -> None:
    found = table(
        ["Mardi 12 mai", "9h00 - 10h30", "Ouverture officielle", "Mme Claire Dubois, Directrice, CNRS", "Curie"],
        [None, "10h30 - 11h00", "Pause café", None, "Jardin"],
        [None, "11h00 - 12h30", "Lire une facture d'eau", "M. Jean Kaboré, Juriste, FAO", "Curie"],
        [None, "11h00 - 12h30", "Réparer une pompe", "M. Ali Traoré, Technicien, FAO", "Pasteur"],
    )
    assert hours(found) == [
        ("09:00", "10:30", "Curie", "Ouverture officielle"),
        ("10:30", "11:00", "Jardin", "Pause café"),
        ("11:00", "12:30", "Curie", "Lire une facture d'eau"),
        ("11:00", "12:30", "Pasteur", "Réparer une pompe"),
    ]
    assert [name for _role, name, _function, _bodies in people(found)] == ["Claire Dubois", "Jean Kaboré", "Ali Traoré"]


def test_headings_in_words_of_ones_own_are_no_item() -> None:
    found = table(
        ["Ronda", "Escenario", "Pregunta del día", "Amigas y amigos", "La campana"],
        [datetime.time(9), "Patio", "Bienvenida general de la mañana", None, None],
        [
            datetime.time(10),
            "Teatro",
            "Territorios que cuidan el agua",
            "Rosa Quispe, Directora, FAO\nJorge Luna, Ingeniero, BID",
            "Ana Ruiz",
        ],
        [datetime.time(10), "Patio", "Juegos para contar historias", "Pepe Ríos, Titiritero, Circo Azul", "Luis Paz"],
    )
    assert [title for *_others, title in hours(found)] == [
        "Bienvenida general de la mañana",
        "Territorios que cuidan el agua",
        "Juegos para contar historias",
    ]
    assert [item.room for item in found.items] == ["Patio", "Teatro", "Patio"]
    assert [(role, name) for role, name, *_others in people(found)] == [
        ("speaker", "Rosa Quispe"), ("speaker", "Jorge Luna"), ("moderator", "Ana Ruiz"),
        ("speaker", "Pepe Ríos"), ("moderator", "Luis Paz"),
    ]  # fmt: skip


def test_two_rows_of_headings_are_read_together() -> None:
    found = table(
        ["Time", None, "Session", None, "Moderator", None, "Speakers", None],
        ["Start", "End", "Title", "Room", "Name", "Affiliation", "Name", "Affiliation"],
        [0.375, 0.4375, "Old grains", "Hall B", "Ann Lee", "FAO", "Raj Patel", "University of Pune"],
        [None, None, None, None, None, None, "Eva Stone", "Seed Bank of Norway"],
    )
    assert hours(found) == [("09:00", "10:30", "Hall B", "Old grains")]
    assert people(found) == [
        ("moderator", "Ann Lee", "", ("FAO",)),
        ("speaker", "Raj Patel", "", ("University of Pune",)),
        ("speaker", "Eva Stone", "", ("Seed Bank of Norway",)),
    ]


def test_a_cell_that_is_merged_over_rows_stands_for_each() -> None:
    found = table(
        ["Día", "Horario", "Lugar", "Sesión"],
        [FIRST, "09:00 – 10:30", "Sala Magna", "Mesa 1: Redes"],
        [None, None, None, "Mesa 2: Costas"],
        [SECOND, "09:00 – 10:00", "Aula 1", "Clausura"],
        merged=["A2:A3", "B2:B3", "C2:C3"],
    )
    assert hours(found)[:2] == [
        ("09:00", "10:30", "Sala Magna", "Mesa 1: Redes"),
        ("09:00", "10:30", "Sala Magna", "Mesa 2: Costas"),
    ]
    assert [item.day for item in found.items] == [FIRST, FIRST, SECOND]


def test_a_cell_of_a_page_that_reaches_down_does_not_shift_the_row_below() -> None:
    found = page(
        "<tr><th>Day</th><th>Time</th><th>Session</th><th>Room</th></tr>"
        '<tr><td rowspan="2">Tuesday 12 May</td><td>09:00-10:00</td><td>Opening</td><td rowspan="2">Hall 1</td></tr>'
        "<tr><td>10:00-11:00</td><td>Salt</td></tr>"
    )
    assert hours(found) == [("09:00", "10:00", "Hall 1", "Opening"), ("10:00", "11:00", "Hall 1", "Salt")]


def test_an_item_in_another_room_without_hours_has_those_above_it() -> None:
    found = table(
        ["Time", "Room", "Session"],
        ["09:00-10:00", "Alpha", "Silt"],
        [None, "Beta", "Salt"],
    )
    assert hours(found) == [("09:00", "10:00", "Alpha", "Silt"), ("09:00", "10:00", "Beta", "Salt")]


def test_rooms_may_stand_above_the_columns() -> None:
    found = table(
        ["Time", "Room Alpha", "Room Beta"],
        ["09:00-10:00", "Opening plenary", None],
        ["10:00-11:00", "Session A: Cranes\nModerator: John Doe, IMO", "Session B: Silt"],
        ["11:00-12:00", None, "Session C: Law"],
    )
    assert hours(found) == [
        ("09:00", "10:00", "", "Opening plenary"),
        ("10:00", "11:00", "Room Alpha", "Session A: Cranes"),
        ("10:00", "11:00", "Room Beta", "Session B: Silt"),
        ("11:00", "12:00", "Room Beta", "Session C: Law"),
    ]
    assert people(found) == [("moderator", "John Doe", "", ("IMO",))]


@pytest.mark.parametrize("names", [("Martes 12", "Miércoles 13"), ("Día 1", "Día 2"), ("J1", "J2")])
def test_each_sheet_may_be_a_day(names: tuple[str, str]) -> None:
    rows = [["Hora", "Actividad"], ["9:00 a 10:00", "Apertura"], ["10:00 a 10:30", "Receso"]]
    found = workbook(dict.fromkeys(names, rows))
    assert [(item.day, item.title) for item in found.items] == [
        (FIRST, "Apertura"), (FIRST, "Receso"), (SECOND, "Apertura"), (SECOND, "Receso"),
    ]  # fmt: skip


def test_a_sheet_without_hours_beside_the_timetable_is_named_as_not_read() -> None:
    found = workbook(
        {"Programme": [["Time", "Item"], ["09:00", "Opening"]], "Halls": [["Hall", "Seats"], ["Alpha", 320]]}
    )
    assert [item.title for item in found.items] == ["Opening"]
    assert ("Alpha | 320", "behind") in [(line.text, line.reason) for line in found.unread]


def test_given_and_family_name_may_stand_in_two_columns() -> None:
    found = table(
        ["Horaire", "Séance", "Prénom", "Nom", "Fonction", "Structure", "Rôle"],
        ["09:00-10:00", "Ouverture", "Awa", "DIOP", "Ministre", "OMS", "Oratrice"],
        ["09:00-10:00", "Ouverture", "Omar", "SY", "Chercheur", "FAO", "Modérateur"],
    )
    assert [item.title for item in found.items] == ["Ouverture"]
    assert people(found) == [
        ("speaker", "Awa DIOP", "Ministre", ("OMS",)),
        ("moderator", "Omar SY", "Chercheur", ("FAO",)),
    ]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Segundo Guamán Lema, Reciclador, Red Sur", ["Segundo Guamán Lema"]),
        ("Beatriz Olmedo, Gerenta de Marca, Tres Ríos", ["Beatriz Olmedo"]),
        ("Ana Ruiz, Directora, FAO; Luis Paz y Eva Sol", ["Ana Ruiz", "Luis Paz", "Eva Sol"]),
        ("Ana Ruiz / Luis Paz / Eva Sol, Juez, Red Sur", ["Ana Ruiz", "Luis Paz", "Eva Sol"]),
        ("Ana Ruiz\nDirectora de Programas, Red Sur", ["Ana Ruiz"]),
        (
            "Modera: Carmen Rojas. Participan: Lidia Poma, Abogada, FAO; Eva Sol",
            ["Carmen Rojas", "Lidia Poma", "Eva Sol"],
        ),
        ("Por confirmar", []),
    ],
)
def test_people_of_a_cell_are_told_apart_by_what_the_column_does(cell: str, names: list[str]) -> None:
    found = table(
        ["Hora", "Tema", "Ponentes"],
        ["09:00", "Aguas", "Marta Gil, Directora, FAO"],
        ["10:00", "Tierras", cell],
        ["11:00", "Fin", None],
    )
    assert [one.written for one in found.items[1].people] == names


def test_of_a_column_that_tells_nothing_of_anybody_commas_stand_between_names() -> None:
    found = table(
        ["Time", "Topic", "Speakers"], ["09:00", "Salt", "Joan Nakato, Eva Long"], ["10:00", "Silt", "John Otieno"]
    )
    assert [name for _role, name, *_others in people(found)] == ["Joan Nakato", "Eva Long", "John Otieno"]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime.time(9), datetime.time(10, 30)),
        (datetime.datetime(2026, 5, 12, 9, 0), datetime.datetime(2026, 5, 12, 10, 30)),  # noqa: DTZ001
        (0.375, 0.4375),
        (9, 10.3),
        ("9h00", "10.30"),
        ("09:00 hrs", "10:30 hrs"),
    ],
)
def test_hours_of_a_spreadsheet_may_be_times_moments_decimals_or_text(start: Any, end: Any) -> None:
    found = table(["From", "To", "Session"], [start, end, "Salt"], ["11:00", "12:00", "Silt"])
    assert [(item.day, item.start, item.end) for item in found.items][:1] == [(FIRST, "09:00", "10:30")]


def test_a_duration_says_the_end() -> None:
    found = table(["Start", "Duration", "Session"], [datetime.time(9), "1 h 30", "Salt"], ["11:00", 45, "Silt"])
    assert [(item.start, item.end) for item in found.items] == [("09:00", "10:30"), ("11:00", "11:45")]


def test_titles_above_and_notes_below_are_no_items_and_a_column_not_known_is_named() -> None:
    found = table(
        ["Forum on lakes"],
        ["Version of", datetime.datetime(2026, 4, 1)],  # noqa: DTZ001
        ["Time", "Session", "Type", "Interpretation"],
        ["09:00", "What the nets bring home", "Keynote", "EN-FR"],
        ["10:00", "Coffee", "Break", "no"],
        ["The bus leaves the hotel at 7:30 on both days."],
    )
    assert [(item.day, item.kind) for item in found.items] == [(FIRST, "keynote"), (FIRST, "break")]
    assert {line.reason for line in found.unread if line.text == "Interpretation"} == {"column"}
    assert [line.reason for line in found.unread if line.text.startswith("The bus")] == ["behind"]


def test_lines_of_a_cell_of_a_text_with_semicolons_are_kept() -> None:
    text = 'Heure;Titre;Intervenants\n09:00;La haie;"Marc Roy, Éleveur, FAO\nNadia Ould, Juriste, BID"\n10:00;Fin;\n'
    found = read(text.encode(), countries(), Wanted(FIRST, FIRST), "a.csv")
    assert people(found) == [
        ("speaker", "Marc Roy", "Éleveur", ("FAO",)),
        ("speaker", "Nadia Ould", "Juriste", ("BID",)),
    ]


def test_talks_of_a_session_are_the_topics_of_their_speakers() -> None:
    found = table(
        ["Time", "Session", "Presentation", "Presenter"],
        ["09:00-10:30", "Measuring heat", "Sensors on buses", "Kemi Oni"],
        [None, None, "Roofs seen from space", "Tom Hale"],
    )
    assert [item.title for item in found.items] == ["Measuring heat"]
    assert [(one.written, one.topic) for one in found.items[0].people] == [
        ("Kemi Oni", "Sensors on buses"),
        ("Tom Hale", "Roofs seen from space"),
    ]


@pytest.mark.parametrize("cell", ["Ama Koffi, Pêcheuse", "Ama Koffi (Togo), Pêcheuse"])
def test_a_word_behind_a_name_in_a_column_of_functions_is_one(cell: str) -> None:
    found = table(["Heure", "Sujet", "Intervenants"], ["9h", "Eau", "Luc Martin, Directeur, FAO"], ["10h", "Sel", cell])
    assert people(found)[1][:3] == ("speaker", "Ama Koffi", "Pêcheuse")


BILINGUAL = """
<tr><td></td><td>Tuesday 12 May 2026</td><td>Mardi 12 mai 2026</td></tr>
<tr><td>09:00–09:30</td><td>Opening of the workshop<br>Chair: Ms. Ana Ruiz, Director of the Fund</td>
  <td>Ouverture de l’atelier<br>Présidence : Mme Ana Ruiz, Directrice du Fonds</td></tr>
<tr><td>09:30–10:00</td><td colspan="2">Film</td></tr>
<tr><td>10:00–10:30</td><td>Coffee break</td><td>Pause-café</td></tr>
<tr><td>10:30–12:00</td><td>Session 1: Water for the cities</td><td>Session 1 : De l’eau pour les villes</td></tr>
<tr><td>12:00–12:30</td><td>Closing</td><td>Clôture</td></tr>"""


@pytest.mark.parametrize(
    ("language", "titles", "function", "left_out"),
    [
        ("", ["Opening of the workshop", "Film", "Coffee break", "Session 1: Water for the cities", "Closing"],
         "Director of the Fund", "Mardi 12 mai 2026"),
        ("fr", ["Ouverture de l’atelier", "Film", "Pause-café", "Session 1 : De l’eau pour les villes", "Clôture"],
         "Directrice du Fonds", "Tuesday 12 May 2026"),
    ],
)  # fmt: skip
def test_of_a_table_in_two_languages_one_is_read(
    language: str, titles: list[str], function: str, left_out: str
) -> None:
    found = page(BILINGUAL, language)
    assert [item.title for item in found.items] == titles
    assert {item.day for item in found.items} == {FIRST}
    assert [one.line for item in found.items for one in item.people] == [function]
    assert [(line.text, line.reason) for line in found.unread] == [(left_out, "language")]


def test_two_rooms_in_two_languages_are_no_translations_of_each_other() -> None:
    rows = [
        f"<tr><td>{hour:02}:00–{hour:02}:45</td><td>Session {hour}A: The water of the cities</td>"
        f"<td>Session {hour}B : Les routes de la mer</td></tr>"
        for hour in range(9, 14)
    ]
    head = "<tr><td></td><td>Room A</td><td>Salle B</td></tr>"
    assert len(page(head + "".join(rows)).items) == 10
