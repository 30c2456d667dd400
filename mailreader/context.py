"""What the desk knows: the database says it in the application, plain data in tests."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from mailreader.findings import EventFacts, OurMessage, RegistrationFacts


class Context(Protocol):
    """Asked while a mail is understood. Nothing here changes anything."""

    @property
    def now(self) -> datetime.datetime:
        """The clock."""

    @property
    def own_addresses(self) -> Collection[str]:
        """Addresses of our mailboxes, in lower case; a mail from one of them is our own."""

    @property
    def events(self) -> Sequence[EventFacts]:
        """Events whose mail comes to this mailbox, past ones too."""

    @property
    def other_codes(self) -> Collection[str]:
        """Codes of other events to come, which take no registrations here: drafts, for instance."""

    @property
    def countries(self) -> Mapping[str, Collection[str]]:
        """Names of each country, in all languages, by its code."""

    @property
    def languages(self) -> Sequence[str]:
        """Languages in which we answer; the first where nothing else is known."""

    def is_staff(self, email: str) -> bool:
        """The address is a colleague's."""

    def our_message(self, message_id: str) -> OurMessage | None:
        """The message of ours with this Message-ID (in its angles)."""

    def registration(self, reference: str) -> RegistrationFacts | None:
        """The registration with this reference."""

    def registrations_of(self, email: str) -> Sequence[RegistrationFacts]:
        """Registrations with this address, the newest first."""

    def registrations_named(self, given_name: str, family_name: str, event: str) -> Sequence[RegistrationFacts]:
        """Registrations of an event with this name, whatever its accents, case and order; a family name will do."""

    def was_received(self, message_id: str) -> bool:
        """A mail with this Message-ID came before."""
