"""One person from one stretch of text: a name, and after it what he or she does, where, and an address."""

import itertools
import re

from mailreader import bodies, lexicon
from mailreader.countries import placed
from mailreader.fields import Filler, can_be_name, mode_of, phone_in, role_of
from mailreader.findings import Proposal, Reason
from mailreader.flat import squeeze
from mailreader.headers import EMAIL
from mailreader.labels import field_of, is_later, is_nothing, labelled, stands_for_nobody
from mailreader.matcher import words_of
from mailreader.names import looks_like_name
from mailreader.restricted import restricted_in
from mailreader.titles import strip_titles

_LONGEST = 700
_BRACKETS = re.compile(r"\(([^()]{1,150})\)|\[([^\[\]]{1,150})\]")
CUTS = re.compile(r"[,;|\t]|\s[-–—]{1,3}\s|\s?[–—]\s|:\s|/\s|\s//\s")
# What stands before an address or a number: a word of the field, perhaps with a sign.
_LABEL_BEFORE = re.compile(r"([^\W\d_]{1,14})[ .-]?[^\W\d_]{0,14}[ .:]{0,3}$")


def parse_entry(
    text: str, filler: Filler, source: Reason, before: list[Proposal], *, is_announced: bool = False
) -> Proposal | None:
    """A person from a text such as "Mme X, Directrice, Agence Y – x@y"; None if it is no person."""
    if len(text) > _LONGEST or (lexicon.begins(text, "quote.greeting") and not is_announced):
        return None
    person = Proposal(source=source)
    rest = _take_brackets(_take_address(text, person, filler, source), person, filler, source)
    pieces = [part.strip(" –—-") for part in pieces_of(squeeze(rest)) if re.search(r"[^\W_]", part)]
    # A note in brackets that nobody understood is no fact by itself.
    pieces = [part for part in pieces if not _BRACKETS.fullmatch(part)]
    place = _name_place(pieces, person, is_known=bool(person.email) or is_announced)
    if place is None:
        return None
    name, size = _name_text(pieces, place)
    honorific, title, bare = strip_titles(name)
    filler.name(person, name, source)
    # "Replaced by: Ms X" tells what the mail wants, not what she does.
    lead = [part for part in pieces[:place] if bodies.is_function(part) or not tells_a_change(part)]
    for piece in lead + pieces[place + size :]:
        if filler.kind_of(piece) or not field_of(piece):  # a label, whose value is the next piece or was taken
            filler.piece(person, _value_of(piece), source, before)
    has_mark = honorific or title or person.title or person.email or (bare.isupper() and len(bare) > 2)
    if not (has_mark or is_announced or (person.function and len(pieces) > 1)):
        return None
    return person if person.family_name or person.given_name else None


def tells_a_change(text: str) -> bool:
    """It says that somebody goes, or comes for another."""
    return lexicon.has(text, "want.substitute") or lexicon.has(text, "want.cancel")


def _value_of(piece: str) -> str:
    found = labelled(piece)
    return found[1] if found and found[2] and field_of(found[0]) else piece


def pieces_of(text: str) -> list[str]:
    """What stands between commas and dashes; what is in brackets stays together."""
    masked = _BRACKETS.sub(lambda found: f"({'x' * (len(found[0]) - 2)})", text)
    cuts = [(0, 0), *(cut.span() for cut in CUTS.finditer(masked)), (len(text), len(text))]
    return [text[end:start].strip() for (_, end), (start, _) in itertools.pairwise(cuts)]


def _take_address(text: str, person: Proposal, filler: Filler, source: Reason) -> str:
    """The text without the address and the number, which are the person's, and without their labels."""
    if found := EMAIL.search(text):
        filler.fill(person, "email", found[0], source)
        start, end = _around(text, found.start(), found.end())
        # In brackets of its own these go too; "(online, x@y)" keeps them for what else they say.
        head, tail = text[:start].rstrip(), text[end:].lstrip()
        if head[-1:] in ("(", "[", "<") and tail[:1] in (")", "]", ">"):
            head, tail = head.rstrip("<([ "), tail.lstrip(">)] ")
        text = EMAIL.sub(" ", f"{head} , {tail}").replace("<", " ").replace(">", " ")
    phone = phone_in(text)
    place = text.find(phone) if phone else -1
    if phone:
        filler.fill(person, "phone", phone, source)
    if place >= 0:
        start, end = _around(text, place, place + len(phone))
        text = f"{text[:start]} {text[end:]}"
    return text


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    label = _LABEL_BEFORE.search(text[max(0, start - 30) : start])
    words = label[0].strip(" .:") if label else ""
    is_label = words and (field_of(words) in ("email", "phone", "contact") or lexicon.is_all(words, "say.number"))
    last = words.split()[-1:] if words and not is_label else []
    if last and field_of(last[0]) in ("email", "phone"):
        return start - (len(label[0]) - label[0].rindex(last[0])) if label else start, end
    return (start - len(label[0]) if is_label and label else start), end


