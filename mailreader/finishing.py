"""The last touches on proposals: what the mail says for all, what is known already, and what is missing."""

from mailreader import categories, lexicon
from mailreader.belonging import Belonging, without_city
from mailreader.context import Context
from mailreader.countries import country_in
from mailreader.facts import Address
from mailreader.findings import NEEDED, EventFacts, Proposal, Reason, RegistrationFacts
from mailreader.flat import flat
from mailreader.names import same_name
from mailreader.rights import right_of


def finish(
    people: list[Proposal], belonging: Belonging, sender: Address, event: EventFacts | None, phrases: list[str]
) -> None:
    """Fill what holds for all persons, then say what is missing."""
    is_state = bool(belonging.delegation and belonging.delegation.country)
    is_shared = belonging.is_office or any(_is_near(person, sender) for person in people if not person.is_sender)
    for person in people:
        if person.is_placeholder and not (person.function or person.organisation or person.role):
            person.missing = ("everything",)
            continue
        _affiliate(person, belonging, sender)
        if is_shared and not is_state and not person.email and not person.organisation:
            # Named among a body's people, or by its office, without an address that would say otherwise.
            reason = Reason("named-with-them", belonging.organisation)
            person.put("organisation", belonging.organisation, reason, is_assumed=True)
            person.put("country", belonging.country, reason, is_assumed=True)
        if event is not None and event.mode in ("in_person", "hybrid", "online", "in-person"):
            mode = "online" if event.mode == "online" else "in_person"
            person.put("mode", mode, Reason("nothing-else-said", event.mode), is_assumed=True)
        person.missing = tuple(name for name in missing_of(person, belonging) if name not in person.not_needed)


def _is_of_public(category: str) -> bool:
    return category in ("local_authority", "member_state")


def _is_near(person: Proposal, sender: Address) -> bool:
    """The address is of the same house as the sender's."""
    return bool(person.email) and person.email.rpartition("@")[2] == sender.domain


def _affiliate(person: Proposal, belonging: Belonging, sender: Address) -> None:
    """The sender's body is the writer's too, of all listed as its people, and of all with an address there."""
    is_near = _is_near(person, sender)
    is_called_ours = person.source.code == "sentence" and lexicon.has(person.source.detail, "say.our")
    is_ours = person.is_sender or is_near or belonging.is_for_all or is_called_ours
    # What the one replaced had stays; who writes may sign for another body, or shorter.
    stays = person.reasons.get("organisation", Reason("")).code in ("same-as-before", "inherited")
    second = person.organisations
    if person.is_sender and without_city(person.organisation) == belonging.organisation:
        person.organisation = belonging.organisation
    if is_ours and not stays:
        person.put("organisation", belonging.organisation, belonging.reason)
    if second:
        person.organisations = tuple(dict.fromkeys(name for name in (person.organisation, *second) if name))
    if _is_of_public(belonging.category) and _is_of_public(categories.category_of(person.organisation)):
        # A town on the list of a town, a ministry on that of a ministry: of the same State.
        person.put("country", belonging.country, Reason("named-with-them", belonging.organisation), is_assumed=True)
    state = belonging.delegation.country if belonging.delegation else ""
    if state:
        person.put("country", state, Reason("delegation", state))
    is_same_body = flat(person.organisation) == flat(belonging.organisation)
    if is_same_body or is_ours or not person.organisation:
        person.put("country", belonging.country, Reason("organisation", belonging.organisation))
    if state and belonging.category:
        person.put("category", belonging.category, Reason("delegation", state), is_assumed=True)
    own = categories.category_of(person.organisation, person.function)
    category = own if person.organisation and not is_same_body and own else belonging.category or own
    person.put("category", category, Reason("organisation", person.organisation), is_assumed=True)
    person.put("country", country_in(person.organisation, belonging.countries), Reason("organisation"))


def missing_of(person: Proposal, belonging: Belonging) -> tuple[str, ...]:
    """What to ask for. An initial is no given name; a State's delegate represents the State."""
    lacking = [name for name in NEEDED if not getattr(person, name)]
    is_initial = bool(person.given_name) and all(len(part.strip(".")) < 2 for part in person.given_name.split())
    if is_initial:
        lacking.append("given_name")
    if belonging.delegation and belonging.delegation.country and "organisation" in lacking:
        lacking.remove("organisation")
    return tuple(name for name in NEEDED if name in lacking)


def recognise(people: list[Proposal], event: str, context: Context, writer: str = "") -> None:
    """Note which persons have a living registration for the event; of the writer's colleagues a family name will do."""
    for person in people:
        if person.is_placeholder:
            continue
        rows = [*context.registrations_of(person.email)] if person.email else []
        known = next((row for row in rows if _is_twin(person, row, event)), None)
        reason = Reason("address-known")
        if known is None and person.given_name and person.family_name:
            named = context.registrations_named(person.given_name, person.family_name, event)
            known = next((row for row in named if row.is_living and (not event or row.event == event)), None)
            reason = Reason("name-known")
        if known is None and person.family_name and not (person.given_name or person.email):
            named = context.registrations_named("", person.family_name, event)
            living = [row for row in named if row.is_living and (not event or row.event == event)]
            is_near = (
                len(living) == 1 and right_of(writer, living[0].email, living[0].asked_by) != "asked_by_a_stranger"
            )
            known, reason = (living[0], Reason("name-known")) if is_near else (None, reason)
        if known is not None:
            person.registration = known.reference
            person.reasons["registration"] = reason._replace(detail=known.reference)


def remember(people: list[Proposal], context: Context, reply_to: str) -> None:
    """Of a writer who took part in something else, what the mail leaves out is as it was then.

    Only of the address that the answer goes to: it repeats what was understood, and nobody may learn of others by it.
    """
    for person in people:
        if not person.is_sender or person.registration or not person.email or person.email != reply_to:
            continue
        rows = [row for row in context.registrations_of(person.email) if _has_name(person, row)]
        for row in rows[:1]:
            for name in ("organisation", "country", "title"):
                person.put(name, getattr(row, name), Reason("registered-before", row.reference), is_assumed=True)


def _has_name(person: Proposal, row: RegistrationFacts) -> bool:
    return same_name(person.full_name, f"{row.given_name} {row.family_name}")


def _is_twin(person: Proposal, row: RegistrationFacts, event: str) -> bool:
    """Of an address read by several people only the one with this name, or an unnamed one, is the same."""
    if not row.is_living or (event and row.event != event):
        return False
    name = f"{row.given_name} {row.family_name}".strip()
    return not person.full_name or not name or same_name(person.full_name, name)


def inherit(person: Proposal, replaced: RegistrationFacts) -> None:
    """Who takes another's place is of the same body, unless the mail says otherwise."""
    reason = Reason("inherited", replaced.reference)
    person.action, person.replaces = "substitute", replaced.reference
    for name in ("organisation", "country", "category"):
        person.put(name, getattr(replaced, name), reason, is_assumed=True)
    # What was not asked of the one replaced is not asked of who comes instead.
    person.not_needed = tuple(name for name in ("organisation", "country", "category") if not getattr(replaced, name))
