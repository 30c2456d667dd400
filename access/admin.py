"""The security log, for those who answer for the site; and what of allauth no page of staff shows."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.models import SecurityEvent
from backoffice.base import BackOfficeAdmin

# Addresses of people stand with their accounts, a provider in the settings; secrets stand nowhere.
admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken])


@admin.register(SecurityEvent)
class SecurityEventAdmin(BackOfficeAdmin):
    """Lines that are only read, and by superusers alone."""

    list_display = ("at", "kind", "account", "network", "detail_here")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("account", "network", "detail")
    date_hierarchy = "at"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Superusers."""
        return bool(request.user.is_active and request.user.is_superuser)

    @admin.display(description=_("details"))
    def detail_here(self, event: SecurityEvent) -> str:
        """In words."""
        return event.detail_in_words

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False
