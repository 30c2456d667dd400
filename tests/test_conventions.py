"""The rules of the house (CONTRIBUTING.md), as tests."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.utils.functional import Promise

ROOT = Path(settings.BASE_DIR)
APPS = ("speakers", "events", "registrations")
# registrations → events → speakers: an app imports those to its left, and nobody imports the project.
MAY_IMPORT = {"speakers": set(), "events": {"speakers"}, "registrations": {"events", "speakers"}}
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
JUNK = {"common", "core", "utils", "util", "helpers", "misc", "services", "signals", "mixins", "enums", "constants"}


def source_files(*folders: str) -> list[Path]:
    """Python files of ours, without migrations."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


CODE = source_files(*APPS, "config", "scripts", "tests/mail_report")
OWN_MODELS = [model for model in apps.get_models() if model._meta.app_label in APPS]


def name_of(value: object) -> str:
    """A readable name of a test's parameter."""
    if isinstance(value, Path):
        return str(value.relative_to(ROOT))
    return getattr(value, "__name__", str(value))


def imported(tree: ast.AST) -> Iterator[str]:
    """Modules imported anywhere in a file, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", source_files(*APPS), ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    app = path.relative_to(ROOT).parts[0]
    siblings = {*APPS, "config", "tests", "scripts"} - {app} - MAY_IMPORT[app]
    wrong = [name for name in imported(ast.parse(path.read_text())) if name.split(".")[0] in siblings]
    assert not wrong, f"{app} may not import {wrong}"


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text())) or not path.read_text().strip()


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= LONGEST_FILE, "split it: one file an idea"
    long = [f.name for f in functions(ast.parse(text)) if (f.end_lineno or 0) - f.lineno + 1 > LONGEST_FUNCTION]
    assert not long


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_every_signature_is_typed(path: Path) -> None:
    untyped = [f.name for f in functions(ast.parse(path.read_text())) if f.returns is None]
    assert not untyped


def test_there_is_no_drawer_for_junk() -> None:
    assert not [path for path in CODE if path.stem in JUNK or path.parent.name in JUNK]


def test_there_are_no_signals_of_our_own() -> None:
    assert not [
        path for path in source_files(*APPS) if re.search(r"@receiver|\.connect\(|Signal\(\)", path.read_text())
    ]


@pytest.mark.parametrize("model", OWN_MODELS, ids=name_of)
def test_a_model_has_a_name_for_people(model: type[models.Model]) -> None:
    assert "__str__" in vars(model), "without __str__ the admin shows “object (1)”"
    assert isinstance(model._meta.verbose_name, Promise)
    assert isinstance(model._meta.verbose_name_plural, Promise)


@pytest.mark.parametrize("model", OWN_MODELS, ids=name_of)
def test_every_field_that_people_see_has_a_translated_name(model: type[models.Model]) -> None:
    seen = [f for f in model._meta.get_fields() if isinstance(f, models.Field) and f.editable and not f.primary_key]
    assert not [f.name for f in seen if not isinstance(f._verbose_name, Promise) and not hasattr(f, "translated_field")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", OWN_MODELS, ids=name_of)
def test_dates_instants_and_booleans_are_named_alike(model: type[models.Model]) -> None:
    wrong = []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.DateTimeField):
            wrong += [field.name] if not re.search(r"(_at|_from|^at)$", field.name) else []
        elif isinstance(field, models.DateField):
            wrong += [field.name] if not re.search(r"(_on|^day)$", field.name) else []
        elif isinstance(field, models.BooleanField):
            wrong += [field.name] if not re.match(r"(is|has|asks|needs)_", field.name) else []
    assert not wrong


@pytest.mark.parametrize("model", OWN_MODELS, ids=name_of)
def test_a_constraint_speaks_to_people(model: type[models.Model]) -> None:
    mute = [c.name for c in model._meta.constraints if not isinstance(c.violation_error_message, Promise)]
    # modeltranslation clones a constraint for each language of a translated field
    assert not mute


def test_choices_are_stored_as_plain_codes() -> None:
    fields = [f for model in OWN_MODELS for f in model._meta.concrete_fields if getattr(f, "choices", None)]
    codes = [str(code) for field in fields for code, label in field.flatchoices]
    assert codes
    assert not [code for code in codes if not re.fullmatch(r"[A-Za-z0-9-]+", code)]


def test_migrations_are_named() -> None:
    names = [path.stem for app in APPS for path in (ROOT / app / "migrations").glob("0*.py")]
    assert names
    assert not [name for name in names if "_auto_" in name or re.search(r"_and_more$", name)]


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=name_of)
def test_a_page_has_no_inline_script_or_style(path: Path) -> None:
    if "emails" in path.parts:
        return  # mail programs know nothing else
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", text), "a class, and the style sheet"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "a listener in static/js"
    scripts = re.findall(r"<script\b([^>]*)>", text)
    assert not [script for script in scripts if "src=" not in script and "application/" not in script]
    assert not re.search(r"(src|href)=[\"']https?://", re.sub(r"<a\b[^>]*>", "", text)), "nothing from elsewhere"


@pytest.mark.postgres
def test_python_talks_to_postgresql_by_psycopg2() -> None:
    """Psycopg 3, once installed by some package, would silently take its place."""
    assert connection.Database.__name__ == "psycopg2"  # type: ignore[attr-defined]


def test_nothing_in_the_tree_names_a_package_registry() -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "pyproject.toml"]
    assert not [path for path in locks if re.search(r"index-url|https?://", re.sub(r"#.*", "", path.read_text()))]


def test_a_style_sheet_budget_is_kept() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "static" / "css").glob("*.css")) < 30_000
