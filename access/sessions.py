"""Sign-ins that are over."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from storage.clock import database_now


def forget_expired() -> int:
    """Delete sessions that let nobody in any more, as the worker does once an hour; returns how many."""
    return Session.objects.filter(expire_date__lt=database_now()).delete()[0]


def end(user: User) -> int:
    """Whoever is signed in as this user is so no longer; returns how many sessions ended."""
    own = [row.pk for row in Session.objects.iterator() if row.get_decoded().get(SESSION_KEY) == str(user.pk)]
    return Session.objects.filter(pk__in=own).delete()[0]
