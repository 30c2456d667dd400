"""What a mail wants changed in a registration: said in a sentence, or answered between the lines that asked."""

import re
from typing import NamedTuple

from lexicon import affiliation, phrases
from lexicon.labels import field_of
from lexicon.matcher import EMAIL, words_of
from lexicon.reasons import Reason
from mailreader.fields import Filler, phone_in
from mailreader.findings import Proposal, RegistrationFacts
from mailreader.wants import Wants

_OFFICE = re.compile(r"[\s\"“«':]{0,4}([^\"”»;.:()]{2,140})")
_MOST_LINES, _LONGEST_LABEL = 2000, 120


class Answer(NamedTuple):
    """What was answered right below a line of ours that asked for it."""

    field: str
    label: str
    value: str


def answers_between(text: str) -> list[Answer]:
    """The answers written between the quoted lines of a form or of a request for details."""
    found: list[Answer] = []
    asked: tuple[str, str] | None = None
    for line in text.split("\n")[:_MOST_LINES]:
        if line.startswith(">"):
            bare = line.strip("> \t")
            if bare:
                asked = _asked(bare)
        elif line.strip() and asked is not None:
            found.append(Answer(*asked, line.strip()))
            asked = None
    return found


def _asked(line: str) -> tuple[str, str] | None:
    """The field for which a line of ours asks: "1. votre fonction :", "Do you need a visa letter?"."""
    bare = re.sub(r"^(?:[-•*–]|\(?\d{1,2}[.)])\s{0,4}", "", line).strip()
    if not bare.endswith((":", "?")) or len(bare) > _LONGEST_LABEL:
        return None
    bare = re.sub(r"\s?\([^()]{0,80}\)", "", bare).strip(" :?¿")
    # What is asked for stands at the end, behind "your", "what is", "do you need".
    asked = ((field_of(bare[start:]), bare[start:]) for start in words_of(bare).starts[-4:])
    return next((one for one in asked if one[0] not in ("", "ignored", "number")), None)


def changes_of(wants: Wants, answers: list[Answer], filler: Filler, known: RegistrationFacts | None) -> Proposal:
    """The writer with what is to be changed, and nothing else. `known`: what we have."""
    person = Proposal(action="update", is_sender=True)
    for answer in answers:
        filler.fill(person, answer.field, answer.value, Reason("line", answer.label))
    for sentence in wants.sentences:
        _office(person, sentence)
    for sentence in wants.update:
        reason = Reason("sentence", sentence[:160])
        new = [found.lower() for found in EMAIL.findall(sentence) if known is None or found.lower() != known.email]
        person.put("email", next(iter(new), ""), reason)
        person.put("phone", phone_in(EMAIL.sub(" ", sentence)), reason)
    return person


def _office(person: Proposal, sentence: str) -> None:
    """ "My new function is X", "from May I will be X": from the noun of the office on, which stands near the front."""
    for hit in [*phrases.hits(sentence, "say.function_is"), *phrases.hits(sentence, "say.appointed")]:
        value = _OFFICE.match(sentence, hit.end)
        text = value[1] if value else ""
        offices = (text[start:] for start in words_of(text).starts[:6] if affiliation.begins_as_function(text[start:]))
        # A unit behind it is no other body.
        office = re.split(r", (?=[a-zà-ÿ])", affiliation.without_article(next(offices, "")))[0].strip(" ,'’")
        person.put("function", office, Reason("sentence", sentence[:160]))
