"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    """What every screen of the secretariat has."""

    name = "backoffice"
    periodic = ("backoffice.models.forget_old_imports",)
    loops = ("backoffice.importing.start",)
    verbose_name = _("Secretariat")
