"""The secret links of a person: mailed because somebody asked, or because staff send them.

Who asks on the page is told nothing, and the page does the same for every address: it writes down that somebody asked.
The worker looks whether the address is known, and writes the mail.
"""

import secrets
import threading

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from outbox import scheduler
from outbox.asking import answer_all
from outbox.models.messages import Message
from registrations import mails
from registrations.actions.locking import locked
from registrations.kinds import Kind
from registrations.models import LinkRequest, Registration
from storage.models import DAY, RateCount

# Mails with all links of an address that strangers can cause in a day.
LINKS_A_DAY = 3


def send_link(registration: Registration, purpose: str) -> bool:
    """Mail the personal link to its owner, because somebody sent the form again; whether a mail went.

    Strangers can cause this, so an address gets STRANGER_MAIL_LIMIT of these mails a day and not one more. One
    `purpose` (a sending of the form) makes one mail.
    """
    if not registration.email_key:
        return False
    with locked(registration):
        purpose = f"{Kind.LINK.value}:{registration.pk}:{purpose}"
        if Message.objects.filter(purpose=purpose).exists():
            return False
        if RateCount.objects.hit("link", registration.email_key, DAY) > settings.STRANGER_MAIL_LIMIT:
            return False
        mails.write(registration, Kind.LINK, purpose=purpose)
        return True


def send_own_data_link(registration: Registration) -> bool:
    """Mail the link to one's own data to the registration's address; whether one went: three a day, no more."""
    if not registration.email_key:
        return False
    with locked(registration):
        if RateCount.objects.hit("own data", registration.email_key, DAY) > LINKS_A_DAY:
            return False
        mails.write(
            registration, Kind.OWN_DATA, purpose=f"{Kind.OWN_DATA.value}:{registration.pk}:{secrets.token_hex(8)}"
        )
        return True


def answer_requests() -> int:
    """Answer all who asked so far for the links of an address; how many."""
    return answer_all(LinkRequest.objects.all(), send_links, "links", LINKS_A_DAY)


@transaction.atomic
def send_links(email_key: str, language: str, *, by: User | None = None) -> bool:
    """Mail the link of each registration of an address; whether one was written: none while one still waits there."""
    newest = Registration.objects.filter(email_key=email_key).exclude(email_key="").order_by("pk").last()
    waiting = Message.objects.filter(kind=Kind.LINKS, to_email__iexact=email_key, state=Message.State.QUEUED)
    if newest is None or waiting.exists():
        return False
    purpose = f"{Kind.LINKS.value}:{newest.pk}:{secrets.token_hex(8)}"
    mails.write(newest, Kind.LINKS, by=by, purpose=purpose, language=language)
    return True


def start(stop: threading.Event) -> list[threading.Thread]:
    """The worker's thread that answers who asked."""
    return [scheduler.start_loop(stop, "links", answer_requests)]
