"""Conversations that may be one: what the desk offers to join, and the button that does it."""

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox.actions import merge_conversations
from inbox.desk.permissions import address, conversations_for, fetch, for_desk, staff
from inbox.errors import DeskError
from inbox.models import Conversation
from inbox.models.conversations import ConversationQuerySet
from storage.keys import key_of

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

MOST = 3


class Perhaps(NamedTuple):
    """An earlier conversation of the same sender."""

    row: Conversation
    address: str
    age: str


def perhaps(conversation: Conversation, seen: ConversationQuerySet) -> list[Perhaps]:
    """Those of the seen ones to which it may belong; one query, at most three rows."""
    rows = seen.perhaps_of(conversation).only("subject", "state", "last_received_at")[:MOST]
    now = timezone.now()
    return [Perhaps(row, address("change", row.pk), timesince(row.last_received_at, now, depth=1)) for row in rows]


@require_POST
@for_desk
def join(request: HttpRequest, pk: int, model_admin: "ModelAdmin[Conversation]") -> HttpResponse:
    """Move the mails to the earlier conversation, of those that are offered."""
    conversation = fetch(pk)
    seen = conversations_for(request.user)
    earlier = seen.perhaps_of(conversation).filter(pk=key_of(request.POST.get("into"))).first()
    try:
        if earlier is None:
            raise DeskError(_("These two cannot be joined."))
        merge_conversations.join(conversation, staff(request), request.POST.get("seen", ""), earlier)
    except DeskError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(address("change", conversation.pk))
    words = {"from": conversation.mark, "to": earlier.mark}
    messages.success(request, _("The mails of %(from)s are in %(to)s now. “Undo” moves them back.") % words)
    return HttpResponseRedirect(address("change", earlier.pk))
