"""The programme as tables: sessions, and the appearances of speakers in them."""

from events.resources.appearances import AppearanceResource
from events.resources.sessions import SessionResource

__all__ = ["AppearanceResource", "SessionResource"]
