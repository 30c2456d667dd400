"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    """The people."""

    name = "registrations"
    public_models = ("RegistrationSettings", "Category", "Question")
    verbose_name = _("Registration")
