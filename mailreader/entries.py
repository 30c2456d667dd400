"""One person from one stretch of text: a name, and around it what he or she does, where, and an address."""

import itertools
import re

from filereader.texts import squeeze
from lexicon import affiliation, phrases
from lexicon.flat import key
from lexicon.labels import LABELS, RESTRICTED, field_of
from lexicon.matcher import EMAIL
from lexicon.names import is_in_address
from lexicon.reasons import Reason
from lexicon.restricted import restricted_in
from lexicon.titles import strip_titles
from mailreader.fields import Filler, can_be_name, phone_in
from mailreader.findings import Proposal
from mailreader.threads import REFERENCE
from mailreader.wants import affirmed

BULLETS = "-•*–—·▪◦●○‣∙o"
ITEM = re.compile(
    r"\s{0,40}(?:\(?\d{1,2}\s?[.)°º/:]{1,2}\s?[-–—]?|\(?[a-h]\)|[a-h]\.|\(?(?:i{1,3}|iv|vi{0,3}|ix|x)[.)]|\d{1,2}\s?[-–]|"
    rf"[{BULLETS}])[ \t\u00a0]{{1,40}}(\S.*)$"
)
CUTS = re.compile(r"[,;|\t]|\s[-–—]{1,3}\s|\s?[–—]\s|:\s|/\s|\s//\s")
_LONGEST = 700
_NAME_WITHIN = 4  # pieces
_BRACKETS = re.compile(r"\(([^()]{1,150})\)|\[([^\[\]]{1,150})\]")
# What stands before an address or a number: a word of the field, perhaps with a sign.
_LABEL_BEFORE = re.compile(r"([^\W\d_]{1,14})[ .-]?[^\W\d_]{0,14}[ .:]{0,3}$")


def parse_entry(
    text: str, filler: Filler, source: Reason, before: list[Proposal], *, is_announced: bool = False
) -> Proposal | None:
    """A person from a text such as "Mme X, Directrice, Agence Y – x@y"; None if it is no person."""
    if len(text) > _LONGEST:
        return None
    person = Proposal(source=source)
    if told := REFERENCE.search(text):
        person.registration = told[0]  # as it is told: whether it is one of ours is for `recognise` to say
    text = _take_phone(_take_address(text, person, filler), person, filler)
    pieces = _facts_of(text, person, filler)
    place = _name_place(pieces, person)
    if place is None:
        return None
    name, end = _name_text(pieces, place)
    filler.name(person, name, source)
    for label, piece in itertools.pairwise(["", *pieces[:place], *pieces[end:]]):
        if (apart := LABELS.get(key(label), "")) in RESTRICTED:
            filler.fill(person, apart, piece, source)
        # Neither a label, whose value is the next piece or was taken, nor "Replaced by: Ms X".
        elif (
            restricted_in(piece)
            or filler.kind_of(piece)
            or not (field_of(piece) or phrases.has(piece, "want.substitute"))
        ):
            filler.piece(person, piece, source, before)
    # A title, an address or an office shows that it is a person.
    is_shown = is_announced or person.honorific or person.title or person.email or (person.function and len(pieces) > 1)
    return person if is_shown and person.full_name else None


def _facts_of(text: str, person: Proposal, filler: Filler) -> list[str]:
    """What stands between the signs; what notes in brackets say by themselves is taken."""
    pieces = pieces_of(_BRACKETS.sub(lambda note: _take_note(note, person, filler), text))
    # A note that nobody understood is no fact by itself; "myself, Ida Roll, planner" is the writer.
    person.is_sender = person.is_sender or any(phrases.is_all(piece, "person.myself") for piece in pieces)
    pieces = [one for one in pieces if not (_BRACKETS.fullmatch(one) or phrases.is_all(one, "person.myself"))]
    if len(pieces) > 1 and not strip_titles(pieces[0])[2]:
        pieces[:2] = [f"{pieces[0]} {pieces[1]}"]  # a column of titles
    return pieces


def is_away(note: str) -> bool:
    """A note on somebody that says that he or she does not come: "withdrawn", "cannot attend"."""
    return phrases.begins(note, "person.away") is not None or bool(affirmed(note, "want.cancel"))


def without_mark(text: str) -> str:
    """The text of an item without its number or dot."""
    item = ITEM.match(text)
    return item[1] if item else text


