"""A new password by mail, for staff: through the outbox, where the link is not to be read.

The words in the outbox hold `{link}`, as those of every mail do; the address with its code is made when the mail
leaves, so that neither the database nor a page of staff ever holds it. What Django's form does at once, the worker
does: the page only writes down that somebody asked, for every address alike.
"""

import threading

from django.contrib.auth.forms import PasswordResetForm
from django.db import connection, transaction

from access import mails
from access.kinds import PASSWORD_RESET
from access.models import ResetRequest
from outbox import scheduler
from storage.models import DAY, RateCount

# Mails to an address in a day.
MAILS_A_DAY = 5


def ask(email: str, language: str) -> None:
    """Somebody wants a new password for the account of this address; the same work for every address."""
    ResetRequest.objects.create(email_key=email.strip().casefold()[:254], language=language)


def start(stop: threading.Event) -> list[threading.Thread]:
    """The worker's thread that answers who asked."""
    return [scheduler.start_loop(stop, "passwords", answer_requests)]


def answer_requests() -> int:
    """Answer all who asked so far; how many. Safe with any number of workers: each takes other requests."""
    count = 0
    while _answer_next():
        count += 1
    return count


@transaction.atomic
def _answer_next() -> bool:
    rows = ResetRequest.objects.all()
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    asked = rows.first()
    if asked is None:
        return False
    asked.delete()
    if RateCount.objects.hit("password", asked.email_key, DAY) <= MAILS_A_DAY:
        # Active accounts that have a password: whoever signs in elsewhere alone gets none here.
        for user in PasswordResetForm().get_users(asked.email_key):
            if user.is_staff:
                mails.write(PASSWORD_RESET, user, asked.language, {})
    return True
