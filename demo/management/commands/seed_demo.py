"""manage.py seed_demo: the demo of Atelier, loaded once; a second run changes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import staff
from demo.loader import load_demo


class Command(BaseCommand):
    """Loads the demo."""

    help = "Load six real meetings, a fictional one to come, and its registrations. What is there already is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two ways to insist."""
        parser.add_argument("--force", action="store_true", help="Load it into a site that runs with DEBUG off.")
        parser.add_argument(
            "--with-staff", action="store_true", help="Make the staff with their known passwords though DEBUG is off."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, unless this is a real site."""
        if not settings.DEBUG and not options["force"]:
            raise CommandError("DEBUG is off, so this may be a real site: add --force to load the demo all the same.")
        with_staff = settings.DEBUG or options["with_staff"]
        load_demo(with_staff=with_staff)
        self.stdout.write("The demo is in the database.")
        if with_staff:
            names = ", ".join(staff.NAMES)
            self.stdout.write(f"Staff: {names}; the password of those made just now is {staff.PASSWORD}.")
