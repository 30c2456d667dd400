"""The last touches on proposals: what the mail says for all, what is known already, and what is missing."""

from lexicon import categories
from lexicon.countries import country_in
from lexicon.flat import flat, key
from lexicon.names import same_name
from lexicon.reasons import Reason
from mailreader.belonging import Belonging
from mailreader.context import Context
from mailreader.facts import Address
from mailreader.findings import NEEDED, EventFacts, Proposal, RegistrationFacts, Understanding

_MODES = {"online": "online", "in_person": "in_person", "hybrid": "in_person"}
_OF_BODY = ("organisation", "country", "category")


def finish(
    people: list[Proposal], belonging: Belonging, sender: Address, event: EventFacts | None,
    other_writers: list[Proposal],
) -> None:  # fmt: skip
    """Fill what holds for all persons but for those who wrote a letter of their own, then say what is missing."""
    of_nobody = Belonging(countries=belonging.countries)
    for person in people:
        own = of_nobody if any(person is writer for writer in other_writers) else belonging
        if person.is_placeholder and not (person.function or person.organisation or person.role):
            person.missing = ("everything",)
            continue
        _body_of(person, own, sender)
        _category_of(person, own)
        if event is not None and event.mode in _MODES:
            person.put("mode", _MODES[event.mode], Reason("nothing-else-said", event.mode), is_assumed=True)
        person.missing = tuple(name for name in missing_of(person, own) if name not in person.not_needed)


def _body_of(person: Proposal, belonging: Belonging, sender: Address) -> None:
    """The sender's body is the writer's too, that of all named in sentences, and of all with an address there."""
    is_near = bool(person.email) and person.email.rpartition("@")[2] == sender.domain
    # What the one replaced had stays.
    stays = person.reasons.get("organisation", Reason("")).code in ("same-as-before", "inherited")
    is_told = person.source.code == "sentence" and not person.organisation
    if (person.is_sender or is_near or is_told) and not stays:
        person.put("organisation", belonging.organisation, belonging.reason)
    # Of a delegate the State; else where the body is that is named, the person's own or the sender's.
    person.put("country", belonging.state, Reason("delegation", belonging.state))
    person.put("country", country_in(person.organisation, belonging.countries), Reason("organisation"))
    if not person.organisation or flat(person.organisation) == flat(belonging.organisation):
        person.put("country", belonging.country, Reason("organisation", belonging.organisation))


def _category_of(person: Proposal, belonging: Belonging) -> None:
    """A delegate's is the State's; else what the person's own body is, else the sender's."""
    own = "" if belonging.state else categories.category_of(person.organisation)
    category = own or belonging.category or categories.category_of(person.function)
    person.put("category", category, Reason("organisation", person.organisation), is_assumed=True)


def agree(result: Understanding) -> None:
    """What all persons have alike is the mail's, where the mail itself does not say it."""
    for name in ("country", "category", "organisation"):
        values = {getattr(person, name) for person in result.proposals if not person.is_placeholder} - {""}
        if not getattr(result, name) and len(values) == 1:
            setattr(result, name, values.pop())


def missing_of(person: Proposal, belonging: Belonging) -> tuple[str, ...]:
    """What to ask for; a State's delegate represents the State."""
    has = ("organisation",) if belonging.state else ()
    return tuple(name for name in NEEDED if not getattr(person, name) and name not in has)


def recognise(people: list[Proposal], event: str, context: Context) -> None:
    """Note which persons have a living registration for the event: by the reference, the address, or the name."""
    for person in people:
        told, person.registration = person.registration, ""
        by_address = [*_told(told, person, context), *_by_address(person, context)]
        for code, rows in (("address-known", by_address), ("name-known", _by_name(person, event, context))):
            for row in rows:
                if row.is_living and row.event == (event or row.event) and not person.registration:
                    person.registration = row.reference
                    person.reasons["registration"] = Reason(code, row.reference)


def _told(reference: str, person: Proposal, context: Context) -> list[RegistrationFacts]:
    """The registration whose reference stands beside the name."""
    row = context.registration(reference) if reference else None
    return [row] if row is not None and key(row.family_name) in key(person.full_name) else []


def _by_address(person: Proposal, context: Context) -> list[RegistrationFacts]:
    """Of an address read by several people only the one with this name, or an unnamed one, is the same."""
    rows = context.registrations_of(person.email) if person.email else ()
    names = [f"{row.given_name} {row.family_name}".strip() for row in rows]
    pairs = zip(rows, names, strict=True)
    return [row for row, name in pairs if not person.full_name or not name or same_name(person.full_name, name)]


def _by_name(person: Proposal, event: str, context: Context) -> list[RegistrationFacts]:
    """By the whole name; by the family name alone where one has it."""
    rows = context.registrations_named(person.given_name, person.family_name, event) if person.family_name else ()
    living = [row for row in rows if row.is_living]
    return living if person.given_name or len(living) == 1 else []


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
