"""Who comes with the writer: "Grace and I", whose whole name stands elsewhere in the mail; "X will come with me"."""

import re

from mailreader import bodies
from mailreader.fill import Filler
from mailreader.findings import Proposal, Reason
from mailreader.flat import flat, squeeze
from mailreader.intent import Intent
from mailreader.names import PARTICLES, looks_like_name
from mailreader.prose import NAME_AFTER

_WORD = r"[A-ZÀ-Þ][\w'’-]+"
# It begins what is said: "the Institute for Rural Mobility (Ghana) and I" names nobody.
_AND_I = re.compile(
    rf"(?:^|[.,;:!] |\b(?:that|both|que) )({_WORD}(?: {_WORD})?)(?: ?\([^()]{{1,30}}\))?,? (?:and (?:I|myself)|"
    rf"et moi(?:-m[êe]me)?|y yo)\b"
)
_FAMILY = rf"(?:(?:{'|'.join(sorted(PARTICLES))}) ){{0,2}}{_WORD}"
# "Un photographe, Yanis Belhadj, m'accompagnera": name and office, in either order, before the verb.
_COMES_ALONG = re.compile(
    r"\b(?:m'accompagner(?:a|ont)|nous accompagner(?:a|ont)|(?:me|nos) acompanara|will (?:accompany|be with|come with) "
    r"(?:me|us)|(?:sera|seront) avec moi|kommt mit mir)\b"
)
_OFFICE = r"(?: is| est| es|,) (?:our|the|notre|la|le|nuestr[oa]|una?|une|an?) ([^,.;]{3,70})"


def companions_in(intent: Intent, filler: Filler) -> list[Proposal]:
    """Those who come along, each with address and office where the mail says them."""
    found: list[Proposal] = []
    for sentence in [*intent.request, *intent.strong]:
        for said in _AND_I.finditer(sentence):
            whole = said[1] if " " in said[1] else _in_full(said[1], filler)
            if looks_like_name(whole):
                found.append(_person(whole, sentence, filler))
    for sentence in intent.sentences:
        verb = _COMES_ALONG.search(flat(sentence))
        for comma in re.finditer(r",\s", sentence[: verb.start()]) if verb else []:
            name = NAME_AFTER.match(sentence, comma.end())
            is_name = name is not None and len(name[1].split()) > 1 and looks_like_name(name[1])
            if name is not None and is_name and not bodies.is_function(name[1]):
                person = _person(name[1], sentence, filler)
                before = re.split(r"[.;:,]", sentence[: comma.start()])[-1].strip()
                office = re.sub(
                    r"^(?:une?|la|le|an?|the|my|our|mon|ma|notre|una?|el|mi|nuestr[oa]) ", "", before.lower()
                )
                if bodies.begins_as_function(office) and len(office) < 60:
                    person.put("function", office[:1].upper() + office[1:], person.source)
                found.append(person)
    return found


def _in_full(given: str, filler: Filler) -> str:
    """The one name that begins so, as the mail has it in a sentence or among those in copy."""
    names = {squeeze(match[0]) for match in re.finditer(rf"\b{re.escape(given)}\s+{_FAMILY}", filler.evidence.text)}
    whole = [name for name in names if looks_like_name(name)]
    return whole[0] if len(whole) == 1 else ""


def _person(name: str, sentence: str, filler: Filler) -> Proposal:
    reason = Reason("sentence", squeeze(sentence)[:160])
    person = Proposal(source=reason)
    written = r"\s+".join(re.escape(word) for word in name.split())
    address = re.search(rf"{written}[\"']?\s*<([^<>@\s]+@[^<>\s]+)>", filler.evidence.text)
    if address:
        filler.fill(person, "email", address[1], reason)
    filler.name(person, name, reason)
    office = re.search(written + _OFFICE, filler.evidence.text)
    if office and bodies.is_function(office[1]):
        function, body = bodies.split_function(squeeze(office[1]))
        filler.fill(person, "function", function, reason)
        filler.fill(person, "organisation", body, reason)
    return person
