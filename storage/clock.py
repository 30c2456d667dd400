"""What time it is for all machines together: whatever is given up, taken over or deleted by its age asks this clock.

That of one machine may be wrong by a year; nothing is to be deleted for that.
"""

import datetime

from django.db import connection
from django.utils import timezone

from storage.sql import ask


def database_now() -> datetime.datetime:
    """This moment by the database's clock; SQLite has none but ours."""
    if connection.vendor != "postgresql":
        return timezone.now()
    [(now,)] = ask("SELECT clock_timestamp()", [])
    moment: datetime.datetime = now
    return moment
