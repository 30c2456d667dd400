"""One person in another's place: what is to be weighed, the mails to both and to who asked, and one button."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backoffice.base import BackOfficeAdmin
from backoffice.rights import staff
from desk import dry_run, outgoing, page, persons, proposals
from desk.choices import Known, known_for
from desk.permissions import back, demand, fetch, for_conversation
from desk.requester_reply import ToWriter, asker_of, to_writer
from desk.substitution_checks import weights
from inbox.actions import substitute as substituting
from inbox.errors import ChangedMeanwhile
from inbox.models import Conversation
from outbox.placeholders import Trust, Value
from outbox.templates import words_of_kinds
from registrations.admin import mail_editor
from registrations.errors import NotShown
from registrations.kinds import Kind
from registrations.models import Registration
from registrations.models.states import SEATED, State
from storage.keys import key_of

NEW, OLD = Kind.SUBSTITUTED.value, Kind.REPLACED.value


class Change(NamedTuple):
    """Who comes, as the boxes have it now (not kept), in whose place, and the mails that go."""

    form: persons.PersonForm
    title: str
    old: Registration
    new: Registration
    mails: list[mail_editor.EditedMail]
    writer: ToWriter | None
    reason: str
    known: Known

    def problems(self) -> list[str]:
        """What stands in the way of the mails."""
        found = [problem for mail in self.mails for problem in mail.problems if mail.readers]
        return found + (self.writer.mail.problems if self.writer is not None else [])


def change_of(conversation: Conversation, data: QueryDict, posted: QueryDict | None) -> Change:
    """What the page is about; 404 where nobody is proposed for anybody's place."""
    known = known_for(conversation)
    number = key_of(data.get("substitute"))
    cards = proposals.cards(
        page.proposals_of(conversation),
        known,
        posted,
        about=conversation.registration,
    )
    card = next((card for card in cards if card.row.pk == number and card.form is not None), None)
    place = place_of(card, key_of(data.get(f"place-{number}") or data.get("place"))) if card is not None else None
    if card is None or card.form is None or place is None:
        raise Http404
    rows = Registration.objects.select_related("event__registration_settings", "category", "organisation", "country")
    old = rows.get(pk=place.pk)
    (person,) = outgoing.people([card._replace(replaces=None)], known, None)
    new = _with_inherited(person.row, old)
    words = words_of_kinds(old.event, [NEW, OLD])
    asked = [(NEW, new), (OLD, old)]
    mails = [
        outgoing.edited_mail(words(kind, row.language), kind, row.language, [row] if row.email else [], posted)
        for kind, row in asked
    ]
    writer = to_writer(
        conversation,
        asker_of(conversation, old),
        posted,
        notified=[new.email, old.email],
        sentence="substitution_confirmed",
        people={"new": new, "old": old},
    )
    reason = posted.get("reason", "").strip() if posted is not None else ""
    return Change(card.form, card.title, old, new, mails, writer, reason, known)


def place_of(card: proposals.Card, chosen: int) -> Registration | None:
    """The place that was chosen among those that the mails name; else the one that is meant; None for any other."""
    if chosen:
        return next((row for row in [*card.places, card.replaces] if row is not None and row.pk == chosen), None)
    return card.replaces or (card.places[0] if len(card.places) == 1 else None)


def _with_inherited(new: Registration, old: Registration) -> Registration:
    """What the mail does not say is as it was with the other, as `substitute` takes it."""
    new.event, new.reference = old.event, f"{old.event.code}-…"
    for name in ("category", "country"):
        if getattr(new, name) is None:
            setattr(new, name, getattr(old, name))
    if not new.organisation_name:
        new.organisation, new.organisation_name = old.organisation, old.organisation_name
    new.state = State.APPROVED if old.state in SEATED else old.state
    old.replaced_by = new
    return new


