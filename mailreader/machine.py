"""Mail made by machines: what must never get an answer, and what it tells."""

import datetime
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from filereader.texts import bounded, squeeze
from lexicon import phrases
from lexicon.dates import dates_in
from lexicon.flat import flat
from lexicon.labels import field_of, labelled
from lexicon.matcher import EMAIL, words_of
from lexicon.names import looks_like_name
from lexicon.reasons import Reason
from lexicon.sentences import sentences_of
from lexicon.titles import strip_titles
from mailreader.facts import COMPLAINED, Mail
from mailreader.findings import Absence
from mailreader.headers import DAEMON
from mailreader.junk import is_unproven
from mailreader.quote_marks import REPLY_SUBJECT
from mailreader.wants import affirmed


class Machine(NamedTuple):
    """The class of a machine's mail, and the mark it was known by."""

    classification: str
    reason: Reason
    is_automatic: bool = True


_OF_PERSON = ("want.request", "want.strong", "want.cancel", "want.substitute")
_SUPPRESS = re.compile(r"\b(?:all|autoreply|oof|dr|rn|nrn)\b")
_ANSWERING = (
    "x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply", "x-autoreply-from", "x-mail-autoreply",
)  # fmt: skip
_NAMES = ("full_name", "family_name", "given_name", "nom")
_HEAD_OF_TEXT, _LONGEST_ABSENCE, _LONGEST_RECEIPT = 500, 1500, 2500
# So many signs may stand between "until" and its day: "(inclusive) Monday, the".
_NEAR = 25


def known_machine(mail: Mail, own: Collection[str], *, is_known: bool = True) -> Machine | None:
    """What shows that a machine wrote the mail, the surest mark first; None for a person's.

    `is_known`: the message that a report is about is one of ours.
    """
    if mail.report is not None and not (mail.report.is_prose and not is_known):
        return _report_class(mail)
    # A receipt that a mail was read (RFC 8098), a complaint (RFC 5965): whatever is a report, a program wrote.
    if mail.report_type:
        return Machine("auto_reply", Reason("report", mail.report_type))
    sure = None if _is_written_by_hand(mail) else _by_sure_marks(mail)
    return sure or next((Machine(kind, reason) for kind, reason, is_so in _weaker_marks(mail, own) if is_so), None)


def _by_sure_marks(mail: Mail) -> Machine | None:
    """What only programs write in the head of a mail."""
    path = mail.return_path
    if path == "" or DAEMON.match(mail.sender.local) or DAEMON.match((path or "").partition("@")[0]):
        return _without_return(mail)
    submitted = flat(mail.header("auto-submitted")).strip().partition(";")[0].strip()
    if submitted and submitted != "no":
        is_list = _is_list(mail) and not submitted.startswith("auto-replied")
        return Machine("bulk" if is_list else "auto_reply", Reason("Auto-Submitted", submitted))
    marks = [name for name in _ANSWERING if flat(mail.header(name)) not in ("", "no")]
    return Machine("auto_reply", Reason("header", marks[0])) if marks else None


def _is_written_by_hand(mail: Mail) -> bool:
    """Somebody who looks after a small house's mail, and writes from that address under his or her own name."""
    if mail.sender.local != "postmaster" or mail.return_path == "":
        return False
    bare = strip_titles(mail.sender.name)[2]
    is_named = looks_like_name(bare) and not phrases.has(bare, "machine.office_words")
    text = bounded(f"{mail.subject}\n{mail.text}", 6000)
    is_marked = flat(mail.header("auto-submitted")).strip() not in ("", "no") or mail.header("x-failed-recipients")
    says_failed = phrases.has(text[:300], "machine.failed_subject") or phrases.has(text, "machine.failed")
    return is_named and not is_marked and not says_failed


