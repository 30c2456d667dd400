"""Puts what stands behind a label or in a column into a proposal, in the form in which it is kept."""

import re
from collections.abc import Collection, Mapping

from mailreader import bodies, categories
from mailreader.findings import Proposal, Reason
from mailreader.flat import flat, squeeze
from mailreader.headers import EMAIL
from mailreader.labels import RESTRICTED, is_nothing, stands_for_nobody
from mailreader.limits import Limits
from mailreader.names import Evidence, parse_name, recase
from mailreader.restricted import restricted_in
from mailreader.titles import office_in, strip_titles

# What follows letters and a hyphen is a reference, such as IDM-2015-0042.
PHONE = re.compile(r"(?<![\w@.])(?<![^\W_]-)(?:\+|00)?\(?\d[\d\s().\-/]{6,22}\d(?![\w@])")
_ONLINE = re.compile(
    r"\b(?:online|on-line|en ligne|a distance|distanciel|remote(?:ly)?|virtual(?:ly|mente)?|virtuel(?:le|lement)?|"
    r"en linea|a distancia|"
    r"(?:par|by|por|via) (?:videoconference|visioconference|video|videoconferencia|video link|zoom|webex|teams|"
    r"visio)|zoom|webex|teams|"
    r"videoconferenc\w+|visioconference|webcast|no presencial)\b"
)
_PRESENT = re.compile(
    r"\b(?:in[ -]person|en personne|sur place|presentiel(?:le)?|presencial(?:mente)?|en persona|physical(?:ly)?|"
    r"physique(?:ment)?|on[ -]?site|"
    r"face[ -]to[ -]face|in situ)\b"
)
_LANGUAGES = (
    ("fr", re.compile(r"\b(?:fr|fra|francais|french|frances|francophone|franzosisch)\b")),
    ("en", re.compile(r"\b(?:en|eng|anglais|english|ingles|anglophone|englisch)\b")),
    ("es", re.compile(r"\b(?:es|esp|spa|espagnol|spanish|espanol|castellano|hispanophone|spanisch)\b")),
    ("ar", re.compile(r"\b(?:ar|arabe|arabic)\b")),
    ("pt", re.compile(r"\b(?:pt|portugais|portuguese|portugues)\b")),
    ("ru", re.compile(r"\b(?:ru|russe|russian|ruso)\b")),
)
_ROLES = (
    (
        "head_of_delegation",
        re.compile(
            r"\b(?:chef(?:fe)? (?:de (?:la )?|adjoint de )?delegation|"
            r"head of (?:the )?delegation|jef[ea] de (?:la )?delegacion|"
            r"delegation head|(?:conduira|dirigera|presidera) (?:la|notre|une|cette) delegation|"
            r"(?:lead|head)(?:s|ing)? (?:the|our|a|its|his|her) (?:\w+ )?delegation|"
            r"(?:encabezar|presidir|dirigir|liderar)a (?:la|nuestra|una) delegacion)\b"
        ),
    ),
    ("alternate", re.compile(r"^(?:alternate(?: delegate| head)?|suppleante?|suplente|delegue suppleant)\b")),
    ("observer", re.compile(r"^(?:observer|observateur|observatrice|observadora?)\b")),
    (
        "delegate",
        re.compile(
            r"^(?:delegate|deleguee?|delegad[oa]|member of (?:the )?delegation|"
            r"membre de la delegation)$"
        ),
    ),
    ("adviser", re.compile(r"^(?:advis[eo]r|conseillere?|asesora?)$")),
    ("speaker", re.compile(r"^(?:speaker|orateur|oratrice|intervenante?|ponente|oradora?)$")),
)
_CONTACT_WORDS = re.compile(
    r"\b(?:e-?mail|mail|courriel|correo|tel(?:ephone|efono)?|phone|mob(?:ile)?|movil|cell|gsm|whatsapp|fax)\b"
)
_VISA = re.compile(
    r"^(?!.*\b(?:no|not|without|sans|pas|sin)\b).*\b(?:visas?|visados?|invitation letter|letter of invitation|"
    r"lettre d'invitation|"
    r"carta de invitacion)\b"
)
_YES = re.compile(
    r"^(?:yes|oui|si|x|y|o|1|true|vrai|requested|required|demandee?|requise?|solicitad[oa]|needed|necessaire|"
    r"necesari[oa])\b"
)


def mode_of(text: str) -> str:
    """online, in_person, or "" where neither or both are named."""
    plain = flat(text)
    is_online, is_present = bool(_ONLINE.search(plain)), bool(_PRESENT.search(re.sub(r"no presencial", "", plain)))
    if is_online == is_present:
        return ""
    return "online" if is_online else "in_person"


