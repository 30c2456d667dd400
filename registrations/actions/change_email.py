"""A person writes to us from another address: asked on the personal page, confirmed by a link that goes there.

Nobody learns whether an address is known: the page answers alike, and who reads there gets a mail either way.
"""

import secrets
from copy import copy

from outbox.models import Message
from registrations import mails
from registrations.actions.correct import follow_address
from registrations.actions.locking import locked
from registrations.actions.personal_link import LINKS_A_DAY, send_link
from registrations.actions.transitions import Actor, must_be_only_one, note
from registrations.errors import AlreadyRegistered, ChangedSince, NotCorrectable
from registrations.kinds import Kind
from registrations.models import Registration
from registrations.models.states import ACTIVE
from storage.models import DAY, RateCount


def ask_for_email(registration: Registration, email: str) -> bool:
    """Mail the link that confirms to the new address, and a note to the present one; False after three in a day.

    Where the person is registered at that address already, the mail that goes there is the link of that registration.
    """
    with locked(registration):
        if registration.state not in ACTIVE:
            raise NotCorrectable
        if RateCount.objects.hit("change of address", str(registration.pk), DAY) > LINKS_A_DAY:
            return False
        purpose = f"{registration.pk}:{secrets.token_hex(8)}"
        mails.write_new(registration, Kind.EMAIL_ASKED, purpose=f"{Kind.EMAIL_ASKED.value}:{purpose}")
        if RateCount.objects.hit("new address", email.strip().casefold(), DAY) <= LINKS_A_DAY:
            _write_there(registration, email, purpose)
        return True


def _write_there(registration: Registration, email: str, purpose: str) -> None:
    moved = copy(registration)
    moved.email = email
    try:
        must_be_only_one(moved)
    except AlreadyRegistered as known:
        send_link(known.existing, purpose)
    else:
        mails.write_new(registration, Kind.EMAIL_CONFIRM, purpose=f"{Kind.EMAIL_CONFIRM.value}:{purpose}", to=email)


def is_latest(registration: Registration, asked: Message) -> bool:
    """Whether the registration lives, and the person has not asked for yet another address since."""
    latest = registration.messages.filter(kind=Kind.EMAIL_CONFIRM).order_by("-pk").first()
    return registration.state in ACTIVE and latest == asked


def confirm_email(registration: Registration, asked: Message) -> None:
    """The address to which `asked` went becomes that of the registration, the old link dies, the new one goes there.

    The race: two confirmations, or one and a cancellation or a change by staff. The first to get the lock makes the
    link anew, and with it the seal of the other is dead; who comes second finds another secret in the row, or another
    state. Raises ChangedSince, NotCorrectable, AlreadyRegistered.
    """
    seen, seen_email = registration.token_nonce, registration.email_key
    with locked(registration):
        if (registration.token_nonce, registration.email_key) != (seen, seen_email):
            raise ChangedSince
        if not is_latest(registration, asked):
            raise NotCorrectable
        registration.email = asked.to_email
        must_be_only_one(registration)
        registration.save()
        follow_address(registration, seen_email)
        message = mails.write_new(
            registration, Kind.EMAIL_CHANGED, purpose=f"{Kind.EMAIL_CHANGED.value}:{registration.pk}:{asked.pk}"
        )
        note(registration, registration.state, Actor.PARTICIPANT, by=None, reason="email", message=message)
