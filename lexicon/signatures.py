"""Where the signature of a letter begins, and what a house writes below each of its mails."""

import re
from collections.abc import Collection

from lexicon import phrases
from lexicon.flat import key
from lexicon.matcher import words_of

_DASHES = re.compile(r"\s{0,20}(?:--|—|–{2}|_{2,9}|-{3,}|={3,}|\*{3,})\s*$")
_LONGEST_SIGNATURE = 16
_LONGEST_FORMULA, _MOST_BEHIND, _LONGEST_NAME = 140, 16, 90
_LONGEST_DISCLAIMER = 30  # lines


def split_signature(text: str, names: Collection[str]) -> tuple[str, str]:
    """What was written, and the signature: below dashes, a closing formula, or the sender's own name."""
    lines = _without_footers(text.rstrip().split("\n"))
    cut = _signature_start(lines, names)
    if cut is None:
        return "\n".join(lines).rstrip(), ""
    written, signature = lines[:cut], lines[cut:]
    return "\n".join(written).rstrip(), "\n".join(signature).strip("\n -_")


def _without_footers(lines: list[str]) -> list[str]:
    """The lines above "Sent from my iPhone" and above what a house says below each mail on who may read it."""
    end = len(lines)
    while end:
        if not lines[end - 1].strip() or phrases.begins(lines[end - 1][:_LONGEST_FORMULA], "quote.footer"):
            end -= 1
            continue
        start = end
        while start > max(1, end - _LONGEST_DISCLAIMER) and lines[start - 1].strip():
            start -= 1
        pairs = (" ".join(lines[number : number + 2])[: 2 * _LONGEST_FORMULA] for number in range(start, end))
        begins = next(
            (number for number, pair in enumerate(pairs, start) if phrases.begins(pair, "quote.disclaimer")), None
        )
        if begins is None:
            break
        end = begins
    return lines[:end]


def is_closing(line: str) -> bool:
    """A formula that ends a letter; thanks only where they are all that stands on the line."""
    if not line.strip() or len(line) > _LONGEST_FORMULA:
        return False
    bare = line.strip(" \t,;.!*_-")
    hit = phrases.begins(bare, "quote.closing")
    left = len(words_of(bare).words) - hit.last if hit else 0
    return (hit is not None and left <= _MOST_BEHIND) or phrases.is_all(bare, "quote.thanks")


def _signature_start(lines: list[str], names: Collection[str]) -> int | None:
    """The line with which the signature begins; None where nobody signed."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    first = max(filled[-_LONGEST_SIGNATURE] if len(filled) >= _LONGEST_SIGNATURE else 0, 1)
    formulas = [number for number in range(first, len(lines)) if is_closing(lines[number])]
    # The writer's name above the formula stands in a list of those who come.
    below = max(first, formulas[-1] + 1 if formulas else 0)
    # Dashes below the head of a letter, "MINISTRY OF HEALTH", end nothing.
    head = next((number for number, line in enumerate(lines) if line != line.upper()), len(lines))
    starts = [number + 1 for number in range(max(first, head), len(lines)) if _DASHES.match(lines[number])]
    starts += [_after_formula(lines, number) for number in formulas]
    starts += [number for number in range(below, len(lines)) if _is_signed(lines[number], names)]
    return min((start for start in starts if _looks_signed(lines[start:])), default=None)


def _is_signed(line: str, names: Collection[str]) -> bool:
    """The line is the sender's name, with a title at most: "Dr Élodie Marchetti-Roux"."""
    wanted = [name for name in (set(key(name).split()) for name in names) if len(name) > 1]
    # "Ana Ruiz, Lecturer" signs; with an address or a number it is a line of a list.
    is_listed = "@" in line or re.match(r"\W*\d", line)
    words = set(key(line if is_listed else re.split(r"[,|(]| [-–—] ", line)[0]).split())
    return len(line) < _LONGEST_NAME and any(name <= words and len(words) <= len(name) + 2 for name in wanted)


def _after_formula(lines: list[str], number: int) -> int:
    """A formula may fill some lines; its end is a line that ends the sentence, or an empty one."""
    while number < len(lines) and lines[number].strip() and not re.search(r"[.,!]\s*$", lines[number]):
        if number + 1 < len(lines) and len(lines[number]) < 50:
            return number + 1
        number += 1
    return number + 1


def _looks_signed(lines: list[str]) -> bool:
    """Short lines, no sentences: what stands below is no second half of the mail."""
    filled = [line for line in lines if line.strip()]
    long = [line for line in filled if len(line) > 100]
    sentences = [line for line in filled if re.search(r"[a-zé]{2}[.?] [A-ZÉ¿]|\?\s*$", line)]
    items = [line for line in filled if re.match(r"\s{0,20}(?:\d{1,2}[.)]|[•*–-])\s", line)]
    is_polite = sum(len(line) for line in long) < 1500
    return len(filled) <= _LONGEST_SIGNATURE and len(sentences) < 2 and len(items) < 2 and is_polite
