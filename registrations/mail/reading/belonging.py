"""Whom the persons represent: body, country, category, delegation and focal point, from all that the mail says."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from registrations.mail.reading import bodies, lines
from registrations.mail.reading.facts import Address, Attachment, Mail
from registrations.mail.reading.findings import Delegation, FocalPoint, Proposal, Reason
from registrations.mail.reading.flat import flat, key, squeeze
from registrations.mail.reading.intent import Intent
from registrations.mail.reading.names import same_name

_DELEGATION = re.compile(
    r"\bdeleg(?:ation|acion|acao)\s+(?:of|from|de|du|des|del|d')\s*(?:the |la |l'|le |les |el |los )?"
)
_MISSION = re.compile(
    r"\b(?:permanent mission|mission permanente|mision permanente|embassy|ambassade|embajada|government|gouvernement|"
    r"gobierno|ministry|ministere|ministerio|consulate|consulat|consulado)\b"
)
_BEHALF = re.compile(
    r"\b(?:representatives?|participants?|delegates?|members?|staff|officials?|nominees?|behalf|nom|part|name|"
    r"representantes?|"
    r"delegues?|participantes?|delegados|miembros|funcionarios|nombre|parte) (?:of|from|de|du|des|del|d')\s*(?:the |"
    r"la |l'|le |les |el |los )?"
)
_FOCAL = re.compile(
    r"\b(?:focal points?|points? focal|points? focaux|puntos? focal(?:es)?|contact point|liaison officer|"
    r"personne de contact|contact person)\b"
)
_FOR_ANOTHER = re.compile(
    r"\b(?:on behalf of|au nom de|de la part de|en nombre de|por encargo de|(?:correspondence|correspondance|"
    r"correspondencia|communications?|comunicaciones)\b.{0,60}\b(?:to me|m'etre adressee?s?|me sea dirigida|a mi))\b"
)
# "shall not (be in a position to) attend": what follows a subject; the words between are few and known, so that
# "I do not know whether Mr Li will attend" says nothing of the writer.
_STAYS_EN = (
    r"(?:(?:will|shall|do|does|am|is|would|can|could)(?: ?not|n't)|won't|(?:(?:will|shall)(?: unfortunately)? be|am|is)"
    r"(?: unfortunately)? unable)"
    r"(?: (?:myself|personally|unfortunately|however|be|able|to|in|a|position|going|intend|plan|planning|expect))*"
    r" (?:attend|participat|join|tak(?:e|ing) part|com(?:e|ing)\b|travel|there\b|present\b|among)"
)
_STAYS_FR = (
    r"(?:n'y |n'|ne )(?:(?:participer|assister|viendr|prendr|particip|assist)\w*(?: \w+){0,2} pas\b|"
    r"(?:pourr\w+|peux|peut|suis|est|sera\w*|compte|souhaite|prevois|prevoit)(?: \w+){0,2} pas "
    r"(?:(?:moi-meme|elle-meme|lui-meme|personnellement|malheureusement|en mesure|a meme|y|pouvoir) ?)*(?:de |d')?"
    r"(?:y )?(?:participer|assister|prendre part|venir|me rendre|se rendre|(?:etre )?(?:present|des votres|la\b)))"
)
_STAYS_ES_MORE = r"(?:\w+ ){0,3}?(?:asistir|participar|acudir|tomar parte|estar present)"
_STAYS_ES_I = (
    r"no (?:participare|asistire|acudire|estare|tomare parte|(?:podre|puedo|pienso|voy a|me (?:sera|es) posible) "
    + _STAYS_ES_MORE
    + r")\b"
)
_STAYS_ES = (
    r"no (?:participara|asistira|acudira|estara|tomara parte|(?:podra|puede|va a|le (?:sera|es) posible) "
    + _STAYS_ES_MORE
    + r")\b"
)
_NOT_SELF = re.compile(
    rf"\b(?:(?:i|she|he)(?: myself)? {_STAYS_EN}|not (?:be )?(?:attend|participat|tak)\w* (?:myself|part myself|"
    rf"personally)|(?:je|elle|il|soussignee?) {_STAYS_FR}|(?:yo )?{_STAYS_ES_I}|(?:ella|el|quien|suscrit[oa]|"
    rf"firmante) {_STAYS_ES})"
)
# Where the sentence says who the focal point is, its second half needs no subject.
_FOCAL_STAYS = re.compile(
    rf"\b(?:(?:and|but|who|though|although)(?: \w+ly)? {_STAYS_EN}|(?:et|mais|qui) {_STAYS_FR}|"
    rf"(?:y|pero|que|quien) (?:{_STAYS_ES}|{_STAYS_ES_I}))"
)
_ATTENDS = re.compile(
    r"\b(?:i (?:will|shall) (?:also |myself )?(?:attend|participate|join)|(?:also|equally) (?:attend|participat)\w*|"
    r"je participerai|j'assisterai|participera (?:egalement|aussi)|asistire|participare|tambien (?:asist|"
    r"particip)\w*)\b"
)


# A desk that every body has names none.
_ANY_OFFICE = re.compile(
    r"^(?:the |le |la |el )?(?:admin\w*|secretaria\w*|registry|protocol\w*|office|bureau|oficina|info)(?: \w+)?$"
)
SIGNATURE = Reason("signature")


@dataclass(slots=True)
class Belonging:
    """What holds for the whole mail."""

    organisation: str = ""
    country: str = ""
    category: str = ""
    delegation: Delegation | None = None
    reason: Reason = SIGNATURE
    is_for_all: bool = False
    # The mail comes from a body's address, not from a person's.
    is_office: bool = False
    countries: Mapping[str, Collection[str]] = field(default_factory=dict)


def belonging_of(
    mail: Mail,
    text: str,
    sender: Address,
    signed: Proposal,
    files: tuple[Attachment, ...],
    intent: Intent,
    countries: Mapping[str, Collection[str]],
) -> Belonging:
    """The sender's body and country: signature, header, labelled lines outside the persons, the delegation named."""
    found = Belonging(signed.organisation, signed.country, countries=countries)
    told = _told(text, files, countries)
    is_body = bodies.starts_as_body(mail.sender.name) and not _ANY_OFFICE.match(flat(mail.sender.name))
    header = mail.sender.name if is_body else ""
    found.is_office = is_body
    if header and (not found.organisation or key(header).startswith(key(found.organisation))):
        found.organisation, found.reason = header, Reason("header", "From")
    if not found.organisation and told[0]:
        found.organisation, found.reason = told[0], Reason("line", told[0])
    whole = f"{mail.subject}\n{text}"
    if not found.organisation and (named := _named_body(whole)):
        found.organisation, found.reason = named, Reason("sentence", named)
    whole = "\n".join([whole, *(file.text[:3000] for file in files)])
    found.delegation = _delegation(whole, found.organisation, countries)
    found.country = (
        (found.delegation.country if found.delegation else "")
        or found.country
        or told[1]
        or bodies.country_in(found.organisation, countries)
    )
    if not found.country:
        names = " ".join(file.filename for file in files)
        found.country = bodies.country_in(re.sub(r"[_.]", " ", names), countries)
    is_state = bool(found.delegation and found.delegation.country)
    found.category = bodies.category_of(found.organisation, signed.organisation, _clues(mail, signed)) or (
        "member_state" if is_state else ""
    )
    spoken = squeeze(" . ".join([mail.subject, *intent.request, *intent.attached]))
    found.is_for_all = not is_state and bool(found.organisation) and _speaks_for(spoken, found.organisation)
    return found


