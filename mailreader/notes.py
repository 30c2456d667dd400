"""Sentences about people already found: visa letters, sponsorship, speakers, online or not, and what is restricted."""

import re
from collections.abc import Collection

from mailreader.bodywords import FUNCTION
from mailreader.fill import language_named, role_of, wished_mode
from mailreader.findings import Proposal, Reason, Understanding
from mailreader.flat import flat, key, squeeze
from mailreader.labels import LABELLED, field_of
from mailreader.names import PARTICLES, mentions
from mailreader.negation import is_denied
from mailreader.restricted import reasons_of_health, restricted_in, restricted_phrases

VISA = re.compile(
    r"\b(?:lettres? d'invitation|letters? of invitation|invitation letters?|visa (?:support )?letters?|"
    r"lettres? (?:d'appui|de soutien).{0,30}visa|visa (?:application|support|request|assistance)|"
    r"cartas? de invitacion|"
    r"cartas? de apoyo|(?:demandes?|obtention|obtenir|besoin|besoins) (?:de |d'|d'un |du |un )?visas?|(?:need|needs|"
    r"require|requires|requiring|apply for|obtain|obtaining) (?:a |an )?(?:\w+ )?visa|(?:solicitud|necesit\w+|"
    r"tramit\w+|requier\w+) (?:de |del |un |el )?(?:visado|visa))\b"
)
SPONSORSHIP = re.compile(
    r"\b(?:prises? en charge|sponsor\w*|financial (?:support|assistance)|travel (?:support|grant|funding)|fund(?:ing|"
    r"ed)? (?:for|of|my|our|his|her|the)|cover (?:my|our|the|his|her|their) (?:travel|costs?|expenses?|flight)|"
    r"bourse|aide financiere|appui financier|soutien financier|"
    r"financi(?:acion|amiento)|apoyo (?:financiero|economico)|ayuda (?:financiera|economica)|cubrir (?:los|mis|sus|"
    r"nuestros) gastos|beca|per diem|(?:no|limited|lack of|without) (?:budget|funds|funding|means)|"
    r"(?:ayuda|apoyo) (?:para|con) (?:el|los|la|mi|mis|nuestros?|su|sus) (?:pasajes?|viajes?|billetes?|boletos?|"
    r"vuelos?|gastos|alojamiento)|(?:aide|soutien) pour (?:le|la|les|l'|mon|mes|nos|notre) ?(?:billets?|"
    r"voyages?|vols?|frais|deplacements?|hebergement)|(?:help|support|assistance|contribution) (?:with|for|towards|to) "
    r"(?:\w+ ){0,2}(?:travel (?:costs?|expenses?)|costs? of|expenses|airfares?|air tickets?|accommodation costs?)|"
    r"ne dispos\w+ pas (?:du|de) (?:budget|fonds|moyens)|frais de (?:voyage|deplacement|mission)|gastos de viaje|"
    r"(?:costs?|expenses?|airfares?|frais|gastos)\b.{0,40}\b(?:covered|reimbursed|paid|borne|pris en charge|"
    r"rembours\w+|"
    r"cubiert\w+|reembols\w+|sufragad\w+))\b"
)
OWN_EXPENSE = re.compile(
    r"\b(?:(?:at|on) (?:my|our|their|his|her|its) own (?:expense|cost)s?|"
    r"(?<!you )(?<!you to )(?<!could )(?<!please )(?:bear|"
    r"cover|pay|meet)s? (?:all |my |our |"
    r"their |its )+(?:own )?(?:cost|expense|travel)|self-?funded|(?:a|aux) (?:nos|mes|ses|leurs|ma|"
    r"la) (?:propres )?(?:frais|charge de (?:mon|notre))|pren(?:ds?|dra|dront|nent|ons) en charge (?:mes|nos|ses|les|"
    r"l'ensemble|tous|tout)|por (?:cuenta propia|nuestra cuenta|mi cuenta)|a (?:mi|nuestro|su) (?:propio )?cargo)\b"
)
# "Our costs are covered by the ministry": by anybody but those who are written to.
_COVERED = re.compile(
    r"\b(?:cover|paid|borne|met|fund|financ|sponsor|support|pris|couvert|assum|rembours|regle|paye|sufrag|cubiert|"
    r"pagad|asumid|costead)\w*(?: \w+){0,4} (?:by|par|por) (?!(?:the |l'|le |la |el |los )?(?:organi[sz]|secretaria|"
    r"host\b|you\b|your|vous|votre|vos\b|ustede?s?\b|su\b|sus\b))"
)
_ASKS_FOR_IT = re.compile(
    r"\b(?:ask|request|requir|need|seek|appl(?:y|ied)|demand|sollicit|besoin|solicit|necesit|requier|precis[oa]|"
    r"ped[iu]|"
    r"pido|ruego|could|possible|posible|hope|espera|grateful|would like)\w*"
)
# "Sans prise en charge", "ningún apoyo financiero"; not where somebody cannot come without it.
_NONE_NEEDED = re.compile(
    r"\b(?:no|not any|without|aucun\w*|sans|pas (?:de|d'|besoin de|besoin d')|ningun[ao]?|sin) ?(?:demande de |"
    r"tipo de )?"
    r"(?:aide|soutien|appui|prise en charge|bourse|ayuda|apoyo|beca|sponsor|financial (?:support|assistance)|funding)"
)
_NOT_WITHOUT = re.compile(
    r"\b(?:cannot|can ?not|can't|unable|not be able|impossible|imposible|pourr\w+ pas|no podr\w+)"
)
SPEAKER = re.compile(
    r"\b(?:orateurs?|oratrices?|intervenante?s?|speakers?|panellists?|panelists?|panelistes?|keynote|ponentes?|"
    r"oradora?e?s?|panelistas?|conferenciste|conferenciante|presentation (?:on|sur|about)|faire une presentation|"
    r"give a (?:talk|presentation)|moderat(?:e|or|eur|rice)|moderador\w*|speak (?:at|in|on|during)|"
    r"pren(?:dre|dra|dront) la parole|tomar(?:a|an)? la palabra|will take the floor|intervenir)\b"
)
# Who sends a biography or slides gives a talk.
SPEAKS = re.compile(
    r"\b(?:(?:my|our) (?:short |brief )?(?:bio|biography|biographical note|slides?|slide deck|talk|abstract|speech|"
    r"presentation|powerpoint)|(?:ma|mon|notre|mes|nos) (?:courte |breve )?(?:bio|biographie|notice biographique|"
    r"diapos|diapositives?|expose|intervention|presentation|communication|resume de (?:l'|mon )\w+)|"
    r"(?:mi|mis|nuestra|nuestras) (?:breve )?(?:biografia|semblanza|resena biografica|diapositivas?|ponencia|"
    r"exposicion|intervencion|charla|presentacion)|presentation que (?:je|nous)|presentacion que (?:hare|dare|voy)|"
    r"presentation (?:that )?(?:i|we) (?:will|shall|am|are))\b"
)
CONFIRMS = re.compile(
    r"\b(?:confirm\w*)\b.{0,60}\b(?:attend\w*|particip\w*|presence|asist\w*|presencia|venue|coming|will be (?:there|"
    r"present|with))|\b(?:je|nous) (?:serai|serons|viendrai|viendrons)\b|\b(?:i|we) (?:will|shall) (?:be there|attend|"
    r"come)\b|\b(?:asistire|estare presente|alli estare|ahi estare)\b"
)
TICKET = re.compile(
    r"\b(?:tickets?|billets?|billetes?|boletos?|pasajes?|flights?|vols?|vuelos?)\b.{0,60}\b(?:issued|booked|bought|"
    r"purchased|emis|emise|achete\w*|reserve\w*|emitid\w*|comprad\w*|reservad\w*|pagad\w*|paid)\b|\b(?:issued|booked|"
    r"emis|emitid\w+|comprad\w+)\b.{0,40}\b(?:tickets?|billets?|billetes?|boletos?|pasajes?)\b"
)
NOTE_VERBALE = re.compile(
    r"\b(?:note verbale|nota verbal|formal (?:letter|note)|lettre officielle|carta oficial|credentials|pouvoirs|"
    r"originals?|originaux|originale?s)\b.{0,60}\b(?:follow\w*|suit|suivra|suivront|parviendr(?:a|ont)|will be sent|"
    r"par(?:t|tent|tira|tiront) (?:par|avec|en|a)\b|(?:on|is|are) (?:its|their|the) way|"
    r"(?:by|par|por|via) (?:la |le )?(?:diplomatic )?(?:bag|pouch|post|courier|valise|courrier|poste|valija|correo|"
    r"mensajeria)|sera (?:transmise?|"
    r"envoyee?|adressee?)|seguira\w*|sera (?:enviada|remitida)|enviaremos|sent separately)\b"
)
CONSENT = re.compile(
    r"\b(?:(?:j'accepte|je consens|j'autorise|nous acceptons|je suis d'accord|i (?:agree|consent|accept)|you may|"
    r"acepto|autorizo|consiento|estoy de acuerdo)\b.{0,60}\b(?:nom|name|nombre|list\w*|publi\w+|lista))\b"
)
NO_CONSENT = re.compile(
    r"\b(?:(?:je n'accepte pas|je ne (?:souhaite|veux|desire) pas|je refuse|i do not (?:agree|consent|wish|want|"
    r"accept)|i don't (?:agree|want|wish)|please do not|no (?:acepto|autorizo|deseo|quiero)).{0,60}\b(?:nom|name|"
    r"nombre|publi\w+|list\w*|lista))\b"
)
_DATE = (
    r"\d{1,2}(?:st|nd|rd|th|er|o)?(?: ?(?:and|et|y|-|to|au|al|&) ?(?:the |le |el )?\d{1,2}(?:st|nd|rd|th)?)?"
    r" (?:of |de )?(?:jan|ene|fe[bv]|mar|ap?[bv]?r|ma[iy]|jun|jui|jul|ago|aug|aou|se[pt]|oct|okt|nov|d[ei][cz])\w*"
)
_DAYS = (
    rf"(?:{_DATE}|(?:first|second|third|last|opening|closing|premiere?s?|deuxieme|seconde?|derniere?s?|primer[oa]?s?|"
    r"segund[oa]|ultim[oa]s?)(?: \w+)? (?:days?|jours?|journees?|dias?|mornings?|matinee|manana)|"
    r"(?:one|two|un|une|deux|dos) (?:days?|jours?|journees?|dias?))"
)
_TO_COME = (
    # No letter may follow: "attend\w*" would share "attendattend" with itself in every way there is.
    r"(?:(?:l'|(?:for|on|the|le|les|du|la|el|los|pour|pendant|durante|during|to|a|be|there|present\w*|attend\w*|come|join|"
    r"assister\w*|participer\w*|venir|viendr\w*|asistir\w*|participar\w*|estar\w*|jours?|journees?|days?|dias?|of|de|"
    r"en)(?![^\W\d_])) ?)*+"
)
# "Only on 25 and 26 April", "que la première journée": somebody comes, but not all the time.
SOME_DAYS = re.compile(
    rf"\b(?:(?:only|just|seulement|uniquement|solo|solamente|unicamente) {_TO_COME}{_DAYS}|"
    rf"(?:ne|n')[^.;]{{0,30}}\bqu(?:e |'){_TO_COME}{_DAYS}|{_DAYS} (?:only|seulement|uniquement|solamente|"
    rf"unicamente)\b)"
)
# "I prefer to receive your messages in English", "merci de m'écrire en français".
_WRITE_IN = re.compile(
    r"\b(?:messages?|correspond\w*|communicat\w*|comunica\w*|e?-?mails?|courriels?|correos?|write|reply|replies|"
    r"answers?|ecri(?:re|vez)|repon(?:dre|ses?)|escrib\w*|respond\w*|respuestas?)\b[^.;?]{0,40}\b(?:in|en) "
    r"(english|french|spanish|anglais|francais|espagnol|ingles|frances|espanol)\b"
)
_ALL = re.compile(
    r"\b(?:(?:the )?following (?:two|three|four|five|persons|people|participants|"
    r"colleagues)|all (?:of (?:us|them)|participants|delegates|members|three|four|"
    r"five|will|persons)|both (?:will|of|"
    r"participants|delegates)?|everyone|they will all|tous|toutes|les (?:deux|trois|quatre|cinq)|l'ensemble|chacun|"
    r"tod[oa]s|amb[oa]s|cada uno|the whole delegation|toute la delegation|toda la delegacion|we (?:will|would)|"
    r"nous (?:serons|"
    r"participerons)|participaremos|asistiremos)\b"
)
_FIRST = re.compile(
    r"\b(?:i|my|me|myself|je|j'|mon|ma|mes|moi|moi-meme|mi|mis|yo|soussignee?|necesito|soy|requiero|prefiero|tengo|"
    r"deseo|quisiera|solicito|podria)\b"
)
_NEGATED = re.compile(r"\b(?:no|not|without|sans|aucun\w*|ne|n'|pas|ningun\w*|sin)\b")


