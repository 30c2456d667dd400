"""The back office of the programme. EventAdmin is registered by the app that knows registrations, as a subclass."""

from events.admin import documents, places, series, sessions
from events.admin.event import EventAdmin

__all__ = ["EventAdmin", "documents", "places", "series", "sessions"]
