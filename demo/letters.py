"""Mail that people wrote to the shared mailbox of the forum, taken in as mail is taken in."""

import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from django.utils import timezone

from demo.files import read_yaml
from demo.participants import count_as_sent
from demo.scan import scanned
from events.models import Event
from inbox.models import IncomingMessage
from inbox.receiving.intake import receive
from outbox.models import Message
from registrations.models import Registration


def load(event: Event) -> None:
    """Mails of the last hours, and what was answered by itself."""
    now = timezone.now()
    for number, row in enumerate(read_yaml("coming-mails.yaml")["mails"], 1):
        at = now - datetime.timedelta(hours=row["hours"])
        message = receive(_bytes(event, row, at, number), source=IncomingMessage.Source.PIPE, now=at).message
        answers = message.conversation.outgoing
        answers.update(created_at=at, updated_at=at)
        count_as_sent(answers.filter(state=Message.State.QUEUED))


def _bytes(event: Event, row: dict[str, Any], at: datetime.datetime, number: int) -> bytes:
    about = Registration.objects.filter(event=event, email=row["about"]).first() if "about" in row else None
    words = {"{code}": event.code, "{reference}": about.reference if about else ""}

    def filled(text: str) -> str:
        for name, value in words.items():
            text = text.replace(name, value)
        return text

    mail = EmailMessage()
    mail["From"], mail["To"] = row["from"], event.registration_settings.mailbox
    mail["Subject"] = filled(row["subject"])
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<demo-{event.code.lower()}-{number}@mail.example.org>"
    for name, value in row.get("headers", {}).items():
        mail[name] = value
    if "html" in row:
        mail.set_content(filled(row["html"]), subtype="html")
    else:
        mail.set_content(filled(row["text"]))
    if "scan" in row:
        pages = [filled(page) for page in row["scan"]["pages"]]
        paper = scanned(row["scan"]["heading"].strip(), pages)
        mail.add_attachment(paper, maintype="application", subtype="pdf", filename=row["scan"]["name"])
    return mail.as_bytes()
