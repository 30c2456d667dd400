"""Where a registration stands, in words for the person: what has happened, what comes next."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from events.models import Event
from registrations.models import Registration
from registrations.models.states import ENDED, SEATED, UNDECIDED, State


class Standing(NamedTuple):
    """State, style of its tag, and the sentence that says what it means."""

    label: str
    style: str
    sentence: str


class Step(NamedTuple):
    """One step of the way; `when` is `done`, `now` or `later`."""

    label: str
    when: str


def standing(registration: Registration) -> Standing:
    """The state for the person it is about."""
    is_held = has_been_held(registration.event)
    thanks, cancelled = _("Thank you for having been with us."), _("Your registration is cancelled.")
    may_return = _("Your registration is cancelled. You may register again.")
    words = {
        State.DRAFT: (_("Not sent yet"), "tag-warn", _("The secretariat is preparing your registration.")),
        State.SUBMITTED: (_("Received"), "", _("Your delegation's focal point looks at it first.")),
        State.PENDING: (_("Received"), "", _("The secretariat looks at your registration and writes to you.")),
        State.INCOMPLETE: (_("Details needed"), "tag-warn", _("We need something from you before we can decide.")),
        State.WAITING: (
            _("Waiting list"),
            "tag-warn",
            _("All places are taken. We write to you if one comes free. Please do not travel before that."),
        ),
        State.APPROVED: (_("Approved"), "tag-good", _("You have a place. We look forward to seeing you.")),
        State.CONFIRMED: (
            _("Confirmed"),
            "tag-good",
            _("You have a place and have confirmed that you will take part."),
        ),
        State.CHECKED_IN: (_("Checked in"), "tag-good", thanks if is_held else _("You are here. Welcome.")),
        State.ATTENDED: (_("Attended"), "tag-good", thanks),
        State.NO_SHOW: (_("Did not come"), "", _("You had a place and did not come.")),
        State.DECLINED: (_("Not accepted"), "tag-bad", _("We could not accept your registration.")),
        State.CANCELLED: (_("Cancelled"), "tag-bad", cancelled if is_held else may_return),
        State.WITHDRAWN: (_("Withdrawn"), "tag-bad", _("Your delegation withdrew your registration.")),
        State.REPLACED: (_("Replaced"), "tag-bad", _("Somebody else takes part in your place.")),
        State.REVOKED: (_("Withdrawn"), "tag-bad", _("The secretariat took your place back.")),
    }
    found = Standing(*words[State(registration.state)])
    if not is_at_rest(registration):
        return found
    sentences = {
        Event.Status.CANCELLED: _("You need do nothing: your registration ends with the meeting."),
        Event.Status.POSTPONED: _("You need not register again: we write to you as soon as the new dates are known."),
    }
    sentence = sentences.get(Event.Status(registration.event.status), _("The meeting is over."))
    return Standing(found.label, "", sentence)


def is_at_rest(registration: Registration) -> bool:
    """The meeting is over, or does not take place on its dates: the registration lives, and nothing happens with it."""
    is_living = registration.state in (State.DRAFT, *UNDECIDED, State.APPROVED, State.CONFIRMED)
    return is_living and (registration.event.is_called_off or has_been_held(registration.event))


def has_been_held(event: Event) -> bool:
    """It took place and is over; one that was postponed is still to come, whatever its dates were."""
    return event.is_over() and not event.is_called_off


def steps(registration: Registration) -> list[Step]:
    """The way from the form to the meeting; none for what has ended, or where there is no meeting to come."""
    state = State(registration.state)
    if state in ENDED or state == State.DRAFT or is_at_rest(registration):
        return []
    is_seated = state in SEATED
    found = [Step(_("We received your registration"), "done")]
    if state == State.INCOMPLETE:
        found.append(Step(_("You send us what is missing"), "now"))
    decision = "done" if is_seated else ("later" if state == State.INCOMPLETE else "now")
    labels = {"done": _("You have a place"), "now": _("The secretariat decides"), "later": _("The secretariat decides")}
    found.append(Step(labels[decision] if state != State.WAITING else _("A place comes free"), decision))
    if asks_confirmation(registration):
        found.append(Step(_("You confirm that you will take part"), "now"))
    elif state == State.CONFIRMED:
        found.append(Step(_("You have confirmed that you will take part"), "done"))
    is_next = is_seated and not asks_confirmation(registration)
    is_over = state in (State.CHECKED_IN, State.ATTENDED)
    found.append(Step(_("The meeting"), "done" if is_over else ("now" if is_next else "later")))
    return found


def what_cancelling_ends(registration: Registration) -> str:
    """What the person gives up: not everybody has a place."""
    if registration.state in SEATED:
        return _(
            "Your place goes to somebody else, and we confirm by mail. You may register again later, if there are "
            "places then."
        )
    if registration.state == State.WAITING:
        return _("You leave the waiting list, and we confirm by mail. If you register again, you are the last on it.")
    return _(
        "The secretariat does not consider it any further, and we confirm by mail. You may register again while the "
        "form is open."
    )


def asks_confirmation(registration: Registration) -> bool:
    """The person has a place and is asked to confirm."""
    settings = getattr(registration.event, "registration_settings", None)
    is_asked = settings is not None and settings.asks_confirmation and not is_at_rest(registration)
    return is_asked and registration.state == State.APPROVED


def reason(registration: Registration) -> str:
    """What staff wrote with their last decision; nothing once the person or the settings moved on."""
    last = registration.history.order_by("-at", "-pk").first()
    is_for_person = last is not None and last.actor == last.Actor.STAFF and not last.is_correction
    return last.reason if last is not None and is_for_person else ""
