"""Home, search, the list of all events, series."""

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from events.models import Event, EventOrganisation, Series, SeriesEntry, SeriesOrganisation
from tests.events.test_views import read, words
from tests.factories import (
    make_appearance,
    make_country,
    make_event,
    make_organisation,
    make_session,
    make_settings,
    make_speaker,
    make_venue,
    publish_agendas,
)

pytestmark = pytest.mark.django_db
SOON, LONG_AGO = datetime.date(2090, 1, 7), datetime.date(2008, 7, 7)


def titles(client: Client, address: str) -> list[str]:
    """The titles of the events that a page lists, in order."""
    page = client.get(address, follow=True).content.decode()
    return [part.partition("</a>")[0].rpartition(">")[2] for part in page.split("<h3><a ")[1:]]


def test_home_shows_coming_events_by_nearness_and_past_ones_from_the_latest(client: Client) -> None:
    for title, first in (("Later", 2), ("Soon", 1)):
        make_event(title_en=title, starts_on=SOON.replace(month=first), ends_on=None)
    for title, year in (("Old", 2008), ("Recent", 2015)):
        make_event(title_en=title, starts_on=LONG_AGO.replace(year=year), ends_on=None)
    assert titles(client, "/en/") == ["Soon", "Later", "Recent", "Old"]


@pytest.mark.parametrize("address", ["/en/", "/en/events/", "/en/?q=secret", "/en/events/?q=secret", "/en/series/idm/"])
def test_a_draft_is_in_no_list(client: Client, address: str) -> None:
    event = make_event(title_en="Secret", status=Event.Status.DRAFT)
    series = Series.objects.create(slug="idm", title_en="Dialogue")
    SeriesEntry.objects.create(series=series, event=event)
    assert "Secret" not in read(client, address)


def test_search_finds_without_accents_and_whatever_apostrophe(client: Client) -> None:
    venue = make_venue(country=make_country("CI"), city_fr="Abidjan")
    make_event(title_fr="Atelier", title_en="Workshop", venue=venue)
    assert titles(client, "/fr/?q=cote+d%27ivoire") == ["Atelier"]
    assert titles(client, "/fr/?q=C%C3%B4te+d%E2%80%99Ivoire") == ["Atelier"]


@pytest.mark.parametrize(
    "query", ["ngoran", "N%27Goran", "n%E2%80%99goran", "%22kouassi+ngoran%22", "%C2%AB+kouassi+%C2%BB", "%27goran%27"]
)
def test_an_apostrophe_is_nothing_and_quotes_say_nothing(client: Client, query: str) -> None:
    make_appearance(speaker=make_speaker(given_name="Kouassi", family_name="N’Goran"))
    publish_agendas()
    assert "Kouassi N’Goran" in words(read(client, f"/en/?q={query}"))


def test_a_query_without_a_word_is_none(client: Client) -> None:
    make_event(title_en="Ageing")
    assert "Nothing contains" not in read(client, "/en/?q=%22+%27+%C2%AB")
    assert "<h1>Search</h1>" not in read(client, "/en/?q=%22+%27+%C2%AB")


def test_who_is_found_or_listed_has_function_organisation_and_country(client: Client) -> None:
    speaker = make_speaker(given_name="Awa", family_name="Traoré", function_en="Mayor", country=make_country("CI"))
    speaker.organisations.add(make_organisation(name_en="City of Ports"))
    make_appearance(speaker=speaker)
    publish_agendas()
    for address in ("/en/?q=ivoire", "/en/speakers/"):
        assert "Awa Traoré Mayor, City of Ports, Côte d'Ivoire" in words(read(client, address)).replace(
            "’", "'"
        ).replace("&#x27;", "'")


def test_search_finds_a_word_of_another_language(client: Client) -> None:
    make_event(title_fr="Migration de retour", title_en="Return migration")
    assert titles(client, "/en/?q=retour") == ["Return migration"]


