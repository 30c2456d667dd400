"""Rows that say when they were last changed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from storage.clock import database_now


class Dated(models.Model):
    """A row that says when it was last changed: feeds and calendars ask it."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, dated even where only some fields are written."""
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "updated_at"}
        super().save(*args, **kwargs)


class _Moment(models.DateTimeField):
    """When a row was made or changed, by the database's clock."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """What is to be stored."""
        if self.auto_now or (self.auto_now_add and add):
            setattr(model_instance, self.attname, database_now())
        return getattr(model_instance, self.attname)

    def deconstruct(self) -> Any:
        """For the database it is like any other moment."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.DateTimeField", arguments, options


class DatedByDatabase(Dated):
    """A row that goes for its age: that of a machine whose clock is wrong must not be taken for an old one."""

    created_at = _Moment(_("created"), auto_now_add=True, editable=False)
    updated_at = _Moment(_("last change"), auto_now=True, editable=False, db_index=True)

    class Meta:
        abstract = True
