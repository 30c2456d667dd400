"""Large imports: tried and stored by the worker, confirmed by whoever sent them, never doubled."""

import datetime
import time
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client

from backoffice import importing, models
from backoffice.importing import work_next
from backoffice.models import ClaimLost, Import, forget_old_imports, receive
from backoffice.tables import TableResource
from events.models import Event
from registrations.models import Registration
from registrations.resources import RegistrationResource
from speakers.models import Organisation
from speakers.resources import OrganisationResource
from tests.factories import make_event, make_organisation, make_registration, make_settings, make_staff

ORGANISATIONS = "/admin/speakers/organisation/import/"
REGISTRATIONS = "/admin/registrations/registration/import/"
BODIES = "slug,name_en,parent\na,Alpha,\nb,Beta,a\nc,Gamma,b\n"
State = Import.State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are for a page, three for the worker."""
    monkeypatch.setattr(TableResource, "large", 2)
    monkeypatch.setattr(RegistrationResource, "large", 2)


def send(superuser: Client, text: str, address: str = ORGANISATIONS, **chosen: Any) -> Import:
    """A file that is large; its page is where the browser is led."""
    file = SimpleUploadedFile("rows.csv", text.encode())
    response = superuser.post(address, {"import_file": file, "resource": "0", **chosen})
    job = Import.objects.get()
    assert response.headers["Location"] == f"{address}{job.pk}/"
    return job


def page(superuser: Client, job: Import) -> str:
    response = superuser.get(f"/admin/{job.table.replace('.', '/')}/import/{job.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def press(superuser: Client, job: Import, do: str) -> str:
    return superuser.post(
        f"/admin/{job.table.replace('.', '/')}/import/{job.pk}/", {"do": do}, follow=True
    ).content.decode()


def worked(job: Import) -> Import:
    """The import after the worker had its turn."""
    assert work_next()
    job.refresh_from_db()
    return job


def people(*names: str) -> str:
    return "event,family_name,email\n" + "".join(f"IDM-2027,{name},{name.lower()}@example.org\n" for name in names)


@pytest.fixture
def meeting() -> None:
    make_settings(make_event(code="IDM-2027"))


# The way of a file ----------------------------------------------------------------------------------------------------


def test_a_large_file_is_tried_confirmed_and_stored(superuser: Client) -> None:
    job = send(superuser, BODIES)
    assert "Row 0 of 3." in page(superuser, job)
    assert worked(job).state == State.TRIED
    assert not Organisation.objects.exists()
    assert "3 new, 0 changed, 0 as they are" in page(superuser, job)
    assert "being stored" in press(superuser, job, "confirm")
    assert worked(job).state == State.STORED
    assert Organisation.objects.get(slug="c").parent.slug == "b"
    assert "The file is stored." in page(superuser, job)
    assert not work_next()


def test_what_is_wrong_is_listed_by_row_and_nothing_can_be_confirmed(superuser: Client) -> None:
    job = send(superuser, "slug,name_en,parent\na,Alpha,\nb,,nobody\nc,Gamma,\n")
    assert worked(job).state == State.REFUSED
    assert [(row, column) for row, column, _reason in job.found["errors"]] == [(3, "name"), (3, "parent")]
    shown = page(superuser, job)
    assert "Nothing was imported" in shown
    assert 'value="confirm"' not in shown
    assert "too old" in press(superuser, job, "confirm")
    assert not work_next()


def test_a_file_whose_columns_are_unknown_is_refused_once(superuser: Client, meeting: None) -> None:
    job = worked(send(superuser, "event,shoe\n" + "IDM-2027,43\n" * 50, REGISTRATIONS))
    assert job.state == State.REFUSED
    [(row, _column, reason)] = job.found["errors"]
    assert row == 0
    assert reason.startswith("The file has columns that are not known: shoe. Known are: Reference, Event, State, ")


def test_the_changes_are_told_in_the_language_of_whoever_sent_the_file(superuser: Client) -> None:
    file = SimpleUploadedFile("rows.csv", BODIES.replace("b,Beta", "b,").replace(",a\n", ",nobody\n").encode())
    superuser.post(ORGANISATIONS, {"import_file": file}, headers={"accept-language": "fr"})
    assert "Introuvable" in str(worked(Import.objects.get()).found["errors"])


def test_a_small_file_does_not_wait_for_the_worker(superuser: Client) -> None:
    file = SimpleUploadedFile("rows.csv", b"slug,name_en\na,Alpha\nb,Beta\n")
    assert "confirm_form" in superuser.post(ORGANISATIONS, {"import_file": file, "resource": "0"}).context
    assert not Import.objects.exists()


def test_the_history_names_who_confirmed(superuser: Client) -> None:
    job = worked(send(superuser, BODIES))
    press(superuser, job, "confirm")
    worked(job)
    entry = LogEntry.objects.get_for_object(Organisation.objects.get(slug="a")).latest("pk")
    assert entry.actor == job.by


# Who ------------------------------------------------------------------------------------------------------------------


def test_nobody_else_sees_or_confirms_it(superuser: Client) -> None:
    job = worked(send(superuser, BODIES))
    superuser.force_login(make_staff(is_superuser=True))
    assert superuser.post(f"{ORGANISATIONS}{job.pk}/", {"do": "confirm"}).status_code == 404
    assert superuser.get(f"{ORGANISATIONS}{job.pk}/").status_code == 404
    assert not work_next()


def test_who_may_import_no_more_stores_nothing(superuser: Client) -> None:
    job = worked(send(superuser, BODIES))
    press(superuser, job, "confirm")
    job.by.is_active = False
    job.by.save()
    assert worked(job).state == State.REFUSED
    assert not Organisation.objects.exists()


def test_a_double_click_stores_once(superuser: Client) -> None:
    job = worked(send(superuser, BODIES))
    press(superuser, job, "confirm")
    assert "too old" in press(superuser, job, "confirm")
    worked(job)
    assert not work_next()


# Portions -------------------------------------------------------------------------------------------------------------


def test_the_same_person_twice_is_found_though_the_first_was_taken_back(superuser: Client, meeting: None) -> None:
    job = worked(send(superuser, people(*(f"P{number}" for number in range(30)), "P3"), REGISTRATIONS))
    assert job.found["errors"] == [[32, "", "Row 5 is the same person."]]
    assert not Registration.objects.exists()


def test_no_portion_but_the_one_in_hand_holds_the_lock(
    superuser: Client, meeting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stored is noted after each portion: others come between."""
    noted: list[int] = []
    note = Import.note
    monkeypatch.setattr(
        Import, "note", lambda job, **values: (noted.append(values.get("stored", 0)), note(job, **values))
    )
    job = worked(send(superuser, people(*(f"P{number}" for number in range(45))), REGISTRATIONS))
    press(superuser, job, "confirm")
    worked(job)
    assert [number for number in noted if number] == [20, 40, 45]
    assert Registration.objects.count() == 45


