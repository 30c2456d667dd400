"""Junk: lists of attendees, false hotel desks, phishing, congresses that live on their fees. It gets no answer."""

import re

from mailreader.facts import Mail
from mailreader.findings import Reason
from mailreader.flat import bounded, flat, squeeze

_STRONG_SPAM = re.compile(
    r"\b(?:(?:attendees?|delegates?|visitors?|registrants?|exhibitors?|participants?|e-?mail|mailing|"
    r"contacts?)['s]* (?:e-?mail |mailing |contact |data)?(?:lists?|database|data)\b.{0,200}"
    r"\b(?:interested|counts?|cost|pric\w+|purchase|acquir\w+|buy|verified|discount|opt|offer\w*)|"
    r"(?:interested in|purchas\w+|acquir\w+|buy\w*).{0,60}(?:attendees?|delegates?|visitors?|registrants?|e-?mail|"
    r"contacts?)['s]* (?:list|database|data)|\d[\d,.]* (?:verified|opt-?in) |send (?:me )?(?:the )?counts? (?:and|"
    r"&) (?:cost|pric\w+)|"
    r"(?:liste|base de donnees|fichier) (?:des?|de) (?:participants|contacts|visiteurs|emails).{0,120}(?:prix|tarif|"
    r"achat|acheter|interesse|vendre|verifi)|(?:lista|base de datos) de (?:asistentes|participantes|contactos|"
    r"correos).{0,120}(?:precio|coste|comprar|verificad|interesad|vender)|"
    r"(?:official|designated|preferred|exclusive|authori[sz]ed) (?:housing|accommodation|hotel|travel)\b.{0,30}|"
    r"(?:room|hotel) (?:block|rates?).{0,120}(?:delegates?|participants?|attendees?|speakers?|conference|credit card|"
    r"reserv)|"
    r"(?:delegates?|participants?|attendees?|speakers?|event).{0,160}(?:hotel|rooms?|"
    r"accommodation).{0,160}(?:credit card|selling out|sold out|limited|discount|special rates?|reserve now|"
    r"book now)|"
    r"(?:chambres?|hotel|hebergement).{0,160}(?:carte (?:bancaire|de credit)|tarifs? (?:preferentiels?|negocies?)|"
    r"reservez)|(?:hotel|habitacion\w*|alojamiento).{0,160}(?:tarjeta de credito|tarifas? (?:especial\w*|"
    r"preferente\w*)|reserve ya)|"
    r"(?:mailbox|account|password|storage|boite (?:aux lettres|mail)|compte|contrasena|buzon|"
    r"cuenta).{0,80}(?:expir\w+|suspend\w+|full|quota|verif\w+|validate|desactiv\w+|caduc\w+).{0,200}(?:click|"
    r"cliquez|clic|log ?in|link|lien|enlace)|"
    r"(?:inheritance|beneficiary|lottery|winning|next of kin|unclaimed (?:fund|sum)|million (?:usd|dollars|euros)|"
    r"heritage de|loterie|herencia|loteria)|"
    r"\bseo (?:services?|packages?|expert|ranking)|(?:first page|rank\w*) (?:of|on|in) google|"
    r"increase (?:your )?(?:traffic|sales|leads)|guest post|backlinks?|crypto\w* invest\w*|bitcoin)"
)
_WEAK_SPAM = re.compile(
    r"\b(?:\d{1,2} ?% (?:off|discount|de (?:remise|reduction|descuento))|opt[- ]?out|unsubscribe|leave out|act now|"
    r"limited (?:time|offer)|special offer|free quote|best price|business proposal|click here|cliquez ici|haga clic|"
    r"offre speciale|oferta especial|se desabonner|desinscrire|darse de baja|increase your|sales executive|"
    r"marketing executive|data executive|lead generation|loan|investment opportunity|dear (?:sir/madam|friend|"
    r"beneficiary|user|customer)|whatsapp me)\b"
)


