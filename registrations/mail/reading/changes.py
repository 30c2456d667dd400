"""What a mail wants changed in a registration: said in a sentence, or answered between the lines that asked."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from registrations.mail.reading.fill import Filler, phone_in
from registrations.mail.reading.findings import Proposal, Reason, RegistrationFacts
from registrations.mail.reading.flat import flat
from registrations.mail.reading.headers import EMAIL
from registrations.mail.reading.intent import Intent
from registrations.mail.reading.labels import RESTRICTED, field_of

_WHOSE = re.compile(r"^(?:your|votre|vos|su|sus|the|la|le|l'|el|ihre?)\s?", re.IGNORECASE)
# A line of ours that asks for one thing: "> 1. votre fonction :".
_ASKED = re.compile(r"^>[>\s]*(?:[-•*–]|\(?\d{1,2}[.)])?\s*([^\W\d_][^:?]{1,90}?)\s*[:?]+\s*$")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_IS = (
    r"(?:is|est|es|should (?:be|read)|must (?:be|read)|devient|reads|doit etre|debe ser)(?: (?:now|desormais|ahora))?"
    r"(?: (?:since|as of|from|depuis|a compter du|desde|a partir de)(?: (?:le|el|the))?"
    r"(?: \d{1,2}(?:er|st|nd|rd|th|o)?)?"
    r"(?: (?:de|of))? [a-z]+(?: (?:de )?\d{4})?,?)?:?"
)
_FUNCTION = re.compile(
    r"\b(?:my|ma|mon|mi|his|her|sa|son|su)(?: (?:new|correct|current|exact|nouvelle|nouveau|nueva|nuevo|official))? "
    rf"(?:function|position|job title|fonction|poste|cargo|puesto)(?: title)? {_IS} (?:the |that of |le |la |el )?"
)
_FAMILY_NAME = re.compile(
    r"\b(?:(?:family|last) name|surname|nom de famille|mi apellido|mis apellidos)\b[^.;:]{0,20}?"
    r" (?:is|est|es|son|should be|s'ecrit|se escriben?)(?: (?:spelt|spelled|written|to be written|orthographie))? "
)
_OF_A_NAME = re.compile(r"\b(?:names?|surnames?|noms?|prenoms?|nombres?|apellidos?|spel\w+|orthograph\w+|ortografia)\b")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# How much of two spellings of one name is the same, of 1.
_NEARLY = 0.8
_VALUE = re.compile(r"[\"“«']?\s*([^\"”»,;.()]{2,80})")


class Answer(NamedTuple):
    """What was answered right below a line of ours that asked for it."""

    field: str
    label: str
    value: str


def answers_between(text: str) -> list[Answer]:
    """The answers written between the quoted lines of a form or of a request for details."""
    found: list[Answer] = []
    asked: tuple[str, str] | None = None
    for line in text.split("\n")[:2000]:
        if line.startswith(">"):
            label = _ASKED.match(line)
            name = _WHOSE.sub("", _BRACKETS.sub("", label[1])).strip() if label else ""
            field = field_of(name)
            if label or line.strip("> \t"):
                asked = (field, name) if field not in ("", "ignored", "number") else None
        elif line.strip() and asked is not None:
            found.append(Answer(*asked, line.strip()))
            asked = None
    return found


def changes_of(
    intent: Intent, answers: list[Answer], own_address: str, filler: Filler, known: RegistrationFacts | None = None
) -> Proposal:
    """The writer with what is to be changed, and nothing else. `known`: what we have."""
    person = Proposal(action="update", is_sender=True)
    for answer in answers:
        filler.fill(person, answer.field, answer.value, Reason("line", answer.label))
    for sentence in intent.update:
        reason, plain = Reason("sentence", sentence[:160]), flat(sentence)
        if (address := EMAIL.search(sentence)) and address[0].lower() != own_address:
            person.put("email", address[0].lower(), reason)
        person.put("phone", phone_in(sentence), reason)
        for name, pattern in (("function", _FUNCTION), ("family_name", _FAMILY_NAME)):
            if (said := pattern.search(plain)) and (value := _VALUE.match(sentence, said.end())):
                person.put(name, _without_contrast(value[1]), reason)
        if known is not None and _OF_A_NAME.search(flat(" ".join(intent.sentences))):
            for name in ("family_name", "given_name"):
                person.put(name, _respelt(sentence, getattr(known, name)), reason)
    return person


def _respelt(sentence: str, stored: str) -> str:
    """What stands in the sentence and is nearly the name that we have, but for some signs; the nearest, or none."""
    words, many = _WORD.findall(sentence), len(_WORD.findall(stored))
    found = [" ".join(words[place : place + many]) for place in range(len(words) - many + 1)] if many else []
    others = {
        one: likeness
        for one in found
        if one[:1].isupper() and one.casefold() != stored.casefold() and (likeness := _likeness(one, stored)) >= _NEARLY
    }
    return max(others, key=lambda one: others[one], default="")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, flat(one), flat(other), autojunk=False).ratio()


def _without_contrast(value: str) -> str:
    """ "Deputy Director and not Director" is Deputy Director."""
    return re.split(
        r" (?:and not|et non|y no|instead of|au lieu de|en lugar de|and (?:my|that)|et (?:que|mon|ma)) ", value
    )[0].strip()


def is_restricted(answer: Answer) -> bool:
    """What is answered is for few to see."""
    return answer.field in RESTRICTED
