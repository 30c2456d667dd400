"""The end of news, for whoever reads at an address."""

from registrations.actions.consents import take_back_consent
from registrations.models import Consent, Registration
from registrations.models.registration import RegistrationQuerySet


def end_news(registration: Registration) -> None:
    """Whoever reads at its address agrees to no more news, whichever event asked for the consent."""
    for row in agreed_to_news(registration):
        take_back_consent(row, Consent.Kind.NEWS)


def agreed_to_news(registration: Registration) -> RegistrationQuerySet:
    """The registrations of its address that agree to news."""
    return registration.of_same_address().filter(consents__kind=Consent.Kind.NEWS, consents__withdrawn_at=None)
