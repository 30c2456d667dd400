"""Which texts of mail to many exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from mailings.models import Mailing


@register(Mailing)
class MailingTranslation(TranslationOptions):
    """Mails to participants."""

    fields = ("subject", "body")
