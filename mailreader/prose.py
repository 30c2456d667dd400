"""Persons in sentences: "Je souhaite inscrire Mme X, Directrice de Y"."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from mailreader import affiliation, lexicon
from mailreader.entries import parse_entry
from mailreader.facts import Address
from mailreader.fields import Filler, can_be_name
from mailreader.findings import Proposal, Reason
from mailreader.flat import flat, squeeze
from mailreader.headers import EMAIL
from mailreader.labels import field_of, labelled
from mailreader.names import is_in_address, name_at, same_name
from mailreader.titles import title_end, titles_in
from mailreader.wants import Wants, affirmed, self_in, stays

_MOST, _MOST_BEFORE = 30, 2
_NEAR, _RIGHT_BEHIND, _OF_WRITER = 25, 3, 12  # signs
_LONGEST_OFFICE, _WITHIN = 80, 5  # signs, words
_BIG = re.compile(r"[^\W\d_][^\s]*")
_PIECE = re.compile(r"[.:;()]|,\s")


def people_in(wants: Wants, filler: Filler, sender: Address) -> list[Proposal]:
    """Those whom a sentence asks to register or to send instead; who is only written to, or leaves, is not."""
    found: list[Proposal] = []
    wants = _with_those_before(wants)
    for sentence in wants.sentences:
        if not _can_name(sentence, wants):
            continue
        end = -1  # of the name of the last one who comes
        for place in _places(sentence):
            person = _person(sentence, place, wants, filler, found, is_joined=_is_joined(sentence, end, place.start))
            is_instead = sentence in wants.substitute
            if person is None or not (is_instead or _comes_along(sentence, place.start, person, sender)):
                continue
            end = named_at(sentence, place.start)[1]
            if not any(same_name(person.full_name, other.full_name) for other in found):
                person.is_sender = same_name(person.full_name, sender.name)
                found.append(person)
    return found


def _with_those_before(wants: Wants) -> Wants:
    """ "Ms X follows online. Please register her.": what asks and names nobody asks for those named right before."""
    if any(names_in(sentence) for sentence in (*wants.strong, *wants.request)):
        return wants
    places = [wants.sentences.index(one) for one in wants.strong if one in wants.sentences and not self_in(one)]
    before = [one for place in places for one in wants.sentences[max(0, place - _MOST_BEFORE) : place]]
    return replace(wants, request=[*wants.request, *before])


def _is_joined(sentence: str, end: int, start: int) -> bool:
    """Nothing but a comma or "and" stands between: "X and Y"."""
    between = sentence[end:start].strip(" ,") if end >= 0 else "-"
    return not between or lexicon.is_all(between, "say.and")


def _can_name(sentence: str, wants: Wants) -> bool:
    """No row of a table, nor "Ms X stays" beside somebody who leaves, nor "Contact person: Ms X" of a form."""
    if "|" in sentence or (bool(wants.cancel or wants.substitute) and stays(sentence)):
        return False
    found = labelled(sentence)
    return not (found and found[2] and field_of(found[0]) == "ignored")


def _comes_along(sentence: str, start: int, person: Proposal, sender: Address) -> bool:
    """Beside "I would like to attend" others come only with an address, or by words that ask for them, too."""
    said = [hit for hit in self_in(sentence) if lexicon.has(sentence[max(0, hit.start - _NEAR) : hit.end], "say.first")]
    is_asked_for = any(hit.end <= start for hit in said) and _is_asked_for(sentence, start)
    if not said or is_asked_for or person.email or same_name(person.full_name, sender.name):
        return True
    end = named_at(sentence, start)[1]
    ands = lexicon.hits(sentence, "say.and")  # "my director, Mr X, and I would like to attend"
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
    if place <= before or not _office_in(piece) or (before >= 0 and not re.search(r"@|\)", sentence[before:place])):
        return start
    return place


def _person(
    sentence: str, place: Place, wants: Wants, filler: Filler, before: list[Proposal], *, is_joined: bool
) -> Proposal | None:
    """Who is named at this place of a sentence, if he or she is one of those who come."""
    start, end = place.start, place.end
    name_end = named_at(sentence, start)[1]
    # "X has signed up, please register me too": nobody asks for X.
    is_there = any(0 <= hit.start - name_end < _RIGHT_BEHIND for hit in lexicon.hits(sentence, "say.already"))
    is_away = _stays_out(sentence[start:end]) or is_leaving(sentence, start, end)
    if is_there or is_away or _is_written_to(sentence, start):
        return None
    reason = Reason("sentence", squeeze(sentence)[:160])
    person = parse_entry(_cut_at_verb(_without_point(sentence[start:end])), filler, reason, before, is_announced=True)
    asks = sentence in (*wants.request, *wants.substitute, *wants.strong)
    if person is None or not (is_joined or _is_shown(sentence, start, person, asks=asks)):
        return None
    is_told = _is_said_before(sentence, start, "say.ours") or sentence in wants.strong
    person.is_sure = asks and (is_told or bool(person.title or person.email))
    _take_office(person, sentence[:start], filler)
    return person


def _is_shown(sentence: str, start: int, person: Proposal, *, asks: bool) -> bool:
    """With an address, or behind "our delegates:"; where a sentence asks, with a title, an office, or words beside."""
    announced = lexicon.hits(sentence, "say.announces")
    if person.email or (person.function and any(":" in sentence[hit.end : start] for hit in announced)):
        return True
    end = name_at(sentence, start)[1]
    comes = [hit for topic in ("want.request", "want.substitute") for hit in lexicon.hits(sentence, topic)]
    is_meant = _is_asked_for(sentence, start) or any(0 <= hit.start - end < _NEAR for hit in comes)
    return asks and bool(person.title or is_meant or affiliation.is_function(person.function))


def _is_said_before(sentence: str, place: int, topic: str, far: int = _RIGHT_BEHIND) -> bool:
    """A phrase of the topic ends so near before a place."""
    return any(0 <= place - hit.end < far for hit in lexicon.hits(sentence, topic))


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
    if not before or not lexicon.has(before[-1], "say.before_thing"):
        return True
    goes_on = any(lexicon.is_all(word, "say.and") for word in before[-2:-1])  # "… y a Ana Paz"
    return goes_on or bool(_own_address(sentence, start)) or _is_said_before(sentence, start, "say.asks_name")


def _is_asked_for(sentence: str, start: int) -> bool:
    """Right before the name stands "register", "together with", "our colleague"."""
    return _is_said_before(sentence, start, "say.asks_name", _NEAR) or _is_said_before(sentence, start, "say.ours")


def is_leaving(sentence: str, start: int, end: int) -> bool:
    """The sentence says of this person that he or she does not come, or is replaced: "X sera remplacé par Y"."""
    by = lexicon.hits(sentence, "want.by")
    if by:
        return start < by[0].start and not any(hit.first == 0 for hit in by)
    if any(
        hit.end <= start and len(sentence[hit.end : start].split()) < 3 for hit in lexicon.hits(sentence, "want.of")
    ):
        return True
    gaps = [sentence[hit.end : start].strip() for hit in lexicon.hits(sentence, "say.contrast") if hit.end <= start]
    if any(not gap or lexicon.is_all(gap, "person.article") for gap in gaps):
        return True
    cancels = affirmed(sentence, "want.cancel")
    # Between semicolons, colons and points.
    before = [found.end() for found in re.finditer(r"[;:!?]\s|\.\s(?=[^\W\d_]{3})", sentence[:start])]
    after = re.search(r"[;:!?]\s", sentence[start:])
    last = max(end, start + after.start() if after else len(sentence))
    return any(max(before, default=0) <= hit.start < last for hit in cancels)


def _stays_out(stretch: str) -> bool:
    """ "Ms X, who will not take part", "her driver, Mr Y; no need to register him"; "I" speaks of the writer."""
    hits = lexicon.hits(stretch, "say.stays_out")
    return any(not lexicon.has(stretch[max(0, hit.start - _OF_WRITER) : hit.start], "say.first") for hit in hits)


def _is_written_to(sentence: str, start: int) -> bool:
    """ "Dear Ms X", "please contact our secretary, Mr Y", "on behalf of Mr Z"."""
    asks = any(hit.start > start for hit in affirmed(sentence, "want.request"))
    for hit in [hit for hit in lexicon.hits(sentence, "say.writes_to") if hit.end <= start]:
        between = affiliation.without_article(sentence[hit.end : start].strip(" :,'’"))
        # A greeting is of the one whom it names.
        if not between or (hit.first and not asks and len(between.split()) <= _WITHIN):
            return True
    return not asks and _is_said_before(sentence, start, "say.behalf")


def _cut_at_verb(chunk: str) -> str:
    """The person's name and what stands beside it, without the rest of the sentence."""
    chunk = chunk.strip()
    name, end = name_at(chunk, title_end(chunk))
    if not name:
        return chunk
    rest = chunk[end:]
    if beyond := re.search(r"[\w-][)>\]]\s{1,3}(?=[^\W\d_])", rest) if "@" in rest else None:
        rest = rest[: beyond.end()]  # "(x@y) to the list" says no more of the person
    verb = _verb_in(rest)
    kept = _beside(_without_and(rest[:verb]))
    address = EMAIL.search(rest)
    if address and address[0] not in kept and (address.start() < verb or len(EMAIL.findall(rest)) == 1):
        kept = f"{kept}, {address[0]}"
    return chunk[:end] + kept


