"""Mails to staff about how they sign in, through the outbox as all others."""

import secrets

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override

from access import security_log
from access.kinds import SIGN_IN_CHANGED, purpose_of
from access.models import DETAILS
from outbox.models import Message
from outbox.placeholders import Trust, Value, fill, fill_plain
from outbox.queue import put_into_outbox, sender, short_subject
from outbox.template_values import nothing
from outbox.templates import built_in


def write(kind: str, user: User, language: str, values: dict[str, Value], earlier: str = "") -> Message:
    """A mail of this kind to somebody of staff, into the outbox; {link} is made when it leaves.

    `earlier`: an address that the account no longer has; the mail goes there and stays so.
    """
    words = built_in(kind, language)
    values = nothing() | {
        "name": Value(user.get_username(), Trust.PERSON),
        "link": Value("{link}", Trust.ADDRESS),
        **values,
    }
    message = Message(
        kind=kind,
        language=words.language,
        from_email=sender(None, words.language),
        to_email=earlier or user.email,
        to_name=user.get_full_name(),
        subject=short_subject(fill_plain(words.subject, values)),
        body=fill(words.body, values),
        message_id=f"<{kind}-{secrets.token_hex(12)}@{settings.MESSAGE_ID_DOMAIN}>",
        purpose=purpose_of(kind, user, is_to_earlier=bool(earlier)),
    )
    put_into_outbox(message)
    return message


def note_change(what: str, user: User, request: HttpRequest | None = None, detail: str = "", earlier: str = "") -> None:
    """Somebody signs in differently from now on: a line of the security log, and a mail to him or her.

    `what`: a key of DETAILS; `detail`: what the log says instead. The mail is in the language of the page on which it
    was done, which is the person's own where nobody else did it. `earlier`: the address that the account had before.
    """
    security_log.write(security_log.Kind.CHANGED, request, user, detail or what)
    addresses = [
        address for address in dict.fromkeys([earlier, "" if earlier == user.email else user.email]) if address
    ]
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    with override(language):
        now = f"{date_format(timezone.localtime(), 'DATETIME_FORMAT')} ({settings.TIME_ZONE})"
        values = {"change": Value(str(DETAILS[what]), Trust.STAFF), "moment": Value(now, Trust.STAFF)}
    for address in addresses:
        write(SIGN_IN_CHANGED, user, language, values, address if address != user.email else "")
