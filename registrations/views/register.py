"""The registration form of an event, and the page that thanks."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Event
from events.templatetags.dates import local_instant, zone_words
from events.views.base import event_for_page
from inbox.errors import DeskError
from inbox.form_by_mail import Mailed, mailed_of
from outbox.template_values import mailbox
from registrations.actions.personal_link import send_link
from registrations.actions.register import register as register_person
from registrations.availability import Door, door_of, event_to_register_for
from registrations.errors import AlreadyRegistered, Full, NoPlaceLeft
from registrations.forms import RegistrationForm
from registrations.forms.uploads import LARGEST_FORM_BYTES
from registrations.models import Category, Registration
from registrations.organisations import offered
from storage.models import MINUTES_10, RateCount
from storage.transactions import letting_go_early
from website import antispam
from website.public_pages import OneOff, share_but
from website.responses import SeeOther, private, unkept
from website.revision import LONGEST_SECONDS


@csrf_exempt  # needs no cookie: see antispam.is_from_elsewhere
@unkept
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form, or why there is none; a form that was filled in is stored and thanked for."""
    if request.GET.get("mail") and (mailed := mailed_of(request, slug)) is not None:
        return by_mail(request, mailed)
    is_sent = request.method == "POST"
    event = event_to_register_for(request, slug) if is_sent else event_for_page(request, slug)
    if is_sent and int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM_BYTES:
        return _page(request, event, "too-large", status=413)  # before anything of it is read
    is_too_often = is_sent and _is_too_often(request)
    door = door_of(event)
    if door is None or (door.closed and not (is_sent and door.closed == "full")):
        reason = door.closed if door is not None else "none"
        status = 409 if is_sent else 200
        return _page(request, event, reason, status=status, mailbox=mailbox(event), **_dates(door))
    code = (request.POST if is_sent else request.GET).get("code", "")[:100]
    if door.asks_code(code):
        is_wrong = bool(code)
        if is_wrong and (is_too_often or (not is_sent and _is_too_often(request))):
            return _page(request, event, "too-often", status=429)
        return _page(request, event, "invitation", door=door, code=code, is_wrong=is_wrong)
    wanted = (request.POST.get("chosen") if is_sent else request.GET.get("category")) or ""
    category = door.category(wanted)
    if category is None and door.has_step:
        categories = [(each, door.is_full_for(each)) for each in door.offered]
        return _page(request, event, "category", door=door, code=code, categories=categories)
    if not is_sent and not door.settings.has_waiting_list and door.is_full_for(category):
        return _page(request, event, "full", door=door)
    if not is_sent:
        return _first_shown(request, door, category, code)
    return _take(request, door, category, code, is_too_often)


@private
def by_mail(request: HttpRequest, mailed: Mailed) -> HttpResponseBase:
    """The form filled in with what somebody wrote to us, for who has the link of our answer; by writing only, too.

    The code of an invitation is not asked: the request is with staff already, and they decide.
    """
    event, is_sent = mailed.event, request.method == "POST"
    if is_sent and int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM_BYTES:
        return _page(request, event, "too-large", status=413)
    too_often = is_sent and _is_too_often(request)
    door = door_of(event)
    if door is None or (door.closed and door.closed != "mail" and not (is_sent and door.closed == "full")):
        reason = door.closed if door is not None else "none"
        return _page(request, event, reason, status=409 if is_sent else 200, is_by_mail=True, **_dates(door))
    door.mailed = mailed
    if mailed.person is None or (mailed.is_registered and not is_sent):
        return _page(request, event, "by-mail", door=door, persons=mailed.lines(get_language() or "en"))
    wanted = request.GET.get("category") or mailed.category_code(door.offered)
    category = door.category((request.POST.get("chosen") or "") if is_sent else wanted)
    if category is None and door.has_step:
        categories = [(each, door.is_full_for(each)) for each in door.offered]
        return _page(request, event, "category", door=door, code="", categories=categories)
    if not is_sent and not door.settings.has_waiting_list and door.is_full_for(category):
        return _page(request, event, "full", door=door, is_by_mail=True)
    if not is_sent:
        return _show(request, door, _form(door, category), category, "")
    try:
        return _take(request, door, category, "", too_often)
    except DeskError:  # staff, or the same person, decided meanwhile
        return _page(request, event, "by-mail", door=door, persons=mailed.lines(get_language() or "en"), status=409)


def _dates(door: Door | None) -> dict[str, str]:
    """When the form opens and closed, by the event's own clock."""
    if door is None:
        return {}
    instants = {"opens": door.settings.opens_at, "closed": door.settings.closing_instant}
    event = door.settings.event
    return {
        name: f"{local_instant(instant, event)} ({zone_words(event)})" for name, instant in instants.items() if instant
    }


