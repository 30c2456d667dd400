"""Who looks at the same conversation: a sign of life every so often, and the names of colleagues as the answer."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from inbox.actions.claiming import name_of
from inbox.desk.permissions import fetch, for_desk, staff
from inbox.models import Conversation, Presence

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin


@never_cache
@require_POST
@for_desk
def presence(request: HttpRequest, pk: int, model_admin: "ModelAdmin[Conversation]") -> JsonResponse:
    """Note that the reader is here; tell who else is, who handles it, and whether something changed meanwhile."""
    conversation, user = fetch(pk), staff(request)
    if request.POST.get("leaving"):
        Presence.objects.filter(conversation=conversation, user=user).delete()
        return JsonResponse({})
    Presence.objects.update_or_create(conversation=conversation, user=user, defaults={"seen_at": timezone.now()})
    others = [name_of(row.user) for row in Presence.objects.of_others(conversation, user)]
    return JsonResponse({"others": others, "seen": conversation.seen_mark()})
