"""What a mail wants changed in a registration: said in a sentence, or answered between the lines that asked."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from mailreader import bodies
from mailreader.fill import Filler, phone_in
from mailreader.findings import Proposal, Reason, RegistrationFacts
from mailreader.flat import flat
from mailreader.headers import EMAIL
from mailreader.intent import Intent
from mailreader.labels import RESTRICTED, field_of

_WHOSE = re.compile(r"^(?:your|votre|vos|su|sus|the|la|le|l'|el|ihre?)\s?", re.IGNORECASE)
# "Do you need …", "quelle est …", "¿Necesita …?": what is asked for stands behind it.
_QUESTION = re.compile(
    r"^(?:(?:what|which|who) (?:is|are|will be) |(?:do|will|would|could|can) you (?:also )?(?:need|require|want|have|"
    r"give|"
    r"tell|send)(?: us| to have)? |quel(?:le)?s? (?:est|sont|sera) |(?:avez|aurez|auriez)-vous (?:besoin )?(?:d['’]|"
    r"de |des )?"
    r"|(?:souhaitez|voulez|pouvez|pourriez)-vous (?:nous )?(?:\w+er |\w+ir )?|cu[aá]l(?:es)? (?:es|son|ser[aá]) |"
    r"(?:necesita|necesitar[aá]|requiere|desea|tiene|podr[ií]a indicar)(?:nos)? )(?:an? |any |une? |una? |alg[uú]na? |"
    r"algún )?",
    re.IGNORECASE,
)
# A line of ours that asks for one thing: "> 1. votre fonction :".
_ASKED = re.compile(r"^>[>\s]*(?:[-•*–]|\(?\d{1,2}[.)])?\s*¿?([^\W\d_][^:?]{1,90}?)\s*[:?]+\s*$")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_IS = (
    r"(?:is|est|es|should (?:be|read)|must (?:be|read)|devient|reads|doit etre|debe ser)(?: (?:now|desormais|ahora))?"
    r"(?: (?:since|as of|from|depuis|a compter du|desde|a partir de)(?: (?:le|el|the))?"
    r"(?: \d{1,2}(?:er|st|nd|rd|th|o)?)?"
    r"(?: (?:de|of))? [a-z]+(?: (?:de )?\d{4})?,?)?:?"
)
_FUNCTION = re.compile(
    r"\b(?:my|ma|mon|mi|his|her|sa|son|su)(?: (?:new|correct|current|exact|nouvelle|nouveau|nueva|nuevo|official))? "
    rf"(?:function|position|job title|fonction|poste|cargo|puesto)(?: title)? {_IS} (?:the |that of |le |la |el )?"
)
# "From May I will be …", "j'ai été nommée …", "he sido nombrada …": the writer tells a new office.
_APPOINTED = re.compile(
    r"\b(?:i(?: will|'ll| shall) (?:be|become|serve as)|i (?:am|serve as) now|i(?: have|'ve) (?:now |just |recently )?"
    r"(?:become|been (?:appointed|named|promoted|elected))|i was (?:\w+ )?(?:appointed|named|promoted|elected)|"
    r"(?:since|as of|from|now) [^.;]{0,30}\bi am|i now (?:am|serve as|work as|hold)|"
    r"je (?:suis (?:desormais|maintenant|devenue?|nommee?|promue?)|serai|deviens|deviendrai|viens d'etre (?:nomme|"
    r"promu|"
    r"elu)e?|prends|prendrai|occupe|occuperai|exerce|exercerai)|j'(?:ai ete (?:nomme|promu|elu)e?|occupe|exerce|"
    r"occuperai|exercerai)|depuis [^.;]{0,30}\bje suis|soy ahora|ahora soy|(?:sere|paso a ser|pasare a ser|ocupo|"
    r"ocupare|"
    r"asumo|asumire|ejerzo|ejercere)|desde [^.;]{0,30}\bsoy|(?:he sido|fui) (?:nombrad|ascendid|elegid|designad)[oa]|"
    r"me han "
    r"(?:nombrado|ascendido|designado))"
    r"(?: (?:now|the|an?|as|to|of|post|position|role|duties|desormais|maintenant|le|la|les|poste|fonctions?|de|du|"
    r"comme|"
    r"au|aux|ahora|el|un|una|como|cargo|puesto)\b| l')* ?"
)
_OF_AN_OFFICE = re.compile(r"\b(?:function|position|job title|fonction|poste|cargo|puesto)\b")
_I_AM = re.compile(r"\b(?:i am|i'm|je suis|soy) (?:the |an? |le |la |el |une? |l')?")
_NO_OFFICE = re.compile(
    r"(?:first|second|third|last|only|member|membre|miembro|premiere?|lead|partner)\b(?! secr| couns)"
)
_OFFICE = re.compile(r"[\"“«']?\s*([^\"”»,;.:()]{2,80}(?:, (?=[^\W\d_a-zß-öø-ÿ])[^\"”»,;.:()]{2,60}){0,2})")
_FAMILY_NAME = re.compile(
    r"\b(?:(?:family|last) name|surname|nom de famille|mi apellido|mis apellidos)\b[^.;:]{0,20}?"
    r" (?:is|est|es|son|should be|s'ecrit|se escriben?)(?: (?:spelt|spelled|written|to be written|orthographie))? "
)
_OF_A_NAME = re.compile(r"\b(?:names?|surnames?|noms?|prenoms?|nombres?|apellidos?|spel\w+|orthograph\w+|ortografia)\b")
_THIS_ADDRESS = re.compile(
    r"\b(?:this|cette|esta|(?:my|our) new|(?:ma|notre) nouvelle|mi nuev[ao]|changed|change d)(?: \w+){0,2} ?"
    r"(?:e-?mail|address|adresse|direccion|correo|courriel)\b"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# How much of two spellings of one name is the same, of 1.
_NEARLY = 0.8
_VALUE = re.compile(r"[\"“«']?\s*([^\"”»,;.()]{2,80})")


class Answer(NamedTuple):
    """What was answered right below a line of ours that asked for it."""

    field: str
    label: str
    value: str


def answers_between(text: str) -> list[Answer]:
    """The answers written between the quoted lines of a form or of a request for details."""
    found: list[Answer] = []
    asked: tuple[str, str] | None = None
    for line in text.split("\n")[:2000]:
        if line.startswith(">"):
            label = _ASKED.match(line)
            name = _WHOSE.sub("", _QUESTION.sub("", _BRACKETS.sub("", label[1]))).strip() if label else ""
            field = field_of(name)
            if label or line.strip("> \t"):
                asked = (field, name) if field not in ("", "ignored", "number") else None
        elif line.strip() and asked is not None:
            found.append(Answer(*asked, line.strip()))
            asked = None
    return found


def changes_of(
    intent: Intent, answers: list[Answer], own_address: str, filler: Filler, known: RegistrationFacts | None = None
) -> Proposal:
    """The writer with what is to be changed, and nothing else. `known`: what we have."""
    person = Proposal(action="update", is_sender=True)
    for answer in answers:
        filler.fill(person, answer.field, answer.value, Reason("line", answer.label))
    is_of_office = any(_OF_AN_OFFICE.search(flat(sentence)) for sentence in intent.update)
    for sentence in intent.sentences:
        _office(person, sentence, is_asked=is_of_office)
    for sentence in intent.update:
        reason, plain = Reason("sentence", sentence[:160]), flat(sentence)
        person.put("email", _address(sentence, own_address, known.email if known else own_address), reason)
        person.put("phone", phone_in(sentence), reason)
        value = _VALUE.match(sentence, said.end()) if (said := _FAMILY_NAME.search(plain)) else None
        if value and value[1] != value[1].lower():  # "my family name is misspelt" tells none
            person.put("family_name", _without_contrast(value[1]), reason)
    is_of_name = bool(_OF_A_NAME.search(flat(" ".join(intent.sentences)))) and bool(intent.update)
    for sentence in intent.sentences if known is not None and is_of_name else []:
        for name in ("family_name", "given_name"):
            person.put(name, _respelt(sentence, getattr(known, name)), Reason("sentence", sentence[:160]))
    return person


def _address(sentence: str, writes_from: str, stored: str) -> str:
    """An address that we do not have: written out, or "this address" from which the mail comes."""
    written = next((found.lower() for found in EMAIL.findall(sentence) if found.lower() != stored), "")
    return written or (writes_from if writes_from != stored and _THIS_ADDRESS.search(flat(sentence)) else "")


def _office(person: Proposal, sentence: str, *, is_asked: bool) -> None:
    """ "My new function is X", "from May I will be X"; "I am X" where a function is to be changed."""
    plain, reason = flat(sentence), Reason("sentence", sentence[:160])
    named, told = _FUNCTION.search(plain), _APPOINTED.search(plain)
    for said in (named, told, _I_AM.search(plain) if is_asked else None):
        value = _OFFICE.match(sentence, said.end()) if said else None
        office = _without_contrast(value[1]) if value else ""
        is_office = bodies.begins_as_function(office) and not _NO_OFFICE.match(flat(office))
        if office and not person.function and (is_office or said is named):
            person.put("function", office, reason)  # a unit named behind it is no other body


def _respelt(sentence: str, stored: str) -> str:
    """What stands in the sentence and is nearly the name that we have, but for some signs; the nearest, or none."""
    words, many = _WORD.findall(sentence), len(_WORD.findall(stored))
    found = [" ".join(words[place : place + many]) for place in range(len(words) - many + 1)] if many else []
    others = {
        one: likeness
        for one in found
        if one[:1].isupper() and one.casefold() != stored.casefold() and (likeness := _likeness(one, stored)) >= _NEARLY
    }
    return max(others, key=lambda one: others[one], default="")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, flat(one), flat(other), autojunk=False).ratio()


def _without_contrast(value: str) -> str:
    """ "Deputy Director and not Director" is Deputy Director."""
    return re.split(
        r" (?:and not|et non|y no|instead of|au lieu de|en lugar de|and (?:my|that)|et (?:que|mon|ma)) ", value
    )[0].strip()


def is_restricted(answer: Answer) -> bool:
    """What is answered is for few to see."""
    return answer.field in RESTRICTED
