"""Who answers for the others: whom the mail names as the contact, else who writes; and whether he or she comes."""

from mailreader import lexicon
from mailreader.facts import Address
from mailreader.fields import Filler
from mailreader.findings import FocalPoint, Proposal, Reason
from mailreader.names import same_name
from mailreader.titles import strip_titles
from mailreader.wants import Wants


def focal_point_of(
    requester: Address, name: str, people: list[Proposal], wants: Wants, filler: Filler, *, is_nominating: bool
) -> FocalPoint | None:
    """Who is named as the contact; else the writer, who says so or writes for two or more without being one of them."""
    others = [person for person in people if not person.is_sender and not same_name(person.full_name, name)]
    writer = next((person for person in people if person.is_sender), None)
    said = next((sentence for sentence in wants.sentences if lexicon.has(sentence, "say.focal")), "")
    behalf = next((sentence for sentence in wants.sentences if lexicon.has(sentence, "say.behalf")), "")
    is_for_one = len(others) == 1 and writer is None and bool(behalf)
    if not said and len(others) < 2 and not is_nominating and not is_for_one:
        return None
    is_listed = any(same_name(person.full_name, name) for person in people if person.full_name)
    attends: bool | None = True if writer or is_listed else None
    if attends is None:
        attends = _attends(wants, len(others))
    said = said or (behalf if is_for_one else "")
    reason = Reason("sentence", said[:160]) if said else Reason("writes-for-others", str(len(others)))
    return FocalPoint(strip_titles(name)[2] or name, requester.email, attends, reason)


def _attends(wants: Wants, others: int) -> bool | None:
    """What the writer says of himself; "our three representatives", and three are listed, leaves none for him."""
    said: bool | None = None
    for sentence in wants.sentences:
        if lexicon.has(sentence, "say.away"):
            said = False
        elif lexicon.has(sentence, "say.also"):
            said = True
    return said
