"""The class of a person's mail: one table, read from the top; what it asks for, weighed with what is known."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from mailreader import lexicon
from mailreader.affiliation import without_article
from mailreader.changes import Answer
from mailreader.facts import Attachment
from mailreader.fields import mode_of, wished_mode
from mailreader.findings import Proposal, Reason, RegistrationFacts
from mailreader.flat import flat
from mailreader.junk import is_bill
from mailreader.names import name_at
from mailreader.office import DOCX, XLSX
from mailreader.people import is_structured
from mailreader.restricted import restricted_in
from mailreader.titles import title_end, titles_in
from mailreader.wants import Wants, affirmed, comes_instead, only_asks

_FORMS = {
    DOCX, XLSX, "application/pdf", "text/csv", "application/msword", "application/vnd.ms-excel", "application/rtf",
}  # fmt: skip
_SCANS = {"image/jpeg", "image/png", "image/tiff"}
# What somebody filled in.
_FILLED_IN = ("lines", "row", "column")
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
    asks_for_self: bool = False
    existing: int = 0
    text: str = ""
    answers: list[Answer] = field(default_factory=list)
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
    def is_told(self) -> bool:
        """Somebody filled in a form rather than signed a letter; a page to write to us asks for no more than a name."""
        return any(is_structured(person) and _is_for_a_place(person) for person in self.named)

    @property
    def replacing(self) -> list[str]:
        """Sentences in which somebody takes another's place; not a thing, and not online for in person."""
        kept = [one for one in self.wants.substitute if one not in self.wants.question or self.new]
        return [one for one in kept if not wished_mode(one) and not is_of_a_thing(one)]

    @property
    def leaving(self) -> list[str]:
        """Sentences in which somebody ends a place; no questions, no conditions, nobody who only comes otherwise."""
        kept = [one for one in self.wants.cancel if _is_decided(one) and not self._follows_online(one)]
        return [one for one in kept if lexicon.has(one, "date.meetings") or not lexicon.has(one, "want.beside")]

    @property
    def changing(self) -> list[str]:
        """Sentences in which something of a registration becomes different."""
        things = [one for one in self.wants.substitute if is_of_a_thing(one) or wished_mode(one)]
        online = [one for one in self.wants.cancel if self._follows_online(one)]
        found = [one for one in self.wants.update + things + online if _is_decided(one)]
        return [one for one in found if not mode_of(one)] if self.new else found

    @property
    def asking(self) -> list[str]:
        """Sentences that ask for a place."""
        return self.wants.strong or self.wants.request

    @property
    def noting(self) -> list[str]:
        """Sentences that tell of a need."""
        return [one for one in self.wants.sentences if restricted_in(one) and not only_asks(one)]

    @property
    def is_known_already(self) -> bool:
        """All who are named are registered."""
        return bool(self.named) and self.existing == len(self.named) and not self.in_files

    @property
    def is_undecided(self) -> bool:
        """Who writes says so, or only asks; nobody else is told of."""
        # A subject of a word or two, "Registration", decides nothing.
        if any(len(one.split()) > _TITLE for one in self.wants.strong):
            return False
        only_asks = bool(self.wants.question) and not self.asks_for_self
        is_refused = bool(self.wants.refusal) and not self.others
        return is_refused or (only_asks and not any(map(_is_for_a_place, self.people)))

    def _follows_online(self, sentence: str) -> bool:
        """ "I cannot come in person. I will follow online": nobody leaves."""
        place = self.wants.sentences.index(sentence) if sentence in self.wants.sentences else 0
        around = " ".join(self.wants.sentences[place : place + 2])
        places = [hit.start for hit in lexicon.hits(around, "note.online")]
        follows = any(affirmed(around[max(0, start - 80) : start], "note.follows") for start in places)
        return follows and not lexicon.has(sentence, "say.me_too")


def _is_decided(sentence: str) -> bool:
    """Neither a mere question nor what would be if."""
    return not only_asks(sentence) and not lexicon.begins(sentence, "say.condition")


