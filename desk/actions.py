"""What staff do with a conversation: one address an action, each by POST, each refused with a sentence."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from backoffice.base import BackOfficeAdmin
from backoffice.rights import rows_for, staff
from desk import dry_run, outgoing, page, persons, proposals
from desk.choices import events_to_choose, known_for
from desk.documents import Unusable, nomination_of
from desk.forms import AttachForm
from desk.permissions import address, back, demand, fetch, for_conversation, refuse
from inbox.actions import accept as accepting
from inbox.actions import change, handle, substitute
from inbox.actions import undo as undoing
from inbox.actions.before import AcceptedBefore, ChangedBefore, before_of
from inbox.errors import ChangedMeanwhile, DeskError, NotAccepted
from inbox.models import Classification, Conversation, DeskAction
from inbox.nominations import copied
from outbox.models.messages import Message
from outbox.previews import veiled
from registrations.errors import NotShown
from registrations.models import Registration
from registrations.models.states import State
from storage.keys import key_of

LONGEST_NOTE = 4000


def away(request: HttpRequest, conversation: Conversation, sentence: str) -> HttpResponse:
    """To the queue; the message leads back."""
    link = format_html('<a href="{}">{}</a>', address("change", conversation.pk), conversation.mark)
    messages.success(request, format_html("{} {}", sentence, link))
    return HttpResponseRedirect(address("changelist"))


def close_if_done(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """“And done” closes the conversation too, if it is open; then to the queue, else to the conversation's page."""
    if "done" in request.POST and conversation.state == Conversation.State.OPEN:
        try:
            handle.close(conversation, staff(request), conversation.seen_mark())
        except DeskError as error:
            refuse(request, error)
        else:
            return away(request, conversation, _("Done:"))
    return back(conversation)


