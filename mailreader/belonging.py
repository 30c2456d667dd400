"""Whom the persons represent: body, country, category, delegation and focal point, from all that the mail says."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from mailreader import bodies, categories, lines, places
from mailreader.facts import Address, Attachment, Mail
from mailreader.findings import Delegation, Proposal, Reason
from mailreader.flat import flat, key, squeeze
from mailreader.intent import Intent
from mailreader.sentences import sentences_of

_DELEGATION = re.compile(
    r"\bdeleg(?:ation|acion|acao)\s+(?:of|from|de|du|des|del|d')\s*(?:the |la |l'|le |les |el |los )?"
)
_SENT_BY = re.compile(
    r"\b(?:designe[es]*|proposee?s?|nommee?s?|mandatee?s?|nominated|designated|appointed|proposed|put forward|sent|"
    r"designad[oa]s?|propuest[oa]s?|nombrad[oa]s?|delegates|delegues|delegados|representatives|representants|"
    r"representantes|delegaciones?|delegations?)"
    r" (?:by|par|por|of|from|de|del|du) ?(?:the |la |le |l'|el |les |los )?"
)
# A note verbale begins with who sends it: "The Permanent Mission of X … presents its compliments".
_NOTE_OF = re.compile(
    r"\b(?:permanent mission|embassy|mission permanente|ambassade|mision permanente|embajada|missao permanente|"
    r"embaixada|ministry of foreign affairs|ministere des affaires etrangeres|ministerio de relaciones exteriores)"
    r" (?:of|de|du|des|del|d')\s*(?:the |la |l'|les |el |los )?"
    r"(?=.{2,200}\b(?:presents? its compliments|presente ses compliments|saluda|apresenta os seus cumprimentos))"
)
_OF_THE_STATE = re.compile(
    r"^(?:Republic|R[ée]publique|Rep[úu]blica|Kingdom|Royaume|Reino|State|[ÉE]tat|Estado)(?: of| de| du| del?|"
    r" d['’])\s?"
    r"(?:the |la |l['’])?",
    re.IGNORECASE,
)
_DELEGATION_WORD = r"(?:delegation|delegacion|delegacao|delegates|delegues|delegados)"
_NEAR_DELEGATION = re.compile(rf"(?:([\w-]+(?: [\w-]+)?) )?\b{_DELEGATION_WORD}\b(?: ([\w-]+(?: [\w-]+)?))?")
# A noun of a State's body, where the State stands beside it.
_STATE_BODY = re.compile(
    r"\b(?:authority|agency|commission|department|directorate|bureau|office|service|administration|inspectorate|"
    r"council|autorite|agence|direction|commissariat|office|administration|autoridad|agencia|direccion|comision|"
    r"servicio|administracion|institut(?:e|o)?|ministry|ministere|ministerio)\b"
)
_SELF_NAMED = re.compile(
    r"(?:\b(?:our|notre|nos|nuestra|we are|sommes|somos)|(?:,|\b(?:we are|from|for|represent|sommes|somos|of|de|"
    r"para|por))"
    r" (?:an?|the|une?|la|una|l'))\s?(?:[\w-]+ ){0,3}?(?:ngo|ong|charity|non-profit|"
    r"association|asociacion|foundation|fondation|fundacion|federation|federacion|university|universite|universidad|"
    r"municipality|municipalite|municipalidad|commune|city council|ministry|ministere|ministerio|company|entreprise|"
    r"empresa|trade union|syndicat|sindicato|network of|reseau|collectif|colectivo)\b"
)
_MISSION = re.compile(
    r"\b(?:permanent mission|mission permanente|mision permanente|embassy|ambassade|embajada|government|gouvernement|"
    r"gobierno|ministry|ministere|ministerio|consulate|consulat|consulado)\b"
)
_BEHALF = re.compile(
    # "Please register, for the City of X:" and then the persons.
    r"\b(?:(?:for|pour|por|para) (?=[^,.;:]{3,70} ?:)(?:the |la |l'|le |les |el |los )?|"
    r"(?:us|people|persons|colleagues|team|students|personnes|collegues|equipe|etudiants|personas|colegas|equipo|"
    r"nous|nosotr[oa]s|estudiantes|representatives?|participants?|delegates?|members?|staff|officials?|nominees?|"
    r"behalf|nom|part|name|"
    r"representantes?|"
    r"delegues?|participantes?|delegados|miembros|funcionarios|nombre|parte)(?: suivante?s| siguientes| below)? "
    r"(?:of|from|de|du|des|del|d')\s*(?:the |la |l'|le |les |el |los )?)"
)
# A desk that every body has names none.
_ANY_OFFICE = re.compile(
    r"^(?:the |le |la |el )?(?:admin\w*|secretaria\w*|registry|protocol\w*|office|bureau|oficina|info)(?: \w+)?$"
)
# "Delta Network Office": the mailbox of the body.
_OFFICE_END = re.compile(
    r"(?<=\w{3})(?: [-–|] ?| )(?:Main |General )?(?:Office|Secretariat|Team|Admin|Info|Contact|Registrations?|Events?)$"
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
    people: Collection[Proposal] = (),
) -> Belonging:
    """The sender's body and country: signature, header, labelled lines outside the persons, the delegation named."""
    # "Le bureau" below the text is a desk of some body.
    is_desk = bool(_ANY_OFFICE.match(flat(signed.organisation)))
    found = Belonging("" if is_desk else signed.organisation, signed.country, countries=countries)
    told = _told(text, files, countries)
    _organisation(found, mail, told[0], f"{mail.subject}\n\n{text}", sender.domain)
    whole = "\n".join([mail.subject, text, *(file.text[:3000] for file in files)])
    found.delegation = _delegation(whole, found.organisation, countries)
    found.country = (
        (found.delegation.country if found.delegation else "")
        or found.country
        or told[1]
        or bodies.country_in(found.organisation, countries)
        or _country_beside(whole, found.organisation, countries)
        or bodies.country_in(re.sub(r"[_.]", " ", " ".join(file.filename for file in files)), countries)
        or _country_in_lines(mail, text, files, countries)
    )
    if found.delegation is None and found.country and len(people) > 1:
        of_people = [found.organisation, signed.organisation, *(person.organisation for person in people)]
        if organ := next((name for name in of_people if _MISSION.match(flat(name))), ""):
            found.delegation = Delegation(found.country, found.organisation, Reason("organisation", organ))
    is_state = bool(found.delegation and found.delegation.country)
    found.category = (
        categories.category_of(found.organisation, signed.organisation, _clues(mail, signed), _letterheads(files))
        or ("member_state" if is_state or _is_of_state(whole, found.organisation, countries) else "")
        or categories.category_of(*(said[0] for said in [_SELF_NAMED.search(flat(text))] if said))
        or categories.category_of(*_spoken_of(text))
        or categories.category_of(*_beside(whole, [found.organisation, *(person.organisation for person in people)]))
    )
    found.country = found.country or _weak_country(mail, signed, people, countries)
    spoken = squeeze(" . ".join([mail.subject, *intent.request, *intent.attached]))
    found.is_for_all = not is_state and bool(found.organisation) and _speaks_for(spoken, found.organisation)
    return found


