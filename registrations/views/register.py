"""The registration form of an event, and the page that thanks."""

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Event
from events.templatetags.dates import local_end, local_instant, zone_words
from events.views.base import event_for_page
from outbox.template_values import mailbox
from registrations.actions.personal_link import send_link
from registrations.actions.register import reference_of, reference_of_another
from registrations.actions.register import register as register_person
from registrations.availability import (
    Asked,
    Availability,
    availability_of,
    fetch_form,
    step_for,
    why_closed,
)
from registrations.errors import AlreadyRegistered, Full, NoPlaceLeft
from registrations.forms import RegistrationForm
from registrations.forms.prefill import Prefill
from registrations.forms.uploads import LARGEST_FORM_BYTES
from registrations.models import Category, Registration, RegistrationSettings
from registrations.organisations import offered
from registrations.views.carried import carried, carrying
from storage.models import MINUTES_10, RateCount
from storage.transactions import letting_go_early
from website import antispam
from website.forms import HAD_FILE, files_sent, is_only_shown
from website.public_pages import OneOff, share_but, takes
from website.responses import SeeOther, private, unkept
from website.revision import KEPT_AT_MOST_SECONDS, Kept

# Nobody tells the pages of each place that is taken: what the form says of places may be so old.
PLACES_SECONDS = 15

# Which page of a form was wanted: nothing that somebody typed.
_NOT_TYPED = ("chosen", "only-category", "only-language")

# Stores a form that was filled in; the key is that of its sending.
Store = Callable[[RegistrationForm, str], Registration]

# Each event by its address, with its form.
_events: Kept[Event] = Kept()


class Filling(NamedTuple):
    """Somebody at the form."""

    request: HttpRequest
    available: Availability
    category: Category | None
    code: str
    prefill: Prefill | None

    @property
    def event(self) -> Event:
        """For which somebody registers."""
        return self.available.settings.event

    def form(self, *, is_bound: bool = False) -> RegistrationForm:
        """The form as it is shown first, or with what was sent."""
        return RegistrationForm(
            self.request.POST if is_bound else None,
            self.request.FILES if is_bound else None,
            settings=self.available.settings,
            category=self.category,
            offered=self.available.offered,
            questions=self.available.questions,
            full_modes=self.available.full_modes(self.category),
            first_values=self.prefill.values if self.prefill is not None else None,
        )


@takes("code", "category")
@csrf_exempt  # needs no cookie: see antispam.is_from_elsewhere
@unkept
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form, or why there is none; a form that was filled in is stored and thanked for."""
    event = _kept_event(request, slug) if request.method == "POST" else event_for_page(request, slug)
    return form_page(request, event, store=partial(register_by_form, event))


def _kept_event(request: HttpRequest, slug: str) -> Event:
    """The event at an address with its form, as this process keeps it: for what is sent, in a rush, by many."""

    def read() -> Event:
        event = event_for_page(request, slug)
        fetch_form(event)
        return event

    kept = _events.get(slug, read, event=None)
    if not kept.is_public:
        return event_for_page(request, slug)  # a draft: who asks is asked each time
    event = copy(kept)
    settings: RegistrationSettings | None = getattr(kept, "registration_settings", None)
    if settings is not None:
        event.registration_settings = copy(settings)
    return event


@private
def prefilled(request: HttpRequest, event: Event, prefill: Prefill, store: Store) -> HttpResponseBase:
    """The form filled in with what is known of somebody, for who has a link of ours; a page that nobody keeps."""
    return form_page(request, event, store=store, prefill=prefill)


def form_page(request: HttpRequest, event: Event, *, store: Store, prefill: Prefill | None = None) -> HttpResponseBase:
    """What stands at the address of an event's form, and what becomes of one that is sent there."""
    is_sent, network = request.method == "POST", antispam.network_address(request)
    if _is_too_large(request):
        return _page(request, event, "too-large", status=413)  # before anything of it is read
    is_too_often = is_sent and not is_only_shown(request) and _count_sending(network) > settings.REGISTRATION_RATE_LIMIT
    available = availability_of(event)
    asked = _asked(request, event, prefill)
    if available is not None and available.is_by_invitation and asked.code and _has_guessed_too_often(network):
        return _page(request, event, "too-often", status=429)  # before any code is compared, the right one too
    step = step_for(available, asked)
    if step.page == "invitation":
        return _ask_for_code(request, event, asked, network)
    if available is not None and step.page == "category":
        return _ask_for_category(request, available, asked.code, prefill)
    if available is None or step.page != "form":
        return _closed_page(request, event, available, step.page, has_written=asked.has_written)
    filling = Filling(request, available, step.category, asked.code, prefill)
    return _take(filling, store, is_too_often) if is_sent else _show_first(filling)


