"""Which texts of the house exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from identity.models import Identity


@register(Identity)
class IdentityTranslation(TranslationOptions):
    """The house."""

    fields = ("name", "short_name", "contact", "privacy", "legal", "accessibility")
