"""The public pages of the directory."""

import re

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from events.models import DocumentFile, Event, EventOrganisation
from tests.events.test_views import read, words
from tests.factories import (
    make_appearance,
    make_country,
    make_document,
    make_event,
    make_organisation,
    make_session,
    make_speaker,
    make_venue,
    publish_agendas,
)
from tests.reading import read_sitemap

pytestmark = pytest.mark.django_db


def test_a_speakers_page_tells_where_and_as_what_he_or_she_spoke(client: Client) -> None:
    speaker = make_speaker(given_name="Rafael", family_name="Álvarez", honorific="H.E.", bio_en="Born in San Salvador")
    session = make_session(make_event(title_en="Return"), title_en="Tools")
    appearance = make_appearance(session, speaker=speaker, role="moderator", function_en="Director General")
    make_document(appearance=appearance, label_en="Presentation")
    publish_agendas()
    text = words(read(client, f"/en/speakers/{speaker.slug}/"))
    for fact in ("H.E. Rafael Álvarez", "Born in San Salvador", "Return", "Moderator: Tools", "Director General"):
        assert fact in text
    assert "Presentation" in text


def test_a_speakers_page_says_where_each_meeting_stands(client: Client) -> None:
    speaker = make_speaker()
    for title, status in (("Gone", "cancelled"), ("Later", "postponed")):
        make_appearance(make_session(make_event(title_en=title, status=status)), speaker=speaker)
    publish_agendas()
    text = words(read(client, f"/en/speakers/{speaker.slug}/"))
    assert "Gone Cancelled" in text
    assert "Later Postponed" in text


def test_a_speakers_page_writes_french_as_french(client: Client) -> None:
    session = make_session(title_fr="Outils")
    appearance = make_appearance(session, speaker=make_speaker(slug="spoken"), role="moderator")
    make_document(appearance=appearance, label_fr="Biographie")
    publish_agendas()
    text = words(read(client, "/fr/speakers/spoken/")).replace("\xa0", " ")
    assert re.search(r"\w\)? : +Outils", text), "a space before the colon, too"
    assert "le fichier viendra plus tard" in text


def test_a_speakers_page_keeps_what_is_private(client: Client) -> None:
    speaker = make_speaker(email="private@example.org", note="dislikes mornings")
    appearance = make_appearance(speaker=speaker, note="late answer")
    make_document(appearance=appearance, label_en="Internal brief", audience="staff")
    publish_agendas()
    page = read(client, f"/en/speakers/{speaker.slug}/")
    for secret in ("private@example.org", "dislikes mornings", "late answer", "Internal brief"):
        assert secret not in page


def test_who_speaks_nowhere_in_public_has_no_page(client: Client) -> None:
    declined = make_appearance(status="declined").speaker
    draft = make_appearance(make_session(make_event(status=Event.Status.DRAFT))).speaker
    publish_agendas()
    for speaker in (make_speaker(), declined, draft):
        assert client.get(f"/en/speakers/{speaker.slug}/").status_code == 404


def test_a_draft_is_not_on_the_page_of_somebody_who_speaks_elsewhere_too(client: Client) -> None:
    speaker = make_appearance().speaker
    draft = make_session(make_event(title_en="Secret", status=Event.Status.DRAFT))
    make_appearance(draft, speaker=speaker)
    publish_agendas()
    assert "Secret" not in read(client, f"/en/speakers/{speaker.slug}/")


def test_an_organisations_page_tells_its_part_and_who_spoke_for_it(client: Client) -> None:
    body = make_organisation(
        name_en="Ministry of Labour", acronym_en="MoL", country=make_country("MU"), place="Port Louis"
    )
    event = make_event(title_en="Return")
    EventOrganisation.objects.create(event=event, organisation=body, role="funder")
    make_appearance(make_session(event), speaker=make_speaker(family_name="Owens")).organisations.add(body)
    publish_agendas()
    text = words(read(client, f"/en/organisations/{body.slug}/"))
    for fact in ("Ministry of Labour", "MoL", "Mauritius", "Port Louis", "Return", "funder", "Owens"):
        assert fact in text


def test_an_organisation_of_which_nothing_public_speaks_has_no_page(client: Client) -> None:
    body = make_organisation()
    EventOrganisation.objects.create(event=make_event(status=Event.Status.DRAFT), organisation=body, role="host")
    assert client.get(f"/en/organisations/{body.slug}/").status_code == 404


