"""The back office of the directory. `base` holds what every list and form of the back office shares."""

from auditlog.models import LogEntry
from django.contrib import admin

from speakers.admin import directory

# Its own pages are for developers. Ours show all of it: the history of each row, and what was removed from each list.
admin.site.unregister(LogEntry)

__all__ = ["directory"]
