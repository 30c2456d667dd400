"""The queries behind the sentences of `must_not`, on texts, files, pages and what is restricted."""

import re
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from inbox.models import RawMail
from registrations.models import Registration
from tests.mail_report.faults import fault
from tests.mail_report.outcome import Outcome
from tests.mail_report.words import fold, names_in, same_person

_BROKEN = re.compile(
    r"\ufffd|Ã[\u0080-\u00bf©¨ª«®¯±²³´µ¶·¸¹º»¼½¾¿]|â€|Â[\u00a0-\u00bf]|=\?[\w-]+\?[bq]\?|"
    r"=[CE][0-9A-F]=[0-9A-F]{2}|\\u[0-9a-f]{4}",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    r"<\s*(?:script|img|style|link|form|iframe|object|embed|meta|base|svg|video|audio|input|button)|"
    r"<[^>]*\b(?:href|src|style|on\w+|action|background)\s*=",
    re.IGNORECASE,
)


def _apart(outcome: Outcome) -> list[str]:
    """Restricted words: those kept apart, and those that the set says are restricted."""
    should = outcome.row.get("should", {})
    people = [*should.get("participants", ()), *should.get("participants_from_attachment", ())]
    told = [value for person in people for value in (person.get("restricted") or {}).values()]
    return [*outcome.apart(), *told, *should.get("restricted_text", ())]


@fault(
    r"\brestricted\b|\b(?:show|publish|repeat|disclose|print|store|leak|reveal|put|keep|write|quote|name|"
    r"mention|include)\b.*"
    r"\b(?:diet\w*|health|access needs?|passport|birth|allerg\w*|medical|illness|reasons?|disability|"
    r"special data|sensitive)\b"
)
def restricted_stays_apart(outcome: Outcome, _sentence: str) -> str:
    """None of the words stands in an open column or in a message, and what the sentence speaks of was found at all."""
    words = [one for one in _apart(outcome) if len(one) > 2]
    shown = fold(outcome.open_columns())
    wrong = [one for one in words if fold(one) in shown]
    if wrong:
        return f"shown: {', '.join(wrong)}"
    return "" if words else "nothing was kept apart"


@fault(
    r"unsaniti[sz]ed|\bscripts?\b|remote (?:image|content)|tracking|active content|\brender|"
    r"\bload\b.*\b(?:image|remote|pixel)"
)
def page_is_harmless(outcome: Outcome, _sentence: str) -> str:
    """What is kept to be shown loads nothing and runs nothing, and the desk's page for it allows nothing."""
    found = _ACTIVE.search(outcome.message.html)
    if found or not outcome.message.html:
        return f"in the page: {found[0]}" if found else ""
    answer = _asked(outcome, "html")
    policy = answer.headers.get("Content-Security-Policy", "")
    is_closed = answer.status_code == 200 and "default-src 'none'" in policy and "'unsafe" not in policy
    return "" if is_closed else f"answered {answer.status_code} with the policy {policy or 'none'}"


@fault(
    r"mis-?decoded|mojibake|\baccents?\b|\bgarbl|encoded[- ]words?|replacement|\bcharset|\bunreadable|"
    r"\bbroken (?:names?|letters?|characters?|accents?)|raw (?:base64|quoted)"
)
def letters_are_right(outcome: Outcome, _sentence: str) -> str:
    """No sign of a wrong decoding in anything that staff or readers see."""
    message = outcome.message
    shown = [message.subject, message.from_name, message.text, message.own_text, message.html, outcome.open_columns()]
    found = next((match for text in shown if (match := _BROKEN.search(text))), None)
    return f"shown: {found[0]!r}" if found else ""


@fault(r"\bquoted\b|\bquotation\b|earlier mail|\bhistory\b|\bbelow the line")
def quoted_is_not_read(outcome: Outcome, _sentence: str) -> str:
    """Nobody is proposed who is named in what is quoted alone."""
    mail = outcome.mail
    own = fold(
        "\n".join([mail.body.own, mail.body.signature, mail.sender.name, *(one.text for one in mail.attachments)])
    )
    own += fold(" ".join(cell for table in mail.body.tables for line in table.rows for cell in line))
    own += fold(" ".join(one.body.own for one in mail.body.forwarded))
    quoted = fold(mail.body.quoted)
    wrong = [
        row.name
        for row in outcome.people
        if (name := fold(row.value("family_name"))) and name in quoted and name not in own
    ]
    return f"read from the quoted text: {', '.join(wrong)}" if wrong else ""


