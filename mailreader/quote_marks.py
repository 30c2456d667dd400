"""The marks that mail programs leave above what they quote or pass on, in the languages of their menus."""

import re
from dataclasses import dataclass, field

from mailreader import lexicon
from mailreader.facts import Address
from mailreader.flat import flat
from mailreader.headers import EMAIL, addresses, one_address
from mailreader.matcher import words_of

_KINDS = ("from", "date", "to", "cc", "subject", "reply_to", "other")
_NAMES = {name: kind for kind in reversed(_KINDS) for name in lexicon.topics()[f"quote.{kind}"]}
_SAID_LAST = {words_of(phrase).words[-1] for phrase in lexicon.topics()["quote.said"]}
_LONGEST_KEY, _LONGEST_MARK, _LONGEST_LINE, _FAR = 20, 200, 420, 320
_MOST_HEADERS = 30
_RULE = re.compile(r"[>\s]{0,20}_{10,}\s*$")


def _subject_marks(topic: str) -> str:
    return "|".join(lexicon.topics()[f"quote.{topic}"])


_REPLY = _subject_marks("subject_reply")
FORWARD_SUBJECT = re.compile(
    rf"\s{{0,9}}(?:(?:{_REPLY})\s?:\s?)?\[?(?:{_subject_marks('subject_forward')})\s?:", re.IGNORECASE
)
REPLY_SUBJECT = re.compile(rf"\s{{0,9}}(?:{_REPLY})\s?(?:\[\d{{1,4}}\])?\s?:", re.IGNORECASE)


def is_forward(line: str) -> bool:
    """A line that announces a message passed on: "---------- Forwarded message ---------", "Transféré par X"."""
    bare = line.strip(" \t>*_-:") if len(line) < _LONGEST_MARK else ""
    return bool(bare) and (lexicon.is_all(bare, "quote.forward") or bool(lexicon.begins(bare, "quote.forward_by")))


def is_original(line: str) -> bool:
    """A line that announces what is answered: "-----Original Message-----"."""
    bare = line.strip(" \t>") if len(line) < _LONGEST_MARK else ""
    return bare.startswith("--") and bare.endswith("--") and lexicon.is_all(bare.strip("- "), "quote.original")


def is_rule(line: str) -> bool:
    """A line of low dashes, as Outlook draws it above the printed headers."""
    return bool(_RULE.match(line[:300]))


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

    @property
    def sender(self) -> Address:
        """Who wrote what follows."""
        return one_address(self.values.get("from", "").replace("*", " ")) or Address()

    @property
    def reply_to(self) -> Address | None:
        """Where the printed headers want the answer."""
        return one_address(self.values["reply_to"]) if self.values.get("reply_to") else None

    @property
    def to(self) -> tuple[Address, ...]:
        """To whom it went."""
        return addresses(self.values.get("to", "").encode("utf-8", "replace"), 50)


def _header_at(line: str) -> tuple[str, str] | None:
    """The kind and the value of a printed header; None for any other line."""
    bare = line[:_LONGEST_LINE].lstrip(" \t>*_|\u00a0")
    name, colon, _rest = bare.partition(":")
    if not colon or len(name) > _LONGEST_KEY + 4:
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


def attribution(lines: list[str], start: int) -> int:
    """How many lines from here say "On … somebody wrote:"; 0 if none does."""
    if not lines[start].strip():
        return 0
    if _quotes_at_once(lines[start][:_LONGEST_LINE]):
        return 1
    joined = ""
    for count in (1, 2, 3, 4):
        if start + count > len(lines) or not lines[start + count - 1].strip():
            return 0
        joined = f"{joined} {lines[start + count - 1][: _LONGEST_LINE + 1].strip()}".strip()
        if len(joined) > _LONGEST_LINE:
            return 0
        if _says_who_wrote(joined):
            return count
    return 0


def _says_who_wrote(text: str) -> bool:
    """A day or an address, and "wrote" at the end, or right before the name with which a line ends."""
    bare = text.rstrip(" :\t")
    is_open = text.rstrip().endswith(":")
    # Asked of each line with those below it: most are told by their end.
    if not (is_open or flat(bare[bare.rfind(" ") + 1 :]) in _SAID_LAST):
        return False
    said = lexicon.hits(bare, "quote.said")
    if not said or not (any(map(str.isdigit, bare)) or "@" in bare):
        return False
    begins = lexicon.begins(bare, "quote.when")
    rest = bare[said[-1].end :].strip()
    if not rest:
        return bool(begins) or ("@" in bare and (is_open or bare.startswith("<")))
    is_name = "@" in rest or all(word[:1].isupper() for word in rest.split()[:6])
    return is_open and ((bool(begins) and is_name) or rest.startswith("("))


def _quotes_at_once(line: str) -> bool:
    """ "On 12 May Ana <ana@x.example.org> wrote: Dear all": what is quoted begins on the same line."""
    address = EMAIL.search(line[:_FAR])
    if address is None or not lexicon.begins(line, "quote.when") or not any(map(str.isdigit, line[:60])):
        return False
    behind, colon, rest = line[address.end() :].partition(":")
    said = lexicon.has(behind, "quote.said") or lexicon.has(line[: address.start()], "quote.said")
    return bool(colon and rest.strip()) and said and len(behind) < _LONGEST_KEY
