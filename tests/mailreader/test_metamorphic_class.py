"""The same mail in other clothes: new, answered, passed on, wrapped, signed, as HTML. The class and the event stay."""

import html
import textwrap
from collections.abc import Callable
from typing import NamedTuple

import pytest

from mailreader.findings import Understanding
from tests.mailreader.mails import BOX, mail, raw, understood

COLLEAGUE = "Lucie Bernasconi <l.bernasconi@events.example.org>"
OUTSIDER = "Pia Holm <p.holm@imr.example.org>"


class Person(NamedTuple):
    """Who writes: in each language somebody who is registered already, and somebody who is not."""

    name: str
    email: str


KNOWN = {
    "en": Person("Tobias Nwachukwu-Lind", "t.nwachukwu-lind@imr.example.org"),
    "fr": Person("Bastien Courvoisier", "b.courvoisier@ville-montfalcon.example.org"),
    "es": Person("Marisol Etcheverría Quiroga", "m.etcheverria@red-retorno.example.org"),
}
NEW = {
    "en": Person("Olga Petrova", "o.petrova@steppe.example.org"),
    "fr": Person("Aline Ducret", "a.ducret@rive.example.org"),
    "es": Person("Inés Calvo Prada", "i.calvo@ribera.example.org"),
}
# What is written, by class and language; each speaks of the second workshop by its days or its code.
TEXTS = {
    "registration_request": {
        "en": "I would like to attend the second workshop in Geneva on 14 and 15 June 2027, in person.",
        "fr": "Je souhaite participer au deuxième atelier, à Genève, les 14 et 15 juin 2027. Je viendrai sur place.",
        "es": "Quisiera participar en el segundo taller, en Ginebra, los días 14 y 15 de junio de 2027, en persona.",
    },
    "cancellation": {
        "en": "Unfortunately I can no longer attend DLG27-2 on 14 and 15 June. Please cancel my registration.",
        "fr": "Je ne pourrai hélas pas assister à DLG27-2 les 14 et 15 juin. Merci d'annuler mon inscription.",
        "es": "Lamentablemente no podré asistir a DLG27-2 los días 14 y 15 de junio. Les ruego anular mi inscripción.",
    },
    "question": {
        "en": "Before deciding, I have a question about DLG27-2: will there be interpretation into Spanish?",
        "fr": "Avant de décider, j'ai une question sur DLG27-2 : y aura-t-il une interprétation en espagnol ?",
        "es": "Antes de decidir, tengo una pregunta sobre DLG27-2: ¿habrá interpretación al francés?",
    },
}
ABSENT = {
    "en": ("Automatic reply: Second workshop", "I am out of the office until 24 May 2027 and will answer later."),
    "fr": ("Réponse automatique : Atelier", "Je suis absent du bureau jusqu'au 24 mai 2027 et répondrai après."),
    "es": ("Respuesta automática: Taller", "Estoy fuera de la oficina hasta el 24 de mayo de 2027. Hasta pronto."),
}  # fmt: skip
GREETING = {"en": "Dear colleagues,", "fr": "Madame, Monsieur,", "es": "Estimados señores:"}
CLOSING = {"en": "Kind regards,", "fr": "Cordialement,", "es": "Saludos cordiales,"}
SUBJECT = {"en": "Second workshop", "fr": "Deuxième atelier", "es": "Segundo taller"}
WROTE = {
    "en": "On 10 May 2027 at 16:42, Dialogue <dialogue@events.example.org> wrote:",
    "fr": "Le 10 mai 2027 à 16:42, Dialogue <dialogue@events.example.org> a écrit :",
    "es": "El 10 de mayo de 2027 a las 16:42, Dialogue <dialogue@events.example.org> escribió:",
}
# What we wrote, of the kind that no answer must be taken for.
OURS = {
    "en": "The second workshop is held on 14 and 15 June 2027. If you cannot come, tell us to cancel your place.",
    "fr": "Le deuxième atelier se tient les 14 et 15 juin 2027. Si vous ne venez pas, merci d'annuler votre place.",
    "es": "El segundo taller se celebra los días 14 y 15 de junio de 2027. Si no puede venir, rogamos anular su plaza.",
}
DISCLAIMER = {
    "en": "This message is confidential. If you are not the intended recipient, please delete it and tell us.",
    "fr": "Ce message est confidentiel. Si vous n'en êtes pas le destinataire, merci de le détruire et d'en avertir "
    "l'expéditeur.",
    "es": "Este mensaje es confidencial. Si usted no es el destinatario, le rogamos que lo elimine.",
}
# Of each program what stands above a mail that is passed on.
HEADS = {
    "outlook-en": "From: {name} <{email}>\nSent: Monday, 10 May 2027 16:42\nTo: {to}\nSubject: {subject}\n\n{text}",
    "outlook-fr": "De : {name} <{email}>\nEnvoyé : lundi 10 mai 2027 16:42\nÀ : {to}\nObjet : {subject}\n\n{text}",
    "outlook-es": "________________________________\nDe: {name} <{email}>\nEnviado: lunes, 10 de mayo de 2027 16:42\n"
    "Para: {to}\nAsunto: {subject}\n\n{text}",
    "gmail": "---------- Forwarded message ---------\nFrom: {name} <{email}>\nDate: Mon, May 10, 2027 at 4:42 PM\n"
    "Subject: {subject}\nTo: {to}\n\n\n{text}",
    "gmail-fr": "---------- Forwarded message ---------\nDe : {name} <{email}>\nDate: lun. 10 mai 2027 à 16:42\n"
    "Subject: {subject}\nTo: {to}\n\n\n{text}",
    "apple-fr": "Début du message réexpédié :\n\n> De: {name} <{email}>\n> Objet: {subject}\n"
    "> Date: 10 mai 2027 à 16:42:00 UTC+2\n> À: {to}\n> \n{quoted}",
    "apple-es": "Inicio del mensaje reenviado:\n\n> De: {name} <{email}>\n> Asunto: {subject}\n"
    "> Fecha: 10 de mayo de 2027, 16:42:00 CEST\n> Para: {to}\n> \n{quoted}",
    "thunderbird-en": "-------- Forwarded Message --------\nSubject: \t{subject}\n"
    "Date: \tMon, 10 May 2027 16:42:00 +0200\n"
    "From: \t{name} <{email}>\nTo: \t{to}\n\n{text}",
    "thunderbird-fr": "-------- Message transféré --------\nSujet : \t{subject}\n"
    "Date : \tMon, 10 May 2027 16:42:00 +0200\n"
    "De : \t{name} <{email}>\nPour : \t{to}\n\n{text}",
    "thunderbird-es": "-------- Mensaje reenviado --------\nAsunto: \t{subject}\n"
    "Fecha: \tMon, 10 May 2027 16:42:00 +0200\n"
    "De: \t{name} <{email}>\nPara: \t{to}\n\n{text}",
}
LANGUAGES = ("en", "fr", "es")
CASES = [(wanted, language) for wanted in TEXTS for language in LANGUAGES]


