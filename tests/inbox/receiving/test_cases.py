"""Mails that once went wrong, each as it is kept: who wrote, what stands in it, what came along, what is answered."""

import base64
import unicodedata
from pathlib import Path

import pytest
from django.utils import timezone

from desk.documents import safe_name
from events.models import Event
from inbox.models import IncomingMessage
from inbox.receiving.intake import receive
from lexicon.matcher import EMAIL
from mailreader.facts import Address
from mailreader.headers import addresses, author, filename
from outbox.models import DeliveryTry, UndeliverableAddress
from registrations.models import Registration
from tests.factories import make_event, make_registration, make_settings

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parent / "cases"


@pytest.fixture(autouse=True)
def event() -> Event:
    event = make_event(code="FORUM-2027", title_en="Forum on cities")
    make_settings(event, mailbox="forum-registration@example.org")
    return event


def raw(number: str) -> bytes:
    return next(CASES.glob(f"mail-{number}-*.eml")).read_bytes()


def take(content: bytes) -> IncomingMessage:
    message = receive(content, source="pipe", now=timezone.now()).message
    message.refresh_from_db()
    return message


@pytest.mark.parametrize(
    ("number", "name", "address"),
    [
        ("03", "Permanent Mission of Exampleland, Geneva", "pm.geneva@example.org"),
        ("03b", "Bürle, Bob", "bob.buerle@example.org"),
        ("04", "", "donald.duke@example.org"),
    ],
)
def test_who_wrote_is_read_whole(number: str, name: str, address: str) -> None:
    message = take(raw(number))
    assert (message.from_name, message.from_email) == (name, address)
    assert message.is_auto_reply_allowed
    assert message.conversation.email == address


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            "Ministry of Water, Dept B, Geneva <b1@example.org>",
            [("Ministry of Water, Dept B, Geneva", "b1@example.org")],
        ),
        ("Roe, J.; Doe, A. <b7@example.org>", [("Roe, J.; Doe, A.", "b7@example.org")]),
        ("Permanent Mission, Section A; Geneva <>", [("Permanent Mission, Section A; Geneva", "")]),
        (
            "a@example.org, Roe, J., Dr <b@example.org>, c@example.org",
            [("", "a@example.org"), ("Roe, J., Dr", "b@example.org"), ("", "c@example.org")],
        ),
        ("Team: a@example.org, b@example.org;", [("", "a@example.org"), ("", "b@example.org")]),
        ("Ann <a@example.org>; ; Bob <b@example.org>", [("Ann", "a@example.org"), ("Bob", "b@example.org")]),
        ("undisclosed-recipients:;", []),
    ],
)
def test_a_name_holds_its_commas_and_semicolons(header: str, found: list[tuple[str, str]]) -> None:
    assert [(one.name, one.email) for one in addresses(header.encode())] == found


@pytest.mark.parametrize(
    ("header", "name", "email"),
    [
        ("Mission, Geneva [pm@example.org]", "Mission, Geneva", "pm@example.org"),
        ("Roe, Jane [mailto:jane@example.org]", "Roe, Jane", "jane@example.org"),
        ('"Mission, Geneva" pm@example.org', "Mission, Geneva", "pm@example.org"),
        ("<pm@example.org> Mission, Geneva", "Mission, Geneva", "pm@example.org"),
        ("Roe; Jane; jane@example.org", "Roe; Jane", "jane@example.org"),
        ("Permanent Mission, Geneva", "Permanent Mission, Geneva", ""),
        ("`pm@example.org' <`pm@example.org'>", "", "pm@example.org"),
        ("‘pm@example.org’ <‘pm@example.org’>", "", "pm@example.org"),
        ("Roe, Jane, a@example.org, b@example.org", "", "a@example.org"),
    ],
)
def test_who_wrote_is_one_whatever_signs_stand_between_name_and_address(header: str, name: str, email: str) -> None:
    assert author(header.encode()) == Address(name, email)


@pytest.mark.parametrize("header", ["", "<>", "undisclosed-recipients:;"])
def test_nobody_is_no_author(header: str) -> None:
    assert author(header.encode()) is None


def test_an_address_in_the_text_loses_its_quotes() -> None:
    assert EMAIL.findall("o'neil@example.org, 'jo.li@example.org'") == ["o'neil@example.org", "jo.li@example.org"]


def test_without_a_sender_nothing_goes_to_whom_the_envelope_names() -> None:
    content = b"Sender: office@example.org\r\n" + raw("03").partition(b"\n")[2]
    assert not take(content).is_auto_reply_allowed


@pytest.mark.parametrize("number", ["01", "02"])
def test_reports_are_filed_and_never_answered(number: str) -> None:
    message = take(raw(number))
    assert (message.is_automatic, message.is_auto_reply_allowed) == (True, False)
    assert message.conversation.state == "done"
    assert not message.conversation.outgoing.exists()


