"""Law 7 at the desk: one permission opens it; each address with each role, and guessed addresses."""

import re
from typing import NamedTuple

import pytest
from django.contrib.admin import site
from django.test import Client

from access import roles
from inbox.models import Conversation, ConversationMessage, IncomingMessage
from outbox.models import Message
from tests.factories import make_conversation, make_event, make_incoming, make_proposal, make_registration, make_staff

pytestmark = pytest.mark.django_db
DESK = "/admin/inbox/conversation/"
# (what, method, address, code for a registration officer); everybody else gets 403.
TABLE = [
    ("queue", "get", "", 200),
    ("page", "get", "{pk}/", 200),
    ("add a mail", "get", "add/", 200),
    ("mail added", "post", "add/", 200),
    ("answer", "get", "{pk}/answer/", 200),
    ("answer sent", "post", "{pk}/answer/", 200),
    ("preview", "get", "{pk}/answer/preview/", 200),
    ("take", "post", "{pk}/take/", 302),
    ("give back", "post", "{pk}/give-back/", 302),
    ("done", "post", "{pk}/done/", 302),
    ("open again", "post", "{pk}/reopen/", 302),
    ("junk", "post", "{pk}/junk/", 302),
    ("undo", "post", "{pk}/undo/", 302),
    ("sort", "post", "{pk}/sort/", 302),
    ("note", "post", "{pk}/note/", 302),
    ("accept", "post", "{pk}/accept/", 302),
    ("put aside", "post", "{pk}/set-aside/", 302),
    ("attach", "post", "{pk}/attach/", 302),
    ("change", "post", "{pk}/change-fields/", 404),
    ("substitute", "get", "{pk}/substitute/", 404),
    ("a mail of an acceptance", "get", "{pk}/accept/preview/", 404),
    ("a mail of a substitution", "get", "{pk}/substitute/preview/", 404),
    ("the answer to who asked", "get", "{pk}/ending/preview/", 404),
    ("release", "post", "{pk}/message/{message}/release/", 302),
    ("discard", "post", "{pk}/message/{message}/discard/", 302),
    ("look at what is kept apart", "post", "{pk}/restricted/", 403),
    ("mail as it came", "get", "{pk}/mail/{mail}/raw/", 200),
    ("HTML", "get", "{pk}/mail/{mail}/html/", 200),
    ("attachment", "get", "{pk}/mail/{mail}/files/0/", 404),
    ("text of an attachment", "get", "{pk}/mail/{mail}/files/0/text/", 404),
    ("picture", "get", "{pk}/mail/{mail}/files/0/picture/", 404),
    ("page as a picture", "get", "{pk}/mail/{mail}/files/0/pages/1/", 404),
    ("add a person", "post", "{pk}/add-person/", 302),
    ("add one more", "post", "{pk}/one-more/", 302),
    ("join", "post", "{pk}/join/", 302),
    ("mails of an acceptance", "get", "{pk}/accept/preview/", 404),
    ("mails of a substitution", "get", "{pk}/substitute/preview/", 404),
    ("mails of an ending", "get", "{pk}/ending/preview/", 404),
    ("decide on whom a mail is about", "get", "{pk}/decide/cancel/", 404),
    ("decide on the next in line", "get", "{pk}/decide-next/approve/", 404),
]


class World(NamedTuple):
    """What the addresses lead to."""

    conversation: Conversation
    mail: IncomingMessage
    message: Message

    def address(self, pattern: str) -> str:
        """An address of the table."""
        keys = {"pk": self.conversation.pk, "mail": self.mail.pk, "message": self.message.pk}
        return DESK + pattern.format(**keys)


@pytest.fixture
def world() -> World:
    event = make_event()
    registration = make_registration(event)
    conversation = make_conversation(event, name="Secret Sender")
    mail = make_incoming(conversation, html="<p>Hello</p>")
    make_proposal(mail, restricted={"passport": "X1234567"})
    message = registration.messages.get()
    ConversationMessage.objects.create(message=message, conversation=conversation)
    Message.objects.filter(pk=message.pk).update(state="held")
    return World(conversation, mail, message)


def test_the_table_has_every_address_of_the_desk() -> None:
    keys = {"{pk}": "<key:pk>", "{mail}": "<key:mail>", "{message}": "<key:message>"}
    listed = set()
    for _what, _method, address, _code in TABLE:
        for name, key in keys.items():
            address = address.replace(name, key)
        address = re.sub(r"/(decide|decide-next)/[a-z]+/", r"/\1/<slug:code>/", address)
        listed.add(address.replace("/files/0/", "/files/<int:number>/").replace("/pages/1/", "/pages/<int:page>/"))
    assert listed == {str(each.pattern) for each in site.get_model_admin(Conversation).get_urls()}


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_each_role_gets_what_the_table_says(client: Client, world: World, role: str) -> None:
    client.force_login(make_staff(*sorted(roles.ROLES[role])))
    wrong = []
    for what, method, pattern, code in TABLE:
        expected = code if role == roles.REGISTRATION_OFFICERS else 403
        status = getattr(client, method)(world.address(pattern)).status_code
        if status != expected:
            wrong.append((what, status, expected))
    assert wrong == []


def test_a_stranger_is_sent_to_the_login(client: Client, world: World) -> None:
    for what, method, pattern, _code in TABLE:
        response = getattr(client, method)(world.address(pattern))
        assert (what, response.status_code) == (what, 302)
        assert "/login/" in response["Location"]


def test_the_permissions_of_django_open_nothing(client: Client, world: World) -> None:
    models = ("conversation", "incomingmessage", "mailproposal", "deskaction")
    client.force_login(
        make_staff(*(f"inbox.{action}_{name}" for action in ("view", "change", "delete") for name in models))
    )
    statuses = {getattr(client, method)(world.address(pattern)).status_code for _what, method, pattern, _code in TABLE}
    assert statuses == {403}
    assert b"Secret Sender" not in client.get("/admin/").content


@pytest.mark.parametrize("role", [role for role in roles.ROLES if role != roles.REGISTRATION_OFFICERS])
def test_no_page_of_others_speaks_of_the_mailbox(client: Client, world: World, role: str) -> None:
    client.force_login(make_staff(*sorted(roles.ROLES[role])))
    person = world.message.registration_link.registration
    assert person is not None
    for address in ("/admin/", f"/admin/registrations/registration/{person.pk}/change/"):
        assert DESK.encode() not in client.get(address).content


def test_a_verb_is_no_link(client: Client, world: World) -> None:
    client.force_login(make_staff(is_superuser=True))
    for _what, method, pattern, _code in TABLE:
        if method == "post" and pattern not in ("add/", "{pk}/answer/"):
            assert client.get(world.address(pattern)).status_code == 405


@pytest.mark.parametrize("pk", ["999999", "99999999999999999999999"])
def test_guessed_numbers_are_not_there(client: Client, world: World, pk: str) -> None:
    client.force_login(make_staff(is_superuser=True))
    for _what, method, pattern, _code in TABLE:
        if "{pk}" in pattern:
            address = DESK + pattern.format(pk=pk, mail=world.mail.pk, message=world.message.pk)
            assert getattr(client, method)(address, {"note": "x", "attach": "1:1"}).status_code == 404


def test_the_first_page_says_how_much_waits_and_since_when(client: Client, world: World) -> None:
    client.force_login(make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS])))
    assert "1 conversation waits" in client.get("/admin/").content.decode()
