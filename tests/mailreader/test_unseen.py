"""Rules that a third set of mails taught: answers, leavers, stand-ins, absences and machines, each with other words."""

import pytest

from tests.mailreader.mails import facts, mail, raw, understood

CONFIRMATION = "<confirmation.dlg27-2.0402.20270510@mail.events.example.org>"
REMINDER = "<reminder.dlg27-2.0388.20270511@mail.events.example.org>"
TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"
MARISOL = "Marisol Etcheverría Quiroga <m.etcheverria@red-retorno.example.org>"
BASTIEN = "Bastien Courvoisier <b.courvoisier@ville-montfalcon.example.org>"
STRANGER = "Renate Okonjo <r.okonjo@elsewhere.example.org>"


@pytest.mark.parametrize(
    "line",
    [
        "Am 11.05.2027 um 09:12 schrieb Dialogue <dialogue@events.example.org>:",
        "Op di 11 mei 2027 om 09:12 schreef Dialogue <dialogue@events.example.org>:",
        "At 09:12 11/05/2027, Dialogue Secretariat wrote:",
        "On Tue, 11 May 2027 at 9:12, Dialogue<dialogue@events.example.org> wrote:   Dear Sir, please cancel",
        "Le mar. 11 mai 2027 à 09:12, Dialogue<dialogue@events.example.org> a écrit :   Monsieur, pour annuler",
        "Am 11.05.2027 um 09:12 schrieb Dialogue <dialogue@events.example.org>: Sehr geehrter Herr",
    ],
)
def test_the_line_above_a_quotation_in_other_clients(line: str) -> None:
    found = facts(mail(f"Thank you, see you there.\n\n{line}\n\nTo cancel, answer this mail.\n"))
    assert found.body.own == "Thank you, see you there."
    assert "To cancel" in found.text


def test_a_sentence_with_wrote_is_no_quotation() -> None:
    body = facts(mail("On 3 May 2027 our minister wrote: nobody will come.\n\nPlease cancel my place.\n")).body
    assert "Please cancel" in body.own


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "Hello,\n\nMr Tobias Nwachukwu-Lind has left the institute. Please withdraw any bookings made in his name.",
            ("DLG27-2-0402",),
        ),
        (
            "Bonjour,\n\nM. Bastien Courvoisier a quitté ses fonctions. Veuillez annuler toute inscription à son nom.",
            ("DLG27-2-0388",),
        ),
        (
            "Buenos días:\n\nLa Sra. Marisol Etcheverría Quiroga ya no trabaja aquí. Les ruego retirar su inscripción.",
            ("DLG27-2-0395",),
        ),
        ("Please remove Mr Tobias Nwachukwu-Lind from the list of participants.", ("DLG27-2-0402",)),
        ("Merci de rayer M. Bastien Courvoisier de la liste des participants.", ("DLG27-2-0388",)),
    ],
)
def test_who_left_is_named_in_the_sentence_before(text: str, targets: tuple[str, ...]) -> None:
    found = understood(mail(text, sender=STRANGER, subject="Leaver"))
    assert (found.classification, found.targets, found.proposals) == ("cancellation", targets, [])
    assert "asked_by_a_stranger" in found.flags


@pytest.mark.parametrize(
    ("text", "sender", "reference"),
    [
        (
            "Dear all,\n\nMy address new.box@imr.example.org replaces t.nwachukwu-lind@imr.example.org.\n",
            TOBIAS,
            "DLG27-2-0402",
        ),
        (
            "Estimados:\n\nEl número +34 000 000 555 sustituye a mi teléfono anterior.\n\nMarisol",
            MARISOL,
            "DLG27-2-0395",
        ),
        ("Bonjour,\n\nJ'ai un nouveau poste : je suis désormais cheffe de cabinet.\n", BASTIEN, "DLG27-2-0388"),
        ("Hello,\n\nI now work as Head of Data at the institute. Please note.\n", TOBIAS, "DLG27-2-0402"),
    ],
)
def test_an_address_or_a_post_that_takes_the_place_of_another_replaces_nobody(
    text: str, sender: str, reference: str
) -> None:
    found = understood(mail(text, sender=sender, subject=f"Change [{reference}]"))
    assert (found.classification, found.targets, found.proposals) == ("update", (reference,), [])


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        ("Mr Tobias Nwachukwu-Lind cannot travel, so I will attend in his place.", "DLG27-2-0402"),
        ("M. Bastien Courvoisier étant souffrant, je viendrai à sa place à l'atelier de juin.", "DLG27-2-0388"),
        ("La Sra. Marisol Etcheverría Quiroga no podrá viajar; yo asistiré en su lugar.", "DLG27-2-0395"),
        ("I shall replace Mr Tobias Nwachukwu-Lind at the workshop in June.", "DLG27-2-0402"),
    ],
)
def test_the_writer_comes_in_the_place_of_somebody_else(text: str, replaced: str) -> None:
    found = understood(mail(f"Good day,\n\n{text}\n\nRenate Okonjo\nAnalyst, Elsewhere", sender=STRANGER))
    assert (found.classification, found.replaces) == ("substitution", replaced)
    assert [(one.family_name, one.email) for one in found.proposals] == [("Okonjo", "r.okonjo@elsewhere.example.org")]
    assert "asked_by_a_stranger" in found.flags