def test_a_complaint_stands_at_our_message_and_marks_the_address() -> None:
    person = make_registration(email="somebody@provider.example.org")
    ours = person.messages.get()
    assert not UndeliverableAddress.objects.exists()
    take(raw("02").replace(b"<reg-1.none@example.org>", ours.message_id.encode()))
    attempt = ours.tries.latest("pk")
    assert (attempt.outcome, attempt.detail) == (DeliveryTry.Outcome.ACCEPTED, "complaint: abuse")
    assert UndeliverableAddress.objects.get().status == "complaint"


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure"])
def test_what_is_told_in_the_form_of_a_complaint_and_is_none_marks_nobody(kind: str) -> None:
    ours = make_registration(email="somebody@provider.example.org").messages.get()
    content = raw("02").replace(b"Type: abuse", f"Type: {kind}".encode())
    message = take(content.replace(b"<reg-1.none@example.org>", ours.message_id.encode()))
    assert not UndeliverableAddress.objects.exists()
    assert (message.is_automatic, message.is_auto_reply_allowed) == (True, False)


def test_what_outlook_wraps_is_opened() -> None:
    message = take(raw("05"))
    assert "Please register Ms Rosa Amaru" in message.text
    assert [(file["filename"], file["content_type"]) for file in message.attachments] == [
        ("nomination.pdf", "application/pdf")
    ]
    assert message.proposals.get().data["email"] == "rosa.amaru@example.org"


def test_a_mail_passed_on_whole_is_its_authors() -> None:
    message = take(raw("06"))
    person = message.proposals.get().data
    assert (person["email"], person["given_name"], person["country"]) == ("aminata.keita@example.org", "Aminata", "ML")
    assert message.conversation.email == "office@city.example.org", "who is answered wrote to us"


def test_who_passes_a_mail_on_and_asks_for_a_place_too_is_proposed_besides() -> None:
    own = b"Please register me, too. My colleague writes herself.\r\n\r\nJean Roi\r\nClerk\r\nCity of Ville, Belgium"
    content = raw("06").replace(b"Please see the attached message.", own)
    people = take(content.replace(b"Office of the Mayor", b"Jean Roi")).proposals.order_by("pk")
    names = ("family_name", "email", "organisation", "country")
    assert [[row.data[name] for name in names] for row in people] == [
        ["Keita", "aminata.keita@example.org", "Ministry of Diaspora", "ML"],
        ["Roi", "office@city.example.org", "City of Ville", "BE"],
    ]


@pytest.mark.parametrize("words", ["Please register her.", "We kindly ask you to register our colleague.", "FYI"])
def test_who_only_passes_a_mail_on_is_not_proposed(words: str) -> None:
    content = raw("06").replace(b"Please see the attached message.", f"{words}\r\n\r\nJean Roi\r\nClerk".encode())
    assert take(content).proposals.get().data["family_name"] == "Keita"


def test_of_two_letters_passed_on_the_second_has_nothing_of_the_first() -> None:
    first = raw("06").partition(b"--bb\r\nContent-Type: message/rfc822")[2].rpartition(b"--bb--")[0]
    second = first.replace(b"Aminata Keita", b"Bob Stone").replace(b"aminata.keita@", b"bob.stone@other.")
    second = second.replace(b"Director\r\nMinistry of Diaspora, Mali\r\n", b"")
    letters = b"--bb\r\nContent-Type: message/rfc822" + second + b"--bb--"
    people = take(raw("06").replace(b"--bb--", letters)).proposals.order_by("pk")
    assert [row.data["family_name"] for row in people] == ["Keita", "Stone"]
    assert not {"organisation", "country"} & people[1].data.keys()


def test_a_mail_passed_on_under_another_label_is_its_authors() -> None:
    inner = raw("06").partition(b'.eml"')[2].rpartition(b"--bb--")[0].strip()
    label = (
        b'Content-Type: application/octet-stream; name="Forum.eml"\r\nContent-Transfer-Encoding: base64\r\n'
        b'Content-Disposition: attachment; filename="Forum.eml"\r\n\r\n'
    )
    content = raw("06").partition(b"Content-Type: message/rfc822")[0] + label + base64.encodebytes(inner) + b"--bb--"
    message = take(content)
    assert message.proposals.get().data["email"] == "aminata.keita@example.org"
    assert not message.attachments


@pytest.mark.parametrize(("number", "name"), [("07", "Einladung Übersicht.pdf"), ("08", "Bestätigung.pdf")])
def test_files_have_their_names(number: str, name: str) -> None:
    message = take(raw(number))
    assert [(file["filename"], file["content_type"]) for file in message.attachments] == [(name, "application/pdf")]
    assert "%PDF" not in message.text