def test_what_does_not_fit_any_more_stops_the_rest_and_is_said(superuser: Client, meeting: None) -> None:
    names = [f"P{number}" for number in range(30)]
    job = worked(send(superuser, people(*names), REGISTRATIONS))
    twin = make_registration(Event.objects.get(), family_name="P25", given_name="", email="p25@example.org")
    press(superuser, job, "confirm")
    assert worked(job).state == State.STOPPED
    assert (job.stored, Registration.objects.count()) == (20, 21)
    shown = page(superuser, job)
    assert "20 of 30 rows are stored" in shown
    assert job.found["errors"][0][0] == 27
    twin.delete()
    press(superuser, job, "again")
    assert worked(job).state == State.TRIED
    press(superuser, job, "confirm")
    assert worked(job).state == State.STORED
    assert Registration.objects.count() == 30


# Workers that die -----------------------------------------------------------------------------------------------------


def test_a_worker_that_dies_is_followed_by_another_and_nothing_is_doubled(
    superuser: Client, meeting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = worked(send(superuser, people(*(f"P{number}" for number in range(30))), REGISTRATIONS))
    press(superuser, job, "confirm")
    note = Import.note

    def die_after_twenty(self: Import, **values: Any) -> None:
        if values.get("stored") == 30:
            raise SystemExit
        note(self, **values)

    monkeypatch.setattr(Import, "note", die_after_twenty)
    with pytest.raises(SystemExit):
        work_next()
    monkeypatch.setattr(Import, "note", note)
    assert not work_next()  # the lease holds
    Import.objects.update(claimed_at=F("claimed_at") - datetime.timedelta(minutes=2))
    assert worked(job).state == State.STORED
    assert Registration.objects.count() == 30


def test_a_worker_that_was_thought_dead_stores_nothing(superuser: Client) -> None:
    job = worked(send(superuser, BODIES))
    press(superuser, job, "confirm")
    old = Import.objects.claim_next()
    assert old is not None
    Import.objects.update(claim="another")
    with pytest.raises(ClaimLost):
        importing.work_on(old)
    assert not Organisation.objects.exists()


def test_a_file_that_ends_every_worker_is_given_up(superuser: Client) -> None:
    job = send(superuser, BODIES)
    Import.objects.update(claims=models.MOST_CLAIMS)
    assert worked(job).state == State.REFUSED
    assert "given up" in page(superuser, job)


def test_a_file_that_is_gone_is_said(superuser: Client) -> None:
    job = send(superuser, BODIES)
    job.file.delete(save=False)
    assert worked(job).state == State.REFUSED
    assert "The file is gone" in page(superuser, job)


# What is kept ---------------------------------------------------------------------------------------------------------


def test_a_file_and_what_was_found_in_it_are_forgotten(superuser: Client, settings: Any) -> None:
    job = worked(send(superuser, BODIES))
    path = settings.PRIVATE_ROOT / job.file.name
    assert path.exists()
    assert forget_old_imports() == 0
    Import.objects.update(updated_at=F("updated_at") - datetime.timedelta(days=2))
    assert forget_old_imports() == 1
    assert not path.exists()


def test_a_stored_file_is_deleted_at_once(superuser: Client, settings: Any) -> None:
    job = worked(send(superuser, BODIES))
    press(superuser, job, "confirm")
    worked(job)
    assert not (settings.PRIVATE_ROOT / job.file.name).exists()
    assert job.found["changes"] == []


def test_a_long_list_of_changes_is_cut_and_says_so(superuser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_LINES", 2)
    make_organisation(slug="a", name_en="Old <b>")
    job = worked(send(superuser, BODIES))
    shown = page(superuser, job)
    assert "1 more line is not shown." in shown
    assert "<del>Old &lt;b&gt;</del>" in shown


@pytest.mark.django_db(transaction=True)
def test_a_long_transaction_says_all_the_while_that_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BEAT_SECONDS", 0.01)
    job = receive(
        BODIES.encode(),
        by=make_staff(is_superuser=True),
        language="en",
        table="speakers.organisation",
        name="x",
        rows=3,
    )
    claimed = Import.objects.claim_next()
    assert claimed is not None
    resource = OrganisationResource()
    resource.rows_seen = 2
    with importing.beating(claimed, resource):
        until = time.monotonic() + 30
        while job.done != 2 and time.monotonic() < until:
            job.refresh_from_db()
    assert job.done == 2
    assert job.claimed_at > claimed.claimed_at
