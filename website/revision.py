"""Whether anything public changed: what is kept of public tables is kept until then."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import Error, connection, models

from storage.dated import Dated

# What depends on the clock ("open for registration"), and a change that the revision cannot see (two transactions that
# commit in another order than they wrote, a bulk update), shows after so many seconds at the latest.
KEPT_AT_MOST_SECONDS = 15
# In place of names: every dated table of an app.
ALL = "all"


Thing = TypeVar("Thing")


def public_models() -> list[type[models.Model]]:
    """The tables whose rows a public page shows, or a mail that answers a public form.

    Each app names its own as `public_models` of its AppConfig: names of classes, or ALL for every dated one.
    """
    found: list[type[models.Model]] = []
    for app in apps.get_app_configs():
        names = getattr(app, "public_models", ())
        found += [
            model
            for model in app.get_models()
            if issubclass(model, Dated) and (names == ALL or model.__name__ in names)
        ]
    return found


def revision() -> Hashable:
    """What changes whenever anything public changes: newest change and number of rows, table by table. One query.

    A model whose rows are public from a moment names its column as `public_from`: kept pages are old from then on.
    """
    shown = public_models()
    own = [(model._meta.db_table, "updated_at") for model in shown]
    # Rows of a many-to-many list have no date; a list that changes has another newest row or another number of them.
    lists = [
        (field.m2m_db_table(), "id") for model in shown for field in model._meta.local_many_to_many if is_bare(field)
    ]
    parts = [f"SELECT '{table}', CAST(MAX({mark}) AS TEXT), COUNT(*) FROM {table}" for table, mark in own + lists]  # noqa: S608  own names
    # Nothing is written when the moment of a row has come: it is one more of those that are out.
    moments = [(model._meta.db_table, model.public_from) for model in shown if hasattr(model, "public_from")]
    parts += [
        f"SELECT '{table} out', '', COUNT(*) FROM {table} WHERE {moment} <= CURRENT_TIMESTAMP"  # noqa: S608  own names
        for table, moment in moments
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 1")
        return tuple(cursor.fetchall())


def is_bare(field: models.ManyToManyField[Any, Any]) -> bool:
    """Whether the table between was made by Django: one of ours has a date of its own."""
    through = field.remote_field.through
    return bool(through and through._meta.auto_created)


class Watch:
    """The revision as this process knows it: the database is asked once in PUBLIC_PAGE_CHECK_SECONDS at most."""

    def __init__(self) -> None:
        self.revision: Hashable = None
        self.checked = float("-inf")
        self.lock = threading.Lock()

    def look(self) -> bool:
        """Bring the revision up to date; False when the database does not answer, and nobody knows."""
        if time.monotonic() - self.checked < settings.PUBLIC_PAGE_CHECK_SECONDS:
            return True
        if not self.lock.acquire(blocking=False):
            return True  # another thread is asking; its answer serves the next reader
        try:
            self.revision = revision()
            self.checked = time.monotonic()
        except Error:
            return False
        finally:
            self.lock.release()
        return True


watch = Watch()


class Kept(Generic[Thing]):
    """What was read from public tables, kept in this process until anything public changes. Nobody may change it.

    For what a form shows and how it reads what was typed. What decides is read again behind the lock of the action.
    """

    MOST = 100

    def __init__(self) -> None:
        self.things: dict[Hashable, tuple[Thing, Hashable, float]] = {}

    def get(self, key: Hashable, read: Callable[[], Thing]) -> Thing:
        """The thing of a key, read anew if need be."""
        if not settings.PUBLIC_PAGE_CACHE or not watch.look():
            return read()
        # Remembered from before reading: what changes meanwhile is old from the start.
        now, current = time.monotonic(), watch.revision
        if known := self.things.get(key):
            thing, made_from, made = known
            if made_from == current and now - made < KEPT_AT_MOST_SECONDS:
                return thing
        thing = read()
        if len(self.things) >= self.MOST:
            self.things.clear()
        self.things[key] = thing, current, now
        return thing
