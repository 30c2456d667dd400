"""A column that the version before cannot fill in is refused, since it still stores rows while migrations run."""

import pytest
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from scripts import upgrades


def told(*operations: Operation) -> list[str]:
    """What is said of a second migration of an app that has the model Event, whose `note` may be empty."""
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("note", models.TextField(null=True))]
    state.add_model(ModelState("shop", "Event", fields))
    migration = migrations.Migration("0002_more", "shop")
    migration.operations = list(operations)
    return list(upgrades.problems_of(migration, state))


@pytest.mark.parametrize(
    "field", [models.IntegerField(), models.IntegerField(default=1), models.TextField(default="", blank=True)]
)
def test_a_new_column_that_must_have_a_value_is_refused(field: models.Field) -> None:
    [sentence] = told(migrations.AddField("event", "places", field))
    assert "event.places must have a value and has no db_default" in sentence


@pytest.mark.parametrize(
    "field", [models.IntegerField(null=True), models.IntegerField(db_default=1), models.ManyToManyField("shop.Event")]
)
def test_a_new_column_that_old_rows_do_without_is_not(field: models.Field) -> None:
    assert told(migrations.AddField("event", "places", field)) == []


def test_a_column_that_may_no_longer_be_empty_is_refused() -> None:
    assert told(migrations.AlterField("event", "note", models.TextField()))
    assert told(migrations.AlterField("event", "note", models.TextField(db_default=""))) == []


def test_a_column_of_a_table_that_the_same_migration_makes_is_not() -> None:
    table = migrations.CreateModel("Place", [("id", models.BigAutoField(primary_key=True))])
    assert told(table, migrations.AddField("place", "name", models.TextField())) == []


def test_what_is_there_passes() -> None:
    assert list(upgrades.problems()) == []
