"""The back office of the programme. Other rooms add to the screen of an event by `backoffice.extensions.extend`."""

from events.admin import agenda_templates, documents, event, places, series, sessions

__all__ = ["agenda_templates", "documents", "event", "places", "series", "sessions"]
