"""The lock of a conversation, behind which staff act on what they saw; each action is a line of its history."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.before import Before, Columns, columns_of
from inbox.errors import ChangedMeanwhile, DeskError, DoneAlready
from inbox.models import Conversation, DeskAction
from inbox.threads import keep_threads, registrations_of
from registrations.actions.locking import is_same_click
from registrations.models import Registration


@contextmanager
def held(conversation: Conversation, by: User, seen: str, kind: str = "") -> Iterator[None]:
    """A transaction in which nobody else acts on this conversation, if it still is as `by` saw it.

    `seen` is the mark of the page from which the click came: what staff had before their eyes.

    The race: two of staff have one mail open; one accepts, the other, who has not seen that, accepts too or calls
    it junk. Therefore each action first locks the row of the conversation, which the intake of mail updates too, and
    only then compares what was seen with what there is.
    """
    with transaction.atomic():
        lock(conversation)
        if conversation.seen_mark() != seen:
            raise _what_changed(conversation, by, seen, kind)
        before = registrations_of(conversation)
        yield
        keep_threads(before | registrations_of(conversation))


def lock(conversation: Conversation) -> None:
    """Lock the row and read it anew, in the caller's transaction; before the settings of an event and registrations."""
    conversation.refresh_from_db(from_queryset=Conversation._base_manager.select_for_update())


def _what_changed(conversation: Conversation, by: User, seen: str, kind: str) -> DeskError:
    """Who was faster, in words."""
    last = conversation.actions.select_related("by").order_by("-pk").first()
    parts = seen.split(".")
    is_new = last is not None and parts[0] != str(last.pk)
    if last is not None and is_new:
        if kind == last.kind and not last.undone_at and is_same_click(by, last.by_id, last.at):
            return DoneAlready()
        words = {"who": last.who, "what": last.get_kind_display()}
        return ChangedMeanwhile(_("Meanwhile %(who)s was here: “%(what)s”. Nothing was done; look again.") % words)
    if parts[-1] != conversation.seen_mark().split(".")[-1]:
        return ChangedMeanwhile(_("Meanwhile another mail came in. Nothing was done; look again."))
    return ChangedMeanwhile(_("Meanwhile an action was undone. Nothing was done; look again."))


def write_down(
    conversation: Conversation,
    kind: DeskAction.Kind,
    by: User | None,
    *,
    note: str = "",
    registration: Registration | None = None,
    before: Before | None = None,
) -> DeskAction:
    """A line of the history, in the caller's transaction; `by` is None for what nobody of staff did."""
    kept = before.as_json() if before is not None else {}
    return conversation.actions.create(kind=kind, by=by, note=note, registration=registration, before=kept)


def set_columns(conversation: Conversation, **columns: object) -> Columns:
    """Change columns, in the caller's transaction; what they were before."""
    before = columns_of(conversation, columns)
    for name, value in columns.items():
        setattr(conversation, name, value)
    conversation.save(update_fields=[*columns, "updated_at"])
    return before