def _organisation(found: Belonging, mail: Mail, told: str, text: str, domain: str) -> None:
    """The body: signed, in the header, on a labelled line, or named in a sentence; without its city."""
    is_body = bodies.starts_as_body(mail.sender.name) and not _ANY_OFFICE.match(flat(mail.sender.name))
    header = _OFFICE_END.sub("", mail.sender.name) if is_body else ""
    found.is_office = is_body
    if header and (not found.organisation or key(header).startswith(key(found.organisation))):
        found.organisation, found.reason = header, Reason("header", "From")
    if not found.organisation and told:
        found.organisation, found.reason = told, Reason("line", told)
    if not found.organisation and (named := _named_body(text, domain)):
        found.organisation, found.reason = named, Reason("sentence", named)
    found.organisation = places.without_city(found.organisation)


def _speaks_for(text: str, organisation: str) -> bool:
    """ "representatives of X", "on behalf of X": X stands right behind."""
    wanted = key(organisation)
    return any(key(text[found.end() : found.end() + 150]).startswith(wanted) for found in _BEHALF.finditer(flat(text)))


def _clues(mail: Mail, signed: Proposal) -> str:
    bodies_of_mail = [mail.body, *(block.body for block in mail.body.forwarded)]
    return "\n".join(
        [signed.organisation, signed.function, mail.sender.name, *(body.signature for body in bodies_of_mail)]
    )


