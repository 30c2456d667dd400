"""Functions and bodies in free text, by the nouns with which they begin."""

from functools import lru_cache

from filereader.texts import squeeze
from lexicon import phrases
from lexicon.flat import flat
from lexicon.matcher import words_of

_LONGEST_OFFICE = 90


def without_article(text: str) -> str:
    """ "l'Agence X" is Agence X, "our director" is director."""
    hit = phrases.begins(text, "person.article")
    return text[hit.end :].lstrip(" '’\u00a0") if hit and hit.end < len(text) else text


def _is_body_by_accent(text: str) -> bool:
    """A "secretaria" is a person; the accent makes it a body."""
    words = without_article(text).lower().split()
    return bool(words) and words[0].strip(" ,.;") in phrases.topics()["person.accented_body"]


@lru_cache(maxsize=4096)
def begins_as_function(text: str) -> bool:
    """Its first word is a function's."""
    bare = without_article(text.strip(" *-,."))
    return phrases.begins(bare, "person.office") is not None and not _is_body_by_accent(text)


def _ends_as_function(text: str) -> bool:
    """ "Programme Manager", "Red Cross Delegate": what it is about stands before the function in English."""
    words, small = words_of(text).words, phrases.words("person.small")
    ends = [hit for hit in phrases.hits(text, "person.office_end") if hit.last == len(words) > 1]
    return any(words[hit.first - 1] not in small for hit in ends)


@lru_cache(maxsize=4096)
def is_function(text: str) -> bool:
    """The text begins as a function does, or is short and holds the name of one."""
    if _is_body_by_accent(text):
        return False
    if begins_as_function(text):
        return True
    is_short = len(text) < _LONGEST_OFFICE
    return is_short and phrases.has(text, "person.office_end") and not starts_as_body(text)


@lru_cache(maxsize=4096)
def starts_as_body(text: str) -> bool:
    """A body's noun is among its first words, before any link word: "Harbour Light Federation", "Ville de X"."""
    if _is_body_by_accent(text):
        return True
    bare = without_article(text.strip(" *-,."))
    found = min(phrases.hits(bare, "person.body"), key=lambda hit: hit.first, default=None)
    if found is None or phrases.begins(bare, "person.office"):
        return False
    links = [hit for hit in phrases.hits(bare, "person.link") if hit.first]
    is_of_office = any(phrases.hits(bare[link.end :], "person.office_end") for link in links)
    if _ends_as_function(bare) and not is_of_office:
        return False
    return not links or found.first <= links[0].first


def tells_of_work(text: str) -> bool:
    """What somebody does, or where: a function or a body."""
    return is_function(text) or starts_as_body(text)


def split_function(text: str) -> tuple[str, str]:
    """ "Directeur de l'Agence X" -> ("Directeur", "Agence X"); the whole is the function where no body follows."""
    text = squeeze(text).strip(" ,;.")
    head, comma, tail = text.partition(",")
    if not is_function(head):
        return text, ""
    if comma and starts_as_body(tail) and not body_behind(head):
        return head.strip(), tail.strip(" ,")
    return body_behind(text) or (text, "")


def body_behind(text: str) -> tuple[str, str] | None:
    """Function and body where a body's name follows a link word: "of the", "de la", "at"."""
    ends: dict[int, int] = {}
    for link in phrases.hits(text, "person.link"):
        ends[link.start] = max(ends.get(link.start, 0), link.end)
    done = 0
    for start, end in sorted(ends.items()):
        if start < done or not start:
            continue
        done = end
        head, rest = text[:start].rstrip(" ,'’"), without_article(text[end:].lstrip(" '’\u00a0"))
        if found := _body_in(head, rest):
            return head, found
    return None


def _body_in(head: str, rest: str) -> str:
    """What stands behind a link word, if it is the name of a body."""
    if phrases.begins(rest, "person.unit"):
        return ""  # "Jefe del Departamento de Hidrología": the unit is what somebody is head of
    body = next(iter(phrases.hits(rest.partition(",")[0][:70], "person.body")), None)
    if body is None:
        return ""
    behind = rest[body.end :]
    if body.first == 0 and phrases.begins(behind, "person.subject") and not phrases.has(behind, "person.body"):
        return ""  # "Head of Community Relations"
    words = rest[: body.end].split()[:6]
    if words and all(word[0].isupper() or flat(word) in phrases.words("say.and") for word in words):
        return rest.strip(" ,")
    return ""


def is_any_office(text: str) -> bool:
    """A desk that every body has: "Le bureau", "Secretariat"."""
    bare = without_article(text.strip())
    hit = phrases.begins(bare, "person.any_office")
    return hit is not None and len(words_of(bare).words) <= hit.last + 1
