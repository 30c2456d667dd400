"""The queries behind the sentences of `must_not`, on persons, registrations, threads and what was written."""

import re

from inbox.models import Conversation, MailProposal
from inbox.receiving.intake import receive
from mailreader import bodies
from outbox.models import Message
from registrations.models import Registration
from tests.mail_report.faults import fault
from tests.mail_report.outcome import Outcome, close
from tests.mail_report.words import ADDRESS, REFERENCE, fold, languages_in, names_in, number_in, same_person

_LABELS = {
    "name", "nom", "nombre", "nombres", "apellido", "apellidos", "prenom", "first name", "last name", "surname",
    "family name", "given name", "function", "fonction", "cargo", "title", "titre", "titulo", "email", "e mail",
    "courriel", "correo", "correo electronico", "organisation", "organization", "organizacion", "institution",
    "institucion", "country", "pays", "pais", "mode", "access needs", "diet", "phone", "telephone", "telefono", "no",
    "participant", "participante", "nationality", "position", "attendance", "remarks", "observaciones", "full name",
}  # fmt: skip
_WORDS_OF_SENDER = re.compile(
    r"\b(?:sender|writer|assistant|secretary|focal point|signatory|requester)\b", re.IGNORECASE
)
# A body that writes: it has a name, and its address may be given for several persons.
_WORDS_OF_BODY = re.compile(
    r"\b(?:for|of|as|from) (?:the |an? |this )?(?:\w+ )?(?:office|secretariat|association|organi[sz]ation|body|"
    r"mission|embassy|"
    r"ministry|institution|agency|department|network|commission|company|mailbox|unit|university|foundation|federation|"
    r"cabinet|directorate)\b(?=$|[ ,.;]+(?:that|which|who|itself|as|when|because|instead|in)\b|\.$)",
    re.IGNORECASE,
)
_UNDER_AN_ADDRESS = re.compile(r"\b(?:under|with|by|at) (?:the|his|her|one|a|their)\b.*\baddress\b")
_WORDS_OF_COLLEAGUE = re.compile(r"\b(?:colleague|forwarder|staff member|who forwards|forwarding)\b", re.IGNORECASE)


def _named(outcome: Outcome, sentence: str) -> list[str]:
    """Names and addresses of those the sentence speaks of; "the colleague" is who passed the mail on."""
    found = names_in(sentence) + ADDRESS.findall(sentence)
    mail = outcome.mail
    if _WORDS_OF_COLLEAGUE.search(sentence) or (_WORDS_OF_SENDER.search(sentence) and not found):
        found += [mail.sender.name, mail.sender.email]
    return [one for one in found if one]


def _is(row: MailProposal, who: str) -> bool:
    if "@" in who:
        return bool(str(row.value("email")).lower().startswith(who.lower()))
    return bool(row.name) and same_person(row.name, who)


def _no_body_is_a_person(outcome: Outcome) -> str:
    """Nobody proposed bears the name of the body that writes, or of any other."""
    names = [outcome.mail.sender.name, str(outcome.facts.get("organisation") or "")]
    wrong = [
        row.name
        for row in outcome.people
        if row.name and (bodies.starts_as_body(row.name) or any(name and same_person(row.name, name) for name in names))
    ]
    return f"proposed: {', '.join(wrong)}" if wrong else ""


