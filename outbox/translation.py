"""Which texts of messages exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from outbox.models import MessageTemplate


@register(MessageTemplate)
class MessageTemplateTranslation(TranslationOptions):
    """Templates."""

    fields = ("subject", "body")
