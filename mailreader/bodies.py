"""Functions, bodies, countries and categories in free text, by the nouns that begin them in three languages."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from mailreader.bodywords import BODY, FUNCTION
from mailreader.flat import flat, key, squeeze

_FUNCTION_AT_HEAD = re.compile(
    rf"^(?:(?:the|le|la|l'|el|un|une|una|a|an|former|ancien|ancienne|ex|interim|acting|notre|our|"
    rf"nuestr[oa]) ?)?(?:{FUNCTION})\b"
)
# "Programme Manager", "Red Cross Delegate": what it is about stands before the function in English.
_FUNCTION_AT_END = re.compile(rf"(?<! of)(?<! de)(?<! du) (?:{FUNCTION})$")
# "Office of the President": whose body it is stands at the end.
_OF_AN_OFFICE = re.compile(rf"\b(?:of the|du|de la|de l'|del)(?: |(?<='))(?:[\w-]+ )?(?:{FUNCTION})$")
_FUNCTION_ANYWHERE = re.compile(
    r"\b(?:director\w*|directeur|directrice|officer|manager|adviser|advisor|coordinat\w+|coordinador\w*|secretar\w+|"
    r"president\w*|professor|minister|"
    r"ministre|counsellor|conseiller\w*|consejer[oa]|specialist|analyst|assistant|head|chief|planner|researcher|"
    r"consultant|representative|expert|"
    r"fellow|lecturer|engineer|commissioner|mayor|maire|deputy|ambassador|attache|responsable|editor|founder|lead)\b"
)
# What a firm is by law stands behind its name.
_BODY_END = re.compile(r"(?<=\w) (?:ltd|inc|llc|llp|gmbh|plc|s\.?a\.?(?:r\.?l)?|s\.?l|sas|sprl|bv|ag)\.?$")
_BODY_HEAD = re.compile(rf"\b(?:{BODY})\b")
# "Head of Community Relations": what an office is about, unless a body's noun follows: "Community Relations Board".
_SUBJECT = re.compile(
    rf"(?:{BODY}) (?:relations|engagement|affairs|development|outreach|services|liaison|planning|support|"
    rf"mobili[sz]ation|cohesion|health|integration|management|operations|coordination|partnerships?)(?!.*\b(?:{BODY}|board|team)\b)"
)
_PLACED = re.compile(r"\(([^()]{2,80})\)")
_LINK = re.compile(
    r"[, ]+(?:a la|a l'|au sein de la|au sein de l'|au sein du|aupres de la|aupres de l'|aupres du|aux|au|chez|de la|"
    r"de l'|du|des|de|d'|"
    r"of the|of|at the|at|with the|with|in the|del|de los|de las|en la|en el|en)(?:(?<=')|\s+)(?=\S)"
)
_SAME = re.compile(
    r"\b(?:meme (?:ministere|organisme|organisation|institution|structure|service|"
    r"agence|universite|ville)|same (?:ministry|organi[sz]ation|"
    r"institution|agency|university|address|body)|mism[oa] (?:ministerio|organismo|organizacion|"
    r"institucion|entidad|universidad)|"
    r"idem|ibid)\b"
)
SECONDED = re.compile(
    r"\(?\s*\b(?:seconded (?:from|by)|on secondment from|detachee? (?:de|par|du)|mis[e]? a disposition par|"
    r"adscrit[oa] (?:de|por|a)|"
    r"en comision de servicio de|on leave from)\s*(?:the |la |le |l'|el |los )?([^()]{3,100})\)?"
)


# A "secretaria" is a person; the accent makes it a body.
_SECRETARIAT = re.compile(r"\W*(?:la )?(?:sub|vice)?secretar[íÍ]as?\b", re.IGNORECASE)


def is_function(text: str) -> bool:
    """The text begins as a function does, or is short and holds the name of one."""
    plain = flat(text).strip(" *-,.")
    if _SECRETARIAT.match(text):
        return False
    if _FUNCTION_AT_HEAD.match(plain):
        return True
    if _is_office_at(plain):
        return True
    return len(plain) < 90 and bool(_FUNCTION_ANYWHERE.search(plain)) and not starts_as_body(text)


def _is_office_at(plain: str) -> bool:
    """ "programme coordinator at the youth network": an office in English ends before "at"."""
    head, link, _tail = plain.partition(" at ")
    return bool(link) and len(head.split()) < 6 and bool(_FUNCTION_AT_END.search(f" {head}"))


def begins_as_function(text: str) -> bool:
    """Its first word is a function's."""
    return bool(_FUNCTION_AT_HEAD.match(flat(text).strip(" *-,."))) and not _SECRETARIAT.match(text)


