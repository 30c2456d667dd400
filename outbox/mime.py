"""The bytes of a message as they leave: text, HTML and calendar in one mail (RFC 5322, 2045–2047, 3834)."""

from email.charset import QP, Charset
from email.header import Header
from email.message import Message as MimeMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import Policy
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.utils import timezone
from django.utils.encoding import punycode

from outbox import kinds
from outbox.placeholders import one_line

if TYPE_CHECKING:
    from outbox.models import Message

CALENDAR_FILE = "invite.ics"
_UTF8_QP = Charset("utf-8")
_UTF8_QP.body_encoding = QP  # 7-bit on the wire: passes every relay unchanged, so that signatures hold


class OutgoingMail(EmailMultiAlternatives):
    """A mail as Django's backends take it, with a tree of parts of our own: Django knows no calendar part."""

    def __init__(self, row: "Message") -> None:
        text, html = (with_link(row, part) for part in (row.text, row.html))
        headers = {
            "Message-ID": row.message_id,
            "Date": format_datetime(timezone.now()),
            "Content-Language": row.language,
            "Auto-Submitted": auto_submitted(row),
            "X-Auto-Response-Suppress": "All",
        }
        if row.in_reply_to:
            headers["In-Reply-To"] = row.in_reply_to
        if references := row.references or row.in_reply_to:
            headers["References"] = references
        super().__init__(
            subject=row.subject,
            body=text,
            from_email=name_and_address(row.from_email)[1],
            to=[ascii_address(row.to_email)],
            reply_to=[row.reply_to] if row.reply_to else None,
            headers=headers,
        )
        self.names = {"From": name_and_address(row.from_email)[0], "To": row.to_name}
        self.attach_alternative(html, "text/html")
        self.calendar, self.calendar_method = row.calendar, row.calendar_method

    def message(self, **_options: Any) -> "MailTree":  # type: ignore[override]
        """The tree: alternative readings, and beside them the calendar as a file for those who want to keep it."""
        readings = MailTree("alternative")
        readings.attach(_text_part(str(self.body), "plain"))
        readings.attach(_text_part(str(self.alternatives[0][0]), "html"))
        root = readings
        if self.calendar:
            readings.attach(_calendar_part(self.calendar, self.calendar_method))
            root = MailTree("mixed")
            root.attach(readings)
            root.attach(_calendar_file(self.calendar))
        root.add("Subject", text_header("Subject", str(self.subject)))
        root.add("From", mailbox_header("From", self.names["From"], self.from_email))
        root.add("To", mailbox_header("To", self.names["To"], self.to[0]))
        if self.reply_to:
            root.add("Reply-To", mailbox_header("Reply-To", "", self.reply_to[0]))
        for name, value in self.extra_headers.items():
            root.add(name, text_header(name, value))
        return root


class MailTree(MIMEMultipart):
    """The root of the tree, with the one argument by which Django's backends ask for bytes."""

    def add(self, field: str, header: Header) -> None:
        """Add a header that knows how to fold itself."""
        self[field] = header  # type: ignore[assignment]  # the policy of this class takes headers as well as text

    def as_bytes(  # type: ignore[override]  # as Django's own
        self, unixfrom: bool = False, linesep: str = "\n", policy: Policy | None = None
    ) -> bytes:
        """The whole mail."""
        return super().as_bytes(unixfrom, policy=(policy or self.policy).clone(linesep=linesep))


def with_link(row: "Message", text: str) -> str:
    """Text with the personal link put in: only what leaves holds the secret."""
    return text.replace("{link}", kinds.get(row.kind).link(row)) if "{link}" in text else text


def auto_submitted(row: "Message") -> str:
    """RFC 3834: `no` for what staff saw and sent, `auto-replied` for answers to a request, else `auto-generated`."""
    if not row.is_automatic:
        return "no"
    return "auto-replied" if kinds.get(row.kind).is_reply else "auto-generated"


def text_header(field: str, text: str) -> Header:
    """A header of plain text, folded and encoded as its length and letters need (RFC 2047)."""
    if "\n" in text or "\r" in text:
        raise BadHeaderError(f"A line break in {field}")
    return Header(text, "us-ascii" if text.isascii() else "utf-8", header_name=field)


def mailbox_header(field: str, name: str, address: str) -> Header:
    """Name and address: a name in ASCII is quoted, another one encoded, so that nothing in it counts as an address."""
    name, address = one_line(name), ascii_address(address)
    if not name:
        return text_header(field, address)
    if name.isascii():
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return text_header(field, f'"{quoted}" <{address}>')
    header = Header(name, "utf-8", header_name=field)
    header.append(f"<{address}>", "us-ascii")
    return header


def ascii_address(address: str) -> str:
    """An address with its domain as the network writes it."""
    if any(char in address for char in "\r\n<> "):
        raise BadHeaderError("A sign in an address that does not belong there")
    user, _at, domain = address.rpartition("@")
    return f"{user}@{punycode(domain)}" if user else address


def name_and_address(stored: str) -> tuple[str, str]:
    """The two halves of `Name <address>` as we store it, for reading: without quotes, whatever stands in the name."""
    name, _sep, address = stored.rpartition("<")
    return name.strip(), address.rstrip("> ")


def _text_part(content: str, subtype: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    part.set_payload(content, charset=_UTF8_QP)
    return part


def _calendar_part(calendar: str, method: str) -> MimeMessage:
    part = MIMENonMultipart("text", "calendar", charset="utf-8", method=method)
    # Base64: the line ends of a calendar are CRLF and must stay so.
    part.set_payload(calendar, charset="utf-8")
    return part


def _calendar_file(calendar: str) -> MIMEApplication:
    part = MIMEApplication(calendar.encode(), "ics", name=CALENDAR_FILE)
    part.add_header("Content-Disposition", "attachment", filename=CALENDAR_FILE)
    return part
