"""Persons on cards: a paragraph that begins with a name and goes on with short lines about the person."""

import itertools
import re

from mailreader import bodies
from mailreader.entries import CUTS, can_head, parse_entry
from mailreader.fill import Filler
from mailreader.findings import Proposal, Reason
from mailreader.headers import EMAIL
from mailreader.sentences import SHORT
from mailreader.titles import TITLE_PATTERN


def people_on_cards(text: str, filler: Filler, used: set[int]) -> tuple[list[Proposal], set[int]]:
    """Paragraphs that begin with a name and go on with short lines about the person."""
    lines = text.split("\n")
    found: list[Proposal] = []
    taken: set[int] = set()
    for places in _paragraphs(lines, used):
        if len(places) > 8:
            continue
        before = ""
        while places and not can_head(lines[places[0]]):
            before, places = lines[places[0]].rstrip(), places[1:]
        if len(before) > 50 and (before[-1] not in ":.;,)" or SHORT.search(before)):
            continue  # the name stands in the middle of a sentence
        card = [lines[place].strip() for place in places]
        if not card or any(len(line) > 110 for line in card) or "?" in " ".join(card):
            continue
        is_sentence = any(re.search(r"[a-zé)]\.\s*$", line) for line in card) and len(card) < 3
        if is_sentence or _is_prose(card) or not _is_card(card):
            continue
        if sum(_begins_person(line) for line in card) > 1:
            found += _each_person(card, places, filler, taken)
            continue
        joined = ", ".join(line.rstrip(",;") for line in card)
        if proposal := parse_entry(joined, filler, Reason("card", card[0][:80]), found):
            found.append(proposal)
            taken |= set(places)
    return found, taken


def _is_prose(card: list[str]) -> bool:
    """Lines that go on in small letters, again and again, or name two with their titles: a wrapped sentence."""
    wrapped = [line for earlier, line in itertools.pairwise(card) if len(earlier) > 50 and line[:1].islower()]
    several = any(len(list(TITLE_PATTERN.finditer(line))) > 1 for line in card)
    return several or (len(wrapped) > 1 and len(wrapped) * 2 >= len(card) - 1)


def _begins_person(line: str) -> bool:
    """A name with its title, or with an address behind it, or with an office and something more."""
    pieces = CUTS.split(line)
    is_told = len(pieces) > 2 and bodies.is_function(pieces[1])
    return bool(is_told or EMAIL.search(line) or TITLE_PATTERN.match(line)) and can_head(line)


def _each_person(card: list[str], places: list[int], filler: Filler, taken: set[int]) -> list[Proposal]:
    """Persons one below the other, each with the lines up to the next."""
    found: list[Proposal] = []
    starts = [number for number, line in enumerate(card) if _begins_person(line)]
    for start, end in itertools.pairwise([*starts, len(card)]):
        text = ", ".join(line.rstrip(",;") for line in card[start:end])
        if proposal := parse_entry(text, filler, Reason("item", str(len(found) + 1)), found):
            found.append(proposal)
            taken |= set(places[start:end])
    return found


def _paragraphs(lines: list[str], used: set[int]) -> list[list[int]]:
    paragraphs: list[list[int]] = [[]]
    for number, line in enumerate(lines):
        if line.strip() and number not in used and " | " not in line:
            paragraphs[-1].append(number)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def _is_card(card: list[str]) -> bool:
    """A name and at least one more fact that can be told: an address, a function, a body."""
    if TITLE_PATTERN.match(card[0]) is None and not (len(card) > 1 or EMAIL.search(card[0])):
        return False
    rest = [part for line in card for part in CUTS.split(line)][1:]
    return any(EMAIL.search(part) or bodies.is_function(part) or bodies.starts_as_body(part) for part in rest)
