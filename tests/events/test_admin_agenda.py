"""The agenda's table in the back office: one day, saved as a whole or not at all."""

import datetime
import re
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from events.models import Event, Room, Session
from tests.factories import (
    make_appearance,
    make_document,
    make_event,
    make_organisation,
    make_session,
    make_speaker,
    make_staff,
    make_venue,
)

pytestmark = pytest.mark.django_db
DAY = "2027-06-14"


@pytest.fixture
def event() -> Event:
    return make_event(venue=make_venue(), timezone="Africa/Dakar")


def address(event: Event, **query: str) -> str:
    query = {"day": DAY, **query}
    return f"/admin/events/event/{event.pk}/agenda/?" + "&".join(f"{key}={value}" for key, value in query.items())


def sent(client: Client, event: Event, *opened: Session) -> dict[str, Any]:
    """What a browser would send of the page as it stands."""
    query = "".join(f"&open={session.pk}" for session in opened)
    table = client.get(address(event) + query).context["table"]
    rows = [row for row in table.rows if row.session.pk]
    data: dict[str, Any] = {"row": [row.key for row in rows]}
    for row in rows:
        if row.is_open:
            data[f"{row.prefix}-open"] = "1"
            data[f"{row.prefix}-person"] = [person.key for person in row.people]
        for form in row.forms():
            for box in form:
                value = box.value()
                if isinstance(value, datetime.time):
                    value = value.strftime("%H:%M")
                if value not in (None, False):
                    data[box.html_name] = value
    return data


def post(client: Client, event: Event, data: dict[str, Any]) -> Any:
    return client.post(address(event), data)


def saved(answer: Any) -> bool:
    if answer.status_code == 200:
        errors = [(row.key, form.errors) for row in answer.context["table"].rows for form in row.forms() if form.errors]
        raise AssertionError(errors)
    return bool(answer.status_code == 302)


def new_row(key: str = "n1", **fields: Any) -> dict[str, Any]:
    return {f"r{key}-{name}": value for name, value in {"kind": "session", "title_en": "New", **fields}.items()}


def test_the_page_shows_times_by_the_clock_of_the_event(superuser: Client, event: Event) -> None:
    make_session(event, "10:00", "11:00")
    page = superuser.get(address(event)).content.decode()
    assert 'value="10:00"' in page
    assert 'value="11:00"' in page
    assert "Africa/Dakar" in page


def test_what_has_not_changed_is_not_saved(superuser: Client, event: Event) -> None:
    first = make_session(event, "10:00", "11:00")
    make_appearance(first)
    make_session(event, "", day=event.starts_on, parent=first)
    before = list(Session.objects.values_list("updated_at", flat=True))
    assert saved(post(superuser, event, sent(superuser, event, first)))
    assert list(Session.objects.values_list("updated_at", flat=True)) == before


@pytest.mark.parametrize(
    "typed", ["09:30", "9:30", "9h30", "930", "0930", "9.30", "9 h 30", "9\u202fh\u202f30", "09:30 H"]
)
def test_an_hour_may_be_typed_as_people_do(superuser: Client, event: Event, typed: str) -> None:
    assert saved(post(superuser, event, {"row": ["n1"], **new_row(start=typed, end="1100")}))
    session = Session.objects.get()
    assert f"{session.local_start:%Y-%m-%d %H:%M %Z}–{session.local_end:%H:%M}" == f"{DAY} 09:30 GMT–11:00"


def test_an_item_is_added_with_its_people_at_once(superuser: Client, event: Event) -> None:
    room = Room.objects.create(venue=event.venue, name_en="I")
    speaker, other, body = make_speaker(), make_speaker(), make_organisation()
    data = {
        "row": ["n1"],
        **new_row(start="10:00", end="11:00", room=room.pk, title_fr="Nouvelle", number="I", open="1"),
        "rn1-person": ["n2", "n3"],
        "rn1-day": DAY,
        "rn1-description_es": "¿Preguntas?",
        "rn1-pn2-speaker": speaker.pk, "rn1-pn2-role": "moderator", "rn1-pn2-status": "confirmed",
        "rn1-pn2-function_fr": "Directrice", "rn1-pn2-organisations": [body.pk], "rn1-pn2-country": "SN",
        "rn1-pn3-speaker": other.pk, "rn1-pn3-role": "speaker", "rn1-pn3-status": "invited", "rn1-pn3-is_joint": "on",
    }  # fmt: skip
    assert saved(post(superuser, event, data))
    session = event.sessions.get()
    assert (session.title_en, session.title_fr, session.number, session.room) == ("New", "Nouvelle", "I", room)
    assert session.description_es == "¿Preguntas?"
    first, second = session.appearances.order_by("position")
    assert (first.speaker, first.role, first.function_fr, first.country_id) == (
        speaker,
        "moderator",
        "Directrice",
        "SN",
    )
    assert list(first.organisations.all()) == [body]
    assert (second.speaker, second.joint_with, second.status) == (other, first, "invited")


