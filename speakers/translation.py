"""Which texts of the directory exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from speakers.models import Country, FormerName, Organisation, Speaker


@register(Country)
class CountryTranslation(TranslationOptions):
    """Countries."""

    fields = ("name",)


@register(FormerName)
class FormerNameTranslation(TranslationOptions):
    """Former names of countries."""

    fields = ("name",)


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    """Organisations."""

    fields = ("name", "acronym", "summary")


@register(Speaker)
class SpeakerTranslation(TranslationOptions):
    """Speakers."""

    fields = ("function", "bio")