def _verb_in(rest: str) -> int:
    """Where the sentence goes on with what the person does, and not within brackets."""
    inside = [found.span() for found in re.finditer(r"\([^()]{0,200}\)", rest)]
    verbs = [hit.start for hit in lexicon.hits(rest, "say.verb") if rest[hit.start - 1 : hit.start] != "-"]
    return min((at for at in verbs if not any(start < at < end for start, end in inside)), default=len(rest))


def _without_and(text: str) -> str:
    """Without the "and", or "et par", before the next person."""
    small = lexicon.words("say.and") | lexicon.words("say.before_thing")
    text = text.rstrip()
    while text and text.split()[-1].islower() and flat(text.split()[-1]) in small:
        text = text[: text.rindex(text.split()[-1])].rstrip()
    return text


def _beside(text: str) -> str:
    """What stands right beside a name: behind a sign, in brackets, or a body behind "of the"."""
    lead = text.lstrip()
    link = lexicon.begins(lead, "person.link") if lead[:1].isalpha() else None
    if link and affiliation.starts_as_body(lead[link.end :]):
        return f", {lead[link.end :].lstrip(' ’')}"
    if not lead or lead[0] in ",;(<–—-:" or EMAIL.match(lead):
        return text
    bracket = re.search(r"[,;(]", lead)
    return f" {lead[bracket.start() :]}" if bracket else ""