def test_an_error_stands_beside_its_cell_and_nothing_typed_is_lost(superuser: Client, event: Event) -> None:
    good, bad = make_session(event, "09:00", "10:00"), make_session(event, "10:00", "11:00")
    data = sent(superuser, event, bad)
    data |= {
        f"r{good.pk}-title_en": "Changed & kept",
        f"r{bad.pk}-end": "07:30",
        f"r{bad.pk}-person": ["n9"],
        f"r{bad.pk}-pn9-function_en": "Typed already",
        f"r{bad.pk}-pn9-role": "speaker",
        f"r{bad.pk}-pn9-status": "invited",
    }
    answer = post(superuser, event, data)
    assert answer.status_code == 200
    rows = {row.key: row for row in answer.context["table"].rows}
    assert rows[str(bad.pk)].form.errors["end"] == ["The end must be after the start."]
    assert rows[str(bad.pk)].people[0].form.errors["speaker"] == ["Choose the speaker."]
    page = answer.content.decode()
    assert escape("Changed & kept") in page
    assert "Typed already" in page
    assert 'value="07:30"' in page
    good.refresh_from_db()
    assert good.title_en != "Changed & kept"


def test_an_untimed_discussion_stands_within_the_item_above(superuser: Client, event: Event) -> None:
    make_session(event, "09:00", "10:00")
    second = make_session(event, "10:00", "11:00")
    data = sent(superuser, event)
    data["row"] += ["n1", "n2", "n3"]
    data |= new_row("n1", kind="discussion", level="1", order="3", title_en="One")
    data |= new_row("n2", kind="discussion", level="2", order="4", title_en="Two")
    data |= new_row("n3", kind="discussion", level="1", order="5", title_en="Three")
    assert saved(post(superuser, event, data))
    one, two, three = (Session.objects.get(title_en=title) for title in ("One", "Two", "Three"))
    assert (one.parent, two.parent, three.parent) == (second, one, second)
    assert one.starts_at is None
    assert one.day == datetime.date(2027, 6, 14)
    order = [row.session.title_en for row in superuser.get(address(event)).context["table"].rows if row.session.pk]
    assert order[2:] == ["One", "Two", "Three"]


def test_rows_move_by_their_order(superuser: Client, event: Event) -> None:
    first = make_session(event, "", day=event.starts_on, title_en="First", position=0)
    second = make_session(event, "", day=event.starts_on, title_en="Second", position=1)
    data = sent(superuser, event) | {f"r{first.pk}-order": "2", f"r{second.pk}-order": "1"}
    assert saved(post(superuser, event, data))
    assert [row.title_en for row in event.sessions.in_agenda_order()] == ["Second", "First"]


def test_a_row_is_removed_even_if_something_else_in_it_is_wrong(superuser: Client, event: Event) -> None:
    session = make_session(event)
    data = sent(superuser, event) | {f"r{session.pk}-delete": "on", f"r{session.pk}-end": "nonsense"}
    assert saved(post(superuser, event, data))
    assert not Session.objects.exists()


def test_one_speaker_has_a_role_once(superuser: Client, event: Event) -> None:
    appearance = make_appearance(make_session(event))
    data = sent(superuser, event, appearance.session)
    prefix = f"r{appearance.session_id}"
    data[f"{prefix}-person"].append("n1")
    data |= {
        f"{prefix}-pn1-speaker": appearance.speaker_id,
        f"{prefix}-pn1-role": "speaker",
        f"{prefix}-pn1-status": "invited",
    }
    answer = post(superuser, event, data)
    assert answer.status_code == 200
    assert "already has this role" in answer.content.decode()


