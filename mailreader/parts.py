"""Parts of a form: each about one of those who come, or about somebody else, such as who nominates them."""

import re

from mailreader.flat import flat

_NUMBERING = (
    r"^\W*(?:(?:part(?:ie|e)?|section|seccion|annexe?|anexo|cadre|bloc)\b\W*)?"
    r"(?:(?:[a-z\d]{1,2}|[ivx]{1,4})(?=[.):\s-]))?[.):\s-]*"
)
_THOSE = (
    r"(?:(?:details|particulars|information|data|renseignements|donnees|datos|identite|identity|identificacion)\b.{0,30}?)?"
    r"\b(?:participante?|delegate|delegue|delegad[oa]|candidate?|candidat[oa]|nominee|member|membre|"
    r"person(?:ne|a)?(?! (?:de|a|to) contact)|"
    r"miembro|expert[eo]?|applicant|traveller|passenger|postulante|designe)[es]*\b"
)
# Who sends them, whom to write to or to call, and who signs.
_OTHERS = (
    r"(?:nominating|designating|sponsoring|endors\w+|supervis\w+|superviseur|superieure? hierarchique|"
    r"superior(?:a)? (?:jerarquic[oa]|inmediat[oa])|emergency|urgences?|emergencias?|focal points?|points? focal|"
    r"puntos? focal(?:es)?|contact (?:person|point)|person(?:ne|a) (?:de|a) contact\w*|point of contact|"
    r"for official use|cadre reserve|uso (?:oficial|interno)|sign(?:ature|ataire|atory)|firmante|firma|approv\w+|"
    r"autori[sz]ation|authori[sz]ation|"
    r"(?:autorites?|authority|autoridad|institution|institucion|organism[eo]|entidad|entity|ministere|ministry|"
    r"ministerio|employe[ru]r?|empleador|official|responsable|funcionari[oa]|fonctionnaire|agency)s?\b.{0,20}"
    r"\b(?:(?:de|pour) (?:la )?(?:designation|nomination)|designa\w+|nomin\w+|propon\w+|propos\w+|presente\w*|"
    r"postul\w+)|"
    r"(?:nominated|submitted|presented|proposed|endorsed) by|(?:designe|nomme|propose|presente)e?s? par|"
    r"(?:designad|nombrad|propuest|presentad)[oa]s? por)\b"
)
_IS_THOSE = re.compile(_NUMBERING + _THOSE)
_IS_OTHERS = re.compile(_NUMBERING + r"(.{0,25}?)\b" + _OTHERS)
# "Officials nominated by the Ministry", "the Ministry proposes the following:" announce those who come.
_ANNOUNCES = re.compile(
    r"\b(?:following|suivante?s?|siguientes?|below|ci-(?:dessous|apres)|list[ae]?|(?:participant|delegate|delegue|"
    r"candidate?|nominee|personne|member|membre|expert|official|representative|representant)s|(?:persona|delegado|"
    r"candidato|miembro|experto|funcionario|representante|participante)s)\b"
)
_LONGEST = 80


def is_of_others(heading: str) -> bool:
    """The part tells of somebody who does not come by being named there: "A. Nominating authority"."""
    plain = flat(heading).strip(" :*_|")
    if len(plain) > _LONGEST or _IS_THOSE.match(plain) or _ANNOUNCES.search(plain):
        return False
    found = _IS_OTHERS.match(plain)
    return bool(found) and not re.search(_THOSE, found[1] if found else "")


def is_of_those(heading: str) -> bool:
    """The part tells of one who comes: "B. Candidate no. 1"."""
    plain = flat(heading).strip(" :*_|")
    return len(plain) < _LONGEST and bool(_IS_THOSE.match(plain))
