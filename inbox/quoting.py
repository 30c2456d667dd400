"""A sender's own words under our answer, without what is restricted: that is repeated nowhere."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from inbox.models import IncomingMessage
from mailreader.flat import bounded, flat
from mailreader.restricted import restricted_in
from mailreader.sentences import sentences_of
from outbox import salutations
from outbox.placeholders import disarm, escape

MOST_LINES = 60
LONGEST_TEXT = 20_000
LEFT_OUT = "[…]"


def quote(message: IncomingMessage, language: str) -> str:
    """Markdown: who wrote when, and the words as a quotation; nothing where there are none."""
    lines = spoken(message)
    if not lines:
        return ""
    words = salutations.formulas(language, "inbox")["understood"]
    day = salutations.date(message.written_on, language)
    name = escape(disarm(message.from_name or message.from_email)) or str(words["somebody"])
    intro = str(words["quoted"]).format(date=day, name=name)
    quoted = "\n".join(f"> {escape(disarm(line))}".rstrip() for line in lines)
    return f"{intro}\n\n{quoted}"


def spoken(message: IncomingMessage) -> list[str]:
    """The sender's own lines that may be repeated, at most MOST_LINES."""
    text = without_restricted(message.own_text[:LONGEST_TEXT], stretches(message.restricted))
    lines = re.sub(r"\n{3,}", "\n\n", text).strip().splitlines()
    return [*lines[:MOST_LINES], LEFT_OUT] if len(lines) > MOST_LINES else lines


def stretches(restricted: Any) -> list[str]:
    """Every text in what is restricted."""
    return [text for text in _texts(restricted) if len(text.strip()) > 2]


def is_restricted(text: str, restricted: Iterable[str]) -> bool:
    """A short text speaks of such things, or holds a stretch that is restricted."""
    return bool(restricted_in(text)) or holds(text, restricted)


def holds(text: str, restricted: Iterable[str]) -> bool:
    """One of the stretches stands in a text, whatever its accents, case and spaces."""
    return _holds(_plain(text), [_plain(words) for words in restricted])


def _holds(plain: str, restricted: list[str]) -> bool:
    return any(words in plain for words in restricted)


def without_restricted(text: str, restricted: list[str]) -> str:
    """The text with each sentence left out that holds a restricted stretch, or speaks of such things."""
    text = bounded(text, LONGEST_TEXT)
    folded = [_plain(words) for words in restricted]  # once: there may be many, and many lines

    def is_left_out(stretch: str) -> bool:
        return bool(restricted_in(stretch)) or _holds(_plain(stretch), folded)

    for sentence in sentences_of(text):
        if is_left_out(sentence):
            text = _cut(text, sentence)
    # A table's row, a sentence that was cut otherwise, a stretch broken between two lines.
    lines = text.split("\n")
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if is_left_out(line):
            lines[number] = LEFT_OUT
        elif following and not is_left_out(following) and is_left_out(f"{line} {following}"):
            lines[number], lines[number + 1] = LEFT_OUT, ""
    return "\n".join(lines)


def _cut(text: str, sentence: str) -> str:
    """The sentence, however it was wrapped, out of the text; the line ends in it stay away with it."""
    pattern = r"\s+".join(map(re.escape, flat(sentence).split()))
    found = re.search(pattern, flat(text))
    return f"{text[: found.start()]}{LEFT_OUT}{text[found.end() :]}" if found else text


def _plain(text: str) -> str:
    return " ".join(flat(text).split())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
