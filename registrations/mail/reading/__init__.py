"""Reads mail of the shared mailbox: bytes in, facts and proposals out. No database, no network, nothing changed."""

from registrations.mail.reading.context import Context, PlainContext
from registrations.mail.reading.facts import Mail
from registrations.mail.reading.findings import Proposal, Understanding
from registrations.mail.reading.limits import Limits
from registrations.mail.reading.reader import read
from registrations.mail.reading.understanding import understand

__all__ = ["Context", "Limits", "Mail", "PlainContext", "Proposal", "Understanding", "read", "understand"]