def starts_as_body(text: str) -> bool:
    """A body's noun is among its first words, before any link word: "Harbour Light Federation", "Ville de X"."""
    if _SECRETARIAT.match(text):
        return True
    plain = re.sub(r"^(?:(?:the|la|le|el|les|los)\s+|l'\s*)", "", flat(text).strip(" *-,."))
    found = _BODY_HEAD.search(plain) or (_BODY_END.search(plain) if len(plain) < 100 else None)
    is_office = _FUNCTION_AT_END.search(plain) and not _OF_AN_OFFICE.search(plain)
    if not found or _FUNCTION_AT_HEAD.match(plain) or is_office or _is_office_at(plain):
        return False
    link = re.search(r" (?:of|de|du|des|del|for|pour|para|d')(?: |(?<='))", plain)
    return not link or found.start() <= link.start() or found.start() < 25


def is_same_body(text: str) -> bool:
    """ "même ministère": the body of the person before."""
    return bool(_SAME.search(flat(text)))


def split_function(text: str) -> tuple[str, str]:
    """ "Directeur de l'Agence X" -> ("Directeur", "Agence X"); the whole is the function where no body follows."""
    text = squeeze(text).strip(" ,;.")
    if not is_function(text):
        return text, ""
    head, comma, tail = text.partition(",")
    goes_on = re.match(r"\s*(?:de|du|des|del)\b|\s*d'", flat(tail))  # "Ministre de l'Habitat, de la Ville"
    if comma and not goes_on and starts_as_body(tail) and not body_behind(head):
        return head.strip(), tail.strip(" ,")
    return body_behind(text) or (text, "")


# "Jefe del Departamento de Hidrología": the unit is what somebody is head of; whose unit it is stands behind.
_HEADS = re.compile(
    r"(?:(?:le|la|the|el) )?(?:deputy |sous-|sub)?(?:jef[ea]|chef(?:fe)?|head|chief|responsable|encargad[oa])"
)
_UNIT = re.compile(
    r"(?:departamento|department|departement|service|servicio|division|unidad|unite|unit|section|seccion|bureau|"
    r"oficina|office|team|equipe|equipo)\b"
)


def body_behind(text: str) -> tuple[str, str] | None:
    """Function and body where a body's name follows a link word: "of the", "de la", "at"."""
    for link in _LINK.finditer(flat(text)):
        if re.search(r"\b(?:et|and|y|e)$", flat(text[: link.start()])):
            continue  # "… de l'Urbanisme et de la Ville": one more of what the office is about
        rest = text[link.end() :]
        bare = re.sub(r"^(?:(?:the|la|le|el|les|los) |l' ?)", "", flat(rest))
        offset = len(rest) - len(bare)
        is_unit = _UNIT.match(bare) and _HEADS.fullmatch(flat(text[: link.start()]).strip(" ,"))
        if is_unit or _SUBJECT.match(bare):
            continue
        is_named = rest[offset : offset + 1].isupper()
        late = _BODY_HEAD.search(bare.partition(",")[0][:60]) if is_named and _all_named(rest[offset:]) else None
        if is_named and (_BODY_HEAD.match(bare) or late):
            return text[: link.start()].strip(" ,"), rest[offset:].strip(" ,")
        noun = _SMALL_NOUN.match(rest[offset:])
        if noun:
            return text[: link.start()].strip(" ,"), rest[offset + noun.end() :].strip(" ,")
    return None


# "de la asociación civil Puentes": a noun written small says what the body is, its name stands behind.
_SMALL_NOUN = re.compile(
    r"(?:association|asociaci[oó]n|ong|ngo|charity|foundation|fondation|fundaci[oó]n|federation|fédération|"
    r"federaci[oó]n|"
    r"network|réseau|red|collective|collectif|colectivo|company|société|entreprise|empresa|sociedad|organi[sz]ation|"
    r"quotidien|hebdomadaire|journal|magazine|revue|newspaper|diario|peri[oó]dico|revista|organizaci[oó]n|"
    r"cooperative|coopérative|cooperativa|think tank|cabinet)"
    r"(?: (?!de|du|des|of|del|d['’])[a-zà-ÿ-]+){0,2} (?=[\"«“]?[A-ZÀ-Þ])"
)


def _all_named(text: str) -> bool:
    """Every word is a name's, up to the noun of the body: "Harbour Light Federation"."""
    words = text.split()[:6]
    return bool(words) and all(word[0].isupper() or word in ("for", "of", "and", "de", "et", "y") for word in words)


def expand(body: str, phrases: Collection[str]) -> str:
    """ "Mission permanente" -> "Mission permanente de la Côte d'Ivoire", if exactly one longer name begins so."""
    wanted = key(body)
    goes_on = re.compile(rf"{re.escape(wanted)} (?:de|du|des|d|del|of|for|pour|para|to|aupres|pres|ante) ")
    longer = {key(phrase): phrase for phrase in phrases if goes_on.match(key(phrase)) and len(phrase) < 150}
    return next(iter(longer.values())) if len(longer) == 1 and wanted else body


