"""What a mail proposes, as cards: each person with reasons, what is missing, possible duplicates; each change."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import labels
from desk.choices import Known
from desk.persons import MODES, RENAMED, PersonForm, lacking_in
from events.models import Event
from inbox.actions.proposals import BY_STAFF
from inbox.models import Classification, MailProposal
from inbox.wishes import addition_of, note_with, said_besides
from multilingual.texts import translated
from registrations.duplicates import possible_duplicates_of_each, refusals_of_each
from registrations.models import Registration, StateChange
from registrations.models.states import ACTIVE
from registrations.organisations import named
from speakers.models import Country

DUPLICATE_REASONS = {
    "address": gettext_lazy("the same address"),
    "name-organisation": gettext_lazy("the same name and organisation"),
    "name-country": gettext_lazy("the same name and country"),
}


class Duplicate(NamedTuple):
    """A registration that may be this person's."""

    row: Registration
    reasons: str
    changes: list["Change"]


class Doubts(NamedTuple):
    """Why a person may not simply be one more: registered already perhaps, or refused before."""

    duplicates: list[Duplicate]
    refusals: list[StateChange]


class Change(NamedTuple):
    """A field that the mail wants changed."""

    name: str
    label: str
    before: str
    after: str
    reason: str
    problem: str


class Card(NamedTuple):
    """A proposal as it is shown."""

    row: MailProposal
    form: PersonForm | None
    title: str
    summary: str
    missing: list[str]
    lacks: list[str]
    wishes: list[str]
    reasons: list[tuple[str, str]]
    where: str
    restricted: list[tuple[str, str]]
    duplicates: list[Duplicate]
    refusals: list[StateChange]
    changes: list[Change]
    replaces: Registration | None = None
    places: Sequence[Registration] = ()
    # A mail under a forged address proposes it: nothing of it is chosen from the start.
    is_forged: bool = False
    # Whoever has this address asked to be erased.
    is_erased: bool = False

    @property
    def is_open(self) -> bool:
        """Something is to be done with it."""
        return self.row.state == MailProposal.State.OPEN

    @property
    def is_unfolded(self) -> bool:
        """Its boxes are shown at once: a name or something else is to be written there."""
        return self.form is not None and bool(self.form.errors or not self.row.name)

    @property
    def has_restricted(self) -> bool:
        """The mail has something that only few may see."""
        return self.row.has_restricted

    @property
    def is_suggestion(self) -> bool:
        """A person whom the mail names without showing that he or she is to be registered."""
        return self.form is not None and not self.row.is_sure and not is_by_staff(self.row)

    @property
    def is_asked(self) -> bool:
        """Accepted, the person is asked for what is missing; else, without an address, it is for staff to find out."""
        return bool(self.lacks) and self.form is not None and bool(str(self.form["email"].value() or "").strip())

    @property
    def is_restricted_alone(self) -> bool:
        """It changes nothing of an active registration but what is restricted."""
        target, is_update = self.row.target, self.row.action == MailProposal.Action.UPDATE
        return is_update and self.has_restricted and not self.changes and target is not None and target.state in ACTIVE

    @property
    def went_along(self) -> bool:
        """Restricted data of the mail are with the registration that it became."""
        row = self.row
        is_taken = row.action != MailProposal.Action.CANCEL and row.state == MailProposal.State.ACCEPTED
        return self.has_restricted and is_taken and row.result_id is not None


def cards(
    rows: Sequence[MailProposal],
    known: Known,
    data: Any = None,
    *,
    may_see_restricted: bool = False,
    about: Registration | None = None,
) -> list[Card]:
    """All proposals of a conversation; with `data`, as staff corrected them."""
    open_ones = [row for row in rows if row.is_person and row.state == MailProposal.State.OPEN]
    people = [draft(row, known) for row in open_ones]
    doubts: dict[int, Doubts] = {}
    if known.event is not None:
        found = possible_duplicates_of_each(known.event.pk, people), refusals_of_each(known.event.pk, people)
        for row, others, refusals in zip(open_ones, *found, strict=True):
            doubts[row.pk] = Doubts(duplicates_in_words(row, others, known), refusals)
    else:
        doubts = {row.pk: Doubts(duplicates_in_words(row, [], known), []) for row in open_ones}
    found_cards = [card(row, known, doubts.get(row.pk, Doubts([], [])), data, may_see_restricted) for row in rows]
    return [_in_place(each, places_named(rows, known.event, replaced(each.row, about)), about) for each in found_cards]


