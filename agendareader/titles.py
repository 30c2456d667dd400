"""What the title of an item tells: its kind, its number, the room."""

import re
from functools import lru_cache

from lexicon import phrases
from lexicon.flat import flat
from lexicon.matcher import words_of

_NUMBER = re.compile(r"(?:n\s?[o°.]\s?|#)?((?:\d{1,2}|[ivx]{1,5})(?:[a-z]|\.\d{1,2})?|[a-z])(?=[\s:.)\-]|$)")
_ROOM = re.compile(r"\s?[(\[]([^()\[\]]{2,60})[)\]][.:;\s]*$")
_LONGEST_BREAK = 9
_LONGEST_ROOM = 60


@lru_cache(maxsize=2048)
def numbered(title: str) -> tuple[str, str]:
    """Number and kind of "Session II: …", "Panel 3a", "Deuxième séance"; ("", "") of another title."""
    plain = flat(title[:80])
    hits = [hit for hit in phrases.hits(title[:80], "agenda.numbered") if hit.first <= 1]
    hit = max(hits, key=lambda one: (-one.first, one.last), default=None)
    if hit is None:
        return "", ""
    kind = kind_of(title[hit.start : hit.end]) or "session"
    if hit.first == 1:
        word = words_of(title[:80]).words[0]
        ordinals = [rows for rows in phrases.topics()["date.ordinals"] if word in rows.split()]
        return (str(_place_of(word)), kind) if ordinals else ("", "")
    found = _NUMBER.match(plain, hit.end + len(plain[hit.end :]) - len(plain[hit.end :].lstrip()))
    if found is None:
        return ("", kind) if plain[hit.end : hit.end + 2].lstrip()[:1] == ":" else ("", "")
    if not any(sign.isdigit() for sign in found[1]) and title[found.start(1)].islower():
        return "", ""  # "Session a…": a word
    return title[found.start(1) : found.end(1)], kind


def is_label(title: str) -> bool:
    """ "Group A: …": the number is set off from what follows."""
    number, _kind = numbered(title)
    place = title.find(number) + len(number)
    return bool(number) and bool(re.match(r"\s?[:–—.-]\s", title[place : place + 3]))


def _place_of(word: str) -> int:
    for code in phrases.LANGUAGES:
        for number, names in enumerate(phrases.of_language(code, "date.ordinals"), 1):
            if word in names.split():
                return number
    return 0


@lru_cache(maxsize=2048)
def kind_of(title: str) -> str:
    """The kind of an item by its title; "" where it tells none. A number or a colon behind the kind settles it."""
    text = title[:200]
    if not text.strip():
        return ""
    found = phrases.found_in(text, "agenda_kind")
    length = len(words_of(text).words)
    colon = text.find(":")
    order = list(phrases.under("agenda_kind"))
    first = min((hit for hits in found.values() for hit in hits), key=lambda hit: (hit.first, -hit.last), default=None)
    if first is not None and first.first == 0 and 0 < colon <= first.end + 6:
        return _code(first.topic)
    for kind in order:
        hits = found.get(kind, [])
        if any(_counts(kind, hit.first, hit.last, length) for hit in hits):
            return _code(kind)
    return ""


def _code(kind: str) -> str:
    return kind.replace("_", "-")


def _counts(kind: str, first: int, last: int, length: int) -> bool:
    """A kind is named at the beginning of a title, or in a short one."""
    if kind == "break":
        return length <= _LONGEST_BREAK and (first == 0 or length <= 4 or last == length)
    if kind in ("session", "panel", "module", "side_event", "keynote", "testimony", "end"):
        return first <= 1 or length <= 4
    return first == 0 or length <= 7


def is_kind_alone(title: str) -> bool:
    """ "Plenary session" and nothing else."""
    kinds = phrases.under("agenda_kind")
    return phrases.is_all(title, "agenda.numbered") or any(
        phrases.is_all(title, f"agenda_kind.{kind}") for kind in kinds
    )


def is_break(title: str) -> bool:
    """A pause."""
    return kind_of(title) == "break"


def room_in(text: str) -> tuple[str, str]:
    """A text without the room that it names in a line of its own or in brackets behind it, and the room."""
    if len(text) <= _LONGEST_ROOM and (hit := phrases.begins(text, "agenda.room")):
        rest = text[hit.end :]
        if re.match(r"\s?:", rest):
            return "", _bare_room(rest.strip(" :"), text)
        if len(words_of(text).words) <= 4 and re.match(r"\s[A-Z0-9]", rest):
            return "", text.strip(" .")
    if _names_room(text) and len(words_of(text).words) <= 4 and "(" not in text:
        return "", text.strip(" .")  # "Léman Hall"
    found = _ROOM.search(text)
    if found and (phrases.begins(found[1], "agenda.room") or _names_room(found[1])):
        return text[: found.start()].rstrip(), room_in(found[1])[1] or found[1]
    return text, ""


def _names_room(text: str) -> bool:
    """The word for a room stands behind its name, in capitals."""
    last = len(words_of(text).words)
    ends = any(
        hit.last == last and hit.first and text[hit.start].isupper() for hit in phrases.hits(text, "agenda.room")
    )
    return ends and len(text) <= _LONGEST_ROOM and text[:1].isupper()


def _bare_room(name: str, text: str) -> str:
    """ "Room: XVIII" is Room XVIII, "Venue: Palais" is Palais."""
    is_number = len(name) < 6 and not name.islower()
    return text.replace(":", "").strip() if is_number else name