def _is_too_often(request: HttpRequest) -> bool:
    count = RateCount.objects.hit("register", antispam.network_address(request), MINUTES_10)
    return count > settings.REGISTRATION_RATE_LIMIT


def _form(door: Door, category: Category | None, request: HttpRequest | None = None) -> RegistrationForm:
    return RegistrationForm(
        request.POST if request is not None else None,
        request.FILES if request is not None else None,
        settings=door.settings,
        category=category,
        offered=door.offered,
        questions=door.questions,
        full_modes=door.full_modes(category),
        first_values=door.mailed.first_values(door.offered) if door.mailed is not None else None,
    )


def _first_shown(request: HttpRequest, door: Door, category: Category | None, code: str) -> HttpResponse:
    """The empty form: the same for everybody but for its token, as long as it needs no code and stays open."""
    token = antispam.make_form_token(door.settings.event_id)
    response = _show(request, door, _form(door, category), category, code, token=token)
    if door.settings.event.is_public and not code and door.stays_open(2 * LONGEST_SECONDS):
        share_but(response, OneOff(token, partial(antispam.make_form_token, door.settings.event_id)))
    return response


def _take(
    request: HttpRequest, door: Door, category: Category | None, code: str, is_too_often: bool
) -> HttpResponseBase:
    """Store what was sent and thank, or show it again with what to correct. Nothing typed is lost either way."""
    event = door.settings.event
    thanks = SeeOther(reverse("registrations:registered", args=[event.slug]))
    if request.POST.get(antispam.TRAP):
        return thanks  # a machine, which learns nothing
    token = antispam.read_form_token(request.POST.get(antispam.TOKEN, "")[:300], event.pk)
    key = antispam.submission_key(token, request)
    form = _form(door, category, request)
    if not door.settings.has_waiting_list and door.is_full_for(category):
        return _show_full(request, door, form, category, code, str(NoPlaceLeft("event")))
    if is_too_often:
        form.add_error(None, _("Many registrations came from your network. Please send again in ten minutes."))
        return _show(request, door, form, category, code, status=429)
    if antispam.is_from_elsewhere(request) or token.is_expired:
        form.add_error(None, _("This page was open for too long. Please check your answers and send them again."))
        return _show(request, door, form, category, code)
    if token.is_hasty:
        form.add_error(None, _("That was faster than a person can be. Please send again."))
    if not form.is_valid():
        return _show(request, door, form, category, code, token=request.POST[antispam.TOKEN])
    try:
        store = door.mailed.register if door.mailed is not None else partial(_store, event)
        with letting_go_early():
            store(form, key)
    except AlreadyRegistered as known:
        # The answer is the same for everybody: only the owner of the address learns that a registration exists.
        send_link(known.existing, key)
    except Full as full:
        # The same again, whether the person is registered or not.
        if full.existing is not None:
            send_link(full.existing, key)
        return _show_full(request, door, form, category, code, str(full))
    return thanks


def _show_full(
    request: HttpRequest, door: Door, form: RegistrationForm, category: Category | None, code: str, why: str
) -> HttpResponse:
    """The form with all that was typed, and on top that there is no place: another mode or category may have one."""
    form.add_error(None, f"{why} " + _("There is no waiting list for this meeting. Nothing was stored."))
    if form.cleaned_data.get("nomination_document"):
        form.add_error("nomination_document", _("Please choose the document again."))
    return _show(request, door, form, category, code, token=request.POST.get(antispam.TOKEN, ""), status=409)


def _store(event: Event, form: RegistrationForm, key: str) -> Registration:
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


def _show(
    request: HttpRequest,
    door: Door,
    form: RegistrationForm,
    category: Category | None,
    code: str,
    *,
    token: str = "",
    status: int = 200,
) -> HttpResponse:
    event = door.settings.event
    context = {
        "form": form,
        "category": category,
        "code": code,
        "is_chosen": len(door.offered) > 1 and category is not None,
        "is_full": door.settings.has_waiting_list and door.is_full_for(category),
        "organisations": offered(event),
        "token": token or antispam.make_form_token(event.pk),
        "trap": antispam.TRAP,
    }
    response = _page(request, event, "form", status=status, door=door, **context)
    if status == 429:
        response.headers["Retry-After"] = "600"
    return response


def _page(request: HttpRequest, event: Event, what: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """One of the pages at this address: the form, the step before it, or a sentence why there is none."""
    template = {"by-mail": "by_mail"}.get(what, what if what in ("form", "category", "invitation") else "closed")
    context |= {"event": event, "tab": "register", "what": what}
    return render(request, f"registrations/{template}.html", context, status=status)


@unkept
@require_safe
def registered(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Thanks, the same for everybody: neither address nor page holds anything of the person."""
    event = event_for_page(request, slug)
    return render(request, "registrations/registered.html", {"event": event, "tab": "register"})
