"""The programme as tables: events, venues, sessions, and the appearances of speakers in them."""

from events.resources.appearances import AppearanceResource
from events.resources.programme import EventResource, VenueResource
from events.resources.sessions import SessionResource

__all__ = ["AppearanceResource", "EventResource", "SessionResource", "VenueResource"]
