"""What the product stored, proposed and sent after one mail: rows of its database and pages of its desk."""

import contextlib
import datetime
import email
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.choices import known_for
from desk.page import proposals_of
from desk.proposals import cards
from desk.timeline import files
from inbox.models import Conversation, IncomingMessage, MailProposal
from inbox.receiving.intake import receive
from multilingual.search import fold
from outbox.models import Message, UndeliverableAddress
from registrations.models import Registration
from tests.mail_report.world import World

ACKNOWLEDGEMENTS = ("request-received", "mail-received", "acknowledgement", "details-asked")
IN_HAND = "in-hand"  # to the colleague who passed the mail on
_WATCHED = (
    "pk", "reference", "state", "event_id", "given_name", "family_name", "email", "mode", "function", "replaced_by_id",
)  # fmt: skip
_ACTIVE = re.compile(
    r"<\s*(?:script|img|style|link|form|iframe|object|embed|meta|base|svg|video|audio|input|button)\b|"
    r"<[^>]*\b(?:href|src|style|on\w+|action|background)\s*=",
    re.IGNORECASE,
)
# Bytes of one charset read as another, and an encoded word that nobody decoded.
_GARBLED = re.compile(r"\ufffd|Ã[\u0080-\u00bf©¨ª«®¯±²³´µ¶·¸¹º»¼½¾¿]|â€|Â[\u00a0-\u00bf]")
_ENCODED = re.compile(r"=\?[\w-]+\?[bq]\?", re.IGNORECASE)


@dataclass
class Outcome:
    """One mail in one world, while its transaction lasts; `before` is what was there when it came."""

    world: World
    row: dict[str, Any]
    raw: bytes
    message: IncomingMessage
    is_new: bool
    before: dict[str, set[Any]]

    @cached_property
    def conversation(self) -> Conversation:
        """As it is in the database."""
        return Conversation.objects.get(pk=self.message.conversation_id)

    @cached_property
    def proposals(self) -> list[MailProposal]:
        """All rows of the mail."""
        return list(self.message.proposals.select_related("target").order_by("position"))

    @property
    def people(self) -> list[MailProposal]:
        """Those that propose a person."""
        return [row for row in self.proposals if row.is_person]

    @cached_property
    def written(self) -> list[Message]:
        """Because of the mail, whether it leaves by itself or waits for staff."""
        return list(Message.objects.exclude(pk__in=self.before["messages"]).order_by("pk"))

    @property
    def to_writer(self) -> list[Message]:
        """All of it but what goes to a colleague."""
        return [row for row in self.written if row.kind != IN_HAND]

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

    @property
    def is_anew(self) -> bool:
        """A conversation began with the mail."""
        return self.conversation.pk not in self.before["conversations"]

    def thread(self) -> dict[str, Any] | None:
        """The registration it was filed with, the message of ours it answers, the marks; none: it begins something."""
        ours, registration = self.message.answers, self.conversation.registration
        if self.is_anew and ours is None and registration is None:
            return None
        return {
            "registration": registration.reference if registration else None,
            "outbound": ours.message_id if ours else None,
            "by": (self.message.facts.get("thread") or {}).get("by", ()),
        }

    # What is wrong, one by one. ---------------------------------------------------------------------------------------

    def done_without_staff(self) -> list[str]:
        """Registrations made, changed or gone, proposals accepted."""
        changed = {row[1] for row in now()["registrations"] ^ self.before["registrations"]}
        return [*sorted(changed), *(str(row) for row in self.proposals if row.state != "open")]

    def not_kept(self) -> list[str]:
        """A fault of ours, or other bytes than came; a second delivery is not kept again."""
        faults = {"not-understood", "not-answered"} & set(self.message.facts.get("problems") or ())
        is_whole = not self.is_new or bytes(self.message.raw.content) == self.raw
        return [*faults, *([] if is_whole else ["other bytes"])]

    def harmful(self) -> Iterator[str]:
        """A page that loads or runs something, a file that is not the one that came or that a browser would open."""
        desk = Client()
        if self.message.html or self.message.attachments:
            desk.force_login(User.objects.get_or_create(username="report", is_staff=True, is_superuser=True)[0])
        if self.message.html:
            policy = self._page(desk, "html").headers.get("Content-Security-Policy", "")
            is_open = "default-src 'none'" not in policy or "'unsafe" in policy
            yield from [f"the page, {policy!r}"] if is_open or _ACTIVE.search(self.message.html) else []
        for number, file in enumerate(self.message.attachments):
            answer = self._page(desk, "attachment", number)
            content = b"".join(answer) if answer.streaming else answer.content
            marks = [answer.headers.get(name, "")[:10] for name in ("Content-Disposition", "X-Content-Type-Options")]
            if marks != ["attachment", "nosniff"] or hashlib.sha256(content).hexdigest() != file["sha256"]:
                yield f"{file['filename']}, {marks}"

    def _page(self, desk: Client, name: str, *number: int) -> Any:
        return desk.get(
            reverse(f"admin:inbox_conversation_{name}", args=[self.conversation.pk, self.message.pk, *number])
        )

    def garbled(self) -> list[str]:
        """Signs of a wrong decoding in anything that staff see."""
        row = self.message
        texts = f"{row.subject} {row.from_name} {row.text} {row.html} {self.shown}"
        return _GARBLED.findall(texts) + _ENCODED.findall(row.subject + row.from_name)

    def leaked(self) -> list[str]:
        """What is restricted, as it was found or is expected, and stands in an open column or a message."""
        parts = [self.row.get("must", {}), self.row.get("should", {})]
        people = [person for part in parts for person in part.get("participants", ())]
        words = [*self.apart, *(word for part in parts for word in part.get("kept_apart", ()))]
        words += [word for person in people for word in person.get("restricted", {}).values()]
        return [word for word in words if len(word) > 2 and fold(word) in fold(self.shown)]

    def reopened(self) -> list[str]:
        """The conversation, when the mail comes into it after staff were done with it."""
        with transaction.atomic():
            Message.objects.filter(pk__in=[row.pk for row in self.written]).delete()
            IncomingMessage.objects.filter(pk=self.message.pk).delete()
            done = {"state": Conversation.State.DONE, "closed_at": timezone.now()}
            Conversation.objects.filter(pk=self.conversation.pk).update(**done)
            again = receive(self.raw, source="imap", mailbox=self.world.mailbox, now=self.world.now).message
            state = Conversation.objects.get(pk=again.conversation_id).state
            transaction.set_rollback(True)
        return ["opened again"] if state == Conversation.State.OPEN else []

    def repeated(self) -> set[str]:
        """Persons proposed twice, or proposed anew though they are registered."""
        names = [fold(row.name) for row in self.people if row.name]
        there = {fold(row.name) for row in Registration.objects.filter(event=self.conversation.event)}
        anew = {fold(row.name) for row in self.people if row.target is None}
        return {name for name in names if names.count(name) > 1} | (anew & there)

    def invented(self) -> list[str]:
        """Words of a name or address that the mail does not have; one with files is left out: these have words, too."""
        row = self.message
        heads = [row.subject, row.from_name, row.from_email, row.reply_to, str(row.to), str(row.cc)]
        known = fold(" ".join([*heads, row.text, re.sub(r"<[^>]+>", " ", row.html)]))
        people = [] if row.attachments else self.people
        texts = [fold(one.value(name)) for one in people for name in ("given_name", "family_name", "email")]
        return [word for text in texts for word in re.findall(r"[^\W_]+", text) if word not in known]

    def not_shown(self) -> list[str]:
        """A form for a person, and a file as a picture, in pages or as a text beside it: what of these is lacking."""
        has_form = any(card.form for card in cards(proposals_of(self.conversation), known_for(self.conversation)))
        is_shown = any(file.picture_address or file.pages or file.text_address for file in files(self.message))
        return [what for what, is_there in (("no form", has_form), ("no file", is_shown)) if not is_there]


