"""What stands below a mail: the writer's function, body, country and telephone."""

import re

from mailreader import bodies, places
from mailreader.facts import Address
from mailreader.fill import Filler, phone_in
from mailreader.findings import Proposal, Reason
from mailreader.flat import flat, key
from mailreader.headers import EMAIL
from mailreader.labels import LABELLED, field_of
from mailreader.names import looks_like_name, same_name
from mailreader.titles import strip_titles


def read_signature(signature: str, sender: Address, filler: Filler) -> Proposal:
    """What a signature says of the person: function, body, country, telephone."""
    person = Proposal(source=Reason("signature"))
    reason = Reason("signature")
    left: list[str] = []
    for line in [line.strip(" *|_-") for line in signature.split("\n")][:16]:
        line = _behind_name(line, sender) or line
        if not line or len(line) > 160 or same_name(strip_titles(line)[2], sender.name):
            _titled(person, line, sender, reason)
            continue
        if person_phone := phone_in(line):
            person.put("phone", person_phone, reason)
            line = re.split(r"(?i)\b(?:t[ée]l|phone|mobile|m[óo]vil|fax|cell)\b", line)[0].replace(person_phone, "")
        labelled = LABELLED.match(line)
        if labelled and ":" in line and (field := field_of(labelled[1])):
            filler.fill(person, field, labelled[2], Reason("signature", line))
            continue
        _signature_line(person, line, reason, filler)
        left.append(line)
    named = next((line for line in left if _is_named_elsewhere(line, person, sender, filler)), "")
    person.put("organisation", named, reason, is_assumed=True)
    return person


def _is_named_elsewhere(line: str, person: Proposal, sender: Address, filler: Filler) -> bool:
    """No noun says that "Tidelines" is a body: the address is there, or the text says "at Tidelines"."""
    bare = key(line)
    if (
        len(bare) < 4
        or not looks_like_name(line, is_titled=True)
        or bodies.is_function(line)
        or person.function == line
    ):
        return False
    if bodies.country_of(line, filler.countries) or same_name(line, sender.name):
        return False
    if bare.replace(" ", "") in re.sub(r"[^a-z0-9]", "", sender.domain):
        return True
    wanted = re.escape(flat(line).strip())
    return bool(re.search(rf"\b(?:at|with|chez|join|represent|representing|dans|en) {wanted}\b", filler.evidence.plain))


def signer(signature: str) -> str:
    """The person who signed: a name at the head of the signature; "" where an office signs."""
    for line in signature.split("\n")[:5]:
        bare = strip_titles(re.sub(r"\([^()]*\)", "", line).partition(",")[0].strip(" *|_-"))[2]
        if bare and looks_like_name(bare) and not bodies.is_function(bare) and not bodies.starts_as_body(bare):
            return bare
    return ""


def _behind_name(line: str, sender: Address) -> str:
    """ "Helena Strand, Director, Portland Cooperative": what stands behind the writer's name."""
    head, comma, tail = line.partition(",")
    return tail.strip() if comma and sender.name and same_name(strip_titles(head)[2], sender.name) else ""


def _titled(person: Proposal, line: str, sender: Address, reason: Reason) -> None:
    honorific, title, rest = strip_titles(line)
    if line and same_name(rest, sender.name):
        person.put("honorific", honorific, reason)
        person.put("title", title, reason)
        person.as_written.setdefault("name", rest)


def _signature_line(person: Proposal, line: str, reason: Reason, filler: Filler) -> None:
    line, code = bodies.placed(EMAIL.sub("", line).strip(" ,"), filler.countries)
    person.put("country", code, reason)
    is_place = bool(bodies.country_of(line, filler.countries)) or places.is_city(line)
    if code and person.function and looks_like_name(line) and not bodies.is_function(line) and not is_place:
        # "Civic Bridge, South Africa" below the function: no noun says so, but the place does.
        person.put("organisation", line, reason, is_assumed=True)
    if code := bodies.country_of(line, filler.countries):
        person.put("country", code, reason)
        return
    for segment in re.split(r"\s*(?:\||\s[-–—·•]\s)\s*", line):
        if segment.strip() and not re.match(r"(?:https?|www)", segment):
            _signature_segment(person, segment, reason)


# Parts of a body: what stands in the signature besides them counts more.
_UNIT = re.compile(
    r"^(?:the |le |la |l'|el )?(?:secretaria\w*|cabinet|gabinete|bureau|service|"
    r"servicio|unit|unidad|department|departement|departamento|division|direction|"
    r"direccion|section|office of)\b"
)


def _whole_of(unit: str) -> str:
    """ "Le secrétariat de la Direction générale de l'emploi" is of that body; another unit stays."""
    found = re.match(r"(?:the |le |la |l'|el )?\w+ (?:of the|of|de la|de l'|du|del|de) ?", flat(unit))
    rest = unit[found.end() :] if found else ""
    return rest if rest[:1].isupper() and bodies.starts_as_body(rest) else unit


def _signature_segment(person: Proposal, text: str, reason: Reason) -> None:
    """A function, a body, or both: "Project Lead, Open Doors Network"."""
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if bodies.is_function(text) and not person.function:
        function, body = bodies.split_function(text)
    elif len(pieces) > 1 and bodies.is_function(pieces[0]) and bodies.starts_as_body(pieces[1]) and not person.function:
        function, body = pieces[0], pieces[1]
    else:
        function, body = "", text.strip(" ,") if bodies.starts_as_body(text) and not re.search(r"\d{3}", text) else ""
    person.put("function", function, reason)
    is_unit = bool(_UNIT.match(flat(body)))
    person.put("organisation", _whole_of(body) if is_unit else body, reason, is_assumed=is_unit)
