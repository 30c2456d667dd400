"""Messages are written in the reader's language, by the right words, once for each decision."""

import datetime

import pytest
from django.conf import settings as django_settings

from events.models import Event
from mailings.actions.announce import tell_of_new_dates
from outbox import kinds, salutations
from outbox.models import Message, MessageTemplate
from outbox.queue import Draft
from outbox.templates import built_in, words_for
from registrations.actions.decide import approve, cancel, decline
from registrations.kinds import FACTS, Kind
from registrations.mail_values import values_for
from registrations.mails import preview, write
from registrations.models import Registration, RegistrationSettings
from registrations.models.states import State
from tests.factories import (
    make_event,
    make_question,
    make_registration,
    make_session,
    make_settings,
    make_staff,
    make_venue,
    publish_agenda,
)

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in django_settings.LANGUAGES]
NBSP = "\u00a0"


def approved(event: Event | None = None, **overrides: object) -> tuple[Registration, Message]:
    registration = make_registration(event, **overrides)
    approve(registration, by=make_staff())
    return registration, registration.messages.get(kind=Kind.APPROVED)


# Words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind.code for kind in kinds.every()])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_words_in_every_language_that_pass_their_own_check(kind: str, language: str) -> None:
    words = built_in(kind, language)
    assert words.language == language
    row = MessageTemplate(kind=kind, **{f"subject_{language}": words.subject, f"body_{language}": words.body})
    row.clean()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_formula(language: str) -> None:
    for room, parts in {
        "outbox": ("salutation", "closing"),
        "registrations": ("missing", "calendar", "standing", "ended"),
        "inbox": ("understood", "registered"),
        "mailings": (),
    }.items():
        own, english = salutations.formulas(language, room), salutations.formulas("en", room)
        assert set(own) == set(english)
        for part in parts:
            assert set(own[part]) == set(english[part])


@pytest.mark.parametrize("kind", [kind.code for kind in kinds.every()])
def test_french_words_have_the_spaces_of_french(kind: str) -> None:
    words = built_in(kind, "fr")
    assert not [sign for sign in ":;?!»" if f" {sign}" in words.subject + words.body]
    assert "« " not in words.body
    assert "'" not in words.body


def test_a_house_template_stands_before_the_built_in_words_and_the_events_own_before_both() -> None:
    event = make_event()
    MessageTemplate.objects.create(kind=Kind.LINK, subject_fr="Maison", body_fr="{link}")
    assert words_for(event, Kind.LINK, "fr").subject == "Maison"
    MessageTemplate.objects.create(event=event, kind=Kind.LINK, subject_fr="Réunion", body_fr="{link}")
    assert words_for(event, Kind.LINK, "fr").subject == "Réunion"
    assert words_for(make_event(), Kind.LINK, "fr").subject == "Maison"
    assert words_for(event, Kind.WAITING, "fr") == built_in(Kind.WAITING, "fr")


def test_a_template_without_the_readers_language_falls_back_in_the_order_of_the_house() -> None:
    event = make_event()
    MessageTemplate.objects.create(event=event, kind=Kind.LINK, subject_fr="Lien", body_fr="{link}")
    assert words_for(event, Kind.LINK, "es") == ("Lien", "{link}", "fr")
    registration = make_registration(event, language="es")
    message = write(registration, Kind.LINK, purpose="link:1")
    assert message.language == "fr", "the mail says the language it is in"


@pytest.mark.parametrize(
    ("honorific", "title", "form"),
    [
        ("H.E.", "", "excellency"),
        ("H. E. Ms", "", "excellency"),
        ("S.E. M.", "", "excellency"),
        ("S. Exc.", "", "excellency"),
        ("Excma. Sra.", "", "excellency"),
        ("Excellence", "", "excellency"),
        ("Su Excelencia", "", "excellency"),
        ("Her Excellency", "", "excellency"),
        ("", "Ambassador", "excellency"),
        ("Ms", "Dr", "woman"),
        ("Mme", "", "woman"),
        ("Sra.", "", "woman"),
        ("M.", "", "man"),
        ("Mr.", "Prof.", "man"),
        ("Sr.", "", "man"),
        ("Mx", "", "neutral"),
        ("Dr", "", "neutral"),
        ("", "", "neutral"),
        ("She", "", "neutral"),
        ("", "Mme", "woman"),
        ("Dr", "Mme", "woman"),
        ("", "Prof. Mme", "woman"),
        ("", "Dr (Sra.)", "woman"),
        ("", "M.", "man"),
        ("Ms", "M.", "woman"),
        ("", "M.Sc.", "neutral"),
        ("", "Don’t know", "neutral"),
    ],
)
def test_a_person_is_addressed_by_what_the_person_wrote(honorific: str, title: str, form: str) -> None:
    assert salutations.form_of_address(honorific, title) == form


