"""Files that staff attach to a mail to participants: small ones, of known kinds, which the scanner has looked at."""

from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from multilingual.sizes import file_size
from storage.scanner import Infected, NotScanned, scan

MB = 1024 * 1024
# A mailbox takes about 10 MB with what the encoding of mail adds; and each goes to everybody.
LARGEST, LARGEST_TOGETHER = 3 * MB, 5 * MB
# By the endings that mail programs open without harm, how such a file begins.
BEGINNINGS = {
    "pdf": b"%PDF-", "png": b"\x89PNG", "jpg": b"\xff\xd8", "jpeg": b"\xff\xd8",
    "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "pptx": b"PK\x03\x04", "ics": b"BEGIN:VCALENDAR",
}  # fmt: skip


def limits_in_words() -> str:
    """What may be attached."""
    words = {"one": file_size(LARGEST), "all": file_size(LARGEST_TOGETHER), "kinds": ", ".join(BEGINNINGS).upper()}
    return _("Each at most %(one)s, all together %(all)s: %(kinds)s. Larger ones go as links.") % words


class AttachedForm(forms.ModelForm[Any]):
    """One file; what was attached before is not looked at again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = limits_in_words()

    def clean_file(self) -> Any:
        """A file within the limits that is what its name says."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        if (file.size or 0) > LARGEST:
            raise ValidationError(_("This file is larger than %(size)s.") % {"size": file_size(LARGEST)})
        content = file.read()
        file.seek(0)
        beginning = BEGINNINGS.get(PurePosixPath(file.name or "").suffix.lstrip(".").lower())
        if beginning is None or not content.startswith(beginning):
            raise ValidationError(limits_in_words())
        try:
            scan(content)
        except Infected as error:
            raise ValidationError(
                _("The scanner found something bad in this file: %(what)s") % {"what": error}
            ) from error
        except NotScanned as error:
            raise ValidationError(_("The file cannot be scanned just now. Try again in a few minutes.")) from error
        return file


class AttachedFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """All of them: a mail must go through."""

    def clean(self) -> None:
        """Not too much together."""
        super().clean()
        kept = [form.cleaned_data.get("file") for form in self.forms if not form.cleaned_data.get("DELETE")]
        if sum(file.size for file in kept if file) > LARGEST_TOGETHER:
            words = {"size": file_size(LARGEST_TOGETHER)}
            raise ValidationError(_("The attached files are larger than %(size)s together.") % words)
