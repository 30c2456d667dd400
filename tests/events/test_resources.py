"""Sessions and appearances as tables, out and in."""

import datetime
import io
import uuid
from contextlib import closing
from typing import Any

import pytest
import tablib
from django.contrib.auth.models import Group
from django.test import Client
from django.utils.translation import override
from openpyxl import load_workbook

from access import roles
from access.models import Assignment
from access.roles import sync_roles
from backoffice.spreadsheets import Csv, Xlsx, read_table
from backoffice.tables import TableResource
from events.models import Appearance, Event, Room, Series, SeriesEntry, Session, Venue
from events.resources import AppearanceResource, EventResource, SessionResource, VenueResource
from speakers.resources import OrganisationResource, SpeakerResource
from tests.factories import (
    make_appearance,
    make_country,
    make_event,
    make_organisation,
    make_session,
    make_speaker,
    make_staff,
    make_venue,
)

pytestmark = pytest.mark.django_db
FORMATS = [Csv, Xlsx]


def assert_imported(result) -> None:
    """Fail with what was wrong."""
    assert not result.has_errors(), (result.base_errors, result.row_errors())
    assert not result.has_validation_errors(), result.invalid_rows


def out_and_in(resource: type[TableResource], file_format: type[Csv] | type[Xlsx], dry_run: bool = True):
    data = file_format().export_data(resource().export())
    return resource().import_data(
        file_format().create_dataset(data), dry_run=dry_run, rollback_on_validation_errors=True
    )


def send(resource: type[TableResource], *lines: str, dry_run: bool = False):
    dataset = Csv().create_dataset("\r\n".join(lines).encode())
    return resource().import_data(dataset, dry_run=dry_run, rollback_on_validation_errors=True)


def make_agenda():
    event = make_event(code="IDM-2027", venue=make_venue(slug="palais"))
    room = Room.objects.create(venue=event.venue, name_en="Room XVII", name_fr="Salle XVII")
    opening = make_session(event, title_en="=Opening", title_fr=None, title_es="", room=room, description_en="a\nb")
    night = make_session(
        event, "20:00", "", ends_at=datetime.datetime(2027, 6, 15, 0, 30, tzinfo=event.zone), kind="reception"
    )
    discussion = make_session(event, "", day=event.starts_on, parent=opening, kind="discussion", position=3)
    make_session(event, "", kind="module", is_to_be_confirmed=True)
    first = make_appearance(opening, speaker=make_speaker(slug="awa"), topic_en="-1 is not a formula")
    first.organisations.add(make_organisation(slug="oim"), make_organisation(slug="moroccan-state"))
    make_appearance(opening, speaker=make_speaker(slug="jose"), joint_with=first, position=1, function_fr="")
    make_appearance(night, speaker=make_speaker(slug="eva"), role="moderator", status="invited")
    return event, opening, night, discussion


def test_for_people_an_agenda_has_titles_days_and_hours() -> None:
    _event, opening, night, discussion = make_agenda()
    resource = SessionResource()
    with override("fr"):
        headings = resource.headings_in_words()
        lines = {
            line[1]: dict(zip(headings, line, strict=True)) for line in resource.lines_in_words(Session.objects.all())
        }
    found = lines[str(opening.uid)]
    assert found["Salle"] == "Salle XVII"
    assert (found["Jour"], found["Début"]) == (datetime.date(2027, 6, 14), datetime.time(10))
    assert "'=Opening" in found.values()
    assert lines[str(night.uid)]["Fin"] == datetime.datetime(2027, 6, 15, 0, 30)  # noqa: DTZ001  a cell has no zone
    parent = resource.get_export_headers().index("parent")
    assert list(lines[str(discussion.uid)].values())[parent] == "'=Opening"
    assert not any("_" in name for name in headings), headings


@pytest.mark.parametrize("resource", [AppearanceResource, EventResource, VenueResource])
def test_every_table_has_headings_and_values_for_people(resource: type[TableResource]) -> None:
    make_agenda()
    table = resource()
    assert len(set(table.headings_in_words())) == len(table.headings_in_words())
    assert not any("_" in name for name in table.headings_in_words()), table.headings_in_words()
    assert list(table.lines_in_words(table.get_queryset()))


