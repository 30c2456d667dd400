"""The queries behind the sentences of `must_not`, on what is said of the persons proposed."""

import re

from inbox.desk.timeline import files
from tests.mail_report.faults import fault
from tests.mail_report.outcome import Outcome
from tests.mail_report.words import fold

_MACHINE_LINE = re.compile(
    r"https?:|www\.|<[^>]*>|\b(?:sent from|get outlook|envoye (?:de|a partir|depuis)|obtenir|enviado desde|"
    r"android|iphone|"
    r"ipad|outlook|gmail|samsung|huawei|mobile app|application mobile|virus|avast)\b"
)
_LEGAL = re.compile(
    r"confiden|disclaim|privileged|intended (?:only|solely)|destinatair|destinatari|legal notice|aviso legal|"
    r"mentions? legale|unauthori[sz]ed|no autorizad|environment before printing|avant d'imprimer|antes de imprimir"
)
_WISHES = {
    "visa": ("wants_visa_letter", "visa_letter"),
    "sponsor": ("wants_sponsorship", "sponsorship"),
    "speaker": ("is_possible_speaker", "possible_speaker"),
}


@fault(
    r"\b(?:line|footer|banner|advert\w*|tag ?line)\b.*\b(?:mobile|application|app|device|phone|footer|program|software|"
    r"virus)\b|\b(?:mobile|device|sent from)\b.*\b(?:line|footer|signature)\b"
)
def no_line_of_a_program_is_read(outcome: Outcome, _sentence: str) -> str:
    """No field of a person holds what a mail program wrote below the mail."""
    fields = ("given_name", "family_name", "function", "organisation")
    values = [str(row.value(field)) for row in outcome.people for field in fields]
    wrong = [value for value in values if _MACHINE_LINE.search(fold(value))]
    return f"read: {', '.join(wrong)}" if wrong else ""


@fault(
    r"\b(?:(?:legal|confidentiality|privacy) (?:notice|note|text)|disclaimer|footer)\b.*"
    r"\b(?:persons?|participants?|names?|somebody|anybody|delegates?)\b"
)
def no_legal_notice_is_a_person(outcome: Outcome, _sentence: str) -> str:
    """Nobody's name stands in a line of law and nowhere else."""
    lines = fold_lines(outcome)
    legal = " ".join(line for line in lines if _LEGAL.search(line))
    other = " ".join(line for line in lines if not _LEGAL.search(line))
    names = [(row.name, fold(row.value("family_name") or row.value("given_name"))) for row in outcome.people]
    wrong = [name for name, words in names if words and words in legal and words not in other]
    return f"proposed: {', '.join(wrong)}" if wrong else ""


def fold_lines(outcome: Outcome) -> list[str]:
    """The lines of the mail and its files without case and accents."""
    text = "\n".join([outcome.mail.text, outcome.mail.sender.name, *(file.text for file in outcome.mail.attachments)])
    return [fold(line) for line in text.split("\n") if line.strip()]


@fault(r"\b(?:register|propose|enter|put|book) (?:\w+ ){1,3}?(?:in person|online|remotely)\b")
def not_in_this_way(outcome: Outcome, sentence: str) -> str:
    """Nobody proposed comes in the way named."""
    mode = "in_person" if "in person" in sentence else "online"
    wrong = [row.name for row in outcome.people if str(row.value("mode")).replace("-", "_") == mode]
    return f"{mode}: {', '.join(wrong)}" if wrong else ""


@fault(r"\b(?:flag|note|ask for|request|offer|prepare|propose)\b (?:an? |any |the )?(?:visa|sponsorship|speaker)")
def this_is_not_wished(outcome: Outcome, sentence: str) -> str:
    """No person has the wish, nor has the mail its flag."""
    for word, (field, flag) in _WISHES.items():
        if word in sentence.lower():
            wrong = [row.name for row in outcome.proposals if row.value(field)]
            return f"wished for: {', '.join(wrong)}" if wrong else (f"flag {flag}" if flag in outcome.flags else "")
    return ""


@fault(
    r"\b(?:register|enter|put|propose|list)\b.*\b(?:under|with) (?:the (?:sender|same)|his|her|one|their)\b.*\baddress|"
    r"\bgive\b.*\baddress of\b"
)
def each_has_an_address_of_his_own(outcome: Outcome, _sentence: str) -> str:
    """No address stands with two persons."""
    addresses = [str(row.value("email")).lower() for row in outcome.people if row.value("email")]
    twice = sorted({one for one in addresses if addresses.count(one) > 1})
    return f"several have {', '.join(twice)}" if twice else ""


@fault(r"\blogos?\b|\b(?:signature|inline) (?:image|picture|file)|\b(?:image|picture) (?:of|in) the signature")
def no_logo_is_a_document(outcome: Outcome, _sentence: str) -> str:
    """No picture from within the text is offered as a nomination document, and the class stands on no picture."""
    inside = {one["filename"] for one in outcome.message.attachments if one.get("is_inline")}
    wrong = [file.name for file in files(outcome.message) if file.is_document and file.name in inside]
    return f"offered: {', '.join(wrong)}" if wrong else ""


@fault(r"\b(?:attach|assign|file|put)\b.*\b(?:of our|an?|any|the) events?\b.*\bas a (?:\w+ )?(?:request|registration)")
def no_event_gets_it_as_a_request(outcome: Outcome, _sentence: str) -> str:
    """It is no request, and nobody is proposed for an event."""
    kind = outcome.message.kind
    is_request = kind in ("registration-request", "nomination-attached", "substitution") or bool(outcome.people)
    return f"{kind} for {outcome.conversation.event}" if is_request and outcome.conversation.event else ""
