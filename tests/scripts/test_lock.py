"""The locks are what `make lock` wrote for what pyproject.toml asks for."""

from pathlib import Path

import pytest

from scripts.lock import asked_for, lock_text, problem

ASKED = ["django>=5.2,<5.3", "granian"]
PINS = "django==5.2.19 \\\n    --hash=sha256:aa\ngranian==2.8.7 \\\n    --hash=sha256:bb\n"


def test_a_lock_made_from_the_requirements_passes() -> None:
    assert problem(lock_text(PINS, ASKED), ASKED) == ""


@pytest.mark.parametrize("asked", [[*ASKED, "pillow"], ASKED[:1], ["django>=6.0", "granian"]])
def test_other_requirements_are_found(asked: list[str]) -> None:
    assert problem(lock_text(PINS, ASKED), asked).startswith("made from other requirements")


@pytest.mark.parametrize(
    ("old", "new"), [("5.2.19", "6.0.1"), (" \\\n    --hash=sha256:bb", ""), ("granian", "gunicorn")]
)
def test_an_edit_by_hand_is_found(old: str, new: str) -> None:
    assert problem(lock_text(PINS, ASKED).replace(old, new), ASKED).endswith("edited by hand")


def test_a_host_name_is_found() -> None:
    lock = lock_text(f"{PINS}# taken from https://example.org/\n", ASKED)
    assert problem(lock, ASKED) == "names a host; the installer's own settings say where packages come from"


def test_our_own_locks_pass() -> None:
    for name, asked in asked_for().items():
        assert problem(Path("requirements", f"{name}.txt").read_text(), asked) == ""
