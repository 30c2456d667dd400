"""Names of persons: taken from titles and functions around them, split only where something shows the place."""

import re
from typing import NamedTuple

from lexicon import phrases
from lexicon.flat import flat, key
from lexicon.titles import strip_titles

PARTICLES = phrases.words("names.particles")
_LOWERED = PARTICLES - phrases.words("names.capital_particles")
# "María del Carmen", "María de los Ángeles" are given names.
_SAINTS = phrases.words("names.saints")
_MOST_PIECES, _LONGEST_NAME = 7, 80
_TOKEN = re.compile(r"[^\W\d_](?:[\w'’.·-]*[\w.])?")


class Name(NamedTuple):
    """A name and what stood before it. `is_split` is False where given and family name are only assumed."""

    honorific: str
    title: str
    given: str
    family: str
    is_split: bool
    written: str


# Written small and joined to the name: "d'Almeida", "al-Rahman".
_JOINED = re.compile(rf"(?:(?:d|l|n|o)['’][^\W\d_a-zà-ÿ]|(?:{'|'.join(phrases.topics()['names.joined'])})-[^\W\d_])")

# "SAWADOGO/ZONGO": a woman's name by birth behind her husband's; both in capitals, unlike "Name/Nom".
_JOINED_SURNAMES = re.compile(r"(?<=[A-ZÀ-Þ]{3})/(?=[A-ZÀ-Þ]{3})")
# "McKOY" is in capitals.
_MAC = re.compile(r"^(?:Mc|Mac|O['’]|D['’])(?=[A-ZÀ-Þ]{2})")
_NO_SIGN = re.compile(r"[\d@:;!?/\\|<>=()\[\]{}\"]")
_INITIAL = re.compile(r"[^\W\d_]\.")


def looks_like_name(text: str, *, is_titled: bool = False) -> bool:
    """One to seven words that begin with a capital (or are particles, or initials), nothing else."""
    text = _JOINED_SURNAMES.sub("-", text)
    words = text.split()
    if not 0 < len(words) <= _MOST_PIECES or len(text) > _LONGEST_NAME or _NO_SIGN.search(text):
        return False
    big = [word for word in words if _begins_big(word)]
    # Small words such as "An", "Do" or "Cé" are names, too, behind another one.
    if not big or not all(
        _can_be_word(word, is_free=bool(number) and len(word) < 4) for number, word in enumerate(words)
    ):
        return False
    # In scripts without capitals a word may be a whole name; "Désignation" is none.
    return is_titled or len(big) > 1 or not (words[0][0].isupper() or words[0][0].islower())


def _begins_big(word: str) -> bool:
    return not word[0].islower() or bool(_JOINED.match(word))


def _can_be_word(word: str, *, is_free: bool) -> bool:
    """A word of a name: written big and nothing that is never one, or a particle."""
    if not (_TOKEN.fullmatch(word.strip(",.")) or _INITIAL.fullmatch(word)):
        return False
    if not _begins_big(word):
        return flat(word) in PARTICLES
    return is_free or flat(word).strip(".,") not in phrases.words("names.not_names")


def parse_name(text: str, *, email: str = "", language: str = "") -> Name:
    """Take a name apart: capitals show the family name, else a comma, the address, or habit."""
    honorific, title, rest = strip_titles(text)
    rest = " ".join(rest.split())
    given, family, is_split = split_name(rest, email=email, language=language)
    return Name(honorific, title, recase(given), recase(family), is_split, rest)


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
    # "nf.gueye@" shows that of "Ndèye Fatou Gueye-Kassé" the family name begins with Gueye.
    pieces = [one for one in re.split(r"[._\-+\d]+", flat(email.partition("@")[0])) if len(one) > 2]
    for number, word in enumerate(words[1:], 1):
        if any(key(word).replace(" ", "").startswith(piece) for piece in pieces):
            place = _before_particles(words, number)
            return " ".join(words[:place]), " ".join(words[place:]), True
    start = _by_habit(words, language)
    return " ".join(words[:start]), " ".join(words[start:]), len(words) == 2


