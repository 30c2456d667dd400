"""Items that leave an agenda and come back: all of an item that was removed stands in its line of the history."""

import contextlib
import json
import os
from collections.abc import Iterator
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events.models.documents import Document, DocumentFile
from events.models.event import Event
from events.models.sessions import Appearance, Session


@transaction.atomic
def remove_session(session: Session) -> None:
    """Delete an item with what stands within it; its line of the history keeps what brings all of it back."""
    rows = list(_rows_of(session))
    session.kept = json.loads(serializers.serialize("json", rows))
    for row in rows:
        if isinstance(row, DocumentFile) and row.file:
            # What no row names is swept once it is a day old: from now on, and not from when it was uploaded.
            with contextlib.suppress(OSError):
                os.utime(row.file.path)
    session.delete()


def _rows_of(session: Session) -> Iterator[models.Model]:
    """The item and all that the database deletes with it, each behind that to which it points."""
    sessions = [session]
    for above in sessions:  # grows while it is read
        sessions += above.parts.all()
    people = Appearance.objects.filter(session__in=sessions).order_by(models.F("joint_with").asc(nulls_first=True))
    documents = Document.objects.filter(session__in=sessions) | Document.objects.filter(appearance__in=people)
    yield from (*sessions, *people, *documents, *DocumentFile.objects.filter(document__in=documents))


def removals() -> QuerySet[LogEntry]:
    """The lines of the history of items that can come back."""
    kind = ContentType.objects.get_for_model(Session)
    return LogEntry.objects.filter(
        content_type=kind, action=LogEntry.Action.DELETE, additional_data__has_key="rows"
    ).order_by("pk")


def event_of(entry: LogEntry) -> Event | None:
    """The event from whose agenda the item was removed, if it is there."""
    return Event.objects.filter(pk=entry.additional_data["event"]).first()


@transaction.atomic
def restore_session(entry: LogEntry) -> Session:
    """Bring back an item, but for what points to rows that are gone meanwhile. Raises ValueError with a sentence."""
    key = int(entry.object_pk or 0)
    if Session.objects.filter(pk=key).exists():
        raise ValueError(_("“%(name)s” is there already.") % {"name": entry.object_repr})
    for kept in serializers.deserialize("python", entry.additional_data["rows"]):
        if not _may_come_back(kept.object):
            continue
        # As it was, and then once more, dated now: pages that are kept and calendars see that it is there again.
        lists = kept.m2m_data or {}
        kept.m2m_data = {}
        kept.save(force_insert=True)
        kept.object.save()
        for name, keys in lists.items():
            manager = getattr(kept.object, name)
            manager.set(manager.model.objects.filter(pk__in=keys))
    return Session.objects.get(pk=key)


def _may_come_back(row: Any) -> bool:
    """Whether all is there that the row needs; what it can do without is taken out of it."""
    for field in row._meta.concrete_fields:
        key = getattr(row, field.attname)
        if not field.is_relation or key is None or field.related_model.objects.filter(pk=key).exists():
            continue
        if not field.null or isinstance(row, Document):
            return False
        setattr(row, field.attname, None)
    return not isinstance(row, DocumentFile) or not row.file or row.file.storage.exists(str(row.file.name))
