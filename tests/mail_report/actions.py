"""What should follow (`actions`): sentences to what the product did or offers, by patterns.

The first pattern that fits a sentence decides. A sentence that fits none is not checked and not met.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from inbox.desk.choices import known_for
from inbox.desk.page import proposals_of
from inbox.desk.proposals import cards
from inbox.desk.timeline import files
from inbox.models import MailProposal
from outbox.models import Message
from outbox.salutations import formulas
from tests.mail_report.outcome import Outcome
from tests.mail_report.told import REGISTER, action, is_under, offers
from tests.mail_report.verdicts import BY_CODE, FAILED, MET, UNCHECKED, Verdict
from tests.mail_report.words import ADDRESS, REFERENCE, fold, languages_in, names_in, number_in, plain, same_person

if TYPE_CHECKING:
    from inbox.models import MailProposal


def judge(outcome: Outcome, name: str, wanted: list[str]) -> Iterator[Verdict]:
    """A verdict a sentence."""
    for sentence in wanted:
        check = next((check for pattern, check in REGISTER if pattern.search(sentence)), None)
        if check is None:
            yield Verdict(name, UNCHECKED, sentence, "a sentence that no check knows")
            continue
        outcome.is_by_code = False
        wrong = check(outcome, sentence)
        yield Verdict(name, FAILED if wrong else MET, sentence, wrong or (BY_CODE if outcome.is_by_code else ""))


def _targets(outcome: Outcome, *kinds: str) -> list[str]:
    return [row.target.reference for row in outcome.proposals if row.action in kinds and row.target]


def _aims(outcome: Outcome, sentence: str, *kinds: str) -> str:
    """There is a proposal of the kind; about the registration, or the person, that the sentence names."""
    rows = [row for row in outcome.proposals if row.action in kinds]
    references = set(REFERENCE.findall(sentence))
    names = [name for name in names_in(sentence) if name not in references]
    got = _targets(outcome, *kinds)
    if references and not references & set(got):
        return f"about {', '.join(got) or 'none'}"
    who = [row.name for row in rows] + [row.target.name for row in rows if row.target]
    if names and not any(same_person(one, name) for one in who for name in names):
        return f"about {', '.join(who) or 'nobody'}"
    return "" if rows else "no such proposal"


def _message(outcome: Outcome, sentence: str, rows: list[Message]) -> str:
    """One of the messages is in the language that the sentence names, and to whom it names."""
    languages, addresses = languages_in(sentence), [one.lower() for one in ADDRESS.findall(sentence)]
    to = addresses or ([outcome.message.reply_to.lower()] if outcome.message.reply_to else [])
    fits = [row for row in rows if not languages or row.language in languages]
    fits = [row for row in fits if row.to_email.lower() in to]
    if fits:
        return ""
    written = [f"{row.kind} ({row.language}) to {row.to_email}" for row in outcome.new_messages]
    return f"written: {', '.join(written) or 'nothing'}"


@action(r"propose.*(?:cancel|withdraw)|cancel.* proposal|\bcancel [A-Z]")
def proposes_to_cancel(outcome: Outcome, sentence: str) -> str:
    """A proposal to cancel."""
    return _aims(outcome, sentence, "cancel")


@action(r"(?:propose|offer|prepare|suggest).*(?:substitut|replac|successor)|linked both ways|\blink (?:both|the two)")
def proposes_substitution(outcome: Outcome, sentence: str) -> str:
    """Somebody in the place of a registration that is known."""
    wrong = _aims(outcome, sentence, "substitute")
    return wrong or ("" if _targets(outcome, "substitute") else "in nobody's place")


@action(
    r"(?:propose|offer|prepare|suggest).*(?:change|update|correct|complete [A-Z0-9-]+-\d|mode|"
    r"online|new (?:address|e-?mail|name|function))"
)
def proposes_change(outcome: Outcome, sentence: str) -> str:
    """A change to a registration that is known."""
    return _aims(outcome, sentence, "update") or ("" if _targets(outcome, "update") else "of nobody")


@action(
    r"(?:propose|suggest|offer).*(?:participants?|persons?|people|delegations?|delegates?|attendees?|members?|"
    r"registrations?|nominees?|proposals?)|propose (?:one|two|three|four|\d)|^propose [A-Z]"
)
def proposes_persons(outcome: Outcome, sentence: str) -> str:
    """As many as it says, by name where it says."""
    # "A delegation of four, one of them without a name" are four.
    count, names = (
        number_in(re.split(r", (?:\w+ )?(?:one|two|three) of (?:them|which|whom)", sentence)[0]),
        names_in(sentence),
    )
    got = len(outcome.people)
    if any(not any(same_person(row.name, name) for row in outcome.people if row.name) for name in names):
        return f"proposed: {', '.join(str(row) for row in outcome.people)}"
    is_met = got == count if count is not None else got > 0
    if "complete" in sentence and "incomplete" not in sentence and any(row.missing for row in outcome.people):
        return "something is missing"
    return "" if is_met else f"{got} persons proposed"


@action(r"confirm (?:the|this|his|her|their) (?:change|update|correction)")
def confirms_change(outcome: Outcome, sentence: str) -> str:
    """By an answer that is offered, with the language known."""
    return _in_language(outcome, sentence) or offers(outcome, "answer", "confirm_changes")


@action(r"confirm .*(?:cancel|withdrawal)|(?:acknowledge|accept|thank).*cancel")
def confirms_cancellation(outcome: Outcome, sentence: str) -> str:
    """Written, or offered with the language known."""
    return _in_language(outcome, sentence) or offers(outcome, "confirm_cancellation")


def _in_language(outcome: Outcome, sentence: str) -> str:
    wanted = languages_in(sentence)
    return (
        f"the conversation is in “{outcome.conversation.language}”"
        if wanted and outcome.conversation.language not in wanted
        else ""
    )


@action(r"\b(?:tell|inform|notify|let)\b.*\b(?:colleague|forwarder|staff member|[a-z.]+@)")
def tells_colleague(outcome: Outcome, _sentence: str) -> str:
    """A message to whoever passed the mail on."""
    rows = [row for row in outcome.new_messages if row.kind == "in-hand" and row.to_email == outcome.mail.sender.email]
    return "" if rows else f"written: {', '.join(row.kind for row in outcome.new_messages) or 'nothing'}"


@action(
    r"\b(?:accept|release|confirm|check|verify)\b.*\boriginal sender|hold the (?:acknowledg|answer)|"
    r"held for staff"
)
def holds_for_staff(outcome: Outcome, sentence: str) -> str:
    """The answer to somebody read out of a text waits for staff."""
    rows = [row for row in outcome.new_messages if row.state == Message.State.HELD]
    return _message(outcome, sentence, rows) and offers(outcome, "accept_original_sender", "original_sender_to_accept")


@action(
    r"\b(?:ask|request|send|remind)\b.*\b(?:missing|details|e-?mail|address|link|form|names?|country|function|"
    r"organi[sz]ation|who|which)|\bask\b"
)
def asks_for_details(outcome: Outcome, sentence: str) -> str:
    """The message written says what is missing, or has the link to the form; nothing is written: it is offered."""
    lacking = [name for row in outcome.people for name in row.missing]
    if wrong := _in_language(outcome, sentence):
        return wrong
    if outcome.acknowledgements:
        texts = [row.text for row in outcome.acknowledgements if row.kind != "mail-received"]
        says = any("{link}" in text or "/register/" in text or "?mail=" in text for text in texts)
        return "" if says and lacking else offers(outcome, "ask_for_details", "ask_which_event")
    return offers(outcome, "ask_for_details", "ask_which_event")


@action(
    r"^(?:answer|reply|write|tell the (?:sender|writer|requester))\b.*\bevent is (?:over|past)|\bsay that .* is over"
)
def says_that_it_is_over(outcome: Outcome, sentence: str) -> str:
    """What is written says when the event ended, in the language named."""
    event = outcome.conversation.event
    if event is None or event.last_day is None or event.last_day >= outcome.world.now.date():
        return "the event is not over"
    words = [
        str(formulas(row.language, "inbox")["understood"]["over"]).partition("{")[0] for row in outcome.acknowledgements
    ]
    rows = [
        row for row, said in zip(outcome.acknowledgements, words, strict=True) if plain(said) in str(plain(row.text))
    ]
    return _message(outcome, sentence, rows)


@action(r"\bevent is (?:over|past)|\bpast event|event (?:has )?(?:ended|took place)")
def tells_that_it_is_over(outcome: Outcome, _sentence: str) -> str:
    """Staff are told."""
    return offers(outcome, "event_is_over")


@action(
    r"^answer (?:the |her|him)(?!.*question)|"
    r"\backnowledg|\bconfirm receipt|\bthank\b|\bconfirm that .* received|\breceipt\b|\breply\b|\brespond\b"
)
def acknowledges(outcome: Outcome, sentence: str) -> str:
    """Sent, or held for staff where the address was read out of a text."""
    return _message(outcome, sentence, outcome.acknowledgements)


@action(r"\bvisa")
def flags_visa(outcome: Outcome, sentence: str) -> str:
    """As many letters as it says."""
    return _flagged(outcome, sentence, "wants_visa_letter", "visa_letter", "flag_visa_letter")


@action(r"\bspeaker|\bspeak\b|\bpanel")
def flags_speaker(outcome: Outcome, sentence: str) -> str:
    """As many speakers as it says."""
    return _flagged(outcome, sentence, "is_possible_speaker", "possible_speaker", "flag_possible_speaker")


@action(r"\bsponsor|\bfunding\b|\bfinancial\b|\btravel costs?")
def flags_sponsorship(outcome: Outcome, sentence: str) -> str:
    """As many requests as it says; or that the one replaced is sponsored."""
    wrong = _flagged(outcome, sentence, "wants_sponsorship", "sponsorship", "flag_sponsorship_request")
    return wrong and offers(outcome, "is_sponsored", "sponsorship")


def _flagged(outcome: Outcome, sentence: str, field: str, *codes: str) -> str:
    rows: list[MailProposal] = [row for row in outcome.proposals if row.value(field)]
    count = number_in(sentence, default=1)
    return "" if len(rows) == count else (offers(outcome, *codes) if not rows else f"{len(rows)} of them")


@action(r"\btickets?\b.*(?:issued|bought|booked)|flag.*ticket|\bflight\b")
def flags_ticket(outcome: Outcome, sentence: str) -> str:
    """Or the question about it."""
    return offers(outcome, "flag_ticket_issued", "ticket_issued")


@action(r"restricted|to those who may|access needs|\bdiet\b|special data|passport")
def keeps_apart(outcome: Outcome, _sentence: str) -> str:
    """Something stands in the restricted columns."""
    return "" if outcome.apart() else "nothing is kept apart"


@action(
    r"\bfile\b.*(?:automatic|machine|bulk|newsletter)|\bbulk\b|as automatic|do not answer|without an? answer|"
    r"\blist mail\b|out of the way|(?:keep|away) .*\bqueue"
)
def files_as_automatic(outcome: Outcome, sentence: str) -> str:
    """Closed, under the registration named."""
    references = set(REFERENCE.findall(sentence))
    registration = outcome.conversation.registration
    own = registration.reference if registration else ""
    if references and own not in references:
        return f"filed under {own or 'none'}"
    return "" if outcome.message.is_automatic and outcome.conversation.state != "open" else "open as a person's mail"


@action(r"^(?:file|attach|add|put|thread)\b.*(?:under|to|with|in|into)\b.*[A-Z]+[A-Z0-9-]*-\d+")
def files_under(outcome: Outcome, sentence: str) -> str:
    """The conversation belongs to the registration."""
    return is_under(outcome, sentence)


@action(r"return date|alternate|absence|stand-?in|back on|replacement contact")
def shows_absence(outcome: Outcome, sentence: str) -> str:
    """Until when, and who stands in."""
    found = outcome.facts.get("absence") or {}
    lacking = [
        word
        for word, key in (("date", "until"), ("contact", "alternate_email"))
        if word in sentence and not found.get(key)
    ]
    return f"not found: {', '.join(lacking)}" if lacking or not any(found.values()) else ""


@action(r"undeliverable|\bdead address|\bmark the address|stop .*(?:mail|sending)|\bsuspend")
def address_is_marked(outcome: Outcome, _sentence: str) -> str:
    """So that automatic mail to it stops."""
    bounced = str((outcome.facts.get("bounce") or {}).get("recipient", "")).casefold()
    return "" if bounced and bounced in outcome.undeliverable else "the address is not marked"


@action(r"\bwarn\b|\balert\b|show .* (?:bounce|failure)")
def warns_staff(outcome: Outcome, sentence: str) -> str:
    """The message stands as returned, or the address as dead, at the registration named."""
    references = set(REFERENCE.findall(sentence))
    registration = outcome.conversation.registration
    if references and not (registration and registration.reference in references):
        return f"filed under {registration or 'none'}"
    ours = outcome.message.answers
    is_known = bool(outcome.undeliverable) or (ours is not None and ours.state == Message.State.RETURNED)
    return "" if is_known else offers(outcome, "warn_staff")


@action(r"\bdelay|keep trying|transient|temporar|\bretry|note only")
def notes_delay(outcome: Outcome, _sentence: str) -> str:
    """Noted, and nothing marked."""
    return "an address is marked" if outcome.undeliverable else offers(outcome, "note_delay")


@action(r"\bdecline\b|calendar|accepted|declined|tentative|\bpartstat")
def notes_calendar(outcome: Outcome, _sentence: str) -> str:
    """What the calendar answered."""
    return "" if outcome.facts.get("calendar") else "no calendar answer"


@action(r"queue of questions|as a question|put .*question|to the queue|\bquestions?\b.*\bqueue")
def is_in_the_queue(outcome: Outcome, _sentence: str) -> str:
    """Open, as a question."""
    is_open = outcome.conversation.state == "open" and outcome.message.kind == "question"
    return "" if is_open else f"{outcome.conversation.state}, {outcome.message.kind}"


@action(r"answer .*(?:question|ticket)|\bquestion\b")
def asks_besides(outcome: Outcome, _sentence: str) -> str:
    """Staff are told that something else is asked."""
    return offers(outcome, "answer_question", "has_question", "queue_as_question", "answer")


@action(r"waiting list|free the (?:place|seat)|next in line")
def calls_waiting_list(outcome: Outcome, _sentence: str) -> str:
    """By a click of staff."""
    return offers(outcome, "call_waiting_list")


@action(
    r"keep .*(?:attach|letter|document|file|scan|pdf|form|biograph|slides?|"
    r"presentation|photo|portrait|picture)|as (?:a )?nomination (?:letter|document)|"
    r"store .*attach"
)
def keeps_file(outcome: Outcome, _sentence: str) -> str:
    """In the list of the mail."""
    return "" if outcome.message.attachments else "no attachment is kept"


@action(r"show (?:it|the attachment|the document|the scan|the pdf|the file)|beside the (?:entry )?form|side by side")
def shows_file(outcome: Outcome, _sentence: str) -> str:
    """What the desk's page is drawn from: a picture, pages or the text of a file, and beside it a form for a person."""
    if wrong := keeps_file(outcome, ""):
        return wrong
    conversation = outcome.conversation
    has_form = any(card.form for card in cards(proposals_of(conversation), known_for(conversation)))
    pairs = zip(files(outcome.message), outcome.mail.attachments, strict=False)
    # A frame that only says "download it" shows nothing.
    is_shown = any(
        file.picture_address or file.pages or (file.text_address and (own.text or own.tables)) for file, own in pairs
    )
    return "" if has_form and is_shown else f"shown: {is_shown}, with a form: {has_form}"