def writer_of(wanted: str, language: str) -> Person:
    """Only who is registered can cancel."""
    return KNOWN[language] if wanted == "cancellation" else NEW[language]


def letter(wanted: str, language: str) -> str:
    """The whole text, signed with the name."""
    name = writer_of(wanted, language).name
    return f"{GREETING[language]}\n\n{TEXTS[wanted][language]}\n\n{CLOSING[language]}\n{name}\n"


def quoted(text: str) -> str:
    return "".join(f"> {line}".rstrip() + "\n" for line in text.split("\n"))


def page(text: str) -> str:
    parts = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n")).replace("\n", "<br>")
    return f"<html><body>{parts}</body></html>"


def short(wanted: str, language: str) -> str:
    """Without a greeting, as from a telephone."""
    footer = {"en": "Sent from my iPhone", "fr": "Envoyé de mon iPhone", "es": "Enviado desde mi iPhone"}
    return f"{TEXTS[wanted][language]}\n\n{writer_of(wanted, language).name}\n\n{footer[language]}\n"


def wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.fill(line, width) if line else line for line in text.split("\n"))


def in_clothes(clothes: str, wanted: str, language: str) -> bytes:
    """The letter as it comes in one way or another."""
    person, text = writer_of(wanted, language), letter(wanted, language)
    ours, wrote = OURS[language], WROTE[language]
    texts = {
        "short": short(wanted, language),
        "wrapped at 72": wrapped(text, 72),
        "wrapped at 40": wrapped(text, 40),
        "disclaimer": f"{text}\n{'_' * 30}\n{DISCLAIMER[language]}\n",
        "card": f"{text}Head of Unit\nLake Institute\n12 Rue du Lac\nTel. +41 22 000 00 00\nwww.lake.example.org\n",
        "dashes": f"{text}\n-- \n{person.name}\nLake Institute\n",
        "quote below": f"{text}\n{wrote}\n\n{quoted(ours)}",
        "quote above": f"{wrote}\n\n{quoted(ours)}\n{text}",
        "Outlook quote below": f"{text}\n"
        + head(f"outlook-{language}", Person("Dialogue", BOX), person.name, SUBJECT[language], ours),
    }
    pages = {
        "HTML only": page(text),
        "quote below in HTML": page(text) + f"<div>{html.escape(wrote)}</div><blockquote>{ours}</blockquote>",
    }
    return mail(
        "" if clothes in pages else texts.get(clothes, text),
        html=pages.get(clothes, ""),
        charset="iso-8859-1" if clothes == "Latin-1" else "utf-8",
        sender=f"{person.name} <{person.email}>",
        subject=f"Re: {SUBJECT[language]}" if "quote" in clothes else SUBJECT[language],
    )


