"""One's own registration, behind the secret of its address: see, correct, cancel, confirm, calendar, documents.

The secret in the address is the whole right; no cookie takes part, so that a foreign page can make a browser send
nothing here that it could not send itself. That is why Django's CSRF cookie is not asked for.
"""

import contextlib
from collections.abc import Callable
from functools import wraps
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.directory import placed
from events.models import Document, DocumentFile, Event
from outbox.template_values import mailbox
from registrations import status_display
from registrations.actions import decide
from registrations.actions.consents import record_consent, take_back_consent
from registrations.actions.correct import correct as correct_data
from registrations.actions.personal_link import send_own_data_link
from registrations.availability import Availability, availability_of, open_besides
from registrations.errors import AlreadyRegistered, RegistrationError
from registrations.forms import RegistrationForm
from registrations.mails import calendar_text
from registrations.missing_fields import missing_labels
from registrations.models import Category, Consent, Registration
from registrations.models.consents import SENTENCES
from registrations.models.states import ACTIVE, SEATED, TRANSITIONS, State
from registrations.summary import pairs
from registrations.views.carried import carried, carrying
from registrations.views.links import LinkForm
from storage.tokens import nonce_of
from website.forms import is_only_shown
from website.responses import SeeOther, private

# So many other meetings are offered.
MOST_OTHERS = 10
OwnView = Callable[..., HttpResponseBase]


def own(view: OwnView) -> OwnView:
    """Find the registration by the secret of the address; whoever has no right one is offered a new link."""

    @csrf_exempt
    @private
    @wraps(view)
    def wrapper(request: HttpRequest, token: str, *args: object, **kwargs: object) -> HttpResponseBase:
        registration = Registration.objects.for_person().filter(token_nonce=nonce_of(token, "registration")).first()
        if registration is None:
            return render(request, "registrations/unknown_link.html", {"form": LinkForm()}, status=404)
        return view(request, registration, *args, **kwargs)

    return wrapper


def back(registration: Registration, done: str = "") -> SeeOther:
    """To the personal page, with a word on what was done."""
    address = reverse("registrations:personal", args=[registration.token])
    return SeeOther(carrying(address, done) if done else address)


@own
@require_safe
def personal(request: HttpRequest, registration: Registration) -> HttpResponseBase:
    """State, what comes next, what is missing, what is stored, and what can be done."""
    is_seated = registration.state in SEATED
    is_held = status_display.has_been_held(registration.event)
    is_at_rest = status_display.is_at_rest(registration)
    is_correctable = registration.is_correctable and not is_at_rest
    context = {
        "registration": registration,
        "event": registration.event,
        "standing": status_display.standing(registration),
        "steps": status_display.steps(registration),
        "reason": status_display.reason(registration),
        "is_correctable": is_correctable,
        "is_answerable": registration.is_answerable and not is_at_rest,
        "mailbox": mailbox(registration.event),
        "missing": missing_labels(registration) if is_correctable else [],
        "asks_confirmation": status_display.asks_confirmation(registration),
        "can_change_email": registration.state in ACTIVE,
        "can_cancel": _can_cancel(registration) and registration.event.status != Event.Status.CANCELLED,
        "may_return": registration.state == State.CANCELLED and registration.event.is_public and not is_held,
        "others": open_besides(registration.event)[:MOST_OTHERS],
        "pairs": pairs(registration),
        "consents": _consents(registration),
        "documents": _documents(registration) if is_seated else [],
        "has_calendar": is_seated and not is_at_rest and registration.event.starts_on is not None,
        "done": "".join(carried(request)),
    }
    return render(request, "registrations/personal.html", context)


@own
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, registration: Registration) -> HttpResponseBase:
    """The form once more, with what is stored; once somebody decided, answers and needs alone."""
    available = availability_of(registration.event)
    is_sent = request.method == "POST"
    if available is None or not _can_correct(registration, request):
        return back(registration, "not-stored" if is_sent else "")
    chosen = _category(available, registration, request)
    form = RegistrationForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        settings=available.settings,
        category=chosen,
        offered=available.offered,
        questions=available.questions,
        registration=registration,
    )
    if is_only_shown(request):
        form.leave_unchecked()
    elif is_sent and form.is_valid() and _try_to_keep(registration, form):
        return back(registration, "corrected")
    is_free = available.has_step and _is_choosable(available, registration)
    others = [each for each in available.offered if each != chosen] if is_free else []
    context = {"registration": registration, "event": registration.event, "form": form, "category": chosen}
    context |= {
        "keeps_form": True,
        "missing": form.missing(),
        "others": others,
        "reason": status_display.reason(registration),
    }
    return render(request, "registrations/correct.html", context)


def _can_correct(registration: Registration, request: HttpRequest) -> bool:
    """The meeting is still to come; all of it, or answers and needs, unless the whole form is sent, which was drawn
    before the decision.
    """
    if status_display.is_at_rest(registration):
        return False
    is_whole = "family_name" in request.POST
    return registration.is_correctable or (registration.is_answerable and not is_whole)


def _is_choosable(available: Availability, registration: Registration) -> bool:
    """A category into which only staff put people, or that they decided on, is not exchanged for another here."""
    own = registration.category
    return registration.is_correctable and (own is None or own in available.offered)


