"""What stands between a person and the form: whether it can be filled in, by whom, for which category."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from events.models import Event, SeriesEntry, ended_before
from registrations import capacity
from registrations.capacity import Places, limits
from registrations.models import Category, Question, RegistrationSettings


@dataclass
class Availability:
    """The form of an event as it stands now."""

    settings: RegistrationSettings
    offered: list[Category]
    questions: list[Question]
    is_limited: bool

    @cached_property
    def places(self) -> Places | None:
        """What is left, counted when it is first asked for; None where nothing is limited."""
        return capacity.places(self.settings) if self.is_limited else None

    @property
    def closed(self) -> str:
        """Why there is no form: `not-yet`, `closed`, `mail` (by writing only), `full`; empty while there is one."""
        window = self.settings.window()
        if window != RegistrationSettings.Window.OPEN:
            return str(window.value)
        if self.settings.how == RegistrationSettings.How.MAIL:
            return "mail"
        if self.settings.has_waiting_list:
            return ""
        wanted: list[Category | None] = [*self.offered] or [None]
        return "full" if all(self.is_full_for(category) for category in wanted) else ""

    @property
    def has_step(self) -> bool:
        """The category is chosen first, because what is asked depends on it."""
        differs = any(question.categories.all() for question in self.questions)
        differs = differs or len({category.needs_nomination for category in self.offered}) > 1
        return len(self.offered) > 1 and differs

    def is_full_for(self, category: Category | None, mode: str = "") -> bool:
        """No place is left for people of a category; of a hybrid event, for those who attend so, else for all."""
        return self.places is not None and self.places.is_full_for(category.pk if category is not None else None, mode)

    def is_without_place(self, category: Category | None) -> bool:
        """No place is left for people of a category, and no waiting list takes them either."""
        return not self.settings.has_waiting_list and self.is_full_for(category)

    def decided_on(self, category: Category | None) -> set[bool]:
        """Whether staff decide on people of a category, full or not; both where that hangs on which is chosen.

        Else who finds a place has it, and who finds none is on the waiting list at once.
        """
        if self.settings.how != RegistrationSettings.How.OPEN:
            return {True}
        chosen = [category] if category is not None else self.offered
        return {each.needs_approval for each in chosen} or {False}

    def full_modes(self, category: Category | None) -> list[str]:
        """In which mode of a hybrid event no place is left for people of a category."""
        return [mode for mode in limits(self.settings) if mode and self.is_full_for(category, mode)]

    def category(self, code: str) -> Category | None:
        """The category of this key among those offered; the only one needs no key."""
        if len(self.offered) == 1:
            return self.offered[0]
        return next((each for each in self.offered if each.code == code), None)

    @property
    def is_by_invitation(self) -> bool:
        """Only who has the code of the letter may register."""
        return self.settings.how == RegistrationSettings.How.INVITATION

    def asks_code(self, code: str) -> bool:
        """By invitation, and the code of the letter was not given, or a wrong one."""
        return self.is_by_invitation and not constant_time_compare(_plain(code), _plain(self.settings.invitation_code))


class Asked(NamedTuple):
    """What somebody asks for at the address of the form: the code and the category as given there."""

    code: str
    category: str
    is_sent: bool
    # Wrote to us before: who may register by writing only may send the form, too, and gives no code of an invitation,
    # for the request is with staff already, and they decide.
    has_written: bool = False
    # A draft: staff look at the form as it will be, whenever it opens.
    is_preview: bool = False


class Step(NamedTuple):
    """What stands at that address: `form`, one of the steps before it (`invitation`, `category`), or why there is none
    (`none`, `not-yet`, `closed`, `mail`, `full`; `preview`: that of a draft was sent).
    """

    page: str
    category: Category | None = None


def why_closed(available: Availability | None, *, is_sent: bool, has_written: bool, is_preview: bool = False) -> str:
    """Why there is no form for somebody; empty where there is one."""
    if available is None:
        return "none"
    if is_preview:
        is_by_mail = available.settings.how == RegistrationSettings.How.MAIL
        return "preview" if is_sent else "mail" if is_by_mail else ""
    reason = available.closed
    # Of a form that was sent, the answer says that all is full, and keeps what was typed.
    is_passed = (is_sent and reason == "full") or (has_written and reason == "mail")
    return "" if is_passed else reason


def step_for(available: Availability | None, asked: Asked) -> Step:
    """What somebody is shown who asks for the form, or sends it; nothing is counted that need not be."""
    reason = why_closed(available, is_sent=asked.is_sent, has_written=asked.has_written, is_preview=asked.is_preview)
    if available is None or reason:
        return Step(reason)
    if not asked.has_written and not asked.is_preview and available.asks_code(asked.code):
        return Step("invitation")
    category = available.category(asked.category)
    if category is None and available.has_step:
        return Step("category")
    if not asked.is_sent and not asked.is_preview and available.is_without_place(category):
        return Step("full")
    return Step("form", category)


def open_besides(event: Event) -> list[Event]:
    """Other events with a form that is open now: those of the same series first, then by their days."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)  # elsewhere it is still today
    is_same_series = Exists(SeriesEntry.objects.filter(event=OuterRef("pk"), series__entries__event=event))
    rows = Event.objects.for_list().filter(status=Event.Status.PUBLISHED, registration_settings__isnull=False)
    rows = rows.exclude(pk=event.pk).exclude(registration_settings__how=RegistrationSettings.How.MAIL)
    rows = rows.exclude(ended_before(yesterday))
    rows = rows.order_by(is_same_series.desc(), F("starts_on").asc(nulls_last=True), "pk")
    return [row for row in rows if row.registration_settings.window() == RegistrationSettings.Window.OPEN]


def fetch_form(event: Event) -> None:
    """Read categories and questions, if they are not there yet."""
    questions = Question.objects.prefetch_related("choices", "categories")
    prefetch_related_objects([event], "categories", Prefetch("questions", questions))


def availability_of(event: Event) -> Availability | None:
    """The form of an event, in a constant number of queries; None if it takes no registrations."""
    settings: RegistrationSettings | None = getattr(event, "registration_settings", None)
    if settings is None:
        return None
    settings.event = event
    fetch_form(event)
    categories = list(event.categories.all())
    is_limited = any(limit is not None for limit in [*limits(settings).values(), *(row.quota for row in categories)])
    offered = [category for category in categories if category.is_offered]
    # From an empty list nobody can choose.
    questions = [question for question in event.questions.all() if not question.is_empty_choice]
    return Availability(settings, offered, questions, is_limited)


def _plain(code: str) -> str:
    """A code as people type it: no difference of case or spaces."""
    return "".join(code.split()).casefold()
