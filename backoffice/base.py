"""What every list and form of the back office shares: search without accents, texts in all languages, history."""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path, unquote
from django.contrib.admin.views.main import ChangeList
from django.core.checks import CheckMessage
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError, Q, QuerySet
from django.forms import BaseInlineFormSet
from django.forms.formsets import TOTAL_FORM_COUNT
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext

from backoffice.extensions import Extension, Panels, extensions_of
from backoffice.history import entries_of, in_words, removals_of
from backoffice.lists import BoundedPaginator, PlainChangeList
from backoffice.mistakes import mistakes_of
from backoffice.overtaken import not_overtaken, note_state, state_to_see
from backoffice.rights import ANYWHERE, right_to, rows_for
from backoffice.texts import TextsMixin
from backoffice.widgets import set_clock
from multilingual.search import MOST_WORDS, SearchableQuerySet, fold
from storage.keys import LONGEST_KEY

HISTORY_PAGE = 50
# Rows below a form: more than any event has. A browser that claims a million would keep a process busy for minutes.
MOST_ROWS = 200
# Of rows that have a word of a search, so many are asked for by their keys: with more, no index would help.
MOST_KEYS = 500


class BackOfficeAdmin(TextsMixin, admin.ModelAdmin):
    """A model in the back office. Lists have pages of 50 rows and a number of queries that does not grow.

    Other rooms may add to it: see backoffice/extensions.py.
    """

    # Whether the search over everything looks here: see backoffice/search.py.
    is_searched = False
    # What nobody does here, whatever his or her rights: of "add", "change", "delete".
    nobody_may: Collection[str] = ()
    # What to do while the list has nothing: said to whoever may add.
    first_step: Any = ""
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    # Django's offer to count the rows of every choice of every filter.
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    save_on_top = False

    class Media:
        css = {"all": ["admin_theme/forms.css"]}
        js = [Script("admin_theme/texts.js", defer=True), Script("admin_theme/documents.js", defer=True)]
        js += [Script("admin_theme/rows.js", defer=True)]

    def own_page(self, route: str, view: Any, name: str) -> URLPattern:
        """A page besides Django's own, for staff: `view` is told of this admin; the name begins as Django's do."""
        full_name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin_site.admin_view(view), {"model_admin": self}, name=full_name)

    def render(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        """A page besides Django's own, in the frame of the back office; `context` has its title."""
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return TemplateResponse(request, template, {**frame, **context}, status=status)

    @property
    def extensions(self) -> Sequence[Extension]:
        """What other rooms add."""
        return extensions_of(self.model)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Django's checks, of the inlines that other rooms add too."""
        added = [inline(self.model, self.admin_site) for more in self.extensions for inline in more.inlines]
        return [*super().check(**kwargs), *(error for inline in added for error in inline.check(**kwargs))]

    # Who may do what: see backoffice/rights.py -------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether rows are seen; one may be changed by whom it is seen by alone."""
        rights = (right_to("view", self.model), right_to("change", self.model))
        return any(request.user.has_perm(right, obj or ANYWHERE) for right in rights)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether rows are added."""
        return "add" not in self.nobody_may and request.user.has_perm(right_to("add", self.model), ANYWHERE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether rows are changed."""
        allowed = request.user.has_perm(right_to("change", self.model), obj or ANYWHERE)
        return allowed and "change" not in self.nobody_may

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the menu names it."""
        return self.has_view_permission(request) or self.has_add_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that this person may see: in lists, look-ups and exports, and behind every address."""
        return rows_for(request.user, super().get_queryset(request))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, if the row as it is now would be this person's too: none is moved to where others work."""
        if not self.may_save(request, obj, change=change):
            raise PermissionDenied
        super().save_model(request, obj, form, change)
        for more in self.extensions:
            if not change and more.after_add is not None:
                more.after_add(request, obj)

    def may_save(self, request: HttpRequest, obj: Any, *, change: bool) -> bool:
        """Whether a row as typed may be kept."""
        return request.user.has_perm(right_to("change" if change else "add", self.model), obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The sections of the form. What a new row gets by itself is not asked for: its key, its place among others."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            return fieldsets
        given = {getattr(self.model, "key_column", "position"), "position"}
        return [(name, {**options, "fields": without(options["fields"], given)}) for name, options in fieldsets]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the rows below, each that was touched with the right to do so."""
        for row_form in formset.forms:
            if row_form.has_changed():
                _demand_row(request, formset, row_form)
        _give_places(formset)
        super().save_formset(request, form, formset, change)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """The rows below the form; those of other rooms last."""
        return [*super().get_inlines(request, obj), *(inline for more in self.extensions for inline in more.inlines)]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """What can be done with rows of the list; what other rooms add for those with a permission of theirs."""
        actions: dict[str, Any] = super().get_actions(request)
        if self.actions is None or IS_POPUP_VAR in request.GET:
            return actions
        for action in (action for more in self.extensions for action in more.actions):
            found = self.get_action(action.function)
            if found is not None and request.user.has_perm(action.permission, ANYWHERE):
                actions[found[1]] = found
        return actions

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether rows may go; other rooms may refuse for one."""
        if "delete" in self.nobody_may:
            return False
        allowed = request.user.has_perm(right_to("delete", self.model), obj or ANYWHERE)
        vetoes = (more.may_delete for more in self.extensions if more.may_delete is not None)
        return allowed and (obj is None or all(may_delete(obj) for may_delete in vetoes))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Saved; other rooms tell what that means for what is theirs."""
        for more in self.extensions:
            if more.after_change is not None:
                more.after_change(request, obj)
        return super().response_change(request, obj)

    # What somebody stores meanwhile -------------------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page that asks first; back to the row, where somebody stored meanwhile what belongs to it."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except (IntegrityError, ProtectedError):
            address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
            return self._kept(request, address)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """What was chosen is done with the rows of the list; those to be deleted go all, or none."""
        if request.POST.get("action") != delete_selected.__name__:
            return super().response_action(request, queryset, *args, **kwargs)
        try:
            with transaction.atomic():
                return super().response_action(request, queryset, *args, **kwargs)
        except (IntegrityError, ProtectedError):
            return self._kept(request, request.get_full_path())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, and find out before staff are told that it is done whether nothing points to it."""
        super().delete_model(request, obj)
        connection.check_constraints()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The same of several."""
        super().delete_queryset(request, queryset)
        connection.check_constraints()

    def _kept(self, request: HttpRequest, address: str) -> HttpResponse:
        """Say that nothing was deleted, on a page as it is now."""
        words = gettext("Meanwhile somebody stored what belongs to it, such as a registration. Nothing was deleted.")
        self.message_user(request, words, messages.ERROR)
        return HttpResponseRedirect(address)

    # Two who change one row: see backoffice/overtaken.py ---------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which says what somebody else saved meanwhile."""
        return not_overtaken(super().get_form(request, obj, change, **kwargs), request)

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        """The rows below the form; with the row they are the state that was seen, or that is there by now."""
        found = super()._create_formsets(request, obj, change)  # type: ignore[misc]  # Django's own
        if change:
            note_state(request, obj, found[0])
        return found

    @admin.display(description=mark_safe('<input type="checkbox" id="action-toggle">'))
    def action_checkbox(self, obj: Any) -> SafeString:
        """The box that chooses a row. As a widget, with a template rendered for each, it is a third of a long list."""
        label = gettext("Select this object for an action - {}").format(obj)
        box = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'
        return format_html(box, ACTION_CHECKBOX_NAME, obj.pk, label)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Whether an address may filter by this: by columns of the list's filters, and by the whole key of another row.

        By any other column, what a person may not see could be guessed letter by letter.
        """
        name, _joint, rest = lookup.partition("__")
        columns = [field for field in self.opts.get_fields() if name in (field.name, getattr(field, "attname", ""))]
        filters = [each[0] if isinstance(each, tuple) else each for each in self.get_list_filter(request)]
        names = [each if isinstance(each, str) else getattr(each, "parameter_name", "") for each in filters]
        offered = {each.partition("__")[0] for each in names} | {self.date_hierarchy}
        is_whole_key = rest in ("", "exact", "id__exact") and all(field.is_relation for field in columns)
        return (not columns or name in offered or is_whole_key) and super().lookup_allowed(lookup, value, request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list behind the page."""
        return PlainChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Rows that contain every word in any language, whatever accents and case; for autocomplete too.

        `search_fields` are columns of folded text, the row's own and those of rows to which it points: a word may stand
        in any of them.
        """
        names = tuple(self.get_search_fields(request))
        if names == ("search_text",) and isinstance(queryset, SearchableQuerySet):
            return queryset.matching(search_term), False
        if not all(name.endswith("search_text") for name in names):
            few = " ".join(search_term.split()[:MOST_WORDS])
            return super().get_search_results(request, queryset, few)
        for word in fold(search_term).split()[:MOST_WORDS]:
            queryset = queryset.filter(reduce(or_, (self._with_word(name, word) for name in names), Q()))
        return queryset, False

    def _with_word(self, name: str, word: str) -> Q:
        """Rows in whose column of folded text, or in that of a row to which they point, a word stands.

        Each table is searched by itself, as its own index can: joined first, all rows would be looked at. And the rows
        to which they point come first, for what has some keys is found by an index, too, beside what has the word.
        """
        *fields, column = get_fields_from_path(self.model, name)
        has_word = Q(**{f"{column.name}__contains": word})
        if not fields:
            return has_word
        found = _keys(column.model, has_word)
        for field in reversed(fields[1:]):
            found = _keys(field.model, Q(**{f"{field.name}__in": found}))
        keys = list(found[: MOST_KEYS + 1])
        return Q(**{f"{fields[0].name}__in": keys if len(keys) <= MOST_KEYS else found})

    def found(self, request: HttpRequest, query: str) -> QuerySet[Any]:
        """What the search over everything finds here."""
        return self.get_search_results(request, self.get_queryset(request), query)[0]

    def name_and_about(self, row: Any) -> tuple[str, str]:
        """How the search over everything names a row, and what it says besides."""
        return str(row), ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, under the plain name of what it holds."""
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The rows of the list; a year that no calendar knows is a wrong filter like any other."""
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address of a new entry fills in, without keys that can be no key."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        relations = {field.name: field for field in self.opts.get_fields() if field.is_relation and field.concrete}
        return {name: value for name, value in initial.items() if _may_be_key(relations.get(name), value)}

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """A row that is not there, or that this person does not see: to him or her it is the same."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not request.user.has_perm(right_to("view", self.model)):
            raise Http404
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]

    def history_also(self, obj: Any) -> Q | None:
        """Which other rows' entries belong to the history of this one."""
        return None

    def restore_page(self, request: HttpRequest) -> str:
        """The name of the page that brings back what a line of the history keeps; "" if there is none for them."""
        return ""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed what when, from what to what."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        rows = entries_of(obj, self.history_also(obj))
        return self._history(request, rows, gettext("History"), object=obj, **(extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        """The page of what was removed besides, and what other rooms add."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_removed"
        removed = path("removed/", self.admin_site.admin_view(self.removed_view), name=name)
        pages = [self.own_page(page.route, page.view, page.name) for more in self.extensions for page in more.pages]
        return [removed, *pages, *super().get_urls()]

    def removed_view(self, request: HttpRequest) -> HttpResponse:
        """Who removed which rows of this kind when: they have no page of their own any more."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return self._history(request, removals_of(self.model, request.user), gettext("Deleted entries"))

    def _history(self, request: HttpRequest, rows: QuerySet[Any], title: str, **context: Any) -> HttpResponse:
        page = Paginator(rows, HISTORY_PAGE).get_page(request.GET.get("p"))
        context = {
            "title": title,
            "page": page,
            "entries": in_words(page.object_list, clock_of(context.get("object"))),
            "restore_page": self.restore_page(request),
            **context,
        }
        return self.render(request, "admin/history.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, under the name of the row, with the panels of other rooms."""
        original = context.get("original")
        context["title"] = (
            str(original)
            if original is not None and original.pk
            else gettext("Add %(name)s") % {"name": self.opts.verbose_name}
        )
        context["subtitle"] = None
        context["panels"] = Panels(request, original)
        context["state_seen"] = state_to_see(request)
        if context.get("errors"):
            below = [inline.formset for inline in context["inline_admin_formsets"]]
            context["mistakes"] = mistakes_of(context["adminform"].form, below)
        return super().render_change_form(request, context, *args, **kwargs)


def _keys(model: type[Model], condition: Q) -> QuerySet[Any, Any]:
    """The keys of rows of which something is true."""
    return model._default_manager.filter(condition).order_by().values_list("pk", flat=True)


def _may_be_key(field: Any, value: Any) -> bool:
    """Whether a relation could point there; what is no relation may be anything."""
    if field is None:
        return True
    try:
        for key in _listed(value):
            field.target_field.clean(key, None)
    except ValidationError:
        return False
    return True


class LookupFormSet(BaseInlineFormSet):
    """Rows below a form, in which the names of what is chosen are asked for once for all rows."""

    lookups: tuple[str, ...] = ()

    def total_form_count(self) -> int:
        """How many rows; none where a browser claims more than there may be, which is refused without looking."""
        if self.is_bound and (self.management_form.cleaned_data[TOTAL_FORM_COUNT] or 0) > self.absolute_max:
            return 0
        return super().total_form_count()

    def add_fields(self, form: Any, index: int | None) -> None:
        """The box that removes a row says so: the cell of a table has no label of its own."""
        super().add_fields(form, index)
        set_clock(form, str(getattr(self.instance, "timezone", "")))
        if "position" in form.fields and form.instance._state.adding:
            form.fields["position"].required, form.initial["position"] = False, None  # see _give_places
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = gettext("Remove this row")

    @cached_property
    def forms(self) -> list[Any]:
        """The rows, each with the names it needs."""
        forms = super().forms
        for form in forms:
            if self.instance.pk and getattr(form.instance, self.fk.attname) == self.instance.pk:
                setattr(form.instance, self.fk.name, self.instance)  # the same object: to name it costs no query
        for name in self.lookups:
            _name_chosen([form[name] for form in forms if name in form.fields])
        return forms


def _name_chosen(boxes: list[Any]) -> None:
    """Tell the boxes of one field the names of what is chosen in any of them: one query, or none."""
    keys = {str(key) for box in boxes for key in _listed(box.value()) if key}
    if not keys:
        return
    rows = boxes[0].field.queryset.filter(pk__in=[key for key in keys if len(key) <= LONGEST_KEY])
    names = {str(row.pk): str(row) for row in rows}
    for box in boxes:
        widget = box.field.widget
        getattr(widget, "widget", widget).known = names


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set) else [value]


def without(fields: Sequence[Any], left_out: set[str]) -> list[Any]:
    """The fields of a form as its lines name them, without some."""
    lines = [tuple(without(field, left_out)) if isinstance(field, tuple | list) else field for field in fields]
    return [line for line in lines if line and line not in left_out]


def _give_places(formset: Any) -> None:
    """Let new rows stand behind those that are there, where nobody said otherwise."""
    new = [form.instance for form in formset.extra_forms if form.has_changed()]
    if not new or not hasattr(formset.model, "position"):
        return
    last = max((form.instance.position or 0 for form in formset.forms), default=0)
    for row in new:
        if not row.position:
            row.position = last = last + 1


def clock_of(row: Any) -> str:
    """The zone by whose clock staff type the instants of a row; empty where it is the server's."""
    return str(getattr(row, "clock", "") or getattr(row, "timezone", ""))


def _demand_row(request: HttpRequest, formset: Any, row_form: Any) -> None:
    """Raise PermissionDenied unless a row below a form may be kept as typed, or taken away."""
    row, is_going = row_form.instance, formset.can_delete and formset._should_delete_form(row_form)
    if row._state.adding:
        setattr(row, formset.fk.name, formset.instance)
    action = "add" if row._state.adding else "delete" if is_going else "change"
    if not request.user.has_perm(right_to(action, formset.model), row):
        raise PermissionDenied


class RowsMixin(TextsMixin):
    """Rows below a form: looked-up lists take one query each, however many rows there are.

    Who may do what with them is asked for the row above.
    """

    formset: Any = LookupFormSet
    extra = 0
    max_num: Any = MOST_ROWS

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether they are seen."""
        return self._may(request, "view", obj) or self._may(request, "change", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether some are added."""
        return self._may(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether they are changed."""
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether they are taken away."""
        return self._may(request, "delete", obj)

    def _may(self, request: HttpRequest, action: str, obj: Any) -> bool:
        above = obj if obj is not None and obj.pk else ANYWHERE
        return request.user.has_perm(right_to(action, self.model), above)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Tell the rows which of their fields are looked up."""
        formset = super().get_formset(request, obj, **{"absolute_max": MOST_ROWS, **kwargs})  # type: ignore[misc]
        formset.lookups = tuple(self.get_autocomplete_fields(request))
        return formset

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the rows to which these point, which say their names."""
        fields = [self.model._meta.get_field(name) for name in self.get_autocomplete_fields(request)]
        single = [field.name for field in fields if not field.many_to_many]
        queryset = rows_for(request.user, super().get_queryset(request))
        return queryset.select_related(*single) if single else queryset


class TextsTabularInline(RowsMixin, admin.TabularInline):
    """Rows of a table below a form; each language of a text is a column.

    An empty row stands ready; rows.js adds the next one as soon as something stands in it.
    """

    extra = 1
    are_texts_flat = True


class TextsStackedInline(RowsMixin, admin.StackedInline):
    """Blocks below a form; the languages of a text stand side by side."""
