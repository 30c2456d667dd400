"""An agenda that many publish at one instant: real processes, on PostgreSQL."""

import pytest

from events.models import AgendaVersion
from mailings.kinds import AgendaKind
from outbox.models import Message
from tests.factories import make_appearance, make_event, make_session, make_speaker, publish_agenda
from tests.registrations.concurrency.conftest import Order

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

STAFF = 8


def test_each_who_publishes_gets_a_version_and_each_speaker_one_mail(order: Order) -> None:
    event = make_event()
    session = make_session(event, title_en="Opening")
    people = [make_speaker(family_name=f"Núñez {number}", email=f"s{number}@example.org") for number in range(5)]
    publish_agenda(event)
    for person in people:
        make_appearance(session, speaker=person)
    outcomes = order([{"do": "publish", "event": event.pk}] * STAFF)
    assert sorted(outcomes) == [str(number) for number in range(2, STAFF + 2)]
    versions = AgendaVersion.objects.filter(event=event)
    assert versions.standing().get().number == STAFF + 1
    items = {version.number: version.items.get() for version in versions}
    assert {item.uid for item in items.values()} == {session.uid}
    assert [items[number].sequence for number in (1, 2, STAFF + 1)] == [0, 1, 1], "it changed once, in the second"

    told = order([{"do": "tell_of_agenda"}] * STAFF)
    assert sum(map(int, told)) == len(people), told
    purposes = Message.objects.filter(kind=AgendaKind.SPEAKERS).values_list("purpose", flat=True)
    second = versions.get(number=2)
    assert sorted(purposes) == [f"agenda:{second.pk}:s{person.pk}" for person in people]