def test_search_finds_people_bodies_and_series(client: Client) -> None:
    speaker = make_speaker(given_name="Rafael", family_name="Álvarez")
    appearance = make_appearance(speaker=speaker)
    appearance.organisations.add(make_organisation(name_en="Álvarez Institute"))
    Series.objects.create(slug="alvarez", title_en="Álvarez lectures")
    publish_agendas()
    page = read(client, "/en/?q=alvarez")
    for name in ("Rafael Álvarez", "Álvarez Institute", "Álvarez lectures"):
        assert name in page


def test_search_names_nobody_of_whom_no_public_page_speaks(client: Client) -> None:
    make_speaker(family_name="Hidden")
    make_organisation(name_en="Hidden body")
    draft = make_session(make_event(status=Event.Status.DRAFT))
    make_appearance(draft, speaker=make_speaker(family_name="Hidden too"))
    publish_agendas()
    assert "Nothing contains all of “hidden”" in read(client, "/en/?q=hidden")


def test_a_search_for_markup_is_shown_as_typed(client: Client) -> None:
    page = read(client, "/en/?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("year=2008", ["Old"]),
        ("kind=training", ["Course"]),
        ("series=idm", ["Old"]),
        ("place=dakar", ["Course"]),
        ("q=course&year=2008", []),
        ("year=nonsense&kind=nonsense&place=nonsense&page=nonsense", ["Course", "Old"]),
        ("page=99", ["Course", "Old"]),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(client: Client, query: str, found: list[str]) -> None:
    venue = make_venue(slug="dakar")
    old = make_event(title_en="Old", starts_on=LONG_AGO, ends_on=None)
    make_event(title_en="Course", kind=Event.Kind.TRAINING, venue=venue)
    SeriesEntry.objects.create(series=Series.objects.create(slug="idm", title_en="Dialogue"), event=old)
    assert titles(client, f"/en/events/?{query}") == found


def test_a_long_list_has_pages_that_keep_the_filter(client: Client) -> None:
    for _ in range(21):
        make_event(starts_on=LONG_AGO, ends_on=None)
    page = read(client, "/en/events/?year=2008")
    assert "Page 1 of 2" in page
    assert 'href="?year=2008&amp;page=2"' in page
    assert len(titles(client, "/en/events/?year=2008&page=2")) == 1


def test_the_language_switch_keeps_the_filter(client: Client) -> None:
    make_event(starts_on=LONG_AGO, ends_on=None)
    assert 'href="/fr/events/?year=2008"' in read(client, "/en/events/?year=2008")


def test_a_series_shows_its_editions_also_those_that_are_not_here(client: Client) -> None:
    series = Series.objects.create(
        slug="idm", title_en="Dialogue", acronym_en="IDM", since=2001, periodicity_en="yearly"
    )
    part = Series.objects.create(slug="idm-high-level", title_en="High-level conferences", parent=series)
    SeriesEntry.objects.create(
        series=series, event=make_event(title_en="Return"), ordinal=2, year=2008, theme_en="Return Migration"
    )
    SeriesEntry.objects.create(series=series, title_en="Managing Return", ordinal=1, year=2008, starts_on=LONG_AGO)
    body = make_organisation(name_en="Owner body")
    SeriesOrganisation.objects.create(series=series, organisation=body, role="owner")
    text = words(read(client, "/en/series/idm/"))
    for fact in (
        "Dialogue",
        "IDM",
        "Since 2001",
        "yearly",
        "Return Migration",
        "Managing Return",
        "no. 2",
        "Owner body",
    ):
        assert fact in text
    assert "High-level conferences" in text
    assert "Dialogue" in words(read(client, part.get_absolute_url()))


def test_the_editions_of_a_year_stand_from_the_newest_as_the_years_do(client: Client) -> None:
    series = Series.objects.create(slug="idm", title_en="Dialogue")
    april = make_event(title_en="Held in April", starts_on=datetime.date(2008, 4, 2), ends_on=None)
    SeriesEntry.objects.create(series=series, event=april, year=2008, ordinal=1)
    july = {"title_en": "Held in July", "starts_on": datetime.date(2008, 7, 1)}
    SeriesEntry.objects.create(series=series, year=2008, ordinal=2, **july)
    SeriesEntry.objects.create(series=series, year=2008, title_en="Held some day")
    SeriesEntry.objects.create(series=series, year=2009, title_en="Held later")
    page = read(client, "/en/series/idm/")
    names = ["Held later", "Held in July", "Held in April", "Held some day"]
    assert sorted(names, key=page.index) == names


def fill(rows: int) -> None:
    series = Series.objects.create(slug="idm", title_en="Dialogue")
    for number in range(rows):
        first = SOON if number % 2 else LONG_AGO
        event = make_event(venue=make_venue(), starts_on=first, ends_on=None, title_en="Return of many")
        make_settings(event)
        SeriesEntry.objects.create(series=series, event=event)
        speaker = make_speaker(family_name="Return")
        make_appearance(make_session(event), speaker=speaker).organisations.add(make_organisation(name_en="Return"))


@pytest.mark.parametrize("rows", [2, 30])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/fr/", 2),
        ("/fr/events/", 5),
        ("/fr/?q=return", 6),
        ("/fr/series/idm/", 5),
        ("/fr/speakers/", 3),
        ("/fr/organisations/", 1),
    ],
)
def test_a_list_costs_as_many_queries_for_many_rows_as_for_few(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, address: str, queries: int, rows: int
) -> None:
    fill(rows)
    publish_agendas()
    with django_assert_num_queries(queries):
        read(client, address)


