"""Persons one below the other, without marks, behind a line that announces them; as a letter in a file has them."""

import re

from mailreader import bodies
from mailreader.entries import CUTS, INTRODUCES, can_head, join_lines, parse_entry, pieces_of
from mailreader.fill import Filler, phone_in
from mailreader.findings import Proposal, Reason
from mailreader.flat import flat, key
from mailreader.headers import EMAIL
from mailreader.labels import field_of
from mailreader.titles import TITLE_PATTERN

_FACT = 72  # nor is an office or a body
_SENTENCE = 60  # a shorter line behind the run is one more fact, and the lines are no run of persons
_GOES_ON = re.compile(r"^[a-zà-ÿ(–—&+]|^\S+@\S+")
_BROKEN_ADDRESS = re.compile(r"(@[\w.-]*[.-])\n(?=\w)")


# What an office in English is about stands before it: "Policy Adviser", "Human Rights Officer".
_BEFORE_OFFICE = re.compile(
    r"(?:policy|programmes?|programs?|project|legal|human|public|communications?|research|advocacy|field|regional|"
    r"national|"
    r"international|finance|financial|protection|migration|political|country|desk|liaison|media|press|external|social|"
    r"urban|data|gender|partnerships?|operations|information|administrative|advisory|special|city|municipal|youth)\b"
)


def mended(text: str) -> str:
    """A letter's text in which no line ends within an address."""
    return _BROKEN_ADDRESS.sub(r"\1", text)


def people_in_runs(text: str, filler: Filler, used: set[int]) -> tuple[list[Proposal], set[int]]:
    """ "… by the following officials:", and then a person with each line, or with two where it was wrapped."""
    lines = text.split("\n")
    found: list[Proposal] = []
    taken: set[int] = set()
    for number, line in enumerate(lines):
        if number in used | taken or not (_announces(lines, number) or _is_head(line)):
            continue
        persons: list[Proposal] = []
        entries = _entries(lines, number + 1, used)
        for entry in entries:
            reason = Reason("item", str(len(persons) + 1))
            text = join_lines([_with_commas(lines[place]) for place in entry])
            one = parse_entry(text, filler, reason, persons, is_announced=True)
            if one is not None and (one.email or one.function or one.organisation):
                persons.append(one)
        if len(persons) == len(entries):
            found += persons
            taken |= {place for entry in entries for place in entry}
    return found, taken


def _announces(lines: list[str], number: int) -> bool:
    """A line that ends with a colon, and speaks of those who come, itself or the two before it."""
    announced = " ".join(lines[max(0, number - 2) : number + 1])
    return lines[number].rstrip().endswith((":", "：")) and bool(INTRODUCES.search(flat(announced)))


def _is_head(line: str) -> bool:
    """The head of a table of which only the words are left: "Name Position E-mail"."""
    words = line.split()
    fields = {field_of(word) for word in words} - {"", "ignored", "number"}
    return 1 < len(words) < 9 and len(fields) * 2 > len(words) and bool(fields & {"full_name", "family_name", "nom"})


def _with_commas(line: str) -> str:
    """A row of such a table, "Ms X Y Policy Adviser x@y": its cells cut where the office begins."""
    address = EMAIL.search(line)
    if address is None or "," in line:
        return line
    title = TITLE_PATTERN.match(line)
    start = title.end() if title else 0
    words, local = line[start : address.start()].split(), key(address[0].partition("@")[0])
    for place in range(2, len(words)):
        name, rest = words[:place], " ".join(words[place:])
        is_whole = any(word and word in local for word in key(name[-1]).split())
        is_office = bodies.begins_as_function(rest) or (is_whole and bodies.is_function(rest))
        if is_office or (_BEFORE_OFFICE.match(flat(rest)) and bodies.is_function(rest)):
            return f"{line[:start]}{' '.join(name)}, {rest}, {line[address.start() :]}"
    return line


def _entries(lines: list[str], start: int, used: set[int]) -> list[list[int]]:
    """The lines of each person; none where something else stands below them."""
    entries: list[list[int]] = []
    for number in range(start, min(start + 200, len(lines))):
        line = lines[number].strip()
        if not line:
            continue
        is_next = not entries or number - 1 == entries[-1][-1]
        if number in used or " | " in line:
            break
        if _begins(_with_commas(line)) or _heads_facts(lines, number):
            entries.append([number])
        elif entries and is_next and _goes_on(lines, entries[-1][0], number):
            entries[-1].append(number)
        elif entries and is_next and len(line) < _SENTENCE:
            return []
        else:
            break
    return entries


def _goes_on(lines: list[str], first: int, number: int) -> bool:
    """The line belongs to the one before; below a name alone it may be any fact."""
    line = lines[number].strip()
    is_wrapped = lines[number - 1].rstrip()[-1:] in ",;(–—-" or bool(_GOES_ON.match(line))
    return is_wrapped or (_is_fact(line) and _stands_alone(lines[first]))


def _stands_alone(line: str) -> bool:
    """A name with its title and nothing else."""
    return bool(TITLE_PATTERN.match(line.strip())) and can_head(line) and len(pieces_of(line.strip(" ,;"))) == 1


def _is_fact(line: str) -> bool:
    """A short line that says what somebody does, where, or how to reach him or her."""
    if len(line) > 2 * _SENTENCE or line.endswith("."):
        return False
    is_told = bodies.is_function(line) or bodies.starts_as_body(line)
    return bool(EMAIL.search(line) or phone_in(line)) or (is_told and len(line) < _FACT)


def _heads_facts(lines: list[str], number: int) -> bool:
    """A name alone on its line, and below it what its bearer does."""
    following = lines[number + 1].strip() if number + 1 < len(lines) else ""
    return _stands_alone(lines[number]) and bool(following) and not can_head(following) and _is_fact(following)


def _begins(line: str) -> bool:
    """A name, and behind it on the same line what its bearer does, where, or an address."""
    if not can_head(line):
        return False
    rest = [piece for piece in CUTS.split(line) if piece.strip()][1:]
    is_told = any(bodies.is_function(piece) or bodies.starts_as_body(piece) for piece in rest)
    return is_told or bool(rest and TITLE_PATTERN.match(line)) or bool(EMAIL.search(line))
