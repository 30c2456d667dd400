"""The language of a text, by its small words, which stand in every sentence and also tell why."""

import re
from collections import Counter

from filereader.texts import bounded
from lexicon import phrases
from lexicon.flat import flat
from lexicon.reasons import Reason

_SETS = {code: frozenset(" ".join(phrases.of_language(code, "language.words")).split()) for code in phrases.LANGUAGES}
_SETS |= {code: frozenset(" ".join(rows).split()) for code, rows in phrases.under("language.other").items()}
_SHARED_BY = Counter(word for known in _SETS.values() for word in known)
_SCRIPTS = (
    ("ar", "\u0600", "\u06ff"), ("ru", "\u0400", "\u04ff"), ("zh", "\u4e00", "\u9fff"), ("el", "\u0370", "\u03ff"),
    ("he", "\u0590", "\u05ff"), ("ja", "\u3040", "\u30ff"), ("ko", "\uac00", "\ud7af"),
)  # fmt: skip
# Who writes in two languages begins with the own: so many words are looked at where the whole does not tell.
_BEGINNING = 25


def language_of(text: str) -> tuple[str, Reason]:
    """The code and why; "" where the text is too short to tell."""
    text = re.sub(r"\S{1,80}@\S+|https?://\S+", " ", bounded(text, 6000))
    words = re.findall(r"[^\W\d_]+", flat(text))
    return _by_script(text) or _by_words(words) or _by_words(words[:_BEGINNING]) or ("", Reason("too-short"))


def _by_script(text: str) -> tuple[str, Reason] | None:
    letters = [sign for sign in text if sign.isalpha()]
    for code, first, last in _SCRIPTS:
        if letters and sum(first <= sign <= last for sign in letters) * 2 > len(letters):
            return code, Reason("script", code)
    return None


def _by_words(words: list[str]) -> tuple[str, Reason] | None:
    """Clear by many words, or by few in a text that is short, too: by one alone where it is a sentence."""
    found = {code: [word for word in words if word in known] for code, known in _SETS.items()}
    # A word that several languages have tells for each of them the less; so do initials, and what names hold.
    small = {word for word in words if len(word) == 1} | phrases.words("names.particles")
    weights = {word: (0.5 if word in small else 1) / _SHARED_BY[word] for some in found.values() for word in some}
    scores = Counter({code: sum(weights[word] for word in some) for code, some in found.items()})
    (best, first), (_other, second) = scores.most_common(2)
    is_enough = len(found[best]) >= 2 or sum(map(len, words)) > 20
    is_clear_where_short = len(words) < 60 and first >= 1 and first >= 1.4 * second
    if (first >= 4 and first >= 1.3 * second) or (is_enough and is_clear_where_short):
        return best, Reason("words", f"{first:.0f}/{second:.0f}")
    return None
