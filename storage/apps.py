"""App configuration."""

from django.apps import AppConfig
from django.urls import register_converter

from storage.keys import KeyConverter


class StorageConfig(AppConfig):
    """What rows and files need."""

    name = "storage"
    periodic = ("storage.models.forget_old_counts", "storage.private_files.sweep")

    def ready(self) -> None:
        """Addresses may name rows."""
        register_converter(KeyConverter, "key")
