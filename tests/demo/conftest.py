"""The demo in the database of all tests of this folder; each test's own changes are rolled back as usual."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

# Filled by migrations: they stay when the demo goes.
KEPT = ("django_migrations", "django_content_type", "auth_permission", "speakers_country", "speakers_formername")


def empty_tables() -> None:
    """Remove every row but those of the migrations."""
    tables = [table for table in connection.introspection.table_names() if table not in KEPT]
    with transaction.atomic():
        for statement in connection.ops.sql_flush(no_style(), tables, reset_sequences=True):
            connection.cursor().execute(statement)


@pytest.fixture(scope="package")
def logins_without_staff(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[User]]:
    """Loads the demo once, for it takes seconds, and then its staff; who could log in before that."""
    with django_db_blocker.unblock():
        folder = tmp_path_factory.mktemp("demo")
        with override_settings(MEDIA_ROOT=folder / "media", PRIVATE_ROOT=folder / "private"):
            call_command("seed_demo", force=True, verbosity=0)
            logins = [user for user in User.objects.all() if user.is_active or user.has_usable_password()]
            call_command("seed_demo", force=True, with_staff=True, verbosity=0)
        yield logins
        empty_tables()


@pytest.fixture(scope="package")
def demo(logins_without_staff: list[User]) -> None:
    """The demo with its staff."""