def _weaker_marks(mail: Mail, own: Collection[str]) -> Iterator[tuple[str, Reason, object]]:
    """Class, mark, and whether the mail has it; the surest first."""
    precedence = flat(mail.header("precedence")).strip()
    is_absent = _says_absent(mail)
    yield "auto_reply", Reason("Precedence", precedence), precedence in ("auto_reply", "auto-reply")
    is_by_subject = _has_absent_subject(mail) and not _is_of_a_person(mail)
    yield "auto_reply", Reason("subject", mail.subject[:60]), is_by_subject
    kind = "auto_reply" if is_absent else "bulk"
    yield kind, Reason("Precedence", precedence), precedence in ("bulk", "junk", "list")
    yield "bulk", Reason("header", "List-Id" if mail.header("list-id") else "List-Unsubscribe"), _is_list(mail)
    yield "auto_reply", Reason("own-address", mail.sender.email), mail.sender.email and mail.sender.email in own
    yield "auto_reply", Reason("text", "absence"), is_absent
    yield "auto_reply", Reason("text", "automatic"), _says_automatic(mail)
    yield "auto_reply", Reason("text", "held"), held_by_filter(mail) and is_answer(mail)
    is_handed_on = mail.reply_to is not None and not is_nobody(mail.reply_to.local) and _is_form(mail)
    yield "bulk", Reason("sender", mail.sender.email), is_nobody(mail.sender.local) and not is_handed_on


def is_nobody(local: str) -> bool:
    """Behind this part of an address nobody reads: "no-reply", "newsletter+4711"."""
    return phrases.begins(local, "machine.nobody") is not None


def _is_list(mail: Mail) -> bool:
    # Not Feedback-ID: mail providers write it into letters of single persons, too.
    return bool(mail.header("list-id") or mail.header("list-unsubscribe"))


def _has_absent_subject(mail: Mail) -> bool:
    """Nobody gives these to a mail of his or her own."""
    return phrases.begins(REPLY_SUBJECT.sub("", mail.subject, count=1), "machine.absent_subject") is not None


def is_answer(mail: Mail) -> bool:
    """It answers something, or says so."""
    return bool(mail.in_reply_to or mail.references or REPLY_SUBJECT.match(mail.subject))


def _says_absent(mail: Mail) -> bool:
    """The first lines say that nobody is there, the mail answers something, and nobody's place is spoken of."""
    start = mail.body.own[:_HEAD_OF_TEXT].replace("\n", " ")
    # People write such subjects, too, to say that they do not come: the text must tell.
    is_due = is_answer(mail) or phrases.has(mail.subject, "machine.maybe_absent")
    is_short = len(mail.body.own) < _LONGEST_ABSENCE
    says = is_due and is_short and phrases.has(start, "machine.absent")
    return says and not _is_of_a_person(mail) and not _asks_us(mail)


def _says_automatic(mail: Mail) -> bool:
    """A ticket system's receipt says what it is. A web site's form does so too, but brings something."""
    body = mail.body
    text = squeeze(f"{body.own}\n{body.signature}")
    brings = mail.attachments or mail.enclosed or body.tables or body.forwarded or _is_form(mail)
    if brings or len(text) >= _LONGEST_RECEIPT:
        return False
    says = phrases.has(text, "machine.automatic") or (is_answer(mail) and phrases.has(text, "machine.unread"))
    return says and not _is_of_a_person(mail)


def _is_form(mail: Mail) -> bool:
    """A web site hands on what somebody filled in: a line names a person."""
    found = [labelled(line) for line in mail.body.own.split("\n")[:200]]
    return any(one and one[1] and field_of(one[0]) in _NAMES for one in found)


def _is_of_a_person(mail: Mail) -> bool:
    """What no machine says: it is the writer's place that is spoken of."""
    text = bounded(mail.body.own, 4000)
    if phrases.has(squeeze(text), "machine.of_person"):
        return True  # in a language of which little more is known
    for sentence in sentences_of(text):
        away = phrases.hits(sentence, "machine.absent")
        asked = [hit for topic in _OF_PERSON for hit in affirmed(sentence, topic)]
        if any(not any(one.first <= hit.first and hit.last <= one.last for one in away) for hit in asked):
            return True
    return False


def _asks_us(mail: Mail) -> bool:
    """ "Could you send it again?" asks whoever is away, and no machine."""
    asked = squeeze(bounded(mail.body.own, 4000)).split("?")[:-1]
    return any(phrases.has(part.rpartition(". ")[2], "want.polite") for part in asked)


