"""The demo loads once, quickly, and never into a real site by accident."""

from collections import Counter
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from access.roles import ROLES
from demo import staff
from demo.picture import lake
from events.actions.publish import draft_contents
from events.changes import changes
from events.models import Appearance, Document, DocumentFile, Event, EventOrganisation, Series, Session, Venue
from identity.models import Identity
from inbox.models import StandardAnswer
from multilingual.texts import LANGUAGES
from outbox.models import Message
from registrations import capacity
from registrations.duplicates import possible_duplicates_of
from registrations.models import Registration
from registrations.models.states import State
from speakers.models import Organisation, Speaker
from storage.dated import Dated

pytestmark = pytest.mark.django_db

SEEDS = {
    "idm-2008-return-development": "IDM-2008-2",
    "rome-2014-diaspora": "DIASPORA-2014",
    "idm-2015-migrants-cities": "IDM-2015",
    "dakar-2016-jmdi": "JMDI-2016",
    "turin-2017-mainstreaming": "ITC-2017-1",
    "turin-2017-local": "ITC-2017-2",
}
FORUM = "cities-climate-mobility-forum"


def load(**options: Any) -> None:
    """Run the command, with DEBUG off as in all tests."""
    call_command("seed_demo", force=True, stdout=StringIO(), **options)


def everything() -> dict[str, Any]:
    """How many rows each model has, and when each dated row was last changed."""
    apps_looked_at = [apps.get_app_config(name) for name in ("speakers", "identity", "events", "registrations", "auth")]
    models = [model for app in apps_looked_at for model in app.get_models()]
    counts = {model._meta.label: model._default_manager.count() for model in models}
    changes = {
        f"{model._meta.label} {pk}": updated_at
        for model in models
        if issubclass(model, Dated)
        for pk, updated_at in model._default_manager.values_list("pk", "updated_at")
    }
    return counts | changes


def test_it_holds_the_six_meetings_under_their_addresses(demo: None) -> None:
    assert dict(Event.objects.filter(slug__in=SEEDS).values_list("slug", "code")) == SEEDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_begin_with_a_capital(demo: None, language: str) -> None:
    titles = Event.objects.exclude(**{f"title_{language}": ""}).values_list(f"title_{language}", flat=True)
    assert [title for title in titles if title and title[0].islower()] == []


def test_texts_are_stored_with_plain_spaces(demo: None) -> None:
    """They get those that do not break where they are shown."""
    rows = [
        row
        for model in (Event, Session, Document, StandardAnswer, Organisation, Series, Venue)
        for row in model.objects.all()
    ]
    texts = [value for row in rows for value in vars(row).values() if isinstance(value, str)]
    assert [text for text in texts if "\u00a0" in text or "\u202f" in text] == []


def test_the_meeting_of_rome_leads_to_the_page_that_is_known_of_it(demo: None) -> None:
    urls = DocumentFile.objects.filter(document__event__slug="rome-2014-diaspora").values_list("url", flat=True)
    assert [url.partition("/en/")[0] for url in urls] == ["https://link2007.org"]


@pytest.mark.parametrize(("language", "word"), [("en", "publisher"), ("fr", "éditeur"), ("es", "editor")])
def test_below_its_heading_a_publisher_is_not_called_one_again(demo: None, language: str, word: str) -> None:
    details = EventOrganisation.objects.filter(role="publisher").values_list(f"detail_{language}", flat=True)
    assert details
    assert [detail for detail in details if word in (detail or "").lower()] == []


def test_it_has_standard_answers_in_every_language_for_the_forum_and_for_the_house(demo: None) -> None:
    rows = list(StandardAnswer.objects.all())
    assert Counter(row.event is None for row in rows) == {False: 3, True: 2}
    for row in rows:
        row.clean()
        for code in LANGUAGES:
            assert all(getattr(row, f"{field}_{code}") for field in ("label", "keywords", "body"))


def test_a_second_run_changes_nothing(demo: None) -> None:
    before = everything()
    load(with_staff=True)
    assert everything() == before


def test_what_staff_changed_is_kept(demo: None) -> None:
    Event.objects.filter(slug=FORUM).update(title_fr="Autre titre")
    Speaker.objects.filter(slug="meera-sethi").update(function_fr="Autre fonction")
    load(with_staff=True)
    assert Event.objects.get(slug=FORUM).title_fr == "Autre titre"
    assert Speaker.objects.get(slug="meera-sethi").function_fr == "Autre fonction"


def test_forced_into_a_site_with_debug_off_it_makes_no_login_that_everybody_knows(
    logins_without_staff: list[User],
) -> None:
    assert Event.objects.filter(slug=FORUM).exists()
    assert logins_without_staff == []


def test_who_makes_the_staff_reads_their_names_and_the_password(demo: None) -> None:
    said = StringIO()
    call_command("seed_demo", force=True, with_staff=True, stdout=said)
    assert "registration-officer" in said.getvalue()
    assert staff.PASSWORD in said.getvalue()
    said = StringIO()
    call_command("seed_demo", force=True, stdout=said)
    assert staff.PASSWORD not in said.getvalue()


