"""Who keeps his or her place in a mail that ends, changes or fills another's."""

import re
from collections.abc import Collection

from mailreader.findings import Proposal
from mailreader.flat import flat
from mailreader.intent import Intent
from mailreader.names import mentions
from mailreader.negation import affirms

_PLACE = r"(?:places?|seats?|registrations?|inscriptions?|participation|inscripcion(?:es)?|participacion|plazas?)"
_STAYS = re.compile(
    r"\b(?:(?:remain|stay|continue)(?:s|ed|ing)?(?: \w+){0,2} (?:registered|confirmed|enrolled|booked|valid|in place|"
    r"on "
    r"(?:the|your) list|(?:in|part of|members? of) (?:the|our) delegation|as (?:planned|before|registered|confirmed))|"
    r"(?:is|are|am) (?:both |all )?still (?:registered|confirmed|attending|coming|participating)|"
    rf"(?:keep|retain)(?:s|ing)? (?:his|her|their|my|our)(?: own)? {_PLACE}|"
    r"(?:attend|come|coming|participat|join|travel)\w*(?: \w+){0,3} as (?:planned|foreseen|announced|confirmed|agreed)|"
    rf"{_PLACE}(?: \w+){{0,6}} (?:remains?|stays?|stands?|(?:is|are) (?:unaffected|unchanged|maintained|not affected)|"
    r"(?:does|do|will) not change)|"
    r"(?:rest|demeur)\w+(?: \w+){0,2} (?:inscrit|confirme|maintenu|valable|inchange|sur (?:la|votre) liste|dans la "
    rf"delegation)|(?:conserv|gard|maint[ei]en)\w*(?: bien| donc| aussi)? (?:leurs?|sa|son|ses|ma|mon|notre|"
    rf"nos) {_PLACE}|"
    rf"{_PLACE}(?: [\w']+){{0,6}} (?:(?:est|sont|reste\w*) (?:maintenu|inchange|conserve)|ne changent? pas|"
    r"(?:n'est|ne sont) pas (?:concerne|affecte|modifie))|"
    r"(?:viendr|participer|assister|ser)\w*(?: [\w']+){0,4} (?:comme (?:prevu|convenu|annonce)|normalement)|"
    r"(?:sig(?:o|ue)|qued|permane[cz]|continu|se mant[ie]+n)\w*(?: \w+){0,2} (?:inscrit|confirmad|registrad|en (?:la|"
    r"su) "
    rf"lista|en la delegacion|igual)|(?:mant[ie]+n|conserv)\w*(?: ambos| ambas)? (?:sus?|la|las|mi|nuestra) {_PLACE}|"
    rf"{_PLACE}(?: \w+){{0,6}} (?:(?:queda\w* )?sin cambios?|no cambian?|se mantienen?|no se (?:ve|modific|alter)\w*|"
    rf"sigue)|"
    r"(?:asistir|participar|acudir|ir|viajar)(?:a|an|e|emos)(?: \w+){0,3} (?:como|segun) (?:estaba |lo )?"
    r"(?:previsto|acordado|confirmado|planeado))"
)
_MINE = re.compile(
    r"\b(?:i|je|j'|yo|my own|myself|moi|moi-meme|my|ma|mon|mi|sigo|mantengo|permanezco|asistire|participare|viajare)\b"
)


def stays(sentence: str) -> bool:
    """The sentence says of somebody that a place is kept: "Ms X remains registered", "viendra comme prévu"."""
    return affirms(_STAYS, flat(sentence))


def writer_stays(sentences: Collection[str]) -> bool:
    """ "My own registration does not change": whoever goes, it is not who writes."""
    return any(_MINE.search(flat(sentence)) and stays(sentence) for sentence in sentences)


def without_staying(people: list[Proposal], intent: Intent) -> list[Proposal]:
    """Those who may be new; in a mail about others' places, who is said to keep one is not."""
    if not (intent.cancel or intent.substitute or intent.update):
        return people
    said = [sentence for sentence in intent.sentences if stays(sentence)]
    return [
        one
        for one in people
        if one.source.code != "sentence"
        or one.is_sender
        or not any(one.family_name and mentions(sentence, one.family_name) for sentence in said)
    ]
