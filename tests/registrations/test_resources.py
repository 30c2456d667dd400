"""Registrations go out as a file and come back in: nothing lost, nothing decided, all rows or none."""

import csv
import datetime
import io
import re
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from access import roles
from access.models import Assignment
from access.roles import sync_roles
from backoffice.spreadsheets import guard, unguard
from events.models import Event
from outbox.models import Message
from registrations.models import Question, QuestionChoice, Registration, RestrictedData
from registrations.models.states import State
from tests.factories import (
    make_category,
    make_country,
    make_event,
    make_organisation,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db
EXPORT = reverse("admin:registrations_registration_export")
IMPORT = reverse("admin:registrations_registration_import")
CONFIRM = reverse("admin:registrations_registration_process_import")
FORMATS = {"csv": "0", "xlsx": "1"}
RIGHTS = sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])


@pytest.fixture
def officer() -> User:
    return make_staff(*RIGHTS)


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def event() -> Event:
    event = make_event(code="IDM-2027")
    make_settings(event)
    return event


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def rows_of(response: HttpResponseBase) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))


def exported(client: Client, query: str = "", **data: str) -> list[dict[str, str]]:
    return rows_of(client.post(f"{EXPORT}{query}", {"format": FORMATS["csv"], **data}))


def upload(client: Client, content: bytes | str, name: str = "people.csv", **data: Any) -> Any:
    """The page that shows what would change."""
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(IMPORT, {"resource": "0", "import_file": file, **data})


def keep(client: Client, tried: Any) -> Any:
    """Confirm, with what the page sends."""
    values = {box.html_name: box.field.prepare_value(box.value()) for box in tried.context["confirm_form"]}
    return client.post(CONFIRM, {name: "" if value is None else value for name, value in values.items()}, follow=True)


def wrong(tried: Any) -> list[tuple[int, str, str]]:
    """The row of the file, the column and the reason of what is wrong."""
    assert "confirm_form" not in tried.context
    found = []
    for row in tried.context["result"].invalid_rows:
        for column, errors in row.error_dict.items():
            found += [(row.number + 1, column, error) for error in errors]
    return found


def refusal(tried: Any) -> str:
    """Why the file as a whole is refused."""
    assert "confirm_form" not in tried.context
    result = tried.context.get("result")
    if result is None:
        return str(tried.context["form"].errors)
    assert [*result.rows, *result.invalid_rows, *result.row_errors()] == []
    return " ".join(str(error.error) for error in result.base_errors)


def full_person(event: Event) -> Registration:
    """Somebody with everything filled in, some of it awkward."""
    choice = make_question(event, code="strand", type="choices")
    for code in ("water", "heat"):
        choice.choices.create(code=code, label_en=code)
    make_question(event, code="visit", type="yes-no")
    make_question(event, code="size", type="number")
    make_question(event, code="arrival", type="date")
    return make_registration(
        event,
        category=make_category(event, code="cities"),
        organisation=make_organisation(slug="city-of-praia"),
        given_name="=cmd|' /C calc'!A1",
        family_name='Élise "Zoé"; Ng, Jr',
        phone="+41 22 000 00 00",
        note="two\nlines",
        consents=["photos", "list"],
        answers={"strand": ["water", "heat"], "visit": False, "size": 12.5, "arrival": "2027-06-13"},
    )


# Export ----------------------------------------------------------------------------------------------------------


def test_an_export_holds_what_the_list_shows(desk: Client, event: Event) -> None:
    wanted = make_registration(event, state=State.WAITING, family_name="Álvarez")
    make_registration(event, family_name="Álvarez")
    make_registration(make_event(), state=State.WAITING, family_name="Álvarez")
    make_registration(event, state=State.WAITING)
    rows = exported(desk, f"?event={event.pk}&state=waiting&q=alvarez")
    assert [row["reference"] for row in rows] == [wanted.reference]


def test_answers_and_consents_have_columns(desk: Client, event: Event) -> None:
    full_person(event)
    (row,) = exported(desk)
    assert (row["answer:strand"], row["answer:visit"], row["answer:size"]) == ("water|heat", "no", "12.5")
    assert (row["consents"], row["category"], row["organisation"]) == ("list|photos", "cities", "city-of-praia")


