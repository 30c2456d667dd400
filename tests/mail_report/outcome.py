"""What is there after one mail: rows of the database and pages of the desk; and what no mail may do."""

import datetime
import email.policy
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse

from desk.choices import known_for
from desk.page import proposals_of
from desk.proposals import cards
from desk.timeline import files
from inbox.models import Conversation, IncomingMessage, Mailbox, MailProposal
from inbox.receiving.intake import receive
from multilingual.search import fold
from outbox.models import Message
from registrations.models import Registration
from tests.inbox.receiving.world import make_world, now

# To which total something counts (OTHER: to "every must" alone).
SAFETY, CLASS, PERSONS, OTHER = "safety and structure", "class", "number of persons", "other"
WATCHED = ("reference", "state", "event", "given_name", "family_name", "email", "mode", "function", "replaced_by")
ACTIVE = re.compile(
    r"(?i)<\s*(?:script|img|style|link|form|iframe|object|embed|meta|base|svg|video|audio|input|button)\b|"
    r"<[^>]*\b(?:href|src|style|on\w+|action|background)\s*="
)
# Bytes of one charset read as another, and an encoded word that nobody decoded.
GARBLED = re.compile(r"\ufffd|Ã[\u0080-\u00bf©¨ª«®¯±²³´µ¶·¸¹º»¼½¾¿]|â€|Â[\u00a0-\u00bf]")
ENCODED = re.compile(r"(?i)=\?[\w-]+\?[bq]\?")


class Mail(NamedTuple):
    """`name`: folder and file; `deliveries`: of the same mail, of which the last one is judged."""

    name: str
    context: dict[str, Any]
    must: dict[str, Any]
    should: dict[str, Any]
    deliveries: list[bytes]


class Outcome(NamedTuple):
    """`changed`: references of registrations that were made, changed or ended; `written`: because of the mail."""

    mail: Mail
    mailbox: Mailbox
    message: IncomingMessage
    conversation: Conversation
    is_new: bool
    changed: set[str]
    proposals: list[MailProposal]
    written: list[Message]

    @property
    def people(self) -> list[MailProposal]:
        """Those that propose a person."""
        return [row for row in self.proposals if row.is_person]

    @property
    def to_writer(self) -> list[Message]:
        """All that was written but what tells a colleague that the mail is in hand."""
        return [row for row in self.written if row.kind != "in-hand"]

    @property
    def apart(self) -> list[str]:
        """What is kept in columns that only staff with the right to them see."""
        found = [str(value) for row in self.proposals for value in row.restricted.values()]
        return found + [str(value) for value in self.message.restricted.get("text", ())]

    @property
    def shown(self) -> str:
        """All that was stored or written besides the mail itself and what is kept apart."""
        parts: list[Any] = [self.message.facts, self.conversation.subject, self.conversation.name]
        parts += [[row.data, row.reasons, row.missing, row.assumed, row.source] for row in self.proposals]
        parts += [[row.subject, row.text, row.html] for row in self.written]
        return json.dumps(parts, ensure_ascii=False, default=str)


def fed(mail: Mail) -> Outcome:
    """The mail through the intake that real mail goes through, in the world of its set."""
    mailbox, clock = make_world(mail.context), now(mail.context)
    *earlier, raw = mail.deliveries
    for one in earlier:
        receive(one, source="imap", mailbox=mailbox, now=clock)
    before, sent = set(Registration.objects.values_list(*WATCHED)), set(Message.objects.values_list("pk", flat=True))
    received = receive(raw, source="imap", mailbox=mailbox, now=_arrival(raw, clock))
    message = IncomingMessage.objects.get(pk=received.message.pk)
    changed = {row[0] for row in before ^ set(Registration.objects.values_list(*WATCHED))}
    proposals = list(message.proposals.select_related("target").order_by("position"))
    written = list(Message.objects.exclude(pk__in=sent).order_by("pk"))
    return Outcome(mail, mailbox, message, message.conversation, received.is_new, changed, proposals, written)


def _arrival(raw: bytes, clock: datetime.datetime) -> datetime.datetime:
    """When it was sent; by the clock where that was not in the month before."""
    date = email.message_from_bytes(raw, policy=email.policy.default)["Date"]
    sent_at = date and date.datetime
    is_usual = sent_at and sent_at.tzinfo and clock - datetime.timedelta(days=30) < sent_at < clock
    return sent_at if is_usual else clock


def person(row: MailProposal) -> dict[str, Any]:
    """Its fields; what a change leaves out stays as it is in the registration."""
    kept = {}
    if row.target and row.action == MailProposal.Action.UPDATE:
        kept = {**model_to_dict(row.target), "organisation": row.target.organisation_name}
    found = {name: value for name, value in row.data.items() if value}
    replaces = row.target and row.target.reference
    return {**kept, **found, "missing": row.missing, "restricted": row.restricted, "replaces": replaces}