@pytest.mark.parametrize(
    "words",
    [
        {b"Transfer-Encoding: base64": b"Transfer-Encoding: =?utf-8?Q?base64?="},
        {
            b"=?utf-8?Q?attachment;_": b"attachment; =?utf-8?Q?",
            b"=?utf-8?Q?application/pdf;_": b"application/pdf; =?utf-8?Q?",
        },
    ],
)
def test_a_file_is_one_whatever_of_its_headers_is_an_encoded_word(words: dict[bytes, bytes]) -> None:
    content = raw("08")
    for old, new in words.items():
        content = content.replace(old, new)
    [file] = take(content).attachments
    assert (file["filename"], file["content_type"]) == ("Bestätigung.pdf", "application/pdf")


def test_a_file_name_that_a_mac_took_apart_keeps_its_accents() -> None:
    name = unicodedata.normalize("NFD", "Liste d’été.pdf")
    assert filename(name) == safe_name(name, "") == "Liste d’été.pdf"
    assert filename("=?utf-8?Q?e=CC=81te=CC=81.pdf?=") == "été.pdf"


def test_one_bad_sign_costs_one_sign() -> None:
    text = take(raw("09")).text
    assert text == "拝啓 フォーラムに登録してください。 山田\n\N{REPLACEMENT CHARACTER} broken"


def test_a_list_in_utf_16_is_read() -> None:
    person = take(raw("10")).proposals.get().data
    assert (person["given_name"], person["function"]) == ("Élise", "Chargée d’affaires")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("application/octet-stream", "liste.csv"),
        ("application/vnd.ms-excel", "liste.xls"),
        ("text/tab-separated-values", "liste.tsv"),
        ("application/octet-stream", "liste.txt"),
    ],
)
def test_a_list_in_utf_16_is_read_whatever_it_is_called(label: str, name: str) -> None:
    content = raw("10").replace(b"liste.txt", name.encode()).replace(b"text/plain; name", f"{label}; name".encode())
    assert take(content).proposals.get().data["given_name"] == "Élise"


def test_a_calendar_that_proposes_another_time_is_shown_with_it_and_not_answered() -> None:
    message = take(raw("11"))
    assert message.fact("classification_reason") == ["counter", "2027-03-26 – 2027-03-29"]
    assert (message.is_automatic, message.is_auto_reply_allowed) == (False, False)
    assert message.conversation.state == "open"
    timed = raw("11").replace(b";VALUE=DATE:20270326", b";TZID=Europe/Zurich:20270326T140000")
    timed = timed.replace(b";VALUE=DATE:20270330", b";TZID=Europe/Zurich:20270326T150000").replace(b"m15c", b"m16c")
    assert take(timed).fact("classification_reason")[1] == "2027-03-26 14:00 – 15:00 Europe/Zurich"
    assert not Registration.objects.exists()


ZONE = b"""BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
BEGIN:VALARM
DURATION:PT5M
DESCRIPTION:Reminder
END:VALARM"""


@pytest.mark.parametrize(
    ("start", "end", "when"),
    [
        (b";TZID=Geneva:20270326T140000", b"DTEND;TZID=Geneva:20270326T150000", "2027-03-26 14:00 – 15:00 Geneva"),
        (b":20270326T140000Z", b"DURATION:PT1H30M", "2027-03-26 14:00 – 15:30 UTC"),
        (b";VALUE=DATE:20270326", b"DURATION:P2D", "2027-03-26 – 2027-03-27"),
        (b";VALUE=DATE:20270326", b"TRANSP:OPAQUE", "2027-03-26"),
    ],
)
def test_the_time_of_a_calendar_is_that_of_its_entry(start: bytes, end: bytes, when: str) -> None:
    content = raw("11").replace(b"BEGIN:VEVENT", ZONE.replace(b"\n", b"\r\n"))
    content = content.replace(b"DTSTART;VALUE=DATE:20270326", b"DTSTART" + start)
    content = content.replace(b"DTEND;VALUE=DATE:20270330", end)
    assert take(content).fact("classification_reason") == ["counter", when]


@pytest.mark.parametrize("method", [b"COUNTER", b"REQUEST", b"CANCEL"])
def test_a_mail_that_is_a_calendar_alone_is_shown_with_what_it_says(method: bytes) -> None:
    content = raw("11").replace(b"COUNTER", method).replace(b"en-US:\\n", b"en-US:Could we\\, perhaps\\, meet later?")
    assert take(content).text == (
        "x: Workshop on Migration Data\n2027-03-26 – 2027-03-29\nCould we, perhaps, meet later?"
    )
