"""What of a mail is shown folded and what may be repeated in an answer: found once, when the mail is read."""

import re
from collections.abc import Iterable
from itertools import groupby

from filereader.texts import bounded, squeeze
from lexicon.flat import flat
from lexicon.restricted import restricted_in
from lexicon.sentences import sentences_of
from mailreader.quote_marks import FORWARD_SUBJECT, REPLY_SUBJECT, attribution, is_original

MOST_LINES = 60
LONGEST_TEXT = 20_000
LONGEST_SUBJECT = 200
LEFT_OUT = "[…]"
# Of a text with more lines those behind are shown as they are.
_MOST_FOLDED = 4000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def bare_subject(subject: str, marks: str) -> str:
    """A subject without “Re:”, “TR:”, “RV:” and marks, however many there are, at a length that a header likes.

    `marks` is the pattern of the marks that we put into subjects.
    """
    text = squeeze(_CONTROLS.sub(" ", subject[:1000]))
    if marks:
        text = squeeze(re.sub(rf"[\[(]? ?(?:{marks}) ?[\])]?", " ", text, flags=re.IGNORECASE))
    while found := REPLY_SUBJECT.match(text) or FORWARD_SUBJECT.match(text):
        if not found.end():
            break
        text = text[found.end() :]
    text = squeeze(text)
    return text if len(text) <= LONGEST_SUBJECT else text[: LONGEST_SUBJECT - 1].rstrip() + "…"


def quotable(text: str, restricted: Iterable[str]) -> list[str]:
    """The lines that an answer may quote, at most MOST_LINES: nothing of what is restricted."""
    said = [words for words in restricted if len(words.strip()) > 2]
    text = without_restricted(text[:LONGEST_TEXT], said)
    lines = re.sub(r"\n{3,}", "\n\n", text).strip().splitlines()
    return [*lines[:MOST_LINES], LEFT_OUT] if len(lines) > MOST_LINES else lines


def is_restricted(text: str, restricted: Iterable[str]) -> bool:
    """A short text speaks of such things, or holds a stretch that is restricted."""
    return bool(restricted_in(text)) or _holds(_plain(text), [_plain(words) for words in restricted])


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


def _holds(plain: str, restricted: list[str]) -> bool:
    return any(words in plain for words in restricted)


def _plain(text: str) -> str:
    return " ".join(flat(text).split())


def folded_lines(text: str) -> list[tuple[int, int]]:
    """The lines that are quoted, as pairs of the first and the one behind the last, as they stand in the text."""
    lines = text.split("\n")
    marks = [False] * len(lines)
    number = 0
    while number < min(len(lines), _MOST_FOLDED):
        count = attribution(lines, number)
        if lines[number].startswith(">"):
            marks[number] = True
        elif count and _is_marked(lines, number + count):
            marks[number : number + count] = [True] * count
            number += count - 1
        elif number and (count or is_original(lines[number])):
            marks[number:] = [True] * (len(lines) - number)
            break
        number += 1
    return _stretches(marks)


def _is_marked(lines: list[str], number: int) -> bool:
    """Whether the next line that says something is quoted by a mark of its own."""
    following = (line for line in lines[number : number + 4] if line.strip())
    return next(following, "").startswith(">")


def _stretches(marks: list[bool]) -> list[tuple[int, int]]:
    runs = [list(run) for is_marked, run in groupby(range(len(marks)), marks.__getitem__) if is_marked]
    return [(run[0], run[-1] + 1) for run in runs]
