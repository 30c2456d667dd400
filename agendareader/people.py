"""People of an agenda: "Name, function, body, country" in its many shapes, one or several in a line."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from agendareader.facts import Person
from agendareader.titles import is_kind_alone
from filereader.texts import squeeze
from lexicon import phrases
from lexicon.affiliation import begins_as_function, is_function, split_function, starts_as_body
from lexicon.countries import country_in, country_of
from lexicon.dates import months
from lexicon.flat import flat
from lexicon.matcher import words_of
from lexicon.names import looks_like_name, recase, split_name
from lexicon.titles import strip_titles

Names = Mapping[str, Collection[str]]
ROLES = ("moderator", "chair", "keynote", "speaker", "panellist", "discussant", "rapporteur", "trainer")
# What stands between name, function and body.
_BREAK = re.compile(r"\s[-–—]{1,2}\s|–|—|[,;:|()\[\]\n\t]|\s/\s|\s•\s")
_QUOTED = re.compile(r"[“«\"]([^“”«»\"]{3,200})[”»\"]")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]{0,3}[A-Z0-9][A-Z0-9&./-]{0,10}|[A-Z]{2,3}|[A-Z]{2,6}-[A-Z][a-z]{2,12}")
BRACKETED = re.compile(r"[(\[]([^()\[\]]{2,90})[)\]]")
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’ -]{1,40}")
_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{2,5})[.)]\s{1,4}(?=\S)")
_JOINING = re.compile(r"(?<=\s)[&+](?=\s)")
_LONGEST = 600


def without_number(text: str) -> str:
    """A line of a numbered list without its number."""
    found = _NUMBERED.match(text)
    return text[found.end() :] if found else text


def bare_name(text: str) -> tuple[str, str, str]:
    """Honorific, title, and the name without a degree before it: "M.Sc. Elena Castro"."""
    degree = phrases.begins(text, "agenda.degree")
    if degree and degree.start == 0 and (text[: degree.end].isupper() or "." in text[: degree.end + 1]):
        honorific, _title, rest = strip_titles(text[degree.end :].lstrip(" .,"))
        return honorific, text[: degree.end], rest
    honorific, title, rest = strip_titles(text)
    office = phrases.begins(rest, "person.office") if not title else None
    if office and office.start == 0 and office.last == 1 and _is_name_behind_office(rest[office.end :].strip()):
        return honorific, rest[: office.end], rest[office.end :].strip()
    return honorific, title, rest


def _without_topic(text: str) -> str:
    """What stands behind a topic in quotation marks: "“Heat”. Ana Ruiz, architect"."""
    found = _QUOTED.match(text.lstrip(" –—-•*"))
    return text.lstrip(" –—-•*")[found.end() :].lstrip(" .,:;–—-") or text if found else text


def _is_name_behind_office(text: str) -> bool:
    """ "Mayor Marta Sanz": two or three words that are no function, unit or body."""
    is_short = 1 < len(text.split()) < 4 and text[:1].isupper() and looks_like_name(text)
    return is_short and not (is_function(text) or starts_as_body(text) or phrases.has(text, "person.unit"))


def _looks_like_name(text: str, *, is_titled: bool) -> bool:
    """As in mail; "Julio Sandoval" and "April Jones" are names, too, though their first words are months."""
    first, _space, behind = text.partition(" ")
    if flat(first) in months() and first[:1].isupper() and behind:
        return looks_like_name(behind, is_titled=True)
    return looks_like_name(text, is_titled=is_titled)


class Piece(NamedTuple):
    """What stands between two breaks, where it begins, and the sign before it."""

    text: str
    start: int
    sign: str

    @property
    def end(self) -> int:
        """Behind its last character."""
        return self.start + len(self.text)


@dataclass(slots=True)
class _Draft:
    """Somebody while he or she is read."""

    written: str
    honorific: str = ""
    title: str = ""
    pieces: list[Piece] = field(default_factory=list)
    role: str = ""
    is_joint: bool = False
    is_to_be_confirmed: bool = False


def role_at(text: str) -> tuple[str, int] | None:
    """The role with whose name a line begins ("Moderator:", "Chaired by"), and where what follows begins."""
    found = _longest_role(text[:80])
    if found is None:
        return None
    role, end = found
    rest = text[end:]
    if not rest.strip(" :.-–—\t"):
        return role, len(text)
    # "Moderator / Chair: …", "Panellists (tbc): …": some words more before the colon.
    colon = re.match(r"[^:\d\n]{0,40}?\s?[:\uff1a]\s?|\s{0,3}[-–—|\t]\s{0,3}", rest)
    if colon:
        behind = end + colon.end()
        more = words_of(colon[0]).words
        if more and role == "speaker" and _is_label(text[:behind]):
            return None  # "Statement by the Mayor: …"
        if len(more) <= 4:
            return role, behind
    last = words_of(text[:end]).words[-1]
    bare = rest.lstrip()
    if last in phrases.words("agenda.by") and bare[:1].isupper():
        return role, end + len(rest) - len(bare)
    return None


def _longest_role(text: str) -> tuple[str, int] | None:
    best: tuple[str, int] | None = None
    begin = len(text) - len(text.lstrip(" *•-–("))
    for role in ROLES:
        hit = phrases.begins(text, f"agenda_role.{role}")
        if hit and hit.start <= begin + 1 and (best is None or hit.end > best[1]):
            best = role, hit.end
    return best


def role_of(text: str) -> str:
    """The role that a text names and nothing else: "(Moderator)"."""
    return next((role for role in ROLES if phrases.is_all(text, f"agenda_role.{role}")), "")


def pieces_of(text: str, whole: Collection[tuple[int, int]] = ()) -> list[Piece]:
    """A line cut at commas, dashes, brackets and the like, but not within what is `whole`: where it begins and ends."""
    found: list[Piece] = []
    place, sign = 0, ""
    for cut in _BREAK.finditer(text):
        if any(start <= cut.start() < end for start, end in whole):
            continue
        _keep(found, text, place, cut.start(), sign)
        sign = cut[0].strip() or cut[0] if not sign or text[place : cut.start()].strip() else sign + cut[0].strip()
        place = cut.end()
    _keep(found, text, place, len(text), sign)
    return found


def _keep(found: list[Piece], text: str, start: int, end: int, sign: str) -> None:
    inner = text[start:end]
    bare = inner.strip(" \u00a0.*•/")
    if bare:
        found.append(Piece(bare, start + inner.index(bare[0]), sign))


class People:
    """Reads the people of lines; `countries` are names by code."""

    def __init__(self, countries: Names, language: str = "") -> None:
        self.countries, self.language = countries, language

    # What a piece is --------------------------------------------------------------------------------------------------

    def is_name(self, text: str) -> bool:
        """It may be the name of a person: with a title, or two words at least, and neither body, function nor land."""
        honorific, title, rest = bare_name(text)
        if not rest:
            return False
        is_titled = bool(honorific or title)
        if not _looks_like_name(rest, is_titled=is_titled):
            return False
        if is_titled:
            return True
        return len(rest.split()) > 1 and not self.is_other(rest)

    def _may_be_name(self, text: str) -> bool:
        """What stands first where names are told to stand: "Segundo Guamán", though the word counts, too."""
        words = bare_name(text)[2].split()
        return 1 < len(words) < 6 and words[0].istitle() and words[-1].istitle() and not self.is_other(text)

    def is_affiliation(self, text: str) -> bool:
        """A function, a body or a country."""
        return bool(is_function(text) or starts_as_body(text) or self.country(text) or self._is_acronym(text))

    def is_other(self, text: str) -> bool:
        """What stands behind names: an affiliation, a role, the label of a document; or the name of an item."""
        return self.is_affiliation(text) or bool(role_of(text)) or is_document(text) or is_kind_alone(text)

    def country(self, text: str) -> str:
        """The code of the country that a piece names."""
        return country_of(text, self.countries)

    def _is_acronym(self, text: str) -> bool:
        return all(_ACRONYM.fullmatch(word) for word in text.split("/")) and len(text) < 14

    def is_body(self, text: str) -> bool:
        """The name or acronym of a body."""
        return starts_as_body(text) or all(self._is_acronym(part) for part in text.split())

    # Lines ------------------------------------------------------------------------------------------------------------

    def says_person(self, text: str) -> bool:
        """A line that is set as those of people are: a name, then a title, a function, a body or a country."""
        text = _without_topic(text)
        pieces = pieces_of(without_documents(without_number(text))[0][:_LONGEST])
        if len(pieces) > 1 and is_talk(pieces[0].text):
            pieces = pieces[1:]
        if not pieces or len(pieces[0].text) > 90:
            return False
        if self.is_name(pieces[0].text):
            honorific, title, _rest = bare_name(pieces[0].text)
            behind = [piece.text for piece in pieces[1:4]]
            return bool(honorific or title) or any(self.is_other(piece) for piece in behind)
        return self._surname_first(pieces) or self._name_behind(pieces) is not None

    def read(
        self, text: str, role: str = "", number: int = 0, *, is_single: bool = False, is_text: bool = False
    ) -> list[Person]:
        """The people of a line; none where it names nobody. `is_single`: commas stand before no other name.

        `is_text`: a line of its own, in which a topic may stand behind a colon.
        """
        text = without_number(squeeze(text.replace("\n", " ; "))[:_LONGEST])
        is_joint = phrases.has(text, "agenda.joint")
        text, topic = without_documents(text)
        text, title = _title_apart(text)
        text, label = self._label_apart(text)
        text, topic = self._topic_apart(text, topic or title, is_text=is_text)
        drafts = list(self._drafts(text, is_single=is_single))
        found = [self._person(draft, text, role, number, is_single=is_single) for draft in drafts]
        if not is_joint:
            found = [replace(one, is_joint=False) for one in found]
        if found and topic:
            found[-1] = replace(found[-1], topic=topic)
        return [replace(one, topic=_labelled(label, one.topic or title)) for one in found]

    def _label_apart(self, text: str) -> tuple[str, str]:
        """A line without what a contribution is called before the name of who makes it: "Testimony: Ana Ruiz".

        What is not known as a label is one before a colon behind which somebody is named together with something else.
        """
        pieces = list(self._divided(pieces_of(text)))
        first = pieces[0].text if len(pieces) > 1 else ""
        name = next(
            (n for n, piece in enumerate(pieces) if self.is_name(piece.text) or self._surname_first(pieces[n:])), 0
        )
        if not (name or is_talk(first)):
            return text, ""
        begin = next((piece for piece in pieces[1 : name + 1] if piece.sign.endswith(":")), None)
        if _is_label(first):
            begin = begin or pieces[1]
        elif begin is None or not self._may_be_label(first) or not self.says_person(text[begin.start :]):
            return text, ""
        return text[begin.start :], text[: begin.start].rstrip(" :–—-|,.")

    def _may_be_label(self, text: str) -> bool:
        return not (self.is_affiliation(text) or role_of(text))

    def _topic_apart(self, text: str, topic: str, *, is_text: bool) -> tuple[str, str]:
        """A line without its topic, and this: a text in quotation marks or behind a colon."""
        pieces = pieces_of(text)
        if quoted := _QUOTED.search(text):
            behind = text[quoted.end() :]
            return text[: quoted.start()].rstrip(" ,:–—-") + behind, _labelled(topic, quoted[1].strip(" .,"))
        colon = next((piece for piece in pieces[1:] if piece.sign.endswith(":")), None)
        if topic or not is_text or colon is None or not self.is_name(pieces[0].text):
            return text, topic
        if colon.text[:1].islower() or self.is_other(colon.text):
            return text, topic
        return text[: colon.start].rstrip(" :"), text[colon.start :].strip(" .")

    def _brackets_of_countries(self, text: str) -> Iterator[tuple[int, int]]:
        """Where "(Plurinational State of)" stands behind "Bolivia", which it is a part of."""
        for found in BRACKETED.finditer(text):
            head = text[: found.start()].rstrip()
            if self.country(f"{head.rpartition(',')[2].strip()} ({found[1]})"):
                yield found.span()

    def _drafts(self, text: str, *, is_single: bool) -> Iterator[_Draft]:
        pieces = pieces_of(text, list(self._brackets_of_countries(text)))
        pieces = self._name_first(list(self._divided(pieces)))
        current: _Draft | None = None
        for place, piece in enumerate(pieces):
            is_first = is_single and place == 0 and self._may_be_name(piece.text)
            is_set_off = bool({"&", ")"} & set(piece.sign)) or any(bare_name(piece.text)[:2])
            is_within = is_single and current is not None and not is_set_off
            if is_first or (not is_within and self._begins_person(pieces, place, current)):
                if current is not None:
                    yield current
                current = self._draft(piece)
            elif current is not None:
                _add(current, piece, is_last=place == len(pieces) - 1)
        if current is not None:
            yield current

    def _name_first(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces with the name before all others: "DIOUF, Amara, …", "Kenya – Ms Mwangi, …"."""
        if not pieces:
            return []
        if self._surname_first(pieces):
            return [Piece(f"{pieces[1].text} {pieces[0].text}", pieces[0].start, ""), *pieces[2:]]
        if not self.is_name(pieces[0].text) and (place := self._name_behind(pieces)) is not None:
            return [pieces[place], *pieces[:place], *pieces[place + 1 :]]
        return pieces

    def _draft(self, piece: Piece) -> _Draft:
        honorific, title, rest = bare_name(piece.text)
        return _Draft(rest, honorific, title, is_joint=piece.sign == "&")

    def _divided(self, pieces: list[Piece]) -> Iterator[Piece]:
        """Names that "and" joins become pieces of their own: "Moldova and Ghenadie Cretu"."""
        for number, piece in enumerate(pieces):
            follows = pieces[number + 1].text if number + 1 < len(pieces) else ""
            cut = self._and_before_name(piece.text, follows, is_first=not number)
            if cut is None:
                yield piece
                continue
            before, behind = piece.text[: cut[0]].strip(" ,"), piece.text[cut[1] :].strip()
            if before:
                yield piece._replace(text=before)
            yield Piece(behind, piece.end - len(behind), "&")

    def _and_before_name(self, text: str, follows: str, *, is_first: bool) -> tuple[int, int] | None:
        words = [(hit.start, hit.end) for hit in phrases.hits(text, "say.and")]
        for start, end in (*words, *(found.span() for found in _JOINING.finditer(text))):
            before, behind = text[:start].strip(" ,"), text[end:].strip()
            if not self.is_name(behind) or (is_function(before) and not strip_titles(behind)[1] and before.islower()):
                continue
            if not before or self.is_name(before):
                return start, end
            # "Network of Coastal and Lakeside Cities" is one body, unless what follows is somebody's function.
            is_whole = bool(self.country(before)) or self._is_acronym(before)
            is_clear = is_whole or bool(bare_name(behind)[1]) or begins_as_function(follows)
            if not is_first and is_clear and self.is_other(before):
                return start, end
        return None

    def _begins_person(self, pieces: list[Piece], place: int, current: _Draft | None) -> bool:
        """A new person: the first name; behind others one with a title, or set off from what stands before it."""
        piece = pieces[place]
        if current is None:
            return place == 0 and self.is_name(piece.text)
        if not self.is_name(piece.text):
            return False
        if piece.sign == "&" or {";", "•"} & set(piece.sign) or bare_name(piece.text)[1]:
            return True
        follows = pieces[place + 1].text if place + 1 < len(pieces) else ""
        if ")" in piece.sign:
            return True
        if current.pieces:
            return piece.sign == "," and begins_as_function(follows) and len(current.pieces) > 1
        # Names alone, one behind the other; of two the second may as well be a body that no noun tells.
        are_names = all(self.is_name(one.text) for one in pieces)
        return are_names and (piece.sign == "/" or (piece.sign == "," and len(pieces) > 2))

    def _surname_first(self, pieces: list[Piece]) -> bool:
        """ "DIOUF NDIAYE, Amara, Director"."""
        if len(pieces) < 2 or pieces[1].sign != ",":
            return False
        first, second = pieces[0].text, pieces[1].text
        if not _CAPITALS.fullmatch(strip_titles(first)[2]) or len(first) < 3 or second.isupper():
            return False
        is_short = len(second.split()) < 4 and len(first.split()) < 4
        return is_short and _looks_like_name(second, is_titled=True) and not self.is_other(second)

    def _name_behind(self, pieces: list[Piece]) -> int | None:
        """Where the name stands in "Director General, IOM: Ms Ana Ruiz" or "Kenya – John Otieno"."""
        for place, piece in enumerate(pieces[1:4], 1):
            if not self.is_name(piece.text):
                continue
            if bare_name(piece.text)[1] or all(self.is_other(one.text) for one in pieces[:place]):
                return place
        return None

    # What stands behind a name ----------------------------------------------------------------------------------------

    def _person(self, draft: _Draft, text: str, role: str, number: int, *, is_single: bool) -> Person:
        given, family, _is_split = split_name(draft.written, language=self.language)
        functions, bodies = self._divide(draft.pieces, is_single=is_single)
        return Person(
            written=draft.written,
            given_name=recase(given),
            family_name=recase(family),
            honorific=draft.honorific,
            title=draft.title,
            role=draft.role or role or "speaker",
            line=_as_written(draft.pieces, text),
            function=_as_written(functions, text),
            organisations=tuple(bodies),
            country=self._country([piece.text for piece in draft.pieces], bodies),
            is_joint=draft.is_joint,
            is_to_be_confirmed=draft.is_to_be_confirmed,
            number=number,
        )

    def _divide(self, pieces: list[Piece], *, is_single: bool) -> tuple[list[Piece], list[str]]:
        """The pieces of the function, and the bodies: those that are named so, else what stands behind the function."""
        rest = [
            piece for piece in pieces if not (self.country(piece.text) or phrases.is_all(piece.text, "date.cities"))
        ]
        is_in_country = bool(pieces) and bool(self.country(pieces[-1].text))
        if (
            is_single
            and len(rest) == 1
            and "(" not in rest[0].sign
            and rest[0].text.isalpha()
            and not self.is_body(rest[0].text)
        ):
            return rest, []  # "Pepe Ríos, Titiritero"
        first_body = self._first_body(rest, is_in_country=is_in_country)
        functions = rest[:first_body]
        bodies = list(self._bodies(rest[first_body:]))
        if functions and not bodies:
            function, body = split_function(functions[-1].text)
            if body:
                functions[-1], bodies = functions[-1]._replace(text=function), [body]
            elif is_single and len(functions) > 1 and self._kind(functions[-1].text) != "function":
                bodies = [functions.pop().text]
        return functions, bodies[:3]

    def _first_body(self, rest: list[Piece], *, is_in_country: bool) -> int:
        """The place of the first body; behind the last piece where there is none."""
        kinds = [self._kind(piece.text) for piece in rest]
        if "body" not in kinds:
            is_last = bool(rest) and self._is_last_body(rest, kinds, is_in_country=is_in_country)
            return len(rest) - 1 if is_last else len(rest)
        first = kinds.index("body")
        if first == 0 and kinds[1:2] == ["body"] and phrases.hits(rest[0].text, "person.office"):
            return 1  # "County Executive for Lands, County of …"
        # "Director, Coastal Programme, UN-Habitat": a part of the body says of what somebody is director.
        is_part = (
            first > 0 and kinds[first + 1 : first + 2] == ["body"] and phrases.has(rest[first].text, "agenda.unit")
        )
        return first + is_part

    def _is_last_body(self, rest: list[Piece], kinds: list[str], *, is_in_country: bool) -> bool:
        """Where no noun tells a body: the last piece is one, such as "Green Horizons"."""
        last = rest[-1].text
        if kinds[-1] == "function" or not _is_named(last):
            return False
        return len(rest) == 1 or is_in_country or not self._is_unit(last)

    def _bodies(self, pieces: list[Piece]) -> Iterator[str]:
        """Their names: of "UN/UNDP" both, of "… for Migration (IOM)" the first; no town behind them."""
        pieces = list(self._joined(pieces))
        for place, piece in enumerate(pieces):
            is_acronym = self._is_acronym(piece.text)
            if is_acronym and place and "(" in piece.sign:
                continue
            if is_acronym:
                yield from piece.text.split("/")
            elif self._kind(piece.text) == "body" or (_is_named(piece.text) and (not place or " " in piece.text)):
                yield piece.text

    def _joined(self, pieces: list[Piece]) -> Iterator[Piece]:
        """ "Ministry of Labour, Invalids and Social Affairs" is one body."""
        before: Piece | None = None
        for piece in pieces:
            is_more = before is not None and piece.sign == "," and phrases.hits(piece.text, "say.and")
            if before is not None and is_more and starts_as_body(before.text) and not self._kind(piece.text):
                before = before._replace(text=f"{before.text}, {piece.text}")
                continue
            if before is not None:
                yield before
            before = piece
        if before is not None:
            yield before

    def _kind(self, piece: str) -> str:
        if begins_as_function(piece) and not self.is_body(piece):
            return "function"
        if self.is_body(piece):
            return "body"
        return "function" if is_function(piece) else ""

    def _is_unit(self, piece: str) -> bool:
        return phrases.has(piece, "person.unit")

    def _country(self, pieces: list[str], bodies: list[str]) -> str:
        named = [code for piece in pieces if (code := self.country(piece))]
        if named:
            return named[-1]
        # A ministry speaks for its country; the office of an organisation there does not.
        public = [body for body in bodies if phrases.has(body, "category.member_state")]
        return next((code for body in public if (code := country_in(body, self.countries))), "")