def test_a_start_put_behind_the_end_is_a_mistake_and_no_night(superuser: Client, event: Event) -> None:
    session = make_session(event, "10:00", "11:00")
    answer = post(superuser, event, sent(superuser, event) | {f"r{session.pk}-start": "12:00"})
    assert "The end must be after the start." in answer.content.decode()


def test_an_item_that_ends_late_next_morning_may_begin_at_another_hour(superuser: Client, event: Event) -> None:
    session = make_session(event, "20:00", "21:00")
    session.ends_at += datetime.timedelta(hours=11)
    session.save()
    assert saved(post(superuser, event, sent(superuser, event) | {f"r{session.pk}-start": "21:00"}))
    session = Session.objects.get()
    assert f"{session.local_start:%d %H:%M} {session.local_end:%d %H:%M}" == "14 21:00 15 08:00"


@pytest.mark.parametrize(("start", "end"), [("02:30", "03:15"), ("01:00", "02:30"), ("23:00", "02:30")])
def test_an_hour_that_the_clock_leaps_over_is_refused(superuser: Client, event: Event, start: str, end: str) -> None:
    event.timezone = "Europe/Zurich"
    event.save()
    day = "2027-03-27" if start == "23:00" else "2027-03-28"
    data = {"row": ["n1"], **new_row(start=start, end=end)}
    answer = superuser.post(address(event, day=day), data)
    assert "There is no 02:30 on this day: the clocks go forward." in answer.content.decode()
    assert saved(superuser.post(address(event, day=day), data | new_row(start="01:00", end="03:30")))


def test_an_end_may_be_the_midnight_of_the_day_and_a_start_not(superuser: Client, event: Event) -> None:
    wrong = post(superuser, event, {"row": ["n1"], **new_row(start="24:00", end="01:00", kind="reception")})
    assert "“24:00” is not a time" in wrong.content.decode()
    assert saved(post(superuser, event, {"row": ["n1"], **new_row(start="22:00", end="24:00", kind="reception")}))
    assert Session.objects.get().local_end.isoformat() == "2027-06-15T00:00:00+00:00"


@pytest.mark.parametrize("end", ["24:00", "00:00"])
def test_an_item_may_last_from_midnight_to_midnight(superuser: Client, event: Event, end: str) -> None:
    assert saved(post(superuser, event, {"row": ["n1"], **new_row(start="00:00", end=end)}))
    session = Session.objects.get()
    assert session.local_end.isoformat() == "2027-06-15T00:00:00+00:00"
    assert saved(post(superuser, event, sent(superuser, event) | {f"r{session.pk}-title_en": "Vigil"}))
    session.refresh_from_db()
    assert (session.title_en, session.local_end.isoformat()) == ("Vigil", "2027-06-15T00:00:00+00:00")


def test_an_item_does_not_end_when_it_begins(superuser: Client, event: Event) -> None:
    wrong = post(superuser, event, {"row": ["n1"], **new_row(start="05:00", end="05:00")})
    assert "The end must be after the start." in wrong.content.decode()


def test_an_item_may_end_after_midnight(superuser: Client, event: Event) -> None:
    assert saved(post(superuser, event, {"row": ["n1"], **new_row(start="20:00", end="00:30", kind="reception")}))
    session = Session.objects.get()
    assert session.local_end.isoformat() == "2027-06-15T00:30:00+00:00"
    assert saved(post(superuser, event, sent(superuser, event) | {f"r{session.pk}-title_en": "Reception"}))
    session = Session.objects.get()
    assert session.local_end.isoformat() == "2027-06-15T00:30:00+00:00"


