"""Mail to many in the back office: mails to participants, and what they add to the screens of events and people."""

from mailings.admin import event, mailing, tell_of_agenda

__all__ = ["event", "mailing", "tell_of_agenda"]
