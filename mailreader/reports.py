"""Delivery reports (RFC 3464) and calendar answers (RFC 5546), wherever in the mail they are nested."""

import datetime
import re
from collections.abc import Iterator

from filereader.charsets import decode
from filereader.limits import Budget
from lexicon import phrases
from lexicon.matcher import EMAIL
from mailreader import headers
from mailreader.facts import COMPLAINED, CalendarAnswer, Delivery, Report
from mailreader.limits import HEADER_BLOCK
from mailreader.mime import Part, split_headers

STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
# That a mail was read (RFC 8098).
RECEIPT = "message/disposition-notification"
COMPLAINT = "message/feedback-report"
# What is told in the same form, but not by somebody who did not want our mail (RFC 6430, RFC 6591).
_NO_COMPLAINTS = {"not-spam", "auth-failure"}
RETURNED_HEADERS = {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
RETURNED_MAIL = {"message/rfc822", "message/global"}
_MOST_RECIPIENTS = 50
_DIGITS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
# Older Exchange and Domino write the code into the diagnosis only.
_REPLY_CODE = re.compile(r"\b([45])\d\d\b")


def every_part(part: Part) -> Iterator[Part]:
    """The part and all parts in it."""
    yield part
    for inner in part.parts:
        yield from every_part(inner)


def find_report(root: Part, budget: Budget) -> Report | None:
    """What a delivery report says, or a complaint; None where there is none."""
    parts = list(every_part(root))
    if complaint := next((part for part in parts if part.content_type == COMPLAINT), None):
        said = _complaint(complaint, _returned(parts, budget), budget)
        return None if said.deliveries[0].diagnostic.lower() in _NO_COMPLAINTS else said
    status = [part for part in parts if part.content_type in STATUS_TYPES]
    if not status and root.type_parameters.get("report-type", "").lower() != "delivery-status":
        return None
    deliveries: list[Delivery] = []
    message_id = ""
    for part in status:
        found, own_id = _status(part.decoded(), budget)
        deliveries += found
        message_id = message_id or own_id
    original = _returned(parts, budget)
    return Report(
        deliveries=tuple(sorted(deliveries[:_MOST_RECIPIENTS], key=lambda one: not one.is_permanent)),
        original_message_id=headers.identifier(original.get("message-id", b"")) or message_id,
        original_subject=headers.text_of(original.get("subject", b"")),
    )


def report_type(root: Part) -> str:
    """What kind of report stands in a mail, whole or beside other parts; "" for none. The kind may be left out."""
    for part in every_part(root):
        kind = part.type_parameters.get("report-type", "").lower()[:40]
        if kind or part.content_type in ("multipart/report", RECEIPT, COMPLAINT):
            return kind or part.content_type.partition("/")[2]
    return ""


def _complaint(part: Part, original: dict[str, bytes], budget: Budget) -> Report:
    """Somebody marked a message of ours as unwanted (RFC 5965)."""
    told = dict(reversed(split_headers(part.decoded(), budget)[0]))
    to = headers.text_of(told.get("original-rcpt-to", b"") or original.get("to", b""))
    found = EMAIL.search(to)
    kind = headers.text_of(told.get("feedback-type", b""))[:60]
    return Report(
        (Delivery(found[0].lower() if found else "", COMPLAINED, "", kind),),
        headers.identifier(original.get("message-id", b"")),
        headers.text_of(original.get("subject", b"")),
    )


# The copy or the headers of what came back, below the words of the server.
_COPY = re.compile(r"(?im)^[> \t]*message-id:[ \t]*(<[^<>\s]{3,300}>)")
_COPIED = re.compile(r"(?im)^[> \t]*(subject|to):[ \t]*(\S.{0,300})$")
_ENHANCED = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")


def report_in_words(text: str) -> Report | None:
    """A failure told in prose, as qmail and Domino tell it, if it names one address and the message it is about."""
    text = text[:20_000]
    copy = _COPY.search(text)
    told = text[: copy.start()] if copy else ""
    if copy is None:
        return None
    code, reply = _ENHANCED.search(told), re.search(r"\b([45])\d\d\b", told)
    status = code[1] if code else f"{reply[1]}.0.0" if reply else "5.0.0" if phrases.has(told, "machine.failed") else ""
    returned = text[max(copy.start() - 2000, 0) :]
    copied = {name.lower(): value.strip() for name, value in _COPIED.findall(returned)}
    wanted = EMAIL.search(copied.get("to", ""))
    named = {address.lower() for address in EMAIL.findall(told)}
    if not status or wanted is None or wanted[0].lower() not in named:
        return None
    action = "failed" if status.startswith("5") else "delayed"
    return Report(
        (Delivery(wanted[0].lower(), action, status, " ".join(told.split())[:1000]),),
        copy[1],
        copied.get("subject", ""),
        is_prose=True,
    )


def _status(raw: bytes, budget: Budget) -> tuple[list[Delivery], str]:
    """Each recipient's group of fields; the first group is about the whole report."""
    deliveries: list[Delivery] = []
    message_id = ""
    for group in re.split(rb"(?:\r?\n){2,}|\r{2,}", raw.strip()[: budget.limits.text])[:_MOST_RECIPIENTS]:
        fields, _rest = split_headers(group, budget)
        values = {name: headers.text_of(value) for name, value in reversed(fields)}
        message_id = message_id or values.get("original-message-id", "") or values.get("x-original-message-id", "")
        recipient = values.get("final-recipient") or values.get("original-recipient")
        if not recipient:
            continue
        found = EMAIL.search(recipient.rpartition(";")[2]) or EMAIL.search(values.get("original-recipient", ""))
        diagnostic = values.get("diagnostic-code", "")
        deliveries.append(
            Delivery(
                recipient=found[0].lower() if found else recipient.rpartition(";")[2].strip(" <>").lower()[:254],
                action=values.get("action", "").split(" ")[0].lower(),
                status=_code(values.get("status", ""), diagnostic),
                diagnostic=diagnostic[:1000],
            )
        )
    return deliveries, headers.identifier(message_id.encode("utf-8", "replace"))


def _code(status: str, diagnostic: str) -> str:
    found = _DIGITS.search(status) or _DIGITS.search(diagnostic)
    if found:
        return found[1]
    reply = _REPLY_CODE.search(diagnostic)
    return f"{reply[1]}.0.0" if reply else ""


def _returned(parts: list[Part], budget: Budget) -> dict[str, bytes]:
    """Headers of the message that came back, whole or by its headers alone."""
    for part in parts:
        if part.content_type in RETURNED_MAIL | RETURNED_HEADERS:
            found, _body = split_headers(part.decoded()[: HEADER_BLOCK * 2], budget)
            if found:
                return dict(reversed(found))
    return {}


# How long an entry is (RFC 5545, 3.3.6), and what it says besides its title and time.
_LENGTH = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d+S)?)?")
_TOLD = ("LOCATION", "COMMENT", "DESCRIPTION")


