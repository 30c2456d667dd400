"""Registrations go out as a file and come back in: nothing lost, nothing decided, all rows or none."""

import csv
import io
import re
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from access import roles
from backoffice.spreadsheets import guard, unguard
from events.models import Event
from outbox.models import Message
from registrations.models import Registration
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
    return rows_of(client.post(f"{EXPORT}{query}", {"format": "csv", **data}))


def upload(client: Client, content: bytes | str, name: str = "people.csv", **data: Any) -> Any:
    """The page that shows what would change."""
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(IMPORT, {"file": file, **data})


def keep(client: Client, tried: Any) -> Any:
    return client.post(IMPORT, {"kept": tried.context["kept"]}, follow=True)


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
    name = desk.post(f"{EXPORT}?event={event.pk}&state=pending", {"format": "csv"})["Content-Disposition"]
    assert re.search(rf'"registrations-idm-2027-pending-\d{{4}}-\d\d-\d\d-\d{{4}}-{officer.username}\.csv"', name)


def test_a_workbook_says_it_on_a_sheet_of_its_own(desk: Client, event: Event, officer: User) -> None:
    make_registration(event, family_name="Traoré")
    response = desk.post(f"{EXPORT}?event={event.pk}", {"format": "xlsx"})
    workbook = load_workbook(io.BytesIO(body(response)))
    people, about = workbook.worksheets
    assert [row[7].value for row in people.iter_rows()] == ["family_name", "Traoré"]
    facts = {row[0].value: row[1].value for row in about.iter_rows()}
    assert facts["made by"] == officer.username
    assert "IDM-2027" in facts["filter"]


def test_a_control_character_does_not_cost_the_workbook(desk: Client, event: Event) -> None:
    make_registration(event, family_name="Tra\x0boré", remarks="\x1f")
    response = desk.post(f"{EXPORT}?q=tra%0B", {"format": "xlsx"})
    assert load_workbook(io.BytesIO(body(response))).worksheets[0]["H2"].value == "Traoré"


def test_no_cell_becomes_a_formula_where_semicolons_separate(desk: Client, event: Event) -> None:
    make_registration(event, family_name="Ng;=HYPERLINK(1)")
    (row,) = exported(desk)
    assert row["family_name"] == "Ng;'=HYPERLINK(1)"


@pytest.mark.parametrize("count", [1, 30])
def test_an_export_takes_the_same_queries_however_many_rows(desk: Client, event: Event, count: int) -> None:
    question = make_question(event)
    for number in range(count):
        make_registration(event, answers={question.code: str(number)}, consents=["photos"])
    with CaptureQueriesContext(connection) as queries:
        assert len(exported(desk, f"?event={event.pk}")) == count
    # session, user, rights (4); events, categories, count and a page of the list (5); then the file:
    # questions, registrations, answers, consents
    assert len(queries) == 13


# Import ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_an_exported_file_comes_back_without_a_change(desk: Client, event: Event, wanted: str) -> None:
    person = full_person(event)
    person.note = "as a browser sends it\r\nin lines\n"
    person.save()
    make_registration(event, state=State.APPROVED)
    content = body(desk.post(EXPORT, {"format": wanted}))
    before = LogEntry.objects.count()
    tried = upload(desk, content, f"people.{wanted}")
    assert tried.context["bad"] == []
    assert (tried.context["same"], tried.context["changes"]) == (2, [])
    assert LogEntry.objects.count() == before


def test_an_import_is_tried_before_anything_is_kept(desk: Client, event: Event) -> None:
    person = make_registration(event, function="Clerk")
    tried = upload(desk, f"reference,function\n{person.reference},Mayor\n")
    (report,) = tried.context["changes"]
    assert (report.number, report.code, report.changes) == (2, "changed", [("function", "Clerk", "Mayor")])
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
    keep(desk, upload(desk, text, event=event.pk, is_told="on"))
    assert [(mail.kind, mail.language) for mail in Message.objects.all()] == [("acknowledgement", "fr")]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("category", "kings", "no category"),
        ("country", "Atlantis", "There is no country"),
        ("email", "not an address", "valid email"),
        ("language", "xx", "not a valid choice"),
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
    (report,) = tried.context["bad"]
    assert (report.number, report.column) == (3, column)
    assert reason in report.reason
    assert not tried.context["kept"]
    assert not Registration.objects.exists()


def test_what_became_bad_between_trying_and_keeping_keeps_nothing(desk: Client, event: Event) -> None:
    text = "event,given_name,family_name,email\nIDM-2027,A,One,one@example.org\nIDM-2027,B,Two,two@example.org\n"
    tried = upload(desk, text)
    make_registration(event, given_name="B", family_name="Two", email="two@example.org")
    response = keep(desk, tried)
    assert [report.number for report in response.context["bad"]] == [3]
    assert Registration.objects.count() == 1


def test_the_kept_rows_cannot_be_forged_or_used_by_another(desk: Client, event: Event) -> None:
    tried = upload(desk, "event,given_name,family_name,email\nIDM-2027,A,One,one@example.org\n")
    desk.post(IMPORT, {"kept": tried.context["kept"][:-1] + "x"})
    desk.force_login(make_staff(*RIGHTS))
    assert desk.post(IMPORT, {"kept": tried.context["kept"]}).status_code == 403
    assert not Registration.objects.exists()


def test_restricted_columns_need_the_right_to_come_in(desk: Client, event: Event) -> None:
    person = make_registration(event)
    tried = upload(desk, f"reference,diet\n{person.reference},no nuts\n")
    assert [(report.column, "may not" in report.reason) for report in tried.context["bad"]] == [("diet", True)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"reference,shoe_size\nX,43\n", "Unknown columns: shoe_size"),
        (b"reference,reference\nX,Y\n", "Columns that stand twice"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"", "must name the columns"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_a_sentence(desk: Client, content: bytes, reason: str) -> None:
    tried = upload(desk, content or b" ")
    assert reason in str(tried.context["form"].errors)


def workbook_without_a_table() -> bytes:
    workbook = Workbook()
    workbook.create_chartsheet()
    workbook.remove(workbook.worksheets[0])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("renamed.xlsx", b"reference,function\nX,Y\n"),
        ("renamed.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
        ("chart.xlsx", workbook_without_a_table()),
        ("nul.csv", b"event,family_name\nIDM-2027,Tra\0or\n"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    desk: Client, event: Event, name: str, content: bytes
) -> None:
    assert "cannot be read" in str(upload(desk, content, name).context["form"].errors)


def test_a_semicolon_is_a_separator_too(desk: Client, event: Event) -> None:
    keep(desk, upload(desk, "event;given_name;family_name;email\nIDM-2027;Awa;Traoré;a@example.org\n"))
    assert Registration.objects.get().family_name == "Traoré"


def test_countries_are_known_by_code(desk: Client, event: Event) -> None:
    keep(desk, upload(desk, "event,family_name,country\nIDM-2027,Traoré,ml\n"))
    assert Registration.objects.get().country == make_country("ML")
