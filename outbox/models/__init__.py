"""Messages to people: the outbox and its state, every try to deliver, the templates, addresses that take no mail."""

from outbox.models.messages import DeliveryTry, Message
from outbox.models.sign_on import SignOn
from outbox.models.state import OutboxState
from outbox.models.templates import MessageTemplate
from outbox.models.undeliverable import UndeliverableAddress

__all__ = ["DeliveryTry", "Message", "MessageTemplate", "OutboxState", "SignOn", "UndeliverableAddress"]
