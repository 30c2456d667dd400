"""The page of a mail to participants: whom it reaches, how it will be read, its sending; then what became of it."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from backoffice.base import BackOfficeAdmin
from backoffice.rights import demand, staff
from backoffice.texts import language_label
from events.models import Event
from events.templatetags.dates import local_instant
from mailings.actions import mailings
from mailings.models import CALLED_OFF, IN_OUTBOX, Mailing, MailingFile, Reason
from mailings.writer import MailingWriter, documents_out, says_nothing, untouched
from multilingual.texts import LANGUAGES
from outbox import previews
from outbox.models import Message
from registrations.admin.filters import (
    LETTER_CHOICES,
    answer_choices,
    body_choices,
    country_choices,
    state_choices,
)
from registrations.errors import RegistrationError
from registrations.models import Registration
from registrations.selection import ANSWER, BODY, LETTER, STATE, WORDS
from storage.clock import database_now
from storage.keys import key_of
from website.responses import private

SEE, ADD, CHANGE = "mailings.view_mailing", "mailings.add_mailing", "mailings.change_mailing"
SEND = "mailings.send_mailing"
STATE_STYLES = {
    Mailing.State.DRAFT.value: "off",
    Mailing.State.RELEASED.value: "now",
    Mailing.State.WRITTEN.value: "good",
    Mailing.State.STOPPED.value: "warn",
}
# Recipients on a page of the log; of those left out, so many are named before it is sent.
LOG_PAGE, NAMED = 100, 50
State = Message.State


class Reader(NamedTuple):
    """A kind of reader: all who read one language and attend in one way; the first stands for them."""

    language: str
    mode: str
    words_language: str
    first: Registration
    number: int

    @property
    def is_fallback(self) -> bool:
        """There are no words in their language."""
        return self.first.language != self.words_language


def address_of(mailing: Mailing) -> str:
    """The page of a mailing."""
    return reverse("admin:mailings_mailing_page", args=[mailing.pk])


def find(request: HttpRequest, pk: int, right: str) -> Mailing:
    """The mailing, for who has that right with it."""
    rows = Mailing.objects.select_related("event__venue__country", "event__registration_settings", "released_by")
    mailing: Mailing = get_object_or_404(rows, pk=pk, event__registration_settings__isnull=False)
    demand(request, mailing, right)
    return mailing


@require_safe
def page(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """A draft as it will be read and by whom; of what was released, the log."""
    mailing = find(request, pk, SEE)
    is_draft = mailing.state == Mailing.State.DRAFT
    context = {
        "title": str(mailing),
        "mailing": mailing,
        "event": mailing.event,
        "style": STATE_STYLES[mailing.state],
        "planned": local_instant(mailing.planned_at, mailing.event) if mailing.planned_at else "",
        "choice": list(choice_in_words(mailing)),
        "files": mailing.files.all(),
        "may_change": model_admin.has_change_permission(request, mailing),
        "may_send": request.user.has_perm(SEND, mailing),
        **(before(mailing) if is_draft else after(mailing, request)),
    }
    name = "draft" if is_draft else "log"
    return model_admin.render(request, f"admin/mailings/mailing/{name}.html", context)


def choice_in_words(mailing: Mailing) -> Iterable[tuple[str, str]]:
    """The filters with their values, as the queue calls them."""
    category = Q(pk=key_of(mailing.filters.get("category", "")))
    named: dict[str, tuple[Any, Any]] = {
        STATE: (_("state"), state_choices()),
        "category": (_("category"), [(str(row.pk), str(row)) for row in mailing.event.categories.filter(category)]),
        "country": (_("country"), country_choices()),
        "source": (_("source"), Registration.Source.choices),
        "calendar": (_("answer of the calendar"), Registration.CalendarAnswer.choices),
        BODY: (_("organisation"), body_choices(mailing.event) if mailing.filters.get(BODY) else []),
        ANSWER: (_("answer"), answer_choices(mailing.event) if mailing.filters.get(ANSWER) else []),
        LETTER: (_("visa letter"), LETTER_CHOICES),
        WORDS: (_("name, body, reference"), []),
    }
    for name, (label, choices) in named.items():
        if value := mailing.filters.get(name):
            yield label, str(dict(choices).get(value, value))


@private
@require_safe
def file(request: HttpRequest, pk: int, file_pk: int, model_admin: BackOfficeAdmin) -> HttpResponseBase:
    """An attached file, as a download."""
    row = get_object_or_404(MailingFile, pk=file_pk, mailing=find(request, pk, SEE))
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, as_attachment=True, filename=row.name)


# Before it is sent ----------------------------------------------------------------------------------------------------


def before(mailing: Mailing) -> dict[str, Any]:
    """Who gets it, who does not and why, how each kind of reader will read it."""
    judged = mailings.judged(mailing)
    reached = [person for person, reason in judged if not reason]
    left = [(person, Reason(reason)) for person, reason in judged if reason]
    chosen = mailing.documents.count()
    copies = mailings.contacts_of([person.pk for person in reached]) if mailing.has_copies else {}
    reasons = Counter(reason.label for _person, reason in left)
    return {
        "number": len(reached),
        "readers": readers(mailing, reached),
        "left": [(person, reason.label) for person, reason in left[:NAMED]],
        "left_number": len(left),
        "reasons": reasons.most_common(),
        "documents_missing": chosen - len(documents_out(mailing, database_now())) if chosen else 0,
        "copies": len(set(copies.values())),
        "first_copied": next(iter(copies), None),
        "says_nothing": says_nothing(mailing),
        "untouched": [language_label(code) for code in untouched(mailing)],
        "wordless": [language_label(code) for code in LANGUAGES if not getattr(mailing, f"subject_{code}")],
        "is_called_off": mailing.event.status in CALLED_OFF,
        "seen": mailing.updated_at.isoformat(),
    }


def readers(mailing: Mailing, people: list[Registration]) -> list[Reader]:
    """The kinds of readers, the most numerous first."""
    by_kind: dict[tuple[str, str], list[Registration]] = {}
    for person in people:
        by_kind.setdefault((person.language, person.mode), []).append(person)
    writer, languages, modes = MailingWriter(mailing), dict(settings.LANGUAGES), dict(Event.Mode.choices)
    is_hybrid = mailing.event.mode == Event.Mode.HYBRID
    found = [
        Reader(
            str(languages[language]),
            str(modes[mode]) if is_hybrid else "",
            writer.words(language).language,
            rows[0],
            len(rows),
        )
        for (language, mode), rows in by_kind.items()
    ]
    return sorted(found, key=lambda reader: -reader.number)


@require_safe
def preview(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The mail as a registration of the event gets it, `reader`; with `copy`, as who registered the person does."""
    mailing = find(request, pk, SEE)
    rows = Registration.objects.filter(event=mailing.event_id, pk=key_of(request.GET.get("reader", "")))
    people = mailings.people_of(mailing, rows.values_list("pk", flat=True))
    if not people:
        raise Http404
    person, writer = next(iter(people.values())), MailingWriter(mailing)
    line = writer.copy_line([person]) if "copy" in request.GET else ""
    return previews.framed(writer.html(person, line=line))