@fault(
    r"\b(?:create|propose|register|add|count|take|list|treat|read|name|enter|nominate|mistake|turn|make|book)\b.*"
    r"\b(?:participants?|persons?|attendees?|delegates?|speakers?|someone|registrants?|members?|substitutes?)\b"
)
@fault(r"\b(?:propose|register|add|nominate)\b (?:the )?(?!a new|a second|without)")
def nobody_of_that_name(outcome: Outcome, sentence: str) -> str | None:
    """No proposal has the name or address; where it is only forbidden without staff, no registration has.

    Without a name: not as many as it says, or nobody at all.
    """
    if re.search(r"without (?:staff|a person|anybody)|by itself|automatically", sentence):
        return registrations_are_as_before(outcome, sentence)
    if _UNDER_AN_ADDRESS.search(sentence):
        return None
    who = _named(outcome, sentence)
    if not who and _WORDS_OF_BODY.search(sentence):
        return _no_body_is_a_person(outcome)
    if "twice" in sentence or not who:
        counted = re.match(
            r"(?:propose|create|register|add) (?:an?|any|\w+)? ?(?:participant|person|"
            r"anybody)",
            sentence,
        )
        number = number_in(sentence)
        is_any = bool(re.search(r"\b(?:an?|any|anybody|participants)\b", sentence)) and number in (None, 1)
        if "twice" in sentence or counted is None:
            return None
        wrong = bool(outcome.people) if is_any else len(outcome.people) == number
        return f"{len(outcome.people)} proposed" if wrong else ""
    found = [row.name for row in outcome.people for one in who if _is(row, one)]
    return f"proposed: {', '.join(found)}" if found else ""


@fault(r"\b(?:take|read|count|treat|note)\b.*\b(?:for|as)\b.*\bconfirm\w*")
def nobody_confirms(outcome: Outcome, _sentence: str) -> str:
    """Neither the class nor a flag says that somebody confirms to come."""
    is_wrong = "confirms_attendance" in outcome.flags or outcome.message.kind == "update"
    return f"read as {outcome.message.kind}, {', '.join(outcome.flags)}" if is_wrong else ""


@fault(r"\bcount\b.*\bagain\b|\btwice\b|\bduplicates?\b|same person|second (?:proposal|registration|time)")
def nobody_twice(outcome: Outcome, _sentence: str) -> str:
    """No two proposals of one person, nor one that does not say that the person is registered already."""
    names = [fold(row.name) for row in outcome.people if row.name]
    twice = sorted({name for name in names if names.count(name) > 1})
    event = outcome.conversation.event
    there = {fold(row.name) for row in Registration.objects.filter(event=event)} if event else set()
    known = [row.name for row in outcome.people if row.target is None and fold(row.name) in there]
    return f"twice: {', '.join([*twice, *known])}" if twice or known else ""


@fault(
    r"without staff|\bboth persons|\bconfirmed\b|\bregistrations?\b|\bapprove|"
    r"\bcheck (?:the \w+|anybody|him|her|them) in\b|"
    r"\bcancel\b|\btransfer|\bmerge\b|\boverwrite|\bdelete the registration|\breplace\b|\bwithdraw\b|\bgive up\b|"
    r"\bchange (?:the|a|his|her) (?:registration|mode|place|person|name|address|e-?mail)|\bwaiting list\b"
)
def registrations_are_as_before(outcome: Outcome, _sentence: str) -> str:
    """None was made, changed or ended, and nothing that is proposed is accepted."""
    changed = outcome.registrations_changed
    accepted = [str(row) for row in outcome.proposals if row.state != "open" or row.result_id]
    return "; ".join(
        [*([f"changed: {', '.join(changed)}"] if changed else []), *([f"accepted: {accepted}"] if accepted else [])]
    )


@fault(r"\bcancel\b.*\b(?:others?|whole|delegation|everybody|everyone|all|rest|members|[A-Z][a-z]+|[A-Z0-9-]+-\d+)\b")
def nobody_else_is_cancelled(outcome: Outcome, sentence: str) -> str | None:
    """No proposal ends the registration named; "the others": at most one is to end."""
    ends = [row.target for row in outcome.proposals if row.action in ("cancel", "substitute") and row.target]
    references = set(REFERENCE.findall(sentence))
    who = names_in(sentence)
    wrong = [row for row in ends if row.reference in references or any(same_person(row.name, one) for one in who)]
    if not references and not who:
        if not re.search(r"others?|whole|delegation|everyone|everybody|\ball\b|rest", sentence):
            return None
        wrong = ends if len(ends) > 1 else []
    return f"to end: {', '.join(str(row) for row in wrong)}" if wrong else ""


