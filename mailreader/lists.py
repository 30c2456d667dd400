"""Persons in lists, one below the other, and on cards: where one begins, and which lines are about him or her."""

import re
from itertools import pairwise
from typing import NamedTuple

from lexicon import affiliation, phrases
from lexicon.flat import flat
from lexicon.matcher import EMAIL
from lexicon.names import is_in_address
from lexicon.reasons import Reason
from lexicon.sentences import ends_short, is_wrapped, width_of
from lexicon.titles import title_end, titles_in
from mailreader.entries import BULLETS, CUTS, ITEM, can_head, is_away, parse_entry, pieces_of
from mailreader.fields import Filler, phone_in
from mailreader.findings import Proposal

_MOST = 150  # a delegation is smaller
_LONGEST_CARD, _LONGEST_LINE, _FACT, _SENTENCE = 8, 110, 72, 60
_MOST_LINES_OF_ITEM = 5  # at the margin
_WORDS_OF_GREETING = 6
_COLONS = (":", "：")
_OPEN = tuple(",;:–—-&(")


class Entry(NamedTuple):
    """An item of a list, or a person of a paragraph: its lines, its text, and whether a line above announces it."""

    places: list[int]
    text: str
    is_announced: bool
    source: Reason


def people_in(text: str, filler: Filler, used: set[int]) -> tuple[list[Proposal], set[int]]:
    """The persons of lists, runs and cards, and the numbers of their lines."""
    lines = text.split("\n")
    found: list[Proposal] = []
    taken: set[int] = set()

    for entry in items_in(lines)[:_MOST]:
        if "?" not in entry.text:
            taken |= _take(entry, filler, found)
    for places in _paragraphs(lines, used | taken):
        for entry in _entries_in(lines, places):
            taken |= _take(entry, filler, found)
    return found, taken


def _take(entry: Entry, filler: Filler, found: list[Proposal]) -> set[int]:
    """The person of an entry to those found; the lines that are read with it, also where somebody does not come."""
    notes = pieces_of(re.sub(r"[()\[\]]", ",", entry.text))[1:]
    if any(len(note) < _SENTENCE and is_away(note) for note in notes):
        return set(entry.places)
    person = parse_entry(entry.text, filler, entry.source, found, is_announced=entry.is_announced)
    found += [person] if person else []
    return set(entry.places) if person else set()


def _announces(lines: list[str], number: int) -> bool:
    """The line above ends with a colon, and it or the two before it speak of those who come."""
    while number >= 0 and not lines[number].strip():
        number -= 1
    if number < 0 or not lines[number].rstrip().endswith(_COLONS):
        return False
    if len(lines[number].split()) < _WORDS_OF_GREETING and phrases.begins(lines[number], "quote.greeting"):
        return False
    return phrases.has(" ".join(lines[max(0, number - 2) : number + 1]), "say.announces")


def items_in(lines: list[str]) -> list[Entry]:
    """The items of numbered and dotted lists."""
    found: list[Entry] = []
    width = width_of(lines)
    number, is_announced = 0, False
    while number < len(lines):
        item = ITEM.match(lines[number])
        # An address behind a dash goes on with what was wrapped.
        if item and not (lines[number].strip()[:1] in BULLETS and EMAIL.fullmatch(item[1].strip())):
            end = _item_end(lines, number)
            text = join_lines([item[1], *lines[number + 1 : end]], width)
            found.append(Entry(list(range(number, end)), text, is_announced, Reason("item", str(len(found) + 1))))
            number = end
            continue
        if lines[number].strip():
            is_announced = _announces(lines, number)
        number += 1
    return found


def _item_end(lines: list[str], start: int) -> int:
    """Behind the last line of the item: an empty line, the next item, or a line that the item only announces."""
    end = start + 1
    is_numbered = lines[start].strip()[:1] not in BULLETS
    while end < len(lines) and lines[end].strip():
        # A dash within a numbered item only goes on.
        if ITEM.match(lines[end]) and not (is_numbered and lines[end].strip()[:1] in BULLETS):
            break
        before = lines[end - 1]
        is_of_item = lines[end][:1].isspace() or len(before) > _SENTENCE - 5 or end - start < _MOST_LINES_OF_ITEM
        if not is_of_item or (before.rstrip().endswith(_COLONS) and can_head(lines[end])):
            break
        end += 1
    return end