def test_who_stands_in_keeps_the_body_of_the_one_replaced_and_is_asked_for_no_more_than_that_one() -> None:
    text = "My colleague Ms Ifeoma Brandt, Analyst, will come in my place.\n\nTobias Nwachukwu-Lind\nIMR Berlin Office"
    found = understood(mail(text, sender=TOBIAS, subject="Re: x", In_Reply_To=CONFIRMATION))
    (person,) = found.proposals
    assert person.organisation == "Institute for Mobility Research"
    assert person.missing == ("email",)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Nicht im Büro", "Ich bin bis zum 21. Mai nicht im Büro. In dringenden Fällen: Frau Dr. Ute Falk."),
        ("AW: [DLG27-2-0402] Your registration", "Vielen Dank. Vom 3. bis 21. Mai bin ich im Urlaub."),
        ("Abwesenheitsnotiz", "Ich bin derzeit abwesend."),
        ("Ausência", "Estou de férias até 21 de maio e sem acesso ao correio."),
        ("Fora do escritório", "Volto no dia 21."),
        ("Vacaciones", "Estoy de vacaciones hasta el 21 de mayo."),
        ("Congés", "Je suis en congé jusqu'au 21 mai."),
        ("Out until 21 May", "I am on study leave until 21 May."),
        ("AUTO: Ana Ruiz is out", "I will be back soon."),
        ("Absence", "Je serai absente du 10 au 21 mai."),
        ("Assenza", "Sono in ferie fino al 21 maggio."),
    ],
)
def test_an_absence_without_any_mark_of_a_machine(subject: str, text: str) -> None:
    found = understood(mail(text, subject=subject, sender=TOBIAS))
    assert (found.classification, found.is_automatic, found.is_auto_reply_allowed) == ("auto_reply", True, False)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Absence", "Bonjour,\n\nJe serai absent du 10 au 20 juin et ne pourrai pas participer. Merci d'annuler."),
        (
            "Out of office in June",
            "I am on leave in June and cannot attend the workshop. Please cancel my registration.",
        ),
        ("Re: [DLG27-2-0402]", "I will be on mission until 20 June, so please cancel my participation."),
        ("Ausencia", "Estaré de viaje en junio y no podré asistir. Anulen mi inscripción, por favor."),
    ],
)
def test_who_is_away_and_cancels_is_no_machine(subject: str, text: str) -> None:
    found = understood(mail(text, subject=subject, sender=TOBIAS))
    assert (found.classification, found.is_automatic) == ("cancellation", False)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Estarei ausente do escritório até 15 de junho, inclusive.", "2027-06-15"),
        ("Ich bin bis einschließlich 15. Juni nicht im Büro.", "2027-06-15"),
        ("Sono in ferie fino al 15 giugno.", "2027-06-15"),
    ],
)
def test_the_date_of_return_in_other_languages(text: str, until: str) -> None:
    found = understood(mail(text, subject="Automatic reply: x", sender=TOBIAS, Auto_Submitted="auto-replied"))
    assert found.absence is not None
    assert found.absence.until == until


