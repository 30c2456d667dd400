"""Data of a registration that were changed at the desk: what they were before, kept so that undoing puts them back."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from inbox.actions.claiming import CannotBeUndone
from registrations.actions.correct import correct
from registrations.actions.locking import locked
from registrations.errors import RegistrationError

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from registrations.models.registration import Registration


def columns_of(registration: "Registration", names: Iterable[str]) -> dict[str, Any]:
    """These columns as JSON; of what is chosen from a list, the key."""
    fields: dict[str, Any] = {name: registration._meta.get_field(name) for name in names}
    return {name: getattr(registration, field.attname) for name, field in fields.items()}


def mark_of(registration: "Registration") -> int:
    """The last line of its history: another one means that it was changed."""
    return registration.history.order_by("-pk").values_list("pk", flat=True).first() or 0


def put_back(kept: dict[str, Any], by: "User") -> None:
    """What `Accepting` kept as `fields`; raises CannotBeUndone where the registration changed since."""
    from registrations.models.registration import Registration  # here: it is told of conversations

    registration = Registration.objects.filter(pk=kept["registration"]).first()
    if registration is None:
        raise CannotBeUndone(_("The registration is not there any more."))
    words = {"reference": registration.reference}
    try:
        with locked(registration):
            if mark_of(registration) != kept["history"] or columns_of(registration, kept["after"]) != kept["after"]:
                raise CannotBeUndone(_("%(reference)s was changed again since. Change it on its own page.") % words)
            old = {name: _value(registration, name, value) for name, value in kept["before"].items()}
            correct(registration, by=by, **old)
    except RegistrationError as error:
        raise CannotBeUndone(_("%(reference)s: %(why)s") % {**words, "why": str(error)}) from error


def _value(registration: "Registration", name: str, value: Any) -> Any:
    """The column again; a row that was deleted meanwhile is none."""
    field = registration._meta.get_field(name)
    if not field.is_relation or field.related_model is None:
        return value
    return field.related_model._base_manager.filter(pk=value).first()
