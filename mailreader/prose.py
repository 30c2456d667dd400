"""Persons in sentences: "Je souhaite inscrire Mme X, Directrice de Y"."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from filereader.texts import squeeze
from lexicon import affiliation, phrases
from lexicon.flat import flat
from lexicon.matcher import EMAIL, Hit
from lexicon.names import is_in_address, name_at, same_name
from lexicon.reasons import Reason
from lexicon.sentences import ends_short
from lexicon.titles import title_end, titles_in
from mailreader.entries import parse_entry
from mailreader.facts import Address
from mailreader.fields import Filler, can_be_name
from mailreader.findings import Proposal
from mailreader.wants import Wants, affirmed, self_in, stays

_MOST, _MOST_BEFORE = 30, 2
_NEAR, _RIGHT_BEHIND, _ARTICLE = 25, 3, 6  # signs
_WITHIN = 5  # words
_BIG = re.compile(r"[^\W\d_][^\s]*")
_PIECE = re.compile(r"[.:;()]|,\s")
_CLOSED = re.compile(r"@[\w.-]{1,200}[)>\]](?=\s{1,3}[^\W\d_])")
_STRETCH = re.compile(r"[;:!?]\s|\.\s(?=[^\W\d_]{3})")
_SIGN = re.compile(r"[,;(<–—:]|-\s")
# Here a thought ends: who is named in another is not who leaves.
_THOUGHT = re.compile(r"[;:]\s|,\s(?=[^\W\d_]{1,12} )")


def people_in(wants: Wants, filler: Filler, sender: Address) -> list[Proposal]:
    """Those whom a sentence asks to register or to send instead; who is only written to, or leaves, is not."""
    found: list[Proposal] = []
    wants = _with_those_before(wants)
    for sentence in wants.sentences:
        if stays(sentence) and (wants.cancel or wants.substitute):
            continue  # "Ms X stays" beside somebody who leaves
        for place in _places(sentence):
            person = _person(sentence, place, wants, filler, found)
            is_instead = sentence in wants.substitute
            if person is not None and (is_instead or _comes_along(sentence, place.start, person, sender)):
                found.append(person)
    return found


def _with_those_before(wants: Wants) -> Wants:
    """ "Ms X follows online. Please register her.": what asks and names nobody asks for those named right before."""
    if any(names_in(sentence) for sentence in (*wants.strong, *wants.request)):
        return wants
    places = [wants.sentences.index(one) for one in wants.strong if one in wants.sentences and not self_in(one)]
    before = [one for place in places for one in wants.sentences[max(0, place - _MOST_BEFORE) : place]]
    return replace(wants, request=[*wants.request, *before])


def _comes_along(sentence: str, start: int, person: Proposal, sender: Address) -> bool:
    """Beside "I would like to attend" others come only with an address, or by words that ask for them, too."""
    said = [hit for hit in self_in(sentence) if phrases.has(sentence[max(0, hit.start - _NEAR) : hit.end], "say.first")]
    is_asked_for = any(hit.end <= start for hit in said) and _is_asked_for(sentence, start)
    if not said or is_asked_for or person.email or same_name(person.full_name, sender.name):
        return True
    end = named_at(sentence, start)[1]
    ands = phrases.hits(sentence, "say.and")  # "my director, Mr X, and I would like to attend"
    return any(0 < start - hit.end < _RIGHT_BEHIND or 0 < hit.start - end <= _RIGHT_BEHIND for hit in ands)


class Place(NamedTuple):
    """Where a person stands in a sentence: his or her office before the name, the name, and the end."""

    office: int
    start: int
    end: int


def _places(sentence: str) -> list[Place]:
    """Each person up to the next one; "our Director, Ms X" begins with the office."""
    starts = _without_facts(sentence, names_in(sentence)[:_MOST])
    offices = [_office_start(sentence, before, start) for before, start in pairwise([-1, *starts])]
    return [Place(*one) for one in zip(offices, starts, [*offices[1:], len(sentence)], strict=False)]


def _office_start(sentence: str, before: int, start: int) -> int:
    """Where the office begins that stands before a name, and not behind the one before it."""
    piece = _PIECE.split(sentence[:start].rstrip(" ,'’"))[-1]
    place = sentence[:start].rindex(piece)
    # Behind somebody's name an office is his or hers, unless an address or a bracket has closed what is said of them.
    is_open = before >= 0 and not re.search(r"@|\)", sentence[before:place])
    return place if place > before and not is_open and _office_in(piece) else start


def _person(sentence: str, place: Place, wants: Wants, filler: Filler, before: list[Proposal]) -> Proposal | None:
    """Who is named at this place of a sentence, if he or she is one of those who come."""
    start, end = place.start, place.end
    if is_leaving(sentence, start) or _is_written_to(sentence, start):
        return None
    reason = Reason("sentence", squeeze(sentence)[:160])
    chunk = sentence[start:end].strip()
    chunk = _cut_at_verb(chunk if ends_short(chunk) else chunk.rstrip(" ."))
    person = parse_entry(chunk, filler, reason, before, is_announced=True)
    asks = sentence in (*wants.request, *wants.substitute, *wants.strong)
    if person is None or not (asks or person.email or (person.function and _is_announced(sentence, start))):
        return None
    person.is_sure = asks
    if not person.function and (office := _office_in(sentence[place.office : start].rstrip(" ,'’"))):
        filler.piece(person, office, reason, [])
    return person


def _is_announced(sentence: str, start: int) -> bool:
    """Behind "our delegates:"."""
    return any(":" in sentence[hit.end : start] for hit in phrases.hits(sentence, "say.announces"))


def _is_said_before(sentence: str, place: int, topic: str, far: int = _RIGHT_BEHIND) -> bool:
    """A phrase of the topic ends so near before a place."""
    return any(0 <= place - hit.end < far for hit in phrases.hits(sentence, topic))


def named_at(sentence: str, start: int) -> tuple[str, int]:
    """The name that stands at a place, behind its title, and where it ends."""
    return name_at(sentence, title_end(sentence, start))


def names_in(sentence: str) -> list[int]:
    """Where persons are named: at titles before a name; at two capitalised words or more that can be a name."""
    titled = [(start, *name_at(sentence, end)) for start, end in titles_in(sentence)]
    starts = [start for start, name, _end in titled if name]
    place = 0
    while found := _BIG.search(sentence, place):
        start = found.start()
        inside = next((end for begin, _name, end in titled if begin <= start < end), 0)
        name, end = name_at(sentence, start) if not inside else ("", inside)
        place = max(end, found.end()) if name or inside else found.end()
        if len(name.split()) > 1 and can_be_name(name) and _may_begin(sentence, start):
            starts.append(start)
    return sorted(set(starts))


def _without_facts(sentence: str, starts: list[int]) -> list[int]:
    """Between somebody's name and the address that has this name stands what he or she does, and nobody else."""
    owned = {start: _own_address(sentence, start) for start in starts}
    return [
        start for start in starts
        if owned[start] or not any(other < start < place for other, place in owned.items() if place)
    ]  # fmt: skip