@pytest.mark.parametrize(
    "text",
    [
        "Your message is being held. To have it delivered, open https://filter.example.org/x within a week.",
        "Votre message a été mis en attente. Confirmez que vous n'êtes pas un robot : https://filtre.example.org/x",
        "Su mensaje ha sido retenido. Responda a este correo para que sea entregado.",
    ],
)
def test_a_filter_that_holds_our_mail_is_a_machine_and_staff_are_told(text: str) -> None:
    found = understood(mail(text, subject="Re: [DLG27-2-0402] Your registration", In_Reply_To=CONFIRMATION))
    assert (found.classification, found.is_auto_reply_allowed) == ("auto_reply", False)
    assert "held_by_filter" in found.flags


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("Gerrit Pool", "Which documents do we need to send you for the June workshop?", "question"),
        ("Ana Ruiz Soler", "¿Qué documentos hay que enviar para el taller de junio?", "question"),
        ("Mail Delivery System", "The message could not be delivered to one recipient.", "needs_review"),
        ("Postmaster", "Address rejected: user unknown.", "needs_review"),
        ("Gerrit Pool", "Your message could not be delivered: user unknown.", "needs_review"),
    ],
)
def test_a_person_may_write_from_postmaster(name: str, text: str, kind: str) -> None:
    content = mail(text, sender=f"{name} <postmaster@small.example.org>", Return_Path="<postmaster@small.example.org>")
    found = understood(content)
    assert (found.classification, found.is_automatic) == (kind, kind != "question")


@pytest.mark.parametrize("marks", [{"Return_Path": "<>"}, {"Auto_Submitted": "auto-generated"}])
def test_postmaster_without_a_way_back_is_a_machine(marks: dict[str, str]) -> None:
    assert understood(mail("Which documents?", sender="Ana Ruiz <postmaster@x.example.org>", **marks)).is_automatic


def test_a_report_is_known_by_all_its_marks() -> None:
    parts = (
        "--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        "Final-Recipient: rfc822; b.courvoisier@ville-montfalcon.example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        "--r\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {REMINDER}\r\nSubject: [DLG27-2-0388] Rappel\r\n\r\n"
        "--r--\r\n"
    )
    head = (
        f"From: MAILER-DAEMON@mx.example.org\nIn-Reply-To: {REMINDER}\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; boundary=r; report-type=delivery-status"
    )
    found = understood(raw(head, parts.encode()))
    assert found.thread is not None
    assert found.thread.by == ("dsn_original_message_id", "references", "subject_token")


def calendar(answer: str, uid: str = "dlg27-2-0388@mail.events.example.org", who: str = BASTIEN) -> bytes:
    """A calendar's answer without any mark of ours in its head."""
    address = who.partition("<")[2].rstrip(">")
    part = (
        f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nATTENDEE;PARTSTAT={answer}:mailto:{address}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return raw(
        f"From: {who}\nSubject: {answer}: Dialogue\nMIME-Version: 1.0\nContent-Type: text/calendar; method=REPLY",
        part.encode(),
    )


def test_a_calendar_that_declines_proposes_to_cancel_and_no_more() -> None:
    found = understood(calendar("DECLINED"))
    assert (found.classification, found.is_automatic, found.is_auto_reply_allowed) == ("update", True, False)
    assert (found.event, found.targets) == ("dlg27-2", ("DLG27-2-0388",))
    assert understood(calendar("DECLINED", "unknown@calendar.example.org")).targets == ()


def test_a_calendar_that_accepts_or_answers_for_another_proposes_nothing() -> None:
    assert understood(calendar("ACCEPTED")).targets == ()
    other = understood(calendar("DECLINED", "dlg27-2-0388@mail.events.example.org", STRANGER))
    assert (other.targets, other.thread) == ((), None)


@pytest.mark.parametrize(
    "text",
    [
        "Please find attached my bio and my slides for session two.",
        "Adjunto mi semblanza y mi ponencia para la segunda sesión.",
        "Voici ma biographie et mes diapositives pour la session II.",
    ],
)
def test_who_sends_a_biography_may_be_a_speaker(text: str) -> None:
    assert "possible_speaker" in understood(mail(text)).flags


@pytest.mark.parametrize(
    "text", ["I confirm that I will attend.", "Je vous confirme ma présence.", "Confirmo mi asistencia al taller."]
)
def test_who_confirms_to_come_is_noted(text: str) -> None:
    found = understood(mail(text, sender=TOBIAS, subject="Re: x", In_Reply_To=CONFIRMATION))
    assert (found.classification, found.targets) == ("update", ("DLG27-2-0402",))
    assert "confirms_attendance" in found.flags


@pytest.mark.parametrize(
    "text",
    [
        "Please also register my colleague Ms Ida Roll (ida.roll@imr.example.org). We will both attend in person.",
        "Merci d'inscrire aussi ma collègue Mme Ida Roll (ida.roll@imr.example.org). Nous participerons en ligne.",
    ],
)
def test_how_both_come_is_no_change_of_the_one_who_is_there(text: str) -> None:
    found = understood(mail(text, sender=TOBIAS, subject="Re: x", In_Reply_To=CONFIRMATION))
    assert found.classification == "registration_request"
    assert [one.email for one in found.proposals] == ["ida.roll@imr.example.org"]
