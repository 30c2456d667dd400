"""Registering for another event with what is known: from the personal link alone, never by typing an address."""

from functools import partial

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from events.views.base import event_for_page
from registrations.forms.prefill import Prefill
from registrations.models import Registration
from registrations.views.personal import own
from registrations.views.register import prefilled, register_by_form

# What a person is at any meeting: no answers, nothing that is kept apart, no consents.
_KNOWN = ("title", "given_name", "family_name", "email", "function", "language")


@own
@require_http_methods(["GET", "HEAD", "POST"])
def register_again(request: HttpRequest, registration: Registration, slug: str) -> HttpResponseBase:
    """The form of an event, filled in; what is sent is taken as from the form for everybody."""
    event = event_for_page(request, slug)
    values = {name: getattr(registration, name) for name in _KNOWN} | {
        "organisation_name": registration.organisation_name or registration.organisation_display,
        "country": registration.country_id,
    }
    return prefilled(request, event, Prefill(values), partial(register_by_form, event))
