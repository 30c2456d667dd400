"""Whom the persons represent: body, country, category and delegation, from all that the mail says."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from mailreader import affiliation, categories, lexicon
from mailreader.countries import Names, country_at, country_in
from mailreader.facts import Address, Attachment, Mail
from mailreader.findings import Delegation, Proposal, Reason
from mailreader.flat import flat, key, squeeze
from mailreader.matcher import words_of
from mailreader.titles import strip_titles
from mailreader.wants import Wants

_WORD = re.compile(r"[ \u00a0]?([^\W\d_][\w&.'’-]*)")


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
    _organisation(found, mail, wants)
    whole = "\n".join([mail.subject, text, *(file.text[:3000] for file in files)])
    heads = "\n".join("\n".join(file.text.strip().split("\n")[:2])[:200] for file in files if not file.tables)
    found.delegation = _delegation(whole, found.organisation, countries)
    told = [
        found.state,
        found.country,
        *(country_in(name, countries) for name in (found.organisation, mail.subject, heads)),
    ]
    found.country = next(filter(None, told), "")
    signatures = [body.signature for body in [mail.body, *(block.body for block in mail.body.forwarded)]]
    clues = "\n".join([signed.organisation, signed.function, sender.name, mail.sender.name, *signatures])
    found.category = (
        categories.category_of(found.organisation, signed.organisation, clues, heads)
        or ("member_state" if found.state else "")
        or categories.category_of(*wants.request[:3])
    )
    return found


def _organisation(found: Belonging, mail: Mail, wants: Wants) -> None:
    """The body: signed, in the header, or named in a sentence; without its city."""
    name = mail.sender.name
    header = name if affiliation.starts_as_body(name) and not affiliation.is_any_office(name) else ""
    if header and (not found.organisation or key(header).startswith(key(found.organisation))):
        found.organisation, found.reason = header, Reason("header", "From")
    if not found.organisation and (named := _named_body(wants)):
        found.organisation, found.reason = named, Reason("sentence", named)
    found.organisation = without_city(found.organisation)


def _named_body(wants: Wants) -> str:
    """The body for which the mail speaks: behind "representatives of", "on behalf of", or before the verb that asks."""
    for sentence in [*wants.request, *wants.attached, *wants.sentences[:5]]:
        for place in _places_of_bodies(sentence):
            name = capitalised(affiliation.without_article(sentence[place:].lstrip(" '’")))
            if len(name.split()) > 1 and affiliation.starts_as_body(name) and not any(strip_titles(name)[:2]):
                return name
    return ""


def _places_of_bodies(sentence: str) -> list[int]:
    """Behind "representatives of", "on behalf of"; and at the beginning, unless that greets."""
    said = [hit for topic in ("say.of_them", "say.behalf") for hit in lexicon.hits(sentence, topic)]
    links = lexicon.hits(sentence, "person.link")
    behind = [link.end for hit in said for link in links if 0 <= link.first - hit.last < 2 or link.last == hit.last]
    return behind if lexicon.begins(sentence, "quote.greeting") else [*behind, 0]


def capitalised(text: str) -> str:
    """The name with which a text begins: capitalised words, small link words between."""
    small = lexicon.words("say.before_thing") | lexicon.words("say.and")
    end = kept = 0
    for _turn in range(14):
        word = _WORD.match(text, end)
        if not word or not (word[1][0].isupper() or flat(word[1]).strip("'") in small or word[1][1:2] in ("'", "’")):
            break
        end = word.end()
        if word[1][0].isupper() or word[1][2:3].isupper():
            kept = end
    return text[:kept].strip(" .,")


def _delegation(text: str, organisation: str, countries: Names) -> Delegation | None:
    joined = squeeze(text)
    for hit in lexicon.hits(joined, "countries.delegation"):
        stretch = re.split(r"[.,;:()\n]| [-–—] ", joined[hit.end : hit.end + 70])[0]
        is_delegation = words_of(joined).words[hit.last - 1] not in lexicon.words("say.of_them")
        code = country_at(stretch, countries) or (country_in(stretch, countries) if is_delegation else "")
        if code:
            return Delegation(code, organisation, Reason("words", joined[hit.start : hit.end + 20]))
    if _is_of_state(organisation) and (code := country_in(organisation, countries)):
        return Delegation(code, organisation, Reason("organisation", organisation))
    return None


def _is_of_state(name: str) -> bool:
    """A ministry, a mission, an embassy: it speaks for its State."""
    return lexicon.begins(affiliation.without_article(name), "category.member_state") is not None


def without_city(body: str) -> str:
    """ "Ports Authority, Accra", "Open Doors (Lyon)": the body without its city."""
    bare = re.sub(r"\s?\((?!the\b)[A-ZÀ-Þ][a-zà-ÿ'’-]{1,30}(?: [A-ZÀ-Þ][a-zà-ÿ'’-]{1,30})?\)$", "", body)
    note = re.search(r"\s?\(([^()]{2,60})\)$", bare)
    if note and (note[1][0].islower() or lexicon.is_all(note[1], "category.ngo")):  # "(NGO)", "(a charity)"
        bare = bare[: note.start()]
    head, comma, tail = bare.rpartition(",")
    words = tail.split()
    is_place = 0 < len(words) < 4 and all(word[0].isupper() for word in words) and not affiliation.is_function(tail)
    # "Ministry of Labour, Migration" goes on; after "of Water and Sanitation" nothing more is named.
    is_list = _is_of_state(head) and not lexicon.has(head, "say.and")
    return head.strip() if comma and is_place and not is_list and not affiliation.starts_as_body(tail) else bare