@fault(r"\b(?:reply|answer|write|mail|acknowledge|notify|copy) \S+@")
@fault(
    r"\b(?:reply|repl(?:ies|ying)|answer|write|send|acknowledge|respond|mail|copy|address|notify)\b.*"
    r"\b(?:to|at|for|cc)\b.*(?:@|\bthe (?:colleague|list|sender|assistant|forwarder|delay|mailing|bot|daemon|"
    r"spammer)|\ball\b)"
)
def nothing_goes_there(outcome: Outcome, sentence: str) -> str | None:
    """No message to the address (or what begins so), nor is it the one for replies; "only": unless others have it."""
    first = re.split(r"\binstead of\b|\brather than\b|\bbut\b", sentence)[0]
    who = [one.lower() for one in ADDRESS.findall(first)]
    if _WORDS_OF_COLLEAGUE.search(first):
        who.append(outcome.mail.sender.email)
    if re.search(r"\blist\b|\ball\b", first) and not who:
        who += [one.email for one in (*outcome.mail.to, *outcome.mail.cc)]
    if not who and re.search(r"\b(?:sender|bot|daemon|spammer|assistant)\b", first):
        who.append(outcome.mail.sender.email)
    if not who:
        return None
    rows = [row for row in outcome.new_messages if any(row.to_email.lower().startswith(one) for one in who)]
    if re.search(r"\bonly\b", sentence):
        others = [row for row in outcome.acknowledgements if row not in rows]
        return "" if others or not [row for row in rows if row.kind != "in-hand"] else "acknowledged to nobody else"
    replies = [one for one in who if outcome.message.reply_to.lower().startswith(one)]
    wrong = [row.to_email for row in rows if row.kind != "in-hand"] + replies
    return f"goes to {', '.join(wrong)}" if wrong else ""


@fault(
    r"\banswer(?:ed)? automatically|^acknowledge$|auto(?:matic)?[- ]?(?:reply|answer|acknowledg)|^(?:answer|"
    r"reply|send)\b(?!.*(?:\bto\b|@|\bin\b|colleague))"
)
@fault(
    r"^(?:send|write) (?:an?|any) (?:acknowledg|answer|reply|mail|message)|^acknowledge (?:the )?(?:spam|bounce|"
    r"scam|newsletter|auto)|\bloop\b|^resend\b|\bdead address"
)
def nothing_is_written(outcome: Outcome, sentence: str) -> str:
    """Neither sent nor held; "two answers", "twice": not more than one to anybody."""
    if re.search(r"\b(?:twice|two|both|several|second|more than)\b", sentence):
        addresses = [row.to_email.lower() for row in outcome.new_messages]
        return "written twice" if len(set(addresses)) < len(addresses) else ""
    rows = [f"{row.kind} to {row.to_email}" for row in outcome.new_messages]
    return f"written: {', '.join(rows)}" if rows else ""


@fault(r"\b(?:acknowledge|answer|reply|write|respond|confirm)\b.* in (?:english|french|spanish)")
def not_in_this_language(outcome: Outcome, sentence: str) -> str:
    """No message, nor the conversation, is in the language named first."""
    wrong = languages_in(re.split(r"\binstead of\b|\brather than\b", sentence)[0])
    rows = [row.kind for row in outcome.new_messages if row.language in wrong and row.kind != "in-hand"]
    is_wrong = outcome.conversation.language in wrong and not outcome.message.is_automatic
    return f"in {wrong[0]}: {', '.join(rows) or 'the conversation'}" if rows or is_wrong else ""


