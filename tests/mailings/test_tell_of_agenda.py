"""A new version of an agenda is told to whom it concerns: once, in the own language, what matters to the reader."""

import datetime

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from access.roles import EVENT_MANAGERS, ROLES
from events.actions.publish import withdraw
from events.models import AgendaVersion, Appearance, Event, Session
from mailings.actions import tell_of_agenda
from mailings.actions.tell_of_agenda import forget_old, write_due
from outbox.delivery import deliver_next
from outbox.models import Message
from registrations.models.states import State
from speakers.models import Speaker
from tests.factories import (
    make_appearance,
    make_event,
    make_registration,
    make_session,
    make_speaker,
    make_staff,
    publish_agenda,
)

pytestmark = pytest.mark.django_db
EVERYBODY, SPEAKERS = AgendaVersion.Audience.EVERYBODY, AgendaVersion.Audience.SPEAKERS


@pytest.fixture
def event() -> Event:
    """An agenda of two items of which the first moves, each with a speaker, and a participant of each kind."""
    event = make_event(working_languages=["es"], title_es="Taller")
    opening = make_session(event, "10:00", "11:00", title_en="Opening", title_es="Apertura")
    panel = make_session(event, "12:00", "13:00", title_en="Panel")
    make_appearance(opening, speaker=make_speaker(family_name="Mover", email="mover@example.org"))
    make_appearance(opening, speaker=make_speaker(family_name="Nowhere"))
    make_appearance(opening, speaker=make_speaker(family_name="Hidden", email="hidden@example.org", is_hidden=True))
    declined = make_speaker(family_name="Declined", email="declined@example.org")
    make_appearance(opening, speaker=declined, status=Appearance.Status.DECLINED)
    make_appearance(panel, speaker=make_speaker(family_name="Stayer", email="stayer@example.org"))
    for state, language in ((State.APPROVED, "fr"), (State.WAITING, "en")):
        row = make_registration(event, email=f"{state}@example.org", language=language)
        type(row).objects.filter(pk=row.pk).update(state=state)
    publish_agenda(event)
    later = datetime.datetime(2027, 6, 15, 10, tzinfo=event.zone)
    Session.objects.filter(pk=opening.pk).update(
        starts_at=later, ends_at=later + datetime.timedelta(hours=1), day=later.date()
    )
    return event


def told() -> dict[str, Message]:
    """The mails about agendas, by address."""
    return {row.to_email: row for row in Message.objects.filter(purpose__startswith="agenda:")}


def test_speakers_of_what_changed_and_participants_are_told_once_in_their_language(event: Event) -> None:
    publish_agenda(event, audience=EVERYBODY, note={"en": "One item moves.", "fr": "Un point change."})
    assert write_due() == 2
    mails = told()
    assert set(mails) == {"mover@example.org", "approved@example.org"}
    speaker, participant = mails["mover@example.org"], mails["approved@example.org"]
    assert (speaker.kind, speaker.language) == ("agenda-speaker", "es")
    assert "**Apertura**: trasladado del" in speaker.body
    assert (participant.kind, participant.language) == ("agenda-changed", "fr")
    assert "déplacé du" in participant.body
    assert "Un point change." in participant.body
    [entry] = icalendar.Calendar.from_ical(speaker.calendar).walk("VEVENT")
    assert (str(entry["SUMMARY"]), speaker.calendar_method) == ("Apertura", "PUBLISH")
    assert entry.decoded("dtstart") == datetime.datetime(2027, 6, 15, 8, tzinfo=datetime.UTC)
    assert write_due() == 0
    AgendaVersion.objects.update(told_at=None)
    assert write_due() == 0, "each purpose once, whatever a worker forgot"


def test_a_correction_is_told_to_nobody_and_speakers_alone_where_staff_say_so(event: Event) -> None:
    publish_agenda(event)
    assert write_due() == 0
    Session.objects.filter(event=event).update(number="II")
    publish_agenda(event, audience=SPEAKERS)
    write_due()
    assert set(told()) == {"mover@example.org", "stayer@example.org"}


def test_who_speaks_and_takes_part_gets_one_mail_in_the_language_of_the_registration(event: Event) -> None:
    row = make_registration(event, email="mover@example.org", language="fr")
    type(row).objects.filter(pk=row.pk).update(state=State.CONFIRMED)
    publish_agenda(event, audience=EVERYBODY)
    write_due()
    assert Message.objects.filter(purpose__startswith="agenda:", to_email="mover@example.org").count() == 1
    assert told()["mover@example.org"].language == "fr"


def test_a_speaker_is_written_to_in_the_language_that_staff_noted(event: Event) -> None:
    Speaker.objects.filter(email="mover@example.org").update(language="fr")
    publish_agenda(event, audience=SPEAKERS)
    write_due()
    assert told()["mover@example.org"].language == "fr"


def test_at_an_embargo_the_mail_goes_when_its_time_has_come_and_never_if_it_was_withdrawn(event: Event) -> None:
    waiting = publish_agenda(event, audience=EVERYBODY, at=timezone.now() + datetime.timedelta(hours=1))
    assert write_due() == 0
    withdraw(event, waiting)
    AgendaVersion.objects.filter(pk=waiting.pk).update(published_from=timezone.now() - datetime.timedelta(seconds=2))
    assert write_due() == 0
    AgendaVersion.objects.filter(pk=waiting.pk).update(withdrawn_at=None)
    assert write_due() == 2


