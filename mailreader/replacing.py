"""Who comes in somebody's place: not whoever stands on the same list, nor the one who only writes about it."""

from mailreader import finishing
from mailreader.classify import comes_instead
from mailreader.context import Context
from mailreader.findings import Proposal, Understanding
from mailreader.intent import Intent
from mailreader.names import mentions

# Where one's own details stand filled in, rather than below a letter.
_FILLED_IN = ("lines", "row", "column", "item")


def who_comes(everybody: list[Proposal], result: Understanding, intent: Intent, context: Context) -> list[Proposal]:
    """The persons of a mail that replaces somebody: those named for it are put in the place, others are proposed."""
    is_writer = any(comes_instead(sentence) for sentence in intent.substitute)
    staying = [one for one in everybody if not (one.registration and one.registration in result.targets)]
    coming = [one for one in staying if is_writer or not one.is_sender]
    # A form with the writer's own details and nobody else's: it is the writer who comes.
    coming = coming or [one for one in staying if not one.registration and one.source.code in _FILLED_IN]
    coming = coming or [Proposal(action="substitute", is_placeholder=True, replaces=result.replaces)]
    replaced = context.registration(result.replaces) if result.replaces else None
    if replaced is not None:
        for person in _named_as_replacing(coming, intent):
            finishing.inherit(person, replaced)
    return coming


def _named_as_replacing(coming: list[Proposal], intent: Intent) -> list[Proposal]:
    """Of several those whom a sentence on the replacement names, else whom the one before it does; else all."""
    people = [one for one in coming if not one.is_placeholder]
    if len(people) < 2:
        return people
    for before in (0, 1):
        places = [intent.sentences.index(one) - before for one in intent.substitute if one in intent.sentences]
        said = [intent.sentences[place] for place in places if place >= 0]
        named = [
            one for one in people if one.family_name and any(mentions(sentence, one.family_name) for sentence in said)
        ]
        if named:
            return named
    return people
