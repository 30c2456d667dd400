"""A message as a mail that leaves: text, HTML and calendar in one (RFC 5322, 2045–2047, 3834)."""

from email.charset import QP, Charset
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.utils import format_datetime
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any

from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.utils import timezone
from django.utils.encoding import punycode

from identity.current import current
from multilingual.texts import no_break
from outbox import kinds
from outbox.placeholders import disarm, one_line
from outbox.rendering import render_both

if TYPE_CHECKING:
    from outbox.models import Message

CALENDAR_FILE = "invite.ics"
LOGO = "logo@house"
_UTF8_QP = Charset("utf-8")
_UTF8_QP.body_encoding = QP  # 7-bit on the wire: passes every relay unchanged, so that signatures hold


class OutgoingMail(EmailMultiAlternatives):
    """A mail as Django's backends take it: alternative readings, and beside them the calendar as a file to keep."""

    encoding = _UTF8_QP

    def __init__(self, row: "Message") -> None:
        self.logo = current().letter_logo
        source = f"cid:{LOGO}" if self.logo else ""
        readings = render_both(with_links(row), language=row.language, heading=row.heading, logo=source)
        text, html = (with_link(row, reading) for reading in readings)
        name, address = name_and_address(row.from_email)
        sender, reader = ascii_address(address), ascii_address(row.to_email)
        headers = {
            "From": mailbox_header("From", name, sender),
            "To": mailbox_header("To", disarm(row.to_name), reader),
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
        headers |= unsubscribing(row)
        super().__init__(
            subject=text_header("Subject", no_break(row.subject, row.language)),
            body=text,
            from_email=sender,
            to=[reader],
            reply_to=[ascii_address(row.reply_to)] if row.reply_to else None,
            headers=headers,
        )
        self.attach_alternative(html, "text/html")
        if row.calendar:
            self.attach_alternative(row.calendar, f"text/calendar; method={row.calendar_method}")
            # As bytes: the line ends of a calendar are CRLF and must stay so.
            self.attach(CALENDAR_FILE, row.calendar.encode(), f'application/ics; name="{CALENDAR_FILE}"')

        attachments = kinds.get(row.kind).attachments
        for file_name, content in attachments(row) if attachments is not None else ():
            self.attach(file_name, content, guess_type(file_name)[0] or "application/octet-stream")

    def _create_mime_attachment(self, content: Any, mimetype: str) -> MIMEBase:
        """A part; the HTML together with the logo that it shows (RFC 2387): nothing is fetched from anywhere."""
        part: MIMEBase = super()._create_mime_attachment(content, mimetype)  # type: ignore[misc]  # not in its types
        if mimetype != "text/html" or not self.logo:
            return part
        picture = MIMEImage(self.logo, "png")
        picture.add_header("Content-ID", f"<{LOGO}>")
        picture.add_header("Content-Disposition", "inline", filename="logo.png")
        return MIMEMultipart("related", _subparts=[part, picture], type="text/html")


def unsubscribing(row: "Message") -> dict[str, str]:
    """By which headers a mail program offers to end such mail with one click (RFC 2369, RFC 8058), where that is so."""
    address_of = kinds.get(row.kind).unsubscribe
    address = address_of(row) if address_of is not None else ""
    one_click = {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return one_click if address else {}


def with_links(row: "Message") -> str:
    """The words, with the list of links put in where one is: as {link}, it is a secret of what leaves."""
    links = kinds.get(row.kind).links
    if links is None or "{links}" not in row.body:
        return row.body
    return row.body.replace("{links}", links(row))


def with_link(row: "Message", text: str) -> str:
    """Text with the personal link put in: only what leaves holds the secret."""
    return text.replace("{link}", kinds.get(row.kind).link(row)) if "{link}" in text else text


def auto_submitted(row: "Message") -> str:
    """RFC 3834: `no` for what staff saw and sent, `auto-replied` for answers to a request, else `auto-generated`."""
    if not row.is_automatic:
        return "no"
    return "auto-replied" if kinds.get(row.kind).is_reply else "auto-generated"


def text_header(field: str, text: str) -> str:
    """A header of plain text, encoded as its letters need (RFC 2047).

    Django would encode it too, but without room for the name of the field in the first line, which then stays empty:
    some servers refuse that.
    """
    if "\n" in text or "\r" in text:
        raise BadHeaderError(f"A line break in {field}")
    return text if text.isascii() else Header(text, "utf-8", header_name=field).encode(linesep="")


def mailbox_header(field: str, name: str, address: str) -> str:
    """Name and address: a name in ASCII is quoted, another one encoded, so that nothing in it counts as an address."""
    name = one_line(name)
    if not name:
        return address
    if name.isascii():
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{text_header(field, name)} <{address}>"


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
