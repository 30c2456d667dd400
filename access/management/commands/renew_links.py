"""Make all links of people anew, after one who should not have them got hold of many."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand
from django.db import models

from inbox.models import Conversation
from registrations.models import Registration


class Command(BaseCommand):
    """`manage.py renew_links`"""

    help = "Kill every personal link, and every link from a mail to its form, by a new one. Mails nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew them, and say how many and how people get the new ones."""
        links, forms = renew(Registration), renew(Conversation)
        self.stdout.write(
            f"{links} personal link{' is' if links == 1 else 's are'} new, {forms} of mails to their forms. "
            "The old ones are dead, and nobody was written to: people ask for theirs where a dead link leads them, "
            "or staff choose “Send the personal link” in the list of registrations."
        )


def renew(model: type[models.Model]) -> int:
    """A new nonce for each row; how many. Row by row: nobody at the site waits for all of them."""
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    for pk in keys:
        model._default_manager.filter(pk=pk).update(token_nonce=secrets.token_hex(16))
    return len(keys)
