"""Words about health, diet, access, passports and birth: they go where only some may look."""

import re

from mailreader.flat import flat, squeeze

# Reasons of health as people tell them: what is done to them, what hurts, who forbids it, and a child that comes.
_OPERATION = (
    r"(?:(?:me|se|la|le|lui) (?:faire|fais|fait|fera) (?:operer|hospitaliser|soigner)|(?:etre|suis|est|sera|serai|fus|"
    r"fut|"
    r"ete) (?:operee?|hospitalisee?|alitee?|souffrante?|blessee?|immobilisee?|platree?)|(?:une|mon|son|sa|"
    r"l') ?operation"
    r" (?:du|de la|au|a la|des|a coeur)|operar(?:me|se|le|la)?\b(?= (?:de|del|el|la)\b)|(?:me|le|la) (?:operan|"
    r"operaran|"
    r"operaron|ingresan|ingresaron|intervienen)|(?:sere|sera|fue|fui|ha sido|estoy|esta) (?:operad|ingresad|"
    r"hospitalizad|"
    r"intervenid|convaleciente)[oa]?|una operacion (?:de|del)|(?:be|being|was|been|am|is) operated(?: on)?|"
    r"(?:undergo|underwent|undergoing|need|needs|have|has|having) (?:an? )?(?:[\w-]+ ){0,2}(?:operation|surgery|"
    r"transplant|"
    r"bypass|biopsy)|(?:knee|hip|heart|back|eye|shoulder|spinal) (?:operation|replacement|surgery|transplant|injury|"
    r"problems?)|quirofano|convalescen\w+|convalecen\w+|recovering from|se remet d\w*|chemotherap\w+|quimioterapia|"
    r"radiotherap\w+|dialys\w+|(?:am|is|was|been|be|admitted|taken|rushed|suis|est|ete|admise?|transportee?|estoy|esta|"
    r"ingresad[oa]) (?:to |into |in |at |au |aux |a l'|en (?:el |un )?)(?:the )?(?:hospital|hopital|clinique|clinica|"
    r"urgences))"
)
_BODY = (
    r"(?:(?:heart|asthma|panic) attack|stroke\b|crise cardiaque|infarctus|infarto|avc\b|entorse|hernie|hernia|"
    r"sprain\w*|"
    r"esguince|lumbago|sciatica|sciatique|ciatica|migraine\w*|thrombos\w+|phlebite|burn-?out|pneumoni\w+|grippe\b|"
    r"gripe\b|"
    r"influenza|fever\b|fievre|fiebre|injur(?:y|ed)|torn ligament\w*|slipped disc|mal de dos|(?:en|guardar) reposo|"
    r"(?:doctor's|medical) (?:orders|advice)|certificat medical|medical certificate|certificado medico)"
)
_FORBIDDEN = (
    r"(?:(?:my|his|her|the|mon|ma|son|sa|le|la|les|un|une|mi|su|el|los|una) (?:doctor|physician|gp|midwife|"
    r"cardiologist|surgeon|"
    r"medecin|cardiologue|docteur|sage-femme|chirurgien|chirurgienne|medic[oa]|doctora|cardiolog[oa]|cirujan[oa])s?"
    r"(?= (?:has|have|says?|said|advis|forbid|forbad|will not|won't|do(?:es)? not|doesn't|told|order|insist|recomm|"
    r"me\b|m'|"
    r"lui\b|l'|nous\b|ne\b|n'|traitant|interdi|deconseill|impose|prescri|le\b|les\b|nos\b|no\b|desaconsej|prohib)))"
)
_CHILD = (
    r"(?:(?:maternity|paternity|parental|adoption) leave|maternite|conge (?:de )?(?:paternite|parental|d'adoption)|"
    r"(?:licencia|baja|permiso|descanso) (?:por |de )?(?:maternidad|paternidad|maternal|paternal|parental)|"
    r"licenca (?:de )?(?:maternidade|paternidade)|mutterschutz\w*|elternzeit|(?:gave|give|giving) birth|"
    r"birth of (?:my|our|"
    r"his|her|their)|expecting (?:a|our|my|her) (?:\w+ )?(?:child|baby)|naissance de (?:mon|ma|notre|son|sa|leur)|"
    r"accouch\w+|nacimiento de (?:mi|nuestr|su)|(?:dar|dio|dara|dare) a luz)"
)
_KINDS = (
    (
        "passport",
        re.compile(
            r"\b(?:passports?|passeports?|pasaportes?|(?:national )?id(?:entity)? card|carte d'identite|"
            r"documento de identidad)\b.{0,40}\d.{0,80}"
        ),
    ),
    (
        "birth",
        re.compile(
            r"\b(?:date of birth|born (?:on|in)|nee? le|date de naissance|fecha de nacimiento|nacid[oa] (?:el|en)|"
            r"place of birth|lieu de naissance)\b.{0,80}"
        ),
    ),
    (
        "diet",
        re.compile(
            r"\b(?:vegetari\w+|vegetarien\w*|vegan\w*|vegane?s?|halal|kosher|casher|cacher|gluten|lactose|sans porc|"
            r"no pork|sin cerdo|celiac\w*|coeliac|celiaqu\w*|"
            r"(?:food|nut|peanut|seafood|alimentaire|alimentaria)[ -]?allerg\w*|allerg\w+|alergi\w+|"
            r"regime alimentaire|dietary|diabet\w+|pescatarian)\b"
        ),
    ),
    (
        "access_needs",
        re.compile(
            r"\b(?:wheelchair\w*|fauteuil roulant|silla de ruedas|step-free|(?:limited|"
            r"reduced|impaired) mobility|mobility (?:issue|need|aid|impair|problem|"
            r"difficult)\w*|mobilite reduite|"
            r"movilidad reducida|"
            r"reduced mobility|sign language|"
            r"langue des signes|lengua de (?:signos|senas)|live caption\w*|captioning|sous-titrage|subtitulado|"
            r"hearing (?:loop|aid|impair\w*)|malentendante?|"
            r"deaf|sourde?|sord[oa]|blind|aveugle|cieg[oa]|malvoyante?|visually impaired|braille|"
            r"screen reader|guide dog|"
            r"chien guide|perro guia|"
            r"disab\w+|handicap\w*|discapaci\w+|accessib\w+|accesib\w+|large print)\b"
        ),
    ),
    (
        "health",
        re.compile(
            rf"\b(?:{_OPERATION}|{_BODY}|{_FORBIDDEN}|{_CHILD}|(?:pour|for|por)? ?(?:(?:des )?(?:raisons?|"
            rf"motifs?) (?:de sante|medicales?|de salud)|(?:health|"
            r"medical) (?:reasons?|grounds?)|(?:motivos?|razones|problemas) "
            r"(?:de salud|medic[oa]s)|(?:problemes?|ennuis) de sante|health (?:problems?|issues?|condition))|"
            r"hospitali[sz]\w+|surger\w+|chirurgie|(?:(?:intervencion|intervention|operation|operacion) )?"
            r"(?:quirurgic[oa]|chirurgicale?|surgical)|(?:medical|health) (?:treatment|procedure|appointment|emergency|"
            r"leave)|(?:traitement|examen|rendez-vous|suivi|urgence|conge) medicale?|(?:tratamiento|cita|urgencia|"
            r"licencia) medic[oa]|fractur\w+|(?:broken?|broke|breaking) (?:an? |his |her |my |their )?(?:leg|arm|"
            r"hip|ankle|wrist|"
            r"foot|knee|shoulder|rib|collarbone)s?|cassee? (?:la|le|une?) (?:jambe|bras|pied|cheville|poignet|hanche|"
            r"genou|epaule|col du femur)|(?:roto|quebrado) (?:la|el|una?) (?:pierna|brazo|pie|tobillo|muneca|cadera|"
            r"rodilla)|"
            r"cirugia|illness|maladie|malade|enferm\w+|sick leave|conge maladie|baja medica|arret maladie|pregnan\w+|"
            r"enceinte|embaraz\w+|(?:fallen|fell|is|was|taken|been) ill|"
            r"accident\w*|covid\w*|cancer|chimio\w+|unwell|\bsick\b)\b"
        ),
    ),
)


