"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mailings import kinds


class MailingsConfig(AppConfig):
    """Mail to many."""

    name = "mailings"
    periodic = (
        "mailings.actions.mailings.forget_tests",
        "mailings.actions.tell_of_agenda.forget_old",
    )
    loops = (
        "mailings.actions.mailings.start",
        "mailings.actions.tell_of_agenda.start",
    )
    # The group of the menu in which its pages stand, with those of the registrations.
    verbose_name = _("Registration")

    def ready(self) -> None:
        """Make the kinds of message known."""
        kinds.declare()
