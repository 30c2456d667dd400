"""The messages that answer mail, with what may stand in their words."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outbox import kinds
from registrations.kinds import PLACEHOLDERS as OF_REGISTRATIONS
from registrations.kinds import link_to


class Kind(models.TextChoices):
    """What a message of a conversation is for."""

    REQUEST_RECEIVED = "request-received", _("mail received: request")
    MAIL_RECEIVED = "mail-received", _("mail received")
    IN_HAND = "in-hand", _("forwarded mail is in hand")
    PERSONS_REGISTERED = "persons-registered", _("persons registered from a mail")
    ANSWER = "answer", _("answer")


_OF_MAIL: dict[str, Promise] = {
    "mark": _("of answers to mail: the mark of the conversation, such as M-000123"),
    "subject": _("of answers to mail: the subject of the mail"),
    "received": _("of answers to mail: the day on which the mail was written"),
    "sender": _("of answers to mail: who wrote it"),
    "over": _("of answers to mail: says that the event is over, where it is"),
}
_OF_REQUEST: dict[str, Promise] = {
    "persons": _("of a request by mail: what we understood, person by person"),
    "form": _("of a request by mail: the link to the form, filled in, with its sentence"),
}
_OF_PERSONS: dict[str, Promise] = {
    "registered": _("of persons registered from a mail: who, with reference and state"),
    "without_address": _("of persons registered from a mail: who has no address and is to be told by the reader"),
}
_TEXT: dict[str, Promise] = {"text": _("of an answer: what staff write")}


def _also(*names: str) -> dict[str, Promise]:
    return {name: OF_REGISTRATIONS[name] for name in names}


def declare() -> None:
    """Make them known to the outbox."""
    kinds.declare(
        _kind(
            Kind.REQUEST_RECEIVED,
            _also("missing", "link", "notice") | _OF_MAIL | _OF_REQUEST,
            required=("mark", "persons"),
            is_reply=True,
        ),
        _kind(Kind.MAIL_RECEIVED, _also("notice") | _OF_MAIL, required=("mark",), is_reply=True),
        _kind(Kind.IN_HAND, _OF_MAIL, required=("mark",), is_reply=True),
        _kind(
            Kind.PERSONS_REGISTERED,
            _also("reason", "notice") | _OF_MAIL | _OF_PERSONS,
            required=("registered", "without_address"),
        ),
        _kind(Kind.ANSWER, _also("reference", "link", "notice", "standing") | _OF_MAIL | _TEXT, required=("text",)),
    )


def _kind(
    kind: Kind, placeholders: dict[str, Promise], required: tuple[str, ...], *, is_reply: bool = False
) -> kinds.Kind:
    """`required`: without these placeholders the mail would not do its work."""
    return kinds.Kind(
        code=kind.value,
        label=kind.label,
        app="inbox",
        placeholders=placeholders,
        required=required,
        link=_link,
        address=_as_written,
        is_reply=is_reply,
    )


def _link(message: Any) -> str:
    """The personal link if the message goes to the registration's own address; else the form that a request filled in.

    Whoever wrote later, or before, gets the page of the event: the form shows what the first writer asked.
    """
    conversation, site = message.conversation_link.conversation, f"{settings.SITE_URL}/{message.language}/"
    owner = getattr(message, "registration_link", None)
    is_own = owner is not None and owner.registration.email_key == message.to_email.casefold()
    if owner is not None and is_own and message.kind != Kind.REQUEST_RECEIVED:
        return link_to(owner.registration, message.language)
    if message.event is None:
        return site
    page = f"{site}events/{message.event.slug}/"
    asked_first = conversation.form_owner() == message.to_email.casefold()
    return f"{page}register/?mail={conversation.token}" if asked_first else page


def _as_written(message: Any) -> str:
    """An answer to a mail goes to who wrote it, whomever the mail was about."""
    return ""
