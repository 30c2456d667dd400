"""The shared mailbox: mail that came in, conversations, what they propose, and what is done with it."""