CLOTHES = [
    "new", "short", "wrapped at 72", "wrapped at 40", "HTML only", "Latin-1", "disclaimer", "card", "dashes",
    "quote below", "quote above", "Outlook quote below", "quote below in HTML",
]  # fmt: skip


def head(style: str, person: Person, to: str, subject: str, text: str) -> str:
    return HEADS[style].format(
        name=person.name, email=person.email, to=to, subject=subject, text=text, quoted=quoted(text)
    )


def once(style: str, wanted: str, language: str, sender: str) -> bytes:
    """Passed on by somebody, with a word above."""
    inner = head(style, writer_of(wanted, language), sender, SUBJECT[language], letter(wanted, language))
    return mail(f"FYI\n\n{inner}", sender=sender, subject=f"Fwd: {SUBJECT[language]}")


def twice(style: str, wanted: str, language: str, sender: str) -> bytes:
    """Passed on to a second outsider, who passes it on."""
    subject = f"TR: {SUBJECT[language]}"
    first = Person("Max Feld", "m.feld@imr.example.org")
    inner = head(style, writer_of(wanted, language), first.name, SUBJECT[language], letter(wanted, language))
    outer = head(style, first, sender, subject, f"Please see below. Thank you.\n\nMax\n\n{inner}")
    return mail(f"FYI\n\n{outer}", sender=sender, subject=f"Fwd: {subject}")


def seen(found: Understanding) -> tuple[str, str]:
    return found.classification, found.event


@pytest.mark.parametrize(("wanted", "language"), CASES)
@pytest.mark.parametrize("clothes", CLOTHES)
def test_the_clothes_of_a_mail_change_neither_class_nor_event(clothes: str, wanted: str, language: str) -> None:
    found = understood(in_clothes(clothes, wanted, language))
    assert seen(found) == (wanted, "dlg27-2")
    assert found.is_auto_reply_allowed


@pytest.mark.parametrize("sender", [COLLEAGUE, OUTSIDER])
@pytest.mark.parametrize("pass_on", [once, twice])
@pytest.mark.parametrize(("wanted", "language"), CASES)
@pytest.mark.parametrize("style", HEADS)
def test_a_mail_that_is_passed_on_is_read_as_if_it_came_itself(
    style: str, wanted: str, language: str, pass_on: Callable[[str, str, str, str], bytes], sender: str
) -> None:
    found = understood(pass_on(style, wanted, language, sender))
    assert seen(found) == (wanted, "dlg27-2")
    assert found.is_forwarded


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", ["plain", "HTML only", "Latin-1", "quote below", "signed", "disclaimer", "marked"])
def test_an_automatic_mail_is_never_answered(style: str, language: str) -> None:
    subject, text = ABSENT[language]
    person = NEW[language]
    texts = {
        "quote below": f"{text}\n\n{WROTE[language]}\n\n{quoted(OURS[language])}",
        "signed": f"{GREETING[language]}\n\n{text}\n\n{CLOSING[language]}\n{person.name}",
        "disclaimer": f"{text}\n\n{'_' * 30}\n{DISCLAIMER[language]}",
    }
    found = understood(
        mail(
            "" if style == "HTML only" else texts.get(style, text),
            html=page(text) if style == "HTML only" else "",
            charset="iso-8859-1" if style == "Latin-1" else "utf-8",
            sender=f"{person.name} <{person.email}>",
            # A server that marks it leaves the subject as an answer has it.
            subject=f"Re: {SUBJECT[language]}" if style == "marked" else subject,
            **({"Auto-Submitted": "auto-replied"} if style == "marked" else {}),
        )
    )
    assert (found.classification, found.is_automatic, found.is_auto_reply_allowed) == ("auto_reply", True, False)
    assert found.absence is not None
    assert found.absence.until == "2027-05-24"


