"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """Messages to people."""

    name = "outbox"
    periodic = ("outbox.secret_end.warn",)
    # The group of the menu in which its pages stand, with those of the registrations.
    verbose_name = _("Registration")
