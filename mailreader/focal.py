"""Who answers for the others: whom the mail names as the contact, else who writes; and whether he or she comes."""

import re

from mailreader.facts import Address
from mailreader.fill import Filler
from mailreader.findings import FocalPoint, Proposal, Reason
from mailreader.flat import flat, squeeze
from mailreader.headers import EMAIL
from mailreader.intent import Intent
from mailreader.names import mentions, same_name
from mailreader.prose import NAME_AFTER
from mailreader.titles import TITLE_PATTERN, strip_titles

_FOCAL = re.compile(
    r"\b(?:focal points?|points? focal|points? focaux|puntos? focal(?:es)?|contact point|liaison officer|"
    r"personne de contact|contact person|persona de contacto|point of contact|contact for (?:this|the|our))\b"
)
# Whom else to write to: "for any question please contact Ms X", "toute correspondance à M. Y".
_WRITE_TO = re.compile(
    r"\b(?:contact(?:er|ez|ar)?|s'adresser|address|direct|adresser|dirigir(?:se)?|write|ecrire|escribir|correspondence|"
    r"correspondance|correspondencia|questions?|consultas?|queries|information)\b"
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
    r" (?:attend|participat|join|tak(?:e|ing) part|com(?:e|ing)\b|travel|there\b|present\b|among|mak(?:e|ing) the "
    r"(?:trip|journey)|(?:a )?(?:part|member) of the)"
)
_STAYS_FR = (
    r"(?:n'y |n'|ne )(?:me |m')?(?:(?:participer|assister|viendr|prendr|particip|assist|voyage|deplace|rendr)\w*"
    r"(?: \w+){0,2} pas\b|"
    r"(?:pourr\w+|peux|peut|suis|est|sera\w*|compte|souhaite|prevois|prevoit)(?: \w+){0,2} pas "
    r"(?:(?:moi-meme|elle-meme|lui-meme|personnellement|malheureusement|en mesure|a meme|y|pouvoir) ?)*(?:de |d')?"
    r"(?:y )?(?:participer|assister|prendre part|venir|me rendre|se rendre|voyager|me deplacer|"
    r"(?:etre )?(?:present|des votres|la\b|du (?:voyage|deplacement|nombre)|de la (?:partie|delegation))))"
)
_STAYS_ES_MORE = r"(?:\w+ ){0,3}?(?:asistir|participar|acudir|tomar parte|estar present|viajar|desplazarme)"
_STAYS_ES_I = (
    r"no (?:participare|asistire|acudire|estare|tomare parte|viajare|(?:ire|formare parte)\b|"
    r"(?:podre|puedo|pienso|voy a|me (?:sera|es) posible) " + _STAYS_ES_MORE + r")\b"
)
_STAYS_ES = (
    r"no (?:participara|asistira|acudira|estara|tomara parte|viajara|(?:ira|formara parte)\b|"
    r"(?:podra|puede|va a|le (?:sera|es) posible) " + _STAYS_ES_MORE + r")\b"
)
_NOT_SELF = re.compile(
    rf"\b(?:(?:i|she|he)(?: myself)? {_STAYS_EN}|not (?:be )?(?:attend|participat|tak)\w* (?:myself|part myself|"
    rf"personally)|i (?:am |will |shall |just |only )*(?:handl|deal|tak|act|writ|organi[sz]|prepar|coordinat|look|serv|"
    rf"manag|sen[dt])\w*\b(?!.{{0,80}}\b(?:mr|ms|mrs|dr|he|she|they)\b).{{0,80}}\b(?:and|but) {_STAYS_EN}|(?:je|"
    rf"elle|il|soussignee?) {_STAYS_FR}|(?:je |j')(?!.{{0,80}}\b(?:m\.|mme|monsieur|madame|il|elle)\b).{{0,80}}"
    rf"\b(?:et|mais) {_STAYS_FR}|(?:yo )?{_STAYS_ES_I}|(?:ella|el|quien|suscrit[oa]|"
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


def focal_point_of(
    requester: Address, name: str, people: list[Proposal], intent: Intent, filler: Filler, *, is_nominating: bool
) -> FocalPoint | None:
    """Who is named as the contact; else the writer, who says so or writes for two or more without being one of them."""
    others = [person for person in people if not person.is_sender and not same_name(person.full_name, name)]
    writer = next((person for person in people if person.is_sender), None)
    said = next((sentence for sentence in intent.sentences if _FOCAL.search(flat(sentence))), "")
    behalf = next((sentence for sentence in intent.sentences if _FOR_ANOTHER.search(flat(sentence))), "")
    is_for_one = len(others) == 1 and writer is None and bool(behalf)
    if not said and len(others) < 2 and not is_nominating and not is_for_one:
        return None
    if (named := _named_contact(intent, people, filler)) is not None and not same_name(named.name, name):
        return named
    is_listed = any(same_name(person.full_name, name) for person in people if person.full_name)
    attends: bool | None = True if writer or is_listed else None
    for sentence in intent.sentences:
        plain = flat(sentence)
        stays = _NOT_SELF.search(plain) or (_FOCAL.search(plain) and _FOCAL_STAYS.search(plain))
        if writer is None and stays:
            attends = False
        elif writer is None and _ATTENDS.search(plain):
            attends = True
    if attends is None and _is_all_of_them(intent, len(others)):
        attends = False
    said = said or (behalf if is_for_one else "")
    reason = Reason("sentence", said[:160]) if said else Reason("writes-for-others", str(len(others)))
    return FocalPoint(strip_titles(name)[2] or name, requester.email, attends, reason)


_COUNTS = (
    ("two", "deux", "dos"),
    ("three", "trois", "tres"),
    ("four", "quatre", "cuatro"),
    ("five", "cinq", "cinco"),
    ("six", "six", "seis"),
    ("seven", "sept", "siete"),
    ("eight", "huit", "ocho"),
)
_OF_THEM = (
    r"(?:representa\w+|represent\w+|participant\w*|deleg\w+|members?|membres?|miembros?|persons?|people|personnes?|"
    r"personas|colleagues|collegues|colegas|candidat\w*|officials?|experts?|expertes?|expert[oa]s|nominees|staff|cadres|"
    r"agents|elus|funcionari\w+|fonctionnaires)\b"
)


def _is_all_of_them(intent: Intent, listed: int) -> bool:
    """ "Our three representatives", and three are listed without the writer."""
    words = "|".join([str(listed), *(_COUNTS[listed - 2] if 2 <= listed < len(_COUNTS) + 2 else ())])
    counted = re.compile(rf"\b(?:{words}) (?:\w+ ){{0,2}}?{_OF_THEM}")
    return listed > 1 and any(counted.search(flat(sentence)) for sentence in intent.sentences)


def _named_contact(intent: Intent, people: list[Proposal], filler: Filler) -> FocalPoint | None:
    """The person whom a sentence names as the contact, with the address that stands there or in the list."""
    for sentence in intent.sentences:
        plain = flat(sentence)
        is_focal = bool(_FOCAL.search(plain))
        address = next(iter(EMAIL.findall(sentence)), "").lower()
        if not is_focal and not (_WRITE_TO.search(plain) and address):
            continue
        named = [
            name for found in TITLE_PATTERN.finditer(sentence) if (name := NAME_AFTER.match(sentence, found.end()))
        ]
        listed = next((one for one in people if one.full_name and mentions(sentence, one.family_name)), None)
        if listed is None and (len(named) != 1 or not address):
            continue
        stays = bool(_NOT_SELF.search(plain) or _FOCAL_STAYS.search(plain))
        reason = Reason("sentence", squeeze(sentence)[:160])
        if listed is not None:
            return FocalPoint(listed.full_name, address or listed.email, not stays, reason) if is_focal else None
        person = Proposal(email=address)
        filler.name(person, named[0][1], reason)
        return FocalPoint(person.full_name, address, False if stays else None, reason)
    return None
