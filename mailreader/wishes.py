"""What sentences say of people already found: visa letters, money, speakers, online or not, what is restricted."""

from collections.abc import Collection

from filereader.texts import squeeze
from lexicon import phrases
from lexicon.flat import flat, key
from lexicon.labels import field_of, labelled
from lexicon.names import PARTICLES, mentions
from lexicon.reasons import Reason
from lexicon.restricted import reasons_of_health, restricted_in, restricted_phrases
from lexicon.titles import titles_in
from mailreader.fields import role_of, wished_mode
from mailreader.findings import Proposal, Understanding
from mailreader.wants import affirmed

_TOLD = ("ticket_issued", "comes_on_some_days", "note_verbale_follows")
FLAGS = {
    "wants_visa_letter": "visa_letter",
    "wants_sponsorship": "sponsorship",
    "is_possible_speaker": "possible_speaker",
}
_LONGEST = 300


def read_wishes(
    sentences: list[str], proposals: list[Proposal], result: Understanding, *, of_others: Collection[str] = ()
) -> None:
    """Each sentence to the person it speaks of; what cannot be given to one is told to staff as a flag.

    `of_others`: sentences about somebody who is not proposed, unless they name one who is.
    """
    real = [person for person in proposals if not person.is_placeholder]
    for sentence in sentences:
        found = labelled(sentence)
        if found and found[2] and field_of(found[0]):
            continue  # was read as a line of a form
        people = [person for person in real if _is_named(person, sentence)]
        if not people and sentence not in of_others:
            people = _spoken_of(sentence, real)
        _read_one(sentence, people, result, is_of_all=len(real) == 1 or people != real)


def _spoken_of(sentence: str, real: list[Proposal]) -> list[Proposal]:
    """Of a sentence that names nobody: the writer, if it speaks in the first person; else all."""
    is_of_writer = phrases.has(sentence, "say.first") and not phrases.has(sentence, "say.all")
    return [person for person in real if person.is_sender or not is_of_writer] or real


def _is_named(person: Proposal, sentence: str) -> bool:
    # Of two family names the first will do: "Sra. Cálix".
    first = next((word for word in person.family_name.split() if flat(word) not in PARTICLES), "")
    if any(mentions(sentence, name) for name in (person.family_name, person.given_name, first)):
        return True
    # Behind a title a short one will do: "Mr Li".
    return any(key(first) in key(sentence[end : end + 60]).split()[:3] for _start, end in titles_in(sentence) if first)


def _read_one(sentence: str, people: list[Proposal], result: Understanding, *, is_of_all: bool) -> None:
    """What one sentence says of these people."""
    reason = Reason("sentence", squeeze(sentence)[:160])
    _wishes(sentence, people, result, reason)
    if mode := wished_mode(sentence) if is_of_all or phrases.has(sentence, "say.all") else "":
        for person in people:
            person.put("mode", mode, reason)
    if len(people) == 1:
        _of_one(sentence, people[0], reason)
    for flag in _TOLD:
        if phrases.has(sentence, f"note.{flag}"):
            result.flag(flag)
    _restricted(sentence, people, result)


def _of_one(sentence: str, person: Proposal, reason: Reason) -> None:
    """What is said of one person only: the role, and whether the name may be shown."""
    if role_of(sentence) == "head_of_delegation":
        person.put("role", "head_of_delegation", reason)
    is_no = phrases.has(sentence, "note.no_consent")
    if is_no or phrases.has(sentence, "note.consent"):
        person.publish_consent = not is_no
        person.reasons["publish_consent"] = reason


def _wishes(sentence: str, people: list[Proposal], result: Understanding, reason: Reason) -> None:
    is_asked = "?" in sentence[-2:]
    is_own_cost = phrases.has(sentence, "note.own_cost") and not is_asked
    said = {
        "wants_visa_letter": phrases.has(sentence, "note.visa") and not phrases.has(sentence, "note.no_visa"),
        "wants_sponsorship": phrases.has(sentence, "note.sponsorship") and not is_own_cost,
        "is_possible_speaker": not is_asked and bool(affirmed(sentence, "note.speaker")),
    }
    for name in [name for name, is_said in said.items() if is_said]:
        result.flag(FLAGS[name])
        for person in people:
            person.mark(name, reason)


def keep_apart(sentence: str, result: Understanding) -> None:
    """Note what only some may see: the reason of health as it is told, and the phrases alone."""
    said = [*reasons_of_health(sentence), *(phrase for _kind, phrase in restricted_phrases(sentence))]
    for words in said:
        is_part = any(words != other and words in other for other in said)
        if not is_part and words not in result.restricted_text:
            result.restricted_text.append(words)


def _restricted(sentence: str, people: list[Proposal], result: Understanding) -> None:
    """What only some may see goes to the person; the phrase itself is noted so that no answer repeats it."""
    keep_apart(sentence, result)
    is_of_writer = phrases.has(sentence, "say.first") and not phrases.has(sentence, "say.our")
    people = [one for one in people if one.is_sender or not is_of_writer or _is_named(one, sentence)]
    for kind, text in restricted_in(sentence).items():
        if len(people) != 1 and kind in ("diet", "access_needs") and text not in result.restricted_text:
            result.restricted_text.append(text[:_LONGEST])
        elif len(people) == 1 and kind not in people[0].restricted:
            people[0].restricted[kind] = text[:_LONGEST]
            # The sentence itself is quoted nowhere: what stands beside the need tells it, too.
            people[0].reasons.setdefault(kind, Reason("sentence"))
