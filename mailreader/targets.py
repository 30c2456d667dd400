"""Which registrations a mail wants cancelled, changed or replaced, and what right its writer has to ask."""

import re
from collections.abc import Collection

from mailreader import lexicon
from mailreader.context import Context
from mailreader.findings import Proposal, RegistrationFacts, Understanding
from mailreader.names import mentions, name_at
from mailreader.prose import is_leaving, names_in
from mailreader.threads import REFERENCE
from mailreader.titles import after_office, title_end
from mailreader.wants import Wants, affirmed, stays

_CLASSES = {"cancellation", "substitution", "update"}
_CLAUSE = re.compile(r"[;:]\s|,\s|\.\s(?=[^\W\d_]{3})")
_MOST_NAMES = 12
# Mail for everybody: under these names in many countries, or under just these domains.
_OPEN_PROVIDERS = frozenset((
    "gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "rocketmail", "icloud", "gmx",
    "aol", "protonmail", "zoho", "yandex",
))  # fmt: skip
_OPEN_DOMAINS = frozenset((
    "me.com", "mac.com", "proton.me", "pm.me", "mail.com", "mail.ru", "inbox.ru", "list.ru", "bk.ru", "qq.com",
    "163.com", "126.com", "sina.com", "naver.com", "rediffmail.com", "web.de", "t-online.de", "free.fr", "orange.fr",
    "wanadoo.fr", "laposte.net", "sfr.fr", "neuf.fr", "bluewin.ch", "libero.it", "telefonica.net", "terra.com",
    "uol.com.br", "bol.com.br", "tutanota.com", "tuta.com", "fastmail.com", "hey.com",
))  # fmt: skip


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
        result.flag(_right(row, result.requester.email, result.reply_to, context))
        if row.is_sponsored:
            result.flag("is_sponsored")


def _rows(
    result: Understanding, wants: Wants, people: list[Proposal], known: RegistrationFacts | None, context: Context
) -> list[RegistrationFacts]:
    """Those named; the one of the thread or of the writer, if nobody is, or the writer is among them."""
    own = [known] if known is not None else []
    if result.classification == "update":
        return own
    sentences = wants.cancel if result.classification == "cancellation" else wants.substitute + wants.cancel
    named = _named(sentences, people, result, context)
    if not named and (known is None or any(lexicon.has(sentence, "say.his") for sentence in sentences)):
        # "Mr X has left us. Kindly cancel his registration."
        named = _named(_around(sentences, wants.sentences), people, result, context)
    if named and result.classification == "cancellation" and any(lexicon.has(one, "say.me_too") for one in sentences):
        return [*own, *named]
    is_own = bool(own) and own[0].email in (result.requester.email, result.reply_to)
    writer_stays = any(stays(one) and lexicon.has(one, "say.first") for one in wants.sentences)
    if is_own and writer_stays:
        own = []  # whoever goes, not the writer
    return named or own


def _around(sentences: list[str], everything: list[str]) -> list[str]:
    """The sentences before each of these, up to three, the nearest first."""
    found: list[str] = []
    for sentence in sentences:
        place = everything.index(sentence) if sentence in everything else 0
        found += reversed(everything[max(place - 3, 0) : place])
    return list(dict.fromkeys(found))


def _named(
    sentences: list[str], people: list[Proposal], result: Understanding, context: Context
) -> list[RegistrationFacts]:
    """Registered persons whom the sentences name as those who go; not those who come instead, nor who stay."""
    marked = [row for sentence in sentences for row in _marked(sentence, context)]
    if marked:
        return marked
    coming = [person.family_name for person in people if not person.registration]
    found: list[RegistrationFacts] = []
    for sentence in sentences:
        said: dict[int, RegistrationFacts] = {}
        for start in names_in(sentence)[:_MOST_NAMES]:
            place = after_office(sentence, title_end(sentence, start))
            name, _end = name_at(sentence, place)
            row = _registered(name, result.event, context)
            if row is not None and not any(mentions(name, family) for family in coming):
                said[start] = row
        found += _who_goes(sentence, said)
    return found


def _registered(name: str, event: str, context: Context) -> RegistrationFacts | None:
    """The one registration with this name, or with the longest part of it."""
    words = name.split()[:6]
    for size in range(len(words), 0, -1):
        for first in range(len(words) - size + 1):
            part = words[first : first + size]
            splits = range(size) if size == len(words) else range(1, size)
            for cut in splits:
                rows = context.registrations_named(" ".join(part[:cut]), " ".join(part[cut:]), event)
                if len(rows) == 1:
                    return rows[0]
    return None


def _marked(sentence: str, context: Context) -> list[RegistrationFacts]:
    """Registrations whose references stand in the sentence, but for those in a clause that says they are kept."""
    found = []
    for clause in _CLAUSE.split(sentence):
        rows = [context.registration(reference) for reference in REFERENCE.findall(clause)]
        found += [row for row in rows if row is not None and not stays(clause)]
    return found


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


def _right(row: RegistrationFacts, requester: str, reply_to: str, context: Context) -> str:
    """Who asks for something to be done with a registration: staff weigh the request by it."""
    if row.email in (requester, reply_to):
        return "asked_by_the_person"
    if context.is_staff(requester):
        return "asked_by_staff"
    return right_of(requester, row.email, row.asked_by)


def right_of(writer: str, person: str, askers: Collection[str], houses: Collection[str] = ()) -> str:
    """The person, who asked for the registration, somebody at either's body, or a stranger.

    `askers` are the addresses that asked for it, `houses` the domains that are known to be the body's. An address at a
    provider that is open to everybody says nothing of a body.
    """
    writer = writer.strip().casefold()
    if not writer:
        return "asked_by_a_stranger"
    if writer == person.strip().casefold():
        return "asked_by_the_person"
    if writer in {asker.strip().casefold() for asker in askers}:
        return "asked_by_focal_point"
    house = house_of(writer)
    if house and house in {house_of(asker) for asker in askers if asker.strip().casefold() != person.casefold()}:
        return "asked_by_focal_points_house"
    return "asked_by_same_house" if house and house in {house_of(person), *houses} else "asked_by_a_stranger"


def house_of(address: str) -> str:
    """The domain of an address, in lower case; nothing where everybody can have one there."""
    domain = address.rpartition("@")[2].strip().casefold()
    is_open = domain in _OPEN_DOMAINS or domain.partition(".")[0] in _OPEN_PROVIDERS
    return "" if is_open else domain