def _in_place(found: Card, places: list[Registration], about: Registration | None) -> Card:
    """With whose place the person may take; where the mail names some, nobody is one more without being asked for."""
    if found.form is None:
        return found
    message = found.row.message if found.row.message_id else None
    if message is not None and places and message.kind == Classification.SUBSTITUTION:
        found.form.initial["chosen"] = False
    return found._replace(replaces=replaced(found.row, about), places=places)


def places_named(rows: Sequence[MailProposal], event: Event | None, first: Registration | None) -> list[Registration]:
    """Whose places the mails name as free for somebody else: of those who are to be cancelled or replaced."""
    ends = (MailProposal.Action.CANCEL, MailProposal.Action.SUBSTITUTE)
    open_ones = [row for row in rows if row.state == MailProposal.State.OPEN and row.action in ends]
    named_ones = [row.target for row in open_ones if row.target is not None]
    found = {one.pk: one for one in [first, *named_ones] if one is not None and one.state in ACTIVE}
    return [one for one in found.values() if one is first or event is None or one.event_id == event.pk]


def replaced(row: MailProposal, about: Registration | None) -> Registration | None:
    """In whose place the person would come: as the mail says, else whom the conversation is about."""
    return (row.target or about) if row.action == MailProposal.Action.SUBSTITUTE else None


def draft(proposal: MailProposal, known: Known) -> Registration:
    """The person as a registration that is not kept, to look for duplicates."""
    value = proposal.value
    return Registration(
        event=known.event,
        given_name=str(value("given_name")),
        family_name=str(value("family_name")),
        email=str(value("email")),
        organisation_name=str(value("organisation")),
        country=known.countries.get(str(value("country"))),
    )


def duplicates_in_words(
    proposal: MailProposal, found: list[tuple[Registration, list[str]]], known: Known
) -> list[Duplicate]:
    """Each with its reasons, and what the mail says otherwise; first the one that the mail itself names."""
    target = proposal.target if proposal.action == MailProposal.Action.REGISTER else None
    named_by_mail = [Duplicate(target, "", changes(proposal, target, known))] if target is not None else []
    return named_by_mail + [
        Duplicate(row, ", ".join(str(DUPLICATE_REASONS[code]) for code in codes), changes(proposal, row, known))
        for row, codes in found
        if target is None or row.pk != target.pk
    ]


def _title(row: MailProposal) -> str:
    """Whom it is about, with honorific or title."""
    named_person = " ".join(filter(None, (row.value("honorific") or row.value("title"), row.name)))
    if named_person:
        return named_person
    return _("not yet named") if row.value("is_placeholder") or is_by_staff(row) else str(row)


def _summary(row: MailProposal, known: Known) -> str:
    """Function, organisation and country, as far as the mail has them."""
    country = known.countries.get(str(row.value("country")))
    parts = [row.value("function"), row.value("organisation"), translated(country, "name").value if country else ""]
    return ", ".join(filter(None, map(str, parts)))


def _form(row: MailProposal, known: Known, doubts: Doubts, data: Any) -> PersonForm | None:
    """To correct and choose the person with; None for a change, for what is decided. Chosen if nothing is in doubt."""
    if not row.is_person or row.state != MailProposal.State.OPEN:
        return None
    is_clear = not row.value("is_placeholder") and not any(doubts) and row.target_id is None and bool(row.name)
    form = PersonForm(row, known, data)
    form.initial["chosen"] = (is_clear and row.is_sure) or is_by_staff(row)
    form.fields["chosen"].widget.attrs["aria-label"] = _("Accept %(name)s") % {"name": row.name or _("this person")}
    return form


