"""What is said by rule in a mail: how a person is addressed, how dates and places are written, in each language.

The words stand in `templates/<app>/emails/formulas.<language>.toml`, beside the texts they belong to.
"""

import datetime
import re
import tomllib
from functools import lru_cache
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.dateformat import time_format
from django.utils.formats import get_format

from events.agenda import hours_of
from events.models import Event
from multilingual.search import fold
from multilingual.texts import fallbacks, translated
from speakers.honorifics import MAN, WOMAN, Named, letters

# Honorifics in the languages of the house, without accents, dots, spaces and case.
_EXCELLENCY = re.compile(
    r"(he|se)(m|mme|mr|mrs|ms|dr|sr|sra|don|dona)?|sexc.*|(his|her|son|su|s)?excell?enc.*|excm[oa].*|excelentisim.*"
)
_AMBASSADOR = re.compile(r"(ambassad|embajad).*")


@lru_cache(maxsize=128)
def source_of(app: str, name: str) -> str:
    """A file of words of an app, or nothing."""
    try:
        return str(get_template(f"{app}/emails/{name}").template.source)  # type: ignore[attr-defined]
    except TemplateDoesNotExist:
        return ""


@lru_cache(maxsize=32)
def formulas(language: str, app: str = "outbox") -> dict[str, Any]:
    """The formulas of an app in a language, else in its fallback."""
    for code in fallbacks(language):
        if source := source_of(app, f"formulas.{code}.toml"):
            return tomllib.loads(source)
    raise TemplateDoesNotExist(f"{app}/emails/formulas.{language}.toml")


def form_of_address(honorific: str, title: str) -> str:
    """`excellency`, `woman`, `man` or `neutral`: by what the person wrote, never by guessing from a name."""
    key, title_key = (letters(text) for text in (honorific, title))
    if _EXCELLENCY.fullmatch(key) or _AMBASSADOR.fullmatch(key) or _AMBASSADOR.fullmatch(title_key):
        return "excellency"
    # Some write it where the title belongs, alone or beside one: "Mme", "Prof. Mme"; "M.Sc." is none.
    words = [key, title_key, *re.findall(r"(?<!\S)\(?(mme|mrs|ms|mr|sra|sr)\b", fold(title))]
    found = ["woman" if word in WOMAN else "man" for word in words if word in WOMAN | MAN]
    return next(iter(found), "neutral")


def salutation(person: Named, language: str) -> str:
    """The form in which the greeting stands, {name} still in it."""
    form = form_of_address(person.honorific, person.title)
    words = formulas(language)["salutation"]
    return str(words["nameless"] if form == "neutral" and not person.name else words[form])


def closing(person: Named, language: str) -> str:
    """The closing formula that goes with the salutation."""
    return str(formulas(language)["closing"][form_of_address(person.honorific, person.title)])


def date(day: datetime.date, language: str) -> str:
    """“12 May 2027”, “12 mai 2027”, “12 de mayo de 2027”."""
    return _day_range(day, day, formulas(language))


def event_dates(event: Event, language: str) -> str:
    """“14–15 June 2027 (Europe/Zurich, UTC+2)”; with the hours of the sessions where all is on one day."""
    first, last = event.starts_on, event.last_day
    if first is None or last is None:
        return translated(event, "date_text", language).value if hasattr(event, "date_text_en") else event.date_text
    words = formulas(language)
    text = _day_range(first, last, words)
    noon = datetime.datetime.combine(first, datetime.time(12), event.zone)
    if hours := event_hours(event):
        noon = hours[0]
        style = get_format("TIME_FORMAT", lang=language)
        start, end = (time_format(instant.astimezone(event.zone), style) for instant in hours)
        text = words["dates"]["with_hours"].format(date=text, start=start, end=end)
    return f"{text} ({event.timezone}, {_offset(noon.astimezone(event.zone))})"


def event_hours(event: Event) -> tuple[datetime.datetime, datetime.datetime] | None:
    """First start and last end of the sessions of an event of one day; None where they do not tell."""
    if event.starts_on is None or event.last_day != event.starts_on:
        return None
    spans = hours_of(event)
    if not spans:
        return None
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    is_on_the_day = all(instant.astimezone(event.zone).date() == event.starts_on for instant in (start, end))
    return (start, end) if is_on_the_day else None


def place_of(event: Event, language: str, mode: str = "") -> str:
    """Venue, city and country; online for somebody whose `mode` that is."""
    venue = event.venue
    if event.mode == Event.Mode.ONLINE or mode == Event.Mode.ONLINE or (venue and venue.is_online):
        return str(formulas(language)["online"])
    if venue is None:
        return ""
    parts = [translated(venue, name, language).value for name in ("name", "city")]
    if venue.country:
        parts.append(translated(venue.country, "name", language).value)
    return ", ".join(part for part in parts if part)


def _day_range(first: datetime.date, last: datetime.date, words: dict[str, Any]) -> str:
    dates = words["dates"]
    start, end = _parts(first, words), _parts(last, words)
    if first == last:
        form = "one_day"
    elif (first.year, first.month) == (last.year, last.month):
        form = "two_days" if (last - first).days == 1 else "one_month"
    else:
        form = "one_year" if first.year == last.year else "years"
    return str(dates[form].format(**start, **{f"{key}2": value for key, value in end.items()}))


def _parts(date: datetime.date, words: dict[str, Any]) -> dict[str, str]:
    day = words["dates"].get("first_day", "1") if date.day == 1 else str(date.day)
    return {"day": day, "month": words["months"][date.month - 1], "year": str(date.year)}


def _offset(instant: datetime.datetime) -> str:
    minutes = int((instant.utcoffset() or datetime.timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return "UTC" if minutes == 0 else f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
