"""Roles for events and series in the back office: who gives which to whom; and the security log, which is read."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access import roles
from access.accounts import AccountAdmin
from access.backend import BY_SERIES_ALONE, is_given_by_events
from access.models import Assignment, SecurityEvent
from backoffice.base import BackOfficeAdmin
from backoffice.extensions import Extension, Panel, extend
from backoffice.texts import TextsForm
from events.models import Event, Series, SeriesEntry

# Addresses of people stand with their accounts, a provider in the settings; secrets stand nowhere.
admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken])
admin.site.unregister(User)
admin.site.register(User, AccountAdmin)


class AssignmentForm(TextsForm):
    """Who gets which role where. Nobody gives a right that he or she lacks, or anything to himself or herself."""

    giver: User

    def clean(self) -> dict[str, Any] | None:
        """Refuse what this person may not give; the two that are asked for once are told by the model."""
        cleaned = super().clean() or {}
        role, place = cleaned.get("role"), cleaned.get("event") or cleaned.get("series")
        if self.giver.is_superuser or role is None or place is None:
            return cleaned
        if cleaned.get("user") == self.giver:
            raise ValidationError({"user": _("Nobody gives a role to himself or herself.")})
        if not may_give(self.giver, role, place):
            raise ValidationError({"role": _("You lack a right there that this role has, so you cannot give it.")})
        return cleaned


def name_and_account(user: User) -> str:
    """How a colleague is told from others."""
    name = user.get_full_name()
    return f"{name} ({user.get_username()})" if name else user.get_username()


def may_give(giver: User, role: Group, place: Any) -> bool:
    """Whether somebody has every right there that the role would give."""
    for app, model, codename in role.permissions.values_list(
        "content_type__app_label", "content_type__model", "codename"
    ):
        right = f"{app}.{codename}"
        if not is_given_by_events(app, model, codename) or (isinstance(place, Event) and right in BY_SERIES_ALONE):
            continue  # a role for this place does not give it
        if not giver.has_perm(right, place):
            return False
    return True


@admin.register(Assignment)
class AssignmentAdmin(BackOfficeAdmin):
    """Roles for one event or series. Roles for the whole house are groups, on the page of a user."""

    # A role is given and taken away.
    nobody_may = ("change",)
    form = AssignmentForm
    list_display = ("user", "role_here", "event", "series", "given_by_whom", "created_at")
    list_select_related = ("user", "role", "event", "series", "given_by")
    list_filter = ("role",)
    search_fields = ("user__username", "user__first_name", "user__last_name")
    autocomplete_fields = ("event", "series")
    fields = ("user", "role", ("event", "series"))
    change_list_template = "admin/access/assignment/change_list.html"

    @admin.display(description=_("role"), ordering="role__name")
    def role_here(self, assignment: Assignment) -> str:
        """In the reader's language."""
        return roles.title_of(assignment.role)

    @admin.display(description=_("given by"), ordering="given_by")
    def given_by_whom(self, assignment: Assignment) -> str:
        """A colleague, or a group of the provider."""
        return gettext("OpenID Connect") if assignment.is_by_provider else str(assignment.given_by or "")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form knows who gives."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.giver = request.user
        if "role" in form.base_fields:
            form.base_fields["role"].queryset = Group.objects.exclude(name__in=roles.FOR_THE_HOUSE).order_by("name")
            form.base_fields["role"].label_from_instance = roles.title_of
            form.base_fields["user"].queryset = User.objects.filter(is_staff=True, is_active=True).exclude(
                username=request.user.get_username()
            )
            form.base_fields["user"].label_from_instance = name_and_account
        return form

    def response_post_save_add(self, request: HttpRequest, obj: Assignment) -> HttpResponseRedirect:
        """Back to the event or series, if it was given there."""
        if obj.event_id is not None and str(obj.event_id) == request.GET.get("event"):
            return HttpResponseRedirect(reverse("admin:events_event_change", args=[obj.event_id]) + "#people")
        if obj.series_id is not None and str(obj.series_id) == request.GET.get("series"):
            return HttpResponseRedirect(reverse("admin:events_series_change", args=[obj.series_id]))
        return super().response_post_save_add(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        """Whoever could give it may take it away, not his or her own."""
        allowed = super().has_delete_permission(request, obj)
        giver: Any = request.user
        match = request.resolver_match
        is_here = match is not None and str(match.url_name).startswith("access_assignment_")
        if obj is None or not allowed or giver.is_superuser or not is_here:  # elsewhere it goes with its event
            return allowed
        return obj.user_id != giver.pk and may_give(giver, obj.role, obj.event or obj.series)

    def save_model(self, request: HttpRequest, obj: Assignment, form: forms.Form, change: bool) -> None:
        """With who gives it."""
        obj.given_by = request.user  # type: ignore[assignment]  # signed in
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        """With the page that says what each role may."""
        return [self.own_page("roles/", roles_page, "roles"), *super().get_urls()]


@admin.register(SecurityEvent)
class SecurityEventAdmin(BackOfficeAdmin):
    """Lines that are only read, and by superusers alone."""

    nobody_may = ("add", "change", "delete")
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


def roles_page(request: HttpRequest, model_admin: AssignmentAdmin) -> HttpResponse:
    """What each role may, in words; for everybody at work here."""
    context = {
        "title": gettext("What each role may do"),
        "roles": [(roles.TITLES[name], words) for name, words in roles.WORDS.items()],
        "may_see_list": model_admin.has_view_permission(request),
    }
    return model_admin.render(request, "admin/access/assignment/roles.html", context)


def make_manager(request: HttpRequest, event: Event) -> None:
    """Whoever may make events in some series alone is manager of the one that he or she made."""
    user: Any = request.user
    if user.has_perm("events.add_event"):
        return
    role, _is_new = Group.objects.get_or_create(name=roles.EVENT_MANAGERS)
    Assignment.objects.get_or_create(user=user, role=role, event=event, defaults={"given_by": user})
    del user._given_for_events  # asked anew: see access/backend.py


def staff_of_event(event: Event) -> dict[str, Any]:
    """Who has which role for the event, or for a series that it is in."""
    series = series_above(Exists(SeriesEntry.objects.filter(event=event, series=OuterRef("pk"))))
    return {"place": event, "is_event": True, "rows": _named(Q(event=event) | Q(series__in=series))}


def staff_of_series(series: Series) -> dict[str, Any]:
    """Who has which role for the series, or for one that it is a part of."""
    return {"place": series, "is_event": False, "rows": _named(Q(series__in=series_above(Q(pk=series.pk))))}


def _named(where: Q) -> list[tuple[Assignment, str]]:
    """The roles given there, each with its name in the reader's language."""
    rows = Assignment.objects.filter(where).select_related("user", "role", "series").order_by("role", "pk")
    return [(row, roles.title_of(row.role)) for row in rows]


def series_above(own: Q | Exists) -> set[int]:
    """These series, those that they are parts of, and so on: a role for one of them holds below it. One query."""
    rows = list(Series.objects.order_by().annotate(is_own=own).values_list("pk", "parent", "is_own"))
    parents = {key: parent for key, parent, _is_own in rows}
    found: set[int] = set()
    to_do = [key for key, _parent, is_own in rows if is_own]
    while to_do:
        key = to_do.pop()
        if key not in found:
            found.add(key)
            to_do += [parent for parent in (parents[key],) if parent is not None]
    return found


STAFF = "admin/access/_staff_of_place.html"
SEES = "access.view_assignment"
extend(Event, Extension(after_add=make_manager, panels=(Panel("people", STAFF, staff_of_event, SEES),)))
extend(Series, Extension(panels=(Panel("page", STAFF, staff_of_series, SEES),)))
