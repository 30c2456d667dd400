"""A sender's own words under our answer, without what is restricted: that is repeated nowhere."""

from collections.abc import Iterable, Iterator
from typing import Any

from inbox.models import IncomingMessage
from lexicon.flat import flat
from outbox import salutations
from outbox.placeholders import disarm, escape


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
    """The sender's own lines that may be repeated, found when the mail was read."""
    return message.quotable.splitlines()


def stretches(restricted: Any) -> list[str]:
    """Every text in what is restricted."""
    return [text for text in _texts(restricted) if len(text.strip()) > 2]


def holds(text: str, restricted: Iterable[str]) -> bool:
    """One of the stretches stands in a text, whatever its accents, case and spaces."""
    plain = _plain(text)
    return any(_plain(words) in plain for words in restricted)


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