@require_POST
def test(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Send it to who asks, in each language that somebody reads."""
    mailing, by = find(request, pk, CHANGE), staff(request)
    languages = Registration.objects.filter(pk__in=mailings.chosen(mailing)).order_by("language")
    found = list(languages.values_list("language", flat=True).distinct()) or [settings.LANGUAGE_CODE]
    if not by.email:
        messages.warning(request, _("Your account has no address to which a test could go."))
    else:
        count = mailings.send_test(mailing, by, found)
        words = ngettext(
            "%(count)d test is on its way to %(address)s.", "%(count)d tests are on their way to %(address)s.", count
        )
        messages.success(request, words % {"count": count, "address": by.email})
    return HttpResponseRedirect(address_of(mailing))


@require_POST
def send(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Release it, as it was seen."""
    mailing = find(request, pk, SEND)
    seen = parse_datetime(request.POST.get("seen", "")) or mailing.created_at
    try:
        count = mailings.release(mailing, staff(request), seen)
    except RegistrationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, released_in_words(count, mailing.recipients.count() - count))
    return HttpResponseRedirect(address_of(mailing))


def released_in_words(number: int, left: int) -> str:
    """How many get it, and that the log has the others."""
    words = ngettext("Released: %(count)d person gets it.", "Released: %(count)d persons get it.", number)
    said = words % {"count": number}
    if not left:
        return said
    words = ngettext(
        "%(count)d person does not; the log says why.",
        "%(count)d persons do not; the log says why.",
        left,
    )
    return f"{said} {words % {'count': left}}"


