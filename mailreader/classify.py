"""The class of a person's mail: what it asks for, weighed with what is known of the writer."""

import re
from dataclasses import dataclass, field

from mailreader.changes import Answer
from mailreader.facts import Attachment
from mailreader.fill import mode_of, wished_mode
from mailreader.findings import Proposal, Reason, RegistrationFacts
from mailreader.flat import flat
from mailreader.headers import EMAIL
from mailreader.intent import NOMINATING, Intent
from mailreader.notes import CONSENT, NO_CONSENT
from mailreader.office import DOCX, XLSX
from mailreader.restricted import restricted_in
from mailreader.titles import TITLE_PATTERN

_FORMS = {
    DOCX,
    XLSX,
    "application/pdf",
    "text/csv",
    "application/msword",
    "application/vnd.ms-excel",
    "application/rtf",
}
_SCANS = {"image/jpeg", "image/png", "image/tiff"}
_POLITE = re.compile(
    r"\b(?:(?:could|can|would|will) you|please|pourr(?:iez|ais)|pouvez|voudriez|merci de|podrian?|(?<!se )puede[ns]?|"
    r"podeis|(?:is|would) it (?:be )?possible (?:for me )?to|(?:est|serait)-il possible de|"
    r"(?:es|seria) posible|konnten sie|konnen sie|(?:poderiam?|podem))\b"
)
_BUT = re.compile(
    r"\b(?:in person|en personne|en persona|presencial\w*|sur place|presentiel|physically|travel|deplacer|"
    r"voyager|faire le (?:voyage|deplacement)|viajar|desplazar\w*|trasladar\w*|come|venir|acudir|"
    r"anreisen|reisen|vor ort|"
    r"me rendre|on site|deslocar\w*)\b"
)


# "No podré viajar, de modo que seguiré el taller en línea": the writer comes, though otherwise.
_FOLLOWS = re.compile(
    r"\b(?:(?:seguir|participar|asistir|conectar|intervendr|me unir)(?:e|emos)|(?:will|shall|'ll|would) (?:\w+ )?"
    r"(?:follow|join|attend|connect|participate|dial|take part)|(?:suivr|participer|assister|connecter)(?:ai|ons))\b"
)
_NEITHER = re.compile(r"\b(?:neither|nor|not even|ni|nem|weder)\b")


@dataclass(slots=True)
class Case:
    """What is known when a class is chosen."""

    intent: Intent
    people: list[Proposal] = field(default_factory=list)
    in_files: list[Proposal] = field(default_factory=list)
    files: tuple[Attachment, ...] = ()
    known: RegistrationFacts | None = None
    is_answer: bool = False
    asks_for_self: bool = False
    existing: int = 0
    text: str = ""
    answers: list[Answer] = field(default_factory=list)


def nominating_files(files: tuple[Attachment, ...]) -> list[Attachment]:
    """Files that can be a nomination: documents, and scans with a name that says so."""
    found = [file for file in files if file.content_type in _FORMS and not file.is_inline]
    return found + [file for file in files if file.content_type in _SCANS and NOMINATING.search(flat(file.filename))]


def choose(case: Case) -> tuple[str, Reason]:
    """The class and the sentence or mark that decided it."""
    for rule in (_substitution, _change_of_known, _cancellation, _answered, _request, _by_file, _question):
        if found := rule(case):
            return found
    return "needs_review", Reason("nothing-recognised")


def _first(sentences: list[str]) -> Reason:
    return Reason("sentence", sentences[0][:160] if sentences else "")


def _new_people(case: Case) -> list[Proposal]:
    """Persons named besides the writer who are not registered yet."""
    people = [person for person in case.people if not person.is_sender and not person.is_placeholder]
    return [person for person in people if not person.registration]


def _substitution(case: Case) -> tuple[str, Reason] | None:
    asked = [
        sentence for sentence in case.intent.substitute if sentence not in case.intent.question or _new_people(case)
    ]
    asked = [sentence for sentence in asked if not _is_mode_change(sentence) and not _is_of_a_thing(sentence)]
    if asked and (case.known or _new_people(case) or case.intent.cancel):
        return "substitution", _first(asked)
    if takes := [sentence for sentence in asked if comes_instead(sentence)]:
        return "substitution", _first(takes)
    if case.known and case.intent.cancel and _new_people(case) and case.is_answer:
        return "substitution", _first(case.intent.cancel)
    return None


