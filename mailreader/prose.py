"""Persons in sentences: "Je souhaite inscrire Mme X, Directrice de Y"; and the writer, who asks for himself."""

import re
from itertools import pairwise

from mailreader import bodies
from mailreader.entries import parse_entry
from mailreader.facts import Address
from mailreader.fill import Filler
from mailreader.findings import Proposal, Reason
from mailreader.flat import flat, squeeze
from mailreader.headers import EMAIL
from mailreader.intent import CANCEL, REQUEST, STRONG_REQUEST, SUBSTITUTE, Intent
from mailreader.names import PARTICLES, looks_like_name, same_name
from mailreader.titles import TITLE_PATTERN, after_office

_NOT_COMING = re.compile(
    r"\b(?:ne (?:participer|assister|pourr|viendr|sera)\w*|will not|cannot|unable|no (?:asist|particip|podr)\w*|"
    r"remplacer?|replac\w+|sustitu\w+)\b"
)
_INSTEAD = re.compile(
    r"\b(?:(?:remplace|represente|replace|represent|sustitui|reemplaza)\w*(?: (?!par |"
    r"by |por )\S+){0,6} (?:par|by|por|with)|"
    r"(?:by|par|por) (?:my|our|his|her|their|ma|mon|notre|son|sa|leur|mi|su|nuestr[oa]) "
    r"(?:colleague|deputy|collegue|adjointe?|colega|companer[oa]))\b"
)
_ASKED = re.compile(
    r"\b(?:register|enrol|nominate|nominates|nominated|designate|designates|designated|inscrire|inscription de|"
    r"designer?|designons|inscribir(?: a)?|inscripcion de|designa(?:r|mos)?(?: a)?|"
    r"represente[es]? par|represented by|accompanied by|accompagnee?s? (?:de|par)|acompanad[oa] (?:de|por)|"
    r"participation (?:of|de)|participacion de|remplacee?s? par|replaced by|sustituid[oa]s? por|reemplazad[oa]s? por|"
    r"in my place|a ma place|en mi lugar|instead of me|colleague|collegue|colega|deputy|adjointe?|companer[oa]|"
    r"(?:asistir|participar|acudir|vendr)a(?: tambien)?|(?:assister|participer|viendr)a(?: aussi| egalement)?|"
    r"persons?|add|moi-meme|myself|yo mismo|yo misma)\b"
)
_ALONG = re.compile(
    r"\b(?:accomp[a-z]+ (?:by|de|par|por)|along with|together with|ainsi que|junto con|en compagnie de)\b"
)
_ADDRESSED = re.compile(
    r"\b(?:dear|cher|chere|estimad[oa]|contact(?:er|ez)?|ecrire a|write to|escribir a|repondre (?:directement )?a|"
    r"reply (?:directly )?to|responder a|"
    r"copie a|copy to|thanks? to|merci a|gracias a|signed by|"
    r"signe par|a l'attention de|attn)\s*:?\s*$"
)
# "on behalf of Mr X" names who sends the mail, unless it goes on to say that X comes.
_BEHALF = re.compile(r"\b(?:on behalf of|au nom de|en nombre de|de la part de)\s*(?:the |la |le |el |l')?$")
_WHO_COMES = re.compile(
    r"\b(?:who|qui|quien|to (?:confirm|accept|inform)|de (?:confirmer|vous)|para (?:confirmar|informar))\b.{0,80}"
    r"\b(?:accept\w*|acept\w*|attend\w*|particip\w*|assist\w*|asist\w*|represent\w*|lead|head|conduira|encabeza\w*|"
    r"travel\w*|come|presence|presencia)\b"
)
# The first person stands before, and what he or she wishes after another verb: "I lead X and would like to join".
_AND_WISHES = re.compile(
    r"\b(?:i|je|j'|we|nous)\b.{1,160}\b(?:and|et|but|mais)(?: \w+){0,2} (?:would|should|wish|want|hope|intend|plan|"
    r"souhait\w*|desir\w*|voudr\w*|aimer\w*|compt\w*|love|like)(?: \w+){0,5} (?:attend|participate|join|take part|come|"
    r"register|be present|follow|participer|assister|prendre part|m'inscrire|venir)\b"
)
_SELF = re.compile(
    r"\b(?:(?:je|j'|i)\b[^.;]{0,80}\b(?:sollicit\w*|demande|request|apply(?:ing)? for)(?: [\w']+){0,4} accreditation|"
    r"m'accompagner(?:a|ont)|will (?:accompany|come with) me|me acompanara|solicito(?: \w+){0,3} acreditacion|"
    r"venho(?: \w+){0,6} (?:minha|inscrever-me)|gostaria de (?:participar|me inscrever)|(?:a )?minha (?:inscricao|"
    r"participacao)|inscrever-me|register me|sign me up|add me|(?:me|myself) (?:and|to|for)|and (?:me|myself)|"
    r"(?:i|we)(?: would|'d| hereby| also| very much| kindly| am| are| will| shall| plan| intend| hope| wish|"
    r" want)+(?: \w+){0,4} (?:to )?(?:attend|participate|join|take part|come(?= to\b)|"
    r"(?:register|apply)(?= (?:for|to|at|in|as|with|and|online|myself|ourselves|together)\b| ?[.,!]|$))|"
    r"(?:my|our) interest in (?:attend|participat|join|tak)\w*|(?:mon|notre) interet (?:a|pour) "
    r"(?:(?:une|la|ma|notre) )?(?:particip|assist)\w*|(?:mi|nuestro) interes (?:en|por) (?:particip|asist)\w*|"
    r"i (?:attend|apply|register|confirm)|(?:my|our) (?:own )?(?:registration|participation|attendance|application)|"
    r"count (?:me|us) in|put me (?:down|on the list)|"
    r"and i(?= ?[.,;:!)]|$)|(?:ainsi que|as well as|asi como|junto con|along with) (?:moi(?:-meme)?|myself|yo)\b|"
    r"et moi(?:-meme)?(?= ?[.,;:!)]|$)|y yo(?= ?[.,;:!)]|$)|"
    r"(?:inscrivez|inscris|enregistrez|ajoutez|notez|comptez)-moi|(?:inscriba|apunte|anote|inscriban|apunten|anoten)me|"
    r"je (?:me permets de )?(?:vous )?(?:souhait|desir|voudr|aimer|sollicit|confirm|compt|demand|"
    r"prie)\w*(?: \w+){0,6} (?:participer|m'inscrire|assister|prendre part|ma participation|mon inscription|"
    r"ma presence|m'enregistrer)|"
    r"apuntarme|melde ich mich|(?:gostaria|desejo|quero)(?: de)? (?:me )?(?:inscrever|participar)|inscrever-me|"
    r"m'inscrire|je m'inscris|je participerai|j'assisterai|"
    r"je serai present|(?:ma|mon) (?:participation|inscription|"
    r"presence|candidature)|m'enregistrer|"
    r"(?:deseo|quisiera|quiero|me gustaria|solicito|desearia)(?: \w+){0,3} (?:participar|inscribirme|asistir|"
    r"registrarme)|inscribirme|registrarme|(?:mi|nuestra) (?:inscripcion|participacion|asistencia)|me inscribo|"
    r"asistire|participare|(?:i am|i'm|je suis|we are|nous sommes)(?: very| tres|"
    r" also)? interes(?:ted|see?s?|ad[oa]s?) (?:in|par|a))"
)
_OTHERS_COME = re.compile(
    r"\b(?:(?:and|with|plus|et|avec|ainsi que|y|con|mas) )?(an?|one|two|three|four|five|six|un|une|deux|trois|quatre|"
    r"cinq|six|uno|una|dos|tres|cuatro|cinco|seis|\d|my|our|mon|ma|mi)"
    r" (?:other |additional |autres? |otr[oa]s? |more )?(colleagues?|collegues?|colegas?|companer[oa]s?|"
    r"assistante?s?|collaborateurs?|collaboratrices?|colaborador\w*|deputy|adjointe?)\b(?! (?:from|at|of) (?:your|"
    r"yours))"
)
_NUMBERS = {
    "two": 2,
    "deux": 2,
    "dos": 2,
    "three": 3,
    "trois": 3,
    "tres": 3,
    "four": 4,
    "quatre": 4,
    "cuatro": 4,
    "five": 5,
    "cinq": 5,
    "cinco": 5,
    "six": 6,
    "seis": 6,
}
_FROM = re.compile(
    r"(?:from|of|at|with|representing|de la|de l'|du|de|del|representant|"
    r"en representacion de) ?(?:the |la |l'|le |el )?"
)
_LINK_WORDS = re.compile(
    r"[ ,:]*(?:(?:my|our|the|ma|mon|mes|nos|notre|mis?|nuestr[oa]s?|colleagues?|collegues?|colegas?|"
    r"deputy|director|officer|directrice|directeur|directora|cheffe?|jef[ea]|boss|manager|president[ea]?|a|namely|"
    r"following|"
    r"and|son|sa|su|myself|me|moi|yo|y|et|his|her)\b[ ,:]*)*"
)
_OUR_OWN = re.compile(
    r"\b(?:my|our|ma|mon|notre|mi|nuestr[oa]) (?:colleague|deputy|director|manager|boss|chief|collegue|"
    r"directrice|directeur|"
    r"cheffe?|adjointe?|colega|directora?|jef[ea]|companer[oa]|assistante?|president[ea]?)$"
)
_SMALL = "|".join(sorted(PARTICLES))
_NAME_WORD = r"(?:[^\W\d_a-zà-ÿ][\w'’.-]*(?:/[A-ZÀ-Þ]{3}[\w'’-]*)?|[^\W\d_]['’][^\W\d_a-zà-ÿ][\w'’-]*)"
NAME_AFTER = re.compile(
    rf"\s*({_NAME_WORD}(?:[ \u00a0]+(?:{_SMALL})(?=[ \u00a0]))*"
    rf"(?:[ \u00a0]+(?:(?:{_SMALL})[ \u00a0]+){{0,2}}{_NAME_WORD}){{0,5}})"
)