def test_for_people_an_appearance_has_names_and_no_number_of_the_database() -> None:
    make_agenda()
    table = AppearanceResource()
    names = table.get_export_headers()
    lines = [dict(zip(names, line, strict=True)) for line in table.lines_in_words(Appearance.objects.all())]
    assert {(line["event"], line["session"], line["speaker"], line["position"]) for line in lines} == {
        (row.session.event.code, str(row.session.uid), str(row.speaker), row.position)
        for row in Appearance.objects.select_related("session__event", "speaker")
    }


def for_people(resource: type[TableResource], file_format: Any) -> tablib.Dataset:
    """All rows as a file for people, read again."""
    table = resource()
    content = file_format.write(table.headings_in_words(), table.lines_in_words(table.get_queryset()), {})
    with closing(content):
        return read_table(b"".join(content))


@pytest.mark.parametrize(("language", "file_format"), [("en", Csv), ("fr", Xlsx), ("es", Csv)])
@pytest.mark.parametrize(
    "resource",
    [SessionResource, AppearanceResource, EventResource, VenueResource, SpeakerResource, OrganisationResource],
)
def test_a_file_for_people_comes_back_without_a_change(resource: Any, file_format: Any, language: str) -> None:
    event = make_agenda()[0]
    make_event(code="IDM-2028", title_en=event.title_en, title_fr=event.title_fr, title_es=event.title_es)
    make_session(event, "", day=event.starts_on + datetime.timedelta(days=1), title_en="=Opening")
    Session.objects.filter(kind="reception").update(ends_at=datetime.datetime(2027, 6, 15, 21, tzinfo=event.zone))
    make_speaker(slug="awa-2").organisations.add(make_organisation(slug="twin-1", name_en="Twin", name_fr="Jumeau"))
    make_organisation(slug="twin-2", name_en="Twin", name_fr="Jumeau")
    with override(language):
        result = resource().import_data(for_people(resource, file_format), dry_run=True)
        assert_imported(result)
    assert result.totals["skip"] == len(result.rows) > 0, [row.diff for row in result.rows]


def test_a_heading_without_its_language_is_of_the_language_of_its_word() -> None:
    event = make_event(code="IDM-2027")
    rows = tablib.Dataset(
        ["IDM-2027", "2027-06-14", "9 h 30", "Ouverture", "Apertura", "Réception", "Oui"],
        headers=["Événement", "Jour", "Début", "Titre", "Título", "Type", "À confirmer"],
    )
    with override("en"):
        assert_imported(SessionResource().import_data(rows, dry_run=False))
    item = Session.objects.get(event=event)
    assert (item.title_fr, item.title_es, item.title_en) == ("Ouverture", "Apertura", None)
    assert (item.kind, item.is_to_be_confirmed, f"{item.local_start:%H:%M}") == ("reception", True, "09:30")


def test_an_unknown_heading_is_said_with_those_that_are_known() -> None:
    with override("fr"):
        result = VenueResource().import_data(tablib.Dataset(["x", "y"], headers=["Clé", "Étage"]))
    said = str(result.base_errors[0].error)
    assert "Étage" in said
    assert "Clé, Nom, Ville, Pays" in said


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("resource", [SessionResource, AppearanceResource])
def test_an_exported_file_comes_back_without_a_change(resource, file_format) -> None:
    _event, opening, *_rest = make_agenda()
    opening.description_en = "as a browser sends it\r\n- in lines\n"
    opening.save()
    result = out_and_in(resource, file_format)
    assert_imported(result)
    assert {row.import_type for row in result.rows} == {"skip"}


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_file_rebuilds_what_was_deleted(file_format) -> None:
    event, *_rest = make_agenda()
    sessions = file_format().export_data(SessionResource().export())
    people = file_format().export_data(AppearanceResource().export())
    before = [
        list(Csv().create_dataset(Csv().export_data(r().export()))) for r in (SessionResource, AppearanceResource)
    ]
    Session.objects.all().delete()
    for resource, data in ((SessionResource, sessions), (AppearanceResource, people)):
        result = resource().import_data(file_format().create_dataset(data), rollback_on_validation_errors=True)
        assert_imported(result)
    after = [list(Csv().create_dataset(Csv().export_data(r().export()))) for r in (SessionResource, AppearanceResource)]
    assert after == before
    assert Appearance.objects.get(speaker__slug="jose").joint_with.speaker.slug == "awa"
    assert event.sessions.get(kind="reception").local_end.isoformat() == "2027-06-15T00:30:00+02:00"


