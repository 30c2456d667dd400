"""Agendas as people have them, read in their many shapes."""

import datetime
import io
import json
import textwrap
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest

from agendareader import clock
from agendareader.facts import Agenda, Person, Wanted
from agendareader.people import People
from agendareader.reader import read
from filereader.strict_tables import Refused
from sandbox import child
from tests.agendareader.scoring import agenda_of, countries, score

FOLDER = Path(__file__).parent / "agendas"
FIRST = datetime.date(2008, 7, 7)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_agenda_of_2008_is_read(language: str) -> None:
    path = FOLDER / f"idm-2008-{language}.txt"
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert score(agenda_of(path, expected), expected).share >= 0.95


@pytest.mark.parametrize("path", sorted(FOLDER.glob("shape-*.txt")), ids=lambda path: path.stem)
def test_agendas_of_other_shapes_are_read(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    result = score(agenda_of(path, expected), expected)
    assert result.share >= 0.95, result.wrong


@pytest.mark.parametrize(
    ("text", "start", "end", "rest"),
    [
        ("09:00–10:30 Opening", "09:00", "10:30", "Opening"),
        ("9h00 - 10h30 : Ouverture", "09:00", "10:30", "Ouverture"),
        ("9.00 a 10.30 h Apertura", "09:00", "10:30", "Apertura"),
        ("De 10 h à 11 h : Pause", "10:00", "11:00", "Pause"),
        ("2:30 pm Lunch", "14:30", "", "Lunch"),
        ("2:00–3:30 pm: Panel", "14:00", "15:30", "Panel"),
        ("11 am – 12.30 pm Panel", "11:00", "12:30", "Panel"),
        ("14 h Pause", "14:00", "", "Pause"),
        ("9 heures – 11 heures : Travaux", "09:00", "11:00", "Travaux"),
        ("17 heures : Réception", "17:00", "", "Réception"),
        ("9-10.30 am Session", "09:00", "10:30", "Session"),
        ("0900-1030 Session", "09:00", "10:30", "Session"),
        ("12 noon – 1 pm Lunch", "12:00", "13:00", "Lunch"),
        ("09:00 – 09:30 (CET) Open", "09:00", "09:30", "Open"),
        ("09:00\t10:30\tOpen", "09:00", "10:30", "Open"),
    ],
)
def test_hours_are_read_in_many_forms(text: str, start: str, end: str, rest: str) -> None:
    hours = clock.leading(text)
    assert hours is not None
    assert (clock.clock(hours.start), clock.clock(hours.end) if hours.end else "") == (start, end)
    assert text[hours.behind :] == rest


@pytest.mark.parametrize(
    "text", ["8-9 July", "7.07.2008", "2008 agenda", "3 speakers", "10 minutes break", "2008-07-07"]
)
def test_what_is_no_hour_is_not_taken_for_one(text: str) -> None:
    assert clock.leading(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "7 July 2008 - Day I", "Monday 7 July", "Jour 1 : lundi 7 juillet 2008", "Lunes, 7 de julio de 2008",
        "2008-07-07", "07/07/2008", "MONDAY, JULY 7", "DAY ONE – 7 July 2008", "Monday", "7.7.",
    ],
)  # fmt: skip
def test_a_day_is_read_in_many_forms(text: str) -> None:
    heading = clock.day_heading(text, FIRST)
    assert heading is not None
    assert heading.date == FIRST


@pytest.mark.parametrize("text", ["Geneva, 7–8 July 2008", "Recap of Day 1", "Session 1: July", "Opening"])
def test_what_is_no_day_is_not_taken_for_one(text: str) -> None:
    assert clock.day_heading(text, FIRST) is None


@pytest.mark.parametrize(
    "text",
    [
        "Wednesday, 7 July 2008", "Wednesday 7 July", "WED 7 JULY 2008", "7 July 2008 (Wednesday)",
        "le mercredi 7 juillet", "Miércoles, 7 de julio de 2008", "Day 1: Wednesday, 7 July 2008",
        "Wednesday the 7th of July", "Wednesday 2008-07-07", "Wednesday 7 July, 09:00-10:00 Opening",
    ],
)  # fmt: skip
def test_a_day_of_the_week_that_is_none_of_the_date_is_told(text: str) -> None:
    found = agenda(f"{text}\n09:00-10:00 Opening")
    (said,) = found.other_weekdays
    assert (said.day, said.line) == (FIRST, 1)
    assert {item.day for item in found.items} == {FIRST}