def thread(o: Outcome) -> dict[str, Any] | None:
    """The registration it was filed with, the message of ours it answers, the marks; none: it begins something."""
    ours, registration = o.message.answers, o.conversation.registration
    marks = (o.message.facts.get("thread") or {}).get("by", ())
    found = {"registration": registration and registration.reference, "outbound": ours and ours.message_id, "by": marks}
    return found if ours or registration else None


def stays_closed(o: Outcome) -> bool:
    """Whether the mail, coming into its conversation after staff were done with that, leaves it so."""
    clock = now(o.mail.context)
    with transaction.atomic():
        Message.objects.filter(pk__in=[row.pk for row in o.written]).delete()
        IncomingMessage.objects.filter(pk=o.message.pk).delete()
        Conversation.objects.filter(pk=o.conversation.pk).update(state=Conversation.State.DONE, closed_at=clock)
        again = receive(o.mail.deliveries[-1], source="imap", mailbox=o.mailbox, now=clock).message
        state = Conversation.objects.get(pk=again.conversation_id).state
        transaction.set_rollback(True)
    return state != Conversation.State.OPEN


def is_shown_beside_form(o: Outcome) -> bool:
    """There is a form for a person, and a file as a picture, in pages or as a text beside it."""
    has_form = any(card.form for card in cards(proposals_of(o.conversation), known_for(o.conversation)))
    return has_form and any(file.picture_address or file.pages or file.text_address for file in files(o.message))


def of_every_mail(o: Outcome) -> Iterator[tuple[str, str, Iterable[Any]]]:
    """What is asked of every mail, without being said: kind, key, and what is wrong."""
    row = o.message
    yield SAFETY, "nothing_done", [*o.changed, *(each for each in o.proposals if each.state != "open")]
    # "not-understood: KeyError": a fault of ours, whatever the mail.
    faults = [one for one in row.facts.get("problems") or () if one.startswith(("not-understood", "not-answered"))]
    is_whole = not o.is_new or bytes(row.raw.content) == o.mail.deliveries[-1]
    yield SAFETY, "kept", faults if is_whole else ["other bytes"]
    yield SAFETY, "harmless", _harmful(row)
    texts = f"{row.subject} {row.from_name} {row.text} {row.html} {o.shown}"
    yield SAFETY, "readable", GARBLED.findall(texts) + ENCODED.findall(row.subject + row.from_name)
    yield SAFETY, "restricted_apart", _leaked(o)
    to = [each.to_email.lower() for each in o.written]
    yield SAFETY, "written_once", {address for address in to if to.count(address) > 1}
    names = [fold(each.name) for each in o.people if each.name]
    there = {fold(each.name) for each in Registration.objects.filter(event=o.conversation.event)}
    anew = {fold(each.name) for each in o.people if each.target is None}
    yield OTHER, "nobody_twice", {name for name in names if names.count(name) > 1} | (anew & there)
    yield OTHER, "nothing_invented", _invented(o)


def _harmful(row: IncomingMessage) -> Iterator[str]:
    """A page that loads or runs something, a file that is not the one that came or that a browser would open."""
    desk = Client()
    desk.force_login(User.objects.create_superuser("report"))
    if row.html:
        page = desk.get(reverse("admin:inbox_conversation_html", args=[row.conversation_id, row.pk]))
        policy = page.headers.get("Content-Security-Policy", "")
        if "default-src 'none'" not in policy or "'unsafe" in policy or ACTIVE.search(row.html):
            yield f"the page, {policy!r}"
    for file, fact in zip(files(row), row.attachments, strict=True):
        answer = desk.get(file.address)
        content = b"".join(answer) if answer.streaming else answer.content
        marks = [answer.headers.get(name, "")[:10] for name in ("Content-Disposition", "X-Content-Type-Options")]
        if marks != ["attachment", "nosniff"] or hashlib.sha256(content).hexdigest() != fact["sha256"]:
            yield f"{fact['filename']}, {marks}"


def _leaked(o: Outcome) -> list[str]:
    """What is restricted, as it was found or is expected, and stands in an open column or a message."""
    parts = (o.mail.must, o.mail.should)
    people = [each for part in parts for each in part.get("participants", ())]
    words = [*o.apart, *(word for part in parts for word in part.get("kept_apart", ()))]
    words += [word for each in people for word in each.get("restricted", {}).values()]
    return [word for word in words if len(word) > 2 and fold(word) in fold(o.shown)]


def _invented(o: Outcome) -> list[str]:
    """Words of a name or address that the mail does not have; one with files is left out: these have words, too."""
    row = o.message
    heads = [row.subject, row.from_name, row.from_email, row.reply_to, str(row.to), str(row.cc)]
    known = fold(" ".join([*heads, row.text, re.sub(r"<[^>]+>", " ", row.html)]))
    people = [] if row.attachments else o.people
    texts = [fold(each.value(name)) for each in people for name in ("given_name", "family_name", "email")]
    return [word for text in texts for word in re.findall(r"[^\W_]+", text) if word not in known]
