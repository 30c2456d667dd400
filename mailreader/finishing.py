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


def finish(people: list[Proposal], belonging: Belonging, sender: Address, event: EventFacts | None) -> None:
    """Fill what holds for all persons, then say what is missing."""
    for person in people:
        if person.is_placeholder and not (person.function or person.organisation or person.role):
            person.missing = ("everything",)
            continue
        _body_of(person, belonging, sender)
        _category_of(person, belonging)
        if event is not None and event.mode in _MODES:
            person.put("mode", _MODES[event.mode], Reason("nothing-else-said", event.mode), is_assumed=True)
        person.missing = tuple(name for name in missing_of(person, belonging) if name not in person.not_needed)


def _body_of(person: Proposal, belonging: Belonging, sender: Address) -> None:
    """The sender's body is the writer's too, that of all called "ours", and of all with an address there."""
    is_near = bool(person.email) and person.email.rpartition("@")[2] == sender.domain
    is_called_ours = person.source.code == "sentence" and lexicon.has(person.source.detail, "say.our")
    # What the one replaced had stays; who writes may sign for another body, or shorter.
    stays = person.reasons.get("organisation", Reason("")).code in ("same-as-before", "inherited")
    if person.is_sender and without_city(person.organisation) == belonging.organisation:
        person.organisation = belonging.organisation
    if (person.is_sender or is_near or is_called_ours) and not stays:
        person.put("organisation", belonging.organisation, belonging.reason)
        person.put("country", belonging.state or belonging.country, Reason("organisation", belonging.organisation))
    # Of a delegate the State; else where the body is that is named, the sender's or the person's own.
    person.put("country", belonging.state, Reason("delegation", belonging.state))
    if _is_of(person, belonging) or not person.organisation:
        person.put("country", belonging.country, Reason("organisation", belonging.organisation))
    person.put("country", country_in(person.organisation, belonging.countries), Reason("organisation"))


def _category_of(person: Proposal, belonging: Belonging) -> None:
    """A delegate's is the State's; else what the person's own body is, else the sender's."""
    own = categories.category_of(person.organisation, person.function)
    is_other = bool(person.organisation) and not belonging.state and not _is_of(person, belonging)
    category = own if is_other and own else belonging.category or own
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
    is_initial = all(len(part.strip(".")) < 2 for part in person.given_name.split())
    lacking = {name for name in NEEDED if not getattr(person, name)} | ({"given_name"} if is_initial else set())
    return tuple(name for name in NEEDED if name in lacking and not (name == "organisation" and belonging.state))


def recognise(people: list[Proposal], event: str, context: Context, writer: str = "") -> None:
    """Note which persons have a living registration for the event."""
    for person in people:
        known = _registrations_of(person, event, context, writer)
        person.registration = ""
        for code, row in known:
            if row.is_living and (not event or row.event == event) and not person.registration:
                person.registration = row.reference
                person.reasons["registration"] = Reason(code, row.reference)


def _registrations_of(
    person: Proposal, event: str, context: Context, writer: str
) -> list[tuple[str, RegistrationFacts]]:
    """By the reference beside the name, by the address, by the name; and which of these."""
    if person.is_placeholder:
        return []
    told = context.registration(person.registration) if person.registration else None
    rows = [told] if told is not None and key(told.family_name) in key(person.full_name) else []
    known = [("address-known", row) for row in (*rows, *_by_address(person, context))]
    return known + [("name-known", row) for row in _by_name(person, event, context, writer)]


def _by_address(person: Proposal, context: Context) -> list[RegistrationFacts]:
    """Of an address read by several people only the one with this name, or an unnamed one, is the same."""
    rows = context.registrations_of(person.email) if person.email else ()
    names = [f"{row.given_name} {row.family_name}".strip() for row in rows]
    pairs = zip(rows, names, strict=True)
    return [row for row, name in pairs if not person.full_name or not name or same_name(person.full_name, name)]


def _by_name(person: Proposal, event: str, context: Context, writer: str) -> list[RegistrationFacts]:
    """By the whole name; of the writer's colleagues a family name will do."""
    if not person.family_name or (person.email and not person.given_name):
        return []
    rows = context.registrations_named(person.given_name, person.family_name, event)
    if person.given_name:
        return list(rows)
    living = [row for row in rows if row.is_living]
    is_near = len(living) == 1 and right_of(writer, living[0].email, living[0].asked_by) != "asked_by_a_stranger"
    return living if is_near else []


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
