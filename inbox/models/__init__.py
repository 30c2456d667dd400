"""The shared mailbox: conversations, the mail that came in, what it proposes, standard answers."""

from inbox.models.classification import Classification
from inbox.models.conversations import Conversation, DeskAction
from inbox.models.incoming import IncomingMessage, RawMail
from inbox.models.mailboxes import Mailbox
from inbox.models.messages import ConversationMessage
from inbox.models.proposals import MailProposal
from inbox.models.standard_answers import StandardAnswer

__all__ = [
    "Classification",
    "Conversation",
    "ConversationMessage",
    "DeskAction",
    "IncomingMessage",
    "MailProposal",
    "Mailbox",
    "RawMail",
    "StandardAnswer",
]