def test_no_cell_is_a_formula(desk: Client, event: Event) -> None:
    full_person(event)
    (row,) = exported(desk)
    assert row["given_name"].startswith("'=")
    assert row["phone"] == "'+41 22 000 00 00"
    assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("text", ["=1+1", "'=1", "''@x", "-", "plain", "'quoted'", "", "\ttab", "a;=b", "a\n'- b"])
def test_a_guarded_cell_comes_back_as_it_was(text: str) -> None:
    assert unguard(guard(text)) == text


def test_restricted_columns_are_only_for_the_right_and_leave_a_line(client: Client, event: Event) -> None:
    make_question(event, code="passport", is_restricted=True)
    person = make_registration(event, restricted={"diet": "no nuts"}, answers={"passport": "X123"})
    make_registration(event)
    client.force_login(make_staff(*sorted(roles.ROLES[roles.TRAVEL_OFFICERS])))
    assert "diet" not in exported(client)[0]
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()
    row = exported(client, has_restricted="on")[0]
    assert (row["diet"], row["restricted:passport"]) == ("no nuts", "X123")
    line = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert (line.object_pk, line.actor is not None) == (str(person.pk), True)
    assert "restricted" in line.additional_data["export"]


def test_without_the_right_asking_for_restricted_columns_gives_none(desk: Client, event: Event) -> None:
    make_registration(event, restricted={"diet": "no nuts"})
    assert "diet" not in exported(desk, has_restricted="on")[0]


def test_the_name_of_the_file_says_who_when_and_from_which_filter(desk: Client, event: Event, officer: User) -> None:
    make_registration(event)
    name = desk.post(f"{EXPORT}?event={event.pk}&state=pending", {"format": FORMATS["csv"]})["Content-Disposition"]
    assert re.search(
        rf'"registrations-idm-2027-\S+-pending-approval-\d{{4}}-\d\d-\d\d-\d{{4}}-{officer.username}\.csv"', name
    )


def test_a_workbook_says_it_on_a_sheet_of_its_own(desk: Client, event: Event, officer: User) -> None:
    make_registration(event, family_name="Traoré")
    response = desk.post(f"{EXPORT}?event={event.pk}", {"format": FORMATS["xlsx"]})
    workbook = load_workbook(io.BytesIO(body(response)))
    people, about = workbook.worksheets
    assert [row[7].value for row in people.iter_rows()] == ["family_name", "Traoré"]
    facts = {row[0].value: row[1].value for row in about.iter_rows()}
    assert facts["made by"] == officer.username
    assert "IDM-2027" in facts["filter"]


def test_a_control_character_does_not_cost_the_workbook(desk: Client, event: Event) -> None:
    make_registration(event, family_name="Tra\x0boré", remarks="\x1f")
    response = desk.post(f"{EXPORT}?q=tra%0B", {"format": FORMATS["xlsx"]})
    assert load_workbook(io.BytesIO(body(response))).worksheets[0]["H2"].value == "Traoré"


def test_no_cell_becomes_a_formula_where_semicolons_separate(desk: Client, event: Event) -> None:
    make_registration(event, family_name="Ng;=HYPERLINK(1)")
    (row,) = exported(desk)
    assert row["family_name"] == "Ng;'=HYPERLINK(1)"


@pytest.mark.parametrize("count", [1, 30])
def test_an_export_takes_the_same_queries_however_many_rows(desk: Client, event: Event, count: int) -> None:
    question, category, body = make_question(event), make_category(event), make_organisation()
    for number in range(count):
        answers = {question.code: str(number)}
        make_registration(event, answers=answers, consents=["photos"], category=category, organisation=body)
    exported(desk, f"?event={event.pk}")  # what a process reads once
    with CaptureQueriesContext(connection) as queries:
        assert len(exported(desk, f"?event={event.pk}")) == count
    # session, user, rights (4); events, categories, count and a page of the list (5), organisations, questions and
    # choices to filter by (3); then the file:
    # questions, their choices, registrations, answers, consents; the keys of categories and organisations
    assert len(queries) == 21


