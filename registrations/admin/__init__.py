"""Registration in the back office: the part of an event's screen, the queue, people, the outbox."""

from registrations.admin import event, messages, questions, registration, standing_words
from registrations.admin.desk import admin as desk

__all__ = ["desk", "event", "messages", "questions", "registration", "standing_words"]