def test_nobody_is_told_of_an_event_that_is_a_draft_or_called_off(event: Event) -> None:
    publish_agenda(event, audience=EVERYBODY)
    for status in ("draft", "cancelled", "postponed"):
        Event.objects.filter(pk=event.pk).update(status=status)
        assert write_due() == 0


@pytest.mark.parametrize("why", ["withdrawn", "ended", "hidden"])
def test_recipients_are_looked_at_again_when_the_mail_leaves(event: Event, why: str) -> None:
    version = publish_agenda(event, audience=EVERYBODY)
    write_due()
    if why == "withdrawn":
        withdraw(event, version)
    elif why == "ended":
        event.registrations.filter(state=State.APPROVED).update(state=State.CANCELLED)
    else:
        speaker = Appearance.objects.get(speaker__family_name="Mover").speaker
        speaker.is_hidden = True
        speaker.save()
    Message.objects.exclude(purpose__startswith="agenda:").delete()
    while deliver_next():
        pass
    states = {address: row.state for address, row in told().items()}
    stopped = {"withdrawn": set(states), "ended": {"approved@example.org"}, "hidden": {"mover@example.org"}}[why]
    assert {address for address, state in states.items() if state == "discarded"} == stopped


def test_a_version_in_which_nothing_changed_is_told_to_nobody(event: Event) -> None:
    publish_agenda(event)
    publish_agenda(event, audience=EVERYBODY)
    assert write_due() == 0
    assert not AgendaVersion.objects.filter(audience=EVERYBODY, told_at=None).exists()


def test_staff_see_before_who_would_get_what(event: Event, client: Client) -> None:
    client.force_login(make_staff(*sorted(ROLES[EVENT_MANAGERS])))
    page = client.get(f"/admin/events/event/{event.pk}/agenda/publish/").content.decode()
    assert "1 speaker whose items changed" in page
    assert "1 approved participant, if you choose so" in page
    listed = page.partition("to be told by staff:")[2].partition("</li>")[0]
    assert "Nowhere" in listed
    for sentence in ("moved from", "déplacé du", "trasladado del", "Your part in the agenda has changed: Workshop"):
        assert sentence in page
    assert not Message.objects.filter(purpose__startswith="agenda:").exists()
    assert "approved@example.org" not in page


def test_the_mails_are_seen_with_the_note_before_anything_is_published(event: Event, client: Client) -> None:
    client.force_login(make_staff(*sorted(ROLES[EVENT_MANAGERS])))
    address = f"/admin/events/event/{event.pk}/agenda/publish/"
    seen = client.get(address).context["form"].initial["seen"]
    data = {
        "status": "provisional",
        "audience": "speakers",
        "seen": seen,
        "note_fr": "Un point change.",
        "preview": "x",
    }
    page = client.post(address, data).content.decode()
    mails = page.partition('id="mails"')[2].partition("</section>")[0]
    assert mails.count("Un point change.") >= 2, "to the speaker and to a participant"
    assert page.partition("</section>")[2].count("Un point change.") > mails.count("Un point change."), "and in its box"
    assert event.agenda_versions.count() == 1


def test_who_was_taken_off_an_item_is_named_for_staff_to_tell(event: Event, client: Client) -> None:
    Appearance.objects.get(speaker__family_name="Stayer").delete()
    client.force_login(make_staff(*sorted(ROLES[EVENT_MANAGERS])))
    page = client.get(f"/admin/events/event/{event.pk}/agenda/publish/").content.decode()
    assert "Stayer" in page.partition("told by no mail:")[2].partition("</li>")[0]


def test_what_speakers_were_written_goes_as_what_participants_were_written(event: Event) -> None:
    publish_agenda(event, audience=SPEAKERS)
    write_due()
    assert forget_old() == 0
    Message.objects.update(created_at=timezone.now() - datetime.timedelta(days=731))
    assert forget_old() == 1


def test_many_are_written_to_part_by_part(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tell_of_agenda, "CHUNK", 1)
    for _each in range(2):
        row = make_registration(event)
        type(row).objects.filter(pk=row.pk).update(state=State.CONFIRMED)
    publish_agenda(event, audience=EVERYBODY)
    assert write_due() == 4
    assert len(told()) == 4


def test_what_is_gone_is_told_to_who_spoke_there(event: Event) -> None:
    event.sessions.get(title_en="Panel").delete()
    publish_agenda(event, audience=SPEAKERS)
    write_due()
    mail = told()["stayer@example.org"]
    assert "ya no figura en el programa" in mail.body
    [entry] = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert entry["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(("audience", "participants"), [("speakers", False), ("everybody", True), ("nobody", None)])
def test_who_publishes_hears_how_many_mails_go_and_who_must_be_told_otherwise(
    client: Client, event: Event, audience: str, participants: bool | None
) -> None:
    client.force_login(make_staff(*ROLES[EVENT_MANAGERS]))
    address = f"/admin/events/event/{event.pk}/agenda/publish/"
    page = client.get(address)
    data = {"status": "provisional", "audience": audience, "seen": page.context["form"].initial["seen"]}
    html = client.post(address, data, follow=True).content.decode()
    assert "Version 2 of the agenda is published." in html
    assert ("1 speaker gets a mail." in html) == (participants is not None)
    assert ("1 participant gets a mail." in html) == bool(participants)
    said = html.partition("Version 2 of the agenda is published.")[2].partition("<h1")[0]
    assert ("Nowhere" in said) == (participants is not None)