def sheet_for_people(client: Client, query: str = "", language: str = "fr", **data: str) -> list[list[Any]]:
    """The file for people: its cells by rows, and how it looks."""
    client.cookies["django_language"] = language
    data = {"format": FORMATS["xlsx"], "reader": "people", **data}
    book = load_workbook(io.BytesIO(body(client.post(f"{EXPORT}{query}", data))))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "B2"
    assert [row[0].value for row in book.worksheets[1].iter_rows()][:2] == ["établi par", "établi le"]
    assert sheet.column_dimensions["A"].width == len(sheet["A2"].value) + 2
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_file_for_people_speaks_their_language_and_has_real_days(desk: Client, event: Event) -> None:
    person = full_person(event)
    Question.objects.filter(code="strand").update(label_fr="Groupes")
    QuestionChoice.objects.filter(code="water").update(label_fr="Eau")
    headings, row = sheet_for_people(desk)
    found = dict(zip(headings, row, strict=True))
    assert {name: found[name] for name in ("Référence", "État", "Prénom", "Pays", "Groupes")} == {
        "Référence": person.reference,
        "État": "en attente de validation",
        "Prénom": "'=cmd|' /C calc'!A1",
        "Pays": "Cabo Verde",
        "Groupes": "Eau; heat",
    }
    assert "État membre" in row
    assert str(person.organisation) in row
    assert datetime.datetime(2027, 6, 13) in row  # noqa: DTZ001  a cell has no zone
    assert 12.5 in row
    assert timezone.localtime(person.created_at).replace(tzinfo=None, microsecond=0) in row
    assert not any("_" in name for name in headings), headings


def test_a_file_for_people_says_in_their_language_from_where_it_comes(
    desk: Client, event: Event, officer: User
) -> None:
    full_person(event)
    officer.username = "no"
    officer.save()
    desk.cookies["django_language"] = "fr"
    book = load_workbook(io.BytesIO(body(desk.post(EXPORT, {"format": FORMATS["xlsx"], "reader": "people"}))))
    assert book.sheetnames == ["lignes", "à propos de ce fichier"]
    said = {name.value: text.value for name, text in book.worksheets[1].iter_rows()}
    assert said["données à accès restreint"] == "non"
    assert said["établi par"] == "no", "a name is not translated"
    assert re.fullmatch(r"\d+(er)? \w+ \d{4} à \d+\xa0?h\xa0?\d*", said["établi le"].replace("\u202f", "\xa0"))


@pytest.mark.parametrize(("language", "suffix"), [("en", "csv"), ("fr", "xlsx"), ("es", "csv")])
def test_a_file_for_people_comes_back_without_a_change(
    client: Client, event: Event, language: str, suffix: str
) -> None:
    full_person(event)
    Question.objects.filter(code="strand").update(label_fr="Fonction", label_es="¿Qué tema?")
    QuestionChoice.objects.filter(code="water").update(label_fr="Eau, sels")
    make_question(event, code="passport", label_fr="Passeport", is_restricted=True)
    make_registration(event, answers={"passport": "X123"}, restricted={"diet": "sans noix"})
    client.force_login(make_staff(is_superuser=True))
    client.cookies["django_language"] = language
    file = body(client.post(EXPORT, {"format": FORMATS[suffix], "reader": "people", "has_restricted": "on"}))
    tried = upload(client, file, f"people.{suffix}")
    assert tried.context["found"]["errors"] == []
    assert tried.context["result"].totals["skip"] == 2, [row.diff for row in tried.context["result"].rows]


@pytest.mark.parametrize(
    "headings",
    ["Prénom,Nom,Courriel,Pays,Organisme,Catégorie", "First name,Surname,Email,Country,Institution,Category",
     "Nombre,Apellidos,Correo electrónico,País,Organización,Categoría", "PRENOM,NOM,Mail,PAYS,Institution,CATEGORIE"],
)  # fmt: skip
def test_headings_are_read_as_people_write_them(desk: Client, event: Event, headings: str) -> None:
    make_category(event, code="cities", label_fr="Villes")
    tried = upload(desk, f"{headings}\nZoé,Müller,zoe@example.org,Suisse,Ville de Bâle,Villes\n", event=event.pk)
    keep(desk, tried)
    zoe = Registration.objects.get()
    assert (zoe.given_name, zoe.family_name, zoe.email) == ("Zoé", "Müller", "zoe@example.org")
    assert (zoe.country_id, zoe.organisation_name, zoe.category.code) == ("CH", "Ville de Bâle", "cities")


def test_two_headings_of_one_column_are_refused(desk: Client, event: Event) -> None:
    assert "Columns that stand twice: Courriel, E-mail" in refusal(
        upload(desk, "Nom de famille,Courriel,E-mail\nX,a@example.org,b@example.org\n", event=event.pk)
    )


