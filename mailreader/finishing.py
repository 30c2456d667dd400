"""The last touches on proposals: what the mail says for all, what is known already, and what is missing."""

from mailreader import categories, lexicon
from mailreader.belonging import Belonging, without_city
from mailreader.context import Context
from mailreader.countries import country_in
from mailreader.facts import Address
from mailreader.findings import NEEDED, EventFacts, Proposal, Reason, RegistrationFacts, Understanding
from mailreader.flat import flat, key
from mailreader.names import same_name
from mailreader.rights import right_of

_MODES = {"online": "online", "in_person": "in_person", "in-person": "in_person", "hybrid": "in_person"}
_OF_BODY = ("organisation", "country", "category")
_PUBLIC = ("local_authority", "member_state")


def finish(people: list[Proposal], belonging: Belonging, sender: Address, event: EventFacts | None) -> None:
    """Fill what holds for all persons, then say what is missing."""
    is_shared = belonging.is_office or any(_is_near(person, sender) for person in people if not person.is_sender)
    for person in people:
        if person.is_placeholder and not (person.function or person.organisation or person.role):
            person.missing = ("everything",)
            continue
        _body_of(person, belonging, sender)
        _country_of(person, belonging)
        _category_of(person, belonging)
        if is_shared:
            _take_shared_body(person, belonging)
        if event is not None and event.mode in _MODES:
            person.put("mode", _MODES[event.mode], Reason("nothing-else-said", event.mode), is_assumed=True)
        person.missing = tuple(name for name in missing_of(person, belonging) if name not in person.not_needed)


def _take_shared_body(person: Proposal, belonging: Belonging) -> None:
    """Named among a body's people, or by its office, without an address that would say otherwise."""
    if belonging.state or person.email or person.organisation:
        return
    reason = Reason("named-with-them", belonging.organisation)
    person.put("organisation", belonging.organisation, reason, is_assumed=True)
    person.put("country", belonging.country, reason, is_assumed=True)


def _is_near(person: Proposal, sender: Address) -> bool:
    """The address is of the same house as the sender's."""
    return bool(person.email) and person.email.rpartition("@")[2] == sender.domain


def _body_of(person: Proposal, belonging: Belonging, sender: Address) -> None:
    """The sender's body is the writer's too, of all listed as its people, and of all with an address there."""
    is_called_ours = person.source.code == "sentence" and lexicon.has(person.source.detail, "say.our")
    is_ours = person.is_sender or _is_near(person, sender) or is_called_ours
    # What the one replaced had stays; who writes may sign for another body, or shorter.
    stays = person.reasons.get("organisation", Reason("")).code in ("same-as-before", "inherited")
    if person.is_sender and without_city(person.organisation) == belonging.organisation:
        person.organisation = belonging.organisation
    if is_ours and not stays:
        person.put("organisation", belonging.organisation, belonging.reason)
        person.put("country", belonging.state or belonging.country, Reason("organisation", belonging.organisation))
    if person.organisations:
        whole = (person.organisation, *person.organisations)
        person.organisations = tuple(dict.fromkeys(name for name in whole if name))


def _country_of(person: Proposal, belonging: Belonging) -> None:
    """Of a delegate the State; else where the body is that is named, the sender's or the person's own."""
    if belonging.state:
        person.put("country", belonging.state, Reason("delegation", belonging.state))
    if _is_of(person, belonging) or not person.organisation:
        person.put("country", belonging.country, Reason("organisation", belonging.organisation))
    elif belonging.category in _PUBLIC and categories.category_of(person.organisation) in _PUBLIC:
        # A town on the list of a town, a ministry on that of a ministry: of the same State.
        person.put("country", belonging.country, Reason("named-with-them", belonging.organisation), is_assumed=True)
    person.put("country", country_in(person.organisation, belonging.countries), Reason("organisation"))