def now() -> dict[str, set[Any]]:
    """What a mail may change."""
    return {
        "registrations": set(Registration.objects.values_list(*_WATCHED)),
        "conversations": set(Conversation.objects.values_list("pk", flat=True)),
        "messages": set(Message.objects.values_list("pk", flat=True)),
        "undeliverable": set(UndeliverableAddress.objects.values_list("email_key", flat=True)),
    }


@contextlib.contextmanager
def fed(world: World, raw: bytes, row: dict[str, Any], earlier: Sequence[bytes] = ()) -> Iterator[Outcome]:
    """The mail through the intake that real mail goes through, after `earlier` deliveries of it; then all is undone."""
    with transaction.atomic():
        for one in earlier:
            receive(one, source="imap", mailbox=world.mailbox, now=world.now)
        before = now()
        received = receive(raw, source="imap", mailbox=world.mailbox, now=_arrival(raw, world.now))
        message = IncomingMessage.objects.get(pk=received.message.pk)
        yield Outcome(world, row, raw, message, received.is_new, before)
        transaction.set_rollback(True)


def _arrival(raw: bytes, clock: datetime.datetime) -> datetime.datetime:
    """Soon after it was sent; by the clock where that was in the future or more than a month ago."""
    try:
        sent_at = parsedate_to_datetime(email.message_from_bytes(raw)["Date"])
    except (TypeError, ValueError):
        return clock
    sent_at = sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=datetime.UTC)
    is_usual = datetime.timedelta() < clock - sent_at < datetime.timedelta(days=30)
    return min(clock, sent_at + datetime.timedelta(minutes=5)) if is_usual else clock
