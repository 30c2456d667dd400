"""The mails that go when persons are accepted: shown beside the button, edited there, seen as they will be read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.http import QueryDict

from desk.choices import Known
from desk.persons import PENDING_FOR_ALL, PersonForm
from desk.proposals import Card
from events.models import Event
from inbox import writers
from inbox.models import Conversation, IncomingMessage
from inbox.writers import ToNotify
from multilingual.search import fold
from outbox import previews
from outbox.kinds import get as kind_of
from outbox.queue import Draft
from outbox.templates import Words, words_of_kinds
from registrations.actions.notifications import Notification
from registrations.actions.register import FIRST_MESSAGES
from registrations.admin import mail_editor
from registrations.capacity import SeatCounter, SeatRequest
from registrations.kinds import Kind
from registrations.models import Registration, RegistrationSettings

TO_WRITER = writers.KIND
# Of all that a registration can begin with, in the order of the page.
FIRST_KINDS = tuple(kind.value for kind in FIRST_MESSAGES.values())
APPROVED, OTHERWISE, ALWAYS = "approved", "otherwise", ""
ASKING = Kind.DETAILS_ASKED.value
MOST_NAMES = 3


class Going(NamedTuple):
    """A mail that goes: its words, to whom, and whether only with or without “Approve at once”."""

    mail: mail_editor.EditedMail
    label: str
    when: str
    is_spare: bool  # for who would be asked for what is missing, were it not for a tick
    names: list[str]
    number_of_others: int


class Mails(NamedTuple):
    """All that go, what staff add to them, and who gets none."""

    going: list[Going]
    reason: str
    without_address: list[str]
    is_open: bool
    writers: list[ToNotify]

    def find(self, key: str) -> Going | None:
        """A mail by the name of its boxes."""
        return next((each for each in self.going if each.mail.key == key), None)


class Person(NamedTuple):
    """Somebody proposed, as he or she would be registered; not kept."""

    form: PersonForm
    row: Registration
    message: IncomingMessage | None
    is_chosen: bool
    is_asked: bool  # something is missing, so that he or she begins incomplete


def kinds(event: Event, found: Sequence[Person], *, may_decide: bool) -> dict[str, str]:
    """The mails that the registrations of these persons may begin with, and when.

    Who has a place is not known before the lock; a mail that goes and was not shown here stops all (NotShown).
    """
    when = {Kind.APPROVED.value: APPROVED} if may_decide else {}
    when |= {ASKING: OTHERWISE} if any(each.is_asked and each.row.email for each in found) else {}
    if event.registration_settings.how == RegistrationSettings.How.OPEN:
        when |= _of_places(event.registration_settings, [each.row for each in found])
    return when | {Kind.ACKNOWLEDGEMENT.value: OTHERWISE}


def _of_places(settings: RegistrationSettings, rows: Sequence[Registration]) -> dict[str, str]:
    """Where registration is open: whether these get places, one after another, or some have to wait."""
    counter = SeatCounter(settings, [row.category for row in rows])
    when = {}
    for row in rows:
        request = SeatRequest.of(row)
        if counter.refusal(request):
            when[Kind.WAITING.value] = OTHERWISE
        else:
            counter.seat(request)
            when[Kind.APPROVED.value] = ALWAYS
    return when | ({Kind.WAITING.value: OTHERWISE} if counter.is_anybody_waiting else {})


def people(cards: "Iterable[Card]", known: Known, latest: IncomingMessage | None) -> list[Person]:
    """Those who can be chosen, as the boxes have them now."""
    countries = known.by_name
    categories = {str(row.pk): row for row in known.categories}
    found = []
    for card in cards:
        if card.form is None or card.replaces is not None:
            continue
        said = {name: _typed(card.form, name) for name in card.form.fields}
        row = Registration(
            event=known.event,
            reference=f"{known.event.code}-…" if known.event is not None else "",
            language=said["language"] if said["language"] in dict(settings.LANGUAGES) else known.language,
            country=countries.get(fold(said["country"])) if said["country"] else None,
            category=categories.get(said.get("category") or card.form.data.get("category_for_all", "")),
            mode=said.get("mode") or Event.Mode.IN_PERSON.value,
            **{name: said[name] for name in _AS_TYPED},
        )
        row.make_keys()
        message = card.row.message if card.row.message_id is not None else latest
        found.append(Person(card.form, row, message, bool(card.form["chosen"].value()), _is_asked(card)))
    return found


_AS_TYPED = ("honorific", "title", "given_name", "family_name", "function", "organisation_name", "email", "phone")


def _is_asked(card: Card) -> bool:
    """As `state_of_accepted` decides where nobody approves at once."""
    form = card.form
    return card.is_asked and form is not None and not (form["is_pending"].value() or PENDING_FOR_ALL in form.data)


def _typed(form: PersonForm, name: str) -> str:
    value = form[name].value()
    return " ".join(value.split()) if isinstance(value, str) else ""


def mails_of(
    conversation: Conversation,
    found: Sequence[Person],
    posted: QueryDict | None,
    *,
    may_decide: bool,
    unseen: tuple[str, str] | None = None,
    is_open: bool = False,
) -> Mails:
    """The mails, as posted, else from the templates. `unseen` is one more that would go. Its queries are constant."""
    event, data = conversation.event, posted.dict() if posted is not None else None
    assert event is not None  # noqa: S101  asked by the callers
    words = words_of_kinds(event, [*FIRST_KINDS, TO_WRITER])
    pairs = [(row.message, row.row) for row in found if row.message is not None]
    addressed = writers.writers_to_notify(conversation, pairs)
    reachable = sorted((person for person in found if person.row.email), key=lambda each: not each.is_chosen)
    when = kinds(event, found, may_decide=may_decide)
    besides = [(TO_WRITER, conversation.language)] if addressed else []
    wanted = [*_of_readers(when, reachable), *besides, *drafts(data or {}), *filter(None, [unseen])]
    going = [
        _to_writers(words(kind, language), language, addressed, data)
        if kind == TO_WRITER
        else _to_persons(words(kind, language), kind, language, when.get(kind, ALWAYS), reachable, data)
        for kind, language in dict.fromkeys(wanted)
    ]
    return Mails(
        going=going,
        reason=posted.get("reason", "").strip() if posted is not None else "",
        without_address=[each.row.name for each in found if not each.row.email and each.row.name],
        is_open=is_open or unseen is not None,
        writers=addressed,
    )


def _of_readers(kinds: Iterable[str], reachable: Sequence[Person]) -> list[tuple[str, str]]:
    """Each kind in each language that somebody reads who may get it."""
    return [
        (kind, language)
        for kind in kinds
        for language in sorted({each.row.language for each in reachable if each.is_asked or kind != ASKING})
    ]


def _to_persons(
    words: Words, kind: str, language: str, when: str, reachable: Sequence[Person], posted: Mapping[str, Any] | None
) -> Going:
    """A mail to those of one language who are meant; one that nobody gets as things stand is shown for all of them."""
    of_language = [each for each in reachable if each.row.language == language]
    meant = [each for each in of_language if is_meant(each, kind, when)]
    readers = [each.row for each in meant or of_language]
    mail = edited_mail(words, kind, language, readers, posted)
    return _going(mail, when, [row.name or row.email for row in readers], is_spare=not meant)


def _to_writers(words: Words, language: str, addressed: Sequence[ToNotify], posted: Mapping[str, Any] | None) -> Going:
    """The mail to those who wrote for others."""
    mail = edited_mail(words, TO_WRITER, language, [], posted)
    return _going(mail, ALWAYS, [each.address for each in addressed], is_spare=False)


def _going(mail: mail_editor.EditedMail, when: str, names: list[str], *, is_spare: bool) -> Going:
    return Going(
        mail=mail,
        label=str(kind_of(mail.kind).label),
        when=when,
        is_spare=is_spare,
        names=names[:MOST_NAMES],
        number_of_others=max(0, len(names) - MOST_NAMES),
    )


def is_meant(person: Person, kind: str, when: str) -> bool:
    """Whether this person gets a mail of the kind: who is asked for what is missing gets that instead of another."""
    if when == OTHERWISE:
        return person.is_asked == (kind == ASKING)
    return True


def edited_mail(
    words: Words, kind: str, language: str, readers: list[Registration], posted: Mapping[str, Any] | None
) -> mail_editor.EditedMail:
    """The words of a mail with its placeholders, as posted, else as the template has them."""
    body = previews.with_reason(words.body)
    return mail_editor.as_posted(
        mail_editor.EditedMail(language, words.language, words.subject, body, readers, [], kind), kind, posted
    )


def drafts(data: Mapping[str, Any], of: Sequence[str] = (*FIRST_KINDS, TO_WRITER)) -> dict[tuple[str, str], Draft]:
    """The mails as staff sent them back with the form, by kind and language."""
    found = {}
    for kind in of:
        for language, _name in settings.LANGUAGES:
            if (body := data.get(f"body_{kind}-{language}")) is not None:
                subject = data.get(f"subject_{kind}-{language}", "")
                found[kind, language] = Draft(subject.strip(), body.replace("\r\n", "\n"))
    return found


def notification_of(data: Mapping[str, Any], of: Sequence[str] = (*FIRST_KINDS, TO_WRITER)) -> Notification:
    """How people shall be notified, as staff sent it; without any words, by the templates."""
    found = drafts(data, of)
    return Notification(found, data.get("reason", "").strip(), is_all_shown=bool(found))
