"""Rows that say when they were last changed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Dated(models.Model):
    """A row that says when it was last changed: the cache of public pages and feeds ask it."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, dated even where only some fields are written."""
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "updated_at"}
        super().save(*args, **kwargs)
