"""Reads mail of the shared mailbox: bytes in, facts and proposals out. No database, no network, nothing changed.

In the application a mail is read by a process of its own (`child.py`). Therefore what reads is loaded when it is first
asked for: what serves pages or files mail never does.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mailreader.context import Context
    from mailreader.facts import Mail
    from mailreader.findings import Proposal, Understanding
    from mailreader.limits import Limits
    from mailreader.reader import read
    from mailreader.understanding import understand

__all__ = ["Context", "Limits", "Mail", "Proposal", "Understanding", "read", "understand"]
_WHERE = {
    "Context": "context",
    "Limits": "limits",
    "Mail": "facts",
    "Proposal": "findings",
    "Understanding": "findings",
    "read": "reader",
    "understand": "understanding",
}


def __getattr__(name: str) -> Any:
    """One of these, from the module that has it (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