def _category(available: Availability, registration: Registration, request: HttpRequest) -> Category | None:
    """The category for which the form is drawn: the one just chosen, else one's own; None where the form asks it."""
    own = registration.category
    if not _is_choosable(available, registration):
        return own
    wanted = request.POST.get("only-category", request.POST.get("chosen", ""))
    return available.category(wanted) or (own if available.has_step else None)


def _try_to_keep(registration: Registration, form: RegistrationForm) -> bool:
    """Store the corrections, and whether they could be; what forbids it stands above the form."""
    try:
        _keep(registration, form)
    except AlreadyRegistered:
        form.add_error(None, _("This person is already registered with this address."))
    except RegistrationError as error:
        form.add_error(None, str(error))
    else:
        return True
    return False


def _keep(registration: Registration, form: RegistrationForm) -> None:
    """Store the corrections; details that were asked for have thereby been given."""
    with transaction.atomic():
        correct_data(registration, answers=form.answers(), restricted=form.needs(), **form.columns())
        if registration.state == State.INCOMPLETE:
            decide.complete(registration)


def _can_cancel(registration: Registration) -> bool:
    """It lives, and the meeting is not over."""
    is_held = status_display.has_been_held(registration.event)
    return State.CANCELLED in TRANSITIONS.get(registration.state, ()) and not is_held


@own
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, registration: Registration) -> HttpResponseBase:
    """Ask whether the person means it, then cancel."""
    if not _can_cancel(registration):
        return back(registration)
    if request.method != "POST":
        ends = status_display.what_cancelling_ends(registration)
        context = {"registration": registration, "event": registration.event, "ends": ends}
        return render(request, "registrations/cancel.html", context)
    _try(decide.cancel, registration)
    return back(registration)


@own
@require_POST
def confirm(request: HttpRequest, registration: Registration) -> HttpResponseBase:
    """The person confirms that he or she comes."""
    if status_display.asks_confirmation(registration):
        _try(decide.confirm, registration)
    return back(registration)


def _try(action: Callable[[Registration], None], registration: Registration) -> None:
    """Act; if the state changed meanwhile and forbids it, the page that follows says how things stand."""
    with contextlib.suppress(RegistrationError):
        action(registration)


@own
@require_POST
def consent(request: HttpRequest, registration: Registration, kind: str) -> HttpResponseBase:
    """Give a consent that the event asks for, or take one back."""
    if request.POST.get("answer") == "give":
        if registration.state in ACTIVE and kind in registration.event.registration_settings.consents_in_use:
            record_consent(registration, kind, language=_language())
    else:
        take_back_consent(registration, kind)
    return back(registration, "consent")


@own
@require_POST
def own_data_link(request: HttpRequest, registration: Registration) -> HttpResponseBase:
    """Send the link to one's own data to the address of the registration: who has this page's need not read there."""
    is_sent = send_own_data_link(registration)
    return back(registration, "data" if is_sent else "no-data")


@own
@require_safe
def event_ics(request: HttpRequest, registration: Registration) -> HttpResponseBase:
    """The meeting for one's own calendar: the same entry as that of the invitation."""
    if registration.state not in SEATED or registration.event.starts_on is None:
        raise Http404
    sequence = max(0, registration.calendar_sequence)
    text = calendar_text(registration, method="PUBLISH", sequence=sequence, language=_language())
    headers = {"Content-Disposition": f'attachment; filename="{registration.event.slug}.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@own
@require_safe
def document(request: HttpRequest, registration: Registration, pk: int) -> HttpResponseBase:
    """A file that only participants may have."""
    if registration.state not in SEATED:
        raise Http404
    files = DocumentFile.objects.filter(document__in=_documents(registration)).exclude(file="")
    row = get_object_or_404(files, pk=pk)
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    # Always a download, never shown in the page's own origin: what speakers send may hold anything.
    return FileResponse(content, as_attachment=True, filename=PurePosixPath(str(row.file.name)).name)


def _documents(registration: Registration) -> list[Document]:
    """What the event has for its participants now."""
    event = registration.event
    is_out = Q(published_from__isnull=True) | Q(published_from__lte=timezone.now())
    rows = Document.objects.of_event(event).filter(is_out, audience=Document.Audience.PARTICIPANTS)
    rows = placed(rows) if event.is_public else rows
    return list(rows.prefetch_related("files"))


def _consents(registration: Registration) -> list[dict[str, object]]:
    """The consents that are asked for or in force, each with what can be done about it."""
    in_force = {row.kind: row for row in registration.consents.all() if row.withdrawn_at is None}
    settings = getattr(registration.event, "registration_settings", None)
    asked = settings.consents_in_use if settings is not None and registration.state in ACTIVE else []
    kinds = [kind for kind in Consent.Kind.values if kind in asked or kind in in_force]
    return [
        {"kind": kind, "sentence": SENTENCES[Consent.Kind(kind)], "given": in_force.get(kind)}
        for kind in kinds
        if kind != Consent.Kind.NOTICE
    ]


def _language() -> str:
    return (get_language() or "en").split("-")[0]
