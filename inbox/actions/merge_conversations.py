"""Two conversations that are one request: the mails of the later one move to the earlier one (domain 7.3, threads)."""

from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.actions.claiming import DeskError
from inbox.actions.reply import Replying

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from inbox.models.conversations import Conversation, DeskAction

# More pointers one behind another than staff would ever make.
MOST_STEPS = 20


class Joining(Replying):
    """The verb that joins, and how it is undone: in the conversation where the mails are then."""

    class Meta:
        abstract = True

    def join(self, by: "User", seen: str, earlier: "Conversation") -> None:
        """Move all mails of both directions to an earlier conversation; this one is done, and points there.

        Never by itself: the same sender may well write about two things. The race: two of staff join two pairs that
        share a conversation. Whoever locks several rows of conversations does so in the order of their numbers.
        """
        row = cast("Conversation", self)
        rows = type(self)._base_manager.select_for_update().order_by("pk")
        with transaction.atomic():
            found = {each.pk: each for each in rows.filter(pk__in=[row.pk, earlier.pk])}
            other = cast("Conversation | None", found.get(earlier.pk))
            with self.held(by, seen, "joined"):
                if other is None or other.pk >= row.pk or other.state == "junk" or other.joined_to or row.joined_to:
                    raise DeskError(_("These two cannot be joined."))
                self._join(by, other)

    def _join(self, by: "User", other: "Conversation") -> None:
        row = cast("Conversation", self)
        kept: dict[str, Any] = {
            "from": row.pk,
            "incoming": list(row.incoming.values_list("pk", flat=True)),
            "outgoing": list(row.outgoing.values_list("pk", flat=True)),
        }
        row.incoming.update(conversation=other)
        row.message_links.update(conversation=other)
        # It goes on with what was written last, as if the mail had been filed there when it came.
        is_later = row.last_received_at >= other.last_received_at
        columns: dict[str, Any] = {"event_id": other.event_id or row.event_id}
        columns["registration_id"] = other.registration_id or row.registration_id
        if is_later:
            columns |= {name: getattr(row, name) for name in ("kind", "name", "email", "language", "last_received_at")}
        if row.state == "open":
            columns |= {"state": "open", "closed_at": None}
        before = other._set(**columns)
        kept["columns"] = self._set(state="done", closed_at=timezone.now())
        row.joined_to = other
        row.save(update_fields=["joined_to"])
        kept["line"] = self.write_down("joined", by, note=other.mark).pk
        other.write_down("joined", by, note=row.mark, before={**before, "joined": kept})

    def _put_back(self, action: "DeskAction", by: "User") -> None:
        """The mails go back where they came from."""
        super()._put_back(action, by)
        kept = action.before.get("joined")
        if kept is None:
            return
        row = cast("Conversation", self)
        rows = type(self)._base_manager.select_for_update()
        source = cast("Conversation | None", rows.filter(pk=kept["from"]).first())
        if source is None:
            return  # forgotten meanwhile: its mails stay here
        row.incoming.filter(pk__in=kept["incoming"]).update(conversation=source)
        row.message_links.filter(message__in=kept["outgoing"]).update(conversation=source)
        source.joined_to = None
        source.save(update_fields=["joined_to"])
        line = source.actions.get(pk=kept["line"])
        Replying._put_back(source, type(line)(before=kept["columns"]), by)
        line.undone_at = timezone.now()
        line.save(update_fields=["undone_at"])

    def where_mails_are(self) -> "Conversation":
        """This one, or the one with which it was joined."""
        row = cast("Conversation", self)
        for _step in range(MOST_STEPS):
            if row.joined_to is None:
                break
            row = row.joined_to
        return row
