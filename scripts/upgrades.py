"""Whether the version before can go on while migrations run: `python -m scripts.upgrades` (`make lint`).

The old processes still insert rows when the new columns are there, and know nothing of them: a column that must have a
value and gets none from the database would refuse every row. First migrations make a table that nobody knows yet.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations import AddField, AlterField, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field, ManyToManyField


def refuses_rows(field: Field) -> bool:
    """Whether a row that does not name this column is refused."""
    return not field.null and field.db_default is NOT_PROVIDED and not isinstance(field, ManyToManyField)


def problems_of(migration: Migration, state: ProjectState) -> Iterator[str]:
    """A sentence for each column that the version before cannot fill in; `state` is how the models are before."""
    made = set()
    for operation in migration.operations:
        if isinstance(operation, AddField | AlterField) and operation.model_name_lower not in made:
            before = state.models[migration.app_label, operation.model_name_lower].fields.get(operation.name)
            if refuses_rows(operation.field) and (before is None or not refuses_rows(before)):
                yield (
                    f"{migration}: {operation.model_name}.{operation.name} must have a value and has no db_default: "
                    "while it is installed, the version before can store no row. Give it a db_default or null=True."
                )
        known = set(state.models)
        operation.state_forwards(migration.app_label, state)
        made |= {name for _app, name in set(state.models) - known}


def problems() -> Iterator[str]:
    """Of all migrations of ours but the first of each app."""
    loader = MigrationLoader(None)
    own = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}
    for key, migration in sorted(loader.disk_migrations.items()):
        is_first = not any(label == key[0] for label, _name in migration.dependencies)
        if key[0] in own and not is_first:
            yield from problems_of(migration, loader.project_state(key, at_end=False))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.exit("\n".join(problems()) or 0)