@pytest.mark.parametrize(
    "text",
    ["Monday, 7 July 2008", "7 July 2008: Sun and soil", "Sun and soil, 7 July 2008", "7 July 2008", "Wednesday"],
)
def test_words_elsewhere_are_no_day_of_the_week_of_the_date(text: str) -> None:
    assert agenda(f"{text}\n09:00-10:00 Opening").other_weekdays == ()


def test_a_day_whose_year_nothing_says_is_no_date() -> None:
    found = read(b"Monday 7 July\n09:00-10:00 Opening\nTuesday 8 July\n09:00-10:00 Water", countries())
    assert [(item.day, item.day_number) for item in found.items] == [(None, 1), (None, 2)]
    assert found.other_weekdays == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [("7 July 1970", datetime.date(1970, 7, 7)), ("1 January 1900", datetime.date(1900, 1, 1)), ("29 February", None)],
)
def test_without_the_days_of_the_event_any_year_that_is_said_counts(text: str, day: datetime.date | None) -> None:
    heading = clock.day_heading(text, None)
    assert heading is not None
    assert heading.date == day


def person(text: str) -> Person:
    (found,) = People(countries(), "en").read(text)
    return found


@pytest.mark.parametrize(
    ("text", "name", "function", "bodies", "country"),
    [
        ("Ms. Joan Nakato – Deputy Director, National Water Corporation (NWC), Uganda",
         "Joan Nakato", "Deputy Director", ("National Water Corporation",), "UG"),
        ("DIOUF NDIAYE, Amara, Director, Ministry of Labour, Senegal",
         "Amara DIOUF NDIAYE", "Director", ("Ministry of Labour",), "SN"),
        ("Kenya – Ms Beatrice Mwangi, Director of Planning", "Beatrice Mwangi", "Director of Planning", (), "KE"),
        ("Eugene Owusu, Senior Adviser for Africa, UN/UNDP, Brussels",
         "Eugene Owusu", "Senior Adviser for Africa", ("UN", "UNDP"), ""),
        ("Karim Benali (Métropole de Lyon)", "Karim Benali", "", ("Métropole de Lyon",), ""),
        ("M.Sc. Elena Castro, INSIVUMEH", "Elena Castro", "", ("INSIVUMEH",), ""),
        ("Dr Julio Sandoval, PhD, University of X", "Julio Sandoval", "", ("University of X",), ""),
    ],
)  # fmt: skip
def test_a_line_of_a_person_is_taken_apart(
    text: str, name: str, function: str, bodies: tuple[str, ...], country: str
) -> None:
    found = person(text)
    assert (found.written, found.function, found.organisations, found.country) == (name, function, bodies, country)


@pytest.mark.parametrize(
    "line",
    [
        "Vice-President (Foreign Affairs), Damayan Habagat Foundation",
        "Officer, International Labour Organization (ILO), Geneva",
        "Iraqis Rebuilding Iraq (IRI)/IOM, IOM Baghdad",
        "(Acting) Director; Head of Policy",
        "Director – Economic–Social Council | UN",
        "Chief: Water / Health, Policy & Planning",
        "Network of Coastal and Lakeside Cities",
        "Director, Acme Inc., Washington D.C.",
        "Deputy Director, Bolivia (Plurinational State of), IOM [Geneva]",
        "Directrice ; Cheffe (eau)",
    ],
)
def test_what_stands_behind_a_name_is_kept_as_it_is_written(line: str) -> None:
    assert person(f"Ms Ana Ruiz, {line}").line == line


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Testimony: Abdou Sene, Architect", "Testimony"),
        ("Témoignage – Abdou Sene, Architect", "Témoignage"),
        ("Joint presentation (in French): Mr Abdou Sene, Architect", "Joint presentation (in French)"),
        ("Statement by the Ministry of Water: Abdou Sene, Architect", "Statement by the Ministry of Water"),
        ("Testimony: SENE, Abdou, Architect", "Testimony"),
        ("Testimony: Architect, Mr Abdou Sene", "Testimony"),
        ("Voices of the coast – Kenya: Mr Abdou Sene, Architect", "Voices of the coast – Kenya"),
        ("Opening remarks: Abdou Sene, Architect, “Heat”", "Opening remarks: Heat"),
        ("“Heat”. Presentation: Abdou Sene, Architect", "Heat"),
    ],
)
def test_what_a_contribution_is_called_before_a_name_is_its_topic(text: str, topic: str) -> None:
    found = person(text)
    assert (found.line, found.function, found.topic) == ("Architect", "Architect", topic)
    assert set(found.written.upper().split()) == {"ABDOU", "SENE"}