def test_the_staff_can_log_in_and_has_one_person_for_each_role(demo: None) -> None:
    chief = authenticate(username="secretariat", password="atelier-demo")
    assert chief is not None
    assert chief.is_superuser
    team = User.objects.get(username="forum-team")
    assert {row.event.slug for row in team.assignments.all() if row.event} == {FORUM}
    others = User.objects.exclude(username__in=("secretariat", "forum-team"))
    assert Counter(others.values_list("groups__name", flat=True)).keys() == ROLES.keys()
    assert all(user.is_staff and user.is_active and not user.is_superuser for user in others)


def test_the_site_bears_the_name_of_a_fictional_institute_in_every_language(demo: None) -> None:
    house, forum = Identity.objects.get(), Event.objects.get(slug=FORUM)
    for code in LANGUAGES:
        assert all(getattr(house, f"{field}_{code}") for field in ("name", "contact", "privacy", "accessibility"))
        assert getattr(forum, f"image_alt_{code}")
    assert forum.image
    assert len(lake()) < 60_000


def test_the_forum_is_six_weeks_ahead_and_open_for_registration(demo: None) -> None:
    forum = Event.objects.get(slug=FORUM)
    assert forum.starts_on is not None
    assert 35 <= (forum.starts_on - timezone.localdate()).days <= 49
    assert forum.registration_settings.window() == "open"
    assert forum.mode == "hybrid"


def test_the_forum_has_forty_items_over_three_days_in_parallel_rooms(demo: None) -> None:
    items = Session.objects.filter(event__slug=FORUM)
    assert items.count() == 40
    assert len(set(items.values_list("day", flat=True))) == 3
    at_once = Counter(items.exclude(room=None).values_list("starts_at", flat=True))
    assert at_once.most_common(1)[0][1] == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forum_has_every_text_in_every_language(demo: None, language: str) -> None:
    forum = Event.objects.get(slug=FORUM)
    rows: list[tuple[Any, list[str]]] = [
        (Event.objects.filter(pk=forum.pk), [*Event.text_fields]),
        (forum.sessions.all(), ["title"]),
        (Appearance.objects.filter(session__event=forum), ["function"]),
        (Document.objects.filter(event=forum), ["label"]),
        (Document.objects.filter(appearance__session__event=forum), ["label"]),
        (forum.categories.all(), ["label"]),
        (forum.questions.all(), ["label"]),
        (type(forum.registration_settings).objects.filter(event=forum), ["notice"]),
        (Organisation.objects.filter(appearances__session__event=forum), ["name"]),
    ]
    empty = [
        f"{row!r}.{field}"
        for queryset, fields in rows
        for row in queryset
        for field in fields
        if not getattr(row, f"{field}_{language}")
    ]
    assert empty == []
    assert not forum.sessions.exclude(description_en=None).filter(**{f"description_{language}": None}).exists()


def test_the_agenda_of_the_forum_stands_in_its_third_version_with_changes_between_them(
    client: Client, demo: None
) -> None:
    page = client.get(f"/en/events/{FORUM}/agenda/versions/").content.decode()
    room = Session.objects.get(title_en="A roof in ninety days").room
    words = ("Version 3", "moved from", "is cancelled", "before: “", "Lending to small towns", f"in {room}")
    assert not [each for each in words if each not in page]
    forum = Event.objects.get(slug=FORUM)
    assert not changes(forum.agenda_version.contents(), draft_contents(forum))
    for event in Event.objects.filter(sessions__isnull=False).distinct():
        assert event.agenda_version is not None, event


def test_nobody_of_the_forum_is_in_two_rooms_at_once(demo: None) -> None:
    slots: dict[int, list[Session]] = {}
    for appearance in Appearance.objects.filter(session__event__slug=FORUM).select_related("session"):
        slots.setdefault(appearance.speaker_id, []).append(appearance.session)
    clashes = [
        (one, other)
        for sessions in slots.values()
        for one in sessions
        for other in sessions
        if one.pk < other.pk and one.starts_at < other.ends_at and other.starts_at < one.ends_at  # type: ignore[operator]
    ]
    assert clashes == []


def test_sixty_people_registered_and_are_in_every_state(demo: None) -> None:
    registrations = Registration.objects.filter(event__slug=FORUM)
    assert registrations.count() == 60
    assert set(registrations.values_list("state", flat=True)) == set(State.values)
    assert all(address.endswith("@example.org") for address in registrations.values_list("email", flat=True))


def test_every_decision_on_them_has_its_history_and_its_message(demo: None) -> None:
    for registration in Registration.objects.filter(event__slug=FORUM):
        changes = list(registration.history.order_by("at", "pk"))
        assert changes[-1].to_state == registration.state
        assert all(before.at <= after.at for before, after in pairwise(changes))
    told = Message.objects.filter(event__slug=FORUM, kind="approved").count()
    approved = Registration.objects.filter(history__to_state=State.APPROVED).distinct().count()
    assert told == approved


def test_their_mails_do_not_pile_up_in_the_outbox(demo: None) -> None:
    states = Counter(Message.objects.values_list("state", flat=True))
    assert states["queued"] <= 5
    assert states["failed"] == 1
    assert states["sent"] > 80


def test_a_freed_place_has_a_next_in_line(demo: None) -> None:
    settings = Event.objects.get(slug=FORUM).registration_settings
    assert capacity.next_in_line(settings) is not None
    left = capacity.places(settings).by_mode["in-person"].left
    assert left is not None
    assert left > 0


def test_some_of_them_may_be_doubles(demo: None) -> None:
    twice = [row for row in Registration.objects.all() if possible_duplicates_of(row)]
    assert len(twice) >= 4