def test_a_file_typed_by_hand_needs_no_uid() -> None:
    event = make_event(code="WS", venue=make_venue())
    Room.objects.create(venue=event.venue, name_en="Room I")
    lines = (
        "event;day;start;end;kind;title_fr;room;parent",
        "WS;14/06/2027;9 h 30;14/06/2027 10:30;session;Séance première;Room I;",
        "WS;14/06/2027;;;discussion;Débat;;Séance première",
    )
    assert send(SessionResource, *lines).totals["new"] == 2
    first = Session.objects.get(title_fr="Séance première")
    assert f"{first.local_start:%Y-%m-%d %H:%M}" == "2027-06-14 09:30"
    assert Session.objects.get(title_fr="Débat").parent == first
    assert send(SessionResource, *lines).totals["skip"] == 2


def test_a_bad_row_names_row_column_and_reason_and_nothing_is_saved() -> None:
    make_event(code="WS")
    result = send(
        SessionResource,
        "event,day,start,end,kind,title_en",
        "WS,2027-06-14,09:00,10:00,session,Good",
        "WS,2027-06-14,9 o'clock,,session,Bad time",
        "NO,2027-06-14,09:00,10:00,party,Bad kind",
        "WS,2027-06-14,11:00,10:00,session,Ends before it starts",
        "WS,2027-06-14,12:00,13:00,session,",
        "WS,2027-03-28,02:30,03:30,session,When summer time begins",
    )
    found = {(row.number, column) for row in result.invalid_rows for column in row.field_specific_errors}
    assert {(2, "start"), (3, "event"), (3, "kind"), (5, "title"), (6, "start")} <= found
    assert any("after the start" in str(row.error) for row in result.invalid_rows if row.number == 4)
    assert not Session.objects.exists()


def test_columns_that_are_not_known_stop_the_import() -> None:
    result = send(SessionResource, "event,titel_en", "WS,Opening")
    assert "titel_en" in str(result.base_errors[0].error)


def test_a_uid_of_another_event_is_not_taken_over() -> None:
    make_event(code="WS")
    other = make_session(make_event(code="OTHER"))
    result = send(SessionResource, "event,uid,title_en", f"WS,{other.uid},Stolen")
    assert result.has_validation_errors() or result.has_errors()
    other.refresh_from_db()
    assert other.event.code == "OTHER"


def test_a_wrong_partner_is_refused() -> None:
    event, opening, *_rest = make_agenda()
    result = send(
        AppearanceResource, "event,session,speaker,role,joint_with", f"{event.code},{opening.uid},awa,speaker,nobody"
    )
    assert result.has_errors() or result.has_validation_errors()
    assert Appearance.objects.get(speaker__slug="awa").joint_with is None


@pytest.mark.parametrize("resource", [SessionResource, AppearanceResource])
def test_an_export_takes_as_many_queries_for_many_rows_as_for_one(resource, django_assert_num_queries) -> None:
    _event, opening, *_rest = make_agenda()
    expected = {SessionResource: 1, AppearanceResource: 2}[resource]  # rows; of appearances also their bodies
    with django_assert_num_queries(expected):
        resource().export()
    for _number in range(30):
        make_appearance(make_session(opening.event), function_fr=str(uuid.uuid4()))
    with django_assert_num_queries(expected):
        resource().export()


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("22:00", "01:30", ("22:00", "01:30", 1)),
        ("23:00", "00:00", ("23:00", "00:00", 1)),
        ("23:00", "24:00", ("23:00", "00:00", 1)),
        ("00:00", "24:00", ("00:00", "00:00", 1)),
        ("22h", "24 h", ("22:00", "00:00", 1)),
        ("9.30", "10.15", ("09:30", "10:15", 0)),
        ("0930", "1015", ("09:30", "10:15", 0)),
        ("9", "930", ("09:00", "09:30", 0)),
        ("2:30 pm", "3 PM", ("14:30", "15:00", 0)),
        ("12 am", "12:15 p.m.", ("00:00", "12:15", 0)),
        ("9\u202fh\u202f30", "9:45 h", ("09:30", "09:45", 0)),
        ("22:00", "2027-06-15 23:00", ("22:00", "23:00", 1)),
    ],
)
def test_hours_are_read_as_people_write_them(start: str, end: str, expected: tuple[str, str, int]) -> None:
    event = make_event()
    send(SessionResource, "event,day,start,end,title_en", f"{event.code},2027-06-14,{start},{end},Night")
    item = Session.objects.get()
    nights = (item.local_end.date() - item.local_start.date()).days
    assert (f"{item.local_start:%H:%M}", f"{item.local_end:%H:%M}", nights) == expected


