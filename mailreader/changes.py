"""What a mail wants changed in a registration: said in a sentence, or answered between the lines that asked."""

import re
from typing import NamedTuple

from mailreader import affiliation, lexicon
from mailreader.fields import Filler, phone_in
from mailreader.findings import Proposal, Reason, RegistrationFacts
from mailreader.headers import EMAIL
from mailreader.labels import field_of
from mailreader.matcher import words_of
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
    words = words_of(bare)
    # What is asked for stands at the end, behind "your", "what is", "do you need".
    for place in range(len(words.words)):
        label = bare[words.starts[place] :]
        field = field_of(label)
        if field and field not in ("ignored", "number") and (place == 0 or len(words.words) - place < 5):
            return field, label
    return None


def changes_of(
    wants: Wants, answers: list[Answer], own_address: str, filler: Filler, known: RegistrationFacts | None = None
) -> Proposal:
    """The writer with what is to be changed, and nothing else. `known`: what we have."""
    person = Proposal(action="update", is_sender=True)
    for answer in answers:
        filler.fill(person, answer.field, answer.value, Reason("line", answer.label))
    is_asked = any(lexicon.has(sentence, "say.function_word") for sentence in wants.update)
    for sentence in wants.sentences:
        _office(person, sentence, is_asked=is_asked)
    for sentence in wants.update:
        reason = Reason("sentence", sentence[:160])
        person.put("email", _address(sentence, own_address, known.email if known else own_address), reason)
        person.put("phone", phone_in(EMAIL.sub(" ", sentence)), reason)
    return person


def _address(sentence: str, writes_from: str, stored: str) -> str:
    """An address that we do not have: written out, or "this address" from which the mail comes."""
    written = next((found.lower() for found in EMAIL.findall(sentence) if found.lower() != stored), "")
    return written or (writes_from if writes_from != stored and lexicon.has(sentence, "say.this_address") else "")


def _office(person: Proposal, sentence: str, *, is_asked: bool) -> None:
    """ "My new function is X", "from May I will be X"; "I am X" where a function is to be changed."""
    for topic in ("say.function_is", "say.appointed", *(["say.am"] if is_asked else [])):
        for said in lexicon.hits(sentence, topic)[-1:]:
            value = _OFFICE.match(sentence, said.end)
            text = value[1] if value else ""
            # "Director General and not Director".
            contrast = next((hit.start for hit in lexicon.hits(text, "say.contrast") if hit.first), len(text))
            office = _office_in(text[:contrast].strip(" ,"), is_said=topic == "say.function_is")
            person.put("function", office, Reason("sentence", sentence[:160]))


def _office_in(text: str, *, is_said: bool) -> str:
    """The function from its noun on, which stands among the first words; all where it is called so (`is_said`)."""
    starts = [start for start in words_of(text).starts[:6] if affiliation.begins_as_function(text[start:])]
    if not starts and not is_said:
        return ""
    office = affiliation.without_article(text[starts[0] if starts else 0 :]).strip(" ,'’")
    return re.split(r", (?=[a-zà-ÿ])", office)[0]  # a unit behind it is no other body
