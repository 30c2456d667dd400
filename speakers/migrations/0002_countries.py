"""Load the table of countries, and the names they had before."""

import csv
import datetime
import unicodedata
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DATA = Path(__file__).resolve().parent.parent / "data"
NAMES = ("name_en", "name_fr", "name_es")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of this app."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def folded(text: str) -> str:
    """A name as it is searched: without accents and case. By itself, so that it stays what it was on this day."""
    bare = (char for char in unicodedata.normalize("NFKD", text.replace("’", "'")) if not unicodedata.combining(char))
    return "".join(bare).casefold()


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add what is not there; what the organisation changed stays."""
    country_model = apps.get_model("speakers", "Country")
    for row in rows("countries.csv"):
        names = {name: row[name] for name in NAMES}
        search_text = " ".join(dict.fromkeys(folded(text) for text in (row["code"], *names.values())))
        country_model.objects.get_or_create(
            code=row["code"],
            defaults={"name": row["name_en"], **names, "status": row["status"], "search_text": search_text},
        )
    former_model = apps.get_model("speakers", "FormerName")
    for row in rows("former_names.csv"):
        former_model.objects.get_or_create(
            country_id=row["code"],
            until_on=datetime.date.fromisoformat(row["until_on"]),
            defaults={"name": row["name_en"], **{name: row[name] for name in NAMES}},
        )


class Migration(migrations.Migration):
    """Facts, not structure."""

    dependencies = [("speakers", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
