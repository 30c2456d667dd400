"""All that is taken of a mail, in one value of bounded length."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, fields

from filereader.limits import Limits
from lexicon import affiliation, phrases
from mailreader import headers
from mailreader.context import Context
from mailreader.facts import Attachment, Mail
from mailreader.findings import Understanding
from mailreader.reader import read
from mailreader.reading import Cut, FileFacts, Reading
from mailreader.repeatable import bare_subject, folded_lines, is_restricted, quotable
from mailreader.understanding import understand

# What staff read of a mail; the whole is in its bytes.
LONGEST_TEXT = 200_000
LONGEST_PAGE = 600_000
LONGEST_SUBJECT = 1000
_MOST_ADDRESSES = 100
_MOST_REFERENCES = 50
# Of a file where its bytes alone are wanted: nothing of what stands in the documents.
_UNREAD = Limits(documents=0, counted=0)


def reading_of(raw: bytes, context: Context, marks: str) -> Reading:
    """Read a mail and understand it."""
    mail = read(raw)
    with phrases.silent(name for event in context.events for name in event.names):
        return _reading(mail, understand(mail, context), marks)


def head_of(raw: bytes, marks: str) -> Reading:
    """Who wrote what about, of a mail that cannot be read: it is understood as nothing, and answered by people."""
    mail = read(raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n")
    return _reading(mail, Understanding(reply_to=(mail.reply_to or mail.sender).email), marks)


def file_of(raw: bytes, number: int, *, with_text: bool) -> tuple[Cut, bytes] | None:
    """One of its files, as `Reading.files` counts them."""
    files = read(raw, None if with_text else _UNREAD).files
    if not 0 <= number < len(files):
        return None
    file = files[number]
    return Cut(file.filename, file.content_type, file.sha256, file.text, file.tables), file.content


def _reading(mail: Mail, found: Understanding, marks: str) -> Reading:
    subject, text = mail.subject[:LONGEST_SUBJECT], _clean(whole_text(mail))[:LONGEST_TEXT].strip("\n")
    bare = bare_subject(_clean(subject), marks)
    stretches = found.all_restricted
    return Reading(
        sender=mail.sender,
        to=mail.to[:_MOST_ADDRESSES],
        cc=mail.cc[:_MOST_ADDRESSES],
        sent_at=mail.sent_at,
        stamped_at=headers.date(mail.header("received").rpartition(";")[2].encode("utf-8", "replace")),
        message_id=mail.message_id,
        references=(*mail.references, *mail.in_reply_to)[-_MOST_REFERENCES:],
        subject=subject,
        bare_subject="" if is_restricted(bare, stretches) else bare,
        text=text,
        folded=tuple(folded_lines(text)),
        own_text=mail.body.own[:LONGEST_TEXT],
        quotable=tuple(quotable(_clean(mail.body.own), stretches)),
        html=mail.html[:LONGEST_PAGE],
        files=tuple(map(_facts, mail.files)),
        letter_key=letter_key(mail),
        has_head=bool(mail.header("from")) and any(map(mail.header, ("date", "subject", "message-id", "to"))),
        is_sender_body=affiliation.starts_as_body(mail.sender.name[:250]),
        is_requester_body=affiliation.starts_as_body(found.requester.name[:250]),
        found=found,
    )


def _clean(text: str) -> str:
    """Without what a database does not take: lines are counted, and words compared, as they will be stored."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _facts(file: Attachment) -> FileFacts:
    return FileFacts(**{one.name: getattr(file, one.name) for one in fields(FileFacts)})


def whole_text(mail: Mail) -> str:
    """What staff read: the mail, then each mail that it passes on whole, below its head as clients print it."""
    parts = [mail.text]
    for inner in mail.enclosed:
        sender = f"{inner.sender.name} <{inner.sender.email}>".strip()
        head = {"From": sender, "Date": inner.header("date"), "Subject": inner.subject}
        printed = "\n".join(f"{name}: {value}" for name, value in head.items() if value)
        parts.append(f"---------- Forwarded message ----------\n{printed}\n\n{whole_text(inner)}")
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def letter_key(mail: Mail) -> str:
    """A hash of the Message-ID and all that the writer wrote: whom, when, in answer to what, the words and the files.

    Relays leave more in a head than is known, and encode anew: under one Message-ID it is enough that this is the same.
    """
    if not mail.message_id:
        return ""
    return hashlib.sha256(json.dumps(_letter(mail), default=asdict).encode()).hexdigest()


def _letter(mail: Mail) -> Sequence[object]:
    """What no relay writes."""
    sent_at = mail.sent_at.timestamp() if mail.sent_at else None
    head = (mail.message_id, mail.sender, mail.reply_to, mail.to, mail.cc, mail.subject, sent_at)
    words = (mail.text.split(), mail.html.split(), [file.sha256 for file in mail.files])
    return (*head, mail.in_reply_to, mail.references, *words, [_letter(inner) for inner in mail.enclosed])
