"""Words about health, diet, access, passports and birth: they go where only some may look."""

import re

from filereader.texts import squeeze
from lexicon import phrases
from lexicon.affiliation import without_article
from lexicon.matcher import Hit

_KINDS = ("passport", "birth", "diet", "access_needs", "health")
_BEHIND = {"passport": r"\d", "birth": r"[^\W_]"}
_NUMBER = re.compile(r"\b[A-Z0-9]{6,12}\b")
_FAR = 60
_CLAUSE = re.compile(r"[,;:()]|[.!?](?=\s|$)|\s[-–—]\s")


def _hits(text: str) -> list[Hit]:
    """Places of such words; a passport counts with a number behind it only, a day of birth with a word."""
    found = [hit for kind in _KINDS for hit in phrases.hits(text, f"restricted.{kind}")]
    return [hit for hit in found if re.search(_BEHIND.get(hit.topic, ""), text[hit.end : hit.end + _FAR])]


def restricted_in(text: str) -> dict[str, str]:
    """What a short text says of such things: the kind, and the text itself, or its clause where it stands alone."""
    found: dict[str, str] = {}
    for hit in _hits(text):
        found.setdefault(hit.topic, squeeze(text))
    if "passport" in found:
        number = next((one[0] for one in _NUMBER.finditer(text) if sum(map(str.isdigit, one[0])) > 3), "")
        found["passport"] = number or found["passport"]
    for kind in {"diet", "access_needs"} & set(found):
        found[kind] = _phrase(text, [hit for hit in _hits(text) if hit.topic == kind])
    return found


def ends_with_passport(text: str) -> bool:
    """A number right behind this text would be that of a passport."""
    tail = text[-_FAR:]
    said = phrases.hits(tail, "restricted.passport")
    return bool(said) and not re.search(r"\d", tail[said[-1].end :])


def _phrase(text: str, said: list[Hit]) -> str:
    """The clause that tells it, without who is spoken of: "one more thing: I am vegan" is "vegan"."""
    start, end = _clause_of(text, said[0])
    if any(not start <= hit.start < end for hit in said):
        return squeeze(text)
    clause = text[start:end]
    speaks = [hit for hit in phrases.hits(clause, "say.is") if start + hit.end <= said[0].start]
    bare = squeeze(clause[speaks[-1].end :] if speaks else clause).strip(" .;,!")
    is_apart = text[start - 1 : start] in (";", ":", "(") if start else False
    return without_article(bare) if speaks or is_apart or len(bare) * 2 < len(text) else squeeze(text)


def _clause_of(text: str, hit: Hit) -> tuple[int, int]:
    """Where the clause begins and ends in which a phrase stands."""
    before = [mark.end() for mark in _CLAUSE.finditer(text, 0, hit.start)]
    after = _CLAUSE.search(text, hit.end)
    return max(before, default=0), after.start() if after else len(text)


def reasons_of_health(text: str) -> list[str]:
    """The clauses of a text that tell a reason of health, each whole: "je dois me faire opérer du genou en mai"."""
    found = []
    for hit in phrases.hits(text, "restricted.health"):
        start, end = _clause_of(text, hit)
        found.append(squeeze(text[start:end]).strip(" .!?'’"))
    return list(dict.fromkeys(one for one in found if one))


def restricted_phrases(text: str) -> list[tuple[str, str]]:
    """The words alone, with their kinds, as they are written: what must not be repeated in an answer."""
    found = []
    for hit in _hits(text):
        end = hit.end
        if hit.topic in ("passport", "birth"):
            if not re.search(r"\d", text[hit.end :]):
                continue  # the words of a label alone
            end = _clause_of(text, hit)[1]
            digits = [one.end() for one in re.finditer(r"\d+", text[: hit.end + 80])]
            end = max([end, *(place for place in digits if place > hit.end)])
        found.append((hit.topic, squeeze(text[hit.start : end])))
    return found
