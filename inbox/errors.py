"""What cannot be done with a conversation, each with a sentence that says why."""

from django.utils.translation import gettext as _

from registrations.errors import RegistrationError


class DeskError(Exception):
    """Something that cannot be done with a conversation. `str()` is a sentence in the reader's language."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence or _("This cannot be done.")


class ChangedMeanwhile(DeskError):
    """Somebody else did something, or mail came, since the page was drawn."""


class DoneAlready(DeskError):
    """The same click twice."""

    def __str__(self) -> str:
        return _("You have done this already.")


class CannotBeUndone(DeskError):
    """The last action is out of the house, or was followed by something else."""


class NotAccepted(DeskError):
    """A person could not be registered, so nobody was; `proposal` says who."""

    def __init__(self, proposal: int, error: RegistrationError) -> None:
        super().__init__(str(error))
        self.proposal, self.error = proposal, error
