"""What was understood of a mail, in words: codes of `mailreader` for people who read no codes."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from events.templatetags.dates import day
from inbox.models import IncomingMessage
from multilingual.texts import translated
from registrations.missing_fields import LABELS
from registrations.models.answers import RESTRICTED_LABELS
from speakers.models import Country

# Why something is believed. With a detail (what it was read from), and without one.
REASONS: dict[str, tuple[Promise, Promise]] = {
    "X-Auto-Response-Suppress": (gettext_lazy("header X-Auto-Response-Suppress: {}"), gettext_lazy("header")),
    "X-Spam-Flag": (gettext_lazy("marked as junk by the mail server ({})"), gettext_lazy("marked by the mail server")),
    "address-known": (gettext_lazy("address known: {}"), gettext_lazy("address known")),
    "address-like-name": (gettext_lazy("address {} looks like the name"), gettext_lazy("address looks like the name")),
    "staff": (gettext_lazy("entered by staff: {}"), gettext_lazy("entered by staff")),
    "bounce-in-prose": (gettext_lazy("a report of non-delivery: “{}”"), gettext_lazy("a report of non-delivery")),
    "calendar": (gettext_lazy("answer of a calendar: {}"), gettext_lazy("answer of a calendar")),
    "counter": (
        gettext_lazy("a calendar proposes another time: {}"),
        gettext_lazy("a calendar proposes another time"),
    ),
    "card": (gettext_lazy("block that begins “{}”"), gettext_lazy("block of lines")),
    "code": (gettext_lazy("code {}"), gettext_lazy("code of the event")),
    "column": (gettext_lazy("column “{}”"), gettext_lazy("column")),
    "dates": (gettext_lazy("dates: {}"), gettext_lazy("dates")),
    "delegation": (gettext_lazy("that of the delegation: {}"), gettext_lazy("that of the delegation")),
    "file": (gettext_lazy("file {}"), gettext_lazy("a file")),
    "header": (gettext_lazy("head of the mail: {}"), gettext_lazy("head of the mail")),
    "inherited": (gettext_lazy("as in registration {}"), gettext_lazy("as in the registration")),
    "function": (gettext_lazy("function “{}”"), gettext_lazy("function")),
    "item": (gettext_lazy("number {} of the list"), gettext_lazy("in the list")),
    "line": (gettext_lazy("line “{}”"), gettext_lazy("line")),
    "lines": (gettext_lazy("lines from “{}”"), gettext_lazy("lines with labels")),
    "name-known": (gettext_lazy("name known: {}"), gettext_lazy("name known")),
    "name-split-assumed": (
        gettext_lazy("“{}”: which is the family name is assumed"),
        gettext_lazy("which is the family name is assumed"),
    ),
    "nothing-else-said": (gettext_lazy("nothing else was said"), gettext_lazy("nothing else was said")),
    "only-open": (
        gettext_lazy("of the events whose mail comes here the only one that is open"),
        gettext_lazy("of the events whose mail comes here the only one that is open"),
    ),
    "organisation": (gettext_lazy("by the organisation: {}"), gettext_lazy("by the organisation")),
    "row": (gettext_lazy("row {}"), gettext_lazy("a row of a table")),
    "same-as-before": (gettext_lazy("“{}”: as the one before"), gettext_lazy("as the one before")),
    "sells": (gettext_lazy("something is sold: “{}”"), gettext_lazy("something is sold")),
    "sender": (gettext_lazy("sender: {}"), gettext_lazy("sender of the mail")),
    "sentence": (gettext_lazy("“{}”"), gettext_lazy("a sentence")),
    "several": (gettext_lazy("several events are open"), gettext_lazy("several events are open")),
    "unlisted": (
        gettext_lazy("names {}, which takes no registrations here or is not known"),
        gettext_lazy("names another event"),
    ),
    "none-open": (gettext_lazy("no event is open"), gettext_lazy("no event is open")),
    "signature": (gettext_lazy("signature: “{}”"), gettext_lazy("signature")),
    "stored": (gettext_lazy("language of the registration"), gettext_lazy("language of the registration")),
    "subject": (gettext_lazy("subject “{}”"), gettext_lazy("subject")),
    "text": (gettext_lazy("text"), gettext_lazy("text")),
    "thread": (gettext_lazy("answer about {}"), gettext_lazy("answer to our mail")),
    "words": (gettext_lazy("named in the text: {}"), gettext_lazy("by its words")),
    "writes-for-others": (gettext_lazy("writes for {} others"), gettext_lazy("writes for others")),
    "nothing-recognised": (gettext_lazy("nothing was recognised"), gettext_lazy("nothing was recognised")),
    "report": (gettext_lazy("delivery report: {}"), gettext_lazy("delivery report")),
    "Auto-Submitted": (gettext_lazy("header Auto-Submitted: {}"), gettext_lazy("header")),
    "Precedence": (gettext_lazy("header Precedence: {}"), gettext_lazy("header")),
    "empty-return-path": (gettext_lazy("a machine’s mail from {}"), gettext_lazy("a machine’s mail")),
    "no-address": (gettext_lazy("nobody to answer"), gettext_lazy("nobody to answer")),
    "own-address": (gettext_lazy("our own address: {}"), gettext_lazy("our own address")),
    "person": (gettext_lazy("written by a person"), gettext_lazy("written by a person")),
    "script": (gettext_lazy("by its letters"), gettext_lazy("by its letters")),
    "too-short": (gettext_lazy("too short to tell"), gettext_lazy("too short to tell")),
}
# How many words spoke for the first and the second guess: for the log.
SCORE = re.compile(r"\d+/\d+")
FLAGS: dict[str, Promise] = {
    "visa_letter": gettext_lazy("asks for a visa letter"),
    "sponsorship": gettext_lazy("asks for sponsorship"),
    "possible_speaker": gettext_lazy("a possible speaker"),
    "ticket_issued": gettext_lazy("a ticket is issued already"),
    "note_verbale_follows": gettext_lazy("a note verbale follows"),
    "has_question": gettext_lazy("asks a question besides"),
    "marked_as_spam": gettext_lazy("the mail server took it for junk"),
    "forwarded_by_stranger": gettext_lazy("passed on by somebody outside the house"),
    "original_sender_to_accept": gettext_lazy("passed on: check who wrote it before you answer"),
    "original_sender_without_address": gettext_lazy("passed on without the address of who wrote it"),
    "event_is_over": gettext_lazy("the event is over"),
    "several_events": gettext_lazy("names several events: register each person for the right one"),
    "received_before": gettext_lazy("came before"),
    "registration_not_found": gettext_lazy("speaks of a registration that is not there"),
    "restricted_data": gettext_lazy("holds restricted data"),
    "speaks_of_another_event": gettext_lazy("speaks of another event"),
    "asked_by_the_person": gettext_lazy("asked by the person"),
    "asked_by_focal_point": gettext_lazy("asked by who asked for the registration"),
    "asked_by_focal_points_house": gettext_lazy("asked from the same domain as the focal point, not by him or her"),
    "asked_by_staff": gettext_lazy("asked by a colleague"),
    "asked_by_same_house": gettext_lazy("asked by somebody of the same body"),
    "asked_by_a_stranger": gettext_lazy("asked by a stranger: neither the person nor his or her body"),
    "confirms_attendance": gettext_lazy("confirms that he or she comes"),
    "comes_on_some_days": gettext_lazy("comes on some of the days only"),
    "held_by_filter": gettext_lazy("a filter holds our mail back until a person answers it"),
    "new_sender": gettext_lazy("the sender is new in this conversation: be careful"),
    "forged_sender": gettext_lazy("our mail server says that the sender’s address may be forged: ask back there first"),
    "asked_under_a_forged_address": gettext_lazy("asked under an address that may be forged"),
}
GRAVE_FLAGS = {
    "ticket_issued", "marked_as_spam", "forwarded_by_stranger", "original_sender_to_accept",
    "original_sender_without_address", "asked_by_a_stranger", "registration_not_found", "speaks_of_another_event",
    "event_is_over", "several_events",
    "new_sender", "forged_sender", "asked_under_a_forged_address", "held_by_filter",
}  # fmt: skip
PROBLEMS: dict[str, Promise] = {
    "not-answered": gettext_lazy("a fault of the software: what should follow by itself, such as the answer, did not"),
    "not-understood": gettext_lazy("it could not be understood and is kept as it came"),
    "out-of-time": gettext_lazy("not all documents were read"),
    "document-cut": gettext_lazy("long, read in part"),
    "damaged-document": gettext_lazy("damaged, could not be read"),
    "locked-document": gettext_lazy("locked with a password"),
    "not-read": gettext_lazy("not read"),
    "bad-bytes": gettext_lazy("some characters could not be read"),
    "unknown-charset": gettext_lazy("some characters were guessed"),
    "wrong-charset": gettext_lazy("some characters were guessed"),
    "message-too-long": gettext_lazy("very long, read in part"),
    "too-many-parts": gettext_lazy("has very many parts, not all were read"),
    "too-many-attachments": gettext_lazy("has very many attachments, not all were read"),
    "too-many-documents": gettext_lazy("has very many documents, not all were read"),
    "broken-multipart": gettext_lazy("its form is damaged"),
    "bad-header": gettext_lazy("its head is damaged"),
    "too-large": gettext_lazy("too large to be kept: only its head is here, the mail is in the mailbox"),
    "has-entities": gettext_lazy("not read: it is built as an attack"),
    "not-an-archive": gettext_lazy("damaged, could not be read"),
    "table-cut": gettext_lazy("has a very long table, read in part"),
    "html-cut": gettext_lazy("very long, read in part"),
    "html-too-deep": gettext_lazy("its form is damaged, read in part"),
    "bad-html": gettext_lazy("its form is damaged, read in part"),
    "headers-too-long": gettext_lazy("its head is very long, read in part"),
    "too-many-headers": gettext_lazy("its head is very long, read in part"),
    "too-deep": gettext_lazy("mails within mails, not all were read"),
    "too-many-mails-within": gettext_lazy("mails within mails, not all were read"),
    "too-many-members": gettext_lazy("not read: it is built as an attack"),
    "unreadable": gettext_lazy("could not be read"),
}
FIELDS: dict[str, Promise] = {
    **LABELS,
    "honorific": gettext_lazy("honorific"),
    "title": gettext_lazy("title"),
    "given_name": gettext_lazy("given name"),
    "phone": gettext_lazy("telephone"),
    "mode": gettext_lazy("attends"),
    "role": gettext_lazy("role"),
    "preferred_language": gettext_lazy("language"),
    "wants_visa_letter": gettext_lazy("visa letter"),
    "wants_sponsorship": gettext_lazy("sponsorship"),
    "is_possible_speaker": gettext_lazy("speaker"),
    "publish_consent": gettext_lazy("name in lists"),
    "registration": gettext_lazy("registration"),
    "note": gettext_lazy("note"),
    "replaces": gettext_lazy("in the place of"),
    "everything": gettext_lazy("everything but that somebody comes"),
}


def reason(pair: Sequence[Any] | None) -> str:
    """A reason ([code, detail]) as a short phrase."""
    if not pair:
        return ""
    code, detail = str(pair[0]), str(pair[1]) if len(pair) > 1 and pair[1] else ""
    detail = "" if SCORE.fullmatch(detail) else detail
    with_detail, alone = REASONS.get(code, (None, None))
    if with_detail is None:
        return f"{code}: {detail}" if detail else code
    return str(with_detail).replace("{}", detail.replace(" · html", "")) if detail else str(alone)


def label(name: str) -> str:
    """The name of a field."""
    return str(FIELDS.get(name) or RESTRICTED_LABELS.get(name) or name)


def labels(names: Iterable[str]) -> list[str]:
    """The names of fields."""
    return [label(name) for name in names]


def problems(codes: Iterable[str]) -> list[str]:
    """What went wrong while something was read, each once; what stands behind a code's colon is for the log."""
    return list(dict.fromkeys(str(PROBLEMS.get(str(code).partition(":")[0]) or code) for code in codes))


