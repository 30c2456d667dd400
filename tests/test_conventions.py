"""Rules of the house (CONTRIBUTING.md) that no linter knows."""

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
OWN_APPS = [app for app in apps.get_app_configs() if Path(app.path).parent == ROOT]
OWN_MODELS = [model for app in OWN_APPS for model in app.get_models()]
CODE = [path for app in OWN_APPS for path in sorted(Path(app.path).rglob("*.py")) if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# A drawer with such a name fills with what belongs elsewhere.
JUNK = {"common", "core", "utils", "util", "helpers", "misc", "services", "signals", "mixins", "enums", "constants"}


def told(rows: list[object]) -> str:
    """The places where a rule is broken, a line each."""
    return "\n".join(str(row) for row in rows)


def strings(path: Path) -> Iterator[str]:
    """Every string constant of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_there_is_something_to_look_at() -> None:
    assert {"events", "inbox", "outbox", "registrations", "speakers", "storage"} <= {app.label for app in OWN_APPS}
    assert len(OWN_MODELS) > 30
    assert len(CODE) > 150
    assert len(TEMPLATES) > 100


def test_there_is_no_drawer_for_junk() -> None:
    assert not [path for path in CODE if path.stem in JUNK or path.parent.name in JUNK]


def test_there_are_no_signals_of_our_own() -> None:
    is_signal = re.compile(r"@receiver|(?<!line)\.connect\(|Signal\(\)")  # a line is a socket
    assert not [path for path in CODE if is_signal.search(path.read_text())]


def test_a_model_has_a_name_for_people() -> None:
    wrong = [
        model
        for model in OWN_MODELS
        if model.__str__ is models.Model.__str__  # without it the admin shows "object (1)"
        or not isinstance(model._meta.verbose_name, Promise)
        or not isinstance(model._meta.verbose_name_plural, Promise)
    ]
    assert not wrong, told(wrong)


def test_every_field_that_people_see_has_a_translated_name() -> None:
    wrong = []
    for model in OWN_MODELS:
        seen = [f for f in model._meta.get_fields() if isinstance(f, models.Field) and f.editable and not f.primary_key]
        wrong += [
            f"{model.__name__}.{f.name}"
            for f in seen
            if not isinstance(f._verbose_name, Promise) and not hasattr(f, "translated_field")  # type: ignore[attr-defined]
        ]
    assert not wrong, told(wrong)


def test_dates_instants_and_booleans_are_named_alike() -> None:
    names = {
        models.DateTimeField: r"(_at|_from|^at)$",
        models.DateField: r"(_on|^day)$",
        models.BooleanField: r"^(is|has|asks|needs)_",
    }
    wrong = []
    for model in OWN_MODELS:
        for field in model._meta.concrete_fields:
            pattern = names.get(type(field))
            if pattern is not None and not re.search(pattern, field.name):
                wrong.append(f"{model.__name__}.{field.name}")
    assert not wrong, told(wrong)


def test_no_hour_is_written_before_it_is_that_of_a_place() -> None:
    """Django keeps instants in UTC and writes them so: a page says the hour of the house, or of the event."""
    is_utc = re.compile(r"(date|time)_format\([^()\n]*\.\w+_at\b|\{[\w.]+\.(\w+_)?at:%[^}]*%H")
    wrong = [path for path in CODE if is_utc.search(path.read_text())]
    assert not wrong, told(wrong)


def test_a_constraint_speaks_to_people() -> None:
    mute = [
        constraint.name
        for model in OWN_MODELS
        for constraint in model._meta.constraints
        if not isinstance(constraint.violation_error_message, Promise)
    ]
    assert not mute, told(mute)


def test_choices_are_stored_as_plain_codes() -> None:
    fields = [f for model in OWN_MODELS for f in model._meta.concrete_fields if getattr(f, "choices", None)]
    codes = [str(code) for field in fields for code, label in field.flatchoices]
    assert codes
    assert not [code for code in codes if not re.fullmatch(r"[A-Za-z0-9-]+", code)]


def test_migrations_are_named() -> None:
    names = [path.stem for app in OWN_APPS for path in Path(app.path).glob("migrations/0*.py")]
    assert names
    assert not [name for name in names if "_auto_" in name or re.search(r"_and_more$", name)]


def test_every_permission_that_is_asked_for_exists() -> None:
    """A wrong one would be silently false for everybody but superusers."""
    known = set()
    for model in apps.get_models():
        options = model._meta
        codes = [f"{action}_{options.model_name}" for action in options.default_permissions]
        known |= {f"{options.app_label}.{code}" for code in [*codes, *(code for code, _name in options.permissions)]}
    labels = "|".join(app.label for app in OWN_APPS)
    asked = {text for path in CODE for text in strings(path) if re.fullmatch(rf"({labels})\.[a-z]+_[a-z_]+", text)}
    for path in TEMPLATES:
        asked |= {found.removeprefix("perms.") for found in re.findall(rf"perms\.(?:{labels})\.\w+", path.read_text())}
    assert len(asked) > 20
    assert asked <= known, told(sorted(asked - known))


def test_a_page_has_no_inline_script_or_style() -> None:
    wrong = []
    for path in TEMPLATES:
        if "emails" in path.parts:
            continue  # mail programs know nothing else
        text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
        scripts = re.findall(r"<script\b([^>]*)>", text)
        is_wrong = (
            re.search(r"\sstyle\s*=", text)  # a class, and the style sheet
            or re.search(r"\son[a-z]+\s*=\s*[\"']", text)  # a listener in static/js
            or [script for script in scripts if "src=" not in script and "application/" not in script]
            or re.search(r"(src|href)=[\"']https?://", re.sub(r"<a\b[^>]*>", "", text))  # nothing from elsewhere
        )
        wrong += [path] if is_wrong else []
    assert not wrong, told(wrong)


@pytest.mark.postgres
def test_python_talks_to_postgresql_by_psycopg2() -> None:
    """Psycopg 3, once installed by some package, would silently take its place."""
    assert connection.Database.__name__ == "psycopg2"  # type: ignore[attr-defined]


def test_nothing_in_the_tree_names_a_package_registry() -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "pyproject.toml"]
    assert not [path for path in locks if re.search(r"index-url|https?://", re.sub(r"#.*", "", path.read_text()))]


# Where nothing but the name or the code of a language is written in it, or each mail says its direction itself.
NAMES_OF_LANGUAGES = {"base.html", "page.html", "language_switch.html", "_completeness.html"}
OF_MAILS = {"_layout.html", "mail_html.html"}


def test_what_is_in_another_language_says_how_it_is_written() -> None:
    """`dir` stands beside `lang`, for a language that is written from right to left."""
    wrong = [
        f"{path.relative_to(ROOT)}: {tag}"
        for path in TEMPLATES
        if path.name not in NAMES_OF_LANGUAGES | OF_MAILS
        for tag in re.findall(r"<[a-z][^<>]*?\slang=\"{[^<>]*?>", path.read_text())
        if not re.search(r"\sdir=", tag)
    ]
    assert not wrong, told(wrong)


def test_no_template_writes_a_colon_of_its_own() -> None:
    """In French a space stands before it: it belongs to what is translated."""
    wrong = []
    for path in TEMPLATES:
        text = re.sub(r"\{% blocktranslate.*?\{% endblocktranslate %\}", "%}", path.read_text(), flags=re.DOTALL)
        wrong += [f"{path.relative_to(ROOT)}: {found}" for found in re.findall(r"[%}]\}\s*:[\s<].*", text)]
    assert not wrong, told(wrong)


def test_templates_are_read_by_people() -> None:
    """No line over 160 characters."""
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > 160
    ]
    assert not wrong, told(wrong)
