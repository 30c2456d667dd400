"""What makes a new event little work: what comes by itself, lines of items, people who are not in the directory yet."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.models import Appearance, Document, Event, Room, Venue
from registrations.models import Question, RegistrationSettings
from speakers.models import Organisation, Speaker
from tests.changeform import form_of
from tests.factories import (
    make_category,
    make_event,
    make_organisation,
    make_question,
    make_session,
    make_speaker,
    make_staff,
    make_venue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make_event(status="draft")


def address(event: Event) -> str:
    return f"/admin/events/event/{event.pk}/change/"


def saved(client: Client, event: Event, **changes: Any) -> Any:
    answer = client.post(address(event), {**form_of(client, address(event)), **changes})
    assert answer.status_code == 302, re.findall(r"errorlist.*?</ul>", answer.content.decode())
    return answer


# What comes by itself ------------------------------------------------------------------------------------------------


def test_a_new_event_has_the_clock_of_its_venue_unless_another_is_said(superuser: Client) -> None:
    venue = make_venue(timezone="Africa/Dakar")
    data = {**form_of(superuser, "/admin/events/event/add/"), "venue": venue.pk}
    superuser.post("/admin/events/event/add/", {**data, "title_en": "One"})
    superuser.post("/admin/events/event/add/", {**data, "title_en": "Two", "timezone": "Asia/Amman"})
    zones = dict(Event.objects.values_list("title_en", "timezone"))
    assert zones == {"One": "Africa/Dakar", "Two": "Asia/Amman"}


def test_rooms_are_offered_of_the_chosen_venue_alone(superuser: Client) -> None:
    here, there = make_venue(), make_venue()
    room = Room.objects.create(venue=here, name_en="Room XVII")
    Room.objects.create(venue=there, name_en="Room XVIII")
    query = {"app_label": "events", "model_name": "event", "field_name": "room", "term": "room"}

    def offered(**more: Any) -> list[str]:
        answer = superuser.get("/admin/autocomplete/", {**query, **more}).json()
        return [row["id"] for row in answer["results"]]

    assert offered(venue=here.pk) == [str(room.pk)]
    assert offered(venue="") == offered(venue="x" * 40) == []
    assert len(offered()) == 2


def test_new_rows_stand_behind_those_that_are_there_and_need_no_key(superuser: Client, event: Event) -> None:
    make_category(event, label_en="First", position=4)
    more = {"categories-TOTAL_FORMS": 3, "categories-1-label_en": "Press", "categories-2-label_en": "Press"}
    saved(superuser, event, **{name.replace("-2-", "-2-"): value for name, value in more.items()})
    rows = [(row.code, row.position) for row in event.categories.all()[1:]]
    assert rows == [("press", 5), ("press-2", 6)]


def test_a_venue_needs_no_key(superuser: Client) -> None:
    data = form_of(superuser, "/admin/events/venue/add/")
    superuser.post("/admin/events/venue/add/", {**data, "name_en": "Łódź Hall", "city_fr": "L’Œuvre d’été"})
    assert Venue.objects.get().slug == "lodz-hall-l-oeuvre-d-ete"


def test_an_event_is_published_as_it_is_saved(superuser: Client, event: Event) -> None:
    saved(superuser, event, _publish="1")
    event.refresh_from_db()
    assert event.status == "published"


def test_who_may_not_publish_does_not_by_the_button_either(client: Client, event: Event) -> None:
    client.force_login(make_staff("events.view_event", "events.change_event"))
    assert "_publish" not in client.get(address(event)).content.decode()
    saved(client, event, _publish="1")
    event.refresh_from_db()
    assert event.status == "draft"


def test_each_error_of_a_part_is_counted(superuser: Client, event: Event) -> None:
    changes = {"venue": make_venue().pk, "starts_on": "x", "ends_on": "x", "categories-0-quota": "x"}
    changes |= {"categories-0-quota_per_organisation": "x"}
    answer = superuser.post(address(event), {**form_of(superuser, address(event)), **changes})
    counts = {part.code: part.error_count for part in answer.context["sections"]}
    assert counts["basics"] == 2
    assert counts["registration"] == 3  # two numbers that are none, and a label that no language has


def test_what_a_constraint_refuses_stands_beside_its_box_and_is_counted(superuser: Client, event: Event) -> None:
    settings = {"opens_at": "2027-06-02T09:00", "closes_at": "2027-06-01T09:00", "how": "invitation"}
    changes = {f"registration_settings-0-{name}": value for name, value in settings.items()}
    changes |= {"starts_on": "2027-06-15", "ends_on": "2027-06-14", "code": "lower"}
    answer = superuser.post(address(event), {**form_of(superuser, address(event)), **changes})
    assert set(answer.context["adminform"].form.errors) == {"ends_on", "code"}
    inline = answer.context["inline_admin_formsets"]
    wrong = {name for each in inline for errors in each.formset.errors for name in errors}
    assert wrong == {"closes_at", "invitation_code"}
    counts = {part.code: part.error_count for part in answer.context["sections"]}
    assert (counts["basics"], counts["registration"]) == (2, 2)


# Registration --------------------------------------------------------------------------------------------------------


def test_nobody_registers_until_something_is_filled_in(superuser: Client, event: Event) -> None:
    assert "Nobody can register yet." in superuser.get(address(event)).content.decode()
    saved(superuser, event)
    assert not RegistrationSettings.objects.exists()


def test_usual_categories_are_ticked_and_offered_while_there_are_none(superuser: Client, event: Event) -> None:
    saved(superuser, event, **{"registration_settings-0-usual_categories": ["member-state", "media"]})
    labels = [(row.code, row.label_en, row.label_fr, row.label_es) for row in event.categories.all()]
    assert labels[0] == ("member-state", "Member State", "État membre", "Estado miembro")
    assert labels[1][1:3] == ("Media", "Médias")
    page = superuser.get(address(event)).content.decode()
    assert "usual_categories" not in page
    assert "usual_questions" in page


def test_choices_are_typed_where_the_question_is(superuser: Client, event: Event) -> None:
    typed = {"label_en": "Which group?", "choices_en": "Work\r\nHealth\r\n", "choices_fr": "Travail\r\nSanté"}
    saved(superuser, event, **{f"questions-0-{name}": value for name, value in typed.items()})
    question = Question.objects.get()
    assert question.type == "choice"
    choices = [(row.code, row.label_en, row.label_fr, row.position) for row in question.choices.all()]
    assert choices == [("work", "Work", "Travail", 1), ("health", "Health", "Santé", 2)]
    saved(superuser, event, **{"questions-0-choices_es": "Vivienda"})
    assert [row.label_es for row in question.choices.all()][2:] == ["Vivienda"]


def test_a_list_with_nothing_in_it_is_refused(superuser: Client, event: Event) -> None:
    typed = {"questions-0-label_en": "Which group?", "questions-0-type": "choice"}
    answer = superuser.post(address(event), {**form_of(superuser, address(event)), **typed})
    assert "Type what there is to choose from." in answer.content.decode()
    assert not Question.objects.exists()


def test_a_question_is_saved_and_one_is_back_at_the_event(superuser: Client, event: Event) -> None:
    page = f"/admin/registrations/question/{make_question(event).pk}/change/"
    assert superuser.post(page, form_of(superuser, page)).url == f"{address(event)}#registration"


# Documents -----------------------------------------------------------------------------------------------------------


def add_document(client: Client, event: Event, *names: str, **changes: Any) -> Any:
    page = f"/admin/events/document/add/?event={event.pk}"
    data = {**form_of(client, page), "files-TOTAL_FORMS": len(names), **changes}
    for number, name in enumerate(names):
        data[f"files-{number}-file"] = SimpleUploadedFile(name, b"%PDF-1.7 words")
    return client.post(page, data, follow=True)


def test_a_document_is_called_by_its_kind_and_is_said_to_be_saved(superuser: Client, event: Event) -> None:
    answer = add_document(superuser, event, "note.pdf", kind="concept-note")
    document = Document.objects.get()
    assert (document.label_en, document.label_fr) == ("Concept note", "Note de cadrage")
    assert document.files.get().language == "en"
    assert "“Concept note” has been saved." in answer.content.decode()


def test_a_file_whose_language_was_forgotten_is_kept(superuser: Client, event: Event) -> None:
    forgotten = {"files-0-language": "", "files-1-language": ""}
    answer = add_document(superuser, event, "note.pdf", "note-fr.pdf", label_en="Note", **forgotten)
    kept = {row.language: row.file_name for row in Document.objects.get().files.all()}
    assert kept == {"en": "note.pdf", "fr": "note-fr.pdf"}
    assert "“note-fr.pdf” had no language" in answer.content.decode()


# The agenda ----------------------------------------------------------------------------------------------------------


def add_lines(client: Client, event: Event, *lines: str, **more: Any) -> Any:
    page = f"/admin/events/event/{event.pk}/agenda/?day=2027-06-15"
    return client.post(page, {"lines": "\r\n".join(lines), **more})


def test_items_are_typed_as_lines(superuser: Client, event: Event) -> None:
    venue = make_venue()
    room = Room.objects.create(venue=venue, name_en="Room I")
    Event.objects.filter(pk=event.pk).update(venue=venue)
    lines = ("9:30–10h00 Opening | Ouverture", "10:00 Coming home | Rentrer", "", "30 years on | | Treinta años")
    assert add_lines(superuser, event, *lines, room=room.pk).status_code == 302
    rows = list(event.sessions.in_agenda_order())
    hours = [(f"{row.local_start:%d %H:%M}" if row.local_start else "", bool(row.local_end)) for row in rows]
    assert hours == [("15 09:30", True), ("15 10:00", False), ("", False)]
    assert [row.title_fr or "" for row in rows] == ["Ouverture", "Rentrer", ""]
    assert rows[2].title_es == "Treinta años"
    assert [row.kind for row in rows] == ["opening", "session", "session"]
    assert {row.room for row in rows} == {room}


def test_lines_tell_their_kind_by_the_words_that_pasting_knows(superuser: Client, event: Event) -> None:
    lines = ("2pm-3:30 p.m. Coffee break", "15:30 Lunch | Déjeuner", "16h | Dîner", "7 PM – 9 PM Evening reception <b>")
    page = f"/admin/events/event/{event.pk}/agenda/?day=2027-06-15"
    html = superuser.post(page, {"lines": "\r\n".join(lines)}, follow=True).content.decode()
    rows = list(event.sessions.in_agenda_order())
    assert [row.kind for row in rows] == ["break", "break", "reception", "reception"]
    hours = [f"{row.local_start:%H:%M}" for row in rows if row.local_start]
    assert hours == ["14:00", "15:30", "16:00", "19:00"]
    assert rows[0].title_en == "Coffee break"
    for made in ("14:00–15:30 · break · Coffee break", "19:00–21:00 · reception · Evening reception &lt;b&gt;"):
        assert made in html


def test_a_wrong_line_is_named_and_none_is_kept(superuser: Client, event: Event) -> None:
    make_session(event, title_en="There already", starts_at=None, ends_at=None, day="2027-06-15")
    page = add_lines(superuser, event, "9:30-10:00 Opening", "25:00 Closing", "11:00-10:00 Break").content.decode()
    assert "25:00 Closing: “25:00” is not a time" in page
    assert "11:00-10:00 Break: The end must be after the start." in page
    assert "There already" in page
    assert event.sessions.count() == 1


def save_person(client: Client, event: Event, language: str = "en", **typed: Any) -> Any:
    session = event.sessions.first() or make_session(event)
    page = f"/admin/events/event/{event.pk}/agenda/?day=2027-06-14"
    row = client.get(f"{page}&open={session.pk}").context["table"].rows[0]
    data: dict[str, Any] = {"row": row.key, f"r{row.key}-open": "1", f"r{row.key}-person": "n0"}
    for form in (row.form, row.details):
        data |= {box.html_name: box.value() for box in form if box.value() not in (None, False)}
    data |= {f"r{row.key}-start": "10:00", f"r{row.key}-end": "11:00", f"r{row.key}-day": "2027-06-14"}
    data |= {
        f"r{row.key}-pn0-{name}": value for name, value in {"role": "speaker", "status": "invited", **typed}.items()
    }
    return client.post(page, data)


def test_a_new_speaker_is_made_in_the_line_up(superuser: Client, event: Event) -> None:
    ministry = make_organisation()
    typed = {"given_name": "Lena", "family_name": "Okafor", "function_en": "Mayor", "function_fr": "Maire"}
    answer = save_person(superuser, event, **typed, organisations=[ministry.pk], new_body="City of Enugu")
    assert answer.status_code == 302
    speaker, city = Speaker.objects.get(), Organisation.objects.get(name_en="City of Enugu")
    assert (speaker.name, speaker.function_fr, speaker.slug) == ("Lena Okafor", "Maire", "lena-okafor")
    assert set(speaker.organisations.all()) == {ministry, city}
    appearance = Appearance.objects.get()
    assert (appearance.speaker, appearance.function_en) == (speaker, "Mayor")
    assert set(appearance.organisations.all()) == {ministry, city}


def test_somebody_of_the_same_name_is_chosen_and_looked_at_first(superuser: Client, event: Event) -> None:
    known = make_speaker(given_name="Léna", family_name="Okafor", function_en="Mayor of Enugu")
    typed = {"given_name": "Lena", "family_name": "OKAFOR"}
    page = save_person(superuser, event, **typed).content.decode()
    assert "Léna Okafor is in the directory already" in page
    assert "Mayor of Enugu" in page
    assert not Appearance.objects.exists()
    assert save_person(superuser, event, **typed, speaker=known.pk).status_code == 302
    assert Appearance.objects.get().speaker == known
    assert save_person(superuser, event, **typed, is_namesake="on", role="chair").status_code == 302
    assert Speaker.objects.count() == 2


def test_who_may_not_add_to_the_directory_makes_nobody(client: Client, event: Event) -> None:
    rights = [f"events.{do}_{what}" for do in ("view", "add", "change", "delete") for what in ("session", "appearance")]
    client.force_login(make_staff("events.view_event", *rights))
    answer = save_person(client, event, given_name="Lena", family_name="Okafor", function_en="Mayor")
    assert "Choose the speaker." in answer.content.decode()
    assert not Speaker.objects.exists()


def test_the_directory_says_what_is_proposed_beside_a_name(superuser: Client, event: Event) -> None:
    speaker, body = make_speaker(function_en="Mayor"), make_organisation(name_en="City of Enugu")
    speaker.organisations.add(body)
    told = superuser.get(f"/admin/events/event/{event.pk}/agenda/speaker/?id={speaker.pk}").json()
    assert told["function_en"] == "Mayor"
    assert told["organisations"] == [{"id": body.pk, "text": "City of Enugu"}]
    assert superuser.get(f"/admin/events/event/{event.pk}/agenda/speaker/?id={speaker.pk + 99}").status_code == 404