def _is_mode_change(sentence: str) -> bool:
    """ "online instead of in person" replaces nobody."""
    return bool(wished_mode(sentence) or re.search(r"instead of (?:in person|online|travel)", flat(sentence)))


_THING = (
    r"(?:e-?mail|address|adresse|courriel|mail|correo|direccion|number|numero|phone|telephone|telefono|mobile|portable|"
    r"movil|file|fichier|archivo|version|document|documento|attachment|photo|foto|passport|passeport|pasaporte|letter|"
    r"lettre|carta|programme|slides|diapositiva|badge|hip|knee|joint|valve)s?"
)
_REPLACES = r"(?:replac|rempla[cs]|reemplaz|remplaz|sustitu|substitu)\w*"
_OF_A_THING = re.compile(
    rf"\b{_THING}\b[^.;]{{0,60}}\b{_REPLACES}|\b{_REPLACES} (?:(?!par |by |por |with )[\w']+ ){{0,3}}{_THING}\b"
)
_COMES_INSTEAD = re.compile(
    r"\b(?:(?:i|we)(?:'ll| will| shall| am| would like| wish| have been)\b.{0,80}\b(?:(?:in|take|"
    r"taking) (?:his|her|their|"
    r"(?:mr|ms|mrs|dr)\.? .{2,40}'s) (?:place|seat|stead)|instead of (?:him|her|them|mr|ms|mrs|dr)|"
    r"(?:in|take) the place "
    r"of|replac\w+ (?:him|her|them|mr|ms|mrs|dr)|(?:in|as a|as the) replacement (?:of|for)|"
    r"stand in for|substitute for)|"
    r"(?:c'est moi|je|j'|me) .{0,80}(?:a (?:sa|leur) place|en (?:lieu et )?place d|le remplac|"
    r"la remplac|l[ae]s remplac|"
    r"(?:en )?remplac\w+ d|remplac\w+ (?:m|mme|mlle|dr|monsieur|madame)\b|au lieu de (?:m\.|mme|monsieur|madame))|"
    r"(?:yo|me|mi|asistire|participare|ire|acudire|sustituire|reemplazare)\b.{0,80}(?:en (?:su|el) lugar|"
    r"en (?:sustitu|reempla)\w+ d|sustitu\w+ "
    r"(?:a|al)\b|reemplaz\w+ (?:a|al)\b)|(?:sustituire|reemplazare) (?:a|al)\b)"
)


def _is_of_a_thing(sentence: str) -> bool:
    """An address, a number or a file takes the place of another: nobody is replaced."""
    return not TITLE_PATTERN.search(sentence) and (
        len(set(EMAIL.findall(sentence))) > 1 or bool(_OF_A_THING.search(flat(sentence)))
    )


def comes_instead(sentence: str) -> bool:
    """The writer comes in the place of somebody else: "c'est moi qui participerai à sa place"."""
    return bool(_COMES_INSTEAD.search(flat(sentence)))


def _change_of_known(case: Case) -> tuple[str, Reason] | None:
    """The writer is registered and stays so, but something is different."""
    if case.known is None:
        return None
    things = [sentence for sentence in case.intent.substitute if _is_of_a_thing(sentence)]
    changes = [sentence for sentence in case.intent.update + things if not _is_open_question(sentence)] or [
        sentence
        for sentence in case.intent.cancel + case.intent.request
        if mode_of(_without_presence(sentence)) == "online" and not _is_open_question(sentence)
    ]
    if _new_people(case):
        # "Please register my colleague, too. Both of us come in person."
        changes = [sentence for sentence in changes if not mode_of(sentence)]
    elif case.is_answer:
        changes += [sentence for sentence in case.intent.sentences if "?" not in sentence and _tells_of_self(sentence)]
    gone = [sentence for sentence in case.intent.cancel if not _keeps_place(case, sentence)]
    if changes and not gone:
        return "update", _first(changes)
    if case.intent.confirm and not gone and case.is_answer and not _new_people(case):
        return "update", _first(case.intent.confirm)
    return None


