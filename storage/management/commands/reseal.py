"""Encrypt restricted data anew with the first key of RESTRICTED_KEYS, so that the others can go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction
from django.db.models import Q

from inbox.models import IncomingMessage, MailProposal
from registrations.models import RestrictedData
from storage.encrypted_fields import is_sealed

FIELDS: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (RestrictedData, ("diet", "access_needs", "answers")),
    (MailProposal, ("restricted",)),
    (IncomingMessage, ("restricted",)),
)


class Command(BaseCommand):
    """`manage.py reseal`"""

    help = "Encrypt restricted data anew with the first key of RESTRICTED_KEYS. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Row by row, each read again under its lock; what no key opens stays, and is counted."""
        done = sealed = 0
        for model, fields in FIELDS:
            is_empty = Q(**dict.fromkeys(fields, ""))  # nothing is stored as nothing
            for pk in list(model._base_manager.exclude(is_empty).order_by("pk").values_list("pk", flat=True)):
                found = reseal(model, fields, pk)
                done += found is True
                sealed += found is False
        self.stdout.write(f"Encrypted with the first key: {done} rows.")
        if sealed:
            raise CommandError(f"No key of RESTRICTED_KEYS reads {sealed} rows; they stay as they are.")


@transaction.atomic
def reseal(model: type[models.Model], fields: tuple[str, ...], pk: Any) -> bool | None:
    """Whether it could be read, and is encrypted anew; None for a row that went meanwhile."""
    rows = model._base_manager.filter(pk=pk)
    row = rows.select_for_update().only(*fields).first()
    if row is None:
        return None
    values = {name: getattr(row, name) for name in fields}
    if any(is_sealed(value) for value in values.values()):
        return False
    rows.update(**values)
    return True