def _told(text: str, files: tuple[Attachment, ...], countries: Mapping[str, Collection[str]]) -> tuple[str, str]:
    """The body and the country on labelled lines of the text or of the files: "Nominating authority: …, Zambia"."""
    organisation = country = ""
    rows = [row for file in files for table in file.tables for row in table.rows[:200] if len(row) == 2 and all(row)]
    forms = "\n".join(f"{label.rstrip(' :')}: {value}" for label, value in rows)
    for source in (text, *(file.text[:20_000] for file in files), forms):
        for line in lines.labelled(source.split("\n")[:400]):
            if line.field == "organisation" and not organisation and line.value and "|" not in line.value:
                organisation, code = bodies.placed(line.value, countries)
                country = country or code
            elif line.field == "country" and not country:
                country = bodies.country_of(line.value, countries)
    return organisation[:200], country


_NAMED = r"[A-ZÀ-Þ][\w'’-]*"
_SMALL = r"of|de|du|des|del|d'|la|les|for|pour|para|and|et|y|the|el|los|las"
_ASKS = re.compile(
    r" (?:(?:would|will|wish\w*|hopes?|intends?|nominates?|designates?|is (?:pleased|happy|glad)|"
    r"ha[sd]? (?:nominated|designated|appointed|proposed|chosen)|has the (?:honou?r|pleasure)|"
    r"souhait\w*|désir\w*|a (?:le plaisir|l['’]honneur)|propose|désigne|a (?:désigné|nommé|proposé|choisi)|"
    r"participera|sera représentée?|desea|quisiera|tiene (?:el (?:honor|agrado|gusto)|a honra)|se complace|"
    r"ha (?:designado|nombrado|propuesto)|designa|propone|participará|estará representad[oa]))\b"
)


def _named_body(text: str, domain: str) -> str:
    """The body on whose behalf the mail speaks: a capitalised name behind "representatives of", "on behalf of"."""
    joined = squeeze(re.sub(r"\n[^\S\n]*\n", " . ", text))
    plain = flat(joined)
    for found in _BEHALF.finditer(plain):
        name = re.match(
            r"(?:[A-ZÀ-Þ][\w'’-]*|of|de|du|des|del|d'|la|les|l'|for|pour|para|and|et|y|the|el|los|"
            r"las)(?:[ \u00a0](?:[A-ZÀ-Þ][\w'’-]*|(?:of|de|du|des|del|la|les|for|pour|para|and|et|y|the|el|los|"
            r"las)(?!\w)))*",
            joined[found.end() : found.end() + 120],
        )
        bare = (
            re.sub(r"(?:\s+(?:of|de|du|des|del|la|les|for|pour|para|and|et|y|the|el|los|las))+$", "", name[0])
            if name
            else ""
        )
        # Where no noun says that it is a body, the address may: "on behalf of Blue Tide", @bluetide.org.
        is_body = bodies.starts_as_body(bare) or key(bare).replace(" ", "") in re.sub(r"[^a-z0-9]", "", domain)
        if bare and is_body and len(bare.split()) > 1:
            return bare
    return _body_that_asks(joined)


def _body_that_asks(text: str) -> str:
    """ "The Forum of Lakes (Kampala) would like to send …": the name before the verb."""
    for verb in list(_ASKS.finditer(text))[:40]:
        before = re.sub(r"\s*\([^()]{1,60}\)\s*$", "", text[max(0, verb.start() - 120) : verb.start()])
        name = re.search(
            rf"(?:^|[.,;:]\s|\b(?:[Tt]he|[Ll]a|[Ll]e|[Ee]l) |\b[Ll]['’])((?:{_NAMED})(?: (?:{_NAMED}|{_SMALL}))*)$",
            before,
        )
        bare = re.sub(r"^(?:The|La|Le|El|L['’]) ?", "", name[1]) if name else ""
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
    for found in _NOTE_OF.finditer(plain):
        if code := bodies.country_at(_OF_THE_STATE.sub("", joined[found.end() :]), countries):
            return Delegation(code, organisation, Reason("words", joined[found.start() : found.end() + 20]))
    for found in _SENT_BY.finditer(plain):
        if code := bodies.country_at(joined[found.end() :], countries):
            return Delegation(code, organisation, Reason("words", joined[found.start() : found.end() + 20]))
    for found in _NEAR_DELEGATION.finditer(plain):
        if code := places.country_by_adjective(found[1] or "") or places.country_by_adjective(found[2] or ""):
            return Delegation(code, organisation, Reason("words", joined[found.start() : found.end()]))
    if _MISSION.search(flat(organisation)) and (code := bodies.country_in(organisation, countries)):
        return Delegation(code, organisation, Reason("organisation", organisation))
    return None


