"""Large imports: files that the worker tries and stores, and what came of each."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from storage.clock import database_now
from storage.dated import DatedByDatabase
from storage.private_files import private_storage

# A worker that works on an import says so more often than that; else another one takes it up.
LEASE = datetime.timedelta(seconds=60)
# A file that ends every worker that touches it is given up after so many.
MOST_CLAIMS = 5
# What was found in a file is kept for so long after its last change, and so is a file that nobody confirms.
KEPT = datetime.timedelta(days=1)


class ClaimLost(Exception):
    """Another worker has the import by now."""


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports."""

    def free(self) -> Self:
        """Those that a worker has to do, and none does."""
        is_free = Q(claimed_at=None) | Q(claimed_at__lt=database_now() - LEASE)
        return self.filter(is_free, state__in=(Import.State.TO_TRY, Import.State.TO_STORE))

    @transaction.atomic
    def claim_next(self) -> "Import | None":
        """Take up the one that waits longest; of many workers at once each gets another."""
        rows = self.free().select_related("by").order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(of=("self",), skip_locked=True)
        found = rows.first()
        if found is not None:
            found.claim, found.claimed_at = get_random_string(32), database_now()
            found.claims += 1
            found.save(update_fields=["claim", "claimed_at", "claims"])
        return found


def import_path(_instance: "Import", _filename: str) -> str:
    """Where the file lies: its own name says too much for a folder."""
    return f"imports/large/{get_random_string(32)}"


class Import(DatedByDatabase):
    """A file on its way in. It is tried, which stores nothing; whoever sent it confirms, and then it is stored."""

    class State(models.TextChoices):
        TO_TRY = "to-try", _("is being tried")
        TRIED = "tried", _("waits for your confirmation")
        REFUSED = "refused", _("cannot be imported")
        TO_STORE = "to-store", _("is being stored")
        STORED = "stored", _("is stored")
        # Some portions are stored; what came then did not fit any more.
        STOPPED = "stopped", _("is stored in part")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("imported by"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    # The list that it goes into, such as speakers.speaker, and what was chosen beside the file.
    table = models.CharField(_("table"), max_length=100)
    chosen = models.JSONField(_("choices"), default=dict)
    name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(_("file"), upload_to=import_path, storage=private_storage)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.TO_TRY)
    rows = models.PositiveIntegerField(_("rows"))
    # How far it was read in this state, and how many of its rows are in the database.
    done = models.PositiveIntegerField(_("rows done"), default=0)
    stored = models.PositiveIntegerField(_("rows stored"), default=0)
    # What was found: see importing.Findings.
    found = models.JSONField(_("result"), default=dict)
    claim = models.CharField(_("claim"), max_length=32, blank=True, editable=False)
    claimed_at = models.DateTimeField(_("claimed"), null=True, editable=False)
    claims = models.PositiveSmallIntegerField(_("claims"), default=0, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """The worker has still to do with it."""
        return self.state in (self.State.TO_TRY, self.State.TO_STORE)

    def ask_for(self, state: str, found: dict[str, Any]) -> bool:
        """Give it to the worker, for one state, from one in which it rests; False if somebody did meanwhile."""
        if self.is_open:
            return False
        resting = Import.objects.filter(pk=self.pk, state=self.state)
        return bool(resting.update(state=state, found=found, done=F("stored"), claims=0, updated_at=database_now()))

    def note(self, **values: Any) -> None:
        """Write how it stands, if it is still this worker's. Raises ClaimLost."""
        mine = Import.objects.filter(pk=self.pk, claim=self.claim)
        now = database_now()
        if not mine.update(**{"claimed_at": now, "updated_at": now, **values}):
            raise ClaimLost
        for name, value in values.items():
            setattr(self, name, value)

    def rest(self, state: str, found: dict[str, Any]) -> None:
        """The worker has done with it. Raises ClaimLost."""
        self.note(state=state, found=found, claim="", claimed_at=None)


def receive(content: bytes, **values: Any) -> Import:
    """Keep a file for the worker."""
    received = Import(**values)
    received.file.save(received.name, ContentFile(content), save=False)
    received.save()
    return received


def forget_old_imports() -> int:
    """What the worker does once an hour: files and what was found in them hold people's data; returns how many."""
    old = Import.objects.filter(updated_at__lt=database_now() - KEPT)
    for each in old:
        each.file.delete(save=False)
    return old.filter(pk__in=[each.pk for each in old]).delete()[0]
