"""The whole way of a delegation over real servers: in, accepted by staff, answered, and the answer answered."""

import datetime
import email.policy
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
import time_machine
from django.core.management import call_command
from pytest_django import Settings

from inbox.actions.accept import Wanted, accept
from inbox.kinds import Kind
from inbox.models import Conversation, IncomingMessage
from outbox.models import Message
from registrations.models import Registration
from tests.factories import make_staff
from tests.imap import ImapServer
from tests.inbox.receiving.fetching import fetcher, letter
from tests.inbox.receiving.world import make_world, now
from tests.mailreader.mails import BOX, SAMPLES
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLE = next(SAMPLES.glob("01*.eml")).read_bytes()
FOCAL_POINT = "c.assi-yapo@mission-ci.example.org"
FIELDS = ("title", "given_name", "family_name", "email")
# What the sample lacks: something that no mail may repeat.
APART = "allergique aux arachides"


@pytest.fixture
def clock() -> Iterator[Callable[[datetime.timedelta], None]]:
    """The time of the sample; calling it lets time pass."""
    with time_machine.travel(now(), tick=True) as traveller:

        def pass_time(much: datetime.timedelta) -> None:
            traveller.move_to(datetime.datetime.now(datetime.UTC) + much)

        yield pass_time


def fetch(server: ImapServer) -> None:
    """What `manage.py fetch_mail` does with one mailbox."""
    while fetcher(server, done="Processed").once().left:
        pass


def work() -> None:
    """What a worker does: hand over all that is due."""
    call_command("worker", batch=True)


def with_sentence(content: bytes, sentence: str) -> bytes:
    """The sample with one sentence more before the farewell."""
    before, farewell, after = content.partition(b"Veuillez agr=C3=A9er")
    assert farewell
    return before + sentence.encode() + b"\r\n\r\n" + farewell + after


def answer_to(arrived: EmailMessage) -> bytes:
    """The focal point presses "answer" in a mail program."""
    answer = EmailMessage(policy=email.policy.SMTP)
    answer["From"], answer["To"] = f"Clemence Assi-Yapo <{FOCAL_POINT}>", BOX
    answer["Subject"] = "Adresse de M. N'Guessan-Abé"
    answer["Date"] = format_datetime(datetime.datetime.now(datetime.UTC))
    answer["Message-ID"] = "<suite-1@mission-ci.example.org>"
    answer["In-Reply-To"] = answer["References"] = arrived["Message-ID"]
    answer.set_content("Bonjour,\n\nMerci. L'adresse suivra demain.\n\nCordialement,\nClémence Assi-Yapo\n")
    return answer.as_bytes()


def accept_all(conversation: Conversation) -> list[Registration]:
    """As staff do, with what was read of each."""
    proposals = list(conversation.proposals())
    wanted = [Wanted(one.pk, {name: one.value(name) for name in FIELDS}, "fr") for one in proposals]
    return accept(conversation, make_staff(), conversation.seen_mark(), wanted)


def text_of(mail: EmailMessage) -> str:
    """All that can be read in it."""
    return "\n".join(part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")


def assert_acknowledged(acknowledgement: EmailMessage, message: IncomingMessage) -> None:
    """The answer belongs to the mail, in its language and its conversation."""
    assert message.conversation is not None
    assert acknowledgement["In-Reply-To"] == message.message_id
    assert message.message_id in acknowledgement["References"]
    assert acknowledgement["Auto-Submitted"] == "auto-replied"
    assert acknowledgement["Content-Language"] == "fr"
    assert message.conversation.mark in acknowledgement["Subject"]
    assert "Traoré-Lohoré" in text_of(acknowledgement)


def assert_each_was_told(made: list[Registration], smtp_server: SmtpServer) -> None:
    """Who has an address has one mail, and nobody reads what is kept apart."""
    told = {row.email for row in made if row.email}
    assert len(told) == 4, "one address is to come"
    for row in made:
        if row.email:
            [mail] = smtp_server.messages_to(row.email)
            assert row.reference in mail["Subject"]
    assert len(smtp_server.received) == 6
    for received in smtp_server.received:
        assert "arachides" not in text_of(received.message)


def mail_to_a_server_that_is_away(
    imap_server: ImapServer, smtp_server: SmtpServer, clock: Callable[[datetime.timedelta], None], pause: float
) -> None:
    """What comes meanwhile is kept, and answered when it is back."""
    smtp_server.stop()
    imap_server.add(letter(2).replace(b"Mon, 1 Feb 2027 10:00:00 +0100", format_datetime(now()).encode()))
    fetch(imap_server)
    work()
    assert Message.objects.get(to_email="awa2@example.org").state == Message.State.QUEUED
    smtp_server.start()
    clock(datetime.timedelta(seconds=2 * pause))
    work()
    assert len(smtp_server.messages_to("awa2@example.org")) == 1


def test_a_delegation_comes_in_is_accepted_answered_and_answers(
    imap_server: ImapServer,
    smtp_server: SmtpServer,
    settings: Settings,
    clock: Callable[[datetime.timedelta], None],
) -> None:
    make_world()
    imap_server.add(with_sentence(SAMPLE, f"Mme Traoré-Lohoré est {APART}."))
    fetch(imap_server)
    message = IncomingMessage.objects.get()
    conversation = message.conversation
    assert (imap_server.flags(), len(imap_server.flags("Processed"))) == ([], 1)
    assert [one.value("family_name") for one in conversation.proposals()] == [
        "Adjoumani-Brou", "Traoré-Lohoré", "N'Guessan-Abé", "Ouédraogo-Konaté", "Aka-Ehui",
    ]  # fmt: skip
    assert APART in str([one.restricted for one in conversation.proposals()]), "it was understood, and kept apart"
    before = set(Registration.objects.values_list("pk", flat=True))

    made = accept_all(conversation)
    assert set(Registration.objects.values_list("pk", flat=True)) - before == {row.pk for row in made}
    work()
    acknowledgement, registered = smtp_server.messages_to(FOCAL_POINT)
    assert "N'Guessan-Abé" in text_of(registered), "who has no address is told by the one who wrote"
    assert_acknowledged(acknowledgement, message)
    assert_each_was_told(made, smtp_server)
    mail_to_a_server_that_is_away(imap_server, smtp_server, clock, settings.OUTBOX_PAUSES[0])

    # The focal point answers us, with words of her own in the subject.
    imap_server.add(answer_to(acknowledgement))
    fetch(imap_server)
    reply = IncomingMessage.objects.get(message_id="<suite-1@mission-ci.example.org>")
    assert reply.conversation == conversation
    assert reply.answers == Message.objects.get(message_id=acknowledgement["Message-ID"])
    assert reply.answers.kind == Kind.REQUEST_RECEIVED
    work()
    assert len(smtp_server.received) == 7 + Message.objects.filter(purpose__endswith=f":mail:{reply.pk}").count()
    assert Registration.objects.count() == len(before) + 5
