"""The one parser of values: what stands behind a label, in a column or in a piece of an entry, put into a proposal."""

import re
from collections.abc import Callable
from typing import NamedTuple

from filereader.texts import squeeze
from lexicon import affiliation, categories, phrases
from lexicon.countries import Names, country_in, country_of, placed
from lexicon.dates import has_day
from lexicon.labels import RESTRICTED, is_later, is_nothing, settle, stands_for_nobody
from lexicon.matcher import EMAIL, words_of
from lexicon.names import looks_like_name, parse_name, recase
from lexicon.reasons import Reason
from lexicon.restricted import ends_with_passport, restricted_in
from lexicon.titles import strip_titles
from mailreader.findings import Proposal

# What follows letters and a hyphen is a reference, such as IDM-2015-0042.
_PHONE = re.compile(r"(?<![\w@.])(?<![^\W_]-)(?:\+|00)?\(?\d[\d\s().\-/]{6,22}\d(?![\w@])")
_BOX = re.compile(r"([☐□☒☑✔✓✗■]|\[[ xX]\])")
_OF_NAMES = {"full_name", "nom", "family_name", "given_name"}
_NEEDS = {"diet", "access_needs"}
_ROLES_BESIDE = ("head_of_delegation", "alternate")
_OF_WORDS, _LETTERS = {"function", "organisation"}, re.compile(r"[^\W\d_]{2}")
_UNKNOWN = {"ignored", "number", "city", "gender", "department"}


def mode_of(text: str) -> str:
    """online, in_person, or "" where neither or both are named."""
    online = phrases.hits(text, "note.online")
    present = [
        hit for hit in phrases.hits(text, "note.in_person")
        if not any(one.first <= hit.first < one.last for one in online)
    ]  # fmt: skip
    return "" if bool(online) == bool(present) else "online" if online else "in_person"


def wished_mode(text: str) -> str:
    """The way of coming that a sentence wants: what stands behind "instead of", "not", "cannot" is not wanted."""
    if mode := mode_of(text):
        return mode
    kept = [text[: hit.start] for hit in phrases.hits(text, "note.rather_than")]
    return next((mode for one in kept if (mode := mode_of(one))), "")


def language_named(text: str) -> str:
    """The code of the language that a short text names first."""
    words = words_of(text).words
    names = [(code, name) for code, rows in phrases.under("language.names").items() for name in rows]
    places = [(words.index(name), code) for code, name in names if name in words]
    return min(places)[1] if places else ""


def role_of(text: str) -> str:
    """The role in a delegation that a short text names."""
    found = phrases.found_in(text, "person")
    if "role.head_of_delegation" in found:
        return "head_of_delegation"
    for role in ("alternate", "observer"):
        if any(hit.first == 0 for hit in found.get(f"role.{role}", ())):
            return role
    return next(
        (role for role in ("delegate", "adviser", "speaker") if phrases.is_all(text, f"person.role.{role}")), ""
    )


def phone_in(text: str) -> str:
    """A telephone number as written; neither a day nor the number of a passport."""
    long = (found for found in _PHONE.finditer(text) if sum(sign.isdigit() for sign in found[0]) >= 7)
    own = (found for found in long if not has_day(found[0]) and not ends_with_passport(text[: found.start()]))
    return next((squeeze(found[0]) for found in own), "")


def address_in(text: str) -> str:
    """The first address, in lower case."""
    found = EMAIL.search(text)
    return found[0].lower() if found else ""


def _says_yes(text: str) -> bool:
    """The value begins with a yes, or an X."""
    return phrases.begins(text, "person.yes") is not None and not phrases.has(text[:40], "person.nothing")


class Fact(NamedTuple):
    """A value and the field that a label, a column or a heading gives it."""

    field: str
    label: str
    value: str
    reason: Reason


def _ticked(value: str) -> str:
    """What stands behind the boxes that are ticked: "☒ yes ☐ no"."""
    text, *boxes = _BOX.split(value)
    ticked = [said.strip() for box, said in zip(boxes[::2], boxes[1::2], strict=True) if box not in "☐□[ ]"]
    return ", ".join(filter(None, ticked)) if boxes else text


