"""Registrations as rows: whose they are, what a screen needs of them, which are possibly the same person twice."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from registrations.models.intake import Intake
from registrations.models.questions import Question
from registrations.models.states import LIVING, SEATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from registrations.models.registration import Registration


class RegistrationQuerySet(Intake):
    """Registrations. A list, an export and a mail say the same words."""

    def living(self) -> Self:
        """Those that have not ended."""
        return self.filter(state__in=LIVING)

    def seated(self) -> Self:
        """Those that hold a place."""
        return self.filter(state__in=SEATED)

    def for_queue(self) -> Self:
        """What a line of the queue shows and `missing()` asks, in a constant number of queries."""
        questions = Question.objects.prefetch_related("categories")
        return self.select_related(
            "event__registration_settings", "category", "organisation", "country", "restricted"
        ).prefetch_related("answers__question", "event__categories", Prefetch("event__questions", questions))

    def with_doubles_count(self) -> Self:
        """With `doubles_count`: how many other living registrations of the event may be the same person."""
        others = self.model._base_manager.filter(event=OuterRef("event"), state__in=LIVING).exclude(pk=OuterRef("pk"))
        # Two counts by one index each, which no row enters twice; one count with OR would read the whole event.
        same_address = others.filter(email_key=OuterRef("email_key")).exclude(email_key="")
        same_name = others.filter(person_key=OuterRef("person_key")).exclude(person_key="")
        same_name = same_name.exclude(~Q(email_key="") & Q(email_key=OuterRef("email_key"))).filter(
            Q(organisation=OuterRef("organisation"))
            | Q(country=OuterRef("country"))
            | (~Q(organisation_name="") & Q(organisation_name__iexact=OuterRef("organisation_name")))
        )
        return self.annotate(doubles_count=_count(same_address) + _count(same_name))

    def possible_doubles_of(self, registration: "Registration") -> "list[tuple[Registration, list[str]]]":
        """Other living registrations of the event that may be the same person, each with the codes of the reasons.

        `address`: the same e-mail. `name-organisation`, `name-country`: the same name, whatever its accents and order,
        and the same body or country. A shared office address is common, so this proposes and staff decide (law 4).
        """
        same_address = Q(email_key=registration.email_key) & ~Q(email_key="")
        same_name = Q(person_key=registration.person_key) & ~Q(person_key="")
        others = (
            self.filter(same_address | same_name, event=registration.event_id)
            .living()
            .exclude(pk=registration.pk)
            .select_related("category", "organisation", "country")
            .order_by("pk")
        )
        pairs = ((other, _reasons(registration, other)) for other in others)
        return [(other, reasons) for other, reasons in pairs if reasons]

    def doubles_of_each(
        self, event_id: int, registrations: "Sequence[Registration]"
    ) -> "list[list[tuple[Registration, list[str]]]]":
        """For each of many not yet kept: living registrations of the event that may be the same person. One query."""
        for registration in registrations:
            registration.make_keys()
        addresses = {registration.email_key for registration in registrations} - {""}
        names = {registration.person_key for registration in registrations} - {""}
        if not addresses and not names:
            return [[] for _registration in registrations]
        known = self.filter(Q(email_key__in=addresses) | Q(person_key__in=names), event=event_id).living()
        others = list(known.select_related("category", "organisation", "country").order_by("pk"))
        pairs = [[(other, _reasons(registration, other)) for other in others] for registration in registrations]
        return [[(other, reasons) for other, reasons in row if reasons] for row in pairs]


def _count(rows: Any) -> Coalesce:
    """The number of rows of a query as a column of another."""
    counted = rows.order_by().annotate(_all=F("event")).values("_all").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _reasons(one: "Registration", other: "Registration") -> list[str]:
    reasons = []
    if one.email_key and one.email_key == other.email_key:
        reasons.append("address")
    if one.person_key and one.person_key == other.person_key:
        is_same_body = one.organisation_id is not None and one.organisation_id == other.organisation_id
        typed, other_typed = one.organisation_name.casefold(), other.organisation_name.casefold()
        if is_same_body or (typed and typed == other_typed):
            reasons.append("name-organisation")
        if one.country_id is not None and one.country_id == other.country_id:
            reasons.append("name-country")
    return reasons
