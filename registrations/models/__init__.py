"""The people: how an event registers, who registered, what was decided and written."""

from registrations.models.answers import Answer, RestrictedData
from registrations.models.consents import Consent
from registrations.models.erased import ErasedAddress
from registrations.models.history import StateChange
from registrations.models.links import LinkRequest
from registrations.models.messages import RegistrationMessage
from registrations.models.questions import Category, Question, QuestionChoice
from registrations.models.registration import Registration
from registrations.models.settings import RegistrationSettings

__all__ = [
    "Answer",
    "Category",
    "Consent",
    "ErasedAddress",
    "LinkRequest",
    "Question",
    "QuestionChoice",
    "Registration",
    "RegistrationMessage",
    "RegistrationSettings",
    "RestrictedData",
    "StateChange",
]
