"""Bytes of a mail to rows, in one transaction: kept once, in its conversation, with what it seems to want.

It is read before, by a process of its own. Nothing of the mail is lost: what cannot be read or understood is kept as it
came and put before staff. Only an error of the database gets out, or that no process can be started; then nothing was
kept, the mail server still has the mail, and the caller comes again.
"""

import datetime
import hashlib
import logging
from dataclasses import asdict
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import Error as DatabaseError
from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from inbox.models import IncomingMessage, Mailbox, MailProposal, RawMail
from inbox.models.conversations import MARK
from inbox.receiving import authentication, automatic, bounces, threading
from inbox.receiving.context import DatabaseContext
from inbox.receiving.dedupe import content_key
from inbox.threads import keep_threads, registrations_in
from mailreader.findings import Proposal, Understanding
from mailreader.reading import Reading
from outbox.models import Message
from outbox.placeholders import one_line
from registrations.models import Registration
from sandbox import child
from storage.clock import database_now

logger = logging.getLogger(__name__)

# For the log and for staff: what a mail that could not be read, or not be understood, has among its problems.
UNREAD, NOT_UNDERSTOOD = "unreadable", "not-understood"
# Of a proposal: how it stands, not what was found.
_NOT_DATA = {
    "action", "restricted", "missing", "not_needed", "assumed", "reasons", "source", "registration", "replaces",
}  # fmt: skip


class Received(NamedTuple):
    """The row of a mail; `is_new` is False for one that was here before."""

    message: IncomingMessage
    is_new: bool


class NotMail(Exception):
    """These bytes have no head of a mail."""


class Origin(NamedTuple):
    """What came, and how."""

    raw: bytes
    content_key: str
    source: str
    received_at: datetime.datetime
    mailbox: Mailbox | None = None
    uidvalidity: int | None = None
    uid: int | None = None
    added_by: User | None = None


def receive(
    raw: bytes,
    *,
    source: str,
    mailbox: Mailbox | None = None,
    uidvalidity: int | None = None,
    uid: int | None = None,
    added_by: User | None = None,
    now: datetime.datetime | None = None,
    arrived_at: datetime.datetime | None = None,
) -> Received:
    """Keep a mail, whatever its bytes are; a mail that is here already is given back.

    `now` is the clock by which it is understood; `arrived_at` is when the mail server took it, where
    that is known. Raises OperationalError or InterfaceError when the database is away, child.Away when no process can
    be started; of what staff add NotMail where it is none.
    """
    key = content_key(raw)
    if known := IncomingMessage.objects.filter(content_key=key).first():
        return Received(known, is_new=False)
    now = now or database_now()
    reading = _read(raw, DatabaseContext(now, mailbox))
    if source == IncomingMessage.Source.STAFF and reading is not None and not reading.has_head:
        raise NotMail
    if reading is not None and (known := _by_another_way(reading)):
        return Received(known, is_new=False)
    kept = reading or _head(raw)
    since = received_at(kept, source, arrived_at, now)
    origin = Origin(raw, key, source, since, mailbox, uidvalidity, uid, added_by)
    try:
        return _keep(kept, origin, now, is_read=reading is not None)
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        if known := IncomingMessage.objects.filter(content_key=key).first():
            return Received(known, is_new=False)  # another worker was faster
        raise


def _keep(reading: Reading, origin: Origin, now: datetime.datetime, *, is_read: bool) -> Received:
    """File it as it was understood; one that was not, or that nobody foresaw, as it came."""
    if not is_read:
        return Received(_file_unread(reading, origin, UNREAD), is_new=True)
    try:
        return Received(_file(reading, origin, now), is_new=True)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # a mail nobody foresaw must be kept
        if isinstance(error, IntegrityError) and (
            known := IncomingMessage.objects.filter(content_key=origin.content_key).first()
        ):
            return Received(known, is_new=False)  # another worker was faster
        logger.exception("A mail could not be filed as understood; it is kept as it came (%s).", _sha256(origin.raw))
    return Received(_file_unread(reading, origin, NOT_UNDERSTOOD), is_new=True)


