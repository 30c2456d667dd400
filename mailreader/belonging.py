"""Whom the persons represent: body, country, category and delegation, from all that the mail says."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from filereader.texts import squeeze
from lexicon import affiliation, categories, phrases
from lexicon.countries import Names, country_at, country_in
from lexicon.flat import flat, key
from lexicon.reasons import Reason
from mailreader.facts import Address, Attachment, Mail
from mailreader.findings import Delegation, Proposal
from mailreader.wants import Wants

# Behind the body's name at most more of the name (words with capitals, and short ones) before the brackets.
_NOTE = re.compile(r"(?:\s(?:[A-ZÀ-Þ][^\s.;:,()]*|[^\W\d_]{1,3}|[/–-])){0,9}\s?\(([^()]{2,60})\)")


@dataclass(slots=True)
class Belonging:
    """What holds for the whole mail."""

    organisation: str = ""
    country: str = ""
    category: str = ""
    delegation: Delegation | None = None
    reason: Reason = Reason("signature")  # noqa: RUF009  # a tuple, never changed
    countries: Mapping[str, Collection[str]] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The State whose delegation this is."""
        return self.delegation.country if self.delegation else ""


def belonging_of(
    mail: Mail, text: str, sender: Address, signed: Proposal, files: tuple[Attachment, ...], wants: Wants,
    countries: Names,
) -> Belonging:  # fmt: skip
    """The sender's body and country: signature, header, the delegation named."""
    is_desk = affiliation.is_any_office(signed.organisation)
    found = Belonging("" if is_desk else signed.organisation, signed.country, countries=countries)
    _organisation(found, mail)
    whole = "\n".join([mail.subject, text, *(file.text[:3000] for file in files)])
    heads = "\n".join("\n".join(file.text.strip().split("\n")[:2])[:200] for file in files if not file.tables)
    found.delegation = _delegation(whole, found.organisation, countries)
    told = [country_in(name, countries) for name in (found.organisation, mail.subject, heads)]
    beside = _country_beside(found.organisation, squeeze(text), countries)
    found.country = next(filter(None, [found.state, found.country, beside, *told]), "")
    clues = f"{signed.function}\n{sender.name}\n{mail.body.signature}"
    found.category = (
        categories.category_of(found.organisation, signed.organisation, clues, heads)
        or ("member_state" if found.state else "")
        or categories.category_of(*wants.request[:3])
    )
    return found


def _organisation(found: Belonging, mail: Mail) -> None:
    """The body: signed, in the header, or named in a sentence; without its city."""
    name = mail.sender.name
    header = name if affiliation.starts_as_body(name) and not affiliation.is_any_office(name) else ""
    if header and (not found.organisation or key(header).startswith(key(found.organisation))):
        found.organisation, found.reason = header, Reason("header", "From")
    found.organisation = without_city(found.organisation)


def _country_beside(body: str, text: str, countries: Names) -> str:
    """The country right behind the body's name: "Sky Agency of Nigeria", "Sky Agency (Lagos, Nigeria)"."""
    place = flat(text).find(flat(body)) if body else -1
    if place < 0:
        return ""
    rest = text[place + len(body) : place + len(body) + 120]
    note = _NOTE.match(rest)
    return country_in(note[1], countries) if note else country_at(rest.lstrip(" ,–-"), countries)


def _delegation(text: str, organisation: str, countries: Names) -> Delegation | None:
    joined = squeeze(text)
    for hit in phrases.hits(joined, "countries.delegation"):
        stretch = re.split(r"[.,;:()\n]| [-–—] ", joined[hit.end : hit.end + 70])[0]
        if code := country_at(stretch, countries) or country_in(stretch, countries):
            return Delegation(code, organisation, Reason("words", joined[hit.start : hit.end + 20]))
    # A ministry, a mission, an embassy: it speaks for its State.
    is_of_state = phrases.begins(affiliation.without_article(organisation), "category.member_state")
    if is_of_state and (code := country_in(organisation, countries)):
        return Delegation(code, organisation, Reason("organisation", organisation))
    return None


def without_city(body: str) -> str:
    """ "Ports Authority, Accra": the body without its city."""
    head, comma, tail = body.rpartition(",")
    words = tail.split()
    is_place = 0 < len(words) < 4 and all(word[0].isupper() for word in words) and not affiliation.is_function(tail)
    return head.strip() if comma and is_place and not affiliation.starts_as_body(tail) else body