_TOLD = (("ticket_issued", TICKET), ("comes_on_some_days", SOME_DAYS), ("note_verbale_follows", NOTE_VERBALE))


def read_notes(
    sentences: list[str], proposals: list[Proposal], result: Understanding, *, of_others: Collection[str] = ()
) -> None:
    """Each sentence to the person it speaks of; what cannot be given to one is told to staff as a flag.

    `of_others`: sentences about somebody who is not proposed, unless they name one who is.
    """
    for sentence in sentences:
        labelled = LABELLED.match(sentence)
        if labelled and field_of(labelled[1]):
            continue  # was read as a line of a form
        plain = flat(sentence)
        people = _people(sentence, plain, proposals)
        if sentence in of_others:
            people = [one for one in people if _is_named(one, sentence)]
        reason = Reason("sentence", squeeze(sentence)[:160])
        _wishes(plain, people, result, reason)
        if mode := wished_mode(sentence):
            for person in people:
                if len(proposals) == 1 or people != proposals or _ALL.search(plain):
                    person.put("mode", mode, reason)
        if len(people) == 1 and role_of(sentence) == "head_of_delegation":
            people[0].put("role", "head_of_delegation", reason)
        _written_language(plain, people, reason)
        for flag, pattern in _TOLD:
            if pattern.search(plain):
                result.flag(flag)
        _restricted(sentence, people, result, reason)