@fault(
    r"\b(?:attach|file|put|thread|join|add|assign)\b.*\b(?:thread|conversation|registration|under|delegation|"
    r"[A-Z0-9-]+-\d{3,})\b"
)
def begins_a_conversation(outcome: Outcome, sentence: str) -> str | None:
    """It is a new one and answers nothing of ours; or, with a reference or an event named, not that one."""
    conversation, answers = outcome.conversation, outcome.message.answers
    own = conversation.registration.reference if conversation.registration else ""
    references = REFERENCE.findall(sentence)
    if references:
        return f"filed under {own}" if own in references else ""
    if re.search(r"\bevent\b", sentence) and not re.search(r"thread|conversation|registration", sentence):
        return not_this_event(outcome, sentence)
    if not outcome.is_new_conversation or answers is not None or own:
        return f"attached to {own or (answers.message_id if answers else conversation.mark)}"
    return ""


@fault(
    r"\bevent\b|\b(?:wrong|past|old|other) (?:workshop|course|meeting|conference|event)|\b(?:for|under|"
    r"to) [A-Z]{2,}[A-Z0-9]*\d"
)
def not_this_event(outcome: Outcome, sentence: str) -> str | None:
    """The conversation is not of the event that the sentence names by key or code."""
    event = outcome.conversation.event
    for key, row in outcome.world.events.items():
        is_named = re.search(rf"(?<![\w-])(?:{re.escape(key)}|{re.escape(row.code)})(?![\w-])", sentence, re.IGNORECASE)
        if is_named:
            return f"event {key}" if event is not None and event.pk == row.pk else ""
    if not re.search(r"\bpast\b", sentence):
        return None
    if event is not None and event.last_day and event.last_day < outcome.world.now.date():
        return f"event {event.code}, which is past"
    return ""


@fault(r"\b(?:two|second|several|new) conversations?\b")
def begins_one_at_most(outcome: Outcome, _sentence: str) -> str:
    """The same bytes once more are the same mail, and begin nothing."""
    known = outcome.conversations_before | {outcome.conversation.pk}
    receive(outcome.raw, source="imap", mailbox=outcome.world.mailbox, now=outcome.world.now)
    return "begun twice" if Conversation.objects.exclude(pk__in=known).exists() else ""


@fault(r"\bhide\b|\bfrom staff\b|put aside|\bclose (?:it|the (?:mail|conversation))")
def is_before_staff(outcome: Outcome, _sentence: str) -> str:
    """There is something to do."""
    state = outcome.conversation.state
    return "" if state == Conversation.State.OPEN else f"the conversation is “{state}”"


@fault(r"wrong language|another language|\bmix languages")
def language_is_the_readers(outcome: Outcome, _sentence: str) -> str | None:
    """That of the answer expected, or of the mail."""
    wanted = outcome.row.get("should", {}).get("reply_language") or outcome.message.language
    wrong = [row.language for row in outcome.new_messages if row.language != wanted and row.kind != "in-hand"]
    return (f"written in {', '.join(wrong)}" if wrong else "") if wanted else None


@fault(
    r"\b(?:grant|issue|promise|award)\b.*\b(?:sponsorship|visa|letter|ticket|funding)|\bobey\b|"
    r"\b(?:follow|open|visit|click|fetch|load) (?:on )?(?:the|an?y?|its?) (?:link|instruct|page|address|url|form)"
)
def nothing_is_granted(outcome: Outcome, sentence: str) -> str:
    """No registration changed, and nothing goes out but that the mail arrived."""
    kinds = ("request-received", "mail-received", "in-hand")
    written = [row.kind for row in outcome.sent if row.kind not in kinds]
    return registrations_are_as_before(outcome, sentence) or (f"written: {', '.join(written)}" if written else "")


@fault(r"sender's (?:e-?mail )?address (?:for|as|to)|address of the (?:sender|assistant|focal point) (?:for|as|to)")
def sender_keeps_the_address(outcome: Outcome, _sentence: str) -> str:
    """No other person has it."""
    sender = outcome.mail.sender
    rows = [row.name for row in outcome.people if row.value("email") == sender.email and not row.value("is_sender")]
    return f"given to {', '.join(rows)}" if rows else ""


