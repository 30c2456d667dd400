"""Encrypt restricted data anew with the first key of RESTRICTED_KEYS, so that the others can go."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from storage.encrypted_fields import EncryptedJSONField, EncryptedTextField, is_unreadable


class Command(BaseCommand):
    """`manage.py reencrypt`"""

    help = "Encrypt restricted data anew with the first key of RESTRICTED_KEYS. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Row by row, each read again under its lock; what no key opens stays, and is counted.

        An AppConfig names as `reencrypt` functions that do the same with what is encrypted elsewhere than in a field of
        ours; each gives how many rows were encrypted anew, and how many no key opens.
        """
        done = unreadable = 0
        for app in apps.get_app_configs():
            for path in getattr(app, "reencrypt", ()):
                more, closed = import_string(path)()
                done, unreadable = done + more, unreadable + closed
        for model, fields in encrypted_fields():
            is_empty = Q(**dict.fromkeys(fields, ""))  # nothing is stored as nothing
            for pk in list(model._base_manager.exclude(is_empty).order_by("pk").values_list("pk", flat=True)):
                found = encrypt_anew(model, fields, pk)
                done += found is True
                unreadable += found is False
        self.stdout.write(f"Encrypted with the first key: {done} rows.")
        if unreadable:
            raise CommandError(f"No key of RESTRICTED_KEYS reads {unreadable} rows; they stay as they are.")


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """The models of all apps that have encrypted fields, with the names of these."""
    for model in apps.get_models():
        fields = model._meta.local_concrete_fields
        names = [field.name for field in fields if isinstance(field, EncryptedTextField | EncryptedJSONField)]
        if names:
            yield model, names


@transaction.atomic
def encrypt_anew(model: type[models.Model], fields: list[str], pk: Any) -> bool | None:
    """Whether it could be read, and is encrypted anew; None for a row that went meanwhile."""
    rows = model._base_manager.filter(pk=pk)
    row = rows.select_for_update().only(*fields).first()
    if row is None:
        return None
    values = {name: getattr(row, name) for name in fields}
    if any(is_unreadable(value) for value in values.values()):
        return False
    rows.update(**values)
    return True
