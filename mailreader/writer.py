"""The writer as a participant: what he or she says of himself in sentences, in the header and in the signature."""

import re

from mailreader import bodies
from mailreader.facts import Address
from mailreader.fill import Filler, phone_in
from mailreader.findings import Proposal, Reason
from mailreader.flat import flat, key, squeeze
from mailreader.intent import Intent
from mailreader.labels import LABELLED, field_of
from mailreader.names import looks_like_name
from mailreader.prose import NAME_AFTER
from mailreader.signatures import read_signature
from mailreader.titles import TITLE_PATTERN, strip_titles

_FIRST_PERSON = re.compile(
    r"(?:^|[,;] ?|\b)(?:i am|i'm|i work as|i serve as|je suis|soy|en ma qualite de|en tant que|in my capacity as|as|"
    r"como|en mi calidad de|en calidad de|trabajo como|je travaille comme)"
    r" (?:the |an? |l'|le |la |une? |el |una? )?(?=[a-z])"
)
_TAIL = re.compile(
    r"(?:[.;:?!]|,? (?:and (?:i|we|would)|et (?:je|nous|souhait)|y (?:deseo|quisiera|me)|i (?:would|wish|hereby|am|"
    r"will|plan)|je |j'|nous |deseo|quisiera|me gustaria|me permito|je me|we ))"
)
_MY_NUMBER = re.compile(
    r"\b(?:(?:reach|call|contact|ring|phone|text) me|my (?:\w+ )?(?:phone|mobile|number|cell)|me (?:joindre|contacter|"
    r"rejoindre)|je suis joignable|mon (?:numero|portable|telephone)|localizarme|llamarme|contactarme|mi "
    r"(?:telefono|movil|"
    r"celular|numero))\b|^(?:mobile|cell|phone|tel|telephone|telefono|movil|portable|gsm|whatsapp)\b[ .:]*(?=[+0(])"
)


def read_apposition(intent: Intent, filler: Filler, sender: Address) -> Proposal:
    """What the writer says of himself in a sentence: "Directeur de l'Agence X (Sénégal), je souhaite …"."""
    person = Proposal(source=Reason("sentence"))
    title, person.as_written["name"] = name_said(intent, sender)
    person.put("title", title, Reason("sentence"))
    for sentence in intent.sentences:
        plain = flat(sentence)
        reason = Reason("sentence", squeeze(sentence)[:160])
        if based := _BASED.search(plain):
            person.put("country", bodies.country_at(sentence[based.end() :], filler.countries), reason)
        if _MY_NUMBER.search(plain):
            person.put("phone", phone_in(sentence), reason)
        if bodies.is_function(sentence) and re.search(r", ?(?:je|j'|nous|i|we|deseo|quisiera|me|solicito)\b", plain):
            text = sentence[: re.search(r", ?(?:je|j'|nous|i|we|deseo|quisiera|me|solicito)\b", plain).start()]  # type: ignore[union-attr]
            _function_of(person, text, reason, filler)
        for found in _FIRST_PERSON.finditer(plain):
            rest = sentence[found.end() :]
            name = NAME_AFTER.match(rest)
            if name and person.as_written["name"] and name[1] == person.as_written["name"]:
                rest = rest[name.end() :].lstrip(" ,")
            end = _TAIL.search(flat(rest))
            text = rest[: end.start()] if end else rest
            is_office = bodies.is_function(text) or bodies.is_function(text.partition(",")[0])
            if is_office and not re.match(r"(?:soon|well|for|a result)\b", flat(text)):
                _function_of(person, text, reason, filler)
    return person


_BASED = re.compile(
    r"\b(?:(?:based|living|resident|residing) in|i live in|basee? (?:en|au|a|aux)|je (?:vis|reside) (?:en|au|aux)|"
    r"(?:vivo|resido|radicad[oa]|residente) en|i am writing from|je vous ecris d[eu]) (?:the |la |el )?"
)


def _function_of(person: Proposal, text: str, reason: Reason, filler: Filler) -> None:
    text, code = bodies.placed(text, filler.countries) if len(text) < 300 else (text, "")
    text = re.split(
        r"[,;] ?(?:and|et|y) |, (?=[a-z]+ )|\s(?:and|et|y) (?=[A-ZÀ-Þ]\S+ [A-ZÀ-Þ]\S+ (?:is|est|es)\b)", text
    )[0].strip(" ,")
    if len(text) > 200:
        return
    text, nearer = bodies.placed(text, filler.countries)
    function, body = bodies.split_function(text)
    function = re.sub(r"^(?:the|le|la|l'|el|une?|an?|una) ?", "", function) if not function[:1].isupper() else function
    person.put("function", function[:1].upper() + function[1:], reason)
    body, second = bodies.placed(body, filler.countries)
    person.put("organisation", body, reason)
    person.put("country", code or nearer or second, reason)


_CALLED = re.compile(r"\b(?:my name is|i am|i'm|je m'appelle|je suis|me llamo|mi nombre es|soy|ich bin)\s+")


def name_said(intent: Intent, sender: Address) -> tuple[str, str]:
    """Title and name that the writer gives himself, if header or address have a part of the name.

    "Soy Pablo Iriarte", "My name is Dr. Ana Poe", "Full name as in passport: …".
    """
    known = key(f"{sender.name} {sender.local}")
    for sentence in intent.sentences[:30]:
        labelled = LABELLED.match(sentence)
        if labelled and field_of(labelled[1]) == "full_name":
            title, name = strip_titles(labelled[2])[1:]
            if looks_like_name(name) and any(word in known for word in key(name).split()):
                return title, name
        for found in _CALLED.finditer(flat(sentence)):
            titled = TITLE_PATTERN.match(sentence, found.end())
            said = NAME_AFTER.match(sentence, titled.end() if titled else found.end())
            words = key(said[1]).split() if said else []
            if said and len(words) > 1 and looks_like_name(said[1]) and any(word in known for word in words):
                return strip_titles(titled[0])[1] if titled else "", said[1]
    return "", ""


def sender_proposal(sender: Address, signature: str, filler: Filler, said: Proposal, reason: Reason) -> Proposal:
    """The writer as a participant, from the header, the signature and what the text says."""
    person = Proposal(source=reason, is_sender=True)
    signed = read_signature(signature, sender, filler)
    person.put("email", sender.email, Reason("sender"))
    name = better_spelling(sender.name, signature)
    # The header may have less than the whole name.
    if len(name.split()) < max(2, len(said.as_written.get("name", "").split())):
        name = said.as_written["name"]
    if looks_like_name(strip_titles(name.replace(",", ""))[2], is_titled=True):
        filler.name(person, name, Reason("sender"))
    for source in (said, signed):
        copy_missing(person, source)
    return person


def better_spelling(name: str, signature: str) -> str:
    """The name as it is signed, where that is the same name with its accents and in the order of speech."""
    name = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", name).strip()
    for line in signature.split("\n")[:6]:
        for piece in re.split(r"[,|]", line):
            bare = strip_titles(piece.strip(" -*_"))[2]
            if bare and sorted(key(bare).split()) == sorted(key(name).split()):
                return bare if not bare.isupper() else name
    return name


def copy_missing(person: Proposal, source: Proposal) -> None:
    """Fill the gaps of one from the other, with the other's reasons."""
    for field in ("honorific", "title", "function", "organisation", "country", "phone", "mode", "category"):
        if value := getattr(source, field):
            person.put(field, value, source.reasons.get(field, source.source), is_assumed=field in source.assumed)
    for name, value in source.restricted.items():
        person.restricted.setdefault(name, value)
