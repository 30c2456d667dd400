"""The bytes of a message as they leave: text, HTML and calendar in one mail (RFC 5322, 2045–2047, 3834)."""

from email.charset import QP, Charset
from email.message import Message as MimeMessage
from email.mime.application import MIMEApplication
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart
from django.utils import timezone

from registrations.mail.placeholders import one_line

if TYPE_CHECKING:
    from registrations.models import Message

ANSWERS_TO_A_REQUEST = ("acknowledgement", "link")
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
            headers |= {"In-Reply-To": row.in_reply_to, "References": row.in_reply_to}
        super().__init__(
            subject=row.subject,
            body=text,
            from_email=mailbox_header(*parseaddr(row.from_email)),
            to=[mailbox_header(row.to_name, row.to_email)],
            reply_to=[row.reply_to] if row.reply_to else None,
            headers=headers,
        )
        self.attach_alternative(html, "text/html")
        self.calendar, self.calendar_method = row.calendar, row.calendar_method

    def message(self, **_options: Any) -> SafeMIMEMultipart:  # type: ignore[override]
        """The tree: alternative readings, and beside them the calendar as a file for those who want to keep it."""
        readings = SafeMIMEMultipart("alternative", encoding="utf-8")
        readings.attach(_text_part(str(self.body), "plain"))
        readings.attach(_text_part(str(self.alternatives[0][0]), "html"))
        root = readings
        if self.calendar:
            readings.attach(_calendar_part(self.calendar, self.calendar_method))
            root = SafeMIMEMultipart("mixed", encoding="utf-8")
            root.attach(readings)
            root.attach(_calendar_file(self.calendar))
        root["Subject"] = self.subject
        root["From"] = self.from_email
        root["To"] = ", ".join(self.to)
        if self.reply_to:
            root["Reply-To"] = ", ".join(self.reply_to)
        for name, value in self.extra_headers.items():
            root[name] = value
        return root


def with_link(row: "Message", text: str) -> str:
    """Text with the personal link put in: only what leaves holds the secret."""
    if row.registration is None or "{link}" not in text:
        return text
    return text.replace("{link}", f"{settings.SITE_URL}/{row.language}/r/{row.registration.token}/")


def auto_submitted(row: "Message") -> str:
    """RFC 3834: `no` for what staff saw and sent, `auto-replied` for answers to a request, else `auto-generated`."""
    if not row.is_automatic:
        return "no"
    return "auto-replied" if row.kind in ANSWERS_TO_A_REQUEST else "auto-generated"


def mailbox_header(name: str, address: str) -> str:
    """`"Name" <address>`, the name quoted whatever stands in it; encoded by Django when it is not ASCII."""
    name = one_line(name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}" <{address}>' if name else address


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
