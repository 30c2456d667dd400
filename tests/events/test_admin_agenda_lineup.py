"""The line-up of an item in the agenda's table: speakers added, removed, exchanged."""

import pytest
from django.test import Client

from events.models import Appearance, Event
from tests.events.test_admin_agenda import post, saved, sent
from tests.factories import (
    make_appearance,
    make_document,
    make_event,
    make_organisation,
    make_session,
    make_speaker,
    make_venue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make_event(venue=make_venue())


def test_a_person_is_removed_and_changed(superuser: Client, event: Event) -> None:
    stays, goes = make_appearance(make_session(event)), None
    goes = make_appearance(stays.session, position=1)
    data = sent(superuser, event, stays.session)
    prefix = f"r{stays.session_id}-p"
    data |= {f"{prefix}{goes.pk}-delete": "on", f"{prefix}{stays.pk}-role": "chair"}
    assert saved(post(superuser, event, data))
    row = Appearance.objects.get()
    assert (row.pk, row.role) == (stays.pk, "chair")


def test_speakers_of_two_lines_are_exchanged_and_documents_stay_with_whose_they_are(
    superuser: Client, event: Event
) -> None:
    first = make_appearance(make_session(event), function_en="Director")
    second = make_appearance(first.session, position=1)
    biography = make_document(appearance=first)
    data = sent(superuser, event, first.session)
    prefix = f"r{first.session_id}-p"
    data |= {f"{prefix}{first.pk}-speaker": second.speaker_id, f"{prefix}{second.pk}-speaker": first.speaker_id}
    assert saved(post(superuser, event, data))
    rows = Appearance.objects.order_by("position")
    assert [(row.speaker_id, row.function_en) for row in rows] == [
        (second.speaker_id, "Director"),
        (first.speaker_id, second.function_en),
    ]
    biography.refresh_from_db()
    assert biography.appearance.speaker_id == first.speaker_id


def test_a_speaker_takes_the_line_of_another_who_is_removed(superuser: Client, event: Event) -> None:
    first = make_appearance(make_session(event))
    second = make_appearance(first.session, position=1)
    data = sent(superuser, event, first.session)
    prefix = f"r{first.session_id}-p"
    data |= {f"{prefix}{first.pk}-speaker": second.speaker_id, f"{prefix}{second.pk}-delete": "on"}
    assert saved(post(superuser, event, data))
    assert Appearance.objects.get().speaker_id == second.speaker_id


def test_a_new_line_takes_over_from_an_old_one_and_loses_nothing(superuser: Client, event: Event) -> None:
    old, body = make_appearance(make_session(event)), make_organisation()
    old.organisations.add(body)
    other = make_speaker()
    data = sent(superuser, event, old.session)
    prefix = f"r{old.session_id}"
    data[f"{prefix}-person"].insert(0, "n1")
    data |= {
        f"{prefix}-pn1-speaker": old.speaker_id,
        f"{prefix}-pn1-role": "speaker",
        f"{prefix}-pn1-status": "invited",
        f"{prefix}-p{old.pk}-speaker": other.pk,
    }
    assert saved(post(superuser, event, data))
    rows = Appearance.objects.order_by("position")
    assert [(row.speaker_id, list(row.organisations.all())) for row in rows] == [
        (old.speaker_id, []),
        (other.pk, [body]),
    ]


def test_a_speaker_whom_somebody_else_has_added_meanwhile_is_not_added_twice(superuser: Client, event: Event) -> None:
    session = make_session(event)
    data = sent(superuser, event, session)
    late = make_appearance(session)
    data |= {
        f"r{session.pk}-person": ["n1"],
        f"r{session.pk}-pn1-speaker": late.speaker_id,
        f"r{session.pk}-pn1-role": "speaker",
        f"r{session.pk}-pn1-status": "invited",
    }
    assert "already has this role" in post(superuser, event, data).content.decode()
