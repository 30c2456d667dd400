"""The people: how an event registers, who registered, what was decided and written."""

from registrations.models.consents import Consent
from registrations.models.conversations import Classification, Conversation, DeskAction, Presence
from registrations.models.incoming import IncomingMessage, RawMail
from registrations.models.mailboxes import Mailbox
from registrations.models.messages import DeliveryTry, Message, MessageTemplate
from registrations.models.proposals import MailProposal
from registrations.models.questions import Category, Question, QuestionChoice
from registrations.models.registration import Answer, Registration, RestrictedData, StateChange
from registrations.models.settings import RegistrationSettings
from registrations.models.standard_answers import StandardAnswer
from registrations.models.undeliverable import UndeliverableAddress

__all__ = [
    "Answer",
    "Category",
    "Classification",
    "Consent",
    "Conversation",
    "DeliveryTry",
    "DeskAction",
    "IncomingMessage",
    "MailProposal",
    "Mailbox",
    "Message",
    "MessageTemplate",
    "Presence",
    "Question",
    "QuestionChoice",
    "RawMail",
    "Registration",
    "RegistrationSettings",
    "RestrictedData",
    "StandardAnswer",
    "StateChange",
    "UndeliverableAddress",
]
