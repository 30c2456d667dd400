"""Real workers that end in the middle of a large import: another goes on, nothing is lost or doubled."""

import datetime
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models import F
from pytest_django import Settings

from backoffice.models import LEASE, Import, receive
from registrations.models import Registration
from tests import forked, proofs
from tests.factories import make_event, make_settings, make_staff

ROWS = 120
State = Import.State


def wait_until(is_so: Callable[[], object], seconds: float = 200) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", proofs.some([signal.SIGKILL, signal.SIGTERM], 1))
def test_what_a_worker_leaves_is_done_by_the_next(
    how: signal.Signals, database_url: str, settings: Settings, tmp_path: Path
) -> None:
    make_settings(make_event(code="IDM-2027"))
    lines = [f"IDM-2027,P{number},p{number}@example.org" for number in range(ROWS)]
    job = receive(
        "\n".join(["event,family_name,email", *lines]).encode(),
        by=make_staff(is_superuser=True),
        language="en",
        table="registrations.registration",
        name="people.csv",
        rows=ROWS,
        state=State.TO_STORE,
    )
    environment = {**os.environ, "DATABASE_URL": database_url, "PRIVATE_ROOT": str(settings.PRIVATE_ROOT)}
    said = tmp_path / "workers.log"
    first = forked.start("worker", environment=environment, said=said)
    try:
        wait_until(lambda: Import.objects.filter(stored__gt=0).exists())
        first.send_signal(how)
        first.wait()
    finally:
        first.kill()
        print(said.read_text()[-5000:])
    job.refresh_from_db()
    assert 0 < job.stored < ROWS
    if how == signal.SIGKILL:  # told to stop, it gives the import back by itself
        Import.objects.update(claimed_at=F("claimed_at") - LEASE - datetime.timedelta(seconds=1))
    second = forked.start("worker", environment=environment, said=said)
    try:
        wait_until(lambda: Import.objects.get().state == State.STORED)
    finally:
        second.kill()
        second.wait()
        print(said.read_text()[-5000:])
    assert Registration.objects.count() == ROWS
    assert Registration.objects.values("email").distinct().count() == ROWS
