"""One's own data behind a fresh link that went to one's address: a page, a file, and the erasure."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from registrations.kinds import FRESH
from registrations.models import Registration
from registrations.models.states import ACTIVE, SEATED
from registrations.summary import pairs
from registrations.views.personal import own
from retention.erasing import erase_person, hold_of
from retention.own_data import own_data, own_messages
from storage.tokens import is_fresh


def fresh(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Behind the personal link and a seal that is not a day old; else the page says how to get another."""

    @own
    @wraps(view)
    def wrapper(request: HttpRequest, registration: Registration, seal: str) -> HttpResponseBase:
        if not registration.email_key:
            raise Http404
        if not is_fresh(seal, "own data", registration.token_nonce, FRESH):
            return render(request, "retention/stale.html", {"registration": registration}, status=404)
        return view(request, registration, seal)

    return wrapper


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, registration: Registration, seal: str) -> HttpResponseBase:
    """All that is kept; POST with the tick erases it."""
    hold = hold_of(registration)
    is_sent = request.method == "POST"
    if is_sent and "is_sure" in request.POST and hold is None:
        erase_person(registration, by=None, reason="asked on the page of own data")
        return render(request, "retention/erased.html", {"event": registration.event})
    context = {
        "registration": registration,
        "event": registration.event,
        "seal": seal,
        "pairs": pairs(registration, is_fresh=True),
        "data": own_data(registration),
        "own_messages": own_messages(registration),
        "is_cancelled_by_it": registration.state in ACTIVE and not registration.event.is_over(),
        "has_place": registration.state in SEATED,
        "hold": hold,
        "is_tick_missing": is_sent and hold is None,
    }
    return render(request, "retention/own_data.html", context)


@fresh
@require_safe
def as_file(request: HttpRequest, registration: Registration, seal: str) -> HttpResponse:
    """The same as JSON."""
    response = JsonResponse(own_data(registration), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{registration.reference}.json"'
    return response
