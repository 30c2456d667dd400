"""A year of an event, by a moved clock: what goes when, what stays, and that a dry run says what a run does."""

import datetime
import io
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from events.models import Event, Phase
from outbox.models import Message
from registrations.actions.correct import correct
from registrations.actions.decide import approve, decline
from registrations.models import Answer, Registration, RestrictedData
from retention.models import Forgotten, Hold, Run
from retention.run import forget, forget_once_a_day
from tests.factories import make_country, make_event, make_question, make_registration, make_settings, make_staff

pytestmark = pytest.mark.django_db

LAST = datetime.date(2027, 6, 15)
PERSON: dict[str, Any] = {
    "given_name": "Planted",
    "family_name": "Person",
    "email": "planted@example.org",
    "phone": "+41 22 000 00 00",
    "function": "Director",
    "organisation_name": "Ministry of Labour",
    "remarks": "I arrive late.",
    "note": "A friend of the chair.",
}


def after(days: int) -> datetime.datetime:
    return datetime.datetime.combine(LAST + datetime.timedelta(days=days), datetime.time(3), datetime.UTC)


@pytest.fixture
def event() -> Event:
    return make_settings(make_event()).event


@pytest.fixture
def person(event: Event) -> Registration:
    make_question(event, code="visa", is_restricted=True, keep_days=5)
    make_question(event, code="hotel")
    return make_registration(
        event,
        **PERSON,
        country=make_country("FR"),
        nomination_document=ContentFile(b"%PDF-1.4", name="note.pdf"),
        answers={"hotel": "By the lake"},
        restricted={"diet": "no nuts", "visa": "X1234567"},
    )


def reports(now: datetime.datetime) -> list[str]:
    """What the command lists for that day."""
    out = io.StringIO()
    call_command("forget_personal_data", on=now.date(), stdout=out)
    return out.getvalue().splitlines()


def lines() -> list[str]:
    """What the last run wrote."""
    run = Run.objects.first()
    return [f"{line.event_code}: {line.stage}, {line.people}" for line in Forgotten.objects.filter(run=run)]


def kept(person: Registration) -> dict[str, Any]:
    """The restricted data that are still there."""
    row = RestrictedData.objects.filter(registration=person).first()
    return {} if row is None else {"diet": row.diet, **row.answers}


def test_a_year_of_an_event(person: Registration, django_capture_on_commit_callbacks: Any) -> None:
    storage, name = person.nomination_document.storage, person.nomination_document.name
    code = person.event.code
    told: list[tuple[int, list[str]]] = []
    for days in (0, 5, 6, 30, 31, 32, 730, 731, 732):
        expected = reports(after(days))
        with django_capture_on_commit_callbacks(execute=True):
            forget(after(days))
        assert lines() == expected, "a dry run says what a run does"
        told += [(days, expected)] if expected else []
        if days == 6:
            assert kept(person) == {"diet": "no nuts"}
        if days == 31:
            assert kept(person) == {}
            assert not storage.exists(name)
            person.refresh_from_db()
            assert (person.email, person.answers.get().value) == (PERSON["email"], "By the lake")
    assert told == [
        (6, [f"{code}: restricted, 1"]), (31, [f"{code}: restricted, 1"]), (731, [f"{code}: contact, 1"]),
    ]  # fmt: skip


def test_what_the_archive_needs_stays_and_the_rest_is_nowhere(person: Registration, client: Client) -> None:
    correct(person, phone="+41 22 111 11 11")
    gone = Answer.objects.create(registration=person, question=make_question(person.event), value="Vegetarian soup")
    gone.delete()  # its beginning and its end stand in the log of changes
    approve(person, make_staff())
    link = f"/en/r/{person.token}/"
    assert client.get(link).status_code == 200
    forget(after(731))
    person.refresh_from_db()
    archive = {name: PERSON[name] for name in ("given_name", "family_name", "function", "organisation_name")}
    assert {name: getattr(person, name) for name in archive} == archive
    assert (person.country_id, person.state) == ("FR", "approved")
    assert client.get(link).status_code == 404
    assert not Answer.objects.exists()
    assert not Message.objects.exists()
    rows = [*Registration.objects.values(), *LogEntry.objects.values(), *person.history.values()]
    forgotten = {*PERSON.values(), "By the lake", "+41 22 111 11 11", "Vegetarian soup"} - {*archive.values()}
    assert [value for value in forgotten if value in str(rows)] == []


