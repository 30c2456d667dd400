"""The secret link of a person: sent once more, or exchanged for another."""

import secrets

from django.conf import settings
from django.db import transaction

from outbox.models.messages import Message
from registrations import mails
from registrations.actions.locking import locked
from registrations.kinds import Kind
from registrations.models import Registration
from storage.models import DAY, RateCount


def send_link(registration: Registration, purpose: str) -> bool:
    """Mail the personal link to its owner, because somebody asked; whether a mail went.

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


def renew_link(registration: Registration) -> bool:
    """Make a new link and mail it, the old one dies; with the day's mails used up nothing changes."""
    with transaction.atomic():
        nonce = secrets.token_hex(8)
        if not send_link(registration, nonce):
            return False
        # The mail holds {link} as a placeholder until it leaves, and it cannot leave before this commits.
        registration.renew_link()
        return True
