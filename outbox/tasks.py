"""Work that a worker does behind the pages: thin, with numbers as arguments, safe to run twice."""

from django_tasks import task


@task()
def deliver(message_id: int) -> None:
    """Hand a message of the outbox to the mail server, if it is due and no other worker has it."""
    from outbox import delivery

    delivery.deliver(message_id)
