"""Write the roles of access/roles.py into the database, as often as you like."""

from typing import Any

from django.core.management.base import BaseCommand

from access.roles import sync_roles


class Command(BaseCommand):
    """`manage.py sync_roles`"""

    help = "Make the groups of staff hold the permissions of their role. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them, and say so."""
        for name, count in sync_roles().items():
            self.stdout.write(f"{name}: {count} permissions")
