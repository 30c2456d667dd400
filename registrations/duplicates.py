"""Which registrations may be of one person: proposed by address and name, decided by staff (rule 4)."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce

from registrations.models import Registration, StateChange
from registrations.models.states import ACTIVE, REFUSED

# Another registration, and the codes of the reasons why it may be of the same person.
Possible = tuple[Registration, list[str]]


def possible_duplicates_of(registration: Registration) -> list[Possible]:
    """Other active registrations of the event that may be the same person, each with the codes of the reasons.

    `address`: the same e-mail. `name-organisation`, `name-country`: the same name, whatever its accents and order,
    and the same organisation or country. A shared office address is common, so this proposes and staff decide.
    """
    same_address = Q(email_key=registration.email_key) & ~Q(email_key="")
    same_name = Q(person_key=registration.person_key) & ~Q(person_key="")
    others = (
        Registration.objects.active()
        .filter(same_address | same_name, event=registration.event_id)
        .exclude(pk=registration.pk)
        .select_related("category", "organisation", "country")
        .order_by("pk")
    )
    if registration.pk is not None:
        others = others.exclude(pk__in=registration.not_same_as.values("pk"))
    return _with_reasons(registration, others)


def possible_duplicates_of_each(event_id: int, registrations: Sequence[Registration]) -> list[list[Possible]]:
    """For each of many not yet kept: active registrations of the event that may be the same person. One query."""
    found = _perhaps_the_same(event_id, registrations, ACTIVE)
    others = list(found.select_related("category", "organisation", "country").order_by("pk"))
    return [_with_reasons(registration, others) for registration in registrations]


def refusals_of_each(event_id: int, registrations: Sequence[Registration]) -> list[list[StateChange]]:
    """For each: how a registration of the event was refused that may be the same person's. Two queries."""
    others = list(_perhaps_the_same(event_id, registrations, REFUSED))
    changes = StateChange.objects.filter(registration__in=others, to_state__in=REFUSED).exclude(
        from_state=F("to_state")
    )
    last = {change.registration_id: change for change in changes.select_related("by", "registration").order_by("pk")}
    found = []
    for registration in registrations:
        same = [other for other, _reasons in _with_reasons(registration, others) if other.pk != registration.pk]
        found.append([last[other.pk] for other in same if other.pk in last])
    return found


def refusals_of(registration: Registration) -> list[StateChange]:
    """The same for one."""
    return refusals_of_each(registration.event_id, [registration])[0]


def is_same_person(one: Registration, other: Registration) -> bool:
    """Two registrations of one event may be one person's."""
    return one.event_id == other.event_id and bool(_reasons(one, other))


def _perhaps_the_same(
    event_id: int, registrations: Sequence[Registration], states: Iterable[str]
) -> QuerySet[Registration]:
    """Of the event, in these states, with an address or a name of one of them."""
    for registration in registrations:
        registration.make_keys()
    addresses = {registration.email_key for registration in registrations} - {""}
    names = {registration.person_key for registration in registrations} - {""}
    if not addresses and not names:
        return Registration.objects.none()
    is_named = Q(email_key__in=addresses) | Q(person_key__in=names)
    return Registration.objects.filter(is_named, event=event_id, state__in=states)


def number_of_duplicates() -> CombinedExpression:
    """How many other active registrations of the event may be of the same person, as a column of a query."""
    # Two counts by one index each, which no row enters twice; one count with OR would read the whole event.
    is_told_apart = Exists(
        Registration.not_same_as.through.objects.filter(
            from_registration=OuterRef(OuterRef("pk")), to_registration=OuterRef("pk")
        )
    )
    same_address, same_name = (rows.exclude(is_told_apart) for rows in _others(ACTIVE))
    same_name = same_name.exclude(~Q(email_key="") & Q(email_key=OuterRef("email_key")))
    return _count(same_address) + _count(same_name)


def was_refused_before() -> Q:
    """Whether another registration of the event was refused that may be the same person's, as a column of a query."""
    same_address, same_name = _others(REFUSED)
    return Q(Exists(same_address)) | Q(Exists(same_name))


def _others(states: Iterable[str]) -> tuple[QuerySet[Registration], QuerySet[Registration]]:
    """Others in these states with the same address, and with the same name from the same place."""
    others = Registration.objects.filter(event=OuterRef("event"), state__in=states).exclude(pk=OuterRef("pk"))
    same_address = others.filter(email_key=OuterRef("email_key")).exclude(email_key="")
    same_name = others.filter(person_key=OuterRef("person_key")).exclude(person_key="")
    same_name = same_name.filter(
        Q(organisation=OuterRef("organisation"))
        | Q(country=OuterRef("country"))
        | (~Q(organisation_name="") & Q(organisation_name__iexact=OuterRef("organisation_name")))
    )
    return same_address, same_name


def _count(rows: QuerySet[Registration]) -> Coalesce:
    """The number of rows of a query as a column of another."""
    counted = rows.order_by().annotate(_all=F("event")).values("_all").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _with_reasons(registration: Registration, others: Iterable[Registration]) -> list[Possible]:
    pairs = ((other, _reasons(registration, other)) for other in others)
    return [(other, reasons) for other, reasons in pairs if reasons]


def _reasons(one: Registration, other: Registration) -> list[str]:
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
