"""Conversations in the back office: addresses and rights. The pages are in the modules beside."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern

from backoffice.base import BackOfficeAdmin
from desk import (
    actions,
    adding,
    answering,
    deciding,
    documents,
    joining,
    listing,
    page,
    previews,
    substituting,
)
from desk.permissions import conversations_for, may_work
from inbox.models import Conversation


@admin.register(Conversation)
class ConversationAdmin(BackOfficeAdmin):
    """The shared mailbox. Every page is drawn by a view of the desk; Django's own forms are not used."""

    # Mail is added, conversations are not; they change by the actions, and junk goes by itself when its time is over.
    nobody_may = ("add", "change", "delete")
    is_searched = True
    actions = None

    def get_urls(self) -> list[URLPattern]:
        """The pages of the desk, and none of Django's besides."""
        at = self.own_page
        named = (
            "take", "give_back", "done", "reopen", "junk", "undo", "sort", "note", "accept", "set_aside", "attach",
            "change_fields", "add_person", "one_more",
        )  # fmt: skip
        mail = "<key:pk>/mail/<key:mail>"
        return [
            at("", listing.queue, "changelist"),
            at("add/", adding.add, "add"),
            at("<key:pk>/", page.page, "change"),
            *(at(f"<key:pk>/{name.replace('_', '-')}/", getattr(actions, name), name) for name in named),
            at("<key:pk>/decide/<slug:code>/", deciding.decide, "decide"),
            at("<key:pk>/decide-next/<slug:code>/", deciding.decide_next, "decide_next"),
            at("<key:pk>/join/", joining.join, "join"),
            at("<key:pk>/accept/preview/", previews.accept, "accept_preview"),
            at("<key:pk>/substitute/", substituting.substitute, "substitute"),
            at("<key:pk>/substitute/preview/", previews.substitute, "substitute_preview"),
            at("<key:pk>/ending/preview/", previews.ending, "ending_preview"),
            at("<key:pk>/answer/", answering.answer, "answer"),
            at("<key:pk>/answer/preview/", answering.preview, "preview"),
            at("<key:pk>/message/<key:message>/release/", answering.release, "release"),
            at("<key:pk>/message/<key:message>/discard/", answering.discard, "discard"),
            at("<key:pk>/restricted/", page.restricted, "restricted"),
            at(f"{mail}/raw/", documents.raw, "raw"),
            at(f"{mail}/html/", documents.html, "html"),
            at(f"{mail}/files/<int:number>/", documents.attachment, "attachment"),
            at(f"{mail}/files/<int:number>/picture/", documents.picture, "picture"),
            at(f"{mail}/files/<int:number>/pages/<int:page>/", documents.page_picture, "page_picture"),
            at(f"{mail}/files/<int:number>/text/", documents.attachment_text, "attachment_text"),
        ]

    def found(self, request: HttpRequest, query: str) -> QuerySet[Conversation]:
        """Conversations of the reader with such a mail, or with this mark; the latest first."""
        return conversations_for(request.user).matching(query).order_by("-last_received_at", "-pk")

    def name_and_about(self, row: Conversation) -> tuple[str, str]:
        """The subject; mark, writer and state."""
        return row.subject or row.email, " · ".join(
            filter(None, (row.mark, row.name or row.email, row.get_state_display()))
        )

    # Who may do what: the one permission, whatever others there are ---------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Those who work at the mailbox."""
        return may_work(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who work at the mailbox."""
        return may_work(request)
