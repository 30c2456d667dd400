"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    """The house's own identity."""

    name = "identity"
    verbose_name = _("The organisation")
