"""Names of persons: taken from titles and functions around them, split only where something shows the place."""

import re
from typing import NamedTuple

from registrations.mail.reading.flat import flat, key
from registrations.mail.reading.namewords import NOT_NAMES

_HONORIFICS = {
    "se": "S.E.",
    "he": "H.E.",
    "excmo": "Excmo.",
    "excma": "Excma.",
    "sem": "S.E.",
    "ilmo": "Ilmo.",
    "ilma": "Ilma.",
    "son excellence": "S.E.",
    "his excellency": "H.E.",
    "her excellency": "H.E.",
    "su excelencia": "S.E.",
    "hon": "Hon.",
    "the honourable": "Hon.",
    "honourable": "Hon.",
    "the honorable": "Hon.",
    "honorable": "Hon.",
    "lhonorable": "Hon.",
    "sar": "S.A.R.",
    "hrh": "H.R.H.",
    "mgr": "Mgr",
}
_TITLES = {
    "m": "M.",
    "mr": "Mr",
    "mrs": "Mrs",
    "ms": "Ms",
    "miss": "Miss",
    "mme": "Mme",
    "mlle": "Mlle",
    "mm": "MM.",
    "monsieur": "M.",
    "madame": "Mme",
    "mademoiselle": "Mlle",
    "dr": "Dr",
    "dre": "Dre",
    "docteur": "Dr",
    "doctor": "Dr",
    "prof": "Prof.",
    "professor": "Prof.",
    "professeur": "Prof.",
    "professeure": "Prof.",
    "pr": "Pr",
    "pre": "Pre",
    "sr": "Sr.",
    "sra": "Sra.",
    "srta": "Srta.",
    "senor": "Sr.",
    "senora": "Sra.",
    "senorita": "Srta.",
    "mx": "Mx",
    "d": "D.",
    "dna": "Dña.",
    "don": "D.",
    "dona": "Dña.",
    "ing": "Ing.",
    "lic": "Lic.",
    "licda": "Licda.",
    "me": "Me",
    "doctora": "Dra.",
    "dra": "Dra.",
    "profa": "Profa.",
    "maitre": "Me",
    "ambassador": "Ambassador",
    "herr": "Mr",
    "ambassadeur": "Ambassadeur",
    "ambassadrice": "Ambassadrice",
    "embajador": "Embajador",
    "embajadora": "Embajadora",
    "frau": "Ms",
    "sir": "Sir",
    "dame": "Dame",
    "sheikh": "Sheikh",
    "rev": "Rev.",
    "eng": "Eng.",
    "engr": "Engr.",
    "amb": "Amb.",
    "arq": "Arq.",
    "abg": "Abg.",
}
# These are words or initials too: a title only with its point, or before a name and in capitals' company.
_DOUBTFUL = {"m", "d", "me", "pr", "pre", "dame", "sir", "don", "mm", "hon", "se", "he"}
PARTICLES = {
    "de",
    "da",
    "do",
    "dos",
    "das",
    "du",
    "des",
    "del",
    "della",
    "di",
    "la",
    "las",
    "los",
    "van",
    "von",
    "der",
    "den",
    "ter",
    "ten",
    "zu",
    "bin",
    "ibn",
    "bint",
    "al",
    "el",
    "y",
    "e",
    "af",
    "av",
    "dal",
    "degli",
    "st",
    "le",
}
_LOWERED = PARTICLES - {"el", "al", "la", "st", "ten", "e", "le"}
# "María del Carmen", "María de los Ángeles" are given names.
_SAINTS = {
    "carmen",
    "pilar",
    "angeles",
    "rosario",
    "mar",
    "jesus",
    "socorro",
    "dios",
    "luz",
    "sol",
    "valle",
    "rocio",
    "consuelo",
}
_TOKEN = re.compile(r"[^\W\d_](?:[\w'’.·-]*[\w.])?")
TITLE_PATTERN = re.compile(
    r"(?<![\w@.'’-])(?:(?:S\.\s?E\.|H\.\s?E\.|Excm[oa]\.?|Son Excellence|(?:His|Her) Excellency|Su Excelencia|"
    r"(?:The )?Hono[u]?rable|Hon\.|Ilm[oa]\.)[ ,]*)?(?:(?:la |el |le |the |l['’])?"
    r"(?:M\.|MM\.|Mr\.?|Mrs\.?|Ms\.?|Mx\.?|Mme\.?|Mlle\.?|Miss|Monsieur|Madame|Mademoiselle|Dre?\.?|Dra\.?|Prof\.?|"
    r"Professor|"
    r"Professeure?|Pr\.|Sra?\.?|Srta\.?|Se[ñn]ora?|Se[ñn]orita|D\.|Dñ?a\.|Doña|Don|Ing\.|Lic\.|Licda\.|Me|Ma[îi]tre|"
    r"Ambassador|Amb\.|Engr\.?|Eng\.|"
    r"Ambassadeur|Ambassadrice|Embajadora?)(?:(?<=\.)|(?!\w))(?= ?[^\W\d_])\s*){1,3}"
)


