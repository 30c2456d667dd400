"""One search over the whole back office: what a person may open, and nothing else."""

from typing import NamedTuple

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.base import BackOfficeAdmin

# Rows of each kind; the list of the kind has the rest.
MOST = 6
LONGEST = 200


class Found(NamedTuple):
    """One row."""

    address: str
    name: str
    about: str


class Group(NamedTuple):
    """The rows of one kind, and where all of them are."""

    name: str
    rows: list[Found]
    more: str


def search(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The page: a query for each kind, in the order in which the menu names them."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    names = [model["object_name"] for app in site.get_app_list(request) for model in app["models"]]
    searched = [each for each in site._registry.values() if isinstance(each, BackOfficeAdmin) and each.is_searched]
    searched.sort(key=lambda each: names.index(each.model.__name__) if each.model.__name__ in names else len(names))
    groups = [group_of(request, each, query) for each in searched if each.has_view_permission(request)] if query else []
    context = {
        **site.each_context(request),
        "title": _("Search"),
        "query": query,
        "searched": query,
        "groups": [group for group in groups if group.rows],
    }
    return TemplateResponse(request, "admin/search.html", context)


def group_of(request: HttpRequest, model_admin: BackOfficeAdmin, query: str) -> Group:
    """What was found of one kind."""
    opts = model_admin.opts
    name = f"admin:{opts.app_label}_{opts.model_name}"
    rows = list(model_admin.found(request, query)[: MOST + 1])
    more = f"{reverse(f'{name}_changelist')}?{urlencode({'q': query})}" if len(rows) > MOST else ""
    found = [Found(reverse(f"{name}_change", args=[row.pk]), *_words(model_admin, row)) for row in rows[:MOST]]
    return Group(capfirst(str(opts.verbose_name_plural)), found, more)


def _words(model_admin: BackOfficeAdmin, row: Model) -> tuple[str, str]:
    name, about = model_admin.name_and_about(row)
    return name or "–", about