def test_what_no_key_opens_goes_when_all_is_due_and_no_sooner(person: Registration, settings: Settings) -> None:
    settings.RESTRICTED_KEYS = ["another key, while the right one is looked for"]
    person.event.questions.filter(code="hotel").update(keep_days=5)
    assert forget(after(6)) == 1, "the answer that is due"
    assert not person.answers.exists()
    assert RestrictedData.objects.exists()
    assert forget(after(31)) == 1
    assert not RestrictedData.objects.exists()


def test_somebody_without_a_name_stays_a_row(event: Event) -> None:
    person = make_registration(event, given_name="", family_name="", email="a@example.org")
    forget(after(731))
    person.refresh_from_db()
    assert (person.email, person.family_name) == ("", "–")


def test_a_reason_of_staff_goes_with_the_rest(event: Event) -> None:
    person = make_registration(event)
    decline(person, make_staff(), "Ill since May")
    forget(after(731))
    assert [change.to_state for change in person.history.order_by("pk")] == ["pending", "declined"]
    assert not person.history.exclude(reason="").exists()


@pytest.mark.parametrize("by", ["event", "person"])
def test_what_is_held_waits_until_the_hold_is_over(person: Registration, by: str) -> None:
    held = {"event": person.event} if by == "event" else {"registration": person}
    Hold.objects.create(**held, reason="A claim", owner=make_staff(), until_on=after(40).date())
    assert forget(after(40)) == 0
    assert kept(person) != {}
    assert forget(after(41)) == 1


def test_a_phase_that_comes_later_counts(person: Registration) -> None:
    Phase.objects.create(event=person.event, title_en="Online", starts_on=after(2).date(), ends_on=after(20).date())
    assert forget(after(25)) == 0
    assert forget(after(26)) == 1, "five days of the visa"


@pytest.mark.parametrize("change", [{"status": "postponed"}, {"starts_on": None, "ends_on": None}])
def test_an_event_that_is_not_over_waits(person: Registration, change: dict[str, Any]) -> None:
    Event.objects.filter(pk=person.event_id).update(**change)
    assert forget(after(3000)) == 0


def test_the_first_run_only_reports_and_the_next_comes_a_day_later(person: Registration) -> None:
    assert forget_once_a_day(after(31)) == 0
    assert (Run.objects.get().is_report, lines()) == (True, [f"{person.event.code}: restricted, 1"])
    assert kept(person) != {}
    assert forget_once_a_day(after(31) + datetime.timedelta(hours=23)) == 0
    assert forget_once_a_day(after(32)) == 1
    assert kept(person) == {}
    assert not Run.objects.first().is_report


def test_staff_hold_an_event_and_read_what_was_forgotten(person: Registration, client: Client) -> None:
    rights = ("retention.add_hold", "retention.view_hold", "retention.view_forgotten")
    staff = make_staff(*rights, "events.view_event", "registrations.view_registration")
    client.force_login(staff)
    data = {"event": person.event_id, "reason": "A claim", "until_on": "2028-01-01"}
    assert client.post("/admin/retention/hold/add/", data).status_code == 302
    assert Hold.objects.get().owner == staff
    both = client.post("/admin/retention/hold/add/", {**data, "registration": person.pk})
    assert "Choose an event or a registration, not both." in both.content.decode()
    forget(after(31))
    forget(after(1200))
    page = client.get("/admin/retention/forgotten/").content.decode()
    assert person.event.code in page
    assert client.get("/admin/retention/forgotten/add/").status_code == 403
