"""What a mail may mean: proposals for staff to decide, each fact with the reason why it is believed."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from lexicon.reasons import Reason
from mailreader.facts import Address, CalendarAnswer, Report

UNKNOWN = Reason("nothing-recognised")
IN_TEXT = Reason("text")
_TEXTS = (
    "honorific", "title", "function", "organisation", "country", "email", "phone",
    "category", "mode", "role", "preferred_language",
)  # fmt: skip
NEEDED = ("email", "given_name", "family_name", "function", "organisation", "country", "category")


@dataclass(slots=True)
class Proposal:
    """One person, and what is proposed: register, cancel, substitute or update. Nothing is done without staff.

    `missing` names what to ask for. `assumed` names fields filled by a rule rather than by words of the mail.
    `restricted` holds what only staff with the right may see: diet, access_needs, passport, birth, nationality, health.
    """

    action: str = "register"
    honorific: str = ""
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    function: str = ""
    organisation: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    category: str = ""
    mode: str = ""
    role: str = ""
    preferred_language: str = ""
    publish_consent: bool | None = None
    wants_visa_letter: bool = False
    wants_sponsorship: bool = False
    is_possible_speaker: bool = False
    is_placeholder: bool = False
    is_sender: bool = False
    restricted: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    not_needed: tuple[str, ...] = ()
    assumed: set[str] = field(default_factory=set)
    reasons: dict[str, Reason] = field(default_factory=dict)
    source: Reason = IN_TEXT
    registration: str = ""
    replaces: str = ""
    # Something in the mail shows that just this is wanted; else it is a suggestion, for staff to tick.
    is_sure: bool = True

    def put(self, name: str, value: str, reason: Reason, *, is_assumed: bool = False) -> None:
        """Fill a field that is empty, or was only assumed, and keep why."""
        value = " ".join(value.split())[:300]
        if not value or (getattr(self, name) and not (name in self.assumed and not is_assumed)):
            return
        setattr(self, name, value)
        self.reasons[name] = reason
        (self.assumed.add if is_assumed else self.assumed.discard)(name)

    def mark(self, name: str, reason: Reason) -> None:
        """Set one of the wishes: wants_visa_letter, wants_sponsorship, is_possible_speaker."""
        setattr(self, name, True)
        self.reasons.setdefault(name, reason)

    def fill_from(self, other: "Proposal") -> None:
        """Fill the gaps with what is known of the same person elsewhere, and keep why."""
        is_shorter = len(other.full_name) < len(self.full_name)
        for name in _TEXTS if is_shorter else (*_TEXTS, "given_name", "family_name"):
            if value := getattr(other, name):
                self.put(name, value, other.reasons.get(name, other.source), is_assumed=name in other.assumed)
        for name in ("wants_visa_letter", "wants_sponsorship", "is_possible_speaker"):
            if getattr(other, name):
                self.mark(name, other.reasons.get(name, other.source))
        self.restricted = {**other.restricted, **self.restricted}
        if self.publish_consent is None:
            self.publish_consent = other.publish_consent
        self.is_sender = self.is_sender or other.is_sender
        self.is_sure = self.is_sure or other.is_sure

    @property
    def full_name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class Thread:
    """The conversation a mail belongs to. `by`: references, subject_token, text_token, dsn_original_message_id."""

    registration: str = ""
    message: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """Who answers for the others; `attends` is None where the mail does not say."""

    name: str
    email: str
    attends: bool | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Delegation:
    """Whom the persons represent: a country (its code), or a body."""

    country: str = ""
    organisation: str = ""
    reason: Reason = IN_TEXT


@dataclass(frozen=True, slots=True)
class Absence:
    """What an out-of-office answer says: until when, and who stands in."""

    until: str = ""
    alternate_email: str = ""


@dataclass(slots=True)
class Understanding:
    """What one mail seems to want, for staff to accept, correct or throw away.

    `proposals` are persons to register or to put in another's place. `targets` are references of registrations that
    the mail wants cancelled, changed or replaced; `changes` holds what it wants changed.
    """

    classification: str = "needs_review"
    classification_reason: Reason = UNKNOWN
    is_automatic: bool = False
    thread: Thread | None = None
    event: str = ""
    event_reason: Reason = UNKNOWN
    language: str = ""
    language_reason: Reason = UNKNOWN
    reply_language: str = ""
    reply_to: str = ""
    requester: Address = field(default_factory=Address)
    # Where From has no address, those of other headers, by their names: they may be anybody's.
    instead_of_from: dict[str, str] = field(default_factory=dict)
    is_forwarded: bool = False
    forwarded_by: str = ""
    is_auto_reply_allowed: bool = False
    auto_reply_reason: Reason = UNKNOWN
    proposals: list[Proposal] = field(default_factory=list)
    category: str = ""
    organisation: str = ""
    country: str = ""
    focal_point: FocalPoint | None = None
    delegation: Delegation | None = None
    replaces: str = ""
    targets: tuple[str, ...] = ()
    changes: Proposal | None = None
    # Of a message of ours that was not delivered, or not yet, or that somebody complained of.
    bounce: Report | None = None
    calendar: CalendarAnswer | None = None
    absence: Absence | None = None
    restricted_text: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    problems: tuple[str, ...] = ()

    @property
    def all_restricted(self) -> list[str]:
        """All that only some may see, of persons too, as it is worded: no reason may quote it."""
        people = [*self.proposals, *([self.changes] if self.changes is not None else [])]
        words = [*self.restricted_text, *(value for person in people for value in person.restricted.values())]
        return [one for one in words if len(one.strip()) > 2]

    def flag(self, name: str) -> None:
        """Note something staff should see, once."""
        if name not in self.flags:
            self.flags.append(name)


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What is known of an event to which a mail may belong."""

    key: str
    code: str
    title: Mapping[str, str]
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    is_open: bool = False
    # Its mail may come to any address, and another event is open whose mail goes to one of its own.
    is_one_of_many: bool = False
    is_past: bool = False
    mode: str = ""
    venue: str = ""
    languages: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called by: words within mean nothing else."""
        return (*self.title.values(), self.venue)


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """What is known of a registration that a mail may be about."""

    reference: str
    event: str
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    title: str = ""
    organisation: str = ""
    country: str = ""
    category: str = ""
    language: str = ""
    state: str = ""
    is_living: bool = True
    # That of the invitation in the person's calendar.
    calendar_uid: str = ""
    # The addresses of those whose mail asked for it: the person, or a focal point.
    asked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OurMessage:
    """A message of ours: its identifier, and the registration it told."""

    message_id: str
    registration: str = ""
    kind: str = ""
    to: str = ""
