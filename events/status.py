"""Where an event stands, in one word for a list: from its status and its dates, never from a label."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from events.models import Event


class State(NamedTuple):
    """A code for logic, words for people, a class for the style."""

    code: str
    label: str
    style: str


def state_of(event: Event) -> State:
    """Called off before anything else, then open for registration, then where today stands among its days."""
    if event.status in (Event.Status.CANCELLED, Event.Status.POSTPONED, Event.Status.DRAFT):
        return _state(str(event.status))
    timing = event.timing()
    if timing in (Event.Timing.TO_COME, Event.Timing.UNDATED) and registration_window(event) == "open":
        return _state("open")
    return _state(str(timing.value))


def called_off_words(event: Event) -> str:
    """Words for paper, to stand behind others; empty where it takes place."""
    words = {Event.Status.CANCELLED: _("meeting cancelled"), Event.Status.POSTPONED: _("meeting postponed")}
    return words.get(Event.Status(event.status), "")


def nothing_there(event: Event, what: str) -> str:
    """Why there are no `agenda`, `speakers` or `documents`: they may come, or will not any more."""
    if event.status == Event.Status.CANCELLED or event.is_over():
        words = {
            "agenda": _("No agenda is published for this meeting."),
            "speakers": _("No speakers are named for this meeting."),
            "documents": _("No document is published for this meeting."),
        }
    else:
        words = {
            "agenda": _("The agenda is not published yet."),
            "speakers": _("The speakers are not announced yet."),
            "documents": _("No document is published yet."),
        }
    return words[what]


def told_title(event: Event, title: str) -> str:
    """A title of the event, or of an item of it, for programs that know nothing of called-off meetings."""
    if event.status == Event.Status.CANCELLED:
        return _("Cancelled: %(title)s") % {"title": title}
    return _("Postponed: %(title)s") % {"title": title} if event.status == Event.Status.POSTPONED else title


def registration_window(event: Event) -> str:
    """`not-yet`, `open` or `closed`; empty for an event that takes no registrations here."""
    registration = getattr(event, "registration_settings", None)
    return str(registration.window().value) if registration is not None else ""


def _state(code: str) -> State:
    words = {
        "draft": (_("Draft"), "tag-warn"),
        "cancelled": (_("Cancelled"), "tag-bad"),
        "postponed": (_("Postponed"), "tag-warn"),
        "open": (_("Open for registration"), "tag-good"),
        "under-way": (_("Under way"), "tag-now"),
        "to-come": (_("To come"), ""),
        "past": (_("Past"), ""),
        "undated": (_("Date to be announced"), ""),
    }
    return State(code, *words[code])
