"""Reads mail of the shared mailbox: bytes in, facts and proposals out. No database, no network, no change of anything."""
