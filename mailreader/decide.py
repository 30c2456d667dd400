"""The class of a person's mail: one table, read from the top; what it asks for, weighed with what is known."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lexicon import phrases
from lexicon.affiliation import without_article
from lexicon.flat import flat
from lexicon.reasons import Reason
from lexicon.restricted import restricted_in
from mailreader.changes import Answer
from mailreader.facts import Attachment
from mailreader.fields import mode_of, wished_mode
from mailreader.findings import Proposal, RegistrationFacts
from mailreader.people import is_structured
from mailreader.wants import Wants, affirmed, comes_instead, only_asks

_TITLE = 3
_SWAPS = ("want.by", "want.of", "want.substitute")
# A word in quotes, or a letter that is no word.
_ONE_WORD = re.compile(r'"\s?[^\s"]{1,40}\s?"|[b-df-hj-np-tv-xz](?:\s|[.,;!?]?$)|[aeiouy][.,;!?]?$')


@dataclass(slots=True)
class Case:
    """What is known when a class is chosen."""

    wants: Wants
    people: list[Proposal] = field(default_factory=list)
    in_files: list[Proposal] = field(default_factory=list)
    files: tuple[Attachment, ...] = ()
    known: RegistrationFacts | None = None
    is_answer: bool = False
    existing: int = 0
    answers: list[Answer] = field(default_factory=list)
    is_bill: bool = False
    # Somebody registered is named where it is said who does not come.
    is_somebody_named: bool = False

    @property
    def named(self) -> list[Proposal]:
        """Those who are named, the writer among them."""
        return [person for person in self.people if not person.is_placeholder]

    @property
    def others(self) -> list[Proposal]:
        """Those named besides the writer."""
        return [person for person in self.named if not person.is_sender]

    @property
    def new(self) -> list[Proposal]:
        """Persons named besides the writer who are not registered yet."""
        return [person for person in self.others if not person.registration]

    @property
    def replacing(self) -> list[str]:
        """Sentences in which somebody takes another's place; not a thing, and not online for in person."""
        kept = [one for one in self.wants.substitute if one not in self.wants.question or self.new]
        return [one for one in kept if not wished_mode(one) and not is_of_a_thing(one)]

    @property
    def leaving(self) -> list[str]:
        """Sentences in which somebody ends a place; no questions, no conditions, nobody who only comes otherwise."""
        kept = [one for one in self.wants.cancel if _is_decided(one) and not self._follows_online(one)]
        return [one for one in kept if phrases.has(one, "date.meetings") or not phrases.has(one, "want.beside")]

    @property
    def changing(self) -> list[str]:
        """Sentences in which something of a registration becomes different."""
        things = [one for one in self.wants.substitute if is_of_a_thing(one) or wished_mode(one)]
        online = [one for one in self.wants.cancel if self._follows_online(one)]
        found = [one for one in self.wants.update + things + online if _is_decided(one)]
        return [one for one in found if not mode_of(one)] if self.new else found

    @property
    def noting(self) -> list[str]:
        """Sentences that tell of a need."""
        return [one for one in self.wants.sentences if restricted_in(one) and not only_asks(one)]

    def _follows_online(self, sentence: str) -> bool:
        """ "I cannot come in person. I will follow online": nobody leaves."""
        place = self.wants.sentences.index(sentence)
        around = " ".join(self.wants.sentences[place : place + 2])
        places = [hit.start for hit in phrases.hits(around, "note.online")]
        return any(affirmed(around[max(0, start - 80) : start], "note.follows") for start in places)


def _is_decided(sentence: str) -> bool:
    """Neither a mere question nor what would be if."""
    return not only_asks(sentence) and not phrases.begins(sentence, "say.condition")


def _fills_in(person: Proposal) -> bool:
    """A form rather than a signature; a page to write to us asks for no more than a name and an address."""
    return is_structured(person) and (person.source.code != "lines" or bool(person.function or person.country))


def is_of_a_thing(sentence: str) -> bool:
    """An address, a number, a file, a word in quotes or a letter takes the place of another: nobody is replaced."""
    rests = [without_article(sentence[hit.end :].lstrip()) for topic in _SWAPS for hit in phrases.hits(sentence, topic)]
    if any(_ONE_WORD.match(flat(rest)) for rest in rests):
        return True
    things = [hit.first for hit in phrases.hits(sentence, "want.thing")]
    swaps = [hit.last for hit in phrases.hits(sentence, "want.substitute")]
    return any(-8 <= thing - swap < 4 for thing in things for swap in swaps)


def _nominating(case: Case) -> Reason | None:
    """A document in which the persons stand; or it is sent, and nobody else is named."""
    files = [file for file in case.files if not file.is_inline]
    is_sent = bool(case.wants.attached) and not case.others
    return Reason("file", files[0].filename) if files and (case.in_files or is_sent) else None


def _ends(case: Case) -> Reason | None:
    """Somebody leaves, and nobody is named who is not registered yet."""
    is_new = any(not one.registration for one in case.named)
    # Of somebody whom we know; or nothing else is asked for, which is surer.
    asked = {*case.wants.strong, *case.wants.question}.difference(case.leaving)
    return _says(case.leaving, not is_new and (case.known or case.is_somebody_named or not (asked or case.in_files)))


def _is_known(case: Case) -> Reason | None:
    """All who are named are registered."""
    is_so = bool(case.named) and case.existing == len(case.named)
    return Reason("address-known", case.named[0].registration) if is_so else None


def _asks(case: Case) -> Reason | None:
    """A place is asked for; or somebody is told of, whatever is said around. Who has not decided asks for nothing."""
    is_open = (case.wants.refusal and not case.others) or (case.wants.question and not case.people)
    # A subject of a word or two, "Registration", decides nothing.
    if is_open and not any(len(one.split()) > _TITLE for one in case.wants.strong):
        return None
    is_told = bool(case.others) or any(map(_fills_in, case.named))
    return _says(case.wants.request, case.people or case.wants.strong) or (case.named[0].source if is_told else None)


def _says(sentences: list[str], when: object = True) -> Reason | None:
    """The first sentence as the reason, if there is one, and something else holds."""
    return Reason("sentence", sentences[0][:160]) if sentences and when else None


# Class, and why, if it holds. The first row that does counts.
_TABLE: tuple[tuple[str, Callable[[Case], Reason | None]], ...] = (
    ("substitution", lambda c: _says(c.replacing, c.known or c.new or c.wants.cancel)),
    ("substitution", lambda c: _says(c.replacing, any(map(comes_instead, c.replacing)))),
    ("substitution", lambda c: _says(c.leaving, c.known and c.is_answer and c.new)),
    ("update", lambda c: _says(c.changing, c.known and not c.leaving)),
    ("cancellation", _ends),
    ("update", lambda c: _says(c.wants.confirm, c.known and c.is_answer and not c.new)),
    ("update", lambda c: Reason("line", c.answers[0].label) if c.answers and not c.new else None),
    ("duplicate", _is_known),
    ("needs_review", lambda c: Reason("nothing-recognised") if c.is_bill and not c.known else None),
    ("nomination_attached", _nominating),
    ("registration_request", _asks),
    ("update", lambda c: _says(c.noting, c.known and c.is_answer and not c.new)),
    ("question", lambda c: _says(c.wants.question or c.wants.refusal)),
)


def choose(case: Case) -> tuple[str, Reason]:
    """The class, and the sentence or mark that decided it."""
    for name, reason_of in _TABLE:
        if reason := reason_of(case):
            # What we know already and asked for again is no second request.
            return ("update" if name == "duplicate" and case.is_answer else name), reason
    return "needs_review", Reason("nothing-recognised")