def card(row: MailProposal, known: Known, doubts: Doubts, data: Any, may_see_restricted: bool) -> Card:
    """One proposal."""
    form = _form(row, known, doubts, data)
    lacks = lacking_in(form) if form is not None and row.action == MailProposal.Action.REGISTER else []
    restricted = row.restricted.items() if may_see_restricted else ()
    return Card(
        row=row,
        form=form,
        title=_title(row),
        summary=_summary(row, known),
        missing=labels.labels(name for name in row.missing if name not in lacks),
        lacks=_in_words(lacks, known.event),
        wishes=list(said_besides(row, known.event).values()),
        reasons=[(labels.label(name), labels.reason(pair)) for name, pair in row.reasons.items()],
        where=labels.reason(row.source),
        restricted=[(labels.label(name), str(value)) for name, value in restricted],
        duplicates=doubts.duplicates,
        refusals=doubts.refusals,
        changes=changes(row, row.target, known) if row.action == MailProposal.Action.UPDATE else [],
    )


def _in_words(codes: Sequence[str], event: Event | None) -> list[str]:
    """What is missing: fields, and questions of the event."""
    asked = {question.code: str(question) for question in event.questions.all()} if codes and event else {}
    return [asked.get(code) or labels.label(code) for code in codes]


# What staff may take over from a mail into a registration that is there, and the column it goes into.
CHANGEABLE = (
    "honorific", "title", "given_name", "family_name", "function", "organisation_name", "country", "email", "phone",
    "mode", "language", "note",
)  # fmt: skip


def is_by_staff(row: MailProposal) -> bool:
    """Staff add somebody whom the reader did not find."""
    return row.source[:1] == [BY_STAFF]


def wanted_of(row: MailProposal) -> dict[str, str]:
    """What the mail says, by the columns of a registration; what none holds is an addition to its note."""
    found = {RENAMED.get(name, name): value for name, value in row.data.items() if isinstance(value, str)}
    found["mode"] = found.get("mode", "").replace("_", "-")
    found["note"] = addition_of(row)
    return {name: found[name] for name in CHANGEABLE if found.get(name)}


def changes(row: MailProposal, target: Registration | None, known: Known) -> list[Change]:
    """What would change in the registration: before and after."""
    if target is None:
        return []
    found = []
    for name, said in wanted_of(row).items():
        before = str(getattr(target, "country_id" if name == "country" else name) or "")
        after = note_with(before, said) if name == "note" else said
        if after == before:
            continue
        source = next((each for each, column in RENAMED.items() if column == name), name)
        shown = in_words(name, before, known.countries), in_words(name, after, known.countries)
        why = labels.reason(row.reasons.get(source))
        problem = problem_of(target, name, after, known.countries)
        found.append(Change(name, labels.label(source), shown[0], shown[1], why, problem))
    return found


def problem_of(target: Registration, name: str, value: str, countries: Mapping[str, Country]) -> str:
    """Why the registration cannot hold it: a mail says what it likes, the form would refuse it."""
    if name == "country":
        return "" if value in countries else _("No country has this name. Choose one of the list.")
    if name == "mode" and target.event.mode != Event.Mode.HYBRID:
        return _("The meeting is not hybrid.")
    try:
        Registration._meta.get_field(name).clean(value, target)  # type: ignore[union-attr]  # a column
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def in_words(name: str, value: str, countries: Mapping[str, Country]) -> str:
    """A value as it is read."""
    if name == "country" and value in countries:
        return translated(countries[value], "name").value
    return str({"mode": dict(MODES), "language": dict(settings.LANGUAGES)}.get(name, {}).get(value, value))


def changed_fields(
    row: MailProposal, chosen: Sequence[str], target: Registration, countries: Mapping[str, Country]
) -> dict[str, Any]:
    """The chosen columns as `change` takes them; without those that the registration cannot hold."""
    fields: dict[str, Any] = {
        name: value
        for name, value in wanted_of(row).items()
        if name in chosen and not problem_of(target, name, value, countries)
    }
    if "country" in fields:
        fields["country"] = countries[fields["country"]]
    if "organisation_name" in fields:
        fields["organisation"] = named(fields["organisation_name"])
    return fields
