"""App configuration."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """What every public page has."""

    name = "website"
    periodic = ("website.models.forget_old_changes",)