@pytest.mark.parametrize(
    ("text", "line", "topic"),
    [
        ("“Safe cities” – Ms Ana Ruiz, Director: Water, Ministry of Health", "Director: Water, Ministry of Health",
         "Safe cities"),
        ("“Safe cities” (film) – Ms Ana Ruiz, “Water”, architect", "film, architect", "Safe cities: Water"),
        ("Ana Ruiz, architect, “Heat” (opening remarks)", "architect", "opening remarks: Heat"),
    ],
)  # fmt: skip
def test_what_stands_behind_a_title_does_not_take_its_place(text: str, line: str, topic: str) -> None:
    (found,) = People(countries(), "en").read(text, is_text=True)
    assert (found.line, found.topic) == (line, topic)


def test_what_the_contribution_of_two_is_called_is_the_body_of_neither() -> None:
    found = People(countries(), "en").read("Testimony: Ana Ruiz and John Otieno, architects")
    assert [(one.written, one.line, one.organisations, one.topic) for one in found] == [
        ("Ana Ruiz", "", (), "Testimony"),
        ("John Otieno", "architects", (), "Testimony"),
    ]


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("Statement by the Mayor: Ms Ana Ruiz", "Statement by the Mayor"),
        ("Presentation by the Harbour Trust: Ms Ana Ruiz", "Presentation by the Harbour Trust"),
        ("Statement by: Ms Ana Ruiz", ""),
        ("Presentations (tbc): Ms Ana Ruiz", ""),
    ],
)
@pytest.mark.parametrize("above", ["", "Speakers:\n- "])
def test_who_makes_a_statement_is_named_in_its_topic(line: str, topic: str, above: str) -> None:
    (item,) = agenda(f"09:00-10:00 Session 1: Water\n{above}{line}").items
    assert [(one.written, one.role, one.topic) for one in item.people] == [("Ana Ruiz", "speaker", topic)]


def test_who_speaks_together_has_one_topic() -> None:
    found = People(countries(), "en").read("“Heat”. Joint presentation: Ana Ruiz, Director; Ben Li, Clerk")
    assert [(one.written, one.line, one.topic) for one in found] == [
        ("Ana Ruiz", "Director", "Heat"),
        ("Ben Li", "Clerk", "Heat"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Director General, WHO: Ms Ana Ruiz", "Director General, WHO"),
        ("Kenya: Ana Ruiz, Director", "Kenya, Director"),
        ("Minister of Water: Ms Ana Ruiz", "Minister of Water"),
    ],
)
def test_a_function_body_or_country_before_a_name_is_no_topic(text: str, line: str) -> None:
    assert (person(text).line, person(text).topic) == (line, "")


def test_words_before_a_colon_make_nobody_of_what_follows() -> None:
    assert People(countries(), "en").read("Key issues: Climate Change, Water") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Ana Ruiz (Director (Policy), WHO)", "Director (Policy), WHO"),
        ("Ana Ruiz (Kenya), Director [acting].", "Kenya, Director [acting]"),
        ("Minister (Water), Kenya: Ms Ana Ruiz", "Minister (Water), Kenya"),
        ("Kenya – Ms Ana Ruiz, Director (Policy)", "Kenya, Director (Policy)"),
        ("Ana Ruiz, Director (moderator), WHO", "Director, WHO"),
        ("Gen. Ana Ruiz (ret.), PhD, Director (tbc), WHO", "Director, WHO"),
        ("Ana Ruiz, Director (WHO; to be confirmed), Kenya", "Director (WHO), Kenya"),
    ],
)
def test_what_is_read_apart_leaves_no_sign_in_the_line(text: str, line: str) -> None:
    assert person(text).line == line