def _take_brackets(text: str, person: Proposal, filler: Filler, source: Reason) -> str:
    """Notes in brackets that say how, whence or in what role; others stay where they are."""

    def take(found: re.Match[str]) -> str:
        note = found[1] or found[2]
        pieces = re.split(r"\s?[;/]\s?", note)
        honorific, title, rest = strip_titles(pieces[0].partition(",")[0])
        if (honorific or title) and not rest:  # "OKELLO Peter (Mr)"
            filler.fill(person, "title", pieces[0].partition(",")[0], source)
            filler.fill(person, "remarks", "; ".join([pieces[0].partition(",")[2], *pieces[1:]]), source)
            return " "
        is_myself = lexicon.is_all(note, "person.myself")
        person.is_sender = person.is_sender or is_myself
        if restricted_in(note):
            filler.fill(person, "remarks", note, source)
        elif mode_of(note):
            filler.fill(person, "mode", note, source)
        elif role_of(note):
            filler.fill(person, "role", note, source)
        elif code := placed(f"x ({note})", filler.countries)[1]:
            person.put("country", code, source)
        elif not (is_later(note) or is_nothing(note) or is_myself):
            return _note_kept(note, found[0])
        return " "

    return _BRACKETS.sub(take, text)


def _note_kept(note: str, whole: str) -> str:
    """ "Mr X (Head, Data Unit)": facts like those between commas; "(c/o the undersigned)" is none of the person."""
    head, comma, tail = note.partition(",")
    if head[:1].islower() and lexicon.has(note, "person.reached") and not bodies.begins_as_function(head):
        return " "
    is_fact = bodies.is_function(head) or bodies.starts_as_body(head) or not tail.strip(" ,")
    return f", {note}, " if is_fact and (comma or bodies.is_function(head)) else whole


def _name_place(pieces: list[str], person: Proposal, *, is_known: bool) -> int | None:
    """Which piece is the name: the first that begins with a title, else the first of all if it looks like one."""
    for number, piece in enumerate(pieces[:4]):
        honorific, title, rest = strip_titles(_BRACKETS.sub(" ", piece))
        is_name = looks_like_name(rest, is_titled=True) and not stands_for_nobody(rest)
        if (honorific or title) and is_name and not bodies.is_function(rest):
            return number
    if not pieces or stands_for_nobody(pieces[0]):
        return None
    first = _BRACKETS.sub(" ", pieces[0]).strip()
    is_only_name = bool(person.title) or first.lower() == person.email.partition("@")[0]
    is_name = looks_like_name(first, is_titled=is_only_name)
    if is_name and not bodies.is_function(first) and not bodies.starts_as_body(first):
        return 0
    is_short = is_known and first.isupper() and looks_like_name(first, is_titled=True) and len(pieces) > 1
    return 0 if is_short and looks_like_name(pieces[1], is_titled=True) else None


def _name_text(pieces: list[str], place: int) -> tuple[str, int]:
    """The name, and how many pieces it takes: "DUPONT, Marie" takes two."""
    name = pieces[place]
    after = pieces[place + 1] if place + 1 < len(pieces) else ""
    family = strip_titles(name)[2]
    is_given = looks_like_name(after, is_titled=True) and not after.isupper() and len(after.split()) < 3
    is_fact = bodies.is_function(after) or bodies.starts_as_body(after)
    if family.isupper() and len(family) > 2 and is_given and not is_fact:
        return f"{name}, {after}", 2
    return name, 1


def can_head(line: str) -> bool:
    """The line begins with a name."""
    return can_be_name(CUTS.split(EMAIL.sub("", line).strip(" <>"))[0])


def place_kept_in(text: str, filler: Filler, source: Reason) -> Proposal | None:
    """ "An expert of the Ministry (name to follow)": a place kept for somebody still to be named."""
    pieces = pieces_of(re.sub(r"[()]", ",", squeeze(text)))
    if not any(is_later(piece) for piece in pieces):
        return None
    place = Proposal(is_placeholder=True, source=source)
    for piece in pieces:
        bare = strip_titles(piece)[2]
        if is_later(piece) or not bare:
            continue
        behind = bodies.body_behind(bare)
        somebody = lexicon.has(" ".join(words_of(bare).words[:3]), "say.of_them")
        if somebody and behind:
            filler.fill(place, "organisation", behind[1], source)
        elif bodies.is_function(bare) or bodies.starts_as_body(bare) or role_of(bare) or mode_of(bare):
            filler.piece(place, bodies.without_article(bare), source)
    place.function = place.function[:1].upper() + place.function[1:]
    return place if place.function or place.organisation or place.role else None
