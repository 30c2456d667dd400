"""Let somebody set up a second factor anew, who has lost it and the recovery codes."""

import getpass
import logging
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from access import codes, mails, sessions

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """`manage.py reset_second_factor USER`"""

    help = (
        "Take the app, passkeys and recovery codes of an account away, and end its sessions. "
        "Leaves a line, and tells the person by mail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("user", help="name of the account")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what comes next."""
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no account “{options['user']}”.")
        Authenticator.objects.filter(user=user).delete()
        codes.forgive(user)
        ended = sessions.end(sessions.opened(user))
        by = getpass.getuser()
        mails.note_change("factor reset", user, detail=f"second factor reset by {by} on the machine")
        logger.warning("The second factor of %s was reset by %s.", user.get_username(), by)
        self.stdout.write(
            f"{user.get_username()} has no second factor any more; {ended} sessions ended. "
            "At the next sign-in with the password a new one is set up."
        )