class Name(NamedTuple):
    """A name and what stood before it. `is_split` is False where given and family name are only assumed."""

    honorific: str
    title: str
    given: str
    family: str
    is_split: bool
    written: str


def strip_titles(text: str) -> tuple[str, str, str]:
    """Honorific, title and the rest: "S.E. M. Kouamé" -> ("S.E.", "M.", "Kouamé")."""
    honorific = ""
    titles: list[str] = []
    rest = re.sub(r"^[lL]['’](?=[A-Z])", "", text.strip(" ,;:.-–—*\t"))
    rest = re.sub(r"^([SH]\.\s?E\.)(?=M)", r"\1 ", rest)  # "S.E.M.", "S.E.Mme"
    for _turn in range(6):
        rest = rest.strip(" ,;\t")
        found = re.match(
            r"((?:son|his|her|su|the|l['’]?) ?[^\W\d_]+|(?:[^\W\d_]\.\s?){2}|[^\W\d_]+\.?)(?=[\s,]|$)",
            rest,
            re.IGNORECASE,
        )
        if not found:
            break
        word = re.sub(r"[^a-z ]", "", flat(found[1])).strip()
        single = re.match(r"[^\W\d_]+\.?", rest)
        alone = re.sub(r"[^a-z]", "", flat(single[0])) if single else ""
        if word.replace(" ", "") in _HONORIFICS or word in _HONORIFICS:
            honorific = honorific or _HONORIFICS.get(word) or _HONORIFICS[word.replace(" ", "")]
            rest = rest[found.end() :]
        elif single and alone in _TITLES and _is_title(single[0], alone, rest[single.end() :]):
            titles.append(_TITLES[alone])
            rest = rest[single.end() :]
        elif single and flat(single[0]) in ("la", "el", "le", "the") and titles == [] and TITLE_PATTERN.match(rest):
            rest = rest[single.end() :]
        else:
            break
    return (
        honorific,
        " ".join(dict.fromkeys(titles[:2])),
        rest.strip(" ,;:.\t") if len(rest) > 2 else rest.strip(" ,;:\t"),
    )


def _is_title(written: str, alone: str, after: str) -> bool:
    if not after.strip(" .,"):
        return True
    if alone not in _DOUBTFUL:
        return written[0].isupper()
    return written.endswith(".") or (
        alone in ("me", "don", "sir", "dame", "m", "mm") and written[0].isupper() and len(after.split()) > 1
    )


# Written small and joined to the name: "d'Almeida", "al-Rahman".
_JOINED = re.compile(r"(?:(?:d|l|n|o)['’]|(?:al|el|ad|an|ar|as|ash|at|az|abu|bou|ben|ibn|ould)-)[^\W\d_]")


def looks_like_name(text: str, *, is_titled: bool = False) -> bool:
    """One to seven words that begin with a capital (or are particles, or initials), nothing else."""
    words = text.split()
    if not 0 < len(words) <= 7 or len(text) > 80 or re.search(r"[\d@:;!?/\\|<>=()\[\]{}\"]", text):
        return False
    if not all(_TOKEN.fullmatch(word.strip(",.")) or re.fullmatch(r"[^\W\d_]\.", word) for word in words):
        return False
    big = [word for word in words if word[0].isupper() or not word[0].islower() or _JOINED.match(word)]
    small = [word for word in words if word not in big]
    if any(flat(word) not in PARTICLES for word in small) or not big:
        return False
    if any(flat(word).strip(".,") in NOT_NAMES for word in big):
        return False
    return is_titled or len(big) > 1 or not words[0].isascii()


class Evidence:
    """All that a mail says, to find names in normal case; flat once, for it is searched for each name."""

    def __init__(self, text: str) -> None:
        self.text, self.plain = text, flat(text)


NO_EVIDENCE = Evidence("")


def parse_name(text: str, *, email: str = "", evidence: Evidence = NO_EVIDENCE, language: str = "") -> Name:
    """Take a name apart: capitals show the family name, else a comma, the address, or habit."""
    honorific, title, rest = strip_titles(text)
    rest = " ".join(rest.split())
    given, family, is_split = split_name(rest, email=email, language=language)
    return Name(honorific, title, recase(given, evidence), recase(family, evidence), is_split, rest)


def split_name(name: str, *, email: str = "", language: str = "") -> tuple[str, str, bool]:
    """Given name, family name, and whether something showed where one ends."""
    if "," in name:
        family, _comma, given = name.partition(",")
        return given.strip(), family.strip(), True
    words = name.split()
    if len(words) < 2:
        return "", name, bool(words)
    upper = [_is_capitals(word) for word in words]
    if any(upper) and not all(upper):
        return _by_capitals(words, upper)
    place = _by_address(words, email)
    if place is not None:
        return place
    start = _by_habit(words, language)
    return " ".join(words[:start]), " ".join(words[start:]), len(words) == 2


def _is_capitals(word: str) -> bool:
    letters = [sign for sign in word if sign.isalpha()]
    return len(letters) > 1 and all(sign.isupper() for sign in letters) and not re.fullmatch(r"(?:[^\W\d_]\.)+", word)


