"""Words that name a field: heads of columns and beginnings of lines; and values that say there is nothing."""

import re
from functools import lru_cache

from lexicon import phrases
from lexicon.flat import flat
from lexicon.matcher import Matcher, words_of
from lexicon.titles import strip_titles

RESTRICTED = {"diet", "access_needs", "passport", "passport_dates", "birth", "nationality", "health"}
_BRACKETS = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_BETWEEN = re.compile(r"[/|–—,&+]| - ")
# "Surname ........ Ito": what leads the eye from a label to its value.
_LEADER = re.compile(r" ?(?:\.{4,60}|…{2,30}|_{4,60}| {3,60}) ?(?=\S)")
_LONGEST_LABEL, _MOST_WORDS = 110, 8
_SPECIAL = {"within", "starts"}


def _label(text: str) -> str:
    return " ".join(words_of(text).words)


LABELS: dict[str, str] = {}
for _field, _entries in phrases.under("labels").items():
    for _entry in _entries if _field not in _SPECIAL else ():
        LABELS.setdefault(_label(_entry), _field)


def _of_phrases(topic: str) -> list[tuple[str, str]]:
    """Entries such as "passport: passport number" as field and phrase."""
    pairs = [entry.partition(":") for entry in phrases.topics()[f"labels.{topic}"]]
    return [(field.strip(), phrase.strip()) for field, _colon, phrase in pairs]


_STARTS = Matcher(_of_phrases("starts"))
_WITHIN = Matcher(_of_phrases("within"))
_ORDER = [field for field, _phrase in _of_phrases("within")]


@lru_cache(maxsize=4096)
def field_of(label: str) -> str:
    """The field that a label names, or "". "nom": a family name if a given name stands apart, else a whole one."""
    label = label.strip(" :*")
    if not label or len(label) > _LONGEST_LABEL:
        return ""
    outside = _BRACKETS.sub(" ", label)
    return LABELS.get(_label(outside)) or LABELS.get(_label(label)) or _of_parts(outside) or _by_phrase(label)


def _of_parts(label: str) -> str:
    """A form in several languages: "Nom / Family name / Apellidos"; or both parts of a name: "Surname, first name"."""
    parts = [_label(part) for part in _BETWEEN.split(label) if part.strip()]
    names = [LABELS[part] for part in parts if part in LABELS]
    if "given_name" in names and {"family_name", "nom"} & set(names):
        return "full_name"
    clear = [name for name in names if name not in ("nom", "full_name")]
    return next(iter(clear or names), "") if len(parts) > 1 else ""


def _by_phrase(label: str) -> str:
    """By words within it, or at its head: "Full name as in passport" asks for a name, "Position and email" does not."""
    words = words_of(label)
    if len(words.words) > _MOST_WORDS:
        return ""
    begins = next((hit.topic for hit in _STARTS.find(words) if hit.first == 0), "")
    found = min((hit.topic for hit in _WITHIN.find(words)), key=_ORDER.index, default="")
    return begins if begins.endswith("_name") or not found else found


def labelled(line: str) -> tuple[str, str, bool] | None:
    """Label and value of "Fonction : Maire" or "- Last name - Ito", and whether a sign is clear; None for others."""
    bare = re.sub(r"^(?:\d{1,2}[.)])\s{0,5}", "", line.lstrip(" \t>*_•·–-"))
    if not bare[:1].isalpha():
        return None
    head = bare[:_LONGEST_LABEL]
    places = [(place, len(sign)) for sign in (":", "=", "\t", " - ", " – ", " — ") if (place := head.find(sign)) > 0]
    if not places and (leader := _LEADER.search(head)):
        places = [(leader.start(), len(leader[0]))]
    if not places:
        return None
    place, size = min(places)
    if "：" in head[:place]:
        return None
    label = head[:place].strip(" *_\t")
    return (label, bare[place + size :].strip(" *_\t"), size != 3) if label else None


def is_nothing(value: str) -> bool:
    """A value that says there is none, or none yet."""
    return not re.search(r"[^\W_]", value) or phrases.is_all(value.strip(), "person.nothing")


def is_later(value: str) -> bool:
    """What is said here is that something will be told later."""
    return phrases.has(value[:400], "person.later")


_NO_NAME = re.compile(r"(?:n\.? ?n\.?|x{2,4}|\?{1,9})")


def stands_for_nobody(name: str) -> bool:
    """Where a name is wanted, there stands that it comes later: "TBC", "N. N.", "à désigner"."""
    bare = flat(strip_titles(name)[2] or name).strip(" .()[]-")
    return bool(_NO_NAME.fullmatch(bare)) or (len(bare) < 60 and is_later(bare))


def settle(fields: list[str], labels: list[str]) -> list[str]:
    """What "nom" and "name" mean beside each other."""
    settled = []
    for field, label in zip(fields, labels, strict=True):
        if field in ("nom", "full_name") and "given_name" in fields and "family_name" not in fields:
            field = "family_name"
        elif field in ("nom", "full_name") and "family_name" in fields and "given_name" not in fields:
            field = "given_name"
        elif field == "nom" and "given_name" in fields:
            is_french = _label(label).partition(" ")[0] in phrases.of_language("fr", "labels.nom")
            field = "family_name" if is_french else "given_name"
        settled.append(field)
    return settled
