"""In which languages an item is held, where they are not those of the meeting."""

import datetime
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from events.actions.publish import publish
from events.agenda import build_days, sessions_of
from events.changes import Kind, changes
from events.exports.agenda_document import agenda_document
from events.models import AgendaVersion, Event, Session
from events.resources import SessionResource
from tests.factories import make_event, make_session, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    event = make_event(code="WS", working_languages=["en", "fr"])
    make_session(event, title_en="Opening")
    return make_session(event, title_en="Maps for cities", languages=["fr", "es"])


def publish_again(event: Event) -> AgendaVersion:
    return publish(event, status=AgendaVersion.Status.FINAL)


@pytest.mark.parametrize(
    ("code", "words"), [("en", "French and Spanish"), ("fr", "Français et espagnol"), ("es", "Francés y español")]
)
def test_readers_see_them_at_the_item_alone(client: Client, session: Session, code: str, words: str) -> None:
    publish_again(session.event)
    agenda = client.get(f"/{code}/events/{session.event.slug}/agenda/").content.decode()
    assert agenda.count(words) == 1
    assert words in client.get(f"/{code}{session.get_absolute_url()[3:]}").content.decode()


def test_they_stand_in_the_official_document_and_for_programs(client: Client, session: Session) -> None:
    publish_again(session.event)
    with translation.override("en"):
        days = build_days(sessions_of(session.event))
        made = json.dumps(agenda_document(session.event, days, datetime.date(2027, 6, 1)))
    assert made.count("French and Spanish") == 1
    schedule = client.get(f"/en/events/{session.event.slug}/schedule.json").json()["schedule"]["conference"]
    rows = [row for day in schedule["days"] for room in day["rooms"].values() for row in room]
    assert {row["title"]: row["language"] for row in rows} == {"Opening": "en", "Maps for cities": "fr"}


def test_another_language_is_news_and_one_of_an_older_version_is_none(session: Session) -> None:
    before = publish_again(session.event).contents()
    older = {key: {name: value for name, value in row.items() if name != "languages"} for key, row in before.items()}
    Session.objects.filter(pk=session.pk).update(languages=[])
    assert [line.kind for line in changes(before, publish_again(session.event).contents())] == [Kind.DETAILS]
    first = next(key for key in older if key != session.pk)
    assert changes({first: older[first]}, {first: before[first]}) == []


def details(client: Client, session: Session, **more: Any) -> Any:
    """Send the open row of the item as a browser would, with boxes ticked anew."""
    page = f"/admin/events/event/{session.event.pk}/agenda/?day={session.day}"
    [row] = [each for each in client.get(f"{page}&open={session.pk}").context["table"].rows if each.session == session]
    boxes = [box for form in row.forms() for box in form]
    data = {box.html_name: box.value() for box in boxes if box.value() not in (None, False)}
    data |= {"row": [row.key], f"{row.prefix}-open": "1"}
    data |= {f"{row.prefix}-{name}": value for name, value in more.items()}
    return client.post(page, data)


def test_staff_tick_them_in_the_details_of_an_item(client: Client, session: Session) -> None:
    client.force_login(make_staff(is_superuser=True))
    page = client.get(f"/admin/events/event/{session.event.pk}/agenda/?day={session.day}&open={session.pk}")
    [row] = [each for each in page.context["table"].rows if each.session == session]
    name = next(box.html_name for form in row.forms() for box in form if box.name == "languages")
    assert page.content.decode().count(f'name="{name}"') == 9
    details(client, session, **{name.removeprefix(f"{row.prefix}-"): ["ar", "en"]})
    session.refresh_from_db()
    assert session.languages == ["ar", "en"]


def test_they_go_out_and_come_in_as_a_table(session: Session) -> None:
    table = SessionResource().export()
    assert sorted(table["languages"]) == ["", "fr | es"]
    Session.objects.update(languages=[])
    assert not SessionResource().import_data(table).has_errors()
    session.refresh_from_db()
    assert session.languages == ["fr", "es"]
