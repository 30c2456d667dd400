"""The nomination document: what it may be, judged by its content and not by its name."""

import secrets
import zipfile
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

LARGEST_BYTES = 10 * 1024 * 1024
# Everything of a form together: the document, and room for what is typed.
LARGEST_FORM_BYTES = LARGEST_BYTES + 2 * 1024 * 1024


def kind_of(file: UploadedFile) -> str:
    """The ending that the content deserves: pdf, docx, jpg, png; empty for anything else. Nothing is unpacked."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx" if _is_docx(file) else ""
    try:
        with Image.open(file, formats=["JPEG", "PNG"]) as image:
            image.verify()
            return {"JPEG": "jpg", "PNG": "png"}.get(image.format or "", "")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return ""
    finally:
        file.seek(0)


def _is_docx(file: UploadedFile) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    finally:
        file.seek(0)
    has_macros = any(name.endswith("vbaProject.bin") for name in names)
    return {"[Content_Types].xml", "word/document.xml"} <= names and not has_macros


class DocumentField(forms.FileField):
    """A PDF, a Word document or a picture of at most 10 MB. The sender's name for it is dropped."""

    def __init__(self, **kwargs: Any) -> None:
        accept = {"accept": ".pdf,.docx,.jpg,.jpeg,.png"}
        super().__init__(widget=forms.FileInput(attrs=accept), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The document under a name that cannot be guessed."""
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return file
        if (file.size or 0) > LARGEST_BYTES:
            raise ValidationError(_("This file is larger than 10 MB."), code="size")
        ending = kind_of(file)
        if not ending:
            raise ValidationError(_("Send a PDF, a Word document (DOCX), or a picture (JPG, PNG)."), code="type")
        file.name = f"{secrets.token_hex(16)}.{ending}"
        return file
