"""The mails of a conversation in both directions, as a page shows them: own words open, what is quoted folded."""

import datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Prefetch, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import labels
from desk.permissions import address
from filereader.pages import DRAWN, LARGEST, MOST_PAGES
from inbox.actions.before import AcceptedBefore, before_of
from inbox.models import Classification, Conversation, DeskAction, IncomingMessage
from multilingual.sizes import file_size
from outbox.models import DeliveryTry, Message
from outbox.previews import STATE_STYLES, veiled

# What a page shows as a picture: these four, by their content, and nothing that can hold a script.
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")
LARGEST_PICTURE = 10_000_000
# A picture within the text that is no larger is a logo; what somebody photographed is larger.
LARGEST_LOGO = 30_000
# Kinds of files of which the text can be shown.
READABLE = ("pdf", "word", "sheet", "text/", "csv", "opendocument", "rtf")
TYPES = {
    "pdf": "PDF",
    "wordprocessingml": gettext_lazy("Word document"),
    "msword": gettext_lazy("Word document"),
    "spreadsheetml": gettext_lazy("workbook"),
    "ms-excel": gettext_lazy("workbook"),
    "image/": gettext_lazy("picture"),
    "message/rfc822": gettext_lazy("mail"),
    "text/calendar": gettext_lazy("calendar entry"),
    "text/plain": gettext_lazy("text"),
    "ms-tnef": gettext_lazy("Outlook’s own wrapping: ask for the mail as plain text or HTML, or for a PDF"),
    "zip": gettext_lazy("archive"),
    "x-msdownload": gettext_lazy("program: do not open it"),
    "x-executable": gettext_lazy("program: do not open it"),
}


class Part(NamedTuple):
    """A stretch of a text; what is quoted is folded."""

    text: str
    is_quoted: bool


class Page(NamedTuple):
    """A page of a file, drawn as a picture."""

    address: str
    caption: str
    alt: str


class File(NamedTuple):
    """An attachment: downloaded; of those that are pictures, have pages or have a text, these are shown."""

    number: int
    name: str
    type: str
    size: str
    problems: list[str]
    address: str
    text_address: str
    picture_address: str
    is_document: bool
    is_pdf: bool
    is_scan: bool
    pages: list[Page]
    # What is not shown of it, and why.
    unshown: str


class ShownMail(NamedTuple):
    """One mail."""

    row: Any
    is_ours: bool
    at: datetime.datetime
    name: str
    address: str
    to: str
    subject: str
    language: str
    parts: list[Part]
    files: list[File]
    problems: list[str]
    state: str
    state_style: str
    detail: str
    html_address: str
    raw_address: str
    # Of a message about a registration: who was notified by it.
    notified: str = ""
    is_open: bool = False


def incoming(conversation: Conversation) -> list[IncomingMessage]:
    """The mails received, without what the page does not show."""
    has_html = Case(When(html="", then=Value(False)), default=Value(True), output_field=BooleanField())
    rows = conversation.incoming.defer("html", "search_text", "own_text", "quotable", "references").annotate(
        has_html=has_html
    )
    return list(rows.select_related("added_by").order_by("received_at", "pk"))


def outgoing(conversation: Conversation, *, with_registrations: bool = True) -> list[Message]:
    """Our messages, with every try to deliver them: answers, and what notified its registrations of decisions."""
    wanted = Q(conversation_link__conversation=conversation)
    if with_registrations:
        made = conversation.proposals().exclude(result=None).order_by().values_list("result", flat=True)
        # What was accepted and undone is no result any more; what we told of it we told.
        undone = conversation.actions.filter(kind=DeskAction.Kind.ACCEPTED, undone_at__isnull=False)
        befores = [before_of(action) for action in undone]
        once = [key for before in befores if isinstance(before, AcceptedBefore) for key in before.registrations]
        keys = {*made, *once, conversation.registration_id} - {None}
        wanted |= Q(conversation_link=None, registration_link__registration__in=keys)
    rows = Message.objects.filter(wanted).defer("calendar")
    rows = rows.select_related("created_by", "conversation_link", "registration_link__registration")
    return list(rows.prefetch_related(Prefetch("tries", DeliveryTry.objects.order_by("started_at", "pk"))))


