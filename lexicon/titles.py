"""What stands before a name: honorifics, titles, and an office between title and name."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from lexicon import phrases
from lexicon.flat import flat
from lexicon.matcher import words_of

_LETTERS = re.compile(r"[^\W\d_]+")
_ARTICLE = re.compile(r"([^\W\d_]+)[ '’]")
_ELIDED = re.compile(r"^[lL]['’](?=[A-Z])")
_BETWEEN = " ,;\u00a0\t"
_MOST, _LONGEST = 6, 40


@cache
def _forms(kind: str) -> dict[str, str]:
    """How a title is kept, by the letters with which it is written."""
    found: dict[str, str] = {}
    for form, spellings in phrases.under(f"person.{kind}").items():
        for spelling in spellings:
            found.setdefault(spelling.replace(" ", ""), form)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    """Any title in a folded text; of few letters with points between these, too: "s.e."; "d.a" is "D.ª"."""
    forms = [*phrases.under("person.honorific").values(), *phrases.under("person.title").values()]
    spellings = [one for row in forms for one in row]
    whole = [one.replace(" ", "[ '.-]{1,2}") for one in sorted(spellings, key=len, reverse=True)]
    dotted = [r"\.\s?".join(one) for one in _forms("honorific") if len(one) < 4]
    return re.compile(rf"(?:{'|'.join([*dotted, *whole])}|d\.?a(?=[\s.]))(?![^\W_])\.?(?:a(?=\s))?")


def _title_at(text: str, place: int) -> tuple[int, str, bool] | None:
    """Where the title ends that begins here, its form, and whether it is an honorific."""
    found = _pattern().match(flat(text[place : place + _LONGEST]))
    if found is None:
        return None
    end = place + found.end()
    written, behind = text[place:end], text[end : end + 40].lstrip(" ,")
    is_before_name = behind[:1].isupper()
    # "doña Ana", "señor Paz": written out and small, right before a capital.
    if not (written[0].isupper() or (len(written) > 2 and is_before_name)):
        return None
    word = "dona" if re.fullmatch(r"[Dd]\.?ª\.?", written) else re.sub(r"[^a-z]", "", found[0])
    is_clear = word not in phrases.words("person.doubtful") or "." in written or not behind.strip(". ")
    if is_clear and word in _forms("honorific"):
        return end, _forms("honorific")[word], True
    is_word = len(word) > 1 and is_before_name and not written.isupper()
    return (end, _forms("title")[word], False) if word in _forms("title") and (is_clear or is_word) else None


class Titles(NamedTuple):
    """What stands before a name, an office with it, and where all of it ends."""

    honorific: str
    title: str
    end: int


@lru_cache(maxsize=4096)
def titles_at(text: str, place: int = 0) -> Titles:
    """The titles that begin at a place; an article may stand between: "S.E. la Ministre X"."""
    honorific, titles, end = "", [], place
    for _turn in range(_MOST):
        article = _LETTERS.match(text, end)
        is_article = end > place and article is not None and flat(article[0]) in phrases.words("person.article")
        found = _title_at(text, end) or (_title_at(text, article.end() + 1) if article and is_article else None)
        if found is None:
            break
        end, form, is_honorific = found
        end += len(text[end:]) - len(text[end:].lstrip(_BETWEEN))
        if is_honorific:
            honorific = honorific or form
        else:
            titles.append(form)
            end = _after_office(text, end)
    return Titles(honorific, " ".join(dict.fromkeys(titles[:2])), end)


@lru_cache(maxsize=1024)
def titles_in(text: str) -> list[tuple[int, int]]:
    """Where titles stand before something that may be a name: start and end of each run of them."""
    found: list[tuple[int, int]] = []
    for word in _LETTERS.finditer(text):
        start = word.start()
        before = text[start - 1 : start]
        if (found and start < found[-1][1]) or before in ("@", ".", "-", "_", "'", "’") or before.isalnum():
            continue
        end = title_end(text, start)
        if end > start and text[end : end + 1].isalpha():
            found.append((start, end))
    return found


def title_end(text: str, place: int = 0) -> int:
    """Where the titles end with which a text begins; its beginning if there are none."""
    return titles_at(text, place).end


def _after_office(text: str, place: int) -> int:
    """Where the name begins behind a title: "Madame la Ministre X", "M. le Secrétaire général Y"."""
    stretch = text[place : place + 80]
    words = words_of(stretch)
    if len(words.words) < 3 or words.words[0] not in phrases.words("person.article"):
        return place
    office = max((hit.last for hit in phrases.hits(stretch, "person.office") if hit.first == 1), default=0)
    starts = (words.starts[number] for number in range(office, min(len(words.words), 6)) if office)
    return next((place + start for start in starts if stretch[start].isupper() and stretch[start - 1].isspace()), place)


def strip_titles(text: str) -> tuple[str, str, str]:
    """Honorific, title and the rest: "S.E. M. Kouamé" -> ("S.E.", "M.", "Kouamé")."""
    text = text.strip(" ,;:.-–—*\t")
    found, article = titles_at(text), _ARTICLE.match(text)
    if not found.end and article and flat(article[1]) in phrases.words("person.article"):
        found = titles_at(text, article.end())
    rest = text[found.end :] if found.honorific or found.title else _ELIDED.sub("", text)
    return found.honorific, found.title, rest.strip(" ,;:\t" if len(rest) < 3 else " ,;:.\t")