_RATHER = re.compile(
    r"\b(?:instead of|rather than|and not|not in person|pas en personne|no en persona|"
    r"au lieu de|plutot que|et non|en lugar de|en vez de|y no)\b[^,.;]*|"
    r"\b(?:can ?not|can't|unable|not (?:be )?able|will not|won't|no longer|instead|ne (?:pourr|peux|peut|suis|ser|"
    r"pouv)\w*|no (?:pod|pued)\w+)\b"
    r"(?:(?!\b(?:but|mais|pero|and|et|y)\b)[^,.;])*(?:,|;|\b(?:but|mais|pero|and|et|y)\b)"
)


def wished_mode(text: str) -> str:
    """The way of coming that a sentence wants: "I cannot travel, but will follow online" wants online."""
    return mode_of(text) or mode_of(_RATHER.sub(" ", flat(text)))


def language_named(text: str) -> str:
    """The code of the language that a short text names first."""
    plain = flat(text)
    found = [(match.start(), code) for code, pattern in _LANGUAGES if (match := pattern.search(plain))]
    return min(found)[1] if found else ""


def role_of(text: str) -> str:
    """The role in a delegation that a short text names."""
    plain = flat(text).strip(" .,;()")
    return next((role for role, pattern in _ROLES if pattern.search(plain)), "")


def phone_in(text: str) -> str:
    """A telephone number as written."""
    found = PHONE.search(text)
    return squeeze(found[0]) if found and sum(sign.isdigit() for sign in found[0]) >= 7 else ""


_NEEDS = ("diet", "access_needs")
_OF_NAMES = {"full_name", "nom", "family_name", "given_name"}


def needs_in(field: str, value: str) -> list[tuple[str, str]]:
    """What stands under "Special needs" by what it is: a diet or access, or some of both; else as the label says."""
    kinds = {kind for kind in restricted_in(value) if kind in _NEEDS}
    if field not in _NEEDS or not kinds - {field}:
        return [(field, value)]
    found: list[tuple[str, str]] = []
    for piece in re.split(r"\s*[;,/]\s*", value) if len(kinds) > 1 else [value]:
        kind = next((kind for kind in restricted_in(piece) if kind in _NEEDS), found[-1][0] if found else field)
        if found and found[-1][0] == kind:
            found[-1] = (kind, f"{found[-1][1]}, {piece}")
        else:
            found.append((kind, piece))
    return found