# After ----------------------------------------------------------------------------------------------------------------


def outcomes_of(left: Collection[int]) -> dict[str, tuple[Any, Q]]:
    """What may have become of a recipient: `left` are the registrations to which nothing will be written."""
    undecided, to_nobody = Q(message=None, left_out=""), Q(registration__in=left)
    unsent = Q(message__state__in=(State.FAILED, State.RETURNED, State.UNCONFIRMED, State.UNADDRESSED))
    left_out = ~Q(left_out="") | Q(message__state=State.DISCARDED)
    return {
        "waiting": (_("waiting"), undecided & ~to_nobody | Q(message__state__in=IN_OUTBOX)),
        "sent": (_("sent"), Q(message__state=State.SENT)),
        "failed": (_("failed"), unsent),
        "left": (_("left out"), left_out | undecided & to_nobody),
    }


def after(mailing: Mailing, request: HttpRequest) -> dict[str, Any]:
    """What became of it for each recipient: a page of the log, and the numbers of all."""
    reasons = mailings.left_out_so_far(mailing)
    outcomes = outcomes_of(reasons)
    counts = mailing.recipients.aggregate(
        **{code: Count("pk", filter=rows) for code, (_label, rows) in outcomes.items()}
    )
    shown = request.GET.get("show", "")
    rows = mailing.recipients.filter(outcomes[shown][1]) if shown in outcomes else mailing.recipients.all()
    rows = rows.select_related("registration", "message", "copy").order_by("pk")
    log = Paginator(rows, LOG_PAGE).get_page(request.GET.get("p"))
    for row in log.object_list:
        row.left_out = row.left_out or ("" if row.message else reasons.get(row.registration_id, ""))
    styles: dict[str, str] = {str(state): style for state, style in previews.STATE_STYLES.items()}
    return {
        "outcomes": [(code, label, counts[code]) for code, (label, _rows) in outcomes.items()],
        "total": mailing.recipients.count(),
        "words": [
            (language_label(code), subject, getattr(mailing, f"body_{code}"))
            for code in LANGUAGES
            if (subject := getattr(mailing, f"subject_{code}"))
        ],
        "shown": shown,
        "log": log,
        "lines": [(row, styles.get(row.message.state, "off") if row.message else "") for row in log.object_list],
        "may_stop": mailing.is_open and (counts["waiting"] or reasons) and request.user.has_perm(SEND, mailing),
    }


@require_POST
def stop(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """What has not left yet stays here."""
    mailing = find(request, pk, SEND)
    try:
        count = mailings.stop(mailing)
    except RegistrationError as error:
        messages.error(request, str(error))
    else:
        words = ngettext("Stopped: %(count)d person gets no mail.", "Stopped: %(count)d persons get no mail.", count)
        messages.success(request, words % {"count": count})
    return HttpResponseRedirect(address_of(mailing))
