"""How long a connection waits for PostgreSQL before it gives up with an OperationalError.

Without limits, one row that somebody holds, or one statement that takes for ever, holds every thread that comes after
it. Commands that an administrator starts (migrations, a restore) have none.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# Milliseconds, by PostgreSQL's names. A reader waits for no page as long as that.
WEB = {"lock_timeout": 5_000, "statement_timeout": 30_000, "idle_in_transaction_session_timeout": 60_000}
# Behind the pages nobody waits; but what hangs there must end, too.
WORKER = {"lock_timeout": 60_000, "statement_timeout": 600_000, "idle_in_transaction_session_timeout": 600_000}


def limit_connections(limits: dict[str, int]) -> None:
    """Set the limits on every connection that this process opens from now on."""

    def limit(connection: BaseDatabaseWrapper, **_more: Any) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for name, milliseconds in limits.items():
                    cursor.execute("SELECT set_config(%s, %s, false)", [name, str(milliseconds)])

    # Not weakly: nobody else holds the function.
    connection_created.connect(limit, weak=False, dispatch_uid="limit_connections")