def test_an_item_moves_to_another_day_with_what_stands_within_it(superuser: Client, event: Event) -> None:
    session = make_session(event, "10:00", "11:00")
    make_session(event, "", day=event.starts_on, parent=session)
    data = sent(superuser, event, session) | {f"r{session.pk}-day": "2027-06-15"}
    assert saved(post(superuser, event, data))
    assert {row.day for row in event.sessions.all()} == {datetime.date(2027, 6, 15)}
    session = Session.objects.get(pk=session.pk)
    assert f"{session.local_start:%d %H:%M}" == "15 10:00"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(superuser: Client, event: Event) -> None:
    session = make_session(event, title_en="Old")
    data = sent(superuser, event)
    session.title_fr, session.starts_at = "Changé ailleurs", session.starts_at + datetime.timedelta(minutes=30)
    session.is_cancelled = True
    session.save()
    data[f"r{session.pk}-title_en"] = "Mine"
    answer = post(superuser, event, data)
    assert "Somebody else has changed this item" in answer.content.decode()
    [row] = answer.context["table"].sent_rows()
    assert row.form.errors["title_fr"] == ["Stored now: Changé ailleurs"]
    assert row.form.errors["start"] == ["Stored now: 10:30"]
    assert row.form.errors["is_cancelled"] == ["Stored now: yes"]
    assert answer.content.decode().count("Stored now: ") == 4, "each beside its box, one's own title too"
    data[f"r{session.pk}-version"] = answer.context["table"].rows[0].form["version"].value()
    data[f"r{session.pk}-title_fr"] = "Changé ailleurs"
    assert saved(post(superuser, event, data))
    session.refresh_from_db()
    assert (session.title_en, session.title_fr) == ("Mine", "Changé ailleurs")


@pytest.mark.parametrize("changed", ["description", "function"])
def test_what_somebody_else_changed_in_an_open_item_is_not_overwritten(
    superuser: Client, event: Event, changed: str
) -> None:
    appearance = make_appearance(make_session(event))
    session = appearance.session
    data = sent(superuser, event, session)
    if changed == "description":
        session.description_en = "Theirs"
        session.save()
    else:
        appearance.function_en = "Theirs"
        appearance.save()
    data[f"r{session.pk}-p{appearance.pk}-topic_en"] = "Mine"
    answer = post(superuser, event, data)
    assert "Somebody else has changed this item" in answer.content.decode()
    assert "Stored now: Theirs" in answer.content.decode()
    appearance.refresh_from_db()
    session.refresh_from_db()
    assert "Theirs" in (session.description_en, appearance.function_en)


def test_an_item_of_another_event_cannot_be_written_to(superuser: Client, event: Event) -> None:
    other = make_session(make_event(), title_en="Theirs")
    superuser.post(address(event), {"row": [str(other.pk)], **new_row(str(other.pk), title_en="Mine")})
    other.refresh_from_db()
    assert other.title_en == "Theirs"


def test_the_page_opens_an_item_without_a_script(superuser: Client, event: Event) -> None:
    appearance = make_appearance(make_session(event))
    make_document(appearance=appearance, event=None, label_en="Slides of the talk")
    page = superuser.get(address(event, open=str(appearance.session_id))).content.decode()
    assert f'name="r{appearance.session_id}-p{appearance.pk}-function_fr"' in page
    assert "Slides of the talk" in page
    assert re.search(r'<select[^>]*-speaker"[^>]*aria-label="Speaker"', page)
    part = superuser.get(f"/admin/events/event/{event.pk}/agenda/lineup/{appearance.session_id}/").content.decode()
    assert f'name="r{appearance.session_id}-p{appearance.pk}-function_fr"' in part
    assert "<html" not in part


def test_warnings_stand_above_the_table_and_lead_to_the_row(superuser: Client, event: Event) -> None:
    session = make_session(event, "", day=datetime.date(2027, 6, 20))
    page = superuser.get(address(event)).content.decode()
    assert f"?day=2027-06-20#r{session.pk}" in page


def test_the_whole_agenda_moves_by_days(superuser: Client, event: Event) -> None:
    session = make_session(event, "10:00", "11:00")
    superuser.post(address(event), {"move_days": "7"})
    session = Session.objects.get(pk=session.pk)
    assert f"{session.local_start:%Y-%m-%d %H:%M}" == "2027-06-21 10:00"


@pytest.mark.parametrize("day", ["none", "nonsense", "2027-13-45", "2031-01-01"])
def test_any_day_can_be_asked_for(superuser: Client, event: Event, day: str) -> None:
    assert superuser.get(address(event, day=day)).status_code == 200


def test_an_item_with_a_time_needs_a_day(superuser: Client, event: Event) -> None:
    answer = superuser.post(address(event, day="none"), {"row": ["n1"], **new_row(start="10:00")})
    assert answer.status_code == 200
    assert not Session.objects.exists()


