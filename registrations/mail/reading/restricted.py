"""Words about health, diet, access, passports and birth: they go where only some may look."""

import re

from registrations.mail.reading.flat import flat, squeeze

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
            r"\b(?:(?:pour|for|por)? ?(?:(?:des )?(?:raisons?|motifs?) (?:de sante|medicales?|de salud)|(?:health|"
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
            r"enceinte|embaraz\w+|maternite|(?:fallen|fell|is|was|taken|been) ill|"
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


def restricted_phrases(text: str) -> list[tuple[str, str]]:
    """The phrases alone, with their kinds, as they are written: what must not be repeated in an answer."""
    plain = flat(text).replace("\n", " ")
    return [
        (kind, squeeze(text[found.start() : found.end()]))
        for kind, pattern in _KINDS
        for found in pattern.finditer(plain)
    ]
