"""What a room adds to the page of a model that another room registers: `extend(Event, Extension(inlines=[…], …))`.

Called when the admin modules load, before or after the model is registered; BackOfficeAdmin asks at each request.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Panel:
    """A template on the page of a row, filled in by `context(row)`, or `context(row, …)` with what the page adds.

    Every page has the place "page", below the form; that of an event has its sections ("people", "registration"…)
    besides, "registration-warnings" and "registration-links"; "missing-texts", "agenda-publish", and "agenda-told" for
    what is said after that. In the queue of an event's registrations, an item of the list of buttons stands at
    "registration-queue".
    """

    place: str
    template: str
    context: Callable[..., Mapping[str, Any]]
    permission: str


@dataclass(frozen=True, slots=True)
class Action:
    """An action of the list, as Django takes it, for those with a permission of the room that adds it."""

    function: Callable[..., Any]
    permission: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page besides Django's own: its view is told of the `model_admin`; its name follows that of the model."""

    route: str
    view: Callable[..., Any]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """What one room adds.

    `after_add(request, row)` runs when a row was made, `after_change(request, row)` when one was saved, to tell of what
    that means elsewhere; `may_delete(row)` refuses, whatever the permissions; `after_copy(original, copy)` copies too,
    in the transaction of the copy.
    """

    inlines: Sequence[type[InlineModelAdmin[Any, Any]]] = ()
    panels: Sequence[Panel] = ()
    actions: Sequence[Action] = ()
    pages: Sequence[Page] = ()
    after_add: Callable[[HttpRequest, Any], None] | None = None
    after_change: Callable[[HttpRequest, Any], None] | None = None
    may_delete: Callable[[Any], bool] | None = None
    after_copy: Callable[[Any, Any], None] | None = None


_extensions: dict[type[Model], list[Extension]] = defaultdict(list)


def extend(model: type[Model], added: Extension) -> None:
    """Add to the admin of a model."""
    _extensions[model].append(added)


def extensions_of(model: type[Model]) -> Sequence[Extension]:
    """What was added, in the order of the apps."""
    return tuple(_extensions.get(model, ()))


class Panels:
    """The panels of a row for whoever asks; a row that is not saved yet has none. `more`: what the page adds."""

    def __init__(self, request: HttpRequest, row: Model | None, **more: Any) -> None:
        self.request, self.row, self.more = request, row, more

    def at(self, place: str) -> list[Panel]:
        """Those of a place that this person sees."""
        row = self.row
        if row is None or not row.pk:
            return []
        panels = (panel for extension in extensions_of(type(row)) for panel in extension.panels)
        return [each for each in panels if each.place == place and self.request.user.has_perm(each.permission, row)]

    def __getitem__(self, place: str) -> SafeString:
        """The same, rendered."""
        contexts = ((each.template, dict(each.context(self.row, **self.more))) for each in self.at(place))
        shown = (render_to_string(template, context, self.request) for template, context in contexts)
        return format_html_join("", "{}", ((html,) for html in shown))
