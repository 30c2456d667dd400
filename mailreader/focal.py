"""Who answers for the others: whom the mail names as the contact, else who writes; and whether he or she comes."""

from mailreader import lexicon
from mailreader.facts import Address
from mailreader.fields import Filler, can_be_name
from mailreader.findings import FocalPoint, Proposal, Reason
from mailreader.names import recase, same_name
from mailreader.titles import strip_titles
from mailreader.wants import Wants

# Letters that stand for a body: "ICN Admin".
_INITIALS = 3


def focal_point_of(
    requester: Address, name: str, people: list[Proposal], wants: Wants, filler: Filler, *, is_nominating: bool
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
    return FocalPoint(_spoken(name, filler), requester.email, comes or _attends(wants), reason)


def _spoken(name: str, filler: Filler) -> str:
    """The name without title and without capitals, unless it is an office's."""
    name = strip_titles(name)[2] or name
    family, comma, given = name.partition(", ")
    name = f"{given} {family}" if comma and can_be_name(name.replace(",", "")) else name
    if not can_be_name(name) or lexicon.begins(name, "person.any_office"):
        return name
    return " ".join(recase(word, filler.evidence) if len(word) > _INITIALS else word for word in name.split())


def _first(wants: Wants, topic: str) -> str:
    return next((sentence for sentence in wants.sentences if lexicon.has(sentence, topic)), "")


def _attends(wants: Wants) -> bool | None:
    """What the writer says last of himself."""
    said: bool | None = None
    for sentence in wants.sentences:
        if lexicon.has(sentence, "say.away"):
            said = False
        elif lexicon.has(sentence, "say.also"):
            said = True
    return said