@pytest.mark.parametrize(
    "text",
    [
        "Sophie Martin (Agence de l'eau), Karim Benali (Métropole) et Inès Roux (INSA Lyon)",
        "Ms Sophie Martin, Mr Karim Benali and Ms Inès Roux",
        "Sophie Martin, Director; Karim Benali, Kenya; Inès Roux, WHO",
        "Sophie Martin, Karim Benali, Inès Roux",
    ],
)
def test_several_people_of_a_line_are_told_apart(text: str) -> None:
    found = People(countries(), "en").read(text)
    assert [one.written for one in found] == ["Sophie Martin", "Karim Benali", "Inès Roux"]


def test_a_role_in_brackets_is_the_persons() -> None:
    assert person("Dr Ravi Menon (moderator), Senior Scientist, FAO").role == "moderator"


@pytest.mark.parametrize(
    "text", ["General discussion", "Coffee break", "Who owns the tap?", "World Bank", "Ministry of Water, Kenya"]
)
def test_what_is_nobody_is_not_taken_for_a_person(text: str) -> None:
    assert People(countries(), "en").read(text) == []


def agenda(text: str) -> Agenda:
    return read(text.encode(), countries(), Wanted(FIRST, FIRST))


def test_panels_with_hours_of_their_own_stand_within_the_session() -> None:
    found = agenda("09:00-12:00 Session 1: Water\n09:00-10:00 Panel A\n10:00-12:00 Panel B\n12:00-13:00 Lunch")
    assert [item.within for item in found.items] == [-1, 0, 0, -1]


@pytest.mark.parametrize(
    "text",
    [
        "Monday 7 July, 09:00-10:00 Opening",
        "2008-07-07 09:00 - 10:00 Opening",
        "Opening (09:00-10:00)",
        "Opening, 09:00-10:00",
        "Opening (9 to 10 am, Room A)",
        "Monday 7 July\nOpening\n09:00-10:00\nMs Ana Ruiz, WHO",
    ],
)
def test_hours_may_stand_beside_the_day_and_behind_the_title(text: str) -> None:
    (item,) = agenda(text).items
    assert (item.day, item.start, item.end, item.title) == (FIRST, "09:00", "10:00", "Opening")


def test_a_start_alone_lasts_until_the_next_item() -> None:
    found = agenda("09:00 Opening\n09:30 Keynote\n10:00 End of the workshop")
    assert [(item.end, item.is_end_assumed) for item in found.items] == [("09:30", True), ("10:00", True), ("", False)]


def test_hours_of_a_clock_of_twelve_go_on_after_noon() -> None:
    found = agenda("9:00-10:00 Opening\n10:00-12:00 Panel\n1:00-2:00 Lunch\n2:00-3:00 Closing")
    assert [item.start for item in found.items] == ["09:00", "10:00", "13:00", "14:00"]


def test_what_stands_above_the_items_is_named_as_not_understood() -> None:
    found = agenda("Forum on water\n09:00-10:00 Opening")
    assert [(line.text, line.reason) for line in found.unread] == [("Forum on water", "before")]


def test_lines_that_a_pdf_has_broken_are_one_again() -> None:
    found = agenda(
        "Monday 7 July 2008\n"
        "09:00-10:30 Session 1: How the towns on the coast of the inner lakes may\n"
        "Share Their Water\n"
        "Moderator: Ms Ana Ruiz, Director of the Department of Rivers and Public\n"
        "Works, Ministry of Water, Kenya\n"
        "• Mr John Otieno, Senior Engineer for Dams and Channels of the Northern\n"
        "Provinces, Harbour Trust\n"
        "• Ms Eva Long, Head of Planning and Foreign Relations of the Harbour of\n"
        "Kisumu, Kenya\n"
        "General discussion\n"
    )
    assert [item.title for item in found.items] == [
        "Session 1: How the towns on the coast of the inner lakes may Share Their Water",
        "General discussion",
    ]
    assert [(one.written, one.organisations) for one in found.items[0].people][:2] == [
        ("Ana Ruiz", ("Ministry of Water",)),
        ("John Otieno", ("Harbour Trust",)),
    ]
    assert [one.country for one in found.items[0].people] == ["KE", "", "KE"]


