"""Heads of mails as mail programs print them into a text, in the languages of their menus."""

from dataclasses import dataclass, field

from lexicon import phrases
from lexicon.matcher import words_of

_KINDS = ("from", "date", "to", "cc", "subject", "reply_to", "other")
_NAMES = {name: kind for kind in reversed(_KINDS) for name in phrases.topics()[f"quote.{kind}"]}
_LONGEST_KEY, _LONGEST_LINE = 24, 420
_MOST_HEADERS = 30


@dataclass(slots=True)
class Block:
    """Headers printed in a text, and the lines they take: [start, end)."""

    start: int
    end: int
    values: dict[str, str] = field(default_factory=dict)
    last: str = ""
    is_gap: bool = False

    def take(self, number: int, line: str) -> bool:
        """Take a line that belongs to the headers; False where they end."""
        if found := _header_at(line):
            kind, value = found
            if kind in self.values and kind != "other":
                return False
            self.last, self.values[kind], self.end, self.is_gap = kind, value, number + 1, False
            return True
        if not line.strip(" >\t"):
            is_second, self.is_gap = self.is_gap, True
            return not is_second and not {"from", "subject"} <= set(self.values)
        is_set_in = line[:1] in " \t"
        if self.last in ("to", "cc"):
            goes_on = is_set_in or "@" in line or ";" in line or line.rstrip().endswith(",")
        else:
            goes_on = self.last in ("subject", "date", "from") and (is_set_in or line.strip().startswith("<"))
        if self.is_gap or not goes_on:
            return False
        self.values[self.last] += f" {line.strip(' >')}"
        self.end = number + 1
        return True


def _header_at(line: str) -> tuple[str, str] | None:
    """The kind and the value of a printed header; None for any other line."""
    bare = line[:_LONGEST_LINE].lstrip(" \t>*_|\u00a0")
    name, colon, _rest = bare.partition(":")
    if not colon or len(name) > _LONGEST_KEY:
        return None
    kind = _NAMES.get(" ".join(words_of(name).words))
    # Cut from the whole line: a value may be long.
    return (kind, line.partition(":")[2].strip(" *\t\u00a0")) if kind else None


def find_block(lines: list[str], start: int, *, is_marked: bool) -> Block | None:
    """Headers that begin at this line: the sender and two others; one other below a mark that announces them."""
    block = Block(start, start)
    for number in range(start, min(start + _MOST_HEADERS, len(lines))):
        if not block.take(number, lines[number]):
            break
    enough = len(set(block.values) - {"other"}) >= (2 if is_marked else 3)
    return block if "from" in block.values and enough else None
