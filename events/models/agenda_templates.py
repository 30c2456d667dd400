"""Templates of the agenda as a Word document."""

from pathlib import PurePosixPath

from django.db import models
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from events.models.fields import MEETING_LANGUAGES
from storage.dated import Dated
from storage.private_files import KeptFile, KeptFileField, private_storage
from website.models import OnPublicPages, PublicRows


class AgendaTemplateQuerySet(PublicRows, models.QuerySet["AgendaTemplate"]):
    """Templates."""

    def for_language(self, code: str) -> "AgendaTemplate | None":
        """The one for this language, else that for all; None where the house has none."""
        return self.filter(language__in=[code, ""]).order_by("-language").first()


def template_path(instance: "AgendaTemplate", filename: str) -> str:
    """Where a file is kept: in a folder of its own, so that its name stays as it was given."""
    return f"templates/{get_random_string(16)}/{PurePosixPath(filename).name}"


class AgendaTemplate(OnPublicPages, Dated):
    """A Word document with placeholders, of which agendas are made; one a language, or one for all."""

    language = models.CharField(
        _("language"),
        max_length=2,
        choices=list(MEETING_LANGUAGES.items()),
        blank=True,
        help_text=_("Empty: for every language that has no template of its own."),
    )
    file = KeptFileField(_("file"), upload_to=template_path, storage=private_storage, max_length=255)

    objects = AgendaTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of the agenda in Word")
        verbose_name_plural = _("templates of the agenda in Word")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["language"],
                name="agendatemplate_one_a_language",
                violation_error_message=_("There already is a template for this language."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_language_display() or _('all languages')} – {self.file_name}"

    @property
    def file_name(self) -> str:
        """The name of the file, without its folder."""
        return PurePosixPath(self.file.name or "").name

    def address_of(self, _file: KeptFile) -> str:
        """Of its file."""
        return reverse("admin:events_agendatemplate_file", args=[self.pk])

    def content(self) -> bytes:
        """The bytes of the file. Raises OSError where it is gone."""
        with self.file.open("rb") as file:
            content: bytes = file.read()
        return content
