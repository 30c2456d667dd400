"""Mail made by machines: what must never get an answer."""

import re
from collections.abc import Collection
from typing import NamedTuple

from mailreader.facts import Mail
from mailreader.findings import Bounce, Reason
from mailreader.flat import bounded, flat, squeeze
from mailreader.headers import DAEMON
from mailreader.names import looks_like_name
from mailreader.titles import strip_titles


class Machine(NamedTuple):
    """The class of a machine's mail, and the mark it was known by."""

    classification: str
    reason: Reason
    is_automatic: bool = True


_NO_REPLY = re.compile(
    r"^(?:no-?_?reply|do-?not-?reply|ne-?pas-?repondre|no-?responder|noresponder|bounces?|notifications?|"
    r"newsletter)(?:$|[+@.-])"
)
# Nobody gives these to a mail of his or her own.
_ABSENT_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|r|tr|sv)\s*:\s*)?(?:\W*)(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|repl\w+|answer)|"
    r"autoreply|auto:|out of (?:the )?office|ooo\b|i am (?:away|out)|i'm (?:away|out)|"
    r"vacation (?:reply|notice|message)|"
    r"reponse automatique|absence du bureau|absent(?:e)? du bureau|message d'absence|"
    r"notification d'absence|avis d'absence|"
    r"je suis (?:actuellement )?(?:absente?|en conges?|en vacances)|reponse d'absence|hors du bureau|"
    r"respuesta automatica|fuera de (?:la )?oficina|autorespuesta|aviso de ausencia|mensaje de ausencia|"
    r"ausente de la oficina|abwesenheits(?:notiz|meldung|nachricht|assistent|info)\w*|abwesend|nicht im (?:buro|haus)|"
    r"ausser haus|automatische (?:antwort|ruckantwort|abwesenheit\w*)|"
    r"resposta automatica|fora do escritorio|ausencia do escritorio|aviso de ausencia|ausente do escritorio|"
    r"risposta automatica|fuori (?:sede|ufficio)|assente dall'ufficio|automatisch antwoord|afwezig\w*)"
)
# People write these, too, to say that they do not come: the text must tell.
_WEAK_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|r|tr|sv)\s*:\s*)?(?:\W*)(?:away\b|on (?:\w+ )?leave|(?:maternity|parental|"
    r"paternity|sick|annual|study|home) leave|"
    r"conge (?:maternite|parental|annuel)|baja (?:maternal|medica)|mutterschutz|elternzeit|vacation|holiday|out until|"
    r"absence\b|absente?\b|"
    r"en conges?\b|conges?\b|conge annuel|en vacances|en mission|en deplacement|ausen(?:te|cia)\b|"
    r"de vacaciones|vacaciones|"
    r"de licencia|abwesenheit\b|urlaub|im urlaub|ferias|de ferias|em ferias|ferie|in ferie|assenza)|.{0,80}"
    r"\b(?:is (?:out of (?:the )?office|away)|est absente?|esta (?:ausente|fuera)|ist (?:abwesend|"
    r"nicht im)|esta ausente)"
)
_ABSENT_TEXT = re.compile(
    r"\b(?:i (?:am|will be|'m|shall be) (?:currently |presently |now |again )?(?:out of (?:the |my )?office|"
    r"away (?:from|until|on)|on (?:annual |maternity |parental |sick |mission |home |study )?leave|"
    r"on holidays?|on vacation|"
    r"on (?:official )?(?:mission|travel)|absent|travell?ing (?:until|with limited))|i'm (?:out of|"
    r"away|on (?:leave|holiday))|"
    r"je (?:suis|serai) (?:actuellement |presentement )?(?:absente?|en conges?|en vacances|en deplacement|en mission|"
    r"hors du bureau)|(?:absente?|en conges?) (?:du|jusqu'au|de)|"
    r"(?:estoy|me encuentro|estare|me encontrare) (?:actualmente )?(?:ausente|fuera de (?:la|mi) oficina|de vacaciones|"
    r"de licencia|de permiso|de baja|de viaje|en comision)|no consult\w+ (?:pas )?(?:mes|mi)|"
    r"(?:ich bin|bin ich) (?:[\w.,]+ ){0,8}?(?:nicht im (?:buro|haus)|abwesend|im urlaub|nicht erreichbar|ausser haus|"
    r"auf dienstreise|in elternzeit|im mutterschutz)|"
    r"(?:estou|estarei|encontro-me) (?:atualmente |actualmente )?(?:ausente|de ferias|em ferias|fora do escritorio|"
    r"de licenca|em viagem|em missao)|"
    r"(?:sono|saro) (?:attualmente )?(?:assente|in ferie|fuori (?:ufficio|sede))|ik ben (?:\w+ ){0,3}(?:afwezig|"
    r"niet op kantoor|met vakantie)|"
    r"(?:limited|no|irregular) access to (?:my )?(?:e-?mails?|mailbox)|this is an automat(?:ic|ed) (?:reply|response|"
    r"message|notification)|"
    r"ceci est une reponse automatique|este es un mensaje automatico|esta es una respuesta automatica|"
    r"dies ist eine automatische|diese (?:e-?mail|nachricht) (?:wurde|wird) automatisch|"
    r"esta e uma (?:resposta|mensagem) "
    r"automatica)"
)
_AUTOMATIC_TEXT = re.compile(
    r"\b(?:this is an automat(?:ed|ic|ically generated) (?:reply|response|message|notification|confirmation|e-?mail|"
    r"acknowledge?ment)|this (?:message|e-?mail) (?:was|is|has been) (?:sent |generated )*automatically|"
    r"(?:please )?do not reply to this (?:automat\w+ )?(?:e-?mail|message)|"
    r"ceci est une? (?:message|reponse|courriel|mail|accuse de reception|notification) automatique|(?:message|courriel|"
    r"e-?mail) (?:envoye|genere) automatiquement|ne (?:pas|"
    r"repondez pas) (?:y )?(?:repondre )?a ce (?:message|courriel|mail)|"
    r"este (?:es un )?(?:mensaje|correo) (?:es |ha sido )?(?:generado )?automatic\w+|esta es una respuesta automatica|"
    r"(?:no responda|no responder|por favor no conteste) a este (?:mensaje|correo)|"
    r"(?:dies ist eine )automatisch\w*|(?:diese|die) (?:nachricht|e-?mail|mail) (?:wurde|"
    r"wird) automatisch|antworten sie "
    r"(?:bitte )?nicht auf diese|esta e uma (?:mensagem|resposta) automatica|nao responda a esta)\b"
)
_UNREAD = re.compile(
    r"\b(?:this (?:mailbox|inbox|address|account|e-?mail address) (?:is|was) (?:no longer|"
    r"not) (?:monitored|in use|active|valid|"
    r"used|read|checked)|cette (?:adresse|boite)\b.{0,40}\bn'est (?:plus|pas) (?:utilisee|consultee|"
    r"active|relevee|valide|lue|"
    r"en service|surveillee)|est[ea] (?:buzon|cuenta|direccion|correo)\b.{0,30}\bya no (?:se|esta)|"
    r"dieses postfach wird nicht|esta (?:caixa|conta)\b.{0,30}\b(?:ja )?nao e)"
)
_LABELS = re.compile(
    r"(?m)^[^\w\n]*+(?:(?:first|last|full|family|given) )?(?:name|nom|prenom|nombre|apellidos?|nachname)\W*:"
)
# What no machine says: it is the writer's place that is spoken of.
_OF_A_PERSON = re.compile(
    r"\b(?:(?:my|our) (?:registration|participation|place|seat)|(?:mon|notre|ma) (?:inscription|participation|place)|"
    r"(?:mi|nuestra) (?:inscripcion|participacion|plaza)|(?:meine|unsere) (?:anmeldung|teilnahme)|minha (?:inscricao|"
    r"participacao)|(?:cannot|can't|not be able to|unable to|will not|won't) (?:attend|participate|join|come|take part|"
    r"make it)|(?:pas|plus) (?:participer|assister|venir|etre present)|ne (?:participer|assister|viendr)\w+|"
    r"no (?:podre|puedo|voy a poder) (?:asistir|participar|ir|acudir)|no (?:asistire|participare)|"
    r"nicht (?:teilnehmen|kommen|dabei)|nao (?:poderei|posso) (?:participar|comparecer|ir)|"
    r"(?:please|kindly|merci de|veuillez|ruego|bitte|por favor) (?:\w+ )?(?:cancel|register|replace|annul\w+|"
    r"inscri\w+|remplac\w+|anul\w+|reempla\w+|sustitu\w+|stornier\w+)|in my (?:place|stead)|a ma place|en mi lugar|"
    r"an meiner stelle|no meu lugar|"
    r"(?:will|shall) (?:attend(?! to)|participate|come|represent|take part|replace)|instead of me|on my behalf|"
    r"(?:participer|assister|viendr|representer|remplacer)(?:a|ont)|pour moi|"
    r"(?:asistir|participar|acudir|representar|sustituir|reemplazar)(?:a|an)|por mi)\b"
)
# A filter keeps a mail of ours back until somebody says that a person wrote it.
_CHALLENGE = re.compile(
    r"\b(?:(?:your|the) (?:message|e-?mail|mail)\b.{0,120}\b(?:is|has been|was|will be) (?:being )?(?:held|"
    r"on hold|quarantined|kept back|withheld)|(?:confirm|verify|prove|sure) (?:that )?you are (?:an? |"
    r"not an? )?(?:human|"
    r"person|real|robot|machine)|not a robot|to have (?:it|your (?:message|e-?mail)) delivered|"
    r"(?:votre|le) (?:message|courriel|mail)\b.{0,120}\b(?:est|a ete|sera) (?:retenu|mis en attente|mis en quarantaine|"
    r"bloque|conserve)|n'etes pas un robot|etes (?:bien )?une personne|"
    r"(?:su|el) (?:mensaje|correo)\b.{0,120}\b(?:esta|ha sido|quedara|sera) (?:retenido|en espera|en cuarentena|"
    r"bloqueado)|no es un robot|es una persona real|"
    r"(?:ihre|die) (?:nachricht|e-?mail|mail)\b.{0,120}\b(?:zuruckgehalten|zuruckgestellt|in quarantane)|kein roboter|"
    r"(?:sua|a) mensagem\b.{0,120}\b(?:esta|foi|ficara) (?:retida|em espera|em quarentena|bloqueada)|nao e um robo)\b"
)
_BOUNCE_SUBJECT = re.compile(
    r"\b(?:undeliver\w+|returned mail|mail delivery|delivery (?:status|failure|has failed|incomplete|delayed)|"
    r"failure notice|could not be delivered|non remis|non distribu\w+|echec de (?:la )?(?:remise|distribution)|"
    r"no (?:se ha podido|se pudo) entregar|no entregado|devuelto|mensaje no entregado|error de entrega|"
    r"warning: message|nicht zustellbar|unzustellbar)"
)
_BOUNCE_TEXT = re.compile(
    r"\b(?:could ?n[o']t be delivered|delivery (?:to .{0,60} )?(?:has )?failed|user unknown|no such user|"
    r"mailbox (?:unavailable|not found|full)|address rejected|does not exist|permanent error|unable to deliver|"
    r"n'a pas (?:pu etre|ete) (?:remis|distribue|delivre)|adresse (?:inconnue|introuvable)|no (?:pudo|"
    r"ha podido) (?:ser )?entreg\w+|direccion (?:no encontrada|inexistente)|550[ -]5|554[ -]5)"
)
_SUPPRESS = re.compile(r"\b(?:all|autoreply|oof|dr|rn|nrn)\b")


def known_machine(mail: Mail, own: Collection[str], *, is_known: bool = True) -> Machine | None:
    """What shows that a machine wrote the mail, the surest mark first; None for a person's.

    `is_known`: the message that a report is about is one of ours.
    """
    if mail.report is not None and not (mail.report.is_prose and not is_known):
        return _report_class(mail)
    sender = mail.sender.local
    if _is_written_by_hand(mail):
        return _by_weaker_marks(mail, own)
    if mail.return_path == "" or DAEMON.match(sender) or DAEMON.match((mail.return_path or "").partition("@")[0]):
        return _without_return(mail)
    submitted = flat(mail.header("auto-submitted")).strip().partition(";")[0].strip()
    if submitted and submitted != "no":
        is_list = _is_list(mail) and not submitted.startswith("auto-replied")
        return Machine("bulk" if is_list else "auto_reply", Reason("Auto-Submitted", submitted))
    for name in (
        "x-autoreply",
        "x-autorespond",
        "x-autoresponse",
        "x-auto-reply",
        "x-autoreply-from",
        "x-mail-autoreply",
    ):
        if mail.header(name) and flat(mail.header(name)) != "no":
            return Machine("auto_reply", Reason("header", name))
    return _by_weaker_marks(mail, own)


def _is_written_by_hand(mail: Mail) -> bool:
    """Somebody who looks after a small house's mail, and writes from that address under his or her own name."""
    if mail.sender.local != "postmaster" or mail.return_path == "":
        return False
    bare = strip_titles(mail.sender.name)[2]
    is_named = looks_like_name(bare) and not re.search(
        r"\b(?:mail|post|deliver\w*|system|daemon|admin\w*|server|"
        r"subsystem|microsoft|outlook|exchange|service|team|support)\b",
        flat(bare),
    )
    words = flat(bounded(f"{mail.subject}\n{mail.text}", 6000))
    is_marked = flat(mail.header("auto-submitted")).strip() not in ("", "no") or bool(
        mail.header("x-failed-recipients")
    )
    return is_named and not is_marked and not _BOUNCE_SUBJECT.search(words[:300]) and not _BOUNCE_TEXT.search(words)


def _by_weaker_marks(mail: Mail, own: Collection[str]) -> Machine | None:
    precedence = flat(mail.header("precedence")).strip()
    is_absent = bool(_ABSENT_SUBJECT.match(flat(mail.subject))) and not _is_of_a_person(mail)
    if precedence in ("auto_reply", "auto-reply"):
        return Machine("auto_reply", Reason("Precedence", precedence))
    if is_absent:
        return Machine("auto_reply", Reason("subject", mail.subject[:60]))
    if precedence in ("bulk", "junk", "list"):
        return Machine("auto_reply" if _says_absent(mail) else "bulk", Reason("Precedence", precedence))
    if _is_list(mail):
        return Machine("bulk", Reason("header", "List-Id" if mail.header("list-id") else "List-Unsubscribe"))
    if mail.sender.email and mail.sender.email in own:
        return Machine("auto_reply", Reason("own-address", mail.sender.email))
    if _says_absent(mail):
        return Machine("auto_reply", Reason("text", "absence"))
    if _says_automatic(mail):
        return Machine("auto_reply", Reason("text", "automatic"))
    if held_by_filter(mail) and is_answer(mail):
        return Machine("auto_reply", Reason("text", "held"))
    if _NO_REPLY.match(mail.sender.local):
        return Machine("bulk", Reason("sender", mail.sender.email))
    return None


def _is_list(mail: Mail) -> bool:
    return bool(mail.header("list-id") or mail.header("list-unsubscribe") or mail.header("feedback-id"))


def is_answer(mail: Mail) -> bool:
    """It answers something, or says so."""
    return bool(mail.in_reply_to or mail.references or re.match(r"\s*(?:re|aw|r)\s*:", flat(mail.subject)))


def _says_absent(mail: Mail) -> bool:
    """The first lines say that nobody is there, the mail answers something, and nobody's place is spoken of."""
    start = flat(mail.body.own)[:500].replace("\n", " ")
    is_due = is_answer(mail) or bool(_WEAK_SUBJECT.match(flat(mail.subject)))
    is_short = len(mail.body.own) < 1500
    return is_due and is_short and bool(_ABSENT_TEXT.search(start)) and not _is_of_a_person(mail)


def _says_automatic(mail: Mail) -> bool:
    """A ticket system's receipt says what it is. A web site's form does so too, but brings something."""
    body = mail.body
    brings = mail.attachments or mail.enclosed or body.tables or body.forwarded or _LABELS.search(flat(body.own))
    words = squeeze(flat(f"{body.own}\n{body.signature}"))
    says = _AUTOMATIC_TEXT.search(words) or (is_answer(mail) and _UNREAD.search(words))
    return not brings and len(words) < 2500 and bool(says) and not _is_of_a_person(mail)


def _is_of_a_person(mail: Mail) -> bool:
    return bool(_OF_A_PERSON.search(squeeze(flat(bounded(mail.body.own, 4000)))))


def held_by_filter(mail: Mail) -> bool:
    """A challenge: our mail is kept back until somebody opens a page or answers. We never do so by ourselves."""
    words = squeeze(flat(bounded(f"{mail.subject}\n{mail.body.own}", 3000)))
    return bool(_CHALLENGE.search(words)) and (
        "http" in mail.text or bool(re.search(r"\b(?:repl|repond|respond|antwort)", words))
    )


def _report_class(mail: Mail) -> Machine:
    report = mail.report
    deliveries = report.deliveries if report else ()
    if not deliveries:
        return Machine("needs_review", Reason("report", "unreadable"))
    if any(is_permanent(one.action, one.status) for one in deliveries):
        return Machine("bounce_permanent", Reason("report", deliveries[0].status or deliveries[0].action))
    if all(one.action in ("delivered", "relayed", "expanded") for one in deliveries):
        return Machine("auto_reply", Reason("report", deliveries[0].action))
    return Machine("bounce_transient", Reason("report", deliveries[0].status or deliveries[0].action))


def is_permanent(action: str, status: str) -> bool:
    """RFC 3464: failed for good. A full mailbox (5.2.2) counts: nothing more is tried."""
    return (action == "failed" and not status.startswith("4")) or (not action and status.startswith("5"))


def _without_return(mail: Mail) -> Machine:
    """No address to answer to: a bounce in plain prose is for staff, all else answers by itself."""
    words = flat(bounded(f"{mail.subject}\n{mail.text}", 3000))
    if _ABSENT_SUBJECT.match(flat(mail.subject)):
        return Machine("auto_reply", Reason("subject", mail.subject[:60]))
    submitted = flat(mail.header("auto-submitted"))
    if _BOUNCE_SUBJECT.search(words[:300]) or (_BOUNCE_TEXT.search(words) and not submitted.startswith("auto-replied")):
        return Machine("needs_review", Reason("bounce-in-prose", mail.subject[:60]))
    return Machine("auto_reply", Reason("empty-return-path" if mail.return_path == "" else "sender", mail.sender.email))


def bounce_of(mail: Mail) -> Bounce | None:
    """What a delivery report says of the one recipient that matters most: a failure before a delay."""
    report = mail.report
    if report is None or not report.deliveries:
        return None
    ranked = sorted(report.deliveries, key=lambda one: not is_permanent(one.action, one.status))
    first = ranked[0]
    return Bounce(
        recipient=first.recipient,
        status=first.status,
        action=first.action,
        is_permanent=is_permanent(first.action, first.status),
        original_message_id=report.original_message_id,
        deliveries=tuple(ranked),
    )


def answer_is_forbidden(mail: Mail) -> Reason | None:
    """Marks too weak to say what a mail is, but enough not to answer it by itself."""
    suppress = flat(mail.header("x-auto-response-suppress"))
    if suppress and suppress != "none" and _SUPPRESS.search(suppress):
        return Reason("X-Auto-Response-Suppress", suppress)
    if _NO_REPLY.match(mail.reply_to.local if mail.reply_to else mail.sender.local):
        return Reason("sender", "no-reply")
    return None