def why_no_form(request: HttpRequest, event: Event) -> HttpResponse | None:
    """The page that says why somebody who wrote to us finds no form here, where there is none."""
    if _is_too_large(request):
        return _page(request, event, "too-large", status=413)
    available = availability_of(event)
    reason = why_closed(available, is_sent=request.method == "POST", has_written=True)
    return _closed_page(request, event, available, reason, has_written=True) if reason else None


def _asked(request: HttpRequest, event: Event, prefill: Prefill | None) -> Asked:
    """What the address, or the form, says of code and category."""
    is_sent = request.method == "POST"
    has_written = prefill is not None and prefill.has_written
    code = "" if has_written else (request.POST if is_sent else request.GET).get("code", "")[:100]
    known = prefill.category if prefill is not None else ""
    chosen = request.POST.get("only-category", request.POST.get("chosen", ""))
    category = chosen if is_sent else request.GET.get("category") or known
    return Asked(code, category, is_sent, has_written=has_written, is_preview=not event.is_public)


def _is_too_large(request: HttpRequest) -> bool:
    return request.method == "POST" and int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM_BYTES


def _count_sending(network: str) -> int:
    """How many came from there lately, with this one."""
    return RateCount.objects.hit("register", network, MINUTES_10)


def _has_guessed_too_often(network: str) -> bool:
    return RateCount.objects.count_of("code", network, MINUTES_10) >= settings.REGISTRATION_RATE_LIMIT


# The pages without the form ------------------------------------------------------------------------------------------


def _ask_for_code(request: HttpRequest, event: Event, asked: Asked, network: str) -> HttpResponse:
    """Who does not know the code of the invitation may try it a few times."""
    if asked.code:
        RateCount.objects.hit("code", network, MINUTES_10)
    return _page(request, event, "invitation", code=asked.code, is_wrong=bool(asked.code))


def _ask_for_category(
    request: HttpRequest, available: Availability, code: str, prefill: Prefill | None
) -> HttpResponse:
    """The step before the form. What was typed into that before stands unseen on the page and goes along."""
    typed = [(name, values) for name, values in request.POST.lists() if name not in (*_NOT_TYPED, HAD_FILE)]
    typed += [(HAD_FILE, [name]) for name in files_sent(request.POST, request.FILES)]
    return _page(
        request,
        available.settings.event,
        "category",
        code=code,
        prefill=prefill,
        typed=typed,
        keeps_form=bool(typed),
        categories=[(each, available.is_full_for(each)) for each in available.offered],
        has_waiting_list=available.settings.has_waiting_list,
    )


def _closed_page(
    request: HttpRequest, event: Event, available: Availability | None, reason: str, *, has_written: bool
) -> HttpResponse:
    """Why there is no form; when it opens or closed, by the event's own clock."""
    context: dict[str, Any] = {"mailbox": mailbox(event), "is_by_mail": has_written}
    if available is not None:
        how = available.settings
        instants = (
            ("opens", how.opens_at, local_instant),
            ("closed", how.closing_instant, local_end),
        )
        context |= {
            name: f"{say(instant, event)} ({zone_words(event, instant)})" for name, instant, say in instants if instant
        }
    return _page(request, event, reason, status=409 if request.method == "POST" else 200, **context)