def _people(sentence: str, plain: str, proposals: list[Proposal]) -> list[Proposal]:
    """Those a sentence names; else the writer, if it speaks in the first person; else the only one, or all of them."""
    real = [person for person in proposals if not person.is_placeholder]
    named = [person for person in real if _is_named(person, sentence)] or _called_by_office(plain, real)
    if named:
        return named
    senders = [person for person in real if person.is_sender]
    if senders and _FIRST.search(plain) and not _ALL.search(plain):
        return senders
    if len(real) == 1:
        return real
    return real if _ALL.search(plain) else []


# "Mme la Ministre", "la Sra. Viceministra", "the Ambassador": somebody is meant by what he or she is.
_BY_OFFICE = re.compile(
    r"\b(?:(?:mme|madame|m|monsieur|mr|mrs|ms|sra?|senora?)\.?,? (?:la |le |l'|el )?|(?:the|la|le|el|al|du|of the) |l')"
    rf"({FUNCTION})\b"
)


def _called_by_office(plain: str, people: list[Proposal]) -> list[Proposal]:
    """The one person whose function begins with the office that the sentence names."""
    offices = {found[1] for found in _BY_OFFICE.finditer(plain)}
    called = [one for one in people if one.function and key(one.function).split()[0] in offices]
    return called if len(called) == 1 else []


