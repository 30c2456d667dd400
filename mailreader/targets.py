"""Which registrations a mail wants cancelled, changed or replaced, and what right its writer has to ask."""

import re

from lexicon import phrases
from lexicon.titles import titles_in
from mailreader.context import Context
from mailreader.findings import Proposal, RegistrationFacts, Understanding
from mailreader.prose import beside, is_leaving, named_at, names_in
from mailreader.rights import right_of
from mailreader.threads import REFERENCE
from mailreader.wants import Wants, affirmed, stays
from mailreader.writer import named_by_header

_CLASSES = {"cancellation", "substitution", "update"}
# Here a clause ends that says of somebody that a place is kept; a reference in brackets is part of it.
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
        is_by_staff = context.is_staff(result.requester.email)
        result.flag("asked_by_staff" if is_by_staff else right_of(result.requester.email, row.email, row.asked_by))


def _rows(
    result: Understanding, wants: Wants, people: list[Proposal], known: RegistrationFacts | None, context: Context
) -> list[RegistrationFacts]:
    """Those named; else the one of the thread or of the writer, unless somebody else is meant whom we do not know."""
    own = [known] if known is not None else []
    if result.classification == "update":
        return own
    is_end = result.classification == "cancellation"
    sentences = wants.cancel if is_end else wants.substitute + wants.cancel
    told = {row.reference for sentence in wants.sentences for row in _told(sentence, context)}
    is_of_writer = any(map(_speaks_of_writer, sentences))
    named = registered_in(sentences, result, context)
    if not named and not is_of_writer and len(told) < 2:
        # "Mr X has left us. Kindly cancel his registration."
        named = registered_in(_before(sentences, wants.sentences), result, context)
    if named or not own:
        return named
    is_of_another = not is_end or any(phrases.has(one, "say.he") or names_in(one) for one in sentences)
    # Several come, and nobody says for whom: not all of them for the one.
    are_several = not is_end and sum(not one.registration for one in people) > 1
    is_open = is_of_another and not is_of_writer and (are_several or _is_writers(own[0], result))
    return [] if is_open or len(told) > 1 or _is_twice(own[0], result, context) else own


def _is_writers(row: RegistrationFacts, result: Understanding) -> bool:
    """The registration is that of who writes, and not of somebody for whom an office does."""
    return row.email == result.requester.email and named_by_header(result.requester)


def _is_twice(row: RegistrationFacts, result: Understanding, context: Context) -> bool:
    """Somebody is registered twice, and no mark says which is meant: staff choose."""
    rows = context.registrations_named(row.given_name, row.family_name, row.event)
    return result.thread is None and sum(one.is_living for one in rows) > 1


def _speaks_of_writer(sentence: str) -> bool:
    """Who goes is "I" or "me": in the phrase that says so, or nearest before it; "my colleague" is somebody else."""
    ours = phrases.hits(sentence, "say.ours")
    own = _first_person(sentence, {hit.first for hit in ours})
    others = [*(hit.start for hit in (*ours, *phrases.hits(sentence, "say.he"))), *names_in(sentence)]
    by = max((hit.end for hit in phrases.hits(sentence, "want.by")), default=0)
    for hit in [*affirmed(sentence, "want.cancel"), *affirmed(sentence, "want.substitute")]:
        last = max((place for place in own if place <= hit.end + 1), default=-1)
        is_nearest = last > max((place for place in others if place < hit.start), default=-1)
        # "I will be replaced by …"; neither "I would like to replace our delegate by …" nor "I note that … replaces …".
        is_replaced = by > 0 and not any(hit.end < place < by for place in others)
        if is_nearest and (hit.topic == "cancel" or last >= hit.start or is_replaced):
            return True
    return False


def _first_person(sentence: str, ours: set[int]) -> list[int]:
    """Where "I" and "my" stand; the M. of "M. Klim" is none of these, nor the "my" of "my colleague" (`ours`)."""
    titles, hits = titles_in(sentence), phrases.hits(sentence, "say.first")
    hits = [hit for hit in hits if not any(start <= hit.start < end for start, end in titles)]
    return [hit.start for hit in hits if hit.first not in ours]


def _before(sentences: list[str], everything: list[str]) -> list[str]:
    """The sentences before each of these, up to three, the nearest first."""
    places = [everything.index(sentence) for sentence in sentences]
    return list(dict.fromkeys(one for place in places for one in everything[max(place - 3, 0) : place][::-1]))


def registered_in(sentences: list[str], result: Understanding, context: Context) -> list[RegistrationFacts]:
    """Registered persons whom the sentences name as those who go; not those who come instead, nor who stay."""
    if marked := [row for sentence in sentences for row in _told(sentence, context)]:
        return marked
    found: list[RegistrationFacts] = []
    for sentence in sentences:
        said = {
            start: row for start in names_in(sentence)[:_MOST_NAMES]
            if (row := _registered(named_at(sentence, start)[0], result.event, context))
        }  # fmt: skip
        found += _who_goes(sentence, said)
    return found


def _registered(name: str, event: str, context: Context) -> RegistrationFacts | None:
    """The one registration with this name, or with the longest part of it."""
    words = name.split()[:6]
    sizes = range(len(words), 0, -1)
    for part in [words[first : first + size] for size in sizes for first in range(len(words) - size + 1)]:
        # The whole may be a family name; a part of it must have a given name, too.
        for cut in range(0 if part == words else 1, len(part)):
            rows = context.registrations_named(" ".join(part[:cut]), " ".join(part[cut:]), event)
            if len(rows) == 1:
                return rows[0]
    return None


def _told(text: str, context: Context) -> list[RegistrationFacts]:
    """The registrations whose references stand in a sentence, but for those that are kept."""
    places = [found for found in REFERENCE.finditer(text) if not _stays_there(text, found.start())]
    rows = [context.registration(found[0]) for found in places]
    return [row for row in rows if row is not None]


def _who_goes(sentence: str, said: dict[int, RegistrationFacts]) -> list[RegistrationFacts]:
    """Of those named in a sentence the ones beside the phrase that ends a place; never who is said to stay."""
    kept = {start: row for start, row in said.items() if not _stays_there(sentence, start)}
    if affirmed(sentence, "want.substitute"):
        leaving = {start: row for start, row in kept.items() if is_leaving(sentence, start)}
        return list((leaving or kept).values())
    cancels = affirmed(sentence, "want.cancel")
    if len(kept) < 2 or not cancels:
        return list(kept.values())
    ends = [hit.start for hit in cancels]
    return [kept[start] for start in beside(sentence, sorted(kept), ends)]


def _stays_there(sentence: str, start: int) -> bool:
    """The clause with this name says that a place is kept."""
    before = [found.end() for found in _CLAUSE.finditer(sentence, 0, start)]
    after = _CLAUSE.search(sentence, start)
    return stays(sentence[max(before, default=0) : after.start() if after else len(sentence)])