class Filler:
    """Fills proposals of one mail: knows the countries, the text for comparing names, and its language."""

    def __init__(self, countries: Mapping[str, Collection[str]], evidence: str, language: str) -> None:
        self.countries, self.evidence, self.language = countries, Evidence(evidence), language
        self.limits = Limits()

    def fill(self, proposal: Proposal, field: str, value: str, reason: Reason) -> None:
        """One value into its field, tidied; nothing where the value says that there is none."""
        value = squeeze(value).strip(" *;|")
        if field == "publish_consent":
            self._publish_consent(proposal, value, reason)
            return
        if field in _OF_NAMES and stands_for_nobody(value):
            proposal.is_placeholder = True
            return
        if not value or is_nothing(value) or field in ("ignored", "number", "city", "gender", "department"):
            return
        if field in RESTRICTED:
            for kind, words in needs_in(field, value):
                old = proposal.restricted.get(kind, "")
                proposal.restricted[kind] = f"{old}; {words}" if old and words not in old else words
                proposal.reasons.setdefault(kind, reason)
        elif field in ("full_name", "nom"):
            self.name(proposal, value, reason)
        elif special := getattr(self, f"_{field}", None):
            special(proposal, value, reason)
        else:
            proposal.put(field, value, reason)

    def name(self, proposal: Proposal, text: str, reason: Reason) -> None:
        """A whole name, with what stands before it; split where something shows where."""
        for note in re.findall(r"\(([^()]{2,60})\)", text):
            proposal.put("role", role_of(note), reason)
            proposal.put("mode", mode_of(note), reason)
        text = re.sub(r"\([^()]*\)|<[^<>]*>|\S+@\S+", " ", text)
        name = parse_name(text, email=proposal.email, evidence=self.evidence, language=self.language)
        proposal.put("honorific", name.honorific, reason)
        proposal.put("title", name.title, reason)
        proposal.put("function", office_in(text), reason)
        if proposal.given_name or proposal.family_name:
            return
        how = reason if name.is_split else Reason("name-split-assumed", name.written)
        proposal.put("given_name", name.given, how, is_assumed=not name.is_split)
        proposal.put("family_name", name.family, how, is_assumed=not name.is_split)
        proposal.as_written["name"] = name.written

    def _family_name(self, proposal: Proposal, value: str, reason: Reason) -> None:
        honorific, title, rest = strip_titles(value)
        proposal.put("honorific", honorific, reason)
        proposal.put("title", title, reason)
        proposal.as_written["family_name"] = rest
        proposal.put("family_name", recase(rest, self.evidence), reason)

    def _given_name(self, proposal: Proposal, value: str, reason: Reason) -> None:
        _honorific, title, rest = strip_titles(value)
        proposal.put("title", title, reason)
        proposal.put("given_name", recase(rest, self.evidence), reason)

    def _title(self, proposal: Proposal, value: str, reason: Reason) -> None:
        honorific, title, rest = strip_titles(value)
        if not rest or title == rest:
            proposal.put("honorific", honorific, reason)
            proposal.put("title", title, reason)
        elif len(rest) > 3:
            proposal.put("function", value, reason)  # "Title: Director" is an English way to ask for the function
        else:
            proposal.put("title", value, reason)

    def _email(self, proposal: Proposal, value: str, reason: Reason) -> None:
        if found := EMAIL.search(value):
            proposal.put("email", found[0].lower(), reason)

    def _phone(self, proposal: Proposal, value: str, reason: Reason) -> None:
        proposal.put("phone", phone_in(value), reason)

    def _contact(self, proposal: Proposal, value: str, reason: Reason) -> None:
        """Address and telephone in one; what names somebody besides is another person's."""
        bare = re.sub(r"[^\W\d_]{1,12}[ .]*:", " ", EMAIL.sub(" ", value).replace(phone_in(value) or "\0", " "))
        if not re.search(r"[^\W\d_]{3}", re.sub(_CONTACT_WORDS, " ", flat(bare))):
            self._email(proposal, value, reason)
            self._phone(proposal, EMAIL.sub(" ", value), reason)

    def _remarks(self, proposal: Proposal, value: str, reason: Reason) -> None:
        """What somebody notes of a person: needs go apart, whether online or not counts."""
        for kind, words in restricted_in(value).items():
            self.fill(proposal, kind, words, reason)
        proposal.put("mode", mode_of(value), reason)
        proposal.put("role", role_of(value), reason)
        if _VISA.search(flat(value)):
            self._visa(proposal, "yes", reason)

    def _mode(self, proposal: Proposal, value: str, reason: Reason) -> None:
        proposal.put("mode", mode_of(value), reason)

    def _preferred_language(self, proposal: Proposal, value: str, reason: Reason) -> None:
        proposal.put("preferred_language", language_named(value), reason)

    def _country(self, proposal: Proposal, value: str, reason: Reason) -> None:
        code = bodies.country_of(value, self.countries) or bodies.country_in(value, self.countries)
        proposal.put("country", code, reason)

    def _organisation(self, proposal: Proposal, value: str, reason: Reason) -> None:
        name, code = bodies.placed(value, self.countries)
        proposal.put("organisation", name, reason)
        proposal.put("country", code, reason)

    def _function(self, proposal: Proposal, value: str, reason: Reason) -> None:
        plain = flat(value)
        if found := bodies.SECONDED.search(plain):
            body = value[found.start(1) : found.end(1)].strip(" .,")
            proposal.organisations = (body,)
            value = value[: found.start()] + value[found.end() :]
        head, _mark, tail = ([*re.split(r"(,| [-–—/|] |/)", value, maxsplit=1), "", ""])[:3]
        if (
            not proposal.organisation
            and tail.strip()[:1].isupper()
            and bodies.starts_as_body(tail)
            and bodies.is_function(head)
        ):
            # "Directeur, Ville de X" in one cell; a column of its own for the body counts more.
            name, code = bodies.placed(tail.strip(), self.countries)
            proposal.put("organisation", name, reason, is_assumed=True)
            proposal.put("country", code, reason, is_assumed=True)
            value = head
        proposal.put("function", value.strip(" ,;"), reason)

    def _role(self, proposal: Proposal, value: str, reason: Reason) -> None:
        """In a delegation; "Role: Advocacy Manager" tells what somebody does."""
        if not role_of(value) and bodies.is_function(value):
            self._function(proposal, value, reason)
            return
        proposal.put("role", role_of(value) or squeeze(value)[:60], reason)

    def _category(self, proposal: Proposal, value: str, reason: Reason) -> None:
        proposal.put("category", categories.category_label(value), reason)

    def _publish_consent(self, proposal: Proposal, value: str, reason: Reason) -> None:
        """Yes or no; anything else says neither."""
        plain = flat(value)
        if proposal.publish_consent is None and re.match(r"(?:yes|oui|si|no|non)\b", plain):
            proposal.publish_consent = not plain.startswith("no")
            proposal.reasons["publish_consent"] = reason

    def _visa(self, proposal: Proposal, value: str, reason: Reason) -> None:
        if _YES.match(flat(value)):
            proposal.wants_visa_letter, proposal.reasons["wants_visa_letter"] = True, reason

    def _sponsorship(self, proposal: Proposal, value: str, reason: Reason) -> None:
        if _YES.match(flat(value)):
            proposal.wants_sponsorship, proposal.reasons["wants_sponsorship"] = True, reason

    def _speaker(self, proposal: Proposal, value: str, reason: Reason) -> None:
        if _YES.match(flat(value)):
            proposal.is_possible_speaker, proposal.reasons["is_possible_speaker"] = True, reason