def _country_beside(text: str, organisation: str, countries: Mapping[str, Collection[str]]) -> str:
    """The one country named in the sentence that names the body: "the Lake Institute (Delft, Netherlands)"."""
    wanted = flat(organisation)
    if len(wanted) < 4:
        return ""
    for sentence in sentences_of(text)[:40]:
        if wanted in flat(sentence) and (code := bodies.country_in(sentence, countries)):
            return code
    return ""


def _agency_of(text: str) -> str:
    """ "the Canadian agency", "l'Agence togolaise": the one country whose body is named by an adjective."""
    found = set()
    plain = flat(squeeze(text[:4000]))
    for noun in list(_STATE_BODY.finditer(plain))[:60]:
        beside = [*plain[: noun.start()].split()[-1:], *plain[noun.end() :].split()[:1]]
        found |= {code for word in beside if (code := places.country_of_adjective(word))}
    return found.pop() if len(found) == 1 else ""


def _spoken_of(text: str) -> list[str]:
    """What stands behind "representatives of", "on behalf of", up to the next sign."""
    joined = squeeze(text)
    ends = [found.end() for found in _BEHALF.finditer(flat(joined))][:20]
    return [re.split(r"[.,;:()]", joined[end : end + 80])[0] for end in ends]


def _beside(text: str, names: list[str]) -> list[str]:
    """What a body is, said right before or behind its name: "l'association X", "X, an NGO based in", "X (charity)"."""
    plain, said = flat(squeeze(text)), []
    for wanted in dict.fromkeys(flat(name) for name in names if len(name) > 3):
        for found in list(re.finditer(rf"\b{re.escape(wanted)}\b", plain))[:10]:
            before = re.split(r"[.,;:()]", plain[: found.start()])[-1].split()[-2:]
            behind = re.match(r"(?:, | \()(?:an? |une? |una? |the |la |l')?((?:[\w-]+ ?){1,3})", plain[found.end() :])
            said += [" ".join(before), *([behind[1]] if behind else [])]
    return said


def _letterheads(files: tuple[Attachment, ...]) -> str:
    """The first two lines of each file."""
    return "\n".join("\n".join(file.text.strip().split("\n")[:2])[:200] for file in files if not file.tables)


def _country_in_lines(
    mail: Mail, text: str, files: tuple[Attachment, ...], countries: Mapping[str, Collection[str]]
) -> str:
    """The one country in the subject, in brackets of the text, or at the head of a letter."""
    of_itself = next((one for one in sentences_of(text)[:40] if _SELF_NAMED.search(flat(one))), "")
    brackets = {bodies.placed(f"x {found}", countries)[1] for found in re.findall(r"\([^()]{3,80}\)", text)[:20]} - {""}
    code = bodies.country_in(mail.subject, countries) or places.country_by_adjective(mail.subject)
    code = code or (brackets.pop() if len(brackets) == 1 else "") or bodies.country_in(of_itself, countries)
    return code or _agency_of(text) or bodies.country_in(_letterheads(files), countries)


def _weak_country(
    mail: Mail, signed: Proposal, people: Collection[Proposal], countries: Mapping[str, Collection[str]]
) -> str:
    """The adjective in the body's name, the end of the address, the code of the telephones."""
    phones = " ; ".join([signed.phone, *(person.phone for person in people)])
    domains = [mail.sender.domain, *(person.email.rpartition("@")[2] for person in people)]
    return (
        places.country_by_adjective(f"{signed.organisation} {mail.sender.name}")
        or places.country_of_domains(domains, countries)
        or places.country_dialled(phones)
    )


def _is_of_state(text: str, organisation: str, countries: Mapping[str, Collection[str]]) -> bool:
    """ "the Ports Authority of Ghana", "Bureau of Water, Philippines", "l'Agence canadienne": the State is "
    "beside it."""
    if not organisation:
        return bool(_agency_of(text))
    if not _STATE_BODY.search(flat(organisation)):
        return False
    if places.country_by_adjective(organisation) or bodies.country_in(organisation, countries):
        return True
    joined, wanted = squeeze(text), flat(organisation)
    place = flat(joined).find(wanted) if wanted else -1
    behind = re.match(r"(?:,| of| de| du| del| -)\s?(?:the |la |le |l'|el )?", flat(joined[place + len(wanted) :]))
    if place < 0 or not behind:
        return False
    rest = joined[place + len(wanted) + behind.end() :]
    return bool(bodies.country_at(rest, countries))
