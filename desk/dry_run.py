"""Which mails an action writes, found out by doing it and taking it back: by POST alone, for it takes real locks."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from desk.persons import PersonForm
from inbox.actions.before import AcceptedBefore, before_of
from inbox.errors import DeskError
from inbox.models import Conversation
from multilingual.texts import with_label
from outbox import kinds
from outbox.models.messages import Message
from registrations.admin.mail_editor import EditedMail, as_posted
from registrations.models import Registration


class Written(NamedTuple):
    """A mail that was written, and the language that its reader reads; the words may be in another."""

    message: Message
    language: str


def demand_valid(form: PersonForm) -> None:
    """Raise DeskError with what is wrong, by the boxes: what cannot be done has no mails."""
    wrong = [
        with_label(form[name].label, error)
        for name, errors in form.errors.items()
        if name in form.fields
        for error in errors
    ]
    if wrong:
        raise DeskError(" ".join(wrong))


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction, or a part of one, of which nothing stays."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def written_for(conversation: Conversation, made: Sequence[Registration]) -> list[Written]:
    """The mails of an acceptance: to those who were registered just now, and to who wrote for them."""
    found = [Written(message, row.language) for row in made for message in row.messages.order_by("pk")]
    last = conversation.last_action()
    before = before_of(last) if last is not None else None
    keys = before.notifications if isinstance(before, AcceptedBefore) else []
    return found + [Written(row, conversation.language) for row in Message.objects.filter(pk__in=keys).order_by("pk")]


def problems_of(written: Sequence[Written], posted: Mapping[str, Any]) -> list[str]:
    """What stands in the way of the words that staff sent, as sentences; of those mails alone that would go."""
    sentence = _("%(mail)s, in %(language)s: %(problem)s")
    found = []
    for kind, language in dict.fromkeys(
        (each.message.kind, each.language) for each in written if each.message.to_email
    ):
        mail = as_posted(EditedMail(language, language, "", "", [], [], kind), kind, posted)
        words = {"mail": str(kinds.get(kind).label).capitalize(), "language": mail.language_name}
        found += [sentence % {**words, "problem": problem} for problem in mail.problems]
    return found


def html_of(written: Sequence[Written], kind: str, language: str, made: Sequence[Registration]) -> str:
    """The first mail of a kind to who reads a language, or DeskError; numbers given and taken back are not in it."""
    of_kind = (each for each in written if (each.message.kind, each.language) == (kind, language))
    found = next((each.message.html for each in of_kind if each.message.to_email), "")
    if not found:
        raise DeskError(_("As things stand, nobody gets this mail."))
    for row in made:
        found = found.replace(row.reference, f"{row.event.code}-…")
    return found