def held_by_filter(mail: Mail) -> bool:
    """A challenge: our mail is kept back until somebody opens a page or answers. We never do so by ourselves."""
    text = squeeze(bounded(f"{mail.subject}\n{mail.body.own}", 3000))
    return phrases.has(text, "machine.held") and ("http" in mail.text or phrases.has(text, "machine.answers"))


def _report_class(mail: Mail) -> Machine:
    report = mail.report
    deliveries = report.deliveries if report else ()
    if not deliveries:
        return Machine("needs_review", Reason("report", "unreadable"))
    if deliveries[0].action == COMPLAINED:
        return Machine("auto_reply", Reason("report", COMPLAINED))
    if any(one.is_permanent for one in deliveries):
        return Machine("bounce_permanent", Reason("report", deliveries[0].status or deliveries[0].action))
    if all(one.action in ("delivered", "relayed", "expanded") for one in deliveries):
        return Machine("auto_reply", Reason("report", deliveries[0].action))
    return Machine("bounce_transient", Reason("report", deliveries[0].status or deliveries[0].action))


def _without_return(mail: Mail) -> Machine:
    """No address to answer to: a bounce in plain prose is for staff, all else answers by itself."""
    text = bounded(f"{mail.subject}\n{mail.text}", 3000)
    is_answering = flat(mail.header("auto-submitted")).startswith("auto-replied")
    fails = phrases.has(text[:300], "machine.failed_subject")
    if fails or (phrases.has(text, "machine.failed") and not is_answering):
        return Machine("needs_review", Reason("bounce-in-prose", mail.subject[:60]))
    return Machine("auto_reply", Reason("empty-return-path" if mail.return_path == "" else "sender", mail.sender.email))


def answer_is_forbidden(mail: Mail) -> Reason | None:
    """Marks too weak to say what a mail is, but enough not to answer it by itself."""
    suppress = flat(mail.header("x-auto-response-suppress"))
    if suppress and suppress != "none" and _SUPPRESS.search(suppress):
        return Reason("X-Auto-Response-Suppress", suppress)
    if not EMAIL.search(mail.header("from")):
        return Reason("header", "From")  # Sender and Return-Path may be anybody's: staff look at them
    if ":" in mail.subject and phrases.is_all(mail.subject.partition(":")[0], "machine.calendar_subject"):
        return Reason("subject", mail.subject[:60])
    says_left = phrases.has(mail.body.own[:_HEAD_OF_TEXT], "machine.left")
    if is_answer(mail) and (says_left or (_asks_us(mail) and phrases.has(mail.body.own, "machine.absent"))):
        return Reason("text", "absence")
    if is_unproven(mail):
        return Reason("header", "Authentication-Results")
    if is_nobody(mail.reply_to.local if mail.reply_to else mail.sender.local):
        return Reason("sender", "no-reply")
    return None


def absence_of(mail: Mail) -> Absence:
    """Until which day somebody is away, as 2027-05-24, and who stands in."""
    # A date may be broken by the end of a long line.
    text = re.sub(r"(?<=[^\n]{50})\n(?=\S)", " ", bounded(mail.body.own, 4000))
    until = _until(text, mail.sent_at.date()) if mail.sent_at else None
    address = next((one for one in EMAIL.findall(text) if one.lower() != mail.sender.email), "")
    return Absence(until.isoformat() if until else "", address.lower())


def _until(text: str, today: datetime.date) -> datetime.date | None:
    """The first day right behind "until" or "back on", or with which a span ends: "from 14 to 25 February"."""
    untils, joins = phrases.hits(text, "machine.until"), phrases.words("date.joins")
    before = len(text)
    for span in sorted(dates_in(text, today), key=lambda span: span.start):
        is_told = any(0 <= span.start - hit.end < _NEAR for hit in untils)
        is_joined = bool(joins & set(words_of(text[before : span.start][:_NEAR]).words))
        if is_told or is_joined or span.last > span.first:
            return span.last
        before = span.end
    return None