_NUMBER = re.compile(r"\b(?=[A-Z0-9]*\d{4})[A-Z0-9]{6,12}\b")
# "By the way, I am vegan, in case lunch is served": what the person is.
_IS = re.compile(
    r"(?:^|[:;,(–—-] ?|\b(?:that|and|but|as|because|que|et|mais|car|puisque|y|e|pero|porque|pues) |\bqu')"
    r"(?:i am|i'm|she is|he is|je suis|(?:il|elle) est|soy|es)(?: strictly| strictement| also| aussi)? "
    r"(?:an? |une? )?([^,.;]{3,80})"
)
# There another clause begins: "vegetarian and I come by train".
_NEXT = re.compile(
    r" (?:and|but|et|mais|y|e|pero) (?:i\b|i'|my|he|she|they|we|je|j'|mon|ma|il|elle|nous|mi|yo|el|ella|will|would|"
    r"need|require|travel|voyag|viaj|necesit|utilis|uso\b|use\b).*"
)
_OWN_CLAUSE = re.compile(
    r"[,:;)] ((?:i |i'|je |j'|yo |no (?:como|puedo|tomo)|(?:tengo|sigo|necesito|prefiero|requiero|como) |"
    r"m(?:on|a|y|i) )[^.;]{3,120})[.;!]?$"
)
_ASIDE = re.compile(r"\s*[:;]\s+|\s+[–—-]\s+")


