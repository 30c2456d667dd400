"""To which conversation a mail belongs: the Message-IDs we gave out, else a reference in its words."""

import re

from mailreader.context import Context
from mailreader.facts import Mail
from mailreader.findings import OurMessage, RegistrationFacts, Thread

REFERENCE = re.compile(
    r"(?<![A-Za-z0-9-])([A-Z][A-Z0-9]{0,14}(?:-[A-Z0-9]{1,10}){0,4}-\d{1,6})(?![A-Za-z0-9-])", re.IGNORECASE
)


def find_thread(mail: Mail, context: Context) -> Thread | None:
    """By what a report returns, by what it answers, by the mark in its subject, by a reference in the text.

    None for a new conversation.
    """
    found = _answered(mail, context)
    by = list(found)
    first = next(iter(found.values()), OurMessage(""))
    registration = first.registration
    token = _in_text(mail.report.original_subject, context) if mail.report else None
    token = token or _in_text(mail.subject, context)
    if token and (not by or token.reference == registration):
        registration = token.reference
        by.append("subject_token")
    if not by and mail.report is None and (token := _in_text(mail.body.own, context)):
        registration = token.reference
        by.append("text_token")
    return Thread(registration, first.message_id, tuple(by)) if by else None


def _answered(mail: Mail, context: Context) -> dict[str, OurMessage]:
    """The message of ours that the mail is about, by each mark that names it; unknown ones say nothing."""
    original = [mail.report.original_message_id] if mail.report else []
    # The last one that is ours counts, since References grow.
    answered = [*mail.in_reply_to, *reversed(mail.references)]
    found: dict[str, OurMessage] = {}
    for mark, identifiers in (("dsn_original_message_id", original), ("references", answered)):
        ours = next((ours for one in identifiers if one and (ours := context.our_message(one))), None)
        if ours and all(ours.message_id == other.message_id for other in found.values()):
            found[mark] = ours
    return found


def _in_text(text: str, context: Context) -> RegistrationFacts | None:
    """The registration whose reference stands in a text; None if several stand there."""
    found = {}
    for reference in dict.fromkeys(REFERENCE.findall(text[:5000])):
        if facts := context.registration(reference):
            found[facts.reference] = facts
    return next(iter(found.values())) if len(found) == 1 else None


def find_invited(mail: Mail, context: Context) -> Thread | None:
    """Whose invitation a calendar answers that left out every mark, by its UID; an answer for others says nothing."""
    answer = mail.calendar
    if answer is None or not answer.attendee:
        return None
    rows = [row for row in context.registrations_of(answer.attendee) if row.calendar_uid == answer.uid]
    named = _in_text(answer.uid.replace("@", " "), context)
    if named is not None and named.email == answer.attendee:
        rows.append(named)
    return Thread(rows[0].reference, "", ("calendar_uid",)) if rows else None
