"""What staff weigh before somebody comes in another's place: who asks, what that one was notified of, has and holds."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import labels
from desk.requester_reply import Asker
from inbox.models import Conversation
from inbox.wishes import WISHES
from multilingual.search import fold
from multilingual.texts import semicolon
from outbox.models import Message
from registrations import capacity
from registrations.capacity import OrganisationQuota, Quota, SeatRequest
from registrations.kinds import Kind
from registrations.models import Category, Registration
from registrations.models.answers import Answer, RestrictedData
from registrations.models.states import SEATED
from registrations.summary import answer_in_words

# What confirmed a place; the last of them is what the person holds.
CONFIRMED = (Kind.APPROVED, Kind.SUBSTITUTED, Kind.CHANGED)
# Questions about what was already arranged for a person, by words of their key and label in three languages.
ARRANGED = re.compile(
    r"visa|passport|passeport|pasaporte|travel|voyage|viaje|ticket|billet|billete|flight|vol\b|vuelo|hotel|sponsor|"
    r"financ|prise en charge|patrocin"
)
GRAVE_FLAGS = ("ticket_issued", "new_sender", "forged_sender")
STRANGER = gettext_lazy(
    "This address is neither the person’s nor the focal point’s, nor of the body’s domain. Ask back at an address that "
    "you know before you give the place away."
)


class Weight(NamedTuple):
    """Something to weigh."""

    label: str
    words: str
    is_grave: bool = False
    more: str = ""


def weights(conversation: Conversation, asker: Asker, old: Registration, category: Category | None) -> list[Weight]:
    """In the order of the page; `category` is that of the new person."""
    return [
        asker_in_words(asker),
        *_flags(conversation),
        *_places(old, category),
        _notified(old),
        *_arranged(old),
        *_documents(old),
    ]


def asker_in_words(asker: Asker) -> Weight:
    """Who asks, and what to do where that is a stranger."""
    who = f"{labels.FLAGS[asker.right]} – {asker.address or _('no address')}"
    return Weight(_("Who asks"), who, asker.is_stranger, str(STRANGER) if asker.is_stranger else "")


def _flags(conversation: Conversation) -> Iterator[Weight]:
    """What the last mail of a person says besides that weighs."""
    last = conversation.incoming.filter(is_automatic=False).order_by("-received_at", "-pk").only("facts").first()
    for name in GRAVE_FLAGS:
        if last is not None and name in (last.fact("flags") or ()):
            yield Weight(_("Look out"), str(labels.FLAGS[name]), is_grave=True)


def _places(old: Registration, category: Category | None) -> Iterator[Weight]:
    """Quotas, with the place of the one who goes still counted."""
    settings = old.event.registration_settings
    settings.event = old.event
    places = capacity.places(settings)
    is_other = category is not None and category.pk != old.category_id
    if category is not None and (quota := places.by_category.get(category.pk)) is not None:
        yield Weight(_("Quota of “%(category)s”") % {"category": category}, _of(quota), is_other and quota.left == 0)
        per_organisation = category.quota_per_organisation
        if per_organisation is not None:
            quotas = OrganisationQuota(settings, {category.pk})
            organisation = quotas.of(SeatRequest(category, old.organisation_id, old.organisation_name, old.mode))
            taken = quotas.taken[organisation] if organisation is not None else 0
            label = _("Places of %(body)s in it") % {"body": old.organisation_display or "–"}
            yield Weight(label, _of(Quota(per_organisation, taken, max(0, per_organisation - taken))))
    yield Weight(_("Places of the event"), _of(Quota(places.capacity, places.taken, places.left)))
    yield Weight(_("Attends"), old.get_mode_display())


def _of(quota: Quota) -> str:
    if quota.quota is None:
        return _("%(taken)d taken, no limit") % {"taken": quota.taken}
    return _("%(taken)d of %(quota)d taken, %(left)d left") % quota._asdict()


def _notified(old: Registration) -> Weight:
    """The last confirmation of a place, with the invitation that came along."""
    rows = old.messages.filter(kind__in=CONFIRMED).only(
        "kind", "state", "sent_at", "created_at", "calendar_method", "to_email"
    )
    last = rows.order_by("-pk").first() if old.state in SEATED else None
    if last is None:
        return Weight(_("Was told"), _("No place was confirmed yet."))
    moment = timezone.localtime(last.sent_at or last.created_at)
    told_at = formats.date_format(moment, "SHORT_DATETIME_FORMAT")
    said = [f"{last.get_kind_display()}, {last.get_state_display()}, {told_at}"]
    if old.calendar_sequence >= 0:
        said.append(_("a calendar invitation is out: the mail below takes it back"))
    if old.calendar_answer:
        said.append(_("the calendar answered “%(answer)s”") % {"answer": old.get_calendar_answer_display()})
    return Weight(_("Was told"), semicolon().join(said), is_grave=last.state != Message.State.SENT)


def _arranged(old: Registration) -> Iterator[Weight]:
    """Visa letter, ticket and the like, as far as the registration and its mail say; restricted words stay unsaid."""
    wishes = {
        str(label)
        for proposal in old.came_from.all()
        for name, label in WISHES.items()
        if proposal.value(name) and name != "is_possible_speaker"
    }
    if wishes:
        yield Weight(_("Asked for by mail"), ", ".join(sorted(wishes)), is_grave=True)
    rows = Answer.objects.filter(registration=old).select_related("question").prefetch_related("question__choices")
    for answer in rows:
        if ARRANGED.search(fold(f"{answer.question.code} {answer.question.label}")):
            said = answer_in_words(answer.question, answer.value)
            if said:
                yield Weight(str(answer.question), said, is_grave=answer.value not in (False, "", []))


def _documents(old: Registration) -> Iterator[Weight]:
    nominated = _("there, of the person replaced; the new one may need another") if old.nomination_document else ""
    yield Weight(_("Nomination document"), nominated or _("none"))
    if RestrictedData.objects.filter(registration=old).exists():
        yield Weight(
            _("Kept apart"), _("Restricted data (travel documents, needs) are kept; they stay with the old one.")
        )
