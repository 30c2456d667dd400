"""What arrives is a correct mail: parts, headers, names of the world, and a calendar that calendars understand."""

import datetime
import email
import email.policy
import email.utils
import re
from email.header import decode_header, make_header
from email.message import EmailMessage

import icalendar
import pytest
from django.conf import settings as django_settings
from django.core.mail import BadHeaderError

from outbox.mime import OutgoingMail
from outbox.models import Message
from outbox.placeholders import ZERO_WIDTH_SPACE
from registrations.actions.decide import approve, cancel, revoke
from registrations.kinds import Kind
from registrations.mails import write
from registrations.models import Registration
from tests.factories import (
    make_event,
    make_registration,
    make_session,
    make_settings,
    make_staff,
    make_venue,
    publish_agenda,
)

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in django_settings.LANGUAGES]

# Kinds of mail that answer a mail: there may be no registration.
REPLIES = ("request-received", "mail-received", "in-hand", "persons-registered", "answer")


def raw(message: Message) -> bytes:
    return OutgoingMail(message).message().as_bytes(linesep="\r\n")


def parsed(message: Message) -> EmailMessage:
    mail = email.message_from_bytes(raw(message), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert not [part.defects for part in mail.walk() if part.defects]
    return mail


def part(mail: EmailMessage, content_type: str) -> EmailMessage:
    [found] = [each for each in mail.walk() if each.get_content_type() == content_type]
    assert isinstance(found, EmailMessage)
    return found


def entry(message: Message) -> icalendar.Event:
    content = part(parsed(message), "text/calendar").get_content()
    calendar = icalendar.Calendar.from_ical(content)
    [found] = calendar.walk("VEVENT")
    assert not found.errors
    assert calendar["METHOD"] == message.calendar_method
    return found


def approved(**overrides: object) -> tuple[Registration, Message]:
    registration = make_registration(**overrides)
    approve(registration, by=make_staff())
    return registration, registration.messages.get(kind=Kind.APPROVED)


# Parts and headers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in Kind.values if kind not in REPLIES])
def test_every_mail_is_whole_in_every_language(kind: str, language: str) -> None:
    event = make_event(venue=make_venue(), title_es="Taller sobre migración laboral")
    make_settings(event, notice_en="Notice", notice_fr="Données", notice_es="Datos")
    registration = make_registration(event, language=language, given_name="Zoë", family_name="Ağaoğlu-Ñúñez")
    message = write(registration, kind, by=make_staff(), reason="Raison", purpose="x")
    mail = parsed(message)
    text, html = part(mail, "text/plain").get_content(), part(mail, "text/html").get_content()
    assert mail["Content-Language"] == message.language == language
    assert f'lang="{language}"' in html
    # Of an address that nobody confirmed yet it is not known who reads there.
    assert event.code in mail["Subject"] or kind in (Kind.LINKS, Kind.EMAIL_CONFIRM)
    assert not [sign for sign in ("{", "}", "&nbsp;", "&#", "**") if sign in text]
    assert "{" not in html.split("</style>")[1]
    assert max(len(line) for line in text.splitlines() if "://" not in line) <= 76
    assert max(len(line) for line in raw(message).split(b"\r\n")) <= 998
    raw(message).decode("ascii")


def test_a_mail_without_calendar_is_text_and_html() -> None:
    mail = parsed(make_registration().messages.get())
    assert mail.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]
    assert [each.get_content_charset() for each in mail.iter_parts()] == ["utf-8", "utf-8"]


def test_the_link_is_put_in_when_the_mail_leaves() -> None:
    registration = make_registration(language="fr")
    mail = parsed(registration.messages.get())
    link = f"{django_settings.SITE_URL}/fr/r/{registration.token}/"
    assert link in part(mail, "text/plain").get_content().splitlines()
    assert f'href="{link}"' in part(mail, "text/html").get_content()


def test_a_renewed_link_is_the_one_that_leaves() -> None:
    registration = make_registration()
    message, old = registration.messages.get(), registration.token
    registration.renew_link()
    message = Message.objects.get(pk=message.pk)
    text = part(parsed(message), "text/plain").get_content()
    assert old not in text
    assert Registration.objects.get(pk=registration.pk).token in text


