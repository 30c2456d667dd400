"""The class of a person's mail: one table, read from the top; what it asks for, weighed with what is known."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mailreader import lexicon
from mailreader.changes import Answer
from mailreader.facts import Attachment
from mailreader.fields import mode_of, wished_mode
from mailreader.findings import Proposal, Reason, RegistrationFacts
from mailreader.headers import EMAIL
from mailreader.office import DOCX, XLSX
from mailreader.people import is_structured
from mailreader.restricted import restricted_in
from mailreader.titles import titles_in
from mailreader.wants import Wants, comes_instead

_FORMS = {
    DOCX, XLSX, "application/pdf", "text/csv", "application/msword", "application/vnd.ms-excel", "application/rtf",
}  # fmt: skip
_SCANS = {"image/jpeg", "image/png", "image/tiff"}
_FEW_WORDS = 80


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

    @property
    def named(self) -> list[Proposal]:
        """Those who are named, the writer among them."""
        return [person for person in self.people if not person.is_placeholder]

    @property
    def new(self) -> list[Proposal]:
        """Persons named besides the writer who are not registered yet."""
        return [person for person in self.named if not person.is_sender and not person.registration]

    @property
    def replacing(self) -> list[str]:
        """Sentences in which somebody takes another's place; not a thing, and not online for in person."""
        kept = [one for one in self.wants.substitute if one not in self.wants.question or self.new]
        return [one for one in kept if not wished_mode(one) and not is_of_a_thing(one)]

    @property
    def leaving(self) -> list[str]:
        """Sentences in which somebody ends a place; no questions, no conditions, nobody who only comes otherwise."""
        kept = [one for one in self.wants.cancel if not self._is_open(one) and not self._keeps_place(one)]
        return [one for one in kept if not lexicon.begins(one, "say.condition")]

    @property
    def changing(self) -> list[str]:
        """Sentences in which something of a registration becomes different."""
        wants = self.wants
        things = [one for one in wants.substitute if is_of_a_thing(one) or wished_mode(one)]
        found = [one for one in wants.update + things if not self._is_open(one)]
        found = found or [one for one in wants.cancel if self._keeps_place(one) and not self._is_open(one)]
        if self.new:
            return [one for one in found if not mode_of(one)]
        told = [one for one in wants.sentences if "?" not in one and _tells_of_self(one)] if self.is_answer else []
        return found + told

    @property
    def asking(self) -> list[str]:
        """Sentences that ask for a place."""
        return self.wants.strong or self.wants.request

    def _is_open(self, sentence: str) -> bool:
        """ "Can I change …?" asks; "could you change …?" asks for it to be done."""
        is_asked = sentence.rstrip(" )\"'").endswith("?")
        is_polite = any(hit.first < 4 for hit in lexicon.hits(sentence, "want.act"))
        polite = lexicon.hits(sentence, "want.polite")
        # "Mr X cannot come, so could you take him off the list?" tells it first.
        is_polite = is_polite or any(
            hit.first == 0 or any(one.first < hit.first for one in lexicon.hits(sentence, "want.cancel"))
            for hit in polite
        )
        return is_asked and not is_polite

    def _keeps_place(self, sentence: str) -> bool:
        """ "I cannot come in person, but will follow online": nobody leaves."""
        place = self.wants.sentences.index(sentence) if sentence in self.wants.sentences else 0
        around = " ".join(self.wants.sentences[place : place + 2])
        denies = lexicon.has(sentence, "say.me_too")
        wishes = lexicon.hits(around, "note.online")
        is_travel = lexicon.has(sentence, "note.come_in_person") or lexicon.has(sentence, "note.follows")
        follows = any(lexicon.has(around[max(0, hit.start - 80) : hit.start], "note.follows") for hit in wishes)
        return bool(wishes) and is_travel and follows and not denies

    @property
    def is_told(self) -> bool:
        """Somebody filled in a form rather than signed a letter."""
        return any(is_structured(person) for person in self.named)


def is_of_a_thing(sentence: str) -> bool:
    """An address, a number or a file takes the place of another: nobody is replaced."""
    if titles_in(sentence):
        return False
    near = [
        thing for hit in lexicon.hits(sentence, "want.substitute") for thing in lexicon.hits(sentence, "want.thing")
        if -8 <= thing.first - hit.last < 4 and not lexicon.has(sentence[hit.end : thing.start], "want.by")
    ]  # fmt: skip
    return len(set(EMAIL.findall(sentence))) > 1 or bool(near)


