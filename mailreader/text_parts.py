"""Cuts a text into what its writer wrote, signed, quoted and passed on: the request stands above the quote."""

import re
from collections.abc import Collection
from dataclasses import replace

from filereader.facts import Table
from filereader.html import MARK
from mailreader import lexicon
from mailreader.facts import Address, Body, Forwarded
from mailreader.flat import key
from mailreader.matcher import words_of
from mailreader.quote_marks import (
    FORWARD_SUBJECT,
    REPLY_SUBJECT,
    Block,
    attribution,
    find_block,
    is_forward,
    is_original,
    is_rule,
)

_DEEPEST = 4
_DASHES = re.compile(r"\s{0,20}(?:--|—|–{2}|_{2,9}|-{3,}|={3,}|\*{3,})\s*$")
_LONGEST_SIGNATURE = 16
_LONGEST_FORMULA, _MOST_BEHIND, _LONGEST_NAME = 140, 16, 90
_LONGEST_DISCLAIMER = 30  # lines
# With more words of his own somebody who passes on a message has something to say.
_LONG_TEXT = 200
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
        """The parts of a text, each without the marks of tables, which it has as tables; what is quoted is left out."""
        lines = text.split("\n")
        own: list[str] = []
        forwarded: tuple[Forwarded, ...] = ()
        # How many of the own lines stand above the first quote.
        above = len(lines)
        number = 0
        while number < min(len(lines), _MOST_LINES):
            if block := self._block_at(lines, number):
                if self._is_forward(block, lines) and depth < _DEEPEST:
                    forwarded = self._forwarded(block, lines[block.end :], depth)
                return self._body(own, forwarded, above)
            count = attribution(lines, number)
            end = _end_of_quote(lines, number + count) if count else number + 1
            if count and self._hands_on(own) and depth < _DEEPEST:
                block = _said_by(lines[number : number + count])
                forwarded += self._forwarded(block, lines[number + count : end], depth)
            elif count or lines[number].startswith(">"):
                above = min(above, len(own))
            else:
                own.append(lines[number])
            number = end
        return self._body(own + lines[number:], forwarded, above)

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

    def _hands_on(self, own: list[str]) -> bool:
        """A few words above a thread, with a subject that says so."""
        return bool(FORWARD_SUBJECT.match(self.subject)) and len("\n".join(own)) <= _LONG_TEXT

    def _forwarded(self, block: Block, lines: list[str], depth: int) -> tuple[Forwarded, ...]:
        """What is passed on below these printed headers, and what that passes on in its turn."""
        rest = "\n".join(lines)
        rest = re.sub(r"(?m)^> ?", "", rest) if rest.lstrip().startswith(">") else rest
        subject, answered = block.values.get("subject", ""), {to.email for to in block.to}
        body = Cutter(subject or self.subject, block.sender, answered, self.tables).cut(rest, depth + 1)
        one = Forwarded(
            sender=block.sender,
            reply_to=block.reply_to,
            subject=subject,
            body=body,
        )
        return in_order(one)

    def _body(self, own: list[str], forwarded: tuple[Forwarded, ...], above: int) -> Body:
        """Who answers between the lines signs above the first quote."""
        text = "\n".join(own)
        tables = tuple(self.tables[int(found)] for found in MARK.findall(text) if int(found) < len(self.tables))
        parts = [MARK.sub("", "\n".join(lines)).strip("\n") for lines in (own[:above], own[above:])]
        # Behind a quote dashes alone may come first.
        parts[1] = f"\n{parts[1]}"
        cut = [split_signature(part, [self.sender.name]) for part in parts if part.strip()]
        written = "\n\n".join(part.lstrip("\n") for part, _signature in cut)
        signature = "\n".join(signature for _part, signature in cut if signature)
        return Body(written, signature, tables, forwarded)


def _said_by(lines: list[str]) -> Block:
    """Who wrote, by "On … X <x@y> wrote:", as printed headers would say it."""
    found = re.search(r"([^\d,:<>]{0,80})<\s?([^<>\s]{3,320})>", " ".join(line.strip("> ") for line in lines))
    return Block(0, len(lines), {"from": f"{found[1].strip()} <{found[2]}>"} if found else {})


def is_answer(subject: str) -> bool:
    """The subject answers or passes on."""
    return bool(REPLY_SUBJECT.match(subject) or FORWARD_SUBJECT.match(subject))


def without_indents(text: str) -> str:
    """A mail that answers nothing quotes nothing: what is set in is the writer's own, unless somebody "wrote" it."""
    lines = text.split("\n")[:_MOST_LINES]
    if "\n>" not in text or any(
        attribution(lines, number) or is_original(lines[number]) for number in range(len(lines))
    ):
        return text
    return re.sub(r"(?m)^>[> ]{0,20}", "", text)


def in_order(one: Forwarded) -> tuple[Forwarded, ...]:
    """A message and those that it passes on, side by side: whoever only hands on stands behind what is handed on."""
    behind = one.body.forwarded
    alone = replace(one, body=replace(one.body, forwarded=()))
    if not behind or len(one.body.own) > _LONG_TEXT or one.body.tables:
        return (alone, *behind)
    first = replace(behind[0], attachments=behind[0].attachments + one.attachments)
    return (first, *behind[1:], replace(alone, attachments=()))


def _end_of_quote(lines: list[str], start: int) -> int:
    """The line behind what "On … wrote:" quotes; that is all the rest where it carries no mark."""
    place = start
    while place < len(lines) and not lines[place].strip():
        place += 1
    if place < len(lines) and not lines[place].startswith(">"):
        return len(lines)
    while place < len(lines) and lines[place].startswith(">"):
        place += 1
    return place


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
        if not lines[end - 1].strip() or lexicon.begins(lines[end - 1][:_LONGEST_FORMULA], "quote.footer"):
            end -= 1
            continue
        start = end
        while start > max(1, end - _LONGEST_DISCLAIMER) and lines[start - 1].strip():
            start -= 1
        pairs = (" ".join(lines[number : number + 2])[: 2 * _LONGEST_FORMULA] for number in range(start, end))
        begins = next(
            (number for number, pair in enumerate(pairs, start) if lexicon.begins(pair, "quote.disclaimer")), None
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
    hit = lexicon.begins(bare, "quote.closing")
    left = len(words_of(bare).words) - hit.last if hit else 0
    return (hit is not None and left <= _MOST_BEHIND) or lexicon.is_all(bare, "quote.thanks")


def _signature_start(lines: list[str], names: Collection[str]) -> int | None:
    """The line with which the signature begins; None where nobody signed."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    first = max(filled[-_LONGEST_SIGNATURE] if len(filled) >= _LONGEST_SIGNATURE else 0, 1)
    formulas = [number for number in range(first, len(lines)) if is_closing(lines[number])]
    # The writer's name above the formula stands in a list of those who come.
    below = max(first, formulas[-1] + 1 if formulas else 0)
    starts = [number + 1 for number in range(first, len(lines)) if _DASHES.match(lines[number])]
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
    items = [line for line in filled if re.match(r"\s{0,20}(?:\d{1,2}[.)]|[•*])\s", line)]
    is_polite = sum(len(line) for line in long) < 1500
    return len(filled) <= _LONGEST_SIGNATURE and len(sentences) < 2 and len(items) < 2 and is_polite
