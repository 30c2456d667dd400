"""With DEBUG off, what is missing stops the start with one sentence; with everything there, nothing does."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from tests.config.managing import PRODUCTION, manage, manage_from_nothing


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL"])
def test_production_does_not_start_without(tmp_path: Path, name: str) -> None:
    result = manage(tmp_path, "check", **{key: value for key, value in PRODUCTION.items() if key != name})
    assert result.returncode == 1
    assert result.stderr.startswith(f"DEBUG is off and {name} is not set: ")
    assert result.stderr.count("\n") == 1


def test_production_passes_the_deployment_checks(tmp_path: Path) -> None:
    result = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr


def test_every_check_that_is_silenced_has_its_reason() -> None:
    text = (settings.BASE_DIR / "config" / "settings.py").read_text()
    lines = [line for line in text.splitlines() if '"security.W' in line]
    assert len(lines) == len(settings.SILENCED_SYSTEM_CHECKS)
    assert not [line for line in lines if "  # " not in line]


def test_everything_has_a_default_while_developing() -> None:
    result = manage_from_nothing("check", DEBUG="on")
    assert result.returncode == 0, result.stderr


def test_by_itself_nothing_is_open_and_one_sentence_says_what_to_set(tmp_path: Path) -> None:
    result = manage(tmp_path, "check")
    assert result.returncode == 1
    assert result.stderr.startswith("DEBUG is off and SECRET_KEY is not set: ")
    assert "DEBUG=on" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("template", ["400.html", "403_csrf.html"])
def test_a_refusal_before_any_page_speaks_all_three_languages(template: str) -> None:
    page = render_to_string(template)
    assert 'lang="fr"' in page
    assert 'lang="es"' in page
    assert 'rel="stylesheet"' in page