def _speaks_for(text: str, organisation: str) -> bool:
    """ "representatives of X", "on behalf of X": X stands right behind."""
    wanted = key(organisation)
    return any(key(text[found.end() : found.end() + 150]).startswith(wanted) for found in _BEHALF.finditer(flat(text)))


def _clues(mail: Mail, signed: Proposal) -> str:
    bodies_of_mail = [mail.body, *(block.body for block in mail.body.forwarded)]
    return "\n".join([signed.organisation, signed.function, *(body.signature for body in bodies_of_mail)])


def _told(text: str, files: tuple[Attachment, ...], countries: Mapping[str, Collection[str]]) -> tuple[str, str]:
    """The body and the country on labelled lines of the text or of the files: "Nominating authority: …, Zambia"."""
    organisation = country = ""
    for source in (text, *(file.text[:20_000] for file in files)):
        for line in lines.labelled(source.split("\n")[:400]):
            if line.field == "organisation" and not organisation and line.value and "|" not in line.value:
                organisation, code = bodies.placed(line.value, countries)
                country = country or code
            elif line.field == "country" and not country:
                country = bodies.country_of(line.value, countries)
    return organisation[:200], country


def _named_body(text: str) -> str:
    """The body on whose behalf the mail speaks: a capitalised name behind "representatives of", "on behalf of"."""
    joined = squeeze(text)
    plain = flat(joined)
    for found in _BEHALF.finditer(plain):
        name = re.match(
            r"(?:[A-ZÀ-Þ][\w'’-]*|of|de|du|des|del|d'|la|les|l'|for|pour|para|and|et|y|the|el|los|"
            r"las)(?:[ \u00a0](?:[A-ZÀ-Þ][\w'’-]*|of|de|du|des|del|la|les|for|pour|para|and|et|y|the|el|los|las))*",
            joined[found.end() : found.end() + 120],
        )
        bare = (
            re.sub(r"(?:\s+(?:of|de|du|des|del|la|les|for|pour|para|and|et|y|the|el|los|las))+$", "", name[0])
            if name
            else ""
        )
        if bare and bodies.starts_as_body(bare) and len(bare.split()) > 1:
            return bare
    return ""