_CALLED = (
    r"(?:mr|mrs|ms|miss|m|mme|madame|monsieur|sra?|srta|senor(?:a|ita)?|dra?|dre|prof|minister|ministre|ministr[oa])"
)


def _is_named(person: Proposal, sentence: str) -> bool:
    if mentions(sentence, person.family_name):
        return True
    heads = [part for part in key(person.family_name).split() if len(part) > 3]
    words = f" {key(sentence)} "
    # Behind a title a short one will do: "Mr Li".
    called = next((part for part in key(person.family_name).split() if len(part) > 1 and part not in PARTICLES), "")
    if called and re.search(rf"\b{_CALLED}\.? {re.escape(called)}\b", flat(sentence)):
        return True
    titled = person.title and f" {key(person.title)} " in words
    return bool(heads and titled and f" {heads[0]} " in words) or (
        # A short one, as "Eva", only as it is written: "mar" is the sea.
        len(person.given_name) > 2
        and f" {key(person.given_name)} " in words
        and (len(key(person.given_name)) > 3 or bool(re.search(rf"\b{re.escape(person.given_name)}\b", sentence)))
    )


def _written_language(plain: str, people: list[Proposal], reason: Reason) -> None:
    """The language in which the one person a sentence speaks of wants to be written to."""
    found = _WRITE_IN.search(plain)
    if found and len(people) == 1 and not re.search(rf"{_NEGATED.pattern}|\b(?:cannot|can't|unable)\b", plain):
        people[0].put("preferred_language", language_named(found[1]), reason)