def test_the_list_of_meetings_finds_people_and_organisations_as_the_home_page_does(client: Client) -> None:
    event = make_event(title_en="Ageing")
    make_event(title_en="Other")
    speaker = make_speaker(given_name="Zoé", family_name="Álvarez")
    make_appearance(make_session(event), speaker=speaker)
    EventOrganisation.objects.create(event=event, organisation=make_organisation(name_en="Bureau of Labour"))
    publish_agendas()
    for query in ("zoe+alvarez", "bureau+labour", "ageing"):
        assert titles(client, f"/en/events/?q={query}") == ["Ageing"]
    draft = make_event(title_en="Secret", status="draft")
    make_appearance(make_session(draft), speaker=speaker)
    publish_agendas()
    assert titles(client, "/en/events/?q=alvarez") == ["Ageing"]
    page = read(client, "/en/events/?q=nowhere")
    assert "No meeting fits. Try fewer words" in page
    assert 'href="/en/?q=nowhere"' in page
    assert "No meeting fits" not in read(client, "/en/events/?q=ageing")


def test_the_search_finds_sessions_and_people_by_country(client: Client) -> None:
    speaker = make_speaker(given_name="Awa", family_name="Traoré", country=make_country("ML"))
    session = make_session(make_event(title_en="Return"), title_en="Tools of reintegration")
    make_appearance(session, speaker=speaker)
    make_session(make_event(status="draft"), title_en="Tools not announced")
    publish_agendas()
    page = client.get("/en/?q=tools").content.decode()
    assert "Tools of reintegration" in page
    assert "not announced" not in page
    assert "Awa Traoré" in client.get("/fr/?q=mali").content.decode()
    nothing = client.get("/en/?q=nowhere").content.decode()
    assert "/en/speakers/" in nothing
    assert "/en/organisations/" in nothing


def test_all_speakers_and_organisations_of_public_meetings_have_a_list(client: Client) -> None:
    body = make_organisation(name_en="Ministry of Return")
    shown = make_appearance(make_session(make_event()), speaker=make_speaker(family_name="Shown"))
    shown.organisations.add(body)
    make_appearance(make_session(make_event(status="draft")), speaker=make_speaker(family_name="Draft"))
    make_speaker(family_name="Nowhere")
    publish_agendas()
    page = client.get("/en/speakers/").content.decode()
    assert "Shown" in page
    assert "Draft" not in page
    assert "Nowhere" not in page
    assert "Ministry of Return" in client.get("/en/organisations/").content.decode()
    assert client.get("/en/speakers/?page=1").status_code == 302
    assert client.get("/en/speakers/?page=99")["Location"] == "/en/speakers/"
