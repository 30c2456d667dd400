"""The page on which staff publish an agenda, and withdraw it."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from access.roles import AGENDA_EDITORS, EVENT_MANAGERS, ROLES
from events.models import Event, Session
from tests.changeform import form_of
from tests.factories import make_appearance, make_event, make_session, make_staff, publish_agenda

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    """Somebody who may publish."""
    client.force_login(make_staff(*sorted(ROLES[EVENT_MANAGERS])))
    return client


def page_of(event: Event) -> str:
    return f"/admin/events/event/{event.pk}/agenda/publish/"


def sent(client: Client, event: Event, **fields: str) -> dict[str, str]:
    """What the page sends when nothing but these was typed."""
    form = client.get(page_of(event)).context["form"]
    return {"status": "provisional", "audience": "nobody", "seen": form["seen"].value(), **fields}


def test_the_page_says_what_is_new_and_what_to_look_at_and_publishes(manager: Client) -> None:
    event = make_event(working_languages=["en"])
    session = make_session(event, title_en="Opening")
    make_appearance(session, status="invited")
    publish_agenda(event)
    Session.objects.filter(pk=session.pk).update(title_en="Welcome")
    page = manager.get(page_of(event)).content.decode()
    assert "What is new since version 1" in page
    assert "before: “Opening”" in page
    assert "1 speaker has not confirmed yet." in page
    assert "1 change in the draft" in page
    answer = manager.post(page_of(event), sent(manager, event, status="final", note_en="One title"), follow=True)
    assert "Version 2 of the agenda is published." in answer.content.decode()
    version = Event.objects.get(pk=event.pk).agenda_version
    assert (version.number, version.is_final, version.note_en) == (2, True, "One title")
    assert version.created_by is not None
    page = manager.get(page_of(event)).content.decode()
    assert "The agenda that stands is final." in page
    assert "the draft is the same" in page
    public = manager.get(f"/en/events/{event.slug}/agenda/").content.decode()
    assert "Changes since version 1 of" in public
    assert "One title" in public


def test_a_time_to_come_is_by_the_clock_of_the_event_and_one_that_has_passed_is_refused(manager: Client) -> None:
    event = make_event(timezone="Asia/Kathmandu")
    make_session(event)
    past = manager.post(page_of(event), sent(manager, event, published_from="2020-01-01T10:00"))
    assert "This time has passed." in past.content.decode()
    later = manager.post(page_of(event), sent(manager, event, published_from="2090-01-01T10:00"), follow=True)
    assert "Version 1 of the agenda will be public from" in later.content.decode()
    assert event.agenda_versions.get().published_from.isoformat() == "2090-01-01T04:15:00+00:00"
    page = manager.get(page_of(event)).content.decode()
    assert "version 1 will be public from" in page
    assert "What is published before contains what waits" in page


def test_what_is_new_is_said_as_the_language_writes_it(manager: Client) -> None:
    event = make_event()
    session = make_session(event, title_fr="Ouverture")
    publish_agenda(event)
    Session.objects.filter(pk=session.pk).update(title_fr="Accueil")
    page = manager.get(page_of(event), headers={"Accept-Language": "fr"}).content.decode()
    assert "<strong>Accueil</strong>\u00a0: " in page


def test_what_a_colleague_changed_meanwhile_is_shown_before_it_is_published(manager: Client) -> None:
    event = make_event()
    session = make_session(event, title_en="Opening")
    fields = sent(manager, event)
    Session.objects.filter(pk=session.pk).update(title_en="Changed")
    answer = manager.post(page_of(event), fields)
    assert "The draft has changed meanwhile." in answer.content.decode()
    assert not event.agenda_versions.exists()
    manager.post(page_of(event), {**fields, "seen": answer.context["form"]["seen"].value()})
    assert event.agenda_versions.get().contents()[session.pk]["title_en"] == "Changed"


def test_a_correction_is_published_alone_while_a_version_waits(manager: Client) -> None:
    event = make_event()
    session = make_session(event, title_en="Opening")
    publish_agenda(event)
    assert "published_from" in manager.get(f"{page_of(event)}?correction").context["form"].fields, "nothing waits"
    Session.objects.filter(pk=session.pk).update(title_en="Later")
    publish_agenda(event, at=timezone.now() + datetime.timedelta(hours=1))
    Session.objects.filter(pk=session.pk).update(number="II")
    assert 'href="?correction"' in manager.get(page_of(event)).content.decode()
    answer = manager.get(f"{page_of(event)}?correction")
    assert "before: “Opening”" in answer.content.decode()
    assert "Later" not in answer.content.decode()
    fields = {"status": "provisional", "audience": "nobody", "seen": answer.context["form"]["seen"].value()}
    said = manager.post(f"{page_of(event)}?correction", fields, follow=True).content.decode()
    assert "Version 3 of the agenda is published." in said
    assert "version 4 will be public from" in said
    public = manager.get(f"/en/events/{event.slug}/agenda/").content.decode()
    assert "Opening" in public
    assert "Later" not in public


def test_of_several_versions_that_wait_each_is_named_and_a_correction_counts_from_the_last(manager: Client) -> None:
    event = make_event()
    make_session(event)
    publish_agenda(event)
    for hours in (1, 2):
        publish_agenda(event, at=timezone.now() + datetime.timedelta(hours=hours))
    page = manager.get(page_of(event)).content.decode()
    assert all(f"Version {number} waits for" in page for number in (2, 3))
    assert "every version that waits for that moment or a later one is withdrawn with its mail" in page
    page = manager.get(f"{page_of(event)}?correction").content.decode()
    assert "Only what has changed since version 3 becomes public" in page
    assert "The day, the start and the end of an item go together" in page


def test_an_empty_agenda_is_not_published(manager: Client) -> None:
    event = make_event()
    answer = manager.post(page_of(event), sent(manager, event))
    assert "There is no item yet: nothing to publish." in answer.content.decode()


def within_each_other(event: Event) -> list[Session]:
    """Two items that stand within each other, as two people make them at the same moment, and one below them."""
    outer = make_session(event, title_en="Opening", title_fr="Ouverture", title_es="Apertura")
    inner = make_session(event, title_en="Plenary", title_fr="Plénière", title_es="Plenaria", parent=outer)
    Session.objects.filter(pk=outer.pk).update(parent=inner)
    return [outer, inner, make_session(event, title_en="Discussion", parent=inner)]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "These items stand within each other, and no page would show them: Opening; Plenary. Move one"),
        ("fr", "Ces points sont inclus l’un dans l’autre, et aucune page ne les montrerait : Ouverture ; Plénière."),
        ("es", "Estos puntos forman parte unos de otros y ninguna página los mostraría: Apertura; Plenaria."),
    ],
)
def test_items_within_each_other_are_not_published_and_are_named(
    manager: Client, settings: Settings, language: str, sentence: str
) -> None:
    event = make_event()
    outer, _inner, _below = within_each_other(event)
    manager.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = manager.post(page_of(event), sent(manager, event)).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert sentence in page.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert not event.agenda_versions.exists()
    Session.objects.filter(pk=outer.pk).update(parent=None)
    manager.post(page_of(event), sent(manager, event))
    assert event.agenda_versions.get().items.count() == 3


def test_an_event_becomes_public_without_an_agenda_of_items_within_each_other(manager: Client) -> None:
    event = make_event(status="draft")
    within_each_other(event)
    address = f"/admin/events/event/{event.pk}/change/"
    page = manager.post(address, {**form_of(manager, address), "_publish": "yes"}, follow=True).content.decode()
    assert "The agenda is not published yet. These items stand within each other" in page
    assert Event.objects.get().is_public
    assert not event.agenda_versions.exists()


def test_one_version_or_the_whole_agenda_is_withdrawn(manager: Client) -> None:
    event = make_event()
    make_session(event)
    publish_agenda(event)
    publish_agenda(event)
    one = manager.post(page_of(event), {"withdraw": "2"}, follow=True)
    assert "Everybody reads version 1 now." in one.content.decode()
    assert manager.post(page_of(event), {"withdraw": "2"}).status_code == 404
    every = manager.post(page_of(event), {"withdraw": "all"}, follow=True)
    assert "The agenda is not public any more." in every.content.decode()


def test_who_edits_the_agenda_sees_where_it_stands_and_publishes_nothing(client: Client) -> None:
    event = make_event()
    make_session(event)
    publish_agenda(event)
    client.force_login(make_staff(*sorted(ROLES[AGENDA_EDITORS])))
    page = client.get(f"/admin/events/event/{event.pk}/agenda/").content.decode()
    assert "Version 1, provisional, public since" in page
    assert "agenda/publish/" not in page
    assert client.get(page_of(event)).status_code == 403
    assert client.post(page_of(event), {"withdraw": "all"}).status_code == 403


def test_with_the_event_its_agenda_is_published(manager: Client) -> None:
    event = make_event(status="draft")
    make_session(event)
    address = f"/admin/events/event/{event.pk}/change/"
    assert "The agenda becomes public with it, as version 1." in manager.get(address).content.decode()
    answer = manager.post(address, {**form_of(manager, address), "_publish": "yes"}, follow=True)
    assert "its agenda (1 item)" in answer.content.decode()
    assert event.agenda_versions.get().number == 1


def test_who_moves_the_agenda_is_told_what_everybody_still_reads(manager: Client) -> None:
    event = make_event()
    make_session(event)
    publish_agenda(event)
    answer = manager.post(f"/admin/events/event/{event.pk}/agenda/", {"move_days": "7"}, follow=True)
    assert "Everybody still reads version 1 of the agenda" in answer.content.decode()