def _tells_of_self(sentence: str) -> bool:
    """A need, or whether the name may be shown."""
    plain = flat(sentence)
    return bool(restricted_in(sentence) or CONSENT.search(plain) or NO_CONSENT.search(plain))


def _is_open_question(sentence: str) -> bool:
    """ "Can I change …?" asks; "could you change …?" asks for it to be done."""
    return sentence.rstrip(" )\"'").endswith("?") and not _POLITE.search(flat(sentence))


def _without_presence(sentence: str) -> str:
    return _BUT.sub(" ", flat(sentence))


def _keeps_place(case: Case, sentence: str) -> bool:
    """ "I cannot come in person, but will follow online": nobody leaves."""
    place = case.intent.sentences.index(sentence) if sentence in case.intent.sentences else 0
    around = " ".join(case.intent.sentences[place : place + 3])
    if _NEITHER.search(flat(sentence)):
        return False
    if _FOLLOWS.search(flat(sentence)) and wished_mode(sentence) == "online":
        return True
    return bool(_BUT.search(flat(sentence))) and mode_of(_without_presence(around)) == "online"


def _cancellation(case: Case) -> tuple[str, Reason] | None:
    """Somebody known goes; or nobody known, but nobody new comes either."""
    cancels = [sentence for sentence in case.intent.cancel if not _keeps_place(case, sentence)]
    cancels = [
        sentence
        for sentence in cancels
        if sentence not in case.intent.question or (case.known and not _is_open_question(sentence))
    ]
    if not cancels or _is_conditional(cancels):
        return None
    if _new_people(case) and (not case.known or case.intent.request):
        return None
    if case.asks_for_self and not case.known and case.intent.strong:
        return None
    if not case.known and any(not person.registration for person in case.in_files):
        return None  # "attached are our delegates; I myself am not coming"
    return "cancellation", _first(cancels)


def _answered(case: Case) -> tuple[str, Reason] | None:
    """What we asked for stands between our lines, and nobody new is named."""
    if case.is_answer and case.answers and not _new_people(case):
        return "update", Reason("line", case.answers[0].label)
    return None


def _is_conditional(sentences: list[str]) -> bool:
    """ "If I cannot attend, …": nothing is cancelled yet."""
    return all(
        re.match(r"(?:if|in case|should|unless|si|au cas|en caso|dans le cas)\b", flat(sentence))
        for sentence in sentences
    )


def _request(case: Case) -> tuple[str, Reason] | None:
    intent = case.intent
    asks = intent.strong or intent.request
    people = [person for person in case.people if not person.is_placeholder]
    if (
        people
        and case.existing == len(people)
        and not case.in_files
        and (asks or intent.confirm or _tells_details(people))
    ):
        return ("update" if case.is_answer else "duplicate"), Reason("address-known", people[0].registration)
    others = [person for person in people if not person.is_sender]
    if not people and case.in_files and nominating_files(case.files):
        return "nomination_attached", Reason("file", case.in_files[0].source.detail)
    if not others and intent.attached and nominating_files(case.files) and not case.asks_for_self:
        return "nomination_attached", _first(intent.attached)
    if intent.question and not (intent.strong or case.asks_for_self or others or _tells_details(people)):
        return None
    if intent.refusal and not intent.strong and not others:
        return None
    if asks and (people or case.asks_for_self or intent.strong):
        return "registration_request", _first(asks)
    if others or _tells_details(people):
        return "registration_request", people[0].source
    return None


def _tells_details(people: list[Proposal]) -> bool:
    """Somebody filled in a form rather than signed a letter."""
    return any(person.source.code in ("lines", "row", "column", "card", "item") for person in people)


def _by_file(case: Case) -> tuple[str, Reason] | None:
    """Hardly a word, but a file that says what it is."""
    files = nominating_files(case.files)
    named = [
        file for file in files if NOMINATING.search(flat(file.filename)) or NOMINATING.search(flat(file.text[:1500]))
    ]
    if named and (case.intent.attached or case.intent.request or len(case.text.split()) < 80):
        return "nomination_attached", Reason("file", named[0].filename)
    return None


def _question(case: Case) -> tuple[str, Reason] | None:
    if case.intent.question:
        return "question", _first(case.intent.question)
    if case.intent.refusal:
        return "question", _first(case.intent.refusal)
    return None
