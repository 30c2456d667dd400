"""Bytes of a mail to rows, in one transaction: kept once, in its conversation, with what it seems to want.

Nothing of the mail is lost: what cannot be understood is kept as it came and put before staff. Only an error of the
database gets out; then nothing was kept, the mail server still has the mail, and the caller comes again.
"""

import datetime
import logging
from dataclasses import asdict
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import Error as DatabaseError
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from inbox.models import IncomingMessage, Mailbox, MailProposal, RawMail
from inbox.receiving import automatic, bounces, threading
from inbox.receiving.context import DatabaseContext
from inbox.receiving.dedupe import content_key, is_same_letter
from inbox.threads import keep_threads, registrations_in
from mailreader import Limits, Mail, Proposal, Understanding, headers, read, understand
from outbox.models import Message
from outbox.placeholders import one_line
from registrations.models import Registration

logger = logging.getLogger(__name__)

# What staff read of a mail; the whole is in its bytes.
LONGEST_TEXT = 200_000
LONGEST_PAGE = 600_000
# Other mails under one Message-ID are somebody's mistake or malice; so many are compared.
_MOST_OF_ONE_ID = 3
# Of a proposal: how it stands, not what was found.
_NOT_DATA = {
    "action", "restricted", "missing", "not_needed", "assumed", "reasons", "source", "registration", "replaces",
}  # fmt: skip


class Received(NamedTuple):
    """The row of a mail; `is_new` is False for one that was here before."""

    message: IncomingMessage
    is_new: bool


class Origin(NamedTuple):
    """How a mail came."""

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
    limits: Limits | None = None,
) -> Received:
    """Keep a mail, whatever its bytes are; a mail that is here already is given back.

    `now` is the clock by which it is understood; `arrived_at` is when the mail server took it, where
    that is known. Raises OperationalError or InterfaceError when the database is away.
    """
    key = content_key(raw)
    if known := IncomingMessage.objects.filter(content_key=key).first():
        return Received(known, is_new=False)
    now = now or timezone.now()
    mail = read(raw, limits)
    if known := _by_another_way(mail, limits):
        return Received(known, is_new=False)
    origin = Origin(source, received_at(mail, source, arrived_at, now), mailbox, uidvalidity, uid, added_by)
    try:
        return Received(_file(mail, raw, key, origin, now), is_new=True)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # a mail nobody foresaw must be kept
        if isinstance(error, IntegrityError) and (known := IncomingMessage.objects.filter(content_key=key).first()):
            return Received(known, is_new=False)  # another worker was faster
        logger.exception("A mail could not be filed as understood; it is kept as it came (%s).", mail.sha256)
    try:
        return Received(_file_unread(mail, raw, key, origin), is_new=True)
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        if known := IncomingMessage.objects.filter(content_key=key).first():
            return Received(known, is_new=False)
        raise


def _by_another_way(mail: Mail, limits: Limits | None) -> IncomingMessage | None:
    """The mail with this Message-ID that says the same, whatever relays made of its head and its encoding."""
    if not mail.message_id:
        return None
    rows = RawMail.objects.filter(message__message_id=clean(mail.message_id)[:998]).select_related("message")
    kept = rows.order_by("pk")[:_MOST_OF_ONE_ID]
    return next((row.message for row in kept if is_same_letter(mail, read(bytes(row.content), limits))), None)


def received_at(
    mail: Mail, source: str, arrived_at: datetime.datetime | None, now: datetime.datetime
) -> datetime.datetime:
    """Since when the mail waits: when a server took it, which may be long before it was fetched; never the future.

    By the last relay's own line (RFC 5321, 4.4) where the mailbox does not say. One that staff add from a file without
    such a line came when it was written, as far as anybody knows.
    """
    stamped = headers.date(mail.header("received").rpartition(";")[2].encode())
    by_hand = mail.sent_at if source == IncomingMessage.Source.STAFF else None
    return min(arrived_at or stamped or by_hand or now, now)


@transaction.atomic
def _file(mail: Mail, raw: bytes, key: str, origin: Origin, now: datetime.datetime) -> IncomingMessage:
    """The mail as it was understood, with all that follows from it."""
    context = DatabaseContext(now, origin.mailbox)
    found = understand(mail, context)
    message = _row(mail, found, key, origin)
    threading.file(message, mail, found)
    message.save(force_insert=True)
    RawMail.objects.create(message=message, content=raw)
    _propose(message, found)
    _follow_up(message, found, now)
    return message


