"""What was published of an agenda: its versions, and the items of each with their people.

The rows of `Session` and `Appearance` are the draft that staff work on; the public reads the version that stands.
"""

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.sessions import Session
from events.models.snapshot import Plain, Reader, session_of, without_words
from multilingual.search import SearchableQuerySet
from speakers.models import Organisation, Speaker
from storage.dated import Dated
from website.models import OnPublicPages, PublicRows


def _stands(version: str = "") -> Q:
    """The version behind a path is the one that everybody reads: out, and none that is out is newer.

    Asked of each row by itself: what belongs to one event, item or speaker looks at no version of others.
    """
    newer = AgendaVersion.objects.out().filter(
        event=OuterRef(f"{version}event"), number__gt=OuterRef(f"{version}number")
    )
    is_out = {f"{version}published_from__lte": Now(), f"{version}withdrawn_at": None}
    return Q(**is_out) & ~Q(Exists(newer))


class AgendaVersionQuerySet(PublicRows, models.QuerySet["AgendaVersion"]):
    """Versions of agendas."""

    def out(self) -> Self:
        """Those whose moment has passed by the clock of the database, and that nobody withdrew."""
        return self.filter(published_from__lte=Now(), withdrawn_at=None)

    def waiting(self) -> Self:
        """Those whose moment is still to come."""
        return self.filter(published_from__gt=Now(), withdrawn_at=None)

    def read(self) -> Self:
        """Those that anybody could read once, or will: all but the ones that were withdrawn before their moment."""
        return self.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("published_from")))

    def with_items(self) -> Self:
        """With their items, those of all versions in one query."""
        items: Any = Prefetch("items", PublishedItem.objects.kept(), to_attr="kept_items")
        return self.prefetch_related(items)

    def standing(self) -> Self:
        """Of each agenda the newest that is out: the one that everybody reads."""
        return self.filter(_stands())


