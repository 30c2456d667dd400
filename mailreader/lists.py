"""Persons in lists, one below the other, and on cards: where one begins, and which lines are about him or her."""

import itertools
import re

from mailreader import bodies, lexicon
from mailreader.entries import CUTS, can_head, parse_entry, pieces_of, place_kept_in
from mailreader.fields import Filler, phone_in
from mailreader.findings import Proposal, Reason
from mailreader.headers import EMAIL
from mailreader.sentences import ends_short
from mailreader.titles import title_end, titles_in

_BULLETS = "-•*–—·▪◦●○‣∙o"
ITEM = re.compile(
    r"\s{0,40}(?:\(?\d{1,2}\s?[.)°º/:]{1,2}\s?[-–—]?|\(?[a-h]\)|[a-h]\.|\(?(?:i{1,3}|iv|vi{0,3}|ix|x)[.)]|\d{1,2}\s?[-–]|"
    rf"[{_BULLETS}])[ \t\u00a0]{{1,40}}(\S.*)$"
)
_MOST = 150  # a delegation is smaller
_LONGEST_CARD, _LONGEST_LINE, _FACT, _SENTENCE = 8, 110, 72, 60


def people_in(text: str, filler: Filler, used: set[int]) -> tuple[list[Proposal], set[int]]:
    """The persons of lists, runs and cards, and the numbers of their lines."""
    lines = text.split("\n")
    found, taken = _in_items(lines, filler, used)
    is_announced = False
    for places in _paragraphs(lines, used | taken):
        announced = is_announced or _announces(lines, places[0] - 1)
        people, lines_of_them = _in_paragraph(lines, places, filler, is_announced=announced, before=found)
        found += people
        taken |= lines_of_them
        # What is announced may go on behind an empty line.
        is_announced = announced and bool(people)
    return found, taken


def _announces(lines: list[str], number: int) -> bool:
    """The line above ends with a colon, and it or the two before it speak of those who come."""
    while number >= 0 and not lines[number].strip():
        number -= 1
    if number < 0:
        return False
    words = " ".join(lines[max(0, number - 2) : number + 1])
    is_open = lines[number].rstrip().endswith((":", "："))
    return is_open and lexicon.has(words, "say.announces")


def _in_items(lines: list[str], filler: Filler, used: set[int]) -> tuple[list[Proposal], set[int]]:
    """The persons of numbered and dotted lists."""
    found: list[Proposal] = []
    taken: set[int] = set()
    for number, (places, item, announced) in enumerate(items_in(lines)[:_MOST], 1):
        if used & set(places) or "?" in item or " | " in item:
            continue
        is_announced = announced.rstrip().endswith((":", "：")) and lexicon.has(announced, "say.announces")
        source = Reason("item", str(number))
        person = parse_entry(item, filler, source, found, is_announced=is_announced)
        if person is None and (is_announced or found):
            person = place_kept_in(item, filler, source)
        if person is not None:
            found.append(person)
            taken |= set(places)
    return found, taken


def items_in(lines: list[str]) -> list[tuple[list[int], str, str]]:
    """The items of lists: the numbers of their lines, their text, and the line that announces the list."""
    found: list[tuple[list[int], str, str]] = []
    number, announced = 0, ""
    while number < len(lines):
        item = ITEM.match(lines[number])
        if not item:
            if lines[number].strip():
                is_new = not announced or not lines[number - 1].strip()
                announced = lines[number] if is_new else f"{announced[-400:]} {lines[number]}"
            number += 1
            continue
        taken, texts = [number], [item[1]]
        following = number + 1
        while following < len(lines) and lines[following].strip() and not _is_next(lines, number, following):
            if lines[following - 1].rstrip().endswith((":", "：")) and can_head(lines[following]):
                break  # the item only announces those who stand below it
            if not (lines[following][:1].isspace() or len(lines[following - 1]) > 55 or len(taken) < 5):
                break
            taken.append(following)
            texts.append(lines[following])
            following += 1
        found.append((taken, join_lines(texts), announced))
        number = following
    return found


def _is_next(lines: list[str], number: int, following: int) -> bool:
    """The next item begins here; a dash within a numbered item only goes on."""
    is_numbered = lines[number].strip()[:1] not in _BULLETS
    is_dash = lines[following].strip()[:1] in _BULLETS
    return bool(ITEM.match(lines[following])) and not (is_numbered and is_dash)


