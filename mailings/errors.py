"""What mail to many refuses, each with a sentence for people."""

from django.utils.translation import gettext as _

from registrations.errors import RegistrationError


class EventChanged(RegistrationError):
    """The event's status is no longer the one that staff saw."""

    def __str__(self) -> str:
        return _("The status of the event was changed meanwhile: nobody was told.")


class NotADraft(RegistrationError):
    """A mail to many is released once."""

    def __str__(self) -> str:
        return _("This mail was released already.")


class MailingChanged(RegistrationError):
    """The mail is not what staff saw."""

    def __str__(self) -> str:
        return _("Somebody has changed this mail meanwhile: please look at it once more. Nothing was sent.")


class NothingWritten(RegistrationError):
    """The mail has the words to begin with alone, which say nothing by themselves."""

    def __str__(self) -> str:
        return _("Only the words to begin with stand in this mail: write what you have to say. Nothing was sent.")


class NobodyChosen(RegistrationError):
    """The filters find nobody."""

    def __str__(self) -> str:
        return _("Nobody is chosen: nothing was sent.")


class NothingToStop(RegistrationError):
    """All of a mailing has left, or none was released."""

    def __str__(self) -> str:
        return _("Nothing of this mail waits any more: there is nothing to stop.")