def _without_point(chunk: str) -> str:
    """Without the point at the end of the sentence; that of "Inc." or "S.A." stays."""
    last = chunk.rstrip(".").split(" ")[-1]
    is_short = "." in last or flat(last) in lexicon.words("person.short") or last.isupper()
    return chunk if is_short else chunk.rstrip(" .")


def _take_office(person: Proposal, before: str, filler: Filler) -> None:
    """ "our President, H.E. Ms X": what stands before the name is what she is."""
    text = "" if person.function else _office_in(_PIECE.split(before.rstrip(" ,'’"))[-1])
    if text:
        function, body = affiliation.split_function(text)
        reason = Reason("sentence", before[-120:])
        filler.fill(person, "function", function, reason)
        filler.fill(person, "organisation", body, reason)


def _office_in(piece: str) -> str:
    """The office with which a stretch ends: "and our Legal Adviser" is Legal Adviser."""
    marks = [hit.end for topic in ("say.our", "person.article") for hit in lexicon.hits(piece, topic)]
    texts = [affiliation.without_article(piece[place:].strip(" '’")) for place in sorted({0, *marks})]
    short = [text for text in texts if 0 < len(text) < _LONGEST_OFFICE and not lexicon.has(text, "say.verb")]
    known = [text for text in short if affiliation.begins_as_function(text)]
    # "our drainage engineer": what it is about stands before it.
    return next(iter(known), "") or next(
        (text for text in reversed(short) if marks and affiliation.is_function(text)), ""
    )
