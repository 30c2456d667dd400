"""The programme: series, venues, events, sessions, appearances, documents."""

from events.models.agenda_templates import AgendaTemplate
from events.models.documents import Document, DocumentFile
from events.models.event import Event, EventOrganisation, Phase, ended_before
from events.models.places import Room, Venue
from events.models.series import Series, SeriesEntry, SeriesOrganisation
from events.models.sessions import Appearance, Session
from events.models.versions import AgendaVersion, PublishedItem, PublishedSpeaker

__all__ = [
    "AgendaTemplate",
    "AgendaVersion",
    "Appearance",
    "Document",
    "DocumentFile",
    "Event",
    "EventOrganisation",
    "Phase",
    "PublishedItem",
    "PublishedSpeaker",
    "Room",
    "Series",
    "SeriesEntry",
    "SeriesOrganisation",
    "Session",
    "Venue",
    "ended_before",
]
