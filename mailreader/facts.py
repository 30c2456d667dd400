"""What a mail says, before anybody thinks about what it means."""

import datetime
from dataclasses import dataclass, field

from filereader.facts import Table

# With fewer a page has no text that says anything.
LETTERS_OF_A_PAGE = 30
# The action of a report that tells of no failure: somebody did not want the mail.
COMPLAINED = "complaint"


@dataclass(frozen=True, slots=True)
class Address:
    """A name as printed and an address in lower case; either may be empty."""

    name: str = ""
    email: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.email.rpartition("@")[2]

    @property
    def local(self) -> str:
        """What stands before the @."""
        return self.email.rpartition("@")[0]


@dataclass(frozen=True, slots=True)
class Body:
    """What the writer of a text wrote, signed and passed on: what was quoted is left out."""

    own: str = ""
    signature: str = ""
    tables: tuple[Table, ...] = ()
    forwarded: tuple["Forwarded", ...] = ()


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message inside another: its headers as the client printed them (inline), or a whole mail (message/rfc822)."""

    sender: Address
    reply_to: Address | None = None
    subject: str = ""
    body: Body = field(default_factory=Body)
    attachments: tuple["Attachment", ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along. `content_type` is by content where that can be told."""

    filename: str
    content_type: str
    size: int
    sha256: str
    content: bytes = field(repr=False, default=b"")
    is_inline: bool = False
    text: str = ""
    tables: tuple[Table, ...] = ()
    problems: tuple[str, ...] = ()
    # Of a PDF or a fax; 0 where it could not be told.
    pages: int = 0

    @property
    def is_scan(self) -> bool:
        """Pages that are pictures of paper. A scanner's own line at their foot is no text."""
        letters = sum(char.isalnum() for char in self.text)
        return bool(self.pages) and letters < LETTERS_OF_A_PAGE * min(self.pages, 10)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient of a delivery report (RFC 3464)."""

    recipient: str
    action: str
    status: str
    diagnostic: str = ""

    @property
    def is_permanent(self) -> bool:
        """Failed for good. A full mailbox (5.2.2) counts: nothing more is tried."""
        failed, status = self.action == "failed", self.status
        return (failed and not status.startswith("4")) or (not self.action and status.startswith("5"))


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery report: what became of which message of ours; a recipient who is not reached for good comes first."""

    deliveries: tuple[Delivery, ...] = ()
    original_message_id: str = ""
    original_subject: str = ""
    # Read out of the words of a mail: believed only where the message is one of ours.
    is_prose: bool = False


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """A calendar part (RFC 5546): who answers what to which appointment."""

    method: str
    uid: str = ""
    attendee: str = ""
    answer: str = ""
    stamp: str = ""
    # When it is, as the calendar says it: "2027-03-26 – 2027-03-29", "2027-03-26 14:00 – 15:00 Europe/Zurich".
    when: str = ""
    # Its title, time, place and comment, a line each.
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """The facts of one mail. Every text is decoded; nothing here was judged."""

    headers: tuple[tuple[str, str], ...] = ()
    return_path: str | None = None
    sender: Address = field(default_factory=Address)
    reply_to: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    sent_at: datetime.datetime | None = None
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    body: Body = field(default_factory=Body)
    attachments: tuple[Attachment, ...] = ()
    enclosed: tuple["Mail", ...] = ()
    report: Report | None = None
    # The kind of report that it is or has as a part (RFC 6522), a receipt, say; "" for none.
    report_type: str = ""
    calendar: CalendarAnswer | None = None
    problems: tuple[str, ...] = ()

    def all(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        name = name.lower()
        return [value for key, value in self.headers if key == name]

    def header(self, name: str) -> str:
        """The first value of a header, or ""."""
        return next(iter(self.all(name)), "")

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The attachments, then those of mails passed on whole."""
        return self.attachments + tuple(file for mail in self.enclosed for file in mail.files)