def restricted_in(text: str) -> dict[str, str]:
    """What a short text says of such things: the kind, and the text itself."""
    plain = flat(text)
    found = {kind: squeeze(text) for kind, pattern in _KINDS if pattern.search(plain)}
    if "passport" in found and (number := _NUMBER.search(text)):
        found["passport"] = number[0]
    for kind in ("diet", "access_needs"):
        if kind in found:
            found[kind] = _phrase(text, plain, dict(_KINDS)[kind], is_said=kind == "diet")
    return found


def _phrase(text: str, plain: str, pattern: re.Pattern[str], *, is_said: bool) -> str:
    """The words about it, where a clause has them alone: "one more thing, if I may: I am vegan"."""
    for said in _IS.finditer(plain) if is_said else ():
        words = _NEXT.sub("", said[1])
        if pattern.search(words):
            return squeeze(text[said.start(1) : said.start(1) + len(words)])
    if (
        is_said
        and (own := _OWN_CLAUSE.search(plain))
        and pattern.search(own[1])
        and not pattern.search(own.string[: own.start()])
    ):
        return squeeze(text[own.start(1) : own.end(1)])
    first, *others = _ASIDE.split(text)
    clauses = [clause for clause in others if pattern.search(flat(clause))]
    return squeeze(clauses[0] if len(clauses) == 1 and not pattern.search(flat(first)) else text)


# Where the telling of a reason begins and ends within a sentence.
_BEGINS = re.compile(
    r"[,;:()]|\s-\s|\b(?:because|since|as|due to|owing to|car|parce qu(?:e |')|puisqu(?:e |')|en raison d(?:e |')|"
    r"suite a|"
    r"a cause d(?:e |')|after|following|tras|apres|por (?=un\b|una\b|mi\b|motivo|razon|problema|enferm|baja)|porque|"
    r"ya que|debido a|pues|por estar|dado que|(?:and|but|et|mais|y|pero) (?=i\b|we\b|je\b|j'|"
    r"nous\b))"
)
_ENDS = re.compile(
    r"[,;:()]|[.!?](?:\s|$)|\s-\s|\b(?:so|and therefore|therefore|donc|ainsi|aussi|(?:and|but|et|mais|y|pero) "
    r"(?:i|we|he|she|je|j'|nous|il|elle|no|ne|n'|will|cannot|can|por|debo|tengo|regret)|por lo que|por eso|asi que|"
    r"de modo que)\b"
)


def reasons_of_health(text: str) -> list[str]:
    """The parts of a sentence that tell a reason of health, each whole: "je dois me faire opérer du genou en mai"."""
    plain = flat(text)
    found = []
    for said in dict(_KINDS)["health"].finditer(plain):
        before = [mark.end() for mark in _BEGINS.finditer(plain, 0, said.start() + 1) if mark.end() <= said.start()]
        after = _ENDS.search(plain, said.end())
        found.append(squeeze(text[max(before, default=0) : after.start() if after else len(text)]).strip(" .!?"))
    return list(dict.fromkeys(found))


def restricted_phrases(text: str) -> list[tuple[str, str]]:
    """The phrases alone, with their kinds, as they are written: what must not be repeated in an answer."""
    plain = flat(text).replace("\n", " ")
    return [
        (kind, squeeze(text[found.start() : found.end()]))
        for kind, pattern in _KINDS
        for found in pattern.finditer(plain)
    ]
