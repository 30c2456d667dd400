"""Conversations in the back office: addresses and rights. The pages are in the modules beside."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern

from backoffice.base import BackOfficeAdmin
from inbox.desk import (
    actions,
    adding,
    answering,
    deciding,
    documents,
    joining,
    listing,
    page,
    presence,
    previews,
    substituting,
)
from inbox.desk.permissions import may_work
from inbox.models import Conversation


@admin.register(Conversation)
class ConversationAdmin(BackOfficeAdmin):
    """The shared mailbox. Every page is drawn by a view of the desk; Django's own forms are not used."""

    actions = None

    def get_urls(self) -> list[URLPattern]:
        """The pages of the desk, and none of Django's besides."""
        at = self.own_page
        verbs = (
            "take", "give_back", "done", "reopen", "junk", "undo", "sort", "note", "accept", "set_aside", "attach",
            "change_fields", "add_person", "one_more",
        )  # fmt: skip
        mail = "<int:pk>/mail/<int:mail>"
        return [
            at("", listing.queue, "changelist"),
            at("add/", adding.add, "add"),
            at("<int:pk>/", page.page, "change"),
            *(at(f"<int:pk>/{name.replace('_', '-')}/", getattr(actions, name), name) for name in verbs),
            at("<int:pk>/decide/<slug:code>/", deciding.decide, "decide"),
            at("<int:pk>/decide-next/<slug:code>/", deciding.decide_next, "decide_next"),
            at("<int:pk>/join/", joining.join, "join"),
            at("<int:pk>/accept/preview/", previews.accept, "accept_preview"),
            at("<int:pk>/substitute/", substituting.substitute, "substitute"),
            at("<int:pk>/substitute/preview/", previews.substitute, "substitute_preview"),
            at("<int:pk>/ending/preview/", previews.ending, "ending_preview"),
            at("<int:pk>/answer/", answering.answer, "answer"),
            at("<int:pk>/answer/preview/", answering.preview, "preview"),
            at("<int:pk>/message/<int:message>/release/", answering.release, "release"),
            at("<int:pk>/message/<int:message>/discard/", answering.discard, "discard"),
            at("<int:pk>/restricted/", page.restricted, "restricted"),
            at("<int:pk>/presence/", presence.presence, "presence"),
            at(f"{mail}/raw/", documents.raw, "raw"),
            at(f"{mail}/html/", documents.html, "html"),
            at(f"{mail}/files/<int:number>/", documents.attachment, "attachment"),
            at(f"{mail}/files/<int:number>/picture/", documents.picture, "picture"),
            at(f"{mail}/files/<int:number>/pages/<int:page>/", documents.page_picture, "page_picture"),
            at(f"{mail}/files/<int:number>/text/", documents.attachment_text, "attachment_text"),
        ]

    # Who may do what: the one permission, whatever others there are ---------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Those who work at the mailbox."""
        return may_work(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who work at the mailbox."""
        return may_work(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Mail is added, conversations are not."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the verbs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: junk goes by itself when its time is over."""
        return False
