"""Registration in the back office: the part of an event's screen, the queue, people."""

from registrations.admin import event, missing_texts, questions, registration

__all__ = ["event", "missing_texts", "questions", "registration"]