def test_a_question_of_an_event_that_one_does_not_see_is_no_column(client: Client, event: Event) -> None:
    make_question(event, code="size", label_en="Shoe size")
    other = make_event(code="OURS-1")
    make_settings(other)
    user = make_staff()
    sync_roles()
    Assignment.objects.create(user=user, role=Group.objects.get(name=roles.REGISTRATION_OFFICERS), event=other)
    client.force_login(user)
    assert "not known: Shoe size" in refusal(upload(client, "event,family_name,Shoe size\nIDM-2027,X,43\n"))


def test_a_file_for_people_holds_restricted_data_for_those_who_may_see_them(client: Client, event: Event) -> None:
    make_question(event, code="passport", label_fr="Passeport", is_restricted=True)
    make_registration(event, answers={"passport": "X123"}, restricted={"diet": "sans noix"})
    client.force_login(make_staff(*sorted(roles.ROLES[roles.TRAVEL_OFFICERS])))
    assert "X123" not in str(sheet_for_people(client))
    headings, row = sheet_for_people(client, has_restricted="on")
    assert dict(zip(headings, row, strict=True))["Passeport"] == "X123"
    assert "sans noix" in row


@pytest.mark.parametrize("count", [1, 30])
def test_a_file_for_people_takes_the_same_queries_however_many_rows(desk: Client, event: Event, count: int) -> None:
    question, category, known = make_question(event), make_category(event), make_organisation()
    for number in range(count):
        answers = {question.code: str(number)}
        make_registration(event, answers=answers, consents=["photos"], category=category, organisation=known)
    sheet_for_people(desk, f"?event={event.pk}")  # what a process reads once
    with CaptureQueriesContext(connection) as queries:
        assert len(sheet_for_people(desk, f"?event={event.pk}")) == count + 1
    # the same but for the names: of countries, too
    assert len(queries) == 22


# Import ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_an_exported_file_comes_back_without_a_change(desk: Client, event: Event, wanted: str) -> None:
    person = full_person(event)
    person.note = "as a browser sends it\r\nin lines\n"
    person.save()
    make_registration(event, state=State.APPROVED)
    content = body(desk.post(EXPORT, {"format": FORMATS[wanted]}))
    before = LogEntry.objects.count()
    tried = upload(desk, content, f"people.{wanted}")
    assert tried.context["result"].totals == {**dict.fromkeys(tried.context["result"].totals, 0), "skip": 2}
    assert LogEntry.objects.count() == before


def test_an_import_is_tried_before_anything_is_kept(desk: Client, event: Event) -> None:
    person = make_registration(event, function="Clerk")
    tried = upload(desk, f"reference,function\n{person.reference},Mayor\n")
    (row,) = tried.context["result"].rows
    assert (row.import_type, row.diff) == ("update", ["<code>function</code> <del>Clerk</del> <ins>Mayor</ins>"])
    assert row.diff[0] in tried.content.decode()
    person.refresh_from_db()
    assert person.function == "Clerk"
    keep(desk, tried)
    person.refresh_from_db()
    assert person.function == "Mayor"
    assert person.history.latest("pk").corrected() == ["function"]


def test_an_import_changes_no_state(desk: Client, event: Event) -> None:
    person = make_registration(event)
    keep(desk, upload(desk, f"reference,state,function\n{person.reference},approved,Mayor\n"))
    person.refresh_from_db()
    assert (person.state, person.function) == (State.PENDING, "Mayor")


def test_a_row_without_a_reference_is_a_new_person_and_gets_no_mail(desk: Client, event: Event, officer: User) -> None:
    text = "event,given_name,family_name,email,country,language\nIDM-2027,Awa,Traoré,a@example.org,Côte d'Ivoire,fr\n"
    tried = upload(desk, text)
    assert not Registration.objects.exists()
    keep(desk, tried)
    person = Registration.objects.get()
    assert (person.source, person.state, person.country_id) == ("import", State.PENDING, "CI")
    assert person.history.get().by == officer
    assert not Message.objects.exists()


