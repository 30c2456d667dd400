"""A new password by mail, for staff: through the outbox, where the link is not to be read.

The words in the outbox hold `{link}`, as those of every mail do; the address with its code is made when the mail
leaves, so that neither the database nor a page of staff ever holds it. What Django's form does at once, the worker
does: the page only writes down that somebody asked, for every address alike.
"""

import secrets
import threading

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User

from access.kinds import PASSWORD_RESET
from access.models import ResetRequest
from outbox import scheduler
from outbox.asking import answer_all
from outbox.models import Message
from outbox.placeholders import Trust, Value, fill, fill_plain
from outbox.queue import put_into_outbox, sender, short_subject
from outbox.template_values import nothing
from outbox.templates import built_in

# Mails to an address in a day.
MAILS_A_DAY = 5


def start(stop: threading.Event) -> list[threading.Thread]:
    """The worker's thread that answers who asked."""
    return [scheduler.start_loop(stop, "passwords", answer_requests)]


def answer_requests() -> int:
    """Answer all who asked so far; how many."""
    return answer_all(ResetRequest.objects.all(), _write_to, "password", MAILS_A_DAY)


def _write_to(email_key: str, language: str) -> None:
    """To active accounts of staff that have a password: whoever signs in elsewhere alone gets none here."""
    for user in PasswordResetForm().get_users(email_key):
        if user.is_staff:
            write(user, language)


def write(user: User, language: str) -> Message:
    """The mail, into the outbox."""
    words = built_in(PASSWORD_RESET, language)
    values = nothing() | {
        "name": Value(user.get_username(), Trust.PERSON),
        "link": Value("{link}", Trust.ADDRESS),
    }
    message = Message(
        kind=PASSWORD_RESET,
        language=words.language,
        from_email=sender(None, words.language),
        to_email=user.email,
        to_name=user.get_full_name(),
        subject=short_subject(fill_plain(words.subject, values)),
        body=fill(words.body, values),
        message_id=f"<password-{secrets.token_hex(12)}@{settings.MESSAGE_ID_DOMAIN}>",
        purpose=f"{PASSWORD_RESET}:{user.pk}:{secrets.token_hex(8)}",
    )
    put_into_outbox(message)
    return message
