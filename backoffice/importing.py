"""How the worker tries and stores large imports, and what is said of any import."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import tablib
from auditlog.context import set_actor
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from import_export.results import Result, RowResult

from backoffice.models import MOST_CLAIMS, ClaimLost, Import
from backoffice.rights import ANYWHERE
from backoffice.spreadsheets import UnreadableTable, read_table
from backoffice.tables import TableResource

logger = logging.getLogger(__name__)

State = Import.State
# Parts of a file, and how many of its rows stand before each.
Parts = Iterator[tuple[int, tablib.Dataset]]
LOOK_SECONDS = 2.0
BEAT_SECONDS = 5.0
# Of what is wrong or changes, so many lines are kept and shown.
MOST_LINES = 500


class Stopping(Exception):
    """This worker is to end; the import goes on with another."""


class Findings:
    """What was found in a file, as plain data: counts, what is wrong, and row by row what changes."""

    def __init__(self) -> None:
        self.totals = {"new": 0, "update": 0, "skip": 0}
        # Row (0 for the file as a whole), column, reason.
        self.errors: list[tuple[int, str, str]] = []
        # Row, "new" or "update", who or what, the cells as the markup of tables.Difference.
        self.changes: list[tuple[int, str, str, list[str]]] = []
        self.left_out = 0

    def add(self, result: Result, before: int = 0) -> "Findings":
        """Take in the result of a part of the file that has so many rows before it."""
        for name in self.totals:
            self.totals[name] += result.totals[name]
        self._wrong(0, "", [error.error for error in result.base_errors])
        first = before + 1  # the line of the column names
        for row in result.invalid_rows:
            for column, reasons in row.error_dict.items():
                self._wrong(first + row.number, "" if column == NON_FIELD_ERRORS else column, reasons)
        for number, tried in enumerate(result.rows, first + 1):
            self._wrong(number, "", [error.error for error in tried.errors])
            self._change(number, tried)
        return self

    def _change(self, number: int, row: RowResult) -> None:
        if row.import_type in ("new", "update"):
            cells = [str(cell) for cell in row.diff or ()]
            self._keep(self.changes, (number, row.import_type, row.object_repr or "", cells))

    def _wrong(self, number: int, column: str, reasons: list[Any]) -> None:
        for reason in reasons:
            self._keep(self.errors, (number, column, str(reason)))

    def _keep(self, lines: list[Any], line: tuple[Any, ...]) -> None:
        if len(lines) < MOST_LINES:
            lines.append(line)
        else:
            self.left_out += 1

    def plain(self) -> dict[str, Any]:
        """For the page, and for the row of the import."""
        changes = [] if self.errors else self.changes
        return {"totals": self.totals, "errors": sorted(self.errors), "changes": changes, "left_out": self.left_out}


def refusal(words: str) -> dict[str, Any]:
    """What is found in a file that is refused as a whole."""
    findings = Findings()
    findings.errors.append((0, "", words))
    return findings.plain()


def resource_of(job: Import) -> TableResource | None:
    """What reads the file, as it would for this person; None if he or she may import no more."""
    model_admin: Any = admin.site.get_model_admin(apps.get_model(job.table))
    rights = [f"{job.table.partition('.')[0]}.{verb}_{job.table.partition('.')[2]}" for verb in ("add", "change")]
    if not (job.by.is_active and job.by.is_staff and all(job.by.has_perm(right, ANYWHERE) for right in rights)):
        return None
    resource_class: type[TableResource] = model_admin.resource_classes[0]
    return resource_class(**resource_class.import_kwargs(job.by, job.chosen))


def portions(table: tablib.Dataset, size: int, begin: int, stop: threading.Event | None) -> Parts:
    """The rows from here on, so many at a time, or all at once, and how many stand before them. Raises Stopping."""
    while begin < len(table):
        if stop is not None and stop.is_set():
            raise Stopping
        end = begin + size if size else len(table)
        yield begin, tablib.Dataset(*table[begin:end], headers=table.headers)
        begin = end


def try_out(job: Import, resource: TableResource, parts: Parts) -> None:
    """Find out what the rows that are not stored would change; nothing is kept of it."""
    findings = Findings()
    for begin, part in parts:
        resource.rows_before = begin
        findings.add(resource.import_data(part, dry_run=True), begin)
        job.note(done=begin + len(part))
        if any(not row for row, _column, _reason in findings.errors):
            break  # what is wrong with the file as a whole is wrong with each part
    job.rest(State.REFUSED if findings.errors else State.TRIED, findings.plain())


def store(job: Import, resource: TableResource, parts: Parts) -> None:
    """Store portion by portion, each in a transaction with the note that it is: a worker that dies doubles nothing.

    Between two portions others get the locks, such as that of an event's seats. A table that says no size of portions
    is stored in one transaction.
    """
    findings = Findings()
    for begin, part in parts:
        resource.rows_before = begin
        with transaction.atomic():
            result = resource.import_data(part, dry_run=False, rollback_on_validation_errors=True)
            if not (result.has_errors() or result.has_validation_errors()):
                findings.add(result, begin)
                job.note(done=begin + len(part), stored=begin + len(part))
                continue
        wrong = Findings().add(result, begin)
        job.rest(State.STOPPED if job.stored else State.REFUSED, wrong.plain())
        return
    findings.changes.clear()  # the history of each row says it
    job.rest(State.STORED, findings.plain())
    job.file.delete(save=False)


def work_on(job: Import, stop: threading.Event | None = None) -> None:
    """Try or store one import. What is wrong with it is said on its page. Raises ClaimLost, Stopping."""
    with translation.override(job.language), set_actor(job.by):
        at_rest = State.STOPPED if job.stored else State.REFUSED
        if job.claims > MOST_CLAIMS:
            job.rest(at_rest, refusal(_("It was given up after several tries: divide the file.")))
            return
        resource = resource_of(job)
        if resource is None:
            job.rest(at_rest, refusal(_("You may not import into this list any more.")))
            return
        try:
            with job.file.open("rb") as file:
                table = read_table(file.read())
        except (UnreadableTable, FileNotFoundError) as error:
            words = str(error) if isinstance(error, UnreadableTable) else _("The file is gone: please send it again.")
            job.rest(at_rest, refusal(words))
            return
        with beating(job, resource):
            parts = portions(table, resource.portion, job.stored, stop)
            (store if job.state == State.TO_STORE else try_out)(job, resource, parts)


@contextmanager
def beating(job: Import, resource: TableResource) -> Iterator[None]:
    """Say all the while, over a connection of its own, that somebody works on it, and how far it has come."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT_SECONDS):
            try:
                job_seen = Import(pk=job.pk, claim=job.claim)
                job_seen.note(done=min(job.rows, resource.rows_before + resource.rows_seen))
            except (OperationalError, InterfaceError, ClaimLost):
                pass  # the next beat tells, or the lease ends
            finally:
                connection.close()

    thread = threading.Thread(target=beat, name="import-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def work_next(stop: threading.Event | None = None) -> bool:
    """Do what is due next, unless told to stop; False where nothing is."""
    job = Import.objects.claim_next()
    if job is None:
        return False
    try:
        work_on(job, stop)
    except Stopping:
        job.note(claim="", claimed_at=None, claims=0)
    except ClaimLost:
        logger.warning("Import %s was taken up by another worker.", job.pk)
    return True


def start(stop: threading.Event) -> list[threading.Thread]:
    """Work on imports until told to stop, in a thread of its own."""

    def run() -> None:
        while not stop.is_set():
            close_old_connections()
            try:
                is_idle = not work_next(stop)
            except Exception:
                # Whatever it was must not end the rounds; its lease ends, and it is tried again.
                logger.exception("An import failed; it is taken up again.")
                connection.close()
                is_idle = True
            if is_idle:
                stop.wait(LOOK_SECONDS)
        connection.close()

    thread = threading.Thread(target=run, name="imports", daemon=True)
    thread.start()
    return [thread]
