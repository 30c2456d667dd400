"""Two who change one row at a time: whoever saves second is told, and nothing of the first is written over unseen.

A form carries the state in which it was fetched: when the row, and each row below it, was changed last.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SEEN = "state_seen"
OVERTAKEN = gettext_noop(
    "Somebody else saved this meanwhile. What you typed stands below and is not saved yet: compare it with the history."
    " If you save again, it replaces what is stored."
)


def note_state(request: HttpRequest, row: Any, formsets: Iterable[Any]) -> None:
    """Remember the state of a row and of those below its form; where it is sent, behind a lock until it is saved."""
    changed_at = getattr(row, "updated_at", None)
    if changed_at is None:
        return
    if request.method == "POST":
        # Its key stays: whoever stores a row that points here, holding what this waits for next, need not wait.
        rows = type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk)
        changed_at = rows.values_list("updated_at", flat=True).first()
    below = (each for formset in formsets for each in formset.get_queryset())
    text = " ".join([str(changed_at), *(f"{each.pk}@{getattr(each, 'updated_at', '')}" for each in below)])
    request.state_now = hashlib.sha256(text.encode()).hexdigest()[:20]  # type: ignore[attr-defined]


def state_to_see(request: HttpRequest) -> str:
    """The state that the page carries, as it is now; "" where none is known."""
    return str(getattr(request, "state_now", ""))


def is_overtaken(request: HttpRequest) -> bool:
    """Whether somebody else changed the row, or one below it, since the form was fetched."""
    seen = request.POST.get(SEEN, "")
    return bool(seen) and seen != state_to_see(request)


def not_overtaken(form: Any, request: HttpRequest) -> Any:
    """The form, refused once where it is overtaken: who saves again has been told."""
    if request.method != "POST":
        return form

    class Form(form):
        def clean(self) -> Any:
            cleaned = super().clean()
            if is_overtaken(request):
                self.add_error(None, _(OVERTAKEN))
            return cleaned

    return Form
