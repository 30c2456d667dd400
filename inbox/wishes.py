"""What a mail says of a person and no column of a registration holds: an answer to a question, else a note."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info, gettext_lazy, override, pgettext_lazy
from django.utils.translation import gettext as _

from events.models import Event
from inbox.models import MailProposal
from registrations.forms.questions import VISA_LETTER
from registrations.models import Category, Question

_VISA = "wants_visa_letter"
WISHES = {
    _VISA: pgettext_lazy("wish", "visa letter"),
    "wants_sponsorship": pgettext_lazy("wish", "sponsorship"),
    "is_possible_speaker": pgettext_lazy("wish", "possible speaker"),
}
_ROLES = {
    "head_of_delegation": gettext_lazy("head of delegation"),
    "alternate": gettext_lazy("alternate"),
    "delegate": gettext_lazy("delegate"),
    "adviser": gettext_lazy("adviser"),
    "observer": gettext_lazy("observer"),
    "speaker": gettext_lazy("speaker"),
}
_CONSENT = {True: gettext_lazy("name may stand in lists"), False: gettext_lazy("name must not stand in lists")}


def answers_to(proposal: MailProposal, event: Event, category: Category | None) -> dict[str, Any]:
    """The answers of a mail to the questions of its event, by their keys: what it wishes, and restricted data."""
    answers: dict[str, Any] = dict(proposal.restricted_for(event)[0])
    if proposal.value(_VISA) and _is_asked_of_visa(event, category):
        answers[VISA_LETTER] = True
    return answers


def _is_asked_of_visa(event: Event, category: Category | None) -> bool:
    group = category.pk if category is not None else None
    asked = [row for row in event.questions.all() if row.code == VISA_LETTER and row.type == Question.Type.YES_NO]
    return any(row.is_for(group) for row in asked)


def said_besides(proposal: MailProposal, event: Event | None) -> dict[str, str]:
    """What the mail says that no column of a registration for this event holds, by its field, in words."""
    data, found = proposal.data, {name: str(label) for name, label in WISHES.items() if proposal.value(name)}
    role = str(proposal.value("role"))
    # One thing said twice: who wants to speak is a possible speaker.
    if role in _ROLES and not (role == "speaker" and "is_possible_speaker" in found):
        found["role"] = str(_ROLES[role])
    if "publish_consent" in data:
        found["publish_consent"] = str(_CONSENT[bool(data["publish_consent"])])
    if mode := _other_mode(proposal, event):
        found["mode"] = _("attends: %(mode)s") % {"mode": mode.label}
    if language := _other_language(proposal):
        found["preferred_language"] = language
    return found


def _other_mode(proposal: MailProposal, event: Event | None) -> Event.Mode | None:
    """How the person wants to attend, where the meeting is not held in that way."""
    mode = str(proposal.value("mode")).replace("_", "-")
    is_held_so = event is None or event.mode in (Event.Mode.HYBRID, mode)
    if is_held_so or "mode" in proposal.assumed or mode not in (Event.Mode.IN_PERSON, Event.Mode.ONLINE):
        return None
    return Event.Mode(mode)


def _other_language(proposal: MailProposal) -> str:
    """The language in which the person wants to be written to, where nothing is written in it."""
    code = str(proposal.value("preferred_language"))
    if not code or code in dict(settings.LANGUAGES):
        return ""
    try:
        return _("language: %(name)s") % {"name": get_language_info(code)["name_translated"]}
    except KeyError:
        return ""


def note_of(proposal: MailProposal, event: Event, category: Category | None) -> str:
    """For the note of a new registration: what the mail says and is no answer either; empty where there is nothing."""
    is_answered = VISA_LETTER in answers_to(proposal, event, category)
    return _from_mail(proposal, event, _VISA if is_answered else "")


def addition_of(proposal: MailProposal) -> str:
    """What the mail adds to the note of a registration that is there; empty where there is nothing.

    An answer stays as it is: who asks for a letter now may have said no in the form.
    """
    return _from_mail(proposal, None, "preferred_language")


def note_with(note: str, addition: str) -> str:
    """A note and below it what a mail adds, once alone."""
    return note if addition in note else "\n".join(filter(None, (note, addition)))


def _from_mail(proposal: MailProposal, event: Event | None, left_out: str) -> str:
    """What the mail says besides, but for one field; in one language, for staff of any, so that it is said once."""
    with override(settings.LANGUAGE_CODE):
        said = [words for name, words in said_besides(proposal, event).items() if name != left_out]
        return _("From the mail: %(what)s.") % {"what": ", ".join(said)} if said else ""
