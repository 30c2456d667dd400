"""What is kept apart: encrypted in the database, changed by few, readable as long as one of the keys is there."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from access import roles
from inbox.models import IncomingMessage
from registrations.actions.correct import correct
from registrations.actions.decide import cancel
from registrations.actions.merge import merge
from registrations.errors import RestrictedUnreadable
from registrations.models import Registration, RestrictedData
from registrations.resources import RegistrationResource
from tests.factories import (
    make_event,
    make_incoming,
    make_proposal,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)
from tests.waiting import while_uncommitted

pytestmark = pytest.mark.django_db

OLD, NEW = "old-" * 10, "new-" * 10
WORDS = ("no nuts", "a ramp", "X1234567")


@pytest.fixture
def person() -> Registration:
    settings = make_settings()
    make_question(settings.event, code="passport", label_en="Passport number", is_restricted=True)
    needs = {"diet": WORDS[0], "access_needs": WORDS[1]}
    return make_registration(settings.event, restricted=needs, answers={"passport": WORDS[2]})


@pytest.fixture
def travel_officer(client: Client) -> Client:
    client.force_login(make_staff(*sorted(roles.ROLES[roles.TRAVEL_OFFICERS])))
    return client


def stored() -> list[str]:
    """The columns as the database holds them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT diet, access_needs, answers FROM registrations_restricteddata")
        return list(cursor.fetchone())


def address(person: Registration, name: str = "restricted") -> str:
    return reverse(f"admin:registrations_registration_{name}", args=[person.pk])


def form_of(client: Client, person: Registration) -> dict[str, Any]:
    """What the browser would send from the form with what is kept apart."""
    form = client.post(address(person)).context["look"].form
    return {box.html_name: box.value() for box in form}


# In the database ----------------------------------------------------------------------------------------------------


def test_the_database_holds_none_of_the_words(person: Registration) -> None:
    assert not [word for word in WORDS for column in stored() if word in column or "passport" in column]
    kept = RestrictedData.objects.get()
    assert (kept.diet, kept.access_needs, kept.answers) == (*WORDS[:2], {"passport": WORDS[2]})


def test_nothing_is_stored_as_nothing() -> None:
    make_registration(restricted={"diet": "x"})
    assert stored()[1:] == ["", ""]


def test_a_new_key_reads_the_old_and_reencrypt_lets_the_old_go(person: Registration, settings: Settings) -> None:
    settings.RESTRICTED_KEYS = [OLD]
    RestrictedData.objects.get().delete()
    RestrictedData.objects.create(registration=person, diet="no milk", answers={"passport": "Y"})
    settings.RESTRICTED_KEYS = [NEW, OLD]
    assert RestrictedData.objects.get().diet == "no milk"
    call_command("reencrypt")
    settings.RESTRICTED_KEYS = [NEW]
    kept = RestrictedData.objects.get()
    assert (kept.diet, kept.answers) == ("no milk", {"passport": "Y"})


def test_reencrypt_leaves_what_no_key_reads_and_says_so(person: Registration, settings: Settings) -> None:
    before = stored()
    settings.RESTRICTED_KEYS = [NEW]
    with pytest.raises(CommandError, match="1 rows"):
        call_command("reencrypt")
    assert stored() == before


def test_what_was_stored_plain_is_read_as_it_is_and_reencrypt_encrypts_it(person: Registration) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registrations_restricteddata SET diet = %s, access_needs = %s, answers = %s",
            [*WORDS[:2], f'{{"passport": "{WORDS[2]}"}}'],
        )
    for _time in ("plain", "encrypted"):
        kept = RestrictedData.objects.get()
        assert (kept.diet, kept.access_needs, kept.answers) == (WORDS[0], WORDS[1], {"passport": WORDS[2]})
        call_command("reencrypt")
        assert not [word for word in WORDS for column in stored() if word in column]