def _wishes(plain: str, people: list[Proposal], result: Understanding, reason: Reason) -> None:
    is_visa = VISA.search(plain) and not re.search(r"\b(?:no|not|don't|n'|pas|sin)\b[^.]{0,30}\bvisa", plain)
    for name, is_said in (
        ("wants_visa_letter", bool(is_visa)),
        ("wants_sponsorship", bool(SPONSORSHIP.search(plain)) and not _is_own_expense(plain)),
        ("is_possible_speaker", _is_speaker(plain)),
    ):
        if not is_said:
            continue
        result.flag(
            {"wants_visa_letter": "visa_letter", "wants_sponsorship": "sponsorship"}.get(name, "possible_speaker")
        )
        for person in people:
            setattr(person, name, True)
            person.reasons[name] = reason
    if NO_CONSENT.search(plain) or CONSENT.search(plain):
        for person in people if len(people) == 1 else []:
            person.publish_consent = not NO_CONSENT.search(plain)
            person.reasons["publish_consent"] = reason


def _is_own_expense(plain: str) -> bool:
    """Costs are spoken of, but we are not asked to bear them: others do, or nothing is asked for."""
    asked = [is_denied(plain, found.start(), found.end()) for found in _ASKS_FOR_IT.finditer(plain)]
    if OWN_EXPENSE.search(plain):
        return True
    if "?" in plain[-2:] or not all(asked) or _NOT_WITHOUT.search(plain):
        return False
    return bool(asked or _COVERED.search(plain) or _NONE_NEEDED.search(plain))


def _is_speaker(plain: str) -> bool:
    if "?" in plain[-2:] or _NEGATED.search(plain):
        return False
    return bool(SPEAKER.search(plain) or SPEAKS.search(plain))


def keep_apart(sentence: str, result: Understanding) -> None:
    """Note what only some may see: the reason of health as it is told, and the phrases alone."""
    for words in [*reasons_of_health(sentence), *(phrase for _kind, phrase in restricted_phrases(sentence))]:
        if words not in result.restricted_text:
            result.restricted_text.append(words)


def _restricted(sentence: str, people: list[Proposal], result: Understanding, reason: Reason) -> None:
    """What only some may see goes to the person; the phrase itself is noted so that no answer repeats it."""
    keep_apart(sentence, result)
    if "?" in sentence[-2:] and not _FIRST.search(flat(sentence)):
        return
    for kind, text in restricted_in(sentence).items():
        for person in people if len(people) == 1 else []:
            if kind not in person.restricted:
                person.restricted[kind] = text[:300]
                person.reasons.setdefault(kind, reason)