class Filler:
    """Fills proposals of one mail: knows the countries, and its language."""

    def __init__(self, countries: Names, language: str) -> None:
        self.countries, self.language = countries, language

    def person(self, facts: list[Fact], source: Reason) -> Proposal:
        """Somebody of whom a row, a column or a group of labelled lines tells: the address first, it helps the name."""
        person = Proposal(source=source)
        fields = settle([fact.field for fact in facts], [fact.label for fact in facts])
        if "given_name" not in fields:  # "Surname and first name: Roll, Ida"
            pairs = zip(fields, facts, strict=True)
            fields = ["full_name" if name == "family_name" and "," in fact.value else name for name, fact in pairs]
        for field, fact in sorted(zip(fields, facts, strict=True), key=lambda pair: pair[0] != "email"):
            self.fill(person, field, fact.value, fact.reason)
        person.is_placeholder = person.is_placeholder and not person.full_name
        return person

    def fill(self, person: Proposal, field: str, value: str, reason: Reason) -> None:
        """One value into its field, tidied; nothing where the value says that there is none."""
        value = _ticked(squeeze(value)).strip(" *;|")
        if field in _OF_NAMES and stands_for_nobody(value):
            person.is_placeholder = True
            return
        if field == "publish_consent":
            self._publish_consent(person, value, reason)
        elif not value or is_nothing(value) or field in _UNKNOWN or (field in _OF_WORDS and not _LETTERS.search(value)):
            return
        elif field in RESTRICTED:
            self._restricted(person, field, value, reason)
        elif field in ("full_name", "nom"):
            self.name(person, value, reason)
        elif field in ("family_name", "given_name"):
            self._title(person, value, reason)
            person.put(field, recase(strip_titles(value)[2]), reason)
        elif field in _READ:
            person.put(field, _READ[field](value), reason)
        elif field in _WISHES:
            if _says_yes(value):
                person.mark(_WISHES[field], reason)
        elif special := getattr(self, f"_{field}", None):
            special(person, value, reason)
        else:
            person.put(field, value, reason)

    def piece(self, person: Proposal, text: str, reason: Reason, before: list[Proposal]) -> None:
        """One unlabelled fact; what looks like nothing else is the function, then the body."""
        if called := phrases.begins(text, "say.called"):
            text = text[called.end :].strip()  # "I am Director of X"
        if self.take_known(person, text, reason):
            return
        if phrases.has(text, "person.same_body"):
            person.put("organisation", before[-1].organisation if before else "", Reason("same-as-before", text))
        else:
            self._function_or_body(person, text, reason)

    def take_known(self, person: Proposal, text: str, reason: Reason) -> bool:
        """What shows by itself what it is, or that it is nothing; False for others."""
        needs, kind = restricted_in(text), self.kind_of(text)
        if affiliation.is_function(text) or affiliation.starts_as_body(text):
            needs.pop("health", None)  # a surgical director is not ill
        for name, value in needs.items() if needs else [(kind, text)] if kind else ():
            self.fill(person, name, value, reason)
        return bool(needs or kind or is_nothing(text) or is_later(text) or phrases.is_all(text, "person.pronoun"))

    def kind_of(self, text: str) -> str:
        """The field of a piece that says one thing only: an address, a role, online or not, a country."""
        if EMAIL.search(text) and len(text) < 120:
            return "email"
        honorific, title, rest = strip_titles(text)
        if (honorific or title) and not rest and not affiliation.begins_as_function(text):
            return "title"
        if phone_in(text) and len(text) < 50:
            return "phone"
        role = role_of(text)
        if role and role != "adviser":
            return "role"
        if mode_of(text) and len(text) < 50:
            return "mode"
        return "country" if country_of(text, self.countries) else ""

    def _function_or_body(self, person: Proposal, text: str, reason: Reason) -> None:
        """What begins as one of them is that; of what nobody knows the first is the function, the next the body."""
        if has_day(text):
            return  # "valid until 3 May 2031" is neither
        is_function = affiliation.is_function(text)
        if is_function and not person.function:
            function, body = affiliation.split_function(affiliation.without_article(text))
            self.fill(person, "function", function, reason)
            self.fill(person, "organisation", body, reason)
        elif affiliation.starts_as_body(text):
            self.fill(person, "organisation", text, reason)
        elif not person.function:
            if not phrases.has(text, "say.verb"):  # "he comes on Monday" is no office
                self.fill(person, "function", text, reason)
        elif not is_function and not person.organisation:
            self.fill(person, "organisation", text, reason)
            person.assumed.add("organisation")  # "HQ" may be a part of the house that writes

    def name(self, person: Proposal, text: str, reason: Reason) -> None:
        """A whole name, with what stands before it; split where something shows where."""
        person.put("email", address_in(text), reason)
        for note in re.findall(r"\(([^()]{2,60})\)", text):
            self.take_known(person, note, reason)
        text = re.sub(r"\([^()]{0,200}\)|<[^<>]{0,200}>", " ", EMAIL.sub(" ", text))
        name = parse_name(text, email=person.email, language=self.language)
        person.put("honorific", name.honorific, reason)
        person.put("title", name.title, reason)
        if person.given_name or person.family_name:
            return
        how = reason if name.is_split else Reason("name-split-assumed", name.written)
        person.put("given_name", name.given, how, is_assumed=not name.is_split)
        person.put("family_name", name.family, how, is_assumed=not name.is_split)

    def _restricted(self, person: Proposal, field: str, value: str, reason: Reason) -> None:
        """Under "Special needs" a diet is a diet."""
        needs = _NEEDS & set(restricted_in(value))
        field = next(iter(needs)) if field in _NEEDS and len(needs) == 1 else field
        old = person.restricted.get(field, "")
        person.restricted[field] = f"{old}; {value}" if old and value not in old else old or value
        person.reasons.setdefault(field, reason)

    def _title(self, person: Proposal, value: str, reason: Reason) -> None:
        honorific, title, _rest = strip_titles(value)
        person.put("honorific", honorific, reason)
        person.put("title", title, reason)

    def _contact(self, person: Proposal, value: str, reason: Reason) -> None:
        """Address and telephone in one."""
        person.put("email", address_in(value), reason)
        person.put("phone", phone_in(EMAIL.sub(" ", value)), reason)

    def _remarks(self, person: Proposal, value: str, reason: Reason) -> None:
        """What somebody notes of a person: needs go apart, whether online or not counts."""
        for kind, words in restricted_in(value).items():
            self.fill(person, kind, words, reason)
        person.put("mode", mode_of(value), reason)
        person.put("role", role_of(value), reason)
        if phrases.has(value, "note.visa") and not phrases.has(value, "note.no_visa"):
            person.mark("wants_visa_letter", reason)
        if phrases.has(value, "note.sponsorship") and not phrases.has(value, "note.own_cost"):
            person.mark("wants_sponsorship", reason)

    def _country(self, person: Proposal, value: str, reason: Reason) -> None:
        person.put("country", country_of(value, self.countries) or country_in(value, self.countries), reason)

    def _organisation(self, person: Proposal, value: str, reason: Reason) -> None:
        name, code = placed(value, self.countries)
        person.put("organisation", name, reason)
        person.put("country", code, reason)

    def _function(self, person: Proposal, value: str, reason: Reason) -> None:
        value = self._without_role(person, value, reason)
        head, _mark, tail = ([*re.split(r"(,| [-–—/|] |/)", value, maxsplit=1), "", ""])[:3]
        is_body = tail.strip()[:1].isupper() and affiliation.starts_as_body(tail) and affiliation.is_function(head)
        if not person.organisation and is_body:
            # "Directeur, Ville de X" in one cell; a column of its own for the body counts more.
            name, code = placed(tail.strip(), self.countries)
            person.put("organisation", name, reason, is_assumed=True)
            person.put("country", code, reason, is_assumed=True)
            value = head
        person.put("function", value.strip(" ,;"), reason)

    def _without_role(self, person: Proposal, value: str, reason: Reason) -> str:
        """ "Minister of Water, head of delegation": the second is what she is in the delegation."""
        first, *others = value.split(", ")
        roles = [role for other in others if (role := role_of(other)) in _ROLES_BESIDE]
        person.put("role", next(iter(roles), ""), reason)
        return ", ".join([first, *(other for other in others if role_of(other) not in _ROLES_BESIDE)])

    def _role(self, person: Proposal, value: str, reason: Reason) -> None:
        """In a delegation; "Role: Advocacy Manager" tells what somebody does."""
        role = role_of(value)
        if role or affiliation.is_function(value):
            person.put("role" if role else "function", role or value, reason)

    def _publish_consent(self, person: Proposal, value: str, reason: Reason) -> None:
        """Yes or no; anything else says neither."""
        is_no = phrases.begins(value, "person.no") is not None
        if person.publish_consent is None and (is_no or phrases.begins(value, "person.yes")):
            person.publish_consent = not is_no
            person.reasons["publish_consent"] = reason


# What is read out of a value as it is.
_READ: dict[str, Callable[[str], str]] = {
    "email": address_in,
    "phone": phone_in,
    "mode": mode_of,
    "preferred_language": language_named,
    "category": categories.category_label,
}
# What a yes wishes.
_WISHES = {"visa": "wants_visa_letter", "sponsorship": "wants_sponsorship", "speaker": "is_possible_speaker"}


def can_be_name(text: str, *, is_titled: bool = False) -> bool:
    """A person's name, with a title perhaps, and neither an office nor a body, nor "to be confirmed"."""
    honorific, title, rest = strip_titles(re.sub(r"\([^()]{0,150}\)", " ", text))
    has_title = bool(honorific or title)
    is_name = looks_like_name(rest, is_titled=is_titled or has_title) and not stands_for_nobody(rest)
    # "Mme Ngo Bassong" is no NGO.
    return is_name and not affiliation.is_function(rest) and (has_title or not affiliation.starts_as_body(rest))