def test_new_people_are_written_to_if_wanted(desk: Client, event: Event) -> None:
    text = "given_name,family_name,email,language\nAwa,Traoré,a@example.org,fr\n"
    keep(desk, upload(desk, text, event=event.pk, notify="on"))
    assert [(mail.kind, mail.language) for mail in Message.objects.all()] == [("acknowledgement", "fr")]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("category", "kings", "no category"),
        ("country", "Atlantis", "There is no country"),
        ("email", "not an address", "valid email"),
        ("language", "xx", "is not one of: English, French, Spanish"),
        ("organisation", "nobody", "No organisation"),
        ("event", "NOPE", "There is no event"),
        ("answer:size", "many", "number"),
    ],
)
def test_a_bad_row_names_row_column_and_reason(
    desk: Client, event: Event, column: str, value: str, reason: str
) -> None:
    make_question(event, code="size", type="number")
    good = {column: "", "event": "IDM-2027", "family_name": "Good", "email": "g@example.org"}
    bad = {**good, "family_name": "Bad", "email": "b@example.org", column: value}
    out = io.StringIO()
    writer = csv.DictWriter(out, good)
    writer.writeheader()
    writer.writerows([good, bad])
    tried = upload(desk, out.getvalue())
    ((number, place, said),) = wrong(tried)
    assert (number, place) == (3, column)
    assert reason in said
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("column", "value", "keys"),
    [
        ("category", "locl", "Perhaps one of: local, ngo"),
        ("country", "Irland", "Perhaps one of: IE (Ireland)"),
        ("country", "Korea", "KP (Democratic People's Republic of Korea), KR (Republic of Korea)"),
        ("organisation", "minstry", "Perhaps one of: ministry"),
        ("event", "IDM-2072", "Perhaps one of: IDM-2027"),
    ],
)
def test_a_wrong_key_is_said_with_those_that_may_be_meant(
    desk: Client, event: Event, column: str, value: str, keys: str
) -> None:
    for code in ("local", "ngo"):
        make_category(event, code=code)
    make_category(make_event(code="OTHER"), code="elsewhere")
    make_organisation(slug="ministry")
    for number in range(20):
        make_organisation(slug=f"x{number}")
        make_event(code=f"ZZZ-{number}")
    row = {"event": "IDM-2027", "family_name": "Bad", column: value}
    ((_number, _place, said),) = wrong(upload(desk, f"{','.join(row)}\n{','.join(row.values())}\n"))
    assert keys in said.replace("’", "'")
    assert "elsewhere" not in said
    assert len(said) < 300


def test_what_became_bad_between_trying_and_keeping_keeps_nothing(desk: Client, event: Event) -> None:
    text = "event,given_name,family_name,email\nIDM-2027,A,One,one@example.org\nIDM-2027,B,Two,two@example.org\n"
    tried = upload(desk, text)
    make_registration(event, given_name="B", family_name="Two", email="two@example.org")
    assert "Nothing was imported" in keep(desk, tried).content.decode()
    assert Registration.objects.count() == 1


def test_a_file_is_confirmed_once(desk: Client, event: Event) -> None:
    tried = upload(desk, "event,given_name,family_name,email\nIDM-2027,A,One,one@example.org\n")
    keep(desk, tried)
    assert "too old" in keep(desk, tried).content.decode()
    assert Registration.objects.count() == 1


def test_what_one_officer_looked_at_is_confirmed_with_the_rights_of_who_confirms(desk: Client, event: Event) -> None:
    tried = upload(desk, "event,given_name,family_name,email\nIDM-2027,A,One,one@example.org\n")
    desk.force_login(make_staff("registrations.view_registration"))
    assert keep(desk, tried).status_code == 403
    assert not Registration.objects.exists()


def test_restricted_columns_need_the_right_to_come_in(desk: Client, event: Event) -> None:
    person = make_registration(event)
    tried = upload(desk, f"reference,diet\n{person.reference},no nuts\n")
    assert "may not see restricted data: take these columns out: diet" in refusal(tried)