def _is_for_a_place(person: Proposal) -> bool:
    """More is told than a name and an address on labelled lines, which every page to write to us asks for."""
    return person.source.code != "lines" or bool(person.function or person.country)


def is_of_a_thing(sentence: str) -> bool:
    """An address, a number or a file takes the place of another: nobody is replaced."""
    if _is_of_words(sentence):
        return True
    things = [hit.first for hit in lexicon.hits(sentence, "want.thing")]
    swaps = [hit.last for hit in lexicon.hits(sentence, "want.substitute")]
    return any(-8 <= thing - swap < 4 for thing in things for swap in swaps) and not titles_in(sentence)


def _is_of_words(sentence: str) -> bool:
    """A word in quotes, a letter or a bare "Mrs" takes the place of another; or "Mrs" that of "Mr" before one name."""
    names = [name for _start, end in titles_in(sentence) if (name := name_at(sentence, end)[0])]
    rests = [sentence[hit.end :].lstrip() for topic in _SWAPS for hit in lexicon.hits(sentence, topic)]
    return any(map(_begins_with_word, rests)) or (len(names) > 1 and len(set(names)) == 1)


def _begins_with_word(rest: str) -> bool:
    """A word in quotes, a letter, or a title with no name behind it."""
    rest = without_article(rest)
    behind = rest[title_end(rest) :].lstrip()
    is_bare = behind != rest and not behind[:1].isupper() and lexicon.begins(behind, "person.article") is None
    return is_bare or bool(_ONE_WORD.match(flat(rest)))


def _nominating(case: Case) -> Reason | None:
    """A document, or a scan whose name says so, if the persons stand in it alone, or it is sent and nobody is named."""
    is_only_file = not case.named and bool(case.in_files)
    is_sent = bool(case.wants.attached) and not case.others and not case.asks_for_self
    files = [
        file for file in case.files
        if (file.content_type in _FORMS and not file.is_inline)
        or (file.content_type in _SCANS and lexicon.has(file.filename.replace("_", " "), "want.document"))
    ]  # fmt: skip
    return Reason("file", files[0].filename) if files and (is_only_file or is_sent) else None


def _ends(case: Case) -> Reason | None:
    """Somebody leaves, and nobody is asked for who is not registered yet."""
    is_new = bool(case.new) and (not case.known or bool(case.wants.request))
    # Whoever fills in a form does not leave by it, unless he or she is registered.
    forms = [one for one in case.named if one.source.code in _FILLED_IN and (one.function or one.country)]
    is_new = is_new or any(not one.registration for one in forms)
    # Of nobody whom we know; and something else is asked for, which is surer.
    asked = [one for one in (*case.wants.strong, *case.wants.question) if one not in case.leaving]
    is_of_nobody = not (case.known or case.is_somebody_named) and bool(asked or case.in_files)
    return _says(case.leaving) if not is_new and not is_of_nobody else None


def _is_known(case: Case) -> Reason | None:
    is_asked = bool(case.asking or case.wants.confirm or case.is_told) and not case.is_undecided
    return Reason("address-known", case.named[0].registration) if case.is_known_already and is_asked else None


def _asks(case: Case) -> Reason | None:
    """A place is asked for; or somebody who is not registered is told of, whatever is said around."""
    if case.is_undecided or case.is_known_already:
        return None
    if case.asking and (case.people or case.asks_for_self or case.wants.strong):
        return _says(case.asking)
    return case.named[0].source if case.is_told or case.others else None


def _wants_money(case: Case) -> Reason | None:
    asks = bool(case.wants.strong or case.others or case.asks_for_self)
    return Reason("nothing-recognised") if not case.known and is_bill(case.text, asks=asks) else None


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
    ("update", lambda c: Reason("line", c.answers[0].label) if c.is_answer and c.answers and not c.new else None),
    ("duplicate", _is_known),
    ("needs_review", _wants_money),
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
