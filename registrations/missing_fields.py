"""What is missing of a registration, in words, or of somebody whom staff are about to register: is it asked for?"""

from collections.abc import Mapping
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from events.models import Event
from multilingual.texts import translated
from registrations.models import Registration
from registrations.models.registration import given
from registrations.models.states import State

# What the form asks besides the questions of the event.
LABELS = {
    "email": _("e-mail"),
    "family_name": _("family name"),
    "function": _("function"),
    "organisation": _("organisation"),
    "country": _("country"),
    "category": _("category"),
    "nomination_document": _("nomination document"),
}


def missing_labels(registration: Registration) -> list[str]:
    """What is missing, in the reader's language: the names of fields, the labels of questions."""
    questions = {question.code: question for question in registration.event.questions.all()}
    return [
        str(LABELS[code]) if code in LABELS else translated(questions[code], "label").value
        for code in registration.missing()
    ]


def lacking(event: Event, fields: Mapping[str, Any], answers: Mapping[str, Any] | None = None) -> list[str]:
    """Codes of what the form asks and these data do not give, as `missing()` says it of a registration.

    No query once the categories and questions of this event were asked for.
    """
    prefetch_related_objects([event], "categories", "questions__categories")
    row = Registration(event=event, **fields)
    row.make_keys()
    return row.missing_besides(given(answers))


def is_asked(fields: Mapping[str, Any], missing: list[str]) -> bool:
    """Something is missing, and there is an address at which to ask: the registration waits for the person.

    Of somebody without an address it waits for staff: nobody else would ever complete it.
    """
    return bool(missing) and bool(str(fields.get("email") or "").strip())


def state_of_accepted(
    event: Event,
    fields: Mapping[str, Any],
    answers: Mapping[str, Any],
    *,
    nomination: str = "",
    is_pending: bool = False,
    is_approved: bool = False,
) -> str | None:
    """In which state somebody begins whom staff accept; None: as the settings of the event say.

    `nomination`: the document that came with the mail. `is_pending`: to be decided on although something is missing.
    `is_approved`: staff give a place at once.
    """
    if is_approved:
        return State.APPROVED
    if is_pending:
        return None
    columns = {**fields, "nomination_document": nomination}
    return State.INCOMPLETE if is_asked(columns, lacking(event, columns, answers)) else None
