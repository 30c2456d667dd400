"""The writer: what stands below a mail, and what he or she says of himself in sentences and in the header."""

import re
from collections.abc import Callable
from dataclasses import replace

from lexicon import affiliation, phrases
from lexicon.countries import country_of, placed
from lexicon.flat import key
from lexicon.labels import field_of, labelled
from lexicon.matcher import EMAIL
from lexicon.names import looks_like_name, name_at, same_name
from lexicon.reasons import Reason
from lexicon.titles import strip_titles, title_end, titles_in
from mailreader.entries import pieces_of
from mailreader.facts import Address, Body
from mailreader.fields import Filler, can_be_name, phone_in
from mailreader.findings import Proposal
from mailreader.prose import without_and
from mailreader.wants import Wants, affirmed

_MOST_LINES, _LONGEST_LINE = 16, 160
_PIECES = 3
_CLAUSE_END = re.compile(r"[;:!?()]|\.(?=\s|$)|\s[-–—]\s")
_SIGNED = Reason("signature")


def read_signature(signature: str, sender: Address, filler: Filler) -> Proposal:
    """What a signature says of the person: function, body, country, telephone."""
    person = Proposal(source=_SIGNED)
    for line in [line.strip(" *|_-") for line in signature.split("\n")][:_MOST_LINES]:
        line = _without_name(person, line, sender)
        if not line or len(line) > _LONGEST_LINE:
            continue
        person.put("phone", phone_in(line), _SIGNED)
        found = labelled(line)
        if found and found[2] and (field := field_of(found[0])):
            filler.fill(person, field, found[1], Reason("signature", line))
            continue
        for piece in [] if phone_in(line) else pieces_of(line):
            _function_or_body(person, piece, filler)
    return person


def _without_name(person: Proposal, line: str, sender: Address) -> str:
    """What stands on a line besides the writer's name: "Helena Strand, Director, Portland Cooperative"."""
    head, _comma, tail = line.partition(",")
    for name, rest in ((head, tail.strip()), (line, "")):
        honorific, title, bare = strip_titles(name)
        if sender.name and same_name(bare, sender.name):
            person.put("honorific", honorific, _SIGNED)
            person.put("title", title, _SIGNED)
            return rest
    return line


def _function_or_body(person: Proposal, text: str, filler: Filler) -> None:
    """A country, a function, a body, or the last two in one."""
    function = body = ""
    text, code = placed(text, filler.countries)
    person.put("country", code or country_of(text, filler.countries), _SIGNED)
    if affiliation.is_function(text) and not person.function:
        function, body = affiliation.split_function(text)
    elif affiliation.starts_as_body(text) and not re.search(r"\d{3}", text):
        body = text
    person.put("function", function, _SIGNED)
    # A part of a body: what stands in the signature besides it counts more.
    is_unit = phrases.begins(affiliation.without_article(body), "person.unit") is not None
    person.put("organisation", body, _SIGNED, is_assumed=is_unit)


def with_signature(body: Body, sender: Address) -> Body:
    """A letter that names others, and ends with a name and an office, is signed with these, whatever closes it.

    Above what was taken for the signature, an address or a number perhaps, it may stand, too.
    """
    above, gap, card = body.own.rstrip().rpartition("\n\n")
    lines = card.split("\n")
    if not gap or len(lines) > _MOST_LINES or above.rstrip().endswith(":"):
        return body
    name = lines[0].strip(" ,*_-")
    is_card = can_be_name(name) and not any(strip_titles(name)[:2])
    addresses = {found.lower() for found in EMAIL.findall(card)} - {sender.email}
    names_others = bool(EMAIL.search(above) or titles_in(above))
    if is_card and names_others and not addresses:
        return replace(body, own=above, signature=f"{card}\n{body.signature}".strip())
    return body


def signer(signature: str) -> str:
    """The person who signed: a name at the head of the signature; "" where an office signs."""
    for line in signature.split("\n")[:5]:
        bare = strip_titles(re.sub(r"\([^()]{0,100}\)", "", line).partition(",")[0].strip(" *|_-"))[2]
        if bare and looks_like_name(bare) and not affiliation.tells_of_work(bare):
            return bare
    return ""


def name_said(wants: Wants, sender: Address) -> str:
    """The name that the writer gives himself, if header or address have a part of it."""
    known = key(f"{sender.name} {sender.local}")
    for sentence in wants.sentences[:30]:
        for hit in phrases.hits(sentence, "say.called"):
            name = name_at(sentence, title_end(sentence, hit.end + 1))[0]
            if looks_like_name(name) and any(_is_known(word, known) for word in key(name).split()):
                return name
    return ""


def _is_known(word: str, known: str) -> bool:
    """A word of a name stands in header or address, or is called there by its beginning: "Alex" for Alexandra."""
    return word in known or any(len(one) > 2 and word.startswith(one) for one in known.split())


def said_of_self(wants: Wants, filler: Filler) -> Proposal:
    """What the writer says to be: "I am Head of Nursing at Harbour Hospital, Ghana, and would like to come"."""
    person = Proposal()
    for sentence in wants.sentences[:30]:
        for hit in affirmed(sentence, "say.called") + affirmed(sentence, "say.works_as"):
            first, *others = _CLAUSE_END.split(_until_verb(sentence[hit.end :]))[0].split(",")[:_PIECES]
            reason = Reason("sentence", sentence[:160])
            office = affiliation.without_article(first.strip())
            if affiliation.begins_as_function(office) or affiliation.starts_as_body(office):
                for piece in [office, *filter(_is_of_person(filler), others)]:
                    filler.piece(person, piece.strip(), reason, [])
    return person


def _until_verb(text: str) -> str:
    """What somebody is, without what he or she wants: "and would like to …"."""
    verb = next(iter(phrases.hits(text, "say.verb")), None)
    return without_and(text[: verb.start]) if verb else text


def _is_of_person(filler: Filler) -> Callable[[str], bool]:
    """Behind the office a body or a country may stand, and nothing else is looked at."""
    return lambda piece: affiliation.starts_as_body(piece) or bool(country_of(piece, filler.countries))


def sender_proposal(sender: Address, signature: str, filler: Filler, wants: Wants, reason: Reason) -> Proposal:
    """The writer as a participant, from the header, the signature and what the text says."""
    person = Proposal(source=reason, is_sender=True)
    person.put("email", sender.email, Reason("sender"))
    name = re.sub(r"\([^()]{0,100}\)|\[[^\[\]]{0,100}\]", "", sender.name).strip()
    # The header may have less than the whole name.
    told = name_said(wants, sender)
    if len(name.split()) < max(2, len(told.split())):
        name = told or (signer(signature) if not named_by_header(sender) else name)
    if looks_like_name(strip_titles(name.replace(",", ""))[2], is_titled=True):
        filler.name(person, name, Reason("sender"))
    person.fill_from(read_signature(signature, sender, filler))
    person.fill_from(said_of_self(wants, filler))
    return person


def named_by_header(sender: Address) -> bool:
    """The display name is a person's, not a body's nor an office's."""
    bare = strip_titles(sender.name.replace(",", " "))[2]
    is_office = affiliation.starts_as_body(bare) or phrases.begins(bare, "person.any_office") is not None
    return looks_like_name(bare, is_titled=True) and not is_office
