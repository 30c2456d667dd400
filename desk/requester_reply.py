"""The answer to who wrote, where the mail asks for something to be done with others: it goes with the decision."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.contrib.auth.models import User
from django.http import QueryDict

from inbox import correspondence, reply_suggestions
from inbox.kinds import Kind
from inbox.models import Conversation, IncomingMessage
from inbox.receiving.automatic import is_somebody
from inbox.receiving.context import DatabaseContext, askers_of
from mailreader.rights import right_of
from outbox.queue import Draft
from registrations.admin.mail_editor import EditedMail
from registrations.models import Registration

KIND = Kind.ANSWER.value
BOX = "tell_writer"
# Nothing of anybody's registration goes to these by itself: staff tick the box if they know better.
UNKNOWN = ("asked_by_a_stranger", "asked_under_a_forged_address")


class Asker(NamedTuple):
    """Who asks, and by what right (a code of `mailreader.rights`)."""

    address: str
    right: str

    @property
    def is_stranger(self) -> bool:
        """Neither the person nor anybody who is known to speak for him or her."""
        return self.right in UNKNOWN


class ToWriter(NamedTuple):
    """The answer, and whether it goes."""

    conversation: Conversation
    incoming: IncomingMessage | None
    mail: EditedMail
    is_ticked: bool

    def send(self, by: User, references: Mapping[str, str] | None = None) -> None:
        """Into the outbox, in the caller's transaction; `references` by what stood for them before they were given."""
        if self.is_ticked:
            correspondence.answer(
                self.conversation,
                incoming=self.incoming,
                by=by,
                draft=_with_references(self.mail.draft, references or {}),
                language=self.mail.language,
            )

    def html(self) -> str:
        """As it will be read."""
        return correspondence.answer_html(self.conversation, self.incoming, self.mail.draft, self.mail.language)


def _with_references(draft: Draft, references: Mapping[str, str]) -> Draft:
    """The words with the references that exist now."""
    body = draft.body
    for stood, given in references.items():
        body = body.replace(stood, given)
    return draft._replace(body=body)


def asker_of(conversation: Conversation, row: Registration) -> Asker:
    """By what right the conversation's last writer speaks for a registration. Its queries are constant."""
    rows = conversation.incoming.filter(is_automatic=False).order_by("-received_at", "-pk")
    last = rows.only("from_email", "reply_to", "facts").first()
    if last is not None and last.is_forged:
        return Asker(last.from_email, "asked_under_a_forged_address")
    is_new = last is not None and last.is_by_unknown
    writer = (last.reply_to or last.from_email if last is not None and is_new else conversation.email).strip()
    askers = askers_of([row.pk]).get(row.pk, ())
    right = right_of(writer, row.email, askers, _houses(row))
    if right in UNKNOWN and DatabaseContext().is_staff(writer):
        right = "asked_by_staff"
    return Asker(writer, right)


def _houses(row: Registration) -> list[str]:
    """The domain of the organisation's own site, if it is a known organisation."""
    website = row.organisation.website if row.organisation is not None else ""
    host = website.partition("://")[2].partition("/")[0].partition(":")[0].casefold()
    return [host.removeprefix("www.")] if host else []


def to_writer(
    conversation: Conversation,
    asker: Asker,
    posted: QueryDict | None,
    *,
    notified: Collection[str],
    sentence: str,
    people: dict[str, Registration],
) -> ToWriter | None:
    """The answer as posted, else as proposed; none to a machine, nor to those who are notified anyway (addresses)."""
    if not is_somebody(asker.address) or asker.address.casefold() in {each.casefold() for each in notified}:
        return None
    incoming = conversation.last_mail()
    language = conversation.language
    text = reply_suggestions.notification(sentence, language, **people)
    draft = correspondence.draft_answer(conversation, incoming, text)
    mail = EditedMail(language, language, draft.subject, draft.body, [], [], KIND)
    is_ticked = not asker.is_stranger and not (posted is not None and "do" in posted)  # nothing goes unseen
    if posted is not None and f"body_{mail.key}" in posted:
        subject, body = (posted.get(f"{name}_{mail.key}", "") for name in ("subject", "body"))
        mail = mail._replace(subject=subject.strip(), body=body.replace("\r\n", "\n"))
        is_ticked = BOX in posted
        if is_ticked:
            mail = mail._replace(problems=correspondence.problems_of(conversation, incoming, mail.draft))
    return ToWriter(conversation, incoming, mail, is_ticked)
