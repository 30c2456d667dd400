"""How people are notified of what staff do: the mails as staff saw them, a sentence of their own, what is answered."""

from collections.abc import Mapping
from typing import NamedTuple

from outbox.queue import Draft
from outbox.threads import Thread
from registrations.errors import NotShown


class Notification(NamedTuple):
    """`drafts` by kind and language; where they are all that staff were shown, no other mail goes unseen."""

    drafts: Mapping[tuple[str, str], Draft] = {}
    reason: str = ""
    is_all_shown: bool = False
    # Of the mail in which the person who is notified asked for it.
    thread: Thread | None = None

    def draft(self, kind: str, language: str, address: str) -> Draft | None:
        """The words of staff, None for those of the template; raises NotShown."""
        found = self.drafts.get((kind, language))
        if found is None and self.is_all_shown and address:
            raise NotShown(kind, language)
        return found


# The words of the templates, in answer to nothing.
PLAIN = Notification()
