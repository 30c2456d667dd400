"""What a sentence denies: "do not cancel", "il ne sera pas remplacé", "nadie lo sustituirá"."""

import re

_NOT = {
    "not", "never", "nor", "neither", "no", "none", "without", "ne", "n'", "aucun", "aucune", "nul", "nulle", "sans",
    "ni", "nunca", "ningun", "ninguna", "sin", "tampoco", "jamas",
}  # fmt: skip
_NOBODY = {"nobody", "nadie", "ninguno"}
# What may stand between the word that denies and what it denies; all else begins another thought, so that in
# "as I will not be travelling I must cancel" and "no choice but to cancel" nothing is denied.
_BETWEEN = re.compile(
    r"be|been|being|to|have|has|had|need|needs|wish|want|intend|plan|planning|mean|propose|ask|asking|asked|request|"
    r"requesting|yet|you|him|her|them|me|us|it|my|our|his|their|the|any|one|also|currently|therefore|please|kindly|"
    r"send|sending|naming|name|designate|appoint|nominate|envo\w*|enverr\w*|design\w*|nomm\w*|nombr\w*|enviar\w*|"
    r"going|necessary|of|for|an|there|will|is|"
    r"pas|plus|point|sera|seront|serai|serons|est|sont|suis|sommes|etre|ete|aura|auront|ai|avons|ont|le|la|les|l'|lui|"
    r"leur|nous|vous|se|s'|m'|d'|de|du|des|un|une|notre|mon|ma|son|sa|besoin|donc|souhait\w*|desir\w*|veu\w*|voul\w*|"
    r"demand\w*|compt\w*|faut|il|y|a|prevu|doit|doivent|devez|"
    r"lo|los|las|les|nos|sera\w*|es|esta\w*|ha|han|he|hemos|sido|dese\w*|quier\w*|quer\w*|pretend\w*|piens\w*|hace|"
    r"falta|necesari\w*|necesit\w*|precis\w*|hay|habra|que|una|por|favor|mi|nuestr\w*|su|sus|al|va|vamos|solicit\w*|"
    r"pid\w*|pedimos"
)
# "Replace nobody", "a replacement is not needed", "l'annulation n'est pas demandée".
_DENIED_BEHIND = re.compile(
    r" (?:for no|nobody|no one|nothing|none|rien|aucun\w*|nadie|nada|ningun\w*)\b|"
    r"(?: (?!and |but |et |mais |y |pero )[\w']+){0,3} (?:(?:is|are|was|will be|has|have) (?:not|no longer|yet to)|"
    r"(?:n'est|ne sera|n'a|ne sont|n'ont) (?:pas|plus)|no (?:es|sera|esta|ha|han|se ha|se han))"
    r"(?: (?:yet|been|be|still|encore|ete|aun|todavia|sido))* (?:need|necess|requir|plan|foreseen|envisag|prev|wish|"
    r"want|"
    r"ask|demand|souhait|requis|necesari|previst|solicit|dese|appoint|named|designat|nominat|chosen|found|decided|"
    r"known|"
    r"nomm|design|choisi|trouv|connu|nombr|elegid|encontr|decidid)"
)
_LONGEST = 80


def affirms(pattern: re.Pattern[str], plain: str) -> bool:
    """The pattern stands in the flat sentence, and at one place at least it is not denied."""
    return any(not is_denied(plain, found.start(), found.end()) for found in pattern.finditer(plain))


def is_denied(plain: str, start: int, end: int) -> bool:
    """What stands from `start` to `end` of a flat sentence is denied, by words before or right behind it."""
    before = re.split(r"[.,;:()!?\"]", plain[max(0, start - _LONGEST) : start])[-1].replace("n't", " not")
    words = re.findall(r"\w+'?", before)
    if _NOBODY & set(words[-4:]):
        return True
    for word in reversed(words):
        if word in _NOT:
            return True
        if not _BETWEEN.fullmatch(word):
            break
    return bool(_DENIED_BEHIND.match(plain, end))
