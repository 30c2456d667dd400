"""Runs manage.py with an environment of a test's own."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests import forked

PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": "a-long-and-random-string-that-stays-the-same-over-restarts-0123456789",
    "ALLOWED_HOSTS": "events.example.org",
    "SITE_URL": "https://events.example.org",
    "DATABASE_URL": "sqlite://:memory:",
}
Done = subprocess.CompletedProcess[str]


def _bare() -> dict[str, str]:
    """What a shell has, and no setting of ours."""
    return {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}


def manage(folder: Path, *arguments: str, **environment: str) -> Done:
    """Settings are read anew, the rest is loaded already."""
    said, errors = folder / "said", folder / "errors"
    program = forked.start(*arguments, environment=_bare() | environment, said=said, errors=errors)
    return Done(arguments, program.wait(), said.read_text(), errors.read_text())


def manage_from_nothing(*arguments: str, **environment: str) -> Done:
    """An interpreter of its own, which takes seconds."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=_bare() | environment, capture_output=True, text=True, check=False
    )
