"""Registration in the back office: the part of an event's screen, the queue, people."""

from registrations.admin import event, mailings, missing_texts, questions, registration, tell_of_agenda, untold

__all__ = ["event", "mailings", "missing_texts", "questions", "registration", "tell_of_agenda", "untold"]
