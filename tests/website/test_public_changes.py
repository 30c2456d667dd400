"""What changes on public pages is told, whichever way it is changed, and only to the pages that show it."""

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries, Settings

from events.models import (
    AgendaTemplate,
    Appearance,
    DocumentFile,
    Event,
    EventOrganisation,
    Phase,
    Room,
    Series,
    SeriesEntry,
    SeriesOrganisation,
    Session,
)
from identity.models import Identity
from outbox.models import MessageTemplate
from registrations.models import QuestionChoice
from speakers.models import FormerName, Organisation, Speaker
from tests.factories import (
    make_appearance,
    make_category,
    make_country,
    make_document,
    make_event,
    make_organisation,
    make_question,
    make_session,
    make_settings,
    make_venue,
    publish_agenda,
)
from website.models import OnPublicPages, PublicChange, PublicRows, forget_old_changes
from website.revision import DIRECTORY, KEPT_AT_MOST_SECONDS, Kept, Mark, watch

pytestmark = pytest.mark.django_db

# What public pages read and nobody tells them of, and why that does no harm.
NOT_TOLD: dict[str, str] = {
    "Session": "a draft: by its key alone, of a published item",
    "Appearance": "a draft: a change of who speaks is told where documents hang on it",
    "Registration": "places that are taken: the form is kept for PLACES_SECONDS",
    "PublicChange": "what is asked",
}
# The same as the page of the agenda, in processes of their own.
NOT_READ = {"agenda-pdf", "agenda-docx"}


@pytest.fixture(autouse=True)
def _kept(settings: Settings) -> None:
    settings.PUBLIC_PAGE_CACHE, settings.PUBLIC_PAGE_CHECK_SECONDS = True, 0


@pytest.fixture
def event(house: Identity) -> Event:
    """An event of which everything is public that can be."""
    country, venue, body = make_country("IT"), make_venue(), make_organisation()
    FormerName.objects.create(country=country, name="Before", until_on=datetime.date(1990, 1, 1))
    room, other_room = (Room.objects.create(venue=venue, name_en=name) for name in ("A", "B"))
    event = make_event(slug="shown", venue=venue, room=room)
    event.countries.add(country)
    series = Series.objects.create(slug="series", title_en="Series")
    SeriesEntry.objects.create(series=series, event=event)
    SeriesOrganisation.objects.create(series=series, organisation=body)
    EventOrganisation.objects.create(event=event, organisation=body)
    Phase.objects.create(event=event, title_en="Second week", venue=venue)
    session = make_session(event, room=room)
    make_session(event, room=other_room)
    appearance = make_appearance(session, country=country)
    appearance.organisations.add(body)
    appearance.speaker.organisations.add(body)
    for place in ({"event": event}, {"session": session}, {"appearance": appearance}):
        DocumentFile.objects.create(document=make_document(**place), language="en", url="https://example.org/x")
    publish_agenda(event)
    make_settings(event, capacity=10)
    question = make_question(event, type="choice")
    question.categories.add(make_category(event))
    QuestionChoice.objects.create(question=question, code="a", label_en="A")
    MessageTemplate.objects.create(event=event, kind="acknowledgement")
    AgendaTemplate.objects.create(language="en", file=ContentFile(b"", "template.docx"))
    return event


@pytest.fixture
def since(event: Event) -> Callable[[], Mark]:
    """Marks what is known now."""
    make_event(slug="other")

    def mark() -> Mark:
        watch.look()
        return watch.mark()

    return mark


def dropped(mark: Mark, event: Event | None) -> bool:
    """Whether pages of an event, or those of none, that were kept then are old now."""
    watch.look()
    return not watch.holds(mark, event.pk if event is not None else None)


def addresses(event: Event) -> Iterator[str]:
    """Every page that is kept, in one language."""
    session = event.sessions.order_by("pk")[0]
    speaker, body = Speaker.objects.get(), Organisation.objects.get()
    slugs = {"speaker": speaker.slug, "speaker-ics": speaker.slug, "organisation": body.slug}
    slugs |= dict.fromkeys(("series", "series-ics"), "series")
    values = {"pk": session.pk, "number": 1, "name": "privacy"}
    with translation.override("en"):
        for namespace in ("events", "speakers", "identity", "registrations", "inbox"):
            _prefix, resolver = get_resolver().namespace_dict[namespace]
            for pattern in resolver.url_patterns:
                if not hasattr(pattern.callback, "known_parameters") or pattern.name in NOT_READ:
                    continue
                wanted = pattern.pattern.converters
                known = {**values, "slug": slugs.get(pattern.name, event.slug)}
                yield reverse(f"{namespace}:{pattern.name}", kwargs={name: known[name] for name in wanted})


