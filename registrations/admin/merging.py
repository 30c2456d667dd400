"""Two registrations of one person become one: side by side, field by field, by a person who decides."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backoffice.base import BackOfficeAdmin
from backoffice.rights import demand
from registrations.actions.locking import locked_settings
from registrations.actions.merge import MERGED, lock_around
from registrations.actions.merge import merge as merge_registrations
from registrations.admin.next_person import kept_filters
from registrations.admin.permissions import DECIDE, demand_right
from registrations.errors import RegistrationError
from registrations.models import Registration
from registrations.models.states import ACTIVE

OTHER = "other"


class Choice(NamedTuple):
    """A column in both registrations; `is_other` is what is chosen, where they differ."""

    name: str
    label: str
    own: str
    other: str
    is_other: bool

    @property
    def differs(self) -> bool:
        """There is something to choose."""
        return self.own != self.other


def shown(registration: Registration, name: str) -> str:
    """A column in words."""
    field = registration._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return str(getattr(registration, name) or "")
    return str(getattr(registration, f"get_{name}_display")() if field.choices else getattr(registration, name))  # type: ignore[union-attr]


def choices(own: Registration, other: Registration, posted: Any = None) -> list[Choice]:
    """Line by line; at first the one that is kept counts, save where it has nothing."""
    found = []
    for name in MERGED:
        label = str(own._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        values = shown(own, name), shown(other, name)
        is_other = posted.get(name) == OTHER if posted is not None else not values[0] and bool(values[1])
        found.append(Choice(name, label, *values, is_other))
    return found


def pair(pk: int, other_pk: int) -> tuple[Registration, Registration]:
    """Both, with the last line of their histories as `last_change`."""
    rows = Registration.objects.filter(pk__in=[pk, other_pk]).annotate(last_change=Max("history"))
    found = {row.pk: row for row in rows.select_related("event", "category", "organisation", "country")}
    if len(found) != 2 or found[pk].event_id != found[other_pk].event_id:
        raise Http404
    return found[pk], found[other_pk]


def seen_mark(own: Registration, other: Registration) -> str:
    """How both stood when the page was drawn."""
    return ":".join(f"{row.last_change or 0}" for row in (own, other))  # type: ignore[attr-defined]


@require_POST
def tell_apart(request: HttpRequest, pk: int, other_pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Say that the two are of two persons, or with `undo` that they may be of one after all."""
    own, other = pair(pk, other_pk)
    demand(request, own, DECIDE, "registrations.change_registration")
    if "undo" in request.POST:
        own.not_same_as.remove(other)
    else:
        own.not_same_as.add(other)
        messages.success(request, _("%(reference)s is another person.") % {"reference": other.reference})
    return _back(request, pk)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the registration, with the filters of the queue from which staff came."""
    address, kept = reverse("admin:registrations_registration_change", args=[pk]), kept_filters(request)
    return HttpResponseRedirect(f"{address}?{kept}" if kept else address)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int, other_pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """GET shows both; POST keeps the first, with what was chosen of the second, which ends."""
    by = demand_right(request)
    own, other = pair(pk, other_pk)
    demand(request, own, DECIDE, "registrations.change_registration")
    posted = request.POST if request.method == "POST" else None
    lines = choices(own, other, posted)
    problem = ""
    if posted is not None:
        chosen = {line.name: getattr(other, line.name) for line in lines if line.differs and line.is_other}
        try:
            with transaction.atomic():
                # In the order in which the desk locks: conversations, then settings, lest two wait for each other.
                lock_around(other)
                locked_settings(own.event_id)
                if posted.get("seen") != seen_mark(*pair(pk, other_pk)):
                    raise ValidationError(_("One of the two was changed meanwhile. Please look again."))
                merge_registrations(own, other, by=by, chosen=chosen)
        except RegistrationError as error:
            problem = str(error)
        except ValidationError as error:
            problem = error.messages[0]
            own, other = pair(pk, other_pk)
            lines = choices(own, other, posted)
        else:
            sentence = _("%(other)s is merged into %(kept)s. Nobody was written to.")
            messages.success(request, sentence % {"other": other.reference, "kept": own.reference})
            return _back(request, pk)
    context = {
        "title": _("Merge two registrations"),
        "own": own,
        "other": other,
        "lines": lines,
        "seen": seen_mark(own, other),
        "problem": problem,
        "kept_filters": kept_filters(request),
        "can_swap": other.state in ACTIVE,
    }
    return model_admin.render(
        request, "admin/registrations/registration/merge.html", context, status=409 if problem else 200
    )
