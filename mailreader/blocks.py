"""The marks that mail programs leave above what they quote or pass on, in the languages of their menus."""

import re
from dataclasses import dataclass, field

from mailreader.facts import Address
from mailreader.headers import addresses, one_address

_KEYS = {
    "from": "from|de|von|da|van|expediteur|remitente|emisor",
    "date": "sent|date|envoye|envoye le|enviado|enviado el|enviado em|fecha|data|gesendet|datum|sent on|sent at",
    "to": "to|a|para|an|aan|pour|destinataires?|destinatarios?",
    "cc": "cc|copie|copie a|con copia|kopie|cci|bcc|cco",
    "subject": "subject|objet|asunto|betreff|oggetto|sujet|assunto|onderwerp",
    "reply_to": "reply[- ]to|repondre a|responder a|antwort an",
    "other": "importance|importancia|priority|sensitivity|attachments?|pieces? jointes?|"
    "adjuntos?|organization|return-path",
}
_NAMES = {name: kind for kind, names in _KEYS.items() for name in names.split("|") if "?" not in name}
# Runs of one sign are possessive (`*+`) wherever they could be divided among several parts of a pattern: whoever
# writes a mail chooses the signs, and each way to divide them would be tried.
_LINE = re.compile(r"^[>\s*_|]*+([a-z][a-z -]{0,18}?)\s*+(?:\*++\s*+)?:\s*+\**+\s*+(.*)$")

FORWARD = re.compile(
    r"^[>\s*_-]*+(?:(?:debut du|begin|inicio del|forwarded|message transf|mensaje reenv|message reexp|"
    r"transfere par|remitido por|reenviado por)[\s*-]*+)?"
    r"(?:forwarded (?:message|mail|by\b.{0,120})|message (?:transfere|reexpedie|suivi)|mensaje (?:reenviado|"
    r"remitido)|"
    r"(?:transfere|transmis|reexpedie) par\b.{0,120}|(?:reenviado|remitido) por\b.{0,120}|weitergeleitete nachricht|"
    r"mensagem encaminhada|messaggio inoltrato)\s*+:?[\s*-]*+$"
)
ORIGINAL = re.compile(
    r"^[>\s]*-{2,}\s*(?:original (?:message|appointment)|message d'origine|message original|mensaje original|"
    r"ursprungliche nachricht|mensagem original|messaggio originale|reponse originale)\s*-{2,}\s*$"
)
RULE = re.compile(r"^[>\s]*_{10,}\s*$")
_SAID = r"(?:a ecrit|wrote|escribio|schrieb|ha scritto|escreveu|schreef|a envoye|sent|envio)"
_WHEN = r"\s*(?:le|on|el|am|il|em|op|at|a las)\b"
ATTRIBUTION = re.compile(
    rf"^{_WHEN}.{{4,300}}\b{_SAID}\s*+:?\s*+$|^\s*(?:am|op)\b.{{4,200}}\b(?:schrieb|"
    rf"schreef)\b.{{2,200}}:\s*$|^\s*(?:.{{0,120}}<[^<>][^<>@]*+@[^<>]++>|"
    rf"\S[^\s@]*+@\S++)\s.{{0,80}}{_SAID}\s*+:?\s*+$"
    rf"|^\s*[^\n]{{2,80}} {_SAID} \((?:le|on|el) .{{4,60}}\)\s*+:\s*+$"
)
# Some telephones write it on one line with the beginning of what they quote: a day, an address, "wrote:"; in German
# and Dutch the verb stands before the address. The parts are looked for one after the other, each once.
_DAY = re.compile(rf"^{_WHEN}[^:]{{0,40}}?\d")
_ADDRESS_WROTE = re.compile(rf"(?<=\S)@[^\s<>@,]++>?,?\s*+\b{_SAID}\s*+:\s++\S")
_GERMAN_DAY = re.compile(r"^\s*(?:am|op)\b[^:]{0,40}?\d")
_GERMAN_WROTE = re.compile(r"\b(?:schrieb|schreef)\b")
_ADDRESS_COLON = re.compile(r"(?<=\S)@[^\s<>@:]++>?\s*+:\s++\S")
_DIGIT = re.compile(r"\d")

