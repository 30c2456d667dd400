"""The house's identity in the back office: one row, so no list of rows."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.base import BackOfficeAdmin
from identity import current
from identity.forms import IdentityForm
from identity.models import Identity


@admin.register(Identity)
class IdentityAdmin(BackOfficeAdmin):
    """Name, logo, colours, contact and pages of the house."""

    # It is emptied, not deleted.
    nobody_may = ("delete",)
    form = IdentityForm
    fieldsets = [
        (None, {"fields": ["name", "short_name", "logo", "mail_logo", ("accent", "accent_dark")]}),
        (_("Contact"), {"fields": ["contact", ("email", "website")]}),
        (_("Pages linked from the foot of every page"), {"fields": ["privacy", "legal", "accessibility"]}),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """On to the row, or to making it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = Identity.objects.first()
        if row is not None:
            return HttpResponseRedirect(reverse("admin:identity_identity_change", args=[row.pk]))
        return HttpResponseRedirect(reverse("admin:identity_identity_add"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """With the right to change it."""
        return self.has_change_permission(request)

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Menus offer to add it as long as there is none."""
        may = super().get_model_perms(request)
        return {**may, "add": may["add"] and current.current().pk is None}

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Once."""
        if Identity.objects.exists():
            return self.changelist_view(request)
        return super().add_view(request, form_url, extra_context)

    def may_save(self, request: HttpRequest, obj: Identity, *, change: bool) -> bool:
        """One right for both."""
        return self.has_change_permission(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With one button: it saves and stays, below a head that shows what was saved just now."""
        house = current.read()  # what other pages show may be a second older
        context.update(house=house, site_title=house.display_name, site_header=house.display_name)
        context.update(show_save_and_continue=False, show_save_and_add_another=False)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Identity, post_url_continue: str | None = None) -> HttpResponse:
        """Stay on it."""
        return self.response_post_save_change(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Identity) -> HttpResponseRedirect:
        """Stay on it."""
        return HttpResponseRedirect(reverse("admin:identity_identity_change", args=[obj.pk]))
