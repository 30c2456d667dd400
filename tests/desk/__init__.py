"""The desk of the shared mailbox."""
