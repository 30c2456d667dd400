"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpeakersConfig(AppConfig):
    """The directory."""

    name = "speakers"
    verbose_name = _("Directory")
