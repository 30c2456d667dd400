"""The queue of conversations: what waits, the longest waiting on top, with what a line shows in one query."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from backoffice.base import BackOfficeAdmin
from backoffice.rights import ANYWHERE
from desk.choices import events_to_choose
from desk.permissions import address, conversations_for, for_desk
from events.models import ended_before
from inbox.models import Classification, Conversation, IncomingMessage, Mailbox, MailProposal
from inbox.models.classification import AUTOMATIC
from inbox.models.conversations import ConversationQuerySet, mark_of
from outbox.models import Message, UndeliverableAddress
from storage.keys import key_of

State = Conversation.State
PER_PAGE = 50
ALL, TO_DO, MINE, NOBODYS = "all", "to-do", "mine", "nobodys"
DONE, JUNK, MACHINES, OVER = "done", "junk", "automatic", "over"
VIEWS: dict[str, Promise] = {
    TO_DO: gettext_lazy("to do"),
    MINE: gettext_lazy("mine"),
    NOBODYS: gettext_lazy("nobody’s"),
    OVER: gettext_lazy("event over"),
    DONE: gettext_lazy("done"),
    JUNK: gettext_lazy("junk"),
    MACHINES: gettext_lazy("automatic"),
    ALL: gettext_lazy("everything"),
}
# What a line needs of the conversation itself.
COLUMNS = (
    "kind", "state", "subject", "name", "email", "language", "last_received_at", "closed_at", "event_id", "owner_id",
    "owner__first_name", "owner__last_name", "owner__username", "joined_to_id",
)  # fmt: skip
# How a class looks; the word always stands beside it.
STYLES: dict[str, str] = {
    Classification.REGISTRATION_REQUEST: "now",
    Classification.NOMINATION_ATTACHED: "now",
    Classification.SUBSTITUTION: "warn",
    Classification.CANCELLATION: "warn",
    Classification.BOUNCE_PERMANENT: "warn",
}


def _is_over() -> Q:
    """The event is over."""
    return ended_before(timezone.localdate(), "event__")


def condition(view: str, user_id: Any) -> Q:
    """What a view of the queue shows."""
    return {
        ALL: Q(),
        TO_DO: Q(state=State.OPEN),
        MINE: Q(state=State.OPEN, owner=user_id),
        NOBODYS: Q(state=State.OPEN, owner=None),
        OVER: Q(state=State.OPEN) & _is_over(),
        DONE: Q(state=State.DONE, joined_to=None) & ~Q(kind__in=AUTOMATIC),
        JUNK: Q(state=State.JUNK),
        MACHINES: Q(kind__in=AUTOMATIC),
    }[view]


class Choice(NamedTuple):
    """What is looked at: a view, filters, words, a page."""

    view: str
    kind: str
    event: str
    language: str
    words: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Choice":
        """From the address; what makes no sense is left out. Words are looked for everywhere unless a view is named."""
        data = request.GET
        words = data.get("q", "").strip()[:200]
        view = data.get("show", "")
        return cls(
            view if view in VIEWS else (ALL if words else TO_DO),
            data.get("kind", "") if data.get("kind") in Classification.values else "",
            data.get("event", "") if key_of(data.get("event")) else "",
            data.get("language", "") if data.get("language") in dict(settings.LANGUAGES) else "",
            words,
        )

    def rows(self, user: Any) -> QuerySet[Conversation]:
        """The reader's, as chosen: to do before all others, the longest waiting on top, after them those long over."""
        rows = self.of_all_views(user).filter(condition(self.view, user.pk))
        late = Case(When(_is_over(), then=1), default=0)
        if self.view in (TO_DO, MINE, NOBODYS, OVER):
            return rows.order_by(late, "last_received_at", "pk")
        if self.view != ALL:
            return rows.order_by("-last_received_at", "-pk")
        rank = Case(When(state=State.OPEN, then=late), default=2)
        waits = Case(When(state=State.OPEN, then=F("last_received_at")), default=None)
        return rows.order_by(rank, waits.asc(nulls_last=True), "-last_received_at", "-pk")

    def of_all_views(self, user: Any) -> ConversationQuerySet:
        """The reader's by filters and words alone, whatever the view."""
        rows = conversations_for(user).filter(**{name: value for name, value in self.filters().items() if value})
        return rows.matching(self.words) if self.words else rows

    def query(self, **changes: str) -> str:
        """The address of the same with something else; “show” is named always, so that chips say what they do."""
        named = {"show": self.view, **self.filters(), "q": self.words, **changes}
        return f"?{urlencode({name: value for name, value in named.items() if value})}"

    def filters(self) -> dict[str, str]:
        """The filters beside the view."""
        return {"kind": self.kind, "event": self.event, "language": self.language}


def for_list(rows: ConversationQuerySet) -> QuerySet[Conversation]:
    """With everything that a line shows: facts of the page’s rows alone, none of their texts."""
    here = OuterRef("pk")
    persons = MailProposal.objects.filter(message__conversation=here, action__in=MailProposal.PERSONS)
    ours = Message.objects.filter(conversation_link__conversation=here)
    dead = UndeliverableAddress.objects.filter(email_key=Lower(OuterRef("email")))
    return (
        rows.with_perhaps()
        .select_related("owner")
        .only(*COLUMNS)
        .annotate(
            event_code=F("event__code"),
            persons=_number(persons, "message__conversation"),
            persons_left=_number(persons.filter(state=MailProposal.State.OPEN), "message__conversation"),
            has_files=Exists(IncomingMessage.objects.filter(conversation=here).exclude(attachments=[])),
            is_held=Exists(ours.filter(state=Message.State.HELD)),
            has_failed=Exists(ours.filter(state__in=(Message.State.FAILED, Message.State.RETURNED))),
            is_over=Case(When(_is_over(), then=True), default=False, output_field=BooleanField()),
            is_undeliverable=ExpressionWrapper(Exists(dead), output_field=BooleanField()),
        )
    )


