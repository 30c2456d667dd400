"""What stands in the log when something goes wrong: no personal link, nothing of a person's row."""

import logging

import pytest
from django.db import IntegrityError
from django.test import Client

from config.logs import DiscreetFormatter
from registrations.models import Registration
from tests.factories import make_registration


def written(caplog: pytest.LogCaptureFixture) -> str:
    formatter = DiscreetFormatter("{levelname} {name}: {message}", style="{")
    return "\n".join(formatter.format(record) for record in caplog.records)


@pytest.mark.django_db
def test_an_error_on_ones_own_page_does_not_write_its_link(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    registration = make_registration()

    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("registrations.views.personal.render", broken)
    client.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        assert client.get(f"/en/r/{registration.token}/").status_code == 500
    text = written(caplog)
    assert "/en/r/***/" in text
    assert "broken on purpose" in text
    assert registration.token not in text


def test_nor_does_the_link_for_a_new_password_stand_there(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("test").warning("Not Found: /admin/login/reset/MQ.diu141-a8df017f0a6d/")
    assert "/admin/login/reset/***/" in written(caplog)


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_row_that_the_database_refuses_is_not_repeated(caplog: pytest.LogCaptureFixture) -> None:
    row = make_registration(email="a.traore@example.org", family_name="Traoré")
    try:
        Registration.objects.filter(pk=row.pk).update(state="nonsense")
    except IntegrityError:
        logging.getLogger("test").exception("refused")
    text = written(caplog)
    assert "registration_state_known" in text
    assert "Traor" not in text
    assert "a.traore" not in text


def test_what_somebody_sends_forges_no_line_and_commands_no_terminal() -> None:
    try:
        raise ValueError("no\n2026-11-30 ERROR forged \x1b[2J")
    except ValueError as error:
        cause = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.INFO, "", 0, "a\r\n2026-11-30 ERROR forged \x1b[2J\x9b\u2028b", None, cause)
    first, *rest = DiscreetFormatter("{levelname}: {message}", style="{").format(record).splitlines()
    assert first == r"INFO: a\r\n2026-11-30 ERROR forged \x1b[2J\x9b\u2028b"
    assert all(line.startswith("    ") and line.isprintable() for line in rest)


def test_what_a_link_has_behind_its_question_mark_is_not_written() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "GET /en/events/a/register/?mail=abc.def&page=2", None, None)
    assert DiscreetFormatter().format(record) == "GET /en/events/a/register/?mail=***&page=2"
