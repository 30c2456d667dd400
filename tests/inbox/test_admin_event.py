"""What the shared mailbox adds to the screen of an event."""

import pytest
from django.test import Client
from django.urls import reverse

from access import roles
from inbox.admin.event import copy_answers
from inbox.models import StandardAnswer
from tests.factories import make_conversation, make_event, make_settings, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "is_shown"), [(roles.REGISTRATION_OFFICERS, True), (roles.EVENT_MANAGERS, False), (roles.READERS, False)]
)
def test_mail_that_waits_is_shown_to_those_who_work_the_mailbox(client: Client, role: str, is_shown: bool) -> None:
    event = make_event()
    make_settings(event)
    make_conversation(event)
    make_conversation(event)
    client.force_login(make_staff(*sorted(roles.ROLES[role])))
    html = client.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    address = f"{reverse('admin:inbox_conversation_changelist')}?show=to-do&amp;event={event.pk}"
    assert (address in html, "2 wait" in html) == (is_shown, is_shown)


def test_a_copy_takes_the_answers_of_the_event_along() -> None:
    original, copy = make_event(), make_event(code="NEXT", slug="next")
    StandardAnswer.objects.create(event=original, label_fr="Visa", body_fr="Voici")
    StandardAnswer.objects.create(label_fr="Maison", body_fr="Pour tous")
    copy_answers(original, copy)
    assert [row.label_fr for row in StandardAnswer.objects.filter(event=copy)] == ["Visa"]
    assert StandardAnswer.objects.count() == 3