def _own_address(sentence: str, start: int) -> int:
    """Where the address stands that has the name at this place; 0 for none."""
    name = named_at(sentence, start)[0]
    addresses = EMAIL.finditer(sentence, start)
    return next((found.start() for found in addresses if is_in_address(name, found[0])), 0)


def _may_begin(sentence: str, start: int) -> bool:
    """Behind "the", "of", "in" stands a thing, unless the words before ask for a person: "inscription de X"."""
    before = re.findall(r"[^\W_]+|[,;:.(]", sentence[max(0, start - 30) : start])
    if start and sentence[start - 1].isalnum():
        return False
    if not before or not phrases.has(before[-1], "say.before_thing"):
        return True
    goes_on = any(phrases.is_all(word, "say.and") for word in before[-2:-1])  # "… y a Ana Paz"
    return goes_on or bool(_own_address(sentence, start)) or _is_said_before(sentence, start, "say.asks_name")


def _is_asked_for(sentence: str, start: int) -> bool:
    """Right before the name stands "register", "together with", "our colleague"."""
    return _is_said_before(sentence, start, "say.asks_name", _NEAR) or _is_said_before(sentence, start, "say.ours")


def is_leaving(sentence: str, start: int) -> bool:
    """The sentence says of this person that he or she does not come, or is replaced: "X sera remplacé par Y"."""
    if by := phrases.hits(sentence, "want.by"):
        return start < by[0].start
    if any(_is_said_before(sentence, start, topic, _ARTICLE) for topic in ("want.of", "say.contrast")):
        return True
    clause = max((found.end() for found in _STRETCH.finditer(sentence, 0, start)), default=0)
    ends = [hit for hit in affirmed(sentence, "want.cancel") if hit.start >= clause]
    if not affirmed(sentence, "want.substitute"):
        return bool(ends)
    # "X cannot come and Y will come in his place", "I cannot come and Y will": Y does not leave.
    others = [hit.start for hit in ends if not _is_of_writer(sentence, hit)]
    return bool(others) and start in beside(sentence, names_in(sentence), others)