def stored_of_mail() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT restricted FROM inbox_mailproposal ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_what_mails_said_is_encrypted_too(settings: Settings) -> None:
    settings.RESTRICTED_KEYS = [OLD]
    mail = make_incoming(restricted={"text": ["a wheelchair"]})
    make_proposal(mail, restricted={"passport": "X1234567"})
    make_proposal(mail)
    assert stored_of_mail()[0].startswith("gAAAA")
    assert stored_of_mail()[1] == ""
    settings.RESTRICTED_KEYS = [NEW, OLD]
    call_command("reencrypt")
    settings.RESTRICTED_KEYS = [NEW]
    assert IncomingMessage.objects.get().restricted == {"text": ["a wheelchair"]}
    assert mail.proposals.order_by("pk")[0].restricted == {"passport": "X1234567"}


# Without the key ------------------------------------------------------------------------------------------------------


def test_without_the_key_nothing_fails_and_nothing_is_lost(person: Registration, settings: Settings) -> None:
    before = stored()
    settings.RESTRICTED_KEYS = [NEW]
    kept = RestrictedData.objects.get()
    assert kept.is_unreadable
    assert kept.diet == "(cannot be read at present)"
    kept.save()
    correct(Registration.objects.get(), by=make_staff(), function="Mayor", restricted={"diet": str(kept.diet)})
    assert stored() == before
    resource = RegistrationResource(with_restricted=True)
    assert "(cannot be read at present)" in resource.export(Registration.objects.all())["diet"]


@pytest.mark.parametrize("change", [{"restricted": {"diet": "other"}}, {"answers": {"passport": "other"}}])
def test_without_the_key_nothing_is_written_over(person: Registration, settings: Settings, change: Any) -> None:
    before = stored()
    settings.RESTRICTED_KEYS = [NEW]
    with pytest.raises(RestrictedUnreadable):
        correct(person, **change)
    assert stored() == before


def test_without_the_key_the_page_of_staff_says_so(
    person: Registration, travel_officer: Client, settings: Settings
) -> None:
    settings.RESTRICTED_KEYS = [NEW]
    answer = travel_officer.post(address(person))
    assert answer.status_code == 200
    assert "RESTRICTED_KEYS" in answer.content.decode()
    assert answer.context["look"].form is None
    assert travel_officer.post(address(person, "restricted_change"), {"diet": "x"}).status_code == 403


def test_without_the_key_the_participants_page_is_shown(
    client: Client, person: Registration, settings: Settings
) -> None:
    settings.RESTRICTED_KEYS = [NEW]
    answer = client.get(reverse("registrations:personal", args=[person.token]))
    assert answer.status_code == 200
    assert "(cannot be read at present)" in answer.content.decode()


def test_what_was_kept_apart_is_deleted_without_its_key(person: Registration, settings: Settings) -> None:
    settings.RESTRICTED_KEYS = [NEW]
    RestrictedData.objects.get().delete()
    assert not RestrictedData.objects.exists()


# Changed by staff -----------------------------------------------------------------------------------------------------


def test_staff_with_the_right_change_it_and_the_words_are_in_no_log(
    person: Registration, travel_officer: Client
) -> None:
    data = form_of(travel_officer, person) | {"diet": "no milk", "question-passport": "Z7654321"}
    assert travel_officer.post(address(person, "restricted_change"), data).status_code == 302
    kept = RestrictedData.objects.get()
    assert (kept.diet, kept.access_needs, kept.answers) == ("no milk", WORDS[1], {"passport": "Z7654321"})
    assert person.history.latest("pk").reason == "diet, passport"
    lines = LogEntry.objects.get_for_object(person).filter(action=LogEntry.Action.ACCESS).order_by("pk")
    assert [line.additional_data for line in lines] == [{"seen": "restricted"}, {"changed": "restricted"}]
    logged = " ".join(str(entry.changes) + str(entry.additional_data) for entry in LogEntry.objects.all())
    assert not [word for word in ("no milk", "Z7654321", *WORDS) if word in logged]


def test_saved_as_it_was_nothing_is_noted_as_changed(person: Registration, travel_officer: Client) -> None:
    changes = person.history.count()
    travel_officer.post(address(person, "restricted_change"), form_of(travel_officer, person))
    assert person.history.count() == changes
    assert not LogEntry.objects.filter(additional_data={"changed": "restricted"}).exists()


