"""Registration in the back office: the part of an event's screen, the queue, people, the outbox."""

from registrations.admin import event, messages, questions, registration

__all__ = ["event", "messages", "questions", "registration"]
