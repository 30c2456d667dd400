"""`manage.py forget_personal_data`: what is due to be forgotten; `--now` forgets it."""

import datetime
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from retention.due import due_on
from retention.run import forget


def day_of(text: str) -> datetime.date:
    """A day as it is typed."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no day; write it as 2027-01-31.") from error


class Command(BaseCommand):
    """Says of which events what is due; does nothing else unless asked to."""

    help = "Lists which personal data are due to be forgotten, by event. With --now they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--now, --on."""
        parser.add_argument("--now", action="store_true", help="forget what is due today")
        parser.add_argument("--on", type=day_of, help="list what is due on this day (2027-01-31)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """List, or do it."""
        day = options["on"] or timezone.localdate()
        found = list(due_on(day))
        if not found:
            self.stdout.write(f"Nothing is due on {day}.")
        for due in found:
            self.stdout.write(f"{due.event.code}: {due.stage.value}, {len(due.people)}")
        if options["now"]:
            self.stdout.write(f"Forgotten: {forget(timezone.now())}")