# What invitations to congresses that live on their fees say; one alone is said by honest people, too.
_CONGRESS = {
    "praises": re.compile(
        r"\b(?:greetings (?:of the day|from)|(?:hope|trust) this (?:e-?mail|message|letter) finds you|eminent|esteemed|"
        r"renowned|(?:in view of|given|considering|impressed by) your (?:\w+ ){0,2}(?:contribution|expertise|work|"
        r"publication|reputation)|su (?:destacada|valiosa) (?:contribucion|trayectoria)|votre (?:eminente?|precieuse) "
        r"(?:contribution|expertise))"
    ),
    "invites": re.compile(
        r"\b(?:invite|welcome|inviter|invitar|invitarl[eo]|invitation|invitacion)\b.{0,120}\b(?:keynote|speaker|"
        r"orateur|ponente|delegate|chair|organi[sz]ing committee|editorial board|submit)"
    ),
    "asks": re.compile(
        r"\b(?:submit|send|soumettre|enviar|envoyer)\b.{0,60}\b(?:abstract|full paper|manuscript|"
        r"title of (?:your )?talk|"
        r"resume|resumen|short biography|biography and photo)"
    ),
    "sells": re.compile(
        r"\b(?:early[- ]?bird|group (?:of \d|discount)|registration (?:fees?|packages?|categor)|(?:speaker|delegate|"
        r"student|listener|poster) registration|frais d'inscription|cuota de inscripcion)|"
        r"(?:\b(?:usd|eur|gbp)|[$€£]) ?\d{2,}|\d{2,} ?(?:(?:usd|eur|gbp)\b|[$€£])"
    ),
    "prints": re.compile(
        r"\b(?:open[- ]access|impact factor|indexed (?:in|by)|scopus|web of science|doi|isbn|peer[- ]review)"
    ),
    "presses": re.compile(
        r"\b(?:(?:few|limited|last|only) (?:\w+ ){0,3}(?:slots?|seats?|places?)|within (?:24|48|72) hours|"
        r"prompt (?:reply|"
        r"response)|earliest reply|dernieres places|ultimas plazas)"
    ),
    "lets_go": re.compile(
        r"\b(?:unsubscribe|opt[- ]?out|do not wish to (?:hear|receive)|se desabonner|desinscri|darse de baja)"
    ),
}
_MANY_SIGNS = 4


def _sells_a_congress(plain: str) -> bool:
    """It invites, it has a price, and four signs are there at least."""
    signs = {name for name, pattern in _CONGRESS.items() if pattern.search(plain)}
    return len(signs) >= _MANY_SIGNS and {"invites", "sells"} <= signs


def spam_reason(mail: Mail, *, is_known: bool) -> Reason | None:
    """Why the mail is junk: the server said so, or what it sells. A sender we know is never junk by words alone."""
    plain = flat(squeeze(bounded(f"{mail.subject}\n{mail.body.own}\n{mail.body.signature}", 8000)))
    strong, weak = _STRONG_SPAM.search(plain), len(set(_WEAK_SPAM.findall(plain)))
    is_flagged = flat(mail.header("x-spam-flag")).startswith("yes") or flat(mail.header("x-spam-status")).startswith(
        "yes"
    )
    if is_known:
        return None
    if strong and (weak or is_flagged or len(_STRONG_SPAM.findall(plain)) > 1):
        return Reason("sells", squeeze_to(strong[0]))
    if strong and mail.body.own and not mail.attachments:
        return Reason("sells", squeeze_to(strong[0]))
    if not mail.attachments and _sells_a_congress(plain):
        return Reason("sells", "congress")
    return Reason("X-Spam-Flag", mail.header("x-spam-score")) if is_flagged else None


def squeeze_to(text: str, length: int = 80) -> str:
    """The beginning of a text."""
    return text if len(text) <= length else f"{text[:length]}…"
