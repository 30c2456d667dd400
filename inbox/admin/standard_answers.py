"""Words that staff write once for many answers."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.base import BackOfficeAdmin
from inbox.kinds import Kind
from inbox.models import StandardAnswer
from outbox import kinds


@admin.register(StandardAnswer)
class StandardAnswerAdmin(BackOfficeAdmin):
    """Standard answers: of the house, or of one event."""

    list_display = ("__str__", "of", "keywords", "updated_at")
    list_select_related = ("event",)
    search_fields = ("label_en", "label_fr", "label_es", "keywords_en", "keywords_fr", "keywords_es")
    autocomplete_fields = ("event",)
    change_form_template = "admin/outbox/messagetemplate/change_form.html"
    fieldsets = [(None, {"fields": ["event", "label", "keywords"]}), (None, {"fields": ["body"]})]

    @admin.display(description=gettext_lazy("for"), ordering="event")
    def of(self, row: StandardAnswer) -> str:
        """The event, or the house."""
        return str(row.event) if row.event else _("the whole house")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With the list of placeholders beside."""
        around = ("text", "salutation", "closing")
        known = kinds.get(Kind.ANSWER).known
        placeholders = [(name, words) for name, words in known.items() if name not in around]
        return super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), "placeholders": placeholders}
        )