def mails(
    conversation: Conversation, received: list[IncomingMessage], *, with_registrations: bool = True
) -> list[ShownMail]:
    """All mails, the newest first; open is the newest that a person wrote, and what waits to be released.

    What tells a person of his or her registration is folded.
    """
    sent = outgoing(conversation, with_registrations=with_registrations)
    found = [theirs(row) for row in received] + [ours(row) for row in sent]
    found.sort(key=lambda mail: (mail.at, mail.is_ours), reverse=True)
    is_held = [mail.is_ours and not mail.notified and mail.row.state == Message.State.HELD for mail in found]
    by_person = [not (mail.is_ours and (mail.notified or mail.row.is_automatic)) for mail in found]
    newest = next((number for number in range(len(found)) if by_person[number] and not is_held[number]), 0)
    return [mail._replace(is_open=number == newest or is_held[number]) for number, mail in enumerate(found)]


def theirs(row: IncomingMessage) -> ShownMail:
    """A mail received."""
    return ShownMail(
        row=row,
        is_ours=False,
        at=row.received_at,
        name=row.from_name,
        address=row.from_email,
        to=people([*row.to, *row.cc]),
        subject=row.subject,
        language=row.language,
        parts=parts(row),
        files=files(row),
        problems=labels.problems(row.fact("problems") or []),
        state=row.get_kind_display(),
        state_style="warn" if row.kind == Classification.BOUNCE_PERMANENT else "",
        detail=_("added by %(who)s") % {"who": row.added_by.get_username()} if row.added_by else "",
        html_address=address("html", row.conversation_id, row.pk) if row.has_html else "",  # type: ignore[attr-defined]
        raw_address=address("raw", row.conversation_id, row.pk) if row.size else "",  # blacked out: it is gone
    )


def ours(row: Message) -> ShownMail:
    """A message of ours, with how its delivery goes."""
    last = next(reversed(row.tries.all()), None)
    is_trouble = row.state in (Message.State.FAILED, Message.State.RETURNED, Message.State.UNCONFIRMED)
    about = None if hasattr(row, "conversation_link") else row.registration_link.registration
    return ShownMail(
        row=row,
        is_ours=True,
        at=row.sent_at or row.created_at,
        name=row.created_by.get_full_name() or row.created_by.get_username()
        if row.created_by
        else _("Automatic message"),
        address="",
        to=" ".join(filter(None, (row.to_name, f"<{row.to_email}>" if row.to_email else ""))),
        subject=row.subject,
        language=row.language,
        parts=[Part(veiled(row.text), is_quoted=False)],
        files=[],
        problems=[],
        state=row.get_state_display(),
        state_style=STATE_STYLES.get(Message.State(row.state), ""),
        detail=last.detail[:300] if last is not None and is_trouble else "",
        html_address="",
        raw_address="",
        notified=f"{about.name} ({about.reference})".strip() if about is not None else "",
    )


def type_in_words(kind: str) -> str:
    """What people call a kind of file."""
    return next((str(label) for part, label in TYPES.items() if part in kind), kind)


def people(pairs: list[Any]) -> str:
    """Names and addresses in a line."""
    shown = [f"{name} <{email}>" if name and email else name or email for name, email in pairs[:12]]
    return ", ".join(shown) + (" …" if len(pairs) > len(shown) else "")


def files(row: IncomingMessage) -> list[File]:
    """The attachments of a mail."""
    found = []
    for number, fact in enumerate(row.attachments):
        kind = str(fact.get("content_type", ""))
        arguments = (row.conversation_id, row.pk, number)
        is_readable = any(part in kind for part in READABLE) and not fact.get("problems") and not fact.get("is_scan")
        name = str(fact.get("filename") or _("without a name"))
        found.append(
            File(
                number=number,
                name=name,
                type=type_in_words(kind),
                size=file_size(fact.get("size") or 0),
                problems=labels.problems(fact.get("problems") or []),
                address=address("attachment", *arguments),
                text_address=address("attachment_text", *arguments) if is_readable else "",
                picture_address=address("picture", *arguments) if is_shown(fact) else "",
                is_pdf="pdf" in kind,
                is_scan=bool(fact.get("is_scan")),
                pages=pages(fact, name, arguments),
                unshown=unshown(fact),
                is_document=is_document(fact),
            )
        )
    return found