@lru_cache(maxsize=8)
def _country_index(rows: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    index: dict[str, str] = {}
    for code, names in rows:
        for name in names:
            index.setdefault(key(name), code)
            bare = re.sub(r"\([^()]*\)", " ", name)
            index.setdefault(key(bare), code)
    for code, name in _ALSO:
        index.setdefault(name, code)
    index.pop("", None)
    return index


# Everyday names that no official list has.
_ALSO = tuple(
    (code, name)
    for code, names in {
        "CI": "ivory coast",
        "DE": "deutschland",
        "AT": "osterreich",
        "FR": "frankreich",
        "IT": "italien",
        "MZ": "mocambique",
        "GW": "guine bissau",
        "ST": "sao tome e principe",
        "CV": "cape verde;cap vert",
        "GB": "uk;united kingdom;great britain;royaume uni;grande bretagne;reino unido;england;angleterre",
        "US": "usa;united states;etats unis;estados unidos;ee uu;us",
        "RU": "russia;russie;rusia",
        "VN": "vietnam",
        "LA": "laos",
        "SY": "syria;syrie;siria",
        "TZ": "tanzania;tanzanie",
        "MD": "moldova;moldavie;moldavia",
        "KR": "south korea;coree du sud;corea del sur",
        "KP": "north korea;coree du nord",
        "NL": "netherlands;pays bas;paises bajos;holland",
        "CZ": "czech republic;republique tcheque;czechia",
        "TR": "turkey;turquie;turquia",
        "IR": "iran",
        "VE": "venezuela",
        "BO": "bolivia;bolivie",
        "CD": "rdc;drc;congo kinshasa;rd congo",
        "CG": "congo brazzaville",
        "MK": "macedonia",
        "SZ": "swaziland",
        "BN": "brunei",
        "FM": "micronesia",
        "PS": "palestine;palestina",
        "VA": "vatican;saint siege",
        "AE": "uae;emirats arabes unis",
        "CF": "rca;centrafrique",
        "SA": "saudi arabia",
        "MM": "burma;birmanie",
        "TL": "east timor",
        "BA": "bosnia",
        "CH": "switzerland;suisse;suiza;schweiz",
    }.items()
    for name in names.split(";")
)


def country_of(text: str, countries: Mapping[str, Collection[str]]) -> str:
    """The code of the country this text names and nothing else, such as a cell or "Pays : Sénégal"."""
    index = _country_index(tuple((code, tuple(names)) for code, names in countries.items()))
    words = key(text)
    bare = re.sub(
        r"^(?:the|la|le|l|les|el|los|las|republic of|republique de|republique du|republica de|state of|kingdom of) ",
        "",
        words,
    )
    found = index.get(words) or index.get(bare) or index.get(re.sub(r"^(?:the|la|le|l|les|du|de|d) ", "", bare))
    code = text.strip()
    return found or (code if len(code) == 2 and code.isupper() and code in countries else "")


def country_in(text: str, countries: Mapping[str, Collection[str]]) -> str:
    """The code of the one country that a short text names somewhere; "" for none or several."""
    index = _country_index(tuple((code, tuple(names)) for code, names in countries.items()))
    words = key(text).split()[:60]
    found: set[str] = set()
    place = 0
    while place < len(words):
        for length in range(min(8, len(words) - place), 0, -1):
            name = " ".join(words[place : place + length])
            if name in index and (len(name) > 3 or name in ("uk", "usa", "uae", "rdc", "drc")):
                found.add(index[name].strip())
                place += length - 1
                break
        place += 1
    return found.pop() if len(found) == 1 else ""


def country_at(text: str, countries: Mapping[str, Collection[str]]) -> str:
    """The country with whose name a text begins."""
    words = re.split(r"[.,;:()\n]| [-–—] ", text[:60])[0].split()
    return next(
        (code for end in range(min(6, len(words)), 0, -1) if (code := country_of(" ".join(words[:end]), countries))),
        "",
    )


_WHERE = re.compile(r"^\s*(?:en|in|au|aux|à|the)\s+(?:the\s+|el\s+|la\s+)?", re.IGNORECASE)


def placed(text: str, countries: Mapping[str, Collection[str]]) -> tuple[str, str]:
    """Take "(Nairobi, Kenya)" off a body's name: the bare name, and the code of the country."""
    for found in _PLACED.finditer(text):
        for piece in reversed(found[1].split(",")):
            if code := country_of(piece, countries):
                return squeeze(text[: found.start()] + " " + text[found.end() :]).strip(" ,"), code
    head, comma, tail = text.rpartition(",")
    if comma and (code := country_of(tail, countries) or country_of(_WHERE.sub("", tail), countries)):
        return head.strip(" ,"), code
    inside = _IN_COUNTRY.match(text)
    if inside and (code := country_of(inside[2], countries)) and _PLACED_BODY.search(flat(inside[1])):
        return inside[1], code
    return text, ""


# "University of X in Ghana", but not "Movement for Peace in Colombia": whose country may be a part of the name.
_IN_COUNTRY = re.compile(r"(.+\w) (?:in|en|au|aux|em)(?: the| la| el)? ([A-ZÀ-Þ][\w .'’-]+)$")
_PLACED_BODY = re.compile(
    r"\b(?:universi\w+|college|ministr?[ey]\w*|hochschule|hospital|school|city|municipality|ville)\b"
)
