"""Cuts a text into what its writer wrote, signed, quoted and passed on: the request stands above the quote."""

import re
from collections.abc import Collection
from dataclasses import replace

from filereader.facts import Table
from filereader.html import MARK
from lexicon.printed_heads import Block, find_block
from lexicon.signatures import split_signature
from mailreader.facts import Address, Body, Forwarded
from mailreader.quote_marks import (
    FORWARD_SUBJECT,
    REPLY_SUBJECT,
    attribution,
    is_forward,
    is_original,
    is_rule,
    recipients_of,
    reply_to_of,
    sender_of,
)

_DEEPEST = 4
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
        writer = sender_of(block).email
        return bool(writer) and writer not in self.answered

    def _hands_on(self, own: list[str]) -> bool:
        """A few words above a thread, with a subject that says so."""
        return bool(FORWARD_SUBJECT.match(self.subject)) and len("\n".join(own)) <= _LONG_TEXT

    def _forwarded(self, block: Block, lines: list[str], depth: int) -> tuple[Forwarded, ...]:
        """What is passed on below these printed headers, and what that passes on in its turn."""
        rest = "\n".join(lines)
        rest = re.sub(r"(?m)^> ?", "", rest) if rest.lstrip().startswith(">") else rest
        subject, sender = block.values.get("subject", ""), sender_of(block)
        answered = {to.email for to in recipients_of(block)}
        body = Cutter(subject or self.subject, sender, answered, self.tables).cut(rest, depth + 1)
        one = Forwarded(
            sender=sender,
            reply_to=reply_to_of(block),
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
