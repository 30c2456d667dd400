"""The queue of the shared mailbox: who comes first, what a line says, views, filters, search, and its queries."""

import datetime
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.models import Conversation, ConversationMessage, Mailbox
from outbox.models import Message, UndeliverableAddress
from tests.desk.acting import DESK
from tests.factories import (
    make_conversation,
    make_event,
    make_incoming,
    make_proposal,
    make_registration,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db
MOST_QUERIES = 11


def names(client: Client, query: str = "") -> list[str]:
    html = client.get(f"{DESK}{query}").content.decode()
    return re.findall(r'<p class="mail-who"><a [^>]+>([^<]+)</a>', html)


def waiting(name: str, hours: int, **overrides: object) -> Conversation:
    received = timezone.now() - datetime.timedelta(hours=hours)
    return make_conversation(name=name, last_received_at=received, **overrides)


def test_what_waits_longest_is_on_top_and_what_is_done_is_not_shown(desk: Client) -> None:
    waiting("Short", 1)
    waiting("Long", 9)
    waiting("Over", 20, state="done")
    assert names(desk) == ["Long", "Short"]


def test_everything_shows_what_is_to_do_before_all_else(desk: Client) -> None:
    waiting("Old and done", 30, state="done")
    waiting("New and done", 1, state="done")
    waiting("Short", 2)
    waiting("Long", 9)
    assert names(desk, "?show=all") == ["Long", "Short", "New and done", "Old and done"]


def test_each_view_shows_its_own(desk: Client, officer: User) -> None:
    waiting("Mine", 1, owner=officer)
    waiting("Hers", 2, owner=make_staff())
    waiting("Nobody’s", 3)
    waiting("Done", 4, state="done")
    waiting("Junk", 5, state="junk", kind="spam")
    waiting("Machine", 6, state="done", kind="auto-reply")
    shown = {view: names(desk, f"?show={view}") for view in ("mine", "nobodys", "done", "junk", "automatic")}
    assert shown == {
        "mine": ["Mine"], "nobodys": ["Nobody’s"], "done": ["Done"], "junk": ["Junk"], "automatic": ["Machine"],
    }  # fmt: skip
    html = desk.get(DESK).content.decode()
    numbers = re.findall(r"<a href=\"\?show=([a-z-]+)\"[^>]*>[^<]+<b>(\d+)</b>", html)
    assert dict(numbers) == {
        "to-do": "3", "mine": "1", "nobodys": "1", "over": "0", "done": "1", "junk": "1", "automatic": "1", "all": "6",
    }  # fmt: skip


def test_filters_by_class_event_and_language(desk: Client) -> None:
    event = make_event()
    make_settings(event)
    make_conversation(event, name="Right", kind="question", language="fr")
    make_conversation(event, name="Other class", language="fr")
    make_conversation(name="Other event", kind="question", language="fr")
    make_conversation(event, name="Other language", kind="question")
    assert names(desk, f"?kind=question&event={event.pk}&language=fr") == ["Right"]


@pytest.mark.parametrize("query", ["?kind=nonsense", "?event=x", "?event=99999999999999999999", "?language=xx", "?p=x"])
def test_a_filter_that_makes_no_sense_is_left_out(desk: Client, query: str) -> None:
    make_conversation(name="There")
    assert names(desk, query) == ["There"]


@pytest.mark.parametrize(
    "words", ["TRAORE", "Traoré", "awa.traore@example.org", "composition", "cote d'ivoire", "mission traore"]
)
def test_a_search_reads_names_addresses_subject_and_text_without_accents(desk: Client, words: str) -> None:
    conversation = make_conversation(name="Awa Traoré", email="awa.traore@example.org", subject="Composition")
    make_incoming(conversation, text="La Mission de la Côte d’Ivoire")
    make_incoming(make_conversation(name="Somebody else"))
    assert names(desk, f"?q={words}") == ["Awa Traoré"]


def test_a_search_finds_what_is_done_and_the_mark(desk: Client) -> None:
    done = make_conversation(name="Done long ago", state="done", subject="Gate")
    make_incoming(done)
    make_incoming(make_conversation(name="Other"))
    assert names(desk, "?q=gate") == ["Done long ago"]
    assert names(desk, f"?q=[{done.mark.lower()}]") == ["Done long ago"]
    assert names(desk, "?q=gate&show=to-do") == []


def test_a_line_says_what_there_is(desk: Client) -> None:
    event = make_event(code="IDM-2027")
    make_settings(event)
    conversation = make_conversation(event, email="Gone@example.org", language="es", owner=make_staff())
    mail = make_incoming(conversation, attachments=[{"filename": "list.docx"}])
    for number in range(3):
        make_proposal(mail, state="accepted" if number == 0 else "open")
    make_proposal(mail, action="cancel")
    held = make_registration(event).messages.get()
    ConversationMessage.objects.create(message=held, conversation=conversation)
    Message.objects.filter(pk=held.pk).update(state="held")
    UndeliverableAddress.objects.create(email_key="gone@example.org")
    html = desk.get(DESK).content.decode()
    for words in (
        "request", "persons: 2 of 3", "IDM-2027", "with attachments", "an answer waits to be released",
        "address takes no mail", conversation.owner.username, ">es</abbr>",
    ):  # fmt: skip
        assert words in html


def test_a_mailbox_in_failure_is_said_on_top(desk: Client) -> None:
    Mailbox.objects.create(address="fine@example.org")
    Mailbox.objects.create(address="idm@example.org", failed_at=timezone.now(), failure="login refused")
    html = desk.get(DESK).content.decode()
    assert "No mail comes from idm@example.org" in html
    assert "login refused" in html
    assert "fine@example.org" not in html


def test_what_others_wrote_is_text_and_not_markup(desk: Client) -> None:
    make_conversation(name="<b>Bold</b>", subject="<script>alert(1)</script>")
    html = desk.get(DESK).content.decode()
    assert "<b>Bold" not in html
    assert "<script>alert" not in html


def fill(number: int) -> None:
    event = make_event()
    make_settings(event)
    for _each in range(number):
        conversation = make_conversation(event, owner=make_staff())
        make_proposal(make_incoming(conversation, attachments=[{"filename": "a.pdf"}]))


def test_a_number_is_what_the_list_shows_with_the_filters_and_words_kept(desk: Client) -> None:
    here, there = make_event(), make_event()
    for event in (here, here, here, there):
        make_incoming(make_conversation(event, kind="question"), subject="Gate" if event == there else "Visa")
    make_conversation(here, kind="question", state="done")
    for query, number in ((f"event={here.pk}", 3), (f"event={there.pk}", 1), ("kind=question", 4), ("q=visa", 3)):
        html = desk.get(f"{DESK}?show=to-do&{query}").content.decode()
        assert re.search(r'<a href="\?show=to-do[^"]*"[^>]*>[^<]+<b>(\d+)</b>', html)[1] == str(number), query  # type: ignore[index]


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("query", ["", "?q=workshop&show=all"])
def test_the_number_of_queries_does_not_grow(desk: Client, number: int, query: str) -> None:
    fill(number)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(names(desk, query)) == number
    assert len(queries) <= MOST_QUERIES, [query["sql"][:100] for query in queries]


def test_no_text_of_a_mail_is_fetched_for_the_list(desk: Client) -> None:
    fill(2)
    with CaptureQueriesContext(connection) as queries:
        desk.get(DESK)
    columns = ("search_text", "own_text", '."html"', '."text"', '."body"', '"facts"')
    fetched = [query["sql"].split(" FROM ")[0] for query in queries]
    assert not [sql for sql in fetched for column in columns if column in sql]


def test_there_are_fifty_on_a_page(desk: Client) -> None:
    for number in range(51):
        waiting(f"N{number}", 100 - number)
    assert len(names(desk)) == 50
    assert names(desk, "?p=2") == ["N50"]