def _follow_up(message: IncomingMessage, found: Understanding, now: datetime.datetime) -> None:
    """Note what it reports and answer it, if it may be answered; a fault in that costs the mail nothing."""
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
def _file_unread(mail: Mail, raw: bytes, key: str, origin: Origin) -> IncomingMessage:
    """The mail as it came, for people to read: no more than what a row must have."""
    bare = Mail(mail.sha256, mail.size, problems=("not-understood",))
    found = Understanding(problems=bare.problems)
    message = _row(bare, found, key, origin)
    message.subject, message.text = clean(mail.subject)[:1000], clean(mail.text)[:LONGEST_TEXT]
    message.from_email, message.from_name = clean(mail.sender.email)[:254], clean(mail.sender.name)[:250]
    message.message_id = clean(mail.message_id)[:998]
    threading.file(message, bare, found)
    message.save(force_insert=True)
    RawMail.objects.create(message=message, content=raw)
    return message


def _row(mail: Mail, found: Understanding, key: str, origin: Origin) -> IncomingMessage:
    """The columns of a mail, each in its bounds."""
    ours = found.thread.message if found.thread else ""
    return IncomingMessage(
        **origin._asdict(),
        content_key=key,
        sha256=mail.sha256,
        size=mail.size,
        sent_at=mail.sent_at,
        message_id=clean(mail.message_id)[:998],
        references=clean([*mail.references, *mail.in_reply_to])[-50:],
        from_name=one_line(clean(mail.sender.name))[:250],
        from_email=clean(mail.sender.email)[:254],
        reply_to=clean(found.reply_to)[:254],
        to=clean([[one.name, one.email] for one in mail.to[:100]]),
        cc=clean([[one.name, one.email] for one in mail.cc[:100]]),
        subject=one_line(clean(mail.subject))[:1000],
        text=clean(whole_text(mail))[:LONGEST_TEXT],
        own_text=clean(mail.body.own)[:LONGEST_TEXT],
        html=clean(mail.html)[:LONGEST_PAGE],
        attachments=clean([_file_facts(file) for file in mail.files]),
        kind=found.classification.replace("_", "-"),
        is_automatic=found.is_automatic,
        is_auto_reply_allowed=found.is_auto_reply_allowed,
        is_forwarded=found.is_forwarded,
        language=found.language,
        answers=Message.objects.filter(message_id=ours).first() if ours else None,
        facts=clean(_facts(found)),
        restricted=clean({"text": found.restricted_text}) if found.restricted_text else {},
    )


def whole_text(mail: Mail) -> str:
    """What staff read: the mail, then each mail that it passes on whole, below its head as clients print it."""
    parts = [mail.text]
    for inner in mail.enclosed:
        sender = f"{inner.sender.name} <{inner.sender.email}>".strip()
        head = {"From": sender, "Date": inner.header("date"), "Subject": inner.subject}
        printed = "\n".join(f"{name}: {value}" for name, value in head.items() if value)
        parts.append(f"---------- Forwarded message ----------\n{printed}\n\n{whole_text(inner)}")
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def _file_facts(file: Any) -> dict[str, Any]:
    return {
        "filename": file.filename,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
        "is_inline": file.is_inline,
        "problems": list(file.problems),
        "pages": file.pages,
        "is_scan": file.is_scan,
    }


def _facts(found: Understanding) -> dict[str, Any]:
    """What was understood and has no column; nothing of what is restricted."""
    whole = asdict(found)
    for name in ("proposals", "changes", "restricted_text", "classification", "is_automatic", "is_forwarded"):
        del whole[name]
    restricted = [
        *found.restricted_text,
        *(value for person in found.proposals for value in person.restricted.values()),
    ]
    return masked(whole, [words for words in restricted if len(words) > 2])


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
    rows = [_proposal(person, registrations, found.restricted_text) for person in found.proposals]
    if found.classification in ("cancellation", "substitution") or found.calendar is not None:
        rows += [
            MailProposal(action=MailProposal.Action.CANCEL, target=registrations.get(reference))
            for reference in found.targets
            if reference not in wanted
        ]
    if found.classification == "update" and found.changes is not None:
        rows += [
            _proposal(found.changes, registrations, found.restricted_text, about=reference)
            for reference in found.targets
        ]
    for position, row in enumerate(rows):
        row.message, row.position = message, position
    MailProposal.objects.bulk_create(rows)
    keep_threads(registrations_in(rows))


def _proposal(
    person: Proposal, registrations: dict[str, Registration], phrases: list[str], about: str = ""
) -> MailProposal:
    """The row of a person; its reasons quote nothing that is restricted, neither the words taken nor those beside."""
    values = {name: value for name, value in asdict(person).items() if name not in _NOT_DATA and value}
    # Not said is another thing than no.
    if person.publish_consent is not None:
        values["publish_consent"] = person.publish_consent
    restricted = [words for words in [*person.restricted.values(), *phrases] if len(words) > 2]
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
