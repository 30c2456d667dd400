"""The house's own identity: one row."""

import hashlib
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from identity import colours
from multilingual.texts import translated
from storage.dated import Dated
from storage.private_files import KeptFile, KeptFileField, private_storage
from website.models import OnPublicPages, PublicQuerySet

# What a site is called of which nobody said whose it is: the software's own name.
SOFTWARE = "Atelier"
# The pages that the house may have, at /<language>/<name>/.
PAGES = {
    "privacy": _("Privacy notice"),
    "legal": _("Legal notice"),
    "accessibility": _("Accessibility statement"),
}


def logo_path(_row: "Identity", name: str) -> str:
    """Where a logo is kept: a new one has a new address."""
    return f"identity/{get_random_string(16)}{PurePosixPath(name).suffix.lower()}"


class Identity(OnPublicPages, Dated):
    """Whose site this is. What is empty is left out, or is as it comes with the software."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name of the organisation"), max_length=150, blank=True)
    short_name = models.CharField(
        _("short name"), max_length=40, blank=True, help_text=_("Stands in titles, in the head of pages and in mails.")
    )
    logo = KeptFileField(_("logo"), upload_to=logo_path, storage=private_storage, max_length=100, blank=True)
    mail_logo = KeptFileField(
        _("logo in mails"), upload_to=logo_path, storage=private_storage, max_length=100, blank=True
    )
    accent = models.CharField(
        _("colour on light pages"),
        max_length=7,
        blank=True,
        validators=[colours.reads_on_light],
        help_text=_("Of links, buttons and the head of an event’s page. Written as #0a5f50."),
    )
    accent_dark = models.CharField(
        _("colour on dark pages"),
        max_length=7,
        blank=True,
        validators=[colours.reads_on_dark],
        help_text=_("For readers whose device is set to dark. Empty: a lighter shade of the other."),
    )
    contact = models.TextField(_("address as printed"), blank=True, help_text=_("Postal address, telephone."))
    email = models.EmailField(_("address for mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    privacy = models.TextField(_("privacy notice"), blank=True, help_text=_("Markdown."))
    legal = models.TextField(_("legal notice"), blank=True, help_text=_("Markdown."))
    accessibility = models.TextField(_("accessibility statement"), blank=True, help_text=_("Markdown."))

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity of the organisation")
        verbose_name_plural = _("identity of the organisation")
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="identity_one_row",
                violation_error_message=_("There is one identity of the organisation."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with colours as style sheets write them."""
        self.accent, self.accent_dark = self.accent.lower(), self.accent_dark.lower()
        super().save(*args, **kwargs)

    def address_of(self, file: KeptFile) -> str:
        """Where a logo is fetched; its name is its version."""
        return reverse("house-logo", args=[PurePosixPath(file.name or "").name])

    @property
    def is_named(self) -> bool:
        """Somebody said whose site this is."""
        return self.short_name_in() != SOFTWARE

    def short_name_in(self, language: str | None = None) -> str:
        """The short name, else the name, else that of the software."""
        names = (translated(self, field, language).value for field in ("short_name", "name"))
        return next(filter(None, names), SOFTWARE)

    @property
    def display_name(self) -> str:
        """What the site is called in the reader's language."""
        return self.short_name_in()

    @property
    def full_name(self) -> str:
        """The name in full."""
        return translated(self, "name").value or self.display_name

    @property
    def pages(self) -> list[tuple[str, Any]]:
        """The pages that have a text: name and title."""
        return [(name, title) for name, title in PAGES.items() if translated(self, name).value]

    @property
    def light_accent(self) -> str:
        """The colour of links on light ground."""
        return self.accent or colours.OWN_LIGHT

    @property
    def night_accent(self) -> str:
        """The colour of links on dark ground."""
        return self.accent_dark or (colours.dark_accent(self.accent) if self.accent else colours.OWN_DARK)

    @property
    def on_night_accent(self) -> str:
        """The colour of words on a button in dark mails."""
        return colours.on_dark(self.night_accent) if self.style_sheet else colours.OWN_ON_DARK

    @property
    def style_sheet(self) -> str:
        """The colours of the pages, if the house has its own."""
        if not self.accent and not self.accent_dark:
            return ""
        return colours.style_sheet(self.light_accent, self.night_accent)

    @property
    def style_address(self) -> str:
        """Where they are fetched; "" where they are those of the software."""
        version = f"{self.light_accent}-{self.night_accent}".replace("#", "")
        return reverse("house-colours", args=[version]) if self.style_sheet else ""

    @property
    def icon(self) -> str:
        """The icon of the pages: the first letter of the name, in the colour of the heads of meetings."""
        ground = (
            colours.tokens(self.light_accent, self.night_accent)[0]["band"] if self.style_sheet else colours.OWN_BAND
        )
        font = 'font-family="Georgia,serif" font-size="22" text-anchor="middle"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" '
            f'fill="{ground}"/><text x="16" y="23.5" fill="#fff" {font}>{escape(self.display_name[:1])}</text></svg>'
        )

    @property
    def icon_version(self) -> str:
        """What changes whenever the icon does."""
        return hashlib.sha256(self.icon.encode()).hexdigest()[:12]

    @cached_property
    def letter_logo(self) -> bytes:
        """The logo for mails (PNG); empty where there is none, or it is gone from the disk."""
        file = self.mail_logo or self.logo
        if not file or not str(file.name).endswith(".png"):
            return b""
        try:
            with file.open("rb") as content:
                return bytes(content.read())
        except OSError:
            return b""
