"""Encrypt restricted data anew with the first key of RESTRICTED_KEYS, so that the others can go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from registrations.models import RestrictedData

FIELDS = ("diet", "access_needs", "answers")


class Command(BaseCommand):
    """`manage.py reseal`"""

    help = "Encrypt restricted data anew with the first key of RESTRICTED_KEYS. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Row by row, each read again under its lock; what no key opens stays, and is counted."""
        done = sealed = 0
        for pk in list(RestrictedData.objects.order_by("pk").values_list("pk", flat=True)):
            with transaction.atomic():
                row = RestrictedData.objects.select_for_update().filter(pk=pk).first()
                if row is None:
                    continue
                if row.is_sealed:
                    sealed += 1
                else:
                    row.save(update_fields=FIELDS)
                    done += 1
        self.stdout.write(f"Encrypted with the first key: {done} rows.")
        if sealed:
            raise CommandError(f"No key of RESTRICTED_KEYS reads {sealed} rows; they stay as they are.")
