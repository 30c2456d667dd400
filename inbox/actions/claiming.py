"""What staff do with a conversation: verbs behind one lock, each written down, most undone by one more click."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from storage.dated import Dated

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from events.models import Event
    from inbox.models.conversations import Conversation, DeskAction

# A second click within this time is the same click.
SAME_CLICK_SECONDS = 300
# Left out of an action that sorts: the event stays what it is; None takes it away.
UNCHANGED: Any = object()


class DeskError(Exception):
    """Something that cannot be done with a conversation. `str()` is a sentence in the reader's language."""

    code = "refused"

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence or _("This cannot be done.")


class ChangedMeanwhile(DeskError):
    """Somebody else did something, or mail came, since the page was drawn."""

    code = "changed"


class DoneAlready(DeskError):
    """The same click twice."""

    code = "twice"

    def __str__(self) -> str:
        return _("You have done this already.")


class CannotBeUndone(DeskError):
    """The last action is out of the house, or was followed by something else."""

    code = "not-undone"


def name_of(user: "User | None") -> str:
    """How colleagues call each other."""
    return (user.get_full_name() or user.get_username()) if user is not None else _("somebody")


class Handled(Dated):
    """The verbs. `seen` is the mark of the page from which the click came: what staff had before their eyes."""

    class Meta:
        abstract = True

    # The lock ---------------------------------------------------------------------------------------------------------

    def seen_mark(self) -> str:
        """What there is to see, as a mark: last action, number of actions undone, last mail."""
        row = cast("Conversation", self)
        actions = row.actions.aggregate(last=Max("pk"), undone=Count("undone_at"))
        mail = row.incoming.aggregate(last=Max("pk"))
        return f"{actions['last'] or 0}.{actions['undone']}.{mail['last'] or 0}"

    @contextmanager
    def held(self, by: "User", seen: str, kind: str = "") -> Iterator[None]:
        """A transaction in which nobody else acts on this conversation, if it still is as `by` saw it.

        The race: two of staff have one mail open; one accepts, the other, who has not seen that, accepts too or calls
        it junk. Therefore each verb first locks the row of the conversation, which the intake of mail updates too, and
        only then compares what was seen with what there is.
        """
        from inbox.threads import keep_threads, registrations_of  # here: letters are about conversations

        rows = type(self)._base_manager.select_for_update()
        with transaction.atomic():
            self.refresh_from_db(from_queryset=rows)
            if self.seen_mark() != seen:
                raise self._what_changed(by, seen, kind)
            row = cast("Conversation", self)
            before = registrations_of(row)
            yield
            keep_threads(before | registrations_of(row))

    def _what_changed(self, by: "User", seen: str, kind: str) -> DeskError:
        """Who was faster, in words."""
        row = cast("Conversation", self)
        last = row.actions.select_related("by").order_by("-pk").first()
        parts = seen.split(".")
        is_new = last is not None and parts[0] != str(last.pk)
        if last is not None and is_new:
            age = (timezone.now() - last.at).total_seconds()
            if kind == last.kind and last.by_id == by.pk and not last.undone_at and age < SAME_CLICK_SECONDS:
                return DoneAlready()
            words = {"who": name_of(last.by), "what": last.get_kind_display()}
            return ChangedMeanwhile(_("Meanwhile %(who)s was here: “%(what)s”. Nothing was done; look again.") % words)
        if parts[-1] != self.seen_mark().split(".")[-1]:
            return ChangedMeanwhile(_("Meanwhile another mail came in. Nothing was done; look again."))
        return ChangedMeanwhile(_("Meanwhile an action was undone. Nothing was done; look again."))

    def write_down(self, kind: str, by: "User", **values: Any) -> "DeskAction":
        """A line of the history, in the caller's transaction."""
        return cast("Conversation", self).actions.create(kind=kind, by=by, **values)

    def _set(self, **columns: Any) -> dict[str, Any]:
        """Change columns; what they were before, as undoing needs it."""
        before = {name: as_kept(getattr(self, name)) for name in columns}
        for name, value in columns.items():
            setattr(self, name, value)
        self.save(update_fields=[*columns, "updated_at"])
        return before

    # Verbs ------------------------------------------------------------------------------------------------------------

    def take(self, by: "User", seen: str) -> None:
        """Handle it: colleagues see the name."""
        with self.held(by, seen, "taken"):
            self.write_down("taken", by, before=self._set(owner_id=by.pk, owned_at=timezone.now()))

    def give_back(self, by: "User", seen: str) -> None:
        """Leave it to whoever comes."""
        with self.held(by, seen, "released"):
            self.write_down("released", by, before=self._set(owner_id=None, owned_at=None))

    def close(self, by: "User", seen: str) -> None:
        """Nothing is left to do."""
        with self.held(by, seen, "closed"):
            self._must_be("open")
            self.write_down("closed", by, before=self._set(state="done", closed_at=timezone.now()))

    def close_over(self) -> None:
        """The event was over long ago: done, by nobody; the caller holds the lock. Undoing opens it again, for good."""
        before = self._set(state="done", closed_at=timezone.now())
        cast("Conversation", self).actions.create(kind="over", before=before)

    def reopen(self, by: "User", seen: str) -> None:
        """To do again; what was junk is to be read."""
        with self.held(by, seen, "reopened"):
            self._must_be("done", "junk")
            if (joined_to := cast("Conversation", self).joined_to) is not None:
                raise DeskError(_("Its mails are in %(mark)s.") % {"mark": joined_to.mark})
            kind = cast("Conversation", self).kind
            columns = {"kind": "needs-review" if kind == "spam" else kind, "state": "open", "closed_at": None}
            self.write_down("reopened", by, before=self._set(**columns))

    def junk(self, by: "User", seen: str) -> None:
        """Out of sight."""
        with self.held(by, seen, "junked"):
            self._must_be("open", "done")
            before = self._set(kind="spam", state="junk", closed_at=timezone.now())
            self.write_down("junked", by, before=before)

    def sort(
        self, by: "User", seen: str, *, kind: str = "", event: "Event | None" = UNCHANGED, language: str = ""
    ) -> bool:
        """Another class, event or language than the one that was understood; whether anything is other than before."""
        with self.held(by, seen, "sorted"):
            columns: dict[str, Any] = {"kind": kind} if kind else {}
            columns |= {"language": language} if language else {}
            columns |= {"event_id": event.pk if event is not None else None} if event is not UNCHANGED else {}
            changed = {name: value for name, value in columns.items() if getattr(self, name) != value}
            if changed:
                self.write_down("sorted", by, before=self._set(**changed))
            return bool(changed)

    def add_note(self, by: "User", seen: str, text: str) -> None:
        """A line for colleagues."""
        with self.held(by, seen):
            self.write_down("noted", by, note=text)

    def _must_be(self, *states: str) -> None:
        row = cast("Conversation", self)
        if row.state not in states:
            raise DeskError(_("This conversation is “%(state)s” already.") % {"state": row.get_state_display()})

    # Undoing ----------------------------------------------------------------------------------------------------------

    def last_action(self) -> "DeskAction | None":
        """The action that undoing would undo."""
        actions = cast("Conversation", self).actions.filter(undone_at=None)
        return actions.select_related("by").order_by("-pk").first()

    def undo(self, by: "User", seen: str) -> "DeskAction":
        """Put back what the last action changed; raises CannotBeUndone where it has left the house."""
        with self.held(by, seen):
            action = self.last_action()
            if action is None:
                raise CannotBeUndone(_("There is nothing to undo."))
            if sentence := why_not_undone(action) or self._why_it_must_stay(action):
                raise CannotBeUndone(sentence)
            self._put_back(action, by)
            action.undone_at = timezone.now()
            action.save(update_fields=["undone_at"])
            return action

    def _why_it_must_stay(self, action: "DeskAction") -> str:
        """A mail that came since has its own class and is to be read: an older state would hide it."""
        is_state = {"state", "kind"} & set(action.before)
        people = cast("Conversation", self).incoming.filter(is_automatic=False, created_at__gt=action.at)
        return _("Somebody has written since. What was before would hide that mail.") if is_state and people else ""

    def _put_back(self, action: "DeskAction", by: "User") -> None:
        """What the action changed; accepting puts back more."""
        columns = {name: as_column(name, value) for name, value in action.before.items() if name in COLUMNS}
        for name in [name for name in columns if name.endswith("_id")]:
            rows = self._meta.get_field(name.removesuffix("_id")).related_model._base_manager  # type: ignore[union-attr]
            if not rows.filter(pk=columns[name]).exists():
                columns[name] = None  # deleted meanwhile
        if columns:
            self._set(**columns)


# What undoing may write back, and no other column.
COLUMNS = (
    "kind", "state", "closed_at", "owner_id", "owned_at", "event_id", "registration_id", "language", "name", "email",
    "last_received_at",
)  # fmt: skip


def as_kept(value: Any) -> Any:
    """A column as JSON."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def as_column(name: str, value: Any) -> Any:
    """The column again."""
    return datetime.datetime.fromisoformat(value) if value and name.endswith("_at") else value


def why_not_undone(action: "DeskAction") -> str:
    """Why an action cannot be undone; empty for one that can."""
    if action.kind == "joined" and "joined" not in action.before:
        return _("Its mails are in %(mark)s. Undo it there.") % {"mark": action.note}
    if action.kind == "noted" and action.by_id is None:
        return _("The last action was the person’s own: the form was sent. Decide on the registration instead.")
    if action.kind == "answered":
        return _("The last action was an answer. What was sent cannot be taken back; write once more instead.")
    is_kept = "fields" in action.before or bool(action.before.get("apart"))
    if action.kind in ("cancelled", "substituted", "updated") and not is_kept:
        return _("The last action changed a registration. Change it back on the registration’s own page.")
    return ""
