"""With DEBUG off, what is missing stops the start with one sentence; with everything there, nothing does."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.template.loader import render_to_string

PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": "a-long-and-random-string-that-stays-the-same-over-restarts-0123456789",
    "ALLOWED_HOSTS": "events.example.org",
    "SITE_URL": "https://events.example.org",
    "DATABASE_URL": "sqlite://:memory:",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with this environment and no other setting of ours."""
    bare = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=bare | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL"])
def test_production_does_not_start_without(name: str) -> None:
    result = manage("check", **{key: value for key, value in PRODUCTION.items() if key != name})
    assert result.returncode == 1
    assert result.stderr.startswith(f"DEBUG is off and {name} is not set: ")
    assert result.stderr.count("\n") == 1


def test_production_passes_the_deployment_checks() -> None:
    result = manage("check", "--deploy", "--fail-level", "ERROR", **PRODUCTION)
    assert result.returncode == 0, result.stderr


def test_everything_has_a_default_while_developing() -> None:
    assert manage("check").returncode == 0


@pytest.mark.parametrize("template", ["400.html", "403_csrf.html"])
def test_a_refusal_before_any_page_speaks_all_three_languages(template: str) -> None:
    page = render_to_string(template)
    assert 'lang="fr"' in page
    assert 'lang="es"' in page
    assert 'rel="stylesheet"' in page
