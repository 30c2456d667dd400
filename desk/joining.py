"""Conversations that may be one: what the desk offers to join, and the button that does it."""

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backoffice.base import BackOfficeAdmin
from backoffice.rights import staff
from desk.permissions import address, back, conversations_for, for_conversation
from inbox.actions import merge_conversations
from inbox.errors import DeskError
from inbox.models import Conversation
from inbox.models.conversations import ConversationQuerySet
from storage.keys import key_of

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
@for_conversation
def join(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Move the mails to the earlier conversation, of those that are offered."""
    seen = conversations_for(request.user)
    earlier = seen.perhaps_of(conversation).filter(pk=key_of(request.POST.get("into"))).first()
    if earlier is None:
        raise DeskError(_("These two cannot be joined."))
    merge_conversations.join(conversation, staff(request), request.POST.get("seen", ""), earlier)
    words = {"from": conversation.mark, "to": earlier.mark}
    messages.success(request, _("The mails of %(from)s are in %(to)s now. “Undo” moves them back.") % words)
    return back(earlier)
