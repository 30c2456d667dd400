"""Which texts of the shared mailbox exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from inbox.models import StandardAnswer


@register(StandardAnswer)
class StandardAnswerTranslation(TranslationOptions):
    """Standard answers."""

    fields = ("label", "keywords", "body")