def join_lines(lines: list[str]) -> str:
    """Lines of one entry: a wrapped sentence goes on, a new fact is cut off."""
    text = lines[0].strip()
    for earlier, line in itertools.pairwise(lines):
        bare = line.strip()
        is_open = earlier.rstrip()[-1:] in tuple(",;:–—-&(") or len(earlier) > 66
        goes_on = bare[:1].islower() or bare[:1] in tuple("(–—-,;&") or is_open
        text += f" {bare}" if goes_on and not EMAIL.match(bare) else f", {bare}"
    return text


def _paragraphs(lines: list[str], used: set[int]) -> list[list[int]]:
    paragraphs: list[list[int]] = [[]]
    for number, line in enumerate(lines):
        if line.strip() and number not in used and " | " not in line:
            paragraphs[-1].append(number)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def _in_paragraph(
    lines: list[str], places: list[int], filler: Filler, *, is_announced: bool, before: list[Proposal]
) -> tuple[list[Proposal], set[int]]:
    """Each person of a paragraph, with the lines up to the next."""
    texts = [lines[place].strip() for place in places]
    starts = [number for number in range(len(texts)) if _begins(texts, number)]
    if not starts:
        return [], set()
    above = texts[starts[0] - 1] if starts[0] else ""
    if above.endswith((":", "：")):
        is_announced = is_announced or _announces(lines, places[starts[0] - 1])
    elif len(above) > 50 and (above[-1] not in ".;,)" or ends_short(above)):
        return [], set()  # the name stands in the middle of a sentence
    spans = list(itertools.pairwise([*starts, len(texts)]))
    if not is_announced and not _is_card(texts[starts[0] :], len(starts)):
        return [], set()
    found: list[Proposal] = []
    taken: set[int] = set()
    for start, end in spans:
        is_run = is_announced or len(starts) > 1
        source = Reason("item", str(len(found) + 1)) if is_run else Reason("card", texts[start][:80])
        text = join_lines(texts[start:end]) if is_announced else ", ".join(one.rstrip(",;") for one in texts[start:end])
        person = parse_entry(text, filler, source, [*before, *found], is_announced=is_announced)
        is_told = person is not None and bool(person.email or person.function or person.organisation or is_announced)
        if person is not None and (is_told or person.title):
            found.append(person)
            taken |= set(places[start:end])
    return found, taken


def _begins(texts: list[str], number: int) -> bool:
    """A name, and with it a title, an address, an office or a body; or alone, with such a thing on the next line."""
    line = texts[number]
    if not can_head(line) or len(line) > 2 * _LONGEST_LINE:
        return False
    rest = [piece for piece in CUTS.split(line) if piece.strip()][1:]
    is_told = any(bodies.is_function(piece) or bodies.starts_as_body(piece) for piece in rest)
    if is_told or EMAIL.search(line) or title_end(line):
        return True
    following = texts[number + 1] if number + 1 < len(texts) else ""
    is_alone = len(pieces_of(line.strip(" ,;"))) == 1 or line.partition(",")[0].isupper()
    return number == 0 and is_alone and bool(following) and _is_fact(following)


def _is_fact(line: str) -> bool:
    """A short line that says what somebody does, where, or how to reach him or her."""
    if len(line) > 2 * _SENTENCE or line.endswith("."):
        return False
    is_told = bodies.is_function(line) or bodies.starts_as_body(line)
    return bool(EMAIL.search(line) or phone_in(line)) or (is_told and len(line) < _FACT)


def _is_card(card: list[str], persons: int) -> bool:
    """Short lines, no sentences, and more than a name."""
    if len(card) > _LONGEST_CARD * persons or any(len(line) > _LONGEST_LINE for line in card) or "?" in " ".join(card):
        return False
    if len(card) < 3 and any(re.search(r"[^\W\d_A-Z)]\.$|\)\.$", line) and not ends_short(line) for line in card):
        return False
    wrapped = [line for earlier, line in itertools.pairwise(card) if len(earlier) > 50 and line[:1].islower()]
    if any(len(titles_in(line)) > 1 for line in card) or (len(wrapped) > 1 and len(wrapped) * 2 >= len(card) - 1):
        return False
    if not title_end(card[0]) and len(card) == 1 and not EMAIL.search(card[0]):
        return False
    rest = [part for line in card for part in CUTS.split(line)][1:]
    return any(EMAIL.search(part) or bodies.is_function(part) or bodies.starts_as_body(part) for part in rest)