def is_document(fact: dict[str, Any]) -> bool:
    """It may be a nomination document; the logo in a signature is none, a page photographed into the text may be."""
    kind = str(fact.get("content_type", ""))
    is_logo = "image/" in kind and bool(fact.get("is_inline")) and int(fact.get("size") or 0) < LARGEST_LOGO
    return not is_logo and any(part in kind for part in ("pdf", "wordprocessingml", "image/jpeg", "image/png"))


def is_shown(fact: dict[str, Any]) -> bool:
    """A picture that a page may hold."""
    is_picture = str(fact.get("content_type", "")) in PICTURES and not fact.get("problems")
    return is_picture and 0 < int(fact.get("size") or 0) <= LARGEST_PICTURE


def pages(fact: dict[str, Any], name: str, arguments: tuple[int, int, int]) -> list[Page]:
    """The first pages of a PDF or a fax; of one whose pages could not be counted, the first."""
    total = number_of_pages(fact)
    if not is_drawn(fact):
        return []
    found = []
    for number in range(1, min(total or 1, MOST_PAGES) + 1):
        caption = _("Page %(number)s of %(total)s") if total else _("Page %(number)s")
        alt = _("Page %(number)s of %(total)s of %(name)s") if total else _("Page %(number)s of %(name)s")
        words_ = {"number": number, "total": total, "name": name}
        found.append(Page(address("page_picture", *arguments, number), caption % words_, alt % words_))
    return found


def number_of_pages(fact: dict[str, Any]) -> int:
    """As it was counted when the mail came; 0 where it was not."""
    total = fact.get("pages")
    return total if isinstance(total, int) and total > 0 else 0


def is_drawn(fact: dict[str, Any]) -> bool:
    """A file of which pages can be drawn: not what nothing could open when it came."""
    is_hopeless = not number_of_pages(fact) and {"damaged-document", "locked-document"} & set(
        fact.get("problems") or []
    )
    return str(fact.get("content_type", "")) in DRAWN and 0 < int(fact.get("size") or 0) <= LARGEST and not is_hopeless


def unshown(fact: dict[str, Any]) -> str:
    """A sentence on what can be seen in the file alone."""
    kind, total = str(fact.get("content_type", "")), number_of_pages(fact)
    if is_drawn(fact):
        if not total:
            return _("How many pages it has is not known: look for the others in the file.")
        numbers = {"shown": MOST_PAGES, "total": total}
        return (
            _("The first %(shown)s of %(total)s pages are shown: download the file for the others.") % numbers
            if total > MOST_PAGES
            else ""
        )
    if kind in DRAWN:
        return _("Its pages cannot be shown: download the file to look at it.")
    if kind.startswith("image/") and not is_shown(fact):
        return _("A picture of this kind or size cannot be shown: download the file to look at it.")
    return ""


def parts(row: IncomingMessage) -> list[Part]:
    """The text cut where it begins to quote and where it goes on; of what is passed on nothing is folded."""
    lines = row.text.strip("\n").split("\n")
    marks = [False] * len(lines)
    for first, behind in () if row.is_forwarded else row.folded:
        marks[first:behind] = [True] * (behind - first)
    return _joined(lines, marks)


def _joined(lines: list[str], marks: list[bool]) -> list[Part]:
    found: list[tuple[list[str], bool]] = []
    for line, is_quoted in zip(lines, marks, strict=True):
        if found and (found[-1][1] == is_quoted or not line.strip()):
            found[-1][0].append(line)
        else:
            found.append(([line], is_quoted))
    pieces = [Part("\n".join(part).strip("\n"), is_quoted) for part, is_quoted in found]
    return [piece for piece in pieces if piece.text.strip()]
