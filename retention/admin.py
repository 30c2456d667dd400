"""What is kept beyond its time, and what was forgotten, as staff see it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin
from retention.models import Forgotten, Hold


@admin.register(Hold)
class HoldAdmin(BackOfficeAdmin):
    """Data that are kept for a reason."""

    list_display = ("what", "reason", "owner", "until_on", "is_over")
    list_select_related = ("event", "registration", "owner")
    fields = ("event", "registration", "reason", "until_on")
    autocomplete_fields = ("event", "registration")

    def save_model(self, request: HttpRequest, obj: Hold, form: forms.Form, change: bool) -> None:
        """Whoever makes it answers for it."""
        if not change:
            obj.owner = request.user  # type: ignore[assignment]  # signed in
        super().save_model(request, obj, form, change)

    @admin.display(description=_("what is kept"))
    def what(self, hold: Hold) -> str:
        """The event or the registration."""
        return str(hold)

    @admin.display(description=_("over"), boolean=True)
    def is_over(self, hold: Hold) -> bool:
        """It holds nothing any more."""
        return hold.until_on < timezone.localdate()


@admin.register(Forgotten)
class ForgottenAdmin(BackOfficeAdmin):
    """Lines that are only read."""

    list_display = ("event_code", "stage", "people", "at", "is_report")
    list_display_links = None
    list_filter = ("stage",)
    list_select_related = ("run",)
    search_fields = ("event_code",)

    @admin.display(description=_("when"), ordering="run__at")
    def at(self, line: Forgotten) -> Any:
        """The instant of the run."""
        return line.run.at

    @admin.display(description=_("reported only"), boolean=True)
    def is_report(self, line: Forgotten) -> bool:
        """The first run did nothing."""
        return line.run.is_report

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The daily work writes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Forgotten | None = None) -> bool:
        """They are a record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Forgotten | None = None) -> bool:
        """They are a record."""
        return False