def pieces_of(text: str) -> list[str]:
    """What stands between commas and dashes and says something; what is in brackets stays together."""
    text = squeeze(text)
    masked = _BRACKETS.sub(lambda found: f"({'x' * (len(found[0]) - 2)})", text)
    cuts = [(0, 0), *(cut.span() for cut in CUTS.finditer(masked)), (len(text), len(text))]
    pieces = [text[end:start].strip(" –—-/|*") for (_, end), (start, _) in itertools.pairwise(cuts)]
    return [piece for piece in pieces if re.search(r"[^\W_]", piece)]


def _take_address(text: str, person: Proposal, filler: Filler) -> str:
    """The text without the address, which is the person's, and without its label."""
    found = EMAIL.search(text)
    if not found:
        return text
    filler.fill(person, "email", found[0], person.source)
    start, end = _label_start(text, found.start()), found.end()
    for note in _BRACKETS.finditer(text):
        if note.start() < start < note.end():
            # "X (Head, Data Unit, x@y)": these are facts like those between commas.
            text = f"{text[: note.start()]},{text[note.start() + 1 : note.end() - 1]},{text[note.end() :]}"
            break
    head, tail = text[:start].rstrip("<([ "), text[end:].lstrip(" >)]")
    return EMAIL.sub(" ", f"{head} , {tail}").replace("<", " ").replace(">", " ")


def _take_phone(text: str, person: Proposal, filler: Filler) -> str:
    phone = phone_in(text)
    if not phone:
        return text
    filler.fill(person, "phone", phone, person.source)
    place = text.find(phone)
    return f"{text[: _label_start(text, place)]} {text[place + len(phone) :]}" if place >= 0 else text


def _label_start(text: str, start: int) -> int:
    """Where the label begins that stands before an address or a number: "E-mail: ", "tel. "."""
    label = _LABEL_BEFORE.search(text[max(0, start - 30) : start])
    words = label[0].strip(" .:") if label else ""
    is_label = field_of(words) in ("email", "phone", "contact") or phrases.is_all(words, "say.number")
    return start - len(label[0]) if label and words and is_label else start


def _take_note(found: re.Match[str], person: Proposal, filler: Filler) -> str:
    """A note in brackets whose pieces say how, whence or in what role is taken; facts stand as if between commas."""
    note = found[1] or found[2]
    if phrases.is_all(note, "person.myself"):
        person.is_sender = True
        return " "
    pieces = pieces_of(re.sub(r"\s?[;/]\s?", ", ", note))
    facts = [piece for piece in pieces if not filler.take_known(person, piece, person.source)]
    if not facts:
        return " "
    is_behind_name = len(facts) > 1 and can_be_name(CUTS.split(found.string[: found.start()])[-1])
    if affiliation.tells_of_work(facts[0]) or is_behind_name:
        return f", {', '.join(facts)}, "
    return found[0] if len(facts) == len(pieces) else " "


def _name_place(pieces: list[str], person: Proposal) -> int | None:
    """Which piece is the name: the first with a title, else the first of all, else the one in the address."""
    near = [_BRACKETS.sub(" ", piece).strip() for piece in pieces[:_NAME_WITHIN]]
    names = [number for number, piece in enumerate(near) if can_be_name(piece)]
    titled = [number for number in names if any(strip_titles(near[number])[:2])]
    owned = [number for number in names if number == 0 or is_in_address(near[number], person.email)]
    if titled or owned:
        return (titled or owned)[0]
    # One word is the name by what stands beside it.
    is_one_word = bool(near) and can_be_name(near[0], is_titled=True)
    return 0 if is_one_word and (person.title or is_in_address(near[0], person.email)) else None


def _name_text(pieces: list[str], place: int) -> tuple[str, int]:
    """The name, and behind which piece it ends: "DUPONT, Marie" and, in columns, "Marie, DUPONT" take two."""
    name, after = [*pieces[place : place + 2], ""][:2]
    family = strip_titles(name)[2]
    if len(family) < 3 or family.isupper() == after.isupper() or not can_be_name(after, is_titled=True):
        return name, place + 1
    return f"{name}, {after}" if family.isupper() else f"{name} {after}", place + 2


def can_head(line: str) -> bool:
    """The line begins with a name."""
    return can_be_name(CUTS.split(EMAIL.sub("", line).strip(" <>*_"))[0])
