"""The agenda of the workshop of 2008: every item, time, name, function and document label, in its order."""

import io
import operator
import re
from collections.abc import Iterator
from typing import Any

import icalendar
import pytest
from django.test import Client
from pypdf import PdfReader

from demo.files import read_yaml
from events.models import Event
from tests.demo.pages import Reading

pytestmark = pytest.mark.django_db

SLUG = "idm-2008-return-development"
# What a reader of each language gets, and the language it then says it is in ("" where it is the page's own).
SHOWN = {"fr": ("fr", ""), "en": ("en", ""), "es": ("en", "en")}


def line_up(
    item: dict[str, Any], persons: dict[str, Any], language: str, marked: str, *, with_labels: bool
) -> Iterator[tuple[str, str]]:
    """Names, functions and labels of an item, in order, each with the language it must be marked with."""
    label_marked = "" if language == "en" and not marked else "en"
    labels = operator.itemgetter("documents") if with_labels else lambda _entry: []
    for entry in [*item.get("moderators", []), *item.get("speakers", [])]:
        for one in entry.get("people", [entry]):
            yield persons[one["person"]]["name"], ""
            yield persons[one["person"]][f"function_{language}"], marked
            yield from ((label, label_marked) for label in labels(one))
        if entry.get("joint"):
            yield from ((label, label_marked) for label in labels(entry))


def expected(language: str, marked: str, *, with_labels: bool = True) -> Iterator[tuple[str, str]]:
    """Everything the seed's agenda says, in its order; with the labels of documents or without."""
    seed = read_yaml("seed-events.yaml")
    persons = {person["id"]: person for person in seed["persons"]}
    event = next(event for event in seed["events"] if event["id"] == SLUG)
    for day in event["agenda"]["days"]:
        for item in day["items"]:
            yield item["start"], ""
            if item["end"]:
                yield item["end"], ""
            yield item["title"][language], marked
            yield from line_up(item, persons, language, marked, with_labels=with_labels)
            for after in item.get("followed_by", []):
                yield after["title"][language], marked


@pytest.mark.parametrize("language", SHOWN)
def test_it_shows_everything_the_source_says_in_its_order(demo: None, language: str) -> None:
    page = Reading(Client().get(f"/{language}/events/{SLUG}/agenda/").content.decode())
    facts = list(expected(*SHOWN[language]))
    assert len(facts) == 118
    place, before = 0, "the beginning"
    for text, marked in facts:
        found = page.find(text, place)
        assert found is not None, f"{text!r} does not come after {before!r}"
        assert found[1] == {marked or language}, f"{text!r} is marked {found[1]}"
        place, before = found[0], text


@pytest.mark.parametrize("language", SHOWN)
def test_the_official_document_has_the_same_in_the_same_order(demo: None, language: str) -> None:
    body = Client().get(f"/{language}/events/{SLUG}/agenda.pdf").content
    # A line may end anywhere: without any space.
    text = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())
    facts = [fact for fact, _marked in expected(*SHOWN[language], with_labels=False)]
    assert len(facts) == 83
    place, before = 0, "the beginning"
    for fact in facts:
        found = text.find("".join(fact.split()), place)
        assert found >= 0, f"{fact!r} does not come after {before!r}"
        place, before = found, fact


@pytest.mark.parametrize("language", SHOWN)
def test_it_shows_no_item_the_source_does_not_have(demo: None, language: str) -> None:
    page = Reading(Client().get(f"/{language}/events/{SLUG}/agenda/").content.decode())
    starts = [instant for instant in page.instants if "T" in instant]
    said = {f"{day}T{clock}" for day, clock in slots()}
    assert {start[:16] for start in starts} == said


def slots() -> Iterator[tuple[str, str]]:
    """Days with the times at which something starts or ends."""
    event = next(event for event in read_yaml("seed-events.yaml")["events"] if event["id"] == SLUG)
    for day in event["agenda"]["days"]:
        for item in day["items"]:
            yield from ((day["date"], clock) for clock in (item["start"], item["end"]) if clock)


def test_a_discussion_has_no_time_of_its_own(demo: None) -> None:
    page = Reading(Client().get(f"/fr/events/{SLUG}/agenda/").content.decode())
    parts = re.split(r"\d\d:\d\d–\d\d:\d\d", page.flow)
    assert sum("Débat général" in part for part in parts) == 6
    assert not [part for part in parts if part.strip().startswith("Débat général")]


@pytest.mark.parametrize("language", SHOWN)
def test_its_calendars_are_what_icalendar_writes(demo: None, language: str) -> None:
    for slug in Event.objects.values_list("slug", flat=True):
        body = Client().get(f"/{language}/events/{slug}/agenda.ics").content
        calendar = icalendar.Calendar.from_ical(body)
        assert calendar.to_ical(sorted=False) == body
        assert not [error for each in calendar.walk() for error in each.errors]
