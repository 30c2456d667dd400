"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from access import kinds


class AccessConfig(AppConfig):
    """Roles and sign-ins."""

    name = "access"
    verbose_name = _("Staff")
    periodic = ("access.sessions.forget_expired", "access.security_log.forget_old")
    reencrypt = ("access.second_factor.reencrypt",)
    loops = ("access.password_reset.start",)

    def ready(self) -> None:
        """Make the kinds of message known."""
        kinds.declare()
