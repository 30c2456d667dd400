"""The desk of the shared mailbox: the queue, a conversation's page, answers, files, mail added by hand."""
