"""Mail of machines, bounces, calendar answers and junk: nothing here gets an answer."""

import pytest

from mailreader.reader import read
from tests.mailreader.mails import BOX, context, mail, raw, understood

REMINDER = "<reminder.dlg27-2.0388.20270511@mail.events.example.org>"
BASTIEN = "Bastien Courvoisier <b.courvoisier@ville-montfalcon.example.org>"


def report(action: str, status: str, returned: str, *, nested: bool = False) -> bytes:
    """A delivery report, flat or one level deeper."""
    parts = (
        "--r\r\nContent-Type: text/plain\r\n\r\nYour message was not delivered.\r\n--r\r\nContent-Type: "
        "message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.elsewhere.example.org\r\n\r\nFinal-Recipient: rfc822;"
        " B.Courvoisier@ville-montfalcon.example.org\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n\r\n--r\r\nContent-Type: {returned}\r\n\r\nMessage-ID: "
        f"{REMINDER}\r\nFrom: {BOX}\r\n"
        "Subject: [DLG27-2-0388] Rappel\r\n\r\n--r--\r\n"
    )
    if nested:
        parts = (
            "--o\r\nContent-Type: multipart/report; boundary=r; report-type=delivery-status\r\n\r\n"
            + parts
            + "--o--\r\n"
        )
    kind = "multipart/mixed; boundary=o" if nested else 'multipart/report; boundary="r"; report-type=delivery-status'
    return raw(
        f"From: postmaster@elsewhere.example.org\nSubject: Delivery Status Notification\nMIME-Version: "
        f"1.0\nContent-Type: {kind}",
        parts.encode(),
    )


def test_a_failure_nested_deeper_with_the_headers_alone() -> None:
    found = understood(report("failed", "5.1.1", "text/rfc822-headers", nested=True))
    assert found.classification == "bounce_permanent"
    assert found.thread is not None
    assert (found.thread.registration, found.thread.message) == ("DLG27-2-0388", REMINDER)
    assert found.bounce is not None
    assert found.bounce.deliveries[0].recipient == "b.courvoisier@ville-montfalcon.example.org"


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2")])
def test_a_delay_is_transient(action: str, status: str) -> None:
    found = understood(report(action, status, "message/rfc822"))
    assert found.classification == "bounce_transient"


def test_a_receipt_of_delivery_is_no_bounce() -> None:
    assert understood(report("delivered", "2.0.0", "message/rfc822")).classification == "auto_reply"


RECEIPT = (
    "--r\r\nContent-Type: text/plain\r\n\r\nDisplayed.\r\n--r\r\nContent-Type: message/{}\r\n\r\nA: b\r\n\r\n--r--\r\n"
)


@pytest.mark.parametrize("part", ["disposition-notification", "x-unheard-of"])
@pytest.mark.parametrize("head", ["", "multipart/mixed; boundary=o", "multipart/related; boundary=o"])
def test_a_report_is_one_without_its_kind_and_wherever_it_stands(head: str, part: str) -> None:
    kind = "multipart/report; boundary=r"
    body = RECEIPT.format(part)
    if head:
        text = "--o\r\nContent-Type: text/plain\r\n\r\nPlease register me.\r\n"
        body = f"{text}--o\r\nContent-Type: {kind}\r\n\r\n{body}--o--\r\n"
    found = understood(
        raw(f"From: {BASTIEN}\nSubject: Read\nMIME-Version: 1.0\nContent-Type: {head or kind}", body.encode())
    )
    assert (found.classification, found.is_automatic, found.is_auto_reply_allowed) == ("auto_reply", True, False)
    assert found.proposals == []


def test_a_receipt_outside_a_report_is_one_and_a_report_passed_on_whole_is_not() -> None:
    head = f"From: {BASTIEN}\nSubject: Read\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=r"
    assert understood(raw(head, RECEIPT.format("disposition-notification").encode())).is_automatic
    whole = RECEIPT.format("rfc822").replace("A: b", "Content-Type: multipart/report; boundary=q")
    assert not understood(raw(head, whole.replace("Displayed.", "Please register me.").encode())).is_automatic


FEEDBACK = (
    "--r\r\nContent-Type: text/plain\r\n\r\nThis is no spam.\r\n--r\r\nContent-Type: message/feedback-report\r\n\r\n"
    "Feedback-Type: {}\r\n\r\n--r\r\nContent-Type: message/rfc822\r\n\r\nFrom: {}\r\nSubject: Your place\r\n\r\n"
    "Please register Ms Ada Roe.\r\n--r--\r\n"
)


