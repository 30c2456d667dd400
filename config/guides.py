"""The guides for staff inside the back office, and which part of them speaks of a page."""

import re
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from multilingual.texts import direction, markdown, no_break

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
    ("admin:events_event_publish", "programme", "publishing-the-agenda"),
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
    ("admin:mailings_*", "registration", "writing-to-participants"),
    ("admin:outbox_*", "registration", "mail-that-did-not-arrive"),
    ("admin:auth_*", "registration", "who-may-do-what"),
    ("admin:access_*", "registration", "who-may-do-what"),
    ("admin:inbox_conversation_changelist", "mailbox", "the-queue"),
    ("admin:inbox_*", "mailbox", "a-conversation"),
    ("*", "programme", ""),
)


# Below each heading of a translation: of which English part it is, as it was then.
_MARK = re.compile(r"^<!-- of (\w{8}) -->\n", re.MULTILINE)


class Part(NamedTuple):
    """A part of a guide: the anchor of its English heading, its heading and its language."""

    anchor: str
    words: str
    language: str


class Guide(NamedTuple):
    """A guide as a page: its heading and that one's language, its text, and its parts; the first has no anchor."""

    title: str
    language: str
    body: SafeString
    parts: list[Part]


def parts_of(name: str, language: str = "") -> list[str]:
    """The parts of a guide in docs/, as Markdown, each with its heading; none where there is no such translation."""
    file = Path(GUIDES[name][0])
    path = settings.BASE_DIR / "docs" / (file.with_suffix(f".{language}.md") if language else file)
    return re.split(r"(?m)^(?=## )", path.read_text(encoding="utf-8")) if path.is_file() else []


def mark_of(part: str) -> str:
    """What names an English part as it is now, whatever its lines."""
    return sha256(" ".join(part.split()).encode()).hexdigest()[:8]


def translations(name: str, language: str) -> dict[str, str]:
    """The translated parts of a guide by the English ones from which they were made."""
    parts = parts_of(name, language)
    return {found[1]: _MARK.sub("", part, count=1) for part in parts if (found := _MARK.search(part))}


def stale(name: str, language: str) -> list[str]:
    """The English parts, by mark and heading, that are not translated as they are now."""
    known = translations(name, language)
    marks = {mark_of(part): part.partition("\n")[0] for part in parts_of(name)}
    return [f"{mark} {heading}" for mark, heading in marks.items() if mark not in known]


def read(name: str, language: str = "") -> Guide:
    """A guide in the reader's language; a part whose translation is not that of today's English one is English."""
    known = translations(name, language)
    parts: list[Part] = []
    texts = []
    for english in parts_of(name):
        text, of = (known[mark], language) if (mark := mark_of(english)) in known else (english, "en")
        heading, _newline, rest = no_break(text, of).partition("\n")
        anchor = slugify(english.partition("\n")[0])
        parts.append(Part(anchor if parts else "", heading.lstrip("# "), of))
        head = f'<h2 id="{anchor}">{escape(parts[-1].words)}</h2>' if len(parts) > 1 else ""
        texts.append(f'<section lang="{of}" dir="{direction(of)}">{head}{_html(rest)}</section>')
    first = parts[0]
    return Guide(first.words, first.language, mark_safe("".join(texts)), parts[1:])  # noqa: S308  our own text


def _html(text: str) -> str:
    """Markdown as HTML, cleaned; a wide table scrolls by itself."""
    table = '<div class="scroll" tabindex="0"><table class="table">'
    return markdown(text).replace("<table>", table).replace("</table>", "</table></div>")


def page(request: HttpRequest, site: AdminSite, name: str) -> HttpResponse:
    """A guide, for who is signed in."""
    if name not in GUIDES:
        raise Http404
    guide = read(name, get_language() or "")
    guides = [(key, title) for key, (_file, title) in GUIDES.items()]
    context = {**site.each_context(request), "title": guide.title, "guide": guide, "guides": guides, "current": name}
    return TemplateResponse(request, "admin/guide.html", context)


def address_for(request: HttpRequest) -> str:
    """The part of a guide that speaks of a page."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    name, anchor = next((name, anchor) for pattern, name, anchor in PARTS if fnmatch(view, pattern))
    return reverse("admin:guide", args=[name]) + (f"#{anchor}" if anchor else "")
