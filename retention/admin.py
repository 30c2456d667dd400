"""What is kept beyond its time, and what was forgotten, as staff see it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from backoffice.base import BackOfficeAdmin
from backoffice.extensions import Extension, Page, Panel, extend
from backoffice.rights import ANYWHERE, demand, staff
from registrations.models import Registration
from registrations.models.states import SEATED
from retention.erasing import erase_person, erasure_of, hold_of, named_in, own_conversations, redact
from retention.models import Forgotten, Hold, Redaction

ERASE = "retention.erase_person"


@admin.register(Hold)
class HoldAdmin(BackOfficeAdmin):
    """Data that are kept for a reason."""

    list_display = ("what", "reason", "owner", "until_on", "is_over")
    list_select_related = ("event", "registration", "owner")
    fields = ("event", "registration", "reason", "until_on")
    autocomplete_fields = ("event", "registration")

    def save_model(self, request: HttpRequest, obj: Hold, form: forms.Form, change: bool) -> None:
        """Whoever makes it answers for it."""
        if not change:
            obj.owner = request.user  # type: ignore[assignment]  # signed in
        super().save_model(request, obj, form, change)

    @admin.display(description=_("what is kept"))
    def what(self, hold: Hold) -> str:
        """The event or the registration."""
        return str(hold)

    @admin.display(description=_("over"), boolean=True)
    def is_over(self, hold: Hold) -> bool:
        """It holds nothing any more."""
        return hold.until_on < timezone.localdate()


@admin.register(Forgotten)
class ForgottenAdmin(BackOfficeAdmin):
    """Lines that are only read."""

    # The daily work writes them, and they are a record.
    nobody_may = ("add", "change", "delete")
    list_display = ("event_code", "stage", "people", "at", "is_report")
    list_display_links = None
    list_filter = ("stage",)
    list_select_related = ("run",)
    search_fields = ("event_code",)

    @admin.display(description=_("when"), ordering="run__at")
    def at(self, line: Forgotten) -> Any:
        """The instant of the run."""
        return line.run.at

    @admin.display(description=_("reported only"), boolean=True)
    def is_report(self, line: Forgotten) -> bool:
        """The first run did nothing."""
        return line.run.is_report


@admin.register(Redaction)
class RedactionAdmin(BackOfficeAdmin):
    """Conversations that name somebody who was erased."""

    # An erasure makes them, and they are a record.
    nobody_may = ("add", "delete")
    list_display = ("mark", "reference", "due_on", "done_at", "done_by")
    list_select_related = ("conversation", "done_by")
    search_fields = ("reference",)

    @admin.display(description=_("conversation"), ordering="conversation")
    def mark(self, redaction: Redaction) -> str:
        """Its mark."""
        return redaction.conversation.mark

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The words, and the button."""
        return redaction_page(request, object_id, model_admin=self)


@require_http_methods(["GET", "HEAD", "POST"])
def redaction_page(request: HttpRequest, object_id: str, model_admin: BackOfficeAdmin) -> HttpResponse:
    """GET shows what will be blacked out; POST does it, by the words as staff typed them."""
    redaction = model_admin.get_object(request, object_id)
    if redaction is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if request.method == "POST":
        demand(request, redaction, "retention.change_redaction")
        words = [line.strip() for line in request.POST.get("words", "").splitlines() if line.strip()]
        if words:
            redact(redaction, words, by=staff(request))
            messages.success(request, _("Blacked out in %(mark)s.") % {"mark": redaction.conversation.mark})
        return HttpResponseRedirect(reverse("admin:retention_redaction_changelist"))
    context = {
        "title": str(redaction),
        "redaction": redaction,
        "words": "\n".join(redaction.words),
        "may_work": request.user.has_perm("inbox.work_mailbox", redaction),
    }
    return model_admin.render(request, "admin/retention/redaction.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def erase_page(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """GET says what goes, what stays, and where else the person is named; POST erases, with a reason.

    What is held is not erased; both say so.
    """
    demand(request, ANYWHERE, ERASE)
    registration = get_object_or_404(Registration.objects.select_related("event"), pk=pk)
    demand(request, registration, ERASE)
    reason, own = request.POST.get("reason", "").strip(), own_conversations(registration)
    hold = hold_of(registration)
    if request.method == "POST" and reason and hold is None:
        others = erase_person(registration, by=staff(request), reason=reason)
        marks = ", ".join(conversation.mark for conversation in others)
        done = _("%(reference)s is erased.") % {"reference": registration.reference}
        messages.success(request, done)
        if marks:
            messages.warning(
                request, _("Still named in: %(marks)s. Please see to it within 30 days.") % {"marks": marks}
            )
        return HttpResponseRedirect(reverse("admin:registrations_registration_change", args=[pk]))
    context = {
        "title": _("Erase a person"),
        "registration": registration,
        "hold": hold,
        "own": own,
        "others": named_in(registration, own),
        "frees_place": registration.state in SEATED,
        "is_reason_missing": request.method == "POST",
    }
    return model_admin.render(request, "admin/retention/erase.html", context)


def panel(registration: Registration) -> dict[str, Any]:
    """The way to erase, or what forbids it; of who was erased, by whom, when and why."""
    if registration.is_erased:
        return {"registration": registration, "erasure": erasure_of(registration)}
    return {"registration": registration, "hold": hold_of(registration)}


extend(
    Registration,
    Extension(
        panels=(Panel("page", "admin/retention/_erase.html", panel, ERASE),),
        pages=(Page("<key:pk>/erase/", erase_page, "erase"),),
    ),
)
