"""An erased person is in no dump of the database and in no file; a dump that was made before brings nobody back."""

import base64
import datetime
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from registrations.models import Registration
from retention.models import Redaction
from retention.run import forget_once_a_day
from scripts import postgres
from tests.factories import make_conversation, make_incoming, make_proposal
from tests.retention.planted import PLANTED

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = datetime.timedelta(days=Redaction.DAYS + 1)

Program = Callable[..., bytes]


@pytest.fixture
def program(database_url: str) -> Program:
    """Runs a program of PostgreSQL on the database to which the test is connected; gives what it writes."""
    binaries = postgres.find_binaries()
    if binaries is None:
        pytest.skip("needs pg_dump and pg_restore")

    def run(name: str, *arguments: str, given: bytes = b"") -> bytes:
        url = f"{database_url.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
        command = [str(binaries / name), f"--dbname={url}", *arguments]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout

    return run


@contextmanager
def second_database() -> Iterator[None]:
    """An empty one on the same server, to which everything is connected meanwhile."""
    own = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE restored TEMPLATE template0")
    connection.close()
    connection.settings_dict["NAME"] = "restored"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE restored WITH (FORCE)")


def written(words: str) -> set[bytes]:
    """How words may stand in a dump or a file: as they are, in hexadecimal digits, in base64 at any place."""
    plain = words.encode()
    coded = (base64.b64encode(b" " * before + plain) for before in range(3))
    return {plain, plain.hex().encode(), *(code[4 if before else 0 : -4] for before, code in enumerate(coded))}


def found_in(places: dict[str, bytes]) -> list[tuple[str, str]]:
    """Where something of the planted person stands."""
    return [
        (name, words)
        for name, content in places.items()
        for words in PLANTED
        if any(form in content for form in written(words))
    ]


def files() -> dict[str, bytes]:
    """All files that Atelier keeps of people."""
    roots = (Path(settings.PRIVATE_ROOT), Path(settings.MEDIA_ROOT))
    return {path.name: path.read_bytes() for root in roots for path in root.rglob("*") if path.is_file()}


def test_the_erased_person_is_in_no_dump_and_no_file_and_no_dump_brings_anybody_back(
    person: Registration, officer: Client, program: Program
) -> None:
    own = make_conversation(person.event, email="zenobia@example.org", name="Zenobia Quixotely")
    make_proposal(make_incoming(own, from_email="zenobia@example.org", text="I am Zenobia"), result=person)
    others = make_conversation(person.event, email="mission@example.org")
    make_incoming(others, text="Please register Zenobia Quixotely and Other.")
    before = program("pg_dump", "--format=custom")
    seen = found_in({"dump": program("pg_dump")})
    assert {words for _name, words in seen} == {*PLANTED[:6]}, "restricted data alone are encrypted"
    assert len(files()) == 1

    address = f"/admin/registrations/registration/{person.pk}/erase/"
    assert officer.post(address, {"reason": "asked by letter"}).status_code == 302
    forget_once_a_day(timezone.now() + LATER)  # the mail about others, which nobody looked at
    assert found_in({"dump": program("pg_dump"), **files()}) == []
    assert [*files()] == ["erasures.jsonl"]

    with second_database():
        program("pg_restore", "--no-owner", given=before)
        assert Registration.objects.get().name == "Zenobia Quixotely"
        forget_once_a_day(timezone.now() + LATER)
        assert Registration.objects.get().is_erased
        assert found_in({"dump": program("pg_dump"), **files()}) == []
    assert Registration.objects.get().is_erased
