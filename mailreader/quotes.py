"""Cuts a text into what its writer wrote, signed, quoted and passed on: the request stands above the quote."""

import re
from collections.abc import Collection
from dataclasses import replace

from mailreader import lexicon
from mailreader.blocks import (
    FORWARD_SUBJECT,
    REPLY_SUBJECT,
    Block,
    attribution,
    find_block,
    is_forward,
    is_original,
    is_rule,
)
from mailreader.facts import Address, Body, Forwarded, Table
from mailreader.flat import key
from mailreader.html import MARK
from mailreader.matcher import words_of

_DEEPEST = 4
_DASHES = re.compile(r"\s{0,20}(?:--|—|–{2}|_{2,9}|-{3,}|={3,}|\*{3,})\s*$")
_POSTSCRIPT = re.compile(r"^\s*p\.?\s?s\.?\s*[:.-]?\s", re.IGNORECASE)
_LONGEST_SIGNATURE = 16
_LONGEST_FORMULA, _MOST_BEHIND = 140, 16
# Requests are not longer; what comes after them is kept and shown, but not searched for quotes.
_MOST_LINES = 6000


class Cutter:
    """Cuts one text. `subject` and `people` tell a message passed on from one answered."""

    def __init__(self, subject: str, sender: Address, answered: Collection[str], tables: list[Table]) -> None:
        self.subject = subject
        self.sender = sender
        self.answered = set(answered)
        self.tables = tables

    def cut(self, text: str, depth: int = 0) -> Body:
        """The parts of a text, each without the marks of tables, which it has as tables."""
        lines = text.split("\n")
        own: list[str] = []
        quoted: list[str] = []
        forwarded: tuple[Forwarded, ...] = ()
        number = 0
        while number < len(lines):
            line = lines[number]
            if number > _MOST_LINES:
                own += lines[number:]
                break
            block = self._block_at(lines, number)
            if block is not None:
                rest = "\n".join(lines[block.end :])
                if self._is_forward(block, lines) and depth < _DEEPEST:
                    forwarded = self._forwarded(block, rest, depth)
                else:
                    quoted += lines[number:]
                break
            if count := attribution(lines, number):
                number, is_all = self._quote_after(lines, number, count, quoted)
                if is_all:
                    break
                continue
            if line.startswith(">"):
                quoted.append(line)
            else:
                own.append(line)
            number += 1
        return self._body(own, quoted, forwarded)

    def _block_at(self, lines: list[str], number: int) -> Block | None:
        """Printed headers here, with the line that announces them if there is one; such a line without them too."""
        line = lines[number]
        is_mark = is_original(line) or is_forward(line)
        if not is_mark and not is_rule(line):
            return find_block(lines, number, is_marked=False)
        after = number + 1
        while after < len(lines) and after < number + 4 and not lines[after].strip(" >"):
            after += 1
        block = find_block(lines, after, is_marked=is_mark) if after < len(lines) else None
        if block is not None:
            block.start = number
        elif is_original(line):
            return Block(number, number + 1)
        return block

    def _is_forward(self, block: Block, lines: list[str]) -> bool:
        """A mark says so, else the subject, else who wrote what follows: an answer goes to whom it quotes."""
        if "from" not in block.values:
            return False
        if any(is_forward(line) for line in lines[block.start : block.end][:3]):
            return True
        if FORWARD_SUBJECT.match(self.subject):
            return True
        if REPLY_SUBJECT.match(self.subject):
            return False
        return bool(block.sender.email) and block.sender.email not in self.answered

    def _forwarded(self, block: Block, rest: str, depth: int) -> tuple[Forwarded, ...]:
        """What is passed on; a second message below one that itself passes nothing on stands beside it."""
        sender, subject = block.sender, block.values.get("subject", "")
        rest = rest if not rest.lstrip().startswith(">") else re.sub(r"(?m)^> ?", "", rest)
        inner = Cutter(subject, sender, {to.email for to in block.people("to")}, self.tables).cut(rest, depth + 1)
        beside = () if FORWARD_SUBJECT.match(subject) or not inner.own.strip() else inner.forwarded
        one = Forwarded(
            sender=sender,
            reply_to=block.reply_to,
            to=block.people("to"),
            cc=block.people("cc"),
            subject=subject,
            sent=block.values.get("date", ""),
            body=replace(inner, forwarded=()) if beside else inner,
        )
        return (one, *beside)

    def _quote_after(self, lines: list[str], number: int, count: int, quoted: list[str]) -> tuple[int, bool]:
        """Take the lines quoted after "On … wrote:"; all the rest when they carry no mark."""
        quoted += lines[number : number + count]
        place = number + count
        while place < len(lines) and not lines[place].strip():
            place += 1
        if place < len(lines) and not lines[place].startswith(">"):
            quoted += lines[place:]
            return len(lines), True
        while place < len(lines) and lines[place].startswith(">"):
            quoted.append(lines[place])
            place += 1
        return place, False

    def _body(self, own: list[str], quoted: list[str], forwarded: tuple[Forwarded, ...]) -> Body:
        text = "\n".join(own)
        tables = tuple(self.tables[int(found)] for found in MARK.findall(text) if int(found) < len(self.tables))
        written, signature = split_signature(MARK.sub("", text).strip("\n"), [self.sender.name])
        return Body(written, signature, MARK.sub("", "\n".join(quoted)).strip("\n"), tables, forwarded)


