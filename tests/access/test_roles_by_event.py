"""Law 7: whoever has a role for one event or series sees nothing of another, at any address of the back office.

Every address that the admin has is tried, with the keys of rows of the other event; one whose keys are not known here
fails the test.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import tablib
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, reverse

from access import roles
from access.backend import DIRECTORY, OF_SERIES
from access.models import Assignment
from access.roles import ROLES, sync_roles
from backoffice.rights import ANYWHERE
from backoffice.tables import TableResource
from events.models import Event, Series, SeriesEntry
from events.resources import SessionResource
from events.resources.programme import EventResource
from inbox.models import Mailbox, StandardAnswer
from mailings.models import MailingFile
from outbox.models import MessageTemplate, UndeliverableAddress
from registrations.models import Registration
from registrations.resources import RegistrationResource
from retention.models import Hold, Redaction
from tests.factories import (
    make_appearance,
    make_category,
    make_conversation,
    make_document,
    make_event,
    make_incoming,
    make_mailing,
    make_question,
    make_registration,
    make_session,
    make_settings,
    make_staff,
)

pytestmark = pytest.mark.django_db
MARK = "Zinnwald"  # stands in every text of the other event, and nowhere else
# Seen by all at work here: the directory, one's own password, the guides, what every role may do.
COMMON = re.compile(
    r"^(speakers/|events/(venue|room)/|log(in|out)/|password_change/|jsi18n/|guide/|access/assignment/roles/)"
)
# On to the page behind it, and what begins with a bracket for the admin itself.
LEADS_ON = re.compile(r"/<path:object_id>/$|P<")
# Whose rows no role gives: tried with any key.
FOR_THE_HOUSE = re.compile(r"^(access/securityevent/|retention/forgotten/|identity/|events/agendatemplate/)")


def addresses(patterns: Any, before: str = "") -> Iterator[str]:
    """Every route of the back office."""
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


ROUTES = sorted(set(addresses(admin.site.get_urls())))


def everything_of(event: Event, text: str) -> dict[str, Model]:
    """A row of each kind that belongs to the event, with this text in what people read; by "app/model"."""
    make_settings(event, notice_en=text, mailbox=f"{text.lower()}@example.org")
    session = make_session(event, title_en=text)
    category = make_category(event, label_en=text)
    person = make_registration(event, family_name=text, email=f"{text.lower()}-p@example.org", category=category)
    message = person.messages.get()
    conversation = make_conversation(event, subject=text, name=text)
    mail = make_incoming(conversation, text=text, html=f"<p>{text}</p>")
    texts = {"subject_en": text, "body_en": text}
    undeliverable = {"email_key": f"{text.lower()}-p@example.org", "diagnostic": text}
    hold = {"event": event, "reason": text, "owner": make_staff(), "until_on": "2030-01-01"}
    return {
        "events/event": event,
        "events/session": session,
        "events/appearance": make_appearance(session),
        "events/document": make_document(event=event, label_en=text),
        "registrations/category": category,
        "registrations/question": make_question(event, label_en=text),
        "registrations/registration": person,
        "mailings/mailing": (mailing := make_mailing(event, subject_en=text, body_en=text, filters={})),
        "mailings/mailingfile": MailingFile.objects.create(mailing=mailing, file=ContentFile(b"x", f"{text}.pdf")),
        "outbox/message": message,
        "outbox/messagetemplate": MessageTemplate.objects.create(event=event, kind="received", **texts),
        "outbox/undeliverableaddress": UndeliverableAddress.objects.create(message=message, **undeliverable),
        "inbox/conversation": conversation,
        "inbox/standardanswer": StandardAnswer.objects.create(event=event, label_en=text, body_en=text),
        "mail": mail,
        "auth/user": make_staff(),
        "auth/group": Group.objects.get(name=roles.READERS),
        "retention/redaction": Redaction.objects.create(
            conversation=conversation, reference=text, words=[text], due_on="2030-01-01"
        ),
        "retention/hold": Hold.objects.create(**hold),
        "access/assignment": Assignment.objects.create(
            user=make_staff(), role=Group.objects.get(name=roles.READERS), event=event
        ),
    }


@pytest.fixture(autouse=True)
def _roles(db: None) -> None:
    sync_roles()


@pytest.fixture
def own() -> Event:
    event = make_event(title_en="Ours")
    everything_of(event, "Ours")
    return event


@pytest.fixture
def other() -> dict[str, Model]:
    event = make_event(title_en=MARK, code=f"{MARK.upper()}-1", slug=MARK.lower(), status=Event.Status.DRAFT)
    rows = everything_of(event, MARK)
    rows["events/series"] = Series.objects.create(slug="zinnwald-series", title_en=MARK)
    SeriesEntry.objects.create(series=rows["events/series"], event=event)
    return rows


def someone(*names: str, event: Event | None = None, series: Series | None = None) -> User:
    user = make_staff()
    for name in names:
        Assignment.objects.create(user=user, role=Group.objects.get(name=name), event=event, series=series)
    return user


def filled(route: str, rows: dict[str, Model]) -> str:
    """The address of a row of the other event."""
    model = "/".join(route.split("/")[:2])
    row = rows.get(model)
    values = {
        "pk": row and row.pk,
        "object_id": row and row.pk,
        "id": row and row.pk,
        "entry_pk": 1,
        "session_pk": rows["events/session"].pk,
        "other_pk": rows["registrations/registration"].pk,
        "mail": rows["mail"].pk,
        "message": rows["outbox/message"].pk,
        "file_pk": rows["mailings/mailingfile"].pk,
        "code": "approve",
        "number": 0,
        "page": 1,
        "content_type_id": 1,
    }
    if FOR_THE_HOUSE.match(route) or "/import/<int:pk>" in route:
        values |= {"pk": 1, "object_id": 1}
    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), route)
    assert "None" not in address, f"no row for {route}: add one to everything_of()"
    return f"/admin/{address}"


def shown(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode("utf-8", "replace"))


ALL_ROLES = [name for name in ROLES if name not in roles.FOR_THE_HOUSE]


# With all roles at once: fewer rights show no more.
def test_nothing_of_another_event_is_seen_or_done(client: Client, own: Event, other: dict[str, Model]) -> None:
    client.force_login(someone(*ALL_ROLES, event=own))
    before = Registration.objects.values("state", "updated_at").get(pk=other["registrations/registration"].pk)
    wrong = []
    for route in ROUTES:
        if COMMON.match(route) or LEADS_ON.search(route) or not route:
            continue
        address, has_key = filled(route, other), "<" in route
        query = {"id": other["registrations/registration"].pk, "event": other["events/event"].pk, "preview": "en"}
        for method in ("get", "post"):
            response = getattr(client, method)(address, query if method == "post" else {})
            is_open = response.status_code not in (403, 404, 405, 400)
            if has_key and is_open and not (response.status_code == 302 and "process_import" in route):
                wrong.append((method, route, response.status_code))
            if MARK in shown(response):
                wrong.append((method, route, "shows it"))
    assert wrong == []
    assert Registration.objects.values("state", "updated_at").get(pk=other["registrations/registration"].pk) == before


@pytest.mark.parametrize(
    "query", [{"q": MARK}, {"event": "other"}, {"event__id__exact": "other"}, {"id__exact": "other"}]
)
def test_no_search_and_no_filter_finds_it(
    client: Client, own: Event, other: dict[str, Model], query: dict[str, str]
) -> None:
    client.force_login(someone(*ALL_ROLES, event=own))
    for model, row in other.items():
        if model == "mail":
            continue
        values = {"other": other["events/event"].pk if "event" in "".join(query) else row.pk}
        asked = {name: values.get(value, value) for name, value in query.items()}
        response = client.get(f"/admin/{model}/", asked, follow=True)
        assert f"{model}/{row.pk}/" not in shown(response), model


def test_no_look_up_offers_it(client: Client, own: Event, other: dict[str, Model]) -> None:
    client.force_login(someone(*ALL_ROLES, event=own))
    found = 0
    for model, model_admin in admin.site._registry.items():
        for name in model_admin.autocomplete_fields:
            asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name}
            response = client.get("/admin/autocomplete/", {**asked, "term": MARK})
            assert response.status_code == 403 or response.json()["results"] == [], (model, name)
            found += 1
    assert found > 10


def test_exports_hold_ones_own_alone(client: Client, own: Event, other: dict[str, Model]) -> None:
    client.force_login(someone(*ALL_ROLES, event=own))
    for model in ("registrations/registration", "events/session", "events/appearance"):
        form = {"format": "0", "has_restricted": "on"}
        text = shown(client.post(f"/admin/{model}/export/", form))
        assert MARK not in text
        assert other["events/event"].slug not in text
        assert "Ours" in text or own.code in text, model


def test_rows_are_not_moved_to_where_others_work(client: Client, own: Event, other: dict[str, Model]) -> None:
    client.force_login(someone(roles.EVENT_MANAGERS, event=own))
    label = {"label_en": "Moved", "kind": "concept-note", "audience": "public", "position": "0"}
    files = {"files-TOTAL_FORMS": "0", "files-INITIAL_FORMS": "0"}
    added = client.post("/admin/events/document/add/", {**label, **files, "event": other["events/event"].pk})
    assert added.status_code == 200
    assert "event" in added.context["adminform"].form.errors
    Assignment.objects.create(
        user=User.objects.latest("pk"), role=Group.objects.get(name=roles.READERS), event=other["events/event"]
    )  # now it is seen, and still not theirs
    assert (
        client.post("/admin/events/document/add/", {**label, **files, "event": other["events/event"].pk}).status_code
        == 403
    )


def test_files_of_others_are_not_there(client: Client, own: Event, other: dict[str, Model]) -> None:
    client.force_login(someone(*ALL_ROLES, event=own))
    person: Any = other["registrations/registration"]
    Registration.objects.filter(pk=person.pk).update(nomination_document="nominations/secret.pdf")
    assert client.get("/private/nominations/secret.pdf").status_code == 404
    assert client.get(f"/en/events/{other['events/event'].slug}/").status_code == 404  # type: ignore[attr-defined]
    assert client.get(f"/en/events/{own.slug}/").status_code == 200


def test_one_works_at_ones_own_event_as_with_the_role_for_the_house(client: Client, own: Event) -> None:
    client.force_login(someone(roles.EVENT_MANAGERS, event=own))
    for page in ("change/", "agenda/", "documents/", "history/"):
        assert client.get(f"/admin/events/event/{own.pk}/{page}").status_code == 200, page
    assert "Staff of this event" in client.get(f"/admin/events/event/{own.pk}/change/").content.decode()
    assert client.get("/admin/events/event/add/").status_code == 403
    assert "Ours" in client.get("/admin/").content.decode()
    client.force_login(someone(roles.REGISTRATION_OFFICERS, event=own))
    person = Registration.objects.get(event=own)
    assert client.get("/admin/registrations/registration/").context["cl"].result_count == 1
    assert client.get(f"/admin/registrations/registration/{person.pk}/change/").status_code == 200
    assert client.get(f"/admin/registrations/registration/decide/approve/?id={person.pk}").status_code == 200
    conversation = own.conversations.get()
    assert client.get(f"/admin/inbox/conversation/{conversation.pk}/").status_code == 200
    assert "Ours" in client.get("/admin/inbox/conversation/").content.decode()


def test_mail_without_an_event_is_for_the_officers_of_its_mailbox(client: Client, own: Event) -> None:
    mailbox, elsewhere = (Mailbox.objects.create(address=f"{name}@example.org") for name in ("ours", "zinnwald"))
    ours, theirs = make_conversation(), make_conversation()
    make_incoming(ours, mailbox=mailbox)
    make_incoming(theirs, mailbox=elsewhere)
    client.force_login(someone(roles.REGISTRATION_OFFICERS, event=own))
    codes = [client.get(f"/admin/inbox/conversation/{row.pk}/").status_code for row in (ours, theirs)]
    assert codes == [200, 404]


def test_a_role_for_a_series_holds_for_its_events_and_those_of_its_parts(client: Client) -> None:
    programme = Series.objects.create(slug="programme", title_en="Programme")
    part = Series.objects.create(slug="part", title_en="Part", parent=programme)
    event, stranger = make_event(), make_event()
    SeriesEntry.objects.create(series=part, event=event)
    user = someone(roles.EVENT_MANAGERS, series=programme)
    assert user.has_perm("events.change_event", event)
    assert not user.has_perm("events.change_event", stranger)
    assert not user.has_perm("events.change_event")
    assert user.has_perm("events.add_event", part)
    assert user.has_perm("events.add_event", ANYWHERE)
    assert user.has_perm("speakers.view_speaker", ANYWHERE)
    assert not user.has_perm("speakers.change_speaker", ANYWHERE)


def test_the_maker_of_an_event_in_a_series_is_its_manager(client: Client) -> None:
    mine = Series.objects.create(slug="mine", title_en="Mine")
    foreign = Series.objects.create(slug="foreign", title_en="Foreign")
    user = someone(roles.EVENT_MANAGERS, series=mine)
    client.force_login(user)
    rows = {
        f"{name}-{count}_FORMS": "0"
        for name in ("phases", "roles", "series_entries", "registration_settings", "categories", "questions")
        for count in ("TOTAL", "INITIAL")
    }
    data = {"title_en": "New", "code": "NEW-2030", "slug": "new-2030", "kind": "conference", "mode": "in-person",
            "timezone": "UTC", "status": "draft", **rows}  # fmt: skip
    assert "series" in client.post("/admin/events/event/add/", data).context["adminform"].form.errors
    assert (
        "series"
        in client.post("/admin/events/event/add/", {**data, "series": foreign.pk}).context["adminform"].form.errors
    )
    made = client.post("/admin/events/event/add/", {**data, "series": mine.pk})
    assert made.status_code == 302, made.context["adminform"].form.errors
    event = Event.objects.get(code="NEW-2030")
    assert event.series_entries.get().series == mine
    assert Assignment.objects.get(event=event).user == user
    assert client.post(f"/admin/events/event/{event.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Event.objects.filter(code="NEW-2030").exists(), "her own role there goes with it"
    client.post("/admin/events/event/add/", {**data, "series": mine.pk})
    event = Event.objects.get(code="NEW-2030")
    copied = client.post(
        f"/admin/events/event/{event.pk}/copy/", {"code": "NEW-2031", "slug": "new-2031", "series": foreign.pk}
    )
    assert copied.status_code == 200
    assert not Event.objects.filter(code="NEW-2031").exists()


def test_nobody_gives_what_he_or_she_lacks_or_to_himself_or_herself(client: Client, own: Event) -> None:
    manager, colleague = someone(roles.EVENT_MANAGERS, event=own), make_staff()
    client.force_login(manager)
    address = reverse("admin:access_assignment_add")
    group = {name: Group.objects.get(name=name).pk for name in ROLES}
    given = {"user": colleague.pk, "role": group[roles.AGENDA_EDITORS], "event": own.pk}
    for wrong in (
        {"role": group[roles.TRAVEL_OFFICERS]},
        {"role": group[roles.REGISTRATION_OFFICERS]},
        {"user": manager.pk},
    ):
        assert client.post(address, {**given, **wrong}).status_code == 200
    assert not colleague.assignments.exists()
    assert manager.assignments.count() == 1
    assert client.post(f"{address}?event={own.pk}", given)["Location"] == f"/admin/events/event/{own.pk}/change/#people"
    assert colleague.has_perm("events.change_session", own) is True
    own_row = manager.assignments.get()
    assert client.post(reverse("admin:access_assignment_delete", args=[own_row.pk]), {"post": "yes"}).status_code == 403
    taken = reverse("admin:access_assignment_delete", args=[colleague.assignments.get().pk])
    assert client.post(taken, {"post": "yes"}).status_code == 302
    assert not colleague.assignments.exists()


def test_an_import_changes_what_is_ones_own_alone(client: Client, own: Event, other: dict[str, Model]) -> None:
    by = someone(roles.EVENT_MANAGERS, event=own)
    theirs: Any = other["events/event"]
    for event, is_kept in ((own, True), (theirs, False)):
        rows = tablib.Dataset([event.code, "session", "Imported"], headers=["event", "kind", "title_en"])
        result = SessionResource(by=by).import_data(rows, dry_run=False)
        assert event.sessions.filter(title_en="Imported").exists() is is_kept, [
            row.error for row in result.invalid_rows
        ]


def test_every_role_has_its_words_and_every_list_its_rule(client: Client) -> None:
    assert set(roles.WORDS) == set(ROLES)
    known = {*DIRECTORY, *OF_SERIES}
    for model in admin.site._registry:
        app = model._meta.app_label
        of_the_house = ("AgendaTemplate", "Forgotten", "Identity", "SecurityEvent")
        is_of_the_house = app == "auth" or model.__name__ in of_the_house
        has_rule = model in known or hasattr(model, "event_paths") or is_of_the_house
        assert has_rule, f"{model}: say by event_paths how its rows lead to their event (access/backend.py)"


def test_the_number_of_queries_does_not_grow_with_the_roles(client: Client, own: Event) -> None:
    counts = []
    for number in (1, 6):
        events = [own, *(make_event() for _each in range(number))]
        user = make_staff()
        for event in events:
            Assignment.objects.create(user=user, role=Group.objects.get(name=roles.READERS), event=event)
        client.force_login(user)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/admin/events/event/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_is_only_read_is_neither_decided_nor_carried_away(
    client: Client, own: Event, other: dict[str, Model]
) -> None:
    user = someone(roles.REGISTRATION_OFFICERS, roles.TRAVEL_OFFICERS, roles.EVENT_MANAGERS, event=own)
    role = Group.objects.get(name=roles.READERS)
    event: Any = other["events/event"]
    Assignment.objects.create(user=user, role=role, event=event)
    client.force_login(user)
    person, ours = other["registrations/registration"], Registration.objects.get(event=own)
    pages = "/admin/registrations/registration/"
    assert client.get(f"{pages}{person.pk}/change/").status_code == 200
    assert client.post(f"{pages}{person.pk}/change/", {"family_name": "Changed"}).status_code == 403
    for code in ("approve", "decline"):
        assert client.post(f"{pages}decide/{code}/", {"id": person.pk}).status_code == 404
    decided = client.post(f"{pages}decide/approve/", {"id": [person.pk, ours.pk], "seen": []})
    assert MARK not in shown(decided)
    assert client.post(f"{pages}{person.pk}/restricted/").status_code == 403
    assert client.get(f"{pages}{person.pk}/erase/").status_code == 403
    assert client.get(f"/admin/inbox/conversation/{other['inbox/conversation'].pk}/").status_code == 404
    text = shown(client.post(f"{pages}export/", {"format": "0", "has_restricted": "on"}))
    assert MARK not in text
    assert "Ours" in text
    send = {"action": "send_personal_links", "_selected_action": [person.pk, ours.pk]}
    before = person.messages.count()  # type: ignore[attr-defined]
    client.post(pages, send)
    assert person.messages.count() == before  # type: ignore[attr-defined]
    assert ours.messages.filter(kind="links").exists()
    assert client.get(f"/admin/events/event/{event.pk}/notice/").status_code == 403
    agenda = client.post(f"/admin/events/event/{event.pk}/agenda/", {"move_days": "3"})
    assert agenda.status_code == 403
    category: Any = other["registrations/category"]
    data = {"event": event.pk, "code": "x", "label_en": "Changed", "position": "0"}
    assert client.post(f"/admin/registrations/category/{category.pk}/change/", data).status_code == 403
    client.post("/admin/registrations/category/add/", data)
    assert event.categories.count() == 1


def test_a_hidden_event_and_one_that_is_not_there_are_the_same(
    client: Client, own: Event, other: dict[str, Model]
) -> None:
    client.force_login(someone(*ALL_ROLES, event=own))
    keys = (other["events/event"].pk, 999_999)
    for page in ("agenda/", "documents/", "copy/", "notice/", "change/", "history/"):
        codes = [client.get(f"/admin/events/event/{key}/{page}").status_code for key in keys]
        assert codes[0] == codes[1], page
    sync_roles()
    client.force_login(make_staff(*sorted(ROLES[roles.AGENDA_EDITORS])))
    person = other["registrations/registration"].pk
    codes = [client.get(f"/admin/registrations/registration/{key}/change/").status_code for key in (person, 999_999)]
    assert codes == [403, 403]


def test_an_import_says_alike_of_what_is_elsewhere_and_of_what_is_nowhere(own: Event) -> None:
    there = make_registration(make_event(code="ELSEWHERE"))
    by = someone(roles.EVENT_MANAGERS, roles.REGISTRATION_OFFICERS, event=own)

    def said(resource: type[TableResource], name: str, code: str) -> str:
        rows = tablib.Dataset([code, "Ana"], headers=[name, "family_name" if name != "code" else "title_en"])
        rows = resource(by=by).import_data(rows, dry_run=True).invalid_rows
        return str([each.error.messages for each in rows]).replace(code, "…")

    for resource, name, code, nowhere in (
        (EventResource, "code", "ELSEWHERE", "NOWHERE"),
        (RegistrationResource, "event", "ELSEWHERE", "NOWHERE"),
        (RegistrationResource, "reference", there.reference, "NOWHERE"),
    ):
        assert said(resource, name, code) == said(resource, name, nowhere) != "[]"
