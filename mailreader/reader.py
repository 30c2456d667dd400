"""Bytes to facts: never an error, whatever the bytes are."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any

from filereader import html
from filereader.charsets import decode
from filereader.facts import Table
from filereader.limits import Budget, Limits
from lexicon.matcher import EMAIL
from mailreader import headers
from mailreader.attachments import attach
from mailreader.facts import Address, Attachment, Body, Forwarded, Mail
from mailreader.limits import MOST_ATTACHMENTS, MOST_BYTES, MOST_ENCLOSED
from mailreader.mime import Part, parse, split_headers
from mailreader.reports import (
    COMPLAINT,
    RETURNED_HEADERS,
    RETURNED_MAIL,
    STATUS_TYPES,
    find_calendar,
    find_report,
    report_in_words,
    report_type,
)
from mailreader.text_parts import Cutter, in_order, is_answer, without_indents
from mailreader.tnef import is_tnef, unpack


@dataclass(slots=True)
class _View:
    """One stretch of the body: as plain text, as HTML, or both ways."""

    plain: str = ""
    html: str = ""


@dataclass(slots=True)
class _Content:
    """What a walk through the parts found."""

    views: list[_View] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    mails: list[Part] = field(default_factory=list)


def read(raw: bytes, limits: Limits | None = None) -> Mail:
    """The facts of a mail. Raises nothing; what was wrong or left out stands in `problems`."""
    limits = limits or Limits()
    budget = Budget(limits)
    if len(raw) > MOST_BYTES:
        budget.note("message-too-long")
        raw = raw[:MOST_BYTES]
    try:
        return _read(raw, budget)
    except Exception as error:  # noqa: BLE001  # a mail nobody foresaw is shown and typed by hand, never lost
        budget.note(f"unreadable: {type(error).__name__}")
        return Mail(text=decode(raw[: limits.text])[0], problems=tuple(budget.problems))


def _read(raw: bytes, budget: Budget, depth: int = 0) -> Mail:
    root = parse(raw, budget)
    content = _Content()
    report = find_report(root, budget)
    _walk(root, content, budget)
    kind = report_type(root)
    # What stands in a report came back, also where nobody complains.
    mails = () if report or kind else _enclosed(content.mails, budget, depth)
    head = _head(root)
    text, tables, page = _texts(content.views, budget)
    calendar = find_calendar(root)
    if calendar is not None and not text.strip():
        text = calendar.words  # all that the mail says stands in it
    files = tuple(_files(content.files, budget)) if report is None else ()
    if not (head["in_reply_to"] or head["references"] or is_answer(head["subject"])):
        text = without_indents(text)
    cutter = Cutter(head["subject"], head["sender"], [to.email for to in (*head["to"], *head["cc"])], tables)
    if report is None and (head["return_path"] == "" or headers.DAEMON.match(head["sender"].local)):
        report = report_in_words(text)
    return Mail(
        **head,
        text=html.MARK.sub("", text),
        html=page,
        body=_with_mails(cutter.cut(text), mails),
        attachments=files,
        enclosed=mails,
        report=report,
        report_type=kind,
        calendar=calendar,
        problems=tuple(budget.problems),
    )


def _head(root: Part) -> dict[str, Any]:
    """The headers that have a place of their own, and all of them decoded."""
    people = {name: headers.addresses(root.first(name)) for name in ("sender", "reply-to", "to", "cc")}
    path = root.first("return-path") if any(name == "return-path" for name, _value in root.headers) else None
    found = EMAIL.search(path.decode("utf-8", "replace")) if path else None
    answers = [one for one in people["reply-to"] if one.email]
    return {
        "headers": tuple((name, headers.text_of(value)) for name, value in root.headers),
        "return_path": None if path is None else (found[0].lower() if found else ""),
        "sender": headers.author(root.first("from")) or next(iter(people["sender"]), Address()),
        "reply_to": answers[0] if answers else None,
        "to": people["to"],
        "cc": people["cc"],
        "sent_at": headers.date(root.first("date")),
        "message_id": headers.identifier(root.first("message-id")),
        "in_reply_to": headers.identifiers(root.first("in-reply-to")),
        "references": headers.identifiers(root.first("references")),
        "subject": headers.text_of(root.first("subject")),
    }


def _walk(part: Part, content: _Content, budget: Budget) -> None:
    """Sort the parts: stretches of the body, files, whole mails."""
    kind = part.content_type
    if kind == "multipart/alternative" and part.parts:
        _walk_alternative(part, content, budget)
    elif inside := part.parts or (unpack(part.decoded()) if is_tnef(part) else []):
        for inner in inside:
            _walk(inner, content, budget)
    elif kind in RETURNED_MAIL or _is_mail_file(part, budget):
        content.mails.append(part)
    elif kind in (*STATUS_TYPES, COMPLAINT, *RETURNED_HEADERS) or (kind == "text/calendar" and not part.raw_filename):
        return
    elif _is_body(part, content):
        text = _text(part, budget)
        content.views.append(_View(html=text) if kind == "text/html" else _View(plain=text))
    elif part.body.strip():
        content.files.append(part)


def _walk_alternative(part: Part, content: _Content, budget: Budget) -> None:
    """One stretch in two forms, whatever else is wrapped in beside it."""
    inside = _Content(files=content.files, mails=content.mails)
    for inner in part.parts:
        _walk(inner, inside, budget)
    plain = "\n".join(view.plain for view in inside.views if view.plain)
    pages = [view.html for view in inside.views if view.html]
    content.views.append(_View(plain, pages[-1] if pages else ""))


def _is_mail_file(part: Part, budget: Budget) -> bool:
    """A mail that was attached as a file of any kind, under the name of one."""
    if not headers.filename(part.raw_filename).lower().endswith(".eml"):
        return False
    head = replace(part, body=part.body[:30_000]).decoded()
    # What looks wrong in the head of a file that is no mail is no fault of this one.
    return "from" in dict(split_headers(head, Budget(budget.limits))[0])


def _is_body(part: Part, content: _Content) -> bool:
    kind = part.content_type
    is_text = kind in ("text/plain", "text/html", "text/enriched")
    is_first = kind.startswith("multipart/") and not content.views
    return (is_text or is_first) and part.disposition != "attachment" and not part.raw_filename


def _text(part: Part, budget: Budget) -> str:
    raw = part.decoded()[: budget.limits.text * 2]
    label = part.type_parameters.get("charset", "")
    if not label and part.content_type == "text/html":
        found = re.search(rb"charset\s*=\s*[\"']?([\w-]{2,30})", raw[:3000], re.IGNORECASE)
        label = found[1].decode("ascii") if found else ""
    text, problem = decode(raw, label)
    if problem:
        budget.note(problem)
    text = unicodedata.normalize("NFC", text[: budget.limits.text]).replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub("[\ue000\ue001\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text)
    if part.type_parameters.get("format", "").lower() == "flowed":
        return unflow(text, is_joined=part.type_parameters.get("delsp", "").lower() == "yes")
    return text


def unflow(text: str, *, is_joined: bool = False) -> str:
    """RFC 3676: a line that ends in a space goes on in the next, unless it is the dashes above a signature."""
    lines: list[str] = []
    is_open = False
    for line in text.split("\n"):
        bare = line.removeprefix(" ") if not line.startswith((">", "  ")) else line
        if is_open and not line.startswith(">") and bare.strip() and bare != "-- ":
            lines[-1] = (lines[-1][:-1] if is_joined else lines[-1]) + bare
        else:
            lines.append(bare)
        is_open = bare.endswith(" ") and bare != "-- " and not line.startswith(">")
    return "\n".join(line if line == "-- " else line.rstrip() for line in lines)


def _texts(views: list[_View], budget: Budget) -> tuple[str, list[Table], str]:
    """The text to work with, the tables its marks stand for, and the safe page."""
    chosen: list[str] = []
    tables: list[Table] = []
    pages: list[str] = []
    for view in views[:40]:
        text = view.plain
        if view.html:
            pages.append(html.safe(view.html, budget))
            from_page, found = html.to_text(view.html, budget)
            # The plain form is missing, or says only that the mail is in HTML.
            if found or len(view.plain.split()) * 3 < len(from_page.split()):
                text = _renumbered(from_page, len(tables))
                tables += found
        chosen.append(text)
    return "\n".join(chosen)[: budget.limits.text], tables, "\n".join(pages)


def _renumbered(text: str, before: int) -> str:
    """The marks of the tables of one stretch, when there are tables of others before."""
    return html.MARK.sub(lambda mark: f"\ue000{int(mark[1]) + before}\ue001\n", text)


def _files(parts: list[Part], budget: Budget) -> list[Attachment]:
    files: list[Attachment] = []
    for number, part in enumerate(parts, 1):
        if number > MOST_ATTACHMENTS:
            budget.note("too-many-attachments")
            break
        files.append(attach(part, budget, number))
    return files


def _enclosed(parts: list[Part], budget: Budget, depth: int) -> tuple[Mail, ...]:
    """Mails passed on whole. Their parts count as those of the mail they came in."""
    mails = []
    for part in parts:
        if not budget.takes("enclosed", MOST_ENCLOSED) or depth >= MOST_ENCLOSED:
            budget.note("too-many-mails-within")
            break
        mails.append(_read(part.decoded(), budget, depth + 1))
    return tuple(mails)


def _with_mails(body: Body, mails: tuple[Mail, ...]) -> Body:
    """Mails passed on whole stand before those passed on in the text: what they say of themselves is surer."""
    whole = (Forwarded(mail.sender, mail.reply_to, mail.subject, mail.body, mail.attachments) for mail in mails)
    return replace(body, forwarded=(*(part for one in whole for part in in_order(one)), *body.forwarded))