def test_a_change_of_restricted_data_is_shown_without_its_words(client: Client, event: Event) -> None:
    make_question(event, code="passport", is_restricted=True)
    person = make_registration(event, restricted={"diet": "no nuts"}, answers={"passport": "X123"})
    client.force_login(make_staff(is_superuser=True))
    text = f"reference,diet,access_needs,restricted:passport\n{person.reference},no milk,a ramp,X123\n"
    tried = upload(client, text)
    cells = ["<code>diet</code> <del>…</del> <ins>…</ins>", "<code>access_needs</code> <ins>…</ins>"]
    assert tried.context["result"].rows[0].diff == cells
    assert not [word for word in ("no nuts", "no milk", "a ramp", "X123") if word in tried.content.decode()]
    keep(client, tried)
    kept = RestrictedData.objects.get()
    assert (kept.diet, kept.access_needs, kept.answers) == ("no milk", "a ramp", {"passport": "X123"})
    assert person.history.latest("pk").reason == "diet, access_needs"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"reference,shoe_size\nX,43\n", "columns that are not known: shoe_size"),
        (b"reference,reference\nX,Y\n", "Columns that stand twice"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b" ", "must name the columns"),
        (b"reference,function\n", "No valid data"),
        (b"family_name\n" + b"X\n" * 5001, "At most 5000 rows"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_a_sentence(desk: Client, content: bytes, reason: str) -> None:
    assert reason in refusal(upload(desk, content))


def workbook_without_a_table() -> bytes:
    workbook = Workbook()
    workbook.create_chartsheet()
    workbook.remove(workbook.worksheets[0])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a workbook of the old kind"),
        ("chart.xlsx", workbook_without_a_table(), "cannot be read"),
        ("nul.csv", b"event,family_name\nIDM-2027,Tra\0or\n", "cannot be read"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    desk: Client, event: Event, name: str, content: bytes, reason: str
) -> None:
    assert reason in refusal(upload(desk, content, name))


def test_a_table_with_the_wrong_ending_is_read_as_what_it_is(desk: Client, event: Event) -> None:
    keep(desk, upload(desk, b"event,family_name\nIDM-2027,Traor\xe9\n", "renamed.xlsx"))
    assert Registration.objects.get().family_name == "Traoré"


# Files as spreadsheets write them -----------------------------------------------------------------------------------

PEOPLE = (
    "given_name;family_name;function;organisation_name;country;email;phone;language\r\n"
    "Zoé;Müller;Chargée d’affaires;Ville de Bâle, état civil;CH;zoe@example.org;+41 61 555 01 01;fr\r\n"
    'José;Ñandú;"Director; adjunto";"Municipalidad ""El Álamo""";PY;jose@example.org;0615550102;es\r\n'
)


@pytest.mark.parametrize(
    "content",
    [
        PEOPLE.encode(),
        PEOPLE.encode("cp1252"),
        PEOPLE.encode("utf-8-sig"),
        PEOPLE.replace(";", "\t").replace("Director\t", "Director;").encode("utf-16"),
        b"\xfe\xff" + PEOPLE.encode("utf-16-be"),
        b"\xef\xbb\xbfsep=;\r\n" + PEOPLE.encode(),
        b"SEP=;\n" + PEOPLE.replace("\r\n", "\n").encode("cp1252"),
        PEOPLE.replace("\r\n", "\r").encode(),
        PEOPLE.replace("\r\n", ";;\r\n").encode() + b";;;;;;;;;\r\n",
        PEOPLE.replace("country;", "country;;").replace("CH;", "CH;;").replace("PY;", "PY;;").encode(),
    ],
    ids=["utf-8", "windows", "mark", "utf-16", "big-endian", "sep", "sep-windows", "old-mac", "trailing", "gap"],
)
def test_a_table_is_read_as_a_spreadsheet_wrote_it(desk: Client, event: Event, content: bytes) -> None:
    keep(desk, upload(desk, content, event=event.pk))
    zoe, jose = Registration.objects.order_by("pk")
    assert (zoe.given_name, zoe.family_name, zoe.function) == ("Zoé", "Müller", "Chargée d’affaires")
    assert (zoe.organisation_name, zoe.phone) == ("Ville de Bâle, état civil", "+41 61 555 01 01")
    assert (jose.function, jose.organisation_name) == ("Director; adjunto", 'Municipalidad "El Álamo"')
    assert (zoe.country_id, jose.country_id, jose.phone) == ("CH", "PY", "0615550102")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ml", "ML"),
        ("Ireland", "IE"),
        ("Irlanda", "IE"),
        ("Guinea", "GN"),
        ("Guinée", "GN"),
        ("soudan", "SD"),
        ("Samoa", "WS"),
        ("Congo", "CG"),
        ("Republic of Korea", "KR"),
        ("Côte d’Ivoire", "CI"),
        ("Venezuela", "VE"),
        ("Cape Verde", "CV"),
    ],
)
def test_a_country_is_known_by_code_and_by_its_names(desk: Client, event: Event, text: str, code: str) -> None:
    keep(desk, upload(desk, f"event,family_name,country\nIDM-2027,Traoré,{text}\n"))
    assert Registration.objects.get().country == make_country(code)


