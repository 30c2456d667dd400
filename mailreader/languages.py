"""The language of a text: by its small words, which also tell why; by a library where they are too few."""

import re
from collections import Counter
from functools import lru_cache
from importlib import import_module
from typing import Any

from mailreader.findings import Reason
from mailreader.flat import bounded, flat

_WORDS = {
    "en": "the and of to for you your we our i am is are be will would have has with this "
    "that please from at by not can could "
    "as it an dear regards who my me us which may should there their been was were pls thanks hi hello register "
    "attend in on "
    "do does if or sincerely kind",
    "fr": "le la les des du de et un une vous votre vos nous notre je est suis sont sera "
    "pour dans avec sur que qui ne pas au aux "
    "ce cette ces mon ma mes se son sa par plus merci bonjour madame monsieur cordialement afin ainsi elle il etre "
    "avoir j l d "
    "veuillez souhaite en nom prenom fonction leur",
    "es": "el la los las del de y un una usted ustedes su sus nos nuestro nuestra me mi es "
    "soy son sera para en con por que no se al "
    "lo como gracias estimado estimada estimados saludos atentamente deseo quisiera esta este le les mas muy desde "
    "ante "
    "nombre apellidos cargo quiero hola buenos buenas dias senores senor senora",
    "pt": "o os as do da dos das e um uma voce seu sua nos nosso nossa eu sou para em com "
    "por que nao se ao no na gostaria obrigado "
    "obrigada prezado prezada prezados atenciosamente cumprimentos mais muito este esta",
    "de": "der die das und ein eine sie ihr ihre wir unser ich bin ist sind wird fur mit "
    "zu von im am den dem nicht auf bitte danke "
    "sehr geehrte geehrter damen herren grusse freundlichen mich als an der",
    "it": "il lo gli le di e un una lei suo sua noi nostro io sono per con che non si al "
    "del della nel grazie gentile egregio saluti "
    "cordiali vorrei questo questa mi alla",
}
_SETS = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_SCRIPTS = (
    ("ar", "\u0600", "\u06ff"),
    ("ru", "\u0400", "\u04ff"),
    ("zh", "\u4e00", "\u9fff"),
    ("el", "\u0370", "\u03ff"),
    ("he", "\u0590", "\u05ff"),
    ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"),
)
_NAMES = {"en": "English", "fr": "French", "es": "Spanish"}


def language_of(text: str) -> tuple[str, Reason]:
    """The code and why; "" where the text is too short to tell."""
    text = re.sub(r"\S{1,80}@\S+|https?://\S+", " ", bounded(text, 6000))
    letters = [sign for sign in text if sign.isalpha()]
    for code, first, last in _SCRIPTS:
        if letters and sum(first <= sign <= last for sign in letters) * 2 > len(letters):
            return code, Reason("script", code)
    words = re.findall(r"[^\W\d_]+", flat(text))
    counts = Counter({code: sum(word in known for word in words) for code, known in _SETS.items()})
    (best, first_count), (_other, second_count) = counts.most_common(2)
    if first_count >= 4 and first_count >= 1.3 * second_count:
        return best, Reason("words", f"{first_count}/{second_count}")
    if first_count >= 2 and first_count >= 2 * second_count and len(words) < 60:
        return best, Reason("words", f"{first_count}/{second_count}")
    guessed = _by_library(text) if len(letters) > 20 else ""
    return (guessed, Reason("statistics")) if guessed else ("", Reason("too-short"))


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """The library's model, loaded at the first text that needs it; None where it is not installed."""
    try:
        library = import_module("py3langid.langid")  # loads numpy: a second, and memory that few mails need
    except ImportError:
        return None
    identifier = library.LanguageIdentifier.from_model_file(library.MODEL_FILE, norm_probs=True)
    identifier.set_languages([*_SETS, "nl", "ar", "ru"])
    return identifier


def _by_library(text: str) -> str:
    identifier = _identifier()
    if identifier is None:
        return ""
    code, sureness = identifier.classify(text)
    return str(code) if sureness > 0.8 else ""


def language_tag(header: str) -> str:
    """ "fr-FR, en;q=0.5" -> "fr"."""
    found = re.match(r"\s*([a-zA-Z]{2})(?:[-_,;\s]|$)", header)
    return found[1].lower() if found else ""
