"""Loads how the forum registers: settings, categories with quotas, questions of every type."""

import datetime

from django.utils import timezone

from demo.files import Record, spread
from events.models import Event
from registrations.models import Category, Question, QuestionChoice, RegistrationSettings

_QUESTION = ("code", "type", "is_required", "is_restricted", "keep_days")


def load(event: Event, record: Record) -> None:
    """Settings, categories and questions of an event; the form is open until a week before it begins."""
    _settings(event, record)
    categories = _categories(event, record["categories"])
    _questions(event, record["questions"], categories)


def _settings(event: Event, record: Record) -> None:
    now = timezone.now()
    RegistrationSettings.objects.create(
        event=event,
        how=RegistrationSettings.How.APPROVAL,
        opens_at=now - datetime.timedelta(weeks=4),
        closes_at=now + datetime.timedelta(weeks=5),
        capacity=record["capacity"],
        capacity_online=record["capacity_online"],
        mailbox=record["mailbox"],
        asks_phone=True,
        asks_confirmation=True,
        has_lists_by_hand=True,
        asked_consents=record["asked_consents"],
        **spread("notice", record["notice"]),
        notice_version=record["notice_version"],
    )


def _categories(event: Event, records: list[Record]) -> dict[str, Category]:
    categories = {}
    for position, category in enumerate(records):
        plain = {key: value for key, value in category.items() if key != "label"}
        categories[category["code"]] = Category.objects.create(
            event=event, position=position, **plain, **spread("label", category["label"])
        )
    return categories


def _questions(event: Event, records: list[Record], categories: dict[str, Category]) -> None:
    for position, question in enumerate(records):
        row = Question.objects.create(
            event=event,
            position=position,
            **{key: question[key] for key in _QUESTION if key in question},
            **spread("label", question["label"]),
            **spread("help", question.get("help")),
        )
        row.categories.set([categories[code] for code in question.get("categories", [])])
        for place, choice in enumerate(question.get("choices", [])):
            QuestionChoice.objects.create(
                question=row, code=choice["code"], position=place, **spread("label", choice["label"])
            )