def join_lines(lines: list[str], width: int) -> str:
    """Lines of one entry: a line that was wrapped goes on, a new fact is cut off."""
    text = lines[0].strip()
    for earlier, line in pairwise(lines):
        earlier, bare = earlier.rstrip(), line.strip()
        last = earlier.split(" ")[-1]
        is_open = last[-1:] in _OPEN or (last.islower() and flat(last) in phrases.words("say.before_thing"))
        goes_on = is_open or bare[:1].islower() or is_wrapped(earlier, bare, width)
        text += f" {bare}" if goes_on and not EMAIL.match(bare) else f", {bare}"
    return text


def _paragraphs(lines: list[str], used: set[int]) -> list[list[int]]:
    paragraphs: list[list[int]] = [[]]
    for number, line in enumerate(lines):
        if line.strip() and number not in used:
            paragraphs[-1].append(number)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def _entries_in(lines: list[str], places: list[int]) -> list[Entry]:
    """The persons of a paragraph, each with the lines up to the next; none where it is prose."""
    texts = [lines[place].strip() for place in places]
    begin = next((number + 1 for number in range(len(texts) - 1, -1, -1) if texts[number].endswith(_COLONS)), 0)
    is_announced = _announces(lines, places[begin - 1] if begin else places[0] - 1)
    starts = [begin + start for start in starts_of(texts[begin:])]
    width = width_of(lines)
    before = " ".join(texts[begin : starts[0]]) if starts else ""
    if not starts or titles_in(before):
        return []  # the lines above name somebody already
    if not is_announced and not _is_card(texts[starts[0] :], len(starts)):
        return []
    kind = "item" if is_announced or len(starts) > 1 else "card"
    return [
        Entry(places[start:end], join_lines(texts[start:end], width), is_announced, Reason(kind, texts[start][:80]))
        for start, end in pairwise([*starts, len(texts)])
    ]


def starts_of(texts: list[str]) -> list[int]:
    """With which lines of a paragraph the persons begin, whatever comes first of each."""
    addresses = [number for number, text in enumerate(texts) if EMAIL.search(text)]
    if len(addresses) == len(texts) and all(len(pieces_of(text)) > 2 for text in texts):
        return list(range(len(texts)))  # a line each
    if period := _period(texts, addresses):
        return list(range(0, len(texts), period))
    starts = [number for number in range(len(texts)) if _begins(texts, number)]
    if len(starts) == 1 == len(addresses) and all(_is_fact(text) for text in texts[: starts[0]]):
        return [0]  # a card on which the name is not the first
    return starts


def _period(texts: list[str], addresses: list[int]) -> int:
    """How many lines each person has, where all have as many: an address stands alone in each, at the same place."""
    if len(addresses) < 2 or any(" " in EMAIL.sub("", texts[number]).strip() for number in addresses):
        return 0
    period = addresses[1] - addresses[0]
    is_even = all(later - earlier == period for earlier, later in pairwise(addresses))
    return period if is_even and period > 1 and len(texts) == period * len(addresses) else 0


def _begins(texts: list[str], number: int) -> bool:
    """A name, and with it a title, an address, an office or a body; or alone, with such a thing on the next line."""
    line = texts[number]
    if not can_head(line) or len(line) > 2 * _LONGEST_LINE:
        return False
    rest = [piece for piece in CUTS.split(line) if piece.strip()][1:]
    is_told = bool(EMAIL.search(line) or title_end(line)) or any(map(affiliation.tells_of_work, rest))
    # Or a name: first, or behind somebody's address or telephone; what it is of stands below.
    following = texts[number + 1 : number + _LONGEST_CARD]
    is_first = all(EMAIL.search(text) or phone_in(text) for text in texts[:number][-1:])
    address = next((found[0] for text in following if (found := EMAIL.search(text))), "")
    is_owned = bool(following) and (_is_fact(following[0]) or is_in_address(line, address))
    return is_told or (is_first and is_owned)


def _is_fact(line: str) -> bool:
    """A short line that says what somebody does, where, or how to reach him or her."""
    if len(line) > 2 * _SENTENCE or line.endswith("."):
        return False
    return bool(EMAIL.search(line) or phone_in(line)) or (affiliation.tells_of_work(line) and len(line) < _FACT)


def _is_card(card: list[str], persons: int) -> bool:
    """Short lines, no sentences, and more than a name."""
    if len(card) > _LONGEST_CARD * persons or any(len(line) > _LONGEST_LINE for line in card) or "?" in " ".join(card):
        return False
    if len(card) < 3 and any(line.endswith(".") and not ends_short(line) for line in card):
        return False
    rest = [part for line in card for part in CUTS.split(line)][1:]
    return any(EMAIL.search(part) or affiliation.tells_of_work(part) for part in rest)
