"""Who gets in: one permission opens the desk, and nothing of it opens without."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from inbox.models import Conversation

WORK = "inbox.work_mailbox"

View = Callable[..., HttpResponseBase]


def may_work(request: HttpRequest) -> bool:
    """Whether the reader works at the shared mailbox."""
    return request.user.is_active and request.user.has_perm(WORK)


def for_desk(view: View) -> View:
    """A page of the desk, for those who work there."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_work(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated


def staff(request: HttpRequest) -> User:
    """The member of staff; behind the gate it is one."""
    return cast("User", request.user)


def demand(request: HttpRequest, *permissions: str) -> None:
    """Raise PermissionDenied unless the reader has these besides."""
    if not request.user.has_perms(permissions):
        raise PermissionDenied


def fetch(pk: int) -> Conversation:
    """The conversation with what its head shows; 404 for one that is not there."""
    rows = Conversation.objects.select_related("event__registration_settings", "registration", "owner", "joined_to")
    conversation = rows.filter(pk=pk).first()
    if conversation is None:
        raise Http404
    return conversation


def note_look(conversation: Conversation) -> None:
    """A line in the log: who saw restricted data of it, and when; never the words (rule 7)."""
    LogEntry.objects.log_create(
        conversation, force_log=True, action=LogEntry.Action.ACCESS, changes={}, additional_data={"seen": "restricted"}
    )


def address(name: str, *args: Any) -> str:
    """An address of the desk."""
    return reverse(f"admin:inbox_conversation_{name}", args=args)
