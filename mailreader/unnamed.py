"""Places in a delegation for which nobody is named yet: "a representative of the Ministry – name to follow"."""

import re

from mailreader import bodies
from mailreader.fill import Filler, mode_of, role_of
from mailreader.findings import Proposal, Reason
from mailreader.flat import flat, squeeze
from mailreader.labels import stands_for_nobody
from mailreader.titles import strip_titles

# Words for anybody: they tell no function.
_ANYBODY = re.compile(
    # Each word ends where a word ends: "un" and "une", "an" and "another" in one run of letters are no choice.
    r"(?:(?:an?|one|un[aeo]?|the|le|la|el|other|another|second|third|autre|otr[oa])\b ?|\d ?)*+"
    r"(?:representa\w+|members?|membres?|miembros?|delegates?|delegue[es]*|delegad[oa]s?|experts?|expertes?|"
    r"expert[oa]s?|colleagues?|collegues?|colegas?|officials?|persons?|personnes?|personas?|participants?|"
    r"participantes?|candidates?|candidate?s?|candidat[oa]s?|nominees?|names?|noms?|nombres?|somebody|someone|"
    r"quelqu'un|alguien|fonctionnaires?|funcionari[oa]s?|cadres?|agents?)\b"
)
_BOTH_ENDINGS = re.compile(r"(?<=\w)\((?:e|es|s|ne|rice|trice|a|as|os)\)")
_NAME = re.compile(r"\b(?:names?|noms?|nombres?)\b|^\W*n\.? ?n\.?\W*$")
_ARTICLE = re.compile(r"^(?:(?:an?|one|the|une?|le|la|una?|el) |l['’])(?=\w)", re.IGNORECASE)


def open_notes(text: str) -> str:
    """ "An expert (name to follow)": what says so stands apart like the rest."""
    return re.sub(r"\(([^()]{2,60})\)", lambda note: f", {note[1]}, " if stands_for_nobody(note[1]) else note[0], text)


def unnamed_in(pieces: list[str], filler: Filler, source: Reason) -> Proposal | None:
    """The place that an item keeps free, with what is known of who will take it."""
    kept = [piece for piece in pieces if stands_for_nobody(piece)]
    if not kept:
        return None
    is_somebody = any(_NAME.search(flat(piece)) for piece in kept)
    place = Proposal(is_placeholder=True, source=source)
    for piece in pieces:
        bare = squeeze(strip_titles(re.sub(r"\([^()]*\)", " ", _BOTH_ENDINGS.sub("", piece)))[2])
        if stands_for_nobody(piece) or not bare:
            continue
        anybody = _ANYBODY.match(flat(bare))
        if role_of(bare) == "head_of_delegation":
            filler.fill(place, "role", bare, source)
        elif mode_of(bare) and len(bare) < 50:
            filler.fill(place, "mode", bare, source)
        elif anybody:
            is_somebody = True
            _of_a_body(place, bare, anybody.end(), filler, source)
        elif bodies.is_function(_ARTICLE.sub("", bare)):
            function, body = bodies.split_function(_ARTICLE.sub("", bare))
            filler.fill(place, "function", function[:1].upper() + function[1:], source)
            filler.fill(place, "organisation", body, source)
        elif bodies.starts_as_body(bare):
            filler.fill(place, "organisation", bare, source)
    is_somebody = is_somebody or bool(place.function or place.role)
    return place if is_somebody and (place.function or place.organisation or place.role) else None


def _of_a_body(place: Proposal, text: str, end: int, filler: Filler, source: Reason) -> None:
    """ "A representative of the Water Authority": whose, and nothing about the office."""
    behind = re.match(
        r" ?(?:\w+ ){0,3}?(?:of|from|at|de|du|des|del|d'|en|aupres de)(?:(?<=')| )"
        r"(?:the |la |le |les |l'|el |los |las )?",
        flat(text[end:]),
    )
    rest = text[end + behind.end() :] if behind else ""
    if bodies.starts_as_body(rest):
        filler.fill(place, "organisation", rest, source)