def _page(request: HttpRequest, event: Event, what: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """One of the pages at this address: the form, the step before it, or a sentence why there is none."""
    template = what if what in ("form", "category", "invitation") else "closed"
    context |= {"event": event, "tab": "register", "what": what}
    return render(request, f"registrations/{template}.html", context, status=status)


# The form ------------------------------------------------------------------------------------------------------------


def _show_first(filling: Filling) -> HttpResponse:
    """The form to be filled in: the same for everybody but for its token, as long as it needs no code.

    One that is filled in already is a person's own, and shared with nobody.
    """
    event = filling.event
    token = antispam.make_form_token(event.pk)
    response = _show(filling, filling.form(), token=token)
    is_everybodys = event.is_public and not filling.code and filling.prefill is None
    if is_everybodys:
        seconds = PLACES_SECONDS if filling.available.is_limited else KEPT_AT_MOST_SECONDS
        share_but(response, OneOff(token, partial(antispam.make_form_token, event.pk)), seconds)
    return response


def _show_unchecked(filling: Filling) -> HttpResponse:
    """The form in the language that was just chosen, as far as it was filled in."""
    form = filling.form(is_bound=True)
    form.leave_unchecked()
    return _show(filling, form, token=filling.request.POST.get(antispam.TOKEN, ""))


def _take(filling: Filling, store: Store, is_too_often: bool) -> HttpResponseBase:
    """Store what was sent and thank, or show it again with what to correct. Nothing typed is lost either way."""
    request, event = filling.request, filling.event
    if is_only_shown(request):
        return _show_unchecked(filling)
    if request.POST.get(antispam.TRAP):
        # A machine, which learns nothing: neither that it is one, nor by the length of the answer.
        reference = reference_of(event, filling.available.settings.last_number + 1)
        return _thanks(event, request.POST.get("email", ""), reference)
    token = antispam.read_form_token(request.POST.get(antispam.TOKEN, "")[:300], event.pk)
    form = filling.form(is_bound=True)
    if filling.available.is_without_place(filling.category):
        return _show_full(filling, form, str(NoPlaceLeft("event")))
    if is_too_often:
        form.add_error(None, _("Many registrations came from your network. Please send again in ten minutes."))
        return _show(filling, form, status=429)
    if antispam.is_from_elsewhere(request) or token.is_expired:
        form.add_error(None, _("This page was open for too long. Please check your answers and send them again."))
        return _show(filling, form)
    if token.is_hasty:
        form.add_error(None, _("That was faster than a person can be. Please send again."))
    if not form.is_valid():
        return _show(filling, form, token=request.POST[antispam.TOKEN])
    return _keep(filling, form, store, antispam.submission_key(token, request))


def _keep(filling: Filling, form: RegistrationForm, store: Store, key: str) -> HttpResponseBase:
    """Store a form without a fault. The answer is the same for everybody, whether the person is registered or not:
    only the owner of the address learns that a registration exists.
    """
    try:
        with letting_go_early():
            reference = store(form, key).reference
    except AlreadyRegistered as known:
        reference = reference_of_another(known.existing, key)
        send_link(known.existing, key)
    except Full as full:
        if full.existing is not None:
            send_link(full.existing, key)
        return _show_full(filling, form, str(full))
    return _thanks(filling.event, form.cleaned_data["email"], reference)


def register_by_form(event: Event, form: RegistrationForm, key: str) -> Registration:
    """Store what was sent; the key is that of its sending."""
    return register_person(
        event,
        source=Registration.Source.WEB,
        submission_key=key,
        answers=form.answers(),
        restricted=form.needs(),
        consents=form.consents(),
        consents_language=get_language() or "",
        **form.columns(),
    )


def _thanks(event: Event, email: str, reference: str) -> SeeOther:
    return SeeOther(carrying(reverse("registrations:registered", args=[event.slug]), email, reference))


def _show_full(filling: Filling, form: RegistrationForm, why: str) -> HttpResponse:
    """The form with all that was typed, and on top that there is no place: another mode or category may have one."""
    form.add_error(None, f"{why} " + _("There is no waiting list for this meeting. Nothing was stored."))
    if form.cleaned_data.get("nomination_document"):
        form.ask_for_files_again()
    return _show(filling, form, token=filling.request.POST.get(antispam.TOKEN, ""), status=409)


def _show(filling: Filling, form: RegistrationForm, *, token: str = "", status: int = 200) -> HttpResponse:
    event, available, category = filling.event, filling.available, filling.category
    decided_on = available.decided_on(category)
    context = {
        "form": form,
        "prefill": filling.prefill,
        "category": category,
        "code": filling.code,
        "is_chosen": len(available.offered) > 1 and category is not None,
        "is_full": available.settings.has_waiting_list and available.is_full_for(category),
        "is_decided_on": decided_on == {True},
        "may_be_decided_on": True in decided_on,
        "closes": available.settings.closing_instant,
        "organisations": offered(event),
        "token": token or antispam.make_form_token(event.pk),
        "trap": antispam.TRAP,
        "keeps_form": event.is_public,
    }
    response = _page(filling.request, event, "form", status=status, **context)
    if status == 429:
        response.headers["Retry-After"] = "600"
    return response


@takes("token")
@private
@require_safe
def registered(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Thanks, the same for everybody: the page holds the e-mail address as it was typed, and the form's reference."""
    words = carried(request)
    email, reference = words or ("", "")
    context = {"event": event_for_page(request, slug), "tab": "register", "email": email, "reference": reference}
    return render(request, "registrations/registered.html", context, status=200 if words else 404)
