"""The form of the house's identity."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from backoffice.texts import TextsForm
from backoffice.uploads import MaxBytes, redrawn
from identity import svg

SVG_BYTES = 100 * 1024
# Twice what pages and mails show it in, for fine screens.
PAGE_BOX, MAIL_BOX = (720, 176), (480, 120)


class LogoField(forms.FileField):
    """A logo: a PNG, drawn anew, or where it may be one a drawing (SVG), of which only what draws is kept."""

    def __init__(self, *, endings: str, box: tuple[int, int], **kwargs: Any) -> None:
        self.endings, self.box = endings, box
        super().__init__(required=False, widget=AdminFileWidget(attrs={"accept": endings}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file as it is kept."""
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return file
        if ".svg" in self.endings and str(file.name).lower().endswith(".svg"):
            MaxBytes(SVG_BYTES)(file)
            try:
                return ContentFile(svg.clean(file.read()), name="logo.svg")
            except svg.NotADrawing as error:
                sentence = _("This is no drawing that we can show: save it as plain SVG, or send a PNG.")
                raise ValidationError(sentence, code="svg") from error
        return redrawn(file, self.box, ("PNG",))


class IdentityForm(TextsForm):
    """The house."""

    logo = LogoField(
        endings=".svg,.png",
        box=PAGE_BOX,
        label=capfirst(_("logo")),
        help_text=_("SVG (at most 100 kB) or PNG (at most 5 MB). Dark pages show it on a white ground."),
    )
    mail_logo = LogoField(
        endings=".png",
        box=MAIL_BOX,
        label=capfirst(_("logo in mails")),
        help_text=_("PNG: mail programs show no SVG. Not needed where the other logo is a PNG."),
    )
