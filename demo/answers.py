"""Loads the standard answers of the forum and of the house."""

from demo.files import Record, read_yaml, spread
from events.models import Event
from inbox.models import StandardAnswer

FIELDS = ("label", "keywords", "body")


def load(event: Event) -> None:
    """Those of the event, and those of the house that are not there yet."""
    data = read_yaml("standard-answers.yaml")
    for record in data["event"]:
        StandardAnswer.objects.create(event=event, **_columns(record))
    for record in data["house"]:
        columns = _columns(record)
        StandardAnswer.objects.get_or_create(event=None, label_en=columns["label_en"], defaults=columns)


def _columns(record: Record) -> dict[str, str]:
    return {column: text.strip() for field in FIELDS for column, text in spread(field, record[field]).items()}
