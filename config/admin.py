"""The back office: Django's admin under the name of the house."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from access import gate, typed
from access.views import session_ended
from backoffice.search import search
from config import guides
from identity.current import current

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
# The order in which a secretariat thinks; what is not named here is plumbing and stands in no menu.
# One section may hold the models of several apps; it bears the name of the first.
SECTIONS = (
    ("events",),
    ("registrations", "mailings", "inbox", "outbox"),
    ("speakers",),
    ("auth", "access", "retention", "identity"),
)
MODELS = (
    "Event", "Series", "Venue", "Document", "Session", "Appearance",
    "Registration", "Conversation", "Mailing", "Message", "MessageTemplate", "StandardAnswer", "UndeliverableAddress",
    "Speaker", "Organisation", "Country",
    "User", "Group", "Assignment", "SecurityEvent", "Hold", "Redaction", "Forgotten", "Identity",
)  # fmt: skip


class AtelierAdminSite(admin.AdminSite):
    """Django's admin, ordered for people who are no developers."""

    index_title = _("Secretariat")
    enable_nav_sidebar = False
    logout_template = "admin/sign_in/message.html"

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """A page of the back office. Refused: a NUL, which PostgreSQL takes in no text, and a filter of nothing."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if _has_nul(request.GET) or (request.method == "POST" and _has_nul(request.POST)):
                raise BadRequest
            try:
                response: HttpResponseBase = gate.stop(request) or view(request, *args, **kwargs)
            except IncorrectLookupParameters as error:  # lists answer it themselves; a page beside them does not
                raise BadRequest from error
            except PermissionDenied:
                gate.note_denied(request)
                raise
            gate.note_seen(request)
            gate.note_answer(request, response)
            return response

        return cast("View", ended(super().admin_view(cast("View", guarded), cacheable)))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page knows: the site is called as the house is; and the way to the guide's part on the page."""
        name = current().display_name
        own: dict[str, Any] = {"site_title": name, "site_header": name, "guide_url": guides.address_for(request)}
        if gate.must_set_up(request):  # menus, search and help would lead back here
            own |= {"available_apps": [], "guide_url": "", "is_closed": True}
        return {**super().each_context(request), **own}

    def get_urls(self) -> list[Any]:
        """Without the redirect to the page of any row: it would tell the address of what somebody may not see."""
        kept = [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != "view_on_site"]
        own = [
            path("search/", self.admin_view(search), {"site": self}, name="search"),
            path("guide/<slug:name>/", self.admin_view(guides.page), {"site": self}, name="guide"),
        ]
        return [*own, *kept]

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Signed out, and told so."""
        told = {"title": _("Signed out"), "sentence": _("You are signed out.")}
        return super().logout(request, {**told, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The sections and what they hold, in the order of the work."""
        known = {app["app_label"]: app for app in super().get_app_list(request, app_label)}
        found = ([known[label] for label in labels if label in known] for labels in SECTIONS)
        return [_section(apps, request.path) for apps in found if apps]


def ended(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What somebody typed whose session has ended is not lost: the sign-in takes it along."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_over = request.method == "POST" and not request.user.is_authenticated
        kept = typed.of(request) if is_over else None
        return session_ended(request, kept) if kept is not None else view(request, *args, **kwargs)

    return wrapper


def _section(apps: list[dict[str, Any]], path: str) -> dict[str, Any]:
    """One section: the models of its apps in the order of the work; what the reader looks at is marked."""
    models = sorted(
        (model for app in apps for model in app["models"]), key=lambda model: _place_in(MODELS, model["object_name"])
    )
    for model in models:
        model["is_current"] = bool(model["admin_url"]) and path.startswith(str(model["admin_url"]))
    name = _("Staff") if apps[0]["app_label"] in ("auth", "access") else apps[0]["name"]
    is_current = any(model["is_current"] for model in models)
    return {**apps[0], "name": name, "models": models, "is_current": is_current}


def _has_nul(data: QueryDict) -> bool:
    return any("\0" in value for name, values in data.lists() for value in (name, *values))


def _place_in(order: tuple[str, ...], name: str) -> int:
    return order.index(name) if name in order else len(order)