def _is_label(text: str) -> bool:
    """ "Presentation", "Testimony", "Statement by the Mayor": what a contribution is called."""
    if is_document(text) or is_kind_alone(text) or is_talk(text):
        return True
    hits = (phrases.begins(text, topic) for topic in ("agenda.talk", "agenda.document"))
    links = phrases.words("person.small") | phrases.words("agenda.by")
    return any(links.intersection(words_of(text).words[hit.last : hit.last + 1]) for hit in hits if hit)


def _labelled(label: str, topic: str) -> str:
    """A topic with its label, unless this tells only that there is one."""
    return topic if topic and is_document(label) else ": ".join(filter(None, (label, topic)))


def _title_apart(text: str) -> tuple[str, str]:
    """A line without the title in quotation marks with which it begins, and this."""
    found = _QUOTED.match(text)
    return (text[found.end() :].lstrip(" .,:;–—-"), found[1].strip(" .,")) if found else (text, "")


def _add(draft: _Draft, piece: Piece, *, is_last: bool) -> None:
    """What stands behind a name: a role, or a part of the line below it."""
    if phrases.is_all(piece.text, "agenda.degree"):
        return
    if phrases.is_all(piece.text, "agenda.confirmed"):
        draft.is_to_be_confirmed = True
        return
    role = role_of(piece.text)
    # "Chair" and "President" are functions as well, but in brackets.
    if role and ("(" in piece.sign or (is_last and role != "chair")):
        draft.role = role
    else:
        draft.pieces.append(piece)