@pytest.mark.parametrize(
    ("language", "salutation", "closing"),
    [
        ("en", "Excellency,", "Excellency, the assurances of our highest consideration."),
        ("fr", "Excellence,", "Veuillez agréer, Excellence,"),
        ("es", "Excelencia:", "Acepte, Excelencia,"),
    ],
)
def test_an_ambassador_is_written_to_formally(language: str, salutation: str, closing: str) -> None:
    text = make_registration(language=language, honorific="H.E.").messages.get().text
    assert text.startswith(salutation)
    assert closing in " ".join(text.split())


@pytest.mark.parametrize(
    ("first", "last", "english", "french", "spanish"),
    [
        ("2027-06-14", "2027-06-14", "14 June 2027", "14 juin 2027", "14 de junio de 2027"),
        ("2027-06-01", "2027-06-02", "1–2 June 2027", "1er et 2 juin 2027", "1 y 2 de junio de 2027"),
        ("2027-06-14", "2027-06-18", "14–18 June 2027", "du 14 au 18 juin 2027", "del 14 al 18 de junio de 2027"),
        (
            "2027-06-29",
            "2027-07-01",
            "29 June – 1 July 2027",
            "du 29 juin au 1er juillet 2027",
            "del 29 de junio al 1 de julio de 2027",
        ),
        (
            "2027-12-30",
            "2028-01-02",
            "30 December 2027 – 2 January 2028",
            "du 30 décembre 2027 au 2 janvier 2028",
            "del 30 de diciembre de 2027 al 2 de enero de 2028",
        ),
    ],
)
def test_dates_are_written_as_the_reader_writes_them(
    first: str, last: str, english: str, french: str, spanish: str
) -> None:
    event = make_event(starts_on=datetime.date.fromisoformat(first), ends_on=datetime.date.fromisoformat(last))
    said = [salutations.event_dates(event, language).partition(" (")[0] for language in ("en", "fr", "es")]
    assert said == [english, french, spanish]


def test_dates_name_the_zone_and_its_distance_then() -> None:
    assert salutations.event_dates(make_event(), "en") == "14–15 June 2027 (Europe/Zurich, UTC+2)"
    winter = make_event(starts_on=datetime.date(2027, 1, 4), ends_on=None, timezone="Asia/Kathmandu")
    assert salutations.event_dates(winter, "en") == "4 January 2027 (Asia/Kathmandu, UTC+5:45)"


def test_an_event_of_one_day_says_its_hours() -> None:
    event = make_event(ends_on=None)
    make_session(event, "09:30", "11:00")
    make_session(event, "15:00", "17:30")
    make_session(event, "18:00", "23:00", is_cancelled=True)
    publish_agenda(event)
    assert (
        salutations.event_dates(event, "fr")
        == "14 juin 2027, de 9\u00a0h\u00a030 à 17\u00a0h\u00a030 (Europe/Zurich, UTC+2)"
    )


def test_one_who_attends_online_gets_no_venue() -> None:
    event = make_event(venue=make_venue(), mode=Event.Mode.HYBRID)
    make_settings(event)
    assert "Lieu\u00a0: en ligne" in make_registration(event, language="fr", mode="online").messages.get().text
    assert "Genève" in make_registration(event, language="fr").messages.get().text


def test_the_acknowledgement_carries_the_notice_in_the_readers_language() -> None:
    event = make_settings(notice_en="We keep your data.", notice_fr="Vos données.", notice_version="7").event
    text = make_registration(event, language="fr").messages.get().text
    assert "Vos données." in text
    assert "version 7" in text


def test_what_is_missing_is_listed_in_the_readers_language() -> None:
    event = make_settings().event
    make_question(event, code="gate", label_fr="Par quelle porte ?", is_required=True)
    registration = make_registration(event, language="fr", organisation_name="")
    body = preview(registration, Kind.DETAILS_ASKED).body
    assert "- l’organisme" in body
    assert f"- Par quelle porte{NBSP}?" in body


# Messages -------------------------------------------------------------------------------------------------------------


def test_a_message_is_due_as_soon_as_it_is_there() -> None:
    message = make_registration().messages.get()
    assert message.state == Message.State.QUEUED
    assert list(Message.objects.due()) == [message]


def test_the_secret_of_the_link_is_not_in_the_database() -> None:
    registration = make_registration()
    message = registration.messages.get()
    assert "{link}" in message.text
    assert "{link}" in message.html
    assert registration.token not in message.text + message.html + message.subject


def test_one_purpose_makes_one_message() -> None:
    registration = make_registration()
    first = write(registration, Kind.LINK, purpose="link:1:form")
    assert write(registration, Kind.LINK, purpose="link:1:form") == first
    assert registration.messages.filter(kind=Kind.LINK).count() == 1


def test_of_every_kind_all_is_known_that_its_mail_needs() -> None:
    assert set(FACTS) == set(Kind.values)