def _tells_of_self(sentence: str) -> bool:
    """A need, or whether the name may be shown."""
    is_consent = lexicon.has(sentence, "note.consent") or lexicon.has(sentence, "note.no_consent")
    return is_consent or bool(restricted_in(sentence))


def nominating_files(files: tuple[Attachment, ...]) -> list[Attachment]:
    """Files that can be a nomination: documents, and scans with a name that says so."""
    found = [file for file in files if file.content_type in _FORMS and not file.is_inline]
    return found + [file for file in files if file.content_type in _SCANS and _is_document(file.filename)]


def _is_document(text: str) -> bool:
    return lexicon.has(text.replace("_", " "), "want.document")


def _by_file(case: Case) -> list[str]:
    """Hardly a word, but a file that says what it is."""
    named = [file for file in nominating_files(case.files) if _is_document(f"{file.filename} {file.text[:1500]}")]
    is_sent = case.wants.attached or case.wants.request or len(case.text.split()) < _FEW_WORDS
    return [file.filename for file in named] if is_sent else []


def _says(sentences: list[str]) -> Reason:
    return Reason("sentence", sentences[0][:160] if sentences else "")


def _is_nomination(case: Case) -> bool:
    others = [person for person in case.named if not person.is_sender]
    is_only_file = not case.named and bool(case.in_files)
    is_attached = not others and bool(case.wants.attached) and not case.asks_for_self
    return bool(nominating_files(case.files)) and (is_only_file or is_attached)


def _only_asks(case: Case) -> bool:
    """A question, or somebody who has not decided; nobody is told of."""
    others = [person for person in case.named if not person.is_sender]
    is_asked = bool(case.wants.question) and not (case.wants.strong or case.asks_for_self or others or case.is_told)
    return is_asked or bool(case.wants.refusal and not case.wants.strong and not others)


# Class, when, and why. The first row that holds counts.
_TABLE: tuple[tuple[str, Callable[[Case], object], Callable[[Case], Reason]], ...] = (
    ("substitution", lambda c: c.replacing and (c.known or c.new or c.wants.cancel), lambda c: _says(c.replacing)),
    ("substitution", lambda c: any(map(comes_instead, c.replacing)), lambda c: _says(c.replacing)),
    ("substitution", lambda c: c.known and c.is_answer and c.leaving and c.new, lambda c: _says(c.leaving)),
    ("update", lambda c: c.known and c.changing and not c.leaving, lambda c: _says(c.changing)),
    (
        "update",
        lambda c: c.known and c.wants.confirm and not c.leaving and c.is_answer and not c.new,
        lambda c: _says(c.wants.confirm),
    ),
    (
        "cancellation",
        lambda c: (
            c.leaving
            and not (c.new and (not c.known or c.wants.request))
            and not (c.asks_for_self and not c.known and c.wants.strong)
            and not (not c.known and any(not person.registration for person in c.in_files))
        ),
        lambda c: _says(c.leaving),
    ),
    ("update", lambda c: c.is_answer and c.answers and not c.new, lambda c: Reason("line", c.answers[0].label)),
    (
        "duplicate",
        lambda c: (
            c.named and c.existing == len(c.named) and not c.in_files and (c.asking or c.wants.confirm or c.is_told)
        ),
        lambda c: Reason("address-known", c.named[0].registration),
    ),
    (
        "nomination_attached",
        _is_nomination,
        lambda c: (
            _says(c.wants.attached) if c.wants.attached else Reason("file", nominating_files(c.files)[0].filename)
        ),
    ),
    (
        "registration_request",
        lambda c: not _only_asks(c) and c.asking and (c.named or c.asks_for_self or c.wants.strong),
        lambda c: _says(c.asking),
    ),
    (
        "registration_request",
        lambda c: not _only_asks(c) and (c.is_told or any(not person.is_sender for person in c.named)),
        lambda c: c.named[0].source,
    ),
    ("nomination_attached", _by_file, lambda c: Reason("file", _by_file(c)[0])),
    ("question", lambda c: c.wants.question or c.wants.refusal, lambda c: _says(c.wants.question or c.wants.refusal)),
)


def choose(case: Case) -> tuple[str, Reason]:
    """The class, and the sentence or mark that decided it."""
    for name, holds, why in _TABLE:
        if holds(case):
            # What we know already and asked for again is no second request.
            return ("update" if name == "duplicate" and case.is_answer else name), why(case)
    return "needs_review", Reason("nothing-recognised")
