"""What changed on public pages: rows that say so themselves, line by line, for every process that keeps pages."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any, Self, TypeVar

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from multilingual.search import SearchableQuerySet

HOUR = datetime.timedelta(hours=1)
# Pages go by the clock of the web process, lines by that of the database: a moment has come for both.
CLOCKS_DIFFER = datetime.timedelta(seconds=1)
EVERYWHERE: frozenset[int | None] = frozenset({None})
# In place of an event, in a line beside the others: somebody or something may be gone from pages.
TAKEN_OFF = -1
# Likewise: an event that was public is so no more, with all its pages.
WITHDRAWN = -2

# Where a row leads to its event by a column of its own: an event by its key.
_OWN_COLUMNS: dict[tuple[str, ...], str] = {("pk",): "pk", ("event",): "event_id"}

_Row = TypeVar("_Row", bound=models.Model)


class PublicChangeQuerySet(models.QuerySet["PublicChange"]):
    """Lines of what changed."""

    def since(self, seconds: float) -> Self:
        """Those whose moment was in these last seconds, by the clock of the database."""
        return self.filter(at__gt=Now() - datetime.timedelta(seconds=seconds), at__lte=Now())


class PublicChange(models.Model):
    """Something public changed, or will at a moment that is known. Appended beside the change, and never changed."""

    # The key of the event whose pages alone show it; none: any page may.
    event = models.BigIntegerField(_("event"), null=True)
    at = models.DateTimeField(_("date and time"), db_default=Now(), db_index=True)

    objects = PublicChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("public change")
        verbose_name_plural = _("public changes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at} {self.event or ''}"


def tell(events: Collection[int | None] = EVERYWHERE, moments: Iterable[datetime.datetime | None] = ()) -> None:
    """Append that what pages of these events show changed now, and changes at those of the moments that are to come."""
    now = timezone.now()
    later = [moment + CLOCKS_DIFFER for moment in moments if moment is not None and moment > now]
    PublicChange.objects.bulk_create(
        [PublicChange(event=event, **at) for event in events for at in ({}, *({"at": moment} for moment in later))]
    )


def forget_old_changes() -> int:
    """What the worker does once an hour: no page is kept for so long."""
    return PublicChange.objects.filter(at__lt=Now() - HOUR).delete()[0]


def events_of(rows: models.QuerySet[Any, Any]) -> set[int | None]:
    """The events whose pages alone show these rows; none among them: any page may."""
    paths: tuple[str, ...] = rows.model.shown_by
    found = rows.order_by().values_list(*paths).distinct() if paths else [(None,)]
    events = {next((key for key in row if key is not None), None) for row in found}
    return events | {TAKEN_OFF} if rows.model.may_take_off else events


class PublicBelowRows:
    """What a QuerySet begins with whose rows are a `PublicBelow`."""

    def delete(self: Any) -> tuple[int, dict[str, int]]:
        """Delete, with what hangs on them."""
        with transaction.atomic(savepoint=False):
            events = events_of(self)
            deleted: tuple[int, dict[str, int]] = super().delete()  # type: ignore[misc]
            if deleted[0]:
                tell(events)
        return deleted

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class PublicRows(PublicBelowRows):
    """What a QuerySet begins with whose rows are `OnPublicPages`: what is done to many at once is told, too."""

    def update(self: Any, **values: Any) -> int:
        """Update; rows that move elsewhere are told to all."""
        heads = {path.split("__")[0] for path in self.model.shown_by}
        is_move = any(name.removesuffix("_id") in heads for name in values)
        with transaction.atomic(savepoint=False):
            events = events_of(self) | (EVERYWHERE if is_move else set())
            count: int = super().update(**values)  # type: ignore[misc]
            if count:
                tell(events)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self: Any, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Create them."""
        with transaction.atomic(savepoint=False):
            created: list[Any] = super().bulk_create(objs, *args, **kwargs)  # type: ignore[misc]
            if created:
                rows = self.model._base_manager.filter(pk__in=[row.pk for row in created])
                tell(events_of(rows) or EVERYWHERE)
        return created


class PublicQuerySet(PublicRows, models.QuerySet[_Row]):
    """Rows that public pages show."""


class SearchablePublicQuerySet(PublicRows, SearchableQuerySet[_Row]):
    """Rows that public pages show, and that can be searched."""


class PublicBelow(models.Model):
    """A row that no public page shows, but others do that go when it goes."""

    # How a row leads to the event whose pages alone show it: some paths, of which one has a value. None: any page may.
    shown_by: tuple[str, ...] = ()
    # A change of it may take a person or a paper off a page: readers rather wait than see the page from before.
    may_take_off = False

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, with what hangs on it."""
        with transaction.atomic(savepoint=False):
            events = self.shown_in()
            deleted = super().delete(*args, **kwargs)
            tell(events)
        return deleted

    def shown_in(self) -> set[int | None]:
        """The events whose pages alone show it, as it is stored; none among them: any page may."""
        if column := _OWN_COLUMNS.get(self.shown_by):  # without a query
            return {getattr(self, column), *([TAKEN_OFF] if self.may_take_off else [])}
        return events_of(type(self)._base_manager.filter(pk=self.pk))


class OnPublicPages(PublicBelow):
    """A row that public pages show, or mails that answer a public form. What is kept of it is old once it changes.

    A bare many-to-many list of it is changed in the transaction of a save of the row, or `tell` is called.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and tell the pages where it was and where it is."""
        with transaction.atomic(savepoint=False):
            events = set() if self._state.adding else self.shown_in()
            super().save(*args, **kwargs)
            tell(events | self.shown_in(), self.moments())

    def moments(self) -> Iterable[datetime.datetime | None]:
        """When pages will show something else of it though nothing is written."""
        return ()
