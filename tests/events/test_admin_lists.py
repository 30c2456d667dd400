"""The lists of the programme in the back office: constant queries, real pages, search without accents."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from events.models import Document, Phase, Room, Series, SeriesEntry
from tests.factories import (
    make_appearance,
    make_document,
    make_event,
    make_organisation,
    make_session,
    make_settings,
    make_speaker,
    make_staff,
    make_venue,
)

pytestmark = pytest.mark.django_db


def an_event() -> None:
    event = make_event(venue=make_venue())
    make_settings(event)
    make_appearance(make_session(event))


def a_session() -> None:
    venue = make_venue()
    make_session(make_event(venue=venue), room=Room.objects.create(venue=venue, name_en="Room"))


def a_document() -> None:
    make_document(session=make_session(), event=None)


def a_series() -> None:
    number = Series.objects.count()
    parent = Series.objects.create(slug=f"parent-{number}", title_en="Programme")
    Series.objects.create(slug=f"series-{number}", title_en="Series", parent=parent)


def a_venue() -> None:
    make_venue()


# Path below the admin, what one row needs, how many queries the page takes with one row and with eight.
LISTS: list[tuple[str, Callable[[], object], int]] = [
    ("events/event", an_event, 8),
    ("events/session", a_session, 8),
    ("events/appearance", make_appearance, 5),
    ("events/document", a_document, 4),
    ("events/series", a_series, 4),
    ("events/venue", a_venue, 5),
    ("speakers/speaker", make_speaker, 5),
    ("speakers/organisation", make_organisation, 5),
]


@pytest.mark.parametrize(("path", "make", "expected"), LISTS, ids=[path for path, _make, _count in LISTS])
def test_a_list_takes_as_many_queries_for_eight_rows_as_for_one(
    superuser: Client, path: str, make: Callable[[], object], expected: int, django_assert_num_queries
) -> None:
    make()
    superuser.get(f"/admin/{path}/")  # content types are asked for once in the life of a process
    with django_assert_num_queries(expected):
        assert superuser.get(f"/admin/{path}/").status_code == 200
    for _number in range(7):
        make()
    with django_assert_num_queries(expected):
        assert superuser.get(f"/admin/{path}/").status_code == 200


def test_a_list_has_pages_of_fifty_rows(superuser: Client) -> None:
    for _number in range(51):
        make_organisation()
    assert superuser.get("/admin/speakers/organisation/").content.count(b'name="_selected_action"') == 50
    assert superuser.get("/admin/speakers/organisation/?p=2").content.count(b'name="_selected_action"') == 1


@pytest.mark.parametrize("words", ["alvarez", "Álvarez", "ÁLVAREZ jose"])
def test_search_needs_no_accents(superuser: Client, words: str) -> None:
    make_speaker(given_name="José", family_name="Álvarez")
    make_speaker(family_name="Dupont")
    found = superuser.get("/admin/speakers/speaker/", {"q": words}).context["cl"].result_list
    assert [speaker.family_name for speaker in found] == ["Álvarez"]


@pytest.mark.parametrize("most", [500, 1])
def test_words_may_stand_in_the_rows_to_which_one_points_be_they_few_or_many(
    superuser: Client, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("backoffice.base.MOST_KEYS", most)
    for number in range(3):
        session = make_session(make_event(title_en=f"Water {number}"), title_en=f"Roofs {number}")
        make_appearance(session, speaker=make_speaker(family_name="Traoré"))
    make_session(make_event(title_en="Water"), title_en="Housing")
    for path, found in (
        ("events/session/?q=water+roofs", ["Roofs 0", "Roofs 1", "Roofs 2"]),
        ("events/session/?q=water+housing", ["Housing"]),
        ("events/appearance/?q=traore+water+roofs", ["Roofs 0", "Roofs 1", "Roofs 2"]),
        ("events/appearance/?q=traore+housing", []),
    ):
        html = superuser.get(f"/admin/{path}").content.decode()
        assert [name for name in ("Roofs 0", "Roofs 1", "Roofs 2", "Housing") if name in html] == found, path


def test_search_looks_in_every_language(superuser: Client) -> None:
    event = make_event(title_en="Return", title_fr="Le retour", title_es="Regreso")
    make_session(event, title_en="Opening", title_fr="Séance d’ouverture")
    for path, words in (("event", "regreso"), ("session", "seance d'ouverture"), ("session", "ouverture retour")):
        assert len(superuser.get(f"/admin/events/{path}/", {"q": words}).context["cl"].result_list) == 1, words
    assert not superuser.get("/admin/events/session/", {"q": "ouverture nowhere"}).context["cl"].result_list


def test_autocomplete_needs_no_accents(superuser: Client) -> None:
    country = {"term": "cote d'ivoire", "app_label": "events", "model_name": "appearance", "field_name": "country"}
    assert [row["id"] for row in superuser.get("/admin/autocomplete/", country).json()["results"]] == ["CI"]


def test_the_list_says_in_words_how_complete_each_language_is(superuser: Client) -> None:
    event = make_event(title_en="A", title_fr="A", title_es="", summary_en="B", summary_fr="", summary_es=None)
    make_session(event, title_en="C", title_fr="C", title_es="C")
    make_appearance(make_session(event, title_en="D", title_fr="", title_es=None), function_en="E", function_fr="E")
    page = superuser.get("/admin/events/event/").content.decode()
    # English has all five; French lacks summary and one title; Spanish has one title.
    for words in ("en</span> 100 %", "fr</span> 60 %", "es</span> 20 %"):
        assert words in page


def test_a_row_of_a_list_can_be_chosen_and_leads_back_to_the_list_as_it_was(superuser: Client) -> None:
    session = make_session(title_en="Housing & <heat>")
    filters = f"event__id__exact={session.event_id}"
    page = superuser.get(f"/admin/events/session/?{filters}").content.decode()
    box = f'<input type="checkbox" name="_selected_action" value="{session.pk}" class="action-select"'
    label = "Select this object for an action - Housing &amp; &lt;heat&gt;"
    assert f'{box} aria-label="{label}">' in page
    address = f"/admin/events/session/{session.pk}/change/?_changelist_filters={quote(filters, safe='')}"
    assert f'<a href="{address}">' in page


def test_the_first_page_shows_events_to_come_and_no_plumbing(superuser: Client) -> None:
    make_event(title_en="To come")
    page = superuser.get("/admin/").content.decode()
    assert "To come" in page
    assert "auditlog" not in page
    assert "django_tasks" not in page


def test_the_first_page_takes_as_many_queries_for_many_events(superuser: Client, django_assert_num_queries) -> None:
    an_event()
    superuser.get("/admin/")
    with django_assert_num_queries(13):
        superuser.get("/admin/")
    for _number in range(12):
        an_event()
    with django_assert_num_queries(13):
        superuser.get("/admin/")


def test_the_language_is_the_users_choice(superuser: Client) -> None:
    assert 'lang="en"' in superuser.get("/admin/").content.decode()
    answer = superuser.post("/i18n/setlang/", {"language": "fr", "next": "/admin/"})
    assert answer.url == "/admin/"
    assert '<html lang="fr"' in superuser.get("/admin/").content.decode()


@pytest.mark.parametrize("path", ["", "events/event/", "events/event/add/", "speakers/organisation/import/",
                                  "speakers/organisation/export/", "login/"])  # fmt: skip
def test_a_page_has_no_inline_script_or_style(client: Client, path: str) -> None:
    if path != "login/":
        client.force_login(make_staff(is_superuser=True))
    make_event()
    page = client.get(f"/admin/{path}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "<script>" not in text
    assert "<style" not in text
    assert ' style="' not in text
    assert " onchange" not in text
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_sessions_and_documents_are_edited_where_they_belong(superuser: Client) -> None:
    session = make_session()
    answer = superuser.get(f"/admin/events/session/{session.pk}/change/")
    expected = f"/admin/events/event/{session.event_id}/agenda/?day=2027-06-14&open={session.pk}#r{session.pk}"
    assert answer.url == expected
    data = {"label_en": "Note", "kind": "other", "audience": "public", "position": 0, "event": session.event_id,
            "files-TOTAL_FORMS": 0, "files-INITIAL_FORMS": 0}  # fmt: skip
    answer = superuser.post("/admin/events/document/add/", data)
    assert answer.url == f"/admin/events/event/{session.event_id}/change/#documents"
    assert Document.objects.get().event == session.event


def test_the_screen_of_an_event_takes_as_many_queries_for_many_rows(
    superuser: Client, django_assert_num_queries
) -> None:
    event = make_event(venue=make_venue())
    settings = make_settings(event)

    def more() -> None:
        session = make_session(event)
        make_document(appearance=make_appearance(session), event=None)
        make_document(event=event)
        event.roles.create(organisation=make_organisation())
        Phase.objects.create(event=event, title_en="Phase", venue=make_venue())
        SeriesEntry.objects.create(event=event, series=Series.objects.create(slug=f"s{session.pk}", title_en="S"))

    more()
    assert settings.pk
    address = f"/admin/events/event/{event.pk}/change/"
    superuser.get(address)
    with django_assert_num_queries(41):
        superuser.get(address)
    for _number in range(10):
        more()
    with django_assert_num_queries(41):
        superuser.get(address)
