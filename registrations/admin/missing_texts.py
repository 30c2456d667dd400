"""The texts of a registration form that a language lacks, beside those of its event."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from backoffice.extensions import Extension, Panel, extend
from backoffice.texts import text_fields_of
from events.admin.missing import Language, Missing, by_language, label_of, lacking
from events.models import Event
from multilingual.texts import with_label
from registrations.models import Category, Question, RegistrationSettings

SEE = "registrations.view_registrationsettings"


def missing_of(settings: RegistrationSettings | None) -> list[Language]:
    """What the notice, categories, questions and choices lack; none where nobody will fill in a form."""
    if settings is None or not settings.has_form_to_come:
        return []
    event = settings.event
    categories, questions = list(event.categories.all()), list(event.questions.prefetch_related("choices"))
    return by_language(
        lambda code: [
            *_of_settings(settings, code),
            *(text for category in categories for text in _of_row(category, code)),
            *(text for question in questions for text in _of_row(question, code)),
            *(text for question in questions for text in _of_choices(question, code)),
        ]
    )


def _of_settings(settings: RegistrationSettings, code: str) -> Iterable[Missing]:
    change = reverse("admin:events_event_change", args=[settings.event_id])
    for field in lacking(settings, text_fields_of(RegistrationSettings), code):
        yield Missing(label_of(settings, field), f"{change}#id_registration_settings-0-{field}_{code}")


def _of_row(row: Category | Question, code: str) -> Iterable[Missing]:
    page = reverse(f"admin:registrations_{row._meta.model_name}_change", args=[row.pk])
    for field in lacking(row, text_fields_of(type(row)), code):
        yield Missing(f"{row} ({label_of(row, field)})", f"{page}#id_{field}_{code}")


def _of_choices(question: Question, code: str) -> Iterable[Missing]:
    page = reverse("admin:registrations_question_change", args=[question.pk])
    for place, choice in enumerate(question.choices.all()):
        for field in lacking(choice, text_fields_of(type(choice)), code):
            yield Missing(with_label(question, choice), f"{page}#id_choices-{place}-{field}_{code}")


def panel(event: Event) -> dict[str, Any]:
    """What the page of missing texts shows of the form."""
    settings = RegistrationSettings.objects.filter(event=event).select_related("event").first()
    return {"missing": missing_of(settings), "is_asked": settings is not None and settings.has_form_to_come}


def sentence(settings: RegistrationSettings) -> SafeString:
    """Which languages the form lacks, and the way there; empty where it lacks nothing."""
    missing = missing_of(settings)
    if not missing:
        return SafeString("")
    languages = ", ".join(f"{language.label} ({len(language.texts)})" for language in missing)
    words = gettext("Texts of the registration form are missing: %(languages)s.") % {"languages": languages}
    page = reverse("admin:events_event_missing", args=[settings.event_id])
    return format_html('<a href="{}#registration">{}</a>', page, words)


extend(Event, Extension(panels=(Panel("missing-texts", "admin/registrations/_missing_texts.html", panel, SEE),)))