def test_headers_tell_who_writes_and_where_answers_go() -> None:
    event = make_event(title_en="Café & mobility: “skills”, 2027")
    make_settings(event, mailbox="workshop@example.org")
    message = make_registration(event).messages.get()
    mail = parsed(message)
    [sender], [answers] = mail["From"].addresses, mail["Reply-To"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Café & mobility: “skills”, 2027", "secretariat@example.org")
    assert answers.addr_spec == "workshop@example.org"
    assert mail["Message-ID"] == message.message_id
    assert message.message_id.startswith(f"<reg-{message.registration_link.registration_id}.")
    assert message.message_id.endswith(f"@{django_settings.MESSAGE_ID_DOMAIN}>")
    assert mail["Date"].datetime.tzinfo is not None
    assert mail["X-Auto-Response-Suppress"] == "All"


def test_no_two_messages_have_one_identity() -> None:
    registration = make_registration()
    assert len({write(registration, Kind.LINK, purpose=f"link:{number}").message_id for number in range(5)}) == 5


def test_machine_mail_says_so_and_a_decision_of_staff_does_not() -> None:
    registration = make_registration()
    approve(registration, by=make_staff())
    cancel(registration)
    write(registration, Kind.LINK, purpose="link:1")
    said = {message.kind: parsed(message)["Auto-Submitted"] for message in registration.messages.all()}
    assert said == {
        Kind.ACKNOWLEDGEMENT: "auto-replied",
        Kind.APPROVED: "no",
        Kind.CANCELLED: "auto-generated",
        Kind.LINK: "auto-replied",
    }


@pytest.mark.parametrize(
    "name",
    [
        "Awa Traoré",
        "Müller, Jörg",
        'Ana "La Jefa" Pérez',
        "O’Connor (retd.) <x@example.org>",
        "阮氏梅",
        "Παπαδόπουλος-Κωνσταντινίδης Αλέξανδρος-Εμμανουήλ Χριστόδουλος",
        "a@b.example, c@d.example",
        "back\\slash",
    ],
)
def test_a_name_arrives_as_it_is_and_as_one_address(name: str) -> None:
    message = make_registration(given_name="", family_name=name).messages.get()
    # By the older parser: the newer one of Python 3.11 leaves a space where a long name was folded.
    header = email.message_from_bytes(raw(message))["To"]
    [(encoded, address)] = email.utils.getaddresses([header])
    shown = str(make_header(decode_header(encoded))).replace(ZERO_WIDTH_SPACE, "")
    assert (shown, address) == (name, message.to_email)
    assert header.splitlines()[0].strip(), "some servers refuse a header that begins with an empty line"


def test_a_strangers_name_puts_no_link_before_the_reader() -> None:
    registration = make_registration(given_name="Win http://evil.example/prize", family_name="at www.evil.example")
    [(name, _address)] = email.utils.getaddresses([parsed(registration.messages.get())["To"]])
    assert not re.search(r"://|www\.evil|\w\.example", name)


def test_an_address_in_another_script_is_written_as_the_network_does() -> None:
    message = make_registration(email="ana@bücher.example").messages.get()
    assert parsed(message)["To"].addresses[0].addr_spec == "ana@xn--bcher-kva.example"


def test_a_name_cannot_add_a_header() -> None:
    message = make_registration(family_name="x\r\nBcc: victim@example.org\r\n\r\nbody").messages.get()
    mail = parsed(message)
    assert mail["Bcc"] is None
    assert len(mail["To"].addresses) == 1
    assert len(mail["Subject"].splitlines()) == 1


def test_a_long_subject_begins_on_the_line_of_its_field() -> None:
    message = make_registration().messages.get()
    message.subject = "Réunion élargie " * 12
    [subject] = re.findall(rb"^Subject:.*(?:\r\n .*)*", raw(message), re.MULTILINE)
    assert subject.splitlines()[0] != b"Subject: ", "some servers refuse a header that begins with an empty line"
    assert max(len(line) for line in subject.splitlines()) <= 78
    assert parsed(message)["Subject"].split() == message.subject.split()


@pytest.mark.parametrize("subject", ["Réunion\nBcc: victim@example.org", "Meeting\r\nBcc: victim@example.org"])
def test_a_subject_cannot_add_a_header(subject: str) -> None:
    message = make_registration().messages.get()
    message.subject = subject
    with pytest.raises(BadHeaderError):
        raw(message)


# Calendar -------------------------------------------------------------------------------------------------------------


def test_an_approval_invites_to_whole_days() -> None:
    registration, message = approved(event=make_event(venue=make_venue()), language="fr", family_name="Pérez, “Zoë”")
    mail = parsed(message)
    assert mail.get_content_type() == "multipart/mixed"
    readings, file = mail.iter_parts()
    assert [each.get_content_type() for each in readings.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert part(mail, "text/calendar").get_param("method") == "REQUEST"
    assert file.get_content_disposition() == "attachment"
    assert file.get_filename() == "invite.ics"
    assert file.get_content() == message.calendar.encode()
    event = entry(message)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (datetime.date(2027, 6, 14), datetime.date(2027, 6, 16))
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["LOCATION"] == "Palais des Nations, Genève, Suisse"
    assert event["SUMMARY"] == registration.event.title_fr
    assert str(event["ATTENDEE"]) == f"mailto:{registration.email}"
    assert event["ATTENDEE"].params["CN"] == "Ana Pérez, “Zoë”"
    assert str(event["ORGANIZER"]) == "mailto:secretariat@example.org"


@pytest.mark.parametrize("name", ["Awa; Chair: towns, sea", 'With "quotes"', "Caret ^n", "a\r\nEND:VEVENT", "a\x0bb"])
def test_a_name_in_a_calendar_is_one_name(name: str) -> None:
    _registration, message = approved(given_name="", family_name=name)
    assert entry(message)["ATTENDEE"].params["CN"] == " ".join(name.replace('"', "'").split())


def test_an_event_of_one_day_with_hours_invites_to_these_in_utc() -> None:
    event = make_event(ends_on=None)
    make_session(event, "09:30", "17:00")
    publish_agenda(event)
    _registration, message = approved(event=event)
    found = entry(message)
    assert "DTSTART:20270614T073000Z" in message.calendar
    assert found["DTEND"].dt == datetime.datetime(2027, 6, 14, 15, 0, tzinfo=datetime.UTC)


def test_a_cancellation_takes_the_same_entry_out_of_the_calendar() -> None:
    registration, invitation = approved()
    cancel(registration)
    cancellation = registration.messages.get(kind=Kind.CANCELLED)
    before, after = entry(invitation), entry(cancellation)
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["STATUS"] == "CANCELLED"
    assert part(parsed(cancellation), "text/calendar").get_param("method") == "CANCEL"
    assert "calendar" in cancellation.text


def test_a_revoked_approval_leaves_the_calendar_too() -> None:
    registration, _invitation = approved()
    revoke(registration, by=make_staff(), reason="")
    assert registration.messages.get(kind=Kind.REVOKED).calendar_method == "CANCEL"


def test_two_people_have_two_entries() -> None:
    event = make_settings().event
    (_one, first), (_two, second) = approved(event=event), approved(event=event)
    assert entry(first)["UID"] != entry(second)["UID"]


def test_an_event_without_dates_invites_to_nothing() -> None:
    _registration, message = approved(event=make_event(starts_on=None, ends_on=None, date_text="autumn 2027"))
    assert not message.calendar
    assert "autumn 2027" in message.text
    assert "calendar" not in message.text


def test_lines_of_the_calendar_end_and_fold_as_the_standard_says() -> None:
    _registration, message = approved(event=make_event(title_fr="Réunion " * 30), language="fr")
    lines = part(parsed(message), "text/calendar").get_payload(decode=True).split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert not [line for line in lines if b"\n" in line]