def shown(ids: list[int]) -> list[Conversation]:
    """The rows of a page in their order. First which, then what they show: nothing is counted for pages before it."""
    rows = {row.pk: row for row in for_list(Conversation.objects.filter(pk__in=ids))}
    return [rows[pk] for pk in ids if pk in rows]


def _number(rows: QuerySet[Any], column: str) -> Subquery:
    counted = rows.order_by().values(column).annotate(number=Count("pk")).values("number")
    return Subquery(counted, output_field=IntegerField())


class Line(NamedTuple):
    """One line, ready to be shown."""

    row: Conversation
    address: str
    name: str
    subject: str
    kind: str
    kind_style: str
    language: str
    persons: str
    age: str
    owner: str
    is_mine: bool
    waits: list[str]


def lines(rows: Iterable[Conversation], user_id: Any) -> list[Line]:
    """The lines of a page; words of codes are looked up once."""
    kinds, languages = dict(Classification.choices), dict(settings.LANGUAGES)
    now = timezone.now()
    return [
        Line(
            row=row,
            address=address("change", row.pk),
            name=row.name or row.email or _("unknown sender"),
            subject=row.subject or _("(no subject)"),
            kind=str(kinds.get(row.kind, row.kind)),
            kind_style=STYLES.get(row.kind, "off"),
            language=str(languages.get(row.language, row.language)),
            persons=persons_in_words(row),
            age=timesince(row.last_received_at, now, depth=1),
            owner=row.owner_name,
            is_mine=row.owner_id is not None and row.owner_id == user_id,
            waits=waits_in_words(row),
        )
        for row in rows
    ]


def persons_in_words(row: Any) -> str:
    """How many persons it proposes; of some that were decided on, how many are left."""
    number, left = row.persons or 0, row.persons_left or 0
    if not number:
        return ""
    return str(number) if left == number else _("%(left)d of %(number)d") % {"left": left, "number": number}


def waits_in_words(row: Any) -> list[str]:
    """What waits besides the mail itself."""
    found = (
        (row.is_held, _("an answer waits to be released")),
        (row.has_failed, _("an answer did not arrive")),
        (row.is_undeliverable, _("address takes no mail")),
        (row.state == State.OPEN and row.is_over, _("event over")),
        (row.perhaps, _("perhaps belongs to %(mark)s") % {"mark": mark_of(row.perhaps)}),
        (row.joined_to_id, _("its mails are in %(mark)s") % {"mark": mark_of(row.joined_to_id)}),
    )
    return [words for is_so, words in found if is_so]


class Chip(NamedTuple):
    """A view with its number, as a link."""

    label: Any
    number: int
    address: str
    is_current: bool


def chips(choice: Choice, user: Any) -> list[Chip]:
    """All views with how many conversations each would show, filters and words being kept; one query."""
    counts = choice.of_all_views(user).aggregate(
        **{f"n{number}": Count("pk", filter=condition(view, user.pk) or None) for number, view in enumerate(VIEWS)}
    )
    return [
        Chip(label, counts[f"n{number}"], choice.query(show=view), view == choice.view)
        for number, (view, label) in enumerate(VIEWS.items())
    ]


class Option(NamedTuple):
    """One entry of a list to choose from."""

    value: str
    label: Any
    is_chosen: bool


def options(choice: Choice, user: Any) -> list[tuple[str, Any, list[Option]]]:
    """The lists to choose from: name, label, entries."""
    kinds = [(kind.value, kind.label) for kind in Classification]
    named = (
        ("kind", _("class"), choice.kind, kinds),
        ("event", _("event"), choice.event, [(str(row.pk), f"{row.code} – {row}") for row in events_to_choose(user)]),
        ("language", _("language"), choice.language, list(settings.LANGUAGES)),
    )
    return [
        (name, label, [Option(value, words, value == chosen) for value, words in entries])
        for name, label, chosen, entries in named
    ]


@require_safe
@for_desk
def queue(request: HttpRequest, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The page."""
    choice, user = Choice.of(request), request.user
    page: Page[Any] = Paginator(choice.rows(user).values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("p"))
    number = page.paginator.count
    context = {
        "title": _("Shared mailbox"),
        "choice": choice,
        "chips": chips(choice, user),
        "filters": options(choice, user),
        "has_filters": any(choice.filters().values()) or bool(choice.words),
        "lines": lines(shown(list(page.object_list)), user.pk),
        "page": page,
        "number": number,
        "before": choice.query(p=str(page.number - 1)) if page.has_previous() else "",
        "after": choice.query(p=str(page.number + 1)) if page.has_next() else "",
        "failed": Mailbox.objects.filter(failed_at__isnull=False),
        "may_add": user.has_perm("inbox.add_incomingmessage", ANYWHERE),
    }
    return model_admin.render(request, "admin/inbox/conversation/change_list.html", context)
