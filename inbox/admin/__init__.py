"""The shared mailbox in the back office: the desk, and the standard answers."""

from inbox.admin import event, standard_answers
from inbox.desk import admin as desk

__all__ = ["desk", "event", "standard_answers"]
