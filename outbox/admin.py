"""The outbox as staff read it, and the words that mails are written from."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST, require_safe

from backoffice.base import BackOfficeAdmin
from backoffice.rights import demand, staff
from multilingual.texts import LANGUAGES
from outbox import bulk, kinds, previews
from outbox.models import DeliveryTry, Message, MessageTemplate, UndeliverableAddress
from outbox.models.messages import SENT_AGAIN, NotHeld, NotToBeSentAgain
from outbox.templates import built_in
from storage.keys import key_of

SEE, CHANGE = "outbox.view_message", "outbox.change_message"


@admin.register(Message)
class MessageAdmin(BackOfficeAdmin):
    """Messages that went out or could not. They are read, never edited; one that failed can be sent again."""

    # Messages are written by the actions of other rooms; what was sent stays on record.
    nobody_may = ("add", "delete")
    list_display = ("to_name_or_address", "kind", "event_code", "state_here", "tries_here", "created_at")
    list_filter = ("state", "is_overdue", "kind", "language")
    actions = (bulk.send_many_again, bulk.release_many, bulk.discard_many, bulk.try_now)
    search_fields = ("subject", "to_name", "to_email", "about")
    date_hierarchy = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Lists need no bodies; the tries are counted of the rows that are shown, not of all before them."""
        tries = DeliveryTry.objects.filter(message=OuterRef("pk")).order_by().values("message")
        number = Coalesce(Subquery(tries.annotate(number=Count("pk")).values("number")), 0)
        rows = super().get_queryset(request).defer("body", "calendar", "references").order_by("-created_at", "-pk")
        return rows.annotate(number_of_tries=number, code_of_event=F("event__code"))

    @admin.display(description=gettext_lazy("to"), ordering="to_name")
    def to_name_or_address(self, message: Message) -> str:
        """The name rather than the address."""
        return message.to_name or message.to_email

    @admin.display(description=gettext_lazy("event"), ordering="event")
    def event_code(self, message: Message) -> str:
        """The code of the event."""
        return message.code_of_event or ""  # type: ignore[attr-defined]  # annotated

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_here(self, message: Message) -> str:
        """In words."""
        style = previews.STATE_STYLES.get(Message.State(message.state), "")
        return format_html('<span class="tag tag-{}">{}</span>', style, message.get_state_display())

    @admin.display(description=gettext_lazy("tries"), ordering="number_of_tries")
    def tries_here(self, message: Message) -> int:
        """How often delivery was tried."""
        return message.number_of_tries  # type: ignore[attr-defined]  # annotated

    def get_urls(self) -> list[URLPattern]:
        """The HTML in a frame, and the action."""
        return [
            self.own_page("try-now/", try_now, "try_now"),
            self.own_page("<key:pk>/html/", html, "html"),
            self.own_page("<key:pk>/again/", again, "again"),
            self.own_page("<key:pk>/release/", release, "release"),
            self.own_page("<key:pk>/discard/", discard, "discard"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A message as it was sent."""
        return page(request, object_id, model_admin=self)


@require_safe
def page(request: HttpRequest, pk: str, model_admin: MessageAdmin) -> HttpResponse:
    """A message as it was sent, with every try."""
    rows = Message.objects.select_related("event", "registration_link__registration", "created_by").prefetch_related(
        "tries"
    )
    message = get_object_or_404(rows, pk=key_of(pk))
    demand(request, message, SEE)
    may_change = model_admin.has_change_permission(request, message)
    context = {
        "title": message.subject,
        "message": message,
        "original": message,
        "style": previews.STATE_STYLES.get(Message.State(message.state), ""),
        "text": previews.veiled(message.text),
        "may_send_again": message.state in SENT_AGAIN and may_change,
        "may_release": message.state == Message.State.HELD and may_change,
    }
    return model_admin.render(request, "admin/outbox/message/change_form.html", context)


@require_GET
def html(request: HttpRequest, pk: int, model_admin: MessageAdmin) -> HttpResponse:
    """The HTML of a message, for the frame on its page; the personal link is not in it."""
    message = get_object_or_404(Message, pk=pk)
    demand(request, message, SEE)
    return previews.framed(previews.without_link(message.html))


@require_POST
def again(request: HttpRequest, pk: int, model_admin: MessageAdmin) -> HttpResponse:
    """Send once more what failed or was not confirmed."""
    message = get_object_or_404(Message, pk=pk)
    demand(request, message, CHANGE)
    try:
        message.send_again(staff(request))
    except NotToBeSentAgain:
        messages.warning(request, _("This message is already on its way, or there is no address to send it to."))
    else:
        messages.success(request, _("The message waits to be sent again."))
    return HttpResponseRedirect(reverse("admin:outbox_message_change", args=[pk]))


@require_POST
def try_now(request: HttpRequest, model_admin: MessageAdmin) -> HttpResponse:
    """Send what waits at once, and not after a pause."""
    if not request.user.has_perm(CHANGE):  # of all events at once
        raise PermissionDenied
    bulk.try_now(model_admin, request, Message.objects.all())
    return HttpResponseRedirect(reverse("admin:index"))


@require_POST
def release(request: HttpRequest, pk: int, model_admin: MessageAdmin) -> HttpResponse:
    """Let a message go that a rule had written."""
    return _decide(request, pk, model_admin, "release", _("The message is on its way."))


@require_POST
def discard(request: HttpRequest, pk: int, model_admin: MessageAdmin) -> HttpResponse:
    """A message that waits shall not go."""
    return _decide(request, pk, model_admin, "discard", _("The message will not be sent."))


def _decide(request: HttpRequest, pk: int, model_admin: MessageAdmin, action: str, done: str) -> HttpResponse:
    message = get_object_or_404(Message, pk=pk)
    demand(request, message, CHANGE)
    try:
        getattr(message, action)(staff(request))
    except NotHeld as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:outbox_message_change", args=[pk]))


@admin.register(MessageTemplate)
class MessageTemplateAdmin(BackOfficeAdmin):
    """Words of mails: of the house, or of one event."""

    first_step = gettext_lazy(
        "Every mail has its words already. Add a template to say it in yours, for the whole house or for one event."
    )
    list_display = ("__str__", "of", "updated_at")
    list_filter = ("kind",)
    list_select_related = ("event",)
    search_fields = ("subject_en", "subject_fr", "subject_es", "event__search_text")
    autocomplete_fields = ("event",)
    change_form_template = "admin/outbox/messagetemplate/change_form.html"
    fieldsets = [(None, {"fields": [("kind", "event")]}), (None, {"fields": ["subject", "body"]})]

    @admin.display(description=gettext_lazy("for"), ordering="event")
    def of(self, template: MessageTemplate) -> str:
        """The event, or the house."""
        return str(template.event) if template.event else _("the whole house")

    def get_readonly_fields(self, request: HttpRequest, obj: MessageTemplate | None = None) -> tuple[str, ...]:
        """Words stay what they are for."""
        return ("kind", "event") if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new template begins with the words that would be used without it."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        kind = str(initial.get("kind"))
        if kind not in dict(MessageTemplate._meta.get_field("kind").flatchoices):
            return initial
        house = MessageTemplate.objects.filter(kind=kind, event=None).first()
        for code in LANGUAGES:
            own = house and getattr(house, f"subject_{code}") and getattr(house, f"body_{code}")
            words = built_in(kind, code)
            initial[f"subject_{code}"] = getattr(house, f"subject_{code}") if own else words.subject
            initial[f"body_{code}"] = getattr(house, f"body_{code}") if own else words.body
        return initial

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With the list of placeholders beside."""
        context = {**(extra_context or {}), "placeholders": kinds.all_placeholders().items()}
        return super().changeform_view(request, object_id, form_url, context)


@admin.register(UndeliverableAddress)
class UndeliverableAddressAdmin(BackOfficeAdmin):
    """Addresses that take no mail. Delivery reports make the marks; staff take one away when an address works again."""

    # Reports alone say so, and what a server said stays as it was said.
    nobody_may = ("add", "change")
    list_display = ("email_key", "status", "diagnostic", "created_at")
    search_fields = ("email_key", "diagnostic")
    fields = ("email_key", "status", "diagnostic", "message", "created_at")
    readonly_fields = fields