def people_in(intent: Intent, filler: Filler, sender: Address) -> list[Proposal]:
    """Those whom a sentence asks to register or to send instead; people who are only written to are not."""
    found: list[Proposal] = []
    for sentence in intent.sentences:
        plain = flat(sentence)
        asks = REQUEST.search(plain) or SUBSTITUTE.search(plain) or _ALONG.search(plain)
        is_leaving = CANCEL.search(plain) and not (SUBSTITUTE.search(plain) or _INSTEAD.search(plain))
        if not asks or "|" in sentence or (is_leaving and not STRONG_REQUEST.search(plain)):
            continue
        for start, end in _chunks(sentence):
            before, chunk = plain[:start].rstrip(" '"), sentence[start:end]
            is_sender_of_mail = _BEHALF.search(before[-60:]) and not _WHO_COMES.search(plain[start:])
            if _ADDRESSED.search(before[-60:]) or is_sender_of_mail or _is_leaving(plain, start, end):
                continue
            reason, is_ours = Reason("sentence", squeeze(sentence)[:160]), bool(_OUR_OWN.search(before[-60:]))
            proposal = parse_entry(_cut_at_verb(chunk), filler, reason, found, is_announced=is_ours)
            if proposal:
                _take_office(proposal, sentence[:start])
            if proposal and not any(same_name(proposal.full_name, other.full_name) for other in found):
                proposal.is_sender = same_name(proposal.full_name, sender.name)
                found.append(proposal)
    return found