@pytest.mark.parametrize("cell", ["24:00", "25:00", "9:60", "13 pm", "noon", "9:3", "12345"])
def test_an_hour_that_is_none_is_refused_with_the_forms_that_are_read(cell: str) -> None:
    event = make_event()
    result = send(SessionResource, "event,day,start,end,title_en", f"{event.code},2027-06-14,{cell},,Night")
    assert "write 09:30, 9h30, 9.30, 0930 or 2:30 pm" in str([row.error for row in result.invalid_rows])


def test_an_event_goes_out_and_comes_in_by_its_code() -> None:
    venue = make_venue()
    event = make_event(
        code="RT-2030", venue=venue, title_en="Round", title_fr="Table", working_languages=["fr", "en"], summary_en="=x"
    )
    text = b"".join(Csv.write((found := EventResource()).get_export_headers(), found.lines(Event.objects.all()), {}))
    before = Event.objects.values().get(pk=event.pk)
    result = EventResource(by=make_staff(is_superuser=True)).import_data(read_table(text), dry_run=False)
    assert result.totals["skip"] == 1, [row.errors for row in result.rows]
    assert Event.objects.values().get(pk=event.pk) == before
    rows = tablib.Dataset(
        ["RT-2030", "Another", "", "published"], ["RT-2031", "New", venue.slug, "published"],
        headers=["code", "title_en", "venue", "status"],
    )  # fmt: skip
    result = EventResource(by=make_staff(is_superuser=True)).import_data(rows, dry_run=False)
    assert_imported(result)
    event.refresh_from_db()
    assert (event.title_en, event.venue, event.title_fr) == ("Another", None, "Table")
    new = Event.objects.get(code="RT-2031")
    assert (new.slug, new.status, new.kind, new.venue) == ("rt-2031", "draft", "workshop", venue)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"venue": "nowhere"}, "Perhaps one of: "),
        ({"kind": "party"}, "is not one of: dialogue"),
        ({"working_languages": "fr|xx"}, "“xx” is not one of: ar"),
        ({"starts_on": "32.13.2030"}, "is not a day"),
        ({"timezone": "Mars/North"}, "is not a time zone"),
        ({"code": "lower case"}, "capitals"),
    ],
)
def test_what_is_wrong_with_an_event_is_said_with_what_is_right(cells: dict[str, str], said: str) -> None:
    make_venue()
    row = {"code": "RT-2030", "title_en": "Round", **cells}
    rows = tablib.Dataset(list(row.values()), headers=list(row))
    result = EventResource(by=make_staff(is_superuser=True)).import_data(rows, dry_run=True)
    assert said in str([each.error for each in result.invalid_rows])
    assert not Event.objects.exists()


def test_a_file_puts_events_into_series_by_key_or_name() -> None:
    first, second = (Series.objects.create(slug=slug, title_en=slug.upper()) for slug in ("idm", "itc"))
    event = make_event(code="RT-2030", starts_on=datetime.date(2030, 5, 6), ends_on=None)
    SeriesEntry.objects.create(series=first, event=event, ordinal=7)
    rows = tablib.Dataset(
        ["RT-2030", "ITC", "Round"], ["RT-2031", "idm | itc", "Round"], headers=["Code", "Series", "Title"]
    )
    assert_imported(EventResource().import_data(rows, dry_run=False))
    found = SeriesEntry.objects.order_by("series__slug", "pk").values_list(
        "series__slug", "event__code", "ordinal", "year"
    )
    assert list(found) == [
        ("idm", "RT-2030", 7, None), ("idm", "RT-2031", None, None),
        ("itc", "RT-2030", None, 2030), ("itc", "RT-2031", None, None),
    ]  # fmt: skip
    assert EventResource().import_data(rows, dry_run=True).totals["skip"] == 2
    wrong = EventResource().import_data(tablib.Dataset(["RT-2030", "none"], headers=["code", "series"]), dry_run=True)
    assert "“none”" in str(wrong.invalid_rows[0].error)
    assert second.entries.count() == 2


