"""The states of a registration and the ways between them."""

from django.db import models
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a registration stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted, awaits the focal point")
    PENDING = "pending", _("pending approval")
    INCOMPLETE = "incomplete", _("incomplete, details asked for")
    WAITING = "waiting", _("waiting list")
    APPROVED = "approved", _("approved")
    CONFIRMED = "confirmed", _("confirmed by the participant")
    CHECKED_IN = "checked-in", _("checked in")
    ATTENDED = "attended", _("attended")
    NO_SHOW = "no-show", _("did not come")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled by the participant")
    WITHDRAWN = "withdrawn", _("withdrawn by the delegation")
    REPLACED = "replaced", _("replaced")
    REVOKED = "revoked", _("revoked")


# They come with check-in, and with focal points who register. Until then nobody is offered them to choose.
LATER = (State.DRAFT, State.SUBMITTED, State.CHECKED_IN, State.ATTENDED, State.NO_SHOW)
# A place is taken. A person who did not come held the place until the end.
SEATED = (State.APPROVED, State.CONFIRMED, State.CHECKED_IN, State.ATTENDED, State.NO_SHOW)
# They are expected, or there.
TAKING_PART = (State.APPROVED, State.CONFIRMED, State.CHECKED_IN)
# Nobody decided yet.
UNDECIDED = (State.SUBMITTED, State.PENDING, State.INCOMPLETE, State.WAITING)
# What waits for staff: "to decide", wherever it is counted. The incomplete wait for the person, others for a place.
TO_DECIDE = (State.SUBMITTED, State.PENDING)
# Ended; the person may register again.
ENDED = (State.DECLINED, State.CANCELLED, State.WITHDRAWN, State.REPLACED, State.REVOKED)
# We said no: whoever asks again for the same event is decided on by staff.
REFUSED = (State.DECLINED, State.REVOKED)
ACTIVE = (State.DRAFT, *UNDECIDED, *SEATED)
# The participant may correct all as long as nobody decided.
CORRECTABLE = (State.SUBMITTED, State.PENDING, State.INCOMPLETE)
# Decided on, and still to come: answers and needs may change, all else is corrected by the secretariat.
ANSWERABLE = (State.WAITING, State.APPROVED, State.CONFIRMED)


def standing_of(state: str) -> str:
    """“seated”, “waiting” or “undecided”: all that mails tell of a registration that lives."""
    return "seated" if state in SEATED else "waiting" if state == State.WAITING else "undecided"


# As the queue shows them: those that wait for us, for somebody else, those with a place, those that ended.
_RANKS = (TO_DECIDE, (State.INCOMPLETE, State.WAITING, State.DRAFT), SEATED, ENDED)


def queue_rank() -> Case:
    """The rank of a row by its state. An index holds the same expression, so that the queue sorts nothing."""
    cases = [When(state__in=[str(state) for state in states], then=Value(rank)) for rank, states in enumerate(_RANKS)]
    return Case(*cases, default=Value(len(_RANKS)), output_field=models.IntegerField())


_OUT = (State.CANCELLED, State.WITHDRAWN, State.REPLACED)
_DECISIONS = (State.APPROVED, State.WAITING, State.DECLINED)

TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.DRAFT: (State.SUBMITTED, State.PENDING, State.INCOMPLETE, *_DECISIONS, *_OUT),
    State.SUBMITTED: (State.PENDING, State.INCOMPLETE, State.DECLINED, *_OUT),
    State.PENDING: (*_DECISIONS, State.INCOMPLETE, *_OUT),
    State.INCOMPLETE: (State.SUBMITTED, State.PENDING, *_DECISIONS, *_OUT),
    State.WAITING: (State.APPROVED, State.DECLINED, State.INCOMPLETE, *_OUT),
    State.APPROVED: (State.CONFIRMED, State.CHECKED_IN, State.NO_SHOW, State.REVOKED, *_OUT),
    State.CONFIRMED: (State.CHECKED_IN, State.NO_SHOW, State.REVOKED, *_OUT),
    State.CHECKED_IN: (State.ATTENDED, State.REVOKED),
    State.NO_SHOW: (State.CHECKED_IN,),
    State.CANCELLED: (State.PENDING,),
    State.REPLACED: (State.PENDING,),
    State.DECLINED: (State.PENDING, State.APPROVED, State.WAITING),
}
