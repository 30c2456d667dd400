"""Reads mail of the shared mailbox: bytes in, facts and proposals out. No database, no network, nothing changed.

In the application a mail is read by a process of its own (`sandbox/child.py`). Tests call `reader.read` and
`understanding.understand` themselves. Nothing is loaded here: what serves pages or files mail reads none.
"""