def _take_office(person: Proposal, before: str) -> None:
    """ "our President, H.E. Ms X": what stands before the name is what she is."""
    if person.function:
        return
    piece = re.split(r"[.:;()]|, ", before.rstrip(" ,'’"))[-1].strip()
    whole = _DETERMINED.sub("", piece)
    is_title = bodies.begins_as_function(whole) and len(whole) < 80 and not _VERB.search(flat(whole))
    if before.rstrip().endswith(",") and is_title:
        # "The Deputy Mayor of Port Ellery, Ms X": with its place.
        _function_in(person, whole, Reason("sentence", before[-120:]))
        return
    office = re.split(
        r"\b(?:our|the|notre|le|la|nuestr[oa]|el|my|mon|ma|son|sa|mi|su|her|his|their|leur|par|by|por|de|of|is|est|"
        r"es|a)\b|l'",
        flat(piece),
    )
    words = office[0] if len(office) == 1 else office[-1]
    text = piece[len(piece) - len(words) :].strip() if words.strip() else ""
    if text and len(text) < 60 and bodies.is_function(text):
        person.put("function", text[:1].upper() + text[1:], Reason("sentence", before[-120:]))


def _function_in(person: Proposal, text: str, reason: Reason) -> None:
    function, body = bodies.split_function(text)
    person.put("function", function[:1].upper() + function[1:], reason)
    person.put("organisation", body, reason)


