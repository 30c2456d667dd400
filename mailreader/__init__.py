"""Reads mail of the shared mailbox: bytes in, facts and proposals out. No database, no network, nothing changed."""

from mailreader.context import Context
from mailreader.facts import Mail
from mailreader.findings import Proposal, Understanding
from mailreader.limits import Limits
from mailreader.reader import read
from mailreader.understanding import understand

__all__ = ["Context", "Limits", "Mail", "Proposal", "Understanding", "read", "understand"]
