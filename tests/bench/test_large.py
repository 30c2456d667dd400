"""A large house in small: the rows that the bench measures on can be made, on any database."""

import pytest

from events.models import AgendaVersion, Event
from outbox.models import DeliveryTry, Message
from registrations.models import Registration, StateChange
from registrations.models.states import State
from tests.bench.large.data import fill
from tests.bench.large.sizes import Sizes


@pytest.mark.django_db
def test_a_small_one_has_all_that_a_large_one_has() -> None:
    fill(Sizes(events=3, sessions=6, speakers=4, registrations=12, waiting=2, reminders=5))
    assert AgendaVersion.objects.standing().count() == Event.objects.count() == 3
    assert Registration.objects.count() == StateChange.objects.count() == 12
    assert Registration.objects.filter(state=State.WAITING, event__slug="large-1").count() == 2
    assert Message.objects.count() == DeliveryTry.objects.count() == 12 + 5
    person = Registration.objects.get(number=1)
    assert sorted(message.kind for message in person.messages) == ["approved", "reminder"]
    assert Registration.objects.matching(f"{person.given_name} {person.reference}").get() == person
    assert all(row.email.endswith("@example.org") for row in Registration.objects.all())
