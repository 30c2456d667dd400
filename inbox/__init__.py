"""The shared mailbox: mail that came in, conversations, what they propose, the desk."""
