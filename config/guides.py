"""The guides for staff inside the back office, and which part of them speaks of a page."""

import re
from fnmatch import fnmatch
from typing import NamedTuple

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from multilingual.texts import markdown

GUIDES = {
    "programme": ("staff-guide.md", _("Programme and directory")),
    "registration": ("staff-guide-registration.md", _("Registration")),
    "mailbox": ("staff-guide-mailbox.md", _("Shared mailbox")),
}
# Where a page is spoken of, by the name of its address: the first that fits.
PARTS = (
    ("admin:*_import", "programme", "files-in-and-out"),
    ("admin:*_export", "programme", "files-in-and-out"),
    ("admin:*_history", "programme", "history"),
    ("admin:*_removed", "programme", "history"),
    ("admin:events_event_agenda", "programme", "the-agenda"),
    ("admin:events_event_paste", "programme", "pasting-an-agenda"),
    ("admin:events_event_*", "programme", "an-event-from-nothing-to-the-public-page"),
    ("admin:events_document_*", "programme", "documents"),
    ("admin:events_agendatemplate_*", "programme", "the-word-document-of-the-house"),
    ("admin:search", "programme", "finding-things"),
    ("admin:password_change*", "programme", "signing-in"),
    ("admin:registrations_registration_phone", "registration", "a-telephone-call"),
    ("admin:registrations_registration_change", "registration", "a-persons-page"),
    ("admin:registrations_registration_changelist", "registration", "the-queue"),
    ("admin:registrations_registration_*", "registration", "deciding"),
    ("admin:registrations_*", "registration", "before-the-form-opens"),
    ("admin:outbox_*", "registration", "mail-that-did-not-arrive"),
    ("admin:auth_*", "registration", "who-may-do-what"),
    ("admin:access_*", "registration", "who-may-do-what"),
    ("admin:inbox_conversation_changelist", "mailbox", "the-queue"),
    ("admin:inbox_*", "mailbox", "a-conversation"),
    ("*", "programme", ""),
)


class Guide(NamedTuple):
    """A guide as a page: its heading, its text, and the parts with their anchors."""

    title: str
    body: SafeString
    parts: list[tuple[str, str]]


def read(name: str) -> Guide:
    """A guide of docs/, with an anchor at each heading."""
    text = (settings.BASE_DIR / "docs" / GUIDES[name][0]).read_text(encoding="utf-8")
    title, _newline, rest = text.partition("\n")
    parts: list[tuple[str, str]] = []

    def with_anchor(found: re.Match[str]) -> str:
        words = strip_tags(found[1])
        parts.append((slugify(words), words))
        return f'<h2 id="{parts[-1][0]}">{found[1]}</h2>'

    body = re.sub(r"<h2>(.*?)</h2>", with_anchor, markdown(rest))
    body = body.replace("<table>", '<div class="scroll" tabindex="0"><table class="table">').replace(
        "</table>", "</table></div>"
    )
    return Guide(title.lstrip("# "), mark_safe(body), parts)  # noqa: S308  our own text, cleaned by nh3


def page(request: HttpRequest, site: AdminSite, name: str) -> HttpResponse:
    """A guide, for who is signed in."""
    if name not in GUIDES:
        raise Http404
    guide = read(name)
    guides = [(key, title) for key, (_file, title) in GUIDES.items()]
    context = {**site.each_context(request), "title": guide.title, "guide": guide, "guides": guides, "current": name}
    return TemplateResponse(request, "admin/guide.html", context)


def address_for(request: HttpRequest) -> str:
    """The part of a guide that speaks of a page."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    name, anchor = next((name, anchor) for pattern, name, anchor in PARTS if fnmatch(view, pattern))
    return reverse("admin:guide", args=[name]) + (f"#{anchor}" if anchor else "")