def test_a_part_that_is_shown_has_a_page_and_leads_to_the_whole(client: Client) -> None:
    whole = make_organisation(name_en="Organization for Migration")
    part = make_organisation(name_en="Country office", parent=whole)
    make_appearance().organisations.add(part)
    publish_agendas()
    assert "Country office" in read(client, f"/en/organisations/{whole.slug}/")
    assert "Organization for Migration" in read(client, f"/en/organisations/{part.slug}/")


@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_costs_as_many_queries_for_many_rows_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    speaker, body = make_speaker(slug="spoken"), make_organisation(slug="body")
    for _ in range(rows):
        event = make_event(venue=make_venue())
        appearance = make_appearance(make_session(event), speaker=speaker, country=make_country("CV"))
        appearance.organisations.add(body, make_organisation())
        make_appearance(appearance.session, country=make_country("CV")).organisations.add(body)
        document = make_document(appearance=appearance)
        DocumentFile.objects.create(document=document, language="fr", url="https://example.org/note.pdf")
        EventOrganisation.objects.create(event=event, organisation=body, role="partner")
    publish_agendas()
    for page, queries in {"speakers/spoken/": 9, "organisations/body/": 9}.items():
        with django_assert_num_queries(queries, info=page):
            read(client, f"/fr/{page}")


def test_who_is_hidden_is_on_no_public_page(client: Client) -> None:
    speaker = make_speaker(given_name="Rafael", family_name="Hideaway", slug="rafael-hideaway")
    body = make_organisation(name_en="Body", slug="body")
    session = make_session(make_event(slug="return", title_en="Return"), title_en="Tools")
    appearance = make_appearance(session, speaker=speaker, role="moderator")
    appearance.organisations.add(body)
    document = make_document(appearance=appearance, label_en="Hideaway's slides")
    file = DocumentFile.objects.create(document=document, language="en", url="https://example.org/hideaway.pdf")
    EventOrganisation.objects.create(event=session.event, organisation=body)
    event = "/en/events/return/"
    pages = (
        event, f"{event}agenda/", f"{event}agenda.ics", f"{event}event.ics", f"{event}speakers/", f"{event}documents/",
        f"{event}sessions/{session.pk}/", "/en/organisations/body/", "/en/?q=hideaway",
        "/en/events/?q=hideaway",
    )  # fmt: skip
    publish_agendas()
    pages = (*pages, *read_sitemap(client))
    assert sum("ideaway" in client.get(page).content.decode().replace("q=hideaway", "") for page in pages) >= 6
    speaker.is_hidden = True
    speaker.save()
    for page in pages:
        found = client.get(page).content.decode().replace("q=hideaway", "").replace('value="hideaway"', "")
        assert "ideaway" not in found.replace("“hideaway”", ""), page
    assert client.get("/en/speakers/rafael-hideaway/").status_code == 404
    assert file.pk


def test_an_organisations_page_names_each_meeting_once(client: Client) -> None:
    body, event = make_organisation(name_en="Body", slug="body"), make_event(title_en="Return and reintegration")
    for role in ("organiser", "host"):
        EventOrganisation.objects.create(event=event, organisation=body, role=role)
    speaker = make_speaker(family_name="Traoré")
    for title in ("Opening", "Closing"):
        make_appearance(make_session(event, title_en=title), speaker=speaker).organisations.add(body)
    publish_agendas()
    page = read(client, "/en/organisations/body/")
    assert page.count("Return and reintegration") == 2, "once among the meetings, once at the speaker"
    assert "organiser, host" in page


def test_a_document_without_a_file_is_to_come_and_after_the_meeting_a_page_says_once_that_it_never_came(
    client: Client,
) -> None:
    event = make_event(slug="return")
    appearance = make_appearance(make_session(event), speaker=make_speaker(slug="awa-traore"))
    for place in ({"event": event}, {"session": appearance.session}, {"appearance": appearance}):
        make_document(**{"event": None, **place}, label_en="Report of the meeting")
    publish_agendas()
    pages = [
        f"/en/events/return/{page}" for page in ("", "agenda/", "documents/", f"sessions/{appearance.session.pk}/")
    ]
    pages.append("/en/speakers/awa-traore/")
    for page in pages:
        html = read(client, page)
        assert "announced, its file comes later" in html, page
        assert "never given" not in html, page
    with time_machine.travel("2040-01-01", tick=False):
        for page in pages:
            html = read(client, page)
            assert "Report of the meeting" in html
            assert html.count("announced") == html.count("never given") == 1, page
