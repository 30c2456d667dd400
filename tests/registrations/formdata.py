"""Filling in the registration form as a browser does: take what the page holds, change some answers, send it."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from events.models import Event

ANSWERS = {
    "title": "Ms",
    "given_name": "Ana",
    "family_name": "Pérez",
    "email": "ana@example.org",
    "function": "Head of unit",
    "organisation_name": "Ministry of Labour",
    "country": "CV",
    "language": "fr",
}


def address_of(event: Event, language: str = "fr") -> str:
    return f"/{language}/events/{event.slug}/register/"


def hidden(page: str) -> dict[str, str]:
    """The hidden inputs of a page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def send(client: Client, event: Event, *, query: str = "", read_in: str = "fr", **changes: Any) -> HttpResponse:
    """Open the form, fill it in, send it. A change to None leaves an answer out."""
    page = client.get(address_of(event, read_in) + query).content.decode()
    answers = {**hidden(page), **ANSWERS, **changes}
    return client.post(
        address_of(event, read_in), {name: value for name, value in answers.items() if value is not None}
    )