_VERB = re.compile(
    r"\b(?:will|shall|be|is|are|has|have|would|by|with|who|sera|seront|est|sont|a|par|avec|qui|que|es|son|sera|por|con|"
    r"quien)\b"
)
_DETERMINED = re.compile(
    r"^(?:.*\b(?:that|que|qu['’]|inform\w*|confirm\w*)\s*)?(?:our|the|notre|nuestr[oa]|le|la|el|l['’]|mon|ma|my|mi|"
    r"su|son|sa|"
    r"his|her|their|leur)\s?",
    re.IGNORECASE,
)


def _is_leaving(plain: str, start: int, end: int) -> bool:
    """The sentence says of this person that he or she does not come, or is replaced: "X sera remplacé par Y"."""
    instead = _INSTEAD.search(plain)
    if instead:
        return start < instead.start()
    return bool(
        _NOT_COMING.search(plain[end : end + 40])
        or re.search(
            r"\b(?:instead of|in place of|au lieu de|a la place de|en lugar de|en remplacement de|en vez de|"
            r"replac\w+|remplacer|sustituir a|reemplazar a|place of) ?(?:la |el )?$",
            plain[:start][-30:],
        )
    )


def _chunks(sentence: str) -> list[tuple[int, int]]:
    """Where each person begins, and where the next one does: at a title, or at a name behind a word that asks."""
    titles = TITLE_PATTERN.finditer(sentence)
    starts = [found.start() for found in titles if NAME_AFTER.match(sentence, after_office(sentence, found.end()))]
    for asked in _ASKED.finditer(flat(sentence)):
        place = asked.end()
        link = _LINK_WORDS.match(flat(sentence), place)
        place = _after_office_named(sentence, place, link.end() if link else place)
        name = NAME_AFTER.match(sentence, place)
        if name and len(name[1].split()) > 1 and looks_like_name(name[1]) and not TITLE_PATTERN.match(sentence, place):
            starts.append(place)
            starts += _more_names(sentence, name.end())
    starts = sorted(set(starts))
    starts = starts[:30]
    return list(pairwise([*starts, len(sentence)]))


_SMALL_WORDS = re.compile(r"\s*(?:[a-zà-ÿ][\w'’-]*[ ,]+){1,7}")


def _after_office_named(sentence: str, place: int, otherwise: int) -> int:
    """Behind "nuestra directora ejecutiva," or "le directeur adjoint": where the name may begin."""
    words = _SMALL_WORDS.match(sentence, place)
    return words.end() if words and bodies.begins_as_function(words[0]) else otherwise


