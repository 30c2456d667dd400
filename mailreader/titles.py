"""What stands before a name: honorifics, titles, and an office between title and name."""

import re

from mailreader.bodywords import FUNCTION
from mailreader.flat import flat

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
    "abog": "Abog.",
    "mtro": "Mtro.",
    "mtra": "Mtra.",
    "econ": "Econ.",
    "psic": "Psic.",
    "dip": "Dip.",
    "gral": "Gral.",
    "cnel": "Cnel.",
    "cllr": "Cllr",
    "councillor": "Cllr",
    "alderman": "Ald.",
    "col": "Col.",
    "gen": "Gen.",
    "capt": "Capt.",
    "lt": "Lt",
    "sen": "Sen.",
}
# These are words or initials too: a title only with its point, or before a name and in capitals' company.
_DOUBTFUL = {
    "m",
    "d",
    "me",
    "pr",
    "pre",
    "dame",
    "sir",
    "don",
    "mm",
    "hon",
    "se",
    "he",
    "dip",
    "gral",
    "cnel",
    "col",
    "gen",
    "capt",
    "lt",
    "sen",
}
TITLE_PATTERN = re.compile(
    r"(?<![\w@.'’-])(?:(?:S\.\s?E\.|H\.\s?E\.|Excm[oa]\.?|Son Excellence|(?:His|Her) Excellency|Su Excelencia|"
    r"(?:The )?Hono[u]?rable|Hon\.|Ilm[oa]\.)[ ,]*)?(?:(?:la |el |le |the |l['’])?"
    r"(?:M\.|MM\.|Mr\.?|Mrs\.?|Ms\.?|Mx\.?|Mme\.?|Mlle\.?|Miss|Monsieur|Madame|Mademoiselle|Dre?\.?|Dra\.?|Prof\.?|"
    r"Professor|"
    r"Professeure?|Pr\.|Sra?\.?|Srta\.?|Se[ñn]ora?|Se[ñn]orita|D\.|Dñ?a\.|Doña|Don|Ing\.|Lic\.|Licda\.|Me|Ma[îi]tre|"
    r"Ambassador|Amb\.|Engr\.?|Eng\.|Arq\.|Ab[o]?g\.|Mtr[oa]\.|Econ\.|Psic\.|Dip\.|Gral\.|Cnel\.|Cllr\.?|Councillor|"
    r"Alderman|Col\.|Gen\.|Capt\.|Lt\.|Sen\.|Rev\.|"
    r"Ambassadeur|Ambassadrice|Embajadora?)(?:(?<=\.)|(?!\w))(?= ?[^\W\d_])\s*){1,3}"
)


# "Madame la Ministre X", "M. le Secrétaire général Y": an office between the title and the name.
_OFFICE = re.compile(
    rf"\s*(?:le |la |the |el |l')((?:{FUNCTION})(?:[ -](?:generale?|adjointe?|d'etat|executi\w+|regionale?))*)\s+(?=\S)"
)


def after_office(text: str, place: int) -> int:
    """Where the name begins behind a title that ends at this place."""
    found = _OFFICE.match(flat(text[place : place + 80]))
    return place + found.end() if found and text[place + found.end()].isupper() else place


def office_in(text: str) -> str:
    """The office that stands between the title and the name, or ""."""
    title = TITLE_PATTERN.match(text.strip())
    found = _OFFICE.match(flat(text.strip()[title.end() :])) if title else None
    written = text.strip()[title.end() :][found.start(1) : found.end(1)] if title and found else ""
    return written[:1].upper() + written[1:]


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
            rest = rest[after_office(rest, 0) :]
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