def test_what_was_changed_meanwhile_is_not_overwritten(person: Registration, travel_officer: Client) -> None:
    data = form_of(travel_officer, person) | {"diet": "mine"}
    correct(person, restricted={"diet": "theirs"})
    answer = travel_officer.post(address(person, "restricted_change"), data)
    assert "was changed meanwhile" in answer.content.decode()
    assert RestrictedData.objects.get().diet == "theirs"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nor_is_what_is_changed_at_the_same_moment(person: Registration, travel_officer: Client) -> None:
    data = form_of(travel_officer, person) | {"diet": "mine"}
    answer = while_uncommitted(
        lambda: correct(person, restricted={"diet": "theirs"}),
        lambda: travel_officer.post(address(person, "restricted_change"), data),
    )
    assert "was changed meanwhile" in answer.content.decode()
    assert RestrictedData.objects.get().diet == "theirs"


def test_what_is_too_long_comes_back_and_is_not_kept(person: Registration, travel_officer: Client) -> None:
    data = form_of(travel_officer, person) | {"diet": "x" * 1001}
    answer = travel_officer.post(address(person, "restricted_change"), data)
    assert answer.context["look"].form.errors
    assert RestrictedData.objects.get().diet == WORDS[0]


def test_of_what_has_ended_it_is_only_read(person: Registration, travel_officer: Client) -> None:
    cancel(person)
    assert travel_officer.post(address(person)).context["look"].form is None
    assert travel_officer.post(address(person, "restricted_change"), {"diet": "x"}).status_code == 403


def test_who_may_look_may_not_yet_change(client: Client, person: Registration) -> None:
    client.force_login(make_staff("registrations.view_registration", "registrations.view_restricted"))
    assert client.post(address(person)).context["look"].form is None
    assert client.post(address(person, "restricted_change"), {"diet": "x"}).status_code == 403


def test_somebody_of_whom_nothing_is_kept_gets_something_added(travel_officer: Client) -> None:
    person = make_registration(make_event())
    data = form_of(travel_officer, person) | {"diet": "no fish"}
    travel_officer.post(address(person, "restricted_change"), data)
    assert RestrictedData.objects.get().diet == "no fish"


def test_what_a_mail_said_besides_is_shown_and_not_lost(travel_officer: Client, person: Registration) -> None:
    correct(person, by=make_staff(), restricted={"nationality": "of Benin", "mail:passport": "Y7"})
    page = travel_officer.post(address(person)).content.decode()
    assert "Nationality (by mail)" in page
    assert "Passport (by mail)" in page
    data = form_of(travel_officer, person) | {"diet": "other"}
    assert travel_officer.post(address(person, "restricted_change"), data).status_code == 302
    kept = RestrictedData.objects.get()
    assert kept.diet == "other"
    assert kept.answers == {"passport": WORDS[2], "nationality": "of Benin", "mail:passport": "Y7"}


# Another address ------------------------------------------------------------------------------------------------------


def own_page(person: Registration, what: str = "") -> str:
    return f"/en/r/{Registration.objects.get(pk=person.pk).token}/{what}"


def moved(person: Registration) -> Registration:
    correct(person, by=make_staff(), email="officer@example.org")
    return person


def store(client: Client, person: Registration, **typed: str) -> RestrictedData:
    """Correct on the personal page, as a browser sends it."""
    form = client.get(own_page(person, "correct/")).context["form"]
    data = {box.html_name: box.value() or "" for box in form if box.html_name != "remove_restricted"}
    response = client.post(own_page(person, "correct/"), data | typed)
    assert response.status_code == 303, response.context["form"].errors
    return RestrictedData.objects.get(registration=person)


@pytest.fixture
def asked(person: Registration) -> Registration:
    person.event.registration_settings.asks_diet = person.event.registration_settings.asks_access = True
    person.event.registration_settings.save()
    return person


