"""The form that is filled in with what somebody wrote to the shared mailbox."""

import datetime
import html
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from events.models import Event
from inbox.actions.accept import set_aside
from inbox.models import Conversation, MailProposal
from outbox.models import Message
from registrations.actions.decide import approve
from registrations.kinds import Kind
from registrations.models import Registration, RegistrationSettings
from tests.factories import (
    make_category,
    make_conversation,
    make_event,
    make_incoming,
    make_proposal,
    make_question,
    make_registration,
    make_settings,
    make_staff,
)
from tests.registrations.formdata import address_of, hidden

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _patient(settings: Settings) -> None:
    settings.FORM_MINIMUM_SECONDS = 0


def asked(event: Event | None = None, persons: int = 1, **data: object) -> tuple[Event, list[MailProposal]]:
    """An event and the persons that one mail wants registered for it."""
    event = event or make_settings(make_event(mode="hybrid"), asks_phone=True).event
    message = make_incoming(make_conversation(event, language="fr"))
    return event, [make_proposal(message, data={"phone": "+238 555 0100", **data}) for _number in range(persons)]


def address(event: Event, proposal: MailProposal, person: MailProposal | None = None) -> str:
    query = f"?mail={proposal.message.conversation.token}" + (f"&person={person.pk}" if person else "")
    return address_of(event) + query


def values_of(page: str) -> dict[str, str]:
    """What the inputs and lists of a page hold."""
    found = {}
    for tag in re.findall(r"<input[^>]+>", page):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and ('type="radio"' not in tag or "checked" in tag) and 'type="checkbox"' not in tag:
            found[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def send(client: Client, where: str, **changes: str) -> HttpResponse:
    """Open the form as the link shows it, change some answers, send it."""
    page = client.get(where).content.decode()
    return client.post(where, {**values_of(page), **hidden(page), **changes})


# What it shows --------------------------------------------------------------------------------------------------------


def test_the_form_begins_with_what_the_mail_said(client: Client) -> None:
    event, (person,) = asked(title="Mme", mode="online", preferred_language="es")
    shown = values_of(client.get(address(event, person)).content.decode())
    assert shown["given_name"] == "Ana"
    assert shown["family_name"] == person.value("family_name")
    assert (shown["title"], shown["function"]) == ("Mme", "Head of unit")
    assert (shown["organisation_name"], shown["country"]) == ("Ministry of Labour", "CV")
    assert (shown["email"], shown["phone"]) == (person.value("email"), "+238 555 0100")
    assert (shown["mode"], shown["language"]) == ("online", "es")


def test_another_language_keeps_what_was_typed_and_the_link_of_the_mail(client: Client) -> None:
    event, (person,) = asked()
    page = client.get(address(event, person)).content.decode()
    there = html.unescape(re.search(r'formaction="(/en/[^"]*)"', page)[1])  # type: ignore[index]
    sent = {**values_of(page), **hidden(page), "function": "Minister", "only-language": "en"}
    turned = client.post(there, sent).content.decode()
    assert '<html lang="en"' in turned
    assert values_of(turned)["function"] == "Minister"
    assert f"mail={person.message.conversation.token}" in turned.partition("<form")[2].partition(">")[0]


def test_nothing_that_is_kept_apart_is_in_it(client: Client) -> None:
    event, (person,) = asked()
    person.restricted = {"diet": "no pork at all", "access_needs": "a wheelchair", "passport": "X1234567"}
    person.save()
    page = client.get(address(event, person)).content.decode()
    for words in person.restricted.values():
        assert words not in page


def test_what_the_mail_had_apart_goes_along_where_the_form_is_left_empty(client: Client) -> None:
    event, (person,) = asked()
    person.restricted = {"diet": "no pork at all", "access_needs": "a wheelchair", "passport": "X1234567"}
    person.save()
    send(client, address(event, person), diet="vegan")
    kept = Registration.objects.get().restricted
    assert (kept.diet, kept.access_needs, kept.answers) == ("vegan", "a wheelchair", {"passport": "X1234567"})


def test_the_page_is_kept_by_nobody_and_told_to_no_other_site(client: Client) -> None:
    event, (person,) = asked()
    client.get(address_of(event))  # the plain one may be in the cache
    for _number in range(2):
        response = client.get(address(event, person))
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert person.value("family_name") in response.content.decode()
    assert person.value("family_name") not in client.get(address_of(event)).content.decode()


@pytest.mark.parametrize("token", ["", "x", "0" * 40, "é" * 40])
def test_a_wrong_link_leads_to_the_plain_form(client: Client, token: str) -> None:
    event, (person,) = asked()
    response = client.get(address_of(event), {"mail": token})
    assert response.status_code == 200
    assert person.value("family_name") not in response.content.decode()
    assert 'name="family_name"' in response.content.decode()


def test_the_link_is_that_of_its_event_alone_and_not_of_junk(client: Client) -> None:
    event, (person,) = asked()
    other = make_settings().event
    assert person.value("family_name") not in client.get(address(other, person)).content.decode()
    Conversation.objects.update(state="junk", closed_at=timezone.now())
    assert person.value("family_name") not in client.get(address(event, person)).content.decode()


def test_several_persons_are_listed_each_with_what_is_missing_and_a_form(client: Client) -> None:
    event, (first, second) = asked(persons=2)
    second.missing = ["email", "country"]
    second.save()
    page = client.get(address(event, first)).content.decode()
    assert 'name="family_name"' not in page
    assert first.name in page
    assert "l’adresse électronique, le pays" in page
    assert f"?mail={first.message.conversation.token}&amp;person={second.pk}" in page
    shown = values_of(client.get(address(event, first, second)).content.decode())
    assert shown["family_name"] == second.value("family_name")


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 5000, "²"])
def test_a_number_of_nobody_leads_to_the_list(client: Client, number: str) -> None:
    event, (first, _second) = asked(persons=2)
    response = client.get(f"{address(event, first)}&person={number}")
    assert response.status_code == 200
    assert first.name in response.content.decode()
    assert 'name="family_name"' not in response.content.decode()


