"""Wiring of the retention app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    """Until when personal data are kept."""

    name = "retention"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Data protection")
    periodic = ("retention.run.forget_once_a_day",)
