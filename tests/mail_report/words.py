"""What the sentences of an expected.json name: numbers, languages, persons, addresses, references."""

import re
import unicodedata
from typing import Any

_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "no|zero|none", "one|a|an|single", "two|both|pair", "three", "four", "five", "six", "seven", "eight",
            "nine", "ten", "eleven", "twelve",
        )
    )
    for word in words.split("|")
}  # fmt: skip
_LANGUAGES = {"english": "en", "french": "fr", "spanish": "es"}
_NAME = re.compile(
    r"(?:\b[A-ZÀ-ÖØ-Þ][\w'’.-]*|(?<=\s)[dl]['’][A-ZÀ-Þ]\w+)(?:\s+(?:(?:de|la|del|van|von|der|bin|al|el|y|da|dos|di|le)\s+)*"
    r"[A-ZÀ-ÖØ-Þ][\w'’-]*)*"
)
_TITLES = {
    "mr",
    "mrs",
    "ms",
    "mme",
    "m",
    "mlle",
    "dr",
    "dra",
    "sr",
    "sra",
    "prof",
    "he",
    "se",
    "minister",
    "ambassador",
}
_NO_NAME = {
    "re", "html", "reply-to", "from", "to", "cc", "staff", "pdf", "docx", "csv", "dsn", "auto-submitted", "english",
    "french", "spanish", "latin", "arabic", "chinese", "list-id", "references", "in-reply-to", "subject", "date", "uid",
    "outlook", "gmail", "message-id", "xlsx", "utf", "rfc", "iban", "vip", "german", "ics", "i", "the", "fwd", "fw",
}  # fmt: skip
ADDRESS = re.compile(r"[\w.+-]+@(?:[\w-]+(?:\.[\w-]+)+)?")
REFERENCE = re.compile(r"\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d{2,6}\b")


def plain(value: Any) -> Any:
    """Texts as they are compared: composed, one kind of apostrophe and space, none at the ends."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
        return " ".join(text.split()).strip(" .,;")
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def fold(text: Any) -> str:
    """Without case and accents."""
    bare = unicodedata.normalize("NFKD", str(plain(str(text)))).casefold()
    return "".join(char for char in bare if not unicodedata.combining(char))


def number_in(text: str, default: int | None = None) -> int | None:
    """The last number of a sentence, in figures or words: "one delegation of five" are five."""
    found = default
    for word in re.findall(r"[a-z]+|\d+", text.lower()):
        if word.isdigit():
            found = int(word)
        elif word in _NUMBERS and not (word in ("a", "an") and found is not None):
            found = _NUMBERS[word]
    return found


def languages_in(text: str) -> list[str]:
    """Codes of the languages named."""
    return [code for name, code in _LANGUAGES.items() if name in text.lower()]


def names_in(text: str) -> list[str]:
    """Persons named: words with a capital, not the first of the sentence, nor a mark of mail."""
    bare = ADDRESS.sub(" ", REFERENCE.sub(" ", text))
    found = []
    for match in _NAME.finditer(bare):
        words = [word for word in match[0].split() if fold(word).strip(".").replace(".", "") not in _TITLES]
        words = words[1:] if match.start() == 0 and len(words) > 1 else words
        if words and match.start() > 0 and not any(fold(word).strip(".:") in _NO_NAME for word in words):
            found.append(" ".join(words))
    return found


def same_person(name: str, other: str) -> bool:
    """The words of the shorter name are among those of the longer; two at least, or a whole one."""
    first = set(re.findall(r"[^\W_]+", fold(name)))
    second = set(re.findall(r"[^\W_]+", fold(other)))
    shorter, longer = sorted((first, second), key=len)
    return bool(shorter) and shorter <= longer