def test_the_person_reads_what_was_given_under_the_present_address(client: Client, asked: Registration) -> None:
    page = client.get(own_page(asked)).content.decode()
    assert [word for word in WORDS if word in page] == list(WORDS)


def test_whoever_reads_at_another_address_does_not(client: Client, asked: Registration) -> None:
    moved(asked)
    for what in ("", "correct/"):
        page = client.get(own_page(asked, what)).content.decode()
        assert not [word for word in WORDS if word in page]
        assert "given under another address" in page


def test_it_stays_when_other_things_are_corrected(client: Client, asked: Registration) -> None:
    kept = store(client, moved(asked), function="Director")
    assert (kept.diet, kept.access_needs, kept.answers) == (*WORDS[:2], {"passport": WORDS[2]})
    assert not [word for word in WORDS if word in client.get(own_page(asked)).content.decode()]


def test_it_can_be_replaced_and_is_then_read(client: Client, asked: Registration) -> None:
    kept = store(client, moved(asked), diet="no fish", **{"question-passport": WORDS[2]})
    assert (kept.diet, kept.access_needs, kept.answers) == ("no fish", WORDS[1], {"passport": WORDS[2]})
    page = client.get(own_page(asked)).content.decode()
    assert "no fish" in page
    assert WORDS[2] in page
    assert WORDS[1] not in page


def test_it_can_be_removed(client: Client, asked: Registration) -> None:
    kept = store(client, moved(asked), remove_restricted="on", diet="no fish")
    assert (kept.diet, kept.access_needs, kept.answers) == ("no fish", "", {})


def test_it_can_be_removed_after_the_decision(client: Client, asked: Registration) -> None:
    person = moved(asked)
    Registration.objects.filter(pk=person.pk).update(state="approved")
    assert 'name="remove_restricted"' in client.get(own_page(person, "correct/")).content.decode()
    kept = store(client, person, remove_restricted="on", diet="no fish")
    assert (kept.diet, kept.access_needs, kept.answers) == ("no fish", "", {})


def test_what_must_be_answered_may_stay_unless_it_is_removed(client: Client, asked: Registration) -> None:
    asked.event.questions.update(is_required=True)
    assert store(client, moved(asked)).answers == {"passport": WORDS[2]}
    response = client.post(own_page(asked, "correct/"), {"remove_restricted": "on"})
    assert "question-passport" in response.context["form"].errors


def test_back_at_the_old_address_it_is_read_again(client: Client, asked: Registration) -> None:
    address = asked.email
    correct(moved(asked), by=make_staff(), email=address)
    assert WORDS[0] in client.get(own_page(asked)).content.decode()


def test_what_staff_keep_unchanged_stays_with_who_gave_it(travel_officer: Client, asked: Registration) -> None:
    moved(asked)
    travel_officer.post(address(asked, "restricted_change"), form_of(travel_officer, asked) | {"diet": "no fish"})
    page = Client().get(own_page(asked)).content.decode()
    assert "no fish" in page
    assert WORDS[1] not in page


def test_what_comes_over_from_a_duplicate_stays_with_who_gave_it(client: Client, asked: Registration) -> None:
    other = make_registration(asked.event, email="officer@example.org", given_name="Ben")
    merge(other, asked, by=make_staff(), chosen={})
    assert RestrictedData.objects.get(registration=other).diet == WORDS[0]
    assert WORDS[0] not in client.get(own_page(other)).content.decode()


def test_what_a_mail_said_stays_with_the_address_that_it_named() -> None:
    proposal = make_proposal(make_incoming(), data={"email": "Ana@example.org"}, restricted={"diet": WORDS[0]})
    assert proposal.given_under == "Ana@example.org"
    event = make_settings().event
    read, unread = (
        make_registration(event, email=email, restricted=proposal.restricted, restricted_given_under="Ana@example.org")
        for email in ("ana@example.org", "officer@example.org")
    )
    assert (read.restricted.hidden_from_person(), unread.restricted.hidden_from_person()) == (set(), {"diet"})
