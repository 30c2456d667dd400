"""Cuts a text into sentences, whatever width it was wrapped to."""

import re

from lexicon import phrases
from lexicon.flat import flat

_END = re.compile(r"(?<=[.!?…])[\"'»)]*\s+(?=[^\s])|(?<=;)\s+")
_ITEM = re.compile(r"(?:[-•*–]|\(?\d{1,2}[.)])\s|[^\W\d_][^.:!?,;]{1,40}:\s*\S")

# A line that is longer was broken by a mail program.
_WRAPPED, _WIDEST = 50, 100
# Names and numbers that are not broken may leave it shorter than that; a label has few words.
_BROKEN, _LONGEST_LABEL = 40, 3


def width_of(lines: list[str]) -> int:
    """To how many signs a mail program wrapped these lines; 0 where it did not."""
    longest = max((len(line.rstrip()) for line in lines if " " in line.strip()), default=0)
    return max(longest, _WRAPPED) if longest <= _WIDEST else 0


def is_wrapped(line: str, following: str, width: int) -> bool:
    """The first word of the next line had no room on this one."""
    return bool(width) and len(line) + 1 + len(following.split(" ")[0]) > width


def paragraphs_of(text: str) -> list[str]:
    """Paragraphs as one line each. A line that is short, or begins a list, stays alone."""
    paragraphs: list[str] = []
    is_open = False
    before = ""
    for line in text.split("\n"):
        bare = line.strip()
        if not bare or " | " in bare:
            is_open, before = False, ""
            continue
        is_item = _is_item(bare, before)
        if is_open and not is_item:
            paragraphs[-1] += f" {bare}"
        else:
            paragraphs.append(bare)
        # A long one goes on: "our delegates: Ms X (…),", wrapped; the next label begins anew all the same.
        is_open = not is_item or len(bare) > _WRAPPED
        before = bare
    return paragraphs


def _is_item(line: str, before: str) -> bool:
    """The beginning of an item, or a labelled line; not what a mail program broke off: "… the list of / people: …"."""
    is_label = not line[0].islower() and len(line.partition(":")[0].split()) <= _LONGEST_LABEL
    is_broken = len(before) > _BROKEN and before[-1:] not in tuple(".:;!?") and not is_label
    return bool(_ITEM.match(line)) and not is_broken


def sentences_of(text: str) -> list[str]:
    """Sentences; titles and initials with a point do not end one."""
    found: list[str] = []
    for paragraph in paragraphs_of(text):
        start = 0
        for end in _END.finditer(paragraph):
            if ends_short(paragraph[start : end.start()].rstrip("\"'»)")):
                continue
            found.append(paragraph[start : end.start()].strip())
            start = end.end()
        found.append(paragraph[start:].strip())
    return [sentence[:1000] for sentence in found[:400] if sentence]


def ends_short(text: str) -> bool:
    """The point behind "M. N'Guessan", "S.E.", "no. 3" ends no sentence: a title, an initial or a short form."""
    found = re.search(r"([^\W\d_]{1,8})\.$", text)
    if not found or text[: found.start()][-1:].isalnum():
        return False
    return len(found[1]) == 1 or flat(found[1]) in phrases.words("person.short")
