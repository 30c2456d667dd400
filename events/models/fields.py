"""Fields of the programme: a list of languages, a time zone."""

import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Languages of meetings and documents (ISO 639-1): wider than the languages of the site.
MEETING_LANGUAGES: dict[str, Any] = {
    "ar": _("Arabic"),
    "zh": _("Chinese"),
    "en": _("English"),
    "fr": _("French"),
    "ru": _("Russian"),
    "es": _("Spanish"),
    "pt": _("Portuguese"),
    "de": _("German"),
    "it": _("Italian"),
}


def language_name(code: str) -> str:
    """The name of a language in the reader's language; the code itself where we have none."""
    return str(MEETING_LANGUAGES.get(code, code))


def languages_in_words(codes: list[str]) -> str:
    """“Anglais, espagnol et français”: the names of languages as the reader's language writes them in a sentence."""
    return capfirst(get_text_list([language_name(code) for code in codes], gettext("and")))


class ChoiceListField(models.JSONField):
    """A list of codes out of `options`, each once, in the order in which they were chosen: ["en", "es"]."""

    options: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what is not a list of known codes, each once."""
        super().validate(value, model_instance)
        if not isinstance(value, list) or len(set(value)) != len(value) or not set(value) <= set(self.options):
            raise ValidationError(_("Choose from the list, each entry once."), code="choices")

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Boxes to tick."""
        return forms.MultipleChoiceField(
            choices=list(self.options.items()),
            required=False,
            label=self.verbose_name,
            help_text=self.help_text,
            initial=list,
            widget=forms.CheckboxSelectMultiple,
        )


class LanguageListField(ChoiceListField):
    """A list of language codes, such as ["en", "es", "fr"], in the order in which they are to be named."""

    options = MEETING_LANGUAGES


def validate_timezone(value: str) -> None:
    """Refuse what the IANA database does not know."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone. Write it as Europe/Zurich or Africa/Dakar."),
            code="timezone",
            params={"value": value},
        )


class TimezoneField(models.CharField):
    """The IANA name of a time zone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("help_text", _("Such as Europe/Zurich."))
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_timezone]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """The box, which lets nothing wrong reach the row: a page is shown again with the row's own clock."""
        return super().formfield(**{"validators": [validate_timezone], **kwargs})