def find_calendar(root: Part) -> CalendarAnswer | None:
    """The first calendar part, as far as it matters: a REPLY says who comes."""
    for part in every_part(root):
        if part.content_type in ("text/calendar", "application/ics"):
            text = decode(part.decoded()[:200_000], part.type_parameters.get("charset", ""))[0]
            return read_calendar(text, part.type_parameters.get("method", ""))
    return None


def read_calendar(text: str, method: str) -> CalendarAnswer:
    """METHOD, UID, of the attendee address and PARTSTAT, and in words what is to be when and where."""
    values = _calendar_values(text)
    label, attendee = values.get("ATTENDEE", ("", ""))
    answer = re.search(r"PARTSTAT=\"?([A-Za-z-]{1,20})", label, re.IGNORECASE)
    address = EMAIL.search(attendee)
    return CalendarAnswer(
        method=(values.get("METHOD", ("", ""))[1] or method).upper()[:20],
        uid=values.get("UID", ("", ""))[1][:300],
        attendee=address[0].lower() if address else "",
        answer=answer[1].lower() if answer else "",
        stamp=values.get("DTSTAMP", ("", ""))[1][:20],
        when=(when := _when(values)),
        words="\n".join(filter(None, [_words(values, "SUMMARY"), when, *(_words(values, name) for name in _TOLD)])),
    )


def _calendar_values(text: str) -> dict[str, tuple[str, str]]:
    """Name with parameters, and value, of the calendar and its first entry: not of time zones and alarms."""
    values: dict[str, tuple[str, str]] = {}
    passed_over = ""
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines()[:2000]:
        # The colon that ends the parameters: those in quotes may hold one.
        found = re.match(r'((?:[^":]|"[^"]*")*):(.*)', line)
        label, value = (found[1], found[2].strip()) if found else (line, "")
        name = label.partition(";")[0].strip().upper()
        if name == "BEGIN" and value.upper() in ("VTIMEZONE", "VALARM"):
            passed_over = passed_over or value.upper()
        elif name == "END" and value.upper() == passed_over:
            passed_over = ""
        elif name == "END" and value.upper() in ("VEVENT", "VTODO", "VJOURNAL"):
            break
        elif not passed_over:
            values.setdefault(name, (label, value))
    return values


def _words(values: dict[str, tuple[str, str]], name: str) -> str:
    text = re.sub(r"\\([,;\\])", r"\1", re.sub(r"\\[nN]", "\n", values.get(name, ("", ""))[1]))
    return text.strip()[:2000]


def _when(values: dict[str, tuple[str, str]]) -> str:
    """The time of an appointment in figures."""
    label, value = values.get("DTSTART", ("", ""))
    first = _moment(value)
    if first is None:
        return ""
    is_day = "T" not in value
    last = _last(values, first, is_day=is_day)
    if is_day:
        return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}" if last is not None and last > first else f"{first:%Y-%m-%d}"
    zone = "UTC" if value.endswith("Z") else (re.search(r"TZID=\"?([^\";:]{1,60})", label) or ("", ""))[1]
    until = "" if last is None else f" – {last:%H:%M}" if last.date() == first.date() else f" – {last:%Y-%m-%d %H:%M}"
    return f"{first:%Y-%m-%d %H:%M}{until} {zone}".strip()


def _last(values: dict[str, tuple[str, str]], first: datetime.datetime, *, is_day: bool) -> datetime.datetime | None:
    """Its end, or the last of whole days: DTEND is the day after (RFC 5545, 3.6.1). None where no calendar has it."""
    last = _moment(values.get("DTEND", ("", ""))[1])
    length = _LENGTH.fullmatch(values.get("DURATION", ("", ""))[1])
    try:
        if last is None and length:
            weeks, days, hours, minutes = (int(number or 0) for number in length.groups())
            last = first + datetime.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
        return last - datetime.timedelta(days=1) if last is not None and is_day else last
    except OverflowError:
        return None


def _moment(value: str) -> datetime.datetime | None:
    """A DATE or DATE-TIME, as it stands there."""
    try:
        return datetime.datetime.strptime(value[:15], "%Y%m%dT%H%M%S" if "T" in value else "%Y%m%d")  # noqa: DTZ007
    except ValueError:
        return None
