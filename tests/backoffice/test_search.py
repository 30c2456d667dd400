"""The search over everything: without accents, by references and marks, and only what the reader may open."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access import roles
from access.models import Assignment
from access.roles import ROLES, sync_roles
from tests.factories import (
    make_appearance,
    make_conversation,
    make_document,
    make_event,
    make_incoming,
    make_organisation,
    make_registration,
    make_session,
    make_settings,
    make_speaker,
    make_staff,
)

pytestmark = pytest.mark.django_db


def found(client: Client, query: str) -> list[str]:
    """The addresses of what was found."""
    page = client.get("/admin/search/", {"q": query}).content.decode()
    body = page[page.index("content-main") :]
    return re.findall(r'<a href="/admin/(\w+/\w+)/\d+/', body)


def plant() -> None:
    event = make_event(title_fr="Atelier de Córdoba")
    make_settings(event)
    make_session(event, title_en="Córdoba revisited")
    make_speaker(given_name="Inés", family_name="Córdoba")
    make_organisation(name_en="City of Córdoba")
    make_document(event=event, label_en="Córdoba report")
    make_registration(event, family_name="Córdoba", restricted={"diet": "zanahoria"})
    make_incoming(make_conversation(event, subject="Question about Córdoba", name="Somebody"))


def test_every_kind_is_found_without_accents(client: Client) -> None:
    plant()
    client.force_login(make_staff(is_superuser=True))
    kinds = ["events/event", "events/document", "events/session", "registrations/registration", "inbox/conversation"]
    assert found(client, "cordoba")[:5] == kinds
    assert set(found(client, "CORDOBA")) == {*kinds, "speakers/speaker", "speakers/organisation"}
    assert found(client, "zanahoria") == []
    assert found(client, "") == []
    assert "Nothing was found" in client.get("/admin/search/?q=nowhere").content.decode()


def test_references_and_marks_lead_to_their_rows(client: Client) -> None:
    plant()
    client.force_login(make_staff(is_superuser=True))
    person, conversation = make_registration(), make_conversation()
    assert found(client, person.reference) == ["registrations/registration"]
    assert found(client, conversation.mark) == ["inbox/conversation"]


def test_each_finds_what_he_or_she_may_open(client: Client) -> None:
    sync_roles()
    plant()
    client.force_login(make_staff(*sorted(ROLES[roles.AGENDA_EDITORS])))
    assert "registrations/registration" not in found(client, "cordoba")
    assert "events/session" in found(client, "cordoba")
    user, own = make_staff(), make_event(title_en="Ours")
    for name in (roles.EVENT_MANAGERS, roles.REGISTRATION_OFFICERS):
        Assignment.objects.create(user=user, role=Group.objects.get(name=name), event=own)
    client.force_login(user)
    assert set(found(client, "cordoba")) == {"speakers/speaker", "speakers/organisation"}
    assert found(client, "ours") == ["events/event"]
    client.logout()
    assert client.get("/admin/search/?q=cordoba").status_code == 302


def test_the_queries_do_not_grow(client: Client) -> None:
    client.force_login(make_staff(is_superuser=True))
    counts = []
    for _number in range(2):
        plant()
        plant()
        with CaptureQueriesContext(connection) as queries:
            found(client, "cordoba")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_documents_that_are_called_alike_are_told_apart(client: Client) -> None:
    event = make_event(code="DOC-2027")
    session = make_session(event, title_en="Dayspring")
    make_document(session=session, label_en="Slides")
    speech = make_appearance(session, speaker=make_speaker(given_name="Awa", family_name="Traoré"))
    make_document(appearance=speech, label_en="Slides")
    make_document(event=event, label_en="Slides")
    client.force_login(make_staff(is_superuser=True))
    page = client.get("/admin/search/?q=slides").content.decode()
    assert re.findall(r'small">(.+?)</span>', page) == [
        "DOC-2027 · Dayspring",
        "DOC-2027 · Awa Traoré – Dayspring",
        "DOC-2027",
    ]


def test_an_item_of_an_agenda_is_found_with_its_day(client: Client) -> None:
    make_session(make_event(code="DAY-2027"), "10:00", "11:00", title_en="Dayspring")
    client.force_login(make_staff(is_superuser=True))
    assert "DAY-2027 · Mon 14 June · 10:00–11:00" in client.get("/admin/search/?q=dayspring").content.decode()
