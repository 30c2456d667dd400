"""What the mailbox has in the back office besides its desk: its part of an event's screen, and the standard answers."""

from inbox.admin import event, standard_answers

__all__ = ["event", "standard_answers"]
