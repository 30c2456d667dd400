"""A conversation's page: the mails on one side; on the other what they propose, and everything that can be done."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backoffice.base import BackOfficeAdmin
from backoffice.history import note_access
from backoffice.rights import rows_for, staff
from desk import joining, labels, outgoing, persons, proposals, timeline
from desk.choices import Known, events_to_choose, known_for
from desk.forms import AttachForm
from desk.permissions import conversations_for, demand, for_conversation
from inbox.actions.proposals import BY_STAFF
from inbox.actions.undo import why_not_undone
from inbox.models import Classification, Conversation, DeskAction, IncomingMessage, MailProposal
from multilingual.search import fold
from multilingual.texts import translated
from outbox.models import UndeliverableAddress
from registrations.decisions import Decision, decisions_for
from registrations.models import ErasedAddress, Registration, RegistrationMessage
from speakers.models import Country

# Columns of a mail that the line of a proposal does not show.
LONG = (
    "text",
    "html",
    "search_text",
    "own_text",
    "quotable",
    "facts",
    "references",
    "restricted",
    "attachments",
    "to",
    "cc",
)


# Mail that wants somebody registered.
ASKING = (Classification.REGISTRATION_REQUEST, Classification.NOMINATION_ATTACHED)


class Fact(NamedTuple):
    """Something that was understood, with why."""

    label: str
    words: str
    reason: str


class Undo(NamedTuple):
    """What one more click would put back, or why it cannot."""

    action: DeskAction
    who: str
    hindrance: str


def render(
    request: HttpRequest,
    model_admin: BackOfficeAdmin,
    conversation: Conversation,
    *,
    data: Any = None,
    errors: list[str] | None = None,
    may_see_restricted: bool = False,
    unseen: tuple[str, str] | None = None,
    are_mails_open: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page; with `data`, persons as staff corrected them. `unseen`: kind and language of one more mail to show."""
    received = timeline.incoming(conversation)
    known = known_for(conversation)
    proposed = proposals_of(conversation)
    # The mail's own text has the words too.
    is_restricted = any(row.has_restricted for row in proposed) or any(row.has_restricted for row in received)
    if may_see_restricted or is_restricted:
        note_access(conversation, seen="restricted")
    cards = proposals.cards(
        proposed, known, data, may_see_restricted=may_see_restricted, about=conversation.registration
    )
    erased = ErasedAddress.objects.among([conversation.email, *(str(card.row.value("email")) for card in cards)])
    cards = [card._replace(is_erased=is_among(card.row.value("email"), erased)) for card in cards]
    cards = ticked(cards, received)
    people = outgoing.people(cards, known, latest(received))
    may = rights(request, conversation)
    mails = None
    if people and conversation.event is not None and may["accept"]:
        decides = may["decide"]
        mails = outgoing.mails_of(conversation, people, data, may_decide=decides, unseen=unseen, is_open=are_mails_open)
    context = {
        "title": conversation.subject or _("(no subject)"),
        "conversation": conversation,
        "original": conversation,
        **said(conversation, received, known, with_registrations=may["see"]),
        **by_certainty(cards),
        "has_choosable": bool(people),
        "is_writer_erased": is_among(conversation.email, erased),
        "mails": mails,
        "has_restricted": any(card.has_restricted for card in cards) and not may_see_restricted,
        "known": known,
        "countries": country_names(known.countries),
        "country_list": persons.COUNTRY_LIST,
        "posted": data or {},
        "errors": errors or [],
        "media": model_admin.media + AttachForm(seen=Registration.objects.none()).media,
        "is_ended_above": is_ended_by(cards),
        **standing(request, conversation),
        **choices(conversation, staff(request)),
    }
    return model_admin.render(request, "admin/inbox/conversation/change_form.html", context, status=status)


def is_among(email: object, keys: set[str]) -> bool:
    """Whether it is one of these addresses."""
    return str(email).strip().casefold() in keys


def said(
    conversation: Conversation, received: list[IncomingMessage], known: Known, *, with_registrations: bool
) -> dict[str, Any]:
    """The mails, and what was understood of them."""
    return {
        "shown_mails": timeline.mails(conversation, received, with_registrations=with_registrations),
        "facts": facts(conversation, received, known.countries),
        "flags": flags(received),
        "is_of_several": names_several_events(received),
        "documents": documents(received),
    }


