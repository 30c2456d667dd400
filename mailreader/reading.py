"""What the process that reads is told beforehand, and what it gives back: values of bounded length."""

import datetime
from dataclasses import dataclass, field

from filereader.facts import Table
from mailreader.facts import Address
from mailreader.findings import EventFacts, Understanding


@dataclass(frozen=True, slots=True)
class Desk:
    """What is known before a mail is read: plain values that go with it to the process."""

    now: datetime.datetime
    own_addresses: tuple[str, ...]
    events: tuple[EventFacts, ...]
    other_codes: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """An attachment without its bytes."""

    filename: str
    content_type: str
    size: int
    sha256: str
    is_inline: bool
    problems: tuple[str, ...]
    pages: int
    is_scan: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts of a mail, and what it seems to want."""

    sender: Address = field(default_factory=Address)
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    sent_at: datetime.datetime | None = None
    # When the last relay took it (RFC 5321, 4.4).
    stamped_at: datetime.datetime | None = None
    message_id: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    # The subject as an answer may repeat it; empty where it speaks of what is restricted.
    bare_subject: str = ""
    # With each mail that it passes on whole below its head, and which of its lines are quoted.
    text: str = ""
    folded: tuple[tuple[int, ...], ...] = ()
    own_text: str = ""
    # The lines of it that an answer may quote.
    quotable: tuple[str, ...] = ()
    html: str = ""
    files: tuple[FileFacts, ...] = ()
    # What its writer wrote, whatever relays made of its head and its encoding; empty where it has no Message-ID.
    letter_key: str = ""
    # It has the head of a mail: somebody who wrote it, and a day, a subject or an identity.
    has_head: bool = False
    # These names are those of organisations: nobody is greeted by them.
    is_sender_body: bool = False
    is_requester_body: bool = False
    found: Understanding = field(default_factory=Understanding)


@dataclass(frozen=True, slots=True)
class Cut:
    """An attachment cut out of a mail; its bytes travel beside it."""

    filename: str
    content_type: str
    sha256: str
    text: str
    tables: tuple[Table, ...]