def test_the_category_of_the_mail_is_chosen_and_another_can_be(client: Client) -> None:
    event, (person,) = asked(category="member_state")
    category = make_category(event, code="member-state")
    other = make_category(event, code="media")
    make_question(event).categories.add(category)
    page = client.get(address(event, person)).content.decode()
    assert hidden(page)["chosen"] == "member-state"
    sent = {**values_of(page), **hidden(page), "only-category": ""}
    step = client.post(address(event, person), sent).content.decode()
    assert f'value="{other.code}"' in step
    assert f"?mail={person.message.conversation.token}" in step
    page = client.post(address(event, person), {**hidden(step), "only-category": other.code}).content.decode()
    assert hidden(page)["chosen"] == "media"


# What it does ---------------------------------------------------------------------------------------------------------


def test_sending_it_registers_and_accepts_the_proposal(client: Client) -> None:
    event, (person,) = asked(honorific="S.E.")
    response = send(client, address(event, person), function="Minister")
    assert response.status_code == 303
    registration = Registration.objects.get()
    assert registration.source == Registration.Source.MAIL
    assert (registration.function, registration.honorific) == ("Minister", "S.E.")
    assert registration.messages.get().kind == Kind.ACKNOWLEDGEMENT
    person.refresh_from_db()
    assert (person.state, person.decided_by, person.result) == ("accepted", None, registration)
    conversation = Conversation.objects.get()
    assert (conversation.registration, conversation.state) == (registration, "open")
    assert conversation.actions.get().registration == registration


def test_of_several_only_the_chosen_one_is_accepted(client: Client) -> None:
    event, (first, second) = asked(persons=2)
    assert send(client, address(event, first, second)).status_code == 303
    states = dict(MailProposal.objects.values_list("pk", "state"))
    assert states == {first.pk: "open", second.pk: "accepted"}
    assert Conversation.objects.get().registration is None
    page = client.get(address(event, first)).content.decode()
    assert f'person={second.pk}"' not in page
    assert f'person={first.pk}"' in page


def test_a_form_stays_with_its_person_when_another_is_put_aside_meanwhile(client: Client) -> None:
    event, people = asked(persons=3)
    for person, diet in zip(people, ("vegan", "no nuts", "halal"), strict=True):
        person.restricted = {"diet": diet}
        person.save()
    first, second, _third = people
    where = address(event, first, second)
    page = client.get(where).content.decode()
    conversation = first.message.conversation
    set_aside(conversation, make_staff(), conversation.seen_mark(), [first.pk])
    assert client.post(where, {**values_of(page), **hidden(page)}).status_code == 303
    made = Registration.objects.get()
    assert (made.family_name, made.restricted.diet) == (second.value("family_name"), "no nuts")
    assert dict(MailProposal.objects.values_list("result", "state"))[made.pk] == "accepted"
    second.refresh_from_db()
    assert second.result == made


def test_the_form_of_who_was_put_aside_becomes_nobody_elses(client: Client) -> None:
    event, (first, second) = asked(persons=2)
    where = address(event, first, second)
    page = client.get(where).content.decode()
    conversation = first.message.conversation
    set_aside(conversation, make_staff(), conversation.seen_mark(), [second.pk])
    response = client.post(where, {**values_of(page), **hidden(page)})
    assert response.status_code == 200
    assert first.name in response.content.decode()
    assert not Registration.objects.exists()


def test_what_is_missing_is_asked_again_with_all_that_was_typed_and_the_same_link(client: Client) -> None:
    event, (person,) = asked()
    where = address(event, person)
    response = send(client, where, email="", function="Minister")
    page = response.content.decode()
    assert response.status_code == 200
    assert values_of(page)["function"] == "Minister"
    assert f'action="{where}&amp;person={person.pk}"' in page
    assert not Registration.objects.exists()
    assert MailProposal.objects.get().state == "open"


