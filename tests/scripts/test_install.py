"""The environment is made when it must be, and the person is told why when it cannot be."""

import sys
from pathlib import Path

import pytest

from scripts import install


def test_a_python_that_is_too_old_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert install.complaint().startswith("Atelier needs Python 3.11 or newer and this is Python 3.9")


def test_a_python_without_venv_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert "python3-venv" in install.complaint()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A checkout with two locks and an environment in which nothing is installed yet."""
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(install, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    for path in ("requirements/run.txt", "requirements/dev.txt", ".venv/bin/python"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    return tmp_path


def test_an_environment_without_stamp_is_not_installed(environment: Path) -> None:
    assert not install.is_installed("run")


def test_an_environment_for_development_can_run(environment: Path) -> None:
    install.stamp_path("dev").write_text(install.lock_digest("dev"))
    assert install.is_installed("run")


def test_an_environment_for_running_cannot_develop(environment: Path) -> None:
    install.stamp_path("run").write_text(install.lock_digest("run"))
    assert not install.is_installed("dev")


def test_a_changed_lock_asks_for_installation(environment: Path) -> None:
    install.stamp_path("dev").write_text(install.lock_digest("dev"))
    (environment / "requirements" / "dev.txt").write_text("changed")
    assert not install.is_installed("dev")
