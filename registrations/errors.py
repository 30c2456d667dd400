"""What an action on a registration refuses, each with a sentence for people."""

from django.utils.translation import gettext as _

from registrations.models.registration import Registration
from registrations.models.states import State


class RegistrationError(Exception):
    """Something that cannot be done with a registration. `str()` is a sentence in the reader's language."""

    def __str__(self) -> str:
        return _("This cannot be done.")


class NoRegistrationHere(RegistrationError):
    """The event has no registration settings."""

    def __str__(self) -> str:
        return _("This event takes no registrations.")


class IllegalMove(RegistrationError):
    """From this state no way leads to that one (see TRANSITIONS)."""

    def __init__(self, from_state: str, to_state: str) -> None:
        super().__init__(from_state, to_state)
        self.from_state, self.to_state = from_state, to_state

    def __str__(self) -> str:
        return _("A registration that is “%(from)s” cannot become “%(to)s”.") % {
            "from": State(self.from_state).label,
            "to": State(self.to_state).label,
        }


class NotCorrectable(RegistrationError):
    """The participant may correct as long as nobody decided, then answers alone; what has ended is not corrected."""

    def __str__(self) -> str:
        return _("This registration can no longer be corrected here. Please write to the secretariat.")


class NoPlaceLeft(RegistrationError):
    """No place: of the event (a hybrid one: in the room or online), of the category, or of the organisation in its
    category; `limit` says which.
    """

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit

    def __str__(self) -> str:
        return {
            "event": _("All places are taken."),
            "room": _("All places in the room are taken."),
            "online": _("All places online are taken."),
            "category": _("All places of this category are taken."),
            "organisation": _("All places of this organisation are taken."),
        }[self.limit]


class Full(NoPlaceLeft):
    """No place left, and no waiting list either: nothing was stored.

    Said before the person is looked for, so that it tells nobody who is registered; `existing` is that registration.
    """

    existing: Registration | None = None


class AlreadyRegistered(RegistrationError):
    """This person has an active registration for this event with this address; it is in `existing`."""

    def __init__(self, existing: Registration) -> None:
        super().__init__(existing)
        self.existing = existing

    def __str__(self) -> str:
        return _("This person is already registered for this event with this address: %(reference)s.") % {
            "reference": self.existing.reference
        }


class StillReplaced(RegistrationError):
    """Another registration lives in its place, and is `successor`."""

    def __init__(self, successor: Registration) -> None:
        super().__init__(successor)
        self.successor = successor

    def __str__(self) -> str:
        return _("%(reference)s comes in its place: cancel that registration first.") % {
            "reference": self.successor.reference
        }


class ChangedSince(RegistrationError):
    """It was decided on, or corrected, since it was made: nobody takes that back unseen."""

    def __str__(self) -> str:
        return _("This registration was changed since. Cancel it on its own page.")


class ChangedMeanwhile(RegistrationError):
    """It is not as staff saw it: nobody writes over what a colleague, or the person, changed."""

    def __str__(self) -> str:
        return _("This registration was changed meanwhile: compare with the history, then save again.")


class NotReminded(RegistrationError):
    """Who is not reminded of what is missing, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return {
            "not-incomplete": _("Nothing was asked for that could be reminded of."),
            "no-address": _("There is no address to which a reminder could go."),
            "begun": _("The event has begun, or does not take place: nobody is reminded any more."),
            "reminded": _("This person was reminded before; nobody is reminded twice."),
        }[self.reason]


class RestrictedUnreadable(RegistrationError):
    """Restricted data were encrypted with a key that is not set: they are not overwritten unread."""

    def __str__(self) -> str:
        return _("What is kept apart (diet, access, travel) cannot be read at present, and so it was not changed.")


class NotShown(RegistrationError):
    """A mail would go that staff, who were shown the others, have not seen."""

    def __init__(self, kind: str, language: str) -> None:
        super().__init__(kind, language)
        self.kind, self.language = kind, language

    def __str__(self) -> str:
        return _("One more mail would go, which you have not seen yet. It stands below with the others: look at it.")


class NotMergeable(RegistrationError):
    """Two registrations of one person are merged while the one that is kept lives, at one event."""

    def __str__(self) -> str:
        return _("These two cannot be merged: both must be of one event, and the one that is kept must not have ended.")
