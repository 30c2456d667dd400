"""`make test` says what it leaves out, and under REQUIRE_ALL refuses to."""

import subprocess
import sys

import pytest

from scripts import postgres, run_tests


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but Python."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    monkeypatch.setattr(postgres, "find_binaries", lambda: None)
    monkeypatch.setattr(run_tests, "find_chromium", lambda: None)
    monkeypatch.setattr(run_tests, "find_dovecot", lambda: None)
    monkeypatch.setattr(run_tests, "find_nginx", lambda: None)


def test_a_bare_machine_is_told_of_all() -> None:
    bare = [run_tests.NO_POSTGRES, run_tests.NO_CHROMIUM, run_tests.NO_DOVECOT, run_tests.NO_NGINX]
    assert run_tests.left_out() == bare


def test_a_given_postgresql_leaves_no_proof_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://atelier@127.0.0.1/atelier")
    assert run_tests.left_out() == [run_tests.NO_CHROMIUM, run_tests.NO_DOVECOT, run_tests.NO_NGINX]


def test_a_given_sqlite_leaves_the_proofs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///var/test.sqlite3")
    assert run_tests.NO_POSTGRES in run_tests.left_out()


def test_nothing_may_be_left_out_where_all_is_required() -> None:
    environment = {"REQUIRE_ALL": "1", "DATABASE_URL": "sqlite:///var/test.sqlite3"}
    command = [sys.executable, "-m", "scripts.run_tests", "--version"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "REQUIRE_ALL is set, so this is a failure.\n")
    assert run_tests.NO_POSTGRES in done.stdout