@fault(r"\bre-?open")
def closed_stays_closed(outcome: Outcome, _sentence: str) -> str:
    """The same mail into a conversation that staff are done with leaves it as it is."""
    state = outcome.again(close).state
    return "" if state != Conversation.State.OPEN else "a closed conversation was opened again"


@fault(r"\bdelivered\b|\bsuccess")
def not_delivered(outcome: Outcome, _sentence: str) -> str:
    """The message of ours that came back is no longer one that was sent."""
    ours = outcome.message.answers
    if ours is None:
        return "the message that came back was not found"
    state = Message.objects.get(pk=ours.pk).state
    return "" if state in (Message.State.RETURNED, Message.State.FAILED) else f"it is still “{state}”"


@fault(r"\bundeliverable\b|\b(?:mark|count|treat|take|suspend|disable|stop)\b.*\b(?:address|bounced?|dead)\b")
def address_is_good(outcome: Outcome, _sentence: str) -> str:
    """No address was found dead."""
    found = outcome.undeliverable
    return f"undeliverable: {', '.join(sorted(found))}" if found else ""


@fault(
    r"\b(?:tell|promise|confirm|say|inform|announce|write)\b.*\b(?:received|registered|confirmed|accepted|"
    r"approved|place|registration|participation|attendance)\b"
)
def promises_nothing(outcome: Outcome, _sentence: str) -> str:
    """No message speaks of a registration as received, or of a place."""
    kinds = ("request-received", "acknowledgement", "approved", "waiting", "substituted", "cancelled")
    rows = [f"{row.kind} to {row.to_email}" for row in outcome.sent if row.kind in kinds]
    return f"written: {', '.join(rows)}" if rows else ""


@fault(
    r"\b(?:classif|treat|take|read|count|file|handle|regard|mistake|put|move|hide|mark)\w*\b.*\b(?:as|for|into?|"
    r"in) (?:an? |the )?"
    r"(?:new )?(?:spam|junk|bounce|cancellation|question|substitution|request|registration request|auto-?reply|"
    r"out-of-office|newsletter|bulk|update|nomination|duplicate|machine|automatic)"
)
def not_of_this_kind(outcome: Outcome, sentence: str) -> str | None:
    """The class is not the one named."""
    kinds = {
        "spam": "spam", "junk": "spam", "bounce": "bounce-", "cancellation": "cancellation", "question": "question",
        "substitution": "substitution", "request": "registration-request", "auto": "auto-reply", "update": "update",
        "out-of-office": "auto-reply", "newsletter": "bulk", "bulk": "bulk", "machine": "auto-reply",
        "nomination": "nomination-", "duplicate": "duplicate",
    }  # fmt: skip
    named = [
        kind
        for word, kind in kinds.items()
        if re.search(
            rf"\b(?:as|for|into?|in) (?:an? |the (?!request))?(?:new )?(?:registration )?{word}"
            r"(?! (?:document|letter|form|note))",
            sentence,
        )
    ]
    if not named:
        return None
    return f"is {outcome.message.kind}" if any(outcome.message.kind.startswith(kind) for kind in named) else ""


@fault(r"\bheader row\b|\bheadings?\b|\bcolumn (?:titles?|names?|heads?)|\blabels?\b|\bfirst row\b")
def no_label_is_a_name(outcome: Outcome, _sentence: str) -> str:
    """No name of a person is a word of a table's head."""
    wrong = [
        str(row.value(field))
        for row in outcome.people
        for field in ("given_name", "family_name", "function", "organisation")
        if " ".join(re.findall(r"\w+", fold(row.value(field)))) in _LABELS
    ]
    return f"taken for a person: {', '.join(wrong)}" if wrong else ""
