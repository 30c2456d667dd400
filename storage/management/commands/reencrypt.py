"""Encrypt restricted data anew with the first key of RESTRICTED_KEYS, so that the others can go."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from storage.encrypted_fields import EncryptedBinaryField, EncryptedJSONField, EncryptedTextField, is_unreadable
from storage.private_files import EncryptedStorage

ENCRYPTED = (EncryptedBinaryField, EncryptedJSONField, EncryptedTextField)


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
            texts = [name for name in fields if not isinstance(model._meta.get_field(name), EncryptedBinaryField)]
            rows = model._base_manager.exclude(Q(**dict.fromkeys(texts, ""))) if texts else model._base_manager.all()
            for pk in list(rows.order_by("pk").values_list("pk", flat=True)):  # of texts, nothing is stored as nothing
                found = encrypt_anew(model, fields, pk)
                done += found is True
                unreadable += found is False
        files = [storage.encrypt_anew(name) for storage, name in encrypted_files()]
        self.stdout.write(f"Encrypted with the first key: {done} rows, {sum(files)} files.")
        if unreadable or not all(files):
            lost = f"{unreadable} rows and {files.count(False)} files"
            raise CommandError(f"No key of RESTRICTED_KEYS reads {lost}; they stay as they are.")


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """The models of all apps that have encrypted fields, with the names of these."""
    for model in apps.get_models():
        fields = model._meta.local_concrete_fields
        names = [field.name for field in fields if isinstance(field, ENCRYPTED)]
        if names:
            yield model, names


def encrypted_files() -> Iterator[tuple[EncryptedStorage, str]]:
    """The files that rows name and that are encrypted, each with its storage."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField) and isinstance(field.storage, EncryptedStorage):
                names = model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
                yield from ((field.storage, name) for name in names)


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
