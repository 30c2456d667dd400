"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """The programme."""

    name = "events"
    public_models = "all"
    verbose_name = _("Events")
