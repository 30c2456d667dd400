"""The queries behind the sentences of `must_not`, on persons, registrations, threads and what was written."""

import re

from registrations.models import Conversation, MailProposal, Message, Registration
from scripts.mail_report.faults import fault
from scripts.mail_report.outcome import Outcome, close
from scripts.mail_report.words import ADDRESS, REFERENCE, fold, languages_in, names_in, same_person

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


@fault(
    r"\b(?:create|propose|register|add|count|take|list|treat|read|name|enter|nominate|mistake|turn|make|book)\b.*"
    r"\b(?:participants?|persons?|attendees?|delegates?|speakers?|someone|registrants?|members?)\b"
)
@fault(r"\b(?:propose|register|add|nominate)\b (?:the )?(?!a new|a second|without)")
def nobody_of_that_name(outcome: Outcome, sentence: str) -> str:
    """No proposal has the name or address; where it is only forbidden without staff, no registration has."""
    if re.search(r"without (?:staff|a person|anybody)|by itself|automatically", sentence):
        return registrations_are_as_before(outcome, sentence)
    who = _named(outcome, sentence)
    found = [row.name for row in outcome.people for one in who if _is(row, one)]
    return f"proposed: {', '.join(found)}" if found else ""


@fault(r"\btwice\b|\bduplicates?\b|same person|second (?:proposal|registration|time)")
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
def nobody_else_is_cancelled(outcome: Outcome, sentence: str) -> str:
    """No proposal ends the registration named; "the others": at most one is to end."""
    ends = [row.target for row in outcome.proposals if row.action in ("cancel", "substitute") and row.target]
    references = set(REFERENCE.findall(sentence))
    who = names_in(sentence)
    wrong = [row for row in ends if row.reference in references or any(same_person(row.name, one) for one in who)]
    if (
        not references
        and not who
        and re.search(
            r"others?|whole|delegation|everyone|everybody|\ball\b|"
            r"rest",
            sentence,
        )
    ):
        wrong = ends if len(ends) > 1 else []
    return f"to end: {', '.join(str(row) for row in wrong)}" if wrong else ""


@fault(
    r"\b(?:reply|repl(?:ies|ying)|answer|write|send|acknowledge|respond|mail|copy|address|notify)\b.*"
    r"\b(?:to|at|for|cc)\b.*(?:@|\bthe (?:colleague|list|sender|assistant|forwarder|delay|mailing|bot|daemon|"
    r"spammer)|\ball\b)"
)
def nothing_goes_there(outcome: Outcome, sentence: str) -> str:
    """No message to the address (or what begins so), nor is it the one for replies; "only": unless others have it."""
    first = re.split(r"\binstead of\b|\brather than\b|\bbut\b", sentence)[0]
    who = [one.lower() for one in ADDRESS.findall(first)]
    if _WORDS_OF_COLLEAGUE.search(first):
        who.append(outcome.mail.sender.email)
    if re.search(r"\blist\b|\ball\b", first) and not who:
        who += [one.email for one in (*outcome.mail.to, *outcome.mail.cc)]
    if not who and re.search(r"\b(?:sender|bot|daemon|spammer|assistant)\b", first):
        who.append(outcome.mail.sender.email)
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
    r"scam|newsletter|auto)|\bloop\b"
)
def nothing_is_written(outcome: Outcome, _sentence: str) -> str:
    """Neither sent nor held."""
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
def begins_a_conversation(outcome: Outcome, sentence: str) -> str:
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
def not_this_event(outcome: Outcome, sentence: str) -> str:
    """The conversation is not of the event that the sentence names by key or code."""
    event = outcome.conversation.event
    for key, row in outcome.world.events.items():
        is_named = re.search(rf"(?<![\w-])(?:{re.escape(key)}|{re.escape(row.code)})(?![\w-])", sentence, re.IGNORECASE)
        if is_named and event is not None and event.pk == row.pk:
            return f"event {key}"
    if (
        re.search(r"\bpast\b", sentence)
        and event is not None
        and event.last_day
        and event.last_day < outcome.world.now.date()
    ):
        return f"event {event.code}, which is past"
    return ""


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
def not_of_this_kind(outcome: Outcome, sentence: str) -> str:
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
        if re.search(rf"\b(?:as|for|into?|in) (?:an? |the )?(?:new )?(?:registration )?{word}", sentence)
    ]
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