def _is_of_writer(sentence: str, hit: Hit) -> bool:
    """The phrase says "I" or "my", or the word beside it; the M. of "M. Klim" is none of these."""
    beside_it = [*sentence[: hit.start].split()[-1:], *sentence[hit.end :].split()[:1]]
    said = " ".join([sentence[hit.start : hit.end], *beside_it])
    return phrases.has(said, "say.first") and not titles_in(said)


def beside(sentence: str, names: list[int], ends: list[int]) -> list[int]:
    """The names in one thought with a phrase that ends a place, else the nearest to one."""
    cuts = [found.end() for found in _THOUGHT.finditer(sentence)]
    # "X and Y cannot come" goes on; "X comes and Y cannot come" does not.
    cuts += [one for before, one in pairwise(names) if _is_said(sentence[named_at(sentence, before)[1] : one])]
    near = [name for name in names if any(not _is_between(cuts, name, end) for end in ends)]
    return near or [min(names, key=lambda name: min(abs(name - end) for end in ends))]


def _is_said(between: str) -> bool:
    """Something is said between two names, which more than joins them."""
    joins = phrases.words("say.and") | phrases.words("say.before_thing")
    return any(word.islower() and flat(word) not in joins for word in re.findall(r"[^\W\d_]+", between))


def _is_between(cuts: list[int], one: int, other: int) -> bool:
    return any(min(one, other) < cut <= max(one, other) for cut in cuts)


def _is_written_to(sentence: str, start: int) -> bool:
    """ "Dear Ms X", "please contact our secretary, Mr Y"."""
    said = [hit for hit in phrases.hits(sentence, "say.writes_to") if hit.end <= start]
    return any(len(sentence[hit.end : start].split()) <= _WITHIN for hit in said)


def _cut_at_verb(chunk: str) -> str:
    """The person's name and what stands behind a sign beside it, without the rest of the sentence."""
    end = named_at(chunk, 0)[1]
    rest = chunk[end:]
    if closed := _CLOSED.search(rest):
        rest = rest[: closed.end()]  # "(x@y) to the list" says no more of the person
    inside = [found.span() for found in re.finditer(r"\([^()]{0,200}\)", rest)]
    verbs = [hit.start for hit in phrases.hits(rest, "say.verb") if rest[hit.start - 1 : hit.start] != "-"]
    verb = min((at for at in verbs if not any(start < at < last for start, last in inside)), default=len(rest))
    kept = without_and(_beside(rest[:verb]))
    # An address behind the verb is the person's where there is no other.
    addresses = EMAIL.findall(rest)
    return chunk[:end] + kept + (f", {addresses[0]}" if len(addresses) == 1 and addresses[0] not in kept else "")


def _beside(text: str) -> str:
    """What stands behind a sign, or is a body behind "of the"."""
    link = phrases.begins(text, "person.link")
    if link and affiliation.starts_as_body(text[link.end :]):
        return f", {text[link.end :].lstrip(' ’')}"
    sign = _SIGN.search(text)
    return f" {text[sign.start() :]}" if sign else ""


def without_and(text: str) -> str:
    """Without the "and", or "et par", before the next person."""
    words = text.split(" ")
    while words and (not words[-1] or (words[-1].islower() and flat(words[-1]) in _small())):
        words.pop()
    return " ".join(words)


@cache
def _small() -> frozenset[str]:
    return phrases.words("say.and") | phrases.words("say.before_thing")


def _office_in(piece: str) -> str:
    """The office with which a stretch ends: "and our Legal Adviser" is Legal Adviser."""
    marks = [hit.end for topic in ("say.our", "person.article") for hit in phrases.hits(piece, topic)]
    texts = [affiliation.without_article(piece[place:].strip(" '’")) for place in sorted({0, *marks})]
    known = [text for text in texts if affiliation.begins_as_function(text)]
    # "our drainage engineer": what it is about stands before it.
    return next(iter(known or [text for text in texts[:0:-1] if affiliation.is_function(text)]), "")
