"""What an answer to a mail might say, by what the mail is, the state of the event and the standing of the registration.

The words stand in `templates/inbox/emails/reply_suggestions.<language>.toml`. Staff edit them before anything goes.
"""

import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from django.template import TemplateDoesNotExist

from events.models import Event
from inbox import request_summary
from inbox.models import Conversation, IncomingMessage
from inbox.models.classification import Classification
from inbox.models.proposals import MailProposal
from inbox.models.standard_answers import StandardAnswer
from inbox.replies import has_form, own_registration
from multilingual.search import fold
from multilingual.texts import LANGUAGES, as_typed, fallbacks
from outbox import salutations
from outbox.placeholders import disarm, escape
from registrations.mail_values import missing_for_mails, standing
from registrations.models import Registration
from registrations.models.settings import RegistrationSettings
from registrations.models.states import ACTIVE, State
from speakers.honorifics import formal_name

LONGEST_QUESTION = 20_000


class Case(NamedTuple):
    """A mail to be answered, and what is known of its writer."""

    conversation: Conversation
    message: IncomingMessage | None
    registration: Registration | None
    language: str

    def words(self, name: str) -> str:
        """A sentence in the language of the answer."""
        return _drafts(self.language)[name]


def drafted_text(conversation: Conversation, message: IncomingMessage | None, language: str) -> str:
    """Markdown with placeholders, to stand between salutation and closing."""
    case = Case(conversation, message, own_registration(conversation), language)
    kind = message.kind if message is not None else conversation.kind
    return _BY_KIND.get(kind, _question)(case).strip()


def thanks(message: IncomingMessage | None, language: str) -> str:
    """With what an answer begins, and which answers nothing yet; empty where no mail came."""
    return _drafts(language)["thanks"].strip() if message is not None else ""


def notification(name: str, language: str, **people: Registration) -> str:
    """A sentence to who asked that something be done with others: done; each is named with his or her reference."""
    words = _drafts(language)[name]
    for key, row in people.items():
        reference = f" ({row.reference})" if row.reference else ""
        words = words.replace(f"{{{key}}}", f"**{escape(disarm(formal_name(row, language)))}**{reference}")
    return words


def matching_answers(message: IncomingMessage, event: Event | None = None) -> list[StandardAnswer]:
    """The standard answers one of whose words stands in the mail, in any language; those of the event first."""
    words = f" {_plain(f'{message.subject} {message.own_text[:LONGEST_QUESTION]}')} "
    rows = StandardAnswer.objects.for_event(event or message.conversation.event)
    return [row for row in rows if any(f" {word} " in words for word in _keywords(row))]


def _keywords(row: StandardAnswer) -> list[str]:
    listed = ",".join(getattr(row, f"keywords_{code}") or "" for code in LANGUAGES)
    return [word for word in map(_plain, re.split(r"[,;\n]", listed)) if word]


def _plain(text: str) -> str:
    """Words without accents, case and punctuation."""
    return " ".join(re.findall(r"\w+", fold(text)))


@lru_cache(maxsize=32)
def _drafts(language: str) -> dict[str, str]:
    for code in fallbacks(language):
        if source := salutations.source_of("inbox", f"reply_suggestions.{code}.toml"):
            return tomllib.loads(source)
    raise TemplateDoesNotExist(f"inbox/emails/reply_suggestions.{language}.toml")


# By what the mail is --------------------------------------------------------------------------------------------------


def _question(case: Case) -> str:
    """What staff have written for such questions before; else a beginning."""
    rows = matching_answers(case.message) if case.message is not None else []
    texts = [as_typed(row, "body", case.language).value.strip() for row in rows]
    return "\n\n".join([thanks(case.message, case.language), *texts])


def _request(case: Case) -> str:
    if case.registration is not None and case.registration.state in ACTIVE:
        return f"{case.words('registered')} {standing(case.registration.state, case.language)}"
    if obstacle := _obstacle(case.conversation.event):
        return case.words(obstacle)
    missing = request_summary.missing(case.message, case.language) if case.message is not None else ""
    if not missing:
        return case.words("request_complete")
    parts = [case.words("request_missing"), _list_of(missing)]
    return "\n\n".join([*parts, case.words("request_form")] if has_form(case.conversation) else parts)


def _obstacle(event: Event | None) -> str:
    """Why nobody can be registered now, as the name of a sentence."""
    if event is None:
        return "request_no_event"
    if event.status == Event.Status.CANCELLED:
        return "request_cancelled"
    if event.is_over():
        return "request_past"
    settings: RegistrationSettings | None = getattr(event, "registration_settings", None)
    if settings is None:
        return ""
    settings.event = event
    return "request_closed" if settings.window() == RegistrationSettings.Window.CLOSED else ""


def _list_of(missing: str) -> str:
    """The list without the sentence that stands before it in an automatic mail."""
    return missing.partition("\n\n")[2]


def _nomination(case: Case) -> str:
    obstacle = _obstacle(case.conversation.event)
    return case.words(obstacle) if obstacle else case.words("nomination")


def _cancellation(case: Case) -> str:
    if case.registration is None:
        return case.words("cancellation_unknown")
    return case.words("cancellation_to_do" if case.registration.state in ACTIVE else "cancellation_done")


def _substitution(case: Case) -> str:
    proposals = list(case.message.proposals.all()) if case.message is not None else []
    targets = [proposal.target for proposal in proposals if proposal.target is not None]
    if any(target.state == State.REPLACED for target in targets):
        return case.words("substitution_done")
    new = [proposal for proposal in proposals if proposal.action == MailProposal.Action.SUBSTITUTE]
    codes = dict.fromkeys(code for proposal in new for code in proposal.missing)
    if not codes:
        return case.words("substitution_to_do")
    labels = missing_for_mails(codes, case.language)
    return "\n\n".join([case.words("substitution_missing"), "\n".join(f"- {label}" for label in labels)])


def _update(case: Case) -> str:
    return case.words("update")


def _duplicate(case: Case) -> str:
    if case.registration is None or case.registration.state not in ACTIVE:
        return case.words("thanks")
    sentences = [case.words("registered"), case.words("duplicate"), standing(case.registration.state, case.language)]
    return " ".join(sentences)


_BY_KIND: dict[str, Callable[[Case], str]] = {
    Classification.REGISTRATION_REQUEST: _request,
    Classification.NOMINATION_ATTACHED: _nomination,
    Classification.CANCELLATION: _cancellation,
    Classification.SUBSTITUTION: _substitution,
    Classification.UPDATE: _update,
    Classification.DUPLICATE: _duplicate,
}
