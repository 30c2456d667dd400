"""App configuration."""

from django.apps import AppConfig


class StorageConfig(AppConfig):
    """What rows and files need."""

    name = "storage"
    periodic = ("storage.models.forget_old_counts",)