def _by_capitals(words: list[str], upper: list[bool]) -> tuple[str, str, bool]:
    first, last = upper.index(True), len(upper) - 1 - upper[::-1].index(True)
    while first and flat(words[first - 1]) in PARTICLES and words[first - 1].islower():
        first -= 1
    given = [*words[:first], *words[last + 1 :]]
    return " ".join(given), " ".join(words[first : last + 1]), bool(given)


def _by_address(words: list[str], email: str) -> tuple[str, str, bool] | None:
    """ "nf.gueye@" shows that of "Ndèye Fatou Gueye-Kassé" the family name begins with Gueye."""
    pieces = [piece for piece in re.split(r"[._\-+\d]+", key(email.partition("@")[0]).replace(" ", ".")) if piece]
    if len(pieces) < 2:
        return None
    for start in range(1, len(words)):
        parts = [part for part in re.split(r"[\s]+", key(" ".join(words[start:])).strip()) if part]
        given = [part for part in key(" ".join(words[:start])).split() if part]
        initials = "".join(part[0] for part in given)
        if not parts or not given:
            continue
        is_given = any(piece in (given[0], initials, given[0][:1]) for piece in pieces)
        joined = "".join(parts)
        heads = [part for part in parts if part not in PARTICLES][:1]
        is_family = any(
            len(piece) > 1 and (piece in heads or (joined.startswith(piece) and len(piece) > 3)) for piece in pieces
        )
        if is_given and is_family:
            while start > 1 and flat(words[start - 1]) in PARTICLES and words[start - 1].islower():
                start -= 1
            return " ".join(words[:start]), " ".join(words[start:]), True
    return None


def _by_habit(words: list[str], language: str) -> int:
    """Where the family name begins by habit: the last word with its particles, the last two in Spanish."""
    if language == "es" and len(words) > 3 and _is_surname(words):
        return 1
    for place in range(1, len(words) - 1):
        if flat(words[place]) in PARTICLES and words[place].islower() and flat(words[place + 1]) not in _SAINTS:
            after = flat(words[place + 1]) in PARTICLES and flat(words[min(place + 2, len(words) - 1)]) in _SAINTS
            if not after:
                return place
    start = len(words) - 1
    if language == "es" and len(words) in (3, 4):
        start = len(words) - 2
    while start > 1 and flat(words[start - 1]) in PARTICLES:
        start -= 1
    return start


_SECOND_GIVEN = (
    "carlos antonio jose luis manuel alberto angel maria isabel fernanda elena pablo miguel jesus javier eduardo "
    "fernando francisco ramon rafael enrique andres david daniel alejandro ignacio felipe guillermo ricardo roberto "
    "cristina teresa luisa carmen rosa ana eugenia beatriz victoria paola lucia laura belen cecilia mercedes gabriel "
    "martin tomas sebastian esteban emilio ernesto arturo cesar julio mario hugo oscar ruben sergio victor"
)


def _is_surname(words: list[str]) -> bool:
    """ "Aurelio Sáez de la Hoz": behind one given name a surname, and the mother's with its particles."""
    is_particle = flat(words[2]) in PARTICLES and words[2].islower()
    is_given = flat(words[1]) in PARTICLES or re.search(rf"\b{re.escape(flat(words[1]))}\b", _SECOND_GIVEN)
    return is_particle and not is_given and flat(words[2]) != "y"


def recase(name: str, evidence: Evidence) -> str:
    """A name in capitals in normal case: as the mail writes it elsewhere, else by rule."""
    if not any(_is_capitals(word) for word in name.split()):
        return name
    wanted = flat(name)
    for found in re.finditer(rf"(?<!\w){re.escape(wanted)}(?!\w)", evidence.plain):
        written = evidence.text[found.start() : found.end()]
        if not any(_is_capitals(word) for word in written.split()) and any(sign.isupper() for sign in written):
            return written if len(flat(written)) == len(name) and _marks(written) >= _marks(name) else _by_rule(name)
    return _by_rule(name)


def _marks(text: str) -> int:
    return sum(sign.lower() != plain for sign, plain in zip(text, flat(text), strict=True))


def _by_rule(name: str) -> str:
    words = []
    for number, word in enumerate(name.split()):
        is_particle = flat(word) in _LOWERED or (number and flat(word) in PARTICLES)
        words.append(word.lower() if is_particle else re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word))
    return " ".join(words)


def same_name(one: str, other: str) -> bool:
    """The same words, whatever their order, accents and case; initials stand for words."""
    left, right = key(one).split(), key(other).split()
    if not left or not right:
        return False
    if sorted(left) == sorted(right):
        return True
    shorter, longer = sorted((left, right), key=len)
    rest = list(longer)
    for word in shorter:
        match = next((found for found in rest if found == word), None)
        if match is None:
            return False
        rest.remove(match)
    return len(shorter) > 1


def mentions(sentence: str, family: str) -> bool:
    """The sentence names this family, whole."""
    words = key(family)
    return bool(words) and len(words) > 2 and f" {words} " in f" {key(sentence)} "
