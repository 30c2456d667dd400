"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from registrations import kinds


class RegistrationsConfig(AppConfig):
    """The people."""

    name = "registrations"
    periodic = ("registrations.actions.remind.send_due_reminders",)
    loops = ("registrations.actions.personal_link.start",)
    verbose_name = _("Registration")

    def ready(self) -> None:
        """Make the kinds of message known."""
        kinds.declare()
