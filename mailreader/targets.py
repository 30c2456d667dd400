"""Which registrations a mail wants cancelled, changed or replaced, and what right its writer has to ask."""

import re

from mailreader import lexicon
from mailreader.context import Context
from mailreader.findings import Proposal, RegistrationFacts, Understanding
from mailreader.names import mentions
from mailreader.prose import is_leaving, named_at, names_in
from mailreader.rights import right_of
from mailreader.threads import REFERENCE
from mailreader.titles import titles_in
from mailreader.wants import Wants, affirmed, stays

_CLASSES = {"cancellation", "substitution", "update"}
_CLAUSE = re.compile(r"[;:]\s|,\s|\.\s(?=[^\W\d_]{3})")
_MOST_NAMES = 12


def name_targets(
    result: Understanding, wants: Wants, people: list[Proposal], known: RegistrationFacts | None, context: Context
) -> None:
    """Those the sentences name, else the one of the thread or of the writer; and who it is that asks."""
    if result.classification == "duplicate":
        result.targets = tuple(dict.fromkeys(person.registration for person in people if person.registration))
        return
    if result.classification not in _CLASSES:
        return
    rows = _rows(result, wants, people, known, context)
    result.targets = tuple(dict.fromkeys(row.reference for row in rows))
    if result.classification == "substitution" and len(result.targets) == 1:
        result.replaces = result.targets[0]
    if not result.targets:
        result.flag("registration_not_found")
    for row in rows:
        # Who asks for something to be done with a registration: staff weigh the request by it.
        right = right_of(result.requester.email, row.email, row.asked_by)
        if row.email in (result.requester.email, result.reply_to):
            right = "asked_by_the_person"
        elif context.is_staff(result.requester.email):
            right = "asked_by_staff"
        result.flag(right)


def _rows(
    result: Understanding, wants: Wants, people: list[Proposal], known: RegistrationFacts | None, context: Context
) -> list[RegistrationFacts]:
    """Those named; the one of the thread or of the writer, if nobody is, or the writer is among them."""
    own = [known] if known is not None else []
    if result.classification == "update":
        return own
    is_end = result.classification == "cancellation"
    sentences = wants.cancel if is_end else wants.substitute + wants.cancel
    named = registered_in(sentences, people, result, context)
    is_of_writer = any(map(_speaks_of_writer, sentences))
    if not named and not is_of_writer and not _is_one_of_several([], wants, result, context):
        # "Mr X has left us. Kindly cancel his registration."
        named = registered_in(_before(sentences, wants.sentences), people, result, context)
    if named:
        return own * (is_end and any(lexicon.has(one, "say.me_too") for one in sentences)) + named
    # Several come, and nobody says for whom: not all of them for the one who writes.
    are_several = not is_end and sum(not one.registration for one in people) > 1
    # "Tom has left us, please take him off the list": somebody else, who is not known by that name.
    is_other = are_several or (result.thread is None and any(lexicon.has(one, "say.he") for one in sentences))
    stays_on = [one for one in wants.sentences if stays(one) and not names_in(one) and lexicon.has(one, "say.first")]
    is_open = (is_other and not is_of_writer) or bool(stays_on) or _is_one_of_several(own, wants, result, context)
    return [] if is_open else own


def _is_one_of_several(own: list[RegistrationFacts], wants: Wants, result: Understanding, context: Context) -> bool:
    """Several registrations fit, and nothing says which is meant: staff choose."""
    told = {row.reference for sentence in wants.sentences for row in _told(sentence, context)}
    if len(told) > 1 or not own or result.thread is not None:
        return len(told) > 1
    one = own[0]
    named = context.registrations_named(one.given_name, one.family_name, one.event)
    rows = [*context.registrations_of(one.email), *named]
    return len({row.reference for row in rows if row.is_living and row.event == one.event}) > 1


def _speaks_of_writer(sentence: str) -> bool:
    """It says "I" or "my"; the M. of "M. Klim" is none of these."""
    titles = titles_in(sentence)
    hits = lexicon.hits(sentence, "say.first")
    return any(not any(start <= hit.start < end for start, end in titles) for hit in hits)


def _before(sentences: list[str], everything: list[str]) -> list[str]:
    """The sentences before each of these, up to three, the nearest first."""
    places = [everything.index(sentence) for sentence in sentences if sentence in everything]
    return list(dict.fromkeys(one for place in places for one in everything[max(place - 3, 0) : place][::-1]))


def registered_in(
    sentences: list[str], people: list[Proposal], result: Understanding, context: Context
) -> list[RegistrationFacts]:
    """Registered persons whom the sentences name as those who go; not those who come instead, nor who stay."""
    # By their references, but for those in a clause that says they are kept.
    clauses = [clause for sentence in sentences for clause in _CLAUSE.split(sentence) if not stays(clause)]
    if marked := [row for clause in clauses for row in _told(clause, context)]:
        return marked
    coming = [person.family_name for person in people if not person.registration]
    found: list[RegistrationFacts] = []
    for sentence in sentences:
        said: dict[int, RegistrationFacts] = {}
        for start in names_in(sentence)[:_MOST_NAMES]:
            name = named_at(sentence, start)[0]
            row = _registered(name, result.event, context)
            if row is not None and not any(mentions(name, family) for family in coming):
                said[start] = row
        found += _who_goes(sentence, said)
    return found


def _registered(name: str, event: str, context: Context) -> RegistrationFacts | None:
    """The one registration with this name, or with the longest part of it."""
    words = name.split()[:6]
    spans = [(first, first + size) for size in range(len(words), 0, -1) for first in range(len(words) - size + 1)]
    for first, last in spans:
        for cut in range(first if last - first == len(words) else first + 1, last):
            rows = context.registrations_named(" ".join(words[first:cut]), " ".join(words[cut:last]), event)
            if len(rows) == 1:
                return rows[0]
    return None


def _told(text: str, context: Context) -> list[RegistrationFacts]:
    """The registrations whose references stand in a text."""
    rows = [context.registration(reference) for reference in REFERENCE.findall(text)]
    return [row for row in rows if row is not None]


def _who_goes(sentence: str, said: dict[int, RegistrationFacts]) -> list[RegistrationFacts]:
    """Of those named in a sentence the ones nearest to the phrase that ends a place; never who is said to stay."""
    kept = {start: row for start, row in said.items() if not _stays_there(sentence, start)}
    if affirmed(sentence, "want.substitute"):
        leaving = {start: row for start, row in kept.items() if is_leaving(sentence, start, start + 1)}
        return list((leaving or kept).values())
    cancels = affirmed(sentence, "want.cancel")
    if len(kept) < 2 or not cancels:
        return list(kept.values())
    cuts = [found.end() for found in re.finditer(r"[;:]\s|,\s(?=[^\W\d_]{1,12} )", sentence)]
    near = [row for start, row in kept.items() for hit in cancels if not _between(cuts, start, hit.start)]
    if near:
        return near
    nearest = min(kept, key=lambda start: min(abs(start - hit.start) for hit in cancels))
    return [kept[nearest]]


def _between(cuts: list[int], one: int, other: int) -> bool:
    return any(min(one, other) < cut <= max(one, other) for cut in cuts)


def _stays_there(sentence: str, start: int) -> bool:
    """The clause with this name says that a place is kept."""
    before = [found.end() for found in _CLAUSE.finditer(sentence, 0, start)]
    after = _CLAUSE.search(sentence, start)
    return stays(sentence[max(before, default=0) : after.start() if after else len(sentence)])