def flags(message: IncomingMessage) -> list[tuple[str, bool]]:
    """What staff should see, with whether it is a warning."""
    found = [(str(FLAGS.get(name) or name), name in GRAVE_FLAGS) for name in message.fact("flags") or []]
    if sentence := absence(message.fact("absence")):
        found.append((sentence, False))
    return found


def absence(fact: Mapping[str, str] | None) -> str:
    """Until when somebody is away, and who stands in."""
    if not fact:
        return ""
    sentence = _("absent until %(date)s") % {"date": until(fact["until"])} if fact.get("until") else _("absent")
    if not (stands_in := fact.get("alternate_email")):
        return sentence
    instead = _("contact meanwhile: %(who)s") % {"who": stands_in}
    return f"{sentence}; {instead}"


def until(written: str) -> str:
    """A date as it is read; what is none stays as it was written."""
    try:
        return day(datetime.date.fromisoformat(written))
    except ValueError:
        return written


def delegation(message: IncomingMessage, countries: Mapping[str, Country]) -> list[tuple[str, str, str]]:
    """Whom they represent and who answers for them: label, words, reason."""
    rows = []
    if fact := message.fact("delegation"):
        country = countries.get(fact.get("country", ""))
        names = (translated(country, "name").value if country else fact.get("country"), fact.get("organisation"))
        rows.append((_("Delegation"), ", ".join(filter(None, names)), reason(fact.get("reason"))))
    if fact := message.fact("focal_point"):
        attends = {True: pgettext("focal point", "attends"), False: _("does not attend")}.get(
            fact.get("attends"), _("attends? ask")
        )
        who = " ".join(filter(None, (fact.get("name"), fact.get("email"))))
        rows.append((_("Focal point"), f"{who} – {attends}", reason(fact.get("reason"))))
    return rows
