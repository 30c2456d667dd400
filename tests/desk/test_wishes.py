"""What a mail says of a person and no column holds is an answer of the registration, else in its note for staff."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from desk.proposals import changed_fields
from events.models import Event
from inbox.actions import change
from inbox.actions.undo import undo
from inbox.models import MailProposal
from registrations.actions.correct import correct
from registrations.models import Registration
from tests.desk.acting import DESK, act, filled
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

pytestmark = pytest.mark.django_db
ALL_SAID = {
    "wants_visa_letter": True,
    "wants_sponsorship": True,
    "is_possible_speaker": True,
    "role": "head_of_delegation",
    "mode": "online",
    "preferred_language": "pt",
}


def proposed(event: Event | None = None, **data: object) -> MailProposal:
    """A person whom a mail proposes, for an event in a hall."""
    event = event or make_settings(make_event(mode="in-person")).event
    return make_proposal(make_incoming(make_conversation(event)), data=data)


def visa_question(event: Event, **more: object) -> None:
    make_question(event, code="visa-letter", type="yes-no", label_en="Do you need a letter for your visa?", **more)


@pytest.mark.parametrize("is_restricted", [False, True])
def test_who_asks_for_a_visa_letter_has_answered_the_question(desk: Client, is_restricted: bool) -> None:
    one = proposed(wants_visa_letter=True)
    visa_question(one.message.conversation.event, is_restricted=is_restricted, is_required=True)
    known = {name: one.data[name] for name in ("function", "country")} | {"organisation_name": "Ministry"}
    act(desk, one.message.conversation, "accept", **filled(one.message.conversation, **known))
    made = Registration.objects.get()
    kept = made.restricted.answers if is_restricted else {row.question.code: row.value for row in made.answers.all()}
    assert kept == {"visa-letter": True}
    assert (made.note, made.state) == ("", "pending")


def test_what_the_event_does_not_ask_is_in_the_note_and_was_shown_before(desk: Client) -> None:
    one = proposed(**ALL_SAID)
    conversation = one.message.conversation
    one.data["publish_consent"] = False
    one.save()
    visa_question(conversation.event)
    only = make_category(conversation.event, code="media")
    conversation.event.questions.get().categories.add(only)
    page = desk.get(f"{DESK}{conversation.pk}/").content.decode()
    act(desk, conversation, "accept", **filled(conversation, category=make_category(conversation.event).pk))
    said = ["visa letter", "sponsorship", "possible speaker", "head of delegation", "name must not stand in lists"]
    said += ["attends: online", "language: Portuguese"]
    made = Registration.objects.get()
    assert made.note == f"From the mail: {', '.join(said)}."
    assert all(f'<span class="tag">{words}</span>' in page for words in said)
    assert not made.answers.exists()


def test_a_question_of_this_key_that_takes_no_yes_is_not_answered(desk: Client) -> None:
    one = proposed(wants_visa_letter=True)
    make_question(one.message.conversation.event, code="visa-letter", type="date")
    act(desk, one.message.conversation, "accept", **filled(one.message.conversation))
    made = Registration.objects.get()
    assert (made.note, made.answers.count()) == ("From the mail: visa letter.", 0)


def test_a_mode_that_nobody_wrote_is_no_wish(desk: Client) -> None:
    one = proposed(mode="online")
    one.assumed = ["mode"]
    one.save()
    act(desk, one.message.conversation, "accept", **filled(one.message.conversation))
    assert Registration.objects.get().note == ""


def test_who_may_speak_is_a_possible_speaker_and_not_a_speaker_besides(desk: Client) -> None:
    one = proposed(is_possible_speaker=True, role="speaker")
    act(desk, one.message.conversation, "accept", **filled(one.message.conversation))
    assert Registration.objects.get().note == "From the mail: possible speaker."


def test_how_who_comes_wants_to_attend_is_said_as_each_language_writes_it(desk: Client) -> None:
    one = proposed(mode="online")
    desk.cookies["django_language"] = "fr"
    page = desk.get(f"{DESK}{one.message.conversation.pk}/").content.decode()
    assert '<span class="tag">mode de participation\u00a0: en ligne</span>' in page


@pytest.mark.parametrize("action", ["update", "register"])
def test_of_somebody_registered_it_goes_below_the_note_once(desk: Client, action: str) -> None:
    event = make_settings(make_event()).event
    known = make_registration(event, note="Calls on Mondays.", email="ana@example.org")
    message = make_incoming(make_conversation(event))
    said = {name: getattr(known, name) for name in ("given_name", "family_name", "email")} | {"wants_visa_letter": True}
    for _number in range(2):
        one = make_proposal(message, action=action, target=known, position=_number, data=said)
        if action == "update":
            act(
                desk, message.conversation, "change-fields", change=one.pk, **{f"change-{one.pk}": ["note", "function"]}
            )
        else:
            ticked = {f"change-{one.pk}-{known.pk}": ["note"]}
            act(desk, message.conversation, "attach", attach_and_change=f"{one.pk}:{known.pk}", **ticked)
        known.refresh_from_db()
        assert known.note == "Calls on Mondays.\nFrom the mail: visa letter."


def test_a_note_is_in_one_language_whoever_takes_it_over_and_says_it_once(desk: Client) -> None:
    event = make_settings(make_event()).event
    known = make_registration(event, email="ana@example.org")
    message = make_incoming(make_conversation(event))
    for position, language in enumerate(("fr", "en")):
        one = make_proposal(message, action="update", target=known, position=position, data={"wants_visa_letter": True})
        desk.cookies["django_language"] = language
        act(desk, message.conversation, "change-fields", change=one.pk, **{f"change-{one.pk}": ["note", "function"]})
    known.refresh_from_db()
    assert known.note == "From the mail: visa letter."


def test_the_note_of_a_new_registration_is_in_the_same_language(desk: Client) -> None:
    one = proposed(wants_sponsorship=True)
    desk.cookies["django_language"] = "fr"
    act(desk, one.message.conversation, "accept", **filled(one.message.conversation))
    assert Registration.objects.get().note == "From the mail: sponsorship."


@pytest.mark.parametrize("action", [change.change, change.attach])
def test_what_a_colleague_noted_meanwhile_stays_above_it(action: Callable[..., object]) -> None:
    known = make_registration(make_settings(make_event()).event)
    message = make_incoming(make_conversation(known.event))
    one = make_proposal(message, action="update", target=known, data={"wants_visa_letter": True})
    fields = changed_fields(one, ["note"], known, {})
    correct(Registration.objects.get(), by=make_staff(), note="Calls on Mondays.")
    conversation, by = message.conversation, make_staff()
    action(conversation, by, conversation.seen_mark(), known, fields=fields, proposal=one.pk)
    assert Registration.objects.get().note == "Calls on Mondays.\nFrom the mail: visa letter."
    conversation.refresh_from_db()
    undo(conversation, by, conversation.seen_mark())
    assert Registration.objects.get().note == "Calls on Mondays."


def test_of_somebody_registered_another_language_is_a_change_and_no_note(desk: Client) -> None:
    known = make_registration(make_settings(make_event()).event, note="")
    message = make_incoming(make_conversation(known.event))
    said = {"preferred_language": "pt", "wants_visa_letter": True}
    one = make_proposal(message, action="update", target=known, data=said)
    act(desk, message.conversation, "change-fields", change=one.pk, **{f"change-{one.pk}": ["note", "language"]})
    known.refresh_from_db()
    assert known.note == "From the mail: visa letter."


def test_who_comes_in_anothers_place_has_it_too(desk: Client) -> None:
    event = make_settings(make_event()).event
    visa_question(event)
    old = make_registration(event, state="approved")
    message = make_incoming(make_conversation(event))
    one = make_proposal(
        message, action="substitute", target=old, data={"wants_visa_letter": True, "wants_sponsorship": True}
    )
    data = {**filled(message.conversation), "substitute": one.pk}
    page = act(desk, message.conversation, "substitute", **data)
    mails = dict(re.findall(r'name="(subject_[a-z-]+)" value="([^"]*)"', page))
    mails |= dict(re.findall(r'name="(body_[a-z-]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL))
    act(desk, message.conversation, "substitute", **data, **mails, do="1")
    new = Registration.objects.get(state="approved")
    assert (new.note, new.answers.get().value) == ("From the mail: sponsorship.", True)