def _read(raw: bytes, context: DatabaseContext) -> Reading | None:
    """What a mail says; None where it cannot be read within the limits."""
    try:
        return child.read_mail(raw, context, MARK.pattern)
    except (OperationalError, InterfaceError, child.Away):
        raise
    except Exception as error:  # noqa: BLE001  whatever its reading asked for, the mail must be kept
        logger.warning("A mail could not be read; it is kept as it came (%s): %r", _sha256(raw), error)
        return None


def _head(raw: bytes) -> Reading:
    """Who wrote a mail that cannot be read, and about what; nothing where not even that can be."""
    try:
        return child.read_head(raw, MARK.pattern)
    except child.NotRead:
        return Reading()


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _by_another_way(reading: Reading) -> IncomingMessage | None:
    """The mail with this Message-ID that says the same, whatever relays made of its head and its encoding."""
    if not reading.letter_key:
        return None
    rows = IncomingMessage.objects.filter(message_id=clean(reading.message_id)[:998], letter_key=reading.letter_key)
    return rows.order_by("pk").first()


def received_at(
    reading: Reading, source: str, arrived_at: datetime.datetime | None, now: datetime.datetime
) -> datetime.datetime:
    """Since when the mail waits: when a server took it, which may be long before it was fetched; never the future.

    By the last relay's own line (RFC 5321, 4.4) where the mailbox does not say. One that staff add from a file without
    such a line came when it was written, as far as anybody knows.
    """
    by_hand = reading.sent_at if source == IncomingMessage.Source.STAFF else None
    return min(arrived_at or reading.stamped_at or by_hand or now, now)


@transaction.atomic
def _file(reading: Reading, origin: Origin, now: datetime.datetime) -> IncomingMessage:
    """The mail as it was understood, with all that follows from it."""
    found = reading.found
    message = _row(reading, found, origin)
    _note_forged(message, origin.raw)
    threading.file(message, reading)
    message.save(force_insert=True)
    RawMail.objects.create(message=message, content=origin.raw)
    _propose(message, found)
    _follow_up(message, found, now)
    return message