@pytest.mark.parametrize("kind", ["abuse", "not-spam", "auth-failure"])
def test_a_message_of_ours_in_a_report_of_feedback_is_not_passed_on(kind: str) -> None:
    head = (
        f"From: {BASTIEN}\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=r"
    )
    found = read(raw(head, FEEDBACK.format(kind, BOX).encode()))
    assert (found.enclosed, found.body.forwarded) == ((), ())
    assert "Ada Roe" not in found.text


def test_a_bounce_in_prose_is_put_before_staff() -> None:
    found = understood(
        mail(
            "Votre message n'a pas pu être remis à l'adresse m.inconnu@x.example.org : adresse inconnue.",
            sender="MAILER-DAEMON@x.example.org",
            subject="Échec de la remise",
            Return_Path="<>",
        )
    )
    assert (found.classification, found.is_automatic, found.is_auto_reply_allowed) == ("needs_review", True, False)


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: [DLG27-2-0388] Rappel",
        "Out of Office: your mail",
        "Absence du bureau Re: Rappel",
        "Respuesta automática: Recordatorio",
        "Fuera de la oficina",
        "Réponse automatique : Rappel",
        "Abwesenheitsnotiz: Reminder",
    ],
)
def test_an_absence_is_known_by_its_subject(subject: str) -> None:
    found = understood(
        mail("I am away until 3 June. For registration write to x@y.example.org.", sender=BASTIEN, subject=subject)
    )
    assert (found.classification, found.is_automatic, found.is_auto_reply_allowed) == ("auto_reply", True, False)
    assert found.proposals == []


def test_an_absence_without_any_header_is_known_by_its_words() -> None:
    found = understood(
        mail(
            "Hola, estoy fuera de la oficina hasta el 20 de mayo. Para inscripciones, contacte a la Sra. Elena Ríos "
            "(e.rios@x.example.org).",
            sender=BASTIEN,
            subject="Re: Recordatorio",
            In_Reply_To=REMINDER,
        )
    )
    assert found.classification == "auto_reply"
    assert found.absence is not None
    assert (found.absence.until, found.absence.alternate_email) == ("2027-05-20", "e.rios@x.example.org")


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("Auto_Submitted", "auto-generated", "auto_reply"),
        ("X_Autoreply", "yes", "auto_reply"),
        ("Precedence", "auto_reply", "auto_reply"),
        ("Precedence", "bulk", "bulk"),
        ("List_Id", "<news.x.example.org>", "bulk"),
        ("List_Unsubscribe", "<mailto:u@x.example.org>", "bulk"),
    ],
)
def test_headers_of_machines(name: str, value: str, kind: str) -> None:
    found = understood(
        mail("Please register me for the June workshop.", sender="Ed Ito <e.ito@x.example.org>", **{name: value})
    )
    assert (found.classification, found.is_automatic, found.is_auto_reply_allowed) == (kind, True, False)
    assert found.proposals == []


def test_auto_submitted_no_is_a_person() -> None:
    found = understood(
        mail("Please register me for the June workshop.", sender="Ed Ito <e.ito@x.example.org>", Auto_Submitted="no")
    )
    assert (found.classification, found.is_auto_reply_allowed) == ("registration_request", True)


def test_a_weak_mark_alone_only_forbids_the_answer() -> None:
    found = understood(
        mail(
            "Please register me for the June workshop.",
            sender="Ed Ito <e.ito@x.example.org>",
            X_Auto_Response_Suppress="All",
        )
    )
    assert (found.classification, found.is_automatic, found.is_auto_reply_allowed) == (
        "registration_request",
        False,
        False,
    )


def test_our_own_address_is_never_answered() -> None:
    found = understood(mail("We have received your request.", sender=BOX, subject="Your request"))
    assert (found.is_automatic, found.is_auto_reply_allowed) == (True, False)


def test_a_calendar_answer_says_who_comes() -> None:
    calendar = (
        'BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:dlg27-2@events.example.org\r\nATTENDEE;PARTSTAT=DECLINED;CN="Courvoisier:\r\n'
        '  Bastien":mailto:b.courvoisier@ville-montfalcon.example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
    )
    found = understood(
        raw(
            f"From: {BASTIEN}\nSubject: Declined: workshop\nMIME-Version: 1.0\nContent-Type: text/calendar;"
            f" method=REPLY; charset=utf-8",
            calendar.encode(),
        )
    )
    assert found.calendar is not None
    assert (found.calendar.answer, found.calendar.attendee) == (
        "declined",
        "b.courvoisier@ville-montfalcon.example.org",
    )
    assert not found.is_auto_reply_allowed
    assert found.proposals == []