def test_the_same_person_twice_is_said_by_the_row(desk: Client, event: Event) -> None:
    text = "given_name,family_name,email\nAmina,Double,amina@example.org\nAmina,DOUBLE,Amina@Example.org \n"
    ((number, _column, reason),) = wrong(upload(desk, text, event=event.pk))
    assert (number, reason) == (3, "Row 2 is the same person.")
    assert not Registration.objects.exists()


# In and out by what the actions say ------------------------------------------------------------------------------


def test_answers_come_in_and_an_empty_cell_takes_one_away(desk: Client, event: Event) -> None:
    person = full_person(event)
    text = f"reference,answer:strand,answer:visit,answer:size\n{person.reference},heat,yes,\n"
    keep(desk, upload(desk, text))
    answers = {answer.question.code: answer.value for answer in person.answers.all()}
    assert answers == {"strand": ["heat"], "visit": True, "arrival": "2027-06-13"}


def test_who_has_a_place_moves_to_no_category_that_is_full(desk: Client, event: Event) -> None:
    make_registration(event, category=make_category(event, code="full", quota=1), state=State.APPROVED)
    person = make_registration(event, category=make_category(event, code="free"), state=State.APPROVED)
    ((number, _column, reason),) = wrong(upload(desk, f"reference,category\n{person.reference},full\n"))
    assert (number, reason) == (2, "All places of this category are taken.")


def test_what_has_ended_is_not_corrected(desk: Client, event: Event) -> None:
    person = make_registration(event, state=State.CANCELLED)
    ((number, _column, reason),) = wrong(upload(desk, f"reference,function\n{person.reference},Mayor\n"))
    assert (number, "no longer be corrected" in reason) == (2, True)


def test_the_state_that_a_new_person_would_get_is_shown(desk: Client, event: Event) -> None:
    event.registration_settings.how = "open"
    event.registration_settings.save()
    text = (
        "family_name,given_name,email,function,organisation_name,country,state\nTraoré,Awa,a@example.org,Mayor,X,CI,\n"
    )
    tried = upload(desk, text, event=event.pk, notify="on")
    assert "<code>state</code> <ins>approved</ins>" in tried.context["result"].rows[0].diff


def test_a_reference_that_nobody_has_is_refused(desk: Client, event: Event) -> None:
    assert [row[:2] for row in wrong(upload(desk, "reference,function\nIDM-2027-0999,Mayor\n"))] == [(2, "reference")]


def test_an_import_asks_no_more_for_each_row_that_stays(desk: Client, event: Event) -> None:
    def asked(count: int) -> int:
        for _number in range(count):
            make_registration(event, answers={"size": "1"}, consents=["photos"], organisation=make_organisation())
        content = body(desk.post(EXPORT, {"format": FORMATS["csv"]}))
        with CaptureQueriesContext(connection) as queries:
            upload(desk, content)
        return len([query for query in queries if "SAVEPOINT" not in query["sql"]])

    make_question(event, code="size")
    assert asked(1) == asked(30)


def test_after_an_import_one_is_in_the_queue_of_the_event_that_was_chosen(desk: Client, event: Event) -> None:
    page = keep(desk, upload(desk, "family_name,email\nSow,sow@example.org\n", event=event.pk))
    assert page.redirect_chain == [(f"/admin/registrations/registration/?event={event.pk}", 302)]


def test_the_page_says_how_many_rows_are_taken(desk: Client) -> None:
    assert "At most 5,000 rows" in desk.get(IMPORT).content.decode()


def test_the_choices_of_a_question_are_named_where_an_answer_is_none_of_them(desk: Client, event: Event) -> None:
    person = full_person(event)
    QuestionChoice.objects.filter(code="water").update(label_en="Drinking water")
    ((_number, _column, reason),) = wrong(upload(desk, f"reference,answer:strand\n{person.reference},flood\n"))
    assert reason.startswith("“flood” is not one of: ")
    assert "Drinking water" in reason
