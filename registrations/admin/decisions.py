"""Deciding on one person or on many: one page that shows whom and which mail, one address that does it, one report."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Case, Exists, Max, OuterRef, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from backoffice.base import BackOfficeAdmin
from backoffice.rights import rows_for
from outbox import previews
from outbox.models import Message
from registrations.admin import mail_editor
from registrations.admin.next_person import kept_filters
from registrations.admin.permissions import DECIDE, demand_right
from registrations.admin.places import room_for
from registrations.admin.surroundings import Surroundings
from registrations.capacity import left_without
from registrations.decisions import DECISIONS, Decision, Outcome, is_allowed, perform
from registrations.kinds import Kind
from registrations.models import Registration
from registrations.models.states import State
from storage.keys import key_of

AT_ONCE = 200
# Done on a person's page, and not in the menu of the list.
FOR_ONE = ("complete", "reopen", "reinstate")
SESSION_KEY = "registrations-decided"


class Person(NamedTuple):
    """Somebody to decide on, and the last line of the history that staff have seen."""

    registration: Registration
    seen: int
    is_allowed: bool


def chosen(decision: Decision, data: Any, by: User) -> list[Person]:
    """The people named by `id` (all of one page) on whom this person may decide, as they stand now.

    In the order in which places are given: the waiting list in its own, then as they were registered.
    """
    ids = [number for pk in data.getlist("id") if (number := key_of(pk))][:AT_ONCE]
    reminders = Message.objects.filter(registration_link__registration=OuterRef("pk"), kind=Kind.REMINDER)
    rows = (
        rows_for(by, Registration.objects.filter(pk__in=ids), DECIDE)
        .select_related("event__registration_settings", "event__venue__country", "category", "organisation", "country")
        .annotate(last_change=Max("history"), was_reminded=Exists(reminders))
        .order_by(Case(When(state=State.WAITING, then="state_changed_at")).asc(nulls_last=True), "created_at", "pk")
    )
    return [
        Person(
            row,
            row.last_change or 0,
            is_allowed(decision, row.state) and not (decision.kind == Kind.REMINDER and row.was_reminded),
        )
        for row in rows
    ]


class Deciding(NamedTuple):
    """The page of one decision as it was asked for, or sent: who, what, and the mail in the words of staff."""

    decision: Decision
    people: list[Person]
    posted: QueryDict | None
    reason: str
    mails: list[mail_editor.EditedMail]

    @property
    def kind(self) -> str:
        """The kind of its mail, or nothing."""
        return self.decision.kind.value if self.decision.kind else ""

    @property
    def first(self) -> Registration:
        """The one person, or the first of many."""
        return self.people[0].registration

    @property
    def allowed(self) -> list[Registration]:
        """Those for whom it is possible."""
        return [person.registration for person in self.people if person.is_allowed]

    def problems(self) -> list[str]:
        """What stands in the way of the mail."""
        found = [problem for mail in self.mails for problem in mail.problems]
        if self.posted and self.decision.is_reason_needed and not self.reason:
            found.append(_("Give the reason: it goes into the mail."))
        return found


def asked_for(request: HttpRequest, code: str, by: User) -> Deciding:
    """What the address and the form name; 404 for an action that is none, or of nobody."""
    decision = DECISIONS.get(code)
    posted = request.POST if request.method == "POST" else None
    people = chosen(decision, request.GET if posted is None else posted, by) if decision else []
    if decision is None or not people:
        raise Http404
    page = Deciding(decision, people, posted, posted.get("reason", "").strip() if posted else "", [])
    if not page.kind:
        return page
    return page._replace(mails=mail_editor.mails(page.allowed, page.kind, posted.dict() if posted else None))


@require_http_methods(["GET", "HEAD", "POST"])
def decide(
    request: HttpRequest, code: str, model_admin: BackOfficeAdmin, surroundings: Surroundings | None = None
) -> HttpResponse:
    """GET shows whom it concerns and the mail that will go; POST does it, person by person."""
    by = demand_right(request)
    page = asked_for(request, code, by)
    around = surroundings or Surroundings()
    besides = around.look(page.decision, page.first, page.posted) if page.allowed else []
    problems = page.problems() + besides
    if page.posted and not problems:
        todo = partial(run, page, by, seen_by(page.posted.getlist("seen")))
        outcomes = around.run(todo, page.decision, by, page.first)
        response = report(request, page.decision, page.people, outcomes, around)
        around.after(request, page.decision, outcomes[0], page.first)
        return response
    takes_places = page.decision.to == State.APPROVED and len({row.event_id for row in page.allowed}) == 1
    left_out = left_without(page.allowed) if takes_places else set()
    context = {
        "opts": Registration._meta,
        "title": page.decision.question,
        "decision": page.decision,
        "people": page.people,
        "allowed": page.allowed,
        "mails": page.mails,
        "reason": page.reason,
        "problems": problems,
        "has_many": len(page.people) > 1,
        "rooms": room_for(page.allowed) if takes_places else [],
        "left_without": left_out,
        "without_address": [row for row in page.allowed if not row.email] if page.kind else [],
        "preview_address": reverse("admin:registrations_registration_preview", args=[code]),
        "back": around.back or back_address(page.people),
        **around.context(),
    }
    return model_admin.render(request, around.template, context)


def seen_by(items: list[str]) -> dict[str, int]:
    """The last line of history that staff saw of each: "1042:77" is line 77 of registration 1042."""
    pairs = (item.split(":") for item in items if item.count(":") == 1)
    return {pk: key_of(number) for pk, number in pairs if number.isdecimal()}


def back_address(people: list[Person]) -> str:
    """Where "back" leads: to the person, or to the queue of the event."""
    if len(people) == 1:
        return reverse("admin:registrations_registration_change", args=[people[0].registration.pk])
    return f"{reverse('admin:registrations_registration_changelist')}?event={people[0].registration.event_id}"


def run(page: Deciding, by: User, seen: dict[str, int]) -> list[Outcome]:
    """Each person in a transaction of his or her own: what is done stays done when the next one does not fit."""
    by_language = {mail.language: mail for mail in page.mails}
    outcomes = []
    for person in page.people:
        row = person.registration
        mail = by_language.get(row.language)
        draft = mail.draft if mail is not None and row.email else None
        outcomes.append(perform(page.decision, row, by, seen=seen.get(str(row.pk), 0), reason=page.reason, draft=draft))
    return outcomes


def report(
    request: HttpRequest, decision: Decision, people: list[Person], outcomes: list[Outcome], around: Surroundings
) -> HttpResponse:
    """One: a line on the person’s page, or where staff came from. Many: a page of its own, loaded again at will."""
    if len(outcomes) > 1:
        request.session[SESSION_KEY] = {"decision": decision.code, "outcomes": [list(outcome) for outcome in outcomes]}
        return HttpResponseRedirect(reverse("admin:registrations_registration_decided"))
    outcome, row = outcomes[0], people[0].registration
    if outcome.code == "done":
        row.refresh_from_db()
        words = {"name": row.name or row.reference, "state": row.get_state_display()}
        sentence = _("%(name)s: now “%(state)s”.") % words
        messages.success(request, f"{sentence} {outcome.words}")
    else:
        messages.error(request, outcome.words)
    if may_wait(row, outcome):
        messages.info(request, _("You may put the person on the waiting list instead."))
        return HttpResponseRedirect(f"{around.address('waiting-list')}{urlencode({'id': row.pk})}")
    return HttpResponseRedirect(around.back or person_address(request, row))


def person_address(request: HttpRequest, row: Registration) -> str:
    """The person's page, which knows from which part of the queue staff came."""
    address = reverse("admin:registrations_registration_change", args=[row.pk])
    kept = kept_filters(request)
    return f"{address}?{kept}" if kept else address


