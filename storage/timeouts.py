"""How long a connection waits for PostgreSQL before it gives up with an OperationalError.

Without limits, one row that somebody holds, or one statement that takes for ever, holds every thread that comes after
it. Commands that an administrator starts (migrations, a restore) have none.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection, connections

# Milliseconds, by PostgreSQL's names. A reader waits for no page as long as that.
WEB = {"lock_timeout": 5_000, "statement_timeout": 30_000, "idle_in_transaction_session_timeout": 60_000}
# Behind the pages nobody waits; but what hangs there must end, too.
WORKER = {"lock_timeout": 60_000, "statement_timeout": 600_000, "idle_in_transaction_session_timeout": 600_000}


def limit_connections(limits: dict[str, int]) -> None:
    """Set the limits on every connection that this process opens from now on; those of DATABASE_URL stand behind."""
    for values in connections.settings.values():
        if values["ENGINE"].endswith("postgresql"):
            options = values.setdefault("OPTIONS", {})
            ours = " ".join(f"-c {name}={milliseconds}" for name, milliseconds in limits.items())
            options["options"] = f"{ours} {options.get('options', '')}".strip()


@contextmanager
def short_patience(seconds: float) -> Iterator[None]:
    """Inside, this thread's connection waits no longer than that for a row that somebody holds."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