def test_guiding_questions_are_the_description() -> None:
    found = agenda("09:00-10:00 Session 1: Water\nWho pays?\nModerator: Ms Ana Ruiz, WHO")
    assert found.items[0].description == "Who pays?"


@pytest.mark.parametrize(
    ("first", "second"),
    [("•", "•"), ("\uf0a7", "\uf0a7"), ("o", "o"), ("§", "Ø"), ("-", "–"), ("1.", "2."), ("a)", "b)"), ("(i)", "(ii)")],
)
@pytest.mark.parametrize("hours", ["09:00-10:00 Session 1: Water", "08:00\tOpening\n09:00\tSession 1: Water"])
def test_a_tab_behind_a_bullet_or_number_is_no_column(first: str, second: str, hours: str) -> None:
    found = agenda(f"{hours}\nSpeakers:\n{first}\tAna Ruiz, Director\n{second}\tJohn Otieno, Engineer\n")
    people = [(one.written, one.line) for one in found.items[-1].people]
    assert people == [("Ana Ruiz", "Director"), ("John Otieno", "Engineer")]
    assert not found.items[-1].description


def test_a_number_alone_and_a_number_before_more_columns_are_columns() -> None:
    for number in ("#", "1", "1."):
        (item,) = agenda(f"No.\tTime\tTitle\n{number}\t09:00-10:00\tWater and towns\n").items
        assert (item.start, item.title) == ("09:00", "Water and towns")


def test_a_tab_behind_a_bullet_that_was_typed_in_word_is_no_column() -> None:
    lines = ("09:00<w:tab/>Session 1", "Speakers:", "o<w:tab/>Ana Ruiz, Director", "o<w:tab/>John Otieno, Engineer")
    parts = (line.replace("<w:tab/>", "</w:t><w:tab/><w:t>") for line in lines)
    content = document("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in parts))
    found = read(content, countries(), Wanted(FIRST, FIRST))
    people = [(one.written, one.line) for one in found.items[-1].people]
    assert people == [("Ana Ruiz", "Director"), ("John Otieno", "Engineer")]


def word(*rows: tuple[str, ...]) -> bytes:
    """A document with one table."""

    def cell(text: str) -> str:
        lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))
        return f"<w:tc>{lines}</w:tc>"

    body = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    return document(f"<w:tbl>{body}</w:tbl>")


