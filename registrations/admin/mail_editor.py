"""The mail of a decision before it goes: its words for each language, as staff edit them, and how it will look."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.conf import settings

from outbox.placeholders import Value, fill, fill_plain
from outbox.previews import problems_of, without_link
from outbox.queue import Draft
from outbox.rendering import render_html
from outbox.templates import words_for
from registrations.mail_values import values_for
from registrations.models import Registration

# Stay in the words as long as staff edit them: the reason is typed beside, the link is put in when the mail leaves.
KEPT = ("reason", "link")


class EditedMail(NamedTuple):
    """The words of a kind of mail for those who read one language."""

    language: str  # of the readers
    words_language: str  # of the words, which may be a fallback
    subject: str
    body: str
    readers: list[Registration]
    problems: list[str]
    kind: str = ""  # where a page shows several

    @property
    def key(self) -> str:
        """Names the boxes of the form."""
        return f"{self.kind}-{self.language}" if self.kind else self.language

    @property
    def draft(self) -> Draft:
        """The words as the action takes them."""
        return Draft(self.subject, self.body)

    @property
    def language_name(self) -> str:
        """The language of the readers, in words."""
        return str(dict(settings.LANGUAGES)[self.language])

    @property
    def is_fallback(self) -> bool:
        """Nobody wrote these words in the readers' language."""
        return self.language != self.words_language


def mails(registrations: Iterable[Registration], kind: str, posted: dict[str, str] | None = None) -> list[EditedMail]:
    """One mail for each language of those who have an address; as posted, else from the templates.

    A mail to one person has its placeholders filled in but for the reason and the link; a mail to many keeps them all.
    """
    by_language: dict[str, list[Registration]] = {}
    for registration in registrations:
        if registration.email:
            by_language.setdefault(registration.language, []).append(registration)
    is_single = sum(map(len, by_language.values())) == 1
    result = []
    for language, readers in sorted(by_language.items()):
        words = words_for(readers[0].event, kind, language)
        subject, body = words.subject, words.body
        if is_single:
            values = values_for(readers[0], kind, words.language)
            known = {name: value for name, value in values.items() if name not in KEPT}
            subject, body = fill_plain(subject, known), fill(body, known)
        result.append(as_posted(EditedMail(language, words.language, subject, body, readers, []), kind, posted))
    return result


def as_posted(mail: EditedMail, kind: str, posted: Mapping[str, str] | None) -> EditedMail:
    """The mail in the words of staff, where they were sent, and what stands in the way of these."""
    if posted is None:
        return mail
    subject = posted.get(f"subject_{mail.key}", mail.subject)
    body = posted.get(f"body_{mail.key}", mail.body).replace("\r\n", "\n")
    return mail._replace(subject=subject, body=body, problems=problems_of(kind, subject, body))


def shown(
    registration: Registration, kind: str, mail: EditedMail, reason: str, more: Mapping[str, Value] | None = None
) -> str:
    """The mail as an HTML document, as this person will get it but for the link; `more` is not known of the row yet."""
    values = values_for(registration, kind, mail.words_language, reason=reason) | dict(more or {})
    heading = values["event"].text
    return without_link(render_html(fill(mail.body, values), language=mail.words_language, heading=heading))
