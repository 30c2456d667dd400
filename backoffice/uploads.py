"""What may be sent to us as a file: pictures that are pictures, documents of known kinds, nothing of absurd size."""

import io
import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from multilingual.sizes import file_size

PICTURE_BYTES = 5 * 1024 * 1024
FILE_BYTES = 100 * 1024 * 1024
# Of a picture that is drawn anew: each takes four bytes of memory or more.
PICTURE_POINTS = 40_000_000
# No SVG: it can carry script.
PICTURES = ("jpg", "jpeg", "png", "webp", "gif")

# How a document begins, by its ending: what readers expect, and nothing that a browser or a system would run.
_ZIP, _OLD_OFFICE, _ANY = (b"PK\x03\x04",), (b"\xd0\xcf\x11\xe0",), (b"",)
DOCUMENTS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp", "zip", "epub"), _ZIP),
    **dict.fromkeys(("doc", "xls", "ppt"), _OLD_OFFICE),
    **dict.fromkeys(("jpg", "jpeg"), (b"\xff\xd8\xff",)),
    "png": (b"\x89PNG",),
    "gif": (b"GIF8",),
    "webp": (b"RIFF",),
    **dict.fromkeys(("txt", "csv", "rtf", "ics", "mp3", "mp4"), _ANY),
}


class MaxBytes:
    """Refuses a file above a size."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, file: Any) -> None:
        """Look at the size."""
        if file.size > self.limit:
            params = {"size": file_size(self.limit)}
            raise ValidationError(_("This file is larger than %(size)s."), code="size", params=params)


def begins_as_named(file: Any) -> None:
    """Refuse a file whose content is not what its ending says."""
    beginnings = DOCUMENTS.get(str(file.name).rpartition(".")[2].lower(), _ANY)
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if not head.startswith(beginnings):
        raise ValidationError(_("The content of this file is not what its name says."), code="content")


def redrawn(file: Any, box: tuple[int, int], formats: tuple[str, ...] = ("JPEG", "PNG", "WEBP")) -> ContentFile:
    """The picture drawn anew within a box of points: nothing of the file but what one sees (no place, no camera).

    Under a name that nobody guesses; JPEG, or PNG where only that is taken. Raises ValidationError.
    """
    MaxBytes(PICTURE_BYTES)(file)
    try:
        file.seek(0)
        with Image.open(file, formats=formats) as image:
            if image.width * image.height > PICTURE_POINTS:
                raise ValidationError(_("This picture is too large: at most 40 million points."), code="points")
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail(box)
            content, is_png = io.BytesIO(), formats == ("PNG",)
            if is_png:
                _bare(upright.convert("RGBA")).save(content, "PNG", optimize=True)
            else:
                _bare(_on_white(upright)).save(content, "JPEG", quality=82, optimize=True, progressive=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        names = ", ".join(formats).replace("WEBP", "WebP")
        raise ValidationError(_("Send a picture: %(names)s."), code="type", params={"names": names}) from error
    return ContentFile(content.getvalue(), name=f"{secrets.token_hex(8)}.{'png' if is_png else 'jpg'}")


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, which a JPEG has not."""
    clear = image.convert("RGBA")
    ground = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(ground, clear).convert("RGB")


def _bare(image: Image.Image) -> Image.Image:
    """The points alone, without what a file says besides."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def limit_upload(db_field: models.Field, formfield: forms.Field) -> None:
    """Add the limits to a field of a form. The model's own stay as they are: what is stored already is not refused."""
    if isinstance(db_field, models.ImageField):
        formfield.validators = [FileExtensionValidator(PICTURES), MaxBytes(PICTURE_BYTES)]
        formfield.widget.attrs["accept"] = ",".join(f".{ending}" for ending in PICTURES)
        formfield.help_text = formfield.help_text or _("JPEG, PNG or WebP, at most 5 MB.")
    elif isinstance(db_field, models.FileField):
        kinds = FileExtensionValidator(list(DOCUMENTS))
        formfield.validators = [*formfield.validators, kinds, begins_as_named, MaxBytes(FILE_BYTES)]