def document(body: str) -> bytes:
    """A .docx with nothing but its text."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return file.getvalue()


def test_a_table_of_word_is_read() -> None:
    content = word(
        ("Heure", "Activité", "Intervenants"),
        ("08h30 – 09h00", "Accueil", ""),
        ("09h00 – 10h00", "Séance 1 : Douanes", "Modératrice : Mme Mariam Bello, Bénin\nM. Yao Kouassi, CEDEAO\nDébat"),
    )
    found = read(content, countries(), Wanted(FIRST, FIRST))
    assert [(item.start, item.end, item.title) for item in found.items] == [
        ("08:30", "09:00", "Accueil"),
        ("09:00", "10:00", "Séance 1 : Douanes"),
        ("", "", "Débat"),
    ]
    assert {(one.written, one.role) for item in found.items for one in item.people} == {
        ("Mariam Bello", "moderator"),
        ("Yao Kouassi", "speaker"),
    }


def test_a_timetable_with_a_column_a_day_is_read() -> None:
    content = word(
        ("Time", "Monday 7 July", "Tuesday 8 July"),
        ("09:00-10:30", "Module 1: Law\nTrainer: Ms Ana Ruiz, WHO", "Module 2: Data"),
        ("10:30-11:00", "Coffee break", ""),
        ("11:00-12:00", "", "Visit to the harbour"),
    )
    found = read(content, countries(), Wanted(FIRST, FIRST + datetime.timedelta(days=1)))
    assert [(item.day.day if item.day else 0, item.start, item.title) for item in found.items] == [
        (7, "09:00", "Module 1: Law"),
        (7, "10:30", "Coffee break"),
        (8, "09:00", "Module 2: Data"),
        (8, "10:30", "Coffee break"),
        (8, "11:00", "Visit to the harbour"),
    ]
    assert [one.written for one in found.items[0].people] == ["Ana Ruiz"]


def test_a_workbook_with_a_row_a_person_is_read() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Date", "Start", "End", "Session title", "Speaker", "Position", "Organisation", "Country"])
    hours = datetime.time(9), datetime.time(10)
    sheet.append([FIRST, *hours, "Opening", "Ms Hanna Virtanen", "Director General", "Ministry of Seeds", "Finland"])
    sheet.append([None, None, None, None, "Mr Paulo Neto", "Secretary", "Seed Network", "Angola"])
    file = io.BytesIO()
    book.save(file)
    (item,) = read(file.getvalue(), countries(), Wanted()).items
    assert (item.day, item.start, item.end, item.title) == (FIRST, "09:00", "10:00", "Opening")
    assert [(one.written, one.function, one.organisations, one.country) for one in item.people] == [
        ("Hanna Virtanen", "Director General", ("Ministry of Seeds",), "FI"),
        ("Paulo Neto", "Secretary", ("Seed Network",), "AO"),
    ]


def test_a_saved_page_is_read_without_what_stands_around_it() -> None:
    page = """<!doctype html><body><nav>Home</nav><h2>Monday 7 July 2008</h2><h3>09:00 - 10:00 Opening</h3>
    <ul><li>Moderator: Jone Ratu, Fiji</li><li>John Selwyn, Harbour Master, Vanuatu</li></ul>
    <footer>x</footer></body>"""
    found = agenda(page)
    (item,) = found.items
    assert (item.day, item.title) == (FIRST, "Opening")
    assert [(one.written, one.role) for one in item.people] == [("Jone Ratu", "moderator"), ("John Selwyn", "speaker")]
    assert found.unread == ()


def test_the_process_that_is_bounded_reads_it() -> None:
    raw = (FOLDER / "idm-2008-fr.txt").read_bytes()
    found = child.read_agenda(raw, countries(), Wanted(FIRST), "agenda.txt")
    assert found == read(raw, countries(), Wanted(FIRST), "agenda.txt")


def test_the_process_refuses_what_is_no_agenda() -> None:
    with pytest.raises(Refused):
        child.read_agenda(b"PK\x03\x04broken", countries(), Wanted())


NOISE = bytes(number * number % 251 for number in range(3000))
WEB_ARCHIVE = b"""MIME-Version: 1.0
Content-Type: multipart/related; boundary=part

--part
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable

