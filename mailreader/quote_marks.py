"""The marks that mail programs leave above what they quote or pass on, in the languages of their menus."""

import re

from lexicon import phrases
from lexicon.flat import flat
from lexicon.matcher import EMAIL, words_of
from lexicon.printed_heads import Block
from mailreader.facts import Address
from mailreader.headers import addresses, one_address

_SAID_LAST = {words_of(phrase).words[-1] for phrase in phrases.topics()["quote.said"]}
_LONGEST_KEY, _LONGEST_MARK, _LONGEST_LINE, _FAR = 20, 200, 420, 320
_RULE = re.compile(r"[>\s]{0,20}_{10,}\s*$")


def _subject_marks(topic: str) -> str:
    return "|".join(phrases.topics()[f"quote.{topic}"])


_REPLY = _subject_marks("subject_reply")
FORWARD_SUBJECT = re.compile(
    rf"\s{{0,9}}(?:(?:{_REPLY})\s?:\s?)?\[?(?:{_subject_marks('subject_forward')})\s?:", re.IGNORECASE
)
REPLY_SUBJECT = re.compile(rf"\s{{0,9}}(?:{_REPLY})\s?(?:\[\d{{1,4}}\])?\s?:", re.IGNORECASE)


def is_forward(line: str) -> bool:
    """A line that announces a message passed on: "---------- Forwarded message ---------", "Transféré par X"."""
    bare = line.strip(" \t>*_-:") if len(line) < _LONGEST_MARK else ""
    return bool(bare) and (phrases.is_all(bare, "quote.forward") or bool(phrases.begins(bare, "quote.forward_by")))


def is_original(line: str) -> bool:
    """A line that announces what is answered: "-----Original Message-----"."""
    bare = line.strip(" \t>") if len(line) < _LONGEST_MARK else ""
    return bare.startswith("--") and bare.endswith("--") and phrases.is_all(bare.strip("- "), "quote.original")


def is_rule(line: str) -> bool:
    """A line of low dashes, as Outlook draws it above the printed headers."""
    return bool(_RULE.match(line[:300]))


def sender_of(block: Block) -> Address:
    """Who wrote what follows."""
    return one_address(block.values.get("from", "").replace("*", " ")) or Address()


def reply_to_of(block: Block) -> Address | None:
    """Where the printed headers want the answer."""
    return one_address(block.values["reply_to"]) if block.values.get("reply_to") else None


def recipients_of(block: Block) -> tuple[Address, ...]:
    """To whom it went."""
    return addresses(block.values.get("to", "").encode("utf-8", "replace"), 50)


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
    said = phrases.hits(bare, "quote.said")
    if not said or not (any(map(str.isdigit, bare)) or "@" in bare):
        return False
    begins = phrases.begins(bare, "quote.when")
    rest = bare[said[-1].end :].strip()
    if not rest:
        return bool(begins) or ("@" in bare and (is_open or bare.startswith("<")))
    is_name = "@" in rest or all(word[:1].isupper() for word in rest.split()[:6])
    return is_open and ((bool(begins) and is_name) or rest.startswith("("))


def _quotes_at_once(line: str) -> bool:
    """ "On 12 May Ana <ana@x.example.org> wrote: Dear all": what is quoted begins on the same line."""
    address = EMAIL.search(line[:_FAR])
    if address is None or not phrases.begins(line, "quote.when") or not any(map(str.isdigit, line[:60])):
        return False
    behind, colon, rest = line[address.end() :].partition(":")
    said = phrases.has(behind, "quote.said") or phrases.has(line[: address.start()], "quote.said")
    return bool(colon and rest.strip()) and said and len(behind) < _LONGEST_KEY
