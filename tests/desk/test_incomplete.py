"""Of whom something is missing: said before, asked for in the mail, completed by the link, told to the focal point."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access import roles
from inbox.actions.accept import Wanted, accept
from inbox.actions.undo import undo
from inbox.kinds import Kind as MailKind
from inbox.models import Conversation
from inbox.receiving.intake import receive
from outbox.models import Message
from registrations.kinds import Kind
from registrations.models import Category, Registration
from registrations.models.states import State
from tests.factories import (
    make_category,
    make_conversation,
    make_country,
    make_event,
    make_incoming,
    make_proposal,
    make_question,
    make_settings,
    make_staff,
)
from tests.inbox.receiving.world import make_world, now
from tests.mailreader.mails import SAMPLES

pytestmark = pytest.mark.django_db
DESK = "/admin/inbox/conversation/"
COLUMNS = ("given_name", "family_name", "email", "function")


@pytest.fixture
def officer() -> User:
    return make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS]))


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def conversation() -> Conversation:
    """The mail of a focal point: one person complete, one without country, one without country and address."""
    event = make_event()
    make_settings(event, notice_en="We keep little.")
    conversation = make_conversation(event, email="focal@example.org", name="Luis Mota")
    mail = make_incoming(conversation)
    make_proposal(mail, data={"given_name": "Zoë", "family_name": "Ndiaye", "email": "zoe@example.org"})
    make_proposal(
        mail, data={"given_name": "Abdou", "family_name": "Sarr", "email": "abdou@example.org", "country": ""}
    )
    make_proposal(mail, data={"given_name": "Ida", "family_name": "Wolf", "email": "", "country": ""})
    return conversation


def wanted(conversation: Conversation, *, is_pending: bool = False) -> list[Wanted]:
    found = []
    for one in conversation.proposals().filter(state="open"):
        fields = {name: one.data.get(name, "") for name in COLUMNS}
        country = make_country(one.data["country"]) if "country" in one.data else None
        fields |= {"organisation_name": one.data.get("organisation", ""), "country": country}
        found.append(Wanted(one.pk, fields, "en", is_pending))
    return found


def form(conversation: Conversation, **more: object) -> dict[str, object]:
    """The boxes as the page shows them, all chosen."""
    data: dict[str, object] = {"seen": conversation.seen_mark(), **more}
    for one in conversation.proposals().filter(state="open"):
        found = {name: one.data.get(name, "") for name in COLUMNS}
        found |= {"organisation_name": one.data.get("organisation", ""), "country": one.data.get("country", "")}
        data |= {f"p{one.pk}-{name}": value for name, value in {**found, "chosen": "on", "language": "en"}.items()}
    return data


def states() -> dict[str, str]:
    return dict(Registration.objects.values_list("family_name", "state"))


# The verb -------------------------------------------------------------------------------------------------------------


def test_who_lacks_something_is_incomplete_and_asked_for_it(conversation: Conversation, officer: User) -> None:
    whole, lacking, mute = accept(conversation, officer, conversation.seen_mark(), wanted(conversation))
    assert [row.state for row in (whole, lacking, mute)] == [State.PENDING, State.INCOMPLETE, State.PENDING]
    message = lacking.messages.get()
    assert (message.kind, message.to_email) == (Kind.DETAILS_ASKED, "abdou@example.org")
    assert "- country" in message.text
    assert "{link}" in message.text
    assert "We keep little." in message.text
    assert whole.messages.get().kind == Kind.ACKNOWLEDGEMENT
    assert lacking.missing() == ["country"]


def test_the_focal_point_reads_what_is_missing_of_whom(conversation: Conversation, officer: User) -> None:
    accept(conversation, officer, conversation.seen_mark(), wanted(conversation))
    text = " ".join(Message.objects.get(kind=MailKind.PERSONS_REGISTERED).text.split())
    by_name = {name: text.partition(f"{name}, ")[2].partition(" - ")[0] for name in ("Ndiaye", "Sarr", "Wolf")}
    assert by_name["Ndiaye"].endswith(" – participation not yet confirmed")
    assert by_name["Sarr"].endswith("participation not yet confirmed; still missing: country")
    assert "participation not yet confirmed; still missing: country Those" in by_name["Wolf"]


def test_staff_choose_otherwise(conversation: Conversation, officer: User) -> None:
    accept(conversation, officer, conversation.seen_mark(), wanted(conversation, is_pending=True))
    assert set(states().values()) == {State.PENDING}
    assert not Message.objects.filter(kind=Kind.DETAILS_ASKED).exists()


def test_who_gets_a_place_at_once_is_asked_for_nothing(conversation: Conversation, officer: User) -> None:
    accept(conversation, officer, conversation.seen_mark(), wanted(conversation), is_approved=True)
    assert set(states().values()) == {State.APPROVED}


def test_what_the_category_asks_counts_and_what_the_mail_answers_apart_does_not(
    conversation: Conversation, officer: User
) -> None:
    event = conversation.event
    assert event is not None
    delegate = make_category(event, needs_nomination=True)
    make_question(event, code="passport", is_required=True, is_restricted=True)
    first = conversation.proposals()[0]
    first.restricted = {"passport": "X1"}
    first.save()
    one = wanted(conversation)[0]
    one = one._replace(fields={**one.fields, "category": delegate})
    (made,) = accept(conversation, officer, conversation.seen_mark(), [one])
    assert (made.state, made.missing()) == (State.INCOMPLETE, ["nomination_document"])


def test_undoing_takes_the_question_back(conversation: Conversation, officer: User) -> None:
    accept(conversation, officer, conversation.seen_mark(), wanted(conversation))
    undo(conversation, officer, conversation.seen_mark())
    assert set(states().values()) == {State.CANCELLED}
    assert not Message.objects.filter(kind=Kind.DETAILS_ASKED).exists()


def test_the_link_completes_it_and_it_waits_for_a_decision(
    conversation: Conversation, officer: User, client: Client
) -> None:
    lacking = accept(conversation, officer, conversation.seen_mark(), wanted(conversation))[1]
    address = reverse("registrations:correct", args=[lacking.token])
    page = client.get(reverse("registrations:personal", args=[lacking.token])).content.decode()
    assert "Details needed" in page
    assert "Country" in page
    data = {"given_name": "Abdou", "family_name": "Sarr", "function": "Clerk", "organisation_name": "Ministry"}
    assert client.post(address, {**data, "language": "en"}).status_code == 200  # without the country it stays
    lacking.refresh_from_db()
    assert lacking.state == State.INCOMPLETE
    assert client.post(address, {**data, "language": "en", "country": "SN"}).status_code == 303
    lacking.refresh_from_db()
    assert (lacking.state, lacking.missing()) == (State.PENDING, [])


# The page -------------------------------------------------------------------------------------------------------------


def test_the_page_says_before_who_will_be_incomplete_and_why(desk: Client, conversation: Conversation) -> None:
    html = " ".join(desk.get(f"{DESK}{conversation.pk}/").content.decode().split())
    assert html.count("will be incomplete") == 1
    assert "asked for: country" in html
    assert html.count("cannot be asked") == 1
    assert "waits for you with this missing: e-mail, country" in html


def test_one_box_or_one_for_all_keeps_them_pending(desk: Client, conversation: Conversation) -> None:
    second = conversation.proposals()[1]
    data = form(conversation, **{f"p{second.pk}-is_pending": "on"})
    desk.post(f"{DESK}{conversation.pk}/accept/", data)
    assert states()["Sarr"] == State.PENDING


@pytest.mark.parametrize("is_for_all", [True, False])
def test_the_page_accepts_and_says_who_is_asked(desk: Client, conversation: Conversation, is_for_all: bool) -> None:
    more = {"pending_for_all": "on"} if is_for_all else {}
    html = desk.post(f"{DESK}{conversation.pk}/accept/", form(conversation, **more), follow=True).content.decode()
    assert states()["Sarr"] == (State.PENDING if is_for_all else State.INCOMPLETE)
    assert ("Incomplete, and asked for what is missing: Abdou Sarr." in html) is not is_for_all


def test_what_staff_fill_in_is_not_asked_for(desk: Client, conversation: Conversation) -> None:
    second = conversation.proposals()[1]
    desk.post(f"{DESK}{conversation.pk}/accept/", form(conversation) | {f"p{second.pk}-country": "Senegal"})
    assert states()["Sarr"] == State.PENDING


def test_the_queue_and_the_person_show_what_is_missing(desk: Client, conversation: Conversation) -> None:
    desk.post(f"{DESK}{conversation.pk}/accept/", form(conversation))
    lacking = Registration.objects.get(family_name="Sarr")
    queue = desk.get("/admin/registrations/registration/?state=incomplete").content.decode()
    assert "Sarr" in queue
    assert "missing: country" in queue
    assert "missing: country" in " ".join(
        desk.get(f"/admin/registrations/registration/{lacking.pk}/change/").content.decode().split()
    )


def test_the_page_asks_as_many_questions_for_thirty_persons_as_for_one(
    desk: Client, conversation: Conversation
) -> None:
    event = conversation.event
    assert event is not None
    make_question(event, code="gate", is_required=True).categories.add(make_category(event))
    counts = []
    for number in (3, 30):
        mail = conversation.incoming.get()
        while mail.proposals.count() < number:
            make_proposal(mail, data={"country": ""})
        with CaptureQueriesContext(
            connection,
        ) as captured:
            html = desk.get(f"{DESK}{conversation.pk}/").content.decode()
        assert html.count("asked for:") == number - 1
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Real mail ------------------------------------------------------------------------------------------------------------


def test_a_mail_that_says_too_little_ends_as_a_complete_registration(desk: Client) -> None:
    """Sample 11 gives a name and no more: from the bytes to the decision."""
    make_world()
    raw = next(Path(SAMPLES).glob("11*.eml")).read_bytes()
    conversation = receive(raw, source="pipe", now=now()).message.conversation
    html = desk.get(f"{DESK}{conversation.pk}/").content.decode()
    assert "will be incomplete" in html
    one = conversation.proposals().exclude(data__has_key="is_placeholder")[0]
    prefix = f"p{one.pk}"
    names = {"given_name", "family_name", "email", "function"} & set(one.data)
    data = {f"{prefix}-{name}": one.data[name] for name in names}
    data |= {f"{prefix}-chosen": "on", f"{prefix}-language": "en", "seen": conversation.seen_mark()}
    desk.post(f"{DESK}{conversation.pk}/accept/", data)
    made = Registration.objects.get(came_from=one)
    assert made.state == State.INCOMPLETE
    assert {"organisation", "country"} & set(made.missing())
    assert Category.objects.filter(event=made.event).exists()