@action(r"note verbale|letter follows|original follows")
def notes_note_verbale(outcome: Outcome, _sentence: str) -> str:
    """Staff are told."""
    return offers(outcome, "note_verbale_follows")


@action(r"incomplete")
def keeps_incomplete(outcome: Outcome, _sentence: str) -> str:
    """With the list of what is missing."""
    return "" if any(row.missing for row in outcome.people) else "nothing is missing"


@action(r"\bremind\b|then close")
def reminds(outcome: Outcome, _sentence: str) -> str:
    """Once."""
    return offers(outcome, "remind_once")


@action(r"\bspam\b|\bjunk\b|\bscam\b")
def is_put_aside(outcome: Outcome, _sentence: str) -> str:
    """Among the junk."""
    return "" if outcome.conversation.state == "junk" else f"state {outcome.conversation.state}"


@action(r"take it out|let staff")
def can_be_taken_out(outcome: Outcome, _sentence: str) -> str:
    """Kept whole, and staff may sort it anew."""
    return "" if outcome.message.raw.content else "its bytes are gone"


@action(
    r"duplicate|already registered|exists already|already exists|is there already|compare|same person|known "
    r"registration|asked before"
)
def recognises(outcome: Outcome, sentence: str) -> str:
    """A registration that is there already is named."""
    targets = [row.target for row in outcome.proposals if row.target]
    wanted = set(REFERENCE.findall(sentence))
    named = {row.reference for row in targets} | set(outcome.facts.get("targets", ()))
    is_met = bool(named & wanted) if wanted else bool(named)
    return "" if is_met else f"named: {', '.join(sorted(named)) or 'none'}"


@action(
    r"before staff|needs? review|for staff|human|manual|read by|look at|\breview\b|show (?:.* )?to staff|put .*staff"
)
def is_before_staff(outcome: Outcome, _sentence: str) -> str:
    """There is something to do; of a report, that what came back stands as returned or late."""
    ours = outcome.message.answers
    is_told = ours is not None and ours.tries.filter(started_at=outcome.message.received_at).exists()
    return "" if outcome.conversation.state == "open" or is_told else f"state {outcome.conversation.state}"


@action(r"\bflag\b|\bnote\b|\bmark\b|\bwarn\b")
def flags_in_words(outcome: Outcome, sentence: str) -> str:
    """A flag or an offer that has one of the words of the sentence."""
    offered = [*outcome.flags, *outcome.actions]
    words = {word[:6] for word in re.findall(r"[a-z]{5,}", fold(sentence))}
    outcome.is_by_code = any(word in code for word in words for code in offered)
    return "" if outcome.is_by_code else f"told: {', '.join(offered)}"