def test_a_receipt_that_a_mail_was_read_is_never_answered() -> None:
    head = "From: Olga Petrova <o.petrova@steppe.example.org>\nSubject: Read: DLG27-2\nMIME-Version: 1.0\n"
    kind = "Content-Type: multipart/report; report-type=disposition-notification; boundary=b"
    found = understood(raw(head + kind, b"--b\r\n\r\nYour mail was seen.\r\n--b--\r\n"))
    assert (found.classification, found.is_automatic, found.is_auto_reply_allowed) == ("auto_reply", True, False)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Accepted: Second workshop", "DLG27-2, 14 June 2027"),
        ("Refusé : Deuxième atelier", ""),
        ("Re: Recordatorio", "Ya no trabajo en esta institución. Escriba a info@red.example.org."),
        ("Re: Reminder", "I am out of the office until Friday. Could you please contact my colleague?"),
        ("Re: Reminder", "I no longer work at the Institute. Please write to info@imr.example.org."),
    ],
)
def test_what_a_program_may_have_written_is_left_to_staff(subject: str, text: str) -> None:
    assert not understood(mail(text or " ", subject=subject)).is_auto_reply_allowed


def test_nothing_goes_by_itself_to_whom_the_house_of_the_sender_disowns() -> None:
    said = "mx.events.example.org; spf=fail smtp.mailfrom=rive.example.org; dkim=none"
    found = understood(mail(letter("registration_request", "en"), Authentication_Results=said))
    assert (found.classification, found.is_auto_reply_allowed) == ("registration_request", False)


@pytest.mark.parametrize(
    "what",
    [
        "the Annual Harbour Conference in Marseille, 2-4 July 2027",
        "la formation sur la gestion portuaire du 5 au 9 juillet",
        "el curso de Valparaíso del 20 al 24 de septiembre",
        "the first workshop on work and mobility",
    ],
)
def test_an_event_that_is_not_ours_or_over_is_left_open(what: str) -> None:
    found = understood(mail(f"Please register me for {what}."))
    assert (found.event, found.event_reason.code) == ("", "unlisted")


def test_people_travel_on_other_days_than_those_of_the_event() -> None:
    found = understood(mail("Please register me for the Turin course. I would arrive on 6 November."))
    assert found.event == "tur27"


def test_a_demand_for_money_is_no_nomination() -> None:
    bill = "Ci-joint la facture pour l'inscription de vos participants. Merci de régler par virement, IBAN XX00."
    found = understood(mail(bill, subject="Facture 12", files=[("facture.pdf", b"%PDF-1.4 x")]))
    assert (found.classification, found.proposals) == ("needs_review", [])
    pressing = understood(mail(f"{bill} Sous 48 heures !", subject="Facture 12"))
    assert (pressing.classification, pressing.is_auto_reply_allowed) == ("spam", False)


@pytest.mark.parametrize(
    "text",
    [
        "I am travelling this week with limited access to email: could you send me the programme again?",
        "Estoy de viaje hasta el lunes. ¿Pueden decirme a qué hora empieza la sesión?",
    ],
)
def test_who_is_away_and_asks_is_a_person(text: str) -> None:
    found = understood(mail(text, subject="Re: Reminder"))
    assert (found.classification, found.is_automatic) == ("question", False)
