"""What an out-of-office answer tells: until when somebody is away, and who stands in."""

import re

from mailreader.facts import Mail
from mailreader.findings import Absence
from mailreader.flat import bounded, flat
from mailreader.headers import EMAIL
from mailreader.names import looks_like_name
from mailreader.titles import TITLE_PATTERN

_MONTH = (
    r"(?:jan|ene|fe[bv]|mar|ap[rv]|avr|abr|ma[iy]|jun|jui|jul|ago|aug|aou|se[pt]|oct|okt|out|nov|d[ei][cz])[a-z]*\.?"
)
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|o|\.)?(?: (?:of |de )?{_MONTH})?(?:,? (?:de |del )?\d{{4}})?|"
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? |(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) |"
    r"(?:lunes|"
    r"martes|miercoles|jueves|viernes|sabado|domingo),? |(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    r"sonntag),? )"
)
# "From 14 to 25 February", "du 3 au 17 mai", "entre el 2 y el 9": away until the second.
_SPAN = re.compile(
    rf"\b(?:from|between|du|entre|del|desde|vom|de|do|dal)(?: le| el| the| dem)? {_WEEKDAY}?{_DATE},? "
    rf"(?:to|until|till|through|and|au|et|al|hasta|y|bis|-|a|ao)(?: le| el| the| zum)? {_WEEKDAY}?(?P<end>{_DATE})"
)
# "I will answer from Monday 28 February", "de nouveau joignable à partir du 3 mai": back on that day.
_BACK = re.compile(
    rf"\b(?:back|answer\w*|repl(?:y|ies)|respond\w*|available|reachable|return\w*|retour|repond\w*|joignable|"
    rf"disponib\w*|"
    rf"contest\w*|atender\w*|regres\w*|volver\w*|reincorpor\w*)\b[^.;\n]{{0,40}}?\b(?:from|as of|after|on|"
    rf"a partir d[eu]l?|des|"
    rf"apres|le|el|despues del?|desde)(?: le| el| the)? {_WEEKDAY}?(?P<end>{_DATE})"
)
_UNTIL = re.compile(
    r"\b(?:until|till|through|back on|"
    r"(?:return(?:ing)?|back)(?: (?:to|in|at) (?:the |my )?\w+)? on|"
    r"jusqu'(?:au|a)|de retour,? le|retour,? le|hasta(?: el)?|"
    r"regres\w+ el|(?:re)?incorpor\w+ (?:de nuevo )?el|vuelvo el|vuelta el|"
    r"bis(?: einschliesslich| einschlieslich| inklusive| inkl\.?| zum| am)*|wieder am|(?:zuruck|erreichbar) (?:ab|am)|"
    r"ate(?: ao?)?|regresso (?:a|em)|(?:volto|regressarei) (?:a|em|no dia)|fino a(?:l|ll'|lla)?|tot(?: en met)?|"
    r"vuelve(?: el)?|retorno el|retour au bureau le|in the office (?:again )?on|back in (?:the )?office on)"
    r"\s+(?:and including |le |el |the |dem |dia |o dia )?"
    r"((?:\d{1,2}\. ?)?[^\n.,;]{3,40}?)(?= (?:et|and|y|e|with|avec|con|com|ne|i|je|nicht|und|abwesend|ausser|nao|en|"
    r"im|inclusive|non)\b|[.,;\n]|$)"
)


def _until(text: str) -> str:
    """The day named as the end of the absence or as that of return, as it is written."""
    if found := _UNTIL.search(flat(text)):
        return text[found.start(1) : found.end(1)]
    plain = flat(text).replace("\n", " ")
    for pattern in (_SPAN, _BACK):
        found = next((one for one in pattern.finditer(plain) if re.search(r"[a-z]{3}|[./-]", one["end"])), None)
        if found:
            return text[found.start("end") : found.end("end")]
    return ""


def absence_of(mail: Mail) -> Absence:
    """The date of return as written, and the person who stands in."""
    # A date may be broken by the end of a long line.
    text = re.sub(r"(?<=[^\n]{50})\n(?=\S)", " ", bounded(mail.body.own, 4000))
    until = _until(text)
    address = next((one for one in EMAIL.findall(text) if one.lower() != mail.sender.email), "")
    name = ""
    if address:
        before = " ".join(text[: text.index(address)].split())[-120:]
        titled = list(TITLE_PATTERN.finditer(before))
        piece = before[titled[-1].start() :] if titled else ""
        bare = piece[titled[-1].end() - titled[-1].start() :].strip(" ,(<:-") if titled else ""
        piece = re.sub(r"^(?:la|el|le|the) ", "", piece, flags=re.IGNORECASE)
        name = piece.strip(" ,(<:-") if bare and looks_like_name(bare, is_titled=True) else ""
    return Absence(until.strip(" ."), name, address.lower())
