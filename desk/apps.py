"""App configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Where staff work at the shared mailbox. Its models are those of `inbox`."""

    name = "desk"
