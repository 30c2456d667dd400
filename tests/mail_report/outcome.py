"""What the product stored, proposed and sent after one mail: rows of its database, not what a reader returned."""

import contextlib
import datetime
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone

from inbox.models import Conversation, IncomingMessage, MailProposal, RawMail
from inbox.receiving.intake import receive
from mailreader import Mail, read
from outbox.models import Message, UndeliverableAddress
from registrations.models import Registration
from tests.mail_report.world import World

# Kinds of messages that tell somebody that a request, or a mail, came in.
ACKNOWLEDGEMENTS = ("request-received", "mail-received", "acknowledgement", "details-asked")
_WATCHED = (
    "reference",
    "state",
    "event_id",
    "given_name",
    "family_name",
    "email",
    "mode",
    "function",
    "replaced_by_id",
)


@dataclass
class Outcome:
    """One mail in one world, while its transaction lasts."""

    world: World
    row: dict[str, Any]
    raw: bytes
    message: IncomingMessage
    before: dict[int, tuple[Any, ...]]
    conversations_before: set[int]
    messages_before: dict[int, str]
    undeliverable_before: set[str]
    seconds: float = 0.0
    # A row was made for it; False for a mail that is here already.
    is_new: bool = True
    noticed: list[str] = field(default_factory=list)
    # The check in hand was met by a code of what staff may do next.
    is_by_code: bool = False

    @cached_property
    def conversation(self) -> Conversation:
        """As it is in the database."""
        return Conversation.objects.get(pk=self.message.conversation_id)

    @cached_property
    def mail(self) -> Mail:
        """Read again from the bytes that were kept."""
        return read(bytes(RawMail.objects.get(message=self.message).content))

    @cached_property
    def proposals(self) -> list[MailProposal]:
        """All rows of the mail."""
        return list(self.message.proposals.select_related("target").order_by("position"))

    @property
    def people(self) -> list[MailProposal]:
        """Persons proposed."""
        return [row for row in self.proposals if row.is_person]

    @cached_property
    def new_messages(self) -> list[Message]:
        """Written because of the mail, whether they leave by themselves or wait for staff."""
        return list(Message.objects.exclude(pk__in=self.messages_before).order_by("pk"))

    @property
    def sent(self) -> list[Message]:
        """Those that leave without anybody having seen them."""
        return [row for row in self.new_messages if row.state != Message.State.HELD]

    @property
    def acknowledgements(self) -> list[Message]:
        """Sent or held."""
        return [row for row in self.new_messages if row.kind in ACKNOWLEDGEMENTS]

    @property
    def is_new_conversation(self) -> bool:
        """It began with this mail."""
        return self.conversation.pk not in self.conversations_before

    @property
    def registrations_changed(self) -> list[str]:
        """References of registrations made, changed or gone."""
        after = watched()
        keys = {pk for pk in {*self.before, *after} if self.before.get(pk) != after.get(pk)}
        return sorted(str((after.get(pk) or self.before[pk])[0]) for pk in keys)

    @property
    def undeliverable(self) -> set[str]:
        """Addresses found not to take mail by this mail."""
        return set(UndeliverableAddress.objects.values_list("email_key", flat=True)) - self.undeliverable_before

    @property
    def facts(self) -> dict[str, Any]:
        """What was understood besides."""
        found: dict[str, Any] = self.message.facts
        return found

    @property
    def actions(self) -> list[str]:
        """What staff are offered to do."""
        return list(self.facts.get("actions", ()))

    @property
    def flags(self) -> list[str]:
        """What staff are told."""
        return list(self.facts.get("flags", ()))

    def open_columns(self) -> str:
        """All that was stored or written besides the mail itself and what is kept apart."""
        parts: list[Any] = [self.message.facts, self.conversation.subject, self.conversation.name]
        parts += [[row.data, row.reasons, row.missing, row.assumed, row.source] for row in self.proposals]
        parts += [[row.subject, row.text, row.html] for row in self.new_messages]
        return json.dumps(parts, ensure_ascii=False, default=str)

    def apart(self) -> list[str]:
        """What is kept in columns that only staff with the right to them see."""
        found = [str(value) for row in self.proposals for value in row.restricted.values()]
        return found + [str(value) for value in self.message.restricted.get("text", ())]

    def again(self, prepare: Callable[[Conversation], None]) -> Conversation:
        """The conversation after the mail came once more, into one that was made ready before; then all is undone."""
        with transaction.atomic():
            Message.objects.filter(pk__in=[row.pk for row in self.new_messages]).delete()
            IncomingMessage.objects.filter(pk=self.message.pk).delete()
            prepare(self.conversation)
            found = receive(self.raw, source="imap", mailbox=self.world.mailbox, now=self.world.now)
            conversation = Conversation.objects.get(pk=found.message.conversation_id)
            transaction.set_rollback(True)
        return conversation


def watched() -> dict[int, tuple[Any, ...]]:
    """What no mail may change, of every registration."""
    return {row[0]: row[1:] for row in Registration.objects.values_list("pk", *_WATCHED)}


@contextlib.contextmanager
def fed(
    world: World,
    raw: bytes,
    row: dict[str, Any],
    earlier: Sequence[bytes] = (),
    arrived_at: datetime.datetime | None = None,
) -> Iterator[Outcome]:
    """The mail in the world, through the intake that real mail goes through; at the end all of it is undone.

    `earlier` are deliveries of the same mail that came before.
    """
    with transaction.atomic():
        raw = world.mapped(raw)
        for number, before_it in enumerate(earlier, 1):
            receive(
                world.mapped(before_it), source="imap", mailbox=world.mailbox, uidvalidity=2, uid=number, now=world.now
            )
        before = (
            watched(),
            set(Conversation.objects.values_list("pk", flat=True)),
            dict(Message.objects.values_list("pk", "state")),
            set(UndeliverableAddress.objects.values_list("email_key", flat=True)),
        )
        begin = time.perf_counter()
        received = receive(raw, source="imap", mailbox=world.mailbox, uidvalidity=1, uid=1, now=arrived_at or world.now)
        took = time.perf_counter() - begin
        message = IncomingMessage.objects.get(pk=received.message.pk)
        yield Outcome(world, row, raw, message, *before, seconds=took, is_new=received.is_new)
        transaction.set_rollback(True)


def close(conversation: Conversation) -> None:
    """Staff are done with it."""
    now = timezone.now()
    Conversation.objects.filter(pk=conversation.pk).update(state=Conversation.State.DONE, closed_at=now)
