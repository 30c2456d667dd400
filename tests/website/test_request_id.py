"""A request is found by one name in the log, in the answer and on the page of an error."""

import errno
import logging
import re

import pytest
from django.test import Client

from config.logs import DiscreetFormatter
from website import request_id


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "<script>alert(1)</script>", "with space in it", "é" * 10])
def test_what_is_no_name_is_replaced(client: Client, given: str) -> None:
    name = client.get("/robots.txt", headers={"X-Request-ID": given})["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{16}", name)


def test_the_name_that_the_proxy_gave_is_kept(client: Client) -> None:
    name = "0af7651916cd43dd8448eb211c80319c"
    assert client.get("/robots.txt", headers={"X-Request-ID": name})["X-Request-ID"] == name


def test_two_requests_have_two_names(client: Client) -> None:
    assert client.get("/robots.txt")["X-Request-ID"] != client.get("/robots.txt")["X-Request-ID"]


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("website.views.get_language_from_request", fail)


def test_page_log_and_answer_of_an_error_name_it_alike(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, RuntimeError("broken on purpose"))
    client.raise_request_exception = False
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(  # type: ignore[method-assign]
        DiscreetFormatter("{levelname} {name}{request_name}: {message}", style="{").format(record)
    )
    logging.getLogger("django.request").addHandler(handler)
    try:
        answer = client.get("/")
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert answer.status_code == 500
    name = answer["X-Request-ID"]
    assert f"<code>{name}</code>" in answer.content.decode()
    assert lines[0].startswith(f"ERROR django.request [{name}]: Internal Server Error: /")


def test_a_line_outside_of_any_request_has_no_name() -> None:
    request_id._current.set("")
    record = logging.LogRecord("worker", logging.INFO, "", 0, "done", (), None)
    assert DiscreetFormatter("{name}{request_name}: {message}", style="{").format(record) == "worker: done"


def test_a_full_disk_is_said_to_be_one_wherever_it_is_noticed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))
    monkeypatch.setattr("website.database_away.DatabaseAway.process_exception", lambda *_: None)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 503
    assert "no room" in answer.content.decode()
