"""Which registrations a mail wants cancelled, changed or replaced, and what right its writer has to ask."""

import re

from mailreader.context import Context
from mailreader.findings import Proposal, RegistrationFacts, Understanding
from mailreader.flat import flat
from mailreader.intent import Intent
from mailreader.names import PARTICLES, mentions
from mailreader.prose import NAME_AFTER
from mailreader.rights import right_of
from mailreader.staying import writer_stays
from mailreader.threads import REFERENCE
from mailreader.titles import TITLE_PATTERN

# Somebody of whom a sentence before has told who it is.
_OF_ANOTHER = re.compile(
    r"\b(?:(?:his|her|their) (?:name|registration|participation|attendance|place|seat|behalf)|"
    r"(?:cancel|withdraw) (?:him|"
    r"her|them)|(?:son|leur) (?:inscription|nom)|(?:sa|leur) (?:participation|place|venue)|(?:le|la|les) (?:remplac|"
    r"desinscri|retir|ray)\w+|(?:su|sus) (?:inscripcion|participacion|nombre|lugar|plaza|asistencia)|"
    r"(?:l[aoe]s?|les) (?!sustitucion)(?:sustitu|reempla|cancel|anul)\w+|replac\w+ (?:him|her|them)\b|"
    r"instead of (?:him|her|them)\b)"
)
# "Neither Mr X nor I", "nos deux inscriptions": not "Mr X cannot come and I will come alone".
_WRITER_TOO = re.compile(
    r"\b(?:neither i|nor i|nor myself|and (?:i|myself) (?:can ?not|can't|will not|won't|are|must|have to|regret|shall "
    r"not)|(?:i|myself) and (?:mr|ms|mrs|dr|my)|both of us|our (?:two|both)|ni moi|et moi(?:-meme)? (?:ne|n'|devons)|"
    r"nos deux|(?:ni|y) yo (?:no|tendremos|debemos|lamentamos)|ni yo|nuestras dos)\b"
)
# Words that begin with a capital, one after the other, as a name written without a title does.
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’-]*"
_RUN = re.compile(rf"{_CAPITAL}(?: (?:(?:{'|'.join(sorted(PARTICLES))}) ){{0,2}}{_CAPITAL}){{1,4}}")
# "Cancel DLG-1; DLG-2 stands": with both in one sentence a name has to tell them apart.
_KEPT = re.compile(
    r"\b(?:stands|stays|remains?|is kept|unchanged|maint(?:enue?|ient|iene|iens|engo)|reste|inchangee?|conserv\w+|"
    r"mantien\w+|sigue|se queda)\b"
)
_LONGEST_SENTENCE, _MOST_RUNS = 1000, 8
_CLASSES = {"cancellation", "substitution", "update"}


def name_targets(
    result: Understanding, intent: Intent, people: list[Proposal], known: RegistrationFacts | None, context: Context
) -> None:
    """Those the sentences name, else the one of the thread or of the writer; and who it is that asks."""
    if result.classification == "duplicate":
        result.targets = tuple(dict.fromkeys(person.registration for person in people if person.registration))
        return
    if result.classification not in _CLASSES:
        return
    rows = _rows(result, intent, people, known, context)
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
    result: Understanding, intent: Intent, people: list[Proposal], known: RegistrationFacts | None, context: Context
) -> list[RegistrationFacts]:
    """Those named; the one of the thread or of the writer, if nobody is, or the writer is among them."""
    own = [known] if known is not None else []
    if result.classification == "update":
        return own
    sentences = intent.cancel if result.classification == "cancellation" else intent.substitute + intent.cancel
    named = _named(sentences, people, result.event, context)
    if not named and (known is None or any(_OF_ANOTHER.search(flat(sentence)) for sentence in sentences)):
        # "Mr X has left us. Kindly cancel his registration."
        named = _named(_around(sentences, intent.sentences), people, result.event, context)
    if (
        named
        and result.classification == "cancellation"
        and any(_WRITER_TOO.search(flat(sentence)) for sentence in sentences)
    ):
        return [*own, *named]
    if own and own[0].email in (result.requester.email, result.reply_to) and writer_stays(intent.sentences):
        own = []  # whoever goes, not the writer
    return named or own


def _around(sentences: list[str], everything: list[str]) -> list[str]:
    """The sentences before each of these, up to three, the nearest first."""
    found: list[str] = []
    for sentence in sentences:
        place = everything.index(sentence) if sentence in everything else 0
        found += reversed(everything[max(place - 3, 0) : place])
    return list(dict.fromkeys(found))


def _named(sentences: list[str], people: list[Proposal], event: str, context: Context) -> list[RegistrationFacts]:
    """Registered persons whom the sentences name by title and name; not those who are to come instead."""
    if marked := _marked(sentences, context):
        return marked
    found: list[RegistrationFacts] = []
    coming = [person.family_name for person in people if not person.registration]
    for sentence in sentences:
        for title in TITLE_PATTERN.finditer(sentence):
            name = NAME_AFTER.match(sentence, title.end())
            if not name:
                continue
            words = name[1].split()
            rows: list[RegistrationFacts] = []
            for start in range(len(words)):
                rows = rows or list(
                    context.registrations_named(" ".join(words[:start]), " ".join(words[start:]), event)
                )
            if len(rows) == 1 and not any(mentions(name[1], family) for family in coming):
                found += rows
    return found or _named_in_full(sentences, coming, event, context)


def _marked(sentences: list[str], context: Context) -> list[RegistrationFacts]:
    """Registrations whose references stand in the sentences, but for those that a sentence says are kept."""
    rows = [
        context.registration(reference)
        for sentence in sentences
        for reference in REFERENCE.findall(sentence)
        if not _KEPT.search(flat(sentence))
    ]
    return [row for row in rows if row is not None]


def _named_in_full(sentences: list[str], coming: list[str], event: str, context: Context) -> list[RegistrationFacts]:
    """Registered persons whose given and family name stand there without a title; the longest name of a run counts."""
    found: list[RegistrationFacts] = []
    runs = [run.group().split() for sentence in sentences for run in _RUN.finditer(sentence[:_LONGEST_SENTENCE])]
    for words in runs[:_MOST_RUNS]:
        spans = [words[start:end] for start in range(len(words)) for end in range(start + 2, len(words) + 1)]
        for span in sorted(spans, key=len, reverse=True):
            rows = context.registrations_named(span[0], " ".join(span[1:]), event)
            if len(rows) == 1 and not any(mentions(" ".join(span), family) for family in coming):
                found += rows
                break
    return found


def _right(row: RegistrationFacts, requester: str, reply_to: str, context: Context) -> str:
    """Who asks for something to be done with a registration: staff weigh the request by it."""
    if row.email in (requester, reply_to):
        return "asked_by_the_person"
    if context.is_staff(requester):
        return "asked_by_staff"
    return right_of(requester, row.email, row.asked_by)