def _more_names(sentence: str, place: int) -> list[int]:
    """ "… John Smith and Jane Doe": names that follow one another, with or without something about each."""
    found = []
    for link in re.finditer(r"(?:,|;|\band\b|\bet\b|\by\b|&)\s+(?:and |et |y )?", sentence[place:]):
        start = place + link.end()
        name = NAME_AFTER.match(sentence, start)
        if not name or len(name[1].split()) < 2 or not looks_like_name(name[1]):
            continue
        if (
            not bodies.is_function(name[1])
            and not bodies.starts_as_body(name[1])
            and not TITLE_PATTERN.match(sentence, start)
        ):
            found.append(start)
    return found


def _cut_at_verb(chunk: str) -> str:
    """The person's name and what stands beside it, without the rest of the sentence."""
    chunk = chunk.strip()
    titled = TITLE_PATTERN.match(chunk)
    name = NAME_AFTER.match(chunk, after_office(chunk, titled.end()) if titled else 0)
    if not name:
        return chunk
    rest = chunk[name.end() :]
    after = flat(rest)
    verb = re.search(
        r"(?:^|[ ,)])(?:qui|who|quien|que|vous|thanks you|has the|confirm[ea]s?|accept[es]s?|acepta|remercie|"
        r"agradece|souhait\w+|desir\w+|wish\w*|desea\w*|conduira|dirigera|presidera|"
        r"encabezara|presidira|ainsi|along|together|junto|asi como|as well|will|shall|is|are|est|"
        r"sont|sera|seront|participera|assistera|pour "
        r"(?:participer|"
        r"assister|l'atelier|le|la)|to (?:the|attend|participate|represent|your|this)|for (?:the|your|this)|"
        r"as (?:our|the|a)|"
        r"comme|como|en tant que|en qualite de|au (?:deuxieme|premier|prochain|dialogue|seminaire|cours|taller)|"
        r"a (?:l'atelier|la conference|la reunion|ce|cette|votre)|al (?:taller|curso|seminario|evento|dialogo)|"
        r"en el (?:taller|curso|seminario)|a la reunion|para (?:el|la|participar|asistir)|"
        r"instead|in my|a ma|en mi|asistira|participara|has been|ha sido|a ete|et moi|"
        r"and (?:me|i|myself)|y (?:yo|a mi)|(?:and|et|y)$)\b",
        after,
    )
    rest = rest[: verb.start()] if verb else rest
    lead = rest.lstrip()
    if lead and lead[0] not in ",;(<–—-:" and not EMAIL.match(lead):
        found = EMAIL.search(rest)
        body = _FROM.match(flat(lead))
        if body and bodies.starts_as_body(lead[body.end() :]):
            return f"{chunk[: name.end()]}, {lead[body.end() :]}"
        brackets = re.match(r"[^,;(]{0,60}([,;(].*)", rest)
        rest = brackets[1] if brackets and not found else (found[0] if found else "")
        rest = f" {rest}"
    return chunk[: name.end()] + rest


def asks_for_self(intent: Intent, *, has_others: bool) -> str:
    """The sentence in which the writer asks to come, or "". "We" speaks for the others, if others are named."""
    for sentence in intent.request + intent.strong + intent.confirm:
        plain = flat(sentence)
        found = _SELF.search(plain) or _AND_WISHES.search(plain)
        if not found or sentence in intent.refusal or (has_others and plain[: found.start()].endswith(" no ")):
            continue
        # Of who writes for others "I am not able to participate" asks for nothing either.
        if not (has_others and re.search(r"^(?:we|nous|our|nuestra)\b|\b(?:not|unable)\b", found[0])):
            return sentence
    return ""


def unnamed_others(intent: Intent, named: int) -> int:
    """How many come along whom nobody named: "me and a colleague", "deux collègues"."""
    count = 0
    for sentence in intent.request + intent.strong:
        plain = flat(sentence)
        for found in _OTHERS_COME.finditer(plain):
            after = sentence[found.end() : found.end() + 40].lstrip(" ,:")
            if TITLE_PATTERN.match(after) or looks_like_name(" ".join(after.split()[:2])):
                continue
            number = int(found[1]) if found[1].isdigit() else _NUMBERS.get(found[1], 1)
            count = max(count, number)
    return max(0, min(count, 10) - named)
