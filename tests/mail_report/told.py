"""What should follow (`actions`): the register of checks, and those on what staff are told; they are asked first."""

import re
from collections.abc import Callable

from tests.mail_report.outcome import Outcome
from tests.mail_report.words import REFERENCE

# What it is instead, in words; "" where it is so.
Check = Callable[[Outcome, str], str]
REGISTER: list[tuple[re.Pattern[str], Check]] = []


def action(pattern: str) -> Callable[[Check], Check]:
    """The function answers for sentences with this in them."""

    def register(check: Check) -> Check:
        REGISTER.append((re.compile(pattern, re.IGNORECASE), check))
        return check

    return register


def offers(outcome: Outcome, *codes: str) -> str:
    """Staff are offered one of these, or told so by a flag."""
    offered = [*outcome.actions, *outcome.flags]
    outcome.is_by_code = any(code in offered for code in codes)
    return "" if outcome.is_by_code else f"offered: {', '.join(offered) or 'nothing'}"


@action(r"^do nothing\b")
def does_nothing(outcome: Outcome, _sentence: str) -> str:
    """Nothing is written, proposed or marked."""
    done = [*(row.kind for row in outcome.new_messages), *(row.action for row in outcome.proposals)]
    return f"done: {', '.join([*done, *outcome.undeliverable])}" if done or outcome.undeliverable else ""


@action(r"neither the person|not the person|\bstrangers?\b|who (?:the sender|asks|is asking)")
def warns_of_a_stranger(outcome: Outcome, _sentence: str) -> str:
    """Staff see who asks for it."""
    return offers(outcome, "asked_by_a_stranger", "new_sender", "forwarded_by_stranger", "registration_not_found")


@action(r"already received|(?:known|same) mail|second delivery|came (?:twice|before)|delivered twice")
def knows_the_mail(outcome: Outcome, _sentence: str) -> str:
    """No row, conversation or message was made for it, or it is marked as one that came before."""
    if outcome.is_new and "received_before" not in outcome.flags:
        return "taken for a new mail"
    return "begun anew or answered again" if outcome.is_new_conversation or outcome.new_messages else ""


@action(r"(?:standard|matching|suggested|ready|prepared) answers?|offer .*answers?")
def offers_answers(outcome: Outcome, _sentence: str) -> str:
    """At the desk."""
    return offers(outcome, "offer_answers")


@action(r"(?:is|are) held|held until|challenge|keeps? .* back")
def notes_what_is_held(outcome: Outcome, _sentence: str) -> str:
    """With our message, as what another server said of it."""
    ours = outcome.message.answers
    is_noted = ours is not None and ours.tries.filter(started_at=outcome.message.received_at).exists()
    return "" if is_noted else offers(outcome, "held_by_filter")


@action(r"\b(?:confirms?|confirmed)\b.*\b(?:attend|participat|presence|coming|comes)")
def notes_confirmation(outcome: Outcome, sentence: str) -> str:
    """At the registration named."""
    return is_under(outcome, sentence) or offers(outcome, "confirms_attendance", "note_confirmation")


@action(r"(?:check|see|ask) whether .*(?:registered|speak)")
def staff_may_check(outcome: Outcome, _sentence: str) -> str:
    """Open, with what is known of the writer: a registration, or that he or she may be a speaker."""
    if outcome.conversation.state != "open":
        return f"state {outcome.conversation.state}"
    return "" if outcome.conversation.registration else offers(outcome, "possible_speaker", "asked_by_the_person")


def is_under(outcome: Outcome, sentence: str) -> str:
    """The conversation belongs to the registration, if one is named."""
    references = set(REFERENCE.findall(sentence))
    if not references:
        return ""
    registration = outcome.conversation.registration
    return "" if registration and registration.reference in references else f"under {registration or 'none'}"


@action(r"\b(?:once|when|after|as soon as) (?:staff|they|somebody|it) (?:have|has|is) (?:confirmed|accepted|decided)")
def waits_for_staff(outcome: Outcome, _sentence: str) -> str:
    """Somebody is proposed whom staff may accept, and nobody proposed was written to before."""
    waiting = [row for row in outcome.proposals if row.state == "open"]
    addresses = {str(row.value("email")).lower() for row in outcome.people if not row.value("is_sender")} - {""}
    written = sorted({row.to_email for row in outcome.new_messages if row.to_email.lower() in addresses})
    if not waiting:
        return "nothing waits for staff"
    return f"written to {', '.join(written)}" if written else ""
