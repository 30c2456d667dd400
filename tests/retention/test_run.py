"""Years of an event, by a moved clock: what goes when, what stays, and that a dry run says what a run does."""

import datetime
import io
from typing import Any

import pytest
import time_machine
from auditlog.models import LogEntry
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from access.models import SecurityEvent
from events.models import Event, Phase
from inbox.models import Conversation, IncomingMessage
from outbox import scheduler
from outbox.models import Message
from registrations.actions.correct import correct
from registrations.actions.decide import approve, decline
from registrations.models import Answer, Registration, RestrictedData
from retention.models import Forgotten, Hold, Run
from retention.run import forget, forget_once_a_day
from tests.factories import (
    make_conversation,
    make_country,
    make_event,
    make_incoming,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)

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
    return [line for line in out.getvalue().splitlines() if not line.startswith("Nothing is due on ")]


def lines() -> list[str]:
    """What the last run wrote."""
    run = Run.objects.first()
    return [f"{line.event_code}: {line.stage}, {line.people}" for line in Forgotten.objects.filter(run=run)]


def kept(person: Registration) -> dict[str, Any]:
    """The restricted data that are still there."""
    row = RestrictedData.objects.filter(registration=person).first()
    return {} if row is None else {"diet": row.diet, **row.answers}


def work(days: int) -> list[str]:
    """The worker's round on a day; which lines it left, the same as the dry run says before it."""
    with time_machine.travel(after(days), tick=False):
        expected = reports(after(days))
        scheduler.do_periodic_work()
        assert lines() == expected, "a dry run says what a run does"
    return expected


def test_a_year_of_an_event_and_the_next(
    person: Registration, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Restricted data, then the mail, then the rest; what is held or postponed waits; the security log has a clock."""
    storage, name = person.nomination_document.storage, person.nomination_document.name
    held = make_registration(person.event, email="held@example.org", restricted={"diet": "no eggs"})
    Hold.objects.create(registration=held, reason="A claim", owner=make_staff(), until_on=after(100).date())
    later = make_settings(make_event(status="postponed")).event
    waiting = make_registration(later, email="waiting@example.org", restricted={"diet": "no milk"})
    with time_machine.travel(after(-10), tick=False):
        conversation = make_conversation(person.event, last_received_at=after(-10))
        mail = make_incoming(conversation)
        SecurityEvent.objects.create(kind=SecurityEvent.Kind.SIGNED_IN)
    IncomingMessage.objects.filter(pk=mail.pk).update(created_at=after(-10))

    def here() -> dict[str, Any]:
        return {
            "restricted": [kept(each) for each in (person, held, waiting)],
            "nomination": storage.exists(name),
            "mail": [row.state for row in Conversation.objects.all()],
            "address": Registration.objects.get(pk=person.pk).email,
            "security log": SecurityEvent.objects.count(),
        }

    told, seen = {}, {}
    for days in (0, 5, 6, 30, 31, 100, 101, 169, 171, 365, 366, 730, 731, 732):
        with django_capture_on_commit_callbacks(execute=True):
            told[days] = work(days)
        seen[days] = here()
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []

    code = person.event.code
    assert {days: found for days, found in told.items() if found} == {
        6: [f"{code}: restricted, 1"],
        31: [f"{code}: restricted, 1"],
        101: [f"{code}: restricted, 1"],
        731: [f"{code}: contact, 2"],
    }
    diets = [{"diet": "no nuts", "visa": "X1234567"}, {"diet": "no eggs"}, {"diet": "no milk"}]
    all_there = {
        "restricted": diets,
        "nomination": True,
        "mail": ["open"],
        "address": PERSON["email"],
        "security log": 1,
    }
    assert seen[0] == seen[5] == all_there
    assert seen[6] == seen[30] == {**all_there, "restricted": [{"diet": "no nuts"}, *diets[1:]]}
    month = {**all_there, "restricted": [{}, *diets[1:]], "nomination": False, "mail": ["done"]}
    assert seen[31] == seen[100] == month
    assert seen[101] == seen[169] == {**month, "restricted": [{}, {}, diets[2]]}
    assert seen[171] == seen[365] == {**seen[101], "security log": 0}
    assert seen[366] == seen[730] == {**seen[171], "mail": []}
    assert seen[731] == seen[732] == {**seen[366], "address": ""}

    new_days = {"starts_on": after(1000).date(), "ends_on": after(1000).date()}
    Event.objects.filter(pk=later.pk).update(status="published", **new_days)
    assert [work(days) for days in (1030, 1031)] == [[], [f"{later.code}: restricted, 1"]]


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


def test_an_event_that_is_held_waits_until_the_hold_is_over(person: Registration) -> None:
    Hold.objects.create(event=person.event, reason="A claim", owner=make_staff(), until_on=after(40).date())
    assert forget(after(40)) == 0
    assert kept(person) != {}
    assert forget(after(41)) == 1


def test_a_phase_that_comes_later_counts(person: Registration) -> None:
    Phase.objects.create(event=person.event, title_en="Online", starts_on=after(2).date(), ends_on=after(20).date())
    assert forget(after(25)) == 0
    assert forget(after(26)) == 1, "five days of the visa"


def test_an_event_without_days_waits(person: Registration) -> None:
    Event.objects.filter(pk=person.event_id).update(starts_on=None, ends_on=None)
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


def test_the_command_says_when_nothing_is_due_and_what_a_day_looks_like() -> None:
    out = io.StringIO()
    call_command("forget_personal_data", stdout=out)
    assert out.getvalue().startswith("Nothing is due on ")
    with pytest.raises(CommandError, match="2027-01-31"):
        call_command("forget_personal_data", "--on", "31.1.2027")
