"""The agenda as a Word document, on a template with placeholders: the house's, or the one beside this file.

docs/staff-guide.md lists the placeholders for those who make a template.
"""

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from events.exports.processes import made
from events.exports.xml_text import xml_text

Plain = dict[str, Any]
TEMPLATE = Path(__file__).with_name("agenda.docx")
# The exit code of docx_process.py for a template that cannot be filled in.
_BAD_TEMPLATE = 2


class BadTemplate(Exception):
    """The template cannot be filled in; `str()` says where."""


def word(template: bytes, document: Plain) -> bytes:
    """The document that agenda_document describes. Raises BadTemplate, and as `processes.made` does."""
    values, foreign = _word_values(document)
    asked = {"template": base64.b64encode(template).decode(), "values": values, "foreign": foreign}
    try:
        return made("docx_process.py", asked)
    except subprocess.CalledProcessError as error:
        if error.returncode != _BAD_TEMPLATE:
            raise
        raise BadTemplate(error.stderr.decode(errors="replace")) from error


def _word_values(document: Plain) -> tuple[Plain, dict[str, str]]:
    """What a template may name, each text plain; and which of the texts are in another language than the document."""
    foreign: dict[str, str] = {}
    values = _plain(document, document["language"], foreign)
    values["status_if_provisional"] = values["running_status"]
    values["place"] = ", ".join(values["place"])
    for day in values["days"]:
        day["items"] = [row for item in day["items"] for row in _rows(item, 1)]
    return values, foreign


def _plain(value: Any, language: str, foreign: dict[str, str]) -> Any:
    """The value with each {value, language} as its text alone; notes in `foreign` those of another language."""
    if isinstance(value, str):
        return xml_text(value)
    if isinstance(value, list):
        return [_plain(each, language, foreign) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() != {"value", "language"}:
        return {key: _plain(each, language, foreign) for key, each in value.items()}
    text = xml_text(value["value"])
    if value["language"] not in ("", language):
        foreign[text.strip()] = value["language"]
    return text


def _rows(item: Plain, level: int) -> Iterator[Plain]:
    """An item and those within it, one behind the other: a table has no rows within rows."""
    parts = item.pop("parts")
    marks = " · ".join(mark for mark in (item["kind"], item["place"], *item["notes"]) if mark)
    groups = [{"heading": group["heading"], "people": list(_people(group))} for group in item["groups"]]
    yield {**item, "level": level, "marks": marks, "groups": groups}
    for part in parts:
        yield from _rows(part, level + 1)


def _people(group: Plain) -> Iterator[Plain]:
    """Each speaker; who presents jointly with others has the note."""
    for line in group["lines"]:
        for person in line["people"]:
            note = ", ".join(each for each in (line["note"], person["note"]) if each)
            yield {**person, "note": note}


def sample() -> Plain:
    """A document with a value for every placeholder, to try a template with."""

    def said(value: str) -> Plain:
        return {"value": value, "language": ""}

    person = {
        "name": said("Name"),
        "function": [said("Function"), said("Body")],
        "topic": said("Topic"),
        "note": "note",
    }
    runs = [{"text": "Text", "strong": True, "emphasis": False, "href": "https://example.org/", "language": ""}]
    part = {
        "hours": "", "kind": "", "place": "", "notes": [], "title": said("Discussion"), "is_quiet": True,
        "is_cancelled": False, "description": [], "groups": [], "parts": [],
    }  # fmt: skip
    item = {
        **part,
        "hours": "10:00–11:00",
        "kind": "Session 1",
        "place": "Room",
        "notes": ["Cancelled"],
        "title": said("Title"),
        "is_quiet": False,
        "is_cancelled": True,
        "description": [{"kind": kind, "number": int(kind == "number"), "runs": runs} for kind in ("bullet", "number")],
        "groups": [{"heading": "Speakers", "lines": [{"note": "joint", "people": [person, person]}]}],
        "parts": [part],
    }
    return {
        "language": "en", "house": "House", "title": "Agenda – Title", "heading": said("Title"),
        "running": said("Title"), "subtitle": said("Subtitle"), "kind": "Workshop", "days_words": "1 January 2030",
        "place": [said("City")],
        "status": "Provisional agenda", "running_status": "Provisional agenda", "zone": "Zone",
        "as_of": "As of 1 January 2030", "nothing_yet": "Nothing yet", "days": [{"heading": "Day 1", "items": [item]}],
    }  # fmt: skip
