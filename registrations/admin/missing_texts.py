"""The texts of a registration form that a language lacks, beside those of its event."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from backoffice.extensions import Extension, Panel, extend
from backoffice.texts import text_fields_of
from events.admin.missing import Language, Missing, by_language, label_of, lacking
from events.models import Event
from registrations.models import RegistrationSettings

SEE = "registrations.view_registrationsettings"


def has_form_to_come(settings: RegistrationSettings | None) -> bool:
    """Somebody fills in a form, now or later."""
    if settings is None or settings.how == RegistrationSettings.How.MAIL:
        return False
    closes = settings.closing_instant
    return closes is None or closes > timezone.now()


def missing_of(settings: RegistrationSettings | None) -> list[Language]:
    """What the notice, categories, questions and choices lack; none where nobody will fill in a form."""
    if settings is None or not has_form_to_come(settings):
        return []
    event = settings.event
    change = reverse("admin:events_event_change", args=[event.pk])
    categories, questions = list(event.categories.all()), list(event.questions.prefetch_related("choices"))

    rows: list[tuple[Model, str]] = [(settings, f"{change}#id_registration_settings-0-")]
    rows += [(row, f"{_page(row)}#id_") for row in (*categories, *questions)]
    rows += [
        (choice, f"{_page(question)}#id_choices-{place}-")
        for question in questions
        for place, choice in enumerate(question.choices.all())
    ]

    def missing_in(code: str) -> Iterable[Missing]:
        for row, box in rows:
            for field in lacking(row, text_fields_of(type(row)), code):
                words = label_of(row, field) if row is settings else f"{row} ({label_of(row, field)})"
                yield Missing(words, f"{box}{field}_{code}")

    return by_language(missing_in)


def _page(row: Model) -> str:
    return reverse(f"admin:registrations_{row._meta.model_name}_change", args=[row.pk])


def panel(event: Event) -> dict[str, Any]:
    """What the page of missing texts shows of the form."""
    settings = RegistrationSettings.objects.filter(event=event).select_related("event").first()
    return {"missing": missing_of(settings), "is_asked": has_form_to_come(settings)}


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