class AgendaVersion(OnPublicPages, Dated):
    """A version of an agenda as it was published, now or from a moment to come; nothing of it changes after that."""

    event_paths = shown_by = ("event",)
    may_take_off = True

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", _("provisional")
        FINAL = "final", _("final")

    class Audience(models.TextChoices):
        NOBODY = "nobody", _("nobody: a correction without mail")
        SPEAKERS = "speakers", _("speakers whose items changed")
        EVERYBODY = "everybody", _("these speakers, and the approved participants")

    event = models.ForeignKey(Event, models.CASCADE, related_name="agenda_versions", verbose_name=_("event"))
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    status = models.CharField(_("agenda"), max_length=12, choices=Status.choices, default=Status.PROVISIONAL)
    note = models.TextField(
        _("note"), blank=True, help_text=_("One or two sentences for the readers: what is new, what is still open.")
    )
    published_from = models.DateTimeField(_("public from"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    audience = models.CharField(_("who gets a mail"), max_length=10, choices=Audience.choices, default=Audience.NOBODY)
    # When the mails about it were written; the worker looks for what is public and has none.
    told_at = models.DateTimeField(_("mails written"), null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("by")
    )

    objects = AgendaVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an agenda")
        verbose_name_plural = _("versions of agendas")
        ordering = ["event", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="agendaversion_number_once",
                violation_error_message=_("The agenda has a version of this number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event.code} {self.number}"

    def get_additional_data(self) -> dict[str, int]:
        """For the history: the event in whose history it is read."""
        return {"event": self.event_id}

    def moments(self) -> tuple[datetime.datetime]:
        """When it becomes public."""
        return (self.published_from,)

    @property
    def is_final(self) -> bool:
        """Nothing of it is to change any more."""
        return self.status == self.Status.FINAL

    @cached_property
    def kept_items(self) -> "list[PublishedItem]":
        """Its items in order; read together for many versions by `with_items`."""
        return list(self.items.kept())

    def contents(self) -> dict[int, Plain]:
        """Its items as they are kept, by key, in order."""
        return {item.session_key: item.content for item in self.kept_items}

    def sessions(self, only: set[int] | None = None, **wanted: bool) -> list[Session]:
        """Its items in order, or those of the keys in `only`, read as `PublishedItemQuerySet.sessions` says."""
        items = self.kept_items if only is None else self.items.kept().filter(session_key__in=only)
        return sessions_of_items(items, self.event, **wanted)


class PublishedItemQuerySet(PublicRows, SearchableQuerySet["PublishedItem"]):
    """Items of versions."""

    def public(self) -> Self:
        """What anybody may read: the items of the versions that stand."""
        rows = self.filter(_stands("version__"), is_removed=False)
        return rows.exclude(version__event__status=Event.Status.DRAFT)

    def kept(self) -> Self:
        """What versions have, in order, without what nobody shows."""
        return self.filter(is_removed=False).order_by("place").defer("search_text")

    def sessions(self, event: Event | None = None, **wanted: bool) -> list[Session]:
        """The items as the sessions that they were: see `sessions_of_items`."""
        return sessions_of_items(self, event, **wanted)

    def forget(self, speaker: int) -> None:
        """Take what is said of a speaker out of them: he or she is erased."""
        items = list(self)
        for item in items:
            item.content = without_words(item.content, speaker)
        self.model.objects.bulk_update(items, ["content"])


def sessions_of_items(
    items: Iterable["PublishedItem"],
    event: Event | None = None,
    *,
    with_documents: bool = True,
    with_affiliations: bool = True,
) -> list[Session]:
    """Items as the sessions that they were, in a number of queries that does not grow.

    With their people and the public documents of today; people without organisations and countries where a name
    is enough. `event`: the one to which all belong; without it those that `select_related` brought.
    """
    items = list(items)
    reader = Reader(
        [(item.session_key, item.content) for item in items], documents=with_documents, bodies=with_affiliations
    )
    found = []
    for item in items:
        session = session_of(item.session_key, item.content, event or item.version.event)
        session.uid, session.sequence = item.uid, item.sequence
        session.created_at, session.updated_at = item.created_at, item.updated_at
        reader.add_people(session, item.content)
        found.append(session)
    return found


class PublishedItem(OnPublicPages):
    """An item as it stands in a version. `content` is what snapshot.py writes and reads; it names nobody.

    One that an earlier version had and this one has not is kept without its people (`is_removed`): calendars that hold
    it are told.
    """

    event_paths = shown_by = ("version__event",)

    version = models.ForeignKey(AgendaVersion, models.CASCADE, related_name="items", verbose_name=_("version"))
    # Those of the row in the draft, which may be gone by now.
    session_key = models.BigIntegerField(_("session"), db_index=True)
    uid = models.UUIDField(_("calendar identity"))
    place = models.PositiveIntegerField(_("position"))
    content = models.JSONField(_("content"))
    search_text = models.TextField(editable=False, blank=True, default="")
    is_removed = models.BooleanField(_("removed"), default=False)
    # In how many versions it changed; since when it is published, and when it changed last.
    sequence = models.PositiveIntegerField(_("changes"), default=0)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("last change"))

    objects = PublishedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("published item")
        verbose_name_plural = _("published items")
        ordering = ["version", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "session_key"],
                name="publisheditem_once",
                violation_error_message=_("This item stands in this version already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)

    @property
    def session(self) -> Session:
        """The item as a session, without its people."""
        return session_of(self.session_key, self.content, self.version.event)


class PublishedSpeakerQuerySet(PublicRows, models.QuerySet["PublishedSpeaker"]):
    """Who speaks in published items, and for whom."""

    def public(self) -> Self:
        """What anybody may read."""
        rows = self.filter(_stands("item__version__"), speaker__is_hidden=False, item__is_removed=False)
        return rows.exclude(item__version__event__status=Event.Status.DRAFT)

    def items(self) -> PublishedItemQuerySet:
        """The items in which they speak."""
        return PublishedItem.objects.filter(pk__in=self.values("item"))


class PublishedSpeaker(OnPublicPages):
    """Somebody who speaks in an item of a version, and an organisation for which he or she does: by these it is found.

    What is printed of both stands in the content of the item.
    """

    event_paths = shown_by = ("item__version__event",)

    item = models.ForeignKey(PublishedItem, models.CASCADE, related_name="people", verbose_name=_("published item"))
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="published", verbose_name=_("speaker"))
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="published", verbose_name=_("organisation")
    )

    objects = PublishedSpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker of a published item")
        verbose_name_plural = _("speakers of published items")
        ordering = ["item", "pk"]

    def __str__(self) -> str:
        return f"{self.speaker} – {self.item}"
