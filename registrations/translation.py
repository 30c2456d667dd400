"""Which texts of registration exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from registrations.models import Category, Question, QuestionChoice, RegistrationSettings


@register(RegistrationSettings)
class RegistrationSettingsTranslation(TranslationOptions):
    """Settings."""

    fields = ("notice",)


@register(Category)
class CategoryTranslation(TranslationOptions):
    """Categories."""

    fields = ("label",)


@register(Question)
class QuestionTranslation(TranslationOptions):
    """Questions."""

    fields = ("label", "help")


@register(QuestionChoice)
class QuestionChoiceTranslation(TranslationOptions):
    """Choices."""

    fields = ("label",)