def split_signature(text: str, names: Collection[str]) -> tuple[str, str]:
    """What was written, and the signature: below dashes, a closing formula, or the sender's own name."""
    lines = text.rstrip().split("\n")
    lines = _without_footers(lines)
    cut = _signature_start(lines, names)
    if cut is None:
        return "\n".join(lines).rstrip(), ""
    written, signature = lines[:cut], lines[cut:]
    for number, line in enumerate(signature):
        if _POSTSCRIPT.match(line):
            written, signature = [*written, "", *signature[number:]], signature[:number]
            break
    return "\n".join(written).rstrip(), "\n".join(signature).strip("\n -_")


def is_closing(line: str) -> bool:
    """A formula that ends a letter; thanks only where they are all that stands on the line."""
    if not line.strip() or len(line) > _LONGEST_FORMULA:
        return False
    bare = line.strip(" \t,;.!*_-")
    hit = lexicon.begins(bare, "quote.closing")
    left = len(words_of(bare).words) - hit.last if hit else 0
    return (hit is not None and left <= _MOST_BEHIND) or lexicon.is_all(bare, "quote.thanks")


def _is_footer(line: str) -> bool:
    """ "Sent from my iPhone"."""
    return len(line) < _LONGEST_FORMULA and lexicon.begins(line, "quote.footer") is not None


def _without_footers(lines: list[str]) -> list[str]:
    while lines and (not lines[-1].strip() or _is_footer(lines[-1])):
        lines = lines[:-1]
    return lines


def _signature_start(lines: list[str], names: Collection[str]) -> int | None:
    wanted = {frozenset(key(name).split()) for name in names if len(key(name).split()) > 1}
    filled = [number for number, line in enumerate(lines) if line.strip()]
    first = filled[-_LONGEST_SIGNATURE] if len(filled) >= _LONGEST_SIGNATURE else 0
    starts: list[int] = []
    named: list[int] = []
    for number in range(first, len(lines)):
        line = lines[number]
        if _DASHES.match(line) and number:
            starts.append(number + 1)
        elif number and is_closing(line):
            starts.append(_after_formula(lines, number))
        elif number and len(line) < 90 and any(_is_signed(line, name) for name in wanted):
            named.append(number)
    # The writer's name above the formula stands in a list of those who come.
    starts += [number for number in named if not any(is_closing(line) for line in lines[number + 1 :])]
    starts = [start for start in starts if start <= len(lines) and _looks_signed(lines[start:])]
    return min(starts, default=None)


def _is_signed(line: str, name: frozenset[str]) -> bool:
    """The line is the sender's name, with a title at most: "Dr Élodie Marchetti-Roux"."""
    head = line.partition(",")[0]
    is_card = "," in line and "@" not in line and not re.match(r"\W*\d", line)
    words = set(key(head if is_card and name <= set(key(head).split()) else line).split())
    return name <= words and len(words) <= len(name) + 2


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
    items = [line for line in filled if re.match(r"\s{0,20}(?:\d{1,2}[.)]|[•*])\s", line)]
    is_polite = sum(len(line) for line in long) < 1500
    return len(filled) <= _LONGEST_SIGNATURE and len(sentences) < 2 and len(items) < 2 and is_polite