def tables_of(event: Event, client: Client) -> set[str]:
    """The tables that its pages read."""
    with CaptureQueriesContext(connection) as captured:
        for address in addresses(event):
            assert client.get(address).status_code in (200, 302, 404), address
    return {name for query in captured for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}


def test_every_row_that_a_public_page_reads_tells_of_its_changes(event: Event, client: Client) -> None:
    by_table = {model._meta.db_table: model for model in apps.get_models()}
    read = {by_table[name] for name in tables_of(event, client) if name in by_table}
    assert {"Event", "PublishedItem", "Speaker", "Country", "Document", "Identity", "Question"} <= {
        model.__name__ for model in read
    }
    silent = {model.__name__ for model in read if not issubclass(model, OnPublicPages)}
    assert silent <= set(NOT_TOLD)


def test_every_manager_of_such_rows_tells_of_changes_to_many() -> None:
    for model in (model for model in apps.get_models() if issubclass(model, OnPublicPages)):
        assert isinstance(model._default_manager.all(), PublicRows), model


def changed_by_update(row: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**{row._meta.pk.attname: row.pk})


def changed_by_bulk_update(row: Any) -> None:
    field = next(field.name for field in row._meta.concrete_fields if not field.primary_key)
    type(row)._default_manager.bulk_update([row], [field])


WAYS: dict[str, Callable[[Any], object]] = {
    "save": lambda row: row.save(),
    "update": changed_by_update,
    "bulk update": changed_by_bulk_update,
    "delete": lambda row: row.delete(),
    "delete many": lambda row: type(row)._default_manager.filter(pk=row.pk).delete(),
}


@pytest.mark.parametrize("way", WAYS)
def test_whichever_way_a_row_is_changed_the_pages_of_its_event_are_old_and_those_of_others_are_not(
    event: Event, since: Callable[[], Mark], way: str
) -> None:
    other = Event.objects.get(slug="other")
    for model in (model for model in apps.get_models() if issubclass(model, OnPublicPages)):
        row = model._default_manager.exclude(pk=other.pk).order_by("pk").last()
        assert row is not None, model
        mark = since()
        try:
            with transaction.atomic():
                WAYS[way](row)
                assert dropped(mark, event), (model, way)
                assert dropped(mark, None), (model, way)
                is_move = way == "bulk update" and model.shown_by
                assert is_move or dropped(mark, other) == (not model.shown_by), (model, way)
                transaction.set_rollback(True)
        except ProtectedError:
            assert way.startswith("delete")


def test_pages_of_an_event_show_nothing_of_another(event: Event, client: Client, settings: Settings) -> None:
    settings.PUBLIC_PAGE_CACHE = False
    other = make_event(slug="other", venue=event.venue, room=event.room, starts_on=event.starts_on)
    SeriesEntry.objects.create(series=Series.objects.get(), event=other)
    EventOrganisation.objects.create(event=other, organisation=Organisation.objects.get())
    make_appearance(make_session(other, room=event.room), speaker=Speaker.objects.get())
    publish_agenda(other)
    make_settings(other)
    before = own_pages(event, client)
    assert len(before) > 12
    for status in ("cancelled", "draft"):
        Event.objects.filter(pk=other.pk).update(title_en="Another", starts_on=None, ends_on=None, status=status)
        assert own_pages(event, client) == before
    assert b"Another" not in b"".join(before.values())


def own_pages(event: Event, client: Client) -> dict[str, bytes]:
    """By its address each page that is kept until something of the event changes, but for what no two readers get."""
    found = {}
    for address in addresses(event):
        response = client.get(address)
        if getattr(response.wsgi_request, "public_event", None) == event.pk:
            one_off = getattr(response, "one_off", None)
            found[address] = response.content.replace(one_off.value.encode() if one_off else b"\0", b"")
    return found


