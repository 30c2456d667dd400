"""Who answers for the others: whom the mail names as the contact, else who writes; and whether he or she comes."""

from lexicon import phrases
from lexicon.names import recase, same_name
from lexicon.reasons import Reason
from lexicon.titles import strip_titles
from mailreader.facts import Address
from mailreader.findings import FocalPoint, Proposal
from mailreader.wants import Wants


def focal_point_of(
    requester: Address, name: str, people: list[Proposal], wants: Wants, *, is_nominating: bool
) -> FocalPoint | None:
    """Who is named as the contact; else the writer, who says so or writes for others without being one of them."""
    others = [person for person in people if not person.is_sender and not same_name(person.full_name, name)]
    comes = len(others) < len(people)
    said = _first(wants, "say.focal")
    if len(others) == 1 and not comes:
        said = said or _first(wants, "say.behalf") or _first(wants, "say.away")
    if not said and len(others) < 2 and not is_nominating:
        return None
    reason = Reason("sentence", said[:160]) if said else Reason("writes-for-others", str(len(others)))
    attends = True if comes else False if _first(wants, "say.away") else None
    name = name or strip_titles(requester.name)[2] or requester.name
    return FocalPoint(recase(name), requester.email, attends, reason)


def _first(wants: Wants, topic: str) -> str:
    return next((sentence for sentence in wants.sentences if phrases.has(sentence, topic)), "")