def _delegation(text: str, organisation: str, countries: Mapping[str, Collection[str]]) -> Delegation | None:
    joined = squeeze(text)
    plain = flat(joined)
    for found in _DELEGATION.finditer(plain):
        stretch = re.split(r"[.,;:()\n]| [-–—] ", joined[found.end() : found.end() + 70])[0]
        if code := bodies.country_in(stretch, countries):
            return Delegation(code, organisation, Reason("words", joined[found.start() : found.end()] + stretch))
    if _MISSION.search(flat(organisation)) and (code := bodies.country_in(organisation, countries)):
        return Delegation(code, organisation, Reason("organisation", organisation))
    return None


def focal_point_of(
    requester: Address, name: str, people: list[Proposal], intent: Intent, *, is_nominating: bool
) -> FocalPoint | None:
    """The writer answers for others: says so, or writes for two or more without being one of them."""
    others = [person for person in people if not person.is_sender and not same_name(person.full_name, name)]
    writer = next((person for person in people if person.is_sender), None)
    said = next((sentence for sentence in intent.sentences if _FOCAL.search(flat(sentence))), "")
    behalf = next((sentence for sentence in intent.sentences if _FOR_ANOTHER.search(flat(sentence))), "")
    is_for_one = len(others) == 1 and writer is None and bool(behalf)
    if not said and len(others) < 2 and not is_nominating and not is_for_one:
        return None
    attends: bool | None = True if writer else None
    for sentence in intent.sentences:
        plain = flat(sentence)
        stays = _NOT_SELF.search(plain) or (_FOCAL.search(plain) and _FOCAL_STAYS.search(plain))
        if writer is None and stays:
            attends = False
        elif writer is None and _ATTENDS.search(plain):
            attends = True
    said = said or (behalf if is_for_one else "")
    reason = Reason("sentence", said[:160]) if said else Reason("writes-for-others", str(len(others)))
    return FocalPoint(name, requester.email, attends, reason)
