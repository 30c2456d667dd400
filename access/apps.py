"""App configuration."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The roles."""

    name = "access"
