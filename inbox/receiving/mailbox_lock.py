"""Whose turn it is: one process at a time looks into a mailbox. This saves work; that mail is kept once follows from
the database alone.
"""

import contextlib
import hashlib
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


# Seconds after which the database takes the turn from a holder that does not ask: it hangs, or its machine is gone.
LOST_AFTER = 80
# The server looks sooner whether a silent machine is still there; before PostgreSQL 14 this is all it does.
KEEPALIVE = {"tcp_keepalives_idle": 20, "tcp_keepalives_interval": 10, "tcp_keepalives_count": 4}


class Turn:
    """The right to look into one mailbox, held until `release()` or the end of the process.

    On PostgreSQL an advisory lock of a session of its own, which the server ends with the process, or when nobody asked
    `take()` for LOST_AFTER seconds; else a locked file.
    """

    def __init__(self, address: str) -> None:
        self._digest = hashlib.sha256(f"mailbox {address}".encode()).digest()
        self._session: BaseDatabaseWrapper | None = None
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """True when it is ours, now or still. Raises OperationalError when the database is away."""
        return self._take_session() if connection.vendor == "postgresql" else self._take_file()

    def release(self) -> None:
        """Let others have it. Never a failure."""
        session, self._session = self._session, None
        file, self._file = self._file, None
        if session is not None:
            with contextlib.suppress(DatabaseError), session.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_all()")  # the server ends a session some time after us
            with contextlib.suppress(DatabaseError):
                session.close()
        if file is not None:
            file.close()

    def _take_session(self) -> bool:
        if self._session is None:
            session = connection.copy()
            query, values = "SELECT pg_try_advisory_lock(%s)", [int.from_bytes(self._digest[:8], signed=True)]
        else:
            # A session that was cut off has lost its lock, and says so here.
            session, query, values = self._session, "SELECT true", []
        try:
            with session.cursor() as cursor:
                if self._session is None:
                    cursor.execute(_limits(session))
                cursor.execute(query, values)
                is_ours = bool(cursor.fetchone()[0])
        except BaseException:
            self._session = session
            self.release()
            raise
        self._session = session
        if not is_ours:
            self.release()
        return is_ours

    def _take_file(self) -> bool:
        import fcntl  # not on Windows, where nothing but a demo runs

        if self._file is None:
            file = Path(settings.VAR_DIR, f"mailbox-{self._digest.hex()[:16]}.lock").open("wb")  # noqa: SIM115  held as long as the turn
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.close()
                return False
            self._file = file
        return True


def _limits(session: "BaseDatabaseWrapper") -> str:
    """What makes the server end a session that says nothing more."""
    limits = dict(KEEPALIVE)
    if session.pg_version >= 140000:  # type: ignore[attr-defined]  # of PostgreSQL's
        limits["idle_session_timeout"] = int(LOST_AFTER * 1000)
    return "; ".join(f"SET {name} = {value}" for name, value in limits.items())