def test_who_makes_events_in_a_series_alone_names_it_in_the_file() -> None:
    own, other = (Series.objects.create(slug=slug, title_en=slug) for slug in ("own", "other"))
    user = make_staff()
    sync_roles()
    Assignment.objects.create(user=user, role=Group.objects.get(name=roles.EVENT_MANAGERS), series=own)
    said = []
    for series in ("own", "other", ""):
        rows = tablib.Dataset([f"RT-{len(said)}", "Round", series], headers=["code", "title_en", "series"])
        result = EventResource(by=user).import_data(rows, dry_run=False)
        said.append([str(row.error) for row in result.invalid_rows])
    assert said[0] == []
    assert "Name one of the series" in str(said[1])
    assert "Name one of the series" in str(said[2])
    assert list(Event.objects.values_list("code", "series_entries__series__slug")) == [("RT-0", "own")]
    assert other.entries.count() == 0


TABLES = (
    "events/event", "events/venue", "events/session", "events/appearance", "speakers/speaker", "speakers/organisation",
    "registrations/registration",
)  # fmt: skip


def template(client: Client, table: str) -> bytes:
    """The empty workbook of a table."""
    return b"".join(client.get(f"/admin/{table}/import/template/").streaming_content)  # type: ignore[attr-defined]


def test_venues_come_in() -> None:
    make_country("SN")
    headers = ["slug", "name_en", "city_en", "country", "timezone"]
    rows = tablib.Dataset(["hall", "Hall", "Dakar", "sénégal", "Africa/Dakar"], headers=headers)
    VenueResource(by=make_staff(is_superuser=True)).import_data(rows, dry_run=False, raise_errors=True)
    assert Venue.objects.get(slug="hall").country_id == "SN"


def test_each_table_has_a_template_that_says_what_may_stand_in_it(client: Client) -> None:
    make_venue(slug="hall")
    client.force_login(make_staff(is_superuser=True))
    for table in TABLES:
        headings = [cell.value for cell in load_workbook(io.BytesIO(template(client, table)))["rows"][1]]
        assert len(headings) > 4, table
        assert f"/admin/{table}/import/template/" in client.get(f"/admin/{table}/import/").content.decode()
    about = load_workbook(io.BytesIO(template(client, "events/event")))["about"]
    allowed = {row[0].value: row[1].value for row in about.rows}
    assert allowed["venue"] == "hall"
    assert allowed["kind"].startswith("dialogue, ")
    assert "add it on the page of the event" in allowed["not here"]
    assert "add it on the page of the event" in client.get("/admin/events/event/import/").content.decode()


def test_a_template_names_no_event_of_others(client: Client) -> None:
    own, other = make_event(code="OURS-1"), make_event(code="THEIRS-1")
    user = make_staff()
    sync_roles()
    Assignment.objects.create(user=user, role=Group.objects.get(name=roles.EVENT_MANAGERS), event=own)
    client.force_login(user)
    about = load_workbook(io.BytesIO(template(client, "events/session")))["about"]
    allowed = {row[0].value: row[1].value for row in about.rows}
    assert allowed["event"] == "OURS-1"
    rows = tablib.Dataset(["THEIRS-2", "session", "x"], headers=["event", "kind", "title_en"])
    wrong = SessionResource(by=user).import_data(rows, dry_run=True).invalid_rows[0].error
    assert "OURS-1" in str(wrong)
    assert other.code not in str(wrong)


def test_a_wrong_room_is_said_with_those_of_its_venue() -> None:
    event = make_agenda()[0]
    other = Venue.objects.create(slug="elsewhere", name_en="Elsewhere")
    Room.objects.create(venue=other, name_en="Room XVIII")
    for given in ("Room XVI", f"{event.venue.slug}: Room XVI"):
        result = send(SessionResource, "event,day,title_en,room", f"{event.code},2027-06-14,Talk,{given}")
        said = str(result.invalid_rows[0].error)
        assert f"Perhaps one of: {event.venue.slug}: Room XVII" in said
        assert "XVIII" not in said
