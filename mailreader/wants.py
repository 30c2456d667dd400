"""What the writer wants, sentence by sentence: phrases of the lexicon, and what denies them or turns them round."""

from dataclasses import dataclass, field
from functools import cache

from lexicon import phrases
from lexicon.matcher import Hit, words_of
from lexicon.sentences import sentences_of

# So far before a phrase a "not" is looked for, and behind it a "not needed".
_NEAR = 8
_MOST = 400
# These say themselves that something is not: "will not attend".
_HAVE_OWN_NOT = {"cancel", "refusal", "question", "not", "courtesy", "polite"}
_SIGNS = set('.,;:()!?"')
_KINDS = ("request", "strong", "cancel", "substitute", "update", "confirm")


@dataclass(slots=True)
class Wants:
    """The sentences of a mail, and of them those that ask for each thing."""

    sentences: list[str] = field(default_factory=list)
    request: list[str] = field(default_factory=list)
    strong: list[str] = field(default_factory=list)
    refusal: list[str] = field(default_factory=list)
    cancel: list[str] = field(default_factory=list)
    substitute: list[str] = field(default_factory=list)
    update: list[str] = field(default_factory=list)
    confirm: list[str] = field(default_factory=list)
    question: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)

    @property
    def asks_besides(self) -> bool:
        """Something is asked, other than for a deed."""
        return any(not phrases.has(sentence, "want.act") for sentence in self.question)


def wants_of(text: str) -> Wants:
    """What the sentences of a text ask for. A sentence may ask for several things; what it denies it does not ask."""
    wants = Wants(sentences=sentences_of(text)[:_MOST])
    for sentence in wants.sentences:
        for kind in _wants_in(sentence):
            getattr(wants, kind).append(sentence)
    return wants


def _wants_in(sentence: str) -> set[str]:
    """The kinds of wish in one sentence, by the names of the lists in `Wants`."""
    found = phrases.found_in(sentence, "want")
    wanted = {kind for kind in _KINDS if affirmed(sentence, f"want.{kind}")}
    if "strong" in wanted or self_in(sentence):
        wanted.add("request")
    if "refusal" in found or only_asks(sentence):
        wanted -= {"request", "strong"}
    if "refusal" in found:
        wanted.add("refusal")
    if "question" in found and "courtesy" not in found and (only_asks(sentence) or not {"act", "strong"} & set(found)):
        wanted.add("question")
    if "attached" in found and "document" in found:
        wanted.add("attached")
    return wanted


def only_asks(sentence: str) -> bool:
    """ "Can I change …?" and "could you tell me how to register?" ask; "could you register me?" wants it to be done."""
    found = phrases.found_in(sentence, "want")
    is_polite = "polite" in found and not any(hit.last - hit.first > 1 for hit in found.get("question", ()))
    return _is_asked(sentence) and not is_polite


def _is_asked(sentence: str) -> bool:
    return sentence.rstrip(" )\"'»").endswith("?")


def affirmed(sentence: str, topic: str) -> list[Hit]:
    """The phrases of a topic in a sentence that are not denied."""
    return [hit for hit in phrases.hits(sentence, topic) if not is_denied(sentence, hit)]


def is_denied(sentence: str, hit: Hit) -> bool:
    """It tells of what we asked, or of what was; or a "not" stands in or before it, or "is not needed" behind."""
    if any(one.first < hit.last and hit.first < one.last for one in phrases.hits(sentence, "want.no_wish")):
        return True
    # "We have nobody who could come", "she would have liked to take my place".
    unreal = [*phrases.hits(sentence, "want.nobody"), *phrases.hits(sentence, "want.counterfactual")]
    if any(one.first <= hit.first and not _SIGNS & set(sentence[one.start : hit.start]) for one in unreal):
        return True
    nots = {one.first for one in phrases.hits(sentence, "want.not")}
    if hit.topic not in _HAVE_OWN_NOT and nots & set(range(hit.first, hit.last)):
        return True
    before = _not_before(sentence, hit, nots) if nots else None
    if before is not None:
        # "Do not forget to cancel" asks for it.
        return not any(before - 4 < one.first < hit.first for one in phrases.hits(sentence, "want.forget"))
    return any(0 <= one.first - hit.last < 4 for one in phrases.hits(sentence, "say.denial"))


def _not_before(sentence: str, hit: Hit, nots: set[int]) -> int | None:
    """Where the "not" stands that is nearest before it, in the same thought."""
    words = words_of(sentence)
    for place in range(hit.first - 1, max(hit.first - 1 - _NEAR, -1), -1):
        between = sentence[words.ends[place] : words.starts[place + 1]]
        if _SIGNS & set(between) or words.words[place] in _stops():
            return None
        if place in nots:
            return place
    return None


@cache
def _stops() -> frozenset[str]:
    """Where another thought begins: "as I am not free I must cancel" denies nothing."""
    return phrases.words("say.and") | phrases.words("want.turn")


def self_in(sentence: str) -> list[Hit]:
    """Phrases by which the writer asks for a place of his or her own; not "I hope that she will come".

    Nor "cancel my registration": what stands right behind the words that end a place, unless a thought begins there.
    """
    words, ends = words_of(sentence).words, affirmed(sentence, "want.cancel")
    hits = [
        hit for hit in affirmed(sentence, "want.self")
        if words[hit.first] in _stops() or not any(one.first < hit.first <= one.last for one in ends)
    ]  # fmt: skip
    return [hit for hit in hits if not phrases.has(sentence[hit.start : hit.end].partition(" ")[2], "person.pronoun")]


def asks_for_self(wants: Wants, *, has_others: bool) -> str:
    """The sentence in which the writer asks to come, or "". "We" speaks for the others, if others are named."""
    is_away = has_others and any(phrases.has(sentence, "say.away") for sentence in wants.sentences)
    for sentence in wants.request if not is_away else []:
        hits = self_in(sentence)
        if has_others:
            hits = [hit for hit in hits if phrases.has(sentence[max(0, hit.start - 12) : hit.end], "say.first")]
        if hits:
            return sentence
    return ""


def comes_instead(sentence: str) -> bool:
    """The writer comes in the place of somebody else: "c'est moi qui participerai à sa place"."""
    return bool(affirmed(sentence, "want.instead"))


def stays(sentence: str) -> bool:
    """The sentence says of somebody that a place is kept: "Ms X remains registered", "rien ne change pour eux"."""
    return phrases.has(sentence, "want.stays")
