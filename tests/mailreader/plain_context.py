"""A context of plain data, as `expected.json` of a set of mails holds it."""

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lexicon.flat import key
from mailreader.findings import EventFacts, OurMessage, RegistrationFacts

_ENDED = {"cancelled", "withdrawn", "replaced", "declined", "revoked"}


@dataclass(slots=True)
class PlainContext:
    """A context of plain data, as `expected.json` of the samples holds it."""

    now: datetime.datetime
    own_addresses: Collection[str] = ()
    events: Sequence[EventFacts] = ()
    countries: Mapping[str, Collection[str]] = field(default_factory=dict)
    languages: Sequence[str] = ("en", "fr", "es")
    staff_domain: str = ""
    staff: Collection[str] = ()
    registrations: Sequence[RegistrationFacts] = ()
    messages: Mapping[str, OurMessage] = field(default_factory=dict)
    received: Collection[str] = ()
    other_codes: Collection[str] = ()

    @classmethod
    def load(cls, data: Mapping[str, Any], countries: Mapping[str, Collection[str]]) -> "PlainContext":
        """From the `context` of an expected.json; `countries` comes from elsewhere."""
        now = datetime.datetime.fromisoformat(data["now"])
        return cls(
            now=now,
            own_addresses={data["mailbox"].lower()},
            events=[_event(row, now.date()) for row in data["events"]],
            countries=countries,
            staff_domain=data.get("staff_domain", "").lower(),
            staff={address.lower() for address in data.get("staff", ())},
            registrations=[_registration(row) for row in data["registrations"]],
            messages={
                row["message_id"]: OurMessage(
                    row["message_id"], row.get("registration", ""), row.get("kind", ""), row.get("to", "").lower()
                )
                for row in data["outbound"]
            },
        )

    def is_staff(self, email: str) -> bool:
        """By the address, or the domain of the house."""
        email = email.lower()
        if email in self.own_addresses or not email:
            return False
        return email in self.staff or bool(self.staff_domain and email.endswith(f"@{self.staff_domain}"))

    def our_message(self, message_id: str) -> OurMessage | None:
        """By its identifier."""
        return self.messages.get(message_id)

    def registration(self, reference: str) -> RegistrationFacts | None:
        """By its reference, whatever its case."""
        return next((row for row in self.registrations if row.reference.lower() == reference.lower()), None)

    def registrations_of(self, email: str) -> Sequence[RegistrationFacts]:
        """By the address."""
        return [row for row in self.registrations if email and row.email == email.lower()]

    def registrations_named(self, given_name: str, family_name: str, event: str) -> Sequence[RegistrationFacts]:
        """By the name."""
        wanted = sorted(key(f"{given_name} {family_name}").split())
        rows = [row for row in self.registrations if not event or row.event == event]
        if not given_name:
            return [row for row in rows if key(row.family_name) == key(family_name)]
        return [row for row in rows if sorted(key(f"{row.given_name} {row.family_name}").split()) == wanted]

    def was_received(self, message_id: str) -> bool:
        """By its identifier."""
        return message_id in self.received


def _event(row: Mapping[str, Any], today: datetime.date) -> EventFacts:
    ends_on = datetime.date.fromisoformat(row["ends_on"]) if row.get("ends_on") else None
    return EventFacts(
        key=row["key"],
        code=row.get("code", ""),
        title=row.get("title", {}),
        starts_on=datetime.date.fromisoformat(row["starts_on"]) if row.get("starts_on") else None,
        ends_on=ends_on,
        is_open=row.get("status") == "registration_open",
        is_past=row.get("status") == "past" or bool(ends_on and ends_on < today),
        mode=re.sub(r"[ -]", "_", row.get("mode", "")),
        venue=row.get("venue", ""),
        languages=tuple(row.get("languages", ())),
    )


def _registration(row: Mapping[str, Any]) -> RegistrationFacts:
    state = row.get("status", "")
    return RegistrationFacts(
        reference=row["reference"],
        event=row["event"],
        given_name=row.get("given_name", ""),
        family_name=row.get("family_name", ""),
        email=row.get("email", "").lower(),
        title=row.get("title", ""),
        organisation=row.get("organisation", ""),
        country=row.get("country", ""),
        category=row.get("category", ""),
        language=row.get("language", ""),
        state=state,
        is_living=state not in _ENDED,
    )
