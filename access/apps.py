"""App configuration."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Roles and sign-ins."""

    name = "access"
    periodic = ("access.sessions.forget_expired",)