<html><body><p>09:00-10:00 Opening =E2=80=93 wa=
ter</p></body></html>
--part--
""".replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n09:00-10:00 Opening",
        b"\n\n%PDF-1.7\n09:00-10:00 Opening",
        rb"{\rtf1\ansi 09:00-10:00 Opening\par}",
        b'<?xml version="1.0"?><svg><text>09:00-10:00 Opening</text></svg>',
        b'<?xml version="1.0"?><p:sld><p:txBody>09:00-10:00 Opening</p:txBody></p:sld>',
        WEB_ARCHIVE,
        b"MIME-Version: 1.0\ncontent-transfer-encoding:base64\n\nMDk6MDAtMTA6MDAgT3BlbmluZw==\n\n09:00-10:00 Opening\n",
        b"\x89PNG\r\n\x1a\n09:00-10:00 Opening\n" + NOISE,
        b"\xff\xd8\xff\xe0\n09:00-10:00 Opening\n" + NOISE,
        b"PK\x03\x04 Opening\n" + NOISE,
        b"\n09:00-10:00 Opening\n" + NOISE,
    ],
)
@pytest.mark.parametrize("name", ["agenda.docx", "agenda.txt", "agenda.html", "agenda.csv", ""])
def test_what_is_of_another_kind_by_its_bytes_is_refused_whatever_its_name(content: bytes, name: str) -> None:
    with pytest.raises(Refused):
        read(content, countries(), Wanted(FIRST, FIRST), name)


@pytest.mark.parametrize(
    "content",
    [
        "09:00-10:00 Ouverture\f\n".encode("cp1252"),
        "09:00\aOuverture\a\n10:00\aClôture\a\n".encode("utf-16"),
        b'<?xml version="1.0"?><!DOCTYPE html><html><body><p>09:00-10:00 Ouverture</p></body></html>',
        b"09:00-10:00\x01 \x02Ouverture\x03",
        b"Content-Transfer-Encoding: 8bit\n\n09:00-10:00 Ouverture",
    ],
)
def test_texts_with_the_signs_of_programs_are_read(content: bytes) -> None:
    assert read(content, countries(), Wanted(FIRST, FIRST)).items[0].start == "09:00"


def test_of_a_damaged_document_what_comes_before_is_read_and_said_to_be_cut() -> None:
    whole = word(("09:00-10:00", "Opening"), ("10:00-11:00", "Panel"))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        text = archive.read("word/document.xml").decode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", text[: text.index("10:00-11:00")])
    found = read(file.getvalue(), countries(), Wanted(FIRST, FIRST))
    assert [item.title for item in found.items] == ["Opening"]
    assert found.is_cut


def test_of_a_text_without_end_a_part_is_read() -> None:
    found = agenda("09:00 - 10:00 Opening\n" + "x " * 400_000)
    assert len(found.items) == 1
    assert agenda("a long line of nothing\n" * 20_000).is_cut


@pytest.mark.parametrize(
    ("formula", "name"),
    [("Best regards,", "Ana"), ("Bien cordialement,", "Claire Dumont"), ("© 2008 Fund", "Imprint"),
     ("Copyright 2008 Fund", "Imprint")],
)  # fmt: skip
def test_what_ends_a_mail_or_a_page_is_no_part_of_the_last_item(formula: str, name: str) -> None:
    text = f"7 July 2008\n09:00 - 10:00 Opening\n10:00 - 11:00 Closing\n\n{formula}\n{name}\n"
    found = read(text.encode(), countries(), Wanted(FIRST))
    assert [(item.title, item.description) for item in found.items] == [("Opening", ""), ("Closing", "")]
    assert {line.reason for line in found.unread} <= {"behind"}
    assert not any(name in f"{item.title} {item.people}" for item in found.items)


@pytest.mark.parametrize("width", [72, 76, 80, 84, 92, 96, 110])
def test_a_mail_that_breaks_lines_beside_a_column_of_hours_says_what_it_said(width: int) -> None:
    panel = (
        "Mme Clara Dos Santos, Directrice de la prévision, Cabo Verde ; M. Paul Essomba, Chef du service des barrages, "
        "Cameroun ; Mme Lucie Girard, Chargée de recherche, Institut des deltas ; M. Ali Benhaddou, Ingénieur en chef, "
        "Maroc ; Mme Fatou Diop, Présidente, Union des riverains"
    )
    lines = [
        ("9h00 – 9h30", "Ouverture, par Mme Jeanne Mbarga, Secrétaire permanente, Ministère de la Planification"),
        ("9h30 – 11h00", "Session 1 : Les rivières et les villes qui les bordent"),
        ("", "Modérateur : M. Issa Konaté, Directeur des études, Agence de l'eau"),
        ("", f"Panélistes : {panel}"),
        ("11h00 – 11h30", "Pause-café"),
        ("11h30 – 12h30", "Session 2 : Qui paie les digues, et combien de temps tiennent-elles encore ?"),
        ("", "Présidence : Mme Lucie Girard, Chargée de recherche, Institut des deltas"),
    ]

    def found(width: int) -> list[Any]:
        gap = " " * 18
        text = "\n".join(
            textwrap.fill(words, width, initial_indent=f"{hours:18}", subsequent_indent=gap, break_on_hyphens=False)
            for hours, words in lines
        )
        read_text = read(f"7 juillet 2008\n{text}\n".encode(), countries(), Wanted(FIRST))
        people = [(one.role, one.written, one.line) for item in read_text.items for one in item.people]
        return [[item.title for item in read_text.items], people, read_text.unread]

    assert found(width) == found(2000)
    assert len(found(width)[1]) == 8