def test_eight_items_take_as_many_queries_as_one(superuser: Client, event: Event, django_assert_num_queries) -> None:
    make_appearance(make_session(event))
    superuser.get(address(event))
    with django_assert_num_queries(18):
        superuser.get(address(event))
    for _number in range(7):
        make_appearance(make_appearance(make_session(event)).session, role="chair")
    with django_assert_num_queries(18):
        superuser.get(address(event))


def test_saving_eight_items_unchanged_takes_as_many_queries_as_one(
    superuser: Client, event: Event, django_assert_num_queries
) -> None:
    make_appearance(make_session(event)).organisations.add(make_organisation())
    data = sent(superuser, event, *event.sessions.all())
    with django_assert_num_queries(16):
        assert saved(post(superuser, event, data))
    for _number in range(7):
        make_appearance(make_session(event)).organisations.add(make_organisation())
    data = sent(superuser, event, *event.sessions.all())
    with django_assert_num_queries(16):
        assert saved(post(superuser, event, data))


def test_a_new_row_has_its_details_ready_and_closed(superuser: Client, event: Event) -> None:
    page = superuser.get(address(event)).content.decode()
    for key in ("n0", "__row__"):
        row = page.partition(f'id="r{key}"')[2].partition("</tbody>")[0]
        assert 'aria-expanded="false"' in row
        assert re.search(rf'<tr class="details" id="details-{key}"\s+hidden', row)
        assert f'name="r{key}-description_en"' in row
    page = superuser.get(address(event, open="n0")).content.decode()
    assert not re.search(r'<tr class="details" id="details-n0"\s+hidden', page)
    blank = {"row": ["n0"], "rn0-open": "1", "rn0-day": DAY, "rn0-kind": "session"}
    assert saved(post(superuser, event, blank))
    assert not Session.objects.exists(), "nothing was typed"
    answer = post(superuser, event, blank | {"rn0-description_en": "Typed already"})
    assert "Typed already" in answer.content.decode()
    assert "Give this text in at least one language." in answer.content.decode()


def test_a_move_is_said_as_a_move_and_leaves_no_line_in_the_history(superuser: Client, event: Event) -> None:
    names = ["First", "Second", "Third"]
    rows = [
        make_session(event, "", day=event.starts_on, title_en=name, position=place) for place, name in enumerate(names)
    ]
    lines = LogEntry.objects.count()
    data = sent(superuser, event) | {f"r{row.pk}-order": str(order) for row, order in zip(rows, (3, 1, 2), strict=True)}
    page = superuser.post(address(event), data, follow=True).content.decode()
    assert "The order has been saved." in page
    assert [row.title_en for row in event.sessions.in_agenda_order()] == ["Second", "Third", "First"]
    assert LogEntry.objects.count() == lines


def test_one_new_item_among_many_is_one_item_saved(superuser: Client, event: Event) -> None:
    rows = [make_session(event, f"{hour}:00", f"{hour}:30", position=hour - 10) for hour in range(10, 16)]
    lines = LogEntry.objects.count()
    data = sent(superuser, event) | new_row(start="10:30", end="11:00", order="1")
    data["row"].insert(1, "n1")
    data |= {f"r{row.pk}-order": str(order) for order, row in enumerate(rows)} | {"rn1-order": "0"}
    page = superuser.post(address(event), data, follow=True).content.decode()
    assert "1 item has been saved." in page
    assert LogEntry.objects.count() == lines + 1


def test_texts_with_other_ends_of_lines_have_not_changed(superuser: Client, event: Event) -> None:
    session = make_session(event, title_en="Old", description_en="One\nTwo", description_fr="Un\nDeux")
    lines = LogEntry.objects.count()
    data = sent(superuser, event, session)
    data |= {f"r{session.pk}-description_en": "One\r\nTwo", f"r{session.pk}-description_fr": "Un\r\nDeux"}
    assert "Nothing had changed." in superuser.post(address(event), data, follow=True).content.decode()
    assert LogEntry.objects.count() == lines
    assert saved(post(superuser, event, data | {f"r{session.pk}-description_en": "One\r\nThree"}))
    session.refresh_from_db()
    assert (session.description_en, session.description_fr) == ("One\nThree", "Un\nDeux")


