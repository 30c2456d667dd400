"""Documents of an event, a session or an appearance, with one file or address a language."""

import datetime
from pathlib import PurePosixPath
from typing import Self

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.fields import MEETING_LANGUAGES
from events.models.sessions import Appearance, Session
from multilingual.search import Searchable, SearchableQuerySet
from multilingual.texts import translated
from storage.dated import Dated
from storage.private_files import KeptFile, KeptFileField, private_storage
from website.models import OnPublicPages, PublicQuerySet, PublicRows

_ONE_PLACE = (
    Q(event__isnull=False, session__isnull=True, appearance__isnull=True)
    | Q(event__isnull=True, session__isnull=False, appearance__isnull=True)
    | Q(event__isnull=True, session__isnull=True, appearance__isnull=False)
)


class DocumentQuerySet(PublicRows, SearchableQuerySet["Document"]):
    """Documents."""

    def public(self) -> Self:
        """Those that anybody may see now."""
        return self.filter(
            Q(published_from__isnull=True) | Q(published_from__lte=timezone.now()), audience=Document.Audience.PUBLIC
        )

    def of_event(self, event: Event | int) -> Self:
        """Those of an event, of its items, and of who speaks in them.

        Each is looked up by its own index: with one condition over the joined tables all documents would be looked at.
        """
        paths = ("event", "session__event", "appearance__session__event")
        first, *others = (Document.objects.filter(**{path: event}).order_by().values("pk") for path in paths)
        return self.filter(pk__in=first.union(*others, all=True))


class Document(Searchable, OnPublicPages, Dated):
    """A document of exactly one place. One without files is announced by its label alone."""

    event_paths = shown_by = ("event", "session__event", "appearance__session__event")
    may_take_off = True

    class Kind(models.TextChoices):
        CONCEPT_NOTE = "concept-note", _("concept note")
        AGENDA = "agenda", _("agenda")
        BACKGROUND = "background", _("background paper")
        LOGISTICS = "logistics", _("logistics note")
        BIO = "bio", _("biography")
        PRESENTATION = "presentation", _("presentation")
        JOINT_PRESENTATION = "joint-presentation", _("joint presentation")
        SPEECH = "speech", _("speech")
        RECORDING = "recording", _("recording")
        SUMMARY = "summary", _("summary")
        REPORT = "report", _("report")
        PUBLICATION = "publication", _("publication")
        MATERIAL = "material", _("course material")
        LIST_OF_PARTICIPANTS = "list-of-participants", _("list of participants")
        SURVEY = "survey", _("survey")
        OTHER = "other", _("other")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("everybody")
        PARTICIPANTS = "participants", _("participants")
        STAFF = "staff", _("staff")

    search_fields = ("label",)

    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name=_("event")
    )
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name=_("session")
    )
    appearance = models.ForeignKey(
        Appearance, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name=_("role in a session")
    )
    label = models.CharField(_("label"), max_length=200)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices, default=Kind.OTHER)
    audience = models.CharField(_("who may see it"), max_length=14, choices=Audience.choices, default=Audience.PUBLIC)
    published_from = models.DateTimeField(_("published from"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    note = models.TextField(_("note"), blank=True, help_text=_("For staff only."))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_ONE_PLACE,
                name="document_one_place",
                violation_error_message=_("A document belongs to one event, one session or one role in a session."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "label").value or self.get_kind_display()

    @cached_property
    def versions(self) -> "list[DocumentFile]":
        """Its files, one a language; read together for many documents by a Prefetch to this name."""
        return list(self.files.all())

    def version_in(self, language: str) -> "DocumentFile | None":
        """The file in a language, else the first one; None where there is no file."""
        files: dict[str, DocumentFile] = {file.language: file for file in reversed(self.versions)}
        return files.get(language) or next(iter(self.versions), None)

    @property
    def whose(self) -> str:
        """Whose it is within its event: of a speaker in an item, or of an item; nothing where it is the event's own."""
        return str(self.appearance or self.session or "")

    @property
    def owner(self) -> Event:
        """The event it belongs to in the end."""
        if self.event is not None:
            return self.event
        session = self.session or self.appearance.session  # type: ignore[union-attr]  # the constraint: one of three
        return session.event

    def moments(self) -> tuple[datetime.datetime | None]:
        """When it becomes public."""
        return (self.published_from,)

    @property
    def clock(self) -> str:
        """The zone by whose clock staff say when it is published: the event's; none yet of a document without one."""
        return self.owner.timezone if self.event or self.session or self.appearance else ""

    def get_additional_data(self) -> dict[str, int]:
        """For the history: the event in whose history a change is read; none where what it belongs to went first."""
        try:
            return {"event": self.owner.pk}
        except ObjectDoesNotExist:
            return {}

    def is_visible_to_public(self) -> bool:
        """Anybody may see it now."""
        is_out = self.published_from is None or self.published_from <= timezone.now()
        return self.audience == self.Audience.PUBLIC and is_out


def document_path(instance: "DocumentFile", filename: str) -> str:
    """Where a file is kept: in a folder of its own, so that its name stays as it was given."""
    return f"documents/{get_random_string(16)}/{PurePosixPath(filename).name}"


class DocumentFile(OnPublicPages, Dated):
    """A document in one language: a file of ours or an address elsewhere."""

    event_paths = shown_by = ("document__event", "document__session__event", "document__appearance__session__event")
    may_take_off = True

    document = models.ForeignKey(Document, models.CASCADE, related_name="files", verbose_name=_("document"))
    language = models.CharField(_("language"), max_length=2, choices=list(MEETING_LANGUAGES.items()))
    file = KeptFileField(_("file"), upload_to=document_path, storage=private_storage, max_length=255, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of a document")
        ordering = ["document", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "language"],
                name="documentfile_one_a_language",
                violation_error_message=_("There already is a file in this language."),
            ),
            models.CheckConstraint(
                condition=Q(file="", url__gt="") | Q(file__gt="", url=""),
                name="documentfile_file_or_url",
                violation_error_message=_("Give a file or an address, one of the two."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.language})"

    def get_absolute_url(self) -> str:
        """Where it is fetched: elsewhere, or by our view, which asks who may."""
        if self.url:
            return self.url
        return reverse("events:file", args=[self.document.owner.slug, self.pk, self.file_name])

    def address_of(self, _file: KeptFile) -> str:
        """Of its file."""
        return self.get_absolute_url()

    @property
    def file_name(self) -> str:
        """The name of the file, without its folder."""
        return PurePosixPath(self.file.name or "").name

    def get_additional_data(self) -> dict[str, int]:
        """For the history: the event in whose history a change is read."""
        return self.document.get_additional_data()

    @property
    def type_name(self) -> str:
        """PDF, PPTX…: the ending of the file in capitals, "" for an address."""
        return PurePosixPath(self.file.name or "").suffix.lstrip(".").upper()

    @property
    def size(self) -> int | None:
        """Bytes; None for an address or a file that is gone."""
        try:
            return self.file.size if self.file else None
        except OSError:
            return None