@pytest.mark.parametrize("kind", Kind.values)
def test_every_placeholder_has_a_value_of_its_own(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registrations.mail_values.nothing", dict)
    others = {"replaced": "substituted", "replacement": "replaced"}  # said in the two mails of a substitution alone
    wanted = {name for name in kinds.get(kind).known if others.get(name, kind) == kind}
    assert wanted <= set(values_for(make_registration(), kind, "en"))


def test_the_preview_is_what_would_go() -> None:
    registration = make_registration(language="fr", given_name="**Awa**", honorific="Mme")
    draft = preview(registration, Kind.DECLINED, reason="Trop *tard*.")
    decline(registration, by=make_staff(), reason="Trop *tard*.", draft=draft)
    edited = registration.messages.get(kind=Kind.DECLINED)
    other = make_registration(registration.event, language="fr", given_name="**Awa**", honorific="Mme")
    plain = write(other, Kind.DECLINED, by=make_staff(), reason="Trop *tard*.", purpose="declined:1")
    assert edited.text == plain.text.replace(other.reference, registration.reference)
    assert "Trop tard." in edited.text


def test_an_edited_mail_goes_as_edited_with_placeholders_filled_in() -> None:
    registration = make_registration(family_name="Pérez")
    decline(registration, by=make_staff(), reason="", draft=Draft("No,\r\nthanks", "Dear {name}, **sorry**."))
    message = registration.messages.get(kind=Kind.DECLINED)
    assert message.subject == "No, thanks"
    assert message.text == "Dear Ana Pérez, sorry.\n"
    assert "<strong>sorry</strong>" in message.html


def test_the_reason_of_staff_may_be_markup_and_that_of_a_participant_may_not() -> None:
    event = make_event()
    MessageTemplate.objects.create(event=event, kind=Kind.CANCELLED, subject_en="x", body_en="{reason}")
    registration = make_registration(event)
    cancel(registration, reason="[x](https://evil.example) **y**")
    message = registration.messages.get(kind=Kind.CANCELLED)
    assert "<a " not in message.html
    assert "<strong>" not in message.html


def test_a_long_title_leaves_room_for_the_subject_and_the_name() -> None:
    event = make_event(title_en="Very long title of a meeting " * 10)
    message = make_registration(event).messages.get()
    assert len(message.subject) <= 300
    assert len(message.from_email) < 120
    assert message.from_email.endswith("… <secretariat@example.org>")


def test_answers_go_to_the_mailbox_of_the_event() -> None:
    event = make_event(contact_email="contact@example.org")
    make_settings(event)
    assert make_registration(event).messages.get().reply_to == "contact@example.org"
    RegistrationSettings.objects.update(mailbox="workshop@example.org")
    event = Event.objects.get(pk=event.pk)
    assert make_registration(event).messages.get().reply_to == "workshop@example.org"
    assert make_registration().messages.get().reply_to == "secretariat@example.org"


# Calendar updates -----------------------------------------------------------------------------------------------------


def move(event: Event) -> None:
    event.starts_on, event.ends_on = datetime.date(2027, 9, 1), datetime.date(2027, 9, 3)
    event.save()


def test_a_change_of_dates_is_told_once_to_everybody_who_lives() -> None:
    event = make_settings().event
    coming, _message = approved(event)
    cancelled, _message = approved(event)
    cancel(cancelled)
    pending = make_registration(event)
    assert tell_of_new_dates(event) == 0, "nothing has changed"
    move(event)
    assert tell_of_new_dates(event) == 2
    assert tell_of_new_dates(event) == 0, "everybody knows"
    assert pending.messages.latest("pk").kind == Kind.CHANGED
    update = coming.messages.get(kind=Kind.CHANGED)
    assert "1–3 September 2027" in update.text
    assert "DTSTART;VALUE=DATE:20270901" in update.calendar
    assert "DTEND;VALUE=DATE:20270904" in update.calendar
    assert "SEQUENCE:1" in update.calendar


def test_a_change_back_is_a_change() -> None:
    event = make_settings().event
    approved(event)
    before = (event.starts_on, event.ends_on)
    move(event)
    tell_of_new_dates(event)
    event.starts_on, event.ends_on = before
    event.save()
    assert tell_of_new_dates(event) == 1
    assert "SEQUENCE:2" in Message.objects.filter(kind=Kind.CHANGED).order_by("-pk")[0].calendar


def test_a_change_of_place_is_a_change() -> None:
    event = make_event(venue=make_venue())
    approved(event)
    event.venue = make_venue(name_en="Centre William Rappard")
    event.save()
    assert tell_of_new_dates(event) == 1


def test_who_did_not_come_into_the_calendar_is_not_told_of_its_end() -> None:
    registration = make_registration()
    cancel(registration)
    assert registration.state == State.CANCELLED
    message = registration.messages.get(kind=Kind.CANCELLED)
    assert not message.calendar
    assert "calendar" not in message.text
