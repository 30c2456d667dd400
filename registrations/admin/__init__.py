"""The back office of registrations; the event's screen with what the event registers."""

from django.contrib import admin

from events.admin import EventAdmin
from events.models import Event


@admin.register(Event)
class EventWithRegistrationAdmin(EventAdmin):
    """The screen of an event."""