def invitation(*lines: str) -> bytes:
    entries = "\r\n".join(["BEGIN:VCALENDAR", "METHOD:REQUEST", *lines, "END:VCALENDAR", ""])
    return raw(f"From: {BASTIEN}\nMIME-Version: 1.0\nContent-Type: text/calendar; charset=utf-8", entries.encode())


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (["DTSTART:99991231T230000Z", "DURATION:P9999D"], "9999-12-31 23:00 UTC"),
        (["DTSTART;VALUE=DATE:20270614", "DTEND;VALUE=DATE:00010101"], "2027-06-14"),
    ],
)
def test_an_end_that_no_calendar_has_is_none(lines: list[str], when: str) -> None:
    found = read(invitation("BEGIN:VEVENT", *lines, "END:VEVENT"))
    assert found.problems == ()
    assert found.calendar is not None
    assert found.calendar.when == when


@pytest.mark.parametrize("kind", ["VEVENT", "VTODO", "VJOURNAL"])
def test_an_entry_of_a_calendar_is_not_completed_from_the_next(kind: str) -> None:
    zone = ["BEGIN:VTIMEZONE", "BEGIN:STANDARD", "DTSTART:19700101T000000", "END:STANDARD", "END:VTIMEZONE"]
    first = [f"BEGIN:{kind}", "UID:one", "SUMMARY:Visit", f"END:{kind}"]
    found = read(invitation(*zone, *first, "BEGIN:VEVENT", "UID:two", "DTSTART:20270614T090000Z", "END:VEVENT"))
    assert found.calendar is not None
    assert (found.calendar.uid, found.calendar.words) == ("one", "Visit")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Delegates housing",
            (
                "Hi, we are the official housing partner for your delegates. Hotel rooms near "
                "the Palais are selling out: reserve "
                "now with a credit card to keep the special rate."
            ),
        ),
        (
            "Lista de asistentes",
            (
                "¿Le interesa comprar la base de datos de asistentes del Diálogo 2027? 2.300 "
                "contactos verificados, pida precio."
            ),
        ),
        (
            "Fichier des participants",
            (
                "Bonjour, nous vendons le fichier des participants au Dialogue international : 1 "
                "900 contacts vérifiés. "
                "Tarif sur demande, 20 % de remise cette semaine."
            ),
        ),
        (
            "Mailbox full",
            (
                "Dear user, your mailbox storage quota is full and your account will be "
                "suspended. Click the link to verify."
            ),
        ),
        (
            "Visitors",
            (
                "I am following up to check if you would be interested in acquiring the visitors "
                "contact list. Let me know the pricing details."
            ),
        ),
    ],
)
def test_what_is_sold_is_spam(subject: str, text: str) -> None:
    found = understood(mail(text, sender="Sam Seller <sam@leads.example.org>", subject=subject))
    assert (found.classification, found.is_auto_reply_allowed, found.proposals) == ("spam", False, [])


def test_a_request_that_the_server_took_for_spam_is_put_before_staff_unanswered() -> None:
    found = understood(
        mail(
            "Dear secretariat, I would like to register for the June workshop.\n\nNadia Haddad\nLawyer",
            sender="Nadia Haddad <nadia@free.example.org>",
            X_Spam_Flag="YES",
        )
    )
    assert found.classification == "registration_request"
    assert not found.is_auto_reply_allowed
    assert "marked_as_spam" in found.flags


def test_asking_for_the_list_of_participants_is_no_spam() -> None:
    found = understood(
        mail(
            "Could you please send me the list of participants and the hotel recommendations?",
            sender="Ed Ito <e@x.example.org>",
        )
    )
    assert found.classification == "question"


@pytest.mark.parametrize(
    "text",
    [
        "So sorry, but I'm going to have to pull out of the course. Please give the place to someone else.",
        "I am afraid I must back out of the workshop, another meeting was moved to that week.",
        "I will have to drop out of the June meeting.",
    ],
)
def test_who_pulls_out_is_no_machine_that_says_out_of_office(text: str) -> None:
    known = context().registrations[0]
    answer = mail(text, sender=known.email, subject="Re: Reminder", in_reply_to="<reminder@events.example.org>")
    result = understood(answer)
    assert (result.classification, result.is_automatic) == ("cancellation", False)


def test_a_letter_of_a_person_may_have_a_feedback_id() -> None:
    result = understood(mail("Could somebody of yours give an interview?", **{"Feedback-ID": "2044:user:plume"}))
    assert not result.is_automatic