FORWARD_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw)\s*:\s*)?\[?(?:tr|fw|fwd|rv|wg|enc|i|reenv|transf|trans|rm|pv)\s*:", re.IGNORECASE
)
REPLY_SUBJECT = re.compile(r"^\s*(?:re|aw|sv|antw|res|rif|r)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """Headers printed in a text, and the lines they take: [start, end)."""

    start: int
    end: int
    values: dict[str, str] = field(default_factory=dict)

    @property
    def sender(self) -> Address:
        """Who wrote what follows."""
        value = re.sub(r"\[mailto:([^\]]{1,320})\]", r"<\1>", self.values.get("from", ""))
        return one_address(value.replace("*", " ")) or Address()

    @property
    def reply_to(self) -> Address | None:
        """Where the printed headers want the answer."""
        return one_address(self.values["reply_to"]) if self.values.get("reply_to") else None

    @property
    def to(self) -> tuple[Address, ...]:
        """To whom it went."""
        return addresses(self.values.get("to", "").encode("utf-8", "replace"), 50)

    @property
    def cc(self) -> tuple[Address, ...]:
        """Who had a copy."""
        return addresses(self.values.get("cc", "").encode("utf-8", "replace"), 50)


def find_block(lines: list[str], plain: list[str], start: int, *, is_marked: bool) -> Block | None:
    """Headers that begin at this line: the sender and two others; one other below a mark that announces them.

    `plain` are the same lines, flat.
    """
    block = Block(start, start)
    last, empty = "", 0
    for number in range(start, min(start + 30, len(lines))):
        line = lines[number]
        found = _LINE.match(plain[number][:400])
        kind = _NAMES.get(found[1].strip()) if found else None
        if kind and found:
            if kind in block.values and kind != "other":
                break
            last, empty = kind, 0
            block.values[kind] = line[found.start(2) :].strip(" *\t")
            block.end = number + 1
        elif not line.strip(" >\t"):
            empty += 1
            if empty > 1 or {"from", "subject"} <= set(block.values):
                break
        elif last in ("to", "cc", "subject", "date", "from") and not empty and _is_continuation(line, last):
            block.values[last] += f" {line.strip(' >')}"
            block.end = number + 1
        else:
            break
    enough = len(set(block.values) - {"other"}) >= (2 if is_marked else 3)
    return block if "from" in block.values and enough else None


def _is_continuation(line: str, last: str) -> bool:
    if last in ("to", "cc"):
        return "@" in line or ";" in line or line.rstrip().endswith(",") or line[:1] in " \t"
    return line[:1] in " \t" or line.strip().startswith("<")


def attribution(plain: list[str], start: int) -> int:
    """How many lines from here say "On … somebody wrote:"; 0 if none does."""
    if not plain[start].strip():
        return 0
    if _quotes_at_once(plain[start][:800]):
        return 1
    if len(plain[start]) > 420:
        return 0
    joined = ""
    for count in (1, 2, 3, 4):
        if start + count > len(plain) or not plain[start + count - 1].strip():
            return 0
        joined += f" {plain[start + count - 1].strip()}"
        if len(joined) > 420:
            return 0
        if joined.endswith((":", "wrote", "ecrit", "escribio")) and ATTRIBUTION.match(joined.strip()):
            return count if _DIGIT.search(joined) or "@" in joined else 0
    return 0


def _quotes_at_once(line: str) -> bool:
    """ "On 12 May Ana <ana@x.example.org> wrote: Dear all": what is quoted begins on the same line."""
    day = _DAY.match(line)
    if day and _follows(_ADDRESS_WROTE, line, day.end(), 240):
        return True
    day = _GERMAN_DAY.match(line)
    wrote = _GERMAN_WROTE.search(line, day.end(), day.end() + 108) if day else None
    return wrote is not None and _follows(_ADDRESS_COLON, line, wrote.end(), 100)


def _follows(address: re.Pattern[str], line: str, start: int, most: int) -> bool:
    """An address stands behind this place, and the word that holds it begins within so many signs."""
    return any(line.rfind(" ", 0, found.start()) < start + most for found in address.finditer(line, start + 1))
