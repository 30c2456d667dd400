"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    """The house's own identity."""

    name = "identity"
    public_models = "all"
    verbose_name = _("The organisation")
