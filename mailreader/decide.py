"""The class of a person's mail: one table, read from the top; what it asks for, weighed with what is known."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mailreader import lexicon
from mailreader.changes import Answer
from mailreader.facts import Attachment
from mailreader.fields import mode_of, wished_mode
from mailreader.findings import Proposal, Reason, RegistrationFacts
from mailreader.junk import is_bill
from mailreader.office import DOCX, XLSX
from mailreader.people import is_structured
from mailreader.titles import titles_in
from mailreader.wants import Wants, affirmed, comes_instead, only_asks

_FORMS = {
    DOCX, XLSX, "application/pdf", "text/csv", "application/msword", "application/vnd.ms-excel", "application/rtf",
}  # fmt: skip
_SCANS = {"image/jpeg", "image/png", "image/tiff"}
_TITLE = 3


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
        return (only_asks and not any(map(_is_for_a_place, self.people))) or bool(
            self.wants.refusal and not self.others
        )

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


def _is_form(person: Proposal) -> bool:
    return person.source.code in ("lines", "row", "column") and bool(person.function or person.country)


def is_of_a_thing(sentence: str) -> bool:
    """An address, a number or a file takes the place of another: nobody is replaced."""
    things = [hit.first for hit in lexicon.hits(sentence, "want.thing")]
    swaps = [hit.last for hit in lexicon.hits(sentence, "want.substitute")]
    return any(-8 <= thing - swap < 4 for thing in things for swap in swaps) and not titles_in(sentence)


def nominating_files(files: tuple[Attachment, ...]) -> list[Attachment]:
    """Files that can be a nomination: documents, and scans with a name that says so."""
    found = [file for file in files if file.content_type in _FORMS and not file.is_inline]
    return found + [file for file in files if file.content_type in _SCANS and _is_document(file.filename)]


def _is_document(text: str) -> bool:
    return lexicon.has(text.replace("_", " "), "want.document")


def _nominating(case: Case) -> list[Attachment]:
    """The files, where the persons stand in them alone, or the mail sends them and names nobody."""
    is_only_file = not case.named and bool(case.in_files)
    is_sent = bool(case.wants.attached) and not case.others and not case.asks_for_self
    return nominating_files(case.files) if is_only_file or is_sent else []


def _ends(case: Case) -> bool:
    """Somebody leaves, and nobody is asked for who is not registered yet."""
    is_new = bool(case.new) and (not case.known or bool(case.wants.request))
    is_self = case.asks_for_self and bool(case.wants.strong)
    in_file = any(not person.registration for person in case.in_files)
    # Whoever fills in a form does not leave by it, unless he or she is registered.
    is_new = is_new or any(_is_form(person) and not person.registration for person in case.named)
    if not (case.known or case.is_somebody_named):
        # Of nobody whom we know; and something else is asked for, which is surer.
        asked = [one for one in (*case.wants.strong, *case.wants.question) if one not in case.leaving]
        if asked or is_self or in_file:
            return False
    return bool(case.leaving) and not is_new


def _is_bill(case: Case) -> bool:
    """They want money of us."""
    asks = bool(case.wants.strong or case.others or case.asks_for_self)
    return not case.known and is_bill(case.text, asks=asks)


def _is_known_already(case: Case) -> bool:
    is_asked = bool(case.asking or case.wants.confirm or case.is_told)
    return case.is_known_already and not case.is_undecided and is_asked


def _says(sentences: list[str]) -> Reason:
    return Reason("sentence", sentences[0][:160] if sentences else "")


# Class, when, and why. The first row that holds counts.
_TABLE: tuple[tuple[str, Callable[[Case], object], Callable[[Case], Reason]], ...] = (
    ("substitution", lambda c: c.replacing and (c.known or c.new or c.wants.cancel), lambda c: _says(c.replacing)),
    ("substitution", lambda c: any(map(comes_instead, c.replacing)), lambda c: _says(c.replacing)),
    ("substitution", lambda c: c.known and c.is_answer and c.leaving and c.new, lambda c: _says(c.leaving)),
    ("update", lambda c: c.known and c.changing and not c.leaving, lambda c: _says(c.changing)),
    ("cancellation", _ends, lambda c: _says(c.leaving)),
    ("update", lambda c: c.known and c.is_answer and c.wants.confirm and not c.new, lambda c: _says(c.wants.confirm)),
    ("update", lambda c: c.is_answer and c.answers and not c.new, lambda c: Reason("line", c.answers[0].label)),
    ("duplicate", _is_known_already, lambda c: Reason("address-known", c.named[0].registration)),
    ("needs_review", _is_bill, lambda _case: Reason("nothing-recognised")),
    ("nomination_attached", _nominating, lambda c: Reason("file", _nominating(c)[0].filename)),
    (
        "registration_request",
        lambda c: (
            not (c.is_undecided or c.is_known_already) and c.asking and (c.people or c.asks_for_self or c.wants.strong)
        ),
        lambda c: _says(c.asking),
    ),
    (
        "registration_request",
        lambda c: not (c.is_undecided or c.is_known_already) and (c.is_told or c.others),
        lambda c: c.named[0].source,
    ),
    ("question", lambda c: c.wants.question or c.wants.refusal, lambda c: _says(c.wants.question or c.wants.refusal)),
)


def choose(case: Case) -> tuple[str, Reason]:
    """The class, and the sentence or mark that decided it."""
    for name, holds, why in _TABLE:
        if holds(case):
            # What we know already and asked for again is no second request.
            return ("update" if name == "duplicate" and case.is_answer else name), why(case)
    return "needs_review", Reason("nothing-recognised")
