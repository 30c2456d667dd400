"""With DEBUG off, what is missing stops the start with one sentence; with everything there, nothing does."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from backoffice.uploads import FILE_BYTES
from registrations.forms.uploads import LARGEST_FORM_BYTES
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


@pytest.mark.parametrize("given", [{}, {"SECRET_KEY": "long-and-random-" * 4}])
def test_a_secret_is_made_and_kept_only_where_none_is_given(tmp_path: Path, given: dict[str, str]) -> None:
    own = tmp_path / "config" / "settings.py"
    own.parent.mkdir()
    shutil.copy(settings.BASE_DIR / "config" / "settings.py", own)
    environment = {"DEBUG": "on", "PYTHONPATH": str(settings.BASE_DIR), **given}
    subprocess.run([sys.executable, own], env=environment, check=True)
    assert (tmp_path / "var" / "secret-key").exists() == (not given)


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


def test_the_proxy_lets_by_what_we_refuse_in_words_and_nothing_much_larger() -> None:
    text = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    everywhere, *places = (int(size) * 1024**2 for size in re.findall(r"client_max_body_size (\d+)m", text))
    staff, forms = places
    assert everywhere >= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert FILE_BYTES < staff < 3 * FILE_BYTES
    assert LARGEST_FORM_BYTES < forms < 3 * LARGEST_FORM_BYTES


def test_the_proxy_has_one_name_and_takes_in_whole_what_is_sent() -> None:
    text = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    assert "server_tokens off;" in text
    assert "https://$server_name$request_uri" in text
    assert "proxy_request_buffering off" not in text


def test_cookies_of_a_site_with_https_belong_to_it_alone(tmp_path: Path) -> None:
    said = manage(tmp_path, "diffsettings", "--all", **PRODUCTION).stdout
    for kind in ("SESSION", "CSRF", "LANGUAGE"):
        assert re.search(f"{kind}_COOKIE_NAME = '__Host-", said), kind
        assert f"{kind}_COOKIE_SECURE = True" in said, kind
        assert f"{kind}_COOKIE_HTTPONLY = True" in said, kind
        assert f"{kind}_COOKIE_SAMESITE = 'Lax'" in said, kind