@fault(r"\breturned message\b|\boriginal message\b|as a new mail|from ourselves")
def returned_is_not_read(outcome: Outcome, _sentence: str) -> str:
    """Nothing is proposed from it, and nothing begins with it that somebody has to do."""
    if outcome.proposals or not outcome.message.is_automatic:
        return f"read as {outcome.message.kind} with {len(outcome.proposals)} proposals"
    return ""


@fault(
    r"\b(?:drop|lose|discard|ignore|forget|omit|strip|delete|reject|refuse|truncate)\b.*\b(?:attach\w*|mail|"
    r"message|files?|document|letter|annex|scan|pdf|parts?|it)\b"
)
def all_is_kept(outcome: Outcome, _sentence: str) -> str:
    """The bytes as they came, and each file in the list with its own."""
    if bytes(RawMail.objects.get(message=outcome.message).content) != outcome.raw:
        return "other bytes were kept"
    listed = {one["sha256"] for one in outcome.message.attachments}
    lacking = [file.filename for file in outcome.mail.attachments if file.sha256 not in listed]
    if lacking or (outcome.row.get("must", {}).get("attachments") and not listed):
        return f"not listed: {', '.join(lacking) or 'any file'}"
    return ""


@fault(r"\binline\b|\bserve\b|in the browser|\bopen the attach|\bexecut|\bmacros?\b")
def files_are_downloads(outcome: Outcome, _sentence: str) -> str:
    """The real page for a file answers with a download that no browser opens or guesses at."""
    if not outcome.message.attachments:
        return "no attachment is kept"
    for number in range(len(outcome.message.attachments)):
        answer = _asked(outcome, "attachment", number)
        disposition = answer.headers.get("Content-Disposition", "")
        if answer.status_code != 200 or not disposition.startswith("attachment"):
            return f"answered {answer.status_code}, Content-Disposition: {disposition or 'none'}"
        if answer.headers.get("X-Content-Type-Options") != "nosniff":
            return "without nosniff"
    return ""


def _asked(outcome: Outcome, page: str, *more: int) -> Any:
    """What the desk answers to one of staff who asks for a page of this mail."""
    client = Client()
    staff, _made = User.objects.get_or_create(username="report", is_staff=True, is_superuser=True)
    client.force_login(staff)
    arguments = [outcome.conversation.pk, outcome.message.pk, *more]
    return client.get(reverse(f"admin:inbox_conversation_{page}", args=arguments))


@fault(r"\binvent|\bguess\b|\bmake up\b|\bmade[- ]up\b|\bhallucinat")
def nothing_is_invented(outcome: Outcome, _sentence: str) -> str:
    """Every word of a name or address proposed stands in the mail."""
    mail = outcome.mail
    parts = [
        mail.subject,
        mail.text,
        mail.sender.name,
        mail.sender.email,
        *mail.texts,
        *(one.text for one in mail.attachments),
    ]
    parts += [value for _name, value in mail.headers]
    parts += [cell for file in mail.attachments for table in file.tables for line in table.rows for cell in line]
    known = fold(" ".join(parts))
    wrong = [
        word
        for row in outcome.people
        for name in ("given_name", "family_name", "email")
        for word in re.findall(r"[^\W_]+", fold(row.value(name)))
        if word not in known
    ]
    return f"not in the mail: {', '.join(wrong)}" if wrong else ""


@fault(
    r"\b(?:disclose|leak|reveal|forward|pass on|send (?:them|the list|names|data))\b|\b(?:show|"
    r"tell)\b.*\b(?:other|another|stranger|third)\b"
)
def nothing_of_others_is_told(outcome: Outcome, sentence: str) -> str:
    """No message written names a registered person who is not in the mail."""
    mail = fold(f"{outcome.message.text} {outcome.message.from_name}")
    written = fold(" ".join(f"{row.subject} {row.text}" for row in outcome.new_messages))
    rows = [row.name for row in Registration.objects.all() if fold(row.family_name) not in mail]
    wrong = [name for name in rows if name and fold(name) in written]
    wrong += [
        name for name in names_in(sentence) if fold(name) in written and not same_person(name, outcome.mail.from_name)
    ]
    return f"told: {', '.join(wrong)}" if wrong else ""


@fault(r"\bcrash|\bfail\b|\bhang\b|\bexhaust|\bexpand|\bunpack|\btime ?out")
def is_quick(outcome: Outcome, _sentence: str) -> str:
    """Kept, within seconds."""
    return "" if outcome.seconds < 10 else f"took {outcome.seconds:.1f} s"