def test_of_a_removed_item_what_stood_within_it_and_is_not_removed_stays(superuser: Client, event: Event) -> None:
    session = make_session(event, "10:00", "11:00")
    kept = make_appearance(make_session(event, "", day=event.starts_on, parent=session)).session
    assert saved(post(superuser, event, sent(superuser, event) | {f"r{session.pk}-delete": "on"}))
    kept = event.sessions.get()
    assert (kept.parent, kept.appearances.count()) == (None, 1)


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_for_what_was_removed_do_not_grow(
    superuser: Client, event: Event, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    gone = [make_session(event, "10:00", "11:00") for _number in range(count)]
    data = sent(superuser, event) | {f"r{session.pk}-delete": "on" for session in gone}
    page = superuser.post(address(event), data)["Location"]
    with django_assert_num_queries(18):
        shown = superuser.get(page).content.decode()
    assert shown.count("/restore/") == count


def test_a_removed_item_comes_back_whole(superuser: Client, event: Event) -> None:
    session = make_session(event, "10:00", "11:00", title_en="Opening", title_fr="Ouverture")
    speaker = make_appearance(session, function_en="Director")
    speaker.organisations.add(body := make_organisation())
    joint = make_appearance(session, joint_with=speaker, position=1)
    part = make_session(event, "", day=event.starts_on, parent=session)
    document = make_document(session=session, event=None, label_en="Slides")
    make_document(appearance=speaker, event=None, label_en="Presentation")
    data = sent(superuser, event) | {f"r{session.pk}-delete": "on", f"r{part.pk}-delete": "on"}
    answer = superuser.post(address(event), data, follow=True)
    page = answer.content.decode()
    assert "1 item has been removed" not in page
    assert "“Opening” has been removed." in page
    assert not event.sessions.exists()
    [undo] = re.findall(r'action="([^"]*/restore/\d+/)"', page)
    assert undo in superuser.get(f"/admin/events/event/{event.pk}/history/").content.decode()
    page = superuser.post(undo, follow=True).content.decode()
    assert "“Opening” is back in the agenda." in page
    back = event.sessions.get(parent=None)
    assert (back.pk, back.uid, back.title_fr, back.starts_at) == (
        session.pk,
        session.uid,
        "Ouverture",
        session.starts_at,
    )
    assert [row.pk for row in back.parts.all()] == [part.pk]
    first, second = back.appearances.order_by("position")
    assert (first.function_en, list(first.organisations.all()), second.pk) == ("Director", [body], joint.pk)
    assert second.joint_with == first
    assert [row.label_en for row in first.documents.all()] == ["Presentation"]
    assert [row.label_en for row in back.documents.all()] == [document.label_en]
    assert back.updated_at > session.updated_at
    assert "is there already" in superuser.post(undo, follow=True).content.decode()
    assert undo not in superuser.get(f"/admin/events/event/{event.pk}/history/").content.decode()


def test_an_item_comes_back_without_what_is_gone_meanwhile(superuser: Client, event: Event) -> None:
    room = Room.objects.create(venue=event.venue, name_en="I")
    session = make_session(event, "10:00", "11:00", room=room)
    gone, there = make_appearance(session), make_appearance(session, role="chair")
    assert saved(post(superuser, event, sent(superuser, event) | {f"r{session.pk}-delete": "on"}))
    room.delete()
    gone.speaker.delete()
    entry = LogEntry.objects.get(object_pk=str(session.pk), content_type__model="session", action=2)
    superuser.post(f"/admin/events/event/restore/{entry.pk}/")
    back = event.sessions.get()
    assert (back.room, [row.pk for row in back.appearances.all()]) == (None, [there.pk])


def test_who_may_not_add_items_brings_none_back(superuser: Client, client: Client, event: Event) -> None:
    session = make_session(event)
    assert saved(post(superuser, event, sent(superuser, event) | {f"r{session.pk}-delete": "on"}))
    entry = LogEntry.objects.get(object_pk=str(session.pk), content_type__model="session", action=2)
    client.force_login(make_staff("events.view_event", "events.view_session"))
    assert client.post(f"/admin/events/event/restore/{entry.pk}/").status_code == 403
    assert client.get(f"/admin/events/event/restore/{entry.pk}/").status_code in (403, 405)
    assert "/restore/" not in client.get(f"/admin/events/event/{event.pk}/history/").content.decode()
    assert not event.sessions.exists()
