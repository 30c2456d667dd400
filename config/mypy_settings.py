"""Settings for mypy alone: modeltranslation leaves managers as they are written, so that their types are known.

At run time it puts subclasses made on the spot in their place, with the same methods, which mypy cannot see.
"""

import os

from django.apps import AppConfig

os.environ.setdefault("DEBUG", "on")

from config.settings import *  # noqa: F403  the very same, but for one application
from config.settings import INSTALLED_APPS as APPLICATIONS


class WrittenManagers(AppConfig):
    """Comes before modeltranslation registers a model."""

    name = "config"

    def import_models(self) -> None:
        """Models keep the managers that their code writes."""
        from modeltranslation import translator

        super().import_models()
        translator.add_manager = lambda model: None


INSTALLED_APPS = ["config.mypy_settings.WrittenManagers", *APPLICATIONS]