def test_pressing_the_button_twice_stores_it_once_and_thanks_twice(client: Client) -> None:
    event, (person,) = asked()
    where = address(event, person)
    page = client.get(where).content.decode()
    answers = {**values_of(page), **hidden(page)}
    assert [client.post(where, answers).status_code for _number in range(2)] == [303, 303]
    assert Registration.objects.count() == Message.objects.count() == 1


def test_a_person_who_is_registered_already_is_told_the_way(client: Client) -> None:
    event, (person,) = asked()
    send(client, address(event, person))
    page = client.get(address(event, person)).content.decode()
    assert 'name="family_name"' not in page
    assert "/fr/r/" in page
    assert person.value("family_name") not in page


def test_what_staff_accepted_meanwhile_is_not_registered_again(client: Client) -> None:
    event, (person,) = asked()
    where = address(event, person)
    page = client.get(where).content.decode()
    MailProposal.objects.update(state="accepted", decided_by=make_staff(), result=make_registration(event))
    response = client.post(where, {**values_of(page), **hidden(page)})
    assert response.status_code == 409
    assert Registration.objects.count() == 1


def test_an_address_that_is_registered_is_answered_as_everywhere(client: Client) -> None:
    event, (person,) = asked()
    known = make_registration(
        event, email=person.value("email"), given_name="Ana", family_name=person.value("family_name")
    )
    assert send(client, address(event, person)).status_code == 303
    assert Registration.objects.get() == known
    assert known.messages.filter(kind=Kind.LINK).count() == 1
    assert MailProposal.objects.get().state == "open"


@pytest.mark.parametrize(("typed", "answer"), [({}, True), ({"question-visa-letter": "no"}, False)])
def test_what_the_mail_wishes_is_an_answer_unless_the_person_says_otherwise_and_else_a_note_for_staff(
    client: Client, typed: dict[str, str], answer: bool
) -> None:
    event, (person,) = asked(wants_visa_letter=True, wants_sponsorship=True)
    make_question(event, code="visa-letter", type="yes-no")
    assert send(client, address(event, person), **typed).status_code == 303
    made = Registration.objects.get()
    assert (made.answers.get().value, made.note) == (answer, "From the mail: sponsorship.")


# Where there is no form for others ------------------------------------------------------------------------------------


def test_an_event_that_is_registered_for_by_writing_only_has_this_form(client: Client) -> None:
    event, (person,) = asked(make_settings(how=RegistrationSettings.How.MAIL).event)
    assert 'name="family_name"' not in client.get(address_of(event)).content.decode()
    assert send(client, address(event, person)).status_code == 303
    assert Registration.objects.get().state == "pending"


def test_who_wrote_needs_no_code_of_an_invitation_and_gets_no_place_by_it(client: Client) -> None:
    event, (person,) = asked(make_settings(how=RegistrationSettings.How.INVITATION, invitation_code="abc").event)
    assert send(client, address(event, person)).status_code == 303
    assert Registration.objects.get().state == "pending"


def test_after_the_closing_the_request_stays_with_staff(client: Client) -> None:
    event, (person,) = asked()
    page = client.get(address(event, person)).content.decode()
    event.registration_settings.closes_at = timezone.now() - datetime.timedelta(hours=1)
    event.registration_settings.save()
    response = client.get(address(event, person))
    assert (
        "Your message is with the secretariat all the same"
        in client.get(address(event, person).replace("/fr/", "/en/")).content.decode()
    )
    assert 'name="family_name"' not in response.content.decode()
    assert client.post(address(event, person), {**values_of(page), **hidden(page)}).status_code == 409
    assert MailProposal.objects.get().state == "open"


def test_a_full_event_without_a_waiting_list_stores_nothing(client: Client) -> None:
    event, (person,) = asked(make_settings(capacity=1, has_waiting_list=False).event)
    page = client.get(address(event, person)).content.decode()
    approve(make_registration(event), by=make_staff())
    assert client.post(address(event, person), {**values_of(page), **hidden(page)}).status_code == 409
    assert Registration.objects.count() == 1
    assert MailProposal.objects.get().state == "open"
    assert "Your message is with" in client.get(address(event, person).replace("/fr/", "/en/")).content.decode()


def test_a_machine_that_fills_in_the_trap_registers_nobody(client: Client) -> None:
    event, (person,) = asked()
    assert send(client, address(event, person), homepage="x").status_code == 303
    assert not Registration.objects.exists()
    assert MailProposal.objects.get().state == "open"


def test_the_number_of_queries_does_not_grow_with_the_persons(
    client: Client, django_assert_num_queries: pytest.FixtureDef
) -> None:
    for persons in (2, 30):
        event, (first, *_others) = asked(persons=persons)
        with django_assert_num_queries(6):
            assert client.get(address(event, first)).status_code == 200
