"""What may be sent to us as a file: pictures that are pictures, and nothing of absurd size."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

PICTURE_BYTES = 5 * 1024 * 1024
FILE_BYTES = 100 * 1024 * 1024
# No SVG: it can carry script.
PICTURES = ("jpg", "jpeg", "png", "webp", "gif")


class MaxBytes:
    """Refuses a file above a size."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, file: Any) -> None:
        """Look at the size."""
        if file.size > self.limit:
            params = {"size": filesizeformat(file.size), "limit": filesizeformat(self.limit)}
            raise ValidationError(_("This file has %(size)s; at most %(limit)s."), code="size", params=params)


def limit_upload(db_field: models.Field, formfield: forms.Field) -> None:
    """Add the limits to a field of a form. The model's own stay as they are: what is stored already is not refused."""
    if isinstance(db_field, models.ImageField):
        formfield.validators = [FileExtensionValidator(PICTURES), MaxBytes(PICTURE_BYTES)]
        formfield.widget.attrs["accept"] = ",".join(f".{ending}" for ending in PICTURES)
        formfield.help_text = formfield.help_text or _("JPEG, PNG or WebP, at most 5 MB.")
    elif isinstance(db_field, models.FileField):
        formfield.validators = [*formfield.validators, MaxBytes(FILE_BYTES)]
