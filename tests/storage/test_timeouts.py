"""Connections of the web and of the worker wait for PostgreSQL as long as they are told to, and no longer."""

import copy

import pytest
from django.db import connections

from storage.timeouts import WEB, WORKER, limit_connections


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("limits", [WEB, WORKER])
def test_a_new_connection_has_the_limits(limits: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_settings", copy.deepcopy(connections.settings))
    monkeypatch.setattr(connections, "settings", connections._settings)
    limit_connections(limits)
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, setting::int FROM pg_settings WHERE name = ANY(%s)", [list(limits)])
            assert dict(cursor.fetchall()) == limits
    finally:
        connection.close()
