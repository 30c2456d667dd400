"""Registration in the back office: the part of an event's screen, the queue, people."""

from registrations.admin import (
    agenda_told,
    event,
    mailings,
    missing_texts,
    questions,
    registration,
    tell_of_agenda,
    untold,
)

__all__ = ["agenda_told", "event", "mailings", "missing_texts", "questions", "registration", "tell_of_agenda", "untold"]
