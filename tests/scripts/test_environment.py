"""`make install` makes the environment when it must be, and the person is told why when it cannot be."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# It stands in for the environment's Python, and notes what it was asked to install.
PYTHON = '#!/bin/sh\nfor word; do :; done\necho "$word" >>asked\n[ ! -e offline ]\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A Makefile, two locks, and an environment in which nothing is installed yet."""
    shutil.copy("Makefile", tmp_path)
    for path, text in {
        "requirements/run.txt": "run",
        "requirements/dev.txt": "dev",
        ".venv/bin/python": PYTHON,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / ".venv/bin/python").chmod(0o755)
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--directory", str(folder), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def installed(folder: Path, target: str) -> list[str]:
    """The locks that this target installs."""
    (folder / "asked").write_text("")
    make(folder, target)
    return (folder / "asked").read_text().split()


def test_an_environment_is_filled_once(checkout: Path) -> None:
    assert installed(checkout, "install-run") == ["requirements/run.txt"]
    assert installed(checkout, "install-run") == []


def test_an_environment_for_development_can_run(checkout: Path) -> None:
    assert installed(checkout, "install") == ["requirements/dev.txt"]
    assert installed(checkout, "install-run") == []


def test_an_environment_for_running_cannot_develop(checkout: Path) -> None:
    assert installed(checkout, "install-run") == ["requirements/run.txt"]
    assert installed(checkout, "install") == ["requirements/dev.txt"]


@pytest.mark.parametrize("target", ["install", "install-run"])
def test_a_changed_lock_asks_for_installation(checkout: Path, target: str) -> None:
    installed(checkout, "install")
    lock = checkout / "requirements" / "dev.txt"
    lock.write_text("changed")
    os.utime(lock, (1, 1))  # as from an archive: what counts is what it says
    assert installed(checkout, target) == ["requirements/dev.txt"]


def test_an_installation_that_failed_is_tried_again(checkout: Path) -> None:
    (checkout / "offline").touch()
    assert make(checkout, "install").returncode != 0
    (checkout / "offline").unlink()
    assert installed(checkout, "install") == ["requirements/dev.txt"]


def told(checkout: Path, without: str) -> str:
    """What is said where the machine's Python has this changed, and there is no environment."""
    shutil.rmtree(checkout / ".venv")
    python = checkout / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import sys; {without}; exec(sys.argv[1])" "$2"\n')
    python.chmod(0o755)
    done = make(checkout, "run", f"PYTHON={python}")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert not (checkout / ".venv").exists()
    return done.stderr


def test_a_python_that_is_too_old_is_named_in_one_sentence(checkout: Path) -> None:
    said = told(checkout, without="sys.version_info = (3, 9, 2)")
    assert said.startswith("Atelier needs Python 3.11 or newer and this is Python 3.9: install a newer one")


def test_a_python_without_venv_is_named_in_one_sentence(checkout: Path) -> None:
    assert "apt install python3-venv" in told(checkout, without="sys.modules['ensurepip'] = None")


def test_a_machine_without_python_is_told_so(checkout: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    assert "there is no python9 here" in make(checkout, "run", "PYTHON=python9").stderr
