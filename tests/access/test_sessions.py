"""Sessions that are over do not stay in the database."""

import datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from outbox import scheduler
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def test_the_worker_forgets_them(client: Client) -> None:
    client.force_login(make_staff())
    scheduler.do_periodic_work()
    assert Session.objects.count() == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(days=30), tick=False):
        scheduler.do_periodic_work()
    assert not Session.objects.exists()