def _is_capitals(word: str) -> bool:
    letters = [sign for sign in _MAC.sub("", word) if sign.isalpha()]
    return len(letters) > 1 and all(sign.isupper() for sign in letters) and not re.fullmatch(r"(?:[^\W\d_]\.)+", word)


def _by_capitals(words: list[str], upper: list[bool]) -> tuple[str, str, bool]:
    last = len(upper) - 1 - upper[::-1].index(True)
    first = _before_particles(words, upper.index(True), 0)
    given = [*words[:first], *words[last + 1 :]]
    return " ".join(given), " ".join(words[first : last + 1]), bool(given)


def _before_particles(words: list[str], start: int, least: int = 1) -> int:
    """A family name begins with the particles before it: "van der", "de la"."""
    while start > least and flat(words[start - 1]) in PARTICLES:
        start -= 1
    return start


def _by_habit(words: list[str], language: str) -> int:
    """Where the family name begins by habit: the last word with its particles, the last two in Spanish."""
    for place in range(1, len(words) - 1):
        is_saint = any(flat(word) in _SAINTS for word in words[place + 1 : place + 3])
        if flat(words[place]) in PARTICLES and words[place].islower() and not is_saint:
            return place
    return _before_particles(words, len(words) - (2 if language == "es" and len(words) in (3, 4) else 1))


def recase(name: str) -> str:
    """A name in capitals in normal case."""
    if not any(_is_capitals(word) for word in name.split()):
        return name
    words = []
    for number, word in enumerate(name.split()):
        is_particle = flat(word) in _LOWERED or (number and flat(word) in PARTICLES)
        mac = _MAC.match(word)
        start = mac[0] if mac else ""
        big = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word[len(start) :])
        words.append(word.lower() if is_particle else f"{start}{big}")
    # "Giscard d'Estaing", "Roussel-d'Hauteville"; at the head it may be "D'Angelo".
    return re.sub(r"(?<=[\w.][ -])D(?=['’][^\W\d_])", "d", " ".join(words))


def same_name(one: str, other: str) -> bool:
    """The same words, whatever their order, accents and case; initials stand for words."""
    left, right = key(one).split(), key(other).split()
    if not left or not right:
        return False
    if sorted(left) == sorted(right):
        return True
    shorter, rest = sorted((left, right), key=len)
    for word in shorter:
        alike = next((one for one in rest if one == word or (1 in (len(word), len(one)) and one[0] == word[0])), "")
        if not alike:
            return False
        rest.remove(alike)
    return len(shorter) > 1


def is_in_address(name: str, address: str) -> bool:
    """A part of the name, and no short one, stands in what is before the @."""
    local = key(address.partition("@")[0]).replace(" ", "")
    return any(len(part) > 2 and part in local for part in key(name).split())


def mentions(sentence: str, family: str) -> bool:
    """The sentence names this family, whole."""
    words = key(family)
    return bool(words) and len(words) > 2 and f" {words} " in f" {key(sentence)} "


_PIECE = re.compile(r"[\s\u00a0]*([^\s\u00a0]+)")


def name_at(text: str, place: int) -> tuple[str, int]:
    """The capitalised words, with particles between, that begin at a place: the name and where it ends; "" for none."""
    end = close = place
    kept = 0
    pieces: list[str] = []
    while len(pieces) < _MOST_PIECES and (found := _PIECE.match(text, end)) and "\n" not in found[0]:
        bare = found[1].rstrip(',;:!?)"»”')
        bare = bare.rstrip(".") if len(bare.rstrip(".")) > 1 else bare  # an initial keeps its point
        can_begin = bare[:1].isupper() or bool(_JOINED.match(bare))
        is_big = can_begin and bool(_TOKEN.fullmatch(_JOINED_SURNAMES.sub("-", bare)))
        if not is_big and not (pieces and flat(bare) in PARTICLES):
            break
        pieces.append(bare)
        end = found.start(1) + len(bare)
        if is_big:
            kept, close = len(pieces), end
        if bare != found[1]:
            break
    return " ".join(pieces[:kept]), close
