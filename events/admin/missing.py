"""The texts of an event that a language lacks, each with the way to its box: what the percentages count."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db import models
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from backoffice.texts import language_label
from events.admin.sections import agenda_address
from events.completeness import Share
from events.models import Appearance, Event
from multilingual.texts import LANGUAGES, with_label


class Missing(NamedTuple):
    """A text that is missing: what it is, and where it is written."""

    words: str
    address: str


class Language(NamedTuple):
    """A language and what it lacks."""

    code: str
    label: str
    texts: list[Missing]


def lacking(row: models.Model, fields: Iterable[str], code: str) -> list[str]:
    """Of these fields those with a text in some language and none in this one."""
    return [
        field
        for field in fields
        if not getattr(row, f"{field}_{code}") and any(getattr(row, f"{field}_{other}") for other in LANGUAGES)
    ]


def label_of(row: models.Model, field: str) -> str:
    """What a field is called."""
    return capfirst(str(row._meta.get_field(field).verbose_name))  # type: ignore[union-attr]  # a field of our own


def by_language(missing_in: Callable[[str], Iterable[Missing]]) -> list[Language]:
    """The languages that lack something."""
    found = [Language(code, language_label(code), list(missing_in(code))) for code in LANGUAGES]
    return [language for language in found if language.texts]


def missing_of(event: Event) -> list[Language]:
    """What `completeness.measure` counts as missing, text by text; two queries."""
    change = reverse("admin:events_event_change", args=[event.pk])
    sessions = list(event.sessions.in_agenda_order())
    rows = Appearance.objects.filter(session__event=event).select_related("speaker", "session")
    appearances = list(rows.order_by("session__day", "session__starts_at", "session", "position", "pk"))

    def missing_in(code: str) -> Iterable[Missing]:
        for field in lacking(event, Event.text_fields, code):
            yield Missing(label_of(event, field), f"{change}#id_{field}_{code}")
        for session in sessions:
            for field in lacking(session, ("title",), code):
                yield Missing(with_label(label_of(session, field), session), agenda_address(session))
        for appearance in appearances:
            for field in lacking(appearance, ("function",), code):
                who = f"{appearance.speaker.name} ({appearance.session})"
                yield Missing(with_label(label_of(appearance, field), who), agenda_address(appearance.session))

    return by_language(missing_in)


def languages_in_a_line(event: Event, missing: Iterable[Share]) -> SafeString:
    """“French (3), Spanish (1)”, each a link to what is missing."""
    page = reverse("admin:events_event_missing", args=[event.pk])
    links = ((page, share.code, language_label(share.code), share.missing) for share in missing)
    return format_html_join(", ", '<a href="{}#{}">{} ({})</a>', links)


def sentence(event: Event, missing: Iterable[Share]) -> SafeString:
    """That texts are missing, in which languages, and the way to them."""
    words = gettext("Texts are missing: %(languages)s.")
    before, _mark, after = words.partition("%(languages)s")
    return format_html("{}{}{}", before, languages_in_a_line(event, missing), after)