def _follow_up(message: IncomingMessage, found: Understanding, now: datetime.datetime) -> None:
    """Note what it reports and answer it, if it may be answered; a fault in that costs the mail nothing.

    What came under a forged address reports nothing, and who has the address hears nothing of it.
    """
    if message.is_forged:
        return
    try:
        with transaction.atomic():
            bounces.note_report(message, found)
            automatic.answer_automatically(message, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # staff see the mail, and that nobody answered it
        logger.exception("A mail was kept, but what follows from it failed (%s).", message.sha256)
        message.facts["problems"] = [*message.fact("problems", []), "not-answered"]
        message.save(update_fields=["facts"])


@transaction.atomic
def _file_unread(reading: Reading, origin: Origin, problem: str) -> IncomingMessage:
    """The mail as it came, for people to read: no more than what a row must have. Nothing answers it."""
    bare = Reading(
        sender=reading.sender,
        message_id=reading.message_id,
        references=reading.references,
        subject=reading.subject,
        bare_subject=reading.bare_subject,
        text=reading.text,
        folded=reading.folded,
        is_sender_body=reading.is_sender_body,
        found=Understanding(problems=(problem,), reply_to=reading.found.reply_to if problem == UNREAD else ""),
    )
    message = _row(bare, bare.found, origin)
    _note_forged(message, origin.raw)
    threading.file(message, bare)
    message.save(force_insert=True)
    RawMail.objects.create(message=message, content=origin.raw)
    return message


def _row(reading: Reading, found: Understanding, origin: Origin) -> IncomingMessage:
    """The columns of a mail, each in its bounds."""
    ours = found.thread.message if found.thread else ""
    how = origin._asdict()
    del how["raw"]
    return IncomingMessage(
        **how,
        letter_key=reading.letter_key[:64],
        sha256=_sha256(origin.raw),
        size=len(origin.raw),
        sent_at=reading.sent_at,
        message_id=clean(reading.message_id)[:998],
        references=clean(reading.references)[-50:],
        from_name=one_line(clean(reading.sender.name))[:250],
        is_from_body=reading.is_sender_body,
        from_email=clean(reading.sender.email)[:254],
        reply_to=clean(found.reply_to)[:254],
        to=clean([[one.name, one.email] for one in reading.to[:100]]),
        cc=clean([[one.name, one.email] for one in reading.cc[:100]]),
        subject=one_line(clean(reading.subject))[:1000],
        bare_subject=one_line(clean(reading.bare_subject))[:200],
        text=clean(reading.text),
        folded=[pair for pair in reading.folded if len(pair) == 2],
        own_text=clean(reading.own_text),
        quotable=clean("\n".join(reading.quotable)),
        html=clean(reading.html),
        attachments=clean([asdict(file) for file in reading.files]),
        kind=found.classification.replace("_", "-"),
        is_automatic=found.is_automatic,
        is_auto_reply_allowed=found.is_auto_reply_allowed,
        is_forwarded=found.is_forwarded,
        language=found.language,
        answers=Message.objects.filter(message_id=ours).first() if ours else None,
        facts=clean(_facts(found)),
        restricted=clean({"text": found.restricted_text}) if found.restricted_text else {},
    )


def _note_forged(message: IncomingMessage, raw: bytes) -> None:
    if authentication.is_forged(raw):
        message.facts["flags"] = [*message.fact("flags", []), "forged_sender"]


def _facts(found: Understanding) -> dict[str, Any]:
    """What was understood and has no column; nothing of what is restricted."""
    whole = asdict(found)
    for name in ("proposals", "changes", "restricted_text", "classification", "is_automatic", "is_forwarded"):
        del whole[name]
    return masked(whole, found.all_restricted)


def masked(value: Any, restricted: list[str]) -> Any:
    """Plain data without these words: a reason quotes the sentence that it was read from."""
    if isinstance(value, str):
        for words in sorted(restricted, key=len, reverse=True):
            value = _cut(value.replace(words, "[…]"), words)
        return value
    if isinstance(value, dict):
        return {name: masked(one, restricted) for name, one in value.items()}
    return [masked(one, restricted) for one in value] if isinstance(value, list | tuple) else value


def _cut(value: str, words: str) -> str:
    """Without the words where only their beginning stands at the end: a reason is no longer than its bound."""
    size = next((size for size in range(min(len(words), len(value)), 9, -1) if value.endswith(words[:size])), 0)
    return f"{value[:-size]}[…]" if size else value


def _propose(message: IncomingMessage, found: Understanding) -> None:
    """A row a person, then a row for each registration to end or to change."""
    wanted = {person.replaces or person.registration for person in found.proposals}
    registrations = {
        row.reference: row for row in Registration.objects.filter(reference__in=[*wanted, *found.targets] or [""])
    }
    rows = [_proposal(person, registrations, found.all_restricted) for person in found.proposals]
    if found.classification in ("cancellation", "substitution") or found.calendar is not None:
        rows += [
            MailProposal(action=MailProposal.Action.CANCEL, target=registrations.get(reference))
            for reference in found.targets
            if reference not in wanted
        ]
    if found.classification == "update" and found.changes is not None:
        rows += [
            _proposal(found.changes, registrations, found.all_restricted, about=reference)
            for reference in found.targets
        ]
    for position, row in enumerate(rows):
        row.message, row.position = message, position
    MailProposal.objects.bulk_create(rows)
    keep_threads(registrations_in(rows))


def _proposal(
    person: Proposal, registrations: dict[str, Registration], restricted: list[str], about: str = ""
) -> MailProposal:
    """The row of a person; its reasons quote nothing that is restricted, neither the words taken nor those beside."""
    values = {name: value for name, value in asdict(person).items() if name not in _NOT_DATA and value}
    # Not said is another thing than no.
    if person.publish_consent is not None:
        values["publish_consent"] = person.publish_consent
    return MailProposal(
        action=MailProposal.Action.UPDATE if about else person.action,
        target=registrations.get(about or person.replaces or person.registration),
        data=clean(values),
        restricted=clean(person.restricted),
        reasons=clean(masked({name: list(reason) for name, reason in person.reasons.items()}, restricted)),
        missing=list(person.missing),
        assumed=sorted(person.assumed),
        source=clean(masked(list(person.source), restricted)),
    )


def clean(value: Any) -> Any:
    """Plain data that every database takes: no NUL, no half of a pair of surrogates; tuples and sets become lists."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {clean(str(name)): clean(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [clean(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return value