def test_many_that_are_created_are_told_to_their_event_alone(event: Event, since: Callable[[], Mark]) -> None:
    mark, item = since(), event.agenda_versions.get().items.first()
    item.people.model.objects.bulk_create([item.people.model(item=item, speaker=Speaker.objects.get())])
    assert (dropped(mark, event), dropped(mark, Event.objects.get(slug="other"))) == (True, False)


@pytest.mark.parametrize("model", [Session, Appearance])
@pytest.mark.parametrize("many", [True, False])
def test_what_goes_with_a_draft_is_told(
    event: Event, since: Callable[[], Mark], model: type[models.Model], many: bool
) -> None:
    mark, rows = since(), model._default_manager.filter(documents__isnull=False)
    rows.delete() if many else rows.get().delete()
    assert (dropped(mark, event), dropped(mark, Event.objects.get(slug="other"))) == (True, False)


def test_a_draft_touches_no_page(event: Event, since: Callable[[], Mark]) -> None:
    mark = since()
    for session in event.sessions.all():
        session.save()
    make_appearance(make_session(event), speaker=Speaker.objects.get()).save()
    assert not dropped(mark, event)
    assert not dropped(mark, None)


def test_another_speaker_in_the_draft_takes_the_documents_of_the_first_along(
    event: Event, since: Callable[[], Mark]
) -> None:
    mark = since()
    Appearance.objects.get().save()
    assert dropped(mark, event)


def test_a_document_that_moves_is_told_to_both_events(event: Event, since: Callable[[], Mark]) -> None:
    other = Event.objects.get(slug="other")
    mark, document = since(), event.documents.get()
    document.event = other
    document.save()
    assert dropped(mark, event)
    assert dropped(mark, other)


def test_what_becomes_public_at_a_moment_is_told_for_then(event: Event, since: Callable[[], Mark]) -> None:
    moment = timezone.now() + datetime.timedelta(hours=1)
    publish_agenda(event, at=moment)
    mark = since()
    assert not dropped(mark, event)
    # The hour passes, and a second more: SQLite's clock knows no less than a thousandth of one.
    passed = timezone.now() - datetime.timedelta(seconds=1)
    assert PublicChange.objects.filter(at__gt=timezone.now()).update(at=passed)
    assert dropped(mark, event)


def test_a_transaction_that_commits_behind_later_ones_is_seen(event: Event, since: Callable[[], Mark]) -> None:
    mark = since()
    PublicChange.objects.create(event=event.pk, at=timezone.now() - datetime.timedelta(seconds=20))
    assert dropped(mark, event)


def test_nothing_is_kept_for_long_nor_beyond_a_quarter_of_an_hour(event: Event, since: Callable[[], Mark]) -> None:
    mark = since()
    assert not watch.holds(mark._replace(made=mark.made - KEPT_AT_MOST_SECONDS), event.pk)
    assert not watch.holds(mark._replace(quarter=mark.quarter - 1), event.pk)


def test_old_lines_are_forgotten_and_those_to_come_are_not() -> None:
    for hours in (-2, 0, 2):
        PublicChange.objects.create(at=timezone.now() + datetime.timedelta(hours=hours))
    assert forget_old_changes() == 1


def test_the_directory_hangs_on_what_is_told_to_all(event: Event, since: Callable[[], Mark]) -> None:
    mark = since()
    event.documents.get().save()
    event.save()
    watch.look()
    assert watch.holds(mark, DIRECTORY)
    Organisation.objects.get().save()
    watch.look()
    assert not watch.holds(mark, DIRECTORY)


def test_what_is_kept_asks_the_database_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    watch.look()
    kept: Kept[int] = Kept()
    with django_assert_num_queries(0):
        assert [kept.get("a", lambda: 1), kept.get("a", lambda: 2)] == [1, 1]


def test_who_has_not_looked_lately_reads_for_himself(monkeypatch: pytest.MonkeyPatch) -> None:
    watch.look()
    kept: Kept[int] = Kept()
    kept.get("a", lambda: 1)
    monkeypatch.setattr(watch, "checked", watch.checked - 6)
    assert kept.get("a", lambda: 2) == 2
