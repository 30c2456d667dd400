"""Who gets in, and to which conversation: one permission opens the desk, and nothing of it opens without."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from backoffice.rights import ANYWHERE, rows_for
from events.models import Event
from inbox.errors import DeskError, DoneAlready
from inbox.models import Conversation, IncomingMessage
from inbox.models.conversations import ConversationQuerySet
from registrations.models import Registration, RegistrationSettings

WORK = "inbox.work_mailbox"

View = Callable[..., HttpResponseBase]


def may_work(request: HttpRequest) -> bool:
    """Whether the reader works at the shared mailbox, for some event at least."""
    return request.user.has_perm(WORK, ANYWHERE)


def conversations_for(user: Any) -> ConversationQuerySet:
    """Those at which somebody works: of his or her events, and without an event what came to their mailboxes."""
    rows = Conversation.objects.all()
    if user.has_perm(WORK):
        return rows
    events = rows_for(user, Event.objects.all(), WORK).order_by().values("pk")
    mailboxes = RegistrationSettings.objects.filter(event__in=events).exclude(mailbox="").values("mailbox")
    came_there = IncomingMessage.objects.filter(mailbox__address__in=mailboxes).order_by().values("conversation")
    return rows.filter(Q(event__in=events) | Q(event=None, pk__in=came_there))


def for_desk(view: View) -> View:
    """A page of the desk, for those who work there; 404 for a conversation of others."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_work(request):
            raise PermissionDenied
        is_limited = "pk" in kwargs and not request.user.has_perm(WORK)
        if is_limited and not conversations_for(request.user).filter(pk=kwargs["pk"]).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return gated


def for_conversation(view: View) -> View:
    """The same for a page of one conversation, which the view is given. What it refuses with a DeskError is said on the
    conversation's own page.
    """

    @for_desk
    @wraps(view)
    def opened(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        conversation = fetch(pk)
        try:
            return view(request, conversation, **kwargs)
        except DeskError as error:
            refuse(request, error)
            return back(conversation)

    return opened


def refuse(request: HttpRequest, error: DeskError) -> None:
    """Say why nothing was done."""
    (messages.info if isinstance(error, DoneAlready) else messages.error)(request, str(error))


def back(conversation: Conversation) -> HttpResponseRedirect:
    """To the conversation's page."""
    return HttpResponseRedirect(address("change", conversation.pk))


def demand(request: HttpRequest, row: Conversation | Registration, *permissions: str) -> None:
    """Raise PermissionDenied unless the reader has these besides, for the event of the row."""
    if not all(request.user.has_perm(permission, row) for permission in permissions):
        raise PermissionDenied


def fetch(pk: int) -> Conversation:
    """The conversation with what its head shows; 404 for one that is not there."""
    rows = Conversation.objects.select_related("event__registration_settings", "registration", "owner", "joined_to")
    conversation = rows.filter(pk=pk).first()
    if conversation is None:
        raise Http404
    return conversation


def address(name: str, *args: Any) -> str:
    """An address of the desk."""
    return reverse(f"admin:inbox_conversation_{name}", args=args)
