"""The accounts of staff in the back office: Django's pages, in our words."""

from typing import Any

from django import forms
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import User
from django.db.models import Field
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access import mails, roles

HELP = {
    "username": _("With this name the person signs in: letters, digits and @ . + - _"),
    "email": _("Mails about the sign-in, and links for a new password, go there."),
    "is_active": _("Without this nobody signs in with the account; what was done with it stays."),
    "is_staff": _("Works in the back office, as far as the roles go."),
    "is_superuser": _("May do everything, without any role."),
    "groups": _("Roles for the whole house. Those for one event or series are given on its page."),
    "user_permissions": _("Besides what the roles give. A role is easier to keep an eye on."),
}
LABELS = {
    "is_staff": _("staff"),
    "is_superuser": _("all rights"),
    "groups": _("roles"),
    "user_permissions": _("single rights"),
}
BY_PASSWORD = _("Without a password the person signs in by OpenID Connect alone.")


class AccountForm(UserChangeForm):
    """An account as it is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].help_text = _("Nobody can see it.")


class NewAccountForm(AdminUserCreationForm):
    """An account as it is made."""

    usable_password = AdminUserCreationForm.create_usable_password_field(BY_PASSWORD)


class AccountAdmin(UserAdmin):
    """Who may sign in, and with which roles for the whole house."""

    form = AccountForm
    add_form = NewAccountForm
    add_form_template = "admin/access/new_account.html"
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (
            _("What the person may do"),
            {"fields": ("is_active", "is_staff", "groups", "is_superuser", "user_permissions")},
        ),
        (_("When"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """In our words; roles under the names that they have everywhere."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in HELP:
            field.help_text = HELP[db_field.name]
            field.label = LABELS.get(db_field.name, field.label)
        if db_field.name == "groups" and isinstance(field, forms.ModelMultipleChoiceField):
            field.label_from_instance = roles.title_of  # type: ignore[assignment]
        return field

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Who reads at the address that the account had is told there: a colleague may have changed it, or a thief."""
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            mails.note_change("address changed", obj, request, earlier=form.initial.get("email") or "")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Under the name of the account."""
        original = context.get("original")
        context["title"] = (
            str(original) if original is not None else gettext("Add %(name)s") % {"name": self.opts.verbose_name}
        )
        context["subtitle"] = None
        return super().render_change_form(request, context, *args, **kwargs)