@require_http_methods(["GET", "HEAD", "POST"])
@for_conversation
def substitute(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The page, with what was corrected beside the mail; `do` puts the person in the place of the other."""
    demand(request, conversation, "registrations.add_registration", "registrations.decide_registration")
    posted = request.POST if request.method == "POST" else None
    change = change_of(conversation, posted or request.GET, posted)
    demand(request, change.old, "registrations.decide_registration")
    if posted is None or "do" not in posted:
        return render(request, model_admin, conversation, change, [])
    problems = change.problems()
    if not change.form.is_valid() or problems:
        return render(request, model_admin, conversation, change, problems or [_("Look at the person’s data.")])
    notification = outgoing.notification_of(posted, (NEW, OLD))
    try:
        with transaction.atomic():
            wanted = persons.wanted(change.form, "")
            target = Registration.objects.get(pk=change.old.pk)
            seen = posted.get("seen", "")
            new = substituting.substitute(conversation, staff(request), seen, target, wanted, notification=notification)
            if change.writer is not None:
                change.writer.send(staff(request), {change.new.reference: new.reference})
    except NotShown as error:
        return render(request, model_admin, conversation, change, [str(error)])
    except ChangedMeanwhile as error:
        conversation = fetch(conversation.pk)
        return render(request, model_admin, conversation, change, [str(error)], seen=conversation.seen_mark())
    words = {"new": f"{new.name} ({new.reference})", "old": f"{target.name} ({target.reference})"}
    messages.success(request, _("%(new)s comes in the place of %(old)s.") % words)
    if silent := [row.name for row in (new, target) if not row.email]:
        messages.warning(request, _("Without an address, so not told: %(names)s.") % {"names": ", ".join(silent)})
    return back(conversation)


def render(
    request: HttpRequest,
    model_admin: BackOfficeAdmin,
    conversation: Conversation,
    change: Change,
    problems: list[str],
    *,
    seen: str = "",
) -> HttpResponse:
    """The page; `seen`: another mark than the one it was sent with."""
    data = request.POST if request.method == "POST" else request.GET
    asker = asker_of(conversation, change.old)
    context: dict[str, Any] = {
        "title": _("One person in another’s place"),
        "conversation": conversation,
        "seen": seen or data.get("seen") or conversation.seen_mark(),
        "change": change,
        "weights": weights(conversation, asker, change.old, change.new.category),
        "source": [("substitute", change.form.proposal.pk), ("place", change.old.pk)],
        "problems": problems,
        "is_posted": request.method == "POST",
        # An address without what was typed would show the mail to somebody else, or to nobody.
        "is_retyped": request.method == "POST" and change.form.has_changed(),
        "country_list": persons.COUNTRY_LIST,
        "countries": page.country_names(change.known.countries),
        "without_address": [row for row in (change.new, change.old) if not row.email],
    }
    return model_admin.render(request, "admin/inbox/conversation/substitute.html", context)


def preview_of(conversation: Conversation, data: QueryDict) -> str:
    """One of the mails as its words stand, with what is known of its reader; 404 where there is none."""
    change = change_of(conversation, data, None)
    if _is_to_writer(change, data) and change.writer is not None:
        return change.writer.html()
    mail = _mail(change, data)
    more = {"replaced": Value(change.old.name, Trust.PERSON)} if mail.kind == NEW else {}
    return mail_editor.shown(mail.readers[0], mail.kind, mail, change.reason, more)


def as_it_would_go(conversation: Conversation, by: User, data: QueryDict) -> str:
    """One of the mails as it would go: the person is put into the other's place, and that is taken back.

    404 where there is none; raises what the action raises. The answer to who asked goes as it was typed.
    """
    change = change_of(conversation, data, data)
    if _is_to_writer(change, data) and change.writer is not None:
        return change.writer.html()
    mail = _mail(change, data)
    dry_run.demand_valid(change.form)
    notification = outgoing.notification_of(data, (NEW, OLD))._replace(is_all_shown=False)
    with dry_run.taken_back():
        target = Registration.objects.get(pk=change.old.pk)
        wanted = persons.wanted(change.form, "")
        new = substituting.substitute(
            conversation, by, conversation.seen_mark(), target, wanted, notification=notification
        )
        reader = new if mail.kind == NEW else target
        written = [dry_run.Written(row, reader.language) for row in reader.messages.order_by("-pk")]
        return dry_run.html_of(written, mail.kind, mail.language, [new])


def _is_to_writer(change: Change, data: QueryDict) -> bool:
    return change.writer is not None and change.writer.mail.key == data.get("preview", "")


def _mail(change: Change, data: QueryDict) -> mail_editor.EditedMail:
    found = next((each for each in change.mails if each.key == data.get("preview", "") and each.readers), None)
    if found is None:
        raise Http404
    return found