def may_wait(row: Registration, outcome: Outcome) -> bool:
    """No place was left, and the person may go onto the waiting list instead."""
    return outcome.code == "full" and is_allowed(DECISIONS["waiting-list"], row.state)


@require_GET
def decided(request: HttpRequest, model_admin: BackOfficeAdmin) -> HttpResponse:
    """What became of each of many."""
    demand_right(request)
    kept, queue = request.session.get(SESSION_KEY), reverse("admin:registrations_registration_changelist")
    if not kept:
        return HttpResponseRedirect(queue)
    outcomes = [Outcome(*outcome) for outcome in kept["outcomes"]]
    rows = Registration.objects.select_related("event").in_bulk([outcome.pk for outcome in outcomes])
    lines = [(rows[outcome.pk], outcome) for outcome in outcomes if outcome.pk in rows]
    waiting = urlencode({"id": [row.pk for row, outcome in lines if may_wait(row, outcome)]}, doseq=True)
    waiting_list = reverse("admin:registrations_registration_decide", args=["waiting-list"])
    context = {
        "title": DECISIONS[kept["decision"]].question,
        "done": [line for line in lines if line[1].code == "done"],
        "not_done": [line for line in lines if line[1].code != "done"],
        "waiting_address": f"{waiting_list}?{waiting}" if waiting else "",
        "back": f"{queue}?event={lines[0][0].event_id}" if lines else queue,
    }
    return model_admin.render(request, "admin/registrations/registration/decided.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, code: str, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The mail with the words as typed, as the first reader of its language will get it. Writes nothing."""
    by = demand_right(request)
    decision = DECISIONS.get(code)
    if decision is None or decision.kind is None:
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    rows = [person.registration for person in chosen(decision, data, by) if person.is_allowed]
    mails = mail_editor.mails(rows, decision.kind.value, data.dict())
    mail = next((mail for mail in mails if mail.language == data.get("preview")), None)
    if mail is None:
        raise Http404
    html = mail_editor.shown(mail.readers[0], decision.kind.value, mail, data.get("reason", "").strip())
    return previews.framed(html)


def make_action(decision: Decision) -> Callable[..., HttpResponse | None]:
    """An entry of the list's menu: leads to the page that shows the mail; nothing is done before."""

    def action(model_admin: BackOfficeAdmin, request: HttpRequest, rows: QuerySet[Registration]) -> HttpResponse | None:
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if len(ids) > AT_ONCE:
            text = _(
                "These are the first %(number)d of %(all)d. When they are decided on, choose again for the others."
            )
            messages.warning(request, text % {"number": AT_ONCE, "all": len(ids)})
            ids = ids[:AT_ONCE]
        address = reverse("admin:registrations_registration_decide", args=[decision.code])
        return HttpResponseRedirect(f"{address}?{urlencode({'id': ids}, doseq=True)}")

    action.__name__ = f"decide_{decision.code.replace('-', '_')}"
    return admin.action(permissions=["decide"], description=decision.question)(action)  # type: ignore[call-overload]


ACTIONS = [make_action(decision) for decision in DECISIONS.values() if decision.code not in FOR_ONE]