def _as_written(pieces: list[Piece], text: str) -> str:
    """What a text says in these pieces, character for character; a comma stands where others were taken out."""
    if not pieces:
        return ""
    first, last = pieces[0], pieces[-1]
    # Of "Ana Ruiz (Kenya), Director" the brackets are those around what stands behind the name.
    line = first.sign[-1] if first.sign[1:].endswith(("(", "[")) else ""
    for before, piece in pairwise([first, *pieces]):
        line += (_between(before, piece, text) if piece is not first else "") + piece.text
    is_abbreviation = "." in last.text.split()[-1] and text[last.end : last.end + 1] == "."
    return _balanced(line + "." * is_abbreviation + _closing(text[last.end :]))


def _between(before: Piece, piece: Piece, text: str) -> str:
    gap = text[before.end : piece.start]
    is_next = before.end <= piece.start and (piece.sign == "&" or not any(map(str.isalnum, gap)))
    return gap if is_next else f"{_closing(gap)}, "


def _closing(text: str) -> str:
    return "".join(sign for sign in text if sign in ")]")


def _balanced(text: str) -> str:
    """Without brackets that close what was not opened."""
    line, depth = "", 0
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        line += sign if depth >= 0 else ""
        depth = max(0, depth)
    return line


def _is_named(text: str) -> bool:
    """Written as names of bodies are: its longer words begin big."""
    words = [word for word in re.findall(r"[^\W\d_][\w-]{1,30}", text) if len(word) > 3 or word.isupper()]
    return bool(words) and sum(word[0].isupper() for word in words) * 3 >= 2 * len(words)


def is_document(text: str) -> bool:
    """ "Bio / Presentation", "Speech": the labels of documents and nothing else."""
    return bool(text.strip()) and all(
        phrases.is_all(piece, "agenda.document") for piece in re.split(r"[/,;|&+]", text) if piece.strip()
    )


def is_talk(text: str) -> bool:
    """ "Opening remarks"."""
    return phrases.is_all(text, "agenda.talk")


def without_documents(text: str) -> tuple[str, str]:
    """A line without the labels of documents in brackets behind it, and the topic that stands there."""
    topic = ""
    for found in reversed(list(BRACKETED.finditer(text))):
        if is_talk(found[1]):
            topic = topic or found[1].strip()
        elif not is_document(found[1]):
            continue
        text = (text[: found.start()].rstrip() + " " + text[found.end() :].lstrip()).rstrip()
    return text.strip(), topic