def simple(
    action: Callable[[Conversation, User, str], None], sentence: Callable[[], str], *, is_away: bool = False
) -> Callable[..., HttpResponse]:
    """The view of an action that needs nothing but who and what was seen."""

    @require_POST
    @for_conversation
    def view(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
        action(conversation, staff(request), request.POST.get("seen", ""))
        if is_away:
            return away(request, conversation, sentence())
        messages.success(request, sentence())
        return back(conversation)

    return view  # type: ignore[return-value]  # the decorators widen it


take = simple(handle.take, lambda: _("You handle this conversation; colleagues see it."))
give_back = simple(handle.give_back, lambda: _("The conversation is nobody’s again."))
done = simple(handle.close, lambda: _("Done:"), is_away=True)
reopen = simple(handle.reopen, lambda: _("The conversation is to do again."))
junk = simple(handle.junk, lambda: _("Junk:"), is_away=True)


@require_POST
@for_conversation
def undo(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Put back what the last action changed; where that writes to somebody, after a page that shows the mails."""
    last = conversation.last_action()
    before = before_of(last) if last is not None else None
    if isinstance(before, AcceptedBefore):
        demand(
            request, conversation, "registrations.add_registration", "registrations.decide_registration"
        )  # it ends registrations
    elif isinstance(before, ChangedBefore) and before.has_changed_registration:
        demand(request, conversation, "registrations.change_registration")
    seen = request.POST.get("seen", "")
    if isinstance(before, AcceptedBefore):
        mails, has_writer_read = mails_of_undoing(conversation, staff(request), seen, before)
        if mails and ",".join(mails) != request.POST.get("mails"):
            return before_undoing(request, model_admin, conversation, mails, has_writer_read=has_writer_read)
    action = undoing.undo(conversation, staff(request), seen)
    messages.success(request, _("Undone: %(what)s.") % {"what": action.get_kind_display()})
    if is_writer_notified(conversation, action):
        messages.warning(request, _("The writer has been told of these registrations: write once more."))
    return back(conversation)


def mails_of_undoing(
    conversation: Conversation, by: User, seen: str, before: AcceptedBefore
) -> tuple[dict[str, tuple[str, Message, str]], bool]:
    """To whom undoing an acceptance writes, who read of it by now: by registration name, mail and text.

    And whether the writer may have read of it, to whom it does not write.
    """
    rows = Message.objects.filter(registration_link__registration__in=before.registrations)
    known = set(rows.values_list("pk", flat=True))
    with dry_run.taken_back():
        action = undoing.undo(conversation, by, seen)
        has_writer_read = is_writer_notified(conversation, action)
        new = rows.exclude(pk__in=known).select_related("registration_link__registration").order_by("pk")
        people = [(row, row.registration_link.registration) for row in new]
        found = {str(person.pk): (person.name, row, veiled(row.text)) for row, person in people}
    conversation.refresh_from_db()
    return found, has_writer_read


def before_undoing(
    request: HttpRequest,
    model_admin: BackOfficeAdmin,
    conversation: Conversation,
    mails: Mapping[str, tuple[str, Message, str]],
    *,
    has_writer_read: bool,
) -> HttpResponse:
    """Who gets which mail if it is undone."""
    context = {
        "title": _("Undo: to whom this writes"),
        "conversation": conversation,
        "mails": list(mails.values()),
        "keys": ",".join(mails),
        "seen": request.POST.get("seen", ""),
        "back": address("change", conversation.pk),
        "has_writer_read": has_writer_read,
    }
    return model_admin.render(request, "admin/inbox/conversation/undo.html", context)


def is_writer_notified(conversation: Conversation, action: DeskAction | None) -> bool:
    """A mail tells who wrote what was accepted, or did before that was undone."""
    before = before_of(action) if action is not None else None
    if not isinstance(before, AcceptedBefore):
        return False
    return conversation.outgoing.filter(pk__in=before.notifications).may_arrive().exists()


@require_POST
@for_conversation
def sort(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Another class, event or language."""
    data = request.POST
    kind = data.get("kind", "")
    language = data.get("language", "")
    event: Any = handle.UNCHANGED
    if "event" in data:
        event = next((row for row in events_to_choose(request.user) if row.pk == key_of(data["event"])), None)
        if event is None and data["event"]:
            raise DeskError(_("This meeting is not there any more, or has no registration. Choose another."))
    is_changed = handle.sort(
        conversation,
        staff(request),
        data.get("seen", ""),
        kind=kind if kind in Classification.values else "",
        event=event,
        language=language if language in dict(settings.LANGUAGES) else "",
    )
    if is_changed:
        messages.success(request, _("Sorted."))
    return back(conversation)


@require_POST
@for_conversation
def note(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """A line for colleagues."""
    text = request.POST.get("note", "").strip()[:LONGEST_NOTE]
    if not text:
        raise DeskError(_("Write the note first."))
    try:
        handle.add_note(conversation, staff(request), request.POST.get("seen", ""), text)
    except ChangedMeanwhile as error:
        refuse(request, error)
        return page.render(request, model_admin, fetch(conversation.pk), data=request.POST)
    return back(conversation)


class WordsRefused(Exception):
    """Something stands in the way of the mails that were written, so nobody was accepted."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(*problems)
        self.problems = problems


@require_POST
@for_conversation
def accept(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Register the chosen persons, all or none; what is wrong stands at the person."""
    data = request.POST
    demand(request, conversation, "registrations.add_registration")
    is_approved = bool(data.get("is_approved"))
    if is_approved:
        demand(request, conversation, "registrations.decide_registration")
    known = known_for(conversation)
    cards = proposals.cards(page.proposals_of(conversation), known, data, about=conversation.registration)
    forms = [card.form for card in cards if card.form is not None and f"{card.form.prefix}-chosen" in data]
    if not forms:
        raise DeskError(_("Choose at least one person."))
    are_valid = [form.is_valid() for form in forms]  # each, so that each says what is wrong
    if not all(are_valid):
        return page.render(request, model_admin, conversation, data=data, errors=[_("Nobody was accepted yet.")])
    notification = outgoing.notification_of(data)
    try:
        nomination = nomination_of(conversation, data.get("document", ""))
        wanted = [persons.wanted(form, data.get("category_for_all", "")) for form in forms]
        with copied(nomination, len(wanted)) as documents, transaction.atomic():
            made = accepting.accept(
                conversation, staff(request), data.get("seen", ""), wanted,
                is_approved=is_approved, documents=documents, notification=notification,
            )  # fmt: skip
            problems = dry_run.problems_of(dry_run.written_for(conversation, made), data)
            if notification.is_all_shown and problems:
                raise WordsRefused(problems)
    except WordsRefused as error:
        errors = [_("Nobody was accepted yet."), *error.problems]
        seen_anew = fetch(conversation.pk)
        return page.render(request, model_admin, seen_anew, data=data, errors=errors, are_mails_open=True)
    except (NotAccepted, NotShown, Unusable) as error:
        unseen = unseen_mail(error)
        errors = [why_not_accepted(error, forms)]
        return page.render(request, model_admin, conversation, data=data, errors=errors, unseen=unseen)
    except ChangedMeanwhile as error:
        return page.render(request, model_admin, fetch(conversation.pk), data=data, errors=[str(error)])
    return after_accepting(request, conversation, made)


def why_not_accepted(error: Exception, forms: list[persons.PersonForm]) -> str:
    """In one sentence, with the name of the one who did not fit."""
    if unseen_mail(error) is not None:
        return _("Nobody was accepted yet. %(why)s") % {"why": error}
    if isinstance(error, NotAccepted):
        name = next(persons.name_in(form) for form in forms if (form.proposal.pk or 0) == error.proposal)
        return _("Nobody was accepted. %(name)s: %(why)s") % {"name": name, "why": error}
    return str(error)


def unseen_mail(error: Exception) -> tuple[str, str] | None:
    """Kind and language of a mail that would have gone unseen, if that was the matter."""
    cause = error.error if isinstance(error, NotAccepted) else error
    return (cause.kind, cause.language) if isinstance(cause, NotShown) else None


def after_accepting(request: HttpRequest, conversation: Conversation, made: list[Registration]) -> HttpResponse:
    """Say who is registered; “and done” closes the conversation too."""
    words = {"number": len(made), "references": ", ".join(row.reference for row in made)}
    sentence = ngettext(
        "%(number)d person is registered: %(references)s.",
        "%(number)d persons are registered: %(references)s.",
        len(made),
    )
    messages.success(request, sentence % words)
    if without := [row.name for row in made if not row.email]:
        names = ", ".join(without)
        if is_writer_notified(conversation, conversation.last_action()):
            sentence = _("Without an address, so to be told by the writer of the mail: %(names)s.")
            messages.info(request, sentence % {"names": names})
        else:
            messages.warning(request, _("Without an address, so not told: %(names)s.") % {"names": names})
    if asked := [row.name for row in made if row.state == State.INCOMPLETE]:
        messages.info(request, _("Incomplete, and asked for what is missing: %(names)s.") % {"names": ", ".join(asked)})
    return close_if_done(request, conversation)


@require_POST
@for_conversation
def set_aside(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Nothing comes of a proposal."""
    chosen = [number for text in request.POST.getlist("aside") if (number := key_of(text))]
    if not chosen:
        raise DeskError(_("Choose at least one person."))
    accepting.set_aside(conversation, staff(request), request.POST.get("seen", ""), chosen)
    messages.success(request, _("Put aside."))
    return back(conversation)


class Attaching(NamedTuple):
    """To which registration the conversation or one of its persons is attached, and what is changed of it."""

    registration: Registration
    proposal: int | None
    fields: dict[str, Any]


@require_POST
@for_conversation
def attach(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """To a registration that is there: the conversation, or (“proposal:registration”) one of the persons."""
    data = request.POST
    demand(request, conversation, "registrations.view_registration")
    is_changing = "attach_and_change" in data
    chosen = data.get("attach_and_change" if is_changing else "attach", "")
    if is_changing or chosen.partition(":")[0]:
        demand(request, conversation, "registrations.change_registration")  # what the mail has restricted goes along
    wanted = attaching(request, conversation, chosen, is_changing=is_changing)
    change.attach(
        conversation, staff(request), data.get("seen", ""), wanted.registration, wanted.proposal, wanted.fields
    )
    words = {"reference": wanted.registration.reference, "name": wanted.registration.name}
    sentence = (
        _("Attached to %(reference)s, %(name)s, which is changed.")
        if wanted.fields
        else _("Attached to %(reference)s, %(name)s.")
    )
    messages.success(request, sentence % words)
    return back(conversation)


def attaching(request: HttpRequest, conversation: Conversation, chosen: str, *, is_changing: bool) -> Attaching:
    """What the form says; raises DeskError where it does not say enough."""
    data = request.POST
    seen = rows_for(request.user, Registration.objects.all())
    proposal_text, _colon, registration_text = chosen.partition(":")
    proposal = key_of(proposal_text) or None
    registration = (
        registration_of(seen, proposal, registration_text) if proposal_text else registration_typed(seen, data)
    )
    if not is_changing:
        return Attaching(registration, proposal, {})
    demand(request, registration, "registrations.change_registration")
    fields = chosen_fields(conversation, proposal, registration, data)
    if not fields:
        raise DeskError(_("Choose what shall be changed."))
    return Attaching(registration, proposal, fields)


def registration_of(seen: QuerySet[Registration], proposal: int | None, text: str) -> Registration:
    """The one of a button beside a person; raises DeskError."""
    registration = seen.filter(pk=key_of(text)).first()
    if proposal is None or registration is None:
        raise DeskError(_("This person or this registration is not there any more. Look again."))
    return registration


def registration_typed(seen: QuerySet[Registration], data: QueryDict) -> Registration:
    """The one that was found or typed; raises DeskError."""
    form = AttachForm(data, seen=seen)
    if not form.is_valid():
        raise DeskError(" ".join(str(error) for errors in form.errors.values() for error in errors))
    found: Registration = form.cleaned_data["registration"]
    return found


def chosen_fields(
    conversation: Conversation, proposal: int | None, target: Registration, data: QueryDict
) -> dict[str, Any]:
    """What the mail says of the proposal, of the boxes ticked, as `change` takes it; 404 without the proposal."""
    row = next((row for row in page.proposals_of(conversation) if row.pk is not None and row.pk == proposal), None)
    if row is None:
        raise Http404
    chosen = data.getlist(f"change-{row.pk}-{target.pk}")
    return proposals.changed_fields(row, chosen, target, known_for(conversation).countries)


@require_POST
@for_conversation
def add_person(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """An empty form for somebody whom the reader did not find; what was typed at the others stays."""
    data = request.POST
    demand(request, conversation, "registrations.add_registration")
    accepting.add_person(conversation, staff(request), data.get("seen", ""))
    is_typed = any(name.endswith("-language") for name in data)
    return page.render(request, model_admin, conversation, data=data) if is_typed else back(conversation)


@require_POST
@for_conversation
def one_more(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The person comes besides, not in anybody's place; what was typed stays."""
    data = request.POST
    demand(request, conversation, "registrations.add_registration")
    substitute.make_one_more(conversation, staff(request), data.get("seen", ""), key_of(data.get("one_more")))
    return page.render(request, model_admin, conversation, data=data)


@require_POST
@for_conversation
def change_fields(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Take chosen fields over into the registration that the mail is about."""
    data = request.POST
    demand(request, conversation, "registrations.change_registration")
    number = key_of(data.get("change"))
    row = next((row for row in page.proposals_of(conversation) if row.pk == number), None)
    if row is None or row.target is None:
        raise Http404
    demand(request, row.target, "registrations.change_registration")
    known = known_for(conversation)
    fields = proposals.changed_fields(row, data.getlist(f"change-{row.pk}"), row.target, known.countries)
    # What is restricted goes along with every change; alone too, by a button of its own.
    if not fields and not (row.has_restricted and "restricted" in data):
        raise DeskError(_("Choose what shall be changed."))
    change.change(conversation, staff(request), data.get("seen", ""), row.target, fields, row.pk)
    messages.success(request, _("%(reference)s is changed.") % {"reference": row.target.reference})
    return back(conversation)
