"""Hands messages of the outbox to the mail server, so that none is lost and none is sent twice.

Claim and try noted → content sent → “handed over” noted and committed → final dot → answer noted. A worker that dies
before that note loses nothing: the server drops an unfinished message, the outbox sends it again. One that dies behind
the note may have sent it: the message becomes “handed over, not confirmed”, and only people send it again.
"""

import logging
import re
import smtplib
import time
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import InterfaceError, OperationalError, connection
from django.utils.module_loading import import_string

from outbox import kinds
from outbox.mime import OutgoingMail
from outbox.models.messages import ClaimLost, DeliveryTry, Message
from outbox.models.state import AWAY, SILENT, OutboxState
from outbox.smtp import HandoverBackend, said, try_to_sign_on
from storage.clock import database_now

logger = logging.getLogger(__name__)

Outcome = DeliveryTry.Outcome
# Seconds to wait for the database when there is an answer to note; without it a sent message would look unconfirmed.
RECORD_PAUSES = (0.5, 1, 2, 4, 8)


# The codes of an answer (RFC 5321, RFC 3463), by which answers of one kind are told.
_CODES = re.compile(r"\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?")
# The server closes, or asks for a login or for encryption: whatever message it is given.
_CODES_OF_THE_SERVER = (421, 530)


class Result(NamedTuple):
    """How a try ended; `trouble` is what it says of the server (outbox/models/state.py), if anything."""

    outcome: str
    detail: str
    trouble: str = ""


def deliver_next() -> bool:
    """Try to deliver the next message that is due; whether there was one."""
    if OutboxState.objects.current().is_paused(database_now()):
        return False
    if not try_to_sign_on():
        OutboxState.objects.note_waiting()
        return False
    if held := Message.objects.hold_overdue():
        logger.warning("%s messages were not taken up for too long and wait for staff.", held)
    if (claimed := Message.objects.claim_next()) is None:
        return False
    message, attempt = claimed
    try:
        result = _try(message)
    except ClaimLost:
        logger.warning("Message %s was taken up by another worker; this one lets go.", message.pk)
        return True
    _record(message, attempt, result)
    logger.info("Message %s: %s.", message.pk, result.outcome)
    return True


def _try(message: Message) -> Result:
    try:
        hindrance = kinds.get(message.kind).hindrance
        if hindrance is not None and (reason := hindrance(message)):
            return Result(Outcome.CALLED_OFF, reason)
        mail = OutgoingMail(message)
        mail.message()
    except (OperationalError, InterfaceError):
        raise  # the database is away: nothing of the message's; it is taken up again when the claim has run out
    except Exception as error:
        # A mail that cannot be built will not be built later: staff see it, the outbox goes on.
        logger.exception("Message %s cannot be built.", message.pk)
        return Result(Outcome.REFUSED, _detail(error))
    if issubclass(import_string(settings.EMAIL_BACKEND), EmailBackend):
        return send_by_smtp(mail, message.hand_over)
    return send_otherwise(mail, message.hand_over)


def send_by_smtp(mail: OutgoingMail, before_dot: Callable[[], None]) -> Result:
    """One connection, one message; what became of it."""
    backend, is_handed_over, is_clean = HandoverBackend(), False, False

    def hand_over() -> None:
        nonlocal is_handed_over
        before_dot()
        is_handed_over = True

    try:
        backend.open()
    except OSError as error:
        # Not this message's fault, be it a wrong password: it waits until the server, or its settings, are right.
        backend.hang_up(politely=False)
        return Result(Outcome.DEFERRED, _detail(error), AWAY)
    try:
        answer = backend.send_one(mail, hand_over)
        is_clean = True
        return Result(Outcome.ACCEPTED, answer)
    except (OSError, ValueError) as error:
        is_clean = isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)
        return _failed(error, backend.final_reply, is_handed_over=is_handed_over)
    finally:
        backend.hang_up(politely=is_clean)


def send_otherwise(mail: EmailMessage, before_send: Callable[[], None]) -> Result:
    """By a backend that is no mail server's: all between its beginning and its end is one step."""
    backend = get_connection()
    try:
        backend.open()
    except OSError as error:
        return Result(Outcome.DEFERRED, _detail(error), AWAY)
    try:
        before_send()
        backend.send_messages([mail])
    except OSError as error:
        return Result(Outcome.BROKEN_OFF, _detail(error), Outcome.BROKEN_OFF)
    finally:
        backend.close()
    return Result(Outcome.ACCEPTED, settings.EMAIL_BACKEND)


def _failed(error: Exception, final_reply: tuple[int, bytes] | None, *, is_handed_over: bool) -> Result:
    """What an error means: refused for good, not now, or nobody knows."""
    code = final_reply[0] if is_handed_over and final_reply else _code(error)
    detail = _detail(error)
    codes = _CODES.match(detail)
    if is_handed_over and (final_reply is None or not 400 <= code < 600):
        return Result(Outcome.BROKEN_OFF, detail, Outcome.BROKEN_OFF)
    if isinstance(error, smtplib.SMTPNotSupportedError | ValueError):
        return Result(Outcome.REFUSED, detail)  # nothing that the server said
    if not codes:
        return Result(Outcome.DEFERRED, detail, SILENT)
    if code in _CODES_OF_THE_SERVER:
        return Result(Outcome.DEFERRED, detail, AWAY)
    return Result(Outcome.REFUSED if 500 <= code < 600 else Outcome.DEFERRED, detail, codes[0])


def _code(error: Exception) -> int:
    """The server's code for this message; 0 where it said nothing on it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min((code for code, _reply in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _detail(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(said(code, reply) for code, reply in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return said(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}".replace("\x00", "")[:1000]


def _record(message: Message, attempt: DeliveryTry, result: Result) -> None:
    """Note how it ended, waiting for the database if it is away for a moment."""
    for pause in (*RECORD_PAUSES, None):
        try:
            message.finish(attempt, *result)
        except (OperationalError, InterfaceError):
            if pause is None or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
        else:
            return