def _category_of(person: Proposal, belonging: Belonging) -> None:
    """A delegate's is the State's; else what the person's own body is, else the sender's."""
    if belonging.state:
        reason = Reason("delegation", belonging.state)
        person.put("category", belonging.category, reason, is_assumed=True)
    own = categories.category_of(person.organisation, person.function)
    category = own if person.organisation and not _is_of(person, belonging) and own else belonging.category or own
    person.put("category", category, Reason("organisation", person.organisation), is_assumed=True)


def _is_of(person: Proposal, belonging: Belonging) -> bool:
    return flat(person.organisation) == flat(belonging.organisation)


def agree(result: Understanding) -> None:
    """What all persons have alike is the mail's, where the mail itself does not say it."""
    if not result.organisation and len(result.proposals) == 1:
        result.organisation = result.proposals[0].organisation
    for name in ("country", "category", "organisation"):
        values = {getattr(person, name) for person in result.proposals if not person.is_placeholder} - {""}
        if not getattr(result, name) and len(values) == 1:
            setattr(result, name, values.pop())


def missing_of(person: Proposal, belonging: Belonging) -> tuple[str, ...]:
    """What to ask for. An initial is no given name; a State's delegate represents the State."""
    lacking = [name for name in NEEDED if not getattr(person, name)]
    is_initial = bool(person.given_name) and all(len(part.strip(".")) < 2 for part in person.given_name.split())
    if is_initial:
        lacking.append("given_name")
    if belonging.state and "organisation" in lacking:
        lacking.remove("organisation")
    return tuple(name for name in NEEDED if name in lacking)


def recognise(people: list[Proposal], event: str, context: Context, writer: str = "") -> None:
    """Note which persons have a living registration for the event."""
    for person in people:
        if person.is_placeholder:
            continue
        row, code = _by_reference(person, event, context), "address-known"
        if row is None:
            row = _by_address(person, event, context)
        if row is None:
            row, code = _by_name(person, event, context, writer), "name-known"
        if row is not None:
            person.registration = row.reference
            person.reasons["registration"] = Reason(code, row.reference)


def _by_reference(person: Proposal, event: str, context: Context) -> RegistrationFacts | None:
    """The reference that stands beside the name, if it is one of ours and of this name."""
    row = context.registration(person.registration) if person.registration else None
    person.registration = ""
    is_named = row is not None and key(row.family_name) in key(person.full_name)
    return row if row is not None and is_named and _counts(row, event) else None


def _by_address(person: Proposal, event: str, context: Context) -> RegistrationFacts | None:
    """Of an address read by several people only the one with this name, or an unnamed one, is the same."""
    for row in context.registrations_of(person.email) if person.email else ():
        is_named = not person.full_name or not f"{row.given_name}{row.family_name}" or _has_name(person, row)
        if _counts(row, event) and is_named:
            return row
    return None


def _by_name(person: Proposal, event: str, context: Context, writer: str) -> RegistrationFacts | None:
    """By the whole name; of the writer's colleagues a family name will do."""
    if not person.family_name or (person.email and not person.given_name):
        return None
    rows = context.registrations_named(person.given_name, person.family_name, event)
    living = [row for row in rows if _counts(row, event)]
    if person.given_name:
        return next(iter(living), None)
    is_near = len(living) == 1 and right_of(writer, living[0].email, living[0].asked_by) != "asked_by_a_stranger"
    return living[0] if is_near else None


def _counts(row: RegistrationFacts, event: str) -> bool:
    return row.is_living and (not event or row.event == event)


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


def inherit(people: list[Proposal], replaced: RegistrationFacts | None) -> None:
    """Who takes another's place is of the same body, unless the mail says otherwise."""
    for person in people:
        if person.is_placeholder or replaced is None:
            continue
        reason = Reason("inherited", replaced.reference)
        person.action, person.replaces = "substitute", replaced.reference
        for name in _OF_BODY:
            person.put(name, getattr(replaced, name), reason, is_assumed=True)
        # What was not asked of the one replaced is not asked of who comes instead.
        person.not_needed = tuple(name for name in _OF_BODY if not getattr(replaced, name))