def by_certainty(cards: list[proposals.Card]) -> dict[str, Any]:
    """What is proposed: first what the reader of mail was sure of, then the rest as suggestions."""
    sure = [card for card in cards if not card.is_suggestion]
    return {
        "cards": sure,
        "suggestions": [card for card in cards if card.is_suggestion],
        "persons": [card for card in sure if card.form is not None],
        "has_persons": any(card.form is not None for card in cards),
        "is_nobody_found": any(card.row.pk is None for card in cards),
    }


def is_ended_by(cards: list[proposals.Card]) -> bool:
    """A proposal asks to end a registration: the buttons for that stand there."""
    return any(card.is_open and card.row.action == MailProposal.Action.CANCEL for card in cards)


def standing(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    """Where the conversation stands, who has to do with it, and what the reader may do."""
    registration = conversation.registration
    return {
        "seen": conversation.seen_mark(),
        "is_open": conversation.state == Conversation.State.OPEN,
        "is_mine": conversation.owner_id == request.user.pk,
        "owner": conversation.owner_name,
        "undeliverable": undeliverable(conversation),
        "perhaps": joining.perhaps(conversation, conversations_for(request.user)),
        "is_over": conversation.event is not None and conversation.event.is_over(),
        "registration": registration,
        "decisions": decisions_of(registration, request) if registration is not None else [],
        "attach_form": AttachForm(seen=rows_for(request.user, Registration.objects.all())),
        "undo": undo_of(conversation, staff(request)),
        "history": list(conversation.actions.select_related("by").order_by("-pk")[:30]),
        "may": rights(request, conversation),
    }


def proposals_of(conversation: Conversation) -> list[MailProposal]:
    """All proposals with what became of them, and how the first message to each goes."""
    sent = Prefetch(
        "result__message_links",
        RegistrationMessage.objects.select_related("message")
        .only("registration", "message__state", "message__kind", "message__to_email")
        .order_by("message_id"),
    )
    rows = conversation.proposals().select_related("target__event", "result", "decided_by", "message")
    # A mail may propose a hundred persons: what is long in it is not read a hundred times.
    found = list(rows.defer(*(f"message__{name}" for name in LONG)).prefetch_related(sent))
    return found if any(row.is_person for row in found) else [*found, *nobody_found(conversation)]


def nobody_found(conversation: Conversation) -> list[MailProposal]:
    """An empty person beside a nomination in which nobody was found, a scan for instance; not kept until it is sent."""
    is_asked = conversation.kind in ASKING and conversation.state == Conversation.State.OPEN
    if not is_asked or conversation.event_id is None:
        return []
    if not conversation.incoming.filter(is_automatic=False).exclude(attachments=[]).exists():
        return []
    return [MailProposal(action=MailProposal.Action.REGISTER, source=[BY_STAFF])]


def flags(received: list[IncomingMessage]) -> list[tuple[str, bool]]:
    """What to look out for in the last mail of a person; and, whichever mail it was in, that nobody knows who wrote."""
    last = latest(received)
    found = labels.flags(last) if last is not None else []
    for row in (row for row in received if row.is_by_unknown):
        found += [flag for flag in labels.flags(row) if flag not in found]
    return found


def names_several_events(received: list[IncomingMessage]) -> bool:
    """One of the mails names more than one event: nobody can know who is for which."""
    return any("several_events" in row.fact("flags", []) for row in received)


def ticked(cards: list[proposals.Card], received: list[IncomingMessage]) -> list[proposals.Card]:
    """Of a mail for several events nobody: staff choose who is for the one under which it is sorted at present.

    Nobody whom a mail under a forged address names, either, and nobody who asked to be erased.
    """
    is_for_several = names_several_events(received)
    forged = {row.pk for row in received if row.is_forged}
    found = [card._replace(is_forged=card.row.message_id in forged) for card in cards]
    for card in found:
        if card.form is not None and (is_for_several or card.is_forged or card.is_erased):
            card.form.initial["chosen"] = False
    return found


def latest(received: list[IncomingMessage]) -> IncomingMessage | None:
    """The last mail that a person wrote, else the last."""
    by_people = [row for row in received if not row.is_automatic]
    return next(iter((by_people or received)[-1:]), None)


def facts(conversation: Conversation, received: list[IncomingMessage], countries: dict[str, Country]) -> list[Fact]:
    """What was understood of the latest mail: class, event, language, delegation, focal point."""
    row = latest(received)
    if row is None:
        return []
    found = [Fact(_("Kind of mail"), conversation.get_kind_display(), "")]
    if conversation.kind == row.kind:
        found[0] = found[0]._replace(reason=labels.reason(row.fact("classification_reason")))
    event = translated(conversation.event, "title").value if conversation.event else _("unknown: choose it below")
    is_as_read = conversation.event is not None and row.fact("event") == conversation.event.slug
    is_as_read = is_as_read or (conversation.event is None and not row.fact("event"))
    found.append(Fact(_("Event"), event, labels.reason(row.fact("event_reason")) if is_as_read else ""))
    found.append(Fact(_("Answer in"), conversation.get_language_display(), labels.reason(row.fact("language_reason"))))
    # Nobody vouches for these: staff see them and choose, and nothing goes there by itself.
    why = _("no address in From; this one may be anybody’s")
    found += [Fact(header, address, why) for header, address in row.fact("instead_of_from", {}).items()]
    return found + [Fact(*fact) for fact in labels.delegation(row, countries)]


def documents(received: list[IncomingMessage]) -> list[tuple[str, str]]:
    """Attachments that may be nomination documents, each with its key ("mail.number")."""
    return [
        (f"{row.pk}.{file.number}", f"{file.name} ({file.size})")
        for row in received
        for file in timeline.files(row)
        if file.is_document
    ]


def country_names(countries: dict[str, Country]) -> list[str]:
    """All countries in the reader's language and order."""
    return sorted((translated(row, "name").value for row in countries.values()), key=fold)


def choices(conversation: Conversation, user: User) -> dict[str, Any]:
    """What the boxes that sort offer."""
    return {
        "events": [(row.pk, f"{row.code} – {row}", row.pk == conversation.event_id) for row in events_to_choose(user)],
        "kinds": [(kind.value, kind.label, kind.value == conversation.kind) for kind in Classification],
        "languages": [(code, name, code == conversation.language) for code, name in settings.LANGUAGES],
    }


def decisions_of(registration: Registration, request: HttpRequest) -> list[Decision]:
    """What may be decided on the registration that the mail is about; ending it first."""
    if not request.user.has_perm("registrations.decide_registration", registration):
        return []
    return sorted(decisions_for(registration.state), key=lambda decision: decision.code not in ("cancel", "withdraw"))


def rights(request: HttpRequest, conversation: Conversation) -> dict[str, bool]:
    """What the reader may do besides working at the desk, for the event of the conversation."""
    names = {
        "accept": "add_registration",
        "change": "change_registration",
        "decide": "decide_registration",
        "look": "view_restricted",
        "see": "view_registration",
    }
    return {name: request.user.has_perm(f"registrations.{right}", conversation) for name, right in names.items()}


def undo_of(conversation: Conversation, user: User) -> Undo | None:
    """The last action and whether it can be put back."""
    action = conversation.last_action()
    if action is None:
        return None
    who = _("you") if action.by_id == user.pk else action.who
    who = _("by itself") if action.kind == DeskAction.Kind.OVER else who
    return Undo(action, who, why_not_undone(action))


def undeliverable(conversation: Conversation) -> UndeliverableAddress | None:
    """What a server said of the address to which an answer would go."""
    key = conversation.email.strip().casefold()
    return UndeliverableAddress.objects.filter(email_key=key).first() if key else None


@require_safe
@for_conversation
def page(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The page."""
    return render(request, model_admin, conversation)


@require_POST
@for_conversation
def restricted(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The page with what is restricted of the persons proposed. By POST, as each look leaves a line (rule 7)."""
    demand(request, conversation, "registrations.view_restricted")
    return render(request, model_admin, conversation, may_see_restricted=True)
